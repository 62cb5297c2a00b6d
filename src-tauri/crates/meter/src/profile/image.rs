//! The inverse of decoding, for the simulator: what the registers of such a device hold.

use std::collections::BTreeMap;

use crate::number;
use crate::sample::Sample;
use crate::wire::{Block, Function, Values};

use super::Profile;
use super::point::{Combine, Kind};
use super::probe::Expected;

/// Register and coil contents by function and address. Addresses that are not here do not exist on
/// the device; those between two values of one block exist and hold 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RegisterImage {
    cells: BTreeMap<(Function, u16), u16>,
}

impl RegisterImage {
    /// What a read of the block returns; nothing where the device would answer "illegal data address".
    pub fn read(&self, block: Block) -> Option<Values> {
        let cells = (0..block.count).map(|offset| self.get(block.function, block.start.checked_add(offset)?));
        let contents: Vec<u16> = cells.collect::<Option<_>>()?;
        Some(if block.function.is_bits() {
            Values::Bits(contents.iter().map(|bit| *bit != 0).collect())
        } else {
            Values::Registers(contents)
        })
    }

    pub fn get(&self, function: Function, address: u16) -> Option<u16> {
        self.cells.get(&(function, address)).copied()
    }

    /// Sets a cell, for example to make a meter answer nonsense. A coil is 1 or 0.
    pub fn set(&mut self, function: Function, address: u16, contents: u16) {
        self.cells.insert((function, address), contents);
    }

    /// Sets the bits under the mask and leaves the others.
    fn merge(&mut self, block: Block, low_word_first: bool, mask: u32, bits: u32) {
        let at = |offset| block.start.saturating_add(offset);
        let held: Vec<u16> = (0..block.count).map(|offset| self.get(block.function, at(offset)).unwrap_or(0)).collect();
        let held = number::join(&held, low_word_first).unwrap_or(0) & !u64::from(mask);
        self.put(block.function, block.start, &number::split(held | u64::from(bits), block.count, low_word_first));
    }

    fn exist(&mut self, block: Block) {
        for address in block.start..=block.start.saturating_add(block.count - 1) {
            self.cells.entry((block.function, address)).or_insert(0);
        }
    }

    fn put(&mut self, function: Function, address: u16, words: &[u16]) {
        for (offset, word) in (0..).zip(words) {
            self.set(function, address.saturating_add(offset), *word);
        }
    }
}

impl Profile {
    /// What the registers hold when the device measures this. What the sample lacks reads as "not
    /// available" where the device has such a pattern, else as zero.
    pub fn image(&self, sample: &Sample) -> RegisterImage {
        let mut image = RegisterImage::default();
        for block in self.blocks.iter().copied().chain(self.identity()).chain(self.guard) {
            image.exist(block);
        }
        for probe in &self.probes {
            if let Expected::AnyOf(texts) = &probe.expected {
                let words = probe.tag.registers_of(texts.first().map_or("", String::as_str));
                image.put(probe.tag.function, probe.tag.address, &words);
            }
        }
        for point in &self.points {
            let bits = match point.combine {
                Combine::Each => {
                    (0..point.addresses.len()).map(|phase| point.bits(measured(sample, point.kind, phase))).collect()
                }
                Combine::Sum => point.parts(measured(sample, point.kind, 0)),
            };
            for (address, bits) in point.addresses.iter().zip(bits) {
                let words = number::split(bits, point.encoding.registers(), point.low_word_first);
                image.put(point.function, *address, &words);
            }
        }
        if let Some(identity) = &self.identity {
            let Block { function, start, count } = identity.tag.block();
            let words = match &sample.serial {
                Some(serial) => identity.tag.registers_of(serial),
                None => {
                    let none = identity.unavailable.first().copied().unwrap_or(0);
                    let mut words = number::split(none, count, identity.tag.low_word_first);
                    words.resize(usize::from(count), 0);
                    words
                }
            };
            image.put(function, start, &words);
        }
        if let Some(relay) = &self.relay {
            for channel in 0..relay.channels {
                let closed = sample.relays.get(usize::from(channel)).copied().unwrap_or(false);
                let bits = u64::from(relay.contents(closed));
                let words = number::split(bits, relay.read.count, relay.read.low_word_first);
                image.put(relay.read.function, relay.read_at(channel), &words);
            }
        }
        for told in &self.flags {
            if let Some(bits) = told.contents(sample.flags.get(told.flag).unwrap_or(false)) {
                image.merge(told.block(), told.low_word_first, told.mask, bits);
            }
        }
        image
    }
}

fn measured(sample: &Sample, kind: Kind, phase: usize) -> Option<i64> {
    match kind {
        Kind::EnergyImport => sample.energy_import.map(units::Energy::wh),
        Kind::EnergyExport => sample.energy_export.map(units::Energy::wh),
        Kind::Power => sample.power_mw,
        Kind::Apparent => sample.apparent_mva,
        Kind::Reactive => sample.reactive_mvar,
        Kind::PowerFactor => sample.power_factor_milli,
        Kind::Frequency => sample.frequency_mhz,
        Kind::Voltage => sample.voltage_mv.get(phase).copied(),
        Kind::Current => sample.current_ma.get(phase).copied(),
        Kind::Leakage => sample.leakage_ma,
        Kind::Temperature => sample.temperature_deci_c.get(phase).copied(),
    }
}
