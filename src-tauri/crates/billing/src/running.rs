use std::sync::Arc;

use chrono::Duration;
use units::{Money, Month, Timestamp, millis};

use crate::rate::{Plan, Sums};
use crate::usage::wh_until;
use crate::{Carried, ChargeLine, Charges, Conditions, Held, Share, Usage};

/// The charges of a month while its usages come in one by one: each is added in constant time, and the lines are
/// those of [`crate::charges`] over all that was added (property tests hold the two equal).
///
/// A copy is cheap: what follows from the conditions is shared. When the tariff, the tenancy, an earlier reading or
/// any other condition changes, start anew from the facts.
#[derive(Debug, Clone)]
pub struct Running {
    plan: Arc<Plan>,
    sums: Sums,
    /// The slice in which the last usage ended.
    cursor: usize,
    /// Up to where usages were added, in milliseconds.
    last: i64,
}

/// A usage from before one that was added already. Tiers and allowances fill in time order: start anew from the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("usage from {from} comes after later usage was rated; rate the month anew from all its usage")]
pub struct OutOfOrder {
    pub from: Timestamp,
}

impl Running {
    pub fn new(conditions: &Conditions<'_>) -> Result<Self, Held> {
        let plan = Plan::new(conditions)?;
        let sums = plan.nothing_used();
        Ok(Self { plan: Arc::new(plan), sums, cursor: 0, last: i64::MIN })
    }

    /// With these usages added, whatever their order.
    pub fn of(conditions: &Conditions<'_>, usage: &[Usage]) -> Result<Self, Held> {
        let mut running = Self::new(conditions)?;
        let mut sorted: Vec<&Usage> = usage.iter().collect();
        sorted.sort_by_key(|usage| (usage.period.from, usage.period.to, usage.energy, usage.estimated));
        sorted.into_iter().for_each(|usage| running.take(usage));
        Ok(running)
    }

    /// The same conditions with nothing added: for another account under the very same, or to begin anew.
    pub fn anew(&self) -> Self {
        Self { plan: Arc::clone(&self.plan), sums: self.plan.nothing_used(), cursor: 0, last: i64::MIN }
    }

    pub fn month(&self) -> Month {
        self.plan.month()
    }

    /// Takes the part of the usage that falls into this month and tenancy. Where neither tiers nor allowances count,
    /// any order will do.
    pub fn add(&mut self, usage: &Usage) -> Result<(), OutOfOrder> {
        if self.plan.in_time_order() && millis(usage.period.from) < self.last {
            return Err(OutOfOrder { from: usage.period.from });
        }
        self.take(usage);
        Ok(())
    }

    /// Takes consecutive usages of equal length from `start` on, all read, in Wh: as [`Running::add`] of each, and
    /// many times faster.
    pub fn add_grid(&mut self, start: Timestamp, step: Duration, wh: &[u32]) -> Result<(), OutOfOrder> {
        let (start, step) = (millis(start), step.num_milliseconds().max(1));
        let at = |i: usize| start + i64::try_from(i).unwrap_or(i64::MAX / step) * step;
        let whole = |ms: i64| usize::try_from(ms.div_euclid(step).max(0)).unwrap_or(usize::MAX);
        if self.plan.in_time_order() && start < self.last {
            return Err(OutOfOrder { from: units::timestamp(start) });
        }
        let slices = self.plan.slices();
        let first = slices.first().map_or(wh.len(), |slice| whole(slice.from - start).min(wh.len()));
        let mut next = first;
        let mut slice = slices.partition_point(|slice| slice.to <= at(first));
        while let (Some(within), true) = (slices.get(slice), next < wh.len()) {
            let from = at(next);
            let inside = whole(within.to - from);
            if within.from <= from && inside > 0 {
                let end = wh.len().min(next.saturating_add(inside));
                let sum: u64 = wh[next..end].iter().copied().map(u64::from).sum();
                self.sums.take(&self.plan, within, i64::try_from(sum).unwrap_or(i64::MAX), false);
                next = end;
            } else {
                self.sums.spread(&self.plan, slice, (from, from + step), i64::from(wh[next]), false);
                next += 1;
            }
            while slices.get(slice).is_some_and(|slice| slice.to <= at(next)) {
                slice += 1;
            }
        }
        self.cursor = slice;
        self.last = self.last.max(at(wh.len()));
        Ok(())
    }

    /// What is due at `as_of` with these shares of common costs, as [`crate::charges`] gives it.
    pub fn charges(&self, as_of: Timestamp, shares: &[Share]) -> Result<Charges, Held> {
        let lines = self.plan.lines(&self.sums, as_of, shares)?;
        Ok(Charges { lines, carried_out: self.carried_out()? })
    }

    /// The counters for the month after, so far.
    pub fn carried_out(&self) -> Result<Carried, Held> {
        self.plan.carried_out(&self.sums)
    }

    /// The lines alone.
    pub fn lines(&self, as_of: Timestamp, shares: &[Share]) -> Result<Vec<ChargeLine>, Held> {
        self.plan.lines(&self.sums, as_of, shares)
    }

    /// The sum of the lines due at `as_of`.
    pub fn due(&self, as_of: Timestamp, shares: &[Share]) -> Result<Money, Held> {
        Ok(self.lines(as_of, shares)?.iter().map(|line| line.amount).sum())
    }

    fn take(&mut self, usage: &Usage) {
        let (from, to) = (millis(usage.period.from), millis(usage.period.to));
        let slices = self.plan.slices();
        if from < self.last {
            self.cursor = slices.partition_point(|slice| slice.to <= from);
        }
        while slices.get(self.cursor).is_some_and(|slice| slice.to <= from) {
            self.cursor += 1;
        }
        self.last = self.last.max(to);
        let Some(slice) = slices.get(self.cursor) else { return };
        if slice.from <= from && to <= slice.to {
            self.sums.take(&self.plan, slice, usage.energy.wh(), usage.estimated);
        } else {
            self.sums.spread(&self.plan, self.cursor, (from, to), usage.energy.wh(), usage.estimated);
        }
    }
}

impl Sums {
    /// Shares a usage by time over the slices from `first` on.
    fn spread(&mut self, plan: &Plan, first: usize, (from, to): (i64, i64), wh: i64, estimated: bool) {
        for slice in &plan.slices()[first..] {
            let part = wh_until((from, to), wh, slice.to) - wh_until((from, to), wh, slice.from);
            self.take(plan, slice, part, estimated);
            if slice.to >= to {
                break;
            }
        }
    }
}
