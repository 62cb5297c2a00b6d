//! Common electricity in simulated time: shares that add up, provisional bills, late bills, those who have left.

use chrono::Duration;
use ledger::{Book, Revenue};
use serde_json::{Value, json};
use units::{AccountId, Money, TenancyId};

use super::stairs::{CORRIDOR_W, Stairs};
use crate::api::{close, common, fairness};
use crate::dto::*;

const HALF_HOUR: Duration = Duration::minutes(30);

fn corridor(stairs: &Stairs) -> Value {
    json!({ "kind": "common", "points": [stairs.corridor.0], "tariff": null })
}

fn bill_source(stairs: &Stairs) -> Value {
    json!({ "kind": "bill", "points": [stairs.corridor.0], "price": "1.00" })
}

#[allow(clippy::needless_pass_by_value, reason = "JSON as it is written at the call")]
fn draft(stairs: &Stairs, source: &Value, keys: &Value) -> Value {
    json!({
        "id": null, "name": "Stairs", "branch": stairs.building.0, "source": source, "keys": keys, "weights": [],
        "vacancy": "owner", "from": "2026-11-24",
    })
}

fn equal() -> Value {
    json!([{ "basis": "equal", "weight": 1 }])
}

fn save(stairs: &mut Stairs, draft: Value) -> Vec<PoolRow> {
    stairs.call(common::save_pool, draft).unwrap()
}

fn refused(stairs: &mut Stairs, draft: Value) -> (&'static str, Option<&'static str>) {
    let refusal = stairs.call(common::save_pool, draft).map(drop).unwrap_err();
    said(&refusal);
    (refusal.code, refusal.field)
}

/// A sentence in every language, with nothing left to fill in.
fn said(refusal: &crate::Refusal) {
    for language in crate::words::Language::ALL {
        let message = refusal.say(language).message;
        assert!(!message.contains("{$") && !message.starts_with("error-"), "{message}");
    }
}

fn revenue(stairs: &Stairs) -> i64 {
    -store::balance::of(&stairs.house.core.store, Book::Revenue(Revenue::Common)).unwrap().minor()
}

fn owners_share(stairs: &Stairs) -> i64 {
    store::balance::of(&stairs.house.core.store, Book::OwnersShare).unwrap().minor()
}

/// Everything kept of the pools in a month: `(account, amount, provisional)`.
fn shares(stairs: &Stairs, month: &str) -> Vec<(Option<AccountId>, i64, bool)> {
    let rows = store::share::of_month(&stairs.house.core.store, month.parse().unwrap()).unwrap();
    rows.into_iter().map(|row| (row.account, row.amount.minor(), row.provisional)).collect()
}

fn bill(amount: &str, corrects: Option<i64>, pool: Option<i64>) -> Value {
    json!({
        "corrects": corrects, "pool": pool, "place": null, "reference": format!("INV-{amount}"),
        "from": "2026-11-24", "to": "2026-11-30", "amount": amount, "kwh": "20", "components": [], "received_on": null,
    })
}

#[test]
fn rule_11_shares_add_up_to_the_cost_on_every_day_whatever_restarts_and_however_often() {
    let mut stairs = Stairs::new();
    let draft = draft(&stairs, &corridor(&stairs), &equal());
    save(&mut stairs, draft);
    for day in 25..=29 {
        stairs.live_until(&format!("2026-11-{day} 00:20"), HALF_HOUR);
        if day % 2 == 0 {
            stairs = stairs.crash();
        }
        let through = stairs.core().posted_through();
        stairs.core().share_common(through).unwrap();
        stairs.core().share_common(through).unwrap();
        // 0.50 a kWh, 2.4 kWh a day.
        let days = i64::from(day) - 24;
        let cost = CORRIDOR_W * 24 * days * 50 / 1000;
        let kept = shares(&stairs, "2026-11");
        assert_eq!(kept.iter().map(|(_, amount, _)| amount).sum::<i64>(), cost, "day {day}");
        assert_eq!(kept.iter().filter(|(account, ..)| account.is_some()).count(), 4);
        let posted: Vec<i64> = (0..4).map(|room| stairs.common_of(room, "2026-11")).collect();
        assert_eq!(posted.iter().sum::<i64>(), cost);
        assert!(posted.iter().max().unwrap() - posted.iter().min().unwrap() <= 1, "{posted:?}");
        assert_eq!(revenue(&stairs), cost);
    }
    let rows = stairs.read(common::pools, json!({ "month": "2026-11" })).unwrap();
    assert_eq!(rows[0].result.cost.minor, 600);
    assert_eq!(rows[0].result.shares.iter().map(|share| share.amount.minor).sum::<i64>(), 600);
    assert!(rows[0].result.shares[0].basis.contains("× 1/4"), "{}", rows[0].result.shares[0].basis);
    stairs.house.verify();
}

