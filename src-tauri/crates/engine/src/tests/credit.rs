//! Credit, notice, latch and relay, from the first warning to power that is back.

use chrono::Duration;
use serde_json::json;
use units::Money;

use super::site::{House, Switching, noon, settings};
use crate::Actor;
use crate::api::{money, supply};
use crate::core::Outgoing;
use crate::dto::{NoticeMeans, OrderArgs, PauseArgs, TopUpArgs};
use crate::words::Language;

fn owner() -> Actor {
    Actor::owner(Language::En)
}

fn wealthy_but(room: usize, minor: i64) -> House {
    let mut house = House::new();
    house.poll_all();
    for other in 0..4 {
        let amount = if other == room { minor } else { 100_000 };
        house.pay(other, amount, &format!("first-{other}"));
    }
    house
}

/// Runs the room's credit down and lets the relay follow.
fn cut(room: usize) -> House {
    let mut house = wealthy_but(room, 150);
    for _ in 0..100 {
        if house.latched(room) && house.waiting.is_empty() {
            break;
        }
        house.live(1, Duration::minutes(5));
    }
    assert!(house.latched(room) && !house.units[room].closed, "{:?}", house.events(room));
    house
}

fn top_up(house: &mut House, room: usize, amount: &str, key: &str) -> crate::dto::TopUp {
    let name = house.room(room).name.clone();
    let args = json!({ "room": name, "amount": amount, "tender": "cash", "key": key });
    let args: TopUpArgs = serde_json::from_value(args).unwrap();
    money::top_up(&mut house.core, &owner(), args).unwrap()
}

fn pause(house: &mut House, paused: bool) {
    supply::pause_supply(&mut house.core, &owner(), PauseArgs { paused, note: String::new() }).unwrap();
    house.collect();
}

#[test]
fn credit_runs_out_power_goes_and_a_payment_brings_it_back() {
    let mut house = cut(0);
    let notice = house.room(0).notice.clone().expect("notice comes before the cut").0;
    assert!(house.room(0).latch.unwrap() - notice >= Duration::minutes(60));
    // The relay reads open and no power flows: proven.
    house.live(1, Duration::minutes(5));
    assert_eq!(house.room(0).relay.as_ref().unwrap().pending, None);
    let before = house.balance(0);
    house.live(2, Duration::minutes(5));
    assert_eq!(house.balance(0), before, "a room that is off is charged nothing");

    house.collect();
    let paid = top_up(&mut house, 0, "20", "counter-1");
    let commands: Vec<_> =
        house.core.outbox.iter().map(|out| matches!(out, Outgoing::Switch { switch, .. } if switch.on)).collect();
    assert_eq!(commands, [true], "the command leaves with the payment, not with the next tick");
    assert_eq!(paid.balance_after.minor - paid.balance_before.minor, 2000);
    house.collect();
    house.obey();
    assert!(house.units[0].closed);
    house.live(1, Duration::minutes(5));
    assert_eq!(house.room(0).relay.as_ref().unwrap().pending, None);
    let events = house.events(0);
    let told = ["decision off credit", "command off", "read off", "decision on ok_credit", "command on", "read on"];
    assert_eq!(events[events.len() - told.len()..], told, "{events:?}");
    house.verify();
}

#[test]
fn a_payment_overtakes_a_cut_on_its_way() {
    let mut house = wealthy_but(0, 100);
    while !house.latched(0) {
        house.use_energy(Duration::minutes(5));
        house.core.now += Duration::minutes(5);
        house.poll_all();
        house.core.tick();
        house.collect();
    }
    let sent: Vec<bool> = house.waiting.iter().map(|switch| switch.on).collect();
    assert_eq!(sent, [false]);
    top_up(&mut house, 0, "20", "counter-1");
    house.collect();
    house.obey();
    house.live(1, Duration::minutes(1));
    assert!(house.units[0].closed && house.desired_on(0), "{:?}", house.events(0));
}

