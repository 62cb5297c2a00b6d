use proptest::prelude::*;

use units::Price;

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
    assert_eq!(terms.daily_fee, Price::parse("0.20").ok());
}

#[test]
fn numbers_are_read_from_their_digits_quoted_or_not() {
    for number in ["\"0.1\"", "0.1", "0.10"] {
        let tariff = versions(&format!("[[version]]\nfrom = 2026-01-01\nprice = {number}\ndaily_fee = {number}"));
        let terms = &tariff.versions()[0].terms;
        assert_eq!(terms.energy, EnergyPrice::Flat(Price::new(100_000).unwrap()), "{number}");
        assert_eq!(terms.daily_fee, Price::parse("0.1").ok(), "{number}");
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
        (
            format!("{HEAD}{version}price = -0.5"),
            "line 5, price: this must not be negative; where that is meant, write credit = true",
        ),
        (format!("{HEAD}{version}price = 0.1234567"), "line 5, price: “0.1234567” is not a price"),
        (
            format!("{HEAD}{version}price = 1\nmonthly_fee = 0.001"),
            "line 6, monthly_fee: an amount in CNY has at most 2",
        ),
        (format!("{HEAD}{version}price = 1\nmonthly_fee = -1"), "line 6, monthly_fee: this must not be negative"),
        (format!("{HEAD}{version}price = 1\nuntil = 2026-01-01"), "line 6, until: the version ends before"),
        (format!("{HEAD}[[version]]\nfrom = 2026-02-30\nprice = 1"), "line 4, file: this is no TOML"),
        (format!("{HEAD}[[version]]\nfrom = 2026-01-01T00:00:00Z\nprice = 1"), "line 4, from: write a date"),
        (format!("{HEAD}[[version]]\nfrom = \"soon\"\nprice = 1"), "line 4, from: write a date"),
        (
            format!("{HEAD}{version}price = 1\nuntil = 2026-03-02\n[[version]]\nfrom = 2026-03-01\nprice = 2"),
            "line 6, until: the next version starts on 2026-03-01, before this one ends",
        ),
        (format!("{HEAD}{version}price = 1\n{version}price = 2"), "line 7, from: another version starts on 2026-01-01"),
    ] {
        let error = Tariff::parse(&file).unwrap_err().to_string();
        assert!(error.starts_with(said), "{file}\n{error}\n{said}");
    }
}

/// Two bands, and what follows.
fn banded(rest: &str) -> String {
    let bands = "[[version.band]]\nname = \"peak\"\nprice = 0.6\n[[version.band]]\nname = \"valley\"\nprice = 0.3\n";
    format!("{HEAD}[[version]]\nfrom = 2026-01-01\n{bands}{rest}")
}

const ALL_DAY: &str = "[[version.hours]]\nbands = \"08:00-22:00 peak, 22:00-08:00 valley\"\n";

