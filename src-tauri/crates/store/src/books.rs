//! The books as accountants read them: what each opened with, what was put on it, what it closed with.

use std::collections::BTreeMap;

use ledger::{Book, Cause, Tender};
use units::{Money, Month, Timestamp};

use crate::column::{BookCode, InMonth, Minor};
use crate::table::{balance, entry};
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
    db.settle()?;
    let sql =
        "SELECT balance.book, ifnull(sum(book_sum.debits - book_sum.credits) FILTER (WHERE book_sum.month < ?1), 0),
            ifnull(sum(book_sum.debits) FILTER (WHERE book_sum.month = ?1), 0),
            ifnull(sum(book_sum.credits) FILTER (WHERE book_sum.month = ?1), 0)
        FROM book_sum JOIN balance ON balance.id = book_sum.book WHERE book_sum.month <= ?1 GROUP BY balance.id";
    let mut all = db.list(sql, [InMonth(month)], |row| {
        let sum = |column| row.get::<_, Minor>(column).map(|sum| sum.0);
        Ok(Standing::new(row.get::<_, BookCode>(0)?.0, sum(1)?, sum(2)?, sum(3)?))
    })?;
    all.sort_by_key(|standing| standing.book);
    Ok(all)
}

/// The trial balance by the instant of posting, over `[from, to)`: every book that had anything on it by its end.
pub fn between(db: &Db, from: Timestamp, to: Timestamp) -> Result<Vec<Standing>> {
    let mut books: BTreeMap<Book, (Money, Money, Money)> =
        balance::all(db)?.into_iter().map(|(book, sum)| (book, (sum, Money::ZERO, Money::ZERO))).collect();
    // From the sums of today back to the end of the span, and on to its beginning.
    for entry in entry::since(db, from)? {
        for line in &entry.draft.lines {
            let (opening, debits, credits) = books.entry(line.book).or_default();
            *opening = *opening - line.amount;
            if entry.draft.at < to {
                *if line.amount.is_negative() { credits } else { debits } += line.amount.abs();
            }
        }
    }
    let standing = |(book, (opening, debits, credits))| Standing::new(book, opening, debits, credits);
    let all = books.into_iter().map(standing);
    Ok(all.filter(|s| ![s.opening, s.debits, s.credits].iter().all(|sum| sum.is_zero())).collect())
}

/// The tenders over `[from, to)`, each of them, also those on which nothing was: what a day is closed by. What was
/// paid back and what a reversal took back are among the credits.
pub fn tenders(db: &Db, from: Timestamp, to: Timestamp) -> Result<Vec<Standing>> {
    let all: BTreeMap<Book, Standing> = between(db, from, to)?.into_iter().map(|found| (found.book, found)).collect();
    let standing = |tender| {
        let book = Book::Tender(tender);
        all.get(&book).copied().unwrap_or_else(|| Standing::new(book, Money::ZERO, Money::ZERO, Money::ZERO))
    };
    Ok(Tender::ALL.into_iter().map(standing).collect())
}

impl Standing {
    fn new(book: Book, opening: Money, debits: Money, credits: Money) -> Self {
        Self { book, opening, debits, credits, closing: opening + debits - credits }
    }
}

/// What a book moved by in `[from, to)`, by the cause of the entries: how many, and their sum, debit positive.
pub fn by_cause(db: &Db, book: Book, from: Timestamp, to: Timestamp) -> Result<Vec<(Cause, u32, Money)>> {
    let mut causes: BTreeMap<Cause, (u32, Money)> = BTreeMap::new();
    for entry in entry::between(db, from, to)? {
        if entry.draft.lines.iter().any(|line| line.book == book) {
            let (count, sum) = causes.entry(entry.draft.cause).or_default();
            *count += 1;
            *sum += entry.draft.amount_on(book);
        }
    }
    Ok(causes.into_iter().map(|(cause, (count, sum))| (cause, count, sum)).collect())
}