#[test]
fn the_smallest_payment_that_is_shown_is_the_smallest_that_restores() {
    let mut house = cut(1);
    let least = house.core.picture().room("102").unwrap().smallest_topup.unwrap();
    let text = |money: Money| units::Currency::CNY.plain(money);
    top_up(&mut house, 1, &text(least - Money::from_minor(1)), "too-little");
    assert!(house.latched(1) && !house.desired_on(1));
    top_up(&mut house, 1, "0.01", "the-rest");
    assert!(!house.latched(1) && house.desired_on(1));
}

#[test]
fn a_pause_neither_cuts_nor_recloses() {
    let mut house = cut(0);
    pause(&mut house, true);
    house.live(3, Duration::minutes(5));
    assert!(house.latched(0) && !house.desired_on(0) && !house.units[0].closed);
    // Another room runs out under the pause: it stays on, and is cut when the pause ends.
    house.drain(1, 99_900);
    house.live(4, Duration::minutes(5));
    assert!(house.balance(1) < 0 && !house.latched(1) && house.units[1].closed);
    house = house.crash();
    house.live(1, Duration::minutes(5));
    assert!(house.core.site.paused && !house.latched(1) && house.latched(0));
    pause(&mut house, false);
    assert!(house.latched(1));
    house.obey();
    assert!(!house.units[1].closed && !house.units[0].closed);
}

#[test]
fn an_unplugged_cable_does_not_give_power() {
    let mut house = cut(0);
    for hours in 0..48 {
        house.wait(Duration::hours(1));
        house.silent(0);
        if hours == 20 {
            house = house.crash();
        }
        assert!(house.latched(0) && !house.desired_on(0));
        assert!(house.waiting.is_empty(), "{:?}", house.events(0));
    }
}

#[test]
fn nobody_is_cut_on_old_or_doubtful_data() {
    let mut house = wealthy_but(0, 100);
    house.live(1, Duration::minutes(5));
    assert!(house.balance(0) > 0);
    // Midnights pass while the meter is silent: the fees alone take the balance below nothing.
    for _ in 0..60 {
        house.wait(Duration::hours(1));
        house.silent(0);
    }
    assert!(house.balance(0) < 0 && !house.latched(0));
    assert_eq!(house.room(0).decision.reason.code(), "stale_guard");
    house.answer(0, 0);
    assert!(!house.latched(0));
    assert_eq!(house.room(0).decision.reason.code(), "suspect_guard");
    house = house.crash();
    house.wait(Duration::minutes(1));
    assert!(!house.latched(0), "the doubt outlives a restart");
    house.poll(0);
    assert!(house.latched(0), "a fresh good reading and an old notice: cut");
}

#[test]
fn only_so_many_are_cut_in_an_hour_and_a_restart_does_not_begin_it_anew() {
    let mut site = settings("Asia/Shanghai");
    site.cuts_per_hour = 1;
    site.notice_minutes = 0;
    let mut house = House::made(&site, noon(), super::site::TARIFF);
    house.poll_all();
    for room in 0..4 {
        house.pay(room, 20, &format!("first-{room}"));
    }
    house.live(1, Duration::minutes(1));
    let cut = |house: &House| (0..3).filter(|room| house.latched(*room)).count();
    assert_eq!(cut(&house), 1);
    house = house.crash();
    for _ in 0..30 {
        house.live(0, Duration::minutes(1));
        house.wait(Duration::seconds(30));
        house.poll_all();
    }
    assert_eq!(cut(&house), 1, "the cycle goes on over a restart");
    house.live(1, Duration::minutes(1));
    assert_eq!(cut(&house), 2);
}

