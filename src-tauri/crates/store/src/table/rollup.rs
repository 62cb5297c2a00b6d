//! Energy per point and hour, day, month in site time, kept in step by the writer, so that no chart scans readings.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::params;
use units::{Energy, Month, PointId, Timestamp};

use crate::column::{At, Day, InMonth, Wh};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE rollup_hour (
        point INTEGER NOT NULL REFERENCES point,
        start INTEGER NOT NULL,
        wh INTEGER NOT NULL,
        estimated_wh INTEGER NOT NULL,
        PRIMARY KEY (point, start)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE rollup_day (
        point INTEGER NOT NULL REFERENCES point,
        day TEXT NOT NULL,
        wh INTEGER NOT NULL,
        estimated_wh INTEGER NOT NULL,
        PRIMARY KEY (point, day)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE rollup_month (
        point INTEGER NOT NULL REFERENCES point,
        month TEXT NOT NULL,
        wh INTEGER NOT NULL,
        estimated_wh INTEGER NOT NULL,
        PRIMARY KEY (point, month)
    ) STRICT, WITHOUT ROWID;";

/// The hour, day and month, in site time, that energy belongs to: those in which its interval started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// The instant at which the hour starts: in a 25-hour day both 02:00s are different hours.
    pub hour: Timestamp,
    pub day: NaiveDate,
    pub month: Month,
}

/// The energy of a span, and how much of it is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    pub energy: Energy,
    pub estimated: Energy,
}

impl Sum {
    pub const fn actual(energy: Energy) -> Self {
        Self { energy, estimated: Energy::ZERO }
    }

    pub const fn estimated(energy: Energy) -> Self {
        Self { energy, estimated: energy }
    }
}

impl std::ops::AddAssign for Sum {
    fn add_assign(&mut self, other: Self) {
        self.energy += other.energy;
        self.estimated += other.estimated;
    }
}

/// The hours that start in `[from, to)` and had any energy recorded.
pub fn hours(db: &Db, point: PointId, from: Timestamp, to: Timestamp) -> Result<Vec<(Timestamp, Sum)>> {
    let sql = "SELECT start, wh, estimated_wh FROM rollup_hour WHERE point = ?1 AND start >= ?2 AND start < ?3
        ORDER BY start";
    db.list(sql, params![point.0, At(from), At(to)], |row| Ok((row.get::<_, At>(0)?.0, sum(row)?)))
}

/// The days in `[from, to)` that had any energy recorded.
pub fn days(db: &Db, point: PointId, from: NaiveDate, to: NaiveDate) -> Result<Vec<(NaiveDate, Sum)>> {
    let sql = "SELECT day, wh, estimated_wh FROM rollup_day WHERE point = ?1 AND day >= ?2 AND day < ?3 ORDER BY day";
    db.list(sql, params![point.0, Day(from), Day(to)], |row| Ok((row.get::<_, Day>(0)?.0, sum(row)?)))
}

/// The months in `[from, to)` that had any energy recorded.
pub fn months(db: &Db, point: PointId, from: Month, to: Month) -> Result<Vec<(Month, Sum)>> {
    let sql = "SELECT month, wh, estimated_wh FROM rollup_month WHERE point = ?1 AND month >= ?2 AND month < ?3
        ORDER BY month";
    db.list(sql, params![point.0, InMonth(from), InMonth(to)], |row| Ok((row.get::<_, InMonth>(0)?.0, sum(row)?)))
}

/// Every point's sum of one day.
pub fn of_day(db: &Db, day: NaiveDate) -> Result<BTreeMap<PointId, Sum>> {
    let read = |row: &rusqlite::Row<'_>| Ok((PointId(row.get(0)?), sum(row)?));
    Ok(db
        .list("SELECT point, wh, estimated_wh FROM rollup_day WHERE day = ?1", [Day(day)], read)?
        .into_iter()
        .collect())
}

fn sum(row: &rusqlite::Row<'_>) -> rusqlite::Result<Sum> {
    Ok(Sum { energy: row.get::<_, Wh>(1)?.0, estimated: row.get::<_, Wh>(2)?.0 })
}

/// Adds energy to an hour, its day and its month; a negative sum takes back what was recorded before.
pub fn add(tx: &mut Tx<'_>, point: PointId, slot: Slot, sum: Sum) -> Result<()> {
    let mut batch = Batch::default();
    batch.add(point, slot, sum);
    batch.write(tx)
}

/// Many additions, written as one row change per hour, day and month.
#[derive(Debug, Default)]
pub struct Batch {
    hours: BTreeMap<(PointId, Timestamp), Sum>,
    days: BTreeMap<(PointId, NaiveDate), Sum>,
    months: BTreeMap<(PointId, Month), Sum>,
}

impl Batch {
    pub fn add(&mut self, point: PointId, slot: Slot, sum: Sum) {
        *self.hours.entry((point, slot.hour)).or_default() += sum;
        *self.days.entry((point, slot.day)).or_default() += sum;
        *self.months.entry((point, slot.month)).or_default() += sum;
    }

    pub fn write(self, tx: &mut Tx<'_>) -> Result<()> {
        for ((point, hour), sum) in self.hours {
            tx.run(HOUR, params![point.0, At(hour), Wh(sum.energy), Wh(sum.estimated)])?;
        }
        for ((point, day), sum) in self.days {
            tx.run(DAY, params![point.0, Day(day), Wh(sum.energy), Wh(sum.estimated)])?;
        }
        for ((point, month), sum) in self.months {
            tx.run(MONTH, params![point.0, InMonth(month), Wh(sum.energy), Wh(sum.estimated)])?;
        }
        Ok(())
    }
}

const HOUR: &str = "INSERT INTO rollup_hour VALUES (?1, ?2, ?3, ?4) ON CONFLICT (point, start)
    DO UPDATE SET wh = wh + excluded.wh, estimated_wh = estimated_wh + excluded.estimated_wh";
const DAY: &str = "INSERT INTO rollup_day VALUES (?1, ?2, ?3, ?4) ON CONFLICT (point, day)
    DO UPDATE SET wh = wh + excluded.wh, estimated_wh = estimated_wh + excluded.estimated_wh";
const MONTH: &str = "INSERT INTO rollup_month VALUES (?1, ?2, ?3, ?4) ON CONFLICT (point, month)
    DO UPDATE SET wh = wh + excluded.wh, estimated_wh = estimated_wh + excluded.estimated_wh";

/// The points whose hours, days and months do not come to the same sum: nothing that the writer does leaves any.
pub fn disagreeing(db: &Db) -> Result<Vec<PointId>> {
    let sql = "SELECT point FROM (
            SELECT point, sum(wh) AS wh, sum(estimated_wh) AS estimated FROM rollup_hour GROUP BY point
            UNION SELECT point, sum(wh), sum(estimated_wh) FROM rollup_day GROUP BY point
            UNION SELECT point, sum(wh), sum(estimated_wh) FROM rollup_month GROUP BY point
        ) GROUP BY point HAVING count(*) > 1 ORDER BY point";
    db.list(sql, [], |row| row.get(0).map(PointId))
}
