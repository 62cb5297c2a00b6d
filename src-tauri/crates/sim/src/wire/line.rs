use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::NaiveDateTime;
use meter::{Profile, Sample};
use units::{Timestamp, Zone};

use super::faults::{Fault, Faults, Strikes, Struck, Trouble, Whom, is_lost_on_a_gateway, spoil, together};
use super::frame::{Framing, Incoming};
use super::set_up::Heard;
use super::virtual_meter::{Source, VirtualMeter};
use crate::building::{Address, Building, Character};
use crate::chance::Dice;

/// The wall clock, or a simulated one.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The exception by which a gateway says that it heard nobody (Modbus Application Protocol 1.1b3, 7).
const NO_ANSWER: u8 = 11;

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
    /// Faults, by kind.
    pub strikes: Strikes,
}

/// The meters of one pair of wires, and what goes wrong on it. A clone is the same line.
#[derive(Clone)]
pub struct Line(Arc<Mutex<State>>);

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.state().meters).finish()
    }
}

struct State {
    meters: Vec<VirtualMeter>,
    troubles: Vec<Trouble>,
    heard: Heard,
    clock: Option<Clock>,
    dice: Dice,
    tally: Tally,
}

/// An answer on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Carried {
    pub(super) bytes: Vec<u8>,
    /// How much longer the meter thought than usual.
    pub(super) slow: Duration,
    /// By how much it comes too late.
    pub(super) late: Duration,
}

impl Line {
    /// `seed` decides which answers the faults strike.
    pub fn new(seed: u64, meters: Vec<VirtualMeter>) -> Self {
        let dice = Dice::of(&[seed, 0xfa]);
        let (troubles, tally) = (Vec::new(), Tally::default());
        Self(Arc::new(Mutex::new(State { meters, troubles, heard: Heard::default(), clock: None, dice, tally })))
    }

    /// The clock by which troubles begin and end.
    #[must_use]
    pub fn with_clock(self, clock: &Clock) -> Self {
        self.state().clock = Some(clock.clone());
        self
    }

    /// From here on these faults, and no others, strike the whole line.
    pub fn set_faults(&self, faults: Faults) {
        self.state().troubles = vec![Trouble::lasting(Whom::Line, faults)];
    }

    /// One trouble more. Where several meet, the worse rate of each fault counts.
    pub fn trouble(&self, trouble: Trouble) {
        self.state().troubles.push(trouble);
    }

    /// How masters speak on it, where the wire itself does not tell: on a pipe, behind a gateway. Meters at another
    /// speed do not answer.
    pub fn hear(&self, heard: Heard) {
        self.state().heard = heard;
    }

    pub fn tally(&self) -> Tally {
        self.state().tally
    }

    /// The addresses at which its meters answer now.
    pub fn units(&self) -> Vec<u8> {
        self.state().meters.iter().map(VirtualMeter::unit).collect()
    }

    pub(super) fn count(&self, change: impl FnOnce(&mut Tally)) {
        change(&mut self.state().tally);
    }

    /// The answer; nothing where everybody is silent. `heard` is what the wire told of the request, if it can.
    pub(super) fn answer(&self, framing: Framing, request: &Incoming, heard: Option<Heard>) -> Option<Carried> {
        let mut state = self.state();
        let State { meters, troubles, heard: usual, clock, dice, tally } = &mut *state;
        tally.requests += 1;
        let now = clock.as_ref().map(|clock| clock());
        let faults = together(troubles, request.unit, now);
        let struck = Struck::thrown(&faults, dice);
        let heard = heard.unwrap_or(*usual);
        let asked = meters.iter_mut().filter_map(|meter| {
            if meter.hears(request.unit, heard) { meter.answer(&request.pdu, struck) } else { None }
        });
        let mut answers: Vec<Vec<u8>> = asked.collect();
        if answers.is_empty() {
            return None;
        }
        tally.strikes.count(struck);
        if struck.has(Fault::Drop) {
            return None;
        }
        tally.answers += 1;
        if answers.len() > 1 {
            let bytes = collision(framing, request, &answers, dice);
            return Some(Carried { bytes, slow: Duration::ZERO, late: Duration::ZERO });
        }
        let mut pdu = answers.pop()?;
        if struck.has(Fault::Exception) {
            let code = [2, 4, 6][usize::try_from(dice.range(0, 2)).unwrap_or(0)];
            pdu = vec![pdu[0] | 0x80, code];
        }
        tally.exceptions += u64::from(pdu[0] >= 0x80);
        let bytes = match framing {
            Framing::Tcp if is_lost_on_a_gateway(struck) => {
                framing.wrap(request, request.unit, &[request.pdu[0] | 0x80, NO_ANSWER])
            }
            Framing::Tcp => framing.wrap(request, request.unit, &pdu),
            Framing::Rtu => {
                let unit = if struck.has(Fault::WrongUnit) { request.unit % 247 + 1 } else { request.unit };
                spoil(struck, dice, &request.raw, framing.wrap(request, unit, &pdu))
            }
        };
        let if_struck = |fault, by| if struck.has(fault) { by } else { Duration::ZERO };
        let (slow, late) = (if_struck(Fault::Slow, faults.slow_by), if_struck(Fault::Late, faults.late_by));
        Some(Carried { bytes, slow, late })
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
        return framing.wrap(request, request.unit, &[code | 0x80, NO_ANSWER]);
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
pub(crate) struct Behind {
    building: Arc<Mutex<Building>>,
    address: Address,
    clock: Clock,
}

impl Behind {
    pub(crate) fn new(building: &Arc<Mutex<Building>>, address: Address, clock: &Clock) -> Self {
        Self { building: building.clone(), address, clock: clock.clone() }
    }

    fn now(&self) -> MutexGuard<'_, Building> {
        let mut building = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        building.advance((self.clock)());
        building
    }
}

impl Source for Behind {
    fn sample(&mut self) -> Option<Sample> {
        let building = self.now();
        if building.answers(self.address) { building.sample(self.address) } else { None }
    }

    fn switch(&mut self, channel: u8, on: bool) {
        self.now().switch(self.address, channel, on);
    }

    fn wall_time(&mut self) -> Option<NaiveDateTime> {
        let building = self.now();
        Some(building.zone().local(building.now()).naive_local())
    }

    fn restarts(&mut self) -> u32 {
        self.now().outages()
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
    let units: Vec<(Address, String)> = {
        let building = building.lock().unwrap_or_else(PoisonError::into_inner);
        let meters = building.placed().iter().map(|placed| (placed.address, placed.profile.clone()));
        let boards = building.boards().iter().map(|board| (board.address, board.profile.clone()));
        meters.chain(boards).filter(|(address, _)| address.line == line).collect()
    };
    let meters = units.into_iter().map(|(address, id)| {
        let found = profile(&id).ok_or(LineError::UnknownProfile(id))?;
        let behind = Behind::new(building, address, clock);
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
        let behind = Behind::new(&building, address, clock);
        VirtualMeter::new(unit, profile.clone(), Box::new(behind))
    });
    Line::new(seed, meters.collect())
}
