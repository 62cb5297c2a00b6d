//! `[clock]`: which registers hold the time.

use crate::wire::{Block, Function};

use super::super::clock::{Cell, Clock, Digits, Field};
use super::super::reader::Reader;
use super::{Result, registers};

const FIELDS: [(&str, Field); 7] = [
    ("second", Field::Second),
    ("minute", Field::Minute),
    ("hour", Field::Hour),
    ("day", Field::Day),
    ("month", Field::Month),
    ("year", Field::Year),
    ("-", Field::None),
];

pub(super) fn clock(table: &Reader<'_>) -> Result<Clock> {
    let wrong = || {
        let example = "write one entry per register, such as \"second\", or \"year/month\" for high and low byte; each of year to second once";
        table.wrong("fields", example)
    };
    let cells: Vec<Cell> =
        table.texts("fields")?.iter().map(|text| cell(text)).collect::<Option<_>>().ok_or_else(wrong)?;
    let named = |field: Field| {
        cells
            .iter()
            .filter(|cell| match cell {
                Cell::Whole(one) => *one == field,
                Cell::Two(high, low) => *high == field || *low == field,
            })
            .count()
    };
    if cells.len() > 8 || FIELDS[..6].iter().any(|(_, field)| named(*field) != 1) {
        return Err(wrong());
    }
    let start = table.address("address")?;
    let count = u16::try_from(cells.len()).unwrap_or(0);
    if u32::from(start) + u32::from(count) > 0x1_0000 {
        return Err(table.wrong("address", "the registers lie beyond the end of the table"));
    }
    let digits = table.word("digits", &[("binary", Digits::Binary), ("bcd", Digits::Bcd)])?.unwrap_or(Digits::Binary);
    table.finish()?;
    Ok(Clock {
        block: Block { function: Function::HoldingRegisters, start, count: registers(count.into()) },
        cells,
        digits,
    })
}

fn cell(text: &str) -> Option<Cell> {
    let field = |name: &str| FIELDS.iter().find(|(known, _)| *known == name).map(|(_, field)| *field);
    match text.split_once('/') {
        None => field(text).map(Cell::Whole),
        Some((high, low)) => Some(Cell::Two(field(high)?, field(low)?)),
    }
}
