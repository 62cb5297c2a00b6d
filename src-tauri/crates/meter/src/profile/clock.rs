//! The clock in a device: which register holds what of the time.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

use crate::wire::{Block, Request, Values};

use super::Profile;

/// A clock that is read with function 3 and set by one write with function 16.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    pub(super) block: Block,
    pub(super) cells: Vec<Cell>,
    pub(super) digits: Digits,
}

/// What one register holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Whole(Field),
    /// High and low byte.
    Two(Field, Field),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Second,
    Minute,
    Hour,
    Day,
    Month,
    /// Since 2000.
    Year,
    /// Not used; written as 0.
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digits {
    Binary,
    Bcd,
}

impl Clock {
    /// Where the time stands.
    pub const fn block(&self) -> Block {
        self.block
    }

    /// What the device's clock says, in whatever time it keeps; nothing where that is no time.
    pub fn read(&self, values: &Values) -> Option<NaiveDateTime> {
        let Values::Registers(registers) = values else { return None };
        let mut parts = [0_u32; 6];
        for (cell, register) in self.cells.iter().zip(registers) {
            let [high, low] = register.to_be_bytes();
            match cell {
                Cell::Whole(field) if *register < 0x100 => self.keep(&mut parts, *field, low)?,
                Cell::Whole(_) => return None,
                Cell::Two(first, second) => {
                    self.keep(&mut parts, *first, high)?;
                    self.keep(&mut parts, *second, low)?;
                }
            }
        }
        let [second, minute, hour, day, month, year] = parts;
        NaiveDate::from_ymd_opt(2000 + i32::try_from(year).ok()?, month, day)?.and_hms_opt(hour, minute, second)
    }

    /// The write that sets it, in the time that the device shall keep. Nothing beyond the years 2000 to 2099.
    pub fn set(&self, time: NaiveDateTime) -> Option<Request> {
        let year = u8::try_from(time.year() - 2000).ok().filter(|year| *year < 100)?;
        let part = |field: Field| {
            let number = match field {
                Field::Second => time.second(),
                Field::Minute => time.minute(),
                Field::Hour => time.hour(),
                Field::Day => time.day(),
                Field::Month => time.month(),
                Field::Year => u32::from(year),
                Field::None => 0,
            };
            let number = u16::try_from(number).unwrap_or(0);
            match self.digits {
                Digits::Binary => number,
                Digits::Bcd => ((number / 10) << 4) | (number % 10),
            }
        };
        let word = |cell: &Cell| match cell {
            Cell::Whole(field) => part(*field),
            Cell::Two(high, low) => part(*high) << 8 | part(*low),
        };
        Some(Request::WriteRegisters { address: self.block.start, values: self.cells.iter().map(word).collect() })
    }

    fn keep(&self, parts: &mut [u32; 6], field: Field, byte: u8) -> Option<()> {
        let number = match self.digits {
            Digits::Binary => u32::from(byte),
            Digits::Bcd if byte >> 4 < 10 && byte & 0xF < 10 => u32::from(byte >> 4) * 10 + u32::from(byte & 0xF),
            Digits::Bcd => return None,
        };
        let index = match field {
            Field::Second => 0,
            Field::Minute => 1,
            Field::Hour => 2,
            Field::Day => 3,
            Field::Month => 4,
            Field::Year => 5,
            Field::None => return Some(()),
        };
        parts[index] = number;
        Some(())
    }
}

impl Profile {
    /// The device's own clock, where one is documented.
    pub const fn clock(&self) -> Option<&Clock> {
        self.clock.as_ref()
    }
}
