//! How a device is told its address and how the line speaks: registers, and the codes they take.

use crate::number::{self, Encoding, Ratio};
use crate::wire::{Block, Function, Request, Values};

use super::relay::Write;
use super::{Parity, Profile};

/// The set-up registers of a device. What it does not list cannot be set over the line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Setup {
    pub(super) by_hand: Option<String>,
    pub(super) after: Option<String>,
    pub(super) unlock: Option<Request>,
    pub(super) address: Option<Setting>,
    pub(super) baud: Option<Setting>,
    pub(super) frame: Option<Setting>,
}

/// One register, or a part of one, and what its contents mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) function: Function,
    pub(super) address: u16,
    pub(super) write: Write,
    pub(super) encoding: Encoding,
    pub(super) low_word_first: bool,
    pub(super) part: Part,
    /// Meaning and code; without any the contents are the number itself.
    pub(super) codes: Vec<(Meaning, u16)>,
    /// For numbers without codes, inclusive.
    pub(super) range: (u16, u16),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    HighByte,
    LowByte,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Baud(u32),
    Frame(Parity, u8),
}

const ONE: Ratio = Ratio { numerator: 1, denominator: 1 };

impl Setting {
    pub(super) const fn block(&self) -> Block {
        Block { function: self.function, start: self.address, count: self.encoding.registers() }
    }

    fn code(&self, meaning: Meaning) -> Option<u16> {
        self.codes.iter().find(|(known, _)| *known == meaning).map(|(_, code)| *code)
    }

    fn meaning(&self, values: &Values) -> Option<Meaning> {
        let code = self.held(values)?;
        self.codes.iter().find(|(_, known)| *known == code).map(|(meaning, _)| *meaning)
    }

    fn held(&self, values: &Values) -> Option<u16> {
        let Values::Registers(registers) = values else { return None };
        let bits = (registers.len() == usize::from(self.encoding.registers()))
            .then(|| number::join(registers, self.low_word_first))??;
        let whole = u16::try_from(number::decode(self.encoding, bits, ONE).ok()?).ok()?;
        Some(match self.part {
            Part::Whole => whole,
            Part::HighByte => whole >> 8,
            Part::LowByte => whole & 0xFF,
        })
    }

    /// `held` is what the register holds now; needed where it holds something else as well.
    fn request(&self, code: u16, held: Option<&Values>) -> Option<Request> {
        let rest = match (self.part, held) {
            (Part::Whole, _) => 0,
            (_, Some(Values::Registers(registers))) => *registers.first()?,
            _ => return None,
        };
        let contents = match self.part {
            Part::Whole => code,
            Part::HighByte => code << 8 | rest & 0xFF,
            Part::LowByte => rest & 0xFF00 | code,
        };
        let bits = number::encode(self.encoding, i64::from(contents), ONE);
        self.write.request(self.address, &number::split(bits, self.encoding.registers(), self.low_word_first))
    }
}

impl Setup {
    /// What a person has to do at the device before it takes a setting.
    pub fn by_hand(&self) -> Option<&str> {
        self.by_hand.as_deref()
    }

    /// When a new setting holds, where it does not at once.
    pub fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// What has to be written before a setting is taken.
    pub const fn unlock(&self) -> Option<&Request> {
        self.unlock.as_ref()
    }

    /// Where the device holds its own address.
    pub fn address_read(&self) -> Option<Block> {
        self.address.as_ref().map(Setting::block)
    }

    pub fn baud_read(&self) -> Option<Block> {
        self.baud.as_ref().map(Setting::block)
    }

    /// Parity and stop bits.
    pub fn frame_read(&self) -> Option<Block> {
        self.frame.as_ref().map(Setting::block)
    }

    pub fn held_address(&self, values: &Values) -> Option<u8> {
        u8::try_from(self.address.as_ref()?.held(values)?).ok()
    }

    pub fn held_baud(&self, values: &Values) -> Option<u32> {
        match self.baud.as_ref()?.meaning(values)? {
            Meaning::Baud(baud) => Some(baud),
            Meaning::Frame(..) => None,
        }
    }

    pub fn held_frame(&self, values: &Values) -> Option<(Parity, u8)> {
        match self.frame.as_ref()?.meaning(values)? {
            Meaning::Frame(parity, stop_bits) => Some((parity, stop_bits)),
            Meaning::Baud(_) => None,
        }
    }

    /// Which speeds it takes, in the order of the profile.
    pub fn bauds(&self) -> impl Iterator<Item = u32> + '_ {
        self.baud.iter().flat_map(|setting| &setting.codes).filter_map(|(meaning, _)| match meaning {
            Meaning::Baud(baud) => Some(*baud),
            Meaning::Frame(..) => None,
        })
    }

    /// The write that gives the device another address. `held` is the answer to [`Setup::address_read`].
    pub fn set_address(&self, unit: u8, held: Option<&Values>) -> Option<Request> {
        let setting = self.address.as_ref()?;
        let (least, most) = setting.range;
        (least..=most).contains(&u16::from(unit)).then(|| setting.request(unit.into(), held))?
    }

    pub fn set_baud(&self, baud: u32, held: Option<&Values>) -> Option<Request> {
        let setting = self.baud.as_ref()?;
        setting.request(setting.code(Meaning::Baud(baud))?, held)
    }

    pub fn set_frame(&self, parity: Parity, stop_bits: u8, held: Option<&Values>) -> Option<Request> {
        let setting = self.frame.as_ref()?;
        setting.request(setting.code(Meaning::Frame(parity, stop_bits))?, held)
    }
}

impl Profile {
    /// How the device is given another address or speed, where that is documented.
    pub const fn setup(&self) -> Option<&Setup> {
        self.setup.as_ref()
    }
}
