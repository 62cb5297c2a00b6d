use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Amount, RoomRow};

#[derive(Debug, Clone, Serialize, TS)]
pub struct Overview {
    pub now: i64,
    pub rooms: RoomCounts,
    pub power_w: i64,
    pub energy_today_wh: i64,
    /// The same weekday last week, up to the same time of day.
    pub energy_same_weekday_wh: Option<i64>,
    /// Charged to the rooms so far today.
    pub money_today: Amount,
    pub taken_today: Amount,
    pub taken_by_tender: Vec<TenderTotal>,
    pub supply_energy_today_wh: Option<i64>,
    pub rooms_energy_today_wh: i64,
    pub common_energy_today_wh: i64,
    /// Every room that is not simply on, the most urgent first.
    pub attention: Vec<RoomRow>,
    pub next_out: Option<NextOut>,
    pub meters: MeterCounts,
    pub lines: Vec<LineHealth>,
    pub alarms: Vec<Alarm>,
    pub paused: bool,
    /// Why the journal cannot be written, while it cannot: no money is taken and nothing is cut.
    pub fault: Option<String>,
    pub notice_minutes: i64,
    pub chart: ThemedChart,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct RoomCounts {
    pub total: i64,
    pub on: i64,
    pub low: i64,
    pub cut: i64,
    pub off: i64,
    pub offline: i64,
    pub vacant: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TenderTotal {
    pub tender: String,
    pub amount: Amount,
    pub count: i64,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct NextOut {
    pub room: String,
    pub at: i64,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct MeterCounts {
    pub total: i64,
    pub answering: i64,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct LineHealth {
    pub name: String,
    pub up: bool,
    pub reason: Option<String>,
    pub devices: i64,
    pub answering: i64,
    pub cycle_ms: Option<i64>,
    pub errors_per_1000: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Info,
    Warning,
    Critical,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Alarm {
    pub id: i64,
    pub at: i64,
    pub kind: String,
    pub severity: Severity,
    pub room: Option<String>,
    pub text: String,
    pub acknowledged: bool,
    pub acknowledged_at: Option<i64>,
    /// Who sees to it; empty while nobody has seen it.
    pub owner: String,
    pub note: String,
    pub cleared_at: Option<i64>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct AcknowledgeArgs {
    pub id: i64,
    pub note: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ThemedChart {
    pub svg_light: String,
    pub svg_dark: String,
}
