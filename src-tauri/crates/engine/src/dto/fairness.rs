use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Amount;

/// Months, both included, `YYYY-MM`.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct FairnessArgs {
    pub from: String,
    pub to: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FairnessVerdict {
    /// No supplier's bill is known for these months.
    NoBill,
    /// Bills are known for some of the days only.
    PartOfBill,
    Fair,
    AboveCost,
}

/// What was charged beside what the electricity cost (rule 22).
#[derive(Debug, Clone, Serialize, TS)]
pub struct Fairness {
    pub from: String,
    pub to: String,
    pub verdict: FairnessVerdict,
    pub sentence: String,
    pub components: Vec<FairnessComponent>,
    /// Charged for components that count against the supplier's bill.
    pub collected: Amount,
    /// The supplier's bills, by days where they reach over the edges.
    pub billed: Amount,
    pub billed_wh: i64,
    /// The bill and what may be passed on beside it.
    pub allowed: Amount,
    /// Collected less allowed: more than nothing warns.
    pub excess: Amount,
    pub rules: FairnessRules,
    pub rooms: Vec<FairnessRoom>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FairnessComponent {
    pub kind: String,
    pub name: String,
    pub amount: Amount,
    pub energy_wh: i64,
    /// It may be passed on beside the supplier's bill; otherwise it counts against it, or is a fee of its own.
    pub role: ComponentRole,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ComponentRole {
    /// Compared with the supplier's bill.
    AgainstBill,
    /// The rules let it be passed on beside the bill.
    PassedOn,
    /// A declared fee that is not for electricity: shown as what it is.
    OwnFee,
}

/// Which rules were used, from when, and where they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FairnessRules {
    pub country: String,
    pub name: String,
    pub from: String,
    pub source: String,
    /// Always shown: the rules are to be checked by a person.
    pub warning: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FairnessRoom {
    pub room: String,
    pub tenant: Option<String>,
    pub energy_wh: i64,
    /// Charged for energy and all that goes by it.
    pub amount: Amount,
    /// Per kWh, as it is shown; none without energy.
    pub price_text: Option<String>,
}
