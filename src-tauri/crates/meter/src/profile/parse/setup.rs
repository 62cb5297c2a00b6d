//! `[setup]`: the registers by which a device is given another address, speed or parity.

use crate::number::{self, Encoding, Ratio};
use crate::wire::Request;

use super::super::reader::Reader;
use super::super::relay::Write;
use super::super::setup::{Meaning, Part, Setting, Setup};
use super::{Parity, REGISTERS, Result, WORD_ORDER, registers};
use crate::wire::Function;

const WRITES: [(&str, Write); 2] = [("register", Write::Register), ("registers", Write::Registers)];
const TYPES: [(&str, Encoding); 3] = [("u16", Encoding::U16), ("u32", Encoding::U32), ("f32", Encoding::F32)];
const PARTS: [(&str, Part); 3] = [("whole", Part::Whole), ("high-byte", Part::HighByte), ("low-byte", Part::LowByte)];

/// As people write it: data bits, parity, stop bits.
const FRAMES: [(&str, Parity, u8); 6] = [
    ("8N1", Parity::None, 1),
    ("8N2", Parity::None, 2),
    ("8E1", Parity::Even, 1),
    ("8E2", Parity::Even, 2),
    ("8O1", Parity::Odd, 1),
    ("8O2", Parity::Odd, 2),
];

pub(super) fn setup(table: &Reader<'_>) -> Result<Setup> {
    let setup = Setup {
        by_hand: table.text("by_hand")?.map(str::to_owned),
        after: table.text("after")?.map(str::to_owned),
        unlock: table.table("unlock")?.map(|table| unlock(&table)).transpose()?,
        address: table.table("address")?.map(|table| address(&table)).transpose()?,
        baud: table.table("baud")?.map(|table| coded(&table, baud)).transpose()?,
        frame: table.table("parity")?.map(|table| coded(&table, frame)).transpose()?,
    };
    table.finish()?;
    Ok(setup)
}

fn address(table: &Reader<'_>) -> Result<Setting> {
    let (least, most) = (table.integer_or("least", 0, 255, 1)?, table.integer_or("most", 1, 255, 247)?);
    if least > most {
        return Err(table.wrong("least", "the least address is not above the most"));
    }
    let setting = setting(table, Vec::new(), (registers(least), registers(most)))?;
    table.finish()?;
    Ok(setting)
}

fn coded(table: &Reader<'_>, meaning: fn(&str) -> Option<Meaning>) -> Result<Setting> {
    let codes = table.table("codes")?.ok_or_else(|| table.wrong("codes", "this table is required"))?;
    let mut found = Vec::new();
    for (key, code) in codes.entries(0xFFFF)? {
        let meaning = meaning(key)
            .ok_or_else(|| codes.wrong(key, "write a baud rate such as 9600, or a frame such as 8N1, and its code"))?;
        found.push((meaning, code));
    }
    if found.is_empty() {
        return Err(table.wrong("codes", "write at least one code"));
    }
    let distinct =
        found.iter().enumerate().all(|(index, (_, code))| !found[..index].iter().any(|(_, other)| other == code));
    if !distinct {
        return Err(table.wrong("codes", "one code cannot mean two things"));
    }
    found.sort_by_key(|(meaning, code)| match meaning {
        Meaning::Baud(baud) => (*baud, *code),
        Meaning::Frame(..) => (0, *code),
    });
    let setting = setting(table, found, (0, u16::MAX))?;
    table.finish()?;
    Ok(setting)
}

fn baud(key: &str) -> Option<Meaning> {
    key.parse().ok().filter(|baud| (300..=1_000_000).contains(baud)).map(Meaning::Baud)
}

fn frame(key: &str) -> Option<Meaning> {
    FRAMES.iter().find(|(name, _, _)| *name == key).map(|(_, parity, stop_bits)| Meaning::Frame(*parity, *stop_bits))
}

fn setting(table: &Reader<'_>, codes: Vec<(Meaning, u16)>, range: (u16, u16)) -> Result<Setting> {
    let encoding = table.word("type", &TYPES)?.unwrap_or(Encoding::U16);
    let setting = Setting {
        function: table.word("table", &REGISTERS)?.unwrap_or(Function::HoldingRegisters),
        address: table.address("address")?,
        write: table.required_word("write", &WRITES)?,
        encoding,
        low_word_first: table.word("words", &WORD_ORDER)?.unwrap_or(false),
        part: table.word("part", &PARTS)?.unwrap_or(Part::Whole),
        codes,
        range,
    };
    if encoding != Encoding::U16 && (setting.write == Write::Register || setting.part != Part::Whole) {
        return Err(table.wrong("type", "two registers are written whole, with write = \"registers\""));
    }
    if u32::from(setting.address) + u32::from(encoding.registers()) > 0x1_0000 {
        return Err(table.wrong("address", "the register lies beyond the end of the table"));
    }
    let is_byte = setting.part != Part::Whole;
    if is_byte && setting.codes.iter().any(|(_, code)| *code > 0xFF) {
        return Err(table.wrong("codes", "a part of a register holds 0 to 255"));
    }
    Ok(setting)
}

fn unlock(table: &Reader<'_>) -> Result<Request> {
    let setting = setting(table, Vec::new(), (0, u16::MAX))?;
    let value = table.integer("value", 0, 0xFFFF)?.ok_or_else(|| table.wrong("value", "this key is required"))?;
    table.finish()?;
    let one = Ratio::parse("1").ok_or_else(|| table.wrong("value", "this key is required"))?;
    let bits = number::encode(setting.encoding, value, one);
    let words = number::split(bits, setting.encoding.registers(), setting.low_word_first);
    setting.write.request(setting.address, &words).ok_or_else(|| table.wrong("write", "this cannot be written"))
}