/// What is said about files with two bands; the first line after them is 11.
#[test]
fn every_complaint_about_bands_names_line_and_key() {
    let hours = |text: &str| banded(&format!("[[version.hours]]\nbands = \"{text}\""));
    let season = |name: &str, from: &str, to: &str| {
        format!("[[version.season]]\nname = \"{name}\"\nfrom = \"{from}\"\nto = \"{to}\"\n")
    };
    for (file, said) in [
        (banded(""), "line 3, hours: no row of hours holds on a workday; add one"),
        (hours("08:00-22:00 peak"), "line 12, bands: from 00:00 to 08:00 no band holds"),
        (hours("08:00-22:00 peak, 22:15-08:00 valley"), "line 12, bands: from 22:00 to 22:15 no band holds"),
        (hours("08:00-22:00 peak, 21:00-08:00 valley"), "line 12, bands: from 21:00 to 22:00 two bands hold"),
        (hours("00:00-24:00 peak, 03:00-04:30 valley"), "line 12, bands: from 03:00 to 04:30 two bands hold"),
        (hours("00:00-24:00 night"), "line 12, bands: there is no band “night”"),
        (hours("00:10-24:00 peak"), "line 12, bands: 00:10 is not a quarter of an hour"),
        (hours("00:00-24:15 peak"), "line 12, bands: “00:00-24:15 peak” is no stretch of hours"),
        (hours("24:00-08:00 peak"), "line 12, bands: “24:00-08:00 peak” is no stretch of hours"),
        (hours("8-22 peak"), "line 12, bands: “8-22 peak” is no stretch of hours"),
        (hours("peak"), "line 12, bands: “peak” is no stretch of hours"),
        (hours(""), "line 12, bands: write a text"),
        (banded(&format!("{ALL_DAY}days = [\"sunday\"]")), "line 13, days: name each day once"),
        (banded(&format!("{ALL_DAY}days = [\"workday\", \"workday\"]")), "line 13, days: name each day once"),
        (banded(&format!("{ALL_DAY}days = []")), "line 13, days: write a list"),
        (banded(&format!("{ALL_DAY}days = [\"workday\"]")), "line 11, hours: no row of hours holds on a weekend"),
        (banded(&format!("{ALL_DAY}{ALL_DAY}")), "line 14, bands: another row of hours holds on a workday"),
        (banded(&format!("{ALL_DAY}season = \"summer\"")), "line 13, season: there is no season “summer”"),
        (
            banded(&format!("{}{ALL_DAY}", season("summer", "07-01", "09-30"))),
            "line 15, hours: no row of hours holds on a workday in “summer”",
        ),
        (
            banded(&format!("{}{ALL_DAY}season = \"summer\"", season("summer", "07-01", "09-30"))),
            "line 15, hours: no row of hours holds on a workday in the rest of the year",
        ),
        (
            banded(&format!("{}{ALL_DAY}", season("all", "01-01", "12-31"))),
            "line 15, season: the seasons fill the whole year",
        ),
        (
            banded(&format!("{}{}{ALL_DAY}", season("a", "11-01", "02-28"), season("b", "02-28", "03-31"))),
            "line 17, from: 02-28 lies in another season too",
        ),
        (banded(&season("summer", "7-1", "09-30")), "line 13, from: “7-1” is no day of the year"),
        (banded(&season("summer", "07-01", "02-30")), "line 14, to: “02-30” is no day of the year"),
        (banded(&format!("{ALL_DAY}[[version.band]]\nname = \"peak\"")), "line 14, name: “peak” is there already"),
        (banded(&format!("{ALL_DAY}[[version.band]]\nname = \"a;b\"")), "line 14, name: “a;b” cannot name a band"),
        (banded(&format!("{ALL_DAY}[[version.band]]\nname = \"x\"")), "line 5, band: the band “x” has no price"),
        (
            banded(&format!("{ALL_DAY}[[version.band]]\nname = \"x\"\nprice = -1")),
            "line 15, price: this must not be negative; where that is meant, write credit = true",
        ),
        (
            format!("{HEAD}[[version]]\nfrom = 2026-01-01\nclock = \"standard\"\nprice = 1"),
            "line 5, clock: there are no bands",
        ),
        (banded(ALL_DAY).replace("2026-01-01\n", "2026-01-01\nclock = \"sun\"\n"), "line 5, clock: write \"wall\""),
        (banded(ALL_DAY).replace("2026-01-01\n", "2026-01-01\nprice = 1\n"), "line 5, price: the price is given twice"),
    ] {
        let error = Tariff::parse(&file).unwrap_err().to_string();
        assert!(error.starts_with(said), "{file}\n{error}\n{said}");
    }
    assert!(Tariff::parse(&banded(ALL_DAY)).is_ok());
}

