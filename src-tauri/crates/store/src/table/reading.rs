//! Register values at the interval's end, with what is known of their truth.

use rusqlite::{Row, params};
use units::{Energy, InstallationId, Quality, Reading, Timestamp};

use crate::column::{At, QualityCode, Wh};
use crate::table::reading_correction::{self, ReadingCorrection};
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

/// What a person puts in the place of a reading, or where there was none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    pub reading: Reading,
    pub reason: String,
    pub actor: String,
    pub made_at: Timestamp,
}

/// Puts a reading right; what was there before stays in [`reading_correction`]. Gives it back.
pub fn correct(tx: &mut Tx<'_>, of: InstallationId, to: &ByHand) -> Result<Option<(Energy, Quality)>> {
    let new = to.reading;
    let old = tx.one(&format!("{COLUMNS} WHERE installation = ?1 AND at = ?2"), params![of.0, At(new.at)], read)?;
    let old = old.map(|old| (old.register, old.quality));
    let (register, quality) = (Wh(new.register), QualityCode(new.quality));
    let sql = "INSERT INTO reading (installation, at, register, quality) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (installation, at) DO UPDATE SET register = excluded.register, quality = excluded.quality,
            doubt = iif(excluded.quality = 2, doubt, NULL)";
    tx.run(sql, params![of.0, At(new.at), register, quality])?;
    let correction = ReadingCorrection {
        installation: of,
        at: new.at,
        old,
        register: new.register,
        quality: new.quality,
        reason: to.reason.clone(),
        actor: to.actor.clone(),
        made_at: to.made_at,
    };
    reading_correction::insert(tx, &correction)?;
    Ok(old)
}

/// Takes away the readings of an installation before an instant. Refused where a month behind them is not closed.
pub fn purge(tx: &mut Tx<'_>, of: InstallationId, before: Timestamp) -> Result<usize> {
    tx.run("DELETE FROM reading WHERE installation = ?1 AND at < ?2", params![of.0, At(before)])
}

/// Believes a reading after all, or no more. Its value is never changed.
pub fn judge(tx: &mut Tx<'_>, of: InstallationId, at: Timestamp, quality: Quality) -> Result<()> {
    let sql = "UPDATE reading SET quality = ?3, doubt = iif(?3 = 2, doubt, NULL) WHERE installation = ?1 AND at = ?2";
    tx.amend("reading", sql, params![of.0, At(at), QualityCode(quality)])
}
