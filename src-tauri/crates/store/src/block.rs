//! How a block holds readings: when they were taken, their registers by the numeric codec pco, and the few that were
//! not read.
//!
//! Version 2 begins with a number of stretches. Each is one of readings taken on every quarter hour: how many quarter
//! hours after the one before it begins (the first: after 1970), and how many readings it has. No stretches mean that
//! the times are columns as in version 1: `quarter`, the quarter hour since 1970 in which the reading was taken, and
//! `into`, the milliseconds into it, which costs what its jitter is worth, where differences of instants would count it
//! twice. Then `register`, in Wh. A column is a pco file after its length. Then runs of estimated readings: how many
//! were read since the run before, and how long this one is. Numbers and lengths are LEB128.
//!
//! Version 1 is the same without the number of stretches.
//!
//! The codec keeps reading every older version of its format: `pcodec`, README, "Compatibility",
//! <https://github.com/pcodec/pcodec>.

use pco::{ChunkConfig, standalone};
use units::Quality;

use crate::table::reading::Series;
use crate::{Error, Result};

/// The version that [`encode`] writes.
pub(crate) const VERSION: i64 = 2;

/// The most that one block holds: a reading a second of the longest month. What claims more is damaged.
pub(crate) const MOST: usize = 31 * 25 * 3_600;

const QUARTER_MS: i64 = 15 * 60 * 1000;

/// Where stretches are shorter than this on the average, columns take less.
const WORTH: usize = 8;

/// Readings in time order, none of them suspect.
pub(crate) fn encode(readings: &Series) -> Result<Vec<u8>> {
    let mut data = Vec::with_capacity(readings.len() + 64);
    let stretches = stretches(&readings.at_ms).filter(|all| all.len() * WORTH <= readings.len()).unwrap_or_default();
    put(&mut data, stretches.len());
    let mut end = 0;
    for (first, count) in &stretches {
        put(&mut data, first - end);
        put(&mut data, *count);
        end = first + count;
    }
    if stretches.is_empty() {
        let quarters: Vec<i64> = readings.at_ms.iter().map(|at| at.div_euclid(QUARTER_MS)).collect();
        let into: Vec<i64> = readings.at_ms.iter().map(|at| at.rem_euclid(QUARTER_MS)).collect();
        put_column(&mut data, &quarters)?;
        put_column(&mut data, &into)?;
    }
    put_column(&mut data, &readings.register_wh)?;
    let mut rest = readings.quality.as_slice();
    while let Some(read) = rest.iter().position(|quality| *quality == Quality::Estimated) {
        let run = rest[read..].iter().take_while(|quality| **quality == Quality::Estimated).count();
        put(&mut data, read);
        put(&mut data, run);
        rest = &rest[read + run..];
    }
    Ok(data)
}

/// The stretches of readings on every quarter hour: the first quarter hour and how many; none where one was taken off
/// the grid, or twice.
fn stretches(at_ms: &[i64]) -> Option<Vec<(usize, usize)>> {
    let mut all: Vec<(usize, usize)> = Vec::new();
    for at in at_ms {
        let quarter = usize::try_from(at / QUARTER_MS).ok().filter(|_| at % QUARTER_MS == 0)?;
        match all.last_mut().map(|last| (last.0 + last.1, last)) {
            Some((end, last)) if end == quarter => last.1 += 1,
            Some((end, _)) if end > quarter => return None,
            _ => all.push((quarter, 1)),
        }
    }
    Some(all)
}

/// Adds the `count` readings of a block to `to`.
pub(crate) fn decode(version: i64, count: usize, mut data: &[u8], to: &mut Series) -> Result<()> {
    if !(1..=VERSION).contains(&version) {
        return Err(Error::Damaged(format!("sealed readings of version {version}, which this program does not know")));
    }
    if count > MOST {
        return Err(Error::Damaged(format!("sealed readings that claim to be {count}")));
    }
    let start = to.len();
    match if version == 1 { 0 } else { take(&mut data)? } {
        0 => times(&mut data, count, &mut to.at_ms)?,
        stretches => grid(&mut data, stretches, count, &mut to.at_ms)?,
    }
    column(&mut data, count, &mut to.register_wh)?;
    to.quality.resize(start + count, Quality::Actual);
    let mut next = start;
    while !data.is_empty() {
        let (read, run) = (take(&mut data)?, take(&mut data)?);
        let from = next.checked_add(read).ok_or_else(|| damaged("a run"))?;
        next = from.checked_add(run).ok_or_else(|| damaged("a run"))?;
        to.quality.get_mut(from..next).ok_or_else(|| damaged("a run"))?.fill(Quality::Estimated);
    }
    Ok(())
}

/// Instants as columns.
fn times(data: &mut &[u8], count: usize, to: &mut Vec<i64>) -> Result<()> {
    let start = to.len();
    column(data, count, to)?;
    let mut into = Vec::new();
    column(data, count, &mut into)?;
    for (at, into) in to[start..].iter_mut().zip(&into) {
        let whole = at.checked_mul(QUARTER_MS).and_then(|quarter| quarter.checked_add(*into));
        *at = whole.ok_or_else(|| damaged("an instant"))?;
    }
    Ok(())
}

/// Instants as stretches of quarter hours.
fn grid(data: &mut &[u8], stretches: usize, count: usize, to: &mut Vec<i64>) -> Result<()> {
    let (mut end, mut left) = (0_i64, count);
    for _ in 0..stretches {
        let (gap, length) = (take(data)?, take(data)?);
        left = left.checked_sub(length).ok_or_else(|| damaged("a stretch"))?;
        let whole = |number: usize| i64::try_from(number).map_err(|_| damaged("a stretch"));
        let first = end + whole(gap)?;
        end = first + whole(length)?;
        to.extend((first..end).map(|quarter| quarter.saturating_mul(QUARTER_MS)));
    }
    if left == 0 { Ok(()) } else { Err(damaged("a count")) }
}

fn put_column(data: &mut Vec<u8>, column: &[i64]) -> Result<()> {
    let packed = standalone::simple_compress(column, &ChunkConfig::default()).map_err(|error| broken(&error))?;
    put(data, packed.len());
    data.extend_from_slice(&packed);
    Ok(())
}

fn column(data: &mut &[u8], count: usize, to: &mut Vec<i64>) -> Result<()> {
    let length = take(data)?;
    let (packed, rest) = data.split_at_checked(length).ok_or_else(|| damaged("a length"))?;
    *data = rest;
    let start = to.len();
    to.resize(start + count, 0);
    let done = standalone::simple_decompress_into(packed, &mut to[start..]).map_err(|error| broken(&error))?;
    if done.n_processed == count && done.finished { Ok(()) } else { Err(damaged("a count")) }
}

fn put(data: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        data.push(low(value) | 0x80);
        value >>= 7;
    }
    data.push(low(value));
}

fn low(value: usize) -> u8 {
    u8::try_from(value & 0x7f).unwrap_or(0)
}

fn take(data: &mut &[u8]) -> Result<usize> {
    let mut value = 0;
    for shift in (0..28).step_by(7) {
        let (byte, rest) = data.split_first().ok_or_else(|| damaged("a length"))?;
        *data = rest;
        value |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(damaged("a length"))
}

fn damaged(what: &str) -> Error {
    Error::Damaged(format!("{what} of sealed readings is not as it was written"))
}

fn broken(error: &pco::errors::PcoError) -> Error {
    Error::Damaged(format!("sealed readings: {error}"))
}
