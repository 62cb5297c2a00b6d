//! Commands on a data folder: by themselves, through the door of a service, and refused.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::program::{Running, Service, command, finish, on};

/// A fresh demonstration building; made once by `init`, then copied.
pub fn building() -> tempfile::TempDir {
    static MADE: OnceLock<tempfile::TempDir> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(on(folder.path(), "init --demo --json").json()["demo"], true);
        folder
    });
    let folder = tempfile::tempdir().unwrap();
    for file in made.path().read_dir().unwrap().map(Result::unwrap).filter(|file| file.path().is_file()) {
        fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
    }
    folder
}

#[track_caller]
fn room(folder: &Path, name: &str) -> Value {
    let rooms = on(folder, "rooms --json").json();
    rooms.as_array().unwrap().iter().find(|room| room["name"] == name).unwrap_or_else(|| panic!("{name}")).clone()
}

#[test]
fn rooms_say_balance_supply_and_reason() {
    let folder = building();
    let rooms = on(folder.path(), "rooms").json();
    let rooms = rooms.as_array().unwrap();
    assert_eq!(rooms.len(), 24);
    for room in rooms {
        assert!(room["balance_minor"].is_i64(), "{room}");
        assert!(["on", "off", "limited", "unknown"].contains(&room["supply"].as_str().unwrap()), "{room}");
        assert!(room["reason"].as_str().is_some_and(|code| !code.is_empty()), "{room}");
        assert!(room["reason_text"].as_str().is_some_and(|text| text.contains(' ')), "{room}");
    }
    let page = on(folder.path(), "room 101").json();
    assert_eq!((&page["name"], &page["balance_minor"]), (&json!("101"), &room(folder.path(), "101")["balance_minor"]));
    assert_eq!(on(folder.path(), "call site").json()["demo"], true);
}

#[test]
fn a_top_up_is_booked_once_under_its_key() {
    let folder = building();
    let before = room(folder.path(), "102")["balance_minor"].as_i64().unwrap();
    let first = on(folder.path(), "topup 102 12.34 --tender cash --key counter-k-1").json();
    assert_eq!(first["amount_minor"], 1234);
    assert_eq!(first["repeated"], false);
    let again = on(folder.path(), "topup 102 12.34 --tender cash --key counter-k-1").json();
    assert_eq!((&again["receipt"], &again["repeated"]), (&first["receipt"], &json!(true)));
    let other = on(folder.path(), "topup 102 1 --tender wechat --key counter-k-2").json();
    assert_ne!(other["receipt"], first["receipt"]);
    // Nobody reads meters while no service runs, so only the payments have moved the balance.
    assert_eq!(room(folder.path(), "102")["balance_minor"], before + 1334);
    on(folder.path(), "topup 102 99 --tender cash --key counter-k-1").refusal();
    assert_eq!(on(folder.path(), "verify --json").json()["ok"], true);
}

#[test]
fn refused_top_ups_change_nothing() {
    let folder = building();
    let before = on(folder.path(), "verify --json").json();
    for words in [
        "topup 101 -5 --tender cash --key refused-a",
        "topup 101 0 --tender cash --key refused-b",
        "topup 101 99999999999999999999 --tender cash --key refused-c",
        "topup 101 1.234 --tender cash --key refused-d",
        "topup 101 five --tender cash --key refused-e",
        "topup 999 5 --tender cash --key refused-f",
        "topup 101 5 --tender barter --key refused-g",
        "room 999",
        "statement 999 --month 2026-10 --out never.pdf",
        "statement 101 --month 2026-13 --out never.pdf",
        "call no_such_operation",
        "call room not-json",
    ] {
        let outcome = on(folder.path(), words);
        outcome.refusal();
        let outcome = on(folder.path(), &format!("--json {words}"));
        let error: Value = serde_json::from_str(&outcome.stderr).unwrap_or_else(|_| panic!("{words}: {outcome:?}"));
        assert!(error["code"].is_string() && error["message"].is_string(), "{error}");
    }
    assert_eq!(on(folder.path(), "verify --json").json(), before);
}

