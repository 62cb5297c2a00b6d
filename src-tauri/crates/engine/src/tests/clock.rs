//! The clocks of computers are finer than the store's.

use std::sync::Arc;

use chrono::Duration;
use serde_json::{Value, json};
use units::timestamp;

use super::NOON;
use crate::words::Language;
use crate::{Actor, Clock, Engine, Make, NewSite, Start};

#[test]
fn two_moves_within_one_millisecond_follow_one_another() {
    let folder = tempfile::tempdir().unwrap();
    let clock: Clock = Arc::new(|| timestamp(NOON) + Duration::nanoseconds(123_456));
    let site = NewSite { name: Some("House".to_owned()), currency: Some("GBP".to_owned()), zone: None };
    let data = folder.path().to_owned();
    let engine =
        Engine::start(Start { data, make: Make::Site(site), clock, lines: false, language: Language::En }).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let call = |name: &str, args: Value| {
        let actor = Actor::owner(Language::En);
        runtime.block_on(engine.dispatch(actor, name, args)).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    call("add_rooms", json!({ "building": "House", "rooms": [{ "name": "1" }] }));
    call("save_line", json!({ "name": "A", "address": "tcp://127.0.0.1:9" }));
    call("save_device", json!({ "line": "A", "unit": 1, "profile": "eastron-sdm120" }));
    call("assign_meter", json!({ "point": "1", "line": "A", "unit": 1, "register_kwh": "100" }));
    let text = "name = \"Flat\"\ncurrency = \"GBP\"\n[[version]]\nfrom = 2020-01-01\nprice = 0.25\n";
    call("save_tariff", json!({ "text": text, "replaces": null, "seen": null }));
    call("assign_tariff", json!({ "place": null, "name": "Flat", "from": "2020-01-01", "seen": null }));
    let by_hand = json!({ "kind": "hand", "kwh": "100" });
    for n in 0..2 {
        call(
            "move_in",
            json!({
                "room": "1", "name": "Ann", "phone": null, "language": "en", "occupants": 1, "protected": false,
                "payment": { "kind": "prepaid" }, "at": null, "register": by_hand, "deposit": null,
                "first": { "kind": "top_up", "amount": "20", "tender": "cash" }, "key": format!("in-{n}"),
            }),
        );
        call(
            "move_out",
            json!({
                "room": "1", "at": null, "register": by_hand, "refund": { "kind": "by", "tender": "cash" },
                "key": format!("out-{n}"),
            }),
        );
    }
    assert_eq!(call("verify", json!({}))["ok"], true);
    engine.stop();
}
