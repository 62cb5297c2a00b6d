//! Register values at the interval's end, with what is known of their truth.
//!
//! The readings of closed months are sealed into blocks ([`super::reading_block`]). Whoever reads sees rows and blocks
//! alike, in time order and of one state; whoever changes a sealed month makes it rows again by that.

use rusqlite::{Row, params};
use units::{Energy, InstallationId, Quality, Reading, Timestamp, millis, timestamp};

use crate::column::{At, QualityCode, Wh};
use crate::table::reading_block::{self, Block};
use crate::table::reading_correction::{self, ReadingCorrection};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE reading (
        installation INTEGER NOT NULL REFERENCES installation,
        at INTEGER NOT NULL,
        register INTEGER NOT NULL,
        quality INTEGER NOT NULL CHECK (quality BETWEEN 0 AND 2),
        doubt TEXT,
        PRIMARY KEY (installation, at),
        CHECK (doubt IS NULL OR quality = 2)
    ) STRICT, WITHOUT ROWID;";

const COLUMNS: &str = "SELECT at, register, quality FROM reading";

fn read(row: &Row<'_>) -> rusqlite::Result<Reading> {
    Ok(Reading {
        at: row.get::<_, At>(0)?.0,
        register: row.get::<_, Wh>(1)?.0,
        quality: row.get::<_, QualityCode>(2)?.0,
    })
}

/// Readings as columns of equal length, in time order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Series {
    /// Milliseconds since 1970.
    pub at_ms: Vec<i64>,
    /// Wh at the point.
    pub register_wh: Vec<i64>,
    pub quality: Vec<Quality>,
}

impl Series {
    pub fn len(&self) -> usize {
        self.at_ms.len()
    }

    pub fn is_empty(&self) -> bool {
        self.at_ms.is_empty()
    }

    /// At most `count` readings from one on.
    pub(super) fn part(&self, from: usize, count: usize) -> Self {
        let range = from.min(self.len())..from.saturating_add(count).min(self.len());
        Self {
            at_ms: self.at_ms[range.clone()].to_vec(),
            register_wh: self.register_wh[range.clone()].to_vec(),
            quality: self.quality[range].to_vec(),
        }
    }

    pub(super) fn reserve(&mut self, count: usize) {
        self.at_ms.reserve(count);
        self.register_wh.reserve(count);
        self.quality.reserve(count);
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Reading> + '_ {
        let columns = self.at_ms.iter().zip(&self.register_wh).zip(&self.quality);
        columns.map(|((at, wh), quality)| Reading {
            at: timestamp(*at),
            register: Energy::from_wh(*wh),
            quality: *quality,
        })
    }

    fn clear(&mut self) {
        self.at_ms.clear();
        self.register_wh.clear();
        self.quality.clear();
    }

    fn push(&mut self, reading: Reading) {
        self.at_ms.push(millis(reading.at));
        self.register_wh.push(reading.register.wh());
        self.quality.push(reading.quality);
    }

    /// Only what may be sealed stays.
    pub(super) fn retain_believed(&mut self) {
        if self.quality.contains(&Quality::Suspect) {
            *self = self.iter().filter(|reading| reading.quality != Quality::Suspect).collect();
        }
    }

    fn keep_between(&mut self, from: i64, to: i64) {
        let before = self.at_ms.partition_point(|at| *at < from);
        let end = self.at_ms.partition_point(|at| *at < to);
        if (before, end) != (0, self.len()) {
            fn keep<T>(column: &mut Vec<T>, before: usize, end: usize) {
                column.truncate(end);
                column.drain(..before);
            }
            keep(&mut self.at_ms, before, end);
            keep(&mut self.register_wh, before, end);
            keep(&mut self.quality, before, end);
        }
    }
}

impl FromIterator<Reading> for Series {
    fn from_iter<I: IntoIterator<Item = Reading>>(readings: I) -> Self {
        let mut series = Self::default();
        readings.into_iter().for_each(|reading| series.push(reading));
        series
    }
}

/// The readings in `[from, to)`, in time order.
pub fn between(db: &Db, of: InstallationId, from: Timestamp, to: Timestamp) -> Result<Vec<Reading>> {
    Ok(series(db, of, from, to)?.iter().collect())
}

