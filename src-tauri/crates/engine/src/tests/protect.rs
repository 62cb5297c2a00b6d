//! Loads, appliances and hazards: what trips, what is only told, what comes back by itself and what waits for a person.

use chrono::Duration;
use serde_json::{Value, json};

use super::site::House;
use crate::api::{loads, money, rules, supply};

fn retry() -> Value {
    json!({ "off_s": 300, "tries": 2, "within_min": 60 })
}

fn load(limit_w: i64, act: &str) -> Value {
    json!({ "limit_w": limit_w, "timed": [], "over_s": 20, "retry": retry(), "act": act })
}

fn forbidden() -> Value {
    json!({ "least_w": 500, "most_w": null, "power_factor_milli": 980, "within_s": 8, "allowed": [], "retry": retry(), "act": "trip" })
}

/// Everybody has credit, and nobody draws much.
fn house() -> House {
    let mut house = House::new();
    house.units.iter_mut().for_each(|unit| unit.power_w = 200);
    house.poll_all();
    (0..4).for_each(|room| drop(house.pay(room, 100_000, &format!("first-{room}"))));
    house
}

fn reason(house: &House, room: usize) -> &'static str {
    house.room(room).decision.reason.code()
}

fn events(house: &mut House) -> Vec<crate::dto::LoadEventRow> {
    house.ask(loads::load_events, json!({ "limit": 50 })).unwrap()
}

#[test]
fn an_overload_trips_comes_back_and_locks_in_the_end_until_a_person_lets_it_go() {
    let mut house = house();
    house.rule("load", load(1_500, "trip"));
    house.watch(60, 5);
    assert!((0..4).all(|room| reason(&house, room) == "ok_credit" || room == 3));
    house.units[0].power_w = 2_180;
    house.watch(20, 5);
    assert!(house.units[0].closed, "not before its time");
    house.watch(15, 5);
    assert!(!house.units[0].closed);
    assert_eq!(reason(&house, 0), "overload_pause");
    assert!(house.alarms().contains(&"overload".to_owned()));
    house.watch(310, 5);
    assert!(house.units[0].closed, "five minutes later it is back");
    house.watch(1_000, 5);
    assert_eq!(reason(&house, 0), "overload");
    house.watch(4 * 3_600, 30);
    assert!(!house.units[0].closed, "it stays off");

    let told = events(&mut house);
    assert_eq!(told.len(), 3);
    assert!(told[0].locked && told[1].released_at.is_some() && told[2].released_by.is_none());
    assert!(told[0].text.replace('\u{a0}', " ").starts_with("2,180 W at "), "{}", told[0].text);
    let page = house.ask(loads::load_event, json!({ "id": told[2].id, "theme": "light" })).unwrap();
    assert!(page.svg.contains("<svg") && page.samples.iter().any(|sample| sample.power_w == 2_180));
    assert!(page.samples.last().unwrap().power_w == 0, "what followed is on the curve");

    let refused = house.call(loads::release_load, json!({ "room": "101", "note": " " })).unwrap_err();
    assert_eq!(refused.code, "reason-missing");
    house.units[0].power_w = 300;
    house.call(loads::release_load, json!({ "room": "101", "note": "has unplugged it" })).unwrap();
    house.obey();
    assert!(house.units[0].closed);
    assert!(!house.alarms().contains(&"overload".to_owned()));
    let last = &events(&mut house)[0];
    assert_eq!(
        (last.released_by.as_deref(), last.note.as_str(), last.locked),
        (Some("owner"), "has unplugged it", false)
    );
    let again = house.call(loads::release_load, json!({ "room": "101", "note": "x" })).unwrap_err();
    assert_eq!(again.code, "no-load-lock");
    house.verify();
}

#[test]
fn what_keeps_a_room_off_and_what_was_tried_outlive_the_program() {
    let mut house = house();
    house.rule("load", load(1_500, "trip"));
    house.units[0].power_w = 2_000;
    house.watch(40, 5);
    assert_eq!(reason(&house, 0), "overload_pause");
    house = house.crash();
    house.watch(30, 5);
    assert!(!house.units[0].closed, "a restart gives no power");
    house.watch(1_200, 5);
    assert_eq!(reason(&house, 0), "overload", "the tries are counted on");
    house = house.restart();
    house.watch(60, 5);
    assert_eq!(reason(&house, 0), "overload");
    // Who takes the rule away lets go.
    let root = house.root();
    house.call(rules::remove_supply_rule, json!({ "place": root, "kind": "load" })).unwrap();
    house.watch(30, 5);
    assert!(house.units[0].closed);
}

