//! The house: who lives where, what they turn on, how it is wired, and the registers that count it.

mod appliance;
mod circuit;
mod day;
mod electric;
mod happening;
mod mains;
mod people;
mod plan;
mod relays;
mod shown;
mod table;
mod time;
mod weather;
mod window;

#[cfg(test)]
mod tests;

use units::{Energy, Timestamp, Zone};

pub use appliance::Appliance;
use circuit::Circuit;
pub use circuit::{Use, Wear};
pub use happening::Happening;
pub use plan::{HousePlan, MeterPlan};
pub use shown::{Instant, Run};
pub use table::{Address, Board, LINES, LinePlan, Measures, Placed, RelayAt, WATCHED_ROOM};
use window::Window;
pub use window::{Draw, Part};

/// One watt-hour in µJ, the unit of the counters: milliwatts × milliseconds.
const WH_UJ: i64 = 3_600_000_000;

/// A house in one instant. The same plan, switching and happenings give the same registers, in whatever steps time passes.
#[derive(Debug, Clone)]
pub struct Building {
    seed: u64,
    zone: Zone,
    now: Timestamp,
    placed: Vec<Placed>,
    boards: Vec<Board>,
    /// Coils of the relay boards, true = closed = supply on; as long as `boards`.
    coils: Vec<Vec<bool>>,
    /// The relays in the meters, true = closed; as long as `placed`, as are `gauges`.
    closed: Vec<bool>,
    gauges: Vec<Gauge>,
    circuits: Vec<Circuit>,
    /// What each circuit wants in the quarter of an hour that holds `now`; as long as `circuits`.
    windows: Vec<Option<Window>>,
    has_mains: bool,
    outages: u32,
    /// In order of time, those to come.
    to_come: Vec<(Timestamp, Happening)>,
    watched: bool,
}

/// A meter's register.
#[derive(Debug, Clone)]
struct Gauge {
    /// What it showed when it came here, µJ.
    began_uj: i64,
    /// What has truly passed it since, µJ.
    passed_uj: i64,
    /// By how much it counts too fast, in millionths.
    fast_ppm: i64,
    /// The circuits below it; nothing for the meter of one circuit.
    branch: Option<Vec<usize>>,
}

impl Gauge {
    fn register_uj(&self) -> i64 {
        let error = i128::from(self.passed_uj) * i128::from(self.fast_ppm) / 1_000_000;
        self.began_uj + self.passed_uj + i64::try_from(error).unwrap_or(0)
    }

    fn show(&mut self, register: Energy) {
        (self.began_uj, self.passed_uj) = (register.wh() * WH_UJ, 0);
    }
}

impl Building {
    /// The demo house (see [`Placed`]) at `start`, every relay closed, registers of a few thousand kWh.
    pub fn demo(seed: u64, zone: Zone, start: Timestamp) -> Self {
        let meters = table::demo_meters().into_iter().map(MeterPlan::exact).collect();
        Self::new(HousePlan { seed, zone, start, meters, boards: table::demo_boards() })
    }

    /// Meters that have nothing to do with each other, each with a small household behind it, on line 0.
    ///
    /// With `relays` 1 the relay is in the meter. A profile that measures nothing (`measures` false) gives boards of so
    /// many relays.
    pub fn independent(
        seed: u64,
        zone: Zone,
        start: Timestamp,
        units: &[u8],
        profile: &str,
        character: Character,
    ) -> Self {
        let address = |unit| Address { line: 0, unit };
        let serial = |unit| (30_000_000 + u32::from(unit)).to_string();
        let mut plan = HousePlan { seed, zone, start, meters: Vec::new(), boards: Vec::new() };
        for &unit in units {
            if character.measures {
                plan.meters.push(MeterPlan::exact(Placed {
                    name: unit.to_string(),
                    measures: Measures::Room,
                    floor: 0,
                    address: address(unit),
                    profile: profile.to_owned(),
                    serial: serial(unit),
                    relay: (character.relays > 0).then_some(RelayAt::Meter { channel: 0 }),
                    occupants: 2,
                    phases: character.phases,
                    answers: true,
                }));
            } else {
                let (profile, channels) = (profile.to_owned(), character.relays);
                plan.boards.push(Board { address: address(unit), profile, serial: serial(unit), channels });
            }
        }
        Self::new(plan)
    }

    /// Every meter, in the order of the plan.
    pub fn placed(&self) -> &[Placed] {
        &self.placed
    }

    /// The relay boards.
    pub fn boards(&self) -> &[Board] {
        &self.boards
    }

    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub fn zone(&self) -> Zone {
        self.zone
    }

    fn place_at(&self, address: Address) -> Option<usize> {
        self.placed.iter().position(|placed| placed.address == address)
    }

    fn place_named(&self, name: &str) -> Option<usize> {
        self.placed.iter().position(|placed| placed.name == name)
    }

    fn circuit_named(&self, name: &str) -> Option<usize> {
        self.circuits.iter().position(|circuit| circuit.name == name)
    }

    /// Turns the watched room's heavy load (9 kW) on or off.
    pub fn watch(&mut self, on: bool) {
        if self.watched != on
            && let Some(circuit) = self.circuit_named(WATCHED_ROOM)
        {
            self.circuits[circuit].heavy_w = on.then_some(Appliance::Heavy.usual_w());
            self.plan_again(circuit);
        }
        self.watched = on;
    }

    pub fn is_watched(&self) -> bool {
        self.watched
    }

    /// Puts registers back to what they showed when the program last saw them. Unknown addresses are passed over.
    pub fn restore(&mut self, registers: impl IntoIterator<Item = (Address, Energy)>) {
        for (address, register) in registers {
            if let Some(place) = self.place_at(address) {
                self.gauges[place].show(register);
            }
        }
    }
}

/// What a profile makes of a virtual meter that stands alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Character {
    /// False for a plain relay board.
    pub measures: bool,
    pub relays: u8,
    /// 1 or 3.
    pub phases: u8,
}
