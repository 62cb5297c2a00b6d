mod plan;
mod signal;

#[cfg(test)]
mod tests;

use units::{Power, Timestamp, millis};

use crate::Supply;

pub use plan::Plan;
pub use signal::{Action, Fault, Observation, Progress, Seen};

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

    /// A person has given an order: what was tried before no longer holds anything back.
    pub fn ordered(&mut self) {
        self.corrections.clear();
        self.attempts = 0;
        if let Phase::Paused { .. } = self.phase {
            self.phase = Phase::Looking;
        }
    }

    /// The line or the device is back after a silence: commands that nobody heard wore nothing, and are tried anew.
    pub fn heard_again(&mut self) {
        if let Phase::Paused { fault: Fault::NoAnswer, .. } = self.phase {
            self.attempts = 0;
            self.phase = Phase::Looking;
        }
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
        // Who has paid does not wait a day in the dark because a board keeps opening.
        let until = if self.wanted == Some(true) { now + self.plan.slow_every } else { oldest + within };
        self.phase = Phase::Paused { until, fault: Fault::Diverged };
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
