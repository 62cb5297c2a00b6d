//! The sums of the books while entries are posted: in memory, and written once for the whole transaction.
//!
//! What is committed is remembered from one transaction to the next, since there is but one writer. Whatever reads
//! balances calls [`Db::settle`] first, which writes what a transaction under way has not yet written.

use std::collections::HashMap;

use ledger::{Book, Draft, Line};
use units::{EntryId, Money};

use crate::lines::Placed;
use crate::table::balance::{self, BookSum};
use crate::table::book_month::{self, MonthSum};
use crate::{Db, Error, Result};

#[derive(Default)]
pub(crate) struct Sums {
    committed: HashMap<Book, BookSum>,
    changed: HashMap<Book, Changed>,
    /// Additions to months before the newest of their books.
    older: Vec<(i64, MonthSum)>,
    /// The number of the next book; none when it is to be looked up.
    next_id: Option<i64>,
}

struct Changed {
    now: BookSum,
    written: bool,
}

/// The lines of an entry with their places, and what they make of the books.
pub(crate) struct Placing {
    pub lines: Vec<Placed>,
    books: Vec<(Book, BookSum)>,
    older: Vec<(i64, MonthSum)>,
}

impl Db {
    /// Where the lines of entry `id` will stand. Nothing is changed yet.
    pub(crate) fn place(&self, id: EntryId, draft: &Draft) -> Result<Placing> {
        let count = draft.lines.len();
        let mut placing = Placing { lines: Vec::with_capacity(count), books: Vec::with_capacity(count), older: vec![] };
        let mut previous = Vec::with_capacity(count);
        for line in &draft.lines {
            if placing.books.iter().all(|(book, _)| *book != line.book) {
                let before = self.book_sum(line.book)?;
                previous.push(before.last);
                let after = placing.add(before, id, draft, line.book).ok_or(Error::TooLarge(line.book))?;
                placing.books.push((line.book, after));
            }
        }
        for line in &draft.lines {
            for ((_, after), previous) in placing.books.iter().zip(&previous).filter(|((b, _), _)| *b == line.book) {
                let placed = Placed { book: after.id, amount: line.amount, previous: *previous, after: after.sum };
                placing.lines.push(placed);
            }
        }
        Ok(placing)
    }

    /// The entry is in: the books are as it leaves them.
    pub(crate) fn take(&self, placing: Placing) {
        let mut sums = self.sums.borrow_mut();
        sums.changed.extend(placing.books.into_iter().map(|(book, now)| (book, Changed { now, written: false })));
        sums.older.extend(placing.older);
    }

    fn book_sum(&self, book: Book) -> Result<BookSum> {
        let mut sums = self.sums.borrow_mut();
        if let Some(changed) = sums.changed.get(&book) {
            return Ok(changed.now);
        }
        if let Some(committed) = sums.committed.get(&book) {
            return Ok(*committed);
        }
        if let Some(stored) = balance::stored(self, book)? {
            sums.committed.insert(book, stored);
            return Ok(stored);
        }
        let id = match sums.next_id {
            Some(id) => id,
            None => balance::next_id(self)?,
        };
        sums.next_id = Some(id + 1);
        Ok(BookSum::new(id))
    }

    /// Writes what the transaction under way has not yet written. Without one there is nothing to write.
    pub(crate) fn settle(&self) -> Result<()> {
        let mut sums = self.sums.borrow_mut();
        for (book, changed) in sums.changed.iter_mut().filter(|(_, changed)| !changed.written) {
            balance::write(self, *book, &changed.now)?;
            changed.now.stored = true;
            changed.written = true;
        }
        for (book, sum) in sums.older.drain(..) {
            book_month::add(self, book, &sum)?;
        }
        Ok(())
    }

    /// What the transaction made of the books is on disk.
    pub(crate) fn committed(&self) {
        let sums = &mut *self.sums.borrow_mut();
        sums.committed.extend(sums.changed.drain().map(|(book, changed)| (book, changed.now)));
    }

    /// What the transaction made of the books never was.
    pub(crate) fn rolled_back(&self) {
        let sums = &mut *self.sums.borrow_mut();
        sums.changed.clear();
        sums.older.clear();
        sums.next_id = None;
    }
}

impl Placing {
    /// The book after the entry; none when a sum becomes larger than money can be.
    fn add(&mut self, before: BookSum, id: EntryId, draft: &Draft, book: Book) -> Option<BookSum> {
        let of = |line: &&Line| line.book == book;
        let mut month = MonthSum { month: draft.booking, debits: Money::ZERO, credits: Money::ZERO, entries: 1 };
        let mut sum = before.sum;
        for line in draft.lines.iter().filter(of) {
            sum = sum.checked_add(line.amount)?;
            let side = if line.amount.is_negative() { &mut month.credits } else { &mut month.debits };
            *side = side.checked_add(line.amount.abs())?;
        }
        let newest = match before.newest {
            Some(newest) if newest.month > month.month => {
                self.older.push((before.id, month));
                newest
            }
            Some(newest) if newest.month == month.month => newest.plus(&month)?,
            older => {
                self.older.extend(older.map(|older| (before.id, older)));
                month
            }
        };
        Some(BookSum { sum, last: id, newest: Some(newest), ..before })
    }
}
