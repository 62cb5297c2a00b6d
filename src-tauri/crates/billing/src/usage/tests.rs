use chrono::Duration;
use proptest::prelude::*;
use units::timestamp;

use super::*;

fn at(minutes: i64) -> Timestamp {
    timestamp(1_790_000_000_000) + Duration::minutes(minutes)
}

fn reading(minutes: i64, wh: i64, quality: Quality) -> Reading {
    Reading { at: at(minutes), register: Energy::from_wh(wh), quality }
}

fn actual(minutes: i64, wh: i64) -> Reading {
    reading(minutes, wh, Quality::Actual)
}

/// `(from, to, Wh, estimated)` of each usage.
fn check(readings: &[Reading], modulus: Option<i64>, expected: &[(i64, i64, i64, bool)]) {
    let usages = between(readings, modulus.map(Energy::from_wh)).unwrap();
    let minutes = |at_: Timestamp| (at_ - at(0)).num_minutes();
    let told: Vec<_> =
        usages.iter().map(|u| (minutes(u.period.from), minutes(u.period.to), u.energy.wh(), u.estimated)).collect();
    assert_eq!(told, expected);
}

#[test]
fn usage_lies_between_good_readings() {
    use Quality::{Estimated, Suspect};
    check(&[], None, &[]);
    check(&[actual(0, 100)], None, &[]);
    check(&[actual(0, 100), actual(15, 130), actual(30, 130)], None, &[(0, 15, 30, false), (15, 30, 0, false)]);
    check(&[actual(0, 100), reading(15, 999, Suspect), actual(30, 160)], None, &[(0, 30, 60, false)]);
    check(&[actual(0, 100), reading(15, 120, Estimated), actual(30, 160)], None, &[(0, 30, 60, false)]);
    check(&[actual(0, 100), reading(15, 120, Estimated)], None, &[(0, 15, 20, true)]);
    check(&[actual(0, 99_990), actual(15, 5)], Some(100_000), &[(0, 15, 15, false)]);
    check(&[actual(15, 130), actual(0, 100), actual(15, 130)], None, &[(0, 15, 30, false)]);
}

#[test]
fn readings_that_cannot_be_are_refused() {
    let fell = [actual(0, 100), actual(15, 99)];
    assert_eq!(between(&fell, None), Err(UsageError::Fell { at: at(15) }));
    let twice = [actual(0, 100), actual(15, 110), actual(15, 111)];
    assert_eq!(between(&twice, None), Err(UsageError::Disagree { at: at(15) }));
    assert_eq!(register_at(&fell, None, at(5)), Err(UsageError::Fell { at: at(15) }));
}

#[test]
fn the_odd_watt_hour_goes_to_the_later_part() {
    let usage = Usage { period: Period { from: at(0), to: at(3) }, energy: Energy::from_wh(10), estimated: false };
    let parts = [0, 1, 2].map(|m| usage.energy_in(Period { from: at(m), to: at(m + 1) }).wh());
    assert_eq!(parts, [3, 3, 4]);
    assert_eq!(usage.energy_in(Period { from: at(-10), to: at(99) }).wh(), 10);
    assert_eq!(usage.energy_in(Period { from: at(3), to: at(99) }).wh(), 0);
}

#[test]
fn the_register_at_an_instant() {
    let readings = [actual(30, 160), actual(0, 100)];
    let told = |minutes| {
        let reading = register_at(&readings, None, at(minutes)).unwrap();
        reading.map(|r| ((r.at - at(0)).num_minutes(), r.register.wh(), r.quality))
    };
    assert_eq!(told(-1), None);
    assert_eq!(told(0), Some((0, 100, Quality::Actual)));
    assert_eq!(told(10), Some((10, 120, Quality::Estimated)));
    assert_eq!(told(30), Some((30, 160, Quality::Actual)));
    assert_eq!(told(99), Some((30, 160, Quality::Actual)));
    let over = [actual(0, 99_990), actual(30, 20)];
    let wrapped = register_at(&over, Some(Energy::from_wh(100_000)), at(20)).unwrap();
    assert_eq!(wrapped.map(|r| r.register.wh()), Some(10));
    let fell = energy_in(&[0, 60_000], &[9, 8], None, Period { from: at(0), to: at(1) });
    assert_eq!(fell, Err(UsageError::Fell { at: timestamp(60_000) }));
}

