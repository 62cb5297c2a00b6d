//! Who did what: every operation that changed something, never edited.

use rusqlite::{Row, params};
use units::Timestamp;

use crate::column::{At, append_only};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = concat!(
    "
    CREATE TABLE operation (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        name TEXT NOT NULL,
        args TEXT NOT NULL,
        key TEXT UNIQUE
    ) STRICT;
    CREATE INDEX operation_at ON operation (at);",
    append_only!("operation"),
);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    pub at: Timestamp,
    pub actor: String,
    pub name: String,
    /// A summary for people, without secrets.
    pub args: String,
    /// The command's key, where it has one: it can be recorded once only.
    pub key: Option<String>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Operation> {
    Ok(Operation {
        at: row.get::<_, At>(0)?.0,
        actor: row.get(1)?,
        name: row.get(2)?,
        args: row.get(3)?,
        key: row.get(4)?,
    })
}

/// The last `limit` before an instant, newest first.
pub fn latest(db: &Db, before: Timestamp, limit: u32) -> Result<Vec<Operation>> {
    let sql = "SELECT at, actor, name, args, key FROM operation WHERE at < ?1 ORDER BY at DESC, id DESC LIMIT ?2";
    db.list(sql, params![At(before), limit], read)
}

/// What a key was used for.
pub fn by_key(db: &Db, key: &str) -> Result<Option<Operation>> {
    db.one("SELECT at, actor, name, args, key FROM operation WHERE key = ?1", [key], read)
}

pub fn insert(tx: &mut Tx<'_>, operation: &Operation) -> Result<()> {
    let sql = "INSERT INTO operation (at, actor, name, args, key) VALUES (?1, ?2, ?3, ?4, ?5)";
    let values = params![At(operation.at), operation.actor, operation.name, operation.args, operation.key];
    tx.insert(sql, values).map(drop)
}