#[test]
fn a_statement_is_a_pdf() {
    let folder = building();
    let months = on(folder.path(), "room 101").json()["months"].clone();
    let month = months[0].as_str().unwrap().to_owned();
    let out = folder.path().join("statement.pdf");
    for language in ["en", "zh-CN"] {
        let words = format!("statement 101 --month {month} --language {language} --out {}", out.display());
        let written = on(folder.path(), &format!("{words} --json")).json();
        let pdf = fs::read(&out).unwrap();
        assert_eq!(written["bytes"], pdf.len());
        assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 2000);
    }
    let words = format!("statement 101 --month {month} --out {}", folder.path().join("no/such/folder.pdf").display());
    assert!(on(folder.path(), &words).refusal().contains("folder.pdf"));
}

#[test]
fn while_a_service_runs_the_others_speak_to_it() {
    let folder = building();
    let service = Service::start(folder.path());
    let paid = on(folder.path(), "topup 103 7 --tender cash --key through-the-door").json();
    let (status, same) = service
        .call("top_up", &json!({"room": "103", "amount": "7", "tender": "cash", "key": "through-the-door"}))
        .unwrap();
    assert_eq!((status, &same["receipt"], &same["repeated"]), (200, &paid["receipt"], &json!(true)));
    assert!(on(folder.path(), "run").refusal().contains("in use"), "a second service");
    assert!(on(folder.path(), "init --demo").refusal().contains("already"));
    assert_eq!(on(folder.path(), "verify --json").json()["ok"], true);
    assert_eq!(service.running.terminate(), Some(0));
    assert_eq!(on(folder.path(), "rooms").json().as_array().unwrap().len(), 24);
}

#[test]
fn a_service_ends_by_the_quit_operation() {
    let folder = building();
    let mut running = Running::start(command().arg("run").arg("--data").arg(folder.path()));
    running.line();
    assert_eq!(on(folder.path(), "call quit").code, 0);
    assert_eq!(running.wait(), Some(0));
}

#[test]
fn a_wrong_or_missing_key_opens_nothing_and_loses_nothing() {
    let folder = building();
    let with = |key: &str| {
        finish(command().env("ROOMWATT_KEY", key).arg("--data").arg(folder.path()).args(["rooms", "--json"]))
    };
    let recovery = on(folder.path(), "key").stdout;
    assert!(with("12").stderr.contains("64 hexadecimal digits"));
    assert_eq!(with(&"0".repeat(64)).code, 1);
    let file = folder.path().join("roomwatt.key");
    let right = fs::read_to_string(&file).unwrap();
    fs::remove_file(&file).unwrap();
    assert!(on(folder.path(), "rooms").refusal().contains("roomwatt.key"));
    assert_eq!(with(right.trim()).code, 0);
    let typed = folder.path().join("typed");
    fs::write(&typed, recovery.to_lowercase().replace('-', " ")).unwrap();
    let restored = finish(
        command().arg("--data").arg(folder.path()).args(["key", "--restore"]).stdin(fs::File::open(typed).unwrap()),
    );
    assert_eq!((restored.code, restored.stdout), (0, recovery));
    assert_eq!(on(folder.path(), "verify --json").json()["ok"], true);
}

#[test]
fn a_backup_is_put_back_and_what_was_paid_since_is_entered_again() {
    let folder = building();
    let path = folder.path();
    let file = path.join("kept.backup");
    let kept = on(path, &format!("backup {} --json", file.display())).json();
    assert!(kept["entries"].as_i64().unwrap() > 0);
    let lost = on(path, "topup 102 12.34 --tender cash --key lost-1").json()["receipt"].as_str().unwrap().to_owned();
    let before = room(path, "102")["balance_minor"].as_i64().unwrap();
    let done = on(path, &format!("restore {} --json", file.display())).json();
    assert_eq!((&done["epoch"], &done["entries"]), (&json!(2), &kept["entries"]));
    assert_eq!(room(path, "102")["balance_minor"].as_i64().unwrap(), before - 1234);
    let entered = on(path, &format!("reenter 102 12.34 --tender cash --receipt {lost}")).json();
    assert!(entered["receipt"].as_str().unwrap().contains(".2-"), "{entered}");
    assert_eq!(room(path, "102")["balance_minor"].as_i64().unwrap(), before);
    on(path, "reentered --note all");
    assert_eq!(on(path, "verify --json").json()["ok"], true);
    assert!(on(path, "losses --days 7").json()["branches"].as_array().is_some_and(|all| !all.is_empty()));
}
