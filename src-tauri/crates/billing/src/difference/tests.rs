use proptest::prelude::*;
use units::{Period, Timestamp, Zone, timestamp};

use super::*;
use crate::{Conditions, Quantity, Rate, Tariff, Tenancy, Usage, charges};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn due(kind: ChargeKind, version: &str, wh: i64, amount: i64) -> ChargeLine {
    ChargeLine {
        month: Month::new(2026, 10).unwrap(),
        kind,
        version: day(version),
        quantity: Quantity::Energy(Energy::from_wh(wh)),
        rate: Rate::PerKwh(units::Price::default()),
        amount: Money::from_minor(amount),
        detail: Detail::NONE,
        within: Money::ZERO,
        estimated: Energy::ZERO,
        provisional: false,
    }
}

fn posted(kind: ChargeKind, version: &str, wh: i64, amount: i64) -> PostedLine {
    PostedLine {
        month: Month::new(2026, 10).unwrap(),
        kind,
        version: day(version),
        detail: Detail::NONE,
        energy: Energy::from_wh(wh),
        amount: Money::from_minor(amount),
        within: Money::ZERO,
    }
}

/// `(kind, version, Wh, amount)` of each difference.
fn check(due: &[ChargeLine], posted: &[PostedLine], expected: &[(ChargeKind, &str, i64, i64)]) {
    let told: Vec<_> = difference(due, posted)
        .iter()
        .map(|d| (d.kind, d.version.to_string(), d.energy.wh(), d.amount.minor()))
        .collect();
    let expected: Vec<_> = expected.iter().map(|&(k, v, wh, amount)| (k, v.to_owned(), wh, amount)).collect();
    assert_eq!(told, expected);
}

#[test]
fn only_what_is_missing_is_posted() {
    use ChargeKind::{DailyFee, Energy as Used};
    let (old, new) = ("2026-01-01", "2026-10-11");
    check(&[], &[], &[]);
    check(&[due(Used, old, 1_000, 61)], &[], &[(Used, old, 1_000, 61)]);
    check(&[due(Used, old, 1_000, 61)], &[posted(Used, old, 1_000, 61)], &[]);
    check(
        &[due(Used, old, 1_500, 91)],
        &[posted(Used, old, 600, 36), posted(Used, old, 400, 25)],
        &[(Used, old, 500, 30)],
    );
    // Too little for a cent: it travels with the next difference.
    check(&[due(Used, old, 1_003, 61)], &[posted(Used, old, 1_000, 61)], &[]);
    // A corrected tariff takes the old version's line back.
    check(
        &[due(Used, new, 1_000, 70), due(DailyFee, new, 0, 25)],
        &[posted(Used, old, 1_000, 61)],
        &[(Used, old, -1_000, -61), (Used, new, 1_000, 70), (DailyFee, new, 0, 25)],
    );
    check(&[], &[posted(Used, old, 1_000, 61), posted(Used, old, -1_000, -61)], &[]);
}

#[test]
fn months_are_kept_apart() {
    let september =
        PostedLine { month: Month::new(2026, 9).unwrap(), ..posted(ChargeKind::Energy, "2026-01-01", 9, 5) };
    let open = difference(&[due(ChargeKind::Energy, "2026-01-01", 9, 5)], &[september]);
    assert_eq!(open.iter().map(|d| (d.month.month(), d.amount.minor())).collect::<Vec<_>>(), [(9, -5), (10, 5)]);
}

#[test]
fn a_difference_says_that_it_rests_on_an_estimate() {
    let estimated = ChargeLine { estimated: Energy::from_wh(1), ..due(ChargeKind::Energy, "2026-01-01", 9, 5) };
    assert!(difference(&[estimated], &[])[0].estimated);
    assert!(!difference(&[due(ChargeKind::Energy, "2026-01-01", 9, 5)], &[])[0].estimated);
}

const HOUR_MS: i64 = 3_600_000;

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Post at any instants, as often as one likes, with readings that come late: in the end the journal holds what
    /// is due, and a second close posts nothing.
    #[test]
    fn any_postings_add_up_to_what_is_due(
        hourly in prop::collection::vec(0..3_000_i64, 24..200),
        looks in prop::collection::vec((0..200_usize, 0..8_usize), 0..12),
    ) {
        let tariff = Tariff::parse(
            "name = \"t\"\ncurrency = \"CNY\"\n[[version]]\nfrom = 2026-01-01\nprice = 0.6083\ndaily_fee = 0.2\nmonthly_fee = 7\n[[version]]\nfrom = 2026-10-04\nprice = 0.7",
        ).unwrap();
        let zone = Zone::parse("Asia/Shanghai").unwrap();
        let start = zone.start_of(day("2026-10-01"));
        let hour = |n: usize| -> Timestamp { timestamp(units::millis(start) + i64::try_from(n).unwrap() * HOUR_MS) };
        let usages: Vec<Usage> = hourly.iter().enumerate().map(|(i, wh)| Usage {
            period: Period { from: hour(i), to: hour(i + 1) }, energy: Energy::from_wh(*wh), estimated: false,
        }).collect();
        let tenancy = Tenancy { from: hour(0), to: None };
        let october = Conditions::plain(Month::new(2026, 10).unwrap(), tenancy, zone, &tariff);
        let lines = |known: &[Usage], as_of| charges(&october.facts(known, as_of)).unwrap().lines;
        let mut journal: Vec<PostedLine> = Vec::new();
        for (until, every) in looks {
            // Some readings have not come in yet when this close runs.
            let known: Vec<Usage> = usages.iter().take(until).enumerate().filter(|(i, _)| every == 0 || i % (every + 1) != 0).map(|(_, u)| *u).collect();
            let open = difference(&lines(&known, hour(until)), &journal);
            journal.extend(open.iter().map(LineDifference::posted));
        }
        let all = lines(&usages, hour(usages.len()));
        journal.extend(difference(&all, &journal).iter().map(LineDifference::posted));
        prop_assert_eq!(difference(&all, &journal), vec![]);
        let total = |amounts: &mut dyn Iterator<Item = Money>| amounts.sum::<Money>();
        prop_assert_eq!(total(&mut journal.iter().map(|l| l.amount)), total(&mut all.iter().map(|l| l.amount)));
    }
}
