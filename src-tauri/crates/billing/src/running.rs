use std::sync::Arc;

use chrono::Duration;
use units::{Energy, Money, Month, Timestamp, millis, timestamp};

use crate::rate::{Plan, Sums};
use crate::usage::{rise_wh, wh_until};
use crate::{Carried, ChargeLine, Charges, Conditions, Held, Share, Usage, UsageError};

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

/// Why readings were not rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotRated {
    #[error(transparent)]
    OutOfOrder(#[from] OutOfOrder),
    #[error(transparent)]
    Usage(#[from] UsageError),
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
        sorted.into_iter().for_each(|usage| running.take_usage(usage));
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
        self.take_usage(usage);
        Ok(())
    }

    /// Takes consecutive usages of equal length from `start` on, all read, in Wh: as [`Running::add`] of each, and
    /// many times faster.
    pub fn add_grid(&mut self, start: Timestamp, step: Duration, wh: &[u32]) -> Result<(), OutOfOrder> {
        let (start, step) = (millis(start), step.num_milliseconds().max(1));
        let at = |i: usize| start + i64::try_from(i).unwrap_or(i64::MAX / step) * step;
        let whole = |ms: i64| usize::try_from(ms.div_euclid(step).max(0)).unwrap_or(usize::MAX);
        if self.plan.in_time_order() && start < self.last {
            return Err(OutOfOrder { from: timestamp(start) });
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

    /// Takes actual readings of one installation as columns: instants in milliseconds, strictly ascending, and
    /// registers in Wh; as [`Running::add`] of what [`crate::between`] makes of them, and many times faster. A stretch
    /// longer than `watched` counts as estimated. `modulus` is where the register starts again at zero.
    ///
    /// What lies outside this month and tenancy is passed over. After an error nothing of `self` is to be used.
    pub fn add_readings(
        &mut self,
        at_ms: &[i64],
        register_wh: &[i64],
        modulus: Option<Energy>,
        watched: Duration,
    ) -> Result<(), NotRated> {
        let watched = watched.num_milliseconds();
        // What the slice in hand has got so far, of watched stretches.
        let mut within = (0..0, 0);
        let flush = |sums: &mut Sums, plan: &Plan, cursor: usize, within: &mut (std::ops::Range<i64>, i64)| {
            if let (Some(slice), true) = (plan.slices().get(cursor), within.1 != 0) {
                sums.take(plan, slice, within.1, false);
            }
            *within = (0..0, 0);
        };
        if let Some(first) = at_ms.first().filter(|first| self.plan.in_time_order() && **first < self.last) {
            return Err(OutOfOrder { from: timestamp(*first) }.into());
        }
        for (times, registers) in at_ms.windows(2).zip(register_wh.windows(2)) {
            let (&[from, to], &[base, next]) = (times, registers) else { continue };
            if to <= from {
                return Err(UsageError::Disagree { at: timestamp(to) }.into());
            }
            let wh = rise_wh(base, next, modulus).ok_or_else(|| UsageError::Fell { at: timestamp(to) })?;
            if to - from <= watched && within.0.start <= from && to <= within.0.end {
                within.1 += wh;
                continue;
            }
            flush(&mut self.sums, &self.plan, self.cursor, &mut within);
            self.take((from, to), wh, to - from > watched);
            if let Some(slice) = self.plan.slices().get(self.cursor) {
                within.0 = slice.from..slice.to;
            }
        }
        flush(&mut self.sums, &self.plan, self.cursor, &mut within);
        self.last = self.last.max(at_ms.last().copied().unwrap_or(i64::MIN));
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

    fn take_usage(&mut self, usage: &Usage) {
        self.take((millis(usage.period.from), millis(usage.period.to)), usage.energy.wh(), usage.estimated);
    }

    fn take(&mut self, (from, to): (i64, i64), wh: i64, estimated: bool) {
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
            self.sums.take(&self.plan, slice, wh, estimated);
        } else {
            self.sums.spread(&self.plan, self.cursor, (from, to), wh, estimated);
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
