use std::collections::{BTreeMap, HashSet};

use units::{EntryId, Money};

use crate::{Book, Entry, Head, LedgerError, ReceiptNumber, Series};

/// What is wrong with a journal, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("entry {found} stands where entry {expected} should be; entries are missing or out of order")]
    Gap { expected: EntryId, found: EntryId },
    #[error("entry {0} does not follow from the entry before it; one of the two was changed")]
    Broken(EntryId),
    #[error("entry {0} does not match its own hash; it was changed after it was posted")]
    Changed(EntryId),
    #[error("entry {id} could not have been posted: {error}")]
    Wrong { id: EntryId, error: LedgerError },
    #[error("entry {id} has receipt {found} where {expected} should be")]
    ReceiptGap { id: EntryId, expected: ReceiptNumber, found: ReceiptNumber },
    #[error("entry {0} and its receipt disagree; one of the two was changed")]
    ReceiptMismatch(EntryId),
    #[error("entry {0} uses a key that an earlier entry has")]
    RepeatedKey(EntryId),
    #[error("entry {id} takes back entry {target}, which an earlier entry took back already or which comes later")]
    WrongReversal { id: EntryId, target: EntryId },
    #[error("the sum of {} is larger than money can be after entry {id}", .book.code())]
    Overflow { id: EntryId, book: Book },
}

/// What a journal adds up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// Sum per book, debit positive; books that came back to zero are kept.
    pub books: BTreeMap<Book, Money>,
    pub head: Head,
    pub entries: u64,
    /// The last number given out in each series.
    pub receipts: BTreeMap<Series, u32>,
}

/// Takes a journal entry by entry, in order, and finds what could not have come from posting it.
///
/// After a fault it goes on from the entry as found, so that one change is reported once.
#[derive(Debug, Default)]
pub struct Verifier {
    head: Head,
    entries: u64,
    books: BTreeMap<Book, i128>,
    receipts: BTreeMap<Series, u32>,
    keys: HashSet<String>,
    reversed: HashSet<EntryId>,
}

impl Verifier {
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next entry. The faults found in it, if any; it is counted all the same.
    pub fn feed(&mut self, entry: &Entry) -> Vec<Fault> {
        let mut faults = Vec::new();
        self.link(entry, &mut faults);
        if let Err(error) = entry.draft.check() {
            faults.push(Fault::Wrong { id: entry.id, error });
        }
        if !self.keys.insert(entry.draft.key.clone()) {
            faults.push(Fault::RepeatedKey(entry.id));
        }
        if let Some(target) = entry.draft.reverses
            && (target >= entry.id || !self.reversed.insert(target))
        {
            faults.push(Fault::WrongReversal { id: entry.id, target });
        }
        self.receipt(entry, &mut faults);
        self.sum(entry, &mut faults);
        self.head = entry.head();
        self.entries += 1;
        faults
    }

    fn link(&self, entry: &Entry, faults: &mut Vec<Fault>) {
        let expected = EntryId(self.head.id.0 + 1);
        if entry.id != expected {
            faults.push(Fault::Gap { expected, found: entry.id });
        } else if entry.previous != self.head.hash {
            faults.push(Fault::Broken(entry.id));
        }
        if entry.compute_hash() != entry.hash {
            faults.push(Fault::Changed(entry.id));
        }
    }

    fn receipt(&mut self, entry: &Entry, faults: &mut Vec<Fault>) {
        if entry.receipt.map(|found| found.series) != entry.draft.receipt {
            faults.push(Fault::ReceiptMismatch(entry.id));
        }
        if let Some(found) = entry.receipt {
            let last = self.receipts.entry(found.series).or_insert(0);
            let expected = found.series.number(last.saturating_add(1));
            if found != expected {
                faults.push(Fault::ReceiptGap { id: entry.id, expected, found });
            }
            *last = found.number;
        }
    }

    fn sum(&mut self, entry: &Entry, faults: &mut Vec<Fault>) {
        for line in &entry.draft.lines {
            let sum = self.books.entry(line.book).or_insert(0);
            *sum += i128::from(line.amount.minor());
            if narrow(*sum).is_none() {
                faults.push(Fault::Overflow { id: entry.id, book: line.book });
            }
        }
    }

    /// The sums over all that was fed; a sum that money cannot hold, reported above, is left out.
    pub fn finish(self) -> Totals {
        let books = self.books.into_iter().filter_map(|(book, sum)| Some((book, narrow(sum)?))).collect();
        Totals { books, head: self.head, entries: self.entries, receipts: self.receipts }
    }
}

fn narrow(sum: i128) -> Option<Money> {
    i64::try_from(sum).ok().and_then(|minor| Money::new(minor).ok())
}
