//! The check for crossed wires: room by room the switch is opened for some seconds, and whose power falls tells whose
//! wire it is.
//!
//! It is the supply road that switches: a room under the check has a maintenance lock, and the reconciler does the rest.
//! When the check of a room ends, however it ends, the lock is gone and the rules decide again. Nothing of it outlives
//! the program: a start gives every room its supply back.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Duration;
use units::{PlaceId, PointId, Timestamp};

use super::{Core, Outgoing};
use crate::Actor;
use crate::dto::Pending;
use crate::error::{Refusal, Result};

/// Meters have so long to be read before and after; whoever is silent for longer is not compared.
const READ_WITHIN: Duration = Duration::seconds(30);

/// A relay that has not opened, or closed, by then does not obey.
const SWITCH_WITHIN: Duration = Duration::seconds(40);

/// Power that is shown may be some seconds old.
const SETTLE: Duration = Duration::seconds(3);

/// With less than this nothing can be told from a fall.
const LOAD_W: i64 = 30;

/// What meters show without a load.
const NOTHING_W: i64 = 5;

/// How long a room is dark at least, and at most while a person looks.
pub(crate) const SECONDS: std::ops::RangeInclusive<i64> = 5..=300;

/// A check under way, or the last one.
#[derive(Debug, Clone)]
pub(crate) struct Crossed {
    pub rooms: Vec<CheckedRoom>,
    /// Which of them is looked at now, and where it stands.
    pub current: Option<(usize, Phase)>,
    pub dark_for: Duration,
    pub began: Timestamp,
    pub over: Option<Timestamp>,
    pub stopped: bool,
    /// Power at each point before the switch was opened.
    before: BTreeMap<PointId, i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// All meters are read while the room has its supply.
    Before { since: Timestamp },
    /// The switch is to open.
    Opening { since: Timestamp },
    /// It is open; all meters are read again, and a person may look which room is dark.
    Dark { since: Timestamp, asked: Option<Timestamp> },
    /// The rules have the room again.
    Closing { since: Timestamp },
}

#[derive(Debug, Clone)]
pub(crate) struct CheckedRoom {
    pub place: PlaceId,
    pub name: String,
    pub found: Option<Found>,
    /// The room that a person saw dark.
    pub seen_dark: Option<String>,
}

/// What the check of a room came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// Its own meter fell with its switch, and no other did.
    Right {
        own: Fall,
        built_in: bool,
    },
    /// Other meters fell and its own did not.
    Crossed {
        own: Option<Fall>,
        others: Vec<Fall>,
    },
    /// Its own fell, and others did too.
    More {
        own: Fall,
        others: Vec<Fall>,
    },
    /// Nobody uses enough there to tell.
    NoLoad {
        own_w: Option<i64>,
    },
    /// There was a load, the switch opened, and no meter fell: the switch does not feed it.
    NothingFell {
        own: Fall,
    },
    /// Its meter was not read in time.
    NotRead,
    /// The switch did not open.
    Stuck,
    Skipped(Why),
    Stopped,
}

/// Why a room is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    NoSwitch,
    Protected,
    /// It is off already, or for another reason.
    Off,
    LineDown,
}

/// A meter's power before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fall {
    pub point: PointId,
    pub name: String,
    pub before_w: i64,
    pub after_w: i64,
}

impl Fall {
    fn fell(&self) -> bool {
        self.before_w >= LOAD_W && self.after_w <= NOTHING_W.max(self.before_w / 20)
    }
}

impl Crossed {
    pub fn is_running(&self) -> bool {
        self.over.is_none()
    }

    /// The room that is without supply for the check, and since when.
    fn dark(&self) -> Option<(PlaceId, Timestamp)> {
        let (index, phase) = self.current?;
        match phase {
            Phase::Opening { since } | Phase::Dark { since, .. } => Some((self.rooms[index].place, since)),
            Phase::Before { .. } | Phase::Closing { .. } => None,
        }
    }
}

impl Core {
    /// Begins with the first of these rooms. `protected` says that protected rooms are checked too.
    pub fn begin_crossed(
        &mut self,
        rooms: &[PlaceId],
        dark_for: Duration,
        protected: Protected,
        by: &Actor,
    ) -> Result<()> {
        self.has_lines()?;
        if self.crossed.as_ref().is_some_and(|check| check.is_running()) {
            return Err(Refusal::new("crossed-runs"));
        }
        if self.fault().is_some() {
            return Err(Refusal::new("unsure"));
        }
        let names: Vec<String> = rooms.iter().filter_map(|place| Some(self.rooms.get(place)?.name.clone())).collect();
        self.audit(by, "start_crossed_check", format!("{} s: {}", dark_for.num_seconds(), names.join(", ")))?;
        let checked = rooms.iter().filter_map(|place| {
            let room = self.rooms.get(place)?;
            let left_out = room.protected && protected == Protected::LeftOut;
            let found = left_out.then_some(Found::Skipped(Why::Protected));
            Some(CheckedRoom { place: *place, name: room.name.clone(), found, seen_dark: None })
        });
        let check = Crossed {
            rooms: checked.collect(),
            current: None,
            dark_for,
            began: self.now,
            over: None,
            stopped: false,
            before: BTreeMap::new(),
        };
        self.crossed = Some(Arc::new(check));
        self.step_crossed();
        Ok(())
    }

