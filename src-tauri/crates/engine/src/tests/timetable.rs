//! Lights out, who is spared, and floors that come back room by room.

use chrono::Duration;
use serde_json::{Value, json};

use super::site::House;
use crate::api::{rules, supply};

/// From 23:00 to 06:00 before workdays; noon in UTC on Monday 2026-11-23 is 20:00 in Shanghai.
fn lights_out(confirmed: i64) -> Value {
    let hours = json!({ "spans": [{ "days": ["workday"], "night": "morning", "from": "23:00", "to": "06:00" }] });
    json!({ "hours": hours, "confirmed": confirmed })
}

fn house() -> House {
    let mut house = House::new();
    house.poll_all();
    (0..4).for_each(|room| drop(house.pay(room, 1_000_000, &format!("first-{room}"))));
    house
}

fn closed(house: &House) -> [bool; 3] {
    [0, 1, 2].map(|room: usize| house.units[room].closed)
}

fn to_half_past_eleven(house: &mut House) {
    house.live(3, Duration::minutes(10));
    house.live(1, Duration::minutes(10));
}

#[test]
fn lights_go_out_and_come_back_by_the_timetable() {
    let mut house = house();
    house.rule("lights_out", lights_out(3));
    house.live(2, Duration::minutes(10));
    assert_eq!(closed(&house), [true; 3]);
    to_half_past_eleven(&mut house);
    assert_eq!(closed(&house), [false; 3]);
    assert_eq!(house.room(0).decision.reason.code(), "calendar");
    house.live(7, Duration::minutes(10));
    assert_eq!(closed(&house), [true; 3]);
    // From Friday evening to Sunday evening nothing goes out.
    house.live(24 * 4 - 8, Duration::minutes(30));
    assert_eq!(house.core.site.zone.local(house.now()).format("%a %H").to_string(), "Sat 01");
    assert_eq!(closed(&house), [true; 3]);
    house.verify();
}

#[test]
fn the_exempt_and_the_protected_are_spared() {
    let mut house = house();
    house.rule("lights_out", lights_out(10));
    let first = house.units[0].place.0;
    house.rule_at(first, "exempt", json!({}));
    let place = house.units[1].place;
    house.core.rooms.get_mut(&place).unwrap().protected = true;
    to_half_past_eleven(&mut house);
    assert_eq!(closed(&house), [true, true, false]);
}

/// Rule 18: the timetable has its own confirmed batch size.
#[test]
fn rule_18_a_timetable_switches_nothing_until_a_person_has_confirmed_how_many() {
    let mut house = house();
    house.rule("lights_out", lights_out(2));
    let row = &house.ask(rules::supply_rules, json!({})).unwrap()[0];
    assert!(row.unconfirmed);
    to_half_past_eleven(&mut house);
    assert_eq!(closed(&house), [true; 3]);
    let held = house.room(0).decision.considered.iter().find(|rule| rule.rule == ::supply::Rule::Calendar).unwrap();
    assert_eq!(held.held_by, [::supply::Guard::UnconfirmedBatch]);
    let root = house.root();
    let preview = json!({ "place": root, "kind": "lights_out", "hours": lights_out(0)["hours"], "from": "2026-11-23" });
    let preview = house.ask(rules::hours_preview, preview).unwrap();
    assert_eq!(preview.rooms, 3);
    let monday = &preview.days[0];
    assert_eq!((monday.day.as_str(), monday.stretches.as_slice()), ("2026-11-23", &[(0, 360), (1380, 1440)][..]));
    assert_eq!(preview.days[5].stretches, [], "Saturday");
    assert_eq!(preview.days[6].stretches, [(1380, 1440)], "Sunday evening");
    house.rule("lights_out", lights_out(3));
    house.live(1, Duration::minutes(10));
    assert_eq!(closed(&house), [false; 3]);
}

#[test]
fn a_floor_comes_back_room_by_room() {
    let mut house = house();
    house.core.site.reclose_gap_s = 10;
    house.rule("lights_out", lights_out(3));
    to_half_past_eleven(&mut house);
    assert_eq!(closed(&house), [false; 3]);
    house.core.now = house.core.site.zone.instant(
        chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
        chrono::NaiveTime::from_hms_opt(5, 59, 58).unwrap(),
    );
    let mut back = Vec::new();
    for _ in 0..60 {
        house.core.now += Duration::seconds(1);
        house.poll_all();
        house.core.tick();
        house.collect();
        for switch in &house.waiting {
            back.push((house.now(), switch.meter, switch.channel));
        }
        house.obey();
    }
    assert_eq!(closed(&house), [true; 3]);
    assert_eq!(back.len(), 3);
    for pair in back.windows(2) {
        assert!(pair[1].0 - pair[0].0 >= Duration::seconds(9), "{back:?}");
    }
    // One room alone comes at once.
    house
        .call(
            supply::order_supply,
            json!({ "room": "101", "order": "off", "reason": "other", "note": "", "review_on": "2026-12-01" }),
        )
        .unwrap();
    house.obey();
    house.watch(60, 10);
    house.call(supply::order_supply, json!({ "room": "101", "order": "auto", "note": "" })).unwrap();
    assert_eq!(house.waiting.len(), 1);
}
