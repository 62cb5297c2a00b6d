//! Where in the journal the entries of a day are: an index of one row a day beside the entries, which stand in the
//! order of their posting and so nearly in that of their making. A clock that was set back only widens a day.

use std::collections::BTreeMap;

use rusqlite::params;
use units::{EntryId, Timestamp, millis};

use crate::{Db, Result};

pub(crate) const SQL: &str = "
    CREATE TABLE entry_day (
        day INTEGER PRIMARY KEY,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL CHECK (last >= first)
    ) STRICT;
    INSERT INTO entry_day SELECT (at - (at % 86400000 + 86400000) % 86400000) / 86400000 AS day, min(id), max(id)
        FROM entry GROUP BY day;";

const DAY_MS: i64 = 86_400_000;

/// The first and the last entry that were made on a day, by the number of the day since 1970 in UTC.
pub(crate) type Days = BTreeMap<i64, (EntryId, EntryId)>;

fn day(at: Timestamp) -> i64 {
    millis(at).div_euclid(DAY_MS)
}

/// Takes the next entry of the journal.
pub(crate) fn extend(days: &mut Days, at: Timestamp, id: EntryId) {
    days.entry(day(at)).and_modify(|(_, last)| *last = id).or_insert((id, id));
}

/// Adds what a transaction posted. For [`Db::settle`] only.
pub(crate) fn add(db: &Db, day: i64, (first, last): (EntryId, EntryId)) -> Result<()> {
    let sql = "INSERT INTO entry_day VALUES (?1, ?2, ?3) ON CONFLICT (day) DO UPDATE SET last = excluded.last";
    db.connection.prepare_cached(sql)?.execute(params![day, first.0, last.0])?;
    Ok(())
}

/// From which entry to which those made in `[from, to)` are; others may be among them. None when there are none.
pub(crate) fn within(db: &Db, from: Timestamp, to: Timestamp) -> Result<Option<(EntryId, EntryId)>> {
    db.settle()?;
    let sql = "SELECT min(first), max(last) FROM entry_day WHERE day >= ?1 AND day <= ?2";
    let read = |row: &rusqlite::Row<'_>| Ok(row.get::<_, Option<i64>>(0)?.zip(row.get::<_, Option<i64>>(1)?));
    let found = db.value(sql, params![day(from), day(to)], read)?;
    Ok(found.map(|(first, last)| (EntryId(first), EntryId(last))))
}

pub(crate) fn all(db: &Db) -> Result<Days> {
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, (EntryId(row.get(1)?), EntryId(row.get(2)?))));
    Ok(db.list("SELECT day, first, last FROM entry_day", [], read)?.into_iter().collect())
}
