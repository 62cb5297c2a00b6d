//! `[relay]`: how supply is switched, and how its state is read back.

use crate::number::Encoding;
use crate::wire::Function;

use super::super::point::Identity;
use super::super::reader::Reader;
use super::super::relay::{Codes, Key, ReadBack, Relay, Write};
use super::super::tag::Shape;
use super::{Result, TABLES, WORD_ORDER, registers, small};

pub(super) fn relay(table: &Reader<'_>, identity: Option<&Identity>) -> Result<Relay> {
    let channels = small(table.integer_or("channels", 1, 64, 1)?);
    let write = table.required_word(
        "write",
        &[("coil", Write::Coil), ("register", Write::Register), ("registers", Write::Registers)],
    )?;
    let address = table.address("address")?;
    let stride = registers(table.integer_or("stride", 1, 256, 1)?);
    let close = codes(table, "close")?.unwrap_or_else(|| vec![1]);
    let open = codes(table, "open")?.unwrap_or_else(|| vec![0]);
    let auto = codes(table, "auto")?;
    let most = if write == Write::Coil { 1 } else { u16::MAX };
    let differ = |other: &Vec<u16>| *other != close && *other != open && other.len() == close.len();
    if close == open || close.len() != open.len() || close.iter().chain(&open).any(|code| *code > most) {
        return Err(table.wrong("close", "close and open are as many codes, and different ones; for a coil 1 and 0"));
    }
    if auto.as_ref().is_some_and(|auto| !differ(auto) || write == Write::Coil) {
        return Err(
            table.wrong("auto", "a third state has a code of its own, as long as close and open; no coil has one")
        );
    }
    if close.len() > 16 || (write != Write::Registers && close.len() > 1) {
        return Err(table.wrong("close", "only write = \"registers\" takes several codes, at most 16"));
    }
    if u32::from(address) + u32::from(stride) * u32::from(channels - 1) > 0xFFFF {
        return Err(table.wrong("stride", "the last channel lies beyond the end of the table"));
    }
    let key = table.table("key")?.map(|key| self::key(&key, write, identity)).transpose()?;
    let open_lasts_s = table.integer("open_lasts_s", 1, 0xFFFF_FFFF)?.map(i64::unsigned_abs);
    let default = ReadBack {
        function: if write == Write::Coil { Function::Coils } else { Function::HoldingRegisters },
        address,
        stride,
        count: 1,
        low_word_first: false,
        mask: u32::MAX,
        closed: as_written(&close),
        opened: as_written(&open),
    };
    let read = match table.table("read")? {
        None if close.len() > 1 => {
            return Err(table.wrong("read", "several codes in one write need a place to read the state back"));
        }
        None => default,
        Some(read) => read_back(&read, channels, default)?,
    };
    table.finish()?;
    Ok(Relay { channels, write, address, stride, close, open, auto, key, open_lasts_s, read })
}

fn as_written(codes: &[u16]) -> Codes {
    Codes::These(codes.iter().map(|code| u32::from(*code)).collect())
}

fn key(table: &Reader<'_>, write: Write, identity: Option<&Identity>) -> Result<Key> {
    let tells_a_number = matches!(identity.map(|identity| identity.tag.shape), Some(Shape::Number(_) | Shape::Hex(_)));
    if !tells_a_number || write != Write::Registers {
        return Err(table.wrong("", "a key comes from a number in [identity], and goes with write = \"registers\""));
    }
    let shifts =
        table.numbers("serial_shifts", 63)?.ok_or_else(|| table.wrong("serial_shifts", "this key is required"))?;
    let mask = registers(table.integer_or("mask", 1, 0xFFFF, 0xFFFF)?);
    table.finish()?;
    Ok(Key { shifts, mask })
}

fn read_back(table: &Reader<'_>, channels: u8, default: ReadBack) -> Result<ReadBack> {
    let stride = registers(table.integer_or("stride", 1, 256, i64::from(default.stride))?);
    let address = table.address("address")?;
    let function = table.required_word("table", &TABLES)?;
    let count = table.word("type", &[("u16", Encoding::U16), ("u32", Encoding::U32)])?.map_or(1, Encoding::registers);
    if u32::from(address) + u32::from(stride) * u32::from(channels - 1) + u32::from(count) > 0x1_0000 {
        return Err(table.wrong("address", "the last channel lies beyond the end of the table"));
    }
    if count == 2 && function.is_bits() {
        return Err(table.wrong("type", "a coil or a discrete input is one bit"));
    }
    let most = if count == 2 { 0xFFFF_FFFF } else { 0xFFFF };
    let read = ReadBack {
        function,
        address,
        stride,
        count,
        low_word_first: table.word("words", &WORD_ORDER)?.unwrap_or(false),
        mask: u32::try_from(table.integer_or("mask", 1, most, most)?).unwrap_or(u32::MAX),
        closed: state(table, "closed", most)?.unwrap_or(default.closed),
        opened: state(table, "opened", most)?.unwrap_or(default.opened),
    };
    let is_clear = match (&read.closed, &read.opened) {
        (Codes::Other, Codes::Other) => false,
        (Codes::These(closed), Codes::These(opened)) => !closed.iter().any(|code| opened.contains(code)),
        _ => true,
    };
    if !is_clear {
        return Err(table.wrong("closed", "one code cannot mean both closed and opened"));
    }
    table.finish()?;
    Ok(read)
}

fn state(table: &Reader<'_>, key: &'static str, most: i64) -> Result<Option<Codes>> {
    const OTHER: u64 = u64::MAX;
    let Some(found) = table.numbers_or_names(key, most, &[("other", OTHER)])? else { return Ok(None) };
    match found.as_slice() {
        [OTHER] => Ok(Some(Codes::Other)),
        codes if codes.contains(&OTHER) => Err(table.wrong(key, "\"other\" stands alone")),
        codes => Ok(Some(Codes::These(codes.iter().map(|code| u32::try_from(*code).unwrap_or(0)).collect()))),
    }
}

fn codes(table: &Reader<'_>, key: &'static str) -> Result<Option<Vec<u16>>> {
    let found = table.numbers(key, 0xFFFF)?;
    Ok(found.map(|codes| codes.iter().map(|code| u16::try_from(*code).unwrap_or(0)).collect()))
}
