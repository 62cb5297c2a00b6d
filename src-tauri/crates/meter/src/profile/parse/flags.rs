//! `[[flag]]`: what the device tells of its own state.

use crate::number::Encoding;
use crate::sample::Flag;

use super::super::flag::Told;
use super::super::reader::Reader;
use super::{Result, TABLES, WORD_ORDER};

pub(super) fn flag(table: &Reader<'_>) -> Result<Told> {
    let function = table.required_word("table", &TABLES)?;
    let address = table.address("address")?;
    let count = table.word("type", &[("u16", Encoding::U16), ("u32", Encoding::U32)])?.map_or(1, Encoding::registers);
    if count == 2 && function.is_bits() {
        return Err(table.wrong("type", "a coil or a discrete input is one bit"));
    }
    if u32::from(address) + u32::from(count) > 0x1_0000 {
        return Err(table.wrong("address", "the register lies beyond the end of the table"));
    }
    let all = match (function.is_bits(), count) {
        (true, _) => 1,
        (false, 1) => 0xFFFF,
        (false, _) => 0xFFFF_FFFF,
    };
    let mask = u32::try_from(table.integer_or("mask", 1, all, all)?).unwrap_or(u32::MAX);
    let (codes, codes_raise) = match (table.numbers("raised", all)?, table.numbers("clear", all)?) {
        (Some(_), Some(_)) => {
            return Err(table.wrong("clear", "write `raised` or `clear`, not both; all others say the opposite"));
        }
        (Some(codes), None) => (codes, true),
        (None, codes) => (codes.unwrap_or_else(|| vec![0]), false),
    };
    let told = Told {
        flag: table.required_word("says", &Flag::ALL.map(|flag| (flag.key(), flag)))?,
        function,
        address,
        count,
        low_word_first: table.word("words", &WORD_ORDER)?.unwrap_or(false),
        mask,
        codes,
        codes_raise,
    };
    let key = if codes_raise { "raised" } else { "clear" };
    if told.codes.iter().any(|code| code & !mask != 0) {
        return Err(table.wrong(key, "a code has no bits outside the mask"));
    }
    if told.contents(true).is_none() || told.contents(false).is_none() {
        return Err(table
            .wrong(key, "one of 0 and the mask has to say the opposite; write the codes of the other state instead"));
    }
    table.finish()?;
    Ok(told)
}