#[test]
fn a_limit_by_the_hour_holds_in_its_hours() {
    // 20:00 in Shanghai.
    let mut house = house();
    let night = json!({ "spans": [{ "days": ["workday", "weekend", "holiday"], "from": "22:00", "to": "06:00" }] });
    let rule = json!({ "limit_w": 1_500, "timed": [{ "limit_w": 400, "hours": night }], "over_s": 20, "retry": retry(), "act": "trip" });
    house.rule("load", rule);
    house.units[0].power_w = 900;
    house.watch(600, 30);
    assert!(house.units[0].closed);
    let limit = |house: &mut House| house.ask(crate::api::rooms::room, json!({ "room": "101" })).unwrap().row.limit_w;
    assert_eq!(limit(&mut house), Some(1_500));
    house.wait(Duration::hours(2));
    house.watch(120, 10);
    assert_eq!(limit(&mut house), Some(400));
    assert!(!house.units[0].closed);
}

#[test]
fn a_limit_that_is_only_watched_is_told_once_and_switches_nothing() {
    let mut house = house();
    house.rule("load", load(1_500, "watch"));
    house.units[0].power_w = 2_000;
    house.watch(3_600, 10);
    assert!(house.units[0].closed);
    assert_eq!(events(&mut house).len(), 1);
    assert!(events(&mut house)[0].watched);
    house.units[0].power_w = 500;
    house.watch(300, 10);
    assert!(!house.alarms().contains(&"overload".to_owned()), "over when it has fallen");
    house.units[0].power_w = 2_000;
    house.watch(60, 10);
    assert_eq!(events(&mut house).len(), 2, "another time is another event");
    // A room without a switch can only be told of.
    house.rule("load", load(1_500, "trip"));
    house.units[3].power_w = 2_000;
    house.watch(60, 10);
    let without = events(&mut house).into_iter().find(|event| event.room == "104").expect("told");
    assert!(without.watched);
}

#[test]
fn a_kettle_beside_six_computers_is_caught_and_six_computers_are_not() {
    let mut house = house();
    house.rule("forbidden", forbidden());
    house.units[0].factor_milli = 650;
    for computers in 0..6 {
        house.units[0].power_w = 100 + computers * 110;
        house.watch(9, 3);
    }
    assert!(events(&mut house).is_empty(), "{:?}", events(&mut house));
    // The kettle adds plain active power to what the computers draw.
    let computers = 650.0_f64;
    let reactive = (computers / 0.65).powi(2) - computers.powi(2);
    let factor = (computers + 1180.0) / ((computers + 1180.0).powi(2) + reactive).sqrt();
    house.units[0].power_w = 650 + 1_180;
    #[allow(clippy::cast_possible_truncation)]
    let milli = (factor * 1000.0) as i64;
    house.units[0].factor_milli = milli;
    house.watch(12, 3);
    assert!(!house.units[0].closed);
    let told = events(&mut house);
    assert_eq!(told.len(), 1);
    assert!((1_170..=1_190).contains(&told[0].power_w), "{told:?}");
    assert!(told[0].power_factor_milli.unwrap() >= 980);
    assert_eq!(reason(&house, 0), "forbidden_pause");
    // When supply comes back everything comes back at once, and that is no step.
    house.units[0].power_w = 1_500;
    house.units[0].factor_milli = 1_000;
    house.watch(400, 3);
    assert!(house.units[0].closed);
    assert_eq!(events(&mut house).len(), 1);
}

#[test]
fn a_manual_on_does_not_override_a_lock_out() {
    let mut house = house();
    house.rule("load", json!({ "limit_w": 1_500, "timed": [], "over_s": 20, "retry": { "off_s": 300, "tries": 0, "within_min": 60 }, "act": "trip" }));
    house.units[0].power_w = 2_000;
    house.watch(60, 5);
    assert_eq!(reason(&house, 0), "overload", "without tries it is locked at once");
    house.call(supply::order_supply, json!({ "room": "101", "order": "on", "note": "" })).unwrap();
    house.watch(60, 5);
    assert!(!house.units[0].closed);
}

fn bounds(bounds: &[(&str, i64, &str)]) -> Value {
    let bound = |(hazard, limit, act): &(&str, i64, &str)| json!({ "hazard": hazard, "limit": limit, "lasting_s": 5, "act": act });
    json!({ "bounds": bounds.iter().map(bound).collect::<Vec<_>>() })
}

#[test]
fn a_voltage_too_high_is_one_alarm_for_the_house() {
    let mut house = house();
    house.rule("safety", bounds(&[("over_voltage", 253, "alarm"), ("under_voltage", 196, "alarm")]));
    house.units.iter_mut().for_each(|unit| unit.voltage_mv = 259_000);
    house.watch(30, 5);
    assert_eq!(house.alarms().iter().filter(|kind| *kind == "over_voltage").count(), 1);
    assert!(house.units.iter().all(|unit| unit.closed));
    house.units[0].voltage_mv = 230_000;
    house.watch(30, 5);
    assert!(house.alarms().contains(&"over_voltage".to_owned()), "others still stand in it");
    house.units.iter_mut().for_each(|unit| unit.voltage_mv = 230_000);
    house.watch(30, 5);
    assert!(!house.alarms().contains(&"over_voltage".to_owned()));
}

