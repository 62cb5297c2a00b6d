use units::{Money, Timestamp};

use crate::{Guard, Reason, Rule, Supply, obeys};

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

/// Locked out for an overload or a forbidden load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lockout {
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
    pub balance: Money,
    pub limit: Money,
    /// From [`crate::LatchStep`]: why a due cut is held.
    pub blocked_by: Vec<Guard>,
}

/// The action of a quota whose latch is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Off or limited; a quota that only warns is no fact of supply.
    pub action: Supply,
    pub until: Timestamp,
}

/// All that decides one room's supply at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub now: Timestamp,
    pub has_relay: bool,
    pub trip: Option<Trip>,
    pub maintenance: Option<Maintenance>,
    pub manual: Option<Manual>,
    pub lockout: Option<Lockout>,
    pub calendar: Option<Calendar>,
    pub credit: Credit,
    pub quota: Option<Quota>,
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
        Rule::Overload => off(facts.lockout.map(|lockout| Reason::Overload { since: lockout.since })),
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
        Rule::Quota => facts
            .quota
            .map_or(Verdict::Passes, |quota| guarded(rule, facts, quota.action, Reason::Quota { until: quota.until })),
        Rule::On => Verdict::Wins(Supply::On, why_on(facts)),
    }
}

/// A vacant room stands on the owner's account, which is not cut for credit.
fn credit(facts: &Facts) -> Verdict {
    let Credit { latched, balance, limit, ref blocked_by } = facts.credit;
    match (latched, facts.vacant) {
        (_, true) => Verdict::Passes,
        (true, false) => guarded(Rule::Credit, facts, Supply::Off, Reason::Credit { balance, limit }),
        (false, false) if blocked_by.is_empty() => Verdict::Passes,
        (false, false) => Verdict::HeldBy(blocked_by.clone()),
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
    let Credit { balance, limit, ref blocked_by, .. } = facts.credit;
    match blocked_by.first() {
        _ if facts.vacant => Reason::Vacant,
        _ if facts.protected => Reason::Protected,
        _ if facts.post_paid => Reason::PostPaid,
        Some(&guard) => Reason::Held { guard, balance, limit },
        None => Reason::OkCredit { balance },
    }
}

#[cfg(test)]
mod tests;
