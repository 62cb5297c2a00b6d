//! Readings that wait for a person's word.

use rusqlite::{Row, params};
use units::{Energy, InstallationId, Timestamp};

use crate::column::{At, Wh};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE suspect (
        id INTEGER PRIMARY KEY,
        installation INTEGER NOT NULL REFERENCES installation,
        at INTEGER NOT NULL,
        register INTEGER NOT NULL,
        doubt TEXT NOT NULL,
        serial TEXT,
        base_at INTEGER,
        base_register INTEGER,
        resolved_at INTEGER,
        accepted INTEGER CHECK (accepted IN (0, 1)),
        note TEXT NOT NULL DEFAULT '',
        CHECK ((resolved_at IS NULL) = (accepted IS NULL)),
        CHECK ((base_at IS NULL) = (base_register IS NULL))
    ) STRICT;
    CREATE INDEX suspect_open ON suspect (installation, at) WHERE resolved_at IS NULL;";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspect {
    pub installation: InstallationId,
    pub at: Timestamp,
    pub register: Energy,
    /// The code of the doubt, as the meter room names it.
    pub doubt: String,
    /// The serial number that the meter told, where it tells one.
    pub serial: Option<String>,
    /// The good reading that it was compared with.
    pub base: Option<(Timestamp, Energy)>,
}

/// How a person settled it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    pub at: Timestamp,
    pub accepted: bool,
    pub note: String,
}

const COLUMNS: &str = "SELECT id, installation, at, register, doubt, serial, base_at, base_register,
    resolved_at, accepted, note FROM suspect";

fn read(row: &Row<'_>) -> rusqlite::Result<(i64, Suspect, Option<Resolution>)> {
    let base_at = row.get::<_, Option<At>>(6)?;
    let base_register = row.get::<_, Option<Wh>>(7)?;
    let suspect = Suspect {
        installation: InstallationId(row.get(1)?),
        at: row.get::<_, At>(2)?.0,
        register: row.get::<_, Wh>(3)?.0,
        doubt: row.get(4)?,
        serial: row.get(5)?,
        base: base_at.zip(base_register).map(|(at, register)| (at.0, register.0)),
    };
    let note = row.get(10)?;
    let resolution = row.get::<_, Option<At>>(8)?.zip(row.get(9)?);
    Ok((row.get(0)?, suspect, resolution.map(|(at, accepted)| Resolution { at: at.0, accepted, note })))
}

/// Those that nobody has settled, oldest first, with their numbers.
pub fn open(db: &Db) -> Result<Vec<(i64, Suspect)>> {
    let sql = format!("{COLUMNS} WHERE resolved_at IS NULL ORDER BY at, id");
    db.list(&sql, [], |row| read(row).map(|(id, suspect, _)| (id, suspect)))
}

pub fn get(db: &Db, id: i64) -> Result<Option<(Suspect, Option<Resolution>)>> {
    db.one(&format!("{COLUMNS} WHERE id = ?1"), [id], |row| read(row).map(|(_, suspect, end)| (suspect, end)))
}

pub fn insert(tx: &mut Tx<'_>, suspect: &Suspect) -> Result<i64> {
    let sql = "INSERT INTO suspect (installation, at, register, doubt, serial, base_at, base_register)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let values = params![
        suspect.installation.0,
        At(suspect.at),
        Wh(suspect.register),
        suspect.doubt,
        suspect.serial,
        suspect.base.map(|base| At(base.0)),
        suspect.base.map(|base| Wh(base.1)),
    ];
    tx.insert(sql, values)
}

pub fn resolve(tx: &mut Tx<'_>, id: i64, how: &Resolution) -> Result<()> {
    let sql = "UPDATE suspect SET resolved_at = ?2, accepted = ?3, note = ?4 WHERE id = ?1 AND resolved_at IS NULL";
    tx.amend("suspect reading that waits", sql, params![id, At(how.at), how.accepted, how.note])
}
