//! Which switch gives a point its supply: a channel of its own meter, or of a board beside it.

use rusqlite::params;
use units::{MeterId, PointId};

use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE relay (
        point INTEGER PRIMARY KEY REFERENCES point,
        meter INTEGER NOT NULL REFERENCES meter,
        channel INTEGER NOT NULL CHECK (channel BETWEEN 0 AND 255),
        UNIQUE (meter, channel)
    ) STRICT;";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relay {
    pub point: PointId,
    /// The device that has the relay.
    pub meter: MeterId,
    pub channel: u8,
}

pub fn all(db: &Db) -> Result<Vec<Relay>> {
    db.list("SELECT point, meter, channel FROM relay ORDER BY point", [], |row| {
        Ok(Relay { point: PointId(row.get(0)?), meter: MeterId(row.get(1)?), channel: row.get(2)? })
    })
}

/// Gives the point this switch instead of the one that it had.
pub fn put(tx: &mut Tx<'_>, relay: Relay) -> Result<()> {
    let sql = "INSERT INTO relay VALUES (?1, ?2, ?3)
        ON CONFLICT (point) DO UPDATE SET meter = excluded.meter, channel = excluded.channel";
    tx.run(sql, params![relay.point.0, relay.meter.0, relay.channel]).map(drop)
}

pub fn remove(tx: &mut Tx<'_>, point: PointId) -> Result<()> {
    tx.run("DELETE FROM relay WHERE point = ?1", [point.0]).map(drop)
}
