use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, TS)]
pub struct MeterRow {
    pub id: i64,
    pub serial: String,
    pub maker: String,
    pub model: String,
    pub line: String,
    pub unit: u8,
    pub room: Option<String>,
    pub point: String,
    pub answering: bool,
    pub last_at: Option<i64>,
    pub error: Option<String>,
    pub register_wh: Option<i64>,
    pub power_w: Option<i64>,
    pub suspects: i64,
}

/// A reading that is not believed until a person decides.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Suspect {
    pub id: i64,
    pub room: String,
    pub at: i64,
    pub register_wh: i64,
    pub base_wh: Option<i64>,
    pub base_at: Option<i64>,
    pub doubt: String,
    pub text: String,
    pub explanation: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ResolveSuspectArgs {
    pub id: i64,
    pub accept: bool,
    pub note: String,
}
