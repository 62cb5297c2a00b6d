//! Lines with meters on them.

use rusqlite::{Row, params};
use units::BusId;

use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE bus (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE CHECK (name <> ''),
        address TEXT NOT NULL UNIQUE CHECK (address <> ''),
        baud INTEGER NOT NULL CHECK (baud > 0),
        parity TEXT NOT NULL CHECK (parity IN ('none', 'even', 'odd')),
        stop_bits INTEGER NOT NULL CHECK (stop_bits IN (1, 2))
    ) STRICT;";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bus {
    pub name: String,
    /// A port as the bus room parses it: a device path, `tcp://host:port` or `rtu+tcp://host:port`.
    pub address: String,
    pub baud: u32,
    /// `none`, `even` or `odd`.
    pub parity: String,
    pub stop_bits: u8,
}

fn read(row: &Row<'_>) -> rusqlite::Result<(BusId, Bus)> {
    let bus =
        Bus { name: row.get(1)?, address: row.get(2)?, baud: row.get(3)?, parity: row.get(4)?, stop_bits: row.get(5)? };
    Ok((BusId(row.get(0)?), bus))
}

pub fn all(db: &Db) -> Result<Vec<(BusId, Bus)>> {
    db.list("SELECT id, name, address, baud, parity, stop_bits FROM bus ORDER BY id", [], read)
}

pub fn insert(tx: &mut Tx<'_>, bus: &Bus) -> Result<BusId> {
    let sql = "INSERT INTO bus (name, address, baud, parity, stop_bits) VALUES (?1, ?2, ?3, ?4, ?5)";
    tx.insert(sql, params![bus.name, bus.address, bus.baud, bus.parity, bus.stop_bits]).map(BusId)
}

pub fn update(tx: &mut Tx<'_>, id: BusId, bus: &Bus) -> Result<()> {
    let sql = "UPDATE bus SET name = ?2, address = ?3, baud = ?4, parity = ?5, stop_bits = ?6 WHERE id = ?1";
    tx.amend("line", sql, params![id.0, bus.name, bus.address, bus.baud, bus.parity, bus.stop_bits])
}
