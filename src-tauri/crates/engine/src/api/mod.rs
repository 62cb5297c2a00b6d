//! What each operation of the list does: one file a noun.

// Every operation is handed its own decoded arguments.
#![allow(clippy::needless_pass_by_value)]

pub(crate) mod alarms;
pub(crate) mod allowances;
pub(crate) mod books;
pub(crate) mod calendar;
pub(crate) mod charts;
pub(crate) mod close;
pub(crate) mod commission;
pub(crate) mod common;
pub(crate) mod crossed;
mod csv;
pub(crate) mod export;
pub(crate) mod fairness;
pub(crate) mod health;
pub(crate) mod house_rules;
pub(crate) mod lines;
pub(crate) mod loads;
pub(crate) mod losses;
pub(crate) mod messages;
pub(crate) mod meters;
pub(crate) mod money;
pub(crate) mod money_account;
pub(crate) mod outlook;
pub(crate) mod overview;
pub(crate) mod papers;
pub(crate) mod pending;
mod people;
pub(crate) mod places;
pub(crate) mod quotas;
pub(crate) mod readings;
pub(crate) mod rooms;
pub(crate) mod rules;
pub(crate) mod setup;
pub(crate) mod site;
pub(crate) mod supply;
pub(crate) mod tariffs;
pub(crate) mod tenancies;
pub(crate) mod timeline;
pub(crate) mod watch;
pub(crate) mod why;

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use units::Month;

use crate::View;
use crate::error::{Refusal, Result};
use crate::live::LiveRoom;
use crate::words::{Language, Words};

impl View {
    fn words(&self) -> Words {
        Words::new(self.language)
    }

    fn room(&self, name: &str) -> Result<&Arc<LiveRoom>> {
        self.live.room(name).ok_or_else(|| Refusal::new("unknown-room").with("room", name).field("room"))
    }

    fn today(&self) -> NaiveDate {
        self.live.site.zone.date(self.now)
    }

    /// The language a paper was asked for in, else the caller's.
    fn paper_language(&self, wish: Option<&str>) -> Language {
        wish.and_then(Language::parse).unwrap_or(self.language)
    }
}

/// A day of the years that people plan in, so that no arithmetic with it leaves the calendar.
pub(crate) fn parse_day(text: &str, field: &'static str) -> Result<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    day.filter(|day| YEARS.contains(&day.year())).ok_or_else(|| Refusal::new("bad-day").with("text", text).field(field))
}

const YEARS: std::ops::Range<i32> = 1970..2200;

fn parse_month(text: &str) -> Result<Month> {
    let month: Option<Month> = text.parse().ok();
    let month = month.filter(|month| YEARS.contains(&month.year()));
    month.ok_or_else(|| Refusal::new("bad-month").with("text", text).field("month"))
}
