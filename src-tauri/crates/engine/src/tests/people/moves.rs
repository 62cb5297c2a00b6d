//! Moving in and out, exchange of rooms, and taking a move back.

use chrono::Duration;
use ledger::{Book, Tender};
use serde_json::json;
use units::{Energy, millis};

use super::*;
use crate::api::tenancies;

#[test]
fn rule_1_a_room_changes_hands_at_noon() {
    let mut house = lived(20);
    let before = house.balance(0);
    let register = house.units[0].register_wh;
    let settlement = move_out(&mut house, 0, "cash", "out-1").unwrap();
    assert_eq!(settlement.result.minor, before, "the leaver gets the live balance, to the cent");
    assert_eq!(settlement.steps.iter().map(|step| step.amount.minor).sum::<i64>(), settlement.result.minor);
    assert_eq!((settlement.refunded_by.as_deref(), settlement.open.minor), (Some("cash"), 0));
    assert_eq!(settlement.register.wh, register);
    let (left, _) = all(&house, 0)[0].clone();
    settled(&house, left);
    assert_eq!(on(&house, Book::Tender(Tender::Cash)), 4 * 5_000 - before, "cash went back over the counter");

    move_in(&mut house, 0, "20", "in-1").unwrap();
    assert_eq!(house.balance(0), 2_000, "the next one inherits neither debt nor credit");
    house.live(30, Duration::minutes(15));
    let old = account_of(&house, left);
    assert_eq!(charged_energy(&house, old), Energy::from_wh(register - 100_000_000), "the leaver’s register");
    let spent = 2_000 - house.balance(0);
    assert!(spent > 0 && spent < 30 * 100, "{spent}");
    house.verify();
    house = house.restart();
    assert_eq!(2_000 - house.balance(0), spent, "memory and store agree");
}

#[test]
fn rule_1_energy_before_and_after_a_move_is_charged_once() {
    let mut house = lived(30);
    let start = house.units[1].register_wh - 30 * 1_000;
    move_out(&mut house, 1, "cash", "out").unwrap();
    house.live(7, Duration::minutes(15));
    move_in(&mut house, 1, "30", "in").unwrap();
    house.live(40, Duration::minutes(15));
    let accounts: Vec<_> = all(&house, 1).into_iter().map(|(id, _)| account_of(&house, id)).collect();
    assert_eq!(accounts.len(), 3);
    let posted: Energy = accounts[..2].iter().map(|account| charged_energy(&house, *account)).sum();
    let moved = store::installation::of_point(&house.core.store, house.units[1].point).unwrap();
    assert_eq!(moved.len(), 1);
    assert_eq!(posted, Energy::from_wh(37 * 1_000), "tenant and owner, to the watt-hour");
    assert_eq!(charged_energy(&house, accounts[1]), Energy::from_wh(7 * 1_000));
    // What the empty room cost is the owner's, and his account starts anew with the next vacancy.
    assert_eq!(on(&house, Book::OwnersShare), charged_money(&house, accounts[1]));
    assert_eq!(on(&house, Book::Tenant(accounts[1])), 0);
    // The day of the move is paid for once between them.
    let fee = |account| {
        let month = "2026-11".parse().unwrap();
        let lines = store::charge::lines(&house.core.store, account, month).unwrap();
        lines.iter().filter(|c| c.line.kind == "daily_fee").map(|c| c.line.amount.minor()).sum::<i64>()
    };
    let fees: i64 = accounts.iter().map(|account| fee(*account)).sum();
    let zone = house.core.site.zone;
    let first = zone.date(all(&house, 1)[0].1.from_at);
    let closed = zone.date(house.core.posted_through());
    assert_eq!(fees, 20 * (closed - first).num_days(), "each day of the room once");
    assert_eq!(start, 200_000_000);
}

