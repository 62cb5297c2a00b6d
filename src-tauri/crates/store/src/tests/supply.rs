//! The tables of what protects a house.

use units::{Period, Power};

use super::*;

#[test]
fn a_place_has_one_rule_of_a_kind() {
    let mut site = Site::new();
    let room = site.room;
    let rule = |kind: &str, text: &str, minute| supply_rule::SupplyRule {
        place: room,
        kind: kind.to_owned(),
        rule: text.to_owned(),
        since: at(minute),
        actor: "owner".to_owned(),
    };
    site.writer
        .transaction(|tx| {
            supply_rule::put(tx, &rule("load", "1500", 0))?;
            supply_rule::put(tx, &rule("exempt", "yes", 0))?;
            supply_rule::put(tx, &rule("load", "2000", 5))?;
            supply_rule::remove(tx, room, "exempt")
        })
        .unwrap();
    assert_eq!(supply_rule::all(&site.writer).unwrap(), [rule("load", "2000", 5)]);
    assert!(site.writer.transaction(|tx| supply_rule::remove(tx, room, "exempt")).is_err());
}

#[test]
fn load_events_are_found_by_place_and_while_they_keep_a_room_off() {
    let mut site = Site::new();
    let room = site.room;
    let event = |minute, act, until| load_event::LoadEvent {
        place: room,
        at: at(minute),
        load: "overload".to_owned(),
        act,
        power: Power::from_w(2_180),
        limit: Some(Power::from_w(1_500)),
        power_factor_milli: None,
        until,
        curve: "[]".to_owned(),
    };
    let (old, told, last) = (
        event(0, load_event::Act::Tripped, None),
        event(10, load_event::Act::Watched, None),
        event(20, load_event::Act::Tripped, Some(at(25))),
    );
    let ids = site
        .writer
        .transaction(|tx| {
            [&old, &told, &last].map(|event| load_event::insert(tx, event)).into_iter().collect::<Result<Vec<_>>>()
        })
        .unwrap();
    let numbers = |found: Vec<load_event::Known>| found.into_iter().map(|(id, ..)| id).collect::<Vec<_>>();
    assert_eq!(numbers(load_event::latest(&site.writer, Some(room), at(20), 9).unwrap()), [ids[1], ids[0]]);
    assert_eq!(numbers(load_event::latest(&site.writer, None, at(60), 2).unwrap()), [ids[2], ids[1]]);
    assert_eq!(numbers(load_event::in_force(&site.writer, at(15)).unwrap()), [ids[0], ids[2]]);

    let release = load_event::Release { at: at(-5), by: "owner".to_owned(), note: "looked".to_owned() };
    site.writer
        .transaction(|tx| {
            load_event::complete(tx, ids[0], "[1]")?;
            load_event::release(tx, ids[0], &release)?;
            // Let go twice is once.
            load_event::release(tx, ids[0], &load_event::Release { by: String::new(), ..release.clone() })
        })
        .unwrap();
    let (_, known, ended) = load_event::get(&site.writer, ids[0]).unwrap().unwrap();
    assert_eq!(known, load_event::LoadEvent { curve: "[1]".to_owned(), ..old });
    assert_eq!(ended, Some(load_event::Release { at: at(0), ..release }), "never before it began");
    assert_eq!(numbers(load_event::in_force(&site.writer, at(15)).unwrap()), [ids[2]]);
}

#[test]
fn absences_are_kept_once_and_never_shrink() {
    let mut site = Site::new();
    let absence = |from, to, cause| absence::Absence { period: Period { from: at(from), to: at(to) }, cause };
    site.writer
        .transaction(|tx| {
            absence::insert(tx, &absence(0, 60, absence::Cause::Stopped))?;
            absence::insert(tx, &absence(0, 30, absence::Cause::Stopped))?;
            absence::insert(tx, &absence(100, 110, absence::Cause::Slept))
        })
        .unwrap();
    let found = absence::since(&site.writer, at(10), 9).unwrap();
    assert_eq!(found, [absence(100, 110, absence::Cause::Slept), absence(0, 60, absence::Cause::Stopped)]);
    assert_eq!(absence::since(&site.writer, at(60), 9).unwrap().len(), 1);
}

#[test]
fn the_decision_in_force_at_an_instant_is_found() {
    let mut site = Site::new();
    let point = site.point;
    let event = |minute, kind, reason: &str| supply_event::SupplyEvent {
        point,
        at: at(minute),
        kind,
        desired: "off".to_owned(),
        actual: None,
        reason: reason.to_owned(),
        args: String::new(),
        facts: "{}".to_owned(),
    };
    use supply_event::SupplyEventKind::{Command, Decision};
    site.writer
        .transaction(|tx| {
            supply_event::insert(tx, &event(0, Decision, "ok_credit"))?;
            supply_event::insert(tx, &event(10, Decision, "credit"))?;
            supply_event::insert(tx, &event(11, Command, "credit")).map(drop)
        })
        .unwrap();
    let reason = |minute| supply_event::decision_at(&site.writer, point, at(minute)).unwrap().map(|event| event.reason);
    assert_eq!(reason(-1), None);
    assert_eq!(reason(9).as_deref(), Some("ok_credit"));
    assert_eq!(reason(10).as_deref(), Some("credit"));
    let span = Period { from: at(5), to: at(20) };
    assert_eq!(supply_event::between(&site.writer, point, span).unwrap().len(), 2);
    assert_eq!(supply_event::decisions(&site.writer, span).unwrap().len(), 1);
}
