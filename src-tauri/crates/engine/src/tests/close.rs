//! The close of a day and of a month, the lock behind it, and the books.

use chrono::Duration;
use ledger::Book;
use serde_json::{Value, json};
use units::{Energy, Quality, Reading};

use super::stairs::Stairs;
use crate::api::{books, close, money};
use crate::dto::*;

const HALF_HOUR: Duration = Duration::minutes(30);

fn close_november(stairs: &mut Stairs) -> MonthClose {
    stairs.call(close::close_month, json!({ "month": "2026-11", "seen": ["day_open"] })).unwrap()
}

fn count(day: &str, cash: Option<&str>) -> Value {
    let counted: Vec<Value> = cash.iter().map(|amount| json!({ "tender": "cash", "amount": amount })).collect();
    json!({ "day": day, "counted": counted, "note": "" })
}

fn balanced(stairs: &mut Stairs) -> TrialBalance {
    let span = json!({ "from": "2026-11", "to": "2026-12" });
    let found: TrialBalance = stairs.read(books::trial_balance, span).unwrap();
    assert!(found.balanced);
    found
}

#[test]
fn a_day_is_closed_after_it_has_ended_and_once() {
    let mut stairs = Stairs::new();
    stairs.live_until("2026-11-23 22:00", HALF_HOUR);
    let early = stairs.call(close::close_day, count("2026-11-23", Some("4000"))).map(drop).unwrap_err();
    assert_eq!((early.code, early.field), ("day-not-over", Some("day")));
    let till: DayClose = stairs.read(close::close_day_preview, count("2026-11-23", Some("3990.00"))).unwrap();
    assert!(!till.ended && !till.closed);
    assert_eq!(till.difference.map(|amount| amount.minor), Some(-1_000));

    stairs.live_until("2026-11-24 08:00", HALF_HOUR);
    let closed: DayClose = stairs.call(close::close_day, count("2026-11-23", Some("3990.00"))).unwrap();
    assert_eq!((closed.expected.minor, closed.entries.len()), (400_000, 1));
    assert_eq!((closed.first_receipt, closed.last_receipt), (Some("2026-00001".into()), Some("2026-00004".into())));
    let short = store::balance::of(&stairs.house.core.store, Book::CashOverShort).unwrap();
    assert_eq!(short.minor(), 1_000);
    // Another count of the same day changes nothing.
    let again: DayClose = stairs.call(close::close_day, count("2026-11-23", Some("4000.00"))).unwrap();
    assert_eq!(again.counted.map(|amount| amount.minor), Some(399_000));
    assert_eq!(store::balance::of(&stairs.house.core.store, Book::CashOverShort).unwrap(), short);
    stairs = stairs.crash();
    let days: Vec<DayClose> =
        stairs.read(close::day_closes, json!({ "from": "2026-11-20", "to": "2026-11-24" })).unwrap();
    assert_eq!(days.iter().map(|day| day.closed).collect::<Vec<_>>(), [false, true]);
    // The difference is no taking of the day on which it was found.
    assert_eq!(days[0].expected.minor, 0);
    balanced(&mut stairs);
    stairs.house.verify();
}

#[test]
fn a_void_keeps_its_number_and_reversing_then_repeating_is_neutral() {
    let mut stairs = Stairs::new();
    let before = balanced(&mut stairs).groups.into_iter().map(|group| (group.kind, group.sums.closing.minor));
    let before: Vec<(String, i64)> = before.collect();
    let back = json!({ "receipt": "2026-00002", "reason": "wrong room", "key": "void" });
    stairs.call(money::reverse_top_up, back).unwrap();
    stairs.house.pay(1, 100_000, "once-more");
    let after: Vec<(String, i64)> =
        balanced(&mut stairs).groups.into_iter().map(|group| (group.kind, group.sums.closing.minor)).collect();
    assert_eq!(before, after);
    stairs.live_until("2026-11-24 08:00", HALF_HOUR);
    let day: DayClose = stairs.call(close::close_day, count("2026-11-23", None)).unwrap();
    let cash = day.tenders.iter().find(|row| row.tender == "cash").unwrap();
    assert_eq!((cash.receipt_count, cash.void_count), (5, 1));
    assert_eq!((cash.receipts.minor, cash.voids.minor, cash.expected.minor), (500_000, 100_000, 400_000));
    assert_eq!(day.last_receipt.as_deref(), Some("2026-00005"));
}

