//! Where money goes: the order of a top-up, emergency credit, debt, grants, refunds, bills of post-paid rooms.

use chrono::Duration;
use ledger::{Book, Cause, Draft, Line, Tender};
use serde_json::{Value, json};
use units::{Currency, Money};

use super::*;
use crate::api::{money, money_account, tenancies};
use crate::settings::SiteSettings;
use crate::tests::site::{noon, settings};

const WITH_FEE: &str = r#"
name = "Test"
currency = "CNY"
source = "test"

[[version]]
from = 2020-01-01
price = 0.6083
[version.top_up_fee]
percent = 2
fixed = 0.10
most = 1.00
"#;

fn house_with(emergency_minor: i64, tariff: &str) -> House {
    let site = SiteSettings { emergency_credit: Money::from_minor(emergency_minor), ..settings("Asia/Shanghai") };
    let mut house = House::made(&site, noon(), tariff);
    house.poll_all();
    house
}

fn top_up(house: &mut House, room: usize, amount: &str, key: &str) -> Result<TopUp> {
    let args = json!({ "room": name(house, room), "amount": amount, "tender": "cash", "key": key });
    call(house, money::top_up, args)
}

fn preview(house: &mut House, room: usize, amount: &str) -> TopUpPreview {
    let args = json!({ "room": name(house, room), "amount": amount });
    call(house, money::top_up_preview, args).unwrap()
}

fn parts(parts: &[TopUpPart]) -> Vec<(&str, i64)> {
    parts.iter().map(|part| (part.code.as_str(), part.amount.minor)).collect()
}

fn debt(house: &House, amount: &str, origin: &str, percent: u32, most: Option<&str>, key: &str) -> Value {
    json!({
        "room": name(house, 0), "amount": amount, "origin": origin, "percent": percent,
        "most_per_top_up": null, "most_per_month": most, "reason": "agreed", "key": key,
    })
}

#[test]
fn rule_9_fee_then_emergency_then_a_share_of_the_debt_then_the_balance() {
    let mut house = house_with(1_000, WITH_FEE);
    top_up(&mut house, 0, "20", "first").unwrap();
    let drawn = call(&mut house, money_account::draw_emergency, json!({ "room": "101", "key": "e" })).unwrap();
    assert_eq!((drawn.emergency_owed.minor, drawn.emergency_available.is_none()), (1_000, true));
    let args = debt(&house, "30", "earlier", 50, Some("12"), "d");
    let owing = call(&mut house, money_account::put_debt, args.clone()).unwrap();
    assert_eq!(owing.debt.as_ref().map(|debt| (debt.owed.minor, debt.percent)), Some((3_000, 50)));
    assert!(call(&mut house, money_account::put_debt, args).unwrap().repeated);
    // 30.00: 0.70 fee, 10.00 emergency, half of 19.30 is 9.65, the rest.
    let expected = [("fee", 70), ("emergency", 1_000), ("debt", 965), ("balance", 965)];
    assert_eq!(parts(&preview(&mut house, 0, "30").parts), expected);
    let before = house.balance(0);
    let paid = top_up(&mut house, 0, "30", "second").unwrap();
    assert_eq!(parts(&paid.parts), expected);
    assert_eq!((paid.balance_after.minor - paid.balance_before.minor, house.balance(0) - before), (965, 965));
    // The month's cap leaves 2.35 of it.
    let more = top_up(&mut house, 0, "30", "third").unwrap();
    assert_eq!(parts(&more.parts), [("fee", 70), ("debt", 235), ("balance", 2_695)]);
    let rest = top_up(&mut house, 0, "60", "fourth").unwrap();
    assert_eq!(parts(&rest.parts), [("fee", 100), ("balance", 5_900)], "the fee is capped too");
    assert_eq!(on(&house, Book::Tender(Tender::Cash)), 14_000);
    let again = top_up(&mut house, 0, "30", "second").unwrap();
    assert!(again.repeated && parts(&again.parts) == expected, "a repetition shows what the first did");
    assert_eq!(refused(top_up(&mut house, 0, "31", "second")), "key-reused");
    // Taken back, all that it repaid is owed again; paid again, it is as before.
    let owed = |house: &House| (on(house, Book::Debt(house.units[0].account)), house.room(0).emergency.minor());
    let reverse = json!({ "receipt": rest.receipt, "reason": "typed twice", "key": "r" });
    let (live, books) = (house.balance(0), owed(&house));
    call(&mut house, money::reverse_top_up, reverse).unwrap();
    top_up(&mut house, 0, "60", "fifth").unwrap();
    assert_eq!((house.balance(0), owed(&house)), (live, books), "reversed and repeated is neutral");
    house.live(2, Duration::minutes(15));
    super::super::papers::add_up(&mut house);
    house.verify();
}

