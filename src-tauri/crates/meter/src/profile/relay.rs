//! How supply is switched: by a coil, by a code in a register, or by several registers in one write,
//! each with its own way of reading back.

use crate::number;
use crate::wire::{Block, Function, Request, Values};

use super::decode::DecodeError;
use super::{Profile, plan};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Write {
    /// Function 5.
    Coil,
    /// Function 6.
    Register,
    /// Function 16.
    Registers,
}

impl Write {
    pub(super) fn request(self, address: u16, words: &[u16]) -> Option<Request> {
        Some(match self {
            Self::Coil => Request::WriteCoil { address, on: words.first() == Some(&1) },
            Self::Register => Request::WriteRegister { address, value: *words.first()? },
            Self::Registers => Request::WriteRegisters { address, values: words.to_vec() },
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relay {
    pub(super) channels: u8,
    pub(super) write: Write,
    /// Of the first channel; the next ones follow at `stride`.
    pub(super) address: u16,
    pub(super) stride: u16,
    /// What is written to close, that is, to give supply. For a coil one word, 1 or 0.
    pub(super) close: Vec<u16>,
    pub(super) open: Vec<u16>,
    /// What hands the relay back to the device's own logic.
    pub(super) auto: Option<Vec<u16>>,
    pub(super) key: Option<Key>,
    /// After so many seconds the device closes by itself; for a break with a time.
    pub(super) open_lasts_s: Option<u64>,
    pub(super) read: ReadBack,
}

/// A word before the code, without which the device does not obey: bits of its serial number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) shifts: Vec<u32>,
    pub(super) mask: u16,
}

impl Key {
    fn word(&self, serial: u64) -> u16 {
        let sum = self.shifts.iter().fold(0, |sum: u64, shift| sum.wrapping_add(serial >> shift));
        number::word(sum) & self.mask
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReadBack {
    pub(super) function: Function,
    pub(super) address: u16,
    pub(super) stride: u16,
    /// 1 or 2 registers a channel.
    pub(super) count: u16,
    pub(super) low_word_first: bool,
    /// Bits that count; ignored for coils.
    pub(super) mask: u32,
    pub(super) closed: Codes,
    pub(super) opened: Codes,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Codes {
    These(Vec<u32>),
    /// Whatever the other state is not.
    Other,
}

impl Relay {
    fn at(&self, channel: u8) -> Option<u16> {
        (channel < self.channels).then(|| self.address + self.stride * u16::from(channel))
    }

    pub(super) fn read_at(&self, channel: u8) -> u16 {
        self.read.address + self.read.stride * u16::from(channel)
    }

    /// All channels, as one span for the planner.
    pub(super) fn span(&self) -> Block {
        let count = self.read.stride * u16::from(self.channels - 1) + self.read.count;
        Block { function: self.read.function, start: self.read.address, count }
    }

    /// The raw contents that read back as this state.
    pub(super) fn contents(&self, closed: bool) -> u32 {
        let said = if closed { &self.read.closed } else { &self.read.opened };
        match said {
            Codes::These(codes) => codes.first().copied().unwrap_or(0),
            Codes::Other => {
                let says_so = |code: &u32| self.state(*code) == Some(closed);
                [0, 1, 2, self.read.mask].into_iter().find(says_so).unwrap_or(self.read.mask)
            }
        }
    }

    fn state(&self, contents: u32) -> Option<bool> {
        let code = contents & self.read.mask;
        match (&self.read.closed, &self.read.opened) {
            (Codes::These(closed), _) if closed.contains(&code) => Some(true),
            (_, Codes::These(opened)) if opened.contains(&code) => Some(false),
            (Codes::Other, _) => Some(true),
            (_, Codes::Other) => Some(false),
            _ => None,
        }
    }
}

impl Profile {
    /// 0 without a relay, 1 for one in the meter, n for a board.
    pub fn relay_channels(&self) -> u8 {
        self.relay.as_ref().map_or(0, |relay| relay.channels)
    }

    /// What has to be read before a command: some meters want a key that follows from their serial number.
    pub fn relay_key_read(&self) -> Option<Block> {
        self.relay.as_ref().filter(|relay| relay.key.is_some()).and_then(|_| self.identity())
    }

    /// How long an opened relay stays open, in seconds, where the device closes it again by itself.
    pub fn relay_open_lasts_s(&self) -> Option<u64> {
        self.relay.as_ref()?.open_lasts_s
    }

    /// The write that closes (`on`) or opens a channel; nothing for a channel that does not exist, and for a
    /// device that wants a key.
    pub fn relay_command(&self, channel: u8, on: bool) -> Option<Request> {
        let relay = self.relay.as_ref()?;
        self.relay_write(channel, if on { &relay.close } else { &relay.open }, None)
    }

    /// The same with the answer to [`Profile::relay_key_read`]; nothing where the device tells no serial number.
    pub fn relay_command_with_key(&self, channel: u8, on: bool, told: &Values) -> Option<Request> {
        let relay = self.relay.as_ref()?;
        self.relay_write(channel, if on { &relay.close } else { &relay.open }, Some(told))
    }

    /// The write that hands a channel back to the device's own logic, where there is such a state. `told` is the
    /// answer to [`Profile::relay_key_read`].
    pub fn relay_release(&self, channel: u8, told: Option<&Values>) -> Option<Request> {
        self.relay_write(channel, self.relay.as_ref()?.auto.as_ref()?, told)
    }

    fn relay_write(&self, channel: u8, code: &[u16], told: Option<&Values>) -> Option<Request> {
        let relay = self.relay.as_ref()?;
        let address = relay.at(channel)?;
        let Some(key) = &relay.key else { return relay.write.request(address, code) };
        let identity = self.identity.as_ref()?;
        let serial = identity.tag.number(told?).filter(|number| !identity.unavailable.contains(number))?;
        let words: Vec<u16> = [key.word(serial)].into_iter().chain(code.iter().copied()).collect();
        relay.write.request(address, &words)
    }

    /// The read that shows a channel's state. Never the length of a metering block, unless it is one.
    pub fn relay_read(&self, channel: u8) -> Option<Block> {
        let relay = self.relay.as_ref().filter(|relay| channel < relay.channels)?;
        let single = Block { function: relay.read.function, start: relay.read_at(channel), count: relay.read.count };
        if relay.read.function.is_bits() || self.blocks.iter().any(|block| plan::alike(block, &single)) {
            let holds = |block: &&Block| block.holds(single.function, single.start, single.count);
            return self.blocks.iter().find(holds).copied();
        }
        Some(single)
    }

    /// What a read-back says: true is closed, that is, supply on.
    pub fn relay_state(&self, channel: u8, block: Block, values: &Values) -> Result<bool, DecodeError> {
        let missing = DecodeError::Missing { value: "relay" };
        let relay = self.relay.as_ref().filter(|relay| channel < relay.channels).ok_or(missing)?;
        let (address, count) = (relay.read_at(channel), relay.read.count);
        if !block.holds(relay.read.function, address, count) {
            return Err(missing);
        }
        let first = usize::from(address - block.start);
        let contents = match values {
            Values::Registers(registers) => registers
                .get(first..first + usize::from(count))
                .and_then(|words| number::join(words, relay.read.low_word_first))
                .and_then(|bits| u32::try_from(bits).ok()),
            Values::Bits(bits) => bits.get(first).map(|bit| u32::from(*bit)),
        };
        let contents = contents.ok_or(missing)?;
        relay.state(contents).ok_or(DecodeError::RelayCode { channel, contents })
    }
}