/// What is said about a flat version with tiers, taxes and fees; the first line after the price is 6.
#[test]
fn every_complaint_about_tiers_taxes_and_fees_names_line_and_key() {
    let year = "[version.tiers]\nper = \"year\"\n";
    let tier = "[[version.tier]]\n";
    let tax = "[[version.tax]]\nname = \"VAT\"\npercent = 5\n";
    for (rest, said) in [
        (tier.to_owned(), "line 3, tiers: this must be given"),
        (year.to_owned(), "line 3, tier: this must be given"),
        (format!("{year}{tier}up_to_kwh = 5"), "line 9, up_to_kwh: the last tier goes on without end"),
        (format!("{year}{tier}{tier}"), "line 8, up_to_kwh: only the last tier goes on"),
        (
            format!("{year}{tier}up_to_kwh = 5\n{tier}up_to_kwh = 5\n{tier}"),
            "line 11, up_to_kwh: this tier must end above",
        ),
        (
            format!("{year}{tier}up_to_kwh = 5\n{tier}up_to_kwh = 4\n{tier}"),
            "line 11, up_to_kwh: this tier must end above",
        ),
        (format!("{year}{tier}up_to_kwh = -5\n{tier}"), "line 9, up_to_kwh: write kilowatt-hours"),
        (format!("{year}{tier}up_to_kwh = 0.0005\n{tier}"), "line 9, up_to_kwh: write kilowatt-hours"),
        (
            format!(
                "{year}{tier}up_to_kwh = 5\nper_occupant_kwh = 2\n{tier}up_to_kwh = 9\nper_occupant_kwh = 1\n{tier}"
            ),
            "line 13, per_occupant_kwh: a tier must not grow by less",
        ),
        (format!("{year}{tier}per_occupant_kwh = 2"), "line 9, per_occupant_kwh: the last tier goes on"),
        (format!("{year}{tier}price = 1\nsurcharge = 1"), "line 10, surcharge: the price is given twice"),
        (format!("{year}{tier}prices = {{ peak = 1 }}"), "line 9, prices: there are no bands"),
        (format!("{year}{tier}surcharge = -1"), "line 9, surcharge: this must not be negative"),
        (format!("{year}year_starts = \"13\"\n{tier}"), "line 8, year_starts: write a month"),
        (format!("{year}part_cycle = \"half\"\n{tier}"), "line 8, part_cycle: write \"whole\""),
        (format!("{year}beyond_occupants = -1\n{tier}"), "line 8, beyond_occupants: write a whole number"),
        (format!("[version.tiers]\nper = \"week\"\n{tier}"), "line 7, per: write \"month\""),
        (format!("[version.tiers]\nper = \"month\"\nyear_starts = 4\n{tier}"), "line 8, year_starts: tiers by month"),
        ("[[version.tax]]\nname = \"VAT\"".to_owned(), "line 6, percent: this must be given"),
        ("[[version.tax]]\nname = \"VAT\"\npercent = -5".to_owned(), "line 8, percent: write a percentage"),
        (format!("{tax}included = \"yes\""), "line 9, included: write true or false"),
        (format!("{tax}on = [\"rent\"]"), "line 9, on: name what the tax is on"),
        (format!("{tax}{tax}"), "line 10, name: “VAT” is there already"),
        ("[version.top_up_fee]\nfixed = -1".to_owned(), "line 7, fixed: this must not be negative"),
        ("minimum = -1".to_owned(), "line 6, minimum: this must not be negative"),
        ("tax = 5".to_owned(), "line 6, tax: write this as [[version.tax]]"),
        ("tiers = 5".to_owned(), "line 6, tiers: write this as a table"),
    ] {
        let file = format!("{HEAD}[[version]]\nfrom = 2026-01-01\nprice = 1\n{rest}");
        let error = Tariff::parse(&file).unwrap_err().to_string();
        assert!(error.starts_with(said), "{file}\n{error}\n{said}");
    }
    for (prices, said) in [
        ("{ peak = 1 }", "line 16, prices: the band “valley” has no price"),
        ("{ peak = 1, valley = 1, night = 1 }", "line 16, night: there is no band “night”"),
        ("{ peak = 1, valley = -1 }", "line 16, valley: this must not be negative"),
        ("5", "line 16, prices: write this as a table"),
    ] {
        let file = banded(&format!("{ALL_DAY}[version.tiers]\nper = \"month\"\n[[version.tier]]\nprices = {prices}"));
        let error = Tariff::parse(&file).unwrap_err().to_string();
        assert!(error.starts_with(said), "{file}\n{error}\n{said}");
    }
}

#[test]
fn a_price_below_zero_needs_the_word_credit() {
    let flat = versions("[[version]]\nfrom = 2026-01-01\nprice = -0.05\ncredit = true");
    assert_eq!(flat.versions()[0].terms.price(0, 0), Price::parse("-0.05"));
    let band = banded(&format!("{ALL_DAY}[[version.band]]\nname = \"x\"\nprice = -1\ncredit = true"));
    for tariff in [flat, Tariff::parse(&band).unwrap()] {
        assert_eq!(Tariff::parse(&tariff.to_toml()), Ok(tariff));
    }
}

#[test]
fn where_every_tier_has_its_own_price_none_else_is_needed() {
    let tiers = "[version.tiers]\nper = \"month\"\n[[version.tier]]\nup_to_kwh = 50.5\nprice = 0.5\n[[version.tier]]\n";
    let flat = |last: &str| Tariff::parse(&format!("{HEAD}[[version]]\nfrom = 2026-01-01\n{tiers}{last}"));
    let tariff = flat("price = 0.7").unwrap();
    let price = |tier| tariff.versions()[0].terms.price(0, tier).unwrap().to_string();
    assert_eq!((price(0), price(1)), ("0.50".to_owned(), "0.70".to_owned()));
    assert_eq!(flat("surcharge = 0.7").unwrap_err().to_string(), "line 3, price: this must be given");
}