#[test]
fn rule_11_keys_of_the_day_mix_and_the_live_example_is_what_is_charged() {
    let mut stairs = Stairs::new();
    for (room, area) in [("101", "10"), ("102", "20"), ("103", "30"), ("104", "40")] {
        stairs.call(common::save_room_areas, json!({ "areas": [{ "room": room, "area": area }] })).unwrap();
    }
    let keys = json!([{ "basis": "area", "weight": 1 }, { "basis": "equal", "weight": 1 }]);
    let draft = draft(&stairs, &corridor(&stairs), &keys);
    stairs.live_until("2026-11-26 00:20", HALF_HOUR);
    let seen: PoolResult = stairs.read(common::pool_preview, draft.clone()).unwrap();
    save(&mut stairs, draft);
    stairs.live_until("2026-11-27 00:20", HALF_HOUR);
    // Three days of 1.20: half by area, half equally.
    let posted: Vec<i64> = (0..4).map(|room| stairs.common_of(room, "2026-11")).collect();
    assert_eq!(posted, [63, 81, 99, 117]);
    // The example was of two days and of the evening before, in which the pool did not count yet.
    assert_eq!(seen.shares.iter().map(|share| share.amount.minor).sum::<i64>(), seen.cost.minor);
    assert_eq!(seen.shares.len(), 4);
}

#[test]
fn rule_11_a_provisional_share_alone_never_cuts() {
    let mut stairs = Stairs::new();
    // Everybody is nearly out of credit; the declared price would take all of them below nothing.
    (0..4).for_each(|room| stairs.house.drain(room, 99_900));
    stairs.house.units.iter_mut().for_each(|unit| unit.power_w = 0);
    let source = json!({ "kind": "bill", "points": [stairs.corridor.0], "price": "10.00" });
    let draft = draft(&stairs, &source, &equal());
    save(&mut stairs, draft);
    stairs.live_until("2026-11-27 12:00", HALF_HOUR);
    let in_the_light = |stairs: &mut Stairs| {
        assert!(stairs.house.balance(0) < 0, "{}", stairs.house.balance(0));
        assert!((0..4).all(|room| !stairs.house.latched(room)));
    };
    in_the_light(&mut stairs);
    assert!(shares(&stairs, "2026-11").iter().filter(|(account, ..)| account.is_some()).all(|(.., open)| *open));
    // Neither a restart nor the lock of the month makes it final.
    stairs.live_until("2026-12-02 08:00", HALF_HOUR);
    stairs.call(close::close_month, json!({ "month": "2026-11", "seen": ["day_open", "provisional"] })).unwrap();
    stairs = stairs.crash();
    stairs.live_until("2026-12-02 12:00", HALF_HOUR);
    in_the_light(&mut stairs);
    // The bill is known: what it says is owed for good.
    let pool = store::pool::all(&stairs.house.core.store).unwrap()[0].0.0;
    stairs.call(common::enter_supplier_bill, bill("168.00", None, Some(pool))).unwrap();
    stairs.live_until("2026-12-02 15:00", HALF_HOUR);
    assert!(stairs.house.latched(0), "{:?}", stairs.house.events(0));
}

