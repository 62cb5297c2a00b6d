//! The engine through its own operations and its core in simulated time, on real files.

mod clock;
mod close;
mod common;
mod credit;
mod crossed;
mod doubt;
mod energy;
mod guards;
mod house;
mod lines;
mod list;
mod losses;
mod messages;
mod model;
mod papers;
mod people;
mod protect;
mod quota;
mod rating;
mod reference;
mod restore;
mod setup;
mod site;
mod stairs;
mod timetable;
mod upkeep;
mod whys;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::{Value, json};
use units::timestamp;

use crate::words::Language;
use crate::{Actor, Clock, Engine, Make, Start};

/// 2026-11-23 12:00 UTC.
const NOON: i64 = 1_795_435_200_000;

struct Bench {
    engine: Engine,
    runtime: tokio::runtime::Runtime,
    folder: tempfile::TempDir,
    _clock: Arc<AtomicI64>,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ms = Arc::new(AtomicI64::new(NOON));
        let read = Arc::clone(&ms);
        let clock: Clock = Arc::new(move || timestamp(read.load(Ordering::Relaxed)));
        let make = Make::Demonstration;
        let start = Start { data: folder.path().to_owned(), make, clock, lines: false, language: Language::En };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self { engine: Engine::start(start).unwrap(), runtime, folder, _clock: ms }
    }

    fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    fn call(&self, name: &str, args: Value) -> Result<Value, crate::ApiError> {
        self.runtime.block_on(self.engine.dispatch(Actor::owner(Language::En), name, args))
    }
}

#[test]
fn the_demonstration_stands_and_its_books_are_right() {
    let bench = Bench::new();
    let rooms = bench.call("rooms", json!({})).unwrap();
    let rooms = rooms.as_array().unwrap();
    assert_eq!(rooms.len(), 24);
    let verified = bench.call("verify", json!({})).unwrap();
    assert_eq!(verified["ok"], true, "{verified}");
    for room in rooms {
        eprintln!(
            "{} {} {} {} {} days {} — {}",
            room["name"],
            room["state"],
            room["balance"]["text"],
            room["supply"],
            room["days_left"],
            room["energy_today_wh"],
            room["reason"]["text"]
        );
    }
    let overview = bench.call("overview", json!({})).unwrap();
    eprintln!("{}", serde_json::to_string_pretty(&json!({"o": overview["rooms"], "e": overview["energy_today_wh"], "t": overview["taken_today"], "a": overview["alarms"]})).unwrap());
}