#[test]
fn rule_1_a_debt_stays_with_the_leaver_by_name() {
    let mut house = lived(1);
    house.drain(0, 6_000);
    let settlement = move_out(&mut house, 0, "cash", "out").unwrap();
    assert!(settlement.result.minor < 0 && settlement.refunded_by.is_none());
    assert_eq!(settlement.open.minor, settlement.result.minor);
    let (left, _) = all(&house, 0)[0].clone();
    assert_eq!(on(&house, Book::FormerTenant(left)), -settlement.result.minor);
    settled(&house, left);
    move_in(&mut house, 0, "10", "in").unwrap();
    assert_eq!(house.balance(0), 1_000);
    let owed = -settlement.result.minor;
    let pays = |amount: i64, key: &str| {
        let amount = format!("{}.{:02}", amount / 100, amount % 100);
        json!({ "tenancy": left.0, "step": { "kind": "pays", "amount": amount, "tender": "transfer" }, "reason": "", "key": key })
    };
    assert_eq!(refused(call(&mut house, tenancies::settle_former, pays(owed + 1, "a"))), "more-than-owed");
    let paid = call(&mut house, tenancies::settle_former, pays(owed - 100, "b")).unwrap();
    assert_eq!((paid.tenancy.open.minor, paid.receipt.is_some()), (-100, true));
    let rest = json!({ "tenancy": left.0, "step": { "kind": "write_off" }, "reason": "gone abroad", "key": "c" });
    let done = call(&mut house, tenancies::settle_former, rest.clone()).unwrap();
    assert_eq!(done.tenancy.open.minor, 0);
    assert!(call(&mut house, tenancies::settle_former, rest).unwrap().repeated);
    assert_eq!(on(&house, Book::WriteOff), 100);
    house.verify();
}

#[test]
fn rule_1_unclaimed_credit_stays_a_liability_until_it_is_paid_out() {
    let mut house = lived(3);
    let balance = house.balance(2);
    let args = json!({
        "room": name(&house, 2), "at": null, "register": { "kind": "meter" }, "refund": { "kind": "keep" }, "key": "out",
    });
    let kept = call(&mut house, tenancies::move_out, args).unwrap();
    assert_eq!((kept.open.minor, kept.refunded_by), (balance, None));
    let (left, _) = all(&house, 2)[0].clone();
    assert_eq!(on(&house, Book::FormerTenant(left)), -balance);
    move_in(&mut house, 2, "5", "in").unwrap();
    assert_eq!(house.balance(2), 500);
    let out = json!({ "tenancy": left.0, "step": { "kind": "paid_out", "tender": "cash" }, "reason": "", "key": "x" });
    let done = call(&mut house, tenancies::settle_former, out).unwrap();
    assert_eq!(done.tenancy.open.minor, 0);
    assert_eq!(on(&house, Book::FormerTenant(left)), 0);
    house.verify();
}

#[test]
fn rule_7_a_grant_is_used_first_and_never_paid_out() {
    let mut house = lived(1);
    move_out(&mut house, 0, "cash", "out").unwrap();
    let mut args = moving_in(&house, 0, "0", "in");
    args["first"] = json!({ "kind": "granted", "amount": "9" });
    call(&mut house, tenancies::move_in, args).unwrap();
    house.units[0].account = house.room(0).account.id;
    house.pay(0, 1_000, "own");
    assert_eq!(house.balance(0), 1_900);
    house.live(14, Duration::minutes(15));
    let spent = 1_900 - house.balance(0);
    assert!(spent > 500 && spent < 900, "{spent}");
    let cash = on(&house, Book::Tender(Tender::Cash));
    let settlement = move_out(&mut house, 0, "cash", "out-2").unwrap();
    assert_eq!(settlement.result.minor, 1_000, "all of the tenant’s own money, and nothing of the grant");
    assert_eq!(on(&house, Book::Tender(Tender::Cash)), cash - 1_000);
    let reversed = settlement.steps.iter().find(|step| step.code == "grant_reversed").unwrap();
    assert_eq!(reversed.amount.minor, spent - 900);
    assert_eq!(on(&house, Book::GrantsGiven), spent);
    house.verify();
}

#[test]
fn rule_10_a_deposit_is_set_off_only_at_settlement() {
    let mut house = lived(1);
    let args = |step: &str, amount: &str, key: &str| json!({ "room": "101", "step": step, "amount": amount, "tender": "cash", "reason": "", "key": key });
    let taken = call(&mut house, crate::api::money_account::deposit, args("take", "100", "d")).unwrap();
    assert_eq!((taken.deposit.minor, taken.receipt.is_some()), (10_000, true));
    let before = house.balance(0);
    house.drain(0, before + 500);
    house.live(3, Duration::minutes(15));
    assert!(house.balance(0) <= -500, "the deposit is never credit");
    let owed = -house.balance(0);
    let settlement = move_out(&mut house, 0, "transfer", "out").unwrap();
    assert_eq!(settlement.result.minor, 10_000 - owed);
    assert!(settlement.steps.iter().any(|step| step.code == "deposit" && step.amount.minor == 10_000));
    settled(&house, all(&house, 0)[0].0);
    let more = call(&mut house, crate::api::money_account::deposit, args("return", "1", "e"));
    assert_eq!(refused(more), "room-vacant");
    house.verify();
}