#[test]
fn a_month_is_closed_after_it_has_ended_in_order_and_knowing_what_is_open() {
    let mut stairs = Stairs::new();
    stairs.live_until("2026-11-30 23:00", HALF_HOUR);
    let early = stairs.call(close::close_month_preview, json!({ "month": "2026-11" })).map(drop).unwrap_err();
    assert_eq!(early.code, "month-not-over");
    stairs.live_until("2027-01-02 08:00", Duration::hours(1));
    let skipped = stairs.call(close::close_month, json!({ "month": "2026-12", "seen": [] })).map(drop).unwrap_err();
    assert_eq!(skipped.code, "month-before");
    let unseen = stairs.call(close::close_month, json!({ "month": "2026-11", "seen": [] })).map(drop).unwrap_err();
    assert_eq!(unseen.code, "month-unseen");
    let preview: MonthClose = stairs.call(close::close_month_preview, json!({ "month": "2026-11" })).unwrap();
    assert_eq!(preview.open.iter().map(|item| item.kind.as_str()).collect::<Vec<_>>(), ["day_open"]);
    assert_eq!((preview.accounts, preview.closed), (4, false));
    let closed = close_november(&mut stairs);
    assert!(closed.closed);
    assert_eq!(closed.charged, preview.charged);
    let entries = store::entry::between(&stairs.house.core.store, units::timestamp(0), units::Timestamp::MAX_UTC);
    let entries = entries.unwrap().len();
    close_november(&mut stairs);
    let again = store::entry::between(&stairs.house.core.store, units::timestamp(0), units::Timestamp::MAX_UTC);
    assert_eq!(again.unwrap().len(), entries, "closed twice is closed once");
    stairs.house.verify();
}

/// Puts the register of a room at a time of November higher by some Wh, as if it had been read so.
fn reread(stairs: &mut Stairs, room: usize, wall: &str, more_wh: i64) {
    let at = stairs.at(wall);
    let of = stairs.house.core.points[&stairs.house.units[room].point].installation;
    let near = store::reading::base(&stairs.house.core.store, of, at).unwrap().unwrap();
    let register = Energy::from_wh(near.register.wh() + more_wh);
    let by_hand = store::reading::ByHand {
        reading: Reading { at: near.at, register, quality: Quality::Actual },
        reason: "test".to_owned(),
        actor: "test".to_owned(),
        made_at: stairs.house.now(),
    };
    stairs.core().write(|tx| store::reading::correct(tx, of, &by_hand).map(drop)).unwrap();
}

