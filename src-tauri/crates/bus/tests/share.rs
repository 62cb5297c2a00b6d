//! How the owner of a line shares it out.

#[allow(dead_code, reason = "the rig serves other tests too")]
mod rig;

use std::collections::BTreeMap;
use std::time::Duration;

use bus::{Device, FromLine, Switch, ToLine};
use rig::{Act, Building, DDS238, Rig, SDM120, Shared, device, paused, samples};
use tokio::time::{Instant, sleep};
use units::{MeterId, millis, timestamp};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const OFTEN: Duration = Duration::ZERO;

/// So many four-wire meters, read as often as the line allows.
fn house(units: u8) -> (Shared, Vec<Device>) {
    let building = Building::shared(&(1..=units).map(|unit| (unit, DDS238)).collect::<Vec<_>>());
    (building, (1..=units).map(|unit| device(unit, DDS238, OFTEN)).collect())
}

fn meters(units: impl IntoIterator<Item = i64>) -> Vec<MeterId> {
    units.into_iter().map(MeterId).collect()
}

/// Samples by unit.
fn counts(said: &[FromLine], units: u8) -> Vec<usize> {
    (1..=units).map(|unit| samples(said, unit)).collect()
}

/// When each sample of a unit came.
fn times(said: &[FromLine], unit: i64) -> Vec<i64> {
    let of_unit = said.iter().filter_map(|message| match message {
        FromLine::Sample { meter: MeterId(meter), at, .. } if *meter == unit => Some(millis(*at)),
        _ => None,
    });
    of_unit.collect()
}

/// The longest time between two of them.
fn longest_gap(times: &[i64]) -> i64 {
    times.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap()
}

#[test]
fn on_a_full_line_everybody_is_read_equally_often() {
    paused(async {
        let building = Building::shared(&[(1, SDM120), (2, DDS238), (3, DDS238), (4, SDM120)]);
        let devices =
            [(1, SDM120), (2, DDS238), (3, DDS238), (4, SDM120)].map(|(unit, text)| device(unit, text, OFTEN));
        let mut rig = Rig::start(building, devices.to_vec(), |_| Act::Answer);
        let counts = counts(&rig.during(MINUTE).await, 4);
        assert!(counts[0] > 300, "{counts:?}");
        assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 2, "{counts:?}");
    });
}

/// One answer in five of one unit is spoilt, in all the ways there are.
#[test]
fn what_a_spoilt_one_costs_comes_out_of_its_own_turns() {
    paused(async {
        let (building, devices) = house(32);
        let mut rig = Rig::start(building, devices, |_| Act::Answer);
        rig.during(SECOND * 20).await;
        let sound = counts(&rig.during(SECOND * 25).await, 32);
        let (building, devices) = house(32);
        let mut asked = 0_usize;
        let mut rig = Rig::start(building, devices, move |frame| {
            asked += usize::from(frame[0] == 1);
            let late = Duration::from_millis(150);
            let faults = [Act::Drop, Act::Flip(asked), Act::Late(late), Act::Cut(4), Act::As(2), Act::Twice(late)];
            let spoilt = frame[0] == 1 && asked.is_multiple_of(5);
            if spoilt { faults[asked / 5 % faults.len()].clone() } else { Act::Answer }
        });
        rig.during(SECOND * 20).await;
        let spoilt = counts(&rig.during(SECOND * 25).await, 32);
        let others = |counts: &[usize]| counts[1..].iter().sum::<usize>();
        assert!(others(&spoilt) * 100 >= others(&sound) * 95, "{sound:?} {spoilt:?}");
        // Nobody pays for it alone, and it is not given up.
        assert!((1..32).all(|unit| spoilt[unit] * 100 >= sound[unit] * 85), "{spoilt:?}");
        assert!(spoilt[0] >= 8, "{spoilt:?}");
    });
}

/// Every other poll of one unit fails, though something is heard of it each time.
#[test]
fn polls_that_come_to_nothing_are_paid_for_too() {
    paused(async {
        let (building, devices) = house(8);
        let mut rig = Rig::start(building, devices, |_| Act::Answer);
        rig.during(SECOND * 20).await;
        let sound = counts(&rig.during(MINUTE).await, 8);
        let (building, devices) = house(8);
        let mut asked = 0_usize;
        let mut rig = Rig::start(building, devices, move |frame| {
            asked += usize::from(frame[0] == 1);
            match asked % 6 {
                0 if frame[0] == 1 => Act::Cut(4),
                1 | 2 if frame[0] == 1 => Act::Drop,
                _ => Act::Answer,
            }
        });
        rig.during(SECOND * 20).await;
        let spoilt = counts(&rig.during(MINUTE).await, 8);
        let others = |counts: &[usize]| counts[1..].iter().sum::<usize>();
        assert!(others(&spoilt) * 100 >= others(&sound) * 95, "{sound:?} {spoilt:?}");
        assert!(spoilt[0] >= 1, "{spoilt:?}");
    });
}

