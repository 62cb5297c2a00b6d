//! Profile text to a checked profile. The format is told to users in `assets/meters/README.md`; what is read where:
//! the top and `[line]` here, `[values]`, `[relay]`, `[identity]` with `[[probe]]`, `[[flag]]`, `[setup]` and `[clock]` in
//! a file each.

mod clock;
mod flags;
mod relay;
mod setup;
mod tags;
mod values;

use toml::de::DeTable;
use units::Energy;

use crate::wire::{Block, Function};

use super::flag::Told;
use super::plan::{Limits, WORTH_READING_ACROSS};
use super::reader::{ProfileError, Reader};
use super::relay::Relay;
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
const PARITIES: [(&str, Parity); 3] = [("none", Parity::None), ("even", Parity::Even), ("odd", Parity::Odd)];

pub(super) fn profile(text: &str) -> Result<Profile> {
    let table = DeTable::parse(text).map_err(|error| Reader::syntax(text, &error))?;
    let root = Reader::new(text, &table);
    let phases = small(root.integer_or("phases", 0, 3, 1)?);
    let (points, wraps) = values::points(&root, phases)?;
    let identity = root.table("identity")?.map(|table| tags::identity(&table)).transpose()?;
    let probes = root.tables("probe")?.iter().map(tags::probe).collect::<Result<_>>()?;
    let relay = root.table("relay")?.map(|table| relay::relay(&table, identity.as_ref())).transpose()?;
    let flags: Vec<Told> = root.tables("flag")?.iter().map(flags::flag).collect::<Result<_>>()?;
    if points.is_empty() && relay.is_none() {
        return Err(root.wrong("values", "a device measures something or has a relay; write [values.…] or [relay]"));
    }
    let line = root.table("line")?.ok_or_else(|| root.wrong("line", "this table is required"))?;
    let limits = Limits {
        max_block: registers(line.integer_or("max_block", 1, 125, 60)?),
        read_across: registers(line.integer_or("read_across", 0, 125, WORTH_READING_ACROSS.into())?),
    };
    let spans = points.iter().flat_map(values::spans).chain(relay.as_ref().map(Relay::span));
    let wanted = spans.chain(flags.iter().map(Told::block)).collect();
    let blocks = plan::blocks(wanted, limits)
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
        max_block: limits.max_block,
        gap_ms: line.integer_or("gap_ms", 0, 5_000, 0)?.unsigned_abs(),
        timeout_ms: line.integer_or("timeout_ms", 10, 10_000, 500)?.unsigned_abs(),
        rollover: rollover(&root, wraps)?,
        guard: guard(&line, &blocks, identity.as_ref().map(|identity| identity.tag.block()))?,
        setup: root.table("setup")?.map(|table| setup::setup(&table)).transpose()?,
        clock: root.table("clock")?.map(|table| clock::clock(&table)).transpose()?,
        points,
        identity,
        probes,
        relay,
        flags,
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
    Ok(LineDefaults {
        baud: u32::try_from(line.integer_or("baud", 300, 1_000_000, 9600)?).unwrap_or(9600),
        parity: line.word("parity", &PARITIES)?.unwrap_or_default(),
        stop_bits: small(line.integer_or("stop_bits", 1, 2, 1)?),
    })
}

/// Where the register starts again: as said at the top, or as its width has it.
fn rollover(root: &Reader<'_>, wraps: Option<Energy>) -> Result<Option<Energy>> {
    let said = root.integer("rollover_kwh", 1, 1_000_000_000_000)?.and_then(|kwh| Energy::new(kwh * 1000));
    if said.is_some() && wraps.is_some() {
        return Err(root.wrong("rollover_kwh", "the width of values.energy_import says it already; write one of them"));
    }
    Ok(said.or(wraps))
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

fn registers(number: i64) -> u16 {
    u16::try_from(number).unwrap_or(0)
}
