//! Sealed readings: those of an installation and a closed month, as a compressed block, or as several where one would
//! have a page to itself.
//!
//! A block is for [`super::reading`] only: what reads and changes readings sees rows and blocks alike. What changes a
//! sealed month makes it rows again, and [`seal`] makes them a block anew. Suspect readings always stay rows, with
//! their doubt; so does whatever was never sealed.

use rusqlite::{Row, params};
use units::{InstallationId, Period, Quality, Timestamp, timestamp};

use super::reading::{self, Series};
use crate::column::At;
use crate::{Db, Error, Result, Tx, block};

/// A rowid table: a block fills a good part of a page, and in a table without rowid it would overflow.
pub(crate) const SQL: &str = "
    CREATE TABLE reading_block (
        id INTEGER PRIMARY KEY,
        installation INTEGER NOT NULL REFERENCES installation,
        from_at INTEGER NOT NULL,
        until_at INTEGER NOT NULL,
        version INTEGER NOT NULL,
        count INTEGER NOT NULL CHECK (count > 0),
        first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        checksum INTEGER NOT NULL,
        data BLOB NOT NULL,
        CHECK (from_at <= first_at AND first_at <= last_at AND last_at < until_at)
    ) STRICT;
    CREATE UNIQUE INDEX reading_block_of ON reading_block (installation, from_at);
    CREATE TRIGGER reading_block_behind_open_month BEFORE DELETE ON reading_block
        WHEN OLD.last_at >= ifnull((SELECT max(until_at) FROM month_close), -9223372036854775808)
        BEGIN SELECT RAISE(ABORT, 'readings behind a month that is not closed are kept'); END;";

/// A block as it stands in its row.
pub(crate) struct Block {
    id: i64,
    installation: InstallationId,
    /// The span that was sealed, in milliseconds.
    pub from: i64,
    until: i64,
    version: i64,
    count: i64,
    pub first: i64,
    pub last: i64,
    checksum: u32,
    data: Vec<u8>,
}

const COLUMNS: &str = "SELECT id, installation, from_at, until_at, version, count, first_at, last_at, checksum, data
    FROM reading_block";

fn read(row: &Row<'_>) -> rusqlite::Result<Block> {
    Ok(Block {
        id: row.get(0)?,
        installation: InstallationId(row.get(1)?),
        from: row.get(2)?,
        until: row.get(3)?,
        version: row.get(4)?,
        count: row.get(5)?,
        first: row.get(6)?,
        last: row.get(7)?,
        checksum: row.get(8)?,
        data: row.get(9)?,
    })
}

/// Two blocks of so many bytes, or four parts of a longer one, fill a page with what stands beside them in their rows.
const WHOLE: usize = 1_900;
const PART: usize = 920;

impl Block {
    /// The readings of a span, as few blocks as fill pages well.
    fn all_of(installation: InstallationId, span: Period, readings: &Series) -> Result<Vec<Self>> {
        let whole = Self::of(installation, span, readings)?;
        if whole.data.len() <= WHOLE {
            return Ok(vec![whole]);
        }
        let size = readings.len().div_ceil(whole.data.len().div_ceil(PART));
        let begins = |part: usize| match part {
            0 => span.from,
            part => readings.at_ms.get(part * size).map_or(span.to, |at| timestamp(*at)),
        };
        let parts = (0..readings.len().div_ceil(size)).map(|part| {
            let span = Period { from: begins(part), to: begins(part + 1) };
            Self::of(installation, span, &readings.part(part * size, size))
        });
        parts.collect()
    }

    fn of(installation: InstallationId, span: Period, readings: &Series) -> Result<Self> {
        let (Some(first), Some(last)) = (readings.at_ms.first(), readings.at_ms.last()) else {
            return Err(Error::NoSuch("reading to seal"));
        };
        let mut block = Self {
            id: 0,
            installation,
            from: units::millis(span.from),
            until: units::millis(span.to),
            version: block::VERSION,
            count: i64::try_from(readings.len()).unwrap_or(i64::MAX),
            first: *first,
            last: *last,
            checksum: 0,
            data: block::encode(readings)?,
        };
        block.checksum = block.computed();
        Ok(block)
    }

    /// At most so many, whatever the row claims.
    pub fn len(&self) -> usize {
        usize::try_from(self.count).unwrap_or(0).min(block::MOST)
    }

    /// Over all that the block says, so that it is no other's.
    fn computed(&self) -> u32 {
        let mut sum = crc32fast::Hasher::new();
        let said = [self.installation.0, self.from, self.until, self.version, self.count, self.first, self.last];
        said.iter().for_each(|number| sum.update(&number.to_le_bytes()));
        sum.update(&self.data);
        sum.finalize()
    }

    fn insert(&self, tx: &mut Tx<'_>) -> Result<()> {
        let sql = "INSERT INTO reading_block
            (installation, from_at, until_at, version, count, first_at, last_at, checksum, data)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let values = params![
            self.installation.0,
            self.from,
            self.until,
            self.version,
            self.count,
            self.first,
            self.last,
            i64::from(self.checksum),
            self.data
        ];
        tx.run(sql, values).map(drop)
    }

