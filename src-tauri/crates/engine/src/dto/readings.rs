use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Amount, MeterRow};

/// Where the register at an instant comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RegisterWish {
    /// As the meter was read, shared by time between two readings.
    Meter,
    /// As a person read it on the meter's display, in kWh.
    Hand { kwh: String },
}

/// A register at an instant, as it is shown before and after it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ShownRegister {
    pub meter: String,
    pub at: i64,
    pub wh: i64,
    /// In kWh, as on the display.
    pub text: String,
    /// Entered by a person.
    pub by_hand: bool,
    /// Shared by time between two readings.
    pub estimated: bool,
}

/// The device that is put up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NewMeter {
    pub serial: Option<String>,
    /// One of `meter_models`.
    pub profile: String,
    /// The line it hangs on; that of the old one when left out.
    pub line: Option<String>,
    /// Its Modbus address, 1 to 247.
    pub unit: u8,
    /// The most it can carry, in W; as the old one when left out.
    pub rated_w: Option<i64>,
    /// Its register when it was put up, in kWh as on its display.
    pub first_kwh: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExchangeMeterArgs {
    /// The meter that is taken down, by its number in `meters`.
    pub meter: i64,
    /// Milliseconds since 1970; now when left out.
    pub at: Option<i64>,
    /// The last register of the old meter.
    pub last: RegisterWish,
    pub new: NewMeter,
    pub ratio: Ratio,
    pub reason: String,
    pub key: String,
}

/// CT and PT ratio: primary over secondary, such as 100 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Ratio {
    pub primary: u32,
    pub secondary: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct MeterExchanged {
    pub at: i64,
    pub last: ShownRegister,
    pub first: ShownRegister,
    pub meter: MeterRow,
    /// This key had been used for this already; nothing was done now.
    pub repeated: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RatioArgs {
    pub meter: i64,
    /// Milliseconds since 1970; now when left out.
    pub at: Option<i64>,
    pub register: RegisterWish,
    pub ratio: Ratio,
    pub reason: String,
    pub key: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ManualReadingArgs {
    pub meter: i64,
    /// Milliseconds since 1970; now when left out.
    pub at: Option<i64>,
    /// As on the display.
    pub kwh: String,
    pub key: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CorrectReadingArgs {
    pub meter: i64,
    /// The instant of the reading that was wrong, as in `readings`.
    pub at: i64,
    /// What it should have been, as on the display.
    pub kwh: String,
    pub reason: String,
    pub key: String,
}

/// What a reading that was entered or corrected changes.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ReadingChange {
    pub meter: String,
    pub at: i64,
    /// What stood there before; none for a reading that is new.
    pub old_wh: Option<i64>,
    pub new_wh: i64,
    /// What is charged otherwise by it, account by account and month by month.
    pub differences: Vec<ReadingDifference>,
    /// It is booked, and not only shown.
    pub booked: bool,
    /// This key had been used for this already; nothing was done now.
    pub repeated: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReadingDifference {
    pub room: String,
    pub tenant: String,
    pub month: String,
    /// The tenant has moved out: it is a receivable or payable now.
    pub former: bool,
    /// Positive is charged, negative is given back.
    pub amount: Amount,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ReadingsArgs {
    pub meter: i64,
    /// Those before this instant; the newest when left out.
    pub before: Option<i64>,
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReadingRow {
    pub at: i64,
    pub wh: i64,
    /// In kWh, as on the display.
    pub text: String,
    pub estimated: bool,
    /// Who entered it, where a person did.
    pub by: Option<String>,
    /// What stood there before it was corrected, newest first.
    pub corrected: Vec<CorrectedFrom>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CorrectedFrom {
    pub at: i64,
    pub wh: i64,
    pub by: String,
    pub reason: String,
}

/// A meter that hangs or hung at the same point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct InstallationRow {
    pub serial: String,
    pub model: String,
    pub from: i64,
    pub from_text: String,
    pub to: Option<i64>,
    pub to_text: Option<String>,
    pub ratio: Ratio,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct MeterArgs {
    pub meter: i64,
}

/// A model that meters can be of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MeterModel {
    pub id: String,
    pub maker: String,
    pub model: String,
    pub relay: bool,
}
