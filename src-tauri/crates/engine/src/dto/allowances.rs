//! Energy and money that is granted.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Amount, PartCycleName, PlaceRow, Standing};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AllowanceCycle {
    Month,
    Year,
    /// Once, from its first day to its last.
    Term,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AllowanceBasis {
    Room,
    Occupant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AllowanceKind {
    Energy,
    Money,
}

/// An allowance as a person writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AllowanceForm {
    pub name: String,
    /// Whom it is for: the rooms in this place.
    pub place: i64,
    pub kind: AllowanceKind,
    /// kWh, or money in the site's currency, each cycle.
    pub amount: String,
    pub basis: AllowanceBasis,
    pub per: AllowanceCycle,
    /// Of a year: the month with which it begins, `09`.
    pub year_starts: Option<String>,
    pub part_cycle: PartCycleName,
    /// Taken from this band only.
    pub band: Option<String>,
    pub counts_for_tiers: bool,
    /// The most, kWh or money, that goes on into the next cycle; none when what is left is lost.
    pub carry_over: Option<String>,
    /// Days of the site; the end is the first on which it no longer counts.
    pub from: String,
    pub until: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct AllowanceRow {
    pub id: i64,
    pub form: AllowanceForm,
    pub place: PlaceRow,
    pub standing: Standing,
    /// In one sentence.
    pub words: String,
    /// Nothing was charged under it: everything may still be changed. Later only its end.
    pub may_change: bool,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SaveAllowanceArgs {
    /// None for a new one.
    pub id: Option<i64>,
    pub form: AllowanceForm,
    /// The token of the preview that a person has seen, where past days are touched.
    pub seen: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct EndAllowanceArgs {
    pub id: i64,
    /// The first day on which it no longer counts.
    pub until: String,
    pub seen: Option<String>,
}

/// What a room has of an allowance in the present cycle.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RoomAllowance {
    pub id: i64,
    pub name: String,
    pub kind: AllowanceKind,
    /// The cycle's days, the end not included.
    pub from: String,
    pub until: Option<String>,
    /// kWh, or money.
    pub granted: String,
    pub used: String,
    pub left: String,
    pub used_percent: i64,
    /// Of money: what is still to be used first.
    pub balance: Option<Amount>,
}