/// The same as columns: whole months of sealed readings are decoded straight into them.
pub fn series(db: &Db, of: InstallationId, from: Timestamp, to: Timestamp) -> Result<Series> {
    let mut series = Series::default();
    series_into(db, of, from, to, &mut series)?;
    Ok(series)
}

/// The same in the place of what `series` held: whoever looks at one meter after another asks for memory once.
pub fn series_into(db: &Db, of: InstallationId, from: Timestamp, to: Timestamp, series: &mut Series) -> Result<()> {
    let (from, to) = (millis(from), millis(to));
    series.clear();
    let sealed = db.steady(|db| {
        let blocks = reading_block::over(db, of, from, to)?;
        series.reserve(blocks.iter().map(Block::len).sum());
        blocks.iter().try_for_each(|block| block.decode(series))?;
        series.keep_between(from, to);
        let sealed = series.len();
        add_rows(db, of, from, to, series)?;
        Ok(sealed)
    })?;
    // Rows lie after the blocks, but for those few that are never sealed.
    if !series.at_ms[sealed.saturating_sub(1)..].iter().take(2).is_sorted() {
        let mut all: Vec<Reading> = series.iter().collect();
        all.sort_by_key(|reading| reading.at);
        *series = all.into_iter().collect();
    }
    Ok(())
}

/// Those in `[from, to)` that are rows.
pub(super) fn rows(db: &Db, of: InstallationId, from: i64, to: i64) -> Result<Series> {
    let mut series = Series::default();
    add_rows(db, of, from, to, &mut series)?;
    Ok(series)
}

fn add_rows(db: &Db, of: InstallationId, from: i64, to: i64, series: &mut Series) -> Result<()> {
    let sql = format!("{COLUMNS} WHERE installation = ?1 AND at >= ?2 AND at < ?3 ORDER BY at");
    db.each(&sql, params![of.0, from, to], |row| {
        series.at_ms.push(row.get(0)?);
        series.register_wh.push(row.get(1)?);
        series.quality.push(row.get::<_, QualityCode>(2)?.0);
        Ok(())
    })
}

/// The last `limit` readings before an instant, newest first.
pub fn latest(db: &Db, of: InstallationId, before: Timestamp, limit: u32) -> Result<Vec<Reading>> {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    db.steady(|db| {
        let sql = format!("{COLUMNS} WHERE installation = ?1 AND at < ?2 ORDER BY at DESC LIMIT ?3");
        let mut found = db.list(&sql, params![of.0, At(before), limit], read)?;
        back(db, of, millis(before), |block| {
            if found.len() >= most && found.last().is_none_or(|last| block.last < millis(last.at)) {
                return Ok(Search::Over);
            }
            found.extend(decoded(block)?.iter().filter(|reading| reading.at < before));
            found.sort_by_key(|reading| std::cmp::Reverse(reading.at));
            found.truncate(most);
            Ok(Search::GoesOn)
        })?;
        Ok(found)
    })
}

/// The last actual reading at or before an instant: the base of the next usage.
pub fn base(db: &Db, of: InstallationId, at: Timestamp) -> Result<Option<Reading>> {
    db.steady(|db| {
        let sql = format!("{COLUMNS} WHERE installation = ?1 AND at <= ?2 AND quality = 0 ORDER BY at DESC LIMIT 1");
        let mut found = db.one(&sql, params![of.0, At(at)], read)?;
        back(db, of, millis(at).saturating_add(1), |block| {
            if found.is_some_and(|found| block.last < millis(found.at)) {
                return Ok(Search::Over);
            }
            let counts = |reading: &Reading| reading.at <= at && reading.quality == Quality::Actual;
            let last = decoded(block)?.iter().rfind(counts);
            found = found.into_iter().chain(last).max_by_key(|reading| reading.at);
            Ok(if last.is_some() { Search::Over } else { Search::GoesOn })
        })?;
        Ok(found)
    })
}

/// The oldest reading of an installation.
pub fn oldest(db: &Db, of: InstallationId) -> Result<Option<Timestamp>> {
    let sql = "SELECT min(at) FROM (
        SELECT min(at) AS at FROM reading WHERE installation = ?1
        UNION ALL SELECT min(first_at) FROM reading_block WHERE installation = ?1)";
    db.value(sql, [of.0], |row| Ok(row.get::<_, Option<At>>(0)?.map(|at| at.0)))
}

