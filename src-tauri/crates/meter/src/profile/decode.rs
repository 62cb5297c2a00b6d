//! Replies to a sample: whole, or an error.

use units::Energy;

use crate::number;
use crate::sample::Sample;
use crate::wire::{Block, Function, Values};

use super::Profile;
use super::point::{Kind, Point, Refused};

/// Why replies do not make a reading. No part of such a reading is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    #[error("the replies do not contain `{value}`")]
    Missing { value: &'static str },
    #[error("the meter says that `{value}` is not available now")]
    Unavailable { value: &'static str },
    #[error(
        "`{value}` is not a number (raw {raw:#010x}); check that the profile fits the meter, its word order above all"
    )]
    NotNumber { value: &'static str, raw: u32 },
    #[error("`{value}` is beyond anything possible (raw {raw:#010x}); check that the profile fits the meter")]
    OutOfRange { value: &'static str, raw: u32 },
    #[error(
        "the relay of channel {} reports the unknown code {contents:#06x}; check that the profile fits the meter",
        channel + 1
    )]
    RelayCode { channel: u8, contents: u16 },
}

impl Profile {
    /// Decodes the replies to [`Profile::blocks`] and, when it was read, to [`Profile::identity`].
    pub fn decode(&self, replies: &[(Block, Values)]) -> Result<Sample, DecodeError> {
        let mut sample = Sample::default();
        for point in &self.points {
            for address in &point.addresses {
                let value = read(point, *address, replies)?;
                put(&mut sample, point.kind, value)?;
            }
        }
        for channel in 0..self.relay_channels() {
            sample.relays.push(self.relay_in(channel, replies)?);
        }
        sample.serial = self.serial_in(replies);
        Ok(sample)
    }

    fn relay_in(&self, channel: u8, replies: &[(Block, Values)]) -> Result<bool, DecodeError> {
        let missing = Err(DecodeError::Missing { value: "relay" });
        let Some(relay) = &self.relay else { return missing };
        let address = relay.read_at(channel);
        let held = replies.iter().find(|(block, _)| block.holds(relay.read.function, address, 1));
        held.map_or(missing, |(block, values)| self.relay_state(channel, *block, values))
    }

    fn serial_in(&self, replies: &[(Block, Values)]) -> Option<String> {
        let identity = self.identity.as_ref()?;
        let bits =
            raw(identity.block.function, identity.block.start, identity.block.count, identity.low_word_first, replies)?;
        (!identity.unavailable.contains(&bits)).then(|| bits.to_string())
    }
}

fn read(point: &Point, address: u16, replies: &[(Block, Values)]) -> Result<i64, DecodeError> {
    let value = point.kind.key();
    let bits = raw(point.function, address, point.encoding.registers(), point.low_word_first, replies)
        .ok_or(DecodeError::Missing { value })?;
    point.value(bits).map_err(|refused| match refused {
        Refused::Unavailable => DecodeError::Unavailable { value },
        Refused::NotNumber => DecodeError::NotNumber { value, raw: bits },
        Refused::OutOfRange => DecodeError::OutOfRange { value, raw: bits },
    })
}

fn raw(function: Function, address: u16, count: u16, low_word_first: bool, replies: &[(Block, Values)]) -> Option<u32> {
    let (block, values) = replies.iter().find(|(block, _)| block.holds(function, address, count))?;
    let Values::Registers(registers) = values else { return None };
    let first = usize::from(address - block.start);
    match count {
        1 => registers.get(first).map(|register| u32::from(*register)),
        _ => Some(number::join(*registers.get(first)?, *registers.get(first + 1)?, low_word_first)),
    }
}

fn put(sample: &mut Sample, kind: Kind, value: i64) -> Result<(), DecodeError> {
    match kind {
        Kind::EnergyImport | Kind::EnergyExport => {
            let raw = u32::try_from(value).unwrap_or(u32::MAX);
            let energy = Energy::new(value).ok_or(DecodeError::OutOfRange { value: kind.key(), raw })?;
            let field = if kind == Kind::EnergyImport { &mut sample.energy_import } else { &mut sample.energy_export };
            *field = Some(energy);
        }
        Kind::Power => sample.power_mw = Some(value),
        Kind::Apparent => sample.apparent_mva = Some(value),
        Kind::Reactive => sample.reactive_mvar = Some(value),
        Kind::PowerFactor => sample.power_factor_milli = Some(value),
        Kind::Frequency => sample.frequency_mhz = Some(value),
        Kind::Voltage => sample.voltage_mv.push(value),
        Kind::Current => sample.current_ma.push(value),
    }
    Ok(())
}
