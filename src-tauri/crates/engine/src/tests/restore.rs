//! A backup is put back while the books went on: what is told, what is held, what is entered again.

use chrono::Duration;
use serde_json::json;
use supply::Guard;

use super::site::House;
use crate::api::money;
use crate::words::Language;

/// The first room has paid before the backup and after it; then the backup is put back over all.
fn put_back(before: impl FnOnce(&mut House)) -> (House, String) {
    let mut house = House::new();
    house.poll_all();
    (0..4).for_each(|room| drop(house.pay(room, 2_000, &format!("before-{room}"))));
    before(&mut house);
    let backup = house.folder.path().join("kept.backup");
    let kept = house.call(money::backup, json!({ "path": backup })).unwrap();
    assert_eq!(kept.entries, house.core.store.head().id.0);
    let lost = house.pay(0, 7_000, "lost").entry.receipt.unwrap().to_string();
    let (units, folder, now) = (house.units, house.folder, house.core.now);
    drop(house.core);
    store_key_beside(folder.path());
    let done = crate::restore(folder.path(), &backup, now, Language::En).unwrap();
    assert_eq!((done.epoch, done.entries), (2, kept.entries));
    assert!(done.aside.unwrap().exists());
    (House::opened(units, folder, now), lost)
}

fn store_key_beside(folder: &std::path::Path) {
    let key = crate::key::Key::from_hex(&"07".repeat(32)).unwrap();
    crate::key::restore(folder, &key).unwrap();
}

/// Rule 24, as far as money: numbers of a new epoch, each paper receipt once, and no cut until a person says so.
#[test]
fn rule_24_paper_receipts_are_entered_once_with_their_old_number_and_a_new_epoch() {
    let (mut house, lost) = put_back(|_| {});
    assert!(house.alarms().contains(&"restored".to_owned()));
    assert!(house.balance(0) < 2_000 + 1, "the later payment is not there");
    assert!(money::find_receipt(&house.core.store, &lost).is_err());
    let paper = json!({ "room": "101", "amount": "70.00", "tender": "cash", "receipt": lost });
    let entered = house.call(money::reenter_receipt, paper.clone()).unwrap();
    assert_eq!((entered.receipt.as_str(), entered.repeated), ("2026.2-00001", false));
    let again = house.call(money::reenter_receipt, paper).unwrap();
    assert_eq!((again.receipt, again.repeated), (entered.receipt, true));
    let other = json!({ "room": "101", "amount": "71.00", "tender": "cash", "receipt": lost });
    let refused = house.call(money::reenter_receipt, other).unwrap_err();
    assert_eq!((refused.code, refused.field), ("receipt-entered", Some("receipt")));
    let entry = store::entry::get(&house.core.store, units::EntryId(entered.entry)).unwrap().unwrap();
    assert!(entry.draft.memo.ends_with(&lost), "{}", entry.draft.memo);
    let first = json!({ "room": "101", "amount": "20.00", "tender": "cash", "receipt": "2026-00001" });
    assert_eq!(house.call(money::reenter_receipt, first).unwrap_err().code, "receipt-known");
    assert!(house.pay(1, 500, "new").entry.receipt.unwrap().to_string().starts_with("2026.2-"));
    house.verify();
    house.call(money::confirm_restored, json!({ "note": "all papers entered" })).unwrap();
    assert!(!house.alarms().contains(&"restored".to_owned()));
    let late = json!({ "room": "101", "amount": "1.00", "tender": "cash", "receipt": "2026-00099" });
    assert_eq!(house.call(money::reenter_receipt, late).unwrap_err().code, "not-restored");
    house = house.crash();
    assert!(house.pay(1, 500, "newer").entry.receipt.unwrap().to_string().starts_with("2026.2-"), "for ever");
}

#[test]
fn rule_24_the_day_on_the_paper_is_kept_and_lies_between_the_backup_and_today() {
    let (mut house, lost) = put_back(|_| {});
    let paper = |day: &str| json!({ "room": "101", "amount": "70.00", "tender": "cash", "receipt": lost, "day": day });
    let today = house.core.site.zone.date(house.core.now);
    for (day, code) in [
        ("yesterday", "bad-day"),
        ("", "bad-day"),
        (today.pred_opt().unwrap().to_string().as_str(), "paper-day"),
        (today.succ_opt().unwrap().to_string().as_str(), "paper-day"),
    ] {
        let refused = house.call(money::reenter_receipt, paper(day)).unwrap_err();
        assert_eq!((refused.code, refused.field), (code, Some("day")), "{day}");
    }
    let entered = house.call(money::reenter_receipt, paper(&today.to_string())).unwrap();
    let entry = store::entry::get(&house.core.store, units::EntryId(entered.entry)).unwrap().unwrap();
    assert!(entry.draft.memo.ends_with(&format!(" {today} {lost}")), "{}", entry.draft.memo);
    let before = entered.balance_before.minor.to_string();
    assert_eq!(entry.draft.memo.split(' ').next(), Some(before.as_str()), "the balance before stays the first word");
    assert!(house.call(money::reenter_receipt, paper(&today.to_string())).unwrap().repeated);
}

#[test]
fn rule_24_nothing_acts_before_meters_are_read_and_relays_looked_at() {
    // Room 102 is to be off in the backup; its relay was closed since.
    let (mut house, _) = put_back(|house| {
        let order =
            json!({ "room": "102", "order": "off", "reason": "safety", "note": "wires", "review_on": "2026-12-01" });
        house.call(crate::api::supply::order_supply, order).unwrap();
        house.obey();
        house.poll_all();
        assert!(!house.units[1].closed);
    });
    house.units[1].closed = true;
    house.core.hear(bus::FromLine::Up { bus: super::site::LINE });
    house.wait(Duration::seconds(5));
    assert_eq!(house.waiting, [], "nothing was looked at yet");
    house.poll_all();
    house.obey();
    assert!(!house.units[1].closed, "the order holds, and now its relay was seen");
}

#[test]
fn rule_24_nobody_is_cut_for_credit_until_a_person_says_that_all_is_entered() {
    let (mut house, _) = put_back(|house| house.drain(0, 1_900));
    house.poll_all();
    house.live(4, Duration::minutes(10));
    assert!(house.balance(0) < 0 && !house.latched(0));
    assert!(house.room(0).guards.contains(&Guard::Restored));
    assert_eq!(house.room(0).decision.reason.code(), "restored_guard");
    house.call(money::confirm_restored, json!({ "note": "no payment is missing" })).unwrap();
    house.live(2, Duration::minutes(10));
    assert!(house.latched(0));
}

#[test]
fn a_file_that_is_no_backup_changes_nothing() {
    let mut house = House::new();
    house.pay(0, 2_000, "first");
    let (folder, now) = (house.folder, house.core.now);
    drop(house.core);
    store_key_beside(folder.path());
    let wrong = folder.path().join("wrong.backup");
    std::fs::write(&wrong, vec![7_u8; 8192]).unwrap();
    let before = std::fs::read(folder.path().join(crate::key::DATABASE)).unwrap();
    for path in [wrong, folder.path().join("none")] {
        let refused = crate::restore(folder.path(), &path, now, Language::En).unwrap_err();
        assert_eq!(refused.code, "bad-backup", "{refused:?}");
    }
    assert_eq!(std::fs::read(folder.path().join(crate::key::DATABASE)).unwrap(), before);
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().contains("restor")), "{names:?}");
}
