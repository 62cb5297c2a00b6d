//! What a meter that nobody lives behind takes from a price list: a common meter, and the loss between meters.

use chrono::NaiveDate;
use units::{DateRange, Zone};

use super::Tariff;
use crate::rate::cycle_of;
use crate::{Tenancy, TierCycle};

/// The cycle of the tiers that hold on a day, as far as it is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub per: TierCycle,
    /// The first day of the cycle.
    pub cycle: NaiveDate,
    /// The days before whose usage fills these tiers.
    pub days: Vec<DateRange>,
}

impl Tariff {
    /// What fills the tiers that hold on `day`, up to it; nothing where no tiers hold. The counter goes on across
    /// versions, and begins anew where the tiers of one run by another cycle.
    pub fn counted_before(&self, day: NaiveDate) -> Option<Counted> {
        let per = self.in_force(day)?.terms.tiers.as_ref()?.per;
        let cycle = cycle_of(per).start(day)?;
        let mut days = Vec::new();
        for (version, dates) in self.within(DateRange { first: cycle, end: day }) {
            match version.terms.tiers.as_ref().map(|tiers| tiers.per) {
                Some(other) if other == per => days.push(dates),
                Some(_) => days.clear(),
                None => {}
            }
        }
        Some(Counted { per, cycle, days })
    }

    /// The tenancy of what nobody lives behind, for its charges from `day` on: as long as there was a price without a
    /// gap, so that thresholds by days are whole and no earlier gap holds anything.
    pub fn unlet(&self, day: NaiveDate, zone: Zone) -> Tenancy {
        let mut from = day;
        for version in self.versions().iter().rev().filter(|version| version.from < day) {
            let unbroken = version.until.is_none_or(|until| from <= until);
            if !unbroken {
                break;
            }
            from = version.from;
        }
        Tenancy { from: zone.start_of(from), to: None }
    }
}
