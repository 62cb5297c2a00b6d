//! Energy tolerated in a period, for each room or for a whole department, line, floor or building.

use chrono::NaiveDate;
use rusqlite::types::FromSqlError;
use rusqlite::{Row, params};
use units::{Energy, PlaceId, PointId, QuotaId};

use crate::column::{Day, Wh, codes};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE quota (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL CHECK (name <> ''),
        scope TEXT NOT NULL CHECK (scope IN ('each_room', 'whole', 'point')),
        place INTEGER REFERENCES place,
        point INTEGER REFERENCES point,
        per TEXT NOT NULL CHECK (per IN ('day', 'month', 'term', 'year')),
        wh INTEGER NOT NULL CHECK (wh > 0),
        per_occupant INTEGER NOT NULL CHECK (per_occupant IN (0, 1)),
        from_day TEXT NOT NULL,
        until_day TEXT,
        CHECK ((scope = 'point') = (point IS NOT NULL)),
        CHECK ((scope = 'point') = (place IS NULL)),
        CHECK (until_day > from_day)
    ) STRICT;";

/// Whose energy counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotaScope {
    /// Each room at the place and below it, for itself.
    EachRoom(PlaceId),
    /// All rooms at the place and below it together: a floor, a department, a building.
    Whole(PlaceId),
    /// What one metering point measures, such as the feeder of a line.
    Point(PointId),
}

codes! {
    QuotaPer { Day = "day", Month = "month", Term = "term", Year = "year" }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    pub name: String,
    pub scope: QuotaScope,
    pub per: QuotaPer,
    pub energy: Energy,
    /// Once for each occupant, not once for all.
    pub per_occupant: bool,
    pub from_day: NaiveDate,
    /// The first day without it.
    pub until_day: Option<NaiveDate>,
}

const COLUMNS: &str = "SELECT id, name, scope, place, point, per, wh, per_occupant, from_day, until_day FROM quota";

fn read(row: &Row<'_>) -> rusqlite::Result<(QuotaId, Quota)> {
    let scope = match row.get::<_, String>(2)?.as_str() {
        "each_room" => QuotaScope::EachRoom(PlaceId(row.get(3)?)),
        "whole" => QuotaScope::Whole(PlaceId(row.get(3)?)),
        "point" => QuotaScope::Point(PointId(row.get(4)?)),
        _ => return Err(FromSqlError::InvalidType.into()),
    };
    let quota = Quota {
        name: row.get(1)?,
        scope,
        per: row.get(5)?,
        energy: row.get::<_, Wh>(6)?.0,
        per_occupant: row.get(7)?,
        from_day: row.get::<_, Day>(8)?.0,
        until_day: row.get::<_, Option<Day>>(9)?.map(|day| day.0),
    };
    Ok((QuotaId(row.get(0)?), quota))
}

/// All, also the ended ones, in the order in which they begin.
pub fn all(db: &Db) -> Result<Vec<(QuotaId, Quota)>> {
    db.list(&format!("{COLUMNS} ORDER BY from_day, id"), [], read)
}

pub fn get(db: &Db, id: QuotaId) -> Result<Option<Quota>> {
    db.one(&format!("{COLUMNS} WHERE id = ?1"), [id.0], |row| Ok(read(row)?.1))
}

pub fn insert(tx: &mut Tx<'_>, new: &Quota) -> Result<QuotaId> {
    let (scope, place, point) = match new.scope {
        QuotaScope::EachRoom(place) => ("each_room", Some(place.0), None),
        QuotaScope::Whole(place) => ("whole", Some(place.0), None),
        QuotaScope::Point(point) => ("point", None, Some(point.0)),
    };
    let sql = "INSERT INTO quota (name, scope, place, point, per, wh, per_occupant, from_day, until_day)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let (from_day, until_day) = (Day(new.from_day), new.until_day.map(Day));
    let values = params![new.name, scope, place, point, new.per, Wh(new.energy), new.per_occupant, from_day, until_day];
    tx.insert(sql, values).map(QuotaId)
}

/// What was announced is never edited: a quota ends, and another begins.
pub fn end(tx: &mut Tx<'_>, id: QuotaId, until_day: NaiveDate) -> Result<()> {
    tx.amend("quota", "UPDATE quota SET until_day = ?2 WHERE id = ?1", params![id.0, Day(until_day)])
}

/// Takes one away, with its levels, that nobody was measured by: the caller knows that it has not begun.
pub fn remove(tx: &mut Tx<'_>, id: QuotaId) -> Result<()> {
    super::quota_level::put(tx, id, &[])?;
    tx.amend("quota", "DELETE FROM quota WHERE id = ?1", [id.0])
}
