//! The books as accountants read them: what each opened with, what was put on it, what it closed with.

use std::collections::BTreeMap;

use ledger::{Book, Cause, Tender};
use rusqlite::{Params, Row, params};
use units::{Money, Month, Timestamp};

use crate::column::{At, BookCode, CauseCode, InMonth, Minor};
use crate::{Db, Result};

/// A book over a span. All sums are debit positive but `credits`, which is what was credited, positive too:
/// `closing = opening + debits - credits`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub book: Book,
    pub opening: Money,
    pub debits: Money,
    pub credits: Money,
    pub closing: Money,
}

/// The trial balance by booking month: every book that had anything on it by its end.
pub fn of_month(db: &Db, month: Month) -> Result<Vec<Standing>> {
    trial(db, "booking < ?1", "booking = ?1", [InMonth(month)])
}

/// The trial balance by the instant of posting, over `[from, to)`.
pub fn between(db: &Db, from: Timestamp, to: Timestamp) -> Result<Vec<Standing>> {
    trial(db, "at < ?1", "at >= ?1 AND at < ?2", params![At(from), At(to)])
}

/// The tenders over `[from, to)`, each of them, also those on which nothing was: what a day is closed by. What was
/// paid back and what a reversal took back are among the credits.
pub fn tenders(db: &Db, from: Timestamp, to: Timestamp) -> Result<Vec<Standing>> {
    let all: BTreeMap<Book, Standing> = between(db, from, to)?.into_iter().map(|found| (found.book, found)).collect();
    let standing = |tender| {
        let book = Book::Tender(tender);
        let zero = Money::ZERO;
        all.get(&book).copied().unwrap_or(Standing { book, opening: zero, debits: zero, credits: zero, closing: zero })
    };
    Ok(Tender::ALL.into_iter().map(standing).collect())
}

fn trial(db: &Db, before: &str, within: &str, params: impl Params) -> Result<Vec<Standing>> {
    let sql = format!(
        "SELECT balance.book, ifnull(sum(amount) FILTER (WHERE {before}), 0),
            ifnull(sum(amount) FILTER (WHERE {within} AND amount > 0), 0),
            ifnull(sum(-amount) FILTER (WHERE {within} AND amount < 0), 0)
        FROM entry JOIN entry_line ON entry_line.entry = entry.id JOIN balance ON balance.id = entry_line.book
        WHERE ({before}) OR ({within}) GROUP BY balance.id"
    );
    let mut all = db.list(&sql, params, standing)?;
    all.sort_by_key(|standing| standing.book);
    Ok(all)
}

fn standing(row: &Row<'_>) -> rusqlite::Result<Standing> {
    let sum = |column| row.get::<_, Minor>(column).map(|sum| sum.0);
    let (opening, debits, credits) = (sum(1)?, sum(2)?, sum(3)?);
    Ok(Standing { book: row.get::<_, BookCode>(0)?.0, opening, debits, credits, closing: opening + debits - credits })
}

/// What a book moved by in `[from, to)`, by the cause of the entries: how many, and their sum, debit positive.
pub fn by_cause(db: &Db, book: Book, from: Timestamp, to: Timestamp) -> Result<Vec<(Cause, u32, Money)>> {
    let sql = "SELECT cause, count(DISTINCT entry.id), sum(amount)
        FROM entry JOIN entry_line ON entry_line.entry = entry.id
        WHERE at >= ?2 AND at < ?3 AND entry_line.book = (SELECT id FROM balance WHERE book = ?1)
        GROUP BY cause ORDER BY cause";
    db.list(sql, params![BookCode(book), At(from), At(to)], |row| {
        Ok((row.get::<_, CauseCode>(0)?.0, row.get(1)?, row.get::<_, Minor>(2)?.0))
    })
}
