//! How a line and each of its devices fared, hour by hour.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{Row, ToSql, params};
use units::{BusId, MeterId, Timestamp};

use crate::column::{At, Count};
use crate::{Db, Result, Tx};

/// `turnaround` holds the counts of a histogram, `12,40,3`: what each bucket means is the counter's affair, as long as
/// it stays the same.
pub(crate) const SQL: &str = "
    CREATE TABLE line_hour (
        id INTEGER PRIMARY KEY,
        bus INTEGER NOT NULL REFERENCES bus,
        meter INTEGER REFERENCES meter,
        start INTEGER NOT NULL,
        requests INTEGER NOT NULL,
        answers INTEGER NOT NULL,
        time_outs INTEGER NOT NULL,
        bad_frames INTEGER NOT NULL,
        exceptions INTEGER NOT NULL,
        retries INTEGER NOT NULL,
        reconnects INTEGER NOT NULL,
        busy_ms INTEGER NOT NULL,
        turnaround TEXT NOT NULL,
        worst_ms INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX line_hour_of ON line_hour (bus, ifnull(meter, 0), start);
    CREATE INDEX line_hour_by_start ON line_hour (start);";

/// What is counted: of a whole line, or of one device on it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    pub requests: u64,
    pub answers: u64,
    pub time_outs: u64,
    /// Cut, garbled or foreign answers.
    pub bad_frames: u64,
    /// Answers that say no.
    pub exceptions: u64,
    pub retries: u64,
    /// How often the port had to be opened again; nothing of a device.
    pub reconnects: u64,
    /// The time in which a transaction was under way.
    pub busy_ms: u64,
    /// How many answers took how long: the buckets of the counter, shortest first.
    pub turnaround: Vec<u64>,
    pub worst_ms: u64,
}

impl std::ops::AddAssign<&Self> for Counts {
    fn add_assign(&mut self, more: &Self) {
        self.requests += more.requests;
        self.answers += more.answers;
        self.time_outs += more.time_outs;
        self.bad_frames += more.bad_frames;
        self.exceptions += more.exceptions;
        self.retries += more.retries;
        self.reconnects += more.reconnects;
        self.busy_ms += more.busy_ms;
        let buckets = self.turnaround.len().max(more.turnaround.len());
        self.turnaround.resize(buckets, 0);
        self.turnaround.iter_mut().zip(&more.turnaround).for_each(|(sum, more)| *sum += more);
        self.worst_ms = self.worst_ms.max(more.worst_ms);
    }
}

/// An hour of a line, or of a device on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineHour {
    pub bus: BusId,
    /// None: the whole line.
    pub meter: Option<MeterId>,
    pub start: Timestamp,
    pub counts: Counts,
}

struct Buckets(Vec<u64>);

impl ToSql for Buckets {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let counts: Vec<String> = self.0.iter().map(u64::to_string).collect();
        Ok(counts.join(",").into())
    }
}

impl FromSql for Buckets {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let text = value.as_str()?;
        let counts = text.split(',').filter(|count| !count.is_empty()).map(str::parse);
        counts.collect::<Result<_, _>>().map(Self).map_err(|_| FromSqlError::InvalidType)
    }
}

const COLUMNS: &str = "SELECT bus, meter, start, requests, answers, time_outs, bad_frames, exceptions, retries,
    reconnects, busy_ms, turnaround, worst_ms FROM line_hour";

fn read(row: &Row<'_>) -> rusqlite::Result<LineHour> {
    Ok(LineHour {
        bus: BusId(row.get(0)?),
        meter: row.get::<_, Option<i64>>(1)?.map(MeterId),
        start: row.get::<_, At>(2)?.0,
        counts: Counts {
            requests: row.get::<_, Count>(3)?.0,
            answers: row.get::<_, Count>(4)?.0,
            time_outs: row.get::<_, Count>(5)?.0,
            bad_frames: row.get::<_, Count>(6)?.0,
            exceptions: row.get::<_, Count>(7)?.0,
            retries: row.get::<_, Count>(8)?.0,
            reconnects: row.get::<_, Count>(9)?.0,
            busy_ms: row.get::<_, Count>(10)?.0,
            turnaround: row.get::<_, Buckets>(11)?.0,
            worst_ms: row.get::<_, Count>(12)?.0,
        },
    })
}

