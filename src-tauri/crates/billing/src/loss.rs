//! Measured loss of a branch, and how much of it may be shared (`rules.md` 12).

use units::Energy;

use crate::Percent;

/// What one meter measured over one interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metered {
    pub energy: Energy,
    pub trust: Trust,
}

/// Whether an interval of a meter may be compared with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trust {
    /// Between two good readings at the edges of the interval.
    Good,
    /// Offline, suspect, estimated, or between readings that do not lie on the edges.
    Doubtful,
}

/// One interval of a branch: what came in, and what its meters counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BranchInterval<'a> {
    /// The supply meter, and generation that feeds the branch.
    pub supply: &'a [Metered],
    /// Every meter of the branch below it: rooms and common points.
    pub meters: &'a [Metered],
}

/// The loss of a branch over a period so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loss {
    /// What came in during the intervals that count.
    pub supply: Energy,
    /// Supply less meters over those intervals, and nothing carried; may be negative.
    pub measured: Energy,
    /// To be shared: within the declared technical percentage of the supply. Never negative.
    pub apportionable: Energy,
    /// Above it, such as by theft: the owner's. Never negative.
    pub excess: Energy,
    /// A negative loss that goes to the next period. Never positive.
    pub carried_out: Energy,
    /// How many intervals count.
    pub intervals: usize,
    /// How many do not, because a meter was not good.
    pub left_out: usize,
}

/// Sums the intervals of a period so far, in any order.
///
/// Only intervals count in which every meter of the branch is good, so that neither theft behind a dead meter nor its
/// silence is spread over the neighbours. An interval without a supply meter counts for nothing. `technical` is the
/// declared technical loss as a part of the supply, cut off to the watt-hour. `carried_in` is the
/// [`Loss::carried_out`] of the period before.
pub fn loss<'a>(
    intervals: impl IntoIterator<Item = BranchInterval<'a>>,
    technical: Percent,
    carried_in: Energy,
) -> Loss {
    let mut loss = Loss::default();
    for interval in intervals {
        let all = || interval.supply.iter().chain(interval.meters);
        if interval.supply.is_empty() || all().any(|meter| meter.trust == Trust::Doubtful) {
            loss.left_out += 1;
            continue;
        }
        let supply: Energy = interval.supply.iter().map(|meter| meter.energy).sum();
        let counted: Energy = interval.meters.iter().map(|meter| meter.energy).sum();
        loss.intervals += 1;
        loss.supply += supply;
        loss.measured += supply - counted;
    }
    let open = loss.measured + carried_in.min(Energy::ZERO);
    if open.is_negative() {
        loss.carried_out = open;
    } else {
        loss.apportionable = open.min(part(technical, loss.supply));
        loss.excess = open - loss.apportionable;
    }
    loss
}

/// Cut off to the watt-hour; nothing of an export.
fn part(percent: Percent, supply: Energy) -> Energy {
    let wh = i128::from(supply.wh().max(0)) * i128::from(percent.micro()) / Percent::WHOLE;
    i64::try_from(wh).ok().and_then(Energy::new).unwrap_or(supply)
}

#[cfg(test)]
mod tests;