    /// Ends it: the room that is dark gets its supply back at once.
    pub fn stop_crossed(&mut self, by: &Actor) -> Result<()> {
        let now = self.now;
        let Some(check) = self.crossed.as_mut().filter(|check| check.is_running()) else {
            return Err(Refusal::new("crossed-not-running"));
        };
        let check = Arc::make_mut(check);
        (check.stopped, check.over) = (true, Some(now));
        let current = check.current.take().map(|(index, _)| index);
        for (index, room) in check.rooms.iter_mut().enumerate() {
            if room.found.is_none() && current.is_some_and(|current| index >= current) {
                room.found = Some(Found::Stopped);
            }
        }
        let place = current.map(|index| check.rooms[index].place);
        if let Some(place) = place {
            self.control(place);
        }
        self.audit(by, "stop_crossed_check", String::new())
    }

    /// A person says which room is dark; that of the check gets its supply back.
    pub fn crossed_seen(&mut self, room: &str) -> Result<()> {
        self.room_named(room)?;
        let not_dark = || Refusal::new("crossed-not-dark");
        let check = self.crossed.as_mut().ok_or_else(not_dark)?;
        let check = Arc::make_mut(check);
        match check.current {
            Some((index, Phase::Dark { .. })) => {
                check.rooms[index].seen_dark = Some(room.to_owned());
                Ok(())
            }
            _ => Err(not_dark()),
        }
    }

    /// Since when a room is without supply for the check.
    pub(super) fn crossed_off(&self, place: PlaceId) -> Option<Timestamp> {
        let (dark, since) = self.crossed.as_ref()?.dark()?;
        (dark == place).then_some(since)
    }

    /// To be called about once a second, and after whatever may have changed.
    pub(super) fn step_crossed(&mut self) {
        while let Some(check) = self.crossed.clone().filter(|check| check.is_running()) {
            let next = match check.current {
                None => self.next_room(&check),
                Some((index, phase)) => self.next_phase(&check, index, phase),
            };
            match next {
                Next::Waits => return,
                Next::Phase(index, phase) => self.enter(index, phase),
                Next::Found(index, found) => self.found(index, found),
                Next::Room => self.change_crossed(|check| check.current = None),
                Next::Over => {
                    let now = self.now;
                    self.change_crossed(|check| (check.current, check.over) = (None, Some(now)));
                    return;
                }
            }
        }
    }

    fn next_room(&self, check: &Crossed) -> Next {
        let Some(index) = check.rooms.iter().position(|room| room.found.is_none()) else { return Next::Over };
        let Some(room) = self.rooms.get(&check.rooms[index].place) else {
            return Next::Found(index, Found::Skipped(Why::NoSwitch));
        };
        let Some(relay) = &room.relay else { return Next::Found(index, Found::Skipped(Why::NoSwitch)) };
        if !self.lines.get(&relay.bus).is_some_and(|line| line.up) {
            return Next::Found(index, Found::Skipped(Why::LineDown));
        }
        if !room.decision.state.closed() || relay.seen.is_some_and(|(closed, _)| !closed) {
            return Next::Found(index, Found::Skipped(Why::Off));
        }
        Next::Phase(index, Phase::Before { since: self.now })
    }

    fn next_phase(&self, check: &Crossed, index: usize, phase: Phase) -> Next {
        let place = check.rooms[index].place;
        let Some(relay) = self.rooms.get(&place).and_then(|room| room.relay.as_ref()) else {
            return Next::Found(index, Found::Skipped(Why::NoSwitch));
        };
        let now = self.now;
        // A clock that is set back must not make a room stay dark.
        let passed = |since: Timestamp| (now - since).abs();
        let open = |since| relay.seen.is_some_and(|(closed, at)| !closed && at > since);
        match phase {
            Phase::Before { since } if self.all_read(since) || passed(since) >= READ_WITHIN => {
                Next::Phase(index, Phase::Opening { since: now })
            }
            // Behind crossed wires the room's own power stays, and the reconciler has no proof yet: here it is enough
            // that the switch says so.
            Phase::Opening { since } if open(since) => Next::Phase(index, Phase::Dark { since: now, asked: None }),
            Phase::Opening { since } if relay.pending == Some(Pending::Failed) || passed(since) >= SWITCH_WITHIN => {
                Next::Found(index, Found::Stuck)
            }
            Phase::Dark { since, asked: None } if passed(since) >= SETTLE => {
                Next::Phase(index, Phase::Dark { since, asked: Some(now) })
            }
            Phase::Dark { since, asked: Some(asked) } => {
                let read = self.all_read(asked) || passed(asked) >= READ_WITHIN;
                let looked = check.rooms[index].seen_dark.is_some() || passed(since) >= check.dark_for;
                if read && looked { Next::Found(index, self.compare(check, place, asked)) } else { Next::Waits }
            }
            Phase::Closing { since } => {
                let room = self.rooms.get(&place);
                let off_by_rules = room.is_some_and(|room| !room.decision.state.closed());
                let closed = relay.seen.is_some_and(|(closed, at)| closed && at > since) && relay.pending.is_none();
                if closed || off_by_rules || passed(since) >= SWITCH_WITHIN { Next::Room } else { Next::Waits }
            }
            _ => Next::Waits,
        }
    }

