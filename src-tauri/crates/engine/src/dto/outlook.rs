//! What may come: rooms that could be cut; and what was: pilot groups, absences, load left on.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Amount;

#[derive(Debug, Clone, Deserialize, TS)]
pub struct OutlookArgs {
    /// Look so far ahead; to tomorrow noon where nothing is said.
    #[serde(default)]
    #[ts(optional)]
    pub until: Option<i64>,
}

/// Rooms that credit could cut, the soonest first.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Outlook {
    pub until: i64,
    /// When the next automatic cut may fall at all: now, or at the end of friendly hours.
    pub earliest: Option<i64>,
    pub rooms: Vec<OutlookRow>,
    /// Rooms that wait because as many were cut in the last hour as may be without a person's word.
    pub waiting: i64,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct OutlookRow {
    pub room: String,
    pub tenant: Option<String>,
    pub balance: Amount,
    /// When the credit is used up at the pace of the last days; none where it is already.
    pub runs_out_at: Option<i64>,
    /// The earliest instant of a cut, by the notice and friendly hours; none where something else holds it.
    pub cut_at: Option<i64>,
    /// What would hold it, in words.
    pub held_by: Vec<String>,
    pub text: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SpanArgs {
    pub from: String,
    /// The last day, included.
    pub to: String,
}

/// What a pilot group's shadow would have done.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ShadowRow {
    pub room: String,
    /// The cut that did not happen.
    pub at: i64,
    /// When there would have been supply again, or why nobody knows yet.
    pub until: Option<i64>,
    pub balance: Amount,
    pub text: String,
}

/// When nobody watched.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AbsenceRow {
    pub from: i64,
    pub to: i64,
    pub minutes: i64,
    /// `stopped` or `slept`.
    pub cause: String,
}

/// Load that was left on in hours in which nobody should be there.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AfterHoursRow {
    pub room: String,
    pub from: i64,
    pub to: i64,
    pub energy_wh: i64,
    /// On average over the stretch.
    pub mean_w: i64,
    /// At the prices in force then, without fees.
    pub cost: Option<Amount>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct NoteArgs {
    pub note: String,
}
