//! A real site from nothing: lines, rooms, devices, and a meter that begins to count.

use std::sync::Arc;

use serde_json::{Value, json};
use units::timestamp;

use super::NOON;
use crate::words::Language;
use crate::{Actor, Clock, Engine, Make, NewSite, Start};

struct Empty {
    engine: Engine,
    runtime: tokio::runtime::Runtime,
    _folder: tempfile::TempDir,
}

impl Empty {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock: Clock = Arc::new(|| timestamp(NOON));
        let site = NewSite {
            name: Some("Elm Street 4".to_owned()),
            currency: Some("GBP".to_owned()),
            zone: Some("Europe/London".to_owned()),
        };
        let start = Start {
            data: folder.path().to_owned(),
            make: Make::Site(site),
            clock,
            lines: false,
            language: Language::En,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self { engine: Engine::start(start).unwrap(), runtime, _folder: folder }
    }

    fn call(&self, name: &str, args: Value) -> Result<Value, String> {
        let actor = Actor::owner(Language::En);
        self.runtime.block_on(self.engine.dispatch(actor, name, args)).map_err(|error| error.code)
    }

    fn done(&self, name: &str, args: Value) {
        assert_eq!(self.call(name, args), Ok(json!({ "done": true })), "{name}");
    }
}

impl Drop for Empty {
    fn drop(&mut self) {
        self.engine.stop();
    }
}

#[test]
fn a_house_of_eight_rooms_is_set_up_from_nothing() {
    let site = Empty::new();
    assert_eq!(site.call("rooms", json!({})), Ok(json!([])));
    let rooms: Vec<Value> = (1..=8).map(|n| json!({ "name": n.to_string(), "area_m2": "18.5" })).collect();
    site.done("add_rooms", json!({ "building": "House", "floor": "1", "rooms": rooms }));
    site.done("save_line", json!({ "name": "A", "address": "tcp://127.0.0.1:9" }));
    site.done("save_device", json!({ "line": "A", "unit": 1, "profile": "eastron-sdm120" }));
    let setup = site.call("setup", json!({})).unwrap();
    assert_eq!(setup["unmetered"].as_array().unwrap().len(), 8);
    assert_eq!(setup["unmetered"][0]["path"], "House / 1 / 1");
    assert_eq!(setup["devices"][0]["measures"], Value::Null);

    let assign = json!({ "point": "1", "line": "A", "unit": 1 });
    assert_eq!(site.call("assign_meter", assign), Err("not-read-yet".to_owned()));
    site.done("assign_meter", json!({ "point": "1", "line": "A", "unit": 1, "register_kwh": "123.4" }));
    let setup = site.call("setup", json!({})).unwrap();
    assert_eq!(setup["unmetered"].as_array().unwrap().len(), 7);
    assert_eq!(setup["devices"][0]["measures"], "1");
    let rooms = site.call("rooms", json!({})).unwrap();
    assert_eq!((rooms.as_array().unwrap().len(), &rooms[0]["name"]), (1, &json!("1")));

    site.done("save_device", json!({ "line": "A", "unit": 50, "profile": "relay-board-8" }));
    site.done("assign_relay", json!({ "room": "1", "relay": { "line": "A", "unit": 50, "channel": 3 } }));
    site.done("edit_room", json!({ "room": "1", "name": "101", "area_m2": "18.5" }));
    assert_eq!(site.call("rooms", json!({})).unwrap()[0]["name"], "101");
    let taken = json!({ "room": "2", "relay": { "line": "A", "unit": 50, "channel": 3 } });
    assert_eq!(site.call("assign_relay", taken), Err("relay-taken".to_owned()));
    let room = &site.call("setup", json!({})).unwrap()["rooms"][0];
    let switch = json!({ "line": "A", "unit": 50, "channel": 3 });
    assert_eq!(*room, json!({ "name": "101", "above": "House / 1", "area_m2": "18.5", "switch": switch }));
    assert_eq!(site.call("setup", json!({})).unwrap()["devices"][0]["measures"], "101");
    assert_eq!(site.call("verify", json!({})).unwrap()["ok"], true);
}

