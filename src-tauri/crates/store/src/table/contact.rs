//! Who is told of alarms, by which channel.

use rusqlite::{Row, params};

use crate::alarm::Severity;
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE contact (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL CHECK (name <> ''),
        channel INTEGER NOT NULL REFERENCES channel,
        address TEXT NOT NULL,
        language TEXT NOT NULL,
        least TEXT NOT NULL CHECK (least IN ('info', 'warning', 'critical')),
        quiet_from INTEGER CHECK (quiet_from BETWEEN 0 AND 1439),
        quiet_to INTEGER CHECK (quiet_to BETWEEN 0 AND 1439),
        when_over INTEGER NOT NULL CHECK (when_over IN (0, 1)),
        removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)),
        CHECK ((quiet_from IS NULL) = (quiet_to IS NULL))
    ) STRICT;";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub name: String,
    pub channel: i64,
    /// Empty where the channel itself names the reader.
    pub address: String,
    /// BCP 47, such as `en` or `zh-CN`.
    pub language: String,
    /// Told of alarms of this severity and above.
    pub least: Severity,
    /// Minutes after midnight in site time; only critical alarms are told in between. It may pass midnight.
    pub quiet: Option<(u16, u16)>,
    /// Told also when an alarm is over.
    pub when_over: bool,
}

const COLUMNS: &str =
    "SELECT id, name, channel, address, language, least, quiet_from, quiet_to, when_over FROM contact";

fn read(row: &Row<'_>) -> rusqlite::Result<(i64, Contact)> {
    let contact = Contact {
        name: row.get(1)?,
        channel: row.get(2)?,
        address: row.get(3)?,
        language: row.get(4)?,
        least: row.get(5)?,
        quiet: row.get::<_, Option<u16>>(6)?.zip(row.get::<_, Option<u16>>(7)?),
        when_over: row.get(8)?,
    };
    Ok((row.get(0)?, contact))
}

/// Those that are not removed, by name.
pub fn all(db: &Db) -> Result<Vec<(i64, Contact)>> {
    db.list(&format!("{COLUMNS} WHERE removed = 0 ORDER BY name, id"), [], read)
}

pub fn get(db: &Db, id: i64) -> Result<Option<Contact>> {
    db.one(&format!("{COLUMNS} WHERE id = ?1 AND removed = 0"), [id], |row| Ok(read(row)?.1))
}

pub fn insert(tx: &mut Tx<'_>, contact: &Contact) -> Result<i64> {
    let sql = "INSERT INTO contact (name, channel, address, language, least, quiet_from, quiet_to, when_over)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let (from, to) = contact.quiet.unzip();
    let Contact { name, channel, address, language, least, when_over, .. } = contact;
    tx.insert(sql, params![name, channel, address, language, least, from, to, when_over])
}

pub fn update(tx: &mut Tx<'_>, id: i64, contact: &Contact) -> Result<()> {
    let sql = "UPDATE contact SET name = ?2, channel = ?3, address = ?4, language = ?5, least = ?6,
        quiet_from = ?7, quiet_to = ?8, when_over = ?9 WHERE id = ?1 AND removed = 0";
    let (from, to) = contact.quiet.unzip();
    let Contact { name, channel, address, language, least, when_over, .. } = contact;
    tx.amend("contact", sql, params![id, name, channel, address, language, least, from, to, when_over])
}

pub fn remove(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    tx.amend("contact", "UPDATE contact SET removed = 1 WHERE id = ?1 AND removed = 0", [id])
}