#[test]
fn rule_9_the_smallest_payment_that_is_shown_restores_with_all_that_is_taken_first() {
    let mut house = house_with(500, WITH_FEE);
    for room in 1..4 {
        house.pay(room, 100_000, &format!("rich-{room}"));
    }
    house.pay(0, 300, "little");
    for _ in 0..40 {
        house.live(1, Duration::minutes(5));
        if house.latched(0) {
            break;
        }
    }
    assert!(house.latched(0));
    let args = debt(&house, "40", "earlier", 25, None, "d");
    call(&mut house, money_account::put_debt, args).unwrap();
    let least = preview(&mut house, 0, "1").least_to_restore.unwrap();
    let text = |minor: i64| Currency::CNY.plain(Money::from_minor(minor));
    assert!(!preview(&mut house, 0, &text(least.minor - 1)).restores);
    assert!(preview(&mut house, 0, &text(least.minor)).restores);
    top_up(&mut house, 0, &text(least.minor), "enough").unwrap();
    assert!(!house.latched(0) && house.desired_on(0));
    house.verify();
}

#[test]
fn rule_9_emergency_credit_brings_the_light_back_once_until_it_is_repaid() {
    let mut house = house_with(200, super::super::site::TARIFF);
    for room in 1..4 {
        house.pay(room, 100_000, &format!("rich-{room}"));
    }
    house.pay(0, 150, "little");
    for _ in 0..40 {
        house.live(1, Duration::minutes(5));
        if house.latched(0) && !house.units[0].closed {
            break;
        }
    }
    assert!(house.latched(0) && !house.units[0].closed);
    let draw = |key: &str| json!({ "room": "101", "key": key });
    let balance = house.balance(0);
    let drawn = call(&mut house, money_account::draw_emergency, draw("e")).unwrap();
    assert_eq!(drawn.balance.minor, balance + 200);
    assert!(!house.latched(0) && house.desired_on(0), "also below the reclose minimum");
    assert_eq!(refused(call(&mut house, money_account::draw_emergency, draw("f"))), "emergency-drawn");
    assert!(call(&mut house, money_account::draw_emergency, draw("e")).unwrap().repeated);
    assert_eq!(drawn.refundable.minor, 0, "it is no payment and is never paid out");
    house.obey();
    house.live(6, Duration::minutes(5));
    assert!(house.latched(0), "used up, the rules hold again");
    house = house.crash();
    assert_eq!(house.room(0).emergency.minor(), 200);
    top_up(&mut house, 0, "1.50", "part").unwrap();
    assert_eq!(refused(call(&mut house, money_account::draw_emergency, draw("g"))), "emergency-drawn");
    top_up(&mut house, 0, "20", "rest").unwrap();
    assert_eq!(house.room(0).emergency.minor(), 0);
    call(&mut house, money_account::draw_emergency, draw("h")).unwrap();
    house.verify();
}

#[test]
fn a_balance_below_zero_becomes_a_debt_and_never_more_than_it() {
    let mut house = lived(1);
    let balance = house.balance(0);
    house.drain(0, balance + 800);
    let owed = -house.balance(0);
    let too_much = debt(&house, "9999", "balance", 20, None, "a");
    assert_eq!(refused(call(&mut house, money_account::put_debt, too_much)), "debt-beyond-balance");
    let args = debt(&house, &Currency::CNY.plain(Money::from_minor(owed)), "balance", 20, None, "b");
    let done = call(&mut house, money_account::put_debt, args).unwrap();
    assert_eq!((done.balance.minor, done.debt.unwrap().owed.minor), (0, owed));
    house.verify();
}

