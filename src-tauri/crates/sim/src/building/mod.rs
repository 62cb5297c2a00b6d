//! The house: who lives where, what they use, and the registers that count it.

mod appliances;
mod electric;
mod people;
mod relays;
mod shown;
mod table;
mod time;
mod weather;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use units::{Energy, Timestamp, Zone};

use crate::chance::{hash, within};
use appliances::DayPlan;
use people::Household;
pub use table::{Address, Board, LINES, LinePlan, Measures, Placed, RelayAt, WATCHED_ROOM};

/// One watt-hour in µJ, the unit of the counters: milliwatts × milliseconds.
const WH_UJ: i64 = 3_600_000_000;
/// What cables and clamps of the house lose, per mille of what all other meters measure.
const LOSS_PER_MILLE: i64 = 15;
/// The heavy load of the watched room, W.
const WATCHED_W: u32 = 9_000;

/// A house in one instant. The same seed, start and switching give the same registers, in whatever steps time passes.
#[derive(Debug, Clone)]
pub struct Building {
    seed: u64,
    zone: Zone,
    now: Timestamp,
    placed: Vec<Placed>,
    boards: Vec<Board>,
    loads: Vec<Load>,
    /// Coils of the relay boards, true = closed = supply on; as long as `boards`.
    coils: Vec<Vec<bool>>,
    supply: Option<SupplyCounter>,
    watched: bool,
}

/// What hangs behind one meter that is not the supply meter.
#[derive(Debug, Clone)]
struct Load {
    place: usize,
    household: Household,
    plan: Option<(NaiveDate, DayPlan)>,
    /// The relay in the meter, true = closed.
    closed: bool,
    /// A contact that no longer opens, whatever its coil says.
    welded: bool,
    counter_uj: i64,
}

/// The supply register: what it showed at a reference, plus all that the others counted since, plus the loss.
#[derive(Debug, Clone)]
struct SupplyCounter {
    place: usize,
    reference_uj: i64,
    others_at_reference_uj: i64,
}

impl Building {
    /// The demo house (see [`Placed`]) at `start`, every relay closed, registers of a few thousand kWh.
    pub fn demo(seed: u64, zone: Zone, start: Timestamp) -> Self {
        Self::of(seed, zone, start, table::demo_meters(), table::demo_boards())
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
        let mut placed = Vec::new();
        let mut boards = Vec::new();
        for &unit in units {
            let serial = (30_000_000 + u32::from(unit)).to_string();
            if character.measures {
                placed.push(Placed {
                    name: unit.to_string(),
                    measures: Measures::Room,
                    floor: 0,
                    address: address(unit),
                    profile: profile.to_owned(),
                    serial,
                    relay: (character.relays > 0).then_some(RelayAt::Meter { channel: 0 }),
                    occupants: 2,
                    phases: character.phases,
                    answers: true,
                });
            } else {
                let channels = character.relays;
                boards.push(Board { address: address(unit), profile: profile.to_owned(), serial, channels });
            }
        }
        Self::of(seed, zone, start, placed, boards)
    }

    fn of(seed: u64, zone: Zone, start: Timestamp, placed: Vec<Placed>, boards: Vec<Board>) -> Self {
        let loads: Vec<Load> = (0_u64..)
            .zip(&placed)
            .enumerate()
            .filter(|(_, (_, placed))| placed.measures != Measures::Supply)
            .map(|(place, (number, placed))| Load {
                place,
                household: Household::of(seed, number, placed.occupants),
                plan: None,
                closed: true,
                welded: false,
                counter_uj: (900_000 + i64::from(within(hash(&[seed, number, 0x5e]), 2_600_000))) * WH_UJ,
            })
            .collect();
        let supply = placed.iter().position(|placed| placed.measures == Measures::Supply).map(|place| SupplyCounter {
            place,
            reference_uj: (1_100_000 + i64::from(within(hash(&[seed, 0x5f]), 900_000))) * WH_UJ,
            others_at_reference_uj: loads.iter().map(|load| load.counter_uj).sum(),
        });
        let coils = boards.iter().map(|board| vec![true; usize::from(board.channels)]).collect();
        Self { seed, zone, now: start, placed, boards, loads, coils, supply, watched: false }
    }

    /// Every meter, rooms first in order of line and unit.
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

    fn load_at(&self, address: Address) -> Option<usize> {
        self.loads.iter().position(|load| self.placed[load.place].address == address)
    }

    fn load_named(&self, name: &str) -> Option<usize> {
        self.loads.iter().position(|load| self.placed[load.place].name == name)
    }

    /// Turns the watched room's heavy load (9 kW) on or off.
    pub fn watch(&mut self, on: bool) {
        self.watched = on;
    }

    pub fn is_watched(&self) -> bool {
        self.watched
    }

    /// Puts registers back to what they showed when the program last saw them. Unknown addresses are passed over.
    pub fn restore(&mut self, registers: impl IntoIterator<Item = (Address, Energy)>) {
        let mut supply_wh = self.supply.as_ref().and_then(|supply| self.register(self.placed[supply.place].address));
        for (address, register) in registers {
            match self.load_at(address) {
                Some(load) => self.loads[load].counter_uj = register.wh() * WH_UJ,
                None => supply_wh = supply_wh.map(|_| register),
            }
        }
        let others = self.others_uj();
        if let (Some(supply), Some(register)) = (&mut self.supply, supply_wh) {
            supply.reference_uj = register.wh() * WH_UJ;
            supply.others_at_reference_uj = others;
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
