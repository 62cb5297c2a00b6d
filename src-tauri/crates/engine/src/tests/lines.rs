//! What lines tell: sweeps at the edges of intervals, statistics by the hour, clocks of devices; and a computer that sleeps.

use std::time::Duration as Time;

use bus::{ClockTold, Counts, DeviceStatistics, FromLine, LineError, Statistics, Turnarounds};
use chrono::Duration;
use serde_json::json;
use store::line_hour;
use units::{Energy, MeterId, Quality, Reading, Timestamp};

use super::site::{House, LINE, noon, settings};
use crate::core::Outgoing;

/// A price of its own from 08:00, an edge that readings must not blur.
const BANDS: &str = r#"
name = "Bands"
currency = "CNY"
source = "test"

[[version]]
from = 2020-01-01

[[version.band]]
name = "peak"
price = 1

[[version.band]]
name = "valley"
price = 0.1

[[version.hours]]
bands = "08:00-20:15 peak, 20:15-08:00 valley"
"#;

/// The edge that the next poll passes is told as swept by the whole line.
fn swept(house: &mut House, edge: Timestamp, missed: &[usize]) {
    let missed = missed.iter().map(|room| house.units[*room].meter).collect();
    house.core.hear(FromLine::Swept { bus: LINE, edge, at: house.core.now, missed });
    house.collect();
}

fn pass(house: &mut House, seconds: i64) {
    house.use_energy(Duration::seconds(seconds));
    house.core.now += Duration::seconds(seconds);
}

fn times(house: &House, room: usize) -> Vec<i64> {
    house.stored(room).iter().map(|reading| (reading.at - noon()).num_seconds()).collect()
}

#[test]
fn the_readings_of_an_edge_are_stored_together_when_the_line_has_swept() {
    let mut house = House::new();
    house.poll_all();
    pass(&mut house, 895);
    house.poll_all();
    pass(&mut house, 8);
    for room in 0..3 {
        house.poll(room);
        pass(&mut house, 1);
    }
    assert!((0..4).all(|room| times(&house, room).is_empty()), "the line has not read everybody yet");
    house.silent(3);
    let edge = noon() + Duration::minutes(15);
    swept(&mut house, edge, &[3]);
    for room in 0..3 {
        let Reading { at, register, quality } = house.stored(room)[0];
        // 1 kW for a quarter of an hour.
        let expected = Energy::from_wh(i64::try_from(room + 1).unwrap() * 100_000_000 + 250);
        assert_eq!((at, quality), (edge, Quality::Actual));
        assert!((register - expected).wh().abs() <= 1, "room {room}: {register} for {expected}");
    }
    assert!(times(&house, 3).is_empty());
    assert_eq!(house.core.lines[&LINE].swept, Some((edge, 1)));
    // What came after the edge is not lost, and what the silent one used comes with its next reading.
    pass(&mut house, 892);
    house.poll_all();
    pass(&mut house, 10);
    house.poll_all();
    swept(&mut house, edge + Duration::minutes(15), &[]);
    assert_eq!((times(&house, 0), times(&house, 3)), (vec![900, 1800], vec![1798, 1800]));
    let house = house.crash();
    assert!((house.stored(3)[1].register - Energy::from_wh(400_000_500)).wh().abs() <= 4);
    house.verify();
}

#[test]
fn a_sweep_that_never_ends_is_not_waited_for() {
    let mut house = House::new();
    house.poll_all();
    let edge = |house: &mut House| {
        let seconds = 895 - (house.now() - noon()).num_seconds() % 900;
        pass(house, seconds);
        house.poll_all();
        pass(house, 10);
        house.poll_all();
    };
    edge(&mut house);
    house.wait(Duration::seconds(100));
    assert!(times(&house, 0).is_empty());
    house.wait(Duration::seconds(20));
    assert_eq!(times(&house, 0), [900]);
    edge(&mut house);
    house.core.hear(FromLine::Down { bus: LINE, reason: LineError::Down });
    assert_eq!(times(&house, 0), [900, 1800]);
    house.core.hear(FromLine::Up { bus: LINE });
    edge(&mut house);
    let house = house.restart();
    assert_eq!(times(&house, 0), [900, 1800, 2700, 2705], "the last one is kept with the program's end");
}

