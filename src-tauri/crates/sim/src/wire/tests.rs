mod answers;
mod faults;
mod pacing;
mod scan;
mod wires;

use std::sync::{Arc, Mutex};

use meter::Profile;
use tokio::time::Instant;
use units::{Timestamp, Zone, timestamp};

use super::*;
use crate::building::{Address, Building};

/// 2026-09-07 19:30 in Shanghai.
const EVENING: i64 = 1_788_780_600_000;

fn profile(id: &str) -> Option<Arc<Profile>> {
    let path = format!("{}/../../../assets/meters/{id}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).ok()?;
    Some(Arc::new(Profile::parse(&text).expect("a profile of the project")))
}

fn clock_at(at: Timestamp) -> Clock {
    Arc::new(move || at)
}

fn house() -> Arc<Mutex<Building>> {
    let zone = Zone::parse("Asia/Shanghai").unwrap();
    Arc::new(Mutex::new(Building::demo(7, zone, timestamp(EVENING))))
}

fn house_line(building: &Arc<Mutex<Building>>, line: usize) -> Line {
    building_line(building, line, profile, &clock_at(timestamp(EVENING))).unwrap()
}

/// A desk without pace; what it answers at once.
struct Exchange(Desk);

impl Exchange {
    fn rtu(line: Line) -> Self {
        Self(Desk::new(line, Framing::Rtu, Pace::none()))
    }

    fn ask(&mut self, request: &[u8]) -> Vec<u8> {
        let now = Instant::now();
        self.0.receive(request, now);
        std::iter::from_fn(|| self.0.take_due(now)).flatten().collect()
    }
}

fn address(building: &Arc<Mutex<Building>>, name: &str) -> Address {
    building.lock().unwrap().placed().iter().find(|placed| placed.name == name).unwrap().address
}
