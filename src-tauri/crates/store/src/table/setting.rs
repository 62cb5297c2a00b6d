//! What the site has chosen, as texts under names that the engine knows.

use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;";

pub fn get(db: &Db, key: &str) -> Result<Option<String>> {
    db.one("SELECT value FROM setting WHERE key = ?1", [key], |row| row.get(0))
}

/// All, in the order of their names.
pub fn all(db: &Db) -> Result<Vec<(String, String)>> {
    db.list("SELECT key, value FROM setting ORDER BY key", [], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn put(tx: &mut Tx<'_>, key: &str, value: &str) -> Result<()> {
    let sql = "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    tx.run(sql, [key, value]).map(drop)
}

pub fn remove(tx: &mut Tx<'_>, key: &str) -> Result<()> {
    tx.run("DELETE FROM setting WHERE key = ?1", [key]).map(drop)
}
