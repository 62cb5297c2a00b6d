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
    /// No supplier's bill is known for these months: nothing can be compared.
    NoBill,
    /// Nothing exceeds what may be passed on.
    Fair,
    /// Look at the warnings.
    Warning,
}

/// What was collected beside what the electricity cost (rule 22).
#[derive(Debug, Clone, Serialize, TS)]
pub struct Fairness {
    pub from: String,
    pub to: String,
    pub verdict: FairnessVerdict,
    /// One sentence each, the gravest first; never empty.
    pub sentences: Vec<String>,
    pub components: Vec<FairnessComponent>,
    /// Collected as price of electricity.
    pub collected: Amount,
    /// Cost of what may be in that price.
    pub allowed: Amount,
    /// Collected less allowed.
    pub excess: Amount,
    /// Other fees, which tenants see as what they are.
    pub separately: Amount,
    /// That the supplier's bills are for, by days where they reach over the edges.
    pub supplied_wh: i64,
    pub sold_wh: i64,
    /// Days of these months that no bill is known for.
    pub days_without_bill: i64,
    /// Cost and price of a kWh, as they are shown.
    pub paid_text: Option<String>,
    pub charged_text: Option<String>,
    pub rules: FairnessRules,
    pub rooms: Vec<FairnessRoom>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FairnessComponent {
    /// `energy`, `standing`, `tax`, `loss`, `common`, `service`.
    pub component: String,
    pub name: String,
    pub pass: FairnessPass,
    pub pass_text: String,
    /// By the supplier's bills.
    pub cost: Amount,
    pub collected: Amount,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FairnessPass {
    /// The price of electricity may recover its cost, and no more.
    InPrice,
    /// Apart from electricity, shown as what it is.
    Separately,
    Never,
}

/// Which rules were used, from when, and where they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FairnessRules {
    pub country: String,
    pub name: String,
    pub from: String,
    /// That the rules are to be checked by a person, or who has checked them.
    pub status: String,
    pub note: String,
    pub sources: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FairnessRoom {
    pub room: String,
    pub tenant: Option<String>,
    pub energy_wh: i64,
    /// Everything charged to the account for these months.
    pub amount: Amount,
    /// All charges over all energy, per kWh, as it is shown; none without energy.
    pub price_text: Option<String>,
}
