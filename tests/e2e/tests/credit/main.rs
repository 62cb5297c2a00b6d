//! The main job: a room's credit runs out, it goes dark, a top-up through the screen lights it again,
//! and the month's statement adds up.

#![cfg(target_os = "linux")]

mod paper;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use e2e::{Turn, Window};
use serde_json::{Value, json};

/// The demonstration leaves this room a few pennies and a heavy load.
const ROOM: &str = "308";
const RUNS_OUT: Duration = Duration::from_secs(240);
const SWITCHES: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn a_room_runs_out_goes_dark_is_topped_up_and_lights_again() {
    let window = Window::open(Turn::take().await, "credit").await;
    let room = || json!({ "room": ROOM });
    window.click("nav-rooms").await;
    window.click("tile-308").await;
    window.picture("before").await;

    let dark = |row: &Value| row["supply"] == "off" && row["power_w"] == 0;
    let row = window.until("the room is dark", RUNS_OUT, "room", room(), dark).await;
    assert_eq!(row["reason"]["code"], "credit", "{row}");
    assert!(row["balance"]["minor"].as_i64() < Some(0), "{}", row["balance"]);
    window.until_shown("room-why", &row["reason"]["text"]).await;
    window.picture("dark").await;

    let last = last_receipt(&window).await;
    window.click("btn-topup").await;
    window.write("topup-amount", "50").await;
    window.click("topup-tender-cash").await;
    window.click("topup-submit").await;
    let receipt = window.text("topup-receipt").await;
    assert_eq!(number(&receipt), number(&last) + 1, "{receipt} after {last}");
    let lit = |row: &Value| row["supply"] == "on" && row["power_w"].as_i64() > Some(0);
    let row = window.until("the room is lit", SWITCHES, "room", room(), lit).await;
    assert!(row["balance"]["minor"].as_i64() > Some(0), "{}", row["balance"]);
    window.picture("receipt").await;
    window.dismiss("topup-receipt").await;

    let statement = saved_statement(&window).await;
    assert!(statement.contains(&receipt), "{receipt} is not on it:\n{statement}");
    paper::adds_up(&statement);
    let verified = window.call("verify", json!({})).await.expect("a verdict");
    assert_eq!(verified["ok"], true, "{verified}");
    window.quit().await;
}

async fn last_receipt(window: &Window) -> String {
    let all = json!({ "from": "2000-01-01", "to": "2100-01-01" });
    let receipts = window.call("receipts", all).await.expect("receipts");
    let numbers = receipts.as_array().into_iter().flatten().filter_map(|row| row["receipt"].as_str());
    numbers.max_by_key(|receipt| number(receipt)).expect("the tenants have paid before").to_owned()
}

/// The running number in `2026-00412`.
fn number(receipt: &str) -> u64 {
    let digits = receipt.rsplit('-').next().expect("a series and a number");
    digits.parse().unwrap_or_else(|error| panic!("{receipt}: {error}"))
}

/// Saves the PDF through the screen and reads it as a tenant would.
async fn saved_statement(window: &Window) -> String {
    window.click("tab-papers").await;
    window.see("paper-preview").await;
    window.picture("statement").await;
    window.click("paper-save").await;
    text_of(&saved_pdf(&window.home()).await)
}

async fn saved_pdf(folder: &Path) -> PathBuf {
    for _ in 0..100 {
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let pdf = files.into_iter().find(|file| file.extension().is_some_and(|end| end == "pdf"));
        // The file is there before it is whole.
        if let Some(pdf) =
            pdf.filter(|pdf| std::fs::read(pdf).is_ok_and(|bytes| bytes.trim_ascii_end().ends_with(b"%%EOF")))
        {
            return pdf;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no statement was saved in {}", folder.display());
}

fn text_of(pdf: &Path) -> String {
    let read = Command::new("pdftotext").arg("-layout").arg(pdf).arg("-").output();
    let read = read.expect("pdftotext, installed by `cargo xtask test`");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    String::from_utf8(read.stdout).expect("text")
}
