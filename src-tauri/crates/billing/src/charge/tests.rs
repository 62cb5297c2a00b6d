use chrono::{Datelike, Duration};
use proptest::prelude::*;
use units::{Energy, Money, Period, Price};

use super::*;
use crate::{ChargeKind, Quantity, Rate, Terms, Version};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

/// From the text of the versions.
fn tariff(versions: &str) -> Tariff {
    Tariff::parse(&format!("name = \"t\"\ncurrency = \"CNY\"\n{versions}")).unwrap()
}

fn flat(price: &str) -> Tariff {
    tariff(&format!("[[version]]\nfrom = 2020-01-01\nprice = {price}"))
}

fn usage(from: &str, to: &str, wh: i64) -> Usage {
    let period = Period::new(instant(from), instant(to)).unwrap();
    Usage { period, energy: Energy::from_wh(wh), estimated: false }
}

fn long_before() -> Tenancy {
    Tenancy { from: instant("2019-01-01T00:00:00Z"), to: None }
}

fn facts<'a>(month_: &str, tariff: &'a Tariff, usage: &'a [Usage], as_of: &str) -> Facts<'a> {
    Conditions::plain(month(month_), long_before(), zone("Asia/Shanghai"), tariff).facts(usage, instant(as_of))
}

/// `(kind, version, quantity, amount)` of each line.
fn check(facts: &Facts<'_>, expected: &[(ChargeKind, &str, i64, i64)]) {
    let lines = charges(facts).unwrap().lines;
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            let quantity = match line.quantity {
                Quantity::Energy(energy) => energy.wh(),
                Quantity::Days { days, .. } => days,
                other => panic!("{other:?}"),
            };
            (line.kind, line.version.to_string(), quantity, line.amount.minor())
        })
        .collect();
    let expected: Vec<_> = expected.iter().map(|&(kind, v, q, amount)| (kind, v.to_owned(), q, amount)).collect();
    assert_eq!(told, expected);
}

use ChargeKind::{DailyFee, Energy as Used, MonthlyFee};

#[test]
fn one_line_for_a_month_rounded_once() {
    let price = flat("0.6083");
    // 123.45 kWh in three parts: 75.094635, and not the sum of three rounded parts.
    let parts = [
        usage("2026-10-01T00:00:00Z", "2026-10-05T00:00:00Z", 41_150),
        usage("2026-10-05T00:00:00Z", "2026-10-06T00:00:00Z", 41_150),
        usage("2026-10-06T00:00:00Z", "2026-10-20T00:00:00Z", 41_150),
    ];
    check(&facts("2026-10", &price, &parts, "2026-10-20T00:00:00Z"), &[(Used, "2020-01-01", 123_450, 7_509)]);
    check(&facts("2026-10", &price, &[], "2026-10-20T00:00:00Z"), &[]);
    check(&facts("2026-11", &price, &parts, "2026-11-20T00:00:00Z"), &[]);
}

#[test]
fn usage_across_a_price_change_is_split_by_time() {
    let tariff = tariff("[[version]]\nfrom = 2026-01-01\nprice = 0.50\n[[version]]\nfrom = 2026-10-11\nprice = 0.60");
    // Midnight of the 11th in Shanghai is 16:00 UTC of the 10th: 6 of 9 hours lie before it.
    let gap = [usage("2026-10-10T10:00:00Z", "2026-10-10T19:00:00Z", 10_000)];
    let as_of = "2026-10-12T00:00:00Z";
    check(
        &facts("2026-10", &tariff, &gap, as_of),
        &[(Used, "2026-01-01", 6_666, 333), (Used, "2026-10-11", 3_334, 200)],
    );
}

#[test]
fn usage_across_a_month_is_charged_once_between_two_months() {
    let price = flat("1");
    let gap = [usage("2026-09-30T15:00:00Z", "2026-09-30T18:00:00Z", 1_000)];
    check(&facts("2026-09", &price, &gap, "2026-10-02T00:00:00Z"), &[(Used, "2020-01-01", 333, 33)]);
    check(&facts("2026-10", &price, &gap, "2026-10-02T00:00:00Z"), &[(Used, "2020-01-01", 667, 67)]);
}

#[test]
fn usage_outside_the_tenancy_is_not_its_own() {
    let price = flat("1");
    let used = [usage("2026-10-10T00:00:00Z", "2026-10-10T10:00:00Z", 1_000)];
    let mut facts = facts("2026-10", &price, &used, "2026-10-20T00:00:00Z");
    facts.tenancy = Tenancy { from: instant("2026-10-10T04:00:00Z"), to: None };
    check(&facts, &[(Used, "2020-01-01", 600, 60)]);
    facts.tenancy = Tenancy { from: instant("2026-01-01T00:00:00Z"), to: Some(instant("2026-10-10T04:00:00Z")) };
    check(&facts, &[(Used, "2020-01-01", 400, 40)]);
    facts.tenancy = Tenancy { from: instant("2026-11-01T00:00:00Z"), to: None };
    check(&facts, &[]);
}