#[test]
fn notice_counts_for_its_own_spell_of_low_credit_also_over_a_restart() {
    let mut site = settings("Asia/Shanghai");
    site.notice_means = NoticeMeans::Person;
    let mut house = House::made(&site, noon(), super::site::TARIFF);
    house.poll_all();
    house.pay(0, 500, "first");
    // Low, and told so.
    let place = house.units[0].place;
    house.core.record_notice(place, "spoken").unwrap();
    house.wait(Duration::hours(2));
    house = house.crash();
    // Paid: that spell is over, and its notice with it.
    house.pay(0, 100_000, "second");
    house = house.crash();
    house.drain(0, 101_000);
    house.poll(0);
    assert!(house.balance(0) < 0);
    assert!(!house.latched(0) && house.room(0).notice.is_none(), "nobody spoke of this one");
    house.core.record_notice(place, "printed").unwrap();
    house.wait(Duration::minutes(59));
    house.poll(0);
    assert!(!house.latched(0));
    house.wait(Duration::minutes(1));
    house.poll(0);
    assert!(house.latched(0));
}

#[test]
fn a_notice_given_to_somebody_with_credit_is_none_for_the_next_low() {
    let mut site = settings("Asia/Shanghai");
    site.notice_means = NoticeMeans::Person;
    let mut house = House::made(&site, noon(), super::site::TARIFF);
    house.poll_all();
    house.pay(0, 5_000, "first");
    house.core.record_notice(house.units[0].place, "spoken").unwrap();
    house.wait(Duration::days(1));
    house.drain(0, 6_000);
    house.poll(0);
    assert!(house.balance(0) < 0 && !house.latched(0));
}

#[test]
fn without_means_of_notice_nothing_is_cut() {
    let mut site = settings("Asia/Shanghai");
    site.notice_means = NoticeMeans::None;
    let mut house = House::made(&site, noon(), super::site::TARIFF);
    house.live(30, Duration::minutes(10));
    assert!(house.balance(0) < 0 && !house.latched(0) && house.units[0].closed);
    assert_eq!(house.room(0).decision.reason.code(), "no_notice_means_guard");
}

#[test]
fn an_order_off_needs_a_reason_and_a_review_day_and_obeys_no_guard_of_credit() {
    let mut house = wealthy_but(0, 10_000);
    let order = |house: &mut House, args: serde_json::Value| {
        let args: OrderArgs = serde_json::from_value(args).unwrap();
        let result = supply::order_supply(&mut house.core, &owner(), args);
        house.collect();
        result.map_err(|refusal| (refusal.code, refusal.field))
    };
    let off = json!({ "room": "101", "order": "off", "note": "" });
    assert_eq!(order(&mut house, off).unwrap_err(), ("reason-missing", Some("reason")));
    let off = json!({ "room": "101", "order": "off", "note": "", "reason": "spite", "review_on": "2026-12-01" });
    assert_eq!(order(&mut house, off).unwrap_err(), ("unknown-reason", Some("reason")));
    let off = json!({ "room": "101", "order": "off", "note": "", "reason": "safety" });
    assert_eq!(order(&mut house, off).unwrap_err(), ("review-missing", Some("review_on")));
    let off = json!({ "room": "101", "order": "off", "note": "", "reason": "safety", "review_on": "2026-11-22" });
    assert_eq!(order(&mut house, off).unwrap_err(), ("until-past", Some("review_on")));
    let off = json!({ "room": "104", "order": "off", "note": "", "reason": "safety", "review_on": "2026-12-01" });
    assert_eq!(order(&mut house, off).unwrap_err().0, "no-relay");
    assert!(house.waiting.is_empty() && house.desired_on(0));

    // Paused and with old data: a person's order acts all the same, and lasts over a restart.
    pause(&mut house, true);
    house.wait(Duration::hours(2));
    let off = json!({ "room": "101", "order": "off", "note": "", "reason": "safety", "review_on": "2026-12-01" });
    order(&mut house, off).unwrap();
    house.obey();
    assert!(!house.units[0].closed);
    house = house.crash();
    house.poll_all();
    assert!(!house.desired_on(0) && house.waiting.is_empty());
    // Back to the rules, on a clock that was set back meanwhile.
    house.core.now -= Duration::hours(3);
    order(&mut house, json!({ "room": "101", "order": "auto", "note": "" })).unwrap();
    assert!(house.desired_on(0));
}

