//! How supply is switched: by a coil, by a code in a register, or by several registers in one write,
//! each with its own way of reading back.

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
    pub(super) read: ReadBack,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReadBack {
    pub(super) function: Function,
    pub(super) address: u16,
    pub(super) stride: u16,
    /// Bits of the register that count; ignored for coils.
    pub(super) mask: u16,
    pub(super) closed: Vec<u16>,
    pub(super) opened: Vec<u16>,
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
        let count = self.read.stride * u16::from(self.channels - 1) + 1;
        Block { function: self.read.function, start: self.read.address, count }
    }

    pub(super) fn state(&self, contents: u16) -> Option<bool> {
        let code = contents & self.read.mask;
        match (self.read.closed.contains(&code), self.read.opened.contains(&code)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }
}

impl Profile {
    /// 0 without a relay, 1 for one in the meter, n for a board.
    pub fn relay_channels(&self) -> u8 {
        self.relay.as_ref().map_or(0, |relay| relay.channels)
    }

    /// The write that closes (`on`) or opens a channel; nothing for a channel that does not exist.
    pub fn relay_command(&self, channel: u8, on: bool) -> Option<Request> {
        let relay = self.relay.as_ref()?;
        let address = relay.at(channel)?;
        let words = if on { &relay.close } else { &relay.open };
        Some(match relay.write {
            Write::Coil => Request::WriteCoil { address, on: words.first() == Some(&1) },
            Write::Register => Request::WriteRegister { address, value: *words.first()? },
            Write::Registers => Request::WriteRegisters { address, values: words.clone() },
        })
    }

    /// The inverse of [`Profile::relay_command`], for the simulator: which channel such a write moves.
    pub fn relay_written(&self, request: &Request) -> Option<(u8, bool)> {
        (0..self.relay_channels())
            .flat_map(|channel| [(channel, true), (channel, false)])
            .find(|(channel, on)| self.relay_command(*channel, *on).as_ref() == Some(request))
    }

    /// The read that shows a channel's state. Never the length of a metering block, unless it is one.
    pub fn relay_read(&self, channel: u8) -> Option<Block> {
        let relay = self.relay.as_ref().filter(|relay| channel < relay.channels)?;
        let single = Block { function: relay.read.function, start: relay.read_at(channel), count: 1 };
        if relay.read.function.is_bits() || self.blocks.iter().any(|block| plan::alike(block, &single)) {
            let holds = |block: &&Block| block.holds(single.function, single.start, 1);
            return self.blocks.iter().find(holds).copied();
        }
        Some(single)
    }

    /// What a read-back says: true is closed, that is, supply on.
    pub fn relay_state(&self, channel: u8, block: Block, values: &Values) -> Result<bool, DecodeError> {
        let missing = DecodeError::Missing { value: "relay" };
        let relay = self.relay.as_ref().filter(|relay| channel < relay.channels).ok_or(missing)?;
        let address = relay.read_at(channel);
        if !block.holds(relay.read.function, address, 1) {
            return Err(missing);
        }
        let index = usize::from(address - block.start);
        let contents = match values {
            Values::Registers(registers) => registers.get(index).copied(),
            Values::Bits(bits) => bits.get(index).map(|bit| u16::from(*bit)),
        };
        let contents = contents.ok_or(missing)?;
        relay.state(contents).ok_or(DecodeError::RelayCode { channel, contents })
    }
}
