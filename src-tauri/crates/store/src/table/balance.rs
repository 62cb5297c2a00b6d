//! The sum of each book of the journal, kept in the transaction that posts. It also numbers the books.

use std::collections::BTreeMap;

use ledger::Book;
use rusqlite::params;
use units::{AccountId, Money};

use crate::column::{BookCode, Minor};
use crate::{Db, Error, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE balance (
        id INTEGER PRIMARY KEY,
        book TEXT NOT NULL UNIQUE,
        minor INTEGER NOT NULL CHECK (minor BETWEEN -9007199254740991 AND 9007199254740991)
    ) STRICT;";

/// The sum of a book, debit positive; zero for a book that nothing was posted on.
pub fn of(db: &Db, book: Book) -> Result<Money> {
    let sum = db.one("SELECT minor FROM balance WHERE book = ?1", [BookCode(book)], |row| row.get::<_, Minor>(0))?;
    Ok(sum.map_or(Money::ZERO, |sum| sum.0))
}

/// What a tenant's account has to its credit: minus the sum of its book.
pub fn credit(db: &Db, account: AccountId) -> Result<Money> {
    of(db, Book::Tenant(account)).map(ledger::credit)
}

/// The sums of all books that were ever posted on.
pub fn all(db: &Db) -> Result<BTreeMap<Book, Money>> {
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, BookCode>(0)?.0, row.get::<_, Minor>(1)?.0));
    Ok(db.list("SELECT book, minor FROM balance", [], read)?.into_iter().collect())
}

/// What people who have left owe or are owed, deposits that are held, and unpaid bills: the books of these kinds that
/// are not zero, debit positive.
pub fn left_behind(db: &Db) -> Result<Vec<(Book, Money)>> {
    let sql = "SELECT book, minor FROM balance WHERE minor <> 0
        AND (book GLOB 'former:*' OR book GLOB 'deposit:*' OR book GLOB 'receivable:*') ORDER BY book";
    db.list(sql, [], |row| Ok((row.get::<_, BookCode>(0)?.0, row.get::<_, Minor>(1)?.0)))
}

/// Adds to a book and gives its number.
pub(crate) fn add(tx: &mut Tx<'_>, book: Book, amount: Money) -> Result<i64> {
    let sql = "INSERT INTO balance (book, minor) VALUES (?1, ?2)
        ON CONFLICT (book) DO UPDATE SET minor = minor + excluded.minor RETURNING id";
    match tx.value(sql, params![BookCode(book), Minor(amount)], |row| row.get(0)) {
        Err(Error::Refused(_)) => Err(Error::TooLarge(book)),
        other => other,
    }
}
