//! The check for crossed wires in the simulated house: 101 switches in its own meter, 102 and 103 on a board, 104 not at all.

use chrono::Duration;
use serde_json::json;

use super::site::{House, LINE, Switching};
use crate::api::crossed;
use crate::dto::CrossedCheck;

fn start(house: &mut House, args: serde_json::Value) -> crate::error::Result<CrossedCheck> {
    house.core.owns_lines = true;
    house.call(crossed::start_crossed_check, args)
}

/// A second passes: the line obeys and reads, the core looks. `swapped` rooms have each other's wires behind their relays.
fn second(house: &mut House, swapped: Option<(usize, usize)>) {
    house.obey();
    house.core.now += Duration::seconds(1);
    // What flows through a meter is what the relay in its wire lets through.
    let behind = |room: usize| match swapped {
        Some((one, other)) if room == one => other,
        Some((one, other)) if room == other => one,
        _ => room,
    };
    let at = house.now();
    for (room, unit) in house.units.iter().enumerate() {
        let power_w = if house.units[behind(room)].closed { unit.power_w } else { 0 };
        let own = unit.relay.is_some_and(|(device, _)| device == unit.meter);
        let sample = meter::Sample {
            energy_import: Some(units::Energy::from_wh(unit.register_wh)),
            power_mw: Some(power_w * 1000),
            relays: if own { vec![unit.closed] } else { Vec::new() },
            serial: Some(unit.serial.to_owned()),
            ..meter::Sample::default()
        };
        house.core.hear(bus::FromLine::Sample { bus: LINE, meter: unit.meter, at, sample });
    }
    // The board tells its channels as they are.
    let board = house.units[1].relay.map(|(device, _)| device).expect("102 has a relay on the board");
    let mut relays = vec![true; 8];
    relays[0] = house.units[1].closed;
    relays[1] = house.units[2].closed;
    let sample = meter::Sample { relays, ..meter::Sample::default() };
    house.core.hear(bus::FromLine::Sample { bus: LINE, meter: board, at, sample });
    house.core.tick();
    house.collect();
}

fn finish(house: &mut House, swapped: Option<(usize, usize)>) -> CrossedCheck {
    for _ in 0..600 {
        second(house, swapped);
        let check = house.ask(crossed::crossed_check, json!({})).unwrap();
        if !check.running {
            return check;
        }
    }
    panic!("it never ends");
}

fn codes(check: &CrossedCheck) -> Vec<(&str, &str)> {
    check.rows.iter().map(|row| (row.room.as_str(), row.code.as_str())).collect()
}

fn wish(rooms: &[&str]) -> serde_json::Value {
    json!({ "rooms": rooms, "seconds": 10, "protected": false, "consent": true })
}

#[test]
fn a_house_that_is_wired_right_is_told_so_and_has_its_supply_back() {
    let mut house = House::new();
    second(&mut house, None);
    let all = json!({ "seconds": 5, "protected": false, "consent": true });
    let begun = start(&mut house, all).unwrap();
    assert_eq!((begun.running, begun.of, begun.room.as_deref()), (true, 3, Some("101")));
    let check = finish(&mut house, None);
    assert_eq!(codes(&check), [("101", "built-in"), ("102", "right"), ("103", "right")]);
    assert!(house.units.iter().all(|unit| unit.closed), "{:?}", house.events(1));
    // It went the way of every other switch.
    let events = house.events(1);
    assert!(events.contains(&"decision off maintenance".to_owned()), "{events:?}");
    assert_eq!(events.iter().filter(|event| *event == "command off").count(), 1, "{events:?}");
    assert!(house.alarms().is_empty(), "{:?}", house.alarms());
    house.verify();
}

#[test]
fn crossed_wires_are_named() {
    let mut house = House::new();
    second(&mut house, Some((1, 2)));
    start(&mut house, wish(&["102", "103"])).unwrap();
    let check = finish(&mut house, Some((1, 2)));
    assert_eq!(codes(&check), [("102", "crossed"), ("103", "crossed")]);
    assert!(check.rows[0].text.contains("103 (from 1000 W to 0 W)"), "{}", check.rows[0].text);
}

#[test]
fn a_room_without_load_tells_nothing_and_a_board_that_does_not_cut_is_found() {
    let mut house = House::new();
    house.units[1].power_w = 12;
    second(&mut house, None);
    start(&mut house, wish(&["102"])).unwrap();
    assert_eq!(codes(&finish(&mut house, None)), [("102", "no-load")]);
    house.units[1].power_w = 1_000;
    house.units[2].switching = Switching::Welded;
    start(&mut house, wish(&["103"])).unwrap();
    let check = finish(&mut house, None);
    assert_eq!(codes(&check), [("103", "stuck")]);
}

