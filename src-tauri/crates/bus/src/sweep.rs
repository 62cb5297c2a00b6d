//! The snapshot at the edge of an interval: every device once, one behind the other, ahead of ordinary polling.

use std::time::Duration;

use units::{MeterId, Timestamp, millis, timestamp};

use crate::device::Known;

/// Devices are asked in the order in which they are listed, so that two snapshots of one are an interval apart however
/// long the sweep takes. Lines sweep at the same time. What was not reached by the next edge goes first then.
#[derive(Debug, Default)]
pub(crate) struct Sweep {
    /// Zero: there are none.
    every_ms: i64,
    /// The interval of the wall clock, counted from 1970.
    interval: i64,
    /// Counts the edges that were passed.
    number: u64,
    under_way: bool,
    missed: Vec<MeterId>,
}

/// A sweep that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Swept {
    pub(crate) edge: Timestamp,
    pub(crate) missed: Vec<MeterId>,
}

impl Sweep {
    /// Edges are whole multiples of `every` since 1970; zero ends it. The first is the next to come.
    pub(crate) fn every(&mut self, every: Duration, at: Timestamp) {
        self.every_ms = i64::try_from(every.as_millis()).unwrap_or(i64::MAX);
        self.interval = self.interval_of(at);
        self.under_way &= self.every_ms > 0;
    }

    pub(crate) const fn number(&self) -> u64 {
        self.number
    }

    /// Begins the sweep when an edge has passed; a clock that was set, in whatever direction, passes one too.
    pub(crate) fn pass(&mut self, at: Timestamp) {
        let interval = self.interval_of(at);
        if interval != self.interval {
            self.interval = interval;
            self.number += 1;
            self.under_way = true;
            self.missed.clear();
        }
    }

    fn interval_of(&self, at: Timestamp) -> i64 {
        if self.every_ms == 0 { self.interval } else { millis(at).div_euclid(self.every_ms) }
    }

    /// How long until the next edge.
    pub(crate) fn until_edge(&self, at: Timestamp) -> Option<Duration> {
        let left = (self.every_ms > 0).then(|| self.every_ms - millis(at).rem_euclid(self.every_ms))?;
        u64::try_from(left).ok().map(Duration::from_millis)
    }

    /// Who is asked next in the sweep. Known silent ones are not waited for.
    pub(crate) fn owing(&self, known: &[Known]) -> Option<usize> {
        if !self.under_way {
            return None;
        }
        let owing = known.iter().enumerate().filter(|(_, known)| known.swept < self.number && !known.is_silent());
        owing.min_by_key(|(index, known)| (known.swept, known.failures, *index)).map(|(index, _)| index)
    }

    pub(crate) fn miss(&mut self, meter: MeterId) {
        if self.under_way {
            self.missed.push(meter);
        }
    }

    /// The sweep that has just ended, told once.
    pub(crate) fn over(&mut self, known: &[Known]) -> Option<Swept> {
        if !self.under_way || self.owing(known).is_some() {
            return None;
        }
        self.under_way = false;
        let mut missed = std::mem::take(&mut self.missed);
        missed.extend(known.iter().filter(|known| known.swept < self.number).map(|known| known.device.meter));
        Some(Swept { edge: timestamp(self.interval * self.every_ms), missed })
    }
}
