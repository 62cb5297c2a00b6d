//! A meter at a point from one reading to another. An exchange ends one and starts the next.

use rusqlite::{Row, params};
use units::{Energy, InstallationId, MeterId, PointId, Timestamp};

use crate::column::{At, Wh};
use crate::{Db, Error, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE installation (
        id INTEGER PRIMARY KEY,
        point INTEGER NOT NULL REFERENCES point,
        meter INTEGER NOT NULL REFERENCES meter,
        from_at INTEGER NOT NULL,
        from_register INTEGER NOT NULL,
        to_at INTEGER,
        to_register INTEGER,
        ratio_num INTEGER NOT NULL CHECK (ratio_num > 0),
        ratio_den INTEGER NOT NULL CHECK (ratio_den > 0),
        CHECK (to_at > from_at),
        CHECK ((to_at IS NULL) = (to_register IS NULL))
    ) STRICT;
    CREATE UNIQUE INDEX installation_open_point ON installation (point) WHERE to_at IS NULL;
    CREATE UNIQUE INDEX installation_open_meter ON installation (meter) WHERE to_at IS NULL;
    CREATE INDEX installation_of_point ON installation (point, from_at);
    CREATE INDEX installation_of_meter ON installation (meter, from_at);";

/// The serial number belongs to the installation: a statement of last year names the meter that was there.
pub(crate) const SQL_2: &str = "
    ALTER TABLE installation ADD COLUMN serial TEXT;
    UPDATE installation SET serial = (SELECT serial FROM meter WHERE meter.id = installation.meter);";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    pub point: PointId,
    pub meter: MeterId,
    /// The serial number of the meter while it was here; none when it is neither printed nor told.
    pub serial: Option<String>,
    pub from_at: Timestamp,
    /// As all registers of readings: Wh at the point, ratio applied.
    pub from_register: Energy,
    /// The end, once the meter was taken off: when, and its last register.
    pub to: Option<(Timestamp, Energy)>,
    /// CT and PT ratio, numerator and denominator.
    pub ratio: (i64, i64),
}

const COLUMNS: &str = "SELECT id, point, meter, from_at, from_register, to_at, to_register, ratio_num, ratio_den,
    serial FROM installation";

fn read(row: &Row<'_>) -> rusqlite::Result<(InstallationId, Installation)> {
    let to_at = row.get::<_, Option<At>>(5)?;
    let to_register = row.get::<_, Option<Wh>>(6)?;
    let installation = Installation {
        point: PointId(row.get(1)?),
        meter: MeterId(row.get(2)?),
        serial: row.get(9)?,
        from_at: row.get::<_, At>(3)?.0,
        from_register: row.get::<_, Wh>(4)?.0,
        to: to_at.zip(to_register).map(|(at, register)| (at.0, register.0)),
        ratio: (row.get(7)?, row.get(8)?),
    };
    Ok((InstallationId(row.get(0)?), installation))
}

/// All, also the ended ones, oldest first.
pub fn all(db: &Db) -> Result<Vec<(InstallationId, Installation)>> {
    db.list(&format!("{COLUMNS} ORDER BY from_at, id"), [], read)
}

pub fn get(db: &Db, id: InstallationId) -> Result<Option<Installation>> {
    db.one(&format!("{COLUMNS} WHERE id = ?1"), [id.0], |row| Ok(read(row)?.1))
}

/// What hangs on the wall now.
pub fn current(db: &Db) -> Result<Vec<(InstallationId, Installation)>> {
    db.list(&format!("{COLUMNS} WHERE to_at IS NULL ORDER BY id"), [], read)
}

pub fn of_point(db: &Db, point: PointId) -> Result<Vec<(InstallationId, Installation)>> {
    db.list(&format!("{COLUMNS} WHERE point = ?1 ORDER BY from_at"), [point.0], read)
}

/// Refuses a point or a meter that has another installation at that time.
pub fn insert(tx: &mut Tx<'_>, new: &Installation) -> Result<InstallationId> {
    let taken = tx.value(
        "SELECT EXISTS (SELECT 1 FROM installation
            WHERE (point = ?1 OR meter = ?2) AND ifnull(to_at, 9223372036854775807) > ?3 AND from_at < ?4)",
        params![new.point.0, new.meter.0, At(new.from_at), new.to.map_or(i64::MAX, |to| units::millis(to.0))],
        |row| row.get(0),
    )?;
    if taken {
        return Err(Error::Overlap("the point or the meter has another installation at that time; end that one first"));
    }
    let sql = "INSERT INTO installation
        (point, meter, from_at, from_register, to_at, to_register, ratio_num, ratio_den, serial)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let values = params![
        new.point.0,
        new.meter.0,
        At(new.from_at),
        Wh(new.from_register),
        new.to.map(|to| At(to.0)),
        new.to.map(|to| Wh(to.1)),
        new.ratio.0,
        new.ratio.1,
        new.serial,
    ];
    tx.insert(sql, values).map(InstallationId)
}

pub fn end(tx: &mut Tx<'_>, id: InstallationId, at: Timestamp, register: Energy) -> Result<()> {
    let sql = "UPDATE installation SET to_at = ?2, to_register = ?3 WHERE id = ?1 AND to_at IS NULL";
    tx.amend("installation under way", sql, params![id.0, At(at), Wh(register)])
}