enum Search {
    Over,
    GoesOn,
}

/// Looks at the blocks that begin before an instant, newest first.
fn back(db: &Db, of: InstallationId, before: i64, mut look: impl FnMut(&Block) -> Result<Search>) -> Result<()> {
    let mut before = before;
    while let Some(block) = reading_block::before(db, of, before)? {
        if matches!(look(&block)?, Search::Over) {
            break;
        }
        before = block.from;
    }
    Ok(())
}

fn decoded(block: &Block) -> Result<Series> {
    let mut readings = Series::default();
    block.decode(&mut readings)?;
    Ok(readings)
}

/// Records a reading. The roll-ups follow by [`super::rollup::add`] or, for many, [`super::rollup::Batch`].
pub fn insert(tx: &mut Tx<'_>, of: InstallationId, reading: Reading) -> Result<()> {
    reading_block::unseal_at(tx, of, reading.at)?;
    insert_row(tx, of, reading)
}

pub(super) fn insert_row(tx: &mut Tx<'_>, of: InstallationId, reading: Reading) -> Result<()> {
    let sql = "INSERT INTO reading (installation, at, register, quality) VALUES (?1, ?2, ?3, ?4)";
    tx.run(sql, params![of.0, At(reading.at), Wh(reading.register), QualityCode(reading.quality)]).map(drop)
}

/// Records a reading that is not believed, and why.
pub fn insert_suspect(tx: &mut Tx<'_>, of: InstallationId, reading: Reading, doubt: &str) -> Result<()> {
    reading_block::unseal_at(tx, of, reading.at)?;
    let sql = "INSERT INTO reading (installation, at, register, quality, doubt) VALUES (?1, ?2, ?3, ?4, ?5)";
    let quality = QualityCode(Quality::Suspect);
    tx.run(sql, params![of.0, At(reading.at), Wh(reading.register), quality, doubt]).map(drop)
}

/// What a person puts in the place of a reading, or where there was none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    pub reading: Reading,
    pub reason: String,
    pub actor: String,
    pub made_at: Timestamp,
}

/// Puts a reading right; what was there before stays in [`reading_correction`]. Gives it back.
pub fn correct(tx: &mut Tx<'_>, of: InstallationId, to: &ByHand) -> Result<Option<(Energy, Quality)>> {
    let new = to.reading;
    reading_block::unseal_at(tx, of, new.at)?;
    let old = tx.one(&format!("{COLUMNS} WHERE installation = ?1 AND at = ?2"), params![of.0, At(new.at)], read)?;
    let old = old.map(|old| (old.register, old.quality));
    let (register, quality) = (Wh(new.register), QualityCode(new.quality));
    let sql = "INSERT INTO reading (installation, at, register, quality) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (installation, at) DO UPDATE SET register = excluded.register, quality = excluded.quality,
            doubt = iif(excluded.quality = 2, doubt, NULL)";
    tx.run(sql, params![of.0, At(new.at), register, quality])?;
    let correction = ReadingCorrection {
        installation: of,
        at: new.at,
        old,
        register: new.register,
        quality: new.quality,
        reason: to.reason.clone(),
        actor: to.actor.clone(),
        made_at: to.made_at,
    };
    reading_correction::insert(tx, &correction)?;
    Ok(old)
}

/// Takes away the readings of an installation before an instant. Refused where a month behind them is not closed.
pub fn purge(tx: &mut Tx<'_>, of: InstallationId, before: Timestamp) -> Result<usize> {
    reading_block::unseal_at(tx, of, before)?;
    let sealed = reading_block::purge(tx, of, before)?;
    let rows = tx.run("DELETE FROM reading WHERE installation = ?1 AND at < ?2", params![of.0, At(before)])?;
    Ok(sealed + rows)
}

/// Believes a reading after all, or no more. Its value is never changed.
pub fn judge(tx: &mut Tx<'_>, of: InstallationId, at: Timestamp, quality: Quality) -> Result<()> {
    reading_block::unseal_at(tx, of, at)?;
    let sql = "UPDATE reading SET quality = ?3, doubt = iif(?3 = 2, doubt, NULL) WHERE installation = ?1 AND at = ?2";
    tx.amend("reading", sql, params![of.0, At(at), QualityCode(quality)])
}
