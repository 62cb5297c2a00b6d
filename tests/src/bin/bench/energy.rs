//! The energy road: ninety days of a house of 26 meters through the engine's core in simulated time. Each reading is
//! judged, stored, rolled up by hour, day and month, rated, and posted at the day's close; supply follows its rules.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use engine::{Engine, Start, key, words::Language};
use sim::Building;
use store::{Key, installation, reading, setting};
use units::{Timestamp, Zone, timestamp};

use crate::table::{Figure, Row};

const RUNS: usize = 3;
/// 2026-11-23 12:00 UTC, so that every run lives through the same days.
const NOON: i64 = 1_795_435_200_000;

pub fn measure() -> Result<Vec<Row>, String> {
    let mut whole = Vec::new();
    let mut alone = Vec::new();
    let mut count = 0;
    for _ in 0..RUNS {
        let folder = crate::folder()?;
        let from = Instant::now();
        let engine = demo(folder.path(), Arc::new(|| timestamp(NOON)))?;
        whole.push(from.elapsed());
        engine.stop();
        let lived = Lived::of(folder.path())?;
        count = lived.readings;
        alone.push(lived.by_the_simulator_alone());
    }
    let rate = Figure::rate(count, &whole, "/s");
    let net: Vec<Duration> = whole.iter().zip(&alone).map(|(whole, alone)| whole.saturating_sub(*alone)).collect();
    Ok(vec![
        Row::new(format!("readings through the energy road ({count}, 90 days, simulator included)"), rate, "-"),
        Row::new("the same without the simulator's own time", Figure::rate(count, &net, "/s"), "-"),
        Row::new("a fresh demonstration of 90 days", Figure::seconds(&whole), "-"),
    ])
}

/// A fresh demonstration in the folder, without its lines.
pub fn demo(folder: &Path, clock: engine::Clock) -> Result<Engine, String> {
    let start = Start {
        data: folder.to_owned(),
        make: engine::Make::Demonstration,
        clock,
        lines: false,
        language: Language::En,
    };
    Engine::start(start).map_err(|error| error.to_string())
}

/// The database of a stopped engine.
pub fn open(folder: &Path) -> Result<store::Writer, String> {
    let key = key::find(folder).map_err(|error| error.to_string())?;
    store::open(&folder.join(key::DATABASE), &Key(*key.bytes())).map_err(|error| error.to_string())
}

/// What a demonstration has behind it.
struct Lived {
    readings: u32,
    seed: u64,
    zone: Zone,
    from: Timestamp,
}

impl Lived {
    fn of(folder: &Path) -> Result<Self, String> {
        let db = open(folder)?;
        let broken = |error: store::Error| error.to_string();
        let mut readings = 0;
        let mut from = timestamp(NOON);
        for (id, installed) in installation::all(&db).map_err(broken)? {
            let stored = reading::between(&db, id, timestamp(0), timestamp(NOON + 1)).map_err(broken)?;
            readings += u32::try_from(stored.len()).unwrap_or(0);
            from = from.min(installed.from_at);
        }
        let text = |name| setting::get(&db, name).map_err(broken).map(Option::unwrap_or_default);
        let seed = text("demo_seed")?.parse().map_err(|_| "the demonstration has no seed")?;
        let zone = Zone::parse(&text("zone")?).map_err(|error| error.to_string())?;
        Ok(Self { readings, seed, zone, from })
    }

    /// The same days, quarter by quarter, with nobody to read the registers to.
    fn by_the_simulator_alone(&self) -> Duration {
        let from = Instant::now();
        let mut building = Building::demo(self.seed, self.zone, self.from);
        let addresses: Vec<_> = building.placed().iter().map(|placed| placed.address).collect();
        let mut sum = 0;
        while building.now() < timestamp(NOON) {
            building.advance(building.now() + TimeDelta::minutes(15));
            sum += addresses.iter().filter_map(|at| building.register(*at)).map(|register| register.wh()).sum::<i64>();
        }
        std::hint::black_box(sum);
        from.elapsed()
    }
}
