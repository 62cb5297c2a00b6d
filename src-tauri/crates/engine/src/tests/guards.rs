//! What holds a cut back, what a person may let go on, and orders that go the credit way.

use chrono::Duration;
use serde_json::json;
use supply::Guard;

use super::site::{House, TARIFF, noon, settings};
use crate::api::{outlook, site, supply as orders, watch};
use crate::settings::SiteSettings;

/// The first room runs out soon; the others have plenty.
fn low(change: impl FnOnce(&mut SiteSettings)) -> House {
    let mut site = settings("Asia/Shanghai");
    change(&mut site);
    let mut house = House::made(&site, noon(), TARIFF);
    house.poll_all();
    house.pay(0, 100, "first-0");
    (1..4).for_each(|room| drop(house.pay(room, 1_000_000, &format!("first-{room}"))));
    house
}

/// Rule 22: friendly hours are on by default. Monday evening nobody is cut, Tuesday after nine they are.
#[test]
fn rule_22_nobody_is_cut_in_friendly_hours_which_are_on_by_default() {
    let usual = SiteSettings::new("x", units::Currency::CNY, settings("UTC").zone, crate::words::Language::En);
    assert!(usual.friendly.on);
    let mut house = low(|site| site.friendly = usual.friendly);
    house.live(12, Duration::minutes(10));
    assert!(house.balance(0) < 0);
    assert!(!house.latched(0), "08:00 on Tuesday");
    assert_eq!(house.room(0).decision.reason.code(), "friendly_hours_guard");
    let outlook = house.ask(outlook::cut_outlook, json!({})).unwrap();
    let nine = house.core.site.zone.local(units::timestamp(outlook.rooms[0].cut_at.unwrap()));
    assert_eq!(nine.format("%m-%d %H:%M").to_string(), "11-24 09:00");
    house.live(2, Duration::minutes(10));
    assert!(house.latched(0));
    // What is cut stays cut when friendly hours begin (rule 17).
    house.live(12, Duration::minutes(30));
    assert!(house.latched(0) && !house.units[0].closed);
}

#[test]
fn who_could_be_cut_is_told_with_what_holds_it() {
    let mut house = low(|site| site.notice_minutes = 24 * 60);
    house.live(3, Duration::minutes(10));
    let outlook = house.ask(outlook::cut_outlook, json!({})).unwrap();
    assert_eq!(outlook.rooms.len(), 1, "{outlook:?}");
    let row = &outlook.rooms[0];
    let notice = house.room(0).notice.as_ref().unwrap().0;
    assert_eq!(row.cut_at, Some(units::millis(notice + Duration::hours(24))));
    house.call(orders::pause_supply, json!({ "paused": true, "note": "" })).unwrap();
    let held = &house.ask(outlook::cut_outlook, json!({})).unwrap().rooms[0];
    assert_eq!((held.cut_at, held.held_by.as_slice()), (None, &["Automatic cuts are paused".to_owned()][..]));
}

#[test]
fn a_pilot_group_is_watched_and_never_cut_and_the_report_says_what_would_have_been() {
    let mut house = low(|_| {});
    house.rule("shadow", json!({}));
    house.live(6, Duration::minutes(10));
    assert!(house.balance(0) < 0 && !house.latched(0) && house.units[0].closed);
    assert_eq!(house.room(0).decision.reason.code(), Guard::Shadow.held_code());
    let report = house.ask(outlook::shadow_report, json!({ "from": "2026-11-23", "to": "2026-11-24" })).unwrap();
    assert_eq!(report.len(), 1);
    assert_eq!((report[0].room.as_str(), report[0].until), ("101", None));
    assert!(report[0].balance.minor < 0);
    assert_eq!(house.ask(site::site, json!({})).unwrap().shadow_rooms, 4);
    house.pay(0, 5_000, "second");
    house.live(1, Duration::minutes(10));
    let report = house.ask(outlook::shadow_report, json!({ "from": "2026-11-23", "to": "2026-11-24" })).unwrap();
    assert!(report[0].until.is_some());
}

#[test]
fn many_cuts_at_once_wait_for_a_persons_word() {
    let mut house = low(|site| site.cuts_per_hour = 1);
    for room in 1..3 {
        house.drain(room, 1_000_100);
    }
    house.drain(0, 200);
    // Their notices are of one time, so that all three could be cut together.
    let steps = (0..20).take_while(|_| {
        house.watch(600, 300);
        house.core.standing().cuts_wait == 0
    });
    assert!(steps.count() < 20, "nobody waits");
    assert!(house.alarms().contains(&"cuts_wait".to_owned()));
    let cut = (0..3).filter(|room| house.latched(*room)).count();
    let refused = house.call(watch::allow_cuts, json!({ "note": "" })).unwrap_err();
    assert_eq!(refused.code, "reason-missing");
    house.call(watch::allow_cuts, json!({ "note": "looked at each" })).unwrap();
    assert_eq!((0..3).filter(|room| house.latched(*room)).count(), cut + 1);
    // A start does not forget what was allowed, nor what was cut since.
    house = house.restart();
    house.watch(20, 10);
    assert_eq!((0..3).filter(|room| house.latched(*room)).count(), cut + 1);
    house.live(4, Duration::minutes(10));
    assert!((0..3).all(|room| house.latched(room)));
    assert!(!house.alarms().contains(&"cuts_wait".to_owned()));
}