#[test]
fn rule_3_a_locked_month_changes_by_a_named_correction_only_and_books_in_the_open_month() {
    let mut stairs = Stairs::new();
    stairs.live_until("2026-12-02 08:00", HALF_HOUR);
    close_november(&mut stairs);
    let locks = store::period_lock::of_month(&stairs.house.core.store, "2026-11".parse().unwrap()).unwrap();
    assert_eq!(locks.len(), 4);
    assert!(locks.iter().all(|lock| lock.rules.starts_with("roomwatt ")));
    let november = stairs.house.charged(0)["2026-11"];
    // At the end of November the register stood 200 Wh higher than was thought: they are November's, not December's.
    reread(&mut stairs, 0, "2026-12-01 00:10", 200);
    stairs = stairs.crash();
    stairs.live_until("2026-12-03 08:00", HALF_HOUR);
    assert_eq!(stairs.house.charged(0)["2026-11"], november, "by itself nothing changes behind the lock");

    let room = json!({ "room": "101", "month": "2026-11" });
    let preview: MonthCorrection = stairs.call(close::correct_month_preview, room).unwrap();
    assert_eq!((preview.total.minor, preview.booking.as_str()), (10, "2026-12"));
    let none = json!({ "room": "101", "month": "2026-11", "reason": " " });
    assert_eq!(stairs.call(close::correct_month, none).map(drop).unwrap_err().code, "reason-missing");
    let open = json!({ "room": "101", "month": "2026-12", "reason": "open" });
    assert_eq!(stairs.call(close::correct_month, open).map(drop).unwrap_err().code, "month-not-closed");
    let named = json!({ "room": "101", "month": "2026-11", "reason": "read wrong" });
    let done: MonthCorrection = stairs.call(close::correct_month, named.clone()).unwrap();
    let entry = units::EntryId(done.accounts[0].entry.unwrap());
    let entry = store::entry::get(&stairs.house.core.store, entry).unwrap().unwrap();
    assert_eq!(entry.draft.cause, ledger::Cause::Correction);
    assert_eq!(
        (entry.draft.booking.to_string(), entry.draft.service.unwrap().to_string()),
        ("2026-12".into(), "2026-11".into())
    );
    assert_eq!(entry.draft.memo, "read wrong");
    assert_eq!(stairs.house.charged(0)["2026-11"], november + 10);
    // A second time there is nothing left to correct.
    let again: MonthCorrection = stairs.call(close::correct_month, named).unwrap();
    assert_eq!((again.total.minor, again.accounts[0].entry), (0, None));
    let before = stairs.house.balance(0);
    stairs = stairs.crash();
    assert_eq!(stairs.house.balance(0), before);
    balanced(&mut stairs);
    stairs.house.verify();
}

#[test]
fn rule_1_a_correction_for_somebody_who_has_left_is_his_by_name() {
    let mut stairs = Stairs::new();
    stairs.live_until("2026-12-02 08:00", HALF_HOUR);
    close_november(&mut stairs);
    let place = stairs.house.units[0].place;
    let old = store::tenancy::of_place(&stairs.house.core.store, place).unwrap().pop().unwrap();
    let now = stairs.house.now();
    let moved = stairs.core().write(|tx| {
        store::tenancy::end(tx, old.0, now)?;
        let next = store::tenancy::Tenancy { name: "Next".to_owned(), from_at: now, to_at: None, ..old.1.clone() };
        let id = store::tenancy::insert(tx, &next)?;
        store::account::insert(tx, store::account::Account { tenancy: id, opened: now })
    });
    let next = moved.unwrap();
    reread(&mut stairs, 0, "2026-12-01 00:10", 200);
    stairs = stairs.crash();
    let named = json!({ "room": "101", "month": "2026-11", "reason": "read wrong" });
    let done: MonthCorrection = stairs.call(close::correct_month, named).unwrap();
    assert!(done.accounts[0].former);
    let former = store::balance::of(&stairs.house.core.store, Book::FormerTenant(old.0)).unwrap();
    assert_eq!(former.minor(), 10);
    assert_eq!(store::balance::of(&stairs.house.core.store, Book::Tenant(next)).unwrap().minor(), 0);
    stairs.house.verify();
}

#[test]
fn rule_10_a_post_paid_month_becomes_a_bill_with_a_due_date() {
    let mut stairs = Stairs::new();
    let place = stairs.house.units[2].place;
    let (id, row) = store::tenancy::of_place(&stairs.house.core.store, place).unwrap().pop().unwrap();
    let postpaid = store::tenancy::Tenancy { postpaid: true, due_days: Some(10), ..row };
    stairs.core().write(|tx| store::tenancy::update(tx, id, &postpaid)).unwrap();
    // Its credit is used up, so that the month is owed.
    stairs.house.drain(2, 100_000);
    stairs = stairs.crash();
    stairs.live_until("2026-12-02 08:00", HALF_HOUR);
    let closed = close_november(&mut stairs);
    let charged = stairs.house.charged(2)["2026-11"];
    assert_eq!(closed.bills.len(), 1);
    let bill = &closed.bills[0];
    assert_eq!((bill.amount.minor, bill.due_on.as_str()), (charged, "2026-12-12"));
    assert_eq!(bill.number.as_deref(), Some("2026-00001"));
    let account = stairs.house.units[2].account;
    let receivable = store::balance::of(&stairs.house.core.store, Book::Receivable(account)).unwrap();
    assert_eq!(receivable.minor(), charged);
    balanced(&mut stairs);
    stairs.house.verify();
}

