//! The credit latch (rule 17): a fact of its own, with its history.

use rusqlite::params;
use units::{AccountId, Timestamp};

use crate::column::At;
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE latch (
        account INTEGER NOT NULL REFERENCES account,
        set_at INTEGER NOT NULL,
        cleared_at INTEGER CHECK (cleared_at >= set_at),
        PRIMARY KEY (account, set_at)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX latch_set ON latch (account) WHERE cleared_at IS NULL;";

/// The accounts whose latch is set, and since when.
pub fn current(db: &Db) -> Result<Vec<(AccountId, Timestamp)>> {
    db.list("SELECT account, set_at FROM latch WHERE cleared_at IS NULL ORDER BY account", [], |row| {
        Ok((AccountId(row.get(0)?), row.get::<_, At>(1)?.0))
    })
}

/// When the latch of an account was set and cleared, newest first.
pub fn history(db: &Db, account: AccountId) -> Result<Vec<(Timestamp, Option<Timestamp>)>> {
    db.list("SELECT set_at, cleared_at FROM latch WHERE account = ?1 ORDER BY set_at DESC", [account.0], |row| {
        Ok((row.get::<_, At>(0)?.0, row.get::<_, Option<At>>(1)?.map(|at| at.0)))
    })
}

/// How many latches were set from an instant on: what the limit per cycle counts.
pub fn set_since(db: &Db, from: Timestamp) -> Result<u32> {
    db.value("SELECT count(*) FROM latch WHERE set_at >= ?1", [At(from)], |row| row.get(0))
}

/// Refused when it is set already.
pub fn set(tx: &mut Tx<'_>, account: AccountId, at: Timestamp) -> Result<()> {
    tx.run("INSERT INTO latch (account, set_at) VALUES (?1, ?2)", params![account.0, At(at)]).map(drop)
}

pub fn clear(tx: &mut Tx<'_>, account: AccountId, at: Timestamp) -> Result<()> {
    let sql = "UPDATE latch SET cleared_at = ?2 WHERE account = ?1 AND cleared_at IS NULL";
    tx.amend("latch that is set", sql, params![account.0, At(at)])
}