    /// Every meter of a room that answers was read since then.
    fn all_read(&self, since: Timestamp) -> bool {
        let rooms = self.points.values().filter(|point| point.room.is_some() && point.answering);
        rooms.into_iter().all(|point| point.sample.as_ref().is_some_and(|(at, _)| *at >= since))
    }

    fn enter(&mut self, index: usize, phase: Phase) {
        let before = if let Phase::Opening { .. } = phase { self.powers_since_before() } else { None };
        self.change_crossed(|check| {
            check.current = Some((index, phase));
            if let Some(before) = before {
                check.before = before;
            }
        });
        let place = self.crossed.as_ref().map(|check| check.rooms[index].place);
        match phase {
            Phase::Before { .. } | Phase::Dark { asked: Some(_), .. } => self.poll_rooms(),
            Phase::Opening { .. } | Phase::Closing { .. } => place.into_iter().for_each(|place| self.control(place)),
            Phase::Dark { asked: None, .. } => {}
        }
    }

    fn found(&mut self, index: usize, found: Found) {
        let now = self.now;
        let was_dark = matches!(
            self.crossed.as_ref().and_then(|check| check.current),
            Some((_, Phase::Opening { .. } | Phase::Dark { .. }))
        );
        self.change_crossed(|check| {
            check.rooms[index].found = Some(found);
            check.current = None;
        });
        if was_dark {
            self.enter(index, Phase::Closing { since: now });
        }
    }

    fn change_crossed(&mut self, change: impl FnOnce(&mut Crossed)) {
        if let Some(check) = &mut self.crossed {
            change(Arc::make_mut(check));
        }
    }

    /// All meters of rooms are read next.
    fn poll_rooms(&mut self) {
        let rooms = self.points.values().filter(|point| point.room.is_some());
        let asked: Vec<Outgoing> =
            rooms.map(|point| Outgoing::PollNow { bus: point.bus, meter: point.meter }).collect();
        self.outbox.extend(asked);
    }

    fn powers_since_before(&self) -> Option<BTreeMap<PointId, i64>> {
        let Some((_, Phase::Before { since })) = self.crossed.as_ref()?.current else { return None };
        Some(self.powers(since))
    }

    /// What each room's meter told since then, in W.
    fn powers(&self, since: Timestamp) -> BTreeMap<PointId, i64> {
        let rooms = self.points.iter().filter(|(_, point)| point.room.is_some());
        let told = rooms.filter_map(|(id, point)| {
            let (at, sample) = point.sample.as_ref()?;
            Some((*id, sample.power_mw? / 1000)).filter(|_| *at >= since)
        });
        told.collect()
    }

    fn compare(&self, check: &Crossed, place: PlaceId, since: Timestamp) -> Found {
        let after = self.powers(since);
        let falls = check.before.iter().filter_map(|(point, before_w)| {
            let name = self.points.get(point)?.name.clone();
            Some(Fall { point: *point, name, before_w: *before_w, after_w: *after.get(point)? })
        });
        let own_point = self.rooms.get(&place).map(|room| room.point);
        let (own, others): (Vec<Fall>, Vec<Fall>) = falls.partition(|fall| Some(fall.point) == own_point);
        let own = own.into_iter().next();
        let others: Vec<Fall> = others.into_iter().filter(Fall::fell).collect();
        match (own, others.is_empty()) {
            (Some(own), true) if own.fell() => Found::Right { own, built_in: self.is_built_in(place) },
            (Some(own), false) if own.fell() => Found::More { own, others },
            (own, false) => Found::Crossed { own, others },
            (None, true) => Found::NotRead,
            (Some(own), true) if own.before_w < LOAD_W => Found::NoLoad { own_w: Some(own.before_w) },
            (Some(own), true) => Found::NothingFell { own },
        }
    }

    /// The switch sits in the meter of the room: what it cuts is what it measures.
    fn is_built_in(&self, place: PlaceId) -> bool {
        let Some(room) = self.rooms.get(&place) else { return false };
        let meter = self.points.get(&room.point).map(|point| point.meter);
        room.relay.as_ref().is_some_and(|relay| Some(relay.meter) == meter)
    }
}

/// Whether protected rooms are switched too: only with a person's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protected {
    LeftOut,
    CheckedToo,
}

enum Next {
    Waits,
    Phase(usize, Phase),
    Found(usize, Found),
    /// On to the next one.
    Room,
    Over,
}
