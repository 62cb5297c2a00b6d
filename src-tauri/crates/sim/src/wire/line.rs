use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use meter::{Profile, Sample};
use units::{Timestamp, Zone};

use super::faults::{Faults, spoil};
use super::frame::{Framing, Incoming};
use super::virtual_meter::{Source, VirtualMeter};
use crate::building::{Address, Building, Character};
use crate::chance::Dice;

/// The wall clock, or a simulated one.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Why a line could not be set up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    #[error("the meter profile “{0}” is not known")]
    UnknownProfile(String),
}

/// What happened on a line so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Sound requests, whomever they were for.
    pub requests: u64,
    pub answers: u64,
    /// Answers that were exceptions.
    pub exceptions: u64,
    /// Requests that began less than 3.5 characters after the last answer had passed the wire.
    pub early: u64,
    /// Bytes that were no request, by bursts.
    pub noise: u64,
}

/// The meters of one pair of wires, and what goes wrong on it. A clone is the same line.
#[derive(Debug, Clone)]
pub struct Line(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    meters: Vec<VirtualMeter>,
    faults: Faults,
    dice: Dice,
    tally: Tally,
}

impl Line {
    /// `seed` decides which answers the faults strike.
    pub fn new(seed: u64, meters: Vec<VirtualMeter>) -> Self {
        let dice = Dice::of(&[seed, 0xfa]);
        Self(Arc::new(Mutex::new(State { meters, faults: Faults::none(), dice, tally: Tally::default() })))
    }

    pub fn set_faults(&self, faults: Faults) {
        self.state().faults = faults;
    }

    pub fn tally(&self) -> Tally {
        self.state().tally
    }

    pub(super) fn count(&self, change: impl FnOnce(&mut Tally)) {
        change(&mut self.state().tally);
    }

    /// The answer's bytes and by how much they come too late; nothing where everybody is silent.
    pub(super) fn answer(&self, framing: Framing, request: &Incoming) -> Option<(Vec<u8>, Duration)> {
        let mut state = self.state();
        let State { meters, faults, dice, tally } = &mut *state;
        tally.requests += 1;
        if faults.silent.contains(&request.unit) {
            return None;
        }
        let stuck = dice.per_mille(faults.stuck_relay);
        let mut asked = meters.iter_mut().filter(|meter| meter.unit() == request.unit);
        let mut answers: Vec<Vec<u8>> = asked.by_ref().filter_map(|meter| meter.answer(&request.pdu, stuck)).collect();
        if answers.len() > 1 {
            tally.answers += 1;
            return Some((collision(framing, request, &answers, dice), Duration::ZERO));
        }
        let pdu = answers.pop()?;
        let unit = if dice.per_mille(faults.wrong_unit) { request.unit % 247 + 1 } else { request.unit };
        let (bytes, late) = spoil(faults, dice, &request.raw, framing.wrap(request, unit, &pdu))?;
        tally.answers += 1;
        tally.exceptions += u64::from(pdu[0] >= 0x80);
        Some((bytes, late))
    }

    /// A panic elsewhere leaves nothing half done here: every change is one assignment.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the wire carries when several units answer one request: one behind the other, or one over the other, a
/// character late, where a zero of either wins. A gateway makes no sense of either and says that nobody answered.
fn collision(framing: Framing, request: &Incoming, answers: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    if framing == Framing::Tcp {
        let code = request.pdu.first().copied().unwrap_or(0);
        return framing.wrap(request, request.unit, &[code | 0x80, 11]);
    }
    let mut frames = answers.iter().map(|pdu| framing.wrap(request, request.unit, pdu));
    let mut carried = frames.next().unwrap_or_default();
    let start = if dice.per_mille(500) { carried.len() } else { 1 };
    for frame in frames {
        for (place, byte) in (start..).zip(frame) {
            match carried.get_mut(place) {
                Some(other) => *other &= byte,
                None => carried.push(byte),
            }
        }
    }
    carried
}

/// One address of a building that is shared with whoever moves its time.
struct Behind {
    building: Arc<Mutex<Building>>,
    address: Address,
    answers: bool,
    clock: Clock,
}

impl Behind {
    fn now(&self) -> MutexGuard<'_, Building> {
        let mut building = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        building.advance((self.clock)());
        building
    }
}

impl Source for Behind {
    fn sample(&mut self) -> Option<Sample> {
        if self.answers { self.now().sample(self.address) } else { None }
    }

    fn switch(&mut self, channel: u8, on: bool) {
        self.now().switch(self.address, channel, on);
    }
}

/// One of a building's lines, all its meters and boards on it. `profile` looks a profile up by its id.
///
/// Each request first lets the building's time pass to the clock's; an earlier clock changes nothing.
pub fn building_line(
    building: &Arc<Mutex<Building>>,
    line: usize,
    profile: impl Fn(&str) -> Option<Arc<Profile>>,
    clock: &Clock,
) -> Result<Line, LineError> {
    let units: Vec<(Address, String, bool)> = {
        let building = building.lock().unwrap_or_else(PoisonError::into_inner);
        let meters = building.placed().iter().map(|placed| (placed.address, placed.profile.clone(), placed.answers));
        let boards = building.boards().iter().map(|board| (board.address, board.profile.clone(), true));
        meters.chain(boards).filter(|(address, ..)| address.line == line).collect()
    };
    let meters = units.into_iter().map(|(address, id, answers)| {
        let found = profile(&id).ok_or(LineError::UnknownProfile(id))?;
        let behind = Behind { building: building.clone(), address, answers, clock: clock.clone() };
        Ok(VirtualMeter::new(address.unit, found, Box::new(behind)))
    });
    Ok(Line::new(u64::try_from(line).unwrap_or(0), meters.collect::<Result<_, _>>()?))
}

/// Meters of one model, independent of each other, as `roomwatt sim` puts them on a port.
pub fn independent_line(seed: u64, profile: &Arc<Profile>, units: &[u8], clock: &Clock) -> Line {
    let character = Character {
        measures: profile.has_energy(),
        relays: profile.relay_channels(),
        phases: if profile.phases() == 3 { 3 } else { 1 },
    };
    let building = Building::independent(seed, Zone::UTC, clock(), units, profile.id(), character);
    let building = Arc::new(Mutex::new(building));
    let meters = units.iter().map(|&unit| {
        let address = Address { line: 0, unit };
        let behind = Behind { building: building.clone(), address, answers: true, clock: clock.clone() };
        VirtualMeter::new(unit, profile.clone(), Box::new(behind))
    });
    Line::new(seed, meters.collect())
}
