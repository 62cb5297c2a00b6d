//! What the losses of some days point to, until a person has looked or it is over.

use chrono::NaiveDate;
use rusqlite::{Row, params};
use units::{PointId, Timestamp};

use crate::column::{At, Day};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE finding (
        id INTEGER PRIMARY KEY,
        sign TEXT NOT NULL CHECK (sign <> ''),
        point INTEGER NOT NULL REFERENCES point,
        branch INTEGER REFERENCES point,
        likelihood TEXT NOT NULL CHECK (likelihood IN ('possible', 'likely')),
        first_day TEXT NOT NULL,
        last_day TEXT NOT NULL CHECK (last_day >= first_day),
        args TEXT NOT NULL,
        closed_at INTEGER,
        closed_by TEXT,
        note TEXT,
        CHECK ((closed_at IS NULL) = (closed_by IS NULL))
    ) STRICT;
    CREATE UNIQUE INDEX finding_standing ON finding (sign, point) WHERE closed_at IS NULL;
    CREATE INDEX finding_of_point ON finding (point, sign, id);";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The code of what it is, as the losses room names it.
    pub sign: String,
    /// Whom it is about.
    pub point: PointId,
    /// The meter above, where it showed in a branch.
    pub branch: Option<PointId>,
    /// `possible` or `likely`.
    pub likelihood: String,
    /// The first and the last day after which it was found.
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    /// What its sentence is filled with, in the engine's own writing.
    pub args: String,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    pub at: Timestamp,
    /// A person's name; empty where it was no longer found.
    pub by: String,
    pub note: String,
}

/// A finding with its number and, where it is over, its end.
pub type Known = (i64, Finding, Option<Closed>);

const COLUMNS: &str =
    "SELECT id, sign, point, branch, likelihood, first_day, last_day, args, closed_at, closed_by, note
    FROM finding";

fn read(row: &Row<'_>) -> rusqlite::Result<Known> {
    let finding = Finding {
        sign: row.get(1)?,
        point: PointId(row.get(2)?),
        branch: row.get::<_, Option<i64>>(3)?.map(PointId),
        likelihood: row.get(4)?,
        first_day: row.get::<_, Day>(5)?.0,
        last_day: row.get::<_, Day>(6)?.0,
        args: row.get(7)?,
    };
    let closed = match row.get::<_, Option<At>>(8)? {
        None => None,
        Some(At(at)) => {
            Some(Closed { at, by: row.get(9)?, note: row.get::<_, Option<String>>(10)?.unwrap_or_default() })
        }
    };
    Ok((row.get(0)?, finding, closed))
}

pub fn get(db: &Db, id: i64) -> Result<Option<Known>> {
    db.one(&format!("{COLUMNS} WHERE id = ?1"), [id], read)
}

/// Those that stand, the newest first.
pub fn standing(db: &Db) -> Result<Vec<Known>> {
    db.list(&format!("{COLUMNS} WHERE closed_at IS NULL ORDER BY first_day DESC, id DESC"), [], read)
}

/// Those that are over, the last first.
pub fn over(db: &Db, limit: u32) -> Result<Vec<Known>> {
    let sql = format!("{COLUMNS} WHERE closed_at IS NOT NULL ORDER BY closed_at DESC, id DESC LIMIT ?1");
    db.list(&sql, [limit], read)
}

/// When a person last closed the same finding.
pub fn looked_at(db: &Db, sign: &str, point: PointId) -> Result<Option<Timestamp>> {
    let sql = "SELECT closed_at FROM finding WHERE sign = ?1 AND point = ?2 AND closed_by <> ''
        ORDER BY closed_at DESC LIMIT 1";
    db.one(sql, params![sign, point.0], |row| Ok(row.get::<_, At>(0)?.0))
}

pub fn insert(tx: &mut Tx<'_>, new: &Finding) -> Result<i64> {
    let sql = "INSERT INTO finding (sign, point, branch, likelihood, first_day, last_day, args)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let values = params![
        new.sign,
        new.point.0,
        new.branch.map(|branch| branch.0),
        new.likelihood,
        Day(new.first_day),
        Day(new.last_day),
        new.args,
    ];
    tx.insert(sql, values)
}

/// It was found again: what is known of it now.
pub fn renew(tx: &mut Tx<'_>, id: i64, now: &Finding) -> Result<()> {
    let sql = "UPDATE finding SET likelihood = ?2, last_day = max(last_day, ?3), args = ?4
        WHERE id = ?1 AND closed_at IS NULL";
    tx.amend("finding", sql, params![id, now.likelihood, Day(now.last_day), now.args])
}

pub fn close(tx: &mut Tx<'_>, id: i64, closed: &Closed) -> Result<()> {
    let sql = "UPDATE finding SET closed_at = ?2, closed_by = ?3, note = ?4 WHERE id = ?1 AND closed_at IS NULL";
    tx.amend("finding", sql, params![id, At(closed.at), closed.by, closed.note])
}