#[test]
fn estimated_energy_is_marked() {
    let price = flat("1");
    let mut used = [
        usage("2026-10-10T00:00:00Z", "2026-10-10T10:00:00Z", 700),
        usage("2026-10-10T10:00:00Z", "2026-10-10T12:00:00Z", 300),
    ];
    used[1].estimated = true;
    let lines = charges(&facts("2026-10", &price, &used, "2026-10-20T00:00:00Z")).unwrap().lines;
    assert_eq!(lines.iter().map(|line| line.estimated.wh()).collect::<Vec<_>>(), [300]);
}

/// Days for which a fee is due: `(zone, month, tenancy, as of, days)`.
#[test]
fn fees_count_the_days_that_are_over() {
    let rows = [
        ("Asia/Shanghai", "2026-10", "2019-01-01T00:00:00Z", None, "2026-09-30T15:59:59Z", 0),
        ("Asia/Shanghai", "2026-10", "2019-01-01T00:00:00Z", None, "2026-10-01T15:59:59Z", 0),
        ("Asia/Shanghai", "2026-10", "2019-01-01T00:00:00Z", None, "2026-10-01T16:00:00Z", 1),
        ("Asia/Shanghai", "2026-10", "2019-01-01T00:00:00Z", None, "2027-01-01T00:00:00Z", 31),
        // A leap February, and a plain one.
        ("Asia/Shanghai", "2028-02", "2019-01-01T00:00:00Z", None, "2028-03-01T00:00:00Z", 29),
        ("Asia/Shanghai", "2026-02", "2019-01-01T00:00:00Z", None, "2026-03-01T00:00:00Z", 28),
        // A tenancy that starts on the 31st.
        ("Asia/Shanghai", "2026-10", "2026-10-31T03:00:00Z", None, "2026-10-31T10:00:00Z", 0),
        ("Asia/Shanghai", "2026-10", "2026-10-31T03:00:00Z", None, "2026-11-15T00:00:00Z", 1),
        ("Asia/Shanghai", "2026-11", "2026-10-31T03:00:00Z", None, "2026-12-15T00:00:00Z", 30),
        // Two tenancies that meet in the middle of a day share the month without a gap or an overlap.
        ("Asia/Shanghai", "2026-10", "2019-01-01T00:00:00Z", Some("2026-10-11T04:00:00Z"), "2026-12-01T00:00:00Z", 10),
        ("Asia/Shanghai", "2026-10", "2026-10-11T04:00:00Z", None, "2026-12-01T00:00:00Z", 21),
        // Moved in and out within a day.
        ("Asia/Shanghai", "2026-10", "2026-10-11T04:00:00Z", Some("2026-10-11T09:00:00Z"), "2026-12-01T00:00:00Z", 0),
        // A half-hour zone: the day ends at 18:30 UTC.
        ("Asia/Kolkata", "2026-10", "2019-01-01T00:00:00Z", None, "2026-10-01T18:29:59Z", 0),
        ("Asia/Kolkata", "2026-10", "2019-01-01T00:00:00Z", None, "2026-10-01T18:30:00Z", 1),
        // Days of 23 and 25 hours.
        ("Europe/London", "2026-03", "2019-01-01T00:00:00Z", None, "2026-03-29T22:59:59Z", 28),
        ("Europe/London", "2026-03", "2019-01-01T00:00:00Z", None, "2026-03-29T23:00:00Z", 29),
        ("Europe/London", "2026-10", "2019-01-01T00:00:00Z", None, "2026-10-25T23:59:59Z", 24),
        ("Europe/London", "2026-10", "2019-01-01T00:00:00Z", None, "2026-10-26T00:00:00Z", 25),
    ];
    let tariff = tariff("[[version]]\nfrom = 2019-01-01\nprice = 1\ndaily_fee = 0.25");
    for (zone_name, month_, from, to, as_of, days) in rows {
        let mut facts = facts(month_, &tariff, &[], as_of);
        facts.zone = zone(zone_name);
        facts.tenancy = Tenancy { from: instant(from), to: to.map(instant) };
        let lines = charges(&facts).unwrap().lines;
        let of = month(month_).days();
        let expected: Vec<_> = (days > 0).then_some((Quantity::Days { days, of }, days * 25)).into_iter().collect();
        let told: Vec<_> = lines.iter().map(|line| (line.quantity, line.amount.minor())).collect();
        assert_eq!(told, expected, "{zone_name} {month_} {from} {to:?} {as_of}");
    }
}