#[test]
fn a_safety_trip_stays_until_a_person_has_looked() {
    let mut house = house();
    house.rule("safety", bounds(&[("over_current", 20, "trip")]));
    house.units[0].power_w = 6_000;
    house.watch(30, 5);
    assert_eq!(reason(&house, 0), "safety");
    assert!(!house.units[0].closed);
    house = house.crash();
    house.units[0].power_w = 100;
    house.watch(600, 10);
    assert!(!house.units[0].closed && reason(&house, 0) == "safety");
    let on = house.call(supply::order_supply, json!({ "room": "101", "order": "on", "note": "" })).unwrap_err();
    assert_eq!(on.code, "safety-holds");
    house.pay(0, 10_000, "second");
    house.watch(30, 5);
    assert!(!house.units[0].closed, "money is no safety");
    house.call(supply::clear_trip, json!({ "room": "101", "note": "the cable was changed" })).unwrap();
    house.obey();
    assert!(house.units[0].closed);
}

/// Rule 18: safety acts also when nothing can be written.
#[test]
fn rule_18_a_hazard_trips_while_nothing_can_be_recorded() {
    let mut house = house();
    house.rule("safety", bounds(&[("over_current", 20, "trip")]));
    house.units[0].power_w = 6_000;
    house.watch(5, 5);
    house.core.answers_left = Some(0);
    for _ in 0..4 {
        house.core.now += Duration::seconds(5);
        house.poll(0);
    }
    assert_eq!(reason(&house, 0), "safety");
    house.obey();
    assert!(!house.units[0].closed);
}

/// Rule 21: what is left on when credit is used up, held by trip and reclose.
#[test]
fn rule_21_a_lifeline_is_left_on_up_to_its_limit() {
    let mut house = House::new();
    house.units.iter_mut().for_each(|unit| unit.power_w = 100);
    house.poll_all();
    (1..4).for_each(|room| drop(house.pay(room, 100_000, &format!("first-{room}"))));
    house.pay(0, 150, "first-0");
    house.rule("lifeline", json!({ "limit_w": 200, "off_min": 10, "tries": 3 }));
    house.live(1, Duration::minutes(5));
    house.drain(0, 200);
    house.live(2, Duration::minutes(5));
    assert!(house.latched(0), "{:?}", house.events(0));
    assert_eq!(reason(&house, 0), "lifeline");
    assert!(house.units[0].closed);
    house.units[0].power_w = 900;
    house.watch(120, 10);
    assert_eq!(reason(&house, 0), "over_limit");
    assert!(!house.units[0].closed);
    house.watch(660, 10);
    assert_eq!(reason(&house, 0), "over_limit", "still too much: off again after the pause");
    // More than its tries in a day: off with its reason.
    house.watch(4 * 3_600, 30);
    let trips = events(&mut house).into_iter().filter(|event| event.load == "lifeline").count();
    assert_eq!(trips, 4);
    let switched = house.events(0).into_iter().filter(|event| event.starts_with("command")).count();
    assert!(switched <= 8, "{switched} operations of the relay");
    // Paid: everything is back at once.
    let args = json!({ "room": "101", "amount": "20", "tender": "cash", "key": "counter-1" });
    house.call(money::top_up, args).unwrap();
    house.obey();
    assert!(house.units[0].closed);
    assert_eq!(reason(&house, 0), "ok_credit");
}

#[test]
fn rules_are_told_where_they_hold_and_the_nearest_counts() {
    let mut house = house();
    house.rule("load", load(1_500, "trip"));
    let place = house.units[1].place.0;
    house.rule_at(place, "load", load(3_000, "trip"));
    let none = json!({ "place": house.units[2].place.0, "kind": "load", "rule": null });
    house.call(rules::save_supply_rule, none).unwrap();
    let limits: Vec<Option<i64>> = ["101", "102", "103"]
        .map(|room| house.ask(crate::api::rooms::room, json!({ "room": room })).unwrap().row.limit_w)
        .into();
    assert_eq!(limits, [Some(1_500), Some(3_000), None]);
    let rows = house.ask(rules::supply_rules, json!({})).unwrap();
    let told: Vec<(String, i64)> = rows.iter().map(|row| (row.path.clone(), row.rooms)).collect();
    assert_eq!(told, [("Site".to_owned(), 2), ("House / 1 / 102".to_owned(), 1), ("House / 1 / 103".to_owned(), 0)]);
    let words = rows[0].words.replace('\u{a0}', " ");
    assert_eq!(
        words,
        "No more than 1,500 W. More for 20 s switches off for 5 min. After 2 times within 60 min the room stays off until a person lets it go."
    );
    let page = house.ask(crate::api::rooms::room, json!({ "room": "102" })).unwrap();
    assert_eq!(page.rules.len(), 1);
    let unknown =
        house.call(rules::save_supply_rule, json!({ "place": 99, "kind": "shadow", "rule": { "kind": "shadow" } }));
    assert_eq!(unknown.unwrap_err().code, "unknown-place");
    let crossed =
        house.call(rules::save_supply_rule, json!({ "place": place, "kind": "exempt", "rule": { "kind": "shadow" } }));
    assert_eq!(crossed.unwrap_err().code, "unknown-rule-kind");
}
