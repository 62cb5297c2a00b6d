//! Quotas in simulated time: a bar for each member, another price from the very instant, a cut by the guards.

use chrono::Duration;
use serde_json::{Value, json};

use super::papers;
use super::site::{House, TARIFF, noon, settings};
use crate::api::quotas;

const QUARTER: Duration = Duration::minutes(15);

fn house() -> House {
    let mut house = House::made(&settings("Asia/Shanghai"), noon(), TARIFF);
    house.poll_all();
    (0..4).for_each(|room| drop(house.pay(room, 100_000, &format!("first-{room}"))));
    house
}

#[allow(clippy::needless_pass_by_value, reason = "JSON as it is written at the call")]
fn quota(scope: &str, per: &str, kwh: &str, levels: Value) -> Value {
    json!({ "id": null, "form": {
        "name": "Winter", "scope": scope, "place": 1, "point": null, "kwh": kwh, "basis": "room", "per": per,
        "levels": levels, "from": "2026-11-24", "until": null,
    }})
}

fn level(percent: i64, action: &str, price: Option<&str>) -> Value {
    json!({ "percent": percent, "action": action, "price": price, "limit_w": null })
}

#[test]
fn another_price_holds_from_the_instant_at_which_a_level_was_passed() {
    let mut house = house();
    let levels = json!([level(80, "warn", None), level(100, "price", Some("0.50")), level(200, "price", Some("1.00"))]);
    house.call(quotas::save_quota, quota("each_room", "month", "10", levels)).unwrap();
    // From midnight on, 1 kW: 10 kWh at ten in the morning.
    house.live(4 + 9, QUARTER);
    let row = &house.ask(quotas::quotas, json!({})).unwrap()[0];
    let bar = row.members.iter().find(|member| member.name == "102").unwrap();
    assert_eq!((bar.used_wh, bar.percent, bar.level, bar.next_level), (9_000, 90, Some(0), Some(1)));
    assert_eq!(bar.next_on.as_deref(), Some("2026-11-24"));
    assert!(house.alarms().contains(&"quota_reached".to_owned()));
    house.live(3, QUARTER);
    house.wait(Duration::minutes(1));
    let before = house.balance(1);
    let mut house = house.crash();
    assert_eq!(house.balance(1), before, "a start finds when it was");
    house.live(24 * 2, QUARTER);
    papers::add_up(&mut house);
    let lines = store::charge::posted(&house.core.store, house.units[1].account, "2026-11".parse().unwrap()).unwrap();
    let mut more: Vec<(String, i64, i64)> = lines
        .iter()
        .filter(|line| line.kind == "quota_surcharge")
        .map(|line| (line.detail.clone(), line.energy.wh(), line.amount.minor()))
        .collect();
    more.sort_unstable();
    // From the tenth to the twentieth kWh at 0.50, later at 1.00 on top.
    assert_eq!(more[0], ("name=Winter 100 %".to_owned(), 10_000, 500));
    let rest = 24 * 1_000 + 24 * 1_000 - 20_000;
    assert_eq!(more[1].0, "name=Winter 200 %");
    assert!((more[1].1 - rest).abs() <= 16_000 && more[1].2 == (more[1].1 + 5) / 10, "{more:?}");
    house.verify();
}

#[test]
fn a_quota_cuts_by_the_guards_and_the_next_cycle_gives_power_again() {
    let mut house = house();
    let levels = json!([level(100, "cut", None)]);
    house.call(quotas::save_quota, quota("together", "day", "36", levels)).unwrap();
    // Four rooms of 1 kW have used it at nine; the notice given then counts after an hour.
    house.live(4 + 9, QUARTER);
    assert!(house.desired_on(1), "no notice is an hour old");
    house.live(2, QUARTER);
    for room in 0..3 {
        assert!(!house.desired_on(room), "{:?}", house.events(room));
        assert_eq!(house.room(room).decision.reason.code(), "quota");
        assert!(!house.latched(room), "it is no matter of credit");
    }
    let mut house = house.crash();
    assert!(!house.desired_on(1), "a start does not give power back");
    house.live(13, QUARTER);
    for room in 0..3 {
        assert!(house.desired_on(room), "{:?}", house.events(room));
        assert!(house.units[room].closed);
    }
    house.verify();
}

