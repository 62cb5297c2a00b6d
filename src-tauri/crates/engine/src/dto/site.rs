use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Amount;

/// What every screen needs to know of the site.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Site {
    pub name: String,
    pub currency: String,
    pub currency_symbol: String,
    pub currency_digits: u8,
    pub zone: String,
    pub language: String,
    pub languages: Vec<String>,
    pub demo: bool,
    /// Where `demo`: how long ago a notice must have been given before credit may cut.
    pub notice_minutes: i64,
    pub warn1: Amount,
    pub warn2: Amount,
    pub cut_off: Amount,
    pub reclose_minimum: Amount,
    /// Automatic cuts are paused.
    pub paused: bool,
    /// Rooms of pilot groups: what would be done is recorded, and credit and quotas switch nothing.
    pub shadow_rooms: i64,
    /// The clock was set back: nothing is cut until a person says that it is right.
    pub clock_unsure: bool,
    /// When the backup ends that was put back, until a person says that what happened since then is entered.
    pub restored: Option<i64>,
    /// Rooms that wait because as many were cut in the last hour as may be without a person's word.
    pub cuts_wait: i64,
    pub version: String,
}

/// How a tenant is told before credit ends (rule 19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoticeMeans {
    /// Not chosen yet: automatic cuts stay off.
    None,
    /// A message by the channels that tenants are told by.
    Channel,
    /// A person prints or speaks the notice and records it.
    Person,
    /// The demonstration's simulated messages.
    Simulated,
}

/// Whose name stands at the head of the papers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Landlord {
    pub name: String,
    pub phone: String,
    pub address: String,
    /// Where a tenant may complain.
    pub complaints: String,
}

/// On which days credit and quotas may cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CutDays {
    Workdays,
    EveryDay,
}

/// When tax falls due (rule 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TaxDueName {
    AtUse,
    AtTopUp,
}

/// The settings as a person sees and edits them; amounts are texts such as `20.00`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Settings {
    pub name: String,
    /// Three letters, such as `CNY`. Changes only in a site that has not begun; its limits begin anew with it.
    pub currency: String,
    /// Such as `Asia/Shanghai`. Changes only in a site that has not begun.
    pub zone: String,
    pub language: String,
    pub warn1: String,
    pub warn2: String,
    pub cut_off: String,
    pub reclose_minimum: String,
    /// Fewer days of credit than this warn too; none where days do not warn.
    pub warn1_days: Option<i64>,
    pub warn2_days: Option<i64>,
    /// Friendly hours: credit and quotas cut only between `cut_from` and `cut_to` on `cut_days`.
    pub friendly: bool,
    /// Such as `09:00`.
    pub cut_from: String,
    pub cut_to: String,
    pub cut_days: CutDays,
    /// A person may order a cut for a debt, which then goes the credit way, with its notice and its guards.
    pub debts_cut: bool,
    /// Rooms of a floor that come back together close so far apart.
    pub reclose_gap_s: i64,
    pub notice_minutes: i64,
    pub notice_means: NoticeMeans,
    /// The most rooms that credit may cut within an hour without a person's word.
    pub cuts_per_hour: i64,
    /// A reading older than this is stale: nothing is cut on it.
    pub stale_minutes: i64,
    pub tax_due: TaxDueName,
    /// A difference for a past month above this waits for a person's word, as `50.00`.
    pub correction_limit: String,
    /// So do differences that touch more accounts than this at once.
    pub correction_accounts: i64,
    /// What a tenant without credit can draw once, until it is repaid; zero for none.
    pub emergency_credit: String,
    pub landlord: Landlord,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct PauseArgs {
    pub paused: bool,
    pub note: String,
}

/// What `verify` found.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Verified {
    pub ok: bool,
    pub entries: i64,
    pub receipts: i64,
    /// The hash of the last entry.
    pub head: String,
    pub problems: Vec<String>,
}
