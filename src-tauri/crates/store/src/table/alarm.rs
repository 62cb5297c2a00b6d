//! What a person should look at.

use rusqlite::{Row, params};
use units::{PlaceId, Timestamp};

use crate::column::{At, codes};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE alarm (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind <> ''),
        place INTEGER REFERENCES place,
        severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
        at INTEGER NOT NULL,
        args TEXT NOT NULL,
        ack_at INTEGER,
        ack_note TEXT,
        cleared_at INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX alarm_standing ON alarm (kind, ifnull(place, 0)) WHERE cleared_at IS NULL;
    CREATE INDEX alarm_of_place ON alarm (place, at);";

pub(crate) const SQL_3: &str = "
    ALTER TABLE alarm ADD COLUMN owner TEXT NOT NULL DEFAULT '';
    ALTER TABLE alarm ADD COLUMN told_at INTEGER;
    ALTER TABLE alarm ADD COLUMN over_told INTEGER NOT NULL DEFAULT 0 CHECK (over_told IN (0, 1));
    UPDATE alarm SET told_at = at, over_told = 1;
    CREATE INDEX alarm_untold ON alarm (id) WHERE told_at IS NULL OR over_told = 0;";

codes! {
    Severity { Info = "info", Warning = "warning", Critical = "critical" }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// A code that has a sentence in the message files.
    pub kind: String,
    /// None when the whole site is meant.
    pub place: Option<PlaceId>,
    pub severity: Severity,
    pub at: Timestamp,
    /// What the sentence is filled with, in the engine's own writing.
    pub args: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmState {
    pub id: i64,
    pub alarm: Alarm,
    pub acknowledged: Option<(Timestamp, String)>,
    /// Who has taken it on; empty while nobody has.
    pub owner: String,
    pub cleared_at: Option<Timestamp>,
    /// When those who are to be told of it were thought of.
    pub told_at: Option<Timestamp>,
}

const COLUMNS: &str =
    "SELECT id, kind, place, severity, at, args, ack_at, ack_note, cleared_at, owner, told_at FROM alarm";

fn read(row: &Row<'_>) -> rusqlite::Result<AlarmState> {
    let alarm = Alarm {
        kind: row.get(1)?,
        place: row.get::<_, Option<i64>>(2)?.map(PlaceId),
        severity: row.get(3)?,
        at: row.get::<_, At>(4)?.0,
        args: row.get(5)?,
    };
    let acknowledged = row.get::<_, Option<At>>(6)?.map(|at| at.0).zip(row.get(7)?);
    let cleared_at = row.get::<_, Option<At>>(8)?.map(|at| at.0);
    let told_at = row.get::<_, Option<At>>(10)?.map(|at| at.0);
    Ok(AlarmState { id: row.get(0)?, alarm, acknowledged, owner: row.get(9)?, cleared_at, told_at })
}

/// Those that stand, newest first.
pub fn standing(db: &Db) -> Result<Vec<AlarmState>> {
    db.list(&format!("{COLUMNS} WHERE cleared_at IS NULL ORDER BY at DESC, id DESC"), [], read)
}

/// The last `limit` of a place before an instant, also the cleared ones, newest first.
pub fn of_place(db: &Db, place: PlaceId, before: Timestamp, limit: u32) -> Result<Vec<AlarmState>> {
    let sql = format!("{COLUMNS} WHERE place = ?1 AND at < ?2 ORDER BY at DESC, id DESC LIMIT ?3");
    db.list(&sql, params![place.0, At(before), limit], read)
}

/// The last `limit` that are over, newest first.
pub fn over(db: &Db, limit: u32) -> Result<Vec<AlarmState>> {
    db.list(
        &format!("{COLUMNS} WHERE cleared_at IS NOT NULL ORDER BY cleared_at DESC, id DESC LIMIT ?1"),
        [limit],
        read,
    )
}

/// Those that nobody was told of yet, or of whose end; oldest first.
pub fn untold(db: &Db) -> Result<Vec<AlarmState>> {
    let sql = format!("{COLUMNS} WHERE told_at IS NULL OR (over_told = 0 AND cleared_at IS NOT NULL) ORDER BY id");
    db.list(&sql, [], read)
}

/// Whoever is to be told of it, or of its end, has been thought of.
pub fn told(tx: &mut Tx<'_>, id: i64, at: Timestamp) -> Result<()> {
    let sql = "UPDATE alarm SET over_told = (cleared_at IS NOT NULL), told_at = ifnull(told_at, ?2) WHERE id = ?1";
    tx.amend("alarm", sql, params![id, At(at)])
}

pub fn get(db: &Db, id: i64) -> Result<Option<AlarmState>> {
    db.one(&format!("{COLUMNS} WHERE id = ?1"), [id], read)
}

/// Raises it, unless one of its kind stands at the place. The number of the new one, none if it stood already.
pub fn raise(tx: &mut Tx<'_>, alarm: &Alarm) -> Result<Option<i64>> {
    let sql = "INSERT INTO alarm (kind, place, severity, at, args) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO NOTHING RETURNING id";
    let place = alarm.place.map(|p| p.0);
    tx.one(sql, params![alarm.kind, place, alarm.severity, At(alarm.at), alarm.args], |row| row.get(0))
}

/// Clears the one of this kind at the place; whether there was one.
pub fn clear(tx: &mut Tx<'_>, kind: &str, place: Option<PlaceId>, at: Timestamp) -> Result<bool> {
    let sql = "UPDATE alarm SET cleared_at = ?3 WHERE kind = ?1 AND ifnull(place, 0) = ?2 AND cleared_at IS NULL";
    Ok(tx.run(sql, params![kind, place.map_or(0, |p| p.0), At(at)])? > 0)
}

/// Somebody has seen it; `owner` sees to it.
pub fn acknowledge(tx: &mut Tx<'_>, id: i64, at: Timestamp, owner: &str, note: &str) -> Result<()> {
    let sql = "UPDATE alarm SET ack_at = ?2, owner = ?3, ack_note = ?4 WHERE id = ?1";
    tx.amend("alarm", sql, params![id, At(at), owner, note])
}
