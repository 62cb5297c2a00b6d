//! Scanning a line in memory, under paused time.

#[allow(dead_code, reason = "the rig serves other tests too")]
mod rig;

use std::cell::Cell;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use bus::{Evidence, Found, Link, Scanned, Search, Settings, Sharing, Step, Summary, scan_link};
use meter::{Parity, Profile, Sample};
use rig::{Act, BOARD, Building, DDS238, SDM120, Shared, link, profile};
use tokio::task::LocalSet;
use units::Energy;

const SDM230: &str = include_str!("../../../../assets/meters/eastron-sdm230.toml");
const B21: &str = include_str!("../../../../assets/meters/abb-b21.toml");
const B23: &str = include_str!("../../../../assets/meters/abb-b23.toml");

fn models() -> Vec<Arc<Profile>> {
    [SDM120, SDM230, DDS238, B21, B23, BOARD].map(profile).to_vec()
}

fn search(units: impl Iterator<Item = u8>) -> Search {
    let timeout = Duration::from_millis(300);
    let settings = vec![Settings { timeout, ..Settings::default() }];
    Search { settings, units: units.collect(), profiles: models() }
}

/// Units that measure an ordinary mains supply.
fn powered(units: &[(u8, &str)]) -> Shared {
    let building = Building::shared(units);
    for unit in building.borrow_mut().units.values_mut() {
        let phases = usize::from(unit.profile.phases().max(1));
        unit.shows = Sample {
            energy_import: Some(Energy::from_wh(1_234_000)),
            energy_export: Some(Energy::from_wh(0)),
            power_mw: Some(460_000),
            apparent_mva: Some(460_000),
            reactive_mvar: Some(0),
            power_factor_milli: Some(1000),
            frequency_mhz: Some(50_000),
            voltage_mv: vec![230_000; phases],
            current_ma: vec![2_000; phases],
            relays: vec![true; 8],
            ..Sample::default()
        };
        unit.image = unit.profile.image(&unit.shows);
    }
    building
}

async fn scanned(link: Link, search: &Search) -> (Vec<Scanned>, Summary) {
    let mut told = Vec::new();
    let summary = scan_link(&link, search, |scanned| {
        told.push(scanned);
        ControlFlow::Continue(())
    });
    let summary = summary.await.unwrap();
    (told, summary)
}

fn devices(told: &[Scanned]) -> Vec<&Found> {
    let device = |scanned: &'_ Scanned| matches!(scanned, Scanned::Device(_));
    let found = told.iter().filter(|scanned| device(scanned));
    found.filter_map(|scanned| if let Scanned::Device(found) = scanned { Some(found) } else { None }).collect()
}

