use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Amount, RegisterWish, RoomRow, RoomTariff, ShownRegister};

/// How a tenancy pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PaymentTerms {
    Prepaid,
    /// The same charges, a bill each month that is due so many days after it was issued; never cut for credit.
    Postpaid {
        due_days: u32,
    },
}

/// Money handed over the counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Tendered {
    /// As a person writes it: `50` or `50.00`.
    pub amount: String,
    /// `cash`, `transfer`, `card`, `wechat` or `alipay`.
    pub tender: String,
}

/// What a new tenant starts with (rule 19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FirstCredit {
    /// A first payment, with its receipt.
    TopUp { amount: String, tender: String },
    /// Granted by the landlord: used first, never paid out.
    Granted { amount: String },
    /// Only for tenants who are never cut for credit: protected or post-paid.
    Nothing,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct MoveInPreviewArgs {
    pub room: String,
    /// Milliseconds since 1970; now when left out.
    pub at: Option<i64>,
    pub register: RegisterWish,
}

/// What moving in would do.
#[derive(Debug, Clone, Serialize, TS)]
pub struct MoveInPreview {
    pub room: String,
    pub at: i64,
    pub register: ShownRegister,
    /// Since when the room stands empty.
    pub vacant_since: i64,
    /// What the room cost the owner while it was empty; he bears it.
    pub owners_share: Amount,
    pub tariff: RoomTariff,
    /// A prepaid tenant is cut when less than this is paid or granted.
    pub least_first: Amount,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MoveInArgs {
    pub room: String,
    pub name: String,
    pub phone: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    /// `en` or `zh-CN`.
    pub language: String,
    pub occupants: u32,
    pub protected: bool,
    pub payment: PaymentTerms,
    /// Milliseconds since 1970; now when left out.
    pub at: Option<i64>,
    pub register: RegisterWish,
    pub deposit: Option<Tendered>,
    pub first: FirstCredit,
    pub key: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct MovedIn {
    pub tenancy: i64,
    pub at: i64,
    pub register: ShownRegister,
    /// The receipts of first payment and deposit, where there were any.
    pub receipt: Option<String>,
    pub deposit_receipt: Option<String>,
    pub room: RoomRow,
    /// This key had been used for this already; nothing was done now.
    pub repeated: bool,
}

/// What becomes of money that a leaver has left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Refund {
    /// Paid out by this means.
    By { tender: String },
    /// Kept for the leaver until claimed: a liability.
    Keep,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MoveOutPreviewArgs {
    pub room: String,
    /// Milliseconds since 1970; now when left out.
    pub at: Option<i64>,
    pub register: RegisterWish,
    pub refund: Refund,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MoveOutArgs {
    pub room: String,
    /// Milliseconds since 1970; now when left out.
    pub at: Option<i64>,
    pub register: RegisterWish,
    pub refund: Refund,
    pub key: String,
}

/// The settlement of a tenancy, before or after it was booked.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Settlement {
    pub tenancy: i64,
    pub room: String,
    pub tenant: String,
    pub from: i64,
    pub to: i64,
    pub register: ShownRegister,
    /// From the credit to what is left, each step with its sign; they add up.
    pub steps: Vec<SettlementStep>,
    /// Positive: the tenant gets money. Negative: the tenant owes it.
    pub result: Amount,
    /// Paid out by this means.
    pub refunded_by: Option<String>,
    pub receipt: Option<String>,
    /// What stays open after it: positive is kept for the tenant, negative is owed by the tenant.
    pub open: Amount,
    /// It is booked, and not only shown.
    pub booked: bool,
    /// This key had been used for this already; nothing was done now.
    pub repeated: bool,
}

/// One step of a settlement.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SettlementStep {
    /// `credit`, `charges`, `grant_reversed`, `emergency`, `debt`, `bills`, `deposit`.
    pub code: String,
    pub text: String,
    pub amount: Amount,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SettlementArgs {
    pub tenancy: i64,
    pub language: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UndoMoveArgs {
    pub room: String,
    pub reason: String,
    pub key: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OccupantsArgs {
    pub room: String,
    /// The first day on which so many people live there.
    pub from_day: String,
    pub occupants: u32,
    pub key: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OccupantsFrom {
    pub from_day: String,
    pub occupants: u32,
}

/// Two rooms change their tenants; one of them may be vacant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExchangeRoomsArgs {
    pub room: String,
    pub with: String,
    /// Milliseconds since 1970; now when left out.
    pub at: Option<i64>,
    pub register: RegisterWish,
    pub register_with: RegisterWish,
    pub key: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct RoomsExchanged {
    pub at: i64,
    pub room: RoomRow,
    pub with: RoomRow,
    /// This key had been used for this already; nothing was done now.
    pub repeated: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EditTenantArgs {
    pub room: String,
    pub name: String,
    pub phone: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    pub language: String,
    pub protected: bool,
    pub payment: PaymentTerms,
}

/// A tenancy of a room, of today or before.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TenancyRow {
    pub tenancy: i64,
    pub room: String,
    /// Nobody lived there: the owner bore it.
    pub vacant: bool,
    pub name: String,
    pub phone: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    pub language: String,
    pub from: i64,
    pub to: Option<i64>,
    pub occupants: Vec<OccupantsFrom>,
    pub protected: bool,
    pub payment: PaymentTerms,
    pub deposit: Amount,
    /// What the journal has to the tenancy's credit; a former tenancy's is settled and so nothing.
    pub credit: Amount,
    /// After settlement: positive is kept for the former tenant, negative is owed.
    pub open: Amount,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FormerStep {
    /// The former tenant pays what is owed, or a part of it.
    Pays { amount: String, tender: String },
    /// What was kept is paid out, all of it.
    PaidOut { tender: String },
    /// What is owed will never be paid. What is kept for somebody is never written off: it stays a liability.
    WriteOff,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FormerArgs {
    pub tenancy: i64,
    pub step: FormerStep,
    pub reason: String,
    pub key: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct FormerSettled {
    pub tenancy: TenancyRow,
    pub receipt: Option<String>,
    /// This key had been used for this already; nothing was done now.
    pub repeated: bool,
}
