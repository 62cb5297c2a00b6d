//! Alarms and notices leave the house, once each, and what cannot be delivered is not forgotten.

use chrono::Duration;
use notify::{Accepted, SendError};
use serde_json::{Value, json};

use super::site::{House, LINE, noon, settings};
use crate::Actor;
use crate::api::messages as api;
use crate::dto::{DeliveryState, NoticeMeans};
use crate::senders::{Carried, Parcel};
use crate::words::Language;

fn owner() -> Actor {
    Actor::owner(Language::En)
}

fn read<T: serde::de::DeserializeOwned>(args: Value) -> T {
    serde_json::from_value(args).unwrap()
}

fn mail(house: &mut House, for_tenants: bool) -> i64 {
    let args = json!({ "id": null, "name": "Mail", "template": "email", "for_tenants": for_tenants,
        "settings": { "host": "127.0.0.1", "port": "25", "security": "none", "from": "office@example.org" } });
    api::save_channel(&mut house.core, &owner(), read(args)).unwrap()[0].id
}

fn contact(house: &mut House, channel: i64, change: &Value) {
    let mut args = json!({ "id": null, "name": "Office", "channel": channel, "address": "office@example.org",
        "language": "en", "least": "warning", "quiet_from": "", "quiet_to": "", "when_over": true });
    args.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    api::save_contact(&mut house.core, &owner(), read(args)).unwrap();
}

/// What left the core since it was last asked.
fn sent(house: &mut House) -> Vec<Parcel> {
    house.collect();
    std::mem::take(&mut house.parcels)
}

fn carried(house: &mut House, parcel: &Parcel, outcome: Result<Accepted, SendError>) {
    house.core.carried(Carried { delivery: parcel.delivery, by: parcel.by, outcome });
}

fn taken(house: &mut House, parcel: &Parcel) {
    carried(house, parcel, Ok(Accepted { reply: "queued as 1".to_owned() }));
}

fn refused() -> SendError {
    SendError::Refused { server: "mail".to_owned(), status: 550, reply: "no such reader".to_owned() }
}

fn silent() -> SendError {
    SendError::Silent { server: "mail".to_owned() }
}

fn down(house: &mut House) {
    house.core.hear(bus::FromLine::Down { bus: LINE, reason: bus::LineError::Down });
}

#[test]
fn a_dead_line_is_one_message_and_its_end_another() {
    let mut house = House::new();
    let channel = mail(&mut house, false);
    contact(&mut house, channel, &json!({}));
    down(&mut house);
    house.wait(Duration::seconds(5));
    assert_eq!(sent(&mut house), [], "others may follow");
    house.wait(Duration::seconds(20));
    let first = sent(&mut house);
    let [message] = first.as_slice() else { panic!("{first:?}") };
    assert_eq!(message.letter.to, "office@example.org");
    assert!(message.letter.text.contains("Line A is down"), "{}", message.letter.text);
    taken(&mut house, message);
    house.wait(Duration::minutes(5));
    assert_eq!(sent(&mut house), [], "told once");

    house = house.crash();
    house.wait(Duration::minutes(1));
    assert!(sent(&mut house).iter().all(|message| message.letter.text.starts_with("Over: Line A is down")));
}

#[test]
fn what_was_over_before_anybody_was_told_is_not_told() {
    let mut house = House::new();
    let channel = mail(&mut house, false);
    contact(&mut house, channel, &json!({}));
    down(&mut house);
    house.core.hear(bus::FromLine::Up { bus: LINE });
    house.wait(Duration::minutes(2));
    house.wait(Duration::minutes(2));
    assert_eq!(sent(&mut house), []);
}

#[test]
fn a_message_under_way_when_the_program_ends_is_sent_by_the_next() {
    let mut house = House::new();
    let channel = mail(&mut house, false);
    contact(&mut house, channel, &json!({}));
    down(&mut house);
    house.wait(Duration::seconds(30));
    assert_eq!(sent(&mut house).len(), 1);
    house = house.crash();
    house.wait(Duration::seconds(1));
    assert_eq!(sent(&mut house).len(), 1, "nobody knows whether it arrived: once too often beats never");
}

