//! Meters that change, and readings of the past that are put right.

use chrono::Duration;
use ledger::{Book, Cause};
use serde_json::{Value, json};
use units::{Energy, Timestamp, millis};

use super::super::site::TURN_WH;
use super::*;
use crate::api::readings;

/// The meter at a room's point now.
fn meter(house: &House, room: usize) -> i64 {
    house.core.points[&house.units[room].point].meter.0
}

fn exchange(house: &House, room: usize, last: &Value, serial: &str, unit: u8, first: &str, key: &str) -> Value {
    json!({
        "meter": meter(house, room), "at": null, "last": last,
        "new": { "serial": serial, "profile": "eastron-sdm120", "line": null, "unit": unit, "rated_w": null, "first_kwh": first },
        "ratio": { "primary": 1, "secondary": 1 }, "reason": "display broken", "key": key,
    })
}

/// The new meter hangs on the wall.
fn hang(house: &mut House, room: usize, serial: &'static str, register_wh: i64) {
    let point = &house.core.points[&house.units[room].point];
    let meter = point.meter;
    let unit = &mut house.units[room];
    (unit.meter, unit.serial, unit.register_wh) = (meter, serial, register_wh);
}

fn rolled(house: &House, room: usize) -> Energy {
    let all = (units::timestamp(0), Timestamp::MAX_UTC);
    let hours = store::rollup::hours(&house.core.store, house.units[room].point, all.0, all.1).unwrap();
    assert_eq!(store::rollup::disagreeing(&house.core.store).unwrap(), []);
    hours.iter().map(|(_, sum)| sum.energy).sum()
}

#[test]
fn a_meter_is_exchanged_twice_in_a_day() {
    let mut house = lived(20);
    let by_wire = json!({ "kind": "meter" });
    let args = exchange(&house, 1, &by_wire, "2001", 21, "5", "x1");
    let done = call(&mut house, readings::exchange_meter, args.clone()).unwrap();
    assert_eq!((done.last.text.as_str(), done.first.text.as_str()), ("200020.00", "5.00"));
    assert_eq!((done.meter.serial.as_str(), done.meter.unit), ("2001", 21));
    assert!(call(&mut house, readings::exchange_meter, args.clone()).unwrap().repeated);
    assert!(house.core.rewired, "the line is told its devices anew");
    hang(&mut house, 1, "2001", 5_000);
    house.live(2, Duration::minutes(15));
    let args = exchange(&house, 1, &by_wire, "2002", 22, "0", "x2");
    call(&mut house, readings::exchange_meter, args).unwrap();
    hang(&mut house, 1, "2002", 0);
    house.live(40, Duration::minutes(15));
    assert_eq!(rolled(&house, 1), Energy::from_wh(62_000));
    house.live(10, Duration::minutes(15));
    super::super::papers::add_up(&mut house);
    house.verify();
    let balance = house.balance(1);
    house = house.crash();
    assert_eq!(house.balance(1), balance);
    house.live(1, Duration::minutes(15));
    let rows = store::installation::of_point(&house.core.store, house.units[1].point).unwrap();
    let serials: Vec<_> = rows.iter().map(|(_, row)| row.serial.clone().unwrap()).collect();
    assert_eq!(serials, ["1002", "2001", "2002"], "old papers name the meter that was there");
}

