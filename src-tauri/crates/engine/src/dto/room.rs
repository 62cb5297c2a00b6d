use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Amount;

/// One word for a room's badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RoomState {
    On,
    Low,
    /// Off for want of credit.
    Cut,
    /// Off for another reason.
    Off,
    Offline,
    Vacant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SupplyState {
    On,
    Off,
    Limited,
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Pending {
    SwitchingOn,
    SwitchingOff,
    Failed,
}

/// Why: the message `reason-<code>` of the language files with its arguments, and said already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Reason {
    pub code: String,
    pub args: BTreeMap<String, String>,
    pub text: String,
}

/// A room in a list or on the board.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RoomRow {
    pub name: String,
    pub floor: String,
    pub building: String,
    pub state: RoomState,
    /// The relay as last read back.
    pub supply: SupplyState,
    pub desired: SupplyState,
    pub reason: Reason,
    pub balance: Amount,
    pub days_left: Option<i64>,
    pub power_w: Option<i64>,
    pub energy_today_wh: i64,
    pub last_reading_at: Option<i64>,
    pub stale: bool,
    pub tenant: Option<String>,
    pub occupants: i64,
    pub account: i64,
    pub warn_level: u8,
    /// Since when the supply is as it is, or the meter silent.
    pub since: Option<i64>,
    pub pending: Option<Pending>,
    pub paused: bool,
    /// What it may draw now.
    pub limit_w: Option<i64>,
    /// What it drew keeps it off.
    pub lock: Option<LoadLock>,
    /// Codes of hazards that last.
    pub hazards: Vec<String>,
    /// It belongs to a pilot group.
    pub shadow: bool,
}

/// A room is off because of what it drew.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LoadLock {
    /// `overload`, `forbidden`, `lifeline` or `quota_limit`.
    pub load: String,
    pub since: i64,
    /// It is closed again then; none where a person lets it go.
    pub until: Option<i64>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct RoomPage {
    #[serde(flatten)]
    #[ts(flatten)]
    pub row: RoomRow,
    pub meter: RoomMeter,
    pub tariff: RoomTariff,
    pub next: Vec<String>,
    pub why: Why,
    pub smallest_topup_to_restore: Option<Amount>,
    pub manual: Option<Manual>,
    /// Somebody works on the wires.
    pub maintenance: Option<Manual>,
    /// The rules of supply that hold for it, each in a sentence.
    pub rules: Vec<RuleOfRoom>,
    pub tenancy: Option<Tenancy>,
    /// Why charges are held, while they are; the balance is that of the last posting.
    pub held: Option<String>,
    /// Months with a statement, newest first.
    pub months: Vec<String>,
}

/// A rule that holds for a room, and where it was made.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RuleOfRoom {
    pub kind: String,
    pub path: String,
    pub words: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct RoomMeter {
    pub serial: String,
    pub maker: String,
    pub model: String,
    pub line: String,
    pub unit: u8,
    pub register_wh: Option<i64>,
    pub register_at: Option<i64>,
    pub voltage_v: Vec<f64>,
    pub current_a: Vec<f64>,
    pub power_factor: Option<f64>,
    pub frequency_hz: Option<f64>,
    pub relay: Option<RelayKind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RelayKind {
    Meter,
    Board,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct RoomTariff {
    pub name: String,
    pub price_text: String,
}

/// The chain of facts behind the supply: rules in order, guards, the age of the data, the notice.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Why {
    pub rules: Vec<WhyRule>,
    pub guards: Vec<WhyGuard>,
    pub data_age_s: Option<i64>,
    pub notice: Option<GivenNotice>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct WhyRule {
    pub rule: String,
    pub text: String,
    pub outcome: RuleOutcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RuleOutcome {
    Won,
    Passed,
    NotReached,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct WhyGuard {
    pub guard: String,
    pub text: String,
    pub blocks: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct GivenNotice {
    pub given_at: i64,
    pub how: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Manual {
    pub order: Order,
    pub reason: String,
    pub note: String,
    pub since: i64,
    pub until: Option<i64>,
    pub review_on: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Tenancy {
    pub name: String,
    pub phone: Option<String>,
    pub since: i64,
    pub occupants: i64,
    pub deposit: Amount,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct RoomArgs {
    pub room: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    Off,
    On,
    /// Back to the rules.
    Auto,
    /// Locked off for work on the wires; it stands beside any other order.
    Maintenance,
    /// The work is done.
    WorkDone,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct OrderArgs {
    pub room: String,
    pub order: Order,
    /// From the list `maintenance`, `safety`, `vacant`, `tenant_request`, `house_rules`, `other`, and `debt` where the site lets debts cut.
    pub reason: Option<String>,
    pub note: String,
    pub until: Option<i64>,
    pub review_on: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ClearTripArgs {
    pub room: String,
    pub note: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoticeHow {
    Printed,
    Spoken,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct NoticeArgs {
    pub room: String,
    pub how: NoticeHow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Range {
    Day,
    Week,
    Month,
    Year,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    Light,
    Dark,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ChartArgs {
    pub room: String,
    pub range: Range,
    /// A day within the range, `YYYY-MM-DD`.
    pub at: String,
    pub theme: Theme,
}

/// A chart and its twin as a table.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Chart {
    pub svg: String,
    pub title: String,
    pub summary: String,
    pub columns: Vec<String>,
    pub rows: Vec<ChartRow>,
    pub total_wh: i64,
    pub total_text: String,
    pub previous: Option<String>,
    pub next: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ChartRow {
    pub label: String,
    pub energy_wh: i64,
    pub energy_text: String,
    pub estimated: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TimelineKind {
    Reading,
    Charge,
    TopUp,
    Supply,
    Notice,
    Alarm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    Neutral,
    Good,
    Warn,
    Bad,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct TimelineArgs {
    pub room: String,
    pub before: Option<i64>,
    pub limit: u32,
    pub kinds: Vec<TimelineKind>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Timeline {
    pub items: Vec<TimelineItem>,
    pub more: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct TimelineItem {
    pub at: i64,
    pub kind: TimelineKind,
    pub title: String,
    pub detail: String,
    pub energy_wh: Option<i64>,
    pub amount: Option<Amount>,
    pub balance: Option<Amount>,
    pub receipt: Option<String>,
    pub entry: Option<i64>,
    pub tone: Tone,
}
