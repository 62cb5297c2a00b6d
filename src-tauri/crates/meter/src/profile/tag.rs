//! A register that says who the device is: its serial number or its model.

use crate::number::{self, Encoding};
use crate::wire::{Block, Function, Values};

/// How contents become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// An unsigned number, in decimal.
    Number(Encoding),
    /// Digits packed four bits each, as many as the registers hold.
    Hex(Encoding),
    /// Two characters a register, the first in the high byte.
    Text,
    /// One character a register, in the low byte.
    Characters,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) function: Function,
    pub(super) address: u16,
    pub(super) registers: u16,
    pub(super) shape: Shape,
    pub(super) low_word_first: bool,
}

impl Tag {
    pub(super) const fn block(&self) -> Block {
        Block { function: self.function, start: self.address, count: self.registers }
    }

    /// The raw number; nothing for a text.
    pub(super) fn number(&self, values: &Values) -> Option<u64> {
        let Values::Registers(registers) = values else { return None };
        match self.shape {
            Shape::Number(_) | Shape::Hex(_) if registers.len() == usize::from(self.registers) => {
                number::join(registers, self.low_word_first)
            }
            _ => None,
        }
    }

    /// What the registers say; nothing where they are no text.
    pub(super) fn text(&self, values: &Values) -> Option<String> {
        let Values::Registers(registers) = values else { return None };
        let characters: Vec<u8> = match self.shape {
            Shape::Number(_) => return self.number(values).map(|number| number.to_string()),
            Shape::Hex(_) => {
                let digits = 4 * usize::from(self.registers);
                return self.number(values).map(|number| format!("{number:0digits$X}"));
            }
            Shape::Text => registers.iter().flat_map(|register| register.to_be_bytes()).collect(),
            Shape::Characters => registers.iter().map(|register| register.to_be_bytes()[1]).collect(),
        };
        let ends = characters.iter().position(|byte| *byte == 0).unwrap_or(characters.len());
        let text = std::str::from_utf8(&characters[..ends]).ok()?.trim();
        (!text.is_empty() && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))).then(|| text.to_owned())
    }

    /// The inverse of [`Tag::text`]; what does not fit is cut, what is no number is 0.
    pub(super) fn registers_of(&self, text: &str) -> Vec<u16> {
        let at = |index: usize| text.as_bytes().get(index).copied().map_or(0, u16::from);
        let count = usize::from(self.registers);
        let number = match self.shape {
            Shape::Number(_) => text.parse().unwrap_or(0),
            Shape::Hex(_) => u64::from_str_radix(text, 16).unwrap_or(0),
            Shape::Text => return (0..count).map(|index| at(2 * index) << 8 | at(2 * index + 1)).collect(),
            Shape::Characters => return (0..count).map(at).collect(),
        };
        number::split(number, self.registers, self.low_word_first)
    }
}
