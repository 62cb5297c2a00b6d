//! One measured quantity and where it lies.

use units::Energy;

use crate::number::{self, Encoding, Ratio};
use crate::wire::Function;

use super::tag::Tag;

/// What a value of a profile means. All become milli-units, except energy, which becomes Wh, and temperature, which
/// becomes tenths of °C.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    EnergyImport,
    EnergyExport,
    Power,
    Apparent,
    Reactive,
    PowerFactor,
    Frequency,
    Voltage,
    Current,
    Leakage,
    Temperature,
}

impl Kind {
    pub(super) const ALL: [Self; 11] = [
        Self::EnergyImport,
        Self::EnergyExport,
        Self::Power,
        Self::Apparent,
        Self::Reactive,
        Self::PowerFactor,
        Self::Frequency,
        Self::Voltage,
        Self::Current,
        Self::Leakage,
        Self::Temperature,
    ];

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::EnergyImport => "energy_import",
            Self::EnergyExport => "energy_export",
            Self::Power => "power",
            Self::Apparent => "apparent",
            Self::Reactive => "reactive",
            Self::PowerFactor => "power_factor",
            Self::Frequency => "frequency",
            Self::Voltage => "voltage",
            Self::Current => "current",
            Self::Leakage => "leakage",
            Self::Temperature => "temperature",
        }
    }

    pub(super) const fn is_by_phase(self) -> bool {
        matches!(self, Self::Voltage | Self::Current)
    }

    /// What a value that the device does not have does to the reading, where the profile does not say.
    pub(super) const fn absence(self) -> Absence {
        match self {
            Self::Leakage | Self::Temperature => Absence::LeavesOut,
            _ => Absence::Refuses,
        }
    }

    /// Without these a reading is none, or would put one phase in place of another.
    pub(super) const fn is_needed(self) -> bool {
        matches!(self, Self::EnergyImport | Self::Voltage | Self::Current)
    }

    /// The units a profile may name, each with its factor to ours.
    pub(super) const fn units(self) -> &'static [(&'static str, i64)] {
        match self {
            Self::EnergyImport | Self::EnergyExport => &[("Wh", 1), ("kWh", 1_000), ("MWh", 1_000_000)],
            Self::Power => &[("W", 1_000), ("kW", 1_000_000)],
            Self::Apparent => &[("VA", 1_000), ("kVA", 1_000_000)],
            Self::Reactive => &[("var", 1_000), ("kvar", 1_000_000)],
            Self::PowerFactor => &[("1", 1_000), ("%", 10)],
            Self::Frequency => &[("Hz", 1_000)],
            Self::Voltage => &[("V", 1_000), ("mV", 1), ("kV", 1_000_000)],
            Self::Current | Self::Leakage => &[("A", 1_000), ("mA", 1)],
            Self::Temperature => &[("°C", 10), ("C", 10)],
        }
    }

    /// What no installation reaches, in our units: beyond it a value is not believed.
    const fn bounds(self) -> (i64, i64) {
        match self {
            Self::EnergyImport | Self::EnergyExport => (0, 1_000_000_000_000_000),
            Self::Power | Self::Apparent | Self::Reactive => (-1_000_000_000_000, 1_000_000_000_000),
            Self::PowerFactor => (-1_050, 1_050),
            Self::Frequency => (0, 1_000_000),
            Self::Voltage => (0, 1_000_000_000),
            Self::Current => (-100_000_000, 100_000_000),
            Self::Leakage => (0, 1_000_000),
            Self::Temperature => (-1_000, 3_000),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) kind: Kind,
    pub(super) function: Function,
    /// One, one per phase, or those that make a sum.
    pub(super) addresses: Vec<u16>,
    pub(super) combine: Combine,
    pub(super) encoding: Encoding,
    pub(super) low_word_first: bool,
    /// From raw to our unit.
    pub(super) ratio: Ratio,
    pub(super) negated: bool,
    /// Added after the ratio, in our unit; for temperatures that count from somewhere else.
    pub(super) offset: i64,
    /// Raw contents that mean "not available".
    pub(super) unavailable: Vec<u64>,
    pub(super) absence: Absence,
}

/// What a value that is not available does to the reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absence {
    Refuses,
    LeavesOut,
}

/// What several addresses are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Combine {
    /// Each is a value of its own.
    Each,
    /// The value is their sum, such as the power of three phases.
    Sum,
}

/// Why raw contents are no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    Unavailable,
    NotNumber,
    OutOfRange,
}

impl Point {
    pub(super) fn value(&self, bits: u64) -> Result<i64, Refused> {
        if self.unavailable.contains(&bits) {
            return Err(Refused::Unavailable);
        }
        let value = number::decode(self.encoding, bits, self.ratio).map_err(|cause| match cause {
            number::NotNumber::NotFinite => Refused::NotNumber,
            number::NotNumber::TooLarge => Refused::OutOfRange,
        })?;
        let value = if self.negated { value.checked_neg().ok_or(Refused::OutOfRange)? } else { value };
        let value = value.checked_add(self.offset).ok_or(Refused::OutOfRange)?;
        let (least, most) = self.kind.bounds();
        if (least..=most).contains(&value) { Ok(value) } else { Err(Refused::OutOfRange) }
    }

    /// The sum of what the addresses hold, again within what is possible.
    pub(super) fn sum(&self, parts: &[i64]) -> Result<i64, Refused> {
        let sum = parts.iter().try_fold(0, |sum: i64, part| sum.checked_add(*part)).ok_or(Refused::OutOfRange)?;
        let (least, most) = self.kind.bounds();
        if (least..=most).contains(&sum) { Ok(sum) } else { Err(Refused::OutOfRange) }
    }

    /// The inverse of [`Point::value`]; nothing becomes the "not available" pattern, or zero.
    pub(super) fn bits(&self, value: Option<i64>) -> u64 {
        match value.map(|value| value.saturating_sub(self.offset)) {
            Some(value) if self.negated => number::encode(self.encoding, value.saturating_neg(), self.ratio),
            Some(value) => number::encode(self.encoding, value, self.ratio),
            None => self.unavailable.first().copied().unwrap_or(0),
        }
    }

    /// The inverse of [`Point::sum`]: equal parts, and the last takes what rounding leaves.
    pub(super) fn parts(&self, value: Option<i64>) -> Vec<u64> {
        let count = self.addresses.len();
        let Some(value) = value else { return vec![self.bits(None); count] };
        let mut left = value;
        (0..count)
            .map(|index| {
                let part = left / i64::try_from(count - index).unwrap_or(1);
                let bits = self.bits(Some(part));
                left -= self.value(bits).unwrap_or(part);
                bits
            })
            .collect()
    }

    /// What one step of the register is worth, rounded up: for a float, the distance to the next one.
    pub(super) fn step_wh(&self, register: Energy) -> i64 {
        let bits = number::encode(self.encoding, register.wh(), self.ratio);
        let here = number::decode(self.encoding, bits, self.ratio);
        let next = number::decode(self.encoding, bits.saturating_add(1), self.ratio);
        match (here, next) {
            (Ok(here), Ok(next)) => (next - here).max(1),
            _ => 1,
        }
    }
}

/// A serial number that the device may tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) tag: Tag,
    /// Raw numbers that say that it has none.
    pub(super) unavailable: Vec<u64>,
}
