//! How a block holds readings: three columns, each by the numeric codec pco, and the few that were not read.
//!
//! Version 1: `quarter`, the quarter hour since 1970 in which the reading was taken; `into`, the milliseconds into it;
//! `register`, in Wh; each a pco file after its length. Then runs of estimated readings: how many were read since the
//! run before, and how long this one is. Lengths are LEB128. Taken on the grid, the first two come to next to nothing;
//! taken off it, `into` costs what its jitter is worth, where differences of instants would count it twice.
//!
//! The codec keeps reading every older version of its format: `pcodec`, README, "Compatibility",
//! <https://github.com/pcodec/pcodec>.

use pco::{ChunkConfig, standalone};
use units::Quality;

use crate::table::reading::Series;
use crate::{Error, Result};

/// The version that [`encode`] writes.
pub(crate) const VERSION: i64 = 1;

/// The most that one block holds: a reading a second of the longest month. What claims more is damaged.
pub(crate) const MOST: usize = 31 * 25 * 3_600;

const QUARTER_MS: i64 = 15 * 60 * 1000;

/// Readings in time order, none of them suspect.
pub(crate) fn encode(readings: &Series) -> Result<Vec<u8>> {
    let quarters: Vec<i64> = readings.at_ms.iter().map(|at| at.div_euclid(QUARTER_MS)).collect();
    let into: Vec<i64> = readings.at_ms.iter().map(|at| at.rem_euclid(QUARTER_MS)).collect();
    let mut data = Vec::with_capacity(readings.len() + 64);
    for column in [&quarters, &into, &readings.register_wh] {
        let packed = standalone::simple_compress(column, &ChunkConfig::default()).map_err(|error| broken(&error))?;
        put(&mut data, packed.len());
        data.extend_from_slice(&packed);
    }
    let mut rest = readings.quality.as_slice();
    while let Some(read) = rest.iter().position(|quality| *quality == Quality::Estimated) {
        let run = rest[read..].iter().take_while(|quality| **quality == Quality::Estimated).count();
        put(&mut data, read);
        put(&mut data, run);
        rest = &rest[read + run..];
    }
    Ok(data)
}

/// Adds the `count` readings of a block to `to`.
pub(crate) fn decode(version: i64, count: usize, mut data: &[u8], to: &mut Series) -> Result<()> {
    if version != VERSION {
        return Err(Error::Damaged(format!("sealed readings of version {version}, which is not known")));
    }
    if count > MOST {
        return Err(Error::Damaged(format!("sealed readings that claim to be {count}")));
    }
    let start = to.len();
    column(&mut data, count, &mut to.at_ms)?;
    let mut into = Vec::new();
    column(&mut data, count, &mut into)?;
    for (at, into) in to.at_ms[start..].iter_mut().zip(&into) {
        let whole = at.checked_mul(QUARTER_MS).and_then(|quarter| quarter.checked_add(*into));
        *at = whole.ok_or_else(|| damaged("an instant"))?;
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
