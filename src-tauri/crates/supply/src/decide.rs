use units::{Money, Power, Timestamp};

use crate::{Cause, Guard, Load, Off, Reason, Rule, Supply, obeys};

/// A safety trip: stays until a person clears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trip {
    pub since: Timestamp,
}

/// Somebody works on the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Maintenance {
    pub since: Timestamp,
}

/// A person's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manual {
    /// `why` is a code of the site's list of reasons.
    Off { why: String, since: Timestamp },
    /// Ignored from `until` on; without one it lasts until it is taken back.
    On { until: Option<Timestamp> },
}

/// The timetable says off (lights out).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    pub until: Timestamp,
    /// A person has confirmed how many rooms it switches at once.
    pub batch_confirmed: bool,
}

/// The credit latch as it stands, and what its sentences need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    pub latched: bool,
    /// A person's order to cut for a debt that goes this way, and since when (rule 20).
    pub debt: Option<Timestamp>,
    pub balance: Money,
    pub limit: Money,
    /// From [`crate::LatchStep`]: why a due cut is held.
    pub blocked_by: Vec<Guard>,
    /// What is left on after a cut, where the landlord wants that (rule 21).
    pub lifeline: Option<Limited>,
}

/// Supply up to a limit, which is held by switching off and on again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limited {
    pub power: Power,
    /// More was drawn: off for a while.
    pub off: Option<Off>,
}

/// The action of a quota whose latch is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    pub action: QuotaAction,
    pub until: Timestamp,
}

/// A quota that only warns is no fact of supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotaAction {
    Off,
    Limited(Limited),
}

/// All that decides one room's supply at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub now: Timestamp,
    pub has_relay: bool,
    pub trip: Option<Trip>,
    pub maintenance: Option<Maintenance>,
    pub manual: Option<Manual>,
    /// Off for an overload or a forbidden appliance.
    pub overload: Option<Off>,
    pub calendar: Option<Calendar>,
    pub credit: Credit,
    pub quota: Option<Quota>,
    /// From [`crate::LatchStep`]: why a quota that is used up does not act.
    pub quota_blocked_by: Vec<Guard>,
    pub protected: bool,
    /// Exempt from the timetable.
    pub exempt: bool,
    pub post_paid: bool,
    pub vacant: bool,
}

/// What became of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    Won,
    /// It did not apply, or a guard held it.
    Passed,
    /// An earlier rule had won.
    NotReached,
}

impl Outcome {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Won => "won",
            Self::Passed => "passed",
            Self::NotReached => "not_reached",
        }
    }
}

/// A rule, in its place in the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Considered {
    pub rule: Rule,
    pub outcome: Outcome,
    /// The guards that held it; empty when it did not apply anyway.
    pub held_by: Vec<Guard>,
}

/// What a room is to have, why, and what else was considered: every rule, in order, exactly one of them the winner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub state: Supply,
    pub rule: Rule,
    pub reason: Reason,
    pub considered: Vec<Considered>,
}

/// What one rule says.
enum Verdict {
    Wins(Supply, Reason),
    Passes,
    HeldBy(Vec<Guard>),
}

/// First match wins.
pub fn decide(facts: &Facts) -> Decision {
    let mut won: Option<(Supply, Rule, Reason)> = None;
    let mut considered = Vec::with_capacity(Rule::ALL.len());
    for rule in Rule::ALL {
        let (outcome, held_by) = match won {
            Some(_) => (Outcome::NotReached, Vec::new()),
            None => match ask(rule, facts) {
                Verdict::Wins(state, reason) => {
                    won = Some((state, rule, reason));
                    (Outcome::Won, Vec::new())
                }
                Verdict::Passes => (Outcome::Passed, Vec::new()),
                Verdict::HeldBy(guards) => (Outcome::Passed, guards),
            },
        };
        considered.push(Considered { rule, outcome, held_by });
    }
    let (state, rule, reason) = won.unwrap_or_else(|| (Supply::On, Rule::On, why_on(facts)));
    Decision { state, rule, reason, considered }
}