#[test]
fn a_register_that_turned_over_counts_as_it_did_after_the_meter_is_exchanged() {
    let mut house = lived(1);
    // Somebody says that the register is where it is: near its end.
    house.units[0].register_wh = TURN_WH - 5_000;
    house.wait(Duration::minutes(15));
    house.poll(0);
    let (doubt, _) = store::suspect::open(&house.core.store).unwrap().pop().unwrap();
    let accepted = json!({ "id": doubt, "accept": true, "note": "seen on the wall" });
    call(&mut house, crate::api::meters::resolve_suspect, accepted).unwrap();
    for register in [TURN_WH - 2_000, 1_000, 1_010, 3_000] {
        house.wait(Duration::hours(1));
        house.answer(0, register);
    }
    house.units[0].register_wh = 3_000;
    let (balance, energy) = (house.balance(0), rolled(&house, 0));
    // The new model's register is another one, and has no known end.
    let args = exchange(&house, 0, &json!({ "kind": "meter" }), "2001", 21, "70", "x");
    call(&mut house, readings::exchange_meter, args).unwrap();
    assert_eq!((house.balance(0), rolled(&house, 0)), (balance, energy));
    house = house.crash();
    assert_eq!((house.balance(0), rolled(&house, 0)), (balance, energy));
    hang(&mut house, 0, "2001", 70_000);
    house.units[0].relay = None;
    house.live(30, Duration::minutes(15));
    assert_eq!(rolled(&house, 0), energy + Energy::from_wh(house.units[0].register_wh - 70_000));
    super::super::papers::add_up(&mut house);
    house.verify();
}

#[test]
fn a_dead_meter_is_exchanged_by_its_display() {
    let mut house = lived(20);
    house.wait(Duration::days(2));
    house.silent(0);
    let by_wire = exchange(&house, 0, &json!({ "kind": "meter" }), "2001", 1, "0", "x");
    assert_eq!(refused(call(&mut house, readings::exchange_meter, by_wire)), "reading-old");
    let by_hand = exchange(&house, 0, &json!({ "kind": "hand", "kwh": "100025" }), "2001", 1, "0", "x");
    let done = call(&mut house, readings::exchange_meter, by_hand).unwrap();
    assert_eq!(done.last.text, "100025.00");
    hang(&mut house, 0, "2001", 0);
    // The old meter held the relay; the new model has none.
    assert!(house.room(0).relay.is_none());
    house.units[0].relay = None;
    house.core.now += Duration::minutes(1);
    house.live(24, Duration::minutes(15));
    assert_eq!(rolled(&house, 0), Energy::from_wh(25_000 + house.units[0].register_wh));
    let taken = exchange(&house, 0, &json!({ "kind": "meter" }), "2003", 2, "0", "y");
    assert_eq!(refused(call(&mut house, readings::exchange_meter, taken)), "unit-taken");
    house.verify();
}

#[test]
fn a_transformers_ratio_counts_from_its_instant_on() {
    let mut house = lived(10);
    let set = |house: &House, at: Option<i64>, key: &str| {
        json!({
            "meter": meter(house, 1), "at": at, "register": { "kind": "meter" },
            "ratio": { "primary": 100, "secondary": 5 }, "reason": "transformer", "key": key,
        })
    };
    house.pay(1, 200_000, "much");
    let args = set(&house, None, "r");
    call(&mut house, readings::set_ratio, args).unwrap();
    house.live(4, Duration::minutes(15));
    assert_eq!(rolled(&house, 1), Energy::from_wh(10_000 + 4 * 20_000));
    // Known late, it counts all the same: what was read since is charged anew.
    let mut late = lived(14);
    late.pay(1, 200_000, "much");
    let at = millis(late.now() - Duration::hours(4));
    let args = set(&late, Some(at), "r");
    call(&mut late, readings::set_ratio, args).unwrap();
    assert_eq!((rolled(&late, 1), late.balance(1)), (rolled(&house, 1), house.balance(1)));
    late.live(30, Duration::minutes(15));
    house.live(30, Duration::minutes(15));
    assert_eq!(late.balance(1), house.balance(1));
    let wrong = json!({
        "meter": meter(&late, 1), "at": null, "register": { "kind": "meter" },
        "ratio": { "primary": 1, "secondary": 5 }, "reason": "x", "key": "w",
    });
    assert_eq!(refused(call(&mut late, readings::set_ratio, wrong)), "bad-ratio");
    for mut house in [house, late] {
        super::super::papers::add_up(&mut house);
        house.verify();
        let balance = house.balance(1);
        house = house.restart();
        assert_eq!(house.balance(1), balance);
    }
}

fn correct(house: &House, room: usize, at: i64, kwh: &str, key: &str) -> Value {
    json!({ "meter": meter(house, room), "at": at, "kwh": kwh, "reason": "misread", "key": key })
}

