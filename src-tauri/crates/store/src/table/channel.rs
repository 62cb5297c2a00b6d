//! Roads by which messages leave the house, as a person has set them up.

use rusqlite::{Row, params};

use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE channel (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL CHECK (name <> ''),
        template TEXT NOT NULL CHECK (template <> ''),
        settings TEXT NOT NULL,
        for_tenants INTEGER NOT NULL CHECK (for_tenants IN (0, 1)),
        removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1))
    ) STRICT;
    CREATE UNIQUE INDEX channel_named ON channel (name) WHERE removed = 0;";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    pub name: String,
    /// The template's file name without its ending, or `email`.
    pub template: String,
    /// Values of the template's settings, secrets too, in the engine's own writing.
    pub settings: String,
    /// Tenants are told by it that credit runs low.
    pub for_tenants: bool,
}

const COLUMNS: &str = "SELECT id, name, template, settings, for_tenants FROM channel";

fn read(row: &Row<'_>) -> rusqlite::Result<(i64, Channel)> {
    let channel = Channel { name: row.get(1)?, template: row.get(2)?, settings: row.get(3)?, for_tenants: row.get(4)? };
    Ok((row.get(0)?, channel))
}

/// Those that are not removed, by name.
pub fn all(db: &Db) -> Result<Vec<(i64, Channel)>> {
    db.list(&format!("{COLUMNS} WHERE removed = 0 ORDER BY name"), [], read)
}

/// Also a removed one: what it once sent still names it.
pub fn get(db: &Db, id: i64) -> Result<Option<Channel>> {
    db.one(&format!("{COLUMNS} WHERE id = ?1"), [id], |row| Ok(read(row)?.1))
}

pub fn insert(tx: &mut Tx<'_>, channel: &Channel) -> Result<i64> {
    let sql = "INSERT INTO channel (name, template, settings, for_tenants) VALUES (?1, ?2, ?3, ?4)";
    tx.insert(sql, params![channel.name, channel.template, channel.settings, channel.for_tenants])
}

pub fn update(tx: &mut Tx<'_>, id: i64, channel: &Channel) -> Result<()> {
    let sql = "UPDATE channel SET name = ?2, template = ?3, settings = ?4, for_tenants = ?5
        WHERE id = ?1 AND removed = 0";
    tx.amend("channel", sql, params![id, channel.name, channel.template, channel.settings, channel.for_tenants])
}

/// It sends no more, and forgets its secrets; those who were told by it are told no more.
pub fn remove(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    tx.run("UPDATE contact SET removed = 1 WHERE channel = ?1", [id])?;
    tx.run("UPDATE delivery SET state = 'given_up' WHERE channel = ?1 AND state = 'queued'", [id])?;
    tx.amend("channel", "UPDATE channel SET removed = 1, settings = '{}' WHERE id = ?1", [id])
}
