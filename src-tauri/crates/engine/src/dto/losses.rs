//! What branches of the metering tree lose, and what that points to.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Days of the site, both inclusive.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct LossesArgs {
    pub from: String,
    pub to: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Losses {
    /// The days that are known of those asked for.
    pub from: String,
    pub to: String,
    /// What wires and meters take themselves, in per cent.
    pub technical: String,
    /// From the top down, each before what it feeds.
    pub branches: Vec<LossBranch>,
}

/// A meter beside the nearest meters below it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LossBranch {
    /// None for meters that have none above them.
    pub point: Option<i64>,
    pub name: String,
    /// How many meters stand above it.
    pub depth: i64,
    /// How many stand below.
    pub meters: i64,
    pub sum: LossSum,
    pub verdict: LossVerdict,
    pub sentence: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LossVerdict {
    /// Nothing stands above.
    Unmeasured,
    /// No hour is known of every meter.
    Unknown,
    Within,
    Above,
    /// More was counted below than came in.
    Backwards,
}

/// Sums over the hours in which every meter of a branch is well known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct LossSum {
    pub supply_wh: i64,
    pub counted_wh: i64,
    pub loss_wh: i64,
    /// The part of what came in that is lost, per mille.
    pub loss_milli: Option<i64>,
    /// What of it wires and meters take.
    pub technical_wh: i64,
    /// How far the accuracy of the meters lets both sides differ.
    pub band_wh: i64,
    /// What neither explains.
    pub unexplained_wh: i64,
    pub hours: i64,
    /// Hours in which a meter was not well known.
    pub left_out: i64,
    /// The least loss of an hour of the night: it flows all day.
    pub night_w: Option<i64>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct LossSlotsArgs {
    pub point: i64,
    pub from: String,
    /// Where it is the same day, the slots are its hours.
    pub to: String,
}

/// A day, or an hour, of a branch.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LossSlot {
    /// `2026-11-23`, or `22:00`.
    pub name: String,
    pub sum: LossSum,
    pub verdict: LossVerdict,
}

/// Something to look at.
#[derive(Debug, Clone, Serialize, TS)]
pub struct FindingRow {
    pub id: i64,
    pub sign: String,
    pub likely: bool,
    /// Whom it is about, and the room where it is one.
    pub name: String,
    pub room: Option<String>,
    /// Days after which it was found.
    pub first_day: String,
    pub last_day: String,
    pub text: String,
    pub closed_at: Option<i64>,
    /// Who has looked; none where it was no longer found.
    pub closed_by: Option<String>,
    pub note: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Findings {
    pub standing: Vec<FindingRow>,
    pub over: Vec<FindingRow>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct CloseFindingArgs {
    pub id: i64,
    /// What was seen.
    pub note: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct TechnicalLossArgs {
    /// Such as `3` or `2.5`.
    pub percent: String,
}
