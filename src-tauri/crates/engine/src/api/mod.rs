//! What each operation of the list does: one file a noun.

pub(crate) mod alarms;
pub(crate) mod charts;
pub(crate) mod meters;
pub(crate) mod money;
pub(crate) mod overview;
pub(crate) mod papers;
pub(crate) mod rooms;
pub(crate) mod site;
pub(crate) mod supply;
pub(crate) mod timeline;

use std::sync::Arc;

use chrono::NaiveDate;
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

fn parse_day(text: &str, field: &'static str) -> Result<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| Refusal::new("bad-day").with("text", text).field(field))
}

fn parse_month(text: &str) -> Result<Month> {
    text.parse().map_err(|_| Refusal::new("bad-month").with("text", text).field("month"))
}
