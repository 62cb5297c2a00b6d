use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Amount, RoomRow, TenderTotal, TopUpPart};

#[derive(Debug, Clone, Deserialize, TS)]
pub struct TopUpPreviewArgs {
    pub room: String,
    pub amount: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct TopUpPreview {
    pub amount: Amount,
    pub balance_before: Amount,
    pub balance_after: Amount,
    /// Where the money goes, in the order of rule 9; they add up to the amount.
    pub parts: Vec<TopUpPart>,
    /// The supply comes back with it.
    pub restores: bool,
    /// The smallest payment that brings the supply back, fee and shares of debt counted in; none where it is not cut.
    pub least_to_restore: Option<Amount>,
    pub days: Option<i64>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct TopUpArgs {
    pub room: String,
    /// As a person writes it: `50` or `50.00`.
    pub amount: String,
    /// `cash`, `transfer`, `card`, `wechat` or `alipay`.
    pub tender: String,
    /// Minted when the form opens; the same key twice is one receipt (rule 4).
    pub key: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct TopUp {
    pub receipt: String,
    pub entry: i64,
    pub at: i64,
    pub room: String,
    pub tenant: Option<String>,
    pub amount: Amount,
    pub tender: String,
    pub balance_before: Amount,
    pub balance_after: Amount,
    /// Where the money went, in the order of rule 9.
    pub parts: Vec<TopUpPart>,
    pub supply: RoomRow,
    /// This key had been posted before; nothing was posted now.
    pub repeated: bool,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ReverseArgs {
    pub receipt: String,
    pub reason: String,
    pub key: String,
}

/// A payment that a backup does not know, from its paper receipt.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ReenterArgs {
    pub room: String,
    pub amount: String,
    pub tender: String,
    /// The number on the paper.
    pub receipt: String,
    /// The day on the paper, "2026-11-28"; kept with the entry.
    #[serde(default)]
    #[ts(optional)]
    pub day: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct BackupArgs {
    /// The whole path of a file that does not exist yet, on the computer that keeps the books.
    pub path: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Backup {
    pub path: String,
    pub bytes: i64,
    /// How many entries of the journal it holds.
    pub entries: i64,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ReceiptArgs {
    pub receipt: String,
    pub language: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ReceiptsArgs {
    /// Days of the site, both included, `YYYY-MM-DD`.
    pub from: String,
    pub to: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ReceiptRow {
    pub receipt: String,
    pub at: i64,
    pub room: String,
    pub tenant: Option<String>,
    pub amount: Amount,
    pub tender: String,
    /// Why money changed hands: `top_up`, `deposit`, `refund`, `settlement`. A negative amount was paid out.
    pub what: String,
    pub reversed: bool,
    pub actor: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct DayArgs {
    pub day: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct Takings {
    pub total: Amount,
    pub by_tender: Vec<TenderTotal>,
    pub receipts: Vec<ReceiptRow>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct StatementArgs {
    pub room: String,
    pub month: String,
    pub language: Option<String>,
}
