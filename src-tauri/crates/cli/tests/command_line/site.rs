//! A line of virtual meters tested and put to use: what a person with a box of meters does first.

use serde_json::{Value, json};

use crate::program::{Outcome, Running, command, finish, on, run};

/// Virtual meters on a free port of this machine.
fn meters(units: &str) -> (Running, String) {
    let mut sim = command();
    sim.args(["sim", "--port", "tcp://127.0.0.1:0", "--units", units, "--profile", "eastron-sdm120"]);
    let mut running = Running::start(&mut sim);
    let ready: Value = serde_json::from_str(&running.line()).expect("one line of JSON");
    let port = ready["port"].as_str().expect("a port").to_owned();
    (running, port)
}

#[test]
fn a_line_test_tells_every_reading_and_the_whole() {
    let (_meters, port) = meters("1-3");
    let words = ["poll", "--port", &port, "--units", "1-3,7", "--profile", "eastron-sdm120", "--cycles", "2"];
    let outcome = run(words.into_iter().chain(["--timeout-ms", "100", "--json"]));
    assert_eq!(outcome.code, 0, "{outcome:?}");
    let lines: Vec<Value> = outcome.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (last, readings) = lines.split_last().unwrap();
    assert_eq!(readings.len(), 8);
    let keys = run(["read", "--port", &port, "--unit", "1", "--profile", "eastron-sdm120", "--json"]).json();
    for (index, reading) in readings.iter().enumerate() {
        let (cycle, unit) = (1 + index / 4, [1, 2, 3, 7][index % 4]);
        assert_eq!((&reading["cycle"], &reading["unit"]), (&json!(cycle), &json!(unit)));
        assert_eq!(reading["error"].is_string(), unit == 7, "{reading}");
        if unit != 7 {
            for key in keys.as_object().unwrap().keys() {
                assert!(!reading[key].is_null(), "{key} in {reading}");
            }
        }
    }
    assert_eq!((&last["answers"], &last["errors"]), (&json!(6), &json!(2)));
    assert!(last["elapsed_s"].is_number() && last["utilisation"].is_number(), "{last}");
}

#[test]
fn a_line_that_cannot_be_opened_is_one_sentence() {
    let words = ["poll", "--port", "/nowhere/at/all", "--units", "1", "--profile", "eastron-sdm120"];
    assert!(run(words).refusal().contains("/nowhere/at/all"));
}

#[test]
fn a_house_is_set_up_let_and_paid_for() {
    let folder = tempfile::tempdir().unwrap();
    let (_meters, port) = meters("1-2");
    let call = |name: &str, args: Value| -> Outcome {
        finish(command().arg("--data").arg(folder.path()).args(["call", name, &args.to_string()]))
    };
    let done = |name: &str, args: Value| assert_eq!(call(name, args).json()["done"], true, "{name}");
    let made = finish(command().arg("--data").arg(folder.path()).args(["init", "--name", "Elm Street 4"]).args([
        "--currency",
        "GBP",
        "--zone",
        "Europe/London",
    ]));
    assert_eq!(made.code, 0, "{made:?}");
    let mut service = Running::start(command().arg("--data").arg(folder.path()).arg("run"));
    service.line();
    done("add_rooms", json!({ "building": "House", "floor": "1", "rooms": [{ "name": "1" }, { "name": "2" }] }));
    done("save_line", json!({ "name": "A", "address": port }));
    done("save_device", json!({ "line": "A", "unit": 1, "profile": "eastron-sdm120" }));
    let read = || !call("setup", json!({})).json()["devices"][0]["register_wh"].is_null();
    assert!((0..1_000).any(|_| read()), "the meter was never read");
    done("assign_meter", json!({ "point": "1", "line": "A", "unit": 1 }));
    let tariff = "name = \"Flat\"\ncurrency = \"GBP\"\n[[version]]\nfrom = 2026-01-01\nprice = 0.3\n";
    done("save_tariff", json!({ "text": tariff }));
    let from = "2026-01-01";
    let changed = call("assign_tariff", json!({ "name": "Flat", "from": from })).json();
    if changed["done"] == false {
        let seen = &changed["preview"]["token"];
        done("assign_tariff", json!({ "name": "Flat", "from": from, "seen": seen }));
    }
    let tenant = json!({
        "room": "1", "name": "First tenant", "language": "en", "occupants": 2, "protected": false,
        "payment": { "kind": "prepaid" }, "register": { "kind": "meter" },
        "first": { "kind": "top_up", "amount": "20", "tender": "cash" }, "key": "move-in-1",
    });
    let moved = call("move_in", tenant).json();
    assert_eq!(moved["room"]["tenant"], "First tenant");
    let paid = on(folder.path(), "topup 1 5 --tender cash --key k1 --json").json();
    assert!(!paid["receipt"].as_str().unwrap_or_default().is_empty(), "{paid}");
    let balance = on(folder.path(), "room 1 --json").json()["balance_minor"].as_i64().unwrap();
    assert!((2_490..=2_500).contains(&balance), "{balance}");
    assert_eq!(on(folder.path(), "verify --json").json()["ok"], true);
}
