//! Safety trips: they stay until a person has looked.

use rusqlite::{Row, params};
use units::{PlaceId, Timestamp};

use crate::column::At;
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE trip (
        id INTEGER PRIMARY KEY,
        place INTEGER NOT NULL REFERENCES place,
        kind TEXT NOT NULL CHECK (kind <> ''),
        at INTEGER NOT NULL,
        note TEXT NOT NULL,
        cleared_at INTEGER CHECK (cleared_at >= at),
        cleared_note TEXT
    ) STRICT;
    CREATE UNIQUE INDEX trip_standing ON trip (place, kind) WHERE cleared_at IS NULL;";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trip {
    pub place: PlaceId,
    /// The code of the hazard, as the supply room names it.
    pub kind: String,
    pub at: Timestamp,
    pub note: String,
}

fn read(row: &Row<'_>) -> rusqlite::Result<(i64, Trip)> {
    let trip = Trip { place: PlaceId(row.get(1)?), kind: row.get(2)?, at: row.get::<_, At>(3)?.0, note: row.get(4)? };
    Ok((row.get(0)?, trip))
}

/// Those that stand.
pub fn current(db: &Db) -> Result<Vec<(i64, Trip)>> {
    db.list("SELECT id, place, kind, at, note FROM trip WHERE cleared_at IS NULL ORDER BY at, id", [], read)
}

pub fn insert(tx: &mut Tx<'_>, trip: &Trip) -> Result<i64> {
    let sql = "INSERT INTO trip (place, kind, at, note) VALUES (?1, ?2, ?3, ?4)";
    tx.insert(sql, params![trip.place.0, trip.kind, At(trip.at), trip.note])
}

pub fn clear(tx: &mut Tx<'_>, id: i64, at: Timestamp, note: &str) -> Result<()> {
    let sql = "UPDATE trip SET cleared_at = ?2, cleared_note = ?3 WHERE id = ?1 AND cleared_at IS NULL";
    tx.amend("trip that stands", sql, params![id, At(at), note])
}
