//! Day calendars as the text that `units` reads: which days are holidays, which weekends are worked.

use rusqlite::Row;

use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE calendar (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE CHECK (name <> ''),
        text TEXT NOT NULL
    ) STRICT;";

/// A calendar in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarId(pub i64);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    pub name: String,
    pub text: String,
}

fn read(row: &Row<'_>) -> rusqlite::Result<(CalendarId, Calendar)> {
    Ok((CalendarId(row.get(0)?), Calendar { name: row.get(1)?, text: row.get(2)? }))
}

pub fn all(db: &Db) -> Result<Vec<(CalendarId, Calendar)>> {
    db.list("SELECT id, name, text FROM calendar ORDER BY id", [], read)
}

pub fn get(db: &Db, id: CalendarId) -> Result<Option<Calendar>> {
    db.one("SELECT id, name, text FROM calendar WHERE id = ?1", [id.0], |row| Ok(read(row)?.1))
}

/// Puts a calendar under its name, in the place of the one that had it.
pub fn put(tx: &mut Tx<'_>, calendar: &Calendar) -> Result<CalendarId> {
    let sql = "INSERT INTO calendar (name, text) VALUES (?1, ?2)
        ON CONFLICT (name) DO UPDATE SET text = excluded.text RETURNING id";
    tx.value(sql, [&calendar.name, &calendar.text], |row| row.get(0).map(CalendarId))
}

pub fn remove(tx: &mut Tx<'_>, id: CalendarId) -> Result<()> {
    tx.amend("calendar", "DELETE FROM calendar WHERE id = ?1", [id.0])
}
