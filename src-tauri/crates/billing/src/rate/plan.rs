use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use units::{AllowanceId, Currency, DateRange, Energy, Month, Period, Price, Zone, millis, timestamp};

use super::clock::bands_between;
use super::occupancy::{Occupancy, Portion};
use super::sums::{Layout, Sums};
use crate::terms::{Bands, EnergyPrice, TierCycle};
use crate::{
    Allowance, AllowanceCounter, Carried, ChargePeriod, Conditions, Cycle, Each, Held, PartCycle, TaxDue, TierCounter,
    Version,
};

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
    /// Cycles of tiers by their first days, each with a counter.
    pub(super) cycles: Vec<NaiveDate>,
    pub(super) layout: Layout,
    spells: Vec<Spell>,
    slices: Vec<Slice>,
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
    used: i64,
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
        let counter = |cycle: &NaiveDate| {
            self.carried_tier.filter(|counter| counter.cycle == *cycle).map_or(0, |counter| counter.used.wh())
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
            Some(cycle) => {
                Some(TierCounter { cycle: self.cycles[cycle], used: energy(sums.counter(&self.layout, cycle))? })
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

    fn plan_versions(&mut self, conditions: &Conditions<'_>) {
        let mut first_cell = 0;
        for (version, dates) in conditions.tariff.within(self.month().dates()) {
            if self.period.instants_of(dates).is_none() {
                continue;
            }
            let tiers = version.terms.tiers.as_ref();
            let cycle = tiers.and_then(|tiers| cycle_of(tiers.per).start(dates.first)).map(|start| {
                self.cycles.iter().position(|known| *known == start).unwrap_or_else(|| {
                    self.cycles.push(start);
                    self.cycles.len() - 1
                })
            });
            let bands = version.terms.bands();
            let tiers = tiers.map_or(1, |tiers| tiers.tiers.len());
            self.versions.push(PlannedVersion { version: version.clone(), dates, first_cell, bands, tiers, cycle });
            first_cell += bands;
        }
    }

    /// Those that are in force in the period, by identifier.
    fn plan_allowances<'a>(&mut self, conditions: &Conditions<'a>, occupancy: &Occupancy) -> Vec<&'a Allowance> {
        let Some(span) = self.period.instants() else { return Vec::new() };
        let zone = conditions.zone;
        let mut in_force: Vec<&Allowance> = conditions.allowances.iter().collect();
        in_force.retain(|allowance| allowed(allowance, zone).overlap(&span).is_some());
        in_force.sort_by_key(|allowance| allowance.id);
        for allowance in &in_force {
            let name = self.names.iter().position(|name| *name == allowance.name).unwrap_or_else(|| {
                self.names.push(Arc::clone(&allowance.name));
                self.names.len() - 1
            });
            let last = self.last_date(span);
            let cycle = allowance_cycle(allowance, last);
            let carried = conditions.carried.allowances.iter().find(|(id, _)| *id == allowance.id);
            let (used, brought) = match carried.map(|(_, counter)| counter) {
                Some(counter) if counter.cycle == cycle.first => (counter.used.wh(), counter.brought.wh()),
                Some(counter) if allowance.per.next(counter.cycle) == Some(cycle.first) => {
                    (0, counter.left.wh().min(allowance.carry_over.map_or(0, Energy::wh)).max(0))
                }
                _ => (0, 0),
            };
            self.allowances.push(PlannedAllowance {
                id: allowance.id,
                name,
                counts_for_tiers: allowance.counts_for_tiers,
                cycle: cycle.first,
                brought,
                used,
                grant_at_end: grant(allowance, occupancy, last),
            });
        }
        in_force
    }

    fn last_date(&self, span: Period) -> NaiveDate {
        self.period.date(timestamp(millis(span.to) - 1))
    }

    fn plan_slices(&mut self, conditions: &Conditions<'_>, occupancy: &Occupancy, allowances: &[&Allowance]) {
        let edges = self.edges(conditions, occupancy);
        for i in 0..self.versions.len() {
            let Some(span) = self.period.instants_of(self.versions[i].dates) else { continue };
            let span = (millis(span.from), millis(span.to));
            let inner = edges.range(span.0 + 1..span.1).copied();
            let starts: Vec<i64> = std::iter::once(span.0).chain(inner).collect();
            let ends = starts.iter().skip(1).copied().chain([span.1]);
            let bands = self.bands_of(i, conditions, span);
            let mut band = 0;
            for (from, to) in starts.iter().copied().zip(ends) {
                let spell = self.plan_spell(i, from, conditions, occupancy, allowances);
                self.spells.push(spell);
                let mut at = from;
                while at < to {
                    while bands.get(band + 1).is_some_and(|(next, _)| *next <= at) {
                        band += 1;
                    }
                    let end = bands.get(band + 1).map_or(to, |(next, _)| to.min(*next));
                    let cell = self.versions[i].first_cell + bands.get(band).map_or(0, |(_, band)| *band);
                    self.slices.push(Slice { from: at, to: end, cell, spell: Some(self.spells.len() - 1) });
                    at = end;
                }
            }
        }
        for (hole, span) in self.holes.iter().enumerate() {
            self.slices.push(Slice { from: millis(span.from), to: millis(span.to), cell: hole, spell: None });
        }
        self.slices.sort_by_key(|slice| slice.from);
    }

    fn bands_of(&self, version: usize, conditions: &Conditions<'_>, span: (i64, i64)) -> Vec<(i64, usize)> {
        match &self.versions[version].version.terms.energy {
            EnergyPrice::Flat(_) => vec![(span.0, 0)],
            EnergyPrice::Banded(bands) => bands_between(bands, conditions.zone, conditions.calendar, span),
        }
    }

    /// Where anything but band and version may change.
    fn edges(&self, conditions: &Conditions<'_>, occupancy: &Occupancy) -> BTreeSet<i64> {
        let zone = conditions.zone;
        let month = self.month().dates();
        let dates = occupancy.changes().chain(
            conditions.allowances.iter().flat_map(|allowance| [Some(allowance.from), allowance.until]).flatten(),
        );
        let dates = dates.filter(|date| month.first <= *date && *date < month.end);
        let mut edges: BTreeSet<i64> = dates.map(|date| millis(zone.start_of(date))).collect();
        for surcharge in conditions.surcharges {
            edges.insert(millis(surcharge.from));
            edges.extend(surcharge.until.map(millis));
        }
        edges
    }

    fn plan_spell(
        &self,
        version: usize,
        from: i64,
        conditions: &Conditions<'_>,
        occupancy: &Occupancy,
        allowances: &[&Allowance],
    ) -> Spell {
        let planned = &self.versions[version];
        let at = timestamp(from);
        let day = conditions.zone.date(at);
        let surcharges = conditions.surcharges.iter().enumerate();
        Spell {
            version,
            thresholds: thresholds(planned, occupancy, day),
            counter: planned.cycle.unwrap_or(0),
            allowances: allowances
                .iter()
                .enumerate()
                .filter(|(_, allowance)| allowed(allowance, conditions.zone).contains(at))
                .filter_map(|(i, allowance)| {
                    let cell = match &allowance.band {
                        None => None,
                        Some(name) => Some(planned.first_cell + bands(planned)?.named(name)?),
                    };
                    let limit = grant(allowance, occupancy, day) + self.allowances[i].brought;
                    Some(Granted { allowance: i, cell, limit })
                })
                .collect(),
            surcharges: surcharges
                .filter(|(_, more)| millis(more.from) <= from && more.until.is_none_or(|until| from < millis(until)))
                .map(|(i, _)| i)
                .collect(),
        }
    }
}