#[test]
fn a_quota_that_cannot_be_is_refused_and_one_that_began_is_only_ended() {
    let mut house = house();
    let refused = |house: &mut House, wish: Value| house.call(quotas::save_quota, wish).unwrap_err().code;
    let cut = || json!([level(100, "cut", None)]);
    assert_eq!(refused(&mut house, quota("each_room", "month", "0", cut())), "bad-energy");
    assert_eq!(refused(&mut house, quota("each_room", "month", "10", json!([]))), "bad-quota");
    assert_eq!(refused(&mut house, quota("each_room", "month", "10", json!([level(0, "cut", None)]))), "quota-levels");
    assert_eq!(
        refused(&mut house, quota("each_room", "month", "10", json!([level(5, "price", None)]))),
        "quota-levels"
    );
    assert_eq!(refused(&mut house, quota("each_room", "term", "10", cut())), "term-end-missing");
    let twice = json!([level(100, "warn", None), level(100, "cut", None)]);
    assert_eq!(refused(&mut house, quota("each_room", "month", "10", twice)), "bad-quota");
    let mut past = quota("each_room", "month", "10", cut());
    past["form"]["from"] = json!("2026-11-22");
    assert_eq!(refused(&mut house, past), "quota-past");
    house.call(quotas::save_quota, quota("each_room", "month", "10", cut())).unwrap();
    house.live(24, QUARTER);
    let mut edit = quota("each_room", "month", "20", cut());
    edit["id"] = json!(1);
    edit["form"]["from"] = json!("2026-12-01");
    assert_eq!(refused(&mut house, edit), "quota-began");
    let end = |until: &str| json!({ "id": 1, "until": until });
    assert_eq!(house.call(quotas::end_quota, end("2026-11-24")).unwrap_err().code, "ends-first");
    assert_eq!(house.call(quotas::end_quota, end("2026-11-20")).unwrap_err().code, "quota-past");
    house.call(quotas::end_quota, end("2026-11-25")).unwrap();
    assert_eq!(house.ask(quotas::quotas, json!({})).unwrap()[0].form.until.as_deref(), Some("2026-11-25"));
}

#[test]
fn a_quota_of_a_feeder_or_a_room_limits_and_says_so() {
    let mut house = house();
    let room = house.units[1].place.0;
    let mut limit = level(100, "limit", None);
    limit["limit_w"] = json!(500);
    let mut wish = quota("each_room", "month", "5", json!([limit]));
    wish["form"]["place"] = json!(room);
    house.call(quotas::save_quota, wish).unwrap();
    // A line is the metering point above the rooms that it feeds.
    let point = house.units[2].point.0;
    let mut wish = quota("point", "month", "6", json!([level(50, "warn", None), level(100, "cut", None)]));
    (wish["form"]["name"], wish["form"]["place"], wish["form"]["point"]) = (json!("Line"), json!(null), json!(point));
    house.call(quotas::save_quota, wish).unwrap();
    house.live(4 + 9, QUARTER);
    let reason = |house: &House, room: usize| house.room(room).decision.clone();
    assert_eq!((reason(&house, 1).reason.code(), reason(&house, 1).state), ("quota_limit", supply::Supply::Limited));
    assert!(house.units[1].closed, "limited is not off");
    assert_eq!((reason(&house, 2).reason.code(), reason(&house, 2).state), ("quota", supply::Supply::Off));
    assert!(house.desired_on(0), "nobody else is touched");
    let mut house = house.crash();
    assert_eq!(reason(&house, 1).state, supply::Supply::Limited);
    house.live(1, QUARTER);
    let rows = house.ask(quotas::quotas, json!({})).unwrap();
    let line = rows.iter().find(|row| row.form.name == "Line").unwrap();
    assert!(line.members[0].percent >= 100, "{line:?}");
    papers::add_up(&mut house);
    house.verify();
}