#[test]
fn what_cannot_be_set_up_is_refused_and_changes_nothing() {
    let site = Empty::new();
    site.done("add_rooms", json!({ "building": "House", "rooms": [{ "name": "1" }, { "name": "2" }] }));
    site.done("save_line", json!({ "name": "A", "address": "/dev/ttyUSB0" }));
    site.done("save_device", json!({ "line": "A", "unit": 1, "profile": "eastron-sdm120" }));
    site.done("assign_meter", json!({ "point": "1", "line": "A", "unit": 1, "register_kwh": "0" }));
    let before = site.call("setup", json!({})).unwrap();
    for (name, args, code) in [
        ("add_rooms", json!({ "building": "House", "rooms": [] }), "no-rooms"),
        ("add_rooms", json!({ "building": "House", "rooms": [{ "name": "3" }, { "name": "1" }] }), "room-exists"),
        ("add_rooms", json!({ "building": "House", "rooms": [{ "name": "3" }, { "name": "3" }] }), "room-exists"),
        ("add_rooms", json!({ "building": " ", "rooms": [{ "name": "3" }] }), "bad-name"),
        ("add_rooms", json!({ "building": "House", "rooms": [{ "name": "3", "area_m2": "0" }] }), "bad-area"),
        ("save_line", json!({ "name": "B", "address": "tcp://nowhere" }), "port"),
        ("save_line", json!({ "name": "B", "address": "/dev/ttyUSB0" }), "line-taken"),
        ("save_line", json!({ "name": "B", "address": "/dev/ttyUSB1", "parity": "mark" }), "bad-parity"),
        ("save_line", json!({ "name": "B", "address": "/dev/ttyUSB1", "baud": 12 }), "bad-baud"),
        ("save_line", json!({ "name": "B", "address": "/dev/ttyUSB1", "stop_bits": 3 }), "bad-stop-bits"),
        ("save_device", json!({ "line": "B", "unit": 1, "profile": "eastron-sdm120" }), "unknown-line"),
        ("save_device", json!({ "line": "A", "unit": 0, "profile": "eastron-sdm120" }), "bad-unit"),
        ("save_device", json!({ "line": "A", "unit": 2, "profile": "gold" }), "profile"),
        ("assign_meter", json!({ "point": "9", "line": "A", "unit": 1 }), "unknown-point"),
        ("assign_meter", json!({ "point": "2", "line": "A", "unit": 7 }), "unknown-device"),
        ("assign_meter", json!({ "point": "2", "line": "A", "unit": 1, "register_kwh": "1" }), "device-taken"),
        ("assign_meter", json!({ "point": "1", "line": "A", "unit": 1, "register_kwh": "1" }), "point-measured"),
        ("assign_relay", json!({ "room": "1", "relay": { "line": "A", "unit": 1, "channel": 1 } }), "no-such-relay"),
        ("edit_room", json!({ "room": "1", "name": "2" }), "room-exists"),
        ("add_point", json!({ "name": "1", "kind": "common" }), "point-exists"),
        ("add_point", json!({ "name": "Stairs", "kind": "heap" }), "bad-point-kind"),
        ("add_point", json!({ "name": "Stairs", "kind": "common", "below": "roof" }), "unknown-point"),
    ] {
        assert_eq!(site.call(name, args.clone()), Err(code.to_owned()), "{name} {args}");
    }
    assert_eq!(site.call("setup", json!({})).unwrap(), before);
}

#[test]
fn currency_and_zone_change_only_until_something_is_measured_or_priced() {
    let site = Empty::new();
    let wish = |currency: &str, zone: &str| {
        let mut wish = site.call("settings", json!({})).unwrap();
        (wish["name"], wish["currency"], wish["zone"]) = ("Oak Street 5".into(), currency.into(), zone.into());
        wish
    };
    site.done("add_rooms", json!({ "building": "House", "rooms": [{ "name": "1" }] }));
    assert_eq!(site.call("setup", json!({})).unwrap()["begun"], false);
    site.call("save_settings", wish("JPY", "Asia/Tokyo")).unwrap();
    let shown = site.call("site", json!({})).unwrap();
    assert_eq!((&shown["currency"], &shown["zone"]), (&json!("JPY"), &json!("Asia/Tokyo")));
    assert_eq!(shown["warn1"]["minor"], 20);

    site.done("save_line", json!({ "name": "A", "address": "tcp://127.0.0.1:9" }));
    site.done("save_device", json!({ "line": "A", "unit": 1, "profile": "eastron-sdm120" }));
    site.done("assign_meter", json!({ "point": "1", "line": "A", "unit": 1, "register_kwh": "0" }));
    assert_eq!(site.call("setup", json!({})).unwrap()["begun"], true);
    assert_eq!(site.call("save_settings", wish("GBP", "Asia/Tokyo")), Err("site-begun".to_owned()));
    assert_eq!(site.call("save_settings", wish("JPY", "Europe/London")), Err("site-begun".to_owned()));
    site.call("save_settings", wish("JPY", "Asia/Tokyo")).unwrap();
}