/// A usage, and instants at which to cut it, in milliseconds from its start.
fn usage_and_cuts() -> impl Strategy<Value = (Usage, Vec<Timestamp>)> {
    (1..100_000_i64, -5_000..5_000_000_i64, prop::collection::vec(-1_000..101_000_i64, 0..8)).prop_map(
        |(ms, wh, cuts)| {
            let to = at(0) + Duration::milliseconds(ms);
            let usage = Usage { period: Period { from: at(0), to }, energy: Energy::from_wh(wh), estimated: false };
            let mut cuts: Vec<_> = cuts.into_iter().map(|ms| at(0) + Duration::milliseconds(ms)).collect();
            cuts.extend([at(-1), at(10)]);
            cuts.sort();
            cuts.dedup();
            (usage, cuts)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_parts_of_any_cut_add_up_and_are_fair((usage, cuts) in usage_and_cuts()) {
        let parts: Vec<(Period, Energy)> = cuts.windows(2).map(|pair| {
            let span = Period { from: pair[0], to: pair[1] };
            (span, usage.energy_in(span))
        }).collect();
        prop_assert_eq!(parts.iter().map(|(_, energy)| *energy).sum::<Energy>(), usage.energy);
        let length = usage.period.duration().num_milliseconds();
        for (span, energy) in parts {
            let time = span.overlap(&usage.period).map_or(0, |p| p.duration().num_milliseconds());
            let off = i128::from(energy.wh()) * i128::from(length) - i128::from(usage.energy.wh()) * i128::from(time);
            prop_assert!(off.abs() <= i128::from(length), "more than 1 Wh from its share by time");
        }
    }

    #[test]
    fn the_order_of_arrival_changes_nothing(rises in prop::collection::vec((0..5_000_i64, 0..10_u8), 1..30), seed in any::<u64>()) {
        let mut register = 0;
        let mut readings: Vec<Reading> = rises.iter().enumerate().map(|(i, (rise, kind))| {
            register += rise;
            let quality = match kind { 0 => Quality::Suspect, 1 => Quality::Estimated, _ => Quality::Actual };
            reading(i64::try_from(i).unwrap() * 15, register, quality)
        }).collect();
        let in_order = between(&readings, None);
        let mut state = seed | 1;
        readings.sort_by_cached_key(|_| { state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1); state >> 33 });
        prop_assert_eq!(between(&readings, None), in_order);
    }

    #[test]
    fn columns_give_the_energy_that_the_usages_give(
        steps in prop::collection::vec((1..2_000_000_i64, 0..5_000_i64), 0..20),
        (from, length) in (-5_000_000..20_000_000_i64, 0..9_000_000_i64),
    ) {
        let (mut ms, mut wh) = (0, 0);
        let readings: Vec<Reading> = steps.iter().map(|(step, rise)| {
            (ms, wh) = (ms + step, (wh + rise) % 10_000);
            Reading { at: timestamp(ms), register: Energy::from_wh(wh), quality: Quality::Actual }
        }).collect();
        let span = Period { from: timestamp(from), to: timestamp(from + length) };
        let modulus = Some(Energy::from_wh(10_000));
        let usages = between(&readings, modulus).unwrap();
        let columns: (Vec<i64>, Vec<i64>) = readings.iter().map(|r| (millis(r.at), r.register.wh())).unzip();
        let energy = energy_in(&columns.0, &columns.1, modulus, span).unwrap();
        prop_assert_eq!(energy, usages.iter().map(|usage| usage.energy_in(span)).sum::<Energy>());
    }
}