#[test]
fn rule_11_a_bill_that_comes_two_weeks_late_books_as_a_correction_in_the_open_month() {
    let mut stairs = Stairs::new();
    let draft = draft(&stairs, &bill_source(&stairs), &equal());
    let pool = save(&mut stairs, draft)[0].id;
    stairs.live_until("2026-12-14 10:00", HALF_HOUR);
    // Seven days of 2.40 in November, accrued at 1.00 a kWh.
    let accrued: i64 = (0..4).map(|room| stairs.common_of(room, "2026-11")).sum();
    assert_eq!(accrued, 1680);
    let november = |stairs: &Stairs| (0..4).map(|room| stairs.common_of(room, "2026-11")).collect::<Vec<_>>();
    let seen = stairs.read(common::supplier_bill_preview, bill("20.02", None, Some(pool))).unwrap();
    assert_eq!((seen.before.minor, seen.after.minor, seen.difference.minor), (1680, 2002, 322));
    assert_eq!(seen.shares.iter().map(|share| share.difference.minor).sum::<i64>(), 322);
    assert_eq!(november(&stairs).iter().sum::<i64>(), 1680, "looking changes nothing");

    stairs.call(common::enter_supplier_bill, bill("20.02", None, Some(pool))).unwrap();
    stairs.live_until("2026-12-15 00:20", HALF_HOUR);
    assert_eq!(november(&stairs).iter().sum::<i64>(), 2002);
    let book = Book::Revenue(Revenue::Common);
    let booked = store::entry::booked(&stairs.house.core.store, book, "2026-12".parse().unwrap()).unwrap();
    let late: Vec<_> = booked.iter().filter(|entry| entry.draft.service == "2026-11".parse().ok()).collect();
    assert_eq!(late.len(), 4);
    assert!(late.iter().all(|entry| entry.draft.cause == ledger::Cause::Correction));
    assert!(shares(&stairs, "2026-11").iter().all(|(.., provisional)| !provisional));

    for (key, wrong, code) in [
        ("amount", "-20.02", "amount-not-money"),
        ("amount", "0", "amount-not-positive"),
        ("kwh", "-1", "bill-kwh"),
        ("to", "2026-12-31", "bill-future"),
        ("reference", " ", "bill-reference"),
    ] {
        let mut wish = bill("20.02", None, Some(pool));
        wish[key] = json!(wrong);
        let refusal = stairs.call(common::enter_supplier_bill, wish).map(drop).unwrap_err();
        said(&refusal);
        assert_eq!((refusal.code, refusal.field), (code, Some(key)), "{key} {wrong}");
    }

    // The same bill again is the same bill; another one for those days is refused.
    stairs.call(common::enter_supplier_bill, bill("20.02", None, Some(pool))).unwrap();
    let again = stairs.call(common::enter_supplier_bill, bill("21.00", None, Some(pool))).map(drop).unwrap_err();
    assert_eq!(again.code, "bill-overlaps");
    // Corrected, withdrawn and entered once more: as if it had been typed right at once.
    let list = stairs.call(common::enter_supplier_bill, bill("9.00", Some(1), Some(pool))).unwrap();
    let standing = list.iter().find(|bill| bill.withdrawn_at.is_none()).unwrap().id;
    stairs.call(common::withdraw_supplier_bill, json!({ "id": standing })).unwrap();
    stairs.live_until("2026-12-16 00:20", HALF_HOUR);
    assert_eq!(november(&stairs).iter().sum::<i64>(), 1680);
    stairs.call(common::enter_supplier_bill, bill("20.02", None, Some(pool))).unwrap();
    stairs.live_until("2026-12-17 00:20", HALF_HOUR);
    assert_eq!(november(&stairs).iter().sum::<i64>(), 2002);
    stairs.house.verify();
}

/// The tenant of a room leaves at noon, and the owner has it again.
fn leave(stairs: &mut Stairs, room: usize) -> AccountId {
    let place = stairs.house.units[room].place;
    let old = store::tenancy::of_place(&stairs.house.core.store, place).unwrap().pop().unwrap();
    let now = stairs.house.now();
    let account = stairs.core().write(|tx| {
        store::tenancy::end(tx, old.0, now)?;
        let next = store::tenancy::Tenancy {
            kind: store::tenancy::TenancyKind::Owner,
            name: "Owner".to_owned(),
            from_at: now,
            to_at: None,
            ..old.1.clone()
        };
        let id: TenancyId = store::tenancy::insert(tx, &next)?;
        store::account::insert(tx, store::account::Account { tenancy: id, opened: now })
    });
    account.unwrap()
}

