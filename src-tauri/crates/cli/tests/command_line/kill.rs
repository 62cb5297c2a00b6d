//! `kill -9` at random moments while top-ups are taken: what was confirmed is there once, and the books hold.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::books::building;
use crate::program::{Service, on};

const ROOMS: [&str; 4] = ["101", "104", "203", "306"];
const CASHIERS: u64 = 3;

#[test]
fn no_confirmed_top_up_is_lost_or_doubled_by_a_kill() {
    let times = if std::env::var_os("ROOMWATT_LONG").is_some() { 200 } else { 20 };
    let seed = RandomState::new().build_hasher().finish();
    let mut dice = Dice(seed);
    let folder = building();
    let opening = on(folder.path(), "verify --json").json()["receipts"].as_i64().unwrap();
    let next = AtomicU64::new(0);
    // By key: the receipt that was confirmed, or nothing where the answer never came.
    let mut paid: BTreeMap<u64, Option<String>> = BTreeMap::new();
    for time in 0..times {
        let mut service = Service::start(folder.path());
        let target = 1 + dice.below(40);
        let moment = Duration::from_micros(dice.below(4000));
        let round = cashiers_until_the_kill(&mut service, &next, target, moment);
        drop(service);
        let verified = on(folder.path(), "verify --json");
        assert_eq!(verified.json()["ok"], true, "seed {seed}, kill {time}: {verified:?}");
        paid.extend(round);
    }
    // Asking again with the same key tells what became of it: the confirmed keep their receipt, the unknown get
    // one, once.
    let mut service = Service::start(folder.path());
    let mut receipts = BTreeMap::new();
    for (key, confirmed) in &paid {
        let (receipt, repeated) =
            pay(&service, *key).unwrap_or_else(|| panic!("seed {seed}: key {key} is not answered"));
        if let Some(confirmed) = confirmed {
            assert_eq!((&receipt, repeated), (confirmed, true), "seed {seed}: a confirmed top-up is missing");
        }
        assert_eq!(receipts.insert(receipt, key), None, "seed {seed}: two keys, one receipt");
    }
    service.running.kill();
    let verified = on(folder.path(), "verify --json").json();
    assert_eq!(verified["ok"], true, "seed {seed}: {verified}");
    let made = i64::try_from(paid.len()).unwrap();
    assert_eq!(verified["receipts"], opening + made, "seed {seed}: a top-up is missing or doubled");
    assert!(paid.values().any(Option::is_some) && made >= times, "seed {seed}: {made} top-ups prove nothing");
}

/// Takes top-ups until `target` are confirmed and a moment has passed, then kills. Gives each key that was sent.
fn cashiers_until_the_kill(
    service: &mut Service,
    next: &AtomicU64,
    target: u64,
    moment: Duration,
) -> BTreeMap<u64, Option<String>> {
    let confirmed = AtomicU64::new(0);
    let pid = service.running.id();
    let shared = &*service;
    let sent = thread::scope(|scope| {
        let cashier = || {
            let mut sent = Vec::new();
            loop {
                let key = next.fetch_add(1, Ordering::Relaxed);
                let answer = pay(shared, key).map(|(receipt, _)| receipt);
                let gone = answer.is_none();
                sent.push((key, answer));
                if gone {
                    return sent;
                }
                if confirmed.fetch_add(1, Ordering::Relaxed) + 1 == target {
                    thread::sleep(moment);
                    kill(pid);
                }
            }
        };
        let cashiers: Vec<_> = (0..CASHIERS).map(|_| scope.spawn(cashier)).collect();
        cashiers.into_iter().flat_map(|cashier| cashier.join().unwrap()).collect()
    });
    service.running.reap();
    sent
}

fn pay(service: &Service, key: u64) -> Option<(String, bool)> {
    let room = ROOMS[usize::try_from(key).unwrap() % ROOMS.len()];
    let args = json!({ "room": room, "amount": "1.00", "tender": "cash", "key": format!("kill-test-{key}") });
    let (status, paid) = service.call("top_up", &args)?;
    assert_eq!(status, 200, "{paid}");
    Some((paid["receipt"].as_str().unwrap().to_owned(), paid["repeated"] == json!(true)))
}

fn kill(pid: u32) {
    let sent = std::process::Command::new("kill").args(["-KILL", &pid.to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()));
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (bits ^ (bits >> 31)) % end
    }
}
