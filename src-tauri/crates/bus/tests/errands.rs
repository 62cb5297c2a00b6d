//! What the owner of a line does beside polling.

#[allow(dead_code, reason = "the rig serves other tests too")]
mod rig;

use std::time::Duration;

use bus::{Device, Errand, ErrandTold, FromLine, Parity, Scanned, Search, Settings, Summary, Switch, ToLine};
use rig::{Act, BOARD, Building, DDS238, Rig, Shared, device, paused, profile, samples};
use tokio::time::{Instant, sleep};
use units::{MeterId, millis, timestamp};

const SECOND: Duration = Duration::from_secs(1);
const SETTINGS: Settings =
    Settings { baud: 9600, parity: Parity::None, stop_bits: 1, timeout: Duration::from_millis(300) };

fn search(settings: usize, units: std::ops::RangeInclusive<u8>) -> Search {
    let profiles = [DDS238, BOARD].map(profile).to_vec();
    Search { settings: vec![SETTINGS; settings], units: units.collect(), profiles }
}

/// Six meters and a relay board are polled; three more meters are there and unknown.
fn house() -> (Shared, Vec<Device>) {
    let meters = (1..=9).map(|unit| (unit, DDS238)).chain([(40, BOARD)]);
    let known = (1..=6).map(|unit| device(unit, DDS238, Duration::ZERO)).chain([device(40, BOARD, SECOND)]);
    (Building::shared(&meters.collect::<Vec<_>>()), known.collect())
}

fn told(message: &FromLine) -> Option<(u64, &ErrandTold)> {
    if let FromLine::Errand { id, told, .. } = message { Some((*id, &**told)) } else { None }
}

fn found(messages: &[FromLine]) -> Vec<u8> {
    let units = messages.iter().filter_map(|message| match told(message) {
        Some((_, ErrandTold::Scanned(Scanned::Device(found)))) => Some(found.unit),
        _ => None,
    });
    units.collect()
}

/// Everything up to the end of the scan, and what it came to.
async fn scan(rig: &mut Rig, id: u64) -> (Vec<FromLine>, Summary) {
    let mut said = Vec::new();
    loop {
        let message = rig.next(Some).await;
        if let Some((told, ErrandTold::ScanOver(summary))) = told(&message)
            && told == id
        {
            let summary = *summary.as_ref().unwrap();
            return (said, summary);
        }
        said.push(message);
    }
}

#[test]
fn a_polled_line_is_scanned_by_its_owner_who_goes_on_polling_then() {
    paused(async {
        let (building, devices) = house();
        let mut rig = Rig::start(building, devices, |_| Act::Answer);
        rig.sample(6).await;
        rig.to.send(ToLine::Errand(7, Errand::Scan(search(1, 1..=12)))).unwrap();
        let (said, summary) = scan(&mut rig, 7).await;
        assert_eq!((found(&said), summary.devices, summary.stopped), ((1..=9).collect(), 9, false));
        let began = said.iter().position(|message| told(message).is_some()).unwrap();
        assert_eq!((1..=6).map(|unit| samples(&said[began..], unit)).sum::<usize>(), 0, "it is not polled meanwhile");
        for unit in 1..=6 {
            rig.sample(unit).await;
        }
    });
}

#[test]
fn commands_and_sweeps_go_between_two_addresses_of_a_scan() {
    paused(async {
        let (building, devices) = house();
        let mut rig = Rig::start(Shared::clone(&building), devices, |_| Act::Answer);
        rig.to.send(ToLine::Snapshot { every: SECOND * 60 }).unwrap();
        rig.sample(6).await;
        rig.to.send(ToLine::Errand(1, Errand::Scan(search(4, 1..=247)))).unwrap();
        sleep(SECOND * 20).await;
        let given = Instant::now();
        rig.to.send(ToLine::Switch(Switch { id: 5, meter: MeterId(40), channel: 2, on: false })).unwrap();
        let outcome = rig.next(|message| match message {
            FromLine::Switched { id: 5, outcome, .. } => Some(outcome),
            _ => None,
        });
        assert_eq!(outcome.await, Ok(false));
        assert!(given.elapsed() < SECOND, "{:?}", given.elapsed());
        let swept = rig.next(|message| match message {
            FromLine::Swept { edge, at, missed, .. } => Some((edge, at, missed)),
            _ => None,
        });
        let (edge, at, missed) = swept.await;
        assert_eq!((edge, missed), (timestamp(60_000), vec![]));
        assert!(millis(at) < 62_000, "{at}");
        let (_, summary) = scan(&mut rig, 1).await;
        assert_eq!(summary.devices, 10 * 4);
    });
}

#[test]
fn a_scan_ends_when_it_is_told_to_and_one_that_waits_never_begins() {
    paused(async {
        let (building, devices) = house();
        let mut rig = Rig::start(building, devices, |_| Act::Answer);
        rig.to.send(ToLine::Errand(1, Errand::Scan(search(4, 1..=247)))).unwrap();
        rig.to.send(ToLine::Errand(2, Errand::Scan(search(1, 1..=3)))).unwrap();
        sleep(SECOND * 5).await;
        rig.to.send(ToLine::StopErrand(2)).unwrap();
        let (said, summary) = scan(&mut rig, 2).await;
        assert_eq!((summary.stopped, summary.requests), (true, 0));
        assert!(said.iter().any(|message| told(message).is_some_and(|(id, _)| id == 1)));
        rig.to.send(ToLine::StopErrand(1)).unwrap();
        assert!(scan(&mut rig, 1).await.1.stopped);
        rig.sample(1).await;
    });
}

#[test]
fn a_line_that_is_down_says_so_of_its_errand() {
    paused(async {
        let (building, devices) = house();
        let seen = Shared::clone(&building);
        let act = move |_: &[u8]| if seen.borrow().plugged { Act::Answer } else { Act::Hangup };
        let mut rig = Rig::start(Shared::clone(&building), devices, act);
        rig.sample(1).await;
        building.borrow_mut().plugged = false;
        rig.next(|message| matches!(message, FromLine::Down { .. }).then_some(())).await;
        sleep(SECOND).await;
        rig.to.send(ToLine::Errand(1, Errand::Scan(search(1, 1..=3)))).unwrap();
        let error = rig.next(|message| match told(&message) {
            Some((1, ErrandTold::ScanOver(outcome))) => Some(outcome.clone().unwrap_err()),
            _ => None,
        });
        assert!(error.await.to_string().contains("no such port"));
        building.borrow_mut().plugged = true;
        rig.sample(1).await;
    });
}

#[test]
fn the_owner_ends_in_the_midst_of_a_scan() {
    paused(async {
        let (building, devices) = house();
        let rig = Rig::start(building, devices, |_| Act::Answer);
        rig.to.send(ToLine::Errand(1, Errand::Scan(search(4, 1..=247)))).unwrap();
        sleep(SECOND).await;
        rig.to.send(ToLine::Stop).unwrap();
        sleep(SECOND).await;
        assert!(rig.to.is_closed());
        drop(rig);
    });
}
