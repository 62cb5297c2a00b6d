use std::fmt;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use meter::{Block, Function, Profile, RegisterImage, Request, Sample, Values};
use units::Energy;

use super::faults::{Fault, Struck};
use super::set_up::{Button, Change, Heard, Settings, Speed};
use super::writes::{Write, writes};

/// What a clock shows that was never set.
const BEGINNING: NaiveDateTime = NaiveDate::from_ymd_opt(2000, 1, 1).expect("a date").and_time(NaiveTime::MIN);

/// What a virtual meter measures and moves.
pub trait Source: Send {
    /// What the meter shows now; nothing where it is dead or without power.
    fn sample(&mut self) -> Option<Sample>;

    /// Moves a relay, channels from 0; true closes it, which gives supply.
    fn switch(&mut self, channel: u8, on: bool);

    /// What a right clock on its wall would say; nothing where time does not matter.
    fn wall_time(&mut self) -> Option<NaiveDateTime> {
        None
    }

    /// How often the meter has been without power. A new speed may hold only after that.
    fn restarts(&mut self) -> u32 {
        0
    }
}

/// One unit on a line: it answers as a device with this profile would.
pub struct VirtualMeter {
    profile: Arc<Profile>,
    settings: Settings,
    restarts: u32,
    /// How far its clock is off.
    clock_off: TimeDelta,
    /// Channels that close again by themselves, and when.
    breaks: Vec<(u8, NaiveDateTime)>,
    frozen: Option<Sample>,
    source: Box<dyn Source>,
}

impl fmt::Debug for VirtualMeter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unit {}: {}", self.unit(), self.profile.id())
    }
}

/// Modbus Application Protocol 1.1b3, 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Function = 1,
    Address = 2,
    Value = 3,
    Failure = 4,
}

/// What a write does to the device.
#[derive(Debug, Clone, Copy)]
enum Effect {
    Switch(u8, bool),
    Unlock,
    Set(Change),
    Clock(NaiveDateTime),
}

impl VirtualMeter {
    /// It understands whatever the line speaks, until it is told a speed.
    pub fn new(unit: u8, profile: Arc<Profile>, source: Box<dyn Source>) -> Self {
        Self {
            profile,
            settings: Settings::new(unit),
            restarts: 0,
            clock_off: TimeDelta::zero(),
            breaks: Vec::new(),
            frozen: None,
            source,
        }
    }

    /// It answers only who speaks like this.
    #[must_use]
    pub fn at_speed(mut self, speed: Speed) -> Self {
        self.settings.speed = Some(speed);
        self
    }

    /// For devices that take a setting only while a button is held.
    #[must_use]
    pub fn with_button(mut self, button: Button) -> Self {
        self.settings.button = button;
        self
    }

    /// Its clock is ahead by this; behind where it is negative.
    #[must_use]
    pub fn with_clock_off(mut self, off: TimeDelta) -> Self {
        self.clock_off = off;
        self
    }

    /// The address at which it answers now.
    pub const fn unit(&self) -> u8 {
        self.settings.unit
    }

    /// How it speaks now; nothing where it understands whatever the line speaks.
    pub const fn speed(&self) -> Option<Speed> {
        self.settings.speed
    }

    /// Whether it is meant, and makes out what was sent.
    pub(super) fn hears(&mut self, unit: u8, heard: Heard) -> bool {
        let restarts = self.source.restarts();
        if restarts != self.restarts {
            self.restarts = restarts;
            self.settings.restart();
        }
        self.unit() == unit && self.settings.speed.is_none_or(|speed| heard.reaches(speed))
    }

    /// Answers function code and data with function code and data; a dead meter with nothing.
    pub(super) fn answer(&mut self, pdu: &[u8], struck: Struck) -> Option<Vec<u8>> {
        self.end_breaks();
        let sample = self.shown(struck)?;
        let function = *pdu.first()?;
        let mut image = self.profile.image(&sample);
        self.settings.show(&self.profile, &mut image);
        self.show_clock(&mut image);
        let answered = match function {
            1..=4 => read(pdu, &image, self.most()),
            5 | 6 | 15 | 16 => self.write(pdu, &image, struck),
            _ => Err(Refusal::Function),
        };
        Some(answered.unwrap_or_else(|refusal| vec![function | 0x80, refusal as u8]))
    }

    /// What its registers hold, after the faults that sit in the meter, and past the end of its counter.
    fn shown(&mut self, struck: Struck) -> Option<Sample> {
        let mut sample = self.source.sample()?;
        if struck.has(Fault::Freeze) {
            sample = self.frozen.get_or_insert(sample).clone();
        } else {
            self.frozen = None;
        }
        if let Some(end) = self.profile.register_modulus() {
            let past = |energy: Energy| Energy::from_wh(energy.wh().rem_euclid(end.wh()));
            sample.energy_import = sample.energy_import.map(past);
        }
        if struck.has(Fault::Zero) {
            sample.energy_import = sample.energy_import.map(|_| Energy::ZERO);
            sample.energy_export = sample.energy_export.map(|_| Energy::ZERO);
        }
        Some(sample)
    }

    /// The most that it gives in one read: as documented, and what its own profile asks for.
    fn most(&self) -> u16 {
        let asked = self.profile.blocks().iter().copied().chain(self.profile.identity()).chain(self.profile.guard());
        let asked = asked.chain(self.profile.probes()).map(|block| block.count).max().unwrap_or(0);
        self.profile.max_block().max(asked)
    }

