//! The sums of the books while entries are posted: in memory, and written once for the whole transaction.
//!
//! What is committed is remembered from one transaction to the next, since there is but one writer. Whatever reads
//! balances calls [`Db::settle`] first, which writes what a transaction under way has not yet written.

use std::collections::HashMap;

use ledger::{Book, Draft, Line};
use units::{EntryId, Money, Timestamp};

use crate::lines::Placed;
use crate::table::balance::{self, BookSum};
use crate::table::book_month::{self, MonthSum};
use crate::table::entry_day::{self, Days};
use crate::{Db, Error, Result};

#[derive(Default)]
pub(crate) struct Sums {
    books: HashMap<Book, Held>,
    /// The books that the transaction under way changed, each with what it was before; none for a new one.
    changed: Vec<(Book, Option<BookSum>)>,
    /// Those of them whose rows are behind.
    unwritten: Vec<Book>,
    /// Additions to months before the newest of their books.
    older: Vec<(i64, MonthSum)>,
    /// The days on which unwritten entries were made.
    days: Days,
    /// The number of the next book; none when it is to be looked up.
    next_id: Option<i64>,
}

struct Held {
    now: BookSum,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Committed,
    Changed,
    Unwritten,
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
    pub(crate) fn take(&self, placing: Placing, at: Timestamp, id: EntryId) {
        let sums = &mut *self.sums.borrow_mut();
        entry_day::extend(&mut sums.days, at, id);
        for (book, now) in placing.books {
            let before = sums.books.insert(book, Held { now, state: State::Unwritten });
            let state = before.as_ref().map_or(State::Committed, |before| before.state);
            if state == State::Committed {
                sums.changed.push((book, before.map(|before| before.now)));
            }
            if state != State::Unwritten {
                sums.unwritten.push(book);
            }
        }
        sums.older.extend(placing.older);
    }

    fn book_sum(&self, book: Book) -> Result<BookSum> {
        let sums = &mut *self.sums.borrow_mut();
        if let Some(held) = sums.books.get(&book) {
            return Ok(held.now);
        }
        if let Some(now) = balance::stored(self, book)? {
            sums.books.insert(book, Held { now, state: State::Committed });
            return Ok(now);
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
        let sums = &mut *self.sums.borrow_mut();
        while let Some(book) = sums.unwritten.last() {
            if let Some(held) = sums.books.get_mut(book) {
                balance::write(self, *book, &held.now)?;
                held.now.stored = true;
                held.state = State::Changed;
            }
            sums.unwritten.pop();
        }
        for (book, sum) in sums.older.drain(..) {
            book_month::add(self, book, &sum)?;
        }
        while let Some((day, entries)) = sums.days.pop_first() {
            entry_day::add(self, day, entries)?;
        }
        Ok(())
    }

    /// What the transaction made of the books is on disk.
    pub(crate) fn committed(&self) {
        let sums = &mut *self.sums.borrow_mut();
        for (book, _) in sums.changed.drain(..) {
            if let Some(held) = sums.books.get_mut(&book) {
                held.state = State::Committed;
            }
        }
    }

    /// What the transaction made of the books never was.
    pub(crate) fn rolled_back(&self) {
        let sums = &mut *self.sums.borrow_mut();
        for (book, before) in sums.changed.drain(..) {
            match before {
                Some(now) => sums.books.insert(book, Held { now, state: State::Committed }),
                None => sums.books.remove(&book),
            };
        }
        sums.unwritten.clear();
        sums.older.clear();
        sums.days.clear();
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
