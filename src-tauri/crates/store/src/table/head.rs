//! The last entry of the journal, so that an entry cut off at its end is missed.

use ledger::Head;
use rusqlite::params;
use units::EntryId;

use crate::column::Link;
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE head (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        entry INTEGER NOT NULL,
        hash BLOB NOT NULL
    ) STRICT;
    INSERT INTO head VALUES (1, 0, zeroblob(32));";

pub fn get(db: &Db) -> Result<Head> {
    db.value("SELECT entry, hash FROM head", [], |row| {
        Ok(Head { id: EntryId(row.get(0)?), hash: row.get::<_, Link>(1)?.0 })
    })
}

pub(crate) fn set(tx: &mut Tx<'_>, head: Head) -> Result<()> {
    tx.amend("head of the journal", "UPDATE head SET entry = ?1, hash = ?2", params![head.id.0, Link(head.hash)])
}
