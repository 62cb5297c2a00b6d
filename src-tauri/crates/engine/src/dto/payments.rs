use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Amount, RoomRow};

/// Where a part of a payment goes, in the order of rule 9.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TopUpPart {
    /// `fee`, `emergency`, `debt`, `bills` or `balance`.
    pub code: String,
    pub text: String,
    pub amount: Amount,
}

/// The money of a room's present tenancy.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RoomMoney {
    pub room: RoomRow,
    /// The live balance: credit and grants less what is due.
    pub balance: Amount,
    /// Of it, granted money that is not used yet: it is used first and never paid out.
    pub granted: Amount,
    pub grants: Vec<GrantRow>,
    /// Emergency credit drawn and not repaid.
    pub emergency_owed: Amount,
    /// What can be drawn now; none where the site gives none or an earlier draw is not repaid.
    pub emergency_available: Option<Amount>,
    pub debt: Option<DebtRow>,
    pub deposit: Amount,
    /// The most that a refund may be.
    pub refundable: Amount,
    pub bills: Vec<BillRow>,
    /// The receipt of what was just done, where it has one.
    pub receipt: Option<String>,
    /// This key had been used for this already; nothing was done now.
    pub repeated: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct GrantRow {
    pub at: i64,
    pub amount: Amount,
    /// The last day on which it can be used.
    pub expires_on: Option<String>,
    pub reason: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct DebtRow {
    pub owed: Amount,
    /// How much of each top-up repays it.
    pub percent: u32,
    /// The most that one top-up, and one month, repays; none where there is no limit.
    pub most_per_top_up: Option<Amount>,
    pub most_per_month: Option<Amount>,
}

/// A bill of a post-paid tenancy.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BillRow {
    pub id: i64,
    pub room: String,
    pub tenant: String,
    pub month: String,
    pub issued_at: i64,
    pub due_on: String,
    pub amount: Amount,
    /// What is not paid yet.
    pub open: Amount,
    pub state: BillState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BillState {
    Open,
    Overdue,
    Paid,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EmergencyArgs {
    pub room: String,
    pub key: String,
}

/// Where a debt comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DebtOrigin {
    /// A balance below zero becomes a debt that top-ups repay by shares.
    Balance,
    /// It was owed before these books began.
    Earlier,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DebtArgs {
    pub room: String,
    pub amount: String,
    pub origin: DebtOrigin,
    /// 1 to 100: how much of each top-up repays it.
    pub percent: u32,
    pub most_per_top_up: Option<String>,
    pub most_per_month: Option<String>,
    pub reason: String,
    pub key: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RefundArgs {
    pub room: String,
    pub amount: String,
    pub tender: String,
    pub reason: String,
    pub key: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GrantArgs {
    pub room: String,
    pub amount: String,
    /// The last day on which it can be used, `YYYY-MM-DD`.
    pub expires_on: Option<String>,
    pub reason: String,
    pub key: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DepositStep {
    Take,
    Return,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DepositArgs {
    pub room: String,
    pub step: DepositStep,
    pub amount: String,
    pub tender: String,
    pub reason: String,
    pub key: String,
}
