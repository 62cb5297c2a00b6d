use chrono::Duration;
use proptest::prelude::*;
use units::{Period, Power, Price, Timestamp};

use super::*;
use crate::{Percent, Usage};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn kwh(kwh: i64) -> Energy {
    Energy::from_wh(kwh * 1_000)
}

fn share(percent: &str, action: Action) -> Level {
    Level { at: LevelAt::Share(Percent::parse(percent).unwrap()), action }
}

fn used(wh: i64, action: Action) -> Level {
    Level { at: LevelAt::Used(Energy::from_wh(wh)), action }
}

fn usage(from: &str, to: &str, wh: i64) -> Usage {
    Usage { period: Period::new(at(from), at(to)).unwrap(), energy: Energy::from_wh(wh), estimated: false }
}

fn surcharge(price: &str) -> Action {
    Action::Surcharge(Price::parse(price).unwrap())
}

fn quota(levels: Vec<Level>) -> Quota {
    let grant = QuotaGrant::PerRoom(kwh(100));
    Quota::new("Room", QuotaCycle::Month, grant, (day("2026-01-01"), None), levels).unwrap()
}

fn october() -> Period {
    Period::new(at("2026-10-01T00:00:00Z"), at("2026-11-01T00:00:00Z")).unwrap()
}

fn standing(quota: &Quota, usage: &[Usage], now: &str) -> QuotaStanding {
    let pace_over = Duration::days(1);
    quota.standing(&QuotaFacts { cycle: october(), granted: kwh(100), usage, now: at(now), pace_over })
}

#[test]
fn levels_are_reached_at_the_instant_in_which_the_energy_was_used() {
    let quota = quota(vec![
        share("80", Action::Warn),
        share("100", surcharge("0.20")),
        share("120", Action::Limit(Power::from_w(500))),
        share("150", Action::Cut),
    ]);
    // 10 kWh a day from the 1st on, in usages of five days.
    let ten = [usage("2026-10-01T00:00:00Z", "2026-10-06T00:00:00Z", 50_000)];
    let now = standing(&quota, &ten, "2026-10-06T00:00:00Z");
    assert_eq!((now.used, now.reached(), now.supply()), (kwh(50), None, QuotaSupply::Free));
    let expected = Some(at("2026-10-09T00:00:00Z"));
    assert_eq!(now.next, Some(NextLevel { index: 0, left: kwh(30), expected }));

    let ten = [ten[0], usage("2026-10-06T00:00:00Z", "2026-10-13T00:00:00Z", 70_000)];
    let now = standing(&quota, &ten, "2026-10-13T00:00:00Z");
    let since: Vec<_> = now.levels.iter().map(|level| level.since).collect();
    let on = |text| Some(at(text));
    let expected = [on("2026-10-09T00:00:00Z"), on("2026-10-11T00:00:00Z"), on("2026-10-13T00:00:00Z"), None];
    assert_eq!(since, expected);
    assert_eq!((now.reached(), now.supply()), (Some(2), QuotaSupply::Limited(Power::from_w(500))));
    assert_eq!(now.next.unwrap().expected, on("2026-10-16T00:00:00Z"));

    let much = [usage("2026-10-01T00:00:00Z", "2026-10-02T00:00:00Z", 150_000)];
    let now = standing(&quota, &much, "2026-10-02T00:00:00Z");
    assert_eq!((now.supply(), now.next), (QuotaSupply::Cut, None));
}

#[test]
fn usage_of_several_rooms_adds_up_and_what_lies_outside_does_not_count() {
    let quota = quota(vec![used(1, Action::Warn), used(30_000, Action::Cut)]);
    let rooms = [
        usage("2026-10-01T12:00:00Z", "2026-10-02T12:00:00Z", 24_000),
        // 12 kWh of it in October.
        usage("2026-09-30T12:00:00Z", "2026-10-01T12:00:00Z", 24_000),
        usage("2026-10-02T00:00:00Z", "2026-10-02T12:00:00Z", 12_000),
        usage("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", 90_000),
    ];
    let now = standing(&quota, &rooms, "2026-10-03T00:00:00Z");
    assert_eq!(now.used, kwh(48));
    // 12 by noon, 24 by midnight, then 2 kWh an hour: 30 at three.
    assert_eq!(now.levels[1].since, Some(at("2026-10-02T03:00:00Z")));
    assert_eq!(now.levels[0].since, Some(at("2026-10-01T00:00:03.600Z")));
}

