//! Readings are told only when the true answer would have shown, had a stale one been taken for it.
//!
//! A copy of an old answer that arrives just behind a request of the same kind is whole, sound and of the right unit: by
//! itself it cannot be told from the answer. The true answer comes on its heels, into the next transaction or into the
//! silence, and gives it away. On a busy line this costs nothing but the moment.

use meter::Sample;
use tokio::time::Instant;
use units::{MeterId, Timestamp};

use super::Owner;
use crate::FromLine;
use crate::session::{Proof, Session, Verdict};

pub(super) struct Unproven {
    pub(super) meter: MeterId,
    pub(super) at: Timestamp,
    pub(super) sample: Sample,
    pub(super) proof: Proof,
    /// The sweep in which the device was read before.
    pub(super) before: u64,
}

impl<F: Fn(FromLine)> Owner<F> {
    /// Tells what is proven by now, has the doubted read again, and says until when the next one is open.
    pub(super) fn believe(&mut self, session: &Session) -> Option<Instant> {
        while let Some(first) = self.unproven.pop_front() {
            match session.verdict(first.proof) {
                Verdict::Open(until) => {
                    self.unproven.push_front(first);
                    return Some(until);
                }
                Verdict::Doubted => self.read_again(&first),
                Verdict::Believed if self.scheduler.index(first.meter).is_none() => {}
                Verdict::Believed => {
                    let Unproven { meter, at, sample, .. } = first;
                    (self.out)(FromLine::Sample { bus: self.bus, meter, at, sample });
                }
            }
        }
        None
    }

    /// A command makes what was read before it old.
    pub(super) fn forget(&mut self, meter: MeterId) {
        let oldest = self.unproven.iter().find(|unproven| unproven.meter == meter).map(|unproven| unproven.before);
        self.unproven.retain(|unproven| unproven.meter != meter);
        if let (Some(before), Some(index)) = (oldest, self.scheduler.index(meter)) {
            self.scheduler.get(index).owe(before);
        }
    }

    /// Nothing that waits for its proof can have it any more.
    pub(super) fn read_again_all(&mut self) {
        for first in std::mem::take(&mut self.unproven) {
            self.read_again(&first);
        }
    }

    fn read_again(&mut self, doubted: &Unproven) {
        if let Some(index) = self.scheduler.index(doubted.meter) {
            let known = self.scheduler.get(index);
            known.suspect = true;
            known.owe(doubted.before);
        }
    }
}
