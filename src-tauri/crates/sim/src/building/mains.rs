//! The voltage at the head of the house's cables, and what the cables themselves take.

use units::{Timestamp, millis};

use super::window::Draw;
use crate::chance::{hash, within};

/// Resistance from the head to a room's sockets and back, mΩ.
pub(super) const CABLE_MOHM: i64 = 140;
/// What a meter itself takes, before it counts, mW.
pub(super) const METER_MW: i64 = 700;
/// The voltage for which loads are rated, mV.
const RATED_MV: i64 = 230_000;
/// How far the voltage strays in a few minutes, mV either way.
const MAINS_WAVE_MV: i64 = 1_900;

/// The mains in one second.
#[derive(Debug, Clone, Copy)]
pub(super) struct Second {
    pub(super) voltage_mv: i64,
    /// What a resistance makes of its rated power, in 2^-20.
    pub(super) square_q20: i64,
    /// Of a cable: mW for the square of 1.024 VA, in 2^-28.
    loss_q28: i64,
}

impl Second {
    pub(super) const fn at(voltage_mv: i64) -> Self {
        let volts = voltage_mv / 1000;
        let square_q20 = ((voltage_mv * voltage_mv) << 20) / (RATED_MV * RATED_MV);
        Self { voltage_mv, square_q20, loss_q28: ((CABLE_MOHM << 28) * 1_048_576 / 1_000_000) / (volts * volts) }
    }

    /// What a current takes in its cable, mW.
    pub(super) const fn cable_loss_mw(&self, draw: &Draw) -> i64 {
        // Nearly in VA², so that no product leaves 63 bits below a megawatt.
        let (active, reactive) = (draw.active_mw >> 10, draw.reactive_mvar >> 10);
        ((active * active + reactive * reactive) * self.loss_q28) >> 28
    }
}

/// Of one of the three phases, in the second that holds this instant.
pub(super) fn second(seed: u64, now: Timestamp, phase: u64) -> Second {
    let minute = seconds_of(now) / 60;
    let ends = [minute, minute + 1].map(|minute| wave(seed, minute, phase, MAINS_WAVE_MV));
    Second::at(voltage_mv(seed, seconds_of(now), phase, ends))
}

/// The same for so many seconds from a full minute on.
pub(super) fn seconds(seed: u64, from: Timestamp, phase: u64, count: usize) -> Vec<Second> {
    let first = seconds_of(from);
    let mut ends = (u64::MAX, [0, 0]);
    (first..first + count as u64)
        .map(|second| {
            let minute = second / 60;
            if ends.0 != minute {
                ends = (minute, [minute, minute + 1].map(|minute| wave(seed, minute, phase, MAINS_WAVE_MV)));
            }
            Second::at(voltage_mv(seed, second, phase, ends.1))
        })
        .collect()
}

fn voltage_mv(seed: u64, second: u64, phase: u64, ends: [i64; 2]) -> i64 {
    let flicker = i64::from(within(hash(&[seed, phase, second]), 401)) - 200;
    231_300 + between(ends, second) + flicker
}

/// A slow wave between `-most` and `most`: a straight line from one minute's value to the next.
pub(super) fn drift(seed: u64, now: Timestamp, what: u64, most: i64) -> i64 {
    let minute = seconds_of(now) / 60;
    between([minute, minute + 1].map(|minute| wave(seed, minute, what, most)), seconds_of(now))
}

fn wave(seed: u64, minute: u64, what: u64, most: i64) -> i64 {
    let span = u32::try_from(2 * most + 1).unwrap_or(1);
    i64::from(within(hash(&[seed, what, minute, 0xd1]), span)) - most
}

fn between([first, next]: [i64; 2], second: u64) -> i64 {
    let into = i64::try_from(second % 60).unwrap_or(0);
    (first * (60 - into) + next * into) / 60
}

fn seconds_of(now: Timestamp) -> u64 {
    millis(now).div_euclid(1000).unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_amperes_take_fourteen_watts_in_their_cable() {
        let mains = Second::at(230_000);
        for (active_mw, reactive_mvar) in [(2_300_000, 0), (0, 2_300_000), (0, -2_300_000)] {
            let lost = mains.cable_loss_mw(&Draw { active_mw, reactive_mvar });
            assert!((13_970..=14_030).contains(&lost), "{lost}");
        }
    }

    #[test]
    fn a_tenth_more_of_voltage_is_a_fifth_more_of_power() {
        assert_eq!(Second::at(230_000).square_q20, 1 << 20);
        assert_eq!(Second::at(253_000).square_q20, (1 << 20) * 121 / 100);
    }

    #[test]
    fn a_row_of_seconds_is_each_of_them() {
        let from = units::timestamp(1_787_587_200_000);
        for (index, row) in (0_i64..).zip(seconds(3, from, 2, 130)) {
            let one = second(3, from + chrono::Duration::seconds(index), 2);
            assert_eq!((row.voltage_mv, row.square_q20), (one.voltage_mv, one.square_q20));
        }
    }
}
