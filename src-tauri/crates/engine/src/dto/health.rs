use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ThemedChart;

#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct HealthArgs {
    /// How many days the charts look back; a week when left out.
    #[ts(optional)]
    pub days: Option<u32>,
}

/// How one line fared in the last 24 hours, and what a person could try.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LineReport {
    pub id: i64,
    pub name: String,
    pub port_text: String,
    pub up: bool,
    pub reason: Option<String>,
    pub devices: i64,
    pub answering: i64,
    /// What one round over all devices takes now.
    pub cycle_text: Option<String>,
    /// The adapter hears itself.
    pub echo: bool,
    /// The last edge of an interval at which all devices were read, and how many were silent then.
    pub swept_at: Option<i64>,
    pub swept_missed: i64,
    pub counts: LineCounts,
    pub advice: Vec<AdviceRow>,
    pub rows: Vec<DeviceReport>,
    /// Errors in a thousand requests, hour by hour.
    pub chart: Option<ThemedChart>,
    pub hours: Vec<HealthHour>,
}

/// What was counted in the last 24 hours, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LineCounts {
    pub requests: i64,
    pub answers: i64,
    pub time_outs: i64,
    /// Cut, garbled or foreign answers.
    pub bad_frames: i64,
    /// Answers that say no.
    pub exceptions: i64,
    pub retries: i64,
    pub reconnects: i64,
    /// Time-outs and bad frames in a thousand requests, with one digit after the point.
    pub errors_text: String,
    /// Share of the time in which the line was busy, in percent.
    pub busy_text: String,
    /// How long answers take: half of them, and 99 in a hundred, come within this.
    pub median_ms: Option<i64>,
    pub p99_ms: Option<i64>,
    pub worst_ms: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AdviceRow {
    /// For programs: `noise`, `dead`, `shared-address` …
    pub code: String,
    /// `bad`, `warn` or `info`.
    pub level: String,
    /// What is the matter, with its figures.
    pub text: String,
    /// What to try.
    pub try_text: String,
    pub unit: Option<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DeviceReport {
    pub meter: i64,
    pub unit: u8,
    /// What it measures, or its name.
    pub name: String,
    pub model: String,
    pub serial: Option<String>,
    pub answering: bool,
    pub counts: LineCounts,
    /// What its own clock says, where clocks are looked after.
    pub clock: Option<String>,
    /// Codes of the advice that is about it.
    pub advice: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HealthHour {
    pub at: i64,
    pub requests: i64,
    pub errors: i64,
    pub errors_text: String,
    pub busy_text: String,
}

/// How much the stored readings take up, and for how long they are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Storage {
    /// Readings of closed months, sealed into compressed blocks.
    pub sealed: i64,
    pub blocks: i64,
    /// In words, such as `1.2 MB`.
    pub size_text: String,
    /// Bytes a sealed reading with its index, with two digits after the point.
    pub bytes_per_reading: Option<String>,
    /// For how many years every reading is kept; none for ever.
    pub keep_years: Option<u32>,
    /// Up to this month readings were thinned out, such as `2024-10`.
    pub thinned_through: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct KeepReadingsArgs {
    /// At least 2; none keeps them for ever.
    pub years: Option<u32>,
}

/// What is exported of the readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExportBy {
    /// Every stored reading with the energy since the one before.
    Reading,
    Hour,
    Day,
    Month,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    Csv,
    Xlsx,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ExportArgs {
    /// The first and the last day, such as `2026-11-01`.
    pub from: String,
    pub to: String,
    pub by: ExportBy,
    pub format: ExportFormat,
    /// One room or other point; all when left out.
    #[serde(default)]
    #[ts(optional)]
    pub room: Option<String>,
}

/// Begin the check for crossed wires. Every room that is checked is dark for some seconds.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct StartCrossedArgs {
    /// Only these rooms; every room with a switch when left out.
    #[serde(default)]
    #[ts(optional)]
    pub rooms: Option<Vec<String>>,
    /// How long each room is dark at least, 5 to 300.
    pub seconds: u32,
    /// Protected rooms too.
    pub protected: bool,
    /// Whoever is in the rooms knows of it.
    pub consent: bool,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct CrossedSeenArgs {
    /// The room that is dark now.
    pub room: String,
}

/// The check for crossed wires, under way or the last one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CrossedCheck {
    pub running: bool,
    pub stopped: bool,
    pub began: i64,
    pub over: Option<i64>,
    /// The room under the check now.
    pub room: Option<String>,
    /// It is dark: a person may say which room really is.
    pub dark: bool,
    pub doing: String,
    pub done: i64,
    pub of: i64,
    pub rows: Vec<CrossedRow>,
    /// What it came to, once it is over.
    pub summary: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CrossedRow {
    pub room: String,
    /// `waiting`, `running`, `right`, `crossed`, `unclear` or `skipped`.
    pub state: String,
    /// For programs.
    pub code: String,
    pub text: String,
}
