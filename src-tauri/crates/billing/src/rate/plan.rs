use std::sync::Arc;

use chrono::NaiveDate;
use units::{AllowanceId, Currency, DateRange, Energy, Month, Period, Price};

use super::occupancy::Occupancy;
use super::sums::{Layout, Sums};
use crate::{AllowanceCounter, Carried, ChargePeriod, Conditions, Held, TaxDue, TierCounter, TierCycle, Version};

/// A month ∩ tenancy cut into slices in which nothing changes: neither version nor band, neither occupants nor
/// allowances. Made once, and shared.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(super) period: ChargePeriod,
    pub(super) currency: Currency,
    pub(super) tax_due: TaxDue,
    pub(super) versions: Vec<PlannedVersion>,
    /// Stretches of the period without a tariff, and the instant from which each holds the charge.
    pub(super) holes: Vec<Period>,
    pub(super) surcharges: Vec<(Arc<str>, Price)>,
    /// The names of allowance lines.
    pub(super) names: Vec<Arc<str>>,
    pub(super) allowances: Vec<PlannedAllowance>,
    /// Cycles of tiers with their first days, each with a counter.
    pub(super) cycles: Vec<(TierCycle, NaiveDate)>,
    pub(super) layout: Layout,
    pub(super) spells: Vec<Spell>,
    pub(super) slices: Vec<Slice>,
    carried_tier: Option<TierCounter>,
}

#[derive(Debug)]
pub(super) struct PlannedVersion {
    pub version: Version,
    /// Within the month.
    pub dates: DateRange,
    /// The index of the first band's cell.
    pub first_cell: usize,
    pub bands: usize,
    pub tiers: usize,
    /// The counter of its tiers.
    pub cycle: Option<usize>,
}

#[derive(Debug)]
pub(super) struct PlannedAllowance {
    pub id: AllowanceId,
    /// Index into the names.
    pub name: usize,
    pub counts_for_tiers: bool,
    /// Of the cycle that the month lies in.
    pub cycle: NaiveDate,
    pub brought: i64,
    pub used: i64,
    /// The grant as it is known at the end of the period.
    pub grant_at_end: i64,
}

/// Consecutive slices that differ in their band only.
#[derive(Debug)]
pub(super) struct Spell {
    /// The index of the version; none in a hole.
    pub version: usize,
    /// Where each tier but the last ends, in the counter's Wh; empty without tiers.
    pub thresholds: Vec<i64>,
    pub counter: usize,
    pub allowances: Vec<Granted>,
    /// Indices.
    pub surcharges: Vec<usize>,
}

/// An allowance in force in a spell.
#[derive(Debug)]
pub(super) struct Granted {
    pub allowance: usize,
    /// The cell of its band, where it is taken from one only.
    pub cell: Option<usize>,
    /// Grant and what was brought, in Wh.
    pub limit: i64,
}

/// Half-open, in milliseconds.
#[derive(Debug)]
pub(crate) struct Slice {
    pub from: i64,
    pub to: i64,
    /// Version and band; in a hole, the hole.
    pub(super) cell: usize,
    /// The index of the spell; none in a hole.
    pub(super) spell: Option<usize>,
}

impl Plan {
    pub fn new(conditions: &Conditions<'_>) -> Result<Self, Held> {
        let Conditions { month, tenancy, zone, currency, tariff, .. } = *conditions;
        if tariff.currency != currency {
            return Err(Held::WrongCurrency { tariff: tariff.currency, site: currency });
        }
        let period = ChargePeriod::new(month, tenancy, zone);
        let mut plan = Self {
            period,
            currency,
            tax_due: conditions.tax_due,
            versions: Vec::new(),
            holes: tariff.missing(month.dates()).into_iter().filter_map(|dates| period.instants_of(dates)).collect(),
            surcharges: conditions.surcharges.iter().map(|more| (Arc::clone(&more.name), more.per_kwh)).collect(),
            names: Vec::new(),
            allowances: Vec::new(),
            cycles: Vec::new(),
            layout: Layout::default(),
            spells: Vec::new(),
            slices: Vec::new(),
            carried_tier: conditions.carried.tier,
        };
        let occupancy = Occupancy::new(conditions.occupants, tenancy, zone);
        plan.plan_versions(conditions);
        let allowances = plan.plan_allowances(conditions, &occupancy);
        plan.layout = Layout::new(&plan);
        plan.plan_slices(conditions, &occupancy, &allowances);
        Ok(plan)
    }

    pub fn month(&self) -> Month {
        self.period.month
    }

    /// In order and without gaps, over the whole charge period.
    pub fn slices(&self) -> &[Slice] {
        &self.slices
    }

    /// Whether usage must come in time order: where tiers or allowances fill.
    pub fn in_time_order(&self) -> bool {
        !self.allowances.is_empty() || !self.cycles.is_empty()
    }

    /// The counters as they were carried in, and nothing used.
    pub fn nothing_used(&self) -> Sums {
        let counter = |(per, cycle): &(TierCycle, NaiveDate)| {
            let same = |counter: &TierCounter| counter.per == *per && counter.cycle == *cycle;
            self.carried_tier.filter(same).map_or(0, |counter| counter.used.wh())
        };
        Sums::new(&self.layout, self.cycles.iter().map(counter), self.allowances.iter().map(|one| one.used))
    }

    pub(super) fn spell(&self, slice: &Slice) -> Option<&Spell> {
        slice.spell.and_then(|spell| self.spells.get(spell))
    }

    /// The counters at the end of the month so far.
    pub fn carried_out(&self, sums: &Sums) -> Result<Carried, Held> {
        let energy = |wh: i64| Energy::new(wh).ok_or(Held::TooLarge { month: self.month() });
        let last = self.versions.iter().rev().find_map(|planned| planned.cycle);
        let tier = match last {
            Some(counted) => {
                let (per, cycle) = self.cycles[counted];
                Some(TierCounter { per, cycle, used: energy(sums.counter(&self.layout, counted))? })
            }
            None => self.carried_tier,
        };
        let mut allowances = Vec::with_capacity(self.allowances.len());
        for (i, planned) in self.allowances.iter().enumerate() {
            let used = sums.used(&self.layout, i);
            let counter = AllowanceCounter {
                cycle: planned.cycle,
                used: energy(used)?,
                brought: energy(planned.brought)?,
                left: energy((planned.grant_at_end + planned.brought - used).max(0))?,
            };
            allowances.push((planned.id, counter));
        }
        Ok(Carried { tier, allowances })
    }
}
