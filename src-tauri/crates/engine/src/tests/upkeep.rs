//! Readings of closed months are sealed and, where the site wants that, thinned out; whoever reads them sees no difference.

use chrono::{Duration, TimeZone, Utc};
use serde_json::json;

use super::papers::add_up;
use super::site::House;
use crate::api::{charts, close, export};

const HOUR: Duration = Duration::hours(1);

/// A house that has lived into December, and its November closed.
fn closed() -> House {
    let mut house = House::new();
    for room in 0..4 {
        house.pay(room, 1_000_000, &format!("rich/{room}"));
    }
    house.live(24 * 9, HOUR);
    let month = json!({ "month": "2026-11", "seen": ["day_open"] });
    assert!(house.call(close::close_month, month).unwrap().closed);
    house
}

fn exported(house: &mut House, by: &str) -> String {
    let args = json!({ "from": "2026-11-01", "to": "2026-12-10", "by": by, "format": "csv" });
    house.ask(export::export_readings, args).unwrap().base64
}

/// What people see of the month, but for single readings.
fn seen(house: &mut House) -> Vec<String> {
    let mut seen = Vec::new();
    for (range, at) in [("day", "2026-11-28"), ("month", "2026-11-28"), ("year", "2026-11-28")] {
        let chart = json!({ "room": "102", "range": range, "at": at, "theme": "light" });
        seen.push(house.ask(charts::room_chart, chart).unwrap().svg);
    }
    seen.extend(["hour", "day", "month"].map(|by| exported(house, by)));
    seen
}

/// The core looks after the store once in a while, one step at a time.
fn look_after(house: &mut House) {
    house.core.now += Duration::minutes(11);
    for _ in 0..50 {
        house.core.tick();
    }
    house.collect();
}

#[test]
fn a_closed_month_is_sealed_in_steps_and_reads_as_before() {
    let mut house = closed();
    let (before, readings) = (seen(&mut house), exported(&mut house, "reading"));
    let balances: Vec<i64> = (0..4).map(|room| house.balance(room)).collect();
    assert_eq!(house.ask(export::storage, json!({})).unwrap().sealed, 0);
    look_after(&mut house);
    let storage = house.ask(export::storage, json!({})).unwrap();
    assert!(storage.blocks == 4 && storage.sealed > 4 * 24 * 7, "{storage:?}");
    let until = store::month_close::last(&house.core.store).unwrap().unwrap().until;
    assert_eq!(store::reading_block::unsealed(&house.core.store, until).unwrap(), None);
    assert!(exported(&mut house, "reading") == readings, "every reading is as it was");
    assert!(seen(&mut house) == before, "charts and tables are those of before");
    add_up(&mut house);
    let nothing = house.call(close::correct_month_preview, json!({ "room": "102", "month": "2026-11" })).unwrap();
    assert_eq!(nothing.total.minor, 0);
    house.verify();
    let mut house = house.crash();
    assert_eq!((0..4).map(|room| house.balance(room)).collect::<Vec<_>>(), balances);
    assert!(seen(&mut house) == before, "charts and tables are those of before");
}

#[test]
fn a_month_of_long_ago_is_thinned_out_where_the_site_wants_that_and_its_sums_stay() {
    let mut house = closed();
    look_after(&mut house);
    let (before, readings) = (seen(&mut house), exported(&mut house, "reading"));
    let refused = house.call(export::keep_readings, json!({ "years": 1 })).unwrap_err();
    assert_eq!((refused.code, refused.field), ("bad-years", Some("years")));
    assert_eq!(house.call(export::keep_readings, json!({ "years": 2 })).unwrap().keep_years, Some(2));
    look_after(&mut house);
    assert!(exported(&mut house, "reading") == readings, "nothing is old enough");
    house.core.now = Utc.with_ymd_and_hms(2028, 12, 1, 4, 0, 0).unwrap();
    look_after(&mut house);
    let storage = house.ask(export::storage, json!({})).unwrap();
    assert_eq!(storage.thinned_through.as_deref(), Some("2026-11"));
    // The first and the last of each meter, and what lies around a tenant's coming.
    assert!((8..=16).contains(&storage.sealed), "{storage:?}");
    assert!(exported(&mut house, "reading") != readings, "most of them are gone");
    assert!(seen(&mut house) == before, "charts and tables are those of before");
    add_up(&mut house);
    let preview = json!({ "room": "102", "month": "2026-11" });
    assert_eq!(house.call(close::correct_month_preview, preview).map(drop).unwrap_err().code, "readings-thinned");
    house.verify();
}
