//! The list of operations and the opening of a folder: every refusal is one clear sentence.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Bench;
use super::site::noon;
use crate::words::Language;
use crate::{Actor, Engine, Make, OPERATIONS, Role, Start, key};

/// One sentence for a person: said in full, nothing left to fill in, no message missing.
fn is_sentence(text: &str) -> bool {
    text.len() > 8
        && !text.contains("{ $")
        && !text.contains('\n')
        && !text.starts_with("error-")
        && text.ends_with(['.', '。', '!'])
}

fn start(folder: &std::path::Path, make: Make, language: Language) -> Result<Engine, crate::StartError> {
    let clock: crate::Clock = Arc::new(noon);
    Engine::start(Start { data: folder.to_owned(), make, clock, lines: false, language })
}

#[test]
fn a_folder_that_cannot_be_opened_is_refused_in_one_sentence() {
    let refusal = |folder: &std::path::Path, language| match start(folder, Make::Nothing, language) {
        Err(crate::StartError::Refused { code, sentence }) => {
            assert!(is_sentence(&sentence), "{sentence}");
            code
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("opened"),
    };
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(refusal(empty.path(), Language::En), "no-database");
    assert_eq!(refusal(empty.path(), Language::ZhCn), "no-database");
    assert!(!empty.path().join(key::DATABASE).exists(), "asking leaves nothing behind");

    let other = tempfile::tempdir().unwrap();
    key::for_new(other.path()).unwrap();
    drop(store::create(&other.path().join(key::DATABASE), &store::Key([9; 32])).unwrap());
    assert_eq!(refusal(other.path(), Language::En), "wrong-key");

    let no_key = tempfile::tempdir().unwrap();
    drop(store::create(&no_key.path().join(key::DATABASE), &store::Key([9; 32])).unwrap());
    assert_eq!(refusal(no_key.path(), Language::En), "no-key");

    let own_model = tempfile::tempdir().unwrap();
    std::fs::create_dir(own_model.path().join("meters")).unwrap();
    for wrong in ["id = 7", "id = "] {
        std::fs::write(own_model.path().join("meters/own.toml"), wrong).unwrap();
        assert_eq!(refusal(own_model.path(), Language::En), "profile");
        assert_eq!(refusal(own_model.path(), Language::ZhCn), "profile");
    }

    let empty_site = tempfile::tempdir().unwrap();
    let made = key::for_new(empty_site.path()).unwrap();
    drop(store::create(&empty_site.path().join(key::DATABASE), &store::Key(*made.bytes())).unwrap());
    assert!(!refusal(empty_site.path(), Language::En).is_empty());
}

#[test]
fn a_folder_that_is_open_is_held_and_a_role_that_may_not_is_told_so() {
    let bench = Bench::new();
    match start(bench.folder(), Make::Demonstration, Language::En) {
        Err(crate::StartError::Held(sentence)) => assert!(is_sentence(&sentence), "{sentence}"),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("opened twice"),
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for operation in OPERATIONS.iter().filter(|operation| operation.role > Role::Viewer) {
        let viewer = Actor { name: "guest".to_owned(), role: Role::Viewer, language: Language::En };
        let refused = runtime.block_on(bench.engine.dispatch(viewer, operation.name, json!({}))).unwrap_err();
        assert_eq!(refused.code, "not-allowed", "{}", operation.name);
    }
    every_operation_bears_whatever_it_is_given(&bench);
}

/// Values that somebody may send by mistake or on purpose.
fn odd() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1.5),
        json!(""),
        json!("101"),
        json!("0"),
        json!("-0.01"),
        json!("1e9"),
        json!("90071992547409.91"),
        json!("9999-12-31"),
        json!("+262142-12-31"),
        json!("-262143-01"),
        json!("2026-02-30"),
        json!("2026-11"),
        json!("9999-12"),
        json!("0000-01"),
        json!("2026-11-24"),
        json!("2026-00001"),
        json!("\u{0}\u{202e}'; DROP TABLE entry; --"),
        json!("x".repeat(5_000)),
        json!([]),
        json!(["supply"]),
        json!({}),
        json!({ "name": {} }),
    ]
}