#[test]
fn a_tenant_moves_out_while_the_meter_is_offline() {
    let mut house = lived(10);
    let last = house.units[0].register_wh;
    house.wait(Duration::days(3));
    house.silent(0);
    assert_eq!(refused(move_out(&mut house, 0, "cash", "out")), "reading-old");
    let by_hand = |kwh: &str| {
        json!({
            "room": "101", "at": null, "register": { "kind": "hand", "kwh": kwh },
            "refund": { "kind": "keep" }, "key": "out",
        })
    };
    assert_eq!(refused(call(&mut house, tenancies::move_out, by_hand("900"))), "register-implausible");
    assert_eq!(refused(call(&mut house, tenancies::move_out, by_hand("999999"))), "register-implausible");
    assert_eq!(refused(call(&mut house, tenancies::move_out, by_hand("x"))), "not-register");
    let shown = call(&mut house, tenancies::move_out_preview, by_hand("100030.5")).unwrap();
    assert!(!shown.booked && shown.register.by_hand);
    let entries_before = entries(&house);
    let settlement = call(&mut house, tenancies::move_out, by_hand("100030.5")).unwrap();
    assert!(entries(&house) > entries_before && settlement.booked && settlement.register.by_hand);
    assert_eq!(settlement.result, shown.result, "booked as it was shown");
    assert_eq!(settlement.register.text, "100030.50");
    let left = all(&house, 0)[0].0;
    assert_eq!(charged_energy(&house, account_of(&house, left)), Energy::from_wh(30_500));
    assert_eq!(last, 100_010_000);
    // The meter is back: the owner bears what was used since, and nobody else.
    house.units[0].register_wh = 100_031_000;
    house.core.now += Duration::hours(1);
    house.poll(0);
    house.live(24, Duration::minutes(15));
    let owner = house.room(0).account.id;
    assert!(charged_energy(&house, owner) >= Energy::from_wh(500));
    let given = store::reading_correction::of_installation(
        &house.core.store,
        house.core.points[&house.units[0].point].installation,
    );
    assert_eq!(given.unwrap().len(), 1, "who read it is kept");
    house.verify();
    let rolled: Energy = {
        let (from, to) = (units::timestamp(0), units::Timestamp::MAX_UTC);
        let hours = store::rollup::hours(&house.core.store, house.units[0].point, from, to).unwrap();
        hours.iter().map(|(_, sum)| sum.energy).sum()
    };
    let stored = house.stored(0).last().unwrap().register;
    assert_eq!(rolled, stored - Energy::from_wh(100_000_000), "roll-ups follow the register");
}

#[test]
fn a_move_of_yesterday_is_charged_as_if_it_had_been_known() {
    let mut told_late = lived(72);
    let mut known = lived(36);
    let noon = millis(known.now());
    move_out(&mut known, 0, "cash", "out").unwrap();
    move_in(&mut known, 0, "80", "in").unwrap();
    known.live(36, Duration::minutes(15));

    let out = json!({
        "room": "101", "at": noon, "register": { "kind": "meter" }, "refund": { "kind": "by", "tender": "cash" }, "key": "out",
    });
    call(&mut told_late, tenancies::move_out, out).unwrap();
    let mut coming = moving_in(&told_late, 0, "80", "in");
    coming["at"] = json!(noon + 1);
    call(&mut told_late, tenancies::move_in, coming).unwrap();
    told_late.units[0].account = told_late.room(0).account.id;
    assert_eq!(told_late.balance(0), known.balance(0));
    for house in [&mut told_late, &mut known] {
        house.live(30, Duration::minutes(15));
        house.verify();
    }
    assert_eq!(told_late.balance(0), known.balance(0));
    let accounts = |house: &House| all(house, 0).into_iter().map(|(id, _)| account_of(house, id)).collect::<Vec<_>>();
    for (late, in_time) in accounts(&told_late).into_iter().zip(accounts(&known)) {
        assert_eq!(charged_money(&told_late, late), charged_money(&known, in_time));
        assert_eq!(charged_energy(&told_late, late), charged_energy(&known, in_time));
    }
    told_late = told_late.crash();
    assert_eq!(told_late.balance(0), known.balance(0));
}

