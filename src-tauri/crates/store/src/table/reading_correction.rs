//! Readings that a person has put right: what was there before stays known.

use rusqlite::{Row, params};
use units::{Energy, InstallationId, Quality, Timestamp};

use crate::column::{At, QualityCode, Wh, append_only};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = concat!(
    "
    CREATE TABLE reading_correction (
        id INTEGER PRIMARY KEY,
        installation INTEGER NOT NULL REFERENCES installation,
        at INTEGER NOT NULL,
        old_register INTEGER,
        old_quality INTEGER CHECK (old_quality BETWEEN 0 AND 2),
        register INTEGER NOT NULL,
        quality INTEGER NOT NULL CHECK (quality BETWEEN 0 AND 2),
        reason TEXT NOT NULL CHECK (reason <> ''),
        actor TEXT NOT NULL,
        made_at INTEGER NOT NULL,
        CHECK ((old_register IS NULL) = (old_quality IS NULL))
    ) STRICT;
    CREATE INDEX reading_correction_of ON reading_correction (installation, at);",
    append_only!("reading_correction"),
);

/// What a person says a register showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingCorrection {
    pub installation: InstallationId,
    /// The instant of the reading.
    pub at: Timestamp,
    /// What was there before; none when there was no reading at that instant.
    pub old: Option<(Energy, Quality)>,
    pub register: Energy,
    pub quality: Quality,
    pub reason: String,
    pub actor: String,
    pub made_at: Timestamp,
}

fn read(row: &Row<'_>) -> rusqlite::Result<ReadingCorrection> {
    let old_quality = row.get::<_, Option<QualityCode>>(3)?;
    Ok(ReadingCorrection {
        installation: InstallationId(row.get(0)?),
        at: row.get::<_, At>(1)?.0,
        old: row.get::<_, Option<Wh>>(2)?.zip(old_quality).map(|(register, quality)| (register.0, quality.0)),
        register: row.get::<_, Wh>(4)?.0,
        quality: row.get::<_, QualityCode>(5)?.0,
        reason: row.get(6)?,
        actor: row.get(7)?,
        made_at: row.get::<_, At>(8)?.0,
    })
}

/// The corrections of an installation, in the order in which they were made.
pub fn of_installation(db: &Db, of: InstallationId) -> Result<Vec<ReadingCorrection>> {
    let sql = "SELECT installation, at, old_register, old_quality, register, quality, reason, actor, made_at
        FROM reading_correction WHERE installation = ?1 ORDER BY id";
    db.list(sql, [of.0], read)
}

pub(super) fn insert(tx: &mut Tx<'_>, new: &ReadingCorrection) -> Result<()> {
    let sql = "INSERT INTO reading_correction (installation, at, old_register, old_quality, register, quality, reason,
        actor, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let values = params![
        new.installation.0,
        At(new.at),
        new.old.map(|old| Wh(old.0)),
        new.old.map(|old| QualityCode(old.1)),
        Wh(new.register),
        QualityCode(new.quality),
        new.reason,
        new.actor,
        At(new.made_at),
    ];
    tx.run(sql, values).map(drop)
}