#[test]
fn rule_11_the_difference_of_a_closed_tenancy_goes_to_the_owner() {
    let mut stairs = Stairs::new();
    let draft = draft(&stairs, &bill_source(&stairs), &equal());
    let pool = save(&mut stairs, draft)[0].id;
    stairs.live_until("2026-11-27 12:00", HALF_HOUR);
    let left_with = stairs.common_of(0, "2026-11");
    assert_eq!(left_with, 180, "three days of 0.60");
    let owner = leave(&mut stairs, 0);
    stairs = stairs.crash();
    stairs.live_until("2026-12-14 10:00", HALF_HOUR);
    stairs.call(common::enter_supplier_bill, bill("33.60", None, Some(pool))).unwrap();
    stairs.live_until("2026-12-15 00:20", HALF_HOUR);
    // The bill is twice what was accrued: who left keeps his 1.80, the others bear theirs, the owner the rest.
    assert_eq!(stairs.common_of(0, "2026-11"), left_with);
    assert_eq!((1..4).map(|room| stairs.common_of(room, "2026-11")).collect::<Vec<_>>(), [840; 3]);
    assert_eq!(stairs.common_of_account(owner, "2026-11"), 480);
    let own: Vec<i64> = shares(&stairs, "2026-11").into_iter().filter(|row| row.0.is_none()).map(|row| row.1).collect();
    assert_eq!(own, [180]);
    // At the close the owner's share takes both, and the revenue is the bill.
    let seen = json!({ "month": "2026-11", "seen": ["day_open", "provisional"] });
    stairs.call(close::close_month, seen).unwrap();
    assert!(owners_share(&stairs) >= 480 + 180);
    let common: i64 = revenue(&stairs);
    let december: i64 = [0, 1, 2, 3].iter().map(|room| stairs.common_of(*room, "2026-12")).sum::<i64>()
        + stairs.common_of_account(owner, "2026-12");
    assert_eq!(common - december, 3360);
    stairs.house.verify();
}

#[test]
fn rule_11_a_bill_for_a_closed_month_is_a_correction_by_name_and_the_rest_of_the_month_stays() {
    let mut stairs = Stairs::new();
    let draft = draft(&stairs, &bill_source(&stairs), &equal());
    let pool = save(&mut stairs, draft)[0].id;
    stairs.live_until("2026-12-02 10:00", HALF_HOUR);
    let seen = json!({ "month": "2026-11", "seen": ["day_open", "provisional"] });
    stairs.call(close::close_month, seen).unwrap();
    let before = stairs.house.charged(1)["2026-11"];
    stairs.call(common::enter_supplier_bill, bill("20.00", None, Some(pool))).unwrap();
    assert_eq!((0..4).map(|room| stairs.common_of(room, "2026-11")).collect::<Vec<_>>(), [500; 4]);
    assert_eq!(stairs.house.charged(1)["2026-11"], before + 80);
    let history =
        store::share::history(&stairs.house.core.store, units::PoolId(pool), "2026-11".parse().unwrap(), None).unwrap();
    assert!(history.iter().all(|share| share.amount == Money::ZERO));
    let account = stairs.house.units[1].account;
    let kept =
        store::share::history(&stairs.house.core.store, units::PoolId(pool), "2026-11".parse().unwrap(), Some(account));
    assert_eq!(kept.unwrap().iter().map(|share| share.amount.minor()).collect::<Vec<_>>(), [420, 500]);
    let before = stairs.house.balance(1);
    stairs = stairs.crash();
    assert_eq!(stairs.house.balance(1), before);
    stairs.house.verify();
}

#[test]
fn a_pool_that_nobody_could_bear_or_read_is_refused_with_its_field() {
    let mut stairs = Stairs::new();
    let good = draft(&stairs, &corridor(&stairs), &equal());
    let with = |change: Value| {
        let mut wish = good.clone();
        change.as_object().unwrap().iter().for_each(|(key, value)| wish[key] = value.clone());
        wish
    };
    let mut check = |change: Value, code: &str, field: &str| {
        assert_eq!(refused(&mut stairs, with(change)), (code, Some(field)));
    };
    check(json!({ "name": " " }), "pool-name", "name");
    check(json!({ "branch": 99 }), "pool-branch", "branch");
    check(json!({ "keys": [] }), "pool-no-key", "keys");
    check(json!({ "keys": [{ "basis": "equal", "weight": 0 }] }), "pool-weights-zero", "keys");
    check(json!({ "keys": [{ "basis": "equal", "weight": -1 }] }), "pool-weight", "keys");
    let twice = json!([{ "basis": "equal", "weight": 1 }, { "basis": "equal", "weight": 2 }]);
    check(json!({ "keys": twice }), "pool-key-twice", "keys");
    let fixed = json!([{ "basis": "fixed", "weight": 1 }]);
    let none = json!([{ "room": "101", "weight": 0 }]);
    check(json!({ "keys": fixed, "weights": none }), "pool-weights-zero", "weights");
    let unknown = json!([{ "room": "999", "weight": 1 }]);
    check(json!({ "keys": fixed, "weights": unknown }), "unknown-room", "weights");
    check(json!({ "source": { "kind": "common", "points": [], "tariff": null } }), "pool-points", "source");
    check(json!({ "source": { "kind": "common", "points": [1], "tariff": null } }), "pool-points", "source");
    check(json!({ "source": { "kind": "common", "points": [5], "tariff": 99 } }), "unknown-tariff", "source");
    check(json!({ "source": { "kind": "bill", "points": [], "price": "-1" } }), "pool-price", "source");
    let loss = json!({ "kind": "loss", "supply": 6, "percent": "101", "tariff": null });
    check(json!({ "source": loss }), "pool-percent", "source");
    check(json!({ "from": "soon" }), "bad-day", "from");
    save(&mut stairs, good.clone());
    assert_eq!(refused(&mut stairs, good), ("pool-name-taken", Some("name")));
}