/// The stored reading of a room nearest to so many hours ago.
fn reading_ago(house: &House, room: usize, hours: i64) -> units::Reading {
    let at = house.now() - Duration::hours(hours);
    *house.stored(room).iter().rfind(|reading| reading.at <= at).unwrap()
}

#[test]
fn a_wrong_reading_is_put_right_and_back_again_without_a_trace_in_the_sums() {
    let mut house = lived(40);
    let (balance, energy) = (house.balance(1), rolled(&house, 1));
    let before = house.charged(1);
    let wrong = reading_ago(&house, 1, 20);
    let at = millis(wrong.at);
    let kwh = |wh: i64| Energy::from_wh(wh).to_string();
    let up = kwh(wrong.register.wh() + 200);
    let preview = correct(&house, 1, at, &up, "p");
    let shown = call(&mut house, readings::correct_reading_preview, preview).unwrap();
    assert!(!shown.booked && house.balance(1) == balance);
    let args = correct(&house, 1, at, &up, "c");
    let done = call(&mut house, readings::correct_reading, args.clone()).unwrap();
    assert_eq!(done.differences, shown.differences, "booked as it was shown");
    assert_eq!((done.old_wh, done.new_wh), (Some(wrong.register.wh()), wrong.register.wh() + 200));
    assert!(call(&mut house, readings::correct_reading, args).unwrap().repeated);
    // Within a month of one price a reading between two others moves no money.
    assert_eq!((house.balance(1), rolled(&house, 1)), (balance, energy));
    let back = correct(&house, 1, at, &kwh(wrong.register.wh()), "d");
    call(&mut house, readings::correct_reading, back).unwrap();
    assert_eq!((house.balance(1), rolled(&house, 1)), (balance, energy));
    let charged: i64 = before.values().sum();
    assert!(house.charged(1).values().sum::<i64>() >= charged);
    let far = correct(&house, 1, at, &kwh(wrong.register.wh() + 90_000_000), "e");
    assert_eq!(refused(call(&mut house, readings::correct_reading, far)), "register-implausible");
    let none = correct(&house, 1, at + 1, &up, "f");
    assert_eq!(refused(call(&mut house, readings::correct_reading, none)), "no-such-reading");
    house.verify();
}

#[test]
fn a_correction_behind_a_closed_month_books_in_the_open_one_with_its_reason() {
    let mut house = lived(24);
    house.pay(1, 500_000, "much");
    // Into December, where the price is another one.
    house.live(24 * 12, Duration::hours(1));
    let zone = house.core.site.zone;
    let december: units::Month = "2026-12".parse().unwrap();
    let edge = zone.start_of(december.first());
    let first = *house.stored(1).iter().find(|reading| reading.at >= edge).unwrap();
    let (balance, charged) = (house.balance(1), house.charged(1));
    let november = statement(&mut house, 1, "2026-11");
    let args = correct(&house, 1, millis(first.at), &Energy::from_wh(first.register.wh() - 900).to_string(), "c");
    let done = call(&mut house, readings::correct_reading, args).unwrap();
    assert_eq!(done.differences.iter().map(|d| d.month.as_str()).collect::<Vec<_>>(), ["2026-11", "2026-12"]);
    let less = charged["2026-11"] - house.charged(1)["2026-11"];
    assert_eq!(-done.differences[0].amount.minor, less);
    assert!(less > 0 && house.balance(1) < balance, "less of the cheap month, more of the dear one");
    let entries = store::entry::between(&house.core.store, house.now(), Timestamp::MAX_UTC).unwrap();
    let booked = entries.iter().find(|entry| entry.draft.cause == Cause::Correction).unwrap();
    assert_eq!((booked.draft.booking, booked.draft.memo.as_str()), (december, "misread"));
    assert_eq!(statement(&mut house, 1, "2026-11"), november, "the paper stays as it was");
    house.live(24, Duration::hours(1));
    super::super::papers::add_up(&mut house);
    house.verify();
}

