//! Profile text to a checked profile. Examples: `assets/meters/*.toml`. The keys:
//!
//! - at the top: `id`, `maker`, `model`, `sources` (required); `notes`, `accuracy_class`, `phases` (0 to
//!   3, default 1), `rated_current_a` (100), `rated_voltage_v` (230), `rollover_kwh` (where the register
//!   starts again, if documented);
//! - `[line]`: `baud`, `parity`, `stop_bits` as the meter leaves the factory; `max_block` (registers per
//!   read, 60), `gap_ms` (0), `timeout_ms` (500), `guard = { table, address, count }` where the planner
//!   finds none by itself;
//! - `[values.NAME]`, NAME one of energy_import, energy_export, power, apparent, reactive, power_factor,
//!   frequency, voltage, current: `table` (input, holding), `address` (a list by phase for voltage and
//!   current), `type` (u16, i16, u32, i32, f32), `unit`, `scale` (a decimal, 1), `words` (high-first,
//!   low-first), `sign` (as-is, negated), `unavailable` (raw contents that mean no value);
//! - `[identity]`: `table`, `address`, `type` (u16, u32), `words`, `unavailable`;
//! - `[relay]`: `channels` (1), `write` (coil, register, registers: functions 5, 6, 16), `address`,
//!   `stride` (1), `close` and `open` (codes, default 1 and 0), and, where reading back differs,
//!   `read = { table, address, stride, mask, closed, opened }`.

use toml::de::DeTable;
use units::Energy;

use crate::number::{Encoding, Ratio};
use crate::wire::{Block, Function};

use super::point::{Identity, Kind, Point};
use super::reader::{ProfileError, Reader};
use super::relay::{ReadBack, Relay, Write};
use super::{LineDefaults, Parity, Profile, plan};

type Result<T> = std::result::Result<T, ProfileError>;

const REGISTERS: [(&str, Function); 2] = [("input", Function::InputRegisters), ("holding", Function::HoldingRegisters)];
const TABLES: [(&str, Function); 4] = [
    ("coil", Function::Coils),
    ("discrete", Function::DiscreteInputs),
    ("input", Function::InputRegisters),
    ("holding", Function::HoldingRegisters),
];
const WORD_ORDER: [(&str, bool); 2] = [("high-first", false), ("low-first", true)];

pub(super) fn profile(text: &str) -> Result<Profile> {
    let table = DeTable::parse(text).map_err(|error| Reader::syntax(text, &error))?;
    let root = Reader::new(text, &table);
    let phases = small(root.integer_or("phases", 0, 3, 1)?);
    let points = values(&root, phases)?;
    let identity = root.table("identity")?.map(|table| identity(&table)).transpose()?;
    let relay = root.table("relay")?.map(|table| relay(&table)).transpose()?;
    if points.is_empty() && relay.is_none() {
        return Err(root.wrong("values", "a device measures something or has a relay; write [values.…] or [relay]"));
    }
    let line = root.table("line")?.ok_or_else(|| root.wrong("line", "this table is required"))?;
    let max_block = u16::try_from(line.integer_or("max_block", 1, 125, 60)?).unwrap_or(60);
    let wanted = points.iter().flat_map(spans).chain(relay.as_ref().map(Relay::span)).collect();
    let blocks = plan::blocks(wanted, max_block)
        .ok_or_else(|| line.wrong("max_block", "the values do not fit into blocks of different lengths; allow more"))?;
    let profile = Profile {
        id: id(&root)?,
        maker: root.required_text("maker")?.to_owned(),
        model: root.required_text("model")?.to_owned(),
        sources: sources(&root)?,
        notes: root.texts("notes")?,
        accuracy_class: root.text("accuracy_class")?.map(str::to_owned),
        phases,
        rated_current_a: u32::try_from(root.integer_or("rated_current_a", 1, 100_000, 100)?).unwrap_or(100),
        rated_voltage_v: u32::try_from(root.integer_or("rated_voltage_v", 1, 100_000, 230)?).unwrap_or(230),
        line: line_defaults(&line)?,
        gap_ms: line.integer_or("gap_ms", 0, 5_000, 0)?.unsigned_abs(),
        timeout_ms: line.integer_or("timeout_ms", 10, 10_000, 500)?.unsigned_abs(),
        rollover: rollover(&root)?,
        guard: guard(&line, &blocks, identity.as_ref().map(|identity| identity.block))?,
        points,
        identity,
        relay,
        blocks,
    };
    line.finish()?;
    root.finish()?;
    Ok(profile)
}

