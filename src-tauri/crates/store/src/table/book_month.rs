//! What was put on each book, by booking month. The newest month of a book stands with its balance, where each posting
//! changes it anyway; the months before it stand here.

use rusqlite::params;
use units::{Money, Month};

use crate::column::{InMonth, Minor};
use crate::{Db, Result};

pub(crate) const SQL: &str = "
    CREATE TABLE book_month (
        book INTEGER NOT NULL REFERENCES balance,
        month TEXT NOT NULL,
        debits INTEGER NOT NULL CHECK (debits >= 0),
        credits INTEGER NOT NULL CHECK (credits >= 0),
        entries INTEGER NOT NULL CHECK (entries > 0),
        PRIMARY KEY (book, month)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO book_month
        SELECT book, booking, sum(max(amount, 0)), sum(max(-amount, 0)), count(DISTINCT entry.id)
        FROM entry_line JOIN entry ON entry.id = entry_line.entry GROUP BY book, booking;
    UPDATE balance SET (month, debits, credits, entries) =
        (SELECT month, debits, credits, entries FROM book_month WHERE book = balance.id ORDER BY month DESC LIMIT 1);
    DELETE FROM book_month WHERE (book, month) IN (SELECT id, month FROM balance);
    CREATE VIEW book_sum (book, month, debits, credits, entries) AS
        SELECT book, month, debits, credits, entries FROM book_month
        UNION ALL SELECT id, month, debits, credits, entries FROM balance WHERE month IS NOT NULL;";

/// What a month put on a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MonthSum {
    pub month: Month,
    pub debits: Money,
    pub credits: Money,
    pub entries: i64,
}

impl MonthSum {
    /// None when a sum becomes larger than money can be.
    pub(crate) fn plus(&self, other: &Self) -> Option<Self> {
        let (debits, credits) = (self.debits.checked_add(other.debits)?, self.credits.checked_add(other.credits)?);
        Some(Self { month: self.month, debits, credits, entries: self.entries + other.entries })
    }
}

/// Adds to a month before the newest of a book.
pub(crate) fn add(db: &Db, book: i64, sum: &MonthSum) -> Result<()> {
    let sql = "INSERT INTO book_month VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (book, month) DO UPDATE SET
        debits = debits + excluded.debits, credits = credits + excluded.credits, entries = entries + excluded.entries";
    let values = params![book, InMonth(sum.month), Minor(sum.debits), Minor(sum.credits), sum.entries];
    db.connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}
