use std::collections::VecDeque;

use chrono::Duration;
use units::{Power, Timestamp};

/// One look at a load: its active power, and what of its apparent power is not active (reactive and distorted).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub at: Timestamp,
    pub active_mw: i64,
    pub other_mva: i64,
}

impl Look {
    /// From active and apparent power, which no device measures to the last digit.
    pub fn new(at: Timestamp, active_mw: i64, apparent_mva: i64) -> Self {
        let square = |value: i64| u128::from(value.unsigned_abs()).pow(2);
        let other = square(apparent_mva).saturating_sub(square(active_mw)).isqrt();
        Self { at, active_mw, other_mva: i64::try_from(other).unwrap_or(i64::MAX) }
    }
}

/// What appliance is not allowed in a room, told by the step of its load. Heaters, kettles and hair dryers are plain
/// resistors: their step has a power factor of one. Computers, lamps and machines with motors have not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forbidden {
    /// The smallest step that counts.
    pub least: Power,
    /// The largest, where larger ones are allowed (a water heater that the house put in).
    pub most: Option<Power>,
    /// The least power factor of the step, per mille.
    pub power_factor_milli: i64,
    /// The longest time that a step takes. What rises more slowly is no switch that was turned.
    pub within: Duration,
    /// Appliances that are allowed, by their power.
    pub allowed: Vec<Allowed>,
}

/// An appliance that is allowed: steps of its power, give or take `tolerance`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    pub name: String,
    pub power: Power,
    pub tolerance: Power,
}

/// A rise in power between two looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// When the load was first seen higher.
    pub at: Timestamp,
    pub before: Look,
    pub after: Look,
}

impl Step {
    pub const fn power_mw(&self) -> i64 {
        self.after.active_mw - self.before.active_mw
    }

    pub const fn power(&self) -> Power {
        Power::from_w((self.power_mw() + 500).div_euclid(1000))
    }

    /// The power factor of what was added, per mille.
    pub fn power_factor_milli(&self) -> i64 {
        let active = i128::from(self.power_mw());
        let other = i128::from(self.after.other_mva - self.before.other_mva);
        let apparent = (active * active + other * other).unsigned_abs().isqrt();
        let apparent = i128::try_from(apparent).unwrap_or(i128::MAX).max(1);
        i64::try_from(active * 1000 / apparent).unwrap_or(0)
    }

    /// Whether it is the step of an appliance that is not allowed.
    pub fn is(&self, forbidden: &Forbidden) -> bool {
        let power = self.power().w();
        power >= forbidden.least.w()
            && forbidden.most.is_none_or(|most| power <= most.w())
            && self.power_factor_milli() >= forbidden.power_factor_milli
            && !forbidden.allowed.iter().any(|allowed| (power - allowed.power.w()).abs() <= allowed.tolerance.w())
    }
}

/// What a look showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    Nothing,
    /// It may be one: look again at once.
    Suspected(Step),
    /// It stayed, so it is one.
    Found(Step),
    /// It rose by as much, but too long lay between the looks to call it one step: the room should be watched.
    Blurred(Step),
}

/// Watches the load of one room for the steps of forbidden appliances.
///
/// A step is found when two looks in a row are higher by as much: the surge of a motor that starts is over by then.
#[derive(Debug, Clone, Default)]
pub struct Steps {
    /// The looks of the last `within`, oldest first, and one before them.
    looks: VecDeque<Look>,
    suspected: Option<Step>,
}

impl Steps {
    pub fn look(&mut self, look: Look, forbidden: &Forbidden) -> Seen {
        if self.looks.back().is_some_and(|last| look.at <= last.at) {
            // The clock was set back, or the same look came twice.
            *self = Self::default();
        }
        if let Some(suspected) = self.suspected.take() {
            let step = Step { after: lower(suspected.after, look), ..suspected };
            if step.is(forbidden) && look.at - suspected.at <= forbidden.within * 3 {
                self.looks = VecDeque::from([look]);
                return Seen::Found(step);
            }
        }
        let before = self.looks.back().copied();
        while self.looks.front().is_some_and(|first| look.at - first.at > forbidden.within) {
            self.looks.pop_front();
        }
        let step = |before: &Look| Step { at: look.at, before: *before, after: look };
        // The lowest look shows the whole of a step that a look met half way.
        let lowest = self.looks.iter().min_by_key(|look| look.active_mw).map(step);
        let blurred = before.as_ref().map(step).filter(|_| self.looks.is_empty());
        self.looks.push_back(look);
        if let Some(step) = lowest.filter(|step| step.is(forbidden)) {
            self.suspected = Some(step);
            return Seen::Suspected(step);
        }
        blurred.filter(|step| step.is(forbidden)).map_or(Seen::Nothing, Seen::Blurred)
    }

    /// The room was switched: what rises now is what was on before.
    pub fn forget(&mut self) {
        *self = Self::default();
    }
}

fn lower(one: Look, other: Look) -> Look {
    if other.active_mw < one.active_mw { other } else { one }
}

#[cfg(test)]
mod tests;
