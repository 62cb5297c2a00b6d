use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Amount;

/// Months, both included, `YYYY-MM`.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct TrialBalanceArgs {
    pub from: String,
    pub to: String,
}

/// Every book over some booking months. Opening and closing are debit positive; so debits equal credits, and each side
/// adds up to nothing.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TrialBalance {
    pub from: String,
    pub to: String,
    pub groups: Vec<BookGroup>,
    pub total: BookSums,
    pub balanced: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BookSums {
    pub opening: Amount,
    pub debits: Amount,
    pub credits: Amount,
    pub closing: Amount,
}

/// The books of one kind.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BookGroup {
    /// `tenant`, `tender`, `revenue`, `deposit`, ...
    pub kind: String,
    pub name: String,
    pub sums: BookSums,
    pub books: Vec<BookRow>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct BookRow {
    /// The stable code, `tenant:12`: give it to `book_entries`.
    pub book: String,
    pub name: String,
    pub sums: BookSums,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct BookEntriesArgs {
    pub book: String,
    /// Booking months, both included, `YYYY-MM`.
    pub from: String,
    pub to: String,
}

/// A book's entries with the running balance, oldest first.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BookEntries {
    pub book: String,
    pub name: String,
    pub sums: BookSums,
    pub entries: Vec<BookEntry>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct BookEntry {
    pub entry: i64,
    pub at: i64,
    pub cause: String,
    /// The booking month and, where it has one, the month that it is for.
    pub booking: String,
    pub service: Option<String>,
    pub text: String,
    /// The other books of the entry.
    pub against: Vec<String>,
    pub debit: Option<Amount>,
    pub credit: Option<Amount>,
    pub balance: Amount,
    pub receipt: Option<String>,
    pub reverses: Option<i64>,
    pub actor: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct EnergyBalanceArgs {
    pub month: String,
}

/// Where a month's energy went (rule 13).
#[derive(Debug, Clone, Serialize, TS)]
pub struct EnergyBalance {
    pub month: String,
    pub supply_wh: i64,
    pub generation_wh: i64,
    pub rooms_wh: i64,
    pub common_wh: i64,
    /// Measured, but waiting for a person: doubtful readings and held charges.
    pub held_wh: i64,
    pub estimated_wh: i64,
    pub unexplained_wh: i64,
    /// What the accuracy of the meters explains at most.
    pub band_wh: i64,
    pub within: bool,
    /// No supply meter: there is nothing to compare with.
    pub measured: bool,
    pub sentence: String,
    pub accounts: Vec<EnergyBalanceRow>,
}

/// The energy of a tenancy's lines beside the rise of the registers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct EnergyBalanceRow {
    pub room: String,
    pub tenant: String,
    pub account: i64,
    pub lines_wh: i64,
    pub registers_wh: i64,
    pub difference_wh: i64,
}
