//! Register values at the interval's end, with what is known of their truth.

use rusqlite::{Row, params};
use units::{InstallationId, Quality, Reading, Timestamp};

use crate::column::{At, QualityCode, Wh};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE reading (
        installation INTEGER NOT NULL REFERENCES installation,
        at INTEGER NOT NULL,
        register INTEGER NOT NULL,
        quality INTEGER NOT NULL CHECK (quality BETWEEN 0 AND 2),
        doubt TEXT,
        PRIMARY KEY (installation, at),
        CHECK (doubt IS NULL OR quality = 2)
    ) STRICT, WITHOUT ROWID;";

const COLUMNS: &str = "SELECT at, register, quality FROM reading";

fn read(row: &Row<'_>) -> rusqlite::Result<Reading> {
    Ok(Reading {
        at: row.get::<_, At>(0)?.0,
        register: row.get::<_, Wh>(1)?.0,
        quality: row.get::<_, QualityCode>(2)?.0,
    })
}

/// The readings in `[from, to)`, in time order.
pub fn between(db: &Db, of: InstallationId, from: Timestamp, to: Timestamp) -> Result<Vec<Reading>> {
    let sql = format!("{COLUMNS} WHERE installation = ?1 AND at >= ?2 AND at < ?3 ORDER BY at");
    db.list(&sql, params![of.0, At(from), At(to)], read)
}

/// The last `limit` readings before an instant, newest first.
pub fn latest(db: &Db, of: InstallationId, before: Timestamp, limit: u32) -> Result<Vec<Reading>> {
    let sql = format!("{COLUMNS} WHERE installation = ?1 AND at < ?2 ORDER BY at DESC LIMIT ?3");
    db.list(&sql, params![of.0, At(before), limit], read)
}

/// The last actual reading at or before an instant: the base of the next usage.
pub fn base(db: &Db, of: InstallationId, at: Timestamp) -> Result<Option<Reading>> {
    let sql = format!("{COLUMNS} WHERE installation = ?1 AND at <= ?2 AND quality = 0 ORDER BY at DESC LIMIT 1");
    db.one(&sql, params![of.0, At(at)], read)
}

/// Records a reading. The roll-ups follow by [`super::rollup::add`] or, for many, [`super::rollup::Batch`].
pub fn insert(tx: &mut Tx<'_>, of: InstallationId, reading: Reading) -> Result<()> {
    let sql = "INSERT INTO reading (installation, at, register, quality) VALUES (?1, ?2, ?3, ?4)";
    tx.run(sql, params![of.0, At(reading.at), Wh(reading.register), QualityCode(reading.quality)]).map(drop)
}

/// Records a reading that is not believed, and why.
pub fn insert_suspect(tx: &mut Tx<'_>, of: InstallationId, reading: Reading, doubt: &str) -> Result<()> {
    let sql = "INSERT INTO reading (installation, at, register, quality, doubt) VALUES (?1, ?2, ?3, ?4, ?5)";
    let quality = QualityCode(Quality::Suspect);
    tx.run(sql, params![of.0, At(reading.at), Wh(reading.register), quality, doubt]).map(drop)
}

/// Believes a reading after all, or no more. Its value is never changed.
pub fn judge(tx: &mut Tx<'_>, of: InstallationId, at: Timestamp, quality: Quality) -> Result<()> {
    let sql = "UPDATE reading SET quality = ?3, doubt = iif(?3 = 2, doubt, NULL) WHERE installation = ?1 AND at = ?2";
    tx.amend("reading", sql, params![of.0, At(at), QualityCode(quality)])
}