fn id(root: &Reader<'_>) -> Result<String> {
    let id = root.required_text("id")?;
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if id.len() > 60 || !id.bytes().all(plain) {
        return Err(root.wrong("id", "write at most 60 lower-case letters, digits and hyphens"));
    }
    Ok(id.to_owned())
}

fn sources(root: &Reader<'_>) -> Result<Vec<String>> {
    let sources = root.texts("sources")?;
    if sources.is_empty() {
        return Err(root.wrong("sources", "name at least one document or capture that shows these registers"));
    }
    Ok(sources)
}

fn line_defaults(line: &Reader<'_>) -> Result<LineDefaults> {
    let parity = [("none", Parity::None), ("even", Parity::Even), ("odd", Parity::Odd)];
    Ok(LineDefaults {
        baud: u32::try_from(line.integer_or("baud", 300, 1_000_000, 9600)?).unwrap_or(9600),
        parity: line.word("parity", &parity)?.unwrap_or_default(),
        stop_bits: small(line.integer_or("stop_bits", 1, 2, 1)?),
    })
}

fn rollover(root: &Reader<'_>) -> Result<Option<Energy>> {
    let most = 1_000_000_000_000;
    Ok(root.integer("rollover_kwh", 1, most)?.and_then(|kwh| Energy::new(kwh * 1000)))
}

fn values(root: &Reader<'_>, phases: u8) -> Result<Vec<Point>> {
    let Some(values) = root.table("values")? else { return Ok(Vec::new()) };
    let mut points = Vec::new();
    for kind in Kind::ALL {
        if let Some(table) = values.table(kind.key())? {
            points.push(point(&table, kind, phases)?);
            table.finish()?;
        }
    }
    values.finish()?;
    Ok(points)
}

fn point(table: &Reader<'_>, kind: Kind, phases: u8) -> Result<Point> {
    let encoding = Encoding::parse(table.required_text("type")?)
        .ok_or_else(|| table.wrong("type", "write one of u16, i16, u32, i32, f32"))?;
    let factor = table.required_word("unit", kind.units())?;
    let ratio = Ratio::parse(table.decimal("scale")?.unwrap_or("1"))
        .and_then(|scale| scale.times(factor))
        .ok_or_else(|| table.wrong("scale", "write a positive decimal such as 0.01"))?;
    let raw_most = if encoding.registers() == 1 { 0xFFFF } else { 0xFFFF_FFFF };
    Ok(Point {
        kind,
        function: table.required_word("table", &REGISTERS)?,
        addresses: addresses(table, kind, encoding, phases)?,
        encoding,
        low_word_first: table.word("words", &WORD_ORDER)?.unwrap_or(false),
        ratio,
        negated: table.word("sign", &[("as-is", false), ("negated", true)])?.unwrap_or(false),
        unavailable: table.numbers("unavailable", raw_most)?.unwrap_or_default(),
    })
}

fn addresses(table: &Reader<'_>, kind: Kind, encoding: Encoding, phases: u8) -> Result<Vec<u16>> {
    let most = 0x1_0000 - i64::from(encoding.registers());
    let found = table.numbers("address", most)?.ok_or_else(|| table.wrong("address", "this key is required"))?;
    let expected = if kind.is_by_phase() { usize::from(phases.max(1)) } else { 1 };
    if found.len() != expected {
        return Err(
            table.wrong("address", format!("write {expected} of them: one, or one per phase for voltage and current"))
        );
    }
    Ok(found.iter().map(|address| u16::try_from(*address).unwrap_or(0)).collect())
}

fn spans(point: &Point) -> impl Iterator<Item = Block> + '_ {
    let count = point.encoding.registers();
    point.addresses.iter().map(move |start| Block { function: point.function, start: *start, count })
}