#[test]
fn rule_23_a_move_out_is_taken_back_while_nothing_depends_on_it() {
    let mut house = lived(20);
    let (balance, tenancies_before) = (house.balance(0), all(&house, 0));
    let cash = on(&house, Book::Tender(Tender::Cash));
    let undo = |key: &str| json!({ "room": "101", "reason": "wrong room", "key": key });
    move_out(&mut house, 0, "cash", "out").unwrap();
    let row = call(&mut house, tenancies::undo_move, undo("u")).unwrap();
    assert_eq!(row.tenant.as_deref(), Some("Tenant of 101"));
    assert_eq!((house.balance(0), all(&house, 0)), (balance, tenancies_before));
    assert_eq!(on(&house, Book::Tender(Tender::Cash)), cash, "the cash came back");
    assert_eq!(call(&mut house, tenancies::undo_move, undo("u")).unwrap().tenant.as_deref(), Some("Tenant of 101"));
    // Moved out again, and a night later the owner's account has borne something.
    let again = move_out(&mut house, 0, "cash", "out-2").unwrap();
    assert_eq!(again.result.minor, balance);
    house.live(24, Duration::minutes(15));
    assert_eq!(refused(call(&mut house, tenancies::undo_move, undo("v"))), "move-depends");
    house.verify();
}

#[test]
fn rule_23_a_move_in_is_taken_back_and_the_cash_with_it() {
    let mut house = lived(2);
    move_out(&mut house, 0, "cash", "out").unwrap();
    house.live(1, Duration::minutes(15));
    let cash = on(&house, Book::Tender(Tender::Cash));
    let mut args = moving_in(&house, 0, "20", "in");
    args["deposit"] = json!({ "amount": "50", "tender": "cash" });
    let moved = call(&mut house, tenancies::move_in, args).unwrap();
    assert!(moved.receipt.is_some() && moved.deposit_receipt.is_some());
    assert_eq!(on(&house, Book::Tender(Tender::Cash)), cash + 7_000);
    let undo = json!({ "room": "101", "reason": "did not come", "key": "u" });
    let row = call(&mut house, tenancies::undo_move, undo.clone()).unwrap();
    assert_eq!((row.tenant, on(&house, Book::Tender(Tender::Cash))), (None, cash));
    let undone = all(&house, 0)[2].clone();
    assert_eq!(undone.1.note, "did not come");
    let once_more = json!({ "room": "101", "reason": "x", "key": "u2" });
    assert_eq!(refused(call(&mut house, tenancies::undo_move, once_more)), "nothing-to-undo");
    settled(&house, undone.0);
    house.units[0].account = house.room(0).account.id;
    move_in(&mut house, 0, "20", "in-2").unwrap();
    house.live(1, Duration::minutes(15));
    house.pay(0, 500, "more");
    assert_eq!(
        refused(call(&mut house, tenancies::undo_move, json!({ "room": "101", "reason": "x", "key": "w" }))),
        "move-depends"
    );
    house.verify();
}

#[test]
fn rule_23_a_grant_that_everybody_has_does_not_keep_a_move_in_from_being_taken_back() {
    let mut house = lived(2);
    let granted = json!({ "id": null, "seen": null, "form": {
        "name": "Subsidy", "place": 1, "kind": "money", "amount": "4", "basis": "room", "per": "month",
        "year_starts": null, "part_cycle": "whole", "band": null, "counts_for_tiers": true, "carry_over": null,
        "from": "2026-11-01", "until": null,
    }});
    assert!(call(&mut house, crate::api::allowances::save_allowance, granted).unwrap().done);
    move_out(&mut house, 0, "cash", "out").unwrap();
    move_in(&mut house, 0, "20", "in").unwrap();
    let tenant = all(&house, 0).pop().unwrap().0;
    assert_eq!(on(&house, Book::Grant(account_of(&house, tenant))), -400);
    let undo = json!({ "room": "101", "reason": "did not come", "key": "u" });
    assert_eq!(call(&mut house, tenancies::undo_move, undo).unwrap().tenant, None);
    settled(&house, tenant);
    // The next tenant is granted it as if nothing had been.
    move_in(&mut house, 0, "20", "in-2").unwrap();
    let next = all(&house, 0).pop().unwrap().0;
    assert_eq!(on(&house, Book::Grant(account_of(&house, next))), -400);
    // What a person granted is another matter.
    let grant = json!({ "room": "101", "amount": "1", "expires_on": null, "reason": "welcome", "key": "g" });
    call(&mut house, crate::api::money_account::grant, grant).unwrap();
    let again = json!({ "room": "101", "reason": "x", "key": "w" });
    assert_eq!(refused(call(&mut house, tenancies::undo_move, again)), "move-depends");
    house.verify();
}

