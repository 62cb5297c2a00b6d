//! What the meters of the house show, and what only the simulator knows.

use chrono::TimeDelta;
use meter::Sample;
use units::{Energy, Timestamp, millis};

use super::appliance::Appliance;
use super::table::{Address, Measures, RelayAt};
use super::window::{Draw, Way};
use super::{Building, WH_UJ, electric, mains};

/// What one meter shows at one moment of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant {
    pub at: Timestamp,
    pub draw: Draw,
    /// Per mille.
    pub power_factor_milli: i64,
    /// Of the phase that carries most.
    pub voltage_mv: i64,
    pub current_ma: i64,
    pub register: Energy,
}

/// One use of an appliance, as it was: for holding a detector's verdict against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub appliance: Appliance,
    pub from: Timestamp,
    pub until: Timestamp,
    /// The most that it took, W.
    pub peak_w: i64,
}

impl Building {
    /// What passes the meter at this address now: nothing where the supply is off; `None` where there is no such meter.
    pub fn draw(&self, address: Address) -> Option<Draw> {
        self.place_at(address).map(|place| self.passing(place))
    }

    /// Active power at a meter now, mW; 0 where the supply is off, nothing where there is no such meter.
    pub fn power_mw(&self, address: Address) -> Option<i64> {
        Some(self.draw(address)?.active_mw)
    }

    fn passing(&self, place: usize) -> Draw {
        let gauge = &self.gauges[place];
        let true_draw = match &gauge.branch {
            None => self
                .flows()
                .filter(|flow| flow.gauge == Some(place))
                .fold(Draw::NOTHING, |sum, flow| sum.plus(flow.draw)),
            Some(branch) => {
                let lent = self.flows().filter(|flow| branch.contains(&flow.circuit));
                let flows = lent.fold(Draw::NOTHING, |sum, flow| sum.plus(flow.draw).plus(self.loss(&flow)));
                let meters =
                    if self.has_mains { mains::METER_MW * i64::try_from(branch.len()).unwrap_or(0) } else { 0 };
                flows.plus(Draw { active_mw: meters, reactive_mvar: 0 })
            }
        };
        let as_shown = |value: i64| value + value * gauge.fast_ppm / 1_000_000;
        Draw { active_mw: as_shown(true_draw.active_mw), reactive_mvar: as_shown(true_draw.reactive_mvar) }
    }

