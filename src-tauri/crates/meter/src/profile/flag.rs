//! States that a device tells of itself, as a bit or a code in a register, or as a coil.

use crate::number;
use crate::sample::{Flag, Flags};
use crate::wire::{Block, Function, Values};

use super::Profile;
use super::decode::DecodeError;

/// One flag and where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) flag: Flag,
    pub(super) function: Function,
    pub(super) address: u16,
    /// 1 or 2 registers, or one bit.
    pub(super) count: u16,
    pub(super) low_word_first: bool,
    /// Bits that count; 1 for a coil or discrete input.
    pub(super) mask: u32,
    /// Contents under the mask, and whether they raise the flag or leave it clear. All others say the opposite.
    pub(super) codes: Vec<u32>,
    pub(super) codes_raise: bool,
}

impl Told {
    pub(super) const fn block(&self) -> Block {
        Block { function: self.function, start: self.address, count: self.count }
    }

    pub(super) fn is_raised(&self, contents: u32) -> bool {
        self.codes.contains(&(contents & self.mask)) == self.codes_raise
    }

    /// Contents under the mask that say this; nothing where no simple ones do.
    pub(super) fn contents(&self, raised: bool) -> Option<u32> {
        [0, self.mask].iter().chain(&self.codes).copied().find(|code| self.is_raised(*code) == raised)
    }

    fn read(&self, replies: &[(Block, Values)]) -> Option<bool> {
        let held = |(block, _): &&(Block, Values)| block.holds(self.function, self.address, self.count);
        let (block, values) = replies.iter().find(held)?;
        let first = usize::from(self.address - block.start);
        let contents = match values {
            Values::Registers(registers) => {
                let words = registers.get(first..first + usize::from(self.count))?;
                u32::try_from(number::join(words, self.low_word_first)?).ok()?
            }
            Values::Bits(bits) => u32::from(*bits.get(first)?),
        };
        Some(self.is_raised(contents))
    }
}

impl Profile {
    /// The flags that a reading of this device tells.
    pub fn flags(&self) -> impl Iterator<Item = Flag> + '_ {
        let first = |at: &usize| !self.flags[..*at].iter().any(|other| other.flag == self.flags[*at].flag);
        (0..self.flags.len()).filter(first).map(|at| self.flags[at].flag)
    }

    pub(super) fn flags_in(&self, replies: &[(Block, Values)]) -> Result<Flags, DecodeError> {
        self.flags.iter().try_fold(Flags::default(), |flags, told| {
            let raised = told.read(replies).ok_or(DecodeError::Missing { value: "flag" })?;
            Ok(flags.with(told.flag, raised))
        })
    }
}
