//! How time passes: energy is the exact integral of power, in whatever steps it is asked for.

use chrono::{TimeDelta, Timelike};
use units::{Timestamp, millis};

use super::window::{WINDOW_MS, WINDOW_S, Wanted, Way, Window};
use super::{Building, mains};

/// The three phases of the mains.
const PHASES: u64 = 3;

impl Building {
    /// Lets time pass. An earlier instant than [`Self::now`] changes nothing: registers never run back.
    pub fn advance(&mut self, to: Timestamp) {
        self.come_to_pass();
        while self.now < to {
            let window_ends = Window::starts(self.now) + TimeDelta::milliseconds(WINDOW_MS);
            let until = to.min(window_ends).min(self.next_happening().unwrap_or(to));
            self.look_ahead();
            self.count(until);
            self.now = until;
            self.come_to_pass();
        }
        self.look_ahead();
    }

    /// Lets every register count what passes it from now to `until`, within one window.
    fn count(&mut self, until: Timestamp) {
        let lasts = millis(until) - millis(self.now);
        let mut of_circuit = vec![0_i64; self.circuits.len()];
        for (circuit, through) in of_circuit.iter_mut().enumerate() {
            let Some(window) = &self.windows[circuit] else { continue };
            let (from, until) = (millis(self.now) - millis(window.from), millis(until) - millis(window.from));
            for way in [Way::Own, Way::Bypass, Way::Lead] {
                let Some(flow) = window.flow(way).filter(|_| self.is_live(circuit, way)) else { continue };
                let (uj, lost_uj) = flow.energy_uj(from, until);
                if let Some(gauge) = self.gauge_of(circuit, way) {
                    self.gauges[gauge].passed_uj += uj;
                }
                let behind = &mut self.circuits[circuit];
                behind.used_uj += uj;
                behind.unmetered_uj += if way == Way::Own { 0 } else { uj };
                *through += uj + lost_uj;
            }
            *through += if self.has_mains { mains::METER_MW * lasts } else { 0 };
        }
        for gauge in &mut self.gauges {
            if let Some(branch) = &gauge.branch {
                gauge.passed_uj += branch.iter().map(|&circuit| of_circuit[circuit]).sum::<i64>();
            }
        }
    }

    /// The place of the meter that counts what comes to a circuit by this way.
    pub(super) fn gauge_of(&self, circuit: usize, way: Way) -> Option<usize> {
        match way {
            Way::Own => Some(self.circuits[circuit].metered_by),
            Way::Bypass => None,
            Way::Lead => self.circuits.get(self.circuits[circuit].lead_from).map(|lender| lender.metered_by),
        }
    }

    /// Sees to it that every circuit's window is the one that holds the present.
    pub(super) fn look_ahead(&mut self) {
        let from = Window::starts(self.now);
        let is_stale = |window: &Option<Window>| window.as_ref().is_none_or(|window| window.from != from);
        if !self.windows.iter().any(is_stale) {
            return;
        }
        let local = self.zone.local(from);
        let (date, second) = (local.date_naive(), local.num_seconds_from_midnight());
        let mains: Vec<_> = (0..PHASES).map(|phase| mains::seconds(self.seed, from, phase, WINDOW_S)).collect();
        for (place, circuit) in self.circuits.iter_mut().enumerate() {
            if !is_stale(&self.windows[place]) {
                continue;
            }
            let lasts = u32::try_from(WINDOW_S).unwrap_or(0);
            let pieces = circuit.pieces(self.seed, date, from, second, lasts);
            let wanted =
                Wanted { seed: self.seed, place: place as u64, from, second, pieces: &pieces, ways: &circuit.ways };
            let mains = &mains[usize::try_from(circuit.phase % PHASES).unwrap_or(0)];
            self.windows[place] = Some(Window::of(&wanted, mains));
        }
    }

    /// What a circuit wants has changed.
    pub(super) fn plan_again(&mut self, circuit: usize) {
        self.windows[circuit] = None;
        self.look_ahead();
    }
}
