//! What a cycle of tiers or of an allowance comes to, as it is known on a day (`rules.md` 6 and 7).

use chrono::NaiveDate;
use units::DateRange;

use super::occupancy::{Occupancy, Portion};
use super::plan::PlannedVersion;
use crate::terms::TierCycle;
use crate::{Allowance, Cycle, Each, PartCycle};

/// Where each tier but the last ends in the cycle around a day, as it is known on that day.
pub(super) fn thresholds(planned: &PlannedVersion, occupancy: &Occupancy, day: NaiveDate) -> Vec<i64> {
    let Some(tiers) = &planned.version.terms.tiers else { return Vec::new() };
    let per = cycle_of(tiers.per);
    let Some(cycle) = cycle_around(per, day) else { return Vec::new() };
    let ends = tiers.tiers.iter().filter_map(|tier| {
        let portion =
            Portion { wh: tier.up_to?.wh(), per_occupant: tier.per_occupant.wh(), beyond: tiers.beyond_occupants };
        Some(occupancy.portion(cycle, cycle, tiers.part_cycle, day, portion))
    });
    ends.collect()
}

/// What an allowance grants in the cycle around a day, as it is known on that day.
pub(super) fn grant(allowance: &Allowance, occupancy: &Occupancy, day: NaiveDate) -> i64 {
    let granted = DateRange { first: allowance.from, end: allowance.until.unwrap_or(NaiveDate::MAX) };
    let portion = match allowance.each {
        Each::Room => Portion { wh: allowance.grant.wh(), per_occupant: 0, beyond: 0 },
        Each::Occupant => Portion { wh: 0, per_occupant: allowance.grant.wh(), beyond: 0 },
    };
    let cycle = allowance_cycle(allowance, day);
    let part = if cycle.end == NaiveDate::MAX { PartCycle::Whole } else { allowance.part_cycle };
    occupancy.portion(cycle, granted, part, day, portion)
}

/// The cycle of an allowance around a day; a term lasts as long as the allowance.
pub(super) fn allowance_cycle(allowance: &Allowance, day: NaiveDate) -> DateRange {
    let term = DateRange { first: allowance.from, end: allowance.until.unwrap_or(NaiveDate::MAX) };
    cycle_around(allowance.per, day).unwrap_or(term)
}

fn cycle_around(per: Cycle, day: NaiveDate) -> Option<DateRange> {
    let first = per.start(day)?;
    Some(DateRange { first, end: per.next(first)? })
}

pub(crate) const fn cycle_of(per: TierCycle) -> Cycle {
    match per {
        TierCycle::Month => Cycle::Month,
        TierCycle::Year { starts } => Cycle::Year { starts },
    }
}
