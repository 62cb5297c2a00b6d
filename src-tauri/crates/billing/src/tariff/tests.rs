use proptest::prelude::*;

use units::{Money, Price};

use super::*;
use crate::EnergyPrice;

const HEAD: &str = "name = \"Flat\"\ncurrency = \"CNY\"\n";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn versions(text: &str) -> Tariff {
    Tariff::parse(&format!("{HEAD}{text}")).unwrap()
}

#[test]
fn the_shipped_price_list_reads() {
    let tariff = Tariff::parse(include_str!("../../../../../assets/tariffs/dormitory-cny.toml")).unwrap();
    assert_eq!(tariff.currency, Currency::CNY);
    let terms = &tariff.in_force(day("2026-11-23")).unwrap().terms;
    assert_eq!(terms.energy, EnergyPrice::Flat(Price::parse("0.6083").unwrap()));
    assert_eq!(terms.daily_fee, Some(Money::from_minor(20)));
}

#[test]
fn numbers_are_read_from_their_digits_quoted_or_not() {
    for number in ["\"0.1\"", "0.1", "0.10"] {
        let tariff = versions(&format!("[[version]]\nfrom = 2026-01-01\nprice = {number}\ndaily_fee = {number}"));
        let terms = &tariff.versions()[0].terms;
        assert_eq!(terms.energy, EnergyPrice::Flat(Price::new(100_000).unwrap()), "{number}");
        assert_eq!(terms.daily_fee, Some(Money::from_minor(10)), "{number}");
    }
}

/// The file, and the start of what is said about it.
#[test]
fn every_complaint_names_line_and_key() {
    let version = "[[version]]\nfrom = 2026-01-01\n";
    for (file, said) in [
        ("name = ".to_owned(), "line 1, file: this is no TOML"),
        ("currency = \"CNY\"".to_owned(), "line 1, name: this must be given"),
        ("name = 5\ncurrency = \"CNY\"".to_owned(), "line 1, name: write a text"),
        ("name = \" \"\ncurrency = \"CNY\"".to_owned(), "line 1, name: write a text"),
        ("name = \"x\"\ncurrency = \"yuan\"".to_owned(), "line 2, currency: “yuan” is not a currency code"),
        (HEAD.to_owned(), "line 1, version: this must be given"),
        (format!("{HEAD}version = []"), "line 3, version: this must be given"),
        (format!("{HEAD}version = 3"), "line 3, version: write this as [[version]]"),
        (format!("{HEAD}version = [3]"), "line 3, version: write this as [[version]]"),
        (format!("{HEAD}\nprize = 3"), "line 4, prize (file): this key is not known"),
        (format!("{HEAD}{version}prise = 1"), "line 5, prise (version): this key is not known"),
        (format!("{HEAD}{version}"), "line 3, price: this must be given"),
        (format!("{HEAD}{version}price = true"), "line 5, price: write a plain number"),
        (format!("{HEAD}{version}price = 0xff"), "line 5, price: write a plain number"),
        (format!("{HEAD}{version}price = 1e3"), "line 5, price: “1e3” is not a price"),
        (format!("{HEAD}{version}price = nan"), "line 5, price: “nan” is not a price"),
        (format!("{HEAD}{version}price = -0.5"), "line 5, price: this must not be negative"),
        (format!("{HEAD}{version}price = 0.1234567"), "line 5, price: “0.1234567” is not a price"),
        (format!("{HEAD}{version}price = 1\ndaily_fee = 0.001"), "line 6, daily_fee: an amount in CNY has at most 2"),
        (format!("{HEAD}{version}price = 1\nmonthly_fee = -1"), "line 6, monthly_fee: this must not be negative"),
        (format!("{HEAD}{version}price = 1\nuntil = 2026-01-01"), "line 6, until: the version ends before"),
        (format!("{HEAD}[[version]]\nfrom = 2026-02-30\nprice = 1"), "line 4, file: this is no TOML"),
        (format!("{HEAD}[[version]]\nfrom = 2026-01-01T00:00:00Z\nprice = 1"), "line 4, from: write a date"),
        (format!("{HEAD}[[version]]\nfrom = \"soon\"\nprice = 1"), "line 4, from: write a date"),
        (format!("{HEAD}{version}price = 1\n{version}price = 2"), "line 7, from: another version starts on 2026-01-01"),
    ] {
        let error = Tariff::parse(&file).unwrap_err().to_string();
        assert!(error.starts_with(said), "{file}\n{error}\n{said}");
    }
}

