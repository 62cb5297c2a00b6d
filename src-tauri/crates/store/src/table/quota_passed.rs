//! When the levels of quotas were passed, worked out from the readings of all members, so that each account can be rated
//! without those of the others.

use chrono::NaiveDate;
use rusqlite::{Row, params};
use units::{PlaceId, QuotaId, Timestamp};

use crate::column::{At, Day};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE quota_passed (
        quota INTEGER NOT NULL REFERENCES quota,
        room INTEGER REFERENCES place,
        cycle TEXT NOT NULL,
        percent INTEGER NOT NULL,
        at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX quota_passed_once ON quota_passed (quota, ifnull(room, 0), cycle, percent);";

/// A level of a quota that was reached in one of its cycles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotaPassed {
    pub quota: QuotaId,
    /// Whose own energy it was; none where all count together.
    pub room: Option<PlaceId>,
    /// The first day of the cycle.
    pub cycle: NaiveDate,
    pub percent: u16,
    pub at: Timestamp,
}

fn read(row: &Row<'_>) -> rusqlite::Result<QuotaPassed> {
    Ok(QuotaPassed {
        quota: QuotaId(row.get(0)?),
        room: row.get::<_, Option<i64>>(1)?.map(PlaceId),
        cycle: row.get::<_, Day>(2)?.0,
        percent: row.get(3)?,
        at: row.get::<_, At>(4)?.0,
    })
}

/// Of all cycles and members of a quota, in the order in which they were passed.
pub fn of_quota(db: &Db, quota: QuotaId) -> Result<Vec<QuotaPassed>> {
    let sql = "SELECT quota, room, cycle, percent, at FROM quota_passed WHERE quota = ?1 ORDER BY at, percent";
    db.list(sql, [quota.0], read)
}

/// Puts what was passed by a member in a cycle in the place of what was noted before: a late reading may move it.
pub fn put(
    tx: &mut Tx<'_>,
    quota: QuotaId,
    room: Option<PlaceId>,
    cycle: NaiveDate,
    passed: &[(u16, Timestamp)],
) -> Result<()> {
    let member = room.map(|room| room.0);
    let sql = "DELETE FROM quota_passed WHERE quota = ?1 AND room IS ?2 AND cycle = ?3";
    tx.run(sql, params![quota.0, member, Day(cycle)])?;
    for (percent, at) in passed {
        let sql = "INSERT INTO quota_passed (quota, room, cycle, percent, at) VALUES (?1, ?2, ?3, ?4, ?5)";
        tx.run(sql, params![quota.0, member, Day(cycle), percent, At(*at)])?;
    }
    Ok(())
}
