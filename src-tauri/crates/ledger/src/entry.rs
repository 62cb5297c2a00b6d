use units::{EntryId, timestamp};

use crate::hash::Canonical;
use crate::{Draft, Hash, LedgerError, ReceiptNumber};

/// The version of the canonical bytes; a change of their layout takes the next number.
const VERSION: u8 = 1;

/// The last entry of a journal: its number and hash. Zero and zeroes before the first.
///
/// It is also kept outside the database, because a whole older file verifies clean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub id: EntryId,
    pub hash: Hash,
}

impl Head {
    pub const START: Self = Self { id: EntryId(0), hash: Hash::ZERO };
}

impl Default for Head {
    fn default() -> Self {
        Self::START
    }
}

/// A posted entry: never changed, never removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: EntryId,
    pub draft: Draft,
    pub receipt: Option<ReceiptNumber>,
    /// The hash of the entry before.
    pub previous: Hash,
    pub hash: Hash,
}

impl Draft {
    /// Makes the draft the entry after `head`. `receipt` is the next number of the series that the draft asks for.
    pub fn seal(mut self, head: &Head, receipt: Option<ReceiptNumber>) -> Result<Entry, LedgerError> {
        self.check()?;
        match (self.receipt, receipt) {
            (None, Some(number)) => return Err(LedgerError::UnaskedReceipt(number)),
            (Some(series), number) if number.is_none_or(|n| n.series != series || n.number == 0) => {
                return Err(LedgerError::WrongReceipt(series));
            }
            _ => {}
        }
        let id = EntryId(head.id.0 + 1);
        if let Some(target) = self.reverses.filter(|target| target.0 < 1 || *target >= id) {
            return Err(LedgerError::ReversesLater(target));
        }
        self.at = timestamp(self.at.timestamp_millis());
        let mut entry = Entry { id, draft: self, receipt, previous: head.hash, hash: Hash::ZERO };
        entry.hash = entry.compute_hash();
        Ok(entry)
    }
}

impl Entry {
    pub fn head(&self) -> Head {
        Head { id: self.id, hash: self.hash }
    }

    /// SHA-256 over the canonical bytes, in this order: version (u8), number (i64), hash before (32 bytes), instant
    /// (i64 ms since 1970), cause, key, booking month, service month?, number of lines (u32), each line's book and
    /// amount (i64), memo, number of the entry taken back?, receipt (series, number)?, actor.
    /// How texts and optional values are laid out is said beside `Canonical` in `hash.rs`.
    pub fn compute_hash(&self) -> Hash {
        let draft = &self.draft;
        let mut bytes = Canonical::new(VERSION);
        bytes.i64(self.id.0);
        bytes.bytes(&self.previous.0);
        bytes.i64(draft.at.timestamp_millis());
        bytes.text(draft.cause.code());
        bytes.text(&draft.key);
        bytes.display(&draft.booking);
        bytes.optional(draft.service, |b, month| b.display(&month));
        bytes.count(draft.lines.len());
        for line in &draft.lines {
            bytes.display(&line.book);
            bytes.i64(line.amount.minor());
        }
        bytes.text(&draft.memo);
        bytes.optional(draft.reverses, |b, id| b.i64(id.0));
        bytes.optional(self.receipt, |b, receipt| b.display(&receipt));
        bytes.text(&draft.actor);
        bytes.hash()
    }
}
