//! Replies to a sample: whole, or an error.

use units::Energy;

use crate::number;
use crate::sample::Sample;
use crate::wire::{Block, Function, Values};

use super::Profile;
use super::point::{Absence, Combine, Kind, Point, Refused};

/// Why replies do not make a reading. No part of such a reading is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    #[error("the replies do not contain `{value}`")]
    Missing { value: &'static str },
    #[error("the meter says that `{value}` is not available now")]
    Unavailable { value: &'static str },
    #[error(
        "`{value}` is not a number (raw {raw:#x}); check that the profile fits the meter, its word order above all"
    )]
    NotNumber { value: &'static str, raw: u64 },
    #[error("`{value}` is beyond anything possible (raw {raw:#x}); check that the profile fits the meter")]
    OutOfRange { value: &'static str, raw: u64 },
    #[error(
        "the relay of channel {} reports the unknown code {contents:#06x}; check that the profile fits the meter",
        channel + 1
    )]
    RelayCode { channel: u8, contents: u32 },
}

impl Profile {
    /// Decodes the replies to [`Profile::blocks`] and, when it was read, to [`Profile::identity`].
    pub fn decode(&self, replies: &[(Block, Values)]) -> Result<Sample, DecodeError> {
        let mut sample = Sample::default();
        for point in &self.points {
            let values = point.addresses.iter().map(|address| read(point, *address, replies));
            match point.combine {
                Combine::Each => {
                    for value in values {
                        match value {
                            Err(DecodeError::Unavailable { .. }) if point.absence == Absence::LeavesOut => {}
                            value => put(&mut sample, point.kind, value?)?,
                        }
                    }
                }
                Combine::Sum => {
                    let parts = match values.collect::<Result<Vec<i64>, _>>() {
                        Err(DecodeError::Unavailable { .. }) if point.absence == Absence::LeavesOut => continue,
                        parts => parts?,
                    };
                    let value = point.kind.key();
                    let raw = parts.iter().fold(0, |sum: u64, part| sum.wrapping_add_signed(*part));
                    let sum = point.sum(&parts).map_err(|_| DecodeError::OutOfRange { value, raw })?;
                    put(&mut sample, point.kind, sum)?;
                }
            }
        }
        for channel in 0..self.relay_channels() {
            sample.relays.push(self.relay_in(channel, replies)?);
        }
        sample.flags = self.flags_in(replies)?;
        sample.serial = self.identity().and_then(|block| self.serial_among(block, replies));
        Ok(sample)
    }

    fn relay_in(&self, channel: u8, replies: &[(Block, Values)]) -> Result<bool, DecodeError> {
        let missing = Err(DecodeError::Missing { value: "relay" });
        let Some(relay) = &self.relay else { return missing };
        let address = relay.read_at(channel);
        let held = replies.iter().find(|(block, _)| block.holds(relay.read.function, address, relay.read.count));
        held.map_or(missing, |(block, values)| self.relay_state(channel, *block, values))
    }

    fn serial_among(&self, block: Block, replies: &[(Block, Values)]) -> Option<String> {
        self.serial_in(replies.iter().find(|(known, _)| *known == block).map(|(_, values)| values)?)
    }

    /// The serial number in the answer to [`Profile::identity`], where the device tells one.
    pub fn serial_in(&self, values: &Values) -> Option<String> {
        let identity = self.identity.as_ref()?;
        let is_none = identity.tag.number(values).is_some_and(|number| identity.unavailable.contains(&number));
        identity.tag.text(values).filter(|_| !is_none)
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

fn raw(function: Function, address: u16, count: u16, low_word_first: bool, replies: &[(Block, Values)]) -> Option<u64> {
    let (block, values) = replies.iter().find(|(block, _)| block.holds(function, address, count))?;
    let Values::Registers(registers) = values else { return None };
    let first = usize::from(address - block.start);
    number::join(registers.get(first..first + usize::from(count))?, low_word_first)
}

fn put(sample: &mut Sample, kind: Kind, value: i64) -> Result<(), DecodeError> {
    match kind {
        Kind::EnergyImport | Kind::EnergyExport => {
            let raw = value.unsigned_abs();
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
        Kind::Leakage => sample.leakage_ma = Some(value),
        Kind::Temperature => sample.temperature_deci_c.push(value),
    }
    Ok(())
}