#[test]
fn rule_4_the_same_key_is_the_same_move_and_another_wish_under_it_is_refused() {
    let mut house = lived(2);
    let first = move_out(&mut house, 0, "cash", "k").unwrap();
    let count = entries(&house);
    let again = move_out(&mut house, 0, "cash", "k").unwrap();
    assert!(again.repeated && again.result == first.result && again.receipt == first.receipt);
    assert_eq!(refused(move_out(&mut house, 0, "transfer", "k")), "key-reused");
    let moved = move_in(&mut house, 0, "20", "k").unwrap();
    let repeated = move_in(&mut house, 0, "20", "k").unwrap();
    assert!(repeated.repeated && repeated.receipt == moved.receipt);
    assert_eq!(refused(move_in(&mut house, 0, "21", "k")), "key-reused");
    assert_eq!(entries(&house), count + 1 + usize::from(on(&house, Book::OwnersShare) != 0));
    house.verify();
}

/// Whichever write of a move loses its answer: it is done once, or refused and done by the same key.
#[test]
fn no_move_in_doubt_is_done_twice_or_lost() {
    let after = |lost: Option<u32>| {
        let mut house = lived(5);
        house.core.answers_left = lost;
        let mut tries = 0;
        while move_out(&mut house, 0, "cash", "out").is_err() {
            tries += 1;
            assert!(tries < 3);
        }
        house.core.answers_left = None;
        house.core.tick();
        house.live(2, Duration::minutes(15));
        house.core.answers_left = lost;
        while move_in(&mut house, 0, "20", "in").is_err() {
            tries += 1;
            assert!(tries < 5);
        }
        house.core.answers_left = None;
        house.core.tick();
        house.live(24, Duration::minutes(15));
        house.verify();
        let sums = |house: &mut House| (house.balance(0), on(house, Book::Tender(Tender::Cash)), all(house, 0).len());
        let live = sums(&mut house);
        house = house.crash();
        assert_eq!(sums(&mut house), live);
        live
    };
    let expected = after(None);
    for lost in 0..5 {
        assert_eq!(after(Some(lost)), expected, "the answer to write {lost} was lost");
    }
}

#[test]
fn two_tenants_change_rooms_and_their_money_goes_with_them() {
    let mut house = lived(10);
    house.pay(1, 3_000, "more");
    let deposit = json!({ "room": "101", "step": "take", "amount": "100", "tender": "cash", "reason": "", "key": "d" });
    call(&mut house, crate::api::money_account::deposit, deposit).unwrap();
    let (first, second) = (house.balance(0), house.balance(1));
    let args = json!({
        "room": "101", "with": "102", "at": null, "register": { "kind": "meter" },
        "register_with": { "kind": "meter" }, "key": "swap",
    });
    let done = call(&mut house, tenancies::exchange_rooms, args.clone()).unwrap();
    assert_eq!(done.room.tenant.as_deref(), Some("Tenant of 102"));
    assert_eq!((house.balance(0), house.balance(1)), (second, first));
    assert_eq!(house.room(1).tenancy.deposit.minor(), 10_000);
    assert!(call(&mut house, tenancies::exchange_rooms, args).unwrap().repeated);
    for room in [0, 1] {
        settled(&house, all(&house, room)[0].0);
        house.units[room].account = house.room(room).account.id;
    }
    // One of them moves on into an empty room.
    move_out(&mut house, 2, "cash", "out").unwrap();
    let args = json!({
        "room": "101", "with": "103", "at": null, "register": { "kind": "meter" },
        "register_with": { "kind": "meter" }, "key": "on",
    });
    call(&mut house, tenancies::exchange_rooms, args).unwrap();
    assert!(house.room(0).tenancy.vacant);
    assert_eq!(house.balance(2), second);
    house.live(24, Duration::minutes(15));
    house.verify();
    let live = house.balance(2);
    house = house.restart();
    assert_eq!(house.balance(2), live);
}