    /// Adds its readings to `to`. [`Error::Damaged`] when they are not those that were sealed.
    pub fn decode(&self, to: &mut Series) -> Result<()> {
        let wrong = |what: &str| {
            let (of, from) = (self.installation, timestamp(self.from).date_naive());
            Err(Error::Damaged(format!("the sealed readings of installation {of} from {from}: {what}")))
        };
        if self.computed() != self.checksum {
            return wrong("their checksum is another");
        }
        let start = to.len();
        let count = usize::try_from(self.count).unwrap_or(usize::MAX);
        block::decode(self.version, count, &self.data, to)?;
        let times = &to.at_ms[start..];
        if times.first() != Some(&self.first) || times.last() != Some(&self.last) {
            return wrong("they begin or end at another time");
        }
        Ok(())
    }
}

/// The newest block that begins before an instant.
pub(super) fn before(db: &Db, of: InstallationId, before: i64) -> Result<Option<Block>> {
    let sql = format!("{COLUMNS} WHERE installation = ?1 AND from_at < ?2 ORDER BY from_at DESC LIMIT 1");
    db.one(&sql, params![of.0, before], read)
}

/// The blocks with readings in `[from, to)`, in time order.
pub(super) fn over(db: &Db, of: InstallationId, from: i64, to: i64) -> Result<Vec<Block>> {
    // Blocks do not overlap: the last that begins before `from` is the only early one that may reach into the span.
    let sql = format!(
        "{COLUMNS} WHERE installation = ?1 AND from_at < ?3 AND last_at >= ?2 AND from_at >= ifnull(
            (SELECT max(from_at) FROM reading_block WHERE installation = ?1 AND from_at <= ?2), ?2) ORDER BY from_at"
    );
    db.list(&sql, params![of.0, from, to], read)
}

/// Makes the readings of an installation and a closed month blocks: how many there are in them. Nothing is done where
/// there is nothing to seal; what is sealed in part is sealed anew as a whole. Refused where the month is not closed.
///
/// `month` is the whole month in site time. Before a row goes, the blocks were decoded again and found to be the same.
pub fn seal(tx: &mut Tx<'_>, of: InstallationId, month: Period) -> Result<usize> {
    let (from, until) = (units::millis(month.from), units::millis(month.to));
    let mut readings = reading::rows(tx, of, from, until)?;
    readings.retain_believed();
    if readings.is_empty() {
        return Ok(0);
    }
    let there = over(tx, of, from, until)?;
    if !there.is_empty() {
        there.iter().try_for_each(|block| unseal(tx, block))?;
        readings = reading::rows(tx, of, from, until)?;
        readings.retain_believed();
    }
    let blocks = Block::all_of(of, month, &readings)?;
    let mut again = Series::default();
    blocks.iter().try_for_each(|block| block.decode(&mut again))?;
    if again != readings {
        return Err(Error::Damaged("readings that came back from a block as others; nothing was sealed".to_owned()));
    }
    blocks.iter().try_for_each(|block| block.insert(tx))?;
    let sql = "DELETE FROM reading WHERE installation = ?1 AND at >= ?2 AND at < ?3 AND quality <> 2";
    tx.run(sql, params![of.0, from, until])?;
    Ok(readings.len())
}

/// Leaves of the sealed readings of an installation and a closed month only the first and the last, and those around the
/// instants of `keep`: how many went. What was used in between stays in the roll-ups, by hour, day and month.
pub fn thin(tx: &mut Tx<'_>, of: InstallationId, month: Period, keep: &[Timestamp]) -> Result<usize> {
    let blocks = over(tx, of, units::millis(month.from), units::millis(month.to))?;
    let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return Ok(0) };
    let span = Period { from: timestamp(first.from), to: timestamp(last.until) };
    let mut readings = Series::default();
    blocks.iter().try_for_each(|block| block.decode(&mut readings))?;
    let all: Vec<units::Reading> = readings.iter().collect();
    let mut kept = vec![0, all.len() - 1];
    for at in keep {
        let after = all.partition_point(|reading| reading.at < *at);
        kept.extend([after.checked_sub(1), Some(after).filter(|after| *after < all.len())].into_iter().flatten());
    }
    kept.sort_unstable();
    kept.dedup();
    if kept.len() == all.len() {
        return Ok(0);
    }
    let thin: Series = kept.iter().map(|index| all[*index]).collect();
    for block in &blocks {
        tx.run("DELETE FROM reading_block WHERE id = ?1", [block.id])?;
    }
    Block::all_of(of, span, &thin)?.iter().try_for_each(|block| block.insert(tx))?;
    Ok(all.len() - kept.len())
}

/// Makes the block that covers an instant, where there is one, rows again.
pub(super) fn unseal_at(tx: &mut Tx<'_>, of: InstallationId, at: Timestamp) -> Result<()> {
    let at = units::millis(at);
    match before(tx, of, at.saturating_add(1))?.filter(|block| at < block.until) {
        Some(block) => unseal(tx, &block),
        None => Ok(()),
    }
}

