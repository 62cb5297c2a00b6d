//! The months that are closed for the whole site: what is found later books in an open one (rule 3).

use rusqlite::{Row, params};
use units::{Month, Timestamp};

use crate::column::{At, InMonth, append_only};
use crate::{Db, Result, Tx};

/// Readings behind a month that is not closed are kept by the database itself (rule 3).
pub(crate) const SQL: &str = concat!(
    "
    CREATE TABLE month_close (
        month TEXT PRIMARY KEY,
        until_at INTEGER NOT NULL,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        rules TEXT NOT NULL,
        CHECK (at >= until_at)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER reading_behind_open_month BEFORE DELETE ON reading
        WHEN OLD.at >= ifnull((SELECT max(until_at) FROM month_close), -9223372036854775808)
        BEGIN SELECT RAISE(ABORT, 'readings behind a month that is not closed are kept'); END;",
    append_only!("month_close"),
);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthClose {
    pub month: Month,
    /// The first instant of the next month in site time; a month is closed after it only.
    pub until: Timestamp,
    pub at: Timestamp,
    pub actor: String,
    /// The version of the rating rules that it was closed with.
    pub rules: String,
}

const COLUMNS: &str = "SELECT month, until_at, at, actor, rules FROM month_close";

fn read(row: &Row<'_>) -> rusqlite::Result<MonthClose> {
    Ok(MonthClose {
        month: row.get::<_, InMonth>(0)?.0,
        until: row.get::<_, At>(1)?.0,
        at: row.get::<_, At>(2)?.0,
        actor: row.get(3)?,
        rules: row.get(4)?,
    })
}

/// All, newest month first.
pub fn all(db: &Db) -> Result<Vec<MonthClose>> {
    db.list(&format!("{COLUMNS} ORDER BY month DESC"), [], read)
}

pub fn get(db: &Db, month: Month) -> Result<Option<MonthClose>> {
    db.one(&format!("{COLUMNS} WHERE month = ?1"), [InMonth(month)], read)
}

/// The newest month that is closed.
pub fn last(db: &Db) -> Result<Option<MonthClose>> {
    db.one(&format!("{COLUMNS} ORDER BY month DESC LIMIT 1"), [], read)
}

/// Refused when the month is closed already, and before it has ended.
pub fn insert(tx: &mut Tx<'_>, close: &MonthClose) -> Result<()> {
    let sql = "INSERT INTO month_close (month, until_at, at, actor, rules) VALUES (?1, ?2, ?3, ?4, ?5)";
    let values = params![InMonth(close.month), At(close.until), At(close.at), close.actor, close.rules];
    tx.run(sql, values).map(drop)
}
