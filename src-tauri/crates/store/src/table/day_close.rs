//! The day at the counter, closed once for each tender: what the books expect, what was counted.

use chrono::NaiveDate;
use ledger::Tender;
use rusqlite::{Row, params};
use units::{EntryId, Money, Timestamp};

use crate::column::{At, Day, Minor, TenderCode, append_only};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = concat!(
    "
    CREATE TABLE day_close (
        day TEXT NOT NULL,
        tender TEXT NOT NULL,
        expected INTEGER NOT NULL,
        counted INTEGER NOT NULL,
        entry INTEGER REFERENCES entry,
        note TEXT NOT NULL,
        actor TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (day, tender),
        CHECK ((counted = expected) = (entry IS NULL))
    ) STRICT, WITHOUT ROWID;",
    append_only!("day_close"),
);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayClose {
    pub day: NaiveDate,
    pub tender: Tender,
    /// What the books say was in the till at the end of the day.
    pub expected: Money,
    pub counted: Money,
    /// The entry that books the difference, exactly when there is one.
    pub entry: Option<EntryId>,
    pub note: String,
    pub actor: String,
    pub at: Timestamp,
}

const COLUMNS: &str = "SELECT day, tender, expected, counted, entry, note, actor, at FROM day_close";

fn read(row: &Row<'_>) -> rusqlite::Result<DayClose> {
    Ok(DayClose {
        day: row.get::<_, Day>(0)?.0,
        tender: row.get::<_, TenderCode>(1)?.0,
        expected: row.get::<_, Minor>(2)?.0,
        counted: row.get::<_, Minor>(3)?.0,
        entry: row.get::<_, Option<i64>>(4)?.map(EntryId),
        note: row.get(5)?,
        actor: row.get(6)?,
        at: row.get::<_, At>(7)?.0,
    })
}

/// The closes of one day, by tender.
pub fn of_day(db: &Db, day: NaiveDate) -> Result<Vec<DayClose>> {
    db.list(&format!("{COLUMNS} WHERE day = ?1 ORDER BY tender"), [Day(day)], read)
}

/// The closes of the days in `[from, until)`, by day and tender.
pub fn between(db: &Db, from: NaiveDate, until: NaiveDate) -> Result<Vec<DayClose>> {
    let sql = format!("{COLUMNS} WHERE day >= ?1 AND day < ?2 ORDER BY day, tender");
    db.list(&sql, params![Day(from), Day(until)], read)
}

/// Refused when the tender was closed for that day already.
pub fn insert(tx: &mut Tx<'_>, close: &DayClose) -> Result<()> {
    let sql = "INSERT INTO day_close (day, tender, expected, counted, entry, note, actor, at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let values = params![
        Day(close.day),
        TenderCode(close.tender),
        Minor(close.expected),
        Minor(close.counted),
        close.entry.map(|id| id.0),
        close.note,
        close.actor,
        At(close.at),
    ];
    tx.run(sql, values).map(drop)
}