#[test]
fn a_monthly_fee_is_due_by_days_and_leaves_no_residual() {
    let tariff = tariff(
        "[[version]]\nfrom = 2019-01-01\nprice = 1\nmonthly_fee = 10.00\n[[version]]\nfrom = 2026-10-11\nprice = 1\nmonthly_fee = 20.00\ndaily_fee = 0.10",
    );
    check(&facts("2026-10", &tariff, &[], "2026-10-05T00:00:00Z"), &[(MonthlyFee, "2019-01-01", 4, 129)]);
    check(
        &facts("2026-10", &tariff, &[], "2026-12-05T00:00:00Z"),
        &[
            (DailyFee, "2026-10-11", 21, 210),
            (MonthlyFee, "2019-01-01", 10, 323),
            (MonthlyFee, "2026-10-11", 21, 1_355),
        ],
    );
}

#[test]
fn a_missing_tariff_holds_the_charge() {
    let used = [usage("2026-10-10T00:00:00Z", "2026-10-10T10:00:00Z", 1_000)];
    let late = tariff("[[version]]\nfrom = 2026-10-11\nprice = 1");
    let held = |tariff: &Tariff, usage: &[Usage], as_of: &str| {
        charges(&facts("2026-10", tariff, usage, as_of)).map(|charges| charges.lines)
    };
    assert_eq!(held(&late, &used, "2026-10-20T00:00:00Z"), Err(Held::NoTariff { since: day("2026-10-01") }));
    assert_eq!(held(&late, &[], "2026-10-20T00:00:00Z"), Err(Held::NoTariff { since: day("2026-10-01") }));
    let ended = tariff("[[version]]\nfrom = 2020-01-01\nuntil = 2026-10-15\nprice = 1");
    assert_eq!(held(&ended, &used, "2026-10-14T15:00:00Z").map(|lines| lines.len()), Ok(1));
    assert_eq!(held(&ended, &used, "2026-10-14T16:00:01Z"), Err(Held::NoTariff { since: day("2026-10-15") }));
    let ahead = [usage("2026-10-15T00:00:00Z", "2026-10-15T10:00:00Z", 1)];
    assert_eq!(held(&ended, &ahead, "2026-10-14T00:00:00Z"), Err(Held::NoTariff { since: day("2026-10-15") }));
    // A tenancy that begins after the gap is not concerned.
    let mut facts = facts("2026-10", &late, &[], "2026-10-20T00:00:00Z");
    facts.tenancy = Tenancy { from: instant("2026-10-12T00:00:00Z"), to: None };
    check(&facts, &[]);
}

#[test]
fn a_foreign_currency_and_absurd_sums_are_held() {
    let price = flat("0.6083");
    let euro =
        Facts { currency: Currency::parse("EUR").unwrap(), ..facts("2026-10", &price, &[], "2026-10-20T00:00:00Z") };
    assert!(matches!(charges(&euro), Err(Held::WrongCurrency { .. })));
    let dear = flat("9007199254.740991");
    let vast = [usage("2026-10-10T00:00:00Z", "2026-10-10T10:00:00Z", 1_000_000_000_000_000); 2];
    for (tariff, used) in [(&dear, &vast[..1]), (&price, &vast[..])] {
        let held = charges(&facts("2026-10", tariff, used, "2026-10-20T00:00:00Z"));
        assert_eq!(held, Err(Held::TooLarge { month: month("2026-10") }));
    }
}

#[test]
fn a_rate_is_rounded_half_away_from_zero_in_every_small_case() {
    for fee in 0..=60_i64 {
        for of in 28..=31_i64 {
            for days in 0..=of {
                let amount = Rate::PerMonth(Money::from_minor(fee)).amount(Quantity::Days { days, of }, Currency::CNY);
                // The amount nearest to the exact one; of two, the larger.
                let exact = fee * days;
                let nearest = (0..=fee).min_by_key(|minor| ((minor * of - exact).abs(), -minor)).unwrap();
                assert_eq!(amount, Ok(Money::from_minor(nearest)), "{fee} x {days}/{of}");
            }
        }
    }
    for micro in (0..=40_000).step_by(2_500) {
        for wh in -400..=400_i64 {
            let rate = Rate::PerKwh(Price::new(micro).unwrap());
            let amount = rate.amount(Quantity::Energy(Energy::from_wh(wh)), Currency::CNY).unwrap().minor();
            let (twice, whole) = ((micro * wh.abs() * 100 * 2 + 1_000_000_000) / 2_000_000_000, wh.signum());
            assert_eq!(amount, twice * whole, "{micro} x {wh}");
        }
    }
    for micro in (0..=60_000).step_by(1_250) {
        for days in 0..=31_i64 {
            let rate = Rate::PerDay(Price::new(micro).unwrap());
            let amount = rate.amount(Quantity::Days { days, of: 31 }, Currency::CNY).unwrap().minor();
            // A hundredth of a unit is 10,000 micro-units: half of it and more counts as one.
            assert_eq!(amount, (micro * days * 2 + 10_000) / 20_000, "{micro} x {days}");
        }
    }
    assert!(Rate::PerDay(Price::default()).amount(Quantity::Energy(Energy::ZERO), Currency::CNY).is_err());
}