/// Arguments that are good, from which one at a time is spoilt.
fn good(name: &str) -> Value {
    let room = "101";
    let by_wire = json!({ "kind": "meter" });
    match name {
        "room" => json!({ "room": room }),
        "room_chart" => json!({ "room": room, "range": "month", "at": "2026-11-20", "theme": "light" }),
        "timeline" => json!({ "room": room, "before": null, "limit": 20, "kinds": [] }),
        "top_up_preview" => json!({ "room": room, "amount": "20" }),
        "top_up" => json!({ "room": room, "amount": "20", "tender": "cash", "key": "spoilt-top-up" }),
        "reverse_top_up" => json!({ "receipt": "2026-00001", "reason": "typed twice", "key": "spoilt-reversal" }),
        "receipt" | "receipt_pdf" => json!({ "receipt": "no such", "language": "en" }),
        "receipts" => json!({ "from": "2026-11-20", "to": "2026-11-23" }),
        "takings" => json!({ "day": "2026-11-23" }),
        "statement" | "statement_pdf" => json!({ "room": "no such", "month": "2026-10", "language": "en" }),
        "order_supply" => {
            json!({ "room": room, "order": "on", "reason": "other", "note": "", "until": null, "review_on": null })
        }
        "clear_trip" => json!({ "room": room, "note": "looked" }),
        "pause_supply" => json!({ "paused": true, "note": "" }),
        "record_notice" => json!({ "room": room, "how": "printed" }),
        "acknowledge_alarm" => json!({ "id": 1, "note": "" }),
        "tenancies" | "room_money" => json!({ "room": room }),
        "move_in_preview" => json!({ "room": "208", "at": null, "register": by_wire }),
        "move_in" => json!({
            "room": "208", "name": "N", "phone": null, "language": "en", "occupants": 1, "protected": false,
            "payment": { "kind": "prepaid" }, "at": null, "register": by_wire, "deposit": null,
            "first": { "kind": "granted", "amount": "5" }, "key": "spoilt-move-in",
        }),
        "move_out_preview" => json!({ "room": "102", "at": null, "register": by_wire, "refund": { "kind": "keep" } }),
        "move_out" => json!({
            "room": "102", "at": null, "register": by_wire, "refund": { "kind": "keep" }, "key": "spoilt-move-out",
        }),
        "settlement" | "settlement_pdf" => json!({ "tenancy": 99_999, "language": "en" }),
        "undo_move" => json!({ "room": "103", "reason": "typed twice", "key": "spoilt-undo" }),
        "change_occupants" => json!({ "room": room, "from_day": "2026-11-24", "occupants": 2, "key": "spoilt-people" }),
        "exchange_rooms" => json!({
            "room": "104", "with": "105", "at": null, "register": by_wire, "register_with": by_wire, "key": "spoilt-swap",
        }),
        "edit_tenant" => json!({
            "room": room, "name": "N", "phone": null, "language": "en", "protected": false, "payment": { "kind": "prepaid" },
        }),
        "settle_former" => {
            json!({ "tenancy": 1, "step": { "kind": "write_off" }, "reason": "gone", "key": "spoilt-former" })
        }
        "draw_emergency" => json!({ "room": room, "key": "spoilt-emergency" }),
        "put_debt" => json!({
            "room": room, "amount": "5", "origin": "earlier", "percent": 20, "most_per_top_up": null,
            "most_per_month": null, "reason": "agreed", "key": "spoilt-debt",
        }),
        "refund" => json!({ "room": room, "amount": "1", "tender": "cash", "reason": "asked", "key": "spoilt-refund" }),
        "grant" => json!({ "room": room, "amount": "1", "expires_on": null, "reason": "given", "key": "spoilt-grant" }),
        "deposit" => json!({
            "room": room, "step": "take", "amount": "1", "tender": "cash", "reason": "", "key": "spoilt-deposit",
        }),
        "installations" => json!({ "meter": 1 }),
        "readings" => json!({ "meter": 1, "before": null, "limit": 10 }),
        "exchange_meter" => json!({
            "meter": 2, "at": null, "last": by_wire,
            "new": { "serial": "S", "profile": "eastron-sdm120", "line": null, "unit": 200, "rated_w": null, "first_kwh": "0" },
            "ratio": { "primary": 1, "secondary": 1 }, "reason": "broken", "key": "spoilt-exchange",
        }),
        "set_ratio" => json!({
            "meter": 3, "at": null, "register": by_wire, "ratio": { "primary": 5, "secondary": 5 }, "reason": "checked",
            "key": "spoilt-ratio",
        }),
        "manual_reading" => json!({ "meter": 4, "at": null, "kwh": "1", "key": "spoilt-reading" }),
        "correct_reading_preview" | "correct_reading" => {
            json!({ "meter": 4, "at": 1_795_000_000_000_i64, "kwh": "1", "reason": "misread", "key": "spoilt-correction" })
        }
        "resolve_suspect" => json!({ "id": 1, "accept": true, "note": "seen" }),
        _ => json!({}),
    }
}

fn every_operation_bears_whatever_it_is_given(bench: &Bench) {
    let rooms = bench.call("rooms", json!({})).unwrap().as_array().unwrap().len();
    let mut refused = 0;
    for operation in OPERATIONS.iter().map(|operation| operation.name).filter(|name| *name != "quit") {
        let mut good = good(operation);
        if operation == "save_settings" {
            good = bench.call("settings", json!({})).unwrap();
        }
        let mut tries: Vec<Value> = odd();
        for field in good.as_object().unwrap().keys() {
            for value in odd() {
                let mut spoilt = good.clone();
                spoilt[field] = value;
                tries.push(spoilt);
            }
            let mut missing = good.clone();
            missing.as_object_mut().unwrap().remove(field);
            tries.push(missing);
        }
        for args in tries {
            if let Err(error) = bench.call(operation, args.clone()) {
                refused += 1;
                assert!(is_sentence(&error.message), "{operation} {args}: {error:?}");
                assert!(!["stopping", "internal"].contains(&error.code.as_str()), "{operation} {args}: {error:?}");
            }
        }
    }
    assert!(refused > 500, "{refused}");
    assert!(bench.call("no_such_operation", json!({})).is_err());
    // The engine still works, and its books are right.
    assert_eq!(bench.call("rooms", json!({})).unwrap().as_array().unwrap().len(), rooms);
    let verified = bench.call("verify", json!({})).unwrap();
    assert_eq!(verified["ok"], true, "{verified}");
}