#[test]
fn a_band_ends_where_it_ends() {
    let mut house = House::made(&settings("Asia/Shanghai"), noon(), BANDS);
    house.poll_all();
    // 20:15 in Shanghai is 12:15 in London: before it at 4 kW, after it at nothing.
    house.units[1].power_w = 4_000;
    pass(&mut house, 860);
    house.poll_all();
    pass(&mut house, 40);
    house.units[1].power_w = 0;
    pass(&mut house, 1);
    house.poll_all();
    swept(&mut house, noon() + Duration::minutes(15), &[]);
    // One kilowatt-hour at the high price, but for what 41 seconds cannot tell.
    let due = -house.balance(1);
    assert!((99..=100).contains(&due), "{due}");
    for _ in 0..4 {
        pass(&mut house, 900);
        house.poll_all();
    }
    assert!((99..=101).contains(&-house.balance(1)));
}

fn report(at: Timestamp, requests: u64, timeouts: u64) -> FromLine {
    let buckets = [0, 0, 0, requests - timeouts];
    let turnarounds = Turnarounds::of(&buckets, 3);
    let counts = Counts { requests, answers: requests - timeouts, timeouts, turnarounds, ..Counts::default() };
    let line = Counts { busy: Time::from_millis(requests * 50), reconnects: 1, ..counts };
    let statistics =
        Box::new(Statistics { counts: line, total: line, devices: 4, answering: 4, ..Statistics::default() });
    let device = |meter| DeviceStatistics { meter: MeterId(meter), unit: 1, counts, answering: true };
    FromLine::Stats { bus: LINE, at, statistics, devices: vec![device(2), device(3)] }
}

/// Hour after noon, requests, time-outs.
fn hours(house: &House, meter: Option<i64>) -> Vec<(i64, u64, u64)> {
    let (from, to) = (units::timestamp(0), Timestamp::MAX_UTC);
    let rows = match meter {
        None => line_hour::of_line(&house.core.store, LINE, from, to),
        Some(meter) => line_hour::of_device(&house.core.store, MeterId(meter), from, to),
    };
    let told = |row: line_hour::LineHour| ((row.start - noon()).num_hours(), row.counts.requests, row.counts.time_outs);
    rows.unwrap().into_iter().map(told).collect()
}

#[test]
fn what_lines_did_is_kept_by_the_hour() {
    let mut house = House::new();
    let start = house.now();
    for minute in [1, 2, 9, 59] {
        house.core.now = start + Duration::minutes(minute);
        house.core.hear(report(house.now(), 100, 1));
    }
    assert_eq!(hours(&house, None), [], "not with every report");
    house.core.tick();
    assert_eq!(hours(&house, None), [(0, 400, 4)]);
    // What belongs to the hour before is not counted in the next one.
    house.core.hear(report(house.now(), 7, 0));
    house.core.now += Duration::minutes(2);
    house.core.hear(report(house.now(), 50, 5));
    house.core.tick();
    assert_eq!(hours(&house, None), [(0, 407, 4)]);
    house = house.restart();
    assert_eq!(hours(&house, None), [(0, 407, 4), (1, 50, 5)]);
    assert_eq!(hours(&house, Some(2)), hours(&house, None));
    assert_eq!(hours(&house, Some(1)), [], "a device without a request has no row");
    let row = line_hour::of_line(&house.core.store, LINE, start, start + Duration::hours(1)).unwrap().remove(0);
    let back = crate::core::counted(&row.counts);
    assert_eq!((back.busy_ms(), back.reconnects), (407 * 50, 5));
    assert_eq!((back.turnarounds.answers(), back.turnarounds.permille_ms(990)), (403, Some(3)));
}

fn watched(house: &mut House) -> Vec<(Vec<i64>, u64)> {
    let told = house.others.drain(..).filter_map(|outgoing| match outgoing {
        Outgoing::Watch { bus: LINE, meters, every } => {
            Some((meters.into_iter().map(|meter| meter.0).collect(), u64::try_from(every.as_millis()).unwrap()))
        }
        _ => None,
    });
    told.collect()
}

#[test]
fn lines_are_told_who_is_watched_when_that_changes() {
    let mut house = House::new();
    let meters: Vec<MeterId> = house.units.iter().map(|unit| unit.meter).collect();
    let watch = |house: &mut House, who: &[usize], every| {
        house.core.watch(who.iter().map(|room| meters[*room]).chain([MeterId(999)]), Time::from_millis(every));
        house.collect();
        watched(house)
    };
    assert_eq!(watch(&mut house, &[], 500), []);
    assert_eq!(watch(&mut house, &[1, 0], 500), [(vec![meters[0].0, meters[1].0], 500)]);
    assert_eq!(watch(&mut house, &[0, 1], 500), []);
    assert_eq!(watch(&mut house, &[0, 1], 900), [(vec![meters[0].0, meters[1].0], 900)]);
    assert_eq!(watch(&mut house, &[], 900), [(vec![], 900)]);
    // Rooms whose load may switch them off are watched by themselves; a line that is opened anew is told again.
    let retry = json!({ "off_s": 60, "tries": 3, "within_min": 60 });
    house.rule("load", json!({ "limit_w": 5_000, "timed": [], "over_s": 10, "retry": retry, "act": "trip" }));
    let all: Vec<i64> = meters.iter().map(|meter| meter.0).collect();
    house.collect();
    assert_eq!(watched(&mut house), [(all.clone(), 5_000)]);
    house.core.rebuild(|_| Ok(())).unwrap();
    house.collect();
    assert_eq!(watched(&mut house), [(all, 5_000)]);
}

