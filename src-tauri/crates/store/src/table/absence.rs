//! When nobody watched: the program was stopped, or the computer slept.

use rusqlite::{Row, params};
use units::{Period, Timestamp};

use crate::column::{At, codes};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE absence (
        from_at INTEGER PRIMARY KEY,
        to_at INTEGER NOT NULL CHECK (to_at > from_at),
        cause TEXT NOT NULL CHECK (cause IN ('stopped', 'slept'))
    ) STRICT;";

codes! {
    Cause {
        /// The program did not run.
        Stopped = "stopped",
        /// It ran and was not let work: the computer slept, or the disk kept it.
        Slept = "slept",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    pub period: Period,
    pub cause: Cause,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Absence> {
    let period = Period { from: row.get::<_, At>(0)?.0, to: row.get::<_, At>(1)?.0 };
    Ok(Absence { period, cause: row.get(2)? })
}

/// Those that reach beyond an instant, newest first.
pub fn since(db: &Db, from: Timestamp, limit: u32) -> Result<Vec<Absence>> {
    let sql = "SELECT from_at, to_at, cause FROM absence WHERE to_at > ?1 ORDER BY from_at DESC LIMIT ?2";
    db.list(sql, params![At(from), limit], read)
}

/// One that begins where another did reaches as far as the longer of them.
pub fn insert(tx: &mut Tx<'_>, absence: &Absence) -> Result<()> {
    let sql = "INSERT INTO absence VALUES (?1, ?2, ?3)
        ON CONFLICT (from_at) DO UPDATE SET to_at = max(to_at, excluded.to_at)";
    tx.run(sql, params![At(absence.period.from), At(absence.period.to), absence.cause]).map(drop)
}
