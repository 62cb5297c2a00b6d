//! What a write asks a device to do, taken off its function code and data.

use std::mem::discriminant;

use meter::Request;

use super::virtual_meter::Refusal;

/// One coil, by function 5 or 15, or registers by exactly the function that the device understands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Write {
    Coil(u16, bool),
    Register(u16, u16),
    Registers(u16, Vec<u16>),
}

impl Write {
    pub(super) fn of(command: Request) -> Option<Self> {
        Some(match command {
            Request::Read(_) => return None,
            Request::WriteCoil { address, on } => Self::Coil(address, on),
            Request::WriteRegister { address, value } => Self::Register(address, value),
            Request::WriteRegisters { address, values } => Self::Registers(address, values),
        })
    }

    pub(super) const fn address(&self) -> u16 {
        match self {
            Self::Coil(address, _) | Self::Register(address, _) | Self::Registers(address, _) => *address,
        }
    }

    /// The words that are written; a coil has none.
    pub(super) fn words(&self) -> Vec<u16> {
        match self {
            Self::Coil(..) => Vec::new(),
            Self::Register(_, word) => vec![*word],
            Self::Registers(_, words) => words.clone(),
        }
    }

    pub(super) fn is_function_of(&self, other: &Self) -> bool {
        discriminant(self) == discriminant(other)
    }

    /// The same function to the same place, with as many words.
    pub(super) fn is_place_of(&self, other: &Self) -> bool {
        self.is_function_of(other) && self.address() == other.address() && self.words().len() == other.words().len()
    }
}

/// The writes of functions 5, 6, 15 and 16; of 15 one for each coil.
pub(super) fn writes(pdu: &[u8]) -> Result<Vec<Write>, Refusal> {
    let (&[code, a1, a0, v1, v0], data) = pdu.split_first_chunk().ok_or(Refusal::Value)?;
    let (address, value) = (u16::from_be_bytes([a1, a0]), u16::from_be_bytes([v1, v0]));
    match (code, data) {
        (5, []) => match value {
            0xff00 => Ok(vec![Write::Coil(address, true)]),
            0x0000 => Ok(vec![Write::Coil(address, false)]),
            _ => Err(Refusal::Value),
        },
        (6, []) => Ok(vec![Write::Register(address, value)]),
        (15, [count, bits @ ..])
            if value > 0 && usize::from(*count) == bits.len() && bits.len() == usize::from(value).div_ceil(8) =>
        {
            let is_on = |index: u16| bits[usize::from(index / 8)] >> (index % 8) & 1 == 1;
            (0..value)
                .map(|index| {
                    let coil = address.checked_add(index).ok_or(Refusal::Address)?;
                    Ok(Write::Coil(coil, is_on(index)))
                })
                .collect()
        }
        (16, [count, words @ ..])
            if usize::from(*count) == words.len() && words.len() == 2 * usize::from(value) && value > 0 =>
        {
            let values = words.chunks_exact(2).map(|word| u16::from_be_bytes([word[0], word[1]])).collect();
            Ok(vec![Write::Registers(address, values)])
        }
        _ => Err(Refusal::Value),
    }
}