#[test]
fn a_repeated_key_tells_what_the_first_one_did_until_that_is_taken_back() {
    let mut house = wealthy_but(0, 1_000);
    let first = top_up(&mut house, 0, "10", "once");
    top_up(&mut house, 0, "5", "other");
    let again = top_up(&mut house, 0, "10", "once");
    assert!(again.repeated);
    assert_eq!((again.balance_before, again.balance_after), (first.balance_before, first.balance_after));
    let back = json!({ "receipt": first.receipt, "reason": "typed twice", "key": "back" });
    money::reverse_top_up(&mut house.core, &owner(), serde_json::from_value(back).unwrap()).unwrap();
    let once: TopUpArgs =
        serde_json::from_value(json!({ "room": "101", "amount": "10", "tender": "cash", "key": "once" })).unwrap();
    let refusal = money::top_up(&mut house.core, &owner(), once).unwrap_err();
    assert_eq!(refusal.code, "already-reversed");
}

#[test]
fn an_order_on_ends_by_itself_and_the_latch_counts_again() {
    let mut house = cut(0);
    let until = units::millis(house.now() + Duration::hours(1));
    let on = json!({ "room": "101", "order": "on", "note": "", "until": until });
    supply::order_supply(&mut house.core, &owner(), serde_json::from_value(on).unwrap()).unwrap();
    house.collect();
    house.obey();
    assert!(house.units[0].closed && house.latched(0));
    house.live(2, Duration::minutes(5));
    assert!(!house.units[0].closed && house.latched(0) && house.room(0).manual.is_none());
}

#[test]
fn a_relay_that_refuses_or_is_welded_is_told_of_and_not_hammered() {
    for (switching, alarm) in [(Switching::Refuses, "relay_no_answer"), (Switching::Welded, "relay_welded")] {
        let mut house = wealthy_but(1, 100);
        house.units[1].switching = switching;
        house.live(8, Duration::minutes(1));
        assert!(house.latched(1) && house.units[1].closed);
        assert!(house.alarms().contains(&alarm.to_owned()), "{:?}", house.alarms());
        let commands = house.events(1).iter().filter(|event| *event == "command off").count();
        assert!((3..=12).contains(&commands), "{switching:?}: {commands} commands in eight hours");
        house.units[1].switching = Switching::Obeys;
        house.live(2, Duration::minutes(1));
        assert!(!house.units[1].closed && !house.alarms().contains(&alarm.to_owned()), "{:?}", house.alarms());
    }
}

#[test]
fn a_start_decides_as_before_and_says_nothing_twice() {
    let mut house = cut(0);
    house.live(1, Duration::minutes(5));
    let (events, commands) = (house.events(0), house.events(1));
    for _ in 0..3 {
        house = house.crash();
        house.wait(Duration::seconds(1));
        house.poll_all();
        house = house.restart();
        house.poll_all();
    }
    assert_eq!((house.events(0), house.events(1)), (events, commands));
}

#[test]
fn a_clock_set_back_does_not_keep_a_payer_in_the_dark() {
    let mut house = cut(0);
    house.core.now -= Duration::hours(5);
    top_up(&mut house, 0, "50", "counter-1");
    assert!(!house.latched(0) && house.desired_on(0));
    // What was read in the time that is now to come proves nothing: the relay is looked at first.
    house.wait(Duration::seconds(1));
    house.poll(0);
    house.obey();
    assert!(house.units[0].closed);
    house.core.now += Duration::hours(6);
    house.poll_all();
    house.core.tick();
    house = house.crash();
    assert!(!house.latched(0));
}