#[test]
fn rule_11_other_keys_from_a_day_on_leave_the_days_before_as_they_were() {
    let mut stairs = Stairs::new();
    let first = draft(&stairs, &corridor(&stairs), &equal());
    let id = save(&mut stairs, first.clone())[0].id;
    stairs.live_until("2026-11-26 00:20", HALF_HOUR);
    let fixed = json!([{ "basis": "fixed", "weight": 1 }]);
    let mut second = draft(&stairs, &corridor(&stairs), &fixed);
    second["weights"] = json!([{ "room": "101", "weight": 3 }, { "room": "102", "weight": 1 }]);
    second["from"] = json!("2026-11-26");
    second["id"] = json!(id);
    save(&mut stairs, second);
    stairs.live_until("2026-11-28 00:20", HALF_HOUR);
    // Two days of 1.20 equally, two by three to one.
    let posted: Vec<i64> = (0..4).map(|room| stairs.common_of(room, "2026-11")).collect();
    assert_eq!(posted, [60 + 180, 60 + 60, 60, 60]);
    stairs.house.verify();
}

#[test]
fn rule_22_collecting_more_than_the_bill_warns() {
    let mut stairs = Stairs::new();
    stairs.live_until("2026-12-02 10:00", HALF_HOUR);
    let span = json!({ "from": "2026-11", "to": "2026-11" });
    let none: Fairness = stairs.read(fairness::fairness, span.clone()).unwrap();
    assert_eq!(none.verdict, FairnessVerdict::NoBill);
    // Some 170 kWh a room at 0.50: the supplier asked for less.
    let collected = none.collected.minor;
    assert!(collected > 30_000, "{collected}");
    let bill = |amount: &str, corrects: Option<i64>| {
        json!({
            "corrects": corrects, "pool": null, "place": null, "reference": "E-11", "from": "2026-11-01",
            "to": "2026-11-30", "amount": amount, "kwh": "700", "components": [], "received_on": null,
        })
    };
    stairs.call(common::enter_supplier_bill, bill("100.00", None)).unwrap();
    let dear: Fairness = stairs.read(fairness::fairness, span.clone()).unwrap();
    assert_eq!(dear.verdict, FairnessVerdict::Warning);
    assert_eq!(dear.excess.minor, dear.collected.minor - dear.allowed.minor);
    assert!(dear.sentences[0].contains("unlawful"), "{:?}", dear.sentences);
    assert!(dear.rules.status.contains("to be checked by a person"));
    stairs.call(common::enter_supplier_bill, bill("900.00", Some(1))).unwrap();
    let fair: Fairness = stairs.read(fairness::fairness, span).unwrap();
    assert_eq!(fair.verdict, FairnessVerdict::Fair, "{:?}", fair.sentences);
    assert!(fair.rooms.iter().all(|room| room.price_text.as_deref() == Some("¥ 0.5000/kWh")), "{:?}", fair.rooms);
}

fn loss(stairs: &Stairs, percent: &str) -> Value {
    let source = json!({ "kind": "loss", "supply": stairs.feeder.0, "percent": percent, "tariff": null });
    draft(stairs, &source, &equal())
}

