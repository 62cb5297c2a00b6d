//! Meter profiles that the site has written or changed itself, as their text.

use crate::{Db, Result, Tx};

pub(crate) const SQL: &str =
    "CREATE TABLE profile_override (id TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;";

/// Identifier and text.
pub fn all(db: &Db) -> Result<Vec<(String, String)>> {
    db.list("SELECT id, text FROM profile_override ORDER BY id", [], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn put(tx: &mut Tx<'_>, id: &str, text: &str) -> Result<()> {
    let sql = "INSERT INTO profile_override VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET text = excluded.text";
    tx.run(sql, [id, text]).map(drop)
}

pub fn remove(tx: &mut Tx<'_>, id: &str) -> Result<()> {
    tx.run("DELETE FROM profile_override WHERE id = ?1", [id]).map(drop)
}
