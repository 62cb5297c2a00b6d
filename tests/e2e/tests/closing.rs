//! Prepaid supply cannot depend on an open window.

#![cfg(target_os = "linux")]

use std::time::Duration;

use e2e::{TrayHost, Turn, Window, answer_no, close_window, second_start, windows_seen};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn closing_leaves_the_engine_in_the_tray_and_a_second_start_brings_the_window_back() {
    let turn = Turn::take().await;
    let tray = TrayHost::start().await;
    let window = Window::open(turn, "tray").await;
    eventually("the icon is in the tray", || tray.icons() == 1).await;
    assert_eq!(windows_seen(), 1);

    close_window();
    eventually("the window is gone", || windows_seen() == 0).await;
    let rooms = window.call("rooms", json!({})).await.expect("the engine still answers");
    assert_eq!(rooms.as_array().map(Vec::len), Some(24));

    let second = second_start(&window.data());
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(second.status.success(), "{said}");
    assert!(said.contains("already runs"), "{said}");
    eventually("the window is back", || windows_seen() == 1).await;
    window.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_tray_closing_asks_first() {
    let window = Window::open(Turn::take().await, "no-tray").await;
    assert_eq!(windows_seen(), 1);
    close_window();
    eventually("the question is asked", || windows_seen() == 2).await;
    answer_no();
    eventually("the question is gone and the window is not", || windows_seen() == 1).await;
    window.call("rooms", json!({})).await.expect("the engine still answers");
    window.quit().await;
}

async fn eventually(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..100 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("waited in vain until {what}");
}