#[test]
fn rule_12_loss_is_shared_up_to_the_declared_percentage_and_never_over_a_dead_meter() {
    let mut stairs = Stairs::new();
    stairs.live_until("2026-11-24 00:00", HALF_HOUR);
    // 30 W of 1,000 are lost; 2 % of them may be.
    (stairs.feeder_w, stairs.lift_w) = (1_000, 970);
    let wish = loss(&stairs, "2.0");
    save(&mut stairs, wish);
    stairs.live_until("2026-11-25 00:20", HALF_HOUR);
    let of = |stairs: &Stairs| (0..4).map(|room| stairs.common_of(room, "2026-11")).sum::<i64>();
    assert_eq!(of(&stairs), 24, "480 Wh at 0.50");
    let row = stairs.read(common::pools, json!({ "month": "2026-11" })).unwrap().remove(0);
    assert_eq!(row.result.energy_wh, 480);
    assert!(row.result.notes.iter().any(|note| note.contains("0.24 kWh lie above")), "{:?}", row.result.notes);

    // The lift's meter is silent from 6 to 12: what it used then is spread over nobody.
    stairs.live_until("2026-11-25 06:00", HALF_HOUR);
    stairs.lift_answers = false;
    stairs.live_until("2026-11-25 11:30", HALF_HOUR);
    stairs.lift_answers = true;
    stairs.live_until("2026-11-26 00:20", HALF_HOUR);
    assert_eq!(of(&stairs), 24 + 18, "18 of 24 hours");
    let row = stairs.read(common::pools, json!({ "month": "2026-11" })).unwrap().remove(0);
    assert!(row.result.notes.iter().any(|note| note.starts_with("6 hours are left out")), "{:?}", row.result.notes);
    stairs.house.verify();
}

#[test]
fn rule_12_a_negative_loss_is_carried_into_the_next_month() {
    let mut stairs = Stairs::new();
    stairs.live_until("2026-11-29 00:00", HALF_HOUR);
    // The meter below counts 10 W more than the one above, for two days: 480 Wh.
    (stairs.feeder_w, stairs.lift_w) = (990, 1_000);
    let mut wish = loss(&stairs, "5.0");
    wish["from"] = json!("2026-11-29");
    save(&mut stairs, wish);
    stairs.live_until("2026-12-01 00:20", HALF_HOUR);
    assert_eq!(stairs.common_of(0, "2026-11"), 0);
    // Then 40 W are lost: 960 Wh on the first day, of which 480 are taken up by what was carried.
    (stairs.feeder_w, stairs.lift_w) = (1_000, 960);
    stairs.live_until("2026-12-02 00:20", HALF_HOUR);
    let of = |stairs: &Stairs| (0..4).map(|room| stairs.common_of(room, "2026-12")).sum::<i64>();
    let first = of(&stairs);
    assert!((23..=25).contains(&first), "{first}");
    stairs.call(close::close_month, json!({ "month": "2026-11", "seen": ["day_open"] })).unwrap();
    stairs = stairs.crash();
    let through = stairs.core().posted_through();
    stairs.core().share_common(through).unwrap();
    assert_eq!(of(&stairs), first, "the lock keeps what is carried");
}

const YEARLY: &str = r#"
name = "Yearly"
currency = "CNY"
source = "test"

[[version]]
from = 2020-01-01
price = 0.50
tiers = { per = "year", part_cycle = "by_days" }

[[version.tier]]
up_to_kwh = 20

[[version.tier]]
price = 1.00
"#;

#[test]
fn rule_6_a_common_meter_fills_its_tiers_from_month_to_month_and_across_rules() {
    let mut stairs = Stairs::priced(YEARLY);
    let wish = draft(&stairs, &corridor(&stairs), &equal());
    save(&mut stairs, wish);
    stairs.live_until("2026-12-03 00:20", HALF_HOUR);
    let of = |stairs: &Stairs, month| shares(stairs, month).iter().map(|(_, amount, _)| amount).sum::<i64>();
    // 400 Wh on the evening before the rule, then 2.4 kWh a day: 17.2 kWh by December, the 20th on its second day.
    assert_eq!(of(&stairs, "2026-11"), 840, "16.8 kWh at 0.50");
    assert_eq!(of(&stairs, "2026-12"), 340, "2.8 kWh at 0.50 and 2 at 1.00");
    let other = json!([{ "basis": "area", "weight": 1 }]);
    let mut wish = draft(&stairs, &corridor(&stairs), &other);
    wish["id"] = json!(stairs.read(common::pools, json!({ "month": "2026-12" })).unwrap()[0].id);
    wish["from"] = json!("2026-12-03");
    save(&mut stairs, wish);
    stairs.live_until("2026-12-04 00:20", HALF_HOUR);
    assert_eq!(of(&stairs, "2026-12"), 340 + 240, "2.4 kWh at 1.00");
}
