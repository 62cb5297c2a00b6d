//! How many people live in a tenancy, from a day on.

use chrono::NaiveDate;
use rusqlite::params;
use units::TenancyId;

use crate::column::Day;
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE occupancy (
        tenancy INTEGER NOT NULL REFERENCES tenancy,
        from_day TEXT NOT NULL,
        occupants INTEGER NOT NULL CHECK (occupants >= 0),
        PRIMARY KEY (tenancy, from_day)
    ) STRICT, WITHOUT ROWID;";

/// Day and number of people, in time order.
pub fn of_tenancy(db: &Db, tenancy: TenancyId) -> Result<Vec<(NaiveDate, u32)>> {
    let sql = "SELECT from_day, occupants FROM occupancy WHERE tenancy = ?1 ORDER BY from_day";
    db.list(sql, [tenancy.0], |row| Ok((row.get::<_, Day>(0)?.0, row.get(1)?)))
}

/// The number of people on a day; none when nothing is recorded by then.
pub fn on(db: &Db, tenancy: TenancyId, day: NaiveDate) -> Result<Option<u32>> {
    let sql = "SELECT occupants FROM occupancy WHERE tenancy = ?1 AND from_day <= ?2 ORDER BY from_day DESC LIMIT 1";
    db.one(sql, params![tenancy.0, Day(day)], |row| row.get(0))
}

pub fn put(tx: &mut Tx<'_>, tenancy: TenancyId, from_day: NaiveDate, occupants: u32) -> Result<()> {
    let sql = "INSERT INTO occupancy VALUES (?1, ?2, ?3)
        ON CONFLICT (tenancy, from_day) DO UPDATE SET occupants = excluded.occupants";
    tx.run(sql, params![tenancy.0, Day(from_day), occupants]).map(drop)
}
