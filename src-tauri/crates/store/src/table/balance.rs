//! The sum of each book of the journal, kept in the transaction that posts. It also numbers the books.

use std::collections::BTreeMap;

use ledger::Book;
use rusqlite::{Row, params};
use units::{AccountId, EntryId, Money};

use crate::column::{BookCode, InMonth, Minor};
use crate::table::book_month::MonthSum;
use crate::{Db, Result};

pub(crate) const SQL: &str = "
    CREATE TABLE balance (
        id INTEGER PRIMARY KEY,
        book TEXT NOT NULL UNIQUE,
        minor INTEGER NOT NULL CHECK (minor BETWEEN -9007199254740991 AND 9007199254740991)
    ) STRICT;";

/// Each book knows the last entry on it, from which the trail of the entries leads back, and the sums of the newest
/// month that an entry on it books in; those of earlier months are in `book_month`.
pub(crate) const SQL_2: &str = "
    ALTER TABLE balance ADD COLUMN last INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE balance ADD COLUMN month TEXT;
    ALTER TABLE balance ADD COLUMN debits INTEGER CHECK (debits >= 0);
    ALTER TABLE balance ADD COLUMN credits INTEGER CHECK (credits >= 0);
    ALTER TABLE balance ADD COLUMN entries INTEGER CHECK (entries > 0);
    UPDATE balance SET last = (SELECT ifnull(max(entry), 0) FROM entry_line WHERE book = balance.id);";

/// A book as it stands after the last entry on it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BookSum {
    pub id: i64,
    /// Debit positive.
    pub sum: Money,
    /// The last entry on the book; zero before the first.
    pub last: EntryId,
    /// The newest month that an entry on it books in.
    pub newest: Option<MonthSum>,
    /// Whether it has its row in the database.
    pub stored: bool,
}

impl BookSum {
    pub(crate) const fn new(id: i64) -> Self {
        Self { id, sum: Money::ZERO, last: EntryId(0), newest: None, stored: false }
    }
}

/// The sum of a book, debit positive; zero for a book that nothing was posted on.
pub fn of(db: &Db, book: Book) -> Result<Money> {
    db.settle()?;
    let sum = db.one("SELECT minor FROM balance WHERE book = ?1", [BookCode(book)], |row| row.get::<_, Minor>(0))?;
    Ok(sum.map_or(Money::ZERO, |sum| sum.0))
}

/// What a tenant's account has to its credit: minus the sum of its book.
pub fn credit(db: &Db, account: AccountId) -> Result<Money> {
    of(db, Book::Tenant(account)).map(ledger::credit)
}

/// The sums of all books that were ever posted on.
pub fn all(db: &Db) -> Result<BTreeMap<Book, Money>> {
    db.settle()?;
    let read = |row: &Row<'_>| Ok((row.get::<_, BookCode>(0)?.0, row.get::<_, Minor>(1)?.0));
    Ok(db.list("SELECT book, minor FROM balance", [], read)?.into_iter().collect())
}

/// What people who have left owe or are owed, deposits that are held, and unpaid bills: the books of these kinds that
/// are not zero, debit positive.
pub fn left_behind(db: &Db) -> Result<Vec<(Book, Money)>> {
    db.settle()?;
    let sql = "SELECT book, minor FROM balance WHERE minor <> 0
        AND (book GLOB 'former:*' OR book GLOB 'deposit:*' OR book GLOB 'receivable:*') ORDER BY book";
    db.list(sql, [], |row| Ok((row.get::<_, BookCode>(0)?.0, row.get::<_, Minor>(1)?.0)))
}

const COLUMNS: &str = "SELECT id, minor, last, month, debits, credits, entries, book FROM balance";

fn read(row: &Row<'_>) -> rusqlite::Result<BookSum> {
    let newest = match row.get::<_, Option<InMonth>>(3)? {
        None => None,
        Some(month) => Some(MonthSum {
            month: month.0,
            debits: row.get::<_, Minor>(4)?.0,
            credits: row.get::<_, Minor>(5)?.0,
            entries: row.get(6)?,
        }),
    };
    Ok(BookSum { id: row.get(0)?, sum: row.get::<_, Minor>(1)?.0, last: EntryId(row.get(2)?), newest, stored: true })
}

/// A book as its row says.
pub(crate) fn stored(db: &Db, book: Book) -> Result<Option<BookSum>> {
    db.one(&format!("{COLUMNS} WHERE book = ?1"), [BookCode(book)], read)
}

/// Every book as its row says.
pub(crate) fn all_stored(db: &Db) -> Result<Vec<(Book, BookSum)>> {
    db.list(&format!("{COLUMNS} ORDER BY id"), [], |row| Ok((row.get::<_, BookCode>(7)?.0, read(row)?)))
}

pub(crate) fn next_id(db: &Db) -> Result<i64> {
    db.value("SELECT ifnull(max(id), 0) + 1 FROM balance", [], |row| row.get(0))
}

/// Writes a book as a transaction leaves it. For [`Db::settle`] only.
pub(crate) fn write(db: &Db, book: Book, now: &BookSum) -> Result<()> {
    let newest = now.newest;
    let (month, entries) = (newest.map(|newest| InMonth(newest.month)), newest.map(|newest| newest.entries));
    let (debits, credits) = (newest.map(|newest| Minor(newest.debits)), newest.map(|newest| Minor(newest.credits)));
    if now.stored {
        let sql = "UPDATE balance SET minor = ?2, last = ?3, month = ?4, debits = ?5, credits = ?6, entries = ?7
            WHERE id = ?1";
        let values = params![now.id, Minor(now.sum), now.last.0, month, debits, credits, entries];
        db.connection.prepare_cached(sql)?.execute(values)?;
    } else {
        let sql = "INSERT INTO balance (id, minor, last, month, debits, credits, entries, book)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let values = params![now.id, Minor(now.sum), now.last.0, month, debits, credits, entries, BookCode(book)];
        db.connection.prepare_cached(sql)?.execute(values)?;
    }
    Ok(())
}
