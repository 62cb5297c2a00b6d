//! Volts, amperes and the rest, such that they fit the power and each other.

use meter::Sample;
use units::{Energy, Timestamp};

use super::mains;
use super::table::{Measures, Placed};
use super::window::Draw;

pub(super) fn board_sample(coils: &[bool]) -> Sample {
    Sample { relays: coils.to_vec(), ..Sample::default() }
}

/// What a meter shows. It sits before its relay, so the voltage stays when the supply is off.
pub(super) fn sample(
    seed: u64,
    now: Timestamp,
    placed: &Placed,
    draw: Draw,
    register: Energy,
    relay: Option<bool>,
) -> Sample {
    let apparent_mva = draw.apparent_mva();
    let mut voltage_mv = Vec::new();
    let mut current_ma = Vec::new();
    for (phase, weight) in phases(placed, draw.active_mw) {
        let open_mv = mains::second(seed, now, phase).voltage_mv;
        let share_mva = apparent_mva * weight / 1000;
        let current = share_mva * 1000 / open_mv;
        // Feeder and supply sit at the head of the cables and see a tenth of their drop.
        let is_head = matches!(placed.measures, Measures::Supply | Measures::Feeder);
        let drop_mv = current * mains::CABLE_MOHM / 1000 / if is_head { 10 } else { 1 };
        let at_socket = (open_mv - drop_mv).max(1_000);
        voltage_mv.push(at_socket);
        current_ma.push(share_mva * 1000 / at_socket);
    }
    Sample {
        energy_import: Some(register),
        energy_export: Some(Energy::ZERO),
        power_mw: Some(draw.active_mw),
        apparent_mva: Some(apparent_mva),
        reactive_mvar: Some(draw.reactive_mvar),
        power_factor_milli: Some(if apparent_mva == 0 { 1000 } else { draw.active_mw * 1000 / apparent_mva }),
        frequency_mhz: Some(50_000 + mains::drift(seed, now, 0xf0, 35)),
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
        Measures::Supply | Measures::Feeder => [350, 330, 320],
        _ if power_mw > 3_000_000 => [334, 333, 333],
        _ => [700, 200, 100],
    };
    (0..).zip(shares).collect()
}
