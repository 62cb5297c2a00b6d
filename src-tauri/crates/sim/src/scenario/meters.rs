//! `[[meter]]` and `[[board]]`: what stands where, who lives behind it, and how it answers.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use meter::Profile;
use units::{Energy, Timestamp, Zone};

use super::moment::Calendar;
use super::reader::{Reader, each_once};
use super::{Device, LineSpec, PARITIES, Profiles, Result};
use crate::building::{Address, Appliance, Board, HousePlan, Measures, MeterPlan, Placed, RelayAt, Use};
use crate::wire::{Button, Speed};

const MEASURES: [(&str, Measures); 4] = [
    ("room", Measures::Room),
    ("common", Measures::Corridor),
    ("feeder", Measures::Feeder),
    ("supply", Measures::Supply),
];

pub(super) fn read(
    root: &Reader<'_>,
    (seed, zone, start): (u64, Zone, Timestamp),
    lines: &[LineSpec],
    profiles: Profiles<'_>,
    calendar: Calendar,
) -> Result<(HousePlan, Vec<Device>)> {
    let mut taken = Taken { seen: BTreeSet::new(), lines };
    let mut plan = HousePlan { seed, zone, start, meters: Vec::new(), boards: Vec::new() };
    let mut devices = Vec::new();
    for table in root.tables("board")? {
        let (device, profile) = device(&table, &mut taken, profiles)?;
        if profile.relay_channels() == 0 {
            return Err(table.wrong("profile", "this model has no relay; a board has some"));
        }
        let serial = table.text("serial")?.map_or_else(|| serial(device.at), str::to_owned);
        let channels = profile.relay_channels();
        plan.boards.push(Board { address: device.at, profile: profile.id().to_owned(), serial, channels });
        devices.push(device);
        table.finish()?;
    }
    let tables = root.tables("meter")?;
    for table in &tables {
        let (device, profile) = device(table, &mut taken, profiles)?;
        let placed = placed(table, &device, &profile, &plan.boards)?;
        plan.meters.push(meter(table, placed, seed, calendar)?);
        devices.push(device);
        table.finish()?;
    }
    each_once(&tables, "name", plan.meters.iter().map(|meter| meter.placed.name.as_str()))?;
    for (table, meter) in tables.iter().zip(&plan.meters) {
        let is_known = |name: &&String| plan.meters.iter().any(|other| other.placed.name == **name);
        if let Some(unknown) = meter.below.iter().find(|name| !is_known(name)) {
            return Err(table.wrong("below", format!("there is no meter “{unknown}”")));
        }
    }
    if devices.is_empty() {
        return Err(root.wrong("meter", "write at least one [[meter]] or [[board]]"));
    }
    Ok((plan, devices))
}

/// Where something is already.
struct Taken<'a> {
    seen: BTreeSet<Address>,
    lines: &'a [LineSpec],
}

impl Taken<'_> {
    fn line(&self, table: &Reader<'_>) -> Result<usize> {
        match table.text("line")? {
            None if self.lines.len() == 1 => Ok(0),
            None => Err(table.wrong("line", "say on which line it is")),
            Some(name) => self
                .lines
                .iter()
                .position(|line| line.name == name)
                .ok_or_else(|| table.wrong("line", format!("there is no [[line]] “{name}”"))),
        }
    }

    /// A place of its own in the house for what answers at this unit address, be it alone there or not.
    fn place(&mut self, line: usize, unit: u8) -> Address {
        let mut at = Address { line, unit };
        while !self.seen.insert(at) {
            at.line += self.lines.len();
        }
        at
    }
}

fn device(table: &Reader<'_>, taken: &mut Taken<'_>, profiles: Profiles<'_>) -> Result<(Device, Arc<Profile>)> {
    let line = taken.line(table)?;
    let unit = u8::try_from(table.required_integer("unit", 1, 247)?).unwrap_or(1);
    let name = table.required_text("profile")?;
    let profile = profiles(name).ok_or_else(|| {
        table.wrong("profile", format!("there is no profile “{name}”; `roomwatt profiles` lists those there are"))
    })?;
    let device = Device {
        line,
        unit,
        at: taken.place(line, unit),
        profile: profile.clone(),
        speed: table.table("speaks")?.map(|table| speed(&table, &profile)).transpose()?,
        button: match table.word("button", &[("held", Button::Held), ("free", Button::Free)])? {
            Some(button) => button,
            None => Button::Held,
        },
        clock_off: TimeDelta::seconds(table.integer("clock_off_s", -1_000_000_000, 1_000_000_000)?.unwrap_or(0)),
    };
    Ok((device, profile))
}

/// What is not said is as it leaves the factory.
fn speed(table: &Reader<'_>, profile: &Profile) -> Result<Speed> {
    let usual = Speed::of(profile);
    let baud = table.integer("baud", 300, 1_000_000)?.and_then(|baud| u32::try_from(baud).ok());
    let stop_bits = table.integer("stop_bits", 1, 2)?.and_then(|bits| u8::try_from(bits).ok());
    let speed = Speed {
        baud: baud.unwrap_or(usual.baud),
        parity: table.word("parity", &PARITIES)?.unwrap_or(usual.parity),
        stop_bits: stop_bits.unwrap_or(usual.stop_bits),
    };
    table.finish()?;
    Ok(speed)
}

