//! Which tariff holds at a place and below it, from a day on.

use chrono::NaiveDate;
use rusqlite::params;
use units::PlaceId;

use crate::column::Day;
use crate::{Db, Result, TariffId, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE tariff_assignment (
        place INTEGER NOT NULL REFERENCES place,
        from_day TEXT NOT NULL,
        tariff INTEGER NOT NULL REFERENCES tariff,
        PRIMARY KEY (place, from_day)
    ) STRICT, WITHOUT ROWID;";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TariffAssignment {
    pub place: PlaceId,
    pub from_day: NaiveDate,
    pub tariff: TariffId,
}

/// All, by place and day.
pub fn all(db: &Db) -> Result<Vec<TariffAssignment>> {
    db.list("SELECT place, from_day, tariff FROM tariff_assignment ORDER BY place, from_day", [], |row| {
        Ok(TariffAssignment {
            place: PlaceId(row.get(0)?),
            from_day: row.get::<_, Day>(1)?.0,
            tariff: TariffId(row.get(2)?),
        })
    })
}

/// The tariff of a place on a day: that of the nearest place upwards which has one by then.
pub fn in_force(db: &Db, place: PlaceId, day: NaiveDate) -> Result<Option<TariffId>> {
    let sql = "
        WITH RECURSIVE up (place, distance) AS (
            VALUES (?1, 0)
            UNION ALL
            SELECT parent, distance + 1 FROM up JOIN place ON id = up.place WHERE parent IS NOT NULL AND distance < 64
        )
        SELECT tariff FROM up JOIN tariff_assignment USING (place) WHERE from_day <= ?2
        ORDER BY distance, from_day DESC LIMIT 1";
    db.one(sql, params![place.0, Day(day)], |row| row.get(0).map(TariffId))
}

pub fn put(tx: &mut Tx<'_>, assignment: TariffAssignment) -> Result<()> {
    let sql = "INSERT INTO tariff_assignment (place, from_day, tariff) VALUES (?1, ?2, ?3)
        ON CONFLICT (place, from_day) DO UPDATE SET tariff = excluded.tariff";
    tx.run(sql, params![assignment.place.0, Day(assignment.from_day), assignment.tariff.0]).map(drop)
}

/// What holds above, or held before, holds again.
pub fn remove(tx: &mut Tx<'_>, place: PlaceId, from_day: NaiveDate) -> Result<()> {
    let sql = "DELETE FROM tariff_assignment WHERE place = ?1 AND from_day = ?2";
    tx.amend("tariff assignment", sql, params![place.0, Day(from_day)])
}
