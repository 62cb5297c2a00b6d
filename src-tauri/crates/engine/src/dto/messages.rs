use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Severity;

/// How a channel reaches somebody, and so what kind of address it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChannelReach {
    /// A mail address.
    Email,
    /// A telephone number.
    Sms,
    /// The channel itself names its readers: no address.
    Chat,
}

/// A kind of channel that can be set up.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ChannelKind {
    pub template: String,
    pub name: String,
    /// Where the service describes its requests.
    pub source: String,
    pub reach: ChannelReach,
    pub settings: Vec<ChannelSetting>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ChannelSetting {
    pub key: String,
    pub hint: String,
    pub secret: bool,
    pub default: Option<String>,
    /// What is filled in; a secret is never shown again.
    pub value: Option<String>,
    pub filled: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ChannelRow {
    pub id: i64,
    pub name: String,
    pub template: String,
    /// The kind's own name.
    pub kind: String,
    pub reach: ChannelReach,
    pub settings: Vec<ChannelSetting>,
    /// Tenants are told by it that credit runs low.
    pub for_tenants: bool,
    /// Messages on their way.
    pub queued: i64,
    pub last_accepted: Option<i64>,
    /// Why the last attempt failed, if it did.
    pub failing: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SaveChannelArgs {
    /// Left out for a new one.
    pub id: Option<i64>,
    pub name: String,
    pub template: String,
    /// A setting that is left out stays as it was.
    pub settings: BTreeMap<String, String>,
    pub for_tenants: bool,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ChannelArgs {
    pub id: i64,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct TryChannelArgs {
    pub id: i64,
    /// Empty where the channel itself names its readers.
    pub address: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LeastSeverity {
    Info,
    Warning,
    Critical,
}

/// Somebody who is told of alarms.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ContactRow {
    pub id: i64,
    pub name: String,
    pub channel: i64,
    pub channel_name: String,
    pub address: String,
    pub language: String,
    pub least: Severity,
    /// Quiet hours in site time, such as `22:00` and `07:00`; empty without.
    pub quiet_from: String,
    pub quiet_to: String,
    pub when_over: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SaveContactArgs {
    /// Left out for a new one.
    pub id: Option<i64>,
    pub name: String,
    pub channel: i64,
    pub address: String,
    pub language: String,
    pub least: LeastSeverity,
    pub quiet_from: String,
    pub quiet_to: String,
    /// Told also when an alarm is over.
    pub when_over: bool,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ContactArgs {
    pub id: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    Queued,
    Accepted,
    GivenUp,
}

/// A message that left or is to leave the house.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DeliveryRow {
    pub id: i64,
    pub at: i64,
    pub channel: String,
    /// `alarm`, `notice` or `trial`.
    pub kind: String,
    /// The room of a notice.
    pub room: Option<String>,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub state: DeliveryState,
    pub attempts: i64,
    /// When it is tried next, while it is on its way.
    pub next_at: Option<i64>,
    pub done_at: Option<i64>,
    /// The server's last words, or why none were heard.
    pub said: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct DeliveriesArgs {
    /// At most so many, newest first; up to 1000.
    pub limit: u32,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct DeliveryArgs {
    pub id: i64,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct AlarmHistoryArgs {
    /// At most so many, those last over first; up to 1000.
    pub limit: u32,
}
