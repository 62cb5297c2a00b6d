//! How a plan is made: the month cut at everything that changes within it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use units::{Energy, Period, Zone, millis, timestamp};

use super::clock::bands_between;
use super::cycles::{allowance_cycle, cycle_of, grant, thresholds};
use super::occupancy::Occupancy;
use super::plan::{Granted, Plan, PlannedAllowance, PlannedVersion, Slice, Spell};
use crate::terms::{Bands, EnergyPrice};
use crate::{Allowance, Conditions};

impl Plan {
    pub(super) fn plan_versions(&mut self, conditions: &Conditions<'_>) {
        let mut first_cell = 0;
        for (version, dates) in conditions.tariff.within(self.month().dates()) {
            if self.period.instants_of(dates).is_none() {
                continue;
            }
            let tiers = version.terms.tiers.as_ref();
            let cycle =
                tiers.and_then(|tiers| Some((tiers.per, cycle_of(tiers.per).start(dates.first)?))).map(|cycle| {
                    self.cycles.iter().position(|known| *known == cycle).unwrap_or_else(|| {
                        self.cycles.push(cycle);
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
    pub(super) fn plan_allowances<'a>(
        &mut self,
        conditions: &Conditions<'a>,
        occupancy: &Occupancy,
    ) -> Vec<&'a Allowance> {
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

    pub(super) fn plan_slices(
        &mut self,
        conditions: &Conditions<'_>,
        occupancy: &Occupancy,
        allowances: &[&Allowance],
    ) {
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

/// The instants at which an allowance is in force.
fn allowed(allowance: &Allowance, zone: Zone) -> Period {
    let from = zone.start_of(allowance.from);
    let to = allowance.until.map_or(DateTime::<Utc>::MAX_UTC, |until| zone.start_of(until));
    Period { from, to }
}