    /// Everything that flows at this moment.
    fn flows(&self) -> impl Iterator<Item = Flowing> + '_ {
        (0..self.circuits.len()).flat_map(move |circuit| {
            [Way::Own, Way::Bypass, Way::Lead].into_iter().filter_map(move |way| {
                let window = self.windows[circuit].as_ref()?;
                let flow = window.flow(way).filter(|_| self.is_live(circuit, way))?;
                let draw = flow.draw(millis(self.now) - millis(window.from));
                Some(Flowing { circuit, gauge: self.gauge_of(circuit, way), draw })
            })
        })
    }

    fn loss(&self, flow: &Flowing) -> Draw {
        let mains = mains::second(self.seed, self.now, self.circuits[flow.circuit].phase);
        Draw { active_mw: mains.cable_loss_mw(&flow.draw), reactive_mvar: 0 }
    }

    /// The register of a meter now.
    pub fn register(&self, address: Address) -> Option<Energy> {
        Energy::new(self.gauges[self.place_at(address)?].register_uj() / WH_UJ)
    }

    /// All that a meter or board would show now, were it asked; nothing where there is none.
    pub fn sample(&self, address: Address) -> Option<Sample> {
        if let Some(board) = self.boards.iter().position(|board| board.address == address) {
            return Some(electric::board_sample(&self.coils[board]));
        }
        let place = self.place_at(address)?;
        let placed = &self.placed[place];
        let relay = matches!(placed.relay, Some(RelayAt::Meter { .. })).then_some(self.closed[place]);
        let register = self.register(address)?;
        Some(electric::sample(self.seed, self.now, placed, self.passing(place), register, relay))
    }

    /// Whether a meter or board answers now: it is not dead, and the house has power.
    pub fn answers(&self, address: Address) -> bool {
        self.has_mains && self.place_at(address).is_none_or(|place| self.placed[place].answers)
    }

    /// How often the house has been without power.
    pub fn outages(&self) -> u32 {
        self.outages
    }

    /// Lets time pass until then, and tells what a meter showed on the way: at each multiple of `every` after now.
    pub fn series(&mut self, address: Address, until: Timestamp, every: TimeDelta) -> Vec<Instant> {
        let mut series = Vec::new();
        let mut at = self.now;
        while at + every <= until && every > TimeDelta::zero() {
            at += every;
            self.advance(at);
            series.extend(self.instant(address));
        }
        self.advance(until);
        series
    }

    /// One moment of a meter.
    pub fn instant(&self, address: Address) -> Option<Instant> {
        let sample = self.sample(address)?;
        let draw = self.draw(address)?;
        let carries_most = (0..sample.current_ma.len()).max_by_key(|&phase| sample.current_ma[phase])?;
        Some(Instant {
            at: self.now,
            draw,
            power_factor_milli: sample.power_factor_milli?,
            voltage_mv: sample.voltage_mv[carries_most],
            current_ma: sample.current_ma[carries_most],
            register: sample.energy_import?,
        })
    }

    /// What was truly used in a room, by whatever way it came; nothing for a name that is none.
    pub fn used(&self, room: &str) -> Option<Energy> {
        Energy::new(self.circuits[self.circuit_named(room)?].used_uj / WH_UJ)
    }

    /// Of that, what its own meter was not on the way of: past it, or out of a socket of somebody else's.
    pub fn unmetered(&self, room: &str) -> Option<Energy> {
        Energy::new(self.circuits[self.circuit_named(room)?].unmetered_uj / WH_UJ)
    }

    /// Who lives in a room; 0 for a corridor.
    pub fn occupants(&self, room: &str) -> Option<u8> {
        Some(self.circuits[self.circuit_named(room)?].household.occupants)
    }

    /// What was and will be turned on in a room on the day that it is now, whether its supply is on or not; what is never
    /// off is not among it.
    pub fn runs(&mut self, room: &str) -> Vec<Run> {
        let Some(circuit) = self.circuit_named(room) else { return Vec::new() };
        let date = self.zone.date(self.now);
        let day = self.circuits[circuit].day(self.seed, date);
        let begins = self.zone.start_of(date);
        let at = |second: u32| begins + TimeDelta::seconds(second.into());
        let mut runs: Vec<(u32, Run)> = Vec::new();
        for piece in day.iter().filter(|piece| piece.until - piece.from < super::day::DAY_S) {
            let peak_w = piece.first_mw.max(piece.last_mw) / 1000;
            match runs.iter_mut().find(|(number, _)| *number == piece.run) {
                Some((_, run)) => {
                    run.until = run.until.max(at(piece.until));
                    run.peak_w = run.peak_w.max(peak_w);
                }
                None => runs.push((
                    piece.run,
                    Run { appliance: piece.appliance, from: at(piece.from), until: at(piece.until), peak_w },
                )),
            }
        }
        let written = self.circuits[circuit].uses.iter().filter(|used| self.zone.date(used.from) == date);
        let written = written.map(|used| Run {
            appliance: used.appliance,
            from: used.from,
            until: used.until,
            peak_w: used.watts.into(),
        });
        let mut all: Vec<Run> = runs.into_iter().map(|(_, run)| run).chain(written).collect();
        all.sort_by_key(|run| run.from);
        all
    }

    /// The rooms, in the order of the plan.
    pub fn rooms(&self) -> impl Iterator<Item = &str> {
        self.placed.iter().filter(|placed| placed.measures == Measures::Room).map(|placed| placed.name.as_str())
    }
}

struct Flowing {
    circuit: usize,
    gauge: Option<usize>,
    draw: Draw,
}
