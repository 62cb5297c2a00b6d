use units::{Money, Timestamp};

use crate::{Conditions, Guard, Rule, blocking};

/// What decides whether the credit latch is set or cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditFacts {
    pub balance: Money,
    /// Below this the room may be cut.
    pub cut_off: Money,
    /// From this on it is reconnected; never below the cut-off, whatever is set.
    pub reclose_minimum: Money,
    /// A person has ordered a cut for a debt, which goes the same way with the same guards (`rules.md` 20).
    pub debt_ordered: bool,
    /// The account is that of a tenancy that has just begun.
    pub new_tenancy: bool,
    pub conditions: Conditions,
}

/// What one look at the facts did to a latch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LatchStep {
    pub set: bool,
    /// What keeps a latch from being set that otherwise would be; empty when it is set or need not be.
    pub blocked_by: Vec<Guard>,
    pub changed: bool,
}

/// The credit latch (`rules.md` 17).
///
/// It is cleared by a balance at or above the reclose minimum, emergency credit drawn, a new tenancy, or protection
/// or post-payment granted; by nothing else. It is set when the balance is below the cut-off, or a person has ordered a
/// cut for a debt, and no guard forbids it. Guards never clear it. An order for a debt holds it until it is taken back.
pub fn latch(set: bool, facts: &CreditFacts, now: Timestamp) -> LatchStep {
    let Conditions { emergency_credit, protected, post_paid, .. } = facts.conditions;
    let paid = facts.balance >= facts.reclose_minimum.max(facts.cut_off) || emergency_credit;
    let released = (paid && !facts.debt_ordered) || facts.new_tenancy || protected || post_paid;
    if set {
        return LatchStep { set: !released, blocked_by: Vec::new(), changed: released };
    }
    let due = facts.balance < facts.cut_off || facts.debt_ordered;
    if !due || facts.new_tenancy {
        return LatchStep { set: false, blocked_by: Vec::new(), changed: false };
    }
    guarded(Rule::Credit, &facts.conditions, now)
}

/// The latch of a quota: set while the quota is exceeded and no guard forbids it, cleared when it no longer is
/// exceeded (a new period, energy added) or the room is protected. Guards never clear it.
pub fn quota_latch(set: bool, exceeded: bool, conditions: &Conditions, now: Timestamp) -> LatchStep {
    let released = !exceeded || conditions.protected;
    if set {
        return LatchStep { set: !released, blocked_by: Vec::new(), changed: released };
    }
    if !exceeded {
        return LatchStep { set: false, blocked_by: Vec::new(), changed: false };
    }
    guarded(Rule::Quota, conditions, now)
}

fn guarded(rule: Rule, conditions: &Conditions, now: Timestamp) -> LatchStep {
    let blocked_by = blocking(rule, conditions, now);
    let set = blocked_by.is_empty();
    LatchStep { set, blocked_by, changed: set }
}

/// The smallest top-up that restores supply after a cut for credit; zero when the balance is enough.
pub fn smallest_restoring(balance: Money, cut_off: Money, reclose_minimum: Money) -> Money {
    (reclose_minimum.max(cut_off) - balance).max(Money::ZERO)
}

/// How urgently a tenant is told that credit runs low.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarningLevel {
    None,
    First,
    Second,
}

impl WarningLevel {
    /// 0, 1 or 2.
    pub const fn number(self) -> u8 {
        match self {
            Self::None => 0,
            Self::First => 1,
            Self::Second => 2,
        }
    }

    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::None),
            1 => Some(Self::First),
            2 => Some(Self::Second),
            _ => None,
        }
    }
}

/// When a tenant is warned: below so much money, or with fewer days left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Warnings {
    pub first: Money,
    pub second: Money,
    /// Below so many days of credit at the pace of the last days; none where days do not warn.
    pub first_days: Option<i64>,
    pub second_days: Option<i64>,
}

/// The warning level after `previous`: it rises as soon as the balance or the days left are below a limit, and falls
/// only when the balance is a tenth of the limit (at least one minor unit) and the days a whole one above it, so that
/// credit at the limit does not warn twice. The higher of two limits is the first warning's, in whatever order they come.
pub fn warning(previous: WarningLevel, balance: Money, days_left: Option<i64>, warnings: &Warnings) -> WarningLevel {
    let Warnings { first, second, first_days, second_days } = *warnings;
    let (first, second) = (first.max(second), first.min(second));
    let (first_days, second_days) = match (first_days, second_days) {
        (Some(a), Some(b)) => (Some(a.max(b)), Some(a.min(b))),
        other => other,
    };
    let below = |limit: Money, days: Option<i64>, held: bool| {
        let margin = if held { Money::from_minor((limit.abs().minor() / 10).max(1)) } else { Money::ZERO };
        let few = days.zip(days_left).is_some_and(|(limit, left)| left < limit + i64::from(held));
        few || balance < limit.checked_add(margin).unwrap_or(limit)
    };
    if below(second, second_days, previous == WarningLevel::Second) {
        WarningLevel::Second
    } else if below(first, first_days, previous != WarningLevel::None) {
        WarningLevel::First
    } else {
        WarningLevel::None
    }
}

#[cfg(test)]
mod tests;
