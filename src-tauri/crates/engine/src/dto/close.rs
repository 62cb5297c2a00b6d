use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Amount;

/// What a person counted of one tender.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct Counted {
    pub tender: String,
    /// As a person writes it: `431.50`.
    pub amount: String,
}

/// A day's count, to be compared only or to close the day with. What is left out of `counted` is taken as expected.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct DayCloseArgs {
    pub day: String,
    pub counted: Vec<Counted>,
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DayCloseTender {
    pub tender: String,
    pub receipts: Amount,
    pub receipt_count: i64,
    /// Paid out.
    pub refunds: Amount,
    pub refund_count: i64,
    /// Receipts taken back; their numbers stay taken.
    pub voids: Amount,
    pub void_count: i64,
    /// What the journal says the day brought: receipts less refunds and voids.
    pub expected: Amount,
    pub counted: Option<Amount>,
    /// Counted less expected.
    pub difference: Option<Amount>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DayClose {
    pub day: String,
    /// The day is over: it can be closed.
    pub ended: bool,
    pub closed: bool,
    pub closed_at: Option<i64>,
    pub closed_by: Option<String>,
    pub note: String,
    pub tenders: Vec<DayCloseTender>,
    pub expected: Amount,
    pub counted: Option<Amount>,
    pub difference: Option<Amount>,
    /// The entries that book differences to cash over and short.
    pub entries: Vec<i64>,
    /// Numbers of the day's first and last receipt.
    pub first_receipt: Option<String>,
    pub last_receipt: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct DayClosesArgs {
    /// Days of the site, both included, `YYYY-MM-DD`.
    pub from: String,
    pub to: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct CloseMonthPreviewArgs {
    pub month: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct CloseMonthArgs {
    pub month: String,
    /// The kinds of open items that the person has seen and leaves open.
    pub seen: Vec<String>,
}

/// Something that is not as it should be when a month is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OpenItem {
    /// `held`, `day_open`, `suspect`, `offline`, `provisional`.
    pub kind: String,
    pub room: Option<String>,
    pub text: String,
    /// The month cannot be closed with it.
    pub blocks: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MonthCloseKind {
    pub kind: String,
    pub name: String,
    pub energy_wh: i64,
    pub amount: Amount,
}

/// A bill of a post-paid account, as it will be or was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MonthCloseBill {
    pub room: String,
    pub tenant: String,
    pub amount: Amount,
    /// Once it is issued.
    pub number: Option<String>,
    pub due_on: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MonthClose {
    pub month: String,
    pub ended: bool,
    pub closed: bool,
    pub closed_at: Option<i64>,
    pub closed_by: Option<String>,
    /// The version of the rating rules that the month is locked with.
    pub rules: String,
    pub open: Vec<OpenItem>,
    /// How many accounts are locked with it.
    pub accounts: i64,
    /// What was charged for the month, by kind; with what the close still posts.
    pub kinds: Vec<MonthCloseKind>,
    pub charged: Amount,
    /// What the close posts.
    pub differences: Amount,
    /// Moved from the accounts of rooms without a tenant to the owner's share.
    pub owners_share: Amount,
    pub bills: Vec<MonthCloseBill>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct MonthCorrectionArgs {
    pub room: String,
    pub month: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct CorrectMonthArgs {
    pub room: String,
    pub month: String,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CorrectionLine {
    pub kind: String,
    pub name: String,
    pub before: Amount,
    pub after: Amount,
    pub difference: Amount,
    pub energy_before_wh: i64,
    pub energy_after_wh: i64,
}

/// A closed month rated anew by present facts, for each account that had the room in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MonthCorrection {
    pub room: String,
    pub month: String,
    /// The open month in which it books.
    pub booking: String,
    pub accounts: Vec<AccountCorrection>,
    pub total: Amount,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AccountCorrection {
    pub account: i64,
    pub tenant: String,
    /// The tenancy is settled: the difference is a named receivable or payable of the former tenant.
    pub former: bool,
    pub lines: Vec<CorrectionLine>,
    pub difference: Amount,
    pub entry: Option<i64>,
}
