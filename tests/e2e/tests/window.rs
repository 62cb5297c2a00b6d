//! What a landlord sees in the window.

#![cfg(target_os = "linux")]

use e2e::{Turn, Window};
use serde_json::json;

const ROOMS: usize = 24;

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_shows_its_building() {
    let window = Window::open(Turn::take().await, "overview").await;
    window.see("demo-banner").await;
    window.see("card-powered").await;
    let overview = window.call("overview", json!({})).await.expect("an overview");
    assert_eq!(overview["rooms"]["total"], ROOMS);
    for state in ["low", "cut", "offline"] {
        assert!(overview["rooms"][state].as_u64() > Some(0), "no room is {state}: {}", overview["rooms"]);
    }
    window.picture("home").await;

    window.click("nav-rooms").await;
    window.see("tile-308").await;
    assert_eq!(window.count("tile-").await, ROOMS);
    window.picture("rooms").await;
    window.quit().await;
}
