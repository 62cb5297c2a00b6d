//! Loads above a limit and appliances that are not allowed, with what was seen of them and what followed.

use rusqlite::{Row, params};
use units::{PlaceId, Power, Timestamp};

use crate::column::{At, codes};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE load_event (
        id INTEGER PRIMARY KEY,
        place INTEGER NOT NULL REFERENCES place,
        at INTEGER NOT NULL,
        load TEXT NOT NULL CHECK (load <> ''),
        act TEXT NOT NULL CHECK (act IN ('tripped', 'watched')),
        power_w INTEGER NOT NULL,
        limit_w INTEGER,
        power_factor INTEGER,
        until INTEGER CHECK (until >= at),
        curve TEXT NOT NULL,
        released_at INTEGER CHECK (released_at >= at),
        released_by TEXT,
        note TEXT,
        CHECK ((released_at IS NULL) = (released_by IS NULL))
    ) STRICT;
    CREATE INDEX load_event_of_place ON load_event (place, at);
    CREATE INDEX load_event_at ON load_event (at);
    CREATE INDEX load_event_standing ON load_event (place) WHERE act = 'tripped' AND released_at IS NULL;";

codes! {
    Act {
        /// The room was switched off.
        Tripped = "tripped",
        /// Only told.
        Watched = "watched",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadEvent {
    pub place: PlaceId,
    pub at: Timestamp,
    /// The code of what it was, as the supply room names it.
    pub load: String,
    pub act: Act,
    /// What was drawn, or the step of the appliance.
    pub power: Power,
    /// The limit that was passed.
    pub limit: Option<Power>,
    /// The step's, per mille.
    pub power_factor_milli: Option<i64>,
    /// When it is closed again by itself; none where a person lets it go.
    pub until: Option<Timestamp>,
    /// The load around it, in the engine's own writing.
    pub curve: String,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    pub at: Timestamp,
    /// A person's name; empty where time did.
    pub by: String,
    pub note: String,
}

const COLUMNS: &str = "SELECT id, place, at, load, act, power_w, limit_w, power_factor, until, curve, released_at,
    released_by, note FROM load_event";

fn read(row: &Row<'_>) -> rusqlite::Result<(i64, LoadEvent, Option<Release>)> {
    let event = LoadEvent {
        place: PlaceId(row.get(1)?),
        at: row.get::<_, At>(2)?.0,
        load: row.get(3)?,
        act: row.get(4)?,
        power: Power::from_w(row.get(5)?),
        limit: row.get::<_, Option<i64>>(6)?.map(Power::from_w),
        power_factor_milli: row.get(7)?,
        until: row.get::<_, Option<At>>(8)?.map(|at| at.0),
        curve: row.get(9)?,
    };
    let release = match row.get::<_, Option<At>>(10)? {
        None => None,
        Some(At(at)) => {
            Some(Release { at, by: row.get(11)?, note: row.get::<_, Option<String>>(12)?.unwrap_or_default() })
        }
    };
    Ok((row.get(0)?, event, release))
}

/// An event with its number and, where it is over, its end.
pub type Known = (i64, LoadEvent, Option<Release>);

pub fn get(db: &Db, id: i64) -> Result<Option<Known>> {
    db.one(&format!("{COLUMNS} WHERE id = ?1"), [id], read)
}

/// Of one place or of all, before an instant, newest first.
pub fn latest(db: &Db, place: Option<PlaceId>, before: Timestamp, limit: u32) -> Result<Vec<Known>> {
    match place {
        Some(place) => {
            let sql = format!("{COLUMNS} WHERE place = ?1 AND at < ?2 ORDER BY at DESC, id DESC LIMIT ?3");
            db.list(&sql, params![place.0, At(before), limit], read)
        }
        None => {
            let sql = format!("{COLUMNS} WHERE at < ?1 ORDER BY at DESC, id DESC LIMIT ?2");
            db.list(&sql, params![At(before), limit], read)
        }
    }
}

/// Trips since an instant, and those that still keep a room off however old they are, oldest first.
pub fn in_force(db: &Db, since: Timestamp) -> Result<Vec<Known>> {
    let sql = format!("{COLUMNS} WHERE act = 'tripped' AND (at >= ?1 OR released_at IS NULL) ORDER BY at, id");
    db.list(&sql, [At(since)], read)
}

pub fn insert(tx: &mut Tx<'_>, event: &LoadEvent) -> Result<i64> {
    let sql = "INSERT INTO load_event (place, at, load, act, power_w, limit_w, power_factor, until, curve)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let values = params![
        event.place.0,
        At(event.at),
        event.load,
        event.act,
        event.power.w(),
        event.limit.map(Power::w),
        event.power_factor_milli,
        event.until.map(At),
        event.curve,
    ];
    tx.insert(sql, values)
}

/// What followed is known by now.
pub fn complete(tx: &mut Tx<'_>, id: i64, curve: &str) -> Result<()> {
    tx.amend("load event", "UPDATE load_event SET curve = ?2 WHERE id = ?1", params![id, curve])
}

/// The room is let go. One that was is left as it is.
pub fn release(tx: &mut Tx<'_>, id: i64, release: &Release) -> Result<()> {
    let sql = "UPDATE load_event SET released_at = max(?2, at), released_by = ?3, note = ?4
        WHERE id = ?1 AND released_at IS NULL";
    tx.run(sql, params![id, At(release.at), release.by, release.note]).map(drop)
}