#[test]
fn a_person_says_which_room_is_dark() {
    let mut house = House::new();
    second(&mut house, None);
    start(&mut house, json!({ "rooms": ["101"], "seconds": 300, "protected": false, "consent": true })).unwrap();
    let dark = |house: &mut House| house.ask(crossed::crossed_check, json!({})).unwrap().dark;
    while !dark(&mut house) {
        second(&mut house, None);
    }
    (0..60).for_each(|_| second(&mut house, None));
    assert!(dark(&mut house), "it waits for the person");
    assert_eq!(house.call(crossed::crossed_seen, json!({ "room": "999" })).unwrap_err().code, "unknown-room");
    house.call(crossed::crossed_seen, json!({ "room": "104" })).unwrap();
    let check = finish(&mut house, None);
    assert_eq!(codes(&check), [("101", "seen-other")]);
    assert!(house.units[0].closed);
}

#[test]
fn what_must_not_be_switched_is_not() {
    let mut house = House::new();
    second(&mut house, None);
    let place = house.units[1].place;
    house.core.rooms.get_mut(&place).unwrap().protected = true;
    let refused = |house: &mut House, args| start(house, args).unwrap_err().code;
    assert_eq!(refused(&mut house, json!({ "seconds": 5, "protected": false, "consent": false })), "crossed-consent");
    assert_eq!(refused(&mut house, json!({ "seconds": 1, "protected": false, "consent": true })), "crossed-seconds");
    assert_eq!(refused(&mut house, wish(&["102"])), "crossed-protected");
    assert_eq!(refused(&mut house, wish(&[])), "crossed-no-rooms");
    let all = json!({ "seconds": 5, "protected": false, "consent": true });
    start(&mut house, all.clone()).unwrap();
    assert_eq!(refused(&mut house, all.clone()), "crossed-runs");
    let check = finish(&mut house, None);
    assert_eq!(codes(&check)[1], ("102", "left-out"));
    assert!(!house.events(1).iter().any(|event| event == "command off"));
    start(&mut house, json!({ "rooms": ["102"], "seconds": 5, "protected": true, "consent": true })).unwrap();
    assert_eq!(codes(&finish(&mut house, None)), [("102", "right")]);
    house.core.owns_lines = false;
    let no_lines = house.call(crossed::start_crossed_check, all).unwrap_err().code;
    assert_eq!(no_lines, "no-lines-here");
}

#[test]
fn a_room_that_is_off_already_and_one_behind_a_dead_line_are_left_out() {
    let mut house = House::new();
    second(&mut house, None);
    house.call(crate::api::supply::order_supply, json!({
        "room": "102", "order": "off", "reason": "maintenance", "note": "", "until": null, "review_on": "2026-12-24",
    }))
    .map_err(|refusal| refusal.code)
    .expect("the order is taken");
    (0..5).for_each(|_| second(&mut house, None));
    start(&mut house, wish(&["102"])).unwrap();
    assert_eq!(codes(&finish(&mut house, None)), [("102", "off")]);
    house.core.hear(bus::FromLine::Down { bus: LINE, reason: bus::LineError::Down });
    let check = start(&mut house, wish(&["103"])).unwrap();
    assert_eq!((check.running, codes(&check)), (false, vec![("103", "line-down")]));
}

#[test]
fn a_stop_and_a_start_of_the_program_give_the_supply_back() {
    let mut house = House::new();
    second(&mut house, None);
    let dark = |house: &mut House| {
        while house.units[1].closed {
            second(house, None);
        }
    };
    start(&mut house, wish(&["102", "103"])).unwrap();
    dark(&mut house);
    let stopped = house.call(crossed::stop_crossed_check, json!({})).unwrap();
    assert_eq!((stopped.running, codes(&stopped)), (false, vec![("102", "stopped"), ("103", "stopped")]));
    (0..3).for_each(|_| second(&mut house, None));
    assert!(house.units[1].closed);
    start(&mut house, wish(&["102"])).unwrap();
    dark(&mut house);
    let mut house = house.crash();
    (0..3).for_each(|_| second(&mut house, None));
    assert!(house.units[1].closed, "{:?}", house.events(1));
}