fn any_tariff() -> impl Strategy<Value = Tariff> {
    let terms =
        (0..2_000_000_i64, prop::option::of(0..500_i64), prop::option::of(0..9_000_i64)).prop_map(|(p, d, m)| Terms {
            daily_fee: d.map(|micro| Price::new(micro * 1_003).unwrap()),
            monthly_fee: m.map(Money::from_minor),
            ..Terms::flat(Price::new(p).unwrap())
        });
    // Most price lists cover all of the time looked at; some start late or end early.
    let start = prop_oneof![2 => Just(0_u64), 1 => 1..70_u64];
    prop::collection::btree_map(start, (terms, prop::option::weighted(0.1, 1..40_u64)), 1..5).prop_map(|versions| {
        let first = day("2026-09-01");
        let starts: Vec<u64> = versions.keys().copied().collect();
        let versions = versions.into_iter().enumerate().map(|(i, (start, (terms, lasts)))| {
            let until = lasts.map(|days| starts.get(i + 1).map_or(start + days, |next| (start + days).min(*next)));
            let date = |days| first + chrono::Days::new(days);
            Version { from: date(start), until: until.map(date), terms }
        });
        Tariff::new("t".to_owned(), Currency::CNY, String::new(), versions.collect()).unwrap()
    })
}

/// Consecutive usages from late September into November, of any lengths.
fn any_usages() -> impl Strategy<Value = Vec<Usage>> {
    prop::collection::vec((1..5_000_000_u32, 0..4_000_i64, prop::bool::weighted(0.2)), 1..60).prop_map(|parts| {
        let mut from = instant("2026-09-25T00:00:00Z");
        let usage = |(seconds, wh, estimated)| {
            let to = from + Duration::seconds(i64::from(seconds) / 10 + 1);
            let period = Period { from: std::mem::replace(&mut from, to), to };
            Usage { period, energy: Energy::from_wh(wh), estimated }
        };
        parts.into_iter().map(usage).collect()
    })
}

fn any_tenancy() -> impl Strategy<Value = Tenancy> {
    (0..40_000_i64, prop::option::of(1..60_000_i64)).prop_map(|(from, lasts)| {
        let from = instant("2026-09-20T00:00:00Z") + Duration::minutes(from);
        Tenancy { from, to: lasts.map(|minutes| from + Duration::minutes(minutes)) }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// Usages added one by one, in any order, with looks at the lines in between: always the pure recomputation.
    #[test]
    fn running_equals_recomputing(
        tariff in any_tariff(), mut usages in any_usages(), tenancy in any_tenancy(), backwards: bool,
        month in prop_oneof![Just("2026-09"), Just("2026-10"), Just("2026-11")],
        name in prop_oneof![Just("Asia/Shanghai"), Just("Asia/Kolkata"), Just("Europe/London")],
    ) {
        if backwards {
            usages.reverse();
        }
        let (month, zone) = (month.parse().unwrap(), zone(name));
        let conditions = Conditions::plain(month, tenancy, zone, &tariff);
        let mut running = Running::new(&conditions).unwrap();
        for known in 0..=usages.len() {
            let usage = &usages[..known];
            let as_of = usage.last().map_or(instant("2026-10-15T12:00:00Z"), |last| last.period.to);
            prop_assert_eq!(running.charges(as_of, &[]), charges(&conditions.facts(usage, as_of)));
            if let Some(next) = usages.get(known) {
                running.add(next).unwrap();
            }
        }
    }

    /// Months and versions share every usage without loss.
    #[test]
    fn every_watt_hour_is_charged_exactly_once(usages in any_usages(), from_day in 1..28_u32) {
        let change = day("2026-10-01").with_day(from_day).unwrap();
        let tariff = tariff(&format!("[[version]]\nfrom = 2020-01-01\nprice = 0.5\n[[version]]\nfrom = {change}\nprice = 0.7"));
        let mut charged = Energy::ZERO;
        let mut month: Month = "2026-09".parse().unwrap();
        for _ in 0..18 {
            let facts = Facts { usage: &usages, ..facts("2026-10", &tariff, &[], "2028-10-01T00:00:00Z") };
            charged += charges(&Facts { month, ..facts }).unwrap().lines.iter().map(|line| line.quantity.energy()).sum();
            month = month.next();
        }
        prop_assert_eq!(charged, usages.iter().map(|usage| usage.energy).sum());
    }
}
