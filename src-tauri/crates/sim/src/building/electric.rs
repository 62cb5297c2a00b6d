//! Volts, amperes and the rest, such that they fit the power and each other.

use meter::Sample;
use units::{Energy, Timestamp, millis};

use super::table::{Measures, Placed};
use crate::chance::{hash, within};

/// Resistance from the transformer to a room's socket, mΩ.
const MAINS_MOHM: i64 = 140;

pub(super) fn board_sample(coils: &[bool]) -> Sample {
    Sample { relays: coils.to_vec(), ..Sample::default() }
}

/// What a meter shows. It sits before its relay, so the voltage stays when the supply is off.
pub(super) fn sample(
    seed: u64,
    now: Timestamp,
    placed: &Placed,
    power_mw: i64,
    register: Energy,
    relay: Option<bool>,
) -> Sample {
    let power_factor_milli = power_factor_milli(power_mw);
    let apparent_mva = power_mw * 1000 / power_factor_milli;
    let mut voltage_mv = Vec::new();
    let mut current_ma = Vec::new();
    for (phase, weight) in phases(placed, power_mw) {
        let open_mv = open_voltage_mv(seed, now, phase);
        let share_mva = apparent_mva * weight / 1000;
        let current = share_mva * 1000 / open_mv;
        // The supply meter sits at the head of the cables and sees a tenth of their drop.
        let drop_mv = current * MAINS_MOHM / 1000 / if placed.measures == Measures::Supply { 10 } else { 1 };
        let at_socket = open_mv - drop_mv;
        voltage_mv.push(at_socket);
        current_ma.push(share_mva * 1000 / at_socket);
    }
    Sample {
        energy_import: Some(register),
        energy_export: Some(Energy::ZERO),
        power_mw: Some(power_mw),
        apparent_mva: Some(apparent_mva),
        reactive_mvar: Some(reactive_mvar(apparent_mva, power_mw)),
        power_factor_milli: Some(power_factor_milli),
        frequency_mhz: Some(50_000 + drift(seed, now, 0xf0, 35)),
        voltage_mv,
        current_ma,
        relays: relay.into_iter().collect(),
        serial: Some(placed.serial.clone()),
        ..Sample::default()
    }
}

/// Each phase of the mains with the share of the load on it, per mille.
fn phases(placed: &Placed, power_mw: i64) -> Vec<(u64, i64)> {
    if placed.phases == 1 {
        return vec![(u64::from(placed.address.unit % 3), 1000)];
    }
    // Sockets and lamps hang mostly on one phase, a heavy three-phase load on all alike.
    let shares = match placed.measures {
        Measures::Supply => [350, 330, 320],
        _ if power_mw > 3_000_000 => [334, 333, 333],
        _ => [700, 200, 100],
    };
    (0..).zip(shares).collect()
}

fn open_voltage_mv(seed: u64, now: Timestamp, phase: u64) -> i64 {
    231_300 + drift(seed, now, phase, 1_900) + i64::from(within(hash(&[seed, phase, second(now)]), 401)) - 200
}

/// Small loads are electronics, large ones are heaters.
fn power_factor_milli(power_mw: i64) -> i64 {
    match power_mw {
        0 => 1000,
        1..20_000 => 610,
        20_000..150_000 => 790,
        150_000..600_000 => 900,
        600_000..1_200_000 => 960,
        _ => 990,
    }
}

fn reactive_mvar(apparent_mva: i64, power_mw: i64) -> i64 {
    (apparent_mva * apparent_mva - power_mw * power_mw).max(0).isqrt()
}

/// A slow wave between `-most` and `most`: a straight line from one minute's value to the next.
fn drift(seed: u64, now: Timestamp, what: u64, most: i64) -> i64 {
    let at = |minute: u64| {
        let span = u32::try_from(2 * most + 1).unwrap_or(1);
        i64::from(within(hash(&[seed, what, minute, 0xd1]), span)) - most
    };
    let minute = second(now) / 60;
    let into = i64::try_from(second(now) % 60).unwrap_or(0);
    (at(minute) * (60 - into) + at(minute + 1) * into) / 60
}

fn second(now: Timestamp) -> u64 {
    millis(now).div_euclid(1000).unsigned_abs()
}
