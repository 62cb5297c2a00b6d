//! The set-up registers of a virtual meter: its address, and how it speaks.

use meter::{Block, Function, Parity, Profile, RegisterImage, Request, Setup, Values};

use super::virtual_meter::Refusal;
use super::writes::Write;

/// How a device speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Speed {
    pub baud: u32,
    pub parity: Parity,
    /// 1 or 2.
    pub stop_bits: u8,
}

impl Speed {
    /// As the device leaves the factory.
    pub fn of(profile: &Profile) -> Self {
        let line = profile.line_defaults();
        Self { baud: line.baud, parity: line.parity, stop_bits: line.stop_bits }
    }
}

/// What is known of how a request was sent. A pseudo-terminal knows the baud and not the parity, a gateway neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Heard {
    pub baud: Option<u32>,
    pub parity: Option<Parity>,
}

impl Heard {
    /// Whether a device at this speed makes out what was sent.
    pub(super) fn reaches(self, speed: Speed) -> bool {
        self.baud.is_none_or(|baud| baud == speed.baud) && self.parity.is_none_or(|parity| parity == speed.parity)
    }
}

/// Whether somebody holds the button that a device wants held before it takes a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Button {
    #[default]
    Held,
    Free,
}

/// Where a virtual meter stands with its settings.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) unit: u8,
    /// Nothing where it understands whatever the line speaks.
    pub(super) speed: Option<Speed>,
    /// Written, and to hold once the device was without power.
    pending: Option<Speed>,
    pub(super) button: Button,
    is_unlocked: bool,
}

/// What one write changes; a register that two settings share changes both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Change {
    unit: Option<u8>,
    baud: Option<u32>,
    frame: Option<(Parity, u8)>,
}

const FRAMES: [(Parity, u8); 6] =
    [(Parity::None, 1), (Parity::None, 2), (Parity::Even, 1), (Parity::Even, 2), (Parity::Odd, 1), (Parity::Odd, 2)];

impl Settings {
    pub(super) const fn new(unit: u8) -> Self {
        Self { unit, speed: None, pending: None, button: Button::Held, is_unlocked: false }
    }

    /// What was written last, whether it holds already or not.
    fn written(&self, profile: &Profile) -> Speed {
        self.pending.or(self.speed).unwrap_or_else(|| Speed::of(profile))
    }

    /// Puts the settings where the device shows them.
    pub(super) fn show(&self, profile: &Profile, image: &mut RegisterImage) {
        let Some(setup) = profile.setup() else { return };
        let speed = self.written(profile);
        for (block, request) in [
            (setup.address_read(), Ask::Address(self.unit)),
            (setup.baud_read(), Ask::Baud(speed.baud)),
            (setup.frame_read(), Ask::Frame(speed.parity, speed.stop_bits)),
        ] {
            let Some(block) = block else { continue };
            let held: Vec<u16> = (0..block.count).map(|offset| cell(image, block, offset).unwrap_or(0)).collect();
            let said = request.of(setup, &Values::Registers(held.clone())).and_then(Write::of);
            let words = said.map_or(held, |write| write.words());
            for (offset, word) in (0..).zip(words) {
                image.set(block.function, block.start + offset, word);
            }
        }
    }

    /// What a write to the set-up registers would change; nothing where it goes elsewhere.
    pub(super) fn change(&self, profile: &Profile, write: &Write) -> Option<Result<Change, Refusal>> {
        let setup = profile.setup()?;
        let values = Values::Registers(write.words());
        let speaks_of = |block: Option<Block>, example: Option<Request>| {
            let is_here = block.is_some_and(|block| block.start == write.address());
            is_here && example.and_then(Write::of).is_some_and(|example| example.is_place_of(write))
        };
        let any = Values::Registers(vec![0, 0]);
        let address = (1..=247).find_map(|unit| setup.set_address(unit, Some(&any)));
        let baud = setup.bauds().find_map(|baud| setup.set_baud(baud, Some(&any)));
        let frame = FRAMES.iter().find_map(|(parity, stops)| setup.set_frame(*parity, *stops, Some(&any)));
        let mut change = Change::default();
        let mut is_known = true;
        if speaks_of(setup.address_read(), address) {
            change.unit = setup.held_address(&values).filter(|unit| setup.set_address(*unit, Some(&any)).is_some());
            is_known &= change.unit.is_some();
        }
        if speaks_of(setup.baud_read(), baud) {
            change.baud = setup.held_baud(&values);
            is_known &= change.baud.is_some();
        }
        if speaks_of(setup.frame_read(), frame) {
            change.frame = setup.held_frame(&values);
            is_known &= change.frame.is_some();
        }
        if is_known && change == Change::default() {
            return None;
        }
        Some(match self.is_open(setup) {
            _ if !is_known => Err(Refusal::Value),
            true => Ok(change),
            false => Err(Refusal::Failure),
        })
    }

    fn is_open(&self, setup: &Setup) -> bool {
        let by_hand = setup.by_hand().is_none() || self.button == Button::Held;
        by_hand && (setup.unlock().is_none() || self.is_unlocked)
    }

    /// Whether a write is the password; nothing where it is not meant as one.
    pub(super) fn unlocks(profile: &Profile, write: &Write) -> Option<Result<(), Refusal>> {
        let password = Write::of(profile.setup()?.unlock()?.clone())?;
        password.is_place_of(write).then(|| if password == *write { Ok(()) } else { Err(Refusal::Value) })
    }

    pub(super) fn unlock(&mut self) {
        self.is_unlocked = true;
    }

    /// A new address holds at once; a new speed too, unless the profile says that it wants a restart.
    pub(super) fn apply(&mut self, profile: &Profile, change: Change) {
        let was = self.written(profile);
        if let Some(unit) = change.unit {
            self.unit = unit;
        }
        if change.baud.is_some() || change.frame.is_some() {
            let (parity, stop_bits) = change.frame.unwrap_or((was.parity, was.stop_bits));
            let speed = Speed { baud: change.baud.unwrap_or(was.baud), parity, stop_bits };
            if profile.setup().is_some_and(|setup| setup.after().is_some()) {
                self.pending = Some(speed);
            } else {
                (self.speed, self.pending) = (Some(speed), None);
            }
        }
    }

    /// The device was without power: what waited for that holds now, and it is locked again.
    pub(super) fn restart(&mut self) {
        if let Some(speed) = self.pending.take() {
            self.speed = Some(speed);
        }
        self.is_unlocked = false;
    }
}

#[derive(Clone, Copy)]
enum Ask {
    Address(u8),
    Baud(u32),
    Frame(Parity, u8),
}

impl Ask {
    fn of(self, setup: &Setup, held: &Values) -> Option<Request> {
        match self {
            Self::Address(unit) => setup.set_address(unit, Some(held)),
            Self::Baud(baud) => setup.set_baud(baud, Some(held)),
            Self::Frame(parity, stop_bits) => setup.set_frame(parity, stop_bits, Some(held)),
        }
    }
}

fn cell(image: &RegisterImage, block: Block, offset: u16) -> Option<u16> {
    let at: (Function, u16) = (block.function, block.start.checked_add(offset)?);
    image.get(at.0, at.1)
}
