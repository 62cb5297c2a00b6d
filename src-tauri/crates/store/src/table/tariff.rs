//! Tariffs as the text that billing reads; the versions and their dates are in it.

use chrono::NaiveDate;
use rusqlite::{Row, params};

use crate::column::Day;
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE tariff (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE CHECK (name <> ''),
        text TEXT NOT NULL,
        effective TEXT NOT NULL
    ) STRICT;";

/// A tariff in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TariffId(pub i64);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tariff {
    pub name: String,
    pub text: String,
    /// The first day of its first version.
    pub effective: NaiveDate,
}

fn read(row: &Row<'_>) -> rusqlite::Result<(TariffId, Tariff)> {
    let tariff = Tariff { name: row.get(1)?, text: row.get(2)?, effective: row.get::<_, Day>(3)?.0 };
    Ok((TariffId(row.get(0)?), tariff))
}

pub fn all(db: &Db) -> Result<Vec<(TariffId, Tariff)>> {
    db.list("SELECT id, name, text, effective FROM tariff ORDER BY id", [], read)
}

pub fn get(db: &Db, id: TariffId) -> Result<Option<Tariff>> {
    db.one("SELECT id, name, text, effective FROM tariff WHERE id = ?1", [id.0], |row| Ok(read(row)?.1))
}

pub fn insert(tx: &mut Tx<'_>, tariff: &Tariff) -> Result<TariffId> {
    let sql = "INSERT INTO tariff (name, text, effective) VALUES (?1, ?2, ?3)";
    tx.insert(sql, params![tariff.name, tariff.text, Day(tariff.effective)]).map(TariffId)
}

pub fn update(tx: &mut Tx<'_>, id: TariffId, tariff: &Tariff) -> Result<()> {
    let sql = "UPDATE tariff SET name = ?2, text = ?3, effective = ?4 WHERE id = ?1";
    tx.amend("tariff", sql, params![id.0, tariff.name, tariff.text, Day(tariff.effective)])
}

/// Refused while it is assigned anywhere.
pub fn remove(tx: &mut Tx<'_>, id: TariffId) -> Result<()> {
    tx.amend("tariff", "DELETE FROM tariff WHERE id = ?1", [id.0])
}
