//! The program killed at any moment while money is taken and days are closed: what was confirmed is there once.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use engine::words::Language;
use engine::{Actor, Clock, Engine, Start};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// Tells the second process its folder; the time at which it begins follows in [`BEGIN`].
const FOLDER: &str = "ROOMWATT_KILL_FOLDER";
const BEGIN: &str = "ROOMWATT_KILL_BEGIN";

/// 2026-11-23 12:00 UTC.
const NOON: i64 = 1_795_435_200_000;
/// Between one top-up and the next, so that every twelfth closes a day.
const STEP: i64 = 2 * 3_600_000;

/// An engine without lines on a clock that the caller moves.
struct Office {
    engine: Engine,
    now: Arc<AtomicI64>,
    runtime: Runtime,
}

impl Office {
    fn open(folder: &Path, begin: i64) -> Self {
        let now = Arc::new(AtomicI64::new(begin));
        let read = Arc::clone(&now);
        let clock: Clock = Arc::new(move || units::timestamp(read.load(Ordering::Relaxed)));
        let start = Start {
            data: folder.to_owned(),
            make: engine::Make::Demonstration,
            clock,
            lines: false,
            language: Language::En,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        Self { engine: Engine::start(start).unwrap(), now, runtime }
    }

    fn call(&self, name: &str, args: Value) -> Value {
        let call = self.engine.dispatch(Actor::owner(Language::En), name, args);
        self.runtime.block_on(call).unwrap_or_else(|refusal| panic!("{name}: {refusal}"))
    }

    fn top_up(&self, key: &str) -> String {
        let args = json!({ "room": "101", "amount": "1.00", "tender": "cash", "key": key });
        self.call("top_up", args)["receipt"].as_str().unwrap().to_owned()
    }
}

#[test]
fn kills_while_days_are_closed_lose_and_double_nothing() {
    if let Ok(folder) = std::env::var(FOLDER) {
        let begin = std::env::var(BEGIN).unwrap().parse().unwrap();
        take_money_for_ever(Path::new(&folder), begin);
    }
    let folder = tempfile::tempdir().unwrap();
    Office::open(folder.path(), NOON).engine.stop();
    let rounds = if std::env::var_os("ROOMWATT_LONG").is_some() { 200 } else { 20 };
    let mut begin = NOON;
    let mut confirmed: Vec<(String, String)> = Vec::new();
    let mut closes = Vec::new();
    let mut dice = 2026_u64;
    for round in 0..rounds {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let told = run_and_kill(folder.path(), begin, dice >> 59);
        begin += STEP * (i64::try_from(told.len()).unwrap() + 2);
        confirmed.extend(told);
        closes.push(check(folder.path(), begin, &confirmed, round));
    }
    assert!(closes.last() > closes.first(), "no day was closed");
}

/// The second process: a top-up each two hours, each confirmed on standard output, until it is killed.
fn take_money_for_ever(folder: &Path, begin: i64) -> ! {
    let office = Office::open(folder, begin);
    let mut out = std::io::stdout().lock();
    loop {
        let at = office.now.fetch_add(STEP, Ordering::Relaxed);
        let key = format!("key-{at}");
        let receipt = office.top_up(&key);
        writeln!(out, "\nbooked {receipt} {key}").unwrap();
    }
}

/// Starts the second process, and kills it after so many confirmations, in the middle of whatever it is at.
fn run_and_kill(folder: &Path, begin: i64, after: u64) -> Vec<(String, String)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kills_while_days_are_closed_lose_and_double_nothing", "--nocapture"])
        .env(FOLDER, folder)
        .env(BEGIN, begin.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut told = Vec::new();
    for line in lines {
        if let Some((receipt, key)) = line.strip_prefix("booked ").and_then(|rest| rest.split_once(' ')) {
            told.push((receipt.to_owned(), key.to_owned()));
            if u64::try_from(told.len()).unwrap() == after + 1 {
                child.kill().unwrap();
            }
        }
    }
    child.wait().unwrap();
    assert!(!told.is_empty(), "the second process booked nothing");
    told
}

/// Gives the number of entries that are no receipts: what closing days has posted.
fn check(folder: &Path, begin: i64, confirmed: &[(String, String)], round: usize) -> i64 {
    let office = Office::open(folder, begin);
    let verified = office.call("verify", json!({}));
    assert_eq!(verified["ok"], true, "round {round}: {verified}");
    for (receipt, key) in confirmed.iter().rev().take(40) {
        assert_eq!(&office.top_up(key), receipt, "round {round}: {key} again gave another receipt");
    }
    let day = |at: i64| units::timestamp(at).date_naive().to_string();
    let all = office.call("receipts", json!({ "from": day(NOON), "to": day(begin + 86_400_000) }));
    let booked: Vec<&str> = all.as_array().unwrap().iter().filter_map(|row| row["receipt"].as_str()).collect();
    let once: BTreeSet<&str> = booked.iter().copied().collect();
    assert_eq!(booked.len(), once.len(), "round {round}: a receipt number was given twice");
    for (receipt, _) in confirmed {
        assert!(once.contains(receipt.as_str()), "round {round}: {receipt} was confirmed and is gone");
    }
    office.engine.stop();
    verified["entries"].as_i64().unwrap() - verified["receipts"].as_i64().unwrap()
}
