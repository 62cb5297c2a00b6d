//! What a person ordered for a place's supply: off, on, maintenance (rules 20, 18).

use chrono::NaiveDate;
use rusqlite::{Row, params};
use units::{PlaceId, Timestamp};

use crate::column::{At, Day, codes};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE manual_order (
        id INTEGER PRIMARY KEY,
        place INTEGER NOT NULL REFERENCES place,
        kind TEXT NOT NULL CHECK (kind IN ('off', 'on', 'maintenance')),
        reason TEXT NOT NULL,
        note TEXT NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER,
        review_on TEXT,
        actor TEXT NOT NULL,
        cleared_at INTEGER CHECK (cleared_at >= since)
    ) STRICT;
    CREATE UNIQUE INDEX manual_order_in_force ON manual_order (place, kind = 'maintenance') WHERE cleared_at IS NULL;";

codes! {
    OrderKind {
        Off = "off",
        On = "on",
        /// The lock-out for work at the wires; it stands beside an off or on.
        Maintenance = "maintenance",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManualOrder {
    pub place: PlaceId,
    pub kind: OrderKind,
    /// A code from the list that the screen offers.
    pub reason: String,
    pub note: String,
    pub since: Timestamp,
    pub until: Option<Timestamp>,
    pub review_on: Option<NaiveDate>,
    pub actor: String,
}

const COLUMNS: &str = "SELECT id, place, kind, reason, note, since, until, review_on, actor FROM manual_order";

fn read(row: &Row<'_>) -> rusqlite::Result<(i64, ManualOrder)> {
    let order = ManualOrder {
        place: PlaceId(row.get(1)?),
        kind: row.get(2)?,
        reason: row.get(3)?,
        note: row.get(4)?,
        since: row.get::<_, At>(5)?.0,
        until: row.get::<_, Option<At>>(6)?.map(|at| at.0),
        review_on: row.get::<_, Option<Day>>(7)?.map(|day| day.0),
        actor: row.get(8)?,
    };
    Ok((row.get(0)?, order))
}

/// Those not cleared, also when `until` has passed: clearing is the engine's act.
pub fn current(db: &Db) -> Result<Vec<(i64, ManualOrder)>> {
    db.list(&format!("{COLUMNS} WHERE cleared_at IS NULL ORDER BY since, id"), [], read)
}

/// Refused while the place has another order: clear that one first.
pub fn insert(tx: &mut Tx<'_>, order: &ManualOrder) -> Result<i64> {
    let sql = "INSERT INTO manual_order (place, kind, reason, note, since, until, review_on, actor)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let values = params![
        order.place.0,
        order.kind,
        order.reason,
        order.note,
        At(order.since),
        order.until.map(At),
        order.review_on.map(Day),
        order.actor,
    ];
    tx.insert(sql, values)
}

pub fn clear(tx: &mut Tx<'_>, id: i64, at: Timestamp) -> Result<()> {
    let sql = "UPDATE manual_order SET cleared_at = ?2 WHERE id = ?1 AND cleared_at IS NULL";
    tx.amend("order in force", sql, params![id, At(at)])
}