#[test]
fn in_quiet_hours_everything_but_the_critical_waits_and_is_gathered() {
    // 20:00 in Shanghai.
    let mut house = House::new();
    let channel = mail(&mut house, false);
    contact(&mut house, channel, &json!({ "quiet_from": "19:00", "quiet_to": "23:00" }));
    house.poll_all();
    for room in 0..2 {
        let register = house.units[room].register_wh;
        house.answer(room, register - 50_000_000);
        house.wait(Duration::minutes(2));
    }
    assert_eq!(sent(&mut house), []);
    down(&mut house);
    house.wait(Duration::minutes(1));
    let critical = sent(&mut house);
    assert_eq!(critical.len(), 1, "a dead line is told at night too");
    assert!(critical[0].letter.text.contains("Line A is down"));
    taken(&mut house, &critical[0]);
    house.wait(Duration::hours(3));
    house.wait(Duration::seconds(5));
    let morning = sent(&mut house);
    assert_eq!(morning.len(), 1, "{morning:?}");
    assert_eq!(morning[0].letter.subject, "Test house: several alarms");
    assert!(morning[0].letter.text.lines().count() >= 2, "{}", morning[0].letter.text);
}

#[test]
fn a_failure_is_tried_again_with_growing_pauses_and_becomes_an_alarm() {
    let mut house = House::new();
    let channel = mail(&mut house, false);
    contact(&mut house, channel, &json!({}));
    down(&mut house);
    house.wait(Duration::seconds(30));
    let mut waits = Vec::new();
    let mut last = house.now();
    for _ in 0..8 {
        let parcels = sent(&mut house);
        let [message] = parcels.as_slice() else { panic!("{parcels:?} after {waits:?}") };
        waits.push((house.now() - last).num_minutes());
        last = house.now();
        carried(&mut house, message, Err(silent()));
        while house.parcels.is_empty() && house.now() - last < Duration::hours(5) {
            house.wait(Duration::minutes(1));
        }
    }
    assert_eq!(waits, [0, 1, 2, 5, 15, 30, 60, 180]);
    assert!(house.alarms().contains(&format!("channel_fails:{channel}")));
    assert_eq!(sent(&mut house), [], "it was given up, and the failing channel does not carry its own alarm");

    // A person mends the channel and sends it again.
    let all = store::delivery::latest(&house.core.store, 10).unwrap();
    let again = api::send_again(&mut house.core, &owner(), read(json!({ "id": all[0].id }))).unwrap();
    assert_eq!(again.state, DeliveryState::Queued);
    let parcels = sent(&mut house);
    taken(&mut house, &parcels[0]);
    assert!(!house.alarms().iter().any(|kind| kind.starts_with("channel_fails")), "it works again");
    let twice = api::send_again(&mut house.core, &owner(), read(json!({ "id": all[0].id }))).unwrap_err();
    assert_eq!(twice.code, "unknown-delivery");
}

fn low_house(change: impl FnOnce(&mut House)) -> House {
    let mut site = settings("Asia/Shanghai");
    site.notice_means = NoticeMeans::Channel;
    let mut house = House::made(&site, noon(), super::site::TARIFF);
    change(&mut house);
    house.poll_all();
    house.pay(0, 2_000, "first");
    house.drain(0, 1_300);
    house.poll(0);
    house.wait(Duration::seconds(1));
    house
}

fn with_address(house: &mut House) {
    let args = json!({ "room": "101", "name": "Ann", "phone": null, "email": "ann@example.org", "language": "zh-CN",
        "protected": false, "payment": { "kind": "prepaid" } });
    crate::api::tenancies::edit_tenant(&mut house.core, &owner(), read(args)).unwrap();
}

#[test]
fn rule_19_notice_is_given_when_a_channel_accepted_it() {
    let mut house = low_house(|house| {
        mail(house, true);
        with_address(house);
    });
    let first = sent(&mut house);
    let [message] = first.as_slice() else { panic!("{first:?}") };
    assert_eq!(message.letter.to, "ann@example.org");
    assert!(message.letter.text.starts_with("101 房间"), "in the tenant's language: {}", message.letter.text);
    assert!(house.room(0).notice.is_none(), "sent is not given");
    carried(&mut house, message, Err(silent()));
    assert!(house.room(0).notice.is_none());
    house.wait(Duration::minutes(2));
    let second = sent(&mut house);
    taken(&mut house, &second[0]);
    assert_eq!(house.room(0).notice.as_ref().map(|(_, how)| how.as_str()), Some("email"));
    // It is nothing to say twice, also after a restart.
    house = house.crash();
    house.poll(0);
    house.wait(Duration::minutes(10));
    assert_eq!(sent(&mut house), []);
    // From now the notice's age counts, and the cut is told as well.
    house.drain(0, 1_000);
    house.poll(0);
    house.wait(Duration::hours(1));
    house.poll(0);
    assert!(house.latched(0));
    house.wait(Duration::seconds(10));
    let told: Vec<String> =
        store::delivery::latest(&house.core.store, 3).unwrap().into_iter().map(|one| one.delivery.subject).collect();
    assert_eq!(
        told,
        ["Test house：101 房间已停电", "Test house：101 房间电费即将用完", "Test house：101 房间电费余额不足"]
    );
}