    fn write(&mut self, pdu: &[u8], image: &RegisterImage, struck: Struck) -> Result<Vec<u8>, Refusal> {
        let effects =
            writes(pdu)?.iter().map(|write| self.effect(write, image)).collect::<Result<Vec<_>, Refusal>>()?;
        for effect in effects {
            match effect {
                Effect::Switch(..) if struck.has(Fault::StuckRelay) => {}
                Effect::Switch(channel, on) => self.switch(channel, on),
                Effect::Unlock => self.settings.unlock(),
                Effect::Set(change) => self.settings.apply(&self.profile, change),
                Effect::Clock(time) => {
                    self.clock_off = self.source.wall_time().map_or(TimeDelta::zero(), |now| time - now);
                }
            }
        }
        Ok(pdu[..5].to_vec())
    }

    fn effect(&self, write: &Write, image: &RegisterImage) -> Result<Effect, Refusal> {
        let refusal = match self.moved_by(write, image) {
            Ok((channel, on)) => return Ok(Effect::Switch(channel, on)),
            Err(refusal) => refusal,
        };
        if let Some(unlocked) = Settings::unlocks(&self.profile, write) {
            return unlocked.map(|()| Effect::Unlock);
        }
        if let Some(change) = self.settings.change(&self.profile, write) {
            return change.map(Effect::Set);
        }
        if let Some(time) = self.time_in(write) {
            return time.map(Effect::Clock);
        }
        Err(refusal)
    }

    fn moved_by(&self, write: &Write, image: &RegisterImage) -> Result<(u8, bool), Refusal> {
        let commands = (0..self.profile.relay_channels()).flat_map(|channel| {
            let switch = [true, false].map(|on| (channel, on, self.command(channel, on, image)));
            // Left to the device's own logic, with credit in it, supply is on.
            switch.into_iter().chain([(channel, true, self.release(channel, image))])
        });
        let mut refusal = Refusal::Function;
        for (channel, on, command) in commands.filter_map(|(channel, on, command)| Some((channel, on, command?))) {
            let Some(command) = Write::of(command) else { continue };
            if command == *write {
                return Ok((channel, on));
            }
            if command.is_function_of(write) {
                let is_here = command.address() == write.address() || refusal == Refusal::Value;
                refusal = if is_here { Refusal::Value } else { Refusal::Address };
            }
        }
        Err(refusal)
    }

    fn command(&self, channel: u8, on: bool, image: &RegisterImage) -> Option<Request> {
        match self.profile.relay_key_read() {
            None => self.profile.relay_command(channel, on),
            Some(key) => self.profile.relay_command_with_key(channel, on, &image.read(key)?),
        }
    }

    fn release(&self, channel: u8, image: &RegisterImage) -> Option<Request> {
        let told = self.profile.relay_key_read().and_then(|key| image.read(key));
        self.profile.relay_release(channel, told.as_ref())
    }

    fn switch(&mut self, channel: u8, on: bool) {
        self.breaks.retain(|(broken, _)| *broken != channel);
        self.source.switch(channel, on);
        let seconds = self.profile.relay_open_lasts_s().filter(|_| !on).and_then(|lasts| lasts.try_into().ok());
        let lasts = seconds.and_then(TimeDelta::try_seconds);
        let end = lasts.and_then(|lasts| self.source.wall_time()?.checked_add_signed(lasts));
        self.breaks.extend(end.map(|end| (channel, end)));
    }

    fn end_breaks(&mut self) {
        if self.breaks.is_empty() {
            return;
        }
        let now = self.source.wall_time();
        let (over, lasting) = self.breaks.iter().partition(|(_, end)| now.is_some_and(|now| *end <= now));
        self.breaks = lasting;
        let over: Vec<(u8, NaiveDateTime)> = over;
        over.iter().for_each(|(channel, _)| self.source.switch(*channel, true));
    }

    fn show_clock(&mut self, image: &mut RegisterImage) {
        let now = self.source.wall_time().unwrap_or(BEGINNING);
        let Some(clock) = self.profile.clock() else { return };
        let shown = now.checked_add_signed(self.clock_off).unwrap_or(now);
        let words = clock.set(shown).and_then(Write::of).map(|write| write.words()).unwrap_or_default();
        for (address, word) in (clock.block().start..).zip(words) {
            image.set(clock.block().function, address, word);
        }
    }

    /// The time that a write sets; nothing where it goes elsewhere.
    fn time_in(&self, write: &Write) -> Option<Result<NaiveDateTime, Refusal>> {
        let clock = self.profile.clock()?;
        let example = clock.set(BEGINNING).and_then(Write::of)?;
        let values = Values::Registers(write.words());
        example.is_place_of(write).then(|| clock.read(&values).ok_or(Refusal::Value))
    }
}

fn read(pdu: &[u8], image: &RegisterImage, most: u16) -> Result<Vec<u8>, Refusal> {
    let &[code, s1, s0, c1, c0] = pdu else { return Err(Refusal::Value) };
    let function = match code {
        1 => Function::Coils,
        2 => Function::DiscreteInputs,
        3 => Function::HoldingRegisters,
        _ => Function::InputRegisters,
    };
    let block = Block { function, start: u16::from_be_bytes([s1, s0]), count: u16::from_be_bytes([c1, c0]) };
    if block.count == 0 || block.count > function.limit().min(most) {
        return Err(Refusal::Value);
    }
    let values = image.read(block).ok_or(Refusal::Address)?;
    let bytes = match values {
        Values::Registers(registers) => registers.into_iter().flat_map(u16::to_be_bytes).collect(),
        Values::Bits(bits) => packed(&bits),
    };
    let mut answer = vec![code, u8::try_from(bytes.len()).map_err(|_| Refusal::Value)?];
    answer.extend(bytes);
    Ok(answer)
}

/// The first bit is the lowest of the first byte.
fn packed(bits: &[bool]) -> Vec<u8> {
    bits.chunks(8).map(|byte| byte.iter().rev().fold(0, |packed, bit| packed << 1 | u8::from(*bit))).collect()
}
