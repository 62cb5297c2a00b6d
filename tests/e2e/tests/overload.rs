//! A room passes its limit, goes dark and says why; a person's word lets it go.

#![cfg(target_os = "linux")]

use std::time::Duration;

use e2e::{Turn, Window};
use serde_json::{Value, json};

/// The meters of the demonstration are read within seconds.
const READ: Duration = Duration::from_secs(60);
const SWITCHES: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn overload_trips_the_reason_shows_and_the_lock_releases_after_a_persons_word() {
    let window = Window::open(Turn::take().await, "overload").await;
    let draws = |rooms: &Value| most(rooms).is_some();
    let rooms = window.until("a room draws something", READ, "rooms", json!({}), draws).await;
    let room = most(&rooms).expect("it was waited for").to_owned();
    let place = place_of(&window, &room).await;
    limit(&window, place, 1).await;

    window.click("nav-rooms").await;
    window.click(&format!("tile-{room}")).await;
    let asked = || json!({ "room": room });
    let locked = |page: &Value| page["lock"]["until"].is_null() && page["lock"].is_object() && page["supply"] == "off";
    let page = window.until("the room is locked", SWITCHES, "room", asked(), locked).await;
    assert_eq!(page["reason"]["code"], "overload", "{page}");
    window.until_shown("room-why", &page["reason"]["text"]).await;
    window.see("held-load").await;
    window.click("tab-why").await;
    window.see("rule-overload").await;
    window.picture("tripped").await;

    // What was agreed comes first: else the room would pass its limit again at once.
    limit(&window, place, 9_000).await;
    window.write("release-note", "kettle taken away").await;
    window.click("release-submit").await;
    let lit = |page: &Value| page["lock"].is_null() && page["supply"] == "on";
    let page = window.until("the room is lit", SWITCHES, "room", asked(), lit).await;
    window.until_shown("room-why", &page["reason"]["text"]).await;
    window.picture("released").await;
    let events = json!({ "room": room, "limit": 1 });
    let events = window.call("load_events", events).await.expect("its events");
    assert_eq!(events[0]["note"], "kettle taken away", "{events}");
    window.quit().await;
}

/// The room that is on and draws the most, if any does.
fn most(rooms: &Value) -> Option<&str> {
    let drawing = rooms.as_array()?.iter().filter(|row| row["state"] == "on" && row["supply"] == "on");
    let row = drawing.max_by_key(|row| row["power_w"].as_i64())?;
    (row["power_w"].as_i64() > Some(2)).then(|| row["name"].as_str())?
}

async fn place_of(window: &Window, room: &str) -> i64 {
    let places = window.call("places", json!({})).await.expect("places");
    let mut all = places.as_array().into_iter().flatten();
    let row = all.find(|row| row["kind"] == "room" && row["name"] == room).expect("the room's place");
    row["id"].as_i64().expect("a number")
}

/// More than so many watts locks the room at once.
async fn limit(window: &Window, place: i64, limit_w: i64) {
    let retry = json!({ "off_s": 300, "tries": 0, "within_min": 60 });
    let rule = json!({ "kind": "load", "limit_w": limit_w, "timed": [], "over_s": 0, "retry": retry, "act": "trip" });
    let saved = json!({ "place": place, "kind": "load", "rule": rule });
    window.call("save_supply_rule", saved).await.expect("a rule that is kept");
}