#[test]
fn the_watched_are_kept_fresh_and_the_others_get_on() {
    paused(async {
        let (building, devices) = house(60);
        let mut rig = Rig::start(building, devices, |_| Act::Answer);
        sleep(SECOND * 5).await;
        let unwatched = counts(&rig.during(MINUTE).await, 60);
        rig.to.send(ToLine::Watch { meters: meters([7]), every: Duration::from_millis(150) }).unwrap();
        rig.during(SECOND).await;
        let said = rig.during(MINUTE).await;
        let (times, watched) = (times(&said, 7), counts(&said, 60));
        // At worst a poll is under way and one of the others is next.
        assert!(longest_gap(&times) <= 150 + 60, "{}", longest_gap(&times));
        assert!(times.len() >= 300, "{}", times.len());
        for unit in (0..60).filter(|unit| *unit != 6) {
            assert!(watched[unit] * 100 >= unwatched[unit] * 85, "unit {}", unit + 1);
        }
        rig.to.send(ToLine::Watch { meters: Vec::new(), every: Duration::from_millis(150) }).unwrap();
        rig.during(SECOND).await;
        let ended = counts(&rig.during(MINUTE).await, 60);
        assert!(ended[6].abs_diff(ended[0]) <= 1, "{ended:?}");
    });
}

#[test]
fn however_many_are_watched_the_others_keep_half_of_the_line() {
    paused(async {
        let (building, devices) = house(40);
        let mut rig = Rig::start(building, devices, |_| Act::Answer);
        rig.to.send(ToLine::Watch { meters: meters(1..=10), every: OFTEN }).unwrap();
        rig.during(SECOND * 5).await;
        let counts = counts(&rig.during(MINUTE).await, 40);
        let watched: usize = counts[..10].iter().sum();
        let others: usize = counts[10..].iter().sum();
        assert!(watched + 5 >= others && others * 10 >= watched * 7, "{watched} and {others}");
        assert!(counts[10..].iter().min() >= Some(&(others / 30 - 1)), "{counts:?}");
    });
}

/// What the living were read in five minutes, all together, once it is known who is dead.
fn living(units: u8, dead: &'static [u8]) -> usize {
    let read = std::rc::Rc::new(std::cell::Cell::new(0));
    let result = read.clone();
    paused(async move {
        let (building, devices) = house(units);
        let devices = devices.into_iter().filter(|device| building.borrow().units.contains_key(&device.unit)).collect();
        let mut rig =
            Rig::start(building, devices, |frame| if dead.contains(&frame[0]) { Act::Drop } else { Act::Answer });
        rig.during(MINUTE).await;
        let said = rig.during(MINUTE * 5).await;
        read.set(said.iter().filter(|message| matches!(message, FromLine::Sample { .. })).count());
    });
    result.get()
}

#[test]
fn the_dead_cost_the_living_little() {
    let whole = living(32, &[]);
    let without_one = living(32, &[9]);
    assert!(without_one * 100 >= whole * 95, "{without_one} of {whole}");
    let without_half = living(32, &[1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31]);
    assert!(without_half * 100 >= whole * 84, "{without_half} of {whole}: more than 1.2 times the floor");
}

#[test]
fn a_line_that_comes_back_is_noticed_within_seconds() {
    for units in [1, 32] {
        paused(async move {
            let (building, devices) = house(units);
            let cut = std::rc::Rc::new(std::cell::Cell::new(false));
            let is_cut = cut.clone();
            let mut rig = Rig::start(building, devices, move |_| if is_cut.get() { Act::Drop } else { Act::Answer });
            rig.during(SECOND * 10).await;
            cut.set(true);
            let said = rig.during(MINUTE * 10).await;
            let failures = said.iter().filter(|message| matches!(message, FromLine::Failed { .. })).count();
            assert!(failures <= 500, "nobody is hammered: {failures}");
            cut.set(false);
            let back = rig.during(SECOND * 5).await;
            assert!(counts(&back, units).iter().all(|count| *count > 0), "{:?}", counts(&back, units));
        });
    }
}

