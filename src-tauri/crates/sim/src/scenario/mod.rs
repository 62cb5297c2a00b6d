//! A scenario: a house, its lines, and what goes wrong with them at what time, written by a person.
//!
//! The format is told to users in `assets/scenarios/README.md`. What is read where: the top and `[[line]]` here,
//! `[[meter]]` and `[[board]]` in `meters`, `[[happening]]` in `happenings`, points of time in `moment`.

mod happenings;
mod meters;
mod moment;
mod reader;

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use meter::{Parity, Profile};
use toml::de::DeTable;
use units::{Timestamp, Zone};

use crate::building::{Address, Building, Happening, HousePlan};
use crate::wire::{Behind, Button, Clock, Heard, Line, Pace, Speed, Trouble, VirtualMeter};
use moment::Calendar;
use reader::Reader;
pub use reader::ScenarioError;

type Result<T> = std::result::Result<T, ScenarioError>;

/// Looks a profile up by its id or, where the caller reads files, by its name.
pub type Profiles<'a> = &'a dyn Fn(&str) -> Option<Arc<Profile>>;

/// As it was written.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub seed: u64,
    pub zone: Zone,
    pub start: Timestamp,
    /// Simulated seconds in a real one.
    pub speed: u32,
    pub plan: HousePlan,
    pub lines: Vec<LineSpec>,
    pub happenings: Vec<(Timestamp, Happening)>,
    devices: Vec<Device>,
    /// What strikes which line.
    troubles: Vec<(usize, Trouble)>,
}

/// A line and where it is to be served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineSpec {
    pub name: String,
    pub port: PortSpec,
    pub baud: u32,
    pub parity: Parity,
    pub stop_bits: u8,
    pub pace: Pace,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortSpec {
    /// A new pseudo-terminal, with a link of this name to it where one is wanted.
    Pty(Option<String>),
    /// Listen for Modbus TCP, `host:port`.
    Tcp(String),
    /// Listen for RTU frames.
    RtuOverTcp(String),
    /// A serial port that is there.
    Path(String),
}

/// A unit on a line.
#[derive(Debug, Clone)]
struct Device {
    line: usize,
    unit: u8,
    /// Where the house knows it: no two are at one of these, even if they answer at one unit address.
    at: Address,
    profile: Arc<Profile>,
    speed: Option<Speed>,
    button: Button,
    clock_off: TimeDelta,
}

impl Scenario {
    /// Reads a scenario. Where it names no beginning it begins `now`.
    pub fn parse(text: &str, now: Timestamp, profiles: Profiles<'_>) -> Result<Self> {
        let table = DeTable::parse(text).map_err(|error| Reader::syntax(text, &error))?;
        let root = Reader::new(text, &table);
        let seed = root.integer("seed", 0, i64::MAX)?.unwrap_or(1).unsigned_abs();
        let zone = match root.text("zone")? {
            None => Zone::UTC,
            Some(name) => Zone::parse(name).map_err(|_| {
                root.wrong("zone", format!("“{name}” is no time zone; write one such as Asia/Shanghai"))
            })?,
        };
        let start = match root.text("start")? {
            None => now,
            Some(text) => moment::civil(text, zone)
                .ok_or_else(|| root.wrong("start", "write a date and time such as \"2026-10-01 18:00\""))?,
        };
        let speed = root.integer("speed", 1, 100_000)?.unwrap_or(1);
        let lines = root.tables("line")?.iter().map(line).collect::<Result<Vec<_>>>()?;
        if lines.is_empty() {
            return Err(root.wrong("line", "write at least one [[line]] with a name"));
        }
        reader::each_once(&root.tables("line")?, "name", lines.iter().map(|line| line.name.as_str()))?;
        let calendar = Calendar { zone, start };
        let (plan, devices) = meters::read(&root, (seed, zone, start), &lines, profiles, calendar)?;
        let (happenings, troubles) = happenings::read(&root, calendar, &plan, &lines)?;
        root.finish()?;
        let speed = u32::try_from(speed).unwrap_or(1);
        Ok(Self { seed, zone, start, speed, plan, lines, happenings, devices, troubles })
    }

