//! Why a room had the supply that it had: from what was known then, also long afterwards.

use chrono::Duration;
use serde_json::json;

use super::site::House;
use crate::api::{outlook, why};

fn cut() -> House {
    let mut house = House::new();
    house.poll_all();
    house.pay(0, 100, "first-0");
    (1..4).for_each(|room| drop(house.pay(room, 1_000_000, &format!("first-{room}"))));
    while !house.latched(0) {
        house.live(1, Duration::minutes(5));
    }
    house.live(1, Duration::minutes(5));
    house
}

#[test]
fn a_cut_is_explained_by_what_was_known_then() {
    let mut house = cut();
    let at = house.now();
    house.wait(Duration::seconds(1));
    house.pay(0, 5_000, "second");
    house.live(3, Duration::minutes(5));
    house = house.restart();

    let then = house.ask(why::why, json!({ "room": "101", "at": units::millis(at) })).unwrap();
    assert_eq!(then.reason.code, "credit");
    assert!(then.balance.minor < 0 && then.posted_balance.minor <= 100, "{then:?}");
    assert_eq!(then.tenant.as_deref(), Some("Tenant of 101"));
    let won: Vec<&str> = then
        .rules
        .iter()
        .filter(|rule| rule.outcome == crate::dto::RuleOutcome::Won)
        .map(|rule| rule.rule.as_str())
        .collect();
    assert_eq!(won, ["credit"]);
    let kinds: Vec<&str> = then.steps.iter().map(|step| step.kind.as_str()).collect();
    for kind in ["reading", "notice", "latch", "decision", "command", "read_back"] {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
    assert!(then.steps.iter().all(|step| step.at <= units::millis(at)), "nothing that came later");
    assert!(then.steps.is_sorted_by_key(|step| step.at));

    let now = house.ask(why::why, json!({ "room": "101" })).unwrap();
    assert_eq!(now.reason.code, "ok_credit");
}

#[test]
fn a_moment_that_has_not_come_or_of_which_nothing_is_known_is_said() {
    let mut house = cut();
    let ahead = units::millis(house.now() + Duration::hours(1));
    assert_eq!(house.ask(why::why, json!({ "room": "101", "at": ahead })).unwrap_err().code, "why-future");
    assert_eq!(house.ask(why::why, json!({ "room": "101", "at": 0 })).unwrap_err().code, "why-before");
    assert_eq!(house.ask(why::why, json!({ "room": "999" })).unwrap_err().code, "unknown-room");
}

/// Load left on at night is reported with its cost, which is what the bill is higher by.
#[test]
fn load_left_on_after_hours_is_reported_with_its_cost() {
    let mut house = House::new();
    house.poll_all();
    (0..4).for_each(|room| drop(house.pay(room, 1_000_000, &format!("first-{room}"))));
    let hours = json!({ "spans": [{ "days": ["workday", "weekend", "holiday"], "from": "22:00", "to": "06:00" }] });
    house.rule("after_hours", json!({ "hours": hours, "least_w": 300 }));
    house.units[1].power_w = 50;
    house.live(14, Duration::minutes(15));
    let report = house.ask(outlook::after_hours, json!({ "from": "2026-11-23", "to": "2026-11-24" })).unwrap();
    let rooms: Vec<&str> = report.iter().map(|row| row.room.as_str()).collect();
    assert_eq!(rooms, ["101", "103", "104"], "the second room drew less than counts");
    let row = &report[0];
    assert_eq!((row.energy_wh, row.mean_w), (8_000, 1_000));
    // 8 kWh at 0.6083.
    assert_eq!(row.cost.as_ref().unwrap().minor, 487);
    let long = house.ask(outlook::after_hours, json!({ "from": "2026-01-01", "to": "2026-11-24" })).unwrap_err();
    assert_eq!(long.code, "span-too-long");
}