#[test]
fn a_correction_that_takes_energy_back_leaves_the_level() {
    let quota = quota(vec![used(10_000, Action::Cut)]);
    let there = usage("2026-10-01T00:00:00Z", "2026-10-02T00:00:00Z", 12_000);
    let back = usage("2026-10-03T00:00:00Z", "2026-10-04T00:00:00Z", -4_000);
    assert_eq!(standing(&quota, &[there], "2026-10-04T00:00:00Z").supply(), QuotaSupply::Cut);
    let now = standing(&quota, &[there, back], "2026-10-04T00:00:00Z");
    assert_eq!((now.supply(), now.next.unwrap().left), (QuotaSupply::Free, kwh(2)));
}

#[test]
fn a_higher_surcharge_takes_the_place_of_a_lower_one() {
    let levels = vec![used(10_000, surcharge("0.10")), used(20_000, Action::Warn), used(30_000, surcharge("0.30"))];
    let quota = quota(levels);
    let all = [usage("2026-10-01T00:00:00Z", "2026-10-05T00:00:00Z", 40_000)];
    let now = standing(&quota, &all, "2026-10-05T00:00:00Z");
    let told: Vec<_> = quota
        .surcharges(&now, october())
        .into_iter()
        .map(|s| (s.name.to_string(), s.from, s.until.unwrap(), s.per_kwh.to_string()))
        .collect();
    let (second, fourth) = (at("2026-10-02T00:00:00Z"), at("2026-10-04T00:00:00Z"));
    let expected = [
        ("Room 10.00 kWh".to_owned(), second, fourth, "0.10".to_owned()),
        ("Room 30.00 kWh".to_owned(), fourth, october().to, "0.30".to_owned()),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_cycle_is_cut_by_the_quotas_own_dates() {
    let make = |per| {
        let dates = (day("2026-09-15"), Some(day("2027-01-20")));
        Quota::new("Term", per, QuotaGrant::Whole(kwh(1)), dates, vec![used(1, Action::Warn)]).unwrap()
    };
    let check = |per, on: &str, expected: Option<(&str, &str)>| {
        let expected = expected.map(|(first, end)| DateRange { first: day(first), end: day(end) });
        assert_eq!(make(per).cycle(day(on)), expected, "{per:?} {on}");
    };
    check(QuotaCycle::Day, "2026-10-31", Some(("2026-10-31", "2026-11-01")));
    check(QuotaCycle::Month, "2026-10-31", Some(("2026-10-01", "2026-11-01")));
    check(QuotaCycle::Month, "2026-09-15", Some(("2026-09-15", "2026-10-01")));
    check(QuotaCycle::Year { starts: 9 }, "2027-01-19", Some(("2026-09-15", "2027-01-20")));
    check(QuotaCycle::Year { starts: 12 }, "2027-01-19", Some(("2026-12-01", "2027-01-20")));
    check(QuotaCycle::Term, "2026-12-01", Some(("2026-09-15", "2027-01-20")));
    for outside in ["2026-09-14", "2027-01-20"] {
        check(QuotaCycle::Term, outside, None);
        check(QuotaCycle::Month, outside, None);
    }
}

#[test]
fn what_is_granted_follows_rooms_and_occupant_days() {
    let cycle = DateRange { first: day("2026-10-01"), end: day("2026-11-01") };
    let occupants = [(day("2026-09-01"), 2), (day("2026-10-11"), 3), (day("2026-12-01"), 9)];
    let members = Members { rooms: 4, occupants: &occupants };
    let granted = |grant| {
        let dates = (day("2026-01-01"), None);
        let quota = Quota::new("q", QuotaCycle::Month, grant, dates, vec![used(1, Action::Warn)]).unwrap();
        quota.granted(&members, cycle).wh()
    };
    assert_eq!(granted(QuotaGrant::Whole(kwh(100))), 100_000);
    assert_eq!(granted(QuotaGrant::PerRoom(kwh(100))), 400_000);
    // (10 × 2 + 21 × 3) ÷ 31 × 100 kWh
    assert_eq!(granted(QuotaGrant::PerOccupant(kwh(100))), 267_742);
    let nobody = Members { rooms: 0, occupants: &[] };
    let quota = quota(vec![share("100", Action::Cut)]);
    assert_eq!(quota.granted(&nobody, cycle), Energy::ZERO);
    let facts = QuotaFacts {
        cycle: october(),
        granted: Energy::ZERO,
        usage: &[],
        now: at("2026-10-05T00:00:00Z"),
        pace_over: Duration::days(1),
    };
    assert_eq!(quota.standing(&facts).supply(), QuotaSupply::Free);
}

#[test]
fn quotas_that_cannot_work_are_refused() {
    let make = |per, grant, until: Option<&str>, levels: Vec<Level>| {
        Quota::new("q", per, grant, (day("2026-01-01"), until.map(day)), levels).map(|_| ())
    };
    let warn = || vec![share("80", Action::Warn)];
    let whole = QuotaGrant::Whole(kwh(10));
    let month = QuotaCycle::Month;
    let free = Action::Surcharge(Price::default());
    for (told, expected) in [
        (make(month, whole, None, vec![]), QuotaError::NoLevels),
        (make(month, QuotaGrant::PerRoom(Energy::ZERO), None, warn()), QuotaError::NothingGranted),
        (make(month, whole, Some("2026-01-01"), warn()), QuotaError::EndsFirst),
        (make(QuotaCycle::Term, whole, None, warn()), QuotaError::EndlessTerm),
        (make(QuotaCycle::Year { starts: 13 }, whole, None, warn()), QuotaError::NotMonth(13)),
        (make(month, whole, None, vec![share("0", Action::Warn)]), QuotaError::NotAscending(1)),
        (
            make(month, whole, None, vec![share("80", Action::Warn), share("80", Action::Cut)]),
            QuotaError::NotAscending(2),
        ),
        (make(month, whole, None, vec![used(9, Action::Warn), used(8, Action::Cut)]), QuotaError::NotAscending(2)),
        (make(month, whole, None, vec![used(9, Action::Warn), share("80", Action::Cut)]), QuotaError::MixedLevels),
        (make(month, whole, None, vec![used(9, free)]), QuotaError::EmptyAction(1)),
        (make(month, whole, None, vec![used(9, Action::Limit(Power::from_w(0)))]), QuotaError::EmptyAction(1)),
    ] {
        assert_eq!(told, Err(expected));
    }
    let unnamed = Quota::new(" ", month, whole, (day("2026-01-01"), None), warn());
    assert_eq!(unnamed, Err(QuotaError::NoName));
}

proptest! {
    #[test]
    fn the_crossing_is_where_the_sum_over_time_reaches_the_threshold(
        rooms in prop::collection::vec((0..600_i64, 1..300_i64, 0..5_000_i64), 1..8),
        threshold in 1..20_000_i64,
    ) {
        let start = october().from;
        let minutes = |n: i64| start + Duration::minutes(n);
        let mut rooms: Vec<Usage> = rooms
            .into_iter()
            .map(|(from, length, wh)| Usage {
                period: Period::new(minutes(from), minutes(from + length)).unwrap(),
                energy: Energy::from_wh(wh),
                estimated: false,
            })
            .collect();
        let span = Period::new(start, minutes(1_000)).unwrap();
        let thresholds = [Energy::from_wh(threshold)];
        let crossed = crossing::first_crossings(&rooms, span, &thresholds)[0];
        let until = |at: Timestamp| rooms.iter().map(|usage| usage.energy_until(at).wh()).sum::<i64>();
        prop_assert_eq!(crossed.is_some(), until(span.to) >= threshold);
        if let Some(crossed) = crossed {
            // Each room's part is cut off to the watt-hour, the sum runs between whole ones.
            let slack = i64::try_from(rooms.len()).unwrap();
            prop_assert!(until(crossed) + slack >= threshold);
            prop_assert!(until(crossed - Duration::milliseconds(1)) - slack < threshold);
        }
        rooms.reverse();
        prop_assert_eq!(crossing::first_crossings(&rooms, span, &thresholds)[0], crossed);
    }
}
