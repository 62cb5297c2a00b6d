//! What was decided, commanded, seen and missed at each relay.

use rusqlite::{Row, params};
use units::{Period, PointId, Timestamp};

use crate::column::{At, append_only, codes};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = concat!(
    "
    CREATE TABLE supply_event (
        id INTEGER PRIMARY KEY,
        point INTEGER NOT NULL REFERENCES point,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('decision', 'command', 'read_back', 'failed')),
        desired TEXT NOT NULL,
        actual TEXT,
        reason TEXT NOT NULL,
        args TEXT NOT NULL
    ) STRICT;
    CREATE INDEX supply_event_of_point ON supply_event (point, at, id);",
    append_only!("supply_event"),
);

/// What was known when a decision was taken.
pub(crate) const SQL_3: &str = "
    ALTER TABLE supply_event ADD COLUMN facts TEXT NOT NULL DEFAULT '';
    CREATE INDEX supply_event_decided ON supply_event (at) WHERE kind = 'decision';";

codes! {
    SupplyEventKind { Decision = "decision", Command = "command", ReadBack = "read_back", Failed = "failed" }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplyEvent {
    pub point: PointId,
    pub at: Timestamp,
    pub kind: SupplyEventKind,
    /// `on`, `off` or `limited`.
    pub desired: String,
    /// The state read back, where one was.
    pub actual: Option<String>,
    /// The code of the reason, as the supply room names it.
    pub reason: String,
    /// What the reason's sentence is filled with, in the engine's own writing.
    pub args: String,
    /// What was known when it was decided, in the engine's own writing; empty for other events.
    pub facts: String,
}

const COLUMNS: &str = "SELECT id, point, at, kind, desired, actual, reason, args, facts FROM supply_event";

fn read(row: &Row<'_>) -> rusqlite::Result<(i64, SupplyEvent)> {
    let event = SupplyEvent {
        point: PointId(row.get(1)?),
        at: row.get::<_, At>(2)?.0,
        kind: row.get(3)?,
        desired: row.get(4)?,
        actual: row.get(5)?,
        reason: row.get(6)?,
        args: row.get(7)?,
        facts: row.get(8)?,
    };
    Ok((row.get(0)?, event))
}

/// The last `limit` events of a point before an instant, newest first.
pub fn latest(db: &Db, point: PointId, before: Timestamp, limit: u32) -> Result<Vec<(i64, SupplyEvent)>> {
    let sql = format!("{COLUMNS} WHERE point = ?1 AND at < ?2 ORDER BY at DESC, id DESC LIMIT ?3");
    db.list(&sql, params![point.0, At(before), limit], read)
}

/// The last event of this kind at a point.
pub fn last(db: &Db, point: PointId, kind: SupplyEventKind) -> Result<Option<SupplyEvent>> {
    let sql = format!("{COLUMNS} WHERE point = ?1 AND kind = ?2 ORDER BY at DESC, id DESC LIMIT 1");
    db.one(&sql, params![point.0, kind], |row| Ok(read(row)?.1))
}

/// The decision in force at a point at an instant.
pub fn decision_at(db: &Db, point: PointId, at: Timestamp) -> Result<Option<SupplyEvent>> {
    let sql =
        format!("{COLUMNS} WHERE point = ?1 AND kind = 'decision' AND at <= ?2 ORDER BY at DESC, id DESC LIMIT 1");
    db.one(&sql, params![point.0, At(at)], |row| Ok(read(row)?.1))
}

/// The events of a point within a span, oldest first.
pub fn between(db: &Db, point: PointId, period: Period) -> Result<Vec<SupplyEvent>> {
    let sql = format!("{COLUMNS} WHERE point = ?1 AND at >= ?2 AND at < ?3 ORDER BY at, id");
    db.list(&sql, params![point.0, At(period.from), At(period.to)], |row| Ok(read(row)?.1))
}

/// Every decision of the site within a span, oldest first.
pub fn decisions(db: &Db, period: Period) -> Result<Vec<SupplyEvent>> {
    let sql = format!("{COLUMNS} WHERE kind = 'decision' AND at >= ?1 AND at < ?2 ORDER BY at, id");
    db.list(&sql, params![At(period.from), At(period.to)], |row| Ok(read(row)?.1))
}

pub fn insert(tx: &mut Tx<'_>, event: &SupplyEvent) -> Result<i64> {
    let sql = "INSERT INTO supply_event (point, at, kind, desired, actual, reason, args, facts)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let SupplyEvent { point, at, kind, desired, actual, reason, args, facts } = event;
    tx.insert(sql, params![point.0, At(*at), kind, desired, actual, reason, args, facts])
}