fn placed(table: &Reader<'_>, device: &Device, profile: &Profile, boards: &[Board]) -> Result<Placed> {
    if !profile.has_energy() {
        return Err(table.wrong("profile", "this model measures no energy; write it as a [[board]]"));
    }
    let measures = table.word("measures", &MEASURES)?.unwrap_or(Measures::Room);
    let is_room = measures == Measures::Room;
    let occupants = table.integer("occupants", 0, 50)?;
    if occupants.is_some() && !is_room {
        return Err(table.wrong("occupants", "only in a room lives somebody"));
    }
    let relay = match table.text("relay") {
        Ok(None) => (is_room && profile.relay_channels() > 0).then_some(RelayAt::Meter { channel: 0 }),
        Ok(Some("meter")) if profile.relay_channels() > 0 => Some(RelayAt::Meter { channel: 0 }),
        Ok(Some("meter")) => return Err(table.wrong("relay", "this model has no relay")),
        Ok(Some("none")) => None,
        _ => Some(on_board(table, device, boards)?),
    };
    Ok(Placed {
        name: table.required_text("name")?.to_owned(),
        measures,
        floor: u8::try_from(table.integer("floor", 0, 200)?.unwrap_or(0)).unwrap_or(0),
        address: device.at,
        profile: profile.id().to_owned(),
        serial: table.text("serial")?.map_or_else(|| serial(device.at), str::to_owned),
        relay,
        occupants: u8::try_from(occupants.unwrap_or(if is_room { 2 } else { 0 })).unwrap_or(0),
        phases: if profile.phases() == 3 { 3 } else { 1 },
        answers: table.yes("answers")?.unwrap_or(true),
    })
}

/// Channels are written from 1, as they are printed on the board.
fn on_board(table: &Reader<'_>, device: &Device, boards: &[Board]) -> Result<RelayAt> {
    let wrong = || table.wrong("relay", "write \"meter\", \"none\" or { board = 31, channel = 1 }");
    let at = table.table("relay").map_err(|_| wrong())?.ok_or_else(wrong)?;
    let unit = u8::try_from(at.required_integer("board", 1, 247)?).unwrap_or(1);
    let Some(board) = boards.iter().find(|board| board.address == Address { line: device.line, unit }) else {
        return Err(at.wrong("board", format!("there is no [[board]] at unit {unit} of this line")));
    };
    let channel = at.required_integer("channel", 1, board.channels.into())?;
    at.finish()?;
    Ok(RelayAt::Board { unit, channel: u8::try_from(channel - 1).unwrap_or(0) })
}

fn meter(table: &Reader<'_>, placed: Placed, seed: u64, calendar: Calendar) -> Result<MeterPlan> {
    let (is_room, is_feeder) = (placed.measures == Measures::Room, placed.measures == Measures::Feeder);
    let usual = MeterPlan::of_class_1(placed, seed);
    let below = table.texts("below")?;
    if below.is_some() != is_feeder {
        return Err(table.wrong("below", "a feeder, and nothing else, names the meters below it"));
    }
    let appliances = appliances(table)?;
    if appliances.is_some() && !is_room {
        return Err(table.wrong("appliances", "only a room has appliances of its own choice"));
    }
    Ok(MeterPlan {
        appliances,
        uses: table.tables("use")?.iter().map(|used| self::used(used, calendar)).collect::<Result<_>>()?,
        register: register(table)?,
        fast_ppm: table.integer("error_ppm", -100_000, 100_000)?.unwrap_or(usual.fast_ppm),
        below: below.into_iter().flatten().map(str::to_owned).collect(),
        ..usual
    })
}

pub(super) fn register(table: &Reader<'_>) -> Result<Option<Energy>> {
    let Some(wh) = table.thousandths("register_kwh")? else { return Ok(None) };
    Energy::new(wh).map(Some).ok_or_else(|| table.wrong("register_kwh", "this is more than any register holds"))
}

/// `{ kettle = 1, laptop = 6 }`.
pub(super) fn appliances(table: &Reader<'_>) -> Result<Option<Vec<(Appliance, u8)>>> {
    let Some(listed) = table.table("appliances")? else { return Ok(None) };
    let counts = listed.counts(100)?;
    let known = |(key, count): (&str, u32)| {
        let appliance = Appliance::ALL.into_iter().find(|appliance| appliance.key() == key);
        let appliance = appliance.ok_or_else(|| listed.wrong(key, unknown_appliance(key)))?;
        Ok((appliance, u8::try_from(count).unwrap_or(0)))
    };
    counts.into_iter().map(known).collect::<Result<_>>().map(Some)
}

pub(super) fn appliance(table: &Reader<'_>, key: &str) -> Result<Option<Appliance>> {
    table.word(key, &Appliance::ALL.map(|appliance| (appliance.key(), appliance)))
}

pub(super) fn unknown_appliance(name: &str) -> String {
    let all = Appliance::ALL.map(Appliance::key).join(", ");
    format!("“{name}” is no appliance that is known here; there are {all}")
}

pub(super) fn used(table: &Reader<'_>, calendar: Calendar) -> Result<Use> {
    let appliance = table.must("appliance", appliance(table, "appliance")?)?;
    let from = table.must("at", calendar.moment(table, "at")?)?;
    let used = Use { watts: watts(table)?.unwrap_or(appliance.usual_w()), until: until(table, from)?, appliance, from };
    table.finish()?;
    Ok(used)
}

pub(super) fn watts(table: &Reader<'_>) -> Result<Option<u32>> {
    Ok(table.integer("watts", 1, 100_000)?.and_then(|watts| u32::try_from(watts).ok()))
}

pub(super) fn until(table: &Reader<'_>, from: Timestamp) -> Result<Timestamp> {
    let lasts = table.required_integer("lasts_s", 1, 10_000_000)?;
    from.checked_add_signed(TimeDelta::seconds(lasts)).ok_or_else(|| table.wrong("lasts_s", "this never ends"))
}

fn serial(at: Address) -> String {
    (30_000_000 + 1_000 * at.line + usize::from(at.unit)).to_string()
}
