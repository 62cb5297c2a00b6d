//! Tests of the whole house.

use chrono::NaiveDate;
use units::{Timestamp, Zone};

pub mod relays;
pub mod steps;
pub mod theft;

/// The Monday on which every scene begins.
fn monday() -> Timestamp {
    Zone::UTC.start_of(NaiveDate::from_ymd_opt(2026, 8, 31).unwrap_or_default())
}
