//! Physical devices: meters, and relay boards, which are meters without a register.

use std::collections::BTreeMap;

use rusqlite::{Row, params};
use units::{BusId, MeterId};

use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE meter (
        id INTEGER PRIMARY KEY,
        serial TEXT,
        profile TEXT NOT NULL CHECK (profile <> ''),
        bus INTEGER REFERENCES bus,
        unit INTEGER NOT NULL CHECK (unit BETWEEN 1 AND 247),
        rated_w INTEGER NOT NULL CHECK (rated_w >= 0),
        UNIQUE (bus, unit)
    ) STRICT;";

pub(crate) const SQL_3: &str = "ALTER TABLE meter ADD COLUMN name TEXT NOT NULL DEFAULT '';";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meter {
    /// None when it is neither printed nor told by the meter.
    pub serial: Option<String>,
    /// The identifier of its profile, such as `eastron-sdm120`.
    pub profile: String,
    /// None once it is taken off the wall.
    pub bus: Option<BusId>,
    /// Modbus unit address, 1 to 247.
    pub unit: u8,
    pub rated_w: i64,
}

const COLUMNS: &str = "SELECT id, serial, profile, bus, unit, rated_w FROM meter";

fn read(row: &Row<'_>) -> rusqlite::Result<(MeterId, Meter)> {
    let meter = Meter {
        serial: row.get(1)?,
        profile: row.get(2)?,
        bus: row.get::<_, Option<i64>>(3)?.map(BusId),
        unit: row.get(4)?,
        rated_w: row.get(5)?,
    };
    Ok((MeterId(row.get(0)?), meter))
}

pub fn all(db: &Db) -> Result<Vec<(MeterId, Meter)>> {
    db.list(&format!("{COLUMNS} ORDER BY id"), [], read)
}

pub fn get(db: &Db, id: MeterId) -> Result<Option<Meter>> {
    db.one(&format!("{COLUMNS} WHERE id = ?1"), [id.0], |row| Ok(read(row)?.1))
}

/// What people call their devices, for those that have a name.
pub fn names(db: &Db) -> Result<BTreeMap<MeterId, String>> {
    let named =
        db.list("SELECT id, name FROM meter WHERE name <> ''", [], |row| Ok((MeterId(row.get(0)?), row.get(1)?)))?;
    Ok(named.into_iter().collect())
}

/// An empty name is none.
pub fn rename(tx: &mut Tx<'_>, id: MeterId, name: &str) -> Result<()> {
    tx.amend("meter", "UPDATE meter SET name = ?2 WHERE id = ?1", params![id.0, name])
}

pub fn insert(tx: &mut Tx<'_>, meter: &Meter) -> Result<MeterId> {
    let sql = "INSERT INTO meter (serial, profile, bus, unit, rated_w) VALUES (?1, ?2, ?3, ?4, ?5)";
    tx.insert(sql, params![meter.serial, meter.profile, meter.bus.map(|b| b.0), meter.unit, meter.rated_w]).map(MeterId)
}

pub fn update(tx: &mut Tx<'_>, id: MeterId, meter: &Meter) -> Result<()> {
    let sql = "UPDATE meter SET serial = ?2, profile = ?3, bus = ?4, unit = ?5, rated_w = ?6 WHERE id = ?1";
    let bus = meter.bus.map(|b| b.0);
    tx.amend("meter", sql, params![id.0, meter.serial, meter.profile, bus, meter.unit, meter.rated_w])
}
