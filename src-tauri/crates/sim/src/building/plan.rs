//! A house before anybody lives in it.

use units::{Energy, Timestamp, Zone};

use super::appliance::Appliance;
use super::circuit::{Circuit, Contact, Use};
use super::people::Household;
use super::table::{Address, Board, Measures, Placed, RelayAt};
use super::{Building, Gauge, WH_UJ};
use crate::chance::{hash, within};

/// Everything that makes a house what it is. Names of meters are those of their rooms, and each is there once.
#[derive(Debug, Clone)]
pub struct HousePlan {
    pub seed: u64,
    pub zone: Zone,
    pub start: Timestamp,
    pub meters: Vec<MeterPlan>,
    pub boards: Vec<Board>,
}

/// A meter with what hangs behind it.
#[derive(Debug, Clone)]
pub struct MeterPlan {
    pub placed: Placed,
    /// What stands in the room; nothing: what the seed gives it.
    pub appliances: Option<Vec<(Appliance, u8)>>,
    /// What people do at a certain time, beside their daily life.
    pub uses: Vec<Use>,
    /// At the start; nothing: a few hundred to a few thousand kWh.
    pub register: Option<Energy>,
    /// By how much it counts too fast, in millionths.
    pub fast_ppm: i64,
    /// For a feeder: the meters directly below it, by name. The supply has all.
    pub below: Vec<String>,
}

impl MeterPlan {
    /// With an error as a meter of class 1 has it, by the seed: up to half a percent either way.
    pub fn of_class_1(placed: Placed, seed: u64) -> Self {
        let throw = hash(&[seed, placed.address.line as u64, u64::from(placed.address.unit), 0xe1]);
        let fast_ppm = i64::from(within(throw, 10_001)) - 5_000;
        Self { fast_ppm, ..Self::exact(placed) }
    }

    pub const fn exact(placed: Placed) -> Self {
        Self { placed, appliances: None, uses: Vec::new(), register: None, fast_ppm: 0, below: Vec::new() }
    }
}

impl HousePlan {
    /// So many rooms with a corridor behind one supply, on line 0: units 1 to `rooms` (200 at most) with a relay each, then
    /// corridor and supply. Rooms are called `1`, `2` and so on.
    pub fn dormitory(seed: u64, zone: Zone, start: Timestamp, rooms: u8) -> Self {
        let rooms = rooms.min(200);
        let meter = |unit: u8, name: String, measures, profile: &str, phases| Placed {
            name,
            measures,
            floor: 1,
            address: Address { line: 0, unit },
            profile: profile.to_owned(),
            serial: (1_907_000 + u32::from(unit)).to_string(),
            relay: (measures == Measures::Room).then_some(RelayAt::Meter { channel: 0 }),
            occupants: 0,
            phases,
            answers: true,
        };
        let lived_in = (1..=rooms).map(|unit| {
            let occupants = 1 + u8::try_from(within(hash(&[seed, unit.into(), 0xc1]), 4)).unwrap_or(0);
            let room = meter(unit, unit.to_string(), Measures::Room, "hiking-dds238-4w", 1);
            MeterPlan::of_class_1(Placed { occupants, ..room }, seed)
        });
        let corridor = meter(rooms + 1, "corridor".to_owned(), Measures::Corridor, "chint-ddsu666", 1);
        let supply = meter(rooms + 2, "supply".to_owned(), Measures::Supply, "eastron-sdm630", 3);
        let shared = [corridor, supply].map(|placed| MeterPlan::of_class_1(placed, seed));
        Self { seed, zone, start, meters: lived_in.chain(shared).collect(), boards: Vec::new() }
    }

    /// The plan of one meter, to be changed.
    pub fn meter(&mut self, name: &str) -> Option<&mut MeterPlan> {
        self.meters.iter_mut().find(|meter| meter.placed.name == name)
    }
}

impl Building {
    /// The house at its start, every relay closed.
    pub fn new(plan: HousePlan) -> Self {
        let HousePlan { seed, zone, start, meters, boards } = plan;
        let coils = boards.iter().map(|board| vec![true; usize::from(board.channels)]).collect();
        let mut circuits: Vec<Circuit> = Vec::new();
        for (place, meter) in meters.iter().enumerate() {
            let placed = &meter.placed;
            let number = place as u64;
            let household = match placed.measures {
                Measures::Room => Household::of(seed, number, placed.occupants),
                Measures::Corridor => Household::of(seed, 0xc0 + number, 0),
                Measures::Feeder | Measures::Supply => continue,
            };
            let household = match &meter.appliances {
                Some(appliances) => household.with(appliances),
                None => household,
            };
            let is_common = placed.measures == Measures::Corridor;
            let phase = u64::from(placed.address.unit % 3);
            let mut circuit = Circuit::new(&placed.name, household, is_common, phase, place);
            circuit.uses.clone_from(&meter.uses);
            circuit.contact = match placed.relay {
                None => Contact::None,
                Some(RelayAt::Meter { .. }) => Contact::Meter(place),
                Some(RelayAt::Board { unit, channel }) => {
                    let at = Address { unit, ..placed.address };
                    let board = boards.iter().position(|board| board.address == at);
                    board.map_or(Contact::None, |board| Contact::Board(board, channel))
                }
            };
            circuits.push(circuit);
        }
        let gauges = meters.iter().enumerate().map(|(place, meter)| gauge(seed, place, meter, &meters, &circuits));
        let mut house = Self {
            seed,
            zone,
            now: start,
            gauges: gauges.collect(),
            closed: vec![true; meters.len()],
            placed: meters.into_iter().map(|meter| meter.placed).collect(),
            boards,
            coils,
            windows: vec![None; circuits.len()],
            circuits,
            has_mains: true,
            outages: 0,
            to_come: Vec::new(),
            watched: false,
        };
        house.look_ahead();
        house
    }
}

fn gauge(seed: u64, place: usize, meter: &MeterPlan, all: &[MeterPlan], circuits: &[Circuit]) -> Gauge {
    let branch = match meter.placed.measures {
        Measures::Room | Measures::Corridor => None,
        Measures::Supply => Some((0..circuits.len()).collect()),
        Measures::Feeder => {
            let names = below(meter, all, all.len());
            Some((0..circuits.len()).filter(|&at| names.contains(&circuits[at].name.as_str())).collect())
        }
    };
    let wh = match meter.register {
        Some(register) => register.wh(),
        None if meter.placed.measures == Measures::Supply => {
            1_100_000 + i64::from(within(hash(&[seed, 0x5f]), 900_000)) + 30_000_000
        }
        None => 900_000 + i64::from(within(hash(&[seed, place as u64, 0x5e]), 2_600_000)),
    };
    Gauge { began_uj: wh * WH_UJ, passed_uj: 0, fast_ppm: meter.fast_ppm, branch }
}

/// All that lies below a feeder, whether directly or below another. `depth` ends the search where feeders lie in a ring.
fn below<'a>(meter: &'a MeterPlan, all: &'a [MeterPlan], depth: usize) -> Vec<&'a str> {
    let mut names: Vec<&str> = meter.below.iter().map(String::as_str).collect();
    if depth > 0 {
        let direct = all.iter().filter(|other| meter.below.contains(&other.placed.name));
        names.extend(direct.flat_map(|other| below(other, all, depth - 1)));
    }
    names
}
