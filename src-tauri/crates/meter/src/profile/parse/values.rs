//! `[values.NAME]`: what is measured, and where it lies.

use units::Energy;

use crate::number::{self, Encoding, Ratio};
use crate::wire::Block;

use super::super::point::{Absence, Combine, Kind, Point};
use super::super::reader::Reader;
use super::{REGISTERS, Result, WORD_ORDER};

/// The values, and where the import register starts again if its width is given.
pub(super) fn points(root: &Reader<'_>, phases: u8) -> Result<(Vec<Point>, Option<Energy>)> {
    let Some(values) = root.table("values")? else { return Ok((Vec::new(), None)) };
    let mut points = Vec::new();
    let mut wraps = None;
    for kind in Kind::ALL {
        let Some(table) = values.table(kind.key())? else { continue };
        let point = point(&table, kind, phases)?;
        if kind == Kind::EnergyImport {
            wraps = wraps_at(&table, &point)?;
        }
        points.push(point);
        table.finish()?;
    }
    values.finish()?;
    Ok((points, wraps))
}

fn point(table: &Reader<'_>, kind: Kind, phases: u8) -> Result<Point> {
    let encoding = Encoding::parse(table.required_text("type")?)
        .ok_or_else(|| table.wrong("type", "write one of u16, i16, u32, i32, u64, i64, f32"))?;
    let factor = table.required_word("unit", kind.units())?;
    let ratio = Ratio::parse(table.decimal("scale")?.unwrap_or("1"))
        .and_then(|scale| scale.times(factor))
        .ok_or_else(|| table.wrong("scale", "write a positive decimal such as 0.01"))?;
    let combine = table.word("combine", &[("sum", Combine::Sum)])?.unwrap_or(Combine::Each);
    let patterns = [("ones", encoding.ones()), ("most", encoding.most()), ("least", encoding.most() + 1)];
    let raw_most = i64::try_from(encoding.ones()).unwrap_or(i64::MAX);
    Ok(Point {
        kind,
        function: table.required_word("table", &REGISTERS)?,
        addresses: addresses(table, kind, combine, encoding, phases)?,
        combine,
        encoding,
        low_word_first: table.word("words", &WORD_ORDER)?.unwrap_or(false),
        ratio,
        negated: table.word("sign", &[("as-is", false), ("negated", true)])?.unwrap_or(false),
        offset: offset(table, kind, factor)?,
        absence: absence(table, kind)?,
        unavailable: table.numbers_or_names("unavailable", raw_most, &patterns)?.unwrap_or_default(),
    })
}

fn offset(table: &Reader<'_>, kind: Kind, factor: i64) -> Result<i64> {
    let offset = table.integer("offset", -1_000, 1_000)?;
    if offset.is_some() && kind != Kind::Temperature {
        return Err(table.wrong("offset", "only a temperature counts from somewhere else than 0"));
    }
    Ok(offset.unwrap_or(0) * factor)
}

fn absence(table: &Reader<'_>, kind: Kind) -> Result<Absence> {
    let said = table.word("if_unavailable", &[("refuse", Absence::Refuses), ("leave-out", Absence::LeavesOut)])?;
    if kind.is_needed() && said == Some(Absence::LeavesOut) {
        return Err(
            table.wrong("if_unavailable", "a reading without energy_import, or without one of its phases, is none")
        );
    }
    Ok(said.unwrap_or_else(|| kind.absence()))
}

fn addresses(table: &Reader<'_>, kind: Kind, combine: Combine, encoding: Encoding, phases: u8) -> Result<Vec<u16>> {
    let most = 0x1_0000 - i64::from(encoding.registers());
    let found = table.numbers("address", most)?.ok_or_else(|| table.wrong("address", "this key is required"))?;
    let addresses = found.iter().map(|address| u16::try_from(*address).unwrap_or(0)).collect();
    if combine == Combine::Sum {
        return match (found.len(), kind.is_by_phase() || kind.absence() == Absence::LeavesOut) {
            (2..=16, false) => Ok(addresses),
            (_, true) => Err(table.wrong("combine", "only energies, powers and the like add up")),
            _ => Err(table.wrong("address", "a sum takes 2 to 16 addresses")),
        };
    }
    if kind == Kind::Temperature {
        return if found.len() <= 8 { Ok(addresses) } else { Err(table.wrong("address", "write at most 8 of them")) };
    }
    let expected = if kind.is_by_phase() { usize::from(phases.max(1)) } else { 1 };
    if found.len() != expected {
        return Err(
            table.wrong("address", format!("write {expected} of them: one, or one per phase for voltage and current"))
        );
    }
    Ok(addresses)
}

/// The first value that the register cannot show.
fn wraps_at(table: &Reader<'_>, point: &Point) -> Result<Option<Energy>> {
    let digits = table.integer("wraps_after_digits", 4, 18)?;
    let bits = table.integer("wraps_after_bits", 8, 62)?;
    let raw = match (digits, bits) {
        (None, None) => return Ok(None),
        (Some(digits), None) => u32::try_from(digits).ok().and_then(|digits| 10_u64.checked_pow(digits)),
        (None, Some(bits)) => u32::try_from(bits).ok().and_then(|bits| 1_u64.checked_shl(bits)),
        (Some(_), Some(_)) => return Err(table.wrong("wraps_after_bits", "write digits or bits, not both")),
    };
    let as_integer = if point.encoding == Encoding::F32 { None } else { raw };
    as_integer
        .and_then(|raw| number::decode(Encoding::U64, raw, point.ratio).ok())
        .and_then(Energy::new)
        .map(Some)
        .ok_or_else(|| table.wrong("wraps_after_digits", "only an integer register of a possible width has one"))
}

pub(super) fn spans(point: &Point) -> impl Iterator<Item = Block> + '_ {
    let count = point.encoding.registers();
    point.addresses.iter().map(move |start| Block { function: point.function, start: *start, count })
}
