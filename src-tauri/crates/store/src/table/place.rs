//! The tree site > building > floor > department, room or common area.

use rusqlite::{Row, params};
use units::PlaceId;

use crate::column::codes;
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE place (
        id INTEGER PRIMARY KEY,
        parent INTEGER REFERENCES place,
        kind TEXT NOT NULL CHECK (kind IN ('site', 'building', 'floor', 'department', 'room', 'common')),
        name TEXT NOT NULL CHECK (name <> ''),
        sort INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX place_named ON place (ifnull(parent, 0), name);
    CREATE INDEX place_by_name ON place (name);";

/// Floor area in square decimetres: whole numbers for areas with two digits after the point in square metres.
pub(crate) const SQL_2: &str = "ALTER TABLE place ADD COLUMN area_dm2 INTEGER CHECK (area_dm2 > 0);";

codes! {
    PlaceKind {
        Site = "site",
        Building = "building",
        Floor = "floor",
        Department = "department",
        Room = "room",
        Common = "common",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// None for the site only.
    pub parent: Option<PlaceId>,
    pub kind: PlaceKind,
    /// Unique below its parent.
    pub name: String,
    /// The order among its siblings.
    pub sort: i64,
    /// Floor area in square decimetres, where it is known.
    pub area_dm2: Option<u32>,
}

const COLUMNS: &str = "SELECT id, parent, kind, name, sort, area_dm2 FROM place";

fn read(row: &Row<'_>) -> rusqlite::Result<(PlaceId, Place)> {
    let parent = row.get::<_, Option<i64>>(1)?.map(PlaceId);
    let place = Place { parent, kind: row.get(2)?, name: row.get(3)?, sort: row.get(4)?, area_dm2: row.get(5)? };
    Ok((PlaceId(row.get(0)?), place))
}

/// All places, siblings in their order.
pub fn all(db: &Db) -> Result<Vec<(PlaceId, Place)>> {
    db.list(&format!("{COLUMNS} ORDER BY sort, name, id"), [], read)
}

pub fn get(db: &Db, id: PlaceId) -> Result<Option<Place>> {
    db.one(&format!("{COLUMNS} WHERE id = ?1"), [id.0], |row| Ok(read(row)?.1))
}

/// More than one when several buildings have a room of this name.
pub fn by_name(db: &Db, kind: PlaceKind, name: &str) -> Result<Vec<(PlaceId, Place)>> {
    db.list(&format!("{COLUMNS} WHERE name = ?1 AND kind = ?2 ORDER BY id"), params![name, kind], read)
}

pub fn insert(tx: &mut Tx<'_>, place: &Place) -> Result<PlaceId> {
    let sql = "INSERT INTO place (parent, kind, name, sort, area_dm2) VALUES (?1, ?2, ?3, ?4, ?5)";
    let values = params![place.parent.map(|p| p.0), place.kind, place.name, place.sort, place.area_dm2];
    tx.insert(sql, values).map(PlaceId)
}

pub fn update(tx: &mut Tx<'_>, id: PlaceId, place: &Place) -> Result<()> {
    let sql = "UPDATE place SET parent = ?2, kind = ?3, name = ?4, sort = ?5, area_dm2 = ?6 WHERE id = ?1";
    tx.amend("place", sql, params![id.0, place.parent.map(|p| p.0), place.kind, place.name, place.sort, place.area_dm2])
}