#[test]
fn versions_count_from_their_date_whatever_their_order_in_the_file() {
    let tariff = versions(
        "[[version]]\nfrom = 2026-10-11\nuntil = 2026-10-20\nprice = 2\n[[version]]\nfrom = 2026-01-01\nprice = 1",
    );
    let from = |date| tariff.in_force(day(date)).map(|version| version.from.to_string());
    assert_eq!(from("2025-12-31"), None);
    assert_eq!(from("2026-01-01").as_deref(), Some("2026-01-01"));
    assert_eq!(from("2026-10-10").as_deref(), Some("2026-01-01"));
    assert_eq!(from("2026-10-11").as_deref(), Some("2026-10-11"));
    assert_eq!(from("2026-10-19").as_deref(), Some("2026-10-11"));
    assert_eq!(from("2026-10-20"), None);
}

#[test]
fn a_room_changes_its_price_list() {
    let old = versions("[[version]]\nfrom = 2026-01-01\nprice = 1\n[[version]]\nfrom = 2026-11-01\nprice = 2");
    let new = versions("[[version]]\nfrom = 2026-05-01\nprice = 3\n[[version]]\nfrom = 2026-12-01\nprice = 4");
    let both = old.followed_by(day("2026-10-10"), &new).unwrap();
    let price =
        |tariff: &Tariff, date: &str| tariff.in_force(day(date)).map(|v| (v.from.to_string(), v.terms.energy.clone()));
    let flat = |text: &str| EnergyPrice::Flat(Price::parse(text).unwrap());
    assert_eq!(price(&both, "2026-10-09"), Some(("2026-01-01".to_owned(), flat("1"))));
    assert_eq!(price(&both, "2026-10-10"), Some(("2026-10-10".to_owned(), flat("3"))));
    assert_eq!(price(&both, "2026-11-02"), Some(("2026-10-10".to_owned(), flat("3"))));
    assert_eq!(price(&both, "2026-12-01"), Some(("2026-12-01".to_owned(), flat("4"))));
    let gap = old.followed_by(day("2026-04-01"), &new).unwrap();
    assert_eq!(price(&gap, "2026-04-15"), None);
    let euro = Tariff { currency: Currency::parse("EUR").unwrap(), ..new };
    assert!(old.followed_by(day("2026-10-10"), &euro).is_err());
}

#[test]
fn what_is_written_reads_back() {
    let tariff = Tariff {
        source: "“quoted” \"plain\" back\\slash\nand a line".to_owned(),
        ..versions(
            "[[version]]\nfrom = 2026-01-01\nuntil = 2027-01-01\nprice = 0.6083\nmonthly_fee = 7\n[[version]]\nfrom = 2028-02-29\nprice = 1",
        )
    };
    assert_eq!(Tariff::parse(&tariff.to_toml()), Ok(tariff));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_reader_panic(text in "[ -~\n\u{e9}\u{4e2d}]{0,120}") {
        let _ = Tariff::parse(&text);
    }

    #[test]
    fn damage_is_refused_or_read_but_never_fatal(at in 0..200_usize, with in any::<char>()) {
        let good = format!("{HEAD}[[version]]\nfrom = 2026-01-01\nuntil = 2027-01-01\nprice = 0.6083\ndaily_fee = \"0.20\"");
        let damaged: String = good.chars().enumerate().map(|(i, c)| if i == at { with } else { c }).collect();
        if let Ok(tariff) = Tariff::parse(&damaged) {
            prop_assert_eq!(Tariff::parse(&tariff.to_toml()), Ok(tariff));
        }
    }

    /// Covered and missing dates together are the whole range, in order, without overlap.
    #[test]
    fn every_day_is_covered_or_missing(starts in prop::collection::btree_map(0..90_u64, prop::option::of(1..40_u64), 0..5)) {
        let base = day("2026-09-01");
        let versions: Vec<Version> = starts.into_iter().map(|(start, lasts)| {
            let from = base + chrono::Days::new(start);
            let terms = Terms::flat(Price::default());
            Version { from, until: lasts.map(|days| from + chrono::Days::new(days)), terms }
        }).collect();
        let tariff = Tariff { name: String::new(), currency: Currency::CNY, source: String::new(), versions };
        let dates = units::Month::new(2026, 10).unwrap().dates();
        let missing = tariff.missing(dates);
        for date in dates.iter() {
            let covered = tariff.within(dates).filter(|(_, r)| r.first <= date && date < r.end).count();
            let absent = missing.iter().filter(|r| r.first <= date && date < r.end).count();
            prop_assert_eq!((covered, absent), if tariff.in_force(date).is_some() { (1, 0) } else { (0, 1) }, "{}", date);
        }
    }
}