/// Rule 20: a cut for a debt is refused unless the site lets debts cut, and then goes the credit way.
#[test]
fn rule_20_a_debt_cuts_only_where_that_is_chosen_and_with_the_guards_of_credit() {
    let mut house = low(|_| {});
    house.pay(0, 100_000, "more");
    let order = json!({ "room": "101", "order": "off", "reason": "debt", "note": "rent", "review_on": "2026-12-01" });
    assert_eq!(house.call(orders::order_supply, order.clone()).unwrap_err().code, "debts-do-not-cut");
    house.core.site.debts_cut = true;
    house.call(orders::order_supply, order).unwrap();
    assert!(house.units[0].closed && house.waiting.is_empty(), "not at once: notice first");
    assert_eq!(house.room(0).decision.reason.code(), "held_debt");
    house.live(1, Duration::minutes(10));
    assert!(house.room(0).notice.is_some());
    house.live(2, Duration::minutes(10));
    assert!(house.latched(0) && !house.units[0].closed);
    assert_eq!(house.room(0).decision.reason.code(), "debt");
    // Money is not what was asked for; the order is.
    house.pay(0, 10_000, "another");
    house.live(1, Duration::minutes(10));
    assert!(!house.units[0].closed);
    house.call(orders::order_supply, json!({ "room": "101", "order": "auto", "note": "paid" })).unwrap();
    house.obey();
    assert!(house.units[0].closed);
}

#[test]
fn a_lock_for_work_on_the_wires_stands_beside_any_order() {
    let mut house = low(|_| {});
    house.pay(0, 100_000, "more");
    house.call(orders::order_supply, json!({ "room": "101", "order": "on", "note": "" })).unwrap();
    let lock = json!({ "room": "101", "order": "maintenance", "note": "new socket" });
    assert_eq!(
        house
            .call(orders::order_supply, json!({ "room": "101", "order": "maintenance", "note": "" }))
            .unwrap_err()
            .code,
        "reason-missing"
    );
    house.call(orders::order_supply, lock).unwrap();
    house.obey();
    assert!(!house.units[0].closed);
    house = house.crash();
    house.watch(60, 10);
    assert_eq!(house.room(0).decision.reason.code(), "maintenance");
    house.call(orders::order_supply, json!({ "room": "101", "order": "work_done", "note": "" })).unwrap();
    house.watch(30, 10);
    assert!(house.units[0].closed);
    assert_eq!(house.room(0).decision.reason.code(), "manual_on", "the order before it still stands");
    let again =
        house.call(orders::order_supply, json!({ "room": "101", "order": "work_done", "note": "" })).unwrap_err();
    assert_eq!(again.code, "no-maintenance");
}

#[test]
fn days_left_warn_before_money_does() {
    let mut house = low(|site| (site.warn1_days, site.warn2_days) = (Some(5), Some(2)));
    assert_eq!(house.room(1).warn_level, 0);
    // A thousand watts are some fifteen a day; 40.00 are less than three days.
    house.live(48, Duration::minutes(30));
    house.drain(1, house.core.rooms[&house.units[1].place].account.posted_balance.minor() - 4_000);
    house.live(24, Duration::minutes(30));
    assert!(house.balance(1) > house.core.site.warn1.minor(), "{}", house.balance(1));
    assert!(house.room(1).warn_level >= 1);
}

#[test]
fn rule_10_a_post_paid_room_is_not_warned_of_credit_that_ends() {
    let mut house = low(|site| (site.warn1_days, site.warn2_days) = (Some(5), Some(2)));
    house.live(48, Duration::minutes(30));
    let place = house.units[1].place;
    house.core.rooms.get_mut(&place).unwrap().post_paid = true;
    house.drain(1, house.core.rooms[&place].account.posted_balance.minor() + 4_000);
    house.live(4, Duration::minutes(30));
    assert!(house.balance(1) < -4_000, "{}", house.balance(1));
    let room = house.core.live_room(house.room(1), None);
    assert_eq!((room.warn_level, room.days_left, room.runs_out_at), (0, None, None));
}

#[test]
fn a_clock_that_was_set_back_cuts_nobody_until_a_person_has_looked() {
    let mut house = low(|_| {});
    house.core.keep_watch();
    house.live(1, Duration::minutes(10));
    house.core.watch_as_of(house.now());
    house.core.now -= Duration::hours(1);
    house.core.keep_watch();
    assert!(house.alarms().contains(&"clock_set_back".to_owned()));
    house = house.crash();
    house.live(6, Duration::minutes(10));
    assert!(house.balance(0) < 0 && !house.latched(0));
    assert!(house.room(0).guards.contains(&Guard::ClockUnsure));
    assert!(house.ask(site::site, json!({})).unwrap().clock_unsure);
    house.call(watch::confirm_clock, json!({})).unwrap();
    house.live(1, Duration::minutes(10));
    assert!(house.latched(0));
}

#[test]
fn a_stop_of_the_program_is_told_at_the_next_start() {
    let mut house = low(|_| {});
    house.core.keep_watch();
    let stopped = house.now();
    house = house.restart();
    assert_eq!(house.ask(watch::absences, json!({})).unwrap().len(), 0);
    let House { core, units, folder, .. } = house;
    let now = core.now + Duration::hours(7);
    core.finish();
    let mut house = House::opened(units, folder, now);
    let absences = house.ask(watch::absences, json!({})).unwrap();
    assert_eq!(absences.len(), 1);
    assert_eq!((absences[0].from, absences[0].minutes), (units::millis(stopped), 420));
    assert!(house.alarms().contains(&"unwatched".to_owned()));
    // A computer that slept is another.
    house.core.keep_watch();
    house.core.now += Duration::minutes(30);
    house.core.keep_watch();
    let absences = house.ask(watch::absences, json!({})).unwrap();
    assert_eq!((absences[0].cause.as_str(), absences[0].minutes), ("slept", 30));
}