#[test]
fn only_the_tenants_own_money_is_refunded() {
    let mut house = lived(1);
    let grant = |amount: &str, until: Value, key: &str| json!({ "room": "101", "amount": amount, "expires_on": until, "reason": "welcome", "key": key });
    let refund = |amount: &str, key: &str| json!({ "room": "101", "amount": amount, "tender": "cash", "reason": "asked", "key": key });
    let own = house.balance(0);
    let granted = call(&mut house, money_account::grant, grant("10", json!("2026-11-24"), "g")).unwrap();
    assert_eq!((granted.balance.minor, granted.granted.minor <= 1_000), (own + 1_000, true));
    assert_eq!(granted.grants[0].expires_on.as_deref(), Some("2026-11-24"));
    let most = granted.refundable.minor;
    assert!(most <= 5_000 && most > own - 1_000, "{most} of {own}");
    let text = |minor: i64| Currency::CNY.plain(Money::from_minor(minor));
    assert_eq!(refused(call(&mut house, money_account::refund, refund(&text(most + 1), "r"))), "more-than-refundable");
    let done = call(&mut house, money_account::refund, refund(&text(most), "r")).unwrap();
    assert!(done.receipt.is_some() && done.refundable.minor == 0);
    assert!(call(&mut house, money_account::refund, refund(&text(most), "r")).unwrap().repeated);
    let left = house.balance(0);
    assert!(left > 0);
    // Charges take the grant first, and on its day it is gone.
    house.live(12, Duration::minutes(15));
    house.live(30, Duration::minutes(15));
    assert_eq!(on(&house, Book::Grant(house.units[0].account)), 0);
    assert!(store::granted::open(&house.core.store, house.units[0].account).unwrap().is_empty());
    assert_eq!(refused(call(&mut house, money_account::grant, grant("1", json!("2026-11-20"), "h"))), "until-past");
    super::super::papers::add_up(&mut house);
    house.verify();
}

#[test]
fn rule_10_a_post_paid_payment_clears_the_oldest_bill_first() {
    let mut house = lived(1);
    move_out(&mut house, 0, "cash", "out").unwrap();
    let mut args = moving_in(&house, 0, "1", "in");
    args["first"] = json!({ "kind": "nothing" });
    args["payment"] = json!({ "kind": "postpaid", "due_days": 10 });
    call(&mut house, tenancies::move_in, args).unwrap();
    let account = house.room(0).account.id;
    house.units[0].account = account;
    bill(&mut house, "2026-09", 3_000);
    bill(&mut house, "2026-10", 2_000);
    let shown = preview(&mut house, 0, "40");
    assert_eq!(parts(&shown.parts), [("bills", 4_000), ("balance", 0)]);
    let paid = top_up(&mut house, 0, "40", "p").unwrap();
    assert_eq!(parts(&paid.parts), [("bills", 4_000), ("balance", 0)]);
    let bills = call(&mut house, money_account::room_money, json!({ "room": "101" })).unwrap().bills;
    let states: Vec<_> = bills.iter().map(|bill| (bill.month.as_str(), bill.open.minor, bill.state)).collect();
    assert_eq!(states, [("2026-09", 0, BillState::Paid), ("2026-10", 1_000, BillState::Overdue)]);
    let more = top_up(&mut house, 0, "15", "q").unwrap();
    assert_eq!(parts(&more.parts), [("bills", 1_000), ("balance", 500)]);
    assert_eq!(on(&house, Book::Receivable(account)), 0);
    bill(&mut house, "2026-08", 700);
    let settlement = move_out(&mut house, 0, "cash", "out-2").unwrap();
    assert!(settlement.steps.iter().any(|step| step.code == "bills" && step.amount.minor == -700));
    house.verify();
}

/// What the close of a month does for a post-paid account.
fn bill(house: &mut House, month: &str, minor: i64) {
    let (account, at) = (house.units[0].account, house.now());
    let month: units::Month = month.parse().unwrap();
    let amount = Money::from_minor(minor);
    let draft = Draft {
        at,
        cause: Cause::Bill,
        key: format!("bill/{account}/{month}"),
        booking: house.core.site.zone.month(at),
        service: Some(month),
        lines: vec![Line::new(Book::Receivable(account), amount), Line::new(Book::Tenant(account), -amount)],
        memo: String::new(),
        reverses: None,
        receipt: None,
        actor: "test".to_owned(),
    };
    let due_on = month.next().first() + Duration::days(10);
    let made = house.core.write(|tx| {
        let entry = Some(tx.post(draft)?.entry.id);
        let bill = store::bill::Bill { account, month, amount, made_at: at, due_on, entry };
        store::bill::insert(tx, &bill, ledger::Series::new(2026, 2))
    });
    made.unwrap();
    let place = house.units[0].place;
    house.core.read_balance(place).unwrap();
}

#[test]
fn a_lost_answer_neither_pays_out_twice_nor_forgets() {
    for lost in 0..3 {
        let mut house = lived(1);
        house.core.answers_left = Some(lost);
        let args = json!({ "room": "101", "amount": "5", "tender": "cash", "reason": "asked", "key": "r" });
        let mut tries = 0;
        while call(&mut house, money_account::refund, args.clone()).is_err() {
            tries += 1;
            assert!(tries < 3);
        }
        house.core.answers_left = None;
        house.core.tick();
        assert_eq!(on(&house, Book::Tender(Tender::Cash)), 4 * 5_000 - 500);
        house.verify();
    }
}
