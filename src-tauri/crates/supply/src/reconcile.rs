use chrono::Duration;
use units::{Power, Timestamp, millis};

use crate::Supply;

/// How patiently a relay is moved. Relays last some ten thousand operations, so every number here is a bound on wear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// A command that nothing was read back after for so long has failed.
    pub answer_within: Duration,
    /// Power read so long after an off command must be gone.
    pub settle: Duration,
    /// Commands sent before the alarm.
    pub attempts: u32,
    /// Pause after the first failed command; it doubles with each further one.
    pub first_pause: Duration,
    /// Pause between commands once the alarm is raised.
    pub slow_every: Duration,
    /// How often a relay that moved by itself or by hand is set right within `corrections_within`.
    pub corrections: usize,
    pub corrections_within: Duration,
    /// Power up to this many watts, in either direction, is nothing: what meters show on an open circuit.
    pub nothing_w: i64,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            answer_within: Duration::seconds(5),
            settle: Duration::seconds(5),
            attempts: 3,
            first_pause: Duration::seconds(2),
            slow_every: Duration::hours(1),
            corrections: 3,
            corrections_within: Duration::hours(24),
            nothing_w: 5,
        }
    }
}

/// A value and when it was read from the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen<T> {
    pub value: T,
    pub at: Timestamp,
}

/// The latest that is known of a relay (`true`: closed) and of the power behind it, each with its own time: a
/// read-back tells the one, a poll may tell both. Nothing where it was never read or cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Observation {
    pub relay: Option<Seen<bool>>,
    pub power: Option<Seen<Power>>,
}

/// Why a relay is not where it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Told to open, it reads closed, or it reads open and power flows.
    Welded,
    /// Told to close, it reads open.
    Dead,
    /// Nothing was read back.
    NoAnswer,
    /// It was where it should be, and was moved away more often than is set right by itself.
    Diverged,
}

impl Fault {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Welded => "relay_welded",
            Self::Dead => "relay_dead",
            Self::NoAnswer => "relay_no_answer",
            Self::Diverged => "relay_diverged",
        }
    }
}

/// What the caller is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Command the relay: `true` closes it.
    Send(bool),
    /// Once for each fault.
    Alarm(Fault),
    /// The relay is proven where it should be; the alarm is over.
    Cleared(Fault),
}

/// How far a relay has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Progress {
    /// Its state has not been read since the start, so nothing is commanded yet.
    Unknown,
    /// It is to close, but not before a given time.
    Waiting,
    /// On its way; `true`: closing.
    Switching(bool),
    /// Proven.
    Settled,
    /// An alarm is up.
    Failed(Fault),
}

/// Moves one relay to the desired state and proves it there, by the relay's own state and by the power behind it.
///
/// Nothing is sent before the relay was read once: that resolves a command which a crash had left unfinished. A wish
/// that changes while a command is out is sent at once, whatever was read meanwhile.
#[derive(Debug, Clone)]
pub struct Reconciler {
    plan: Plan,
    /// Only what is read after this proves anything: the last command, or the start.
    basis: Basis,
    wanted: Option<bool>,
    phase: Phase,
    /// Commands sent for this wish without proof.
    attempts: u32,
    /// An earlier, opposite command may still take effect.
    superseding: bool,
    corrections: Vec<Timestamp>,
    alarm: Option<Fault>,
    waiting: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Basis {
    Start(Timestamp),
    Command(Timestamp),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Looking,
    Sent { at: Timestamp },
    Paused { until: Timestamp, fault: Fault },
    Proven,
}

enum Evidence {
    Nothing,
    /// The relay reads open, the power was not read late enough yet.
    Unsure,
    Right,
    Wrong(Fault),
}

impl Reconciler {
    /// `started` is when this program began to look: older readings prove nothing.
    pub const fn new(plan: Plan, started: Timestamp) -> Self {
        Self {
            plan,
            basis: Basis::Start(started),
            wanted: None,
            phase: Phase::Looking,
            attempts: 0,
            superseding: false,
            corrections: Vec::new(),
            alarm: None,
            waiting: false,
        }
    }

    /// To be called at every observation, every change of the desired state, and about once a second.
    ///
    /// `not_before` holds back closing only: rooms reconnect one after another after an outage.
    pub fn step(
        &mut self,
        now: Timestamp,
        desired: Supply,
        seen: &Observation,
        not_before: Option<Timestamp>,
    ) -> Vec<Action> {
        let closed = desired.closed();
        self.bear_clock_set_back(now);
        self.wish(closed);
        let mut actions = Vec::new();
        let evidence = self.evidence(now, closed, seen);
        let send = match (self.phase, evidence) {
            (Phase::Looking, _) if self.superseding => true,
            (_, Evidence::Right) => {
                self.settle(&mut actions);
                false
            }
            (Phase::Looking, Evidence::Wrong(_)) => true,
            (Phase::Sent { .. }, Evidence::Wrong(fault)) => {
                self.fail(now, fault, &mut actions);
                false
            }
            (Phase::Sent { at }, Evidence::Nothing) if now - at > self.plan.answer_within => {
                self.fail(now, Fault::NoAnswer, &mut actions);
                false
            }
            (Phase::Proven, Evidence::Wrong(_)) => self.diverged(now, &mut actions),
            (Phase::Paused { until, .. }, _) => now >= until,
            _ => false,
        };
        self.waiting = send && closed && not_before.is_some_and(|from| now < from);
        if send && !self.waiting {
            self.send(now, closed, &mut actions);
        }
        actions
    }

