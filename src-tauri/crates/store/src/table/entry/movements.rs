//! The entries on one book: its trail, followed back from the last of them.

use ledger::{Book, Entry};
use rusqlite::params;
use units::{EntryId, Money, Month};

use super::{COLUMNS, Names, read};
use crate::column::{BookCode, InMonth, Minor};
use crate::table::balance;
use crate::{Db, Error, Result};

/// An entry as a book sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    pub entry: Entry,
    /// What the entry puts on the book, debit positive.
    pub amount: Money,
    /// The sum of the book after it, debit positive.
    pub after: Money,
}

/// The last `limit` entries on a book before entry `before` (or the last at all), newest first.
pub fn movements(db: &Db, book: Book, before: Option<EntryId>, limit: u32) -> Result<Vec<Movement>> {
    let mut movements = Vec::new();
    let mut left = limit;
    for step in trail(db, book, before)? {
        if left == 0 {
            break;
        }
        movements.push(step?);
        left -= 1;
    }
    Ok(movements)
}

/// The sum of a book over all months before this one, debit positive: what the month opens with.
pub fn opening(db: &Db, book: Book, month: Month) -> Result<Money> {
    db.settle()?;
    let sql = "SELECT ifnull(sum(debits - credits), 0) FROM book_sum
        WHERE book = (SELECT id FROM balance WHERE book = ?1) AND month < ?2";
    db.value(sql, params![BookCode(book), InMonth(month)], |row| Ok(row.get::<_, Minor>(0)?.0))
}

/// The entries on a book that book in a month, in the order of posting. The trail is followed back until it has given
/// as many of them as the book counts.
pub fn booked(db: &Db, book: Book, month: Month) -> Result<Vec<Entry>> {
    db.settle()?;
    let sql = "SELECT entries FROM book_sum WHERE book = (SELECT id FROM balance WHERE book = ?1) AND month = ?2";
    let mut left: i64 = db.one(sql, params![BookCode(book), InMonth(month)], |row| row.get(0))?.unwrap_or(0);
    let mut entries = Vec::new();
    for step in trail(db, book, None)? {
        if left == 0 {
            break;
        }
        let entry = step?.entry;
        if entry.draft.booking == month {
            entries.push(entry);
            left -= 1;
        }
    }
    entries.reverse();
    Ok(entries)
}

/// The entries on a book before `before` (or all), newest first, read one by one as they are asked for.
fn trail(db: &Db, book: Book, before: Option<EntryId>) -> Result<impl Iterator<Item = Result<Movement>>> {
    db.settle()?;
    let stored = balance::stored(db, book)?;
    let number = stored.map_or(0, |stored| stored.id);
    // Entry `before` is on the book as a rule: then the trail goes on from it, and nothing is walked twice.
    let there = before.map(|id| db.one(&format!("{COLUMNS} WHERE id = ?1"), [id.0], read)).transpose()?.flatten();
    let on_book = there.and_then(|there| there.lines.into_iter().find(|line| line.book == number));
    let mut next = match on_book {
        Some(line) => line.previous,
        None => stored.map_or(EntryId(0), |stored| stored.last),
    };
    let mut names = Names::default();
    let mut step = move || -> Result<Option<Movement>> {
        while next.0 > 0 {
            let broken = || Error::Damaged(format!("the trail of {} breaks at entry {next}", book.code()));
            let stored = db.one(&format!("{COLUMNS} WHERE id = ?1"), [next.0], read)?.ok_or_else(broken)?;
            let mut on_book = stored.lines.iter().filter(|line| line.book == number);
            let first = *on_book.next().filter(|first| first.previous < next).ok_or_else(broken)?;
            let amount = first.amount + on_book.map(|line| line.amount).sum();
            let id = std::mem::replace(&mut next, first.previous);
            if before.is_none_or(|before| id < before) {
                return Ok(Some(Movement { entry: names.whole(db, stored)?, amount, after: first.after }));
            }
        }
        Ok(None)
    };
    Ok(std::iter::from_fn(move || step().transpose()))
}