    /// The house, with everything that is going to happen in it.
    pub fn house(&self) -> Building {
        let mut house = Building::new(self.plan.clone());
        for (at, happening) in &self.happenings {
            house.schedule(*at, happening.clone());
        }
        house
    }

    /// The lines of the house, as they are listed. Each request first lets its time pass to the clock's.
    pub fn lines_of(&self, house: &Arc<Mutex<Building>>, clock: &Clock) -> Vec<Line> {
        let on = |number: usize| {
            let devices = self.devices.iter().filter(move |device| device.line == number);
            let meters = devices.map(|device| device.answer(house, clock)).collect();
            let line = Line::new(self.seed ^ (number as u64 + 1) << 32, meters).with_clock(clock);
            let spec = &self.lines[number];
            line.hear(Heard { baud: Some(spec.baud), parity: Some(spec.parity) });
            for (_, trouble) in self.troubles.iter().filter(|(on, _)| *on == number) {
                line.trouble(trouble.clone());
            }
            line
        };
        (0..self.lines.len()).map(on).collect()
    }

    /// A clock that begins with the scenario and runs at its speed, given one that tells how much real time has passed.
    pub fn clock(&self, passed: impl Fn() -> Duration + Send + Sync + 'static) -> Clock {
        let (start, speed) = (self.start, self.speed);
        Arc::new(move || {
            let passed = TimeDelta::from_std(passed().saturating_mul(speed)).unwrap_or(TimeDelta::MAX);
            start.checked_add_signed(passed).unwrap_or(Timestamp::MAX_UTC)
        })
    }
}

impl Device {
    fn answer(&self, house: &Arc<Mutex<Building>>, clock: &Clock) -> VirtualMeter {
        let behind = Behind::new(house, self.at, clock);
        let meter = VirtualMeter::new(self.unit, self.profile.clone(), Box::new(behind));
        let meter = meter.with_button(self.button).with_clock_off(self.clock_off);
        match self.speed {
            Some(speed) => meter.at_speed(speed),
            None => meter,
        }
    }
}

/// Looks at a house that lines share, its time as it was left.
pub fn look<T>(house: &Arc<Mutex<Building>>, see: impl FnOnce(&Building) -> T) -> T {
    see(&house.lock().unwrap_or_else(PoisonError::into_inner))
}

const PARITIES: [(&str, Parity); 3] = [("none", Parity::None), ("even", Parity::Even), ("odd", Parity::Odd)];

fn line(table: &Reader<'_>) -> Result<LineSpec> {
    let name = table.required_text("name")?.to_owned();
    let port = match table.text("port")? {
        None | Some("pty") => PortSpec::Pty(None),
        Some(text) => match (text.strip_prefix("pty:"), text.strip_prefix("rtu+tcp://"), text.strip_prefix("tcp://")) {
            (Some(link), ..) => PortSpec::Pty(Some(link.to_owned())),
            (_, Some(address), _) => PortSpec::RtuOverTcp(address.to_owned()),
            (.., Some(address)) => PortSpec::Tcp(address.to_owned()),
            _ => PortSpec::Path(text.to_owned()),
        },
    };
    let baud = table.integer("baud", 300, 1_000_000)?;
    let parity = table.word("parity", &PARITIES)?.unwrap_or_default();
    let stop_bits = u8::try_from(table.integer("stop_bits", 1, 2)?.unwrap_or(1)).unwrap_or(1);
    let turnaround = table.integer("turnaround_ms", 0, 10_000)?;
    // A gateway is as fast as its network, unless it is told to be as slow as the line behind it.
    let is_paced = baud.is_some() || matches!(port, PortSpec::Pty(_) | PortSpec::Path(_));
    let bits = 9 + u32::from(stop_bits) + u32::from(parity != Parity::None);
    let baud = u32::try_from(baud.unwrap_or(9600)).unwrap_or(9600);
    let pace = if is_paced { Pace::at(baud, bits) } else { Pace::none() };
    let pace = match turnaround {
        Some(ms) => pace.with_turnaround(Duration::from_millis(ms.unsigned_abs())),
        None => pace,
    };
    table.finish()?;
    Ok(LineSpec { name, port, baud, parity, stop_bits, pace })
}
