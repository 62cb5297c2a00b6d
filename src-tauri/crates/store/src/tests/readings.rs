use chrono::Timelike;
use rollup::{Slot, Sum};
use units::{Quality, Reading, Zone};

use super::*;

fn reading(minutes: i64, wh: i64, quality: Quality) -> Reading {
    Reading { at: at(minutes), register: Energy::from_wh(wh), quality }
}

fn slot(zone: Zone, start: Timestamp) -> Slot {
    let past_the_hour = chrono::Duration::minutes(zone.local(start).minute().into());
    let hour = start - past_the_hour;
    Slot { hour, day: zone.date(start), month: zone.month(start) }
}

#[test]
fn readings_come_back_by_time_and_truth() {
    let mut site = Site::new();
    let (id, room) = (site.installation, site.point);
    site.writer
        .transaction(|tx| {
            reading::insert(tx, id, reading(15, 1000, Quality::Actual))?;
            reading::insert(tx, id, reading(30, 1010, Quality::Estimated))?;
            reading::insert_suspect(tx, id, reading(45, 0, Quality::Suspect), "zero_glitch")
        })
        .unwrap();
    let db = &site.writer;
    let registers = |readings: Vec<Reading>| readings.iter().map(|r| r.register.wh()).collect::<Vec<_>>();
    assert_eq!(registers(reading::between(db, id, at(15), at(45)).unwrap()), [1000, 1010]);
    assert_eq!(registers(reading::latest(db, id, at(46), 2).unwrap()), [0, 1010]);
    assert_eq!(reading::base(db, id, at(99)).unwrap(), Some(reading(15, 1000, Quality::Actual)));
    assert_eq!(reading::base(db, id, at(14)).unwrap(), None);
    let again = site.writer.transaction(|tx| reading::insert(tx, id, reading(15, 1001, Quality::Actual)));
    assert!(matches!(again, Err(Error::Refused(_))));
    site.writer.transaction(|tx| reading::judge(tx, id, at(45), Quality::Actual)).unwrap();
    assert_eq!(reading::base(&site.writer, id, at(99)).unwrap(), Some(reading(45, 0, Quality::Actual)));
    let nowhere = site.writer.transaction(|tx| reading::judge(tx, id, at(46), Quality::Actual));
    assert!(matches!(nowhere, Err(Error::NoSuch("reading"))));
    assert!(rollup::months(&site.writer, room, november(), november().next()).unwrap().is_empty());
}

#[test]
fn hours_days_and_months_are_the_sums_of_what_was_added() {
    let mut site = Site::new();
    let zone = Zone::parse("Asia/Kolkata").unwrap();
    let point = site.point;
    let mut expected = Sum::default();
    for quarter in 0..96 * 40_i64 {
        let energy = Energy::from_wh(quarter % 17);
        let sum = if quarter % 7 == 0 { Sum::estimated(energy) } else { Sum::actual(energy) };
        expected += sum;
        if quarter % 96 == 0 {
            site.writer.transaction(|tx| rollup::add(tx, point, slot(zone, at(quarter * 15)), sum)).unwrap();
            continue;
        }
        let mut batch = rollup::Batch::default();
        batch.add(point, slot(zone, at(quarter * 15)), sum);
        site.writer.transaction(|tx| batch.write(tx)).unwrap();
    }
    let total = |sums: Vec<Sum>| {
        let mut total = Sum::default();
        sums.into_iter().for_each(|sum| total += sum);
        total
    };
    let db = &site.writer;
    let second = |pair: Vec<(Timestamp, Sum)>| pair.into_iter().map(|(_, sum)| sum).collect::<Vec<_>>();
    let hours = rollup::hours(db, point, at(-600), at(60 * 24 * 60)).unwrap();
    assert_eq!(hours.len(), 24 * 40 + 1);
    assert_eq!(total(second(hours)), expected);
    let days = rollup::days(db, point, day("2026-10-01"), day("2027-01-01")).unwrap();
    assert_eq!(total(days.iter().map(|(_, sum)| *sum).collect()), expected);
    let months = rollup::months(db, point, november().previous(), november().next().next()).unwrap();
    assert_eq!(months.len(), 3);
    assert_eq!(total(months.iter().map(|(_, sum)| *sum).collect()), expected);
    assert_eq!(rollup::of_day(db, days[3].0).unwrap()[&point], days[3].1);
    assert!(rollup::disagreeing(db).unwrap().is_empty());
    site.tamper("UPDATE rollup_day SET wh = wh + 1 WHERE day = '2026-11-05'");
    assert_eq!(site.verification().problems, vec![Problem::Rollup(point)]);
}

#[test]
fn both_hours_of_the_autumn_change_are_kept_apart() {
    let mut site = Site::new();
    let point = site.point;
    let berlin = Zone::parse("Europe/Berlin").unwrap();
    let first: Timestamp = "2026-10-25T00:30:00Z".parse().unwrap();
    for hours in 0..2 {
        let sum = Sum::actual(Energy::from_wh(100 + hours));
        let start = first + chrono::Duration::hours(hours);
        site.writer.transaction(|tx| rollup::add(tx, point, slot(berlin, start), sum)).unwrap();
    }
    let hours =
        rollup::hours(&site.writer, point, first - chrono::Duration::hours(1), first + chrono::Duration::hours(2));
    assert_eq!(hours.unwrap().iter().map(|(_, sum)| sum.energy.wh()).collect::<Vec<_>>(), [100, 101]);
    let of_day = rollup::of_day(&site.writer, day("2026-10-25")).unwrap();
    assert_eq!(of_day[&point].energy.wh(), 201);
}

#[test]
fn a_suspect_reading_waits_until_a_person_settles_it() {
    let mut site = Site::new();
    let wanted = suspect::Suspect {
        installation: site.installation,
        at: at(45),
        register: Energy::ZERO,
        doubt: "zero_glitch".to_owned(),
        serial: None,
        base: Some((at(15), Energy::from_wh(1000))),
    };
    let id = site.writer.transaction(|tx| suspect::insert(tx, &wanted)).unwrap();
    assert_eq!(suspect::open(&site.writer).unwrap(), vec![(id, wanted.clone())]);
    let end = suspect::Resolution { at: at(60), accepted: false, note: "glitch".to_owned() };
    site.writer.transaction(|tx| suspect::resolve(tx, id, &end)).unwrap();
    assert!(suspect::open(&site.writer).unwrap().is_empty());
    assert_eq!(suspect::get(&site.writer, id).unwrap(), Some((wanted, Some(end.clone()))));
    assert!(matches!(site.writer.transaction(|tx| suspect::resolve(tx, id, &end)), Err(Error::NoSuch(_))));
}
