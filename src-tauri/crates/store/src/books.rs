//! The books as accountants read them: what each opened with, what was put on it, what it closed with.

use std::collections::BTreeMap;

use ledger::Book;
use rusqlite::params;
use units::{Money, Month};

use crate::column::{BookCode, InMonth, Minor};
use crate::{Db, Result};

/// A book over a span of months: `closing = opening + debits - credits`. Opening and closing are debit positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    pub opening: Money,
    pub debits: Money,
    /// Positive too.
    pub credits: Money,
}

impl Standing {
    pub fn closing(&self) -> Money {
        self.opening + self.debits - self.credits
    }
}

/// The trial balance over the booking months `from` to `to`, both included: every book that had anything on it by its
/// end. It is read from the sums that are kept, not from the entries.
pub fn trial(db: &Db, from: Month, to: Month) -> Result<BTreeMap<Book, Standing>> {
    db.settle()?;
    let sql = "SELECT balance.book,
            ifnull(sum(book_sum.debits - book_sum.credits) FILTER (WHERE book_sum.month < ?1), 0),
            ifnull(sum(book_sum.debits) FILTER (WHERE book_sum.month >= ?1), 0),
            ifnull(sum(book_sum.credits) FILTER (WHERE book_sum.month >= ?1), 0)
        FROM book_sum JOIN balance ON balance.id = book_sum.book WHERE book_sum.month <= ?2 GROUP BY balance.id";
    let all = db.list(sql, params![InMonth(from), InMonth(to)], |row| {
        let sum = |column| row.get::<_, Minor>(column).map(|sum| sum.0);
        Ok((row.get::<_, BookCode>(0)?.0, Standing { opening: sum(1)?, debits: sum(2)?, credits: sum(3)? }))
    })?;
    Ok(all.into_iter().collect())
}