#[test]
fn who_can_be_cut_starts_with_credit_and_who_cannot_need_not() {
    let mut house = lived(2);
    move_out(&mut house, 0, "cash", "out").unwrap();
    let mut args = moving_in(&house, 0, "1", "in");
    args["first"] = json!({ "kind": "nothing" });
    assert_eq!(refused(call(&mut house, tenancies::move_in, args.clone())), "first-credit-missing");
    args["payment"] = json!({ "kind": "postpaid", "due_days": 400 });
    assert_eq!(refused(call(&mut house, tenancies::move_in, args.clone())), "bad-due-days");
    args["payment"] = json!({ "kind": "postpaid", "due_days": 14 });
    call(&mut house, tenancies::move_in, args.clone()).unwrap();
    house.units[0].account = house.room(0).account.id;
    house.live(24, Duration::minutes(15));
    assert!(house.balance(0) < 0 && !house.latched(0) && house.desired_on(0), "post-paid is never cut for credit");
    assert_eq!(
        refused(call(
            &mut house,
            tenancies::move_in,
            json!({ "key": "other", "room": "101", "name": "x", "phone": null,
        "language": "en", "occupants": 1, "protected": true, "payment": { "kind": "prepaid" }, "at": null,
        "register": { "kind": "meter" }, "deposit": null, "first": { "kind": "nothing" } })
        )),
        "room-occupied"
    );
}

#[test]
fn the_number_of_people_changes_from_a_day_on() {
    let mut house = lived(30);
    let put =
        |day: &str, people: u32, key: &str| json!({ "room": "101", "from_day": day, "occupants": people, "key": key });
    let row = call(&mut house, tenancies::change_occupants, put("2026-11-24", 3, "a")).unwrap();
    assert_eq!(row.occupants.iter().map(|from| from.occupants).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(house.room(0).tenancy.occupants, 3);
    assert_eq!(refused(call(&mut house, tenancies::change_occupants, put("2026-11-01", 3, "b"))), "before-tenancy");
    assert_eq!(
        refused(call(&mut house, tenancies::change_occupants, put("2026-11-25", 1_000, "c"))),
        "too-many-people"
    );
    call(&mut house, tenancies::change_occupants, put("2026-12-01", 1, "d")).unwrap();
    assert_eq!(house.room(0).tenancy.occupants, 3, "not yet");
}

#[test]
fn a_settlement_is_the_same_on_paper_and_ever_after() {
    let mut house = lived(30);
    let deposit = json!({ "room": "102", "step": "take", "amount": "100", "tender": "cash", "reason": "", "key": "d" });
    call(&mut house, crate::api::money_account::deposit, deposit).unwrap();
    let done = move_out(&mut house, 1, "cash", "out").unwrap();
    house.live(50, Duration::minutes(15));
    for language in ["en", "zh-CN"] {
        let args = json!({ "tenancy": done.tenancy, "language": language });
        let later = house.ask(tenancies::settlement, args.clone()).unwrap();
        let sums = |settlement: &Settlement| settlement.steps.iter().map(|step| step.amount.minor).collect::<Vec<_>>();
        assert_eq!((sums(&later), later.result.minor), (sums(&done), done.result.minor));
        assert_eq!((later.register, later.receipt.clone()), (done.register.clone(), done.receipt.clone()));
        let pdf = house.ask(crate::api::papers::settlement_pdf, args).unwrap();
        assert!(pdf.base64.starts_with("JVBERi") && pdf.file_name.ends_with(".pdf"), "{}", pdf.file_name);
        for receipt in [later.receipt.unwrap(), "2026-00001".to_owned(), "2026-00005".to_owned()] {
            let args = json!({ "receipt": receipt, "language": language });
            assert!(!house.ask(crate::api::papers::receipt, args).unwrap().svg_pages.is_empty());
        }
    }
    let unsettled = json!({ "tenancy": all(&house, 0)[0].0.0, "language": null });
    assert_eq!(refused(house.ask(tenancies::settlement, unsettled)), "not-settled");
}
