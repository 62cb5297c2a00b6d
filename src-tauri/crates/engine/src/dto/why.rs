//! Why a room had the supply that it had: the chain of facts at one moment.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Amount, Reason, SupplyState, Tone, WhyGuard, WhyRule};

#[derive(Debug, Clone, Deserialize, TS)]
pub struct WhyArgs {
    pub room: String,
    /// The moment; now where none is named.
    #[serde(default)]
    #[ts(optional)]
    pub at: Option<i64>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct WhyChain {
    pub room: String,
    pub at: i64,
    /// What the room was to have, and why.
    pub desired: SupplyState,
    pub reason: Reason,
    /// When that was decided.
    pub decided_at: i64,
    /// As it was known when it was decided.
    pub balance: Amount,
    pub cut_off: Amount,
    /// The journal's balance at the moment, without what was not posted yet.
    pub posted_balance: Amount,
    /// Who had the room.
    pub tenant: Option<String>,
    pub rules: Vec<WhyRule>,
    pub guards: Vec<WhyGuard>,
    /// Readings, notices, commands and read-backs up to the moment, oldest first.
    pub steps: Vec<WhyStep>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct WhyStep {
    pub at: i64,
    /// `reading`, `balance`, `notice`, `latch`, `decision`, `command`, `read_back`, `failed`, `load`, `order`.
    pub kind: String,
    pub text: String,
    pub tone: Tone,
}