fn ask(rule: Rule, facts: &Facts) -> Verdict {
    let off = |reason: Option<Reason>| reason.map_or(Verdict::Passes, |reason| Verdict::Wins(Supply::Off, reason));
    match rule {
        Rule::NoRelay if facts.has_relay => Verdict::Passes,
        Rule::NoRelay => Verdict::Wins(Supply::On, Reason::NoRelay),
        Rule::Safety => off(facts.trip.map(|trip| Reason::Safety { since: trip.since })),
        Rule::Maintenance => off(facts.maintenance.map(|work| Reason::Maintenance { since: work.since })),
        Rule::ManualOff => off(match &facts.manual {
            Some(Manual::Off { why, since }) => Some(Reason::ManualOff { why: why.clone(), since: *since }),
            _ => None,
        }),
        Rule::Overload => off(facts.overload.map(overload)),
        Rule::ManualOn => match facts.manual {
            Some(Manual::On { until }) if until.is_none_or(|until| facts.now < until) => {
                Verdict::Wins(Supply::On, Reason::ManualOn { until })
            }
            _ => Verdict::Passes,
        },
        Rule::Calendar => facts.calendar.map_or(Verdict::Passes, |calendar| {
            guarded(rule, facts, Supply::Off, Reason::Calendar { until: calendar.until })
        }),
        Rule::Credit => credit(facts),
        Rule::Quota if facts.quota.is_none() && !facts.quota_blocked_by.is_empty() => {
            Verdict::HeldBy(facts.quota_blocked_by.clone())
        }
        Rule::Quota => facts.quota.map_or(Verdict::Passes, |quota| {
            let (state, reason) = match quota.action {
                QuotaAction::Off => (Supply::Off, Reason::Quota { until: quota.until }),
                QuotaAction::Limited(limited) => {
                    limit(limited, Cause::Quota, |power| Reason::QuotaLimit { power, until: quota.until })
                }
            };
            guarded(rule, facts, state, reason)
        }),
        Rule::On => Verdict::Wins(Supply::On, why_on(facts)),
    }
}

/// A vacant room stands on the owner's account, which is not cut for credit.
fn credit(facts: &Facts) -> Verdict {
    let Credit { latched, balance, limit: below, debt, ref blocked_by, lifeline } = facts.credit;
    match (latched, facts.vacant) {
        (_, true) => Verdict::Passes,
        (true, false) => {
            let (state, reason) = match (lifeline, debt.filter(|_| balance >= below)) {
                (Some(lifeline), _) => limit(lifeline, Cause::Lifeline, |power| Reason::Lifeline { power, balance }),
                (None, Some(since)) => (Supply::Off, Reason::Debt { since }),
                (None, None) => (Supply::Off, Reason::Credit { balance, limit: below }),
            };
            guarded(Rule::Credit, facts, state, reason)
        }
        (false, false) if blocked_by.is_empty() => Verdict::Passes,
        (false, false) => Verdict::HeldBy(blocked_by.clone()),
    }
}

fn overload(off: Off) -> Reason {
    let Off { load, since, until } = off;
    match load {
        Load::Forbidden => Reason::Forbidden { since, until },
        Load::Over(_) => Reason::Overload { since, until },
    }
}

/// A limit keeps the relay closed until more is drawn.
fn limit(limited: Limited, cause: Cause, on: impl Fn(Power) -> Reason) -> (Supply, Reason) {
    match limited.off.filter(|off| off.load == Load::Over(cause)) {
        Some(Off { since, until, .. }) => (Supply::Off, Reason::OverLimit { power: limited.power, since, until }),
        None => (Supply::Limited, on(limited.power)),
    }
}

/// The guards that are lasting facts of the room hold a rule even when its latch was set before they came. Those of
/// data, notice, time and number were asked when the latch was set, and are not asked again: they never reconnect.
fn guarded(rule: Rule, facts: &Facts, state: Supply, reason: Reason) -> Verdict {
    let unconfirmed = facts.calendar.is_some_and(|calendar| !calendar.batch_confirmed);
    let standing = [
        (Guard::Protected, facts.protected),
        (Guard::Exempt, facts.exempt),
        (Guard::PostPaid, facts.post_paid),
        (Guard::UnconfirmedBatch, unconfirmed),
    ];
    let held: Vec<Guard> =
        standing.into_iter().filter(|(guard, up)| *up && obeys(rule, *guard)).map(|(guard, _)| guard).collect();
    if held.is_empty() { Verdict::Wins(state, reason) } else { Verdict::HeldBy(held) }
}

/// Why a room is on when no rule says otherwise. The most lasting cause is named first.
fn why_on(facts: &Facts) -> Reason {
    let Credit { balance, limit, debt, ref blocked_by, .. } = facts.credit;
    match blocked_by.first() {
        _ if facts.vacant => Reason::Vacant,
        _ if facts.protected => Reason::Protected,
        _ if facts.post_paid => Reason::PostPaid,
        Some(&guard) if debt.is_some() && balance >= limit => Reason::HeldDebt { guard },
        Some(&guard) => Reason::Held { guard, balance, limit },
        None => match facts.quota_blocked_by.first() {
            Some(&guard) => Reason::HeldQuota { guard },
            None => Reason::OkCredit { balance },
        },
    }
}

#[cfg(test)]
mod tests;