#[tokio::test(start_paused = true)]
async fn thirty_two_meters_are_found_and_named_in_under_forty_seconds() {
    let set = LocalSet::new();
    set.run_until(async {
        let all: Vec<(u8, &str)> = (1..=32).map(|unit| (unit, if unit % 8 == 0 { B21 } else { SDM230 })).collect();
        let (told, summary) = scanned(link(&powered(&all), |_| Act::Answer), &search(1..=32)).await;
        let found = devices(&told);
        assert_eq!((found.len(), summary.devices, summary.stopped), (32, 32, false));
        assert!(summary.elapsed < Duration::from_secs(40), "{:?}", summary.elapsed);
        for device in found {
            let first = &device.guesses[0];
            let expected = if device.unit % 8 == 0 { "abb-b21" } else { "eastron-sdm230" };
            let ids: Vec<&str> = device.guesses.iter().map(|guess| guess.profile.id()).collect();
            assert!(ids.contains(&expected), "unit {}: {ids:?}", device.unit);
            // Only what names itself is certain: relatives share their registers.
            assert_eq!(first.evidence == Evidence::Proven, expected == "abb-b21", "{:?}", first.evidence);
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn nobody_is_found_where_nobody_is_and_all_addresses_are_looked_at_twice() {
    let set = LocalSet::new();
    set.run_until(async {
        let (told, summary) = scanned(link(&powered(&[]), |_| Act::Answer), &search(1..=20)).await;
        assert_eq!((summary.devices, summary.garbled, summary.requests), (0, 0, 40));
        let second = told.iter().filter(|told| matches!(told, Scanned::At(at) if at.step == Step::Second)).count();
        assert_eq!(second, 20);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_device_is_found_at_the_second_look() {
    let set = LocalSet::new();
    set.run_until(async {
        let building = powered(&[(1, SDM120), (2, SDM120), (9, SDM120)]);
        let slow = |frame: &[u8]| if frame[0] == 9 { Act::Late(Duration::from_millis(250)) } else { Act::Answer };
        let (told, _) = scanned(link(&building, slow), &search(1..=10)).await;
        assert_eq!(devices(&told).iter().map(|found| found.unit).collect::<Vec<_>>(), [1, 2, 9]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn answers_that_collide_or_come_twice_are_two_devices_perhaps() {
    let set = LocalSet::new();
    set.run_until(async {
        let building = powered(&[(1, SDM120), (2, SDM120), (3, SDM120), (4, SDM120)]);
        let count = Rc::new(Cell::new(0));
        let act = move |frame: &[u8]| {
            count.set(count.get() + 1);
            match frame[0] {
                2 => Act::Twice(Duration::from_millis(12)),
                3 if count.get() % 3 != 0 => Act::Collide,
                4 => Act::Collide,
                _ => Act::Answer,
            }
        };
        let (told, summary) = scanned(link(&building, act), &search(1..=4)).await;
        let sharing: Vec<_> = devices(&told).iter().map(|found| (found.unit, found.sharing)).collect();
        assert_eq!(sharing, [(1, Sharing::Alone), (2, Sharing::Likely), (3, Sharing::Likely)]);
        assert!(told.iter().any(|told| matches!(told, Scanned::Garbled { unit: 4, .. })), "{told:?}");
        assert_eq!(summary.garbled, 1);
        assert!(devices(&told)[1].guesses.is_empty(), "what two devices say at once is nobody's");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn noise_alone_makes_no_second_device() {
    let set = LocalSet::new();
    set.run_until(async {
        let mut asked = 0_usize;
        let act = move |_: &[u8]| {
            asked += 1;
            if asked % 10 == 1 { Act::Flip(asked) } else { Act::Answer }
        };
        let building = powered(&[(1, SDM120), (2, DDS238)]);
        let (told, _) = scanned(link(&building, act), &search(1..=3)).await;
        let found: Vec<_> = devices(&told).iter().map(|found| (found.unit, found.sharing)).collect();
        assert_eq!(found, [(1, Sharing::Alone), (2, Sharing::Alone)]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_device_is_found_at_its_own_speed_and_a_stop_is_obeyed() {
    let set = LocalSet::new();
    set.run_until(async {
        let building = powered(&[(5, SDM120)]);
        // The second opening of the line is the second setting.
        let opened = Arc::new(std::sync::atomic::AtomicU32::new(0));
        let (counted, heard) = (Arc::clone(&opened), Arc::clone(&opened));
        let Link::Connect(connect) = link(&building, move |_| {
            if heard.load(std::sync::atomic::Ordering::Relaxed) % 2 == 0 { Act::Answer } else { Act::Drop }
        }) else {
            unreachable!("the rig is in memory")
        };
        let counting = Link::Connect(Box::new(move || {
            counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            connect()
        }));
        let mut search = search(4..=6);
        search.settings.push(Settings { parity: Parity::Even, ..search.settings[0] });
        let mut told = Vec::new();
        let summary = scan_link(&counting, &search, |scanned| {
            let is_answer = matches!(scanned, Scanned::Answers { .. });
            told.push(scanned);
            if is_answer { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let summary = summary.await.unwrap();
        assert!(summary.stopped);
        assert_eq!(told.last(), Some(&Scanned::Answers { unit: 5, baud: 9600, parity: Parity::Even }));
    })
    .await;
}