fn checks(house: &mut House) -> Vec<(i64, i32)> {
    house.collect();
    let asked = house.others.drain(..).filter_map(|outgoing| match outgoing {
        Outgoing::CheckClock { bus: LINE, check } => Some((check.meter.0, check.ahead_of_utc_s)),
        _ => None,
    });
    asked.collect()
}

#[test]
fn clocks_are_looked_after_once_a_day_where_a_person_wants_it() {
    let mut house = House::new();
    let with_clock = house.units[3].meter;
    house
        .core
        .rebuild(|tx| {
            let row = store::meter::get(tx, with_clock)?.expect("it is there");
            store::meter::update(tx, with_clock, &store::meter::Meter { profile: "acrel-adl3000".to_owned(), ..row })
        })
        .unwrap();
    house.poll_all();
    house.wait(Duration::seconds(1));
    assert_eq!(checks(&mut house), [], "nobody asked for it");
    let wish = store::line_setting::LineSetting { set_clocks: true, ..Default::default() };
    house.core.rebuild(|tx| store::line_setting::put(tx, LINE, &wish)).unwrap();
    house.wait(Duration::seconds(1));
    assert_eq!(checks(&mut house), [(with_clock.0, 8 * 3600)]);
    let outcome = Ok(ClockTold::Set { was_ms: Some(90_000), drift_ms: 300 });
    house.core.hear(FromLine::Clock { bus: LINE, meter: with_clock, at: house.now(), outcome: outcome.clone() });
    house.wait(Duration::hours(23));
    assert_eq!(checks(&mut house), []);
    assert_eq!(house.core.clocks[&with_clock].told.as_ref().unwrap().1.as_ref().ok(), outcome.as_ref().ok());
    house.wait(Duration::hours(1));
    assert_eq!(checks(&mut house).len(), 1);
    let outcome = Err(LineError::NoAnswer);
    house.core.hear(FromLine::Clock { bus: LINE, meter: with_clock, at: house.now(), outcome });
    assert_eq!(house.core.clocks[&with_clock].told.as_ref().unwrap().1, Err("wire-no-answer".to_owned()));
}

/// The computer sleeps over two days and a night: the wall clock jumps, nothing was read, and the meters went on.
#[test]
fn a_computer_that_slept_reads_first_marks_the_gap_and_charges_it_once() {
    let mut site = settings("Asia/Shanghai");
    site.notice_minutes = 0;
    let mut house = House::made(&site, noon(), super::site::TARIFF);
    house.pay(1, 300, "before");
    house.live(2, Duration::minutes(15));
    let before = house.core.posted_through();
    pass(&mut house, 50 * 3600 + 60);
    house.core.read_first();
    house.wait(Duration::seconds(1));
    assert_eq!(house.core.posted_through(), before, "the days are not closed without what was used");
    assert!(!house.latched(1), "nobody is cut by data of two days ago");
    (0..3).for_each(|room| house.poll(room));
    house.core.tick();
    assert_eq!(house.core.posted_through(), before);
    house.silent(3);
    house.core.tick();
    assert_eq!(house.core.posted_through(), before + Duration::days(3), "everybody has answered or has not");
    house.obey();
    let last = *house.stored(1).last().unwrap();
    assert_eq!(last.register.wh(), house.units[1].register_wh);
    let sums = store::rollup::hours(&house.core.store, house.units[1].point, noon(), house.now()).unwrap();
    let (all, estimated) =
        sums.iter().fold((0, 0), |(all, estimated), (_, sum)| (all + sum.energy.wh(), estimated + sum.estimated.wh()));
    assert_eq!((all, estimated), (52_016, 50_016), "the gap, and only it, is marked");
    let balance = house.balance(1);
    // Once more the same, and a start: nothing is charged twice.
    (0..3).for_each(|room| house.poll(room));
    house.core.tick();
    assert_eq!(house.balance(1), balance);
    house = house.restart();
    assert_eq!(house.balance(1), balance);
    house.verify();
}
