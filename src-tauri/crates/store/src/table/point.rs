//! Metering points: where energy is measured, in a tree of their own.

use rusqlite::{Row, params};
use units::{PlaceId, PointId};

use crate::column::codes;
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE point (
        id INTEGER PRIMARY KEY,
        parent INTEGER REFERENCES point,
        place INTEGER NOT NULL REFERENCES place,
        kind TEXT NOT NULL CHECK (kind IN ('supply', 'feeder', 'room', 'common', 'other')),
        name TEXT NOT NULL CHECK (name <> '')
    ) STRICT;
    CREATE INDEX point_of_place ON point (place);";

codes! {
    PointKind { Supply = "supply", Feeder = "feeder", Room = "room", Common = "common", Other = "other" }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    pub parent: Option<PointId>,
    pub place: PlaceId,
    pub kind: PointKind,
    pub name: String,
}

fn read(row: &Row<'_>) -> rusqlite::Result<(PointId, Point)> {
    let point = Point {
        parent: row.get::<_, Option<i64>>(1)?.map(PointId),
        place: PlaceId(row.get(2)?),
        kind: row.get(3)?,
        name: row.get(4)?,
    };
    Ok((PointId(row.get(0)?), point))
}

pub fn all(db: &Db) -> Result<Vec<(PointId, Point)>> {
    db.list("SELECT id, parent, place, kind, name FROM point ORDER BY id", [], read)
}

pub fn of_place(db: &Db, place: PlaceId) -> Result<Vec<(PointId, Point)>> {
    db.list("SELECT id, parent, place, kind, name FROM point WHERE place = ?1 ORDER BY id", [place.0], read)
}

pub fn insert(tx: &mut Tx<'_>, point: &Point) -> Result<PointId> {
    let sql = "INSERT INTO point (parent, place, kind, name) VALUES (?1, ?2, ?3, ?4)";
    tx.insert(sql, params![point.parent.map(|p| p.0), point.place.0, point.kind, point.name]).map(PointId)
}

pub fn rename(tx: &mut Tx<'_>, id: PointId, name: &str) -> Result<()> {
    tx.amend("point", "UPDATE point SET name = ?2 WHERE id = ?1", params![id.0, name])
}
