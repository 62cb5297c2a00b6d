//! The double-entry journal: books, entries, receipts and the hash chain over them.
//!
//! Sign: a debit is positive, a credit negative, and the lines of an entry add up to zero. A tenancy's account is a
//! liability of the landlord (`rules.md` 14), so the credit that a tenant sees is minus the sum of its book.
//!
//! This crate does no I/O. [`Draft::check`] says whether an entry may be posted, [`Draft::seal`] chains it to the one
//! before, [`Verifier`] takes a whole journal and says what is wrong with it.

mod book;
mod draft;
mod entry;
mod hash;
mod moves;
mod receipt;
mod verify;

#[cfg(test)]
mod tests;

pub use book::{Book, BookKind, Revenue, Tender};
pub use draft::{Cause, Draft, Line};
pub use entry::{Entry, Head};
pub use hash::Hash;
pub use moves::{Move, PaidParts};
pub use receipt::{ReceiptNumber, Series};
pub use verify::{Fault, Totals, Verifier};

use units::{EntryId, Money};

/// Why a draft is no entry, or a text says no name of the journal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    #[error("an entry needs at least two lines: where the money comes from and where it goes")]
    TooFewLines,
    #[error("the line on {} is zero; leave it out", .0.code())]
    ZeroLine(Book),
    #[error("the lines must add up to zero; they differ by {0} minor units")]
    Unbalanced(i128),
    #[error("the key must have 1 to 200 characters, none of them control characters")]
    BadKey,
    #[error("the entry must name who made it, in 1 to 200 characters, none of them control characters")]
    BadActor,
    #[error("the memo must have at most 2000 characters and no zero character; shorten it")]
    BadMemo,
    #[error("a reversal must name the earlier entry that it takes back")]
    ReversesNothing,
    #[error("only a reversal may name an entry to take back; this entry is a {}", .0.code())]
    ReversesWithoutReversal(Cause),
    #[error("entry {0} does not exist yet, so it cannot be taken back")]
    ReversesLater(EntryId),
    #[error("the entry asks for a receipt of series {0}; give it a number of that series")]
    WrongReceipt(Series),
    #[error("the entry asks for no receipt; do not give it number {0}")]
    UnaskedReceipt(ReceiptNumber),
    #[error("“{0}” is not a book of the journal; write for example tenant:12 or tender:cash")]
    NotBook(String),
    #[error("“{0}” is not a tender; use cash, transfer, card, wechat or alipay")]
    NotTender(String),
    #[error("“{0}” is not a cause of an entry; write for example top_up or charge")]
    NotCause(String),
    #[error("“{0}” is not a receipt number; write for example 2026-00412")]
    NotReceipt(String),
    #[error("“{0}” is not a hash; it has 64 hexadecimal digits")]
    NotHash(String),
}

/// The credit that people are shown for a liability book of this sum: its negative.
pub fn credit(sum: Money) -> Money {
    -sum
}
