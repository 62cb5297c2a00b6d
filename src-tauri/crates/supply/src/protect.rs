use chrono::Duration;
use units::{Power, Timestamp};

/// What a room may draw, and what follows when it draws more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoadLimit {
    pub power: Power,
    /// Whose limit it is.
    pub cause: Cause,
    /// More than `power` for so long trips.
    pub over_for: Duration,
    pub retry: Retry,
}

/// How often a room that tripped is closed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// The shortest time that it stays off.
    pub off_for: Duration,
    /// So many times within `within` it is closed again; relays last some ten thousand operations.
    pub tries: u32,
    pub within: Duration,
    /// What follows the last try.
    pub then: Then,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Then {
    /// Off until a person lets it go.
    Locked,
    /// Off until the first of the trips is as old as `within`.
    Waits,
}

/// Why a room has a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The limit of the room itself.
    Room,
    /// Credit is used up, and a little is left on.
    Lifeline,
    /// A quota asks for it.
    Quota,
}

/// What made a room trip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Load {
    /// More than a limit.
    Over(Cause),
    /// An appliance that is not allowed.
    Forbidden,
}

impl Load {
    /// The stable name, for the store.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Over(Cause::Room) => "overload",
            Self::Over(Cause::Lifeline) => "lifeline",
            Self::Over(Cause::Quota) => "quota_limit",
            Self::Forbidden => "forbidden",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        [Self::Over(Cause::Room), Self::Over(Cause::Lifeline), Self::Over(Cause::Quota), Self::Forbidden]
            .into_iter()
            .find(|load| load.code() == code)
    }
}

/// A room is off because of what it drew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Off {
    pub load: Load,
    pub since: Timestamp,
    /// It is closed again then; without, a person lets it go.
    pub until: Option<Timestamp>,
}

/// What a look at the load, or time alone, brought about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The limit was passed; nothing follows if the load falls in time.
    Over {
        power: Power,
        limit: Power,
    },
    Tripped {
        off: Off,
        power: Power,
        limit: Power,
    },
    /// What kept the room off is over.
    Released(Load),
}

/// The load of one room against its limit: trips, closes again, and locks in the end.
///
/// One sample alone never trips, however high: a limit must be passed at two looks that are `over_for` apart, with
/// nothing below it between them, and without a silence in which nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Protection {
    /// Since when the limit is passed, and when that was last seen.
    over: Option<(Timestamp, Timestamp)>,
    trips: Vec<(Load, Timestamp)>,
    off: Option<Off>,
}

/// A load that nobody looked at for so much longer than `over_for` begins anew.
const SILENCE: Duration = Duration::seconds(90);

impl Protection {
    /// As it stood when the program ended: past trips, and what kept the room off.
    pub const fn restored(trips: Vec<(Load, Timestamp)>, off: Option<Off>) -> Self {
        Self { over: None, trips, off }
    }

    pub const fn off(&self) -> Option<Off> {
        self.off
    }

    /// The load as read at `at`.
    pub fn look(&mut self, at: Timestamp, power: Power, limit: Option<&LoadLimit>) -> Option<Event> {
        let limit = limit.filter(|limit| self.off.is_none() && power > limit.power);
        let Some(limit) = limit else {
            self.over = None;
            return None;
        };
        let known = self.over.filter(|(_, seen)| at >= *seen && at - *seen <= limit.over_for + SILENCE);
        let Some((since, _)) = known else {
            self.over = Some((at, at));
            return Some(Event::Over { power, limit: limit.power });
        };
        self.over = Some((since, at));
        if at == since || at - since < limit.over_for {
            return None;
        }
        let off = self.trip(at, Load::Over(limit.cause), &limit.retry);
        Some(Event::Tripped { off, power, limit: limit.power })
    }

    /// Switches off at once, as after a forbidden appliance was found.
    pub fn trip(&mut self, at: Timestamp, load: Load, retry: &Retry) -> Off {
        self.over = None;
        self.trips.push((load, at));
        let off = Off { load, since: at, until: self.until(at, load, retry) };
        self.off = Some(off);
        off
    }

    /// What time alone brings, and what the end of a limit does. `limit` is the one in force now.
    pub fn tick(
        &mut self,
        now: Timestamp,
        limit: Option<&LoadLimit>,
        retry: impl Fn(Load) -> Option<Retry>,
    ) -> Option<Event> {
        let off = self.off?;
        // What was to come later comes no later than if it were counted from now: the clock may have been set back.
        let bound = retry(off.load).map(|retry| now + retry.off_for.max(retry.within));
        let until = off.until.map(|until| bound.map_or(until, |bound| until.min(bound)));
        self.off = Some(Off { until, ..off });
        let lifted = match off.load {
            Load::Over(cause @ (Cause::Lifeline | Cause::Quota)) => limit.is_none_or(|limit| limit.cause != cause),
            Load::Over(Cause::Room) | Load::Forbidden => false,
        };
        (lifted || until.is_some_and(|until| until <= now)).then(|| self.end(off.load))
    }

    /// A person lets it go, and the tries begin anew.
    pub fn release(&mut self) -> Option<Event> {
        let off = self.off?;
        self.trips.retain(|(load, _)| *load != off.load);
        Some(self.end(off.load))
    }

    fn end(&mut self, load: Load) -> Event {
        self.off = None;
        Event::Released(load)
    }

    /// Until when a trip at `at`, counted among those before it, keeps the room off.
    fn until(&mut self, at: Timestamp, load: Load, retry: &Retry) -> Option<Timestamp> {
        // A trip that seems to lie ahead (the clock was set back) counts like one of now.
        self.trips.iter_mut().for_each(|(_, trip)| *trip = at.min(*trip));
        self.trips.retain(|(other, trip)| *other != load || at - *trip < retry.within);
        let own = || self.trips.iter().filter(|(other, _)| *other == load).map(|(_, trip)| *trip);
        if own().count() <= usize::try_from(retry.tries).unwrap_or(usize::MAX) {
            return Some(at + retry.off_for);
        }
        match retry.then {
            Then::Locked => None,
            Then::Waits => own().min().map(|first| (first + retry.within).max(at + retry.off_for)),
        }
    }
}

/// The lowest of some limits.
pub fn tightest(limits: impl IntoIterator<Item = LoadLimit>) -> Option<LoadLimit> {
    limits.into_iter().min_by_key(|limit| (limit.power, limit.cause))
}

#[cfg(test)]
mod tests;