fn bands(planned: &PlannedVersion) -> Option<&Bands> {
    match &planned.version.terms.energy {
        EnergyPrice::Flat(_) => None,
        EnergyPrice::Banded(bands) => Some(bands),
    }
}

fn thresholds(planned: &PlannedVersion, occupancy: &Occupancy, day: NaiveDate) -> Vec<i64> {
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
fn grant(allowance: &Allowance, occupancy: &Occupancy, day: NaiveDate) -> i64 {
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
fn allowance_cycle(allowance: &Allowance, day: NaiveDate) -> DateRange {
    let term = DateRange { first: allowance.from, end: allowance.until.unwrap_or(NaiveDate::MAX) };
    cycle_around(allowance.per, day).unwrap_or(term)
}

fn cycle_around(per: Cycle, day: NaiveDate) -> Option<DateRange> {
    let first = per.start(day)?;
    Some(DateRange { first, end: per.next(first)? })
}

const fn cycle_of(per: TierCycle) -> Cycle {
    match per {
        TierCycle::Month => Cycle::Month,
        TierCycle::Year { starts } => Cycle::Year { starts },
    }
}

/// The instants at which an allowance is in force.
fn allowed(allowance: &Allowance, zone: Zone) -> Period {
    let from = zone.start_of(allowance.from);
    let to = allowance.until.map_or(chrono::DateTime::<chrono::Utc>::MAX_UTC, |until| zone.start_of(until));
    Period { from, to }
}