    /// The line reports that the command in flight was refused or lost: no need to wait for its time to run out.
    pub fn failed(&mut self, now: Timestamp) -> Vec<Action> {
        let mut actions = Vec::new();
        if let Phase::Sent { .. } = self.phase {
            self.fail(now, Fault::NoAnswer, &mut actions);
        }
        actions
    }

    pub const fn progress(&self) -> Progress {
        match (self.alarm, self.phase, self.wanted) {
            (Some(fault), ..) => Progress::Failed(fault),
            (None, Phase::Proven, _) if !self.waiting => Progress::Settled,
            _ if self.waiting => Progress::Waiting,
            (None, Phase::Sent { .. } | Phase::Paused { .. }, Some(closed)) => Progress::Switching(closed),
            _ => Progress::Unknown,
        }
    }

    fn wish(&mut self, closed: bool) {
        if self.wanted == Some(closed) {
            return;
        }
        self.superseding |= matches!(self.phase, Phase::Sent { .. } | Phase::Paused { .. });
        self.wanted = Some(closed);
        self.phase = Phase::Looking;
        self.attempts = 0;
    }

    fn evidence(&self, now: Timestamp, closed: bool, seen: &Observation) -> Evidence {
        let Some(relay) = seen.relay.filter(|relay| self.counts(now, relay.at)) else { return Evidence::Nothing };
        match (relay.value, closed) {
            (true, true) => Evidence::Right,
            (true, false) => Evidence::Wrong(Fault::Welded),
            (false, true) => Evidence::Wrong(Fault::Dead),
            (false, false) => self.evidence_of_power(now, seen.power),
        }
    }

    /// The relay reads open. Where power can be read, it must be gone too.
    fn evidence_of_power(&self, now: Timestamp, power: Option<Seen<Power>>) -> Evidence {
        let Some(power) = power else { return Evidence::Right };
        let (Basis::Start(basis) | Basis::Command(basis)) = self.basis;
        if !self.counts(now, power.at) {
            Evidence::Unsure
        } else if power.value.w().unsigned_abs() <= self.plan.nothing_w.unsigned_abs() {
            Evidence::Right
        } else if power.at - basis >= self.plan.settle {
            Evidence::Wrong(Fault::Welded)
        } else {
            Evidence::Unsure
        }
    }

    /// What was read before the basis, or seems to be read later than now (the clock was set back), proves nothing.
    fn counts(&self, now: Timestamp, at: Timestamp) -> bool {
        let after = match self.basis {
            Basis::Start(started) => at >= started,
            Basis::Command(sent) => at > sent,
        };
        after && millis(at) <= millis(now)
    }

    fn send(&mut self, now: Timestamp, closed: bool, actions: &mut Vec<Action>) {
        if matches!(self.phase, Phase::Proven | Phase::Paused { fault: Fault::Diverged, .. }) {
            self.corrections.push(now);
        }
        self.attempts = self.attempts.saturating_add(1);
        self.superseding = false;
        self.basis = Basis::Command(now);
        self.phase = Phase::Sent { at: now };
        actions.push(Action::Send(closed));
    }

    fn settle(&mut self, actions: &mut Vec<Action>) {
        self.phase = Phase::Proven;
        self.attempts = 0;
        actions.extend(self.alarm.take().map(Action::Cleared));
    }

    fn fail(&mut self, now: Timestamp, fault: Fault, actions: &mut Vec<Action>) {
        let pause = if self.attempts >= self.plan.attempts {
            self.raise(fault, actions);
            self.plan.slow_every
        } else {
            let doublings = self.attempts.saturating_sub(1).min(10);
            (self.plan.first_pause * (1 << doublings)).min(self.plan.slow_every)
        };
        self.phase = Phase::Paused { until: now + pause, fault };
    }

    /// True when the relay is to be set right; otherwise it has moved too often, and waits with an alarm.
    fn diverged(&mut self, now: Timestamp, actions: &mut Vec<Action>) -> bool {
        let within = self.plan.corrections_within;
        self.corrections.retain(|&at| (now - at).abs() < within);
        if self.corrections.len() < self.plan.corrections {
            return true;
        }
        let oldest = self.corrections.first().copied().unwrap_or(now);
        self.raise(Fault::Diverged, actions);
        self.phase = Phase::Paused { until: oldest + within, fault: Fault::Diverged };
        false
    }

    fn raise(&mut self, fault: Fault, actions: &mut Vec<Action>) {
        if self.alarm == Some(fault) {
            return;
        }
        actions.extend(self.alarm.replace(fault).map(Action::Cleared));
        actions.push(Action::Alarm(fault));
    }

    /// When the clock is set back, what was to come later comes no later than if it were counted from now.
    fn bear_clock_set_back(&mut self, now: Timestamp) {
        match &mut self.basis {
            Basis::Start(at) | Basis::Command(at) => *at = now.min(*at),
        }
        match &mut self.phase {
            Phase::Sent { at } => *at = now.min(*at),
            Phase::Paused { until, .. } => {
                *until = (*until).min(now + self.plan.slow_every.max(self.plan.corrections_within));
            }
            Phase::Looking | Phase::Proven => {}
        }
    }
}

#[cfg(test)]
mod tests;