fn unseal(tx: &mut Tx<'_>, block: &Block) -> Result<()> {
    let mut readings = Series::default();
    block.decode(&mut readings)?;
    tx.run("DELETE FROM reading_block WHERE id = ?1", [block.id])?;
    readings.iter().try_for_each(|reading| reading::insert_row(tx, block.installation, reading))
}

/// Takes away whole blocks that end before an instant: how many readings went with them.
pub(super) fn purge(tx: &mut Tx<'_>, of: InstallationId, until: Timestamp) -> Result<usize> {
    let sql = "SELECT ifnull(sum(count), 0) FROM reading_block WHERE installation = ?1 AND last_at < ?2";
    let count: i64 = tx.value(sql, params![of.0, At(until)], |row| row.get(0))?;
    tx.run("DELETE FROM reading_block WHERE installation = ?1 AND last_at < ?2", params![of.0, At(until)])?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// An installation with believed readings before an instant that are still rows, and the instant of the oldest.
pub fn unsealed(db: &Db, before: Timestamp) -> Result<Option<(InstallationId, Timestamp)>> {
    let sql = "SELECT id, oldest FROM (
            SELECT id, (SELECT at FROM reading WHERE installation = installation.id AND quality <> 2
                ORDER BY at LIMIT 1) AS oldest
            FROM installation)
        WHERE oldest < ?1 ORDER BY oldest, id LIMIT 1";
    db.one(sql, [At(before)], |row| Ok((InstallationId(row.get(0)?), row.get::<_, At>(1)?.0)))
}

/// How much is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    pub readings: u64,
    pub blocks: u64,
    /// The pages of the blocks and of their index.
    pub bytes: u64,
}

/// What sealed readings take up in the file. It looks at each of their pages.
pub fn space(db: &Db) -> Result<Space> {
    let unsigned = |row: &Row<'_>, column| Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0));
    let sql = "SELECT ifnull(sum(count), 0), count(*) FROM reading_block";
    let (readings, blocks) = db.value(sql, [], |row| Ok((unsigned(row, 0)?, unsigned(row, 1)?)))?;
    let sql = "SELECT ifnull(sum(pgsize), 0) FROM dbstat WHERE name IN ('reading_block', 'reading_block_of')";
    let bytes = db.value(sql, [], |row| unsigned(row, 0))?;
    Ok(Space { readings, blocks, bytes })
}

/// What is wrong with a block, in words.
pub(crate) type Fault = (InstallationId, String);

/// The blocks that do not decode, and those whose registers rise by another energy than the roll-ups hold.
pub(crate) fn faults(db: &Db) -> Result<Vec<Fault>> {
    let ids: Vec<i64> = db.list("SELECT id FROM reading_block ORDER BY id", [], |row| row.get(0))?;
    let mut faults = Vec::new();
    for id in ids {
        let Some(block) = db.one(&format!("{COLUMNS} WHERE id = ?1"), [id], read)? else { continue };
        let mut readings = Series::default();
        match block.decode(&mut readings) {
            Err(Error::Damaged(text)) => faults.push((block.installation, text)),
            Err(error) => return Err(error),
            Ok(()) => faults.extend(otherwise(db, &block, &readings)?.map(|text| (block.installation, text))),
        }
    }
    Ok(faults)
}

const HOUR_MS: i64 = 3_600_000;

/// The energy between the first and the last actual reading lies between what the roll-ups hold for the whole hours
/// in between and what they hold for all hours that it touches. A register that turned over tells no energy here.
fn otherwise(db: &Db, block: &Block, readings: &Series) -> Result<Option<String>> {
    let Some(installed) = super::installation::get(db, block.installation)? else {
        return Ok(Some(format!("sealed readings of installation {}, which is not there", block.installation)));
    };
    let end = installed.to.map_or(Timestamp::MAX_UTC, |(at, _)| at);
    let own = |reading: &units::Reading| (installed.from_at..=end).contains(&reading.at);
    let actual: Vec<_> = readings.iter().filter(|r| r.quality == Quality::Actual).filter(own).collect();
    let falls = actual.windows(2).any(|pair| pair[1].register < pair[0].register);
    let (Some(first), Some(last)) = (actual.first(), actual.last()) else { return Ok(None) };
    if falls {
        return Ok(None);
    }
    let rise = (last.register - first.register).wh();
    let (from, to) = (units::millis(first.at), units::millis(last.at));
    let hours = |from: i64, before: i64| {
        let sql = "SELECT ifnull(sum(wh), 0) FROM rollup_hour WHERE point = ?1 AND start >= ?2 AND start < ?3";
        db.value(sql, params![installed.point.0, from, before], |row| row.get::<_, i64>(0))
    };
    let (inside, touched) = (hours(from, to - HOUR_MS + 1)?, hours(from - HOUR_MS + 1, to)?);
    let agree = (inside..=touched).contains(&rise);
    let of = block.installation;
    let fault = || {
        let span = format!("{} to {}", first.at, last.at);
        let held = format!("the hours hold {inside} to {touched} Wh");
        format!("the sealed registers of installation {of} rise by {rise} Wh from {span}, {held}")
    };
    Ok((!agree).then(fault))
}