fn identity(table: &Reader<'_>) -> Result<Identity> {
    let encoding = table.required_word("type", &[("u16", Encoding::U16), ("u32", Encoding::U32)])?;
    let (start, count) = (table.address("address")?, encoding.registers());
    if u32::from(start) + u32::from(count) > 0x1_0000 {
        return Err(table.wrong("address", "the register lies beyond the end of the table"));
    }
    let identity = Identity {
        block: Block { function: table.required_word("table", &REGISTERS)?, start, count },
        low_word_first: table.word("words", &WORD_ORDER)?.unwrap_or(false),
        unavailable: table.numbers("unavailable", 0xFFFF_FFFF)?.unwrap_or_default(),
    };
    table.finish()?;
    Ok(identity)
}

fn relay(table: &Reader<'_>) -> Result<Relay> {
    let channels = small(table.integer_or("channels", 1, 64, 1)?);
    let write = table.required_word(
        "write",
        &[("coil", Write::Coil), ("register", Write::Register), ("registers", Write::Registers)],
    )?;
    let address = table.address("address")?;
    let stride = u16::try_from(table.integer_or("stride", 1, 256, 1)?).unwrap_or(1);
    let close = codes(table, "close")?.unwrap_or_else(|| vec![1]);
    let open = codes(table, "open")?.unwrap_or_else(|| vec![0]);
    let most = if write == Write::Coil { 1 } else { u16::MAX };
    if close == open || close.len() != open.len() || close.iter().chain(&open).any(|code| *code > most) {
        return Err(table.wrong("close", "close and open are as many codes, and different ones; for a coil 1 and 0"));
    }
    if close.len() > 16 || (write != Write::Registers && close.len() > 1) {
        return Err(table.wrong("close", "only write = \"registers\" takes several codes, at most 16"));
    }
    let last = u32::from(address) + u32::from(stride) * u32::from(channels - 1);
    if last > 0xFFFF {
        return Err(table.wrong("stride", "the last channel lies beyond the end of the table"));
    }
    let default = ReadBack {
        function: if write == Write::Coil { Function::Coils } else { Function::HoldingRegisters },
        address,
        stride,
        mask: u16::MAX,
        closed: close.clone(),
        opened: open.clone(),
    };
    let read = match table.table("read")? {
        None => default,
        Some(read) => read_back(&read, channels, default)?,
    };
    table.finish()?;
    Ok(Relay { channels, write, address, stride, close, open, read })
}

fn read_back(table: &Reader<'_>, channels: u8, default: ReadBack) -> Result<ReadBack> {
    let stride = u16::try_from(table.integer_or("stride", 1, 256, i64::from(default.stride))?).unwrap_or(1);
    let address = table.address("address")?;
    if u32::from(address) + u32::from(stride) * u32::from(channels - 1) > 0xFFFF {
        return Err(table.wrong("address", "the last channel lies beyond the end of the table"));
    }
    let read = ReadBack {
        function: table.required_word("table", &TABLES)?,
        address,
        stride,
        mask: u16::try_from(table.integer_or("mask", 1, 0xFFFF, 0xFFFF)?).unwrap_or(u16::MAX),
        closed: codes(table, "closed")?.unwrap_or(default.closed),
        opened: codes(table, "opened")?.unwrap_or(default.opened),
    };
    if read.closed.iter().any(|code| read.opened.contains(code)) {
        return Err(table.wrong("closed", "one code cannot mean both closed and opened"));
    }
    table.finish()?;
    Ok(read)
}

fn codes(table: &Reader<'_>, key: &'static str) -> Result<Option<Vec<u16>>> {
    let found = table.numbers(key, 0xFFFF)?;
    Ok(found.map(|codes| codes.iter().map(|code| u16::try_from(*code).unwrap_or(0)).collect()))
}

/// The guard named by the profile, or one found by the planner.
fn guard(line: &Reader<'_>, blocks: &[Block], identity: Option<Block>) -> Result<Option<Block>> {
    let Some(table) = line.table("guard")? else { return Ok(plan::guard(blocks, identity)) };
    let function = table.required_word("table", &TABLES)?;
    let count = u16::try_from(table.integer_or("count", 1, 125, 1)?).unwrap_or(1);
    let guard = Block { function, start: table.address("address")?, count };
    if guard.end() > 0x1_0000 || blocks.iter().chain(&identity).any(|block| plan::alike(block, &guard)) {
        return Err(
            table.wrong("count", "a guard must be unlike every other read of the device; choose another length")
        );
    }
    table.finish()?;
    Ok(Some(guard))
}

fn small(number: i64) -> u8 {
    u8::try_from(number).unwrap_or(0)
}