#[test]
fn rule_13_the_months_energy_is_accounted_for() {
    let mut stairs = Stairs::new();
    stairs.live_until("2026-12-02 08:00", HALF_HOUR);
    let november = json!({ "month": "2026-11" });
    let found: EnergyBalance = stairs.read(books::energy_balance, november.clone()).unwrap();
    let sum = found.rooms_wh + found.common_wh + found.held_wh + found.estimated_wh + found.unexplained_wh;
    assert_eq!(found.supply_wh + found.generation_wh, sum);
    assert!(found.within && found.measured, "{}", found.sentence);
    assert_eq!(found.estimated_wh, 0);
    close_november(&mut stairs);
    let closed: EnergyBalance = stairs.read(books::energy_balance, november.clone()).unwrap();
    assert_eq!(closed.accounts.len(), 4);
    assert!(closed.accounts.iter().all(|row| row.difference_wh == 0), "{:?}", closed.accounts);
    // A meter that tells less than was used: what is missing is no longer explained by accuracy.
    let point = stairs.house.units[3].point;
    let slot = store::rollup::Slot {
        hour: stairs.at("2026-11-30 12:00"),
        day: "2026-11-30".parse().unwrap(),
        month: "2026-11".parse().unwrap(),
    };
    let less = store::rollup::Sum::actual(Energy::from_wh(-50_000));
    stairs.core().write(|tx| store::rollup::add(tx, point, slot, less)).unwrap();
    let short: EnergyBalance = stairs.read(books::energy_balance, november).unwrap();
    assert!(!short.within && short.sentence.contains("only"), "{}", short.sentence);
}

#[test]
fn rule_14_debits_equal_credits_in_every_group_and_entry() {
    let mut stairs = Stairs::new();
    stairs.live_until("2026-12-02 08:00", HALF_HOUR);
    close_november(&mut stairs);
    let whole = balanced(&mut stairs);
    let kinds: Vec<&str> = whole.groups.iter().map(|group| group.kind.as_str()).collect();
    assert_eq!(kinds, ["tenant", "tender", "revenue"]);
    for group in &whole.groups {
        let closing: i64 = group.books.iter().map(|book| book.sums.closing.minor).sum();
        assert_eq!(group.sums.closing.minor, closing, "{}", group.kind);
    }
    // Month by month the closing of one is the opening of the next.
    let of = |stairs: &mut Stairs, month: &str| -> TrialBalance {
        stairs.read(books::trial_balance, json!({ "from": month, "to": month })).unwrap()
    };
    let (november, december) = (of(&mut stairs, "2026-11"), of(&mut stairs, "2026-12"));
    for (before, after) in november.groups.iter().zip(&december.groups) {
        assert_eq!(before.sums.closing, after.sums.opening, "{}", before.kind);
    }
    let page: BookEntries = stairs
        .read(books::book_entries, json!({ "book": whole.groups[0].books[0].book, "from": "2026-11", "to": "2026-12" }))
        .unwrap();
    assert_eq!(page.entries.last().unwrap().balance, page.sums.closing);
    let unknown = json!({ "book": "gold", "from": "2026-11", "to": "2026-12" });
    assert_eq!(stairs.read(books::book_entries, unknown).map(drop).unwrap_err().code, "unknown-book");
    let csv: File = stairs.read(books::trial_balance_csv, json!({ "from": "2026-11", "to": "2026-11" })).unwrap();
    assert_eq!(csv.file_name, "trial-balance-2026-11-2026-11.csv");
}