#[test]
fn rule_19_a_notice_that_cannot_be_delivered_is_a_task_for_a_person_and_no_notice() {
    let mut house = low_house(|house| {
        mail(house, true);
        with_address(house);
    });
    let message = sent(&mut house).remove(0);
    carried(&mut house, &message, Err(refused()));
    assert!(house.alarms().contains(&"notice_fails".to_owned()));
    house.drain(0, 1_000);
    for _ in 0..30 {
        house.wait(Duration::minutes(10));
        house.poll(0);
        for message in sent(&mut house) {
            carried(&mut house, &message, Err(refused()));
        }
    }
    assert!(house.balance(0) < 0 && !house.latched(0), "nobody told the tenant");
    let place = house.units[0].place;
    house.core.record_notice(place, "spoken").unwrap();
    house.wait(Duration::hours(1));
    house.poll(0);
    assert!(house.latched(0));
}

#[test]
fn a_tenant_without_an_address_is_a_task_for_a_person() {
    let mut house = low_house(|house| {
        let _ = mail(house, true);
    });
    assert_eq!(sent(&mut house), []);
    assert!(house.alarms().contains(&"notice_fails".to_owned()));
}

#[test]
fn secrets_are_kept_and_not_shown() {
    let mut house = House::new();
    let args = json!({ "id": null, "name": "Robot", "template": "wecom-robot", "settings": { "key": "s3cret" }, "for_tenants": true });
    let rows = api::save_channel(&mut house.core, &owner(), read(args)).unwrap();
    assert!(!serde_json::to_string(&rows).unwrap().contains("s3cret"));
    assert!(rows[0].settings[0].filled && !rows[0].for_tenants, "a group is no road to one tenant");
    let id = rows[0].id;
    let args = json!({ "id": id, "name": "Group", "template": "wecom-robot", "settings": {}, "for_tenants": false });
    api::save_channel(&mut house.core, &owner(), read(args)).unwrap();
    api::try_channel(&mut house.core, &owner(), read(json!({ "id": id, "address": "" }))).unwrap();
    let trial = sent(&mut house).remove(0);
    let notify::Channel::Http { settings, .. } = &trial.channel else { panic!("{trial:?}") };
    assert_eq!(settings["key"], "s3cret");
    api::remove_channel(&mut house.core, &owner(), read(json!({ "id": id }))).unwrap();
    assert_eq!(store::channel::get(&house.core.store, id).unwrap().unwrap().settings, "{}", "it forgets its secrets");
}

#[test]
fn what_cannot_be_used_is_refused_with_its_field() {
    let mut house = House::new();
    let channel = mail(&mut house, false);
    let mut refusal = |args: Value| api::save_channel(&mut house.core, &owner(), read(args)).unwrap_err();
    let new = |name: &str, template: &str, settings: Value| json!({ "id": null, "name": name, "template": template, "settings": settings, "for_tenants": false });
    assert_eq!(refusal(new("Mail", "email", json!({}))).code, "channel-name");
    assert_eq!(refusal(new("New", "fax", json!({}))).code, "unknown-channel-kind");
    assert_eq!(refusal(new("New", "ntfy", json!({}))).code, "channel-setting-missing");
    assert_eq!(refusal(new("New", "ntfy", json!({ "topic": "t", "colour": "red" }))).code, "unknown-channel-setting");
    let port = json!({ "host": "h", "from": "a@example.org", "port": "many" });
    assert_eq!(refusal(new("New", "email", port)).code, "bad-channel-setting");
    let mut refusal = |change: Value| {
        let mut args = json!({ "id": null, "name": "Office", "channel": channel, "address": "a@example.org",
            "language": "en", "least": "info", "quiet_from": "", "quiet_to": "", "when_over": false });
        args.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        api::save_contact(&mut house.core, &owner(), read(args)).unwrap_err().code
    };
    assert_eq!(refusal(json!({ "address": "nobody" })), "contact-address");
    assert_eq!(refusal(json!({ "quiet_from": "22:00" })), "quiet-hours");
    assert_eq!(refusal(json!({ "quiet_from": "24:00", "quiet_to": "07:00" })), "quiet-hours");
    assert_eq!(refusal(json!({ "name": " " })), "contact-name");
    assert_eq!(refusal(json!({ "channel": 99 })), "unknown-channel");
}