/// Everything that a file may say, and all prices that follow.
#[test]
fn a_file_with_everything_reads_and_is_written_back() {
    let text = banded("")
        .replace("2026-01-01\n", "2026-01-01\nclock = \"standard\"\ndaily_fee = 0.1\nmonthly_fee = 3\nminimum = 9\n")
        + "[[version.season]]\nname = \"winter\"\nfrom = \"11-01\"\nto = \"02-29\"\n"
        + ALL_DAY
        + "[[version.hours]]\nseason = \"winter\"\ndays = [\"workday\"]\nbands = \"06:15-23:45 peak, 23:45-06:15 valley\"\n"
        + "[[version.hours]]\nseason = \"winter\"\ndays = [\"holiday\", \"weekend\"]\nbands = \"00:00-24:00 valley\"\n"
        + "[version.tiers]\nper = \"year\"\nyear_starts = \"04\"\npart_cycle = \"by_days\"\nbeyond_occupants = 4\n"
        + "[[version.tier]]\nup_to_kwh = 2760\nper_occupant_kwh = 100\n"
        + "[[version.tier]]\nup_to_kwh = 4800\nper_occupant_kwh = 100\nsurcharge = 0.05\n"
        + "[[version.tier]]\nup_to_kwh = 5000.5\nper_occupant_kwh = 100\nprices = { valley = 0.5, peak = 0.9 }\n"
        + "[[version.tier]]\nprice = 1.5\n"
        + "[[version.tax]]\nname = \"VAT\"\npercent = 5\nincluded = true\non = [\"fees\", \"energy\"]\n"
        + "[[version.tax]]\nname = \"Levy\"\npercent = 2.5\n"
        + "[version.top_up_fee]\npercent = 0.6\nmost = 2\n";
    let tariff = Tariff::parse(&text).unwrap();
    let terms = &tariff.versions()[0].terms;
    let prices = |band| (0..4).map(|tier| terms.price(band, tier).unwrap().to_string()).collect::<Vec<_>>();
    assert_eq!(prices(0), ["0.60", "0.65", "0.90", "1.50"]);
    assert_eq!(prices(1), ["0.30", "0.35", "0.50", "1.50"]);
    assert_eq!(Tariff::parse(&tariff.to_toml()), Ok(tariff));
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
    fn damage_is_refused_or_read_but_never_fatal(at in 0..420_usize, with in any::<char>()) {
        let good = banded(&format!(
            "{ALL_DAY}[version.tiers]\nper = \"month\"\n[[version.tier]]\nup_to_kwh = 50\n[[version.tier]]\nprice = 1\n[[version.tax]]\nname = \"VAT\"\npercent = 5"
        ));
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
            Version { from, until: lasts.map(|days| from + chrono::Days::new(days)), terms: Terms::flat(Price::default()) }
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

#[test]
fn what_nobody_lives_behind_counts_from_the_start_of_the_cycle_of_its_tiers() {
    let tiers = |from: &str, per: &str, end: &str| {
        format!(
            "[[version]]\nfrom = {from}\n{end}[version.tiers]\n{per}\n[[version.tier]]\nup_to_kwh = 9\nprice = 1\n[[version.tier]]\nprice = 2\n"
        )
    };
    let year = "per = \"year\"\nyear_starts = \"04\"";
    let flat = "[[version]]\nfrom = 2026-06-01\nprice = 1\n";
    let dates = |first: &str, end: &str| DateRange { first: day(first), end: day(end) };
    let tariff = versions(&[tiers("2025-01-01", year, ""), flat.to_owned(), tiers("2026-07-01", year, "")].concat());
    let counted =
        |tariff: &Tariff, on: &str| tariff.counted_before(day(on)).map(|counted| (counted.cycle, counted.days));
    assert_eq!(counted(&tariff, "2026-04-01"), Some((day("2026-04-01"), vec![])));
    assert_eq!(counted(&tariff, "2026-05-02"), Some((day("2026-04-01"), vec![dates("2026-04-01", "2026-05-02")])));
    assert_eq!(counted(&tariff, "2026-06-15"), None, "a price without tiers");
    let around = vec![dates("2026-04-01", "2026-06-01"), dates("2026-07-01", "2026-08-01")];
    assert_eq!(counted(&tariff, "2026-08-01"), Some((day("2026-04-01"), around)), "the counter waits meanwhile");
    // By another cycle it begins anew.
    let months = tiers("2026-06-01", "per = \"month\"", "");
    let tariff = versions(&[tiers("2025-01-01", year, ""), months, tiers("2026-07-01", year, "")].concat());
    assert_eq!(counted(&tariff, "2026-08-01"), Some((day("2026-04-01"), vec![dates("2026-07-01", "2026-08-01")])));

    let zone = units::Zone::parse("UTC").unwrap();
    let since = |tariff: &Tariff, on: &str| zone.date(tariff.unlet(day(on), zone).from);
    assert_eq!(since(&tariff, "2026-08-01"), day("2025-01-01"));
    assert_eq!(since(&tariff, "2025-01-01"), day("2025-01-01"));
    assert_eq!(since(&tariff, "2024-06-01"), day("2024-06-01"), "no price yet");
    let gap = versions(&[tiers("2025-01-01", year, "until = 2026-05-01\n"), flat.to_owned()].concat());
    assert_eq!(since(&gap, "2026-06-10"), day("2026-06-01"));
    assert_eq!(since(&gap, "2026-05-10"), day("2026-05-10"));
}