#[test]
fn at_the_edge_of_an_interval_everybody_is_read_once_ahead_of_all_else() {
    paused(async {
        let (building, devices) = house(32);
        let mut rig = Rig::start(building, devices, |frame| if frame[0] == 5 { Act::Drop } else { Act::Answer });
        rig.to.send(ToLine::Watch { meters: meters([7]), every: OFTEN }).unwrap();
        rig.to.send(ToLine::Snapshot { every: SECOND * 30 }).unwrap();
        let start = Instant::now();
        let mut first = BTreeMap::new();
        for edge in 1..=5 {
            let edge_ms = edge * 30_000;
            let swept =
                rig.next(|message| if let FromLine::Swept { .. } = message { Some(message) } else { None }).await;
            let FromLine::Swept { edge, at, missed, .. } = swept else { unreachable!() };
            assert_eq!((edge, missed), (timestamp(edge_ms), meters([5])));
            assert!(millis(at) - edge_ms < 1_500, "{}", millis(at) - edge_ms);
            // What was asked since the edge, but for the poll that was under way and the tries at the dead one.
            let building = rig.building.borrow();
            let since = |when: &Instant| i64::try_from((*when - start).as_millis()).unwrap();
            let asked = building.heard.iter().filter(|(when, frame)| {
                since(when) >= edge_ms && since(when) <= millis(at) && frame[0] != 5 && frame[5] != 2
            });
            let asked: Vec<(i64, u8)> = asked.map(|(when, frame)| (since(when), frame[0])).collect();
            let units: Vec<u8> = asked.iter().map(|(_, unit)| *unit).collect();
            let expected: Vec<u8> = (1..=32).filter(|unit| *unit != 5).collect();
            let begins = usize::from(!units.starts_with(&expected));
            assert!(units[begins..].starts_with(&expected), "{units:?}");
            for (when, unit) in asked.into_iter().skip(begins).take(31) {
                let before = first.insert(unit, when);
                let apart = before.map_or(30_000, |before| when - before);
                assert!((29_900..=30_100).contains(&apart), "unit {unit}: two snapshots are {apart} ms apart");
            }
        }
        rig.to.send(ToLine::Snapshot { every: Duration::ZERO }).unwrap();
        let said = rig.during(MINUTE * 3).await;
        assert!(!said.iter().any(|message| matches!(message, FromLine::Swept { .. })), "ended");
    });
}

#[test]
fn an_idle_line_wakes_at_the_edge() {
    paused(async {
        let (building, mut devices) = house(3);
        devices.iter_mut().for_each(|device| device.every = MINUTE * 7);
        let mut rig = Rig::start(building, devices, |_| Act::Answer);
        rig.to.send(ToLine::Snapshot { every: MINUTE * 15 }).unwrap();
        let said = rig.during(MINUTE * 31).await;
        for unit in 1..=3 {
            let times = times(&said, unit);
            let at_edges = times.iter().filter(|at| **at % 900_000 < 200 && **at > 900_000 - 1).count();
            assert_eq!(at_edges, 2, "{times:?}");
        }
        assert_eq!(said.iter().filter(|message| matches!(message, FromLine::Swept { .. })).count(), 2);
    });
}

/// The worst that can be under way is a silent unit's time-out; the tries that follow let a command go first.
#[test]
fn a_command_does_not_wait_for_the_tries_at_a_silent_unit() {
    paused(async {
        let (building, mut devices) = house(2);
        devices[0].unit = 99;
        let mut rig = Rig::start(building, devices, |_| Act::Answer);
        let mut waits = Vec::new();
        for id in 0..60 {
            sleep(Duration::from_millis(300 + id * 41)).await;
            rig.to.send(ToLine::PollNow(MeterId(1))).unwrap();
            sleep(Duration::from_millis(id * 9)).await;
            let sent = Instant::now();
            rig.to.send(ToLine::Switch(Switch { id, meter: MeterId(2), channel: 0, on: false })).unwrap();
            rig.next(|message| matches!(message, FromLine::Switched { .. }).then_some(())).await;
            let heard = &rig.building.borrow().heard;
            let write = heard.iter().rev().find(|(_, frame)| frame[1] == 16).unwrap().0;
            waits.push(write - sent);
        }
        let longest = waits.iter().max().unwrap();
        // 500 ms of patience, the frames' time on the wire, the silence after trouble.
        assert!(*longest < Duration::from_millis(750), "{longest:?}");
    });
}