/// The hours of a line itself that start in `[from, to)`, in time order; hours without a count are left out.
pub fn of_line(db: &Db, bus: BusId, from: Timestamp, to: Timestamp) -> Result<Vec<LineHour>> {
    let sql = format!(
        "{COLUMNS} WHERE bus = ?1 AND ifnull(meter, 0) = 0 AND start >= ?2 AND start < ?3 AND meter IS NULL
            ORDER BY start"
    );
    db.list(&sql, params![bus.0, At(from), At(to)], read)
}

/// The hours of every device on a line that start in `[from, to)`, device by device in time order.
pub fn of_devices(db: &Db, bus: BusId, from: Timestamp, to: Timestamp) -> Result<Vec<LineHour>> {
    let sql = format!(
        "{COLUMNS} WHERE bus = ?1 AND ifnull(meter, 0) > 0 AND start >= ?2 AND start < ?3
            ORDER BY ifnull(meter, 0), start"
    );
    db.list(&sql, params![bus.0, At(from), At(to)], read)
}

/// The hours of one device that start in `[from, to)`, whatever line it was on.
pub fn of_device(db: &Db, meter: MeterId, from: Timestamp, to: Timestamp) -> Result<Vec<LineHour>> {
    let sql = format!("{COLUMNS} WHERE meter = ?1 AND start >= ?2 AND start < ?3 ORDER BY start, bus");
    db.list(&sql, params![meter.0, At(from), At(to)], read)
}

/// Everything of every line that starts in `[from, to)`, in time order.
pub fn between(db: &Db, from: Timestamp, to: Timestamp) -> Result<Vec<LineHour>> {
    let sql = format!("{COLUMNS} WHERE start >= ?1 AND start < ?2 ORDER BY start, bus, meter");
    db.list(&sql, params![At(from), At(to)], read)
}

/// Adds to what is counted for that hour.
pub fn add(tx: &mut Tx<'_>, more: &LineHour) -> Result<()> {
    let sql = format!("{COLUMNS} WHERE bus = ?1 AND ifnull(meter, 0) = ?2 AND start = ?3");
    let there = tx.one(&sql, params![more.bus.0, more.meter.map_or(0, |meter| meter.0), At(more.start)], read)?;
    let mut counts = there.map(|there| there.counts).unwrap_or_default();
    counts += &more.counts;
    let sql = "INSERT INTO line_hour (bus, meter, start, requests, answers, time_outs, bad_frames, exceptions, retries,
            reconnects, busy_ms, turnaround, worst_ms)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        ON CONFLICT (bus, ifnull(meter, 0), start) DO UPDATE SET requests = excluded.requests,
            answers = excluded.answers, time_outs = excluded.time_outs, bad_frames = excluded.bad_frames,
            exceptions = excluded.exceptions, retries = excluded.retries, reconnects = excluded.reconnects,
            busy_ms = excluded.busy_ms, turnaround = excluded.turnaround, worst_ms = excluded.worst_ms";
    let values = params![
        more.bus.0,
        more.meter.map(|meter| meter.0),
        At(more.start),
        Count(counts.requests),
        Count(counts.answers),
        Count(counts.time_outs),
        Count(counts.bad_frames),
        Count(counts.exceptions),
        Count(counts.retries),
        Count(counts.reconnects),
        Count(counts.busy_ms),
        Buckets(counts.turnaround),
        Count(counts.worst_ms),
    ];
    tx.run(sql, values).map(drop)
}

/// Takes away hours that start before an instant, oldest first and at most `limit` of them, so that nobody waits: how
/// many went.
pub fn purge(tx: &mut Tx<'_>, before: Timestamp, limit: u32) -> Result<usize> {
    let sql = "DELETE FROM line_hour WHERE id IN (SELECT id FROM line_hour WHERE start < ?1 ORDER BY start LIMIT ?2)";
    tx.run(sql, params![At(before), limit])
}