/// A statement as the reader sees its sums.
fn statement(house: &mut House, room: usize, month: &str) -> String {
    let room = name(house, room);
    format!("{:?}", crate::api::papers::proven(&view(house), &room, month.parse().unwrap()).unwrap().unwrap())
}

#[test]
fn rule_1_a_correction_for_a_tenant_who_has_left_is_his_by_name() {
    let mut house = lived(40);
    let wrong = reading_ago(&house, 0, 1);
    let left_with = move_out(&mut house, 0, "cash", "out").unwrap();
    house.live(5, Duration::minutes(15));
    move_in(&mut house, 0, "20", "in").unwrap();
    house.live(30, Duration::minutes(15));
    let (left, _) = all(&house, 0)[0].clone();
    let (balance, register) = (house.balance(0), wrong.register.wh());
    // The register at the move was wrong: the leaver had used less, the owner more.
    let at_move = *house.stored(0).iter().find(|reading| millis(reading.at) == left_with.to).unwrap();
    let args = correct(&house, 0, left_with.to, &Energy::from_wh(at_move.register.wh() - 200).to_string(), "c");
    let done = call(&mut house, readings::correct_reading, args).unwrap();
    let his =
        done.differences.iter().find(|difference| difference.former && difference.tenant == "Tenant of 101").unwrap();
    assert!(his.amount.minor < 0);
    assert_eq!(on(&house, Book::FormerTenant(left)), his.amount.minor, "a payable of the former tenant");
    assert_eq!(house.balance(0), balance, "and nothing moved to the next one");
    settled(&house, left);
    assert_eq!(
        charged_energy(&house, account_of(&house, left)),
        Energy::from_wh(at_move.register.wh() - 200 - 100_000_000)
    );
    assert!(register < at_move.register.wh());
    // Put back, it is as if nothing had been.
    let args = correct(&house, 0, left_with.to, &at_move.register.to_string(), "d");
    call(&mut house, readings::correct_reading, args).unwrap();
    assert_eq!((on(&house, Book::FormerTenant(left)), house.balance(0)), (0, balance));
    house.verify();
}

#[test]
fn a_gap_is_filled_by_what_a_person_read() {
    let mut house = lived(10);
    house.use_energy(Duration::hours(50));
    house.core.now += Duration::hours(50);
    let read = |house: &House, at: i64, kwh: &str, key: &str| json!({ "meter": meter(house, 2), "at": at, "kwh": kwh, "key": key });
    let early = millis(house.now() - Duration::hours(40));
    house.poll_all();
    let energy = rolled(&house, 2);
    let args = read(&house, early, "300013", "m");
    let done = call(&mut house, readings::manual_reading, args.clone()).unwrap();
    assert!(done.booked && done.old_wh.is_none());
    assert_eq!(
        rolled(&house, 2),
        energy + (house.stored(2).last().unwrap().register - Energy::from_wh(300_000_000) - energy)
    );
    assert!(call(&mut house, readings::manual_reading, args).unwrap().repeated);
    let (again, too_low) = (read(&house, early, "300014", "n"), read(&house, early + 1, "1", "o"));
    assert_eq!(refused(call(&mut house, readings::manual_reading, again)), "reading-there");
    assert_eq!(refused(call(&mut house, readings::manual_reading, too_low)), "register-implausible");
    let all = json!({ "meter": meter(&house, 2), "before": null, "limit": 500 });
    let shown = readings::readings(&view(&mut house), serde_json::from_value(all).unwrap()).unwrap();
    let row = shown.iter().find(|row| row.at == early).unwrap();
    assert_eq!((row.by.as_deref(), row.text.as_str()), (Some("owner"), "300013.00"));
    house.live(24, Duration::minutes(15));
    super::super::papers::add_up(&mut house);
    house.verify();
}

fn view(house: &mut House) -> crate::View {
    let live = std::sync::Arc::new(house.core.picture());
    let (now, folder) = (house.now(), house.folder.path().to_owned());
    crate::View { reader: house.core.store.reader().unwrap(), live, now, language: Language::En, folder }
}
