use super::plan::{Plan, Slice, Spell};

/// What was used so far: one small array, so that a copy is cheap.
#[derive(Debug, Clone)]
pub(crate) struct Sums(Vec<i64>);

/// Where in the array each sum lies, all in Wh.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Tiers for which each cell has room.
    tiers: usize,
    cells: usize,
    versions: usize,
    /// First the energy of each cell and tier with its estimated part, then what lies at these offsets.
    granted: usize,
    surcharged: usize,
    counters: usize,
    used: usize,
    touched: usize,
    length: usize,
}

impl Layout {
    pub fn new(plan: &Plan) -> Self {
        let tiers = plan.versions.iter().map(|version| version.tiers).max().unwrap_or(1);
        let cells = plan.versions.iter().map(|version| version.bands).sum::<usize>();
        let versions = plan.versions.len();
        let granted = 2 * cells * tiers;
        let surcharged = granted + plan.names.len() * cells * tiers;
        let counters = surcharged + 2 * plan.surcharges.len() * versions;
        let used = counters + plan.cycles.len();
        let touched = used + plan.allowances.len();
        let length = touched + plan.holes.len();
        Self { tiers, cells, versions, granted, surcharged, counters, used, touched, length }
    }

    const fn energy(&self, cell: usize, tier: usize) -> usize {
        2 * (cell * self.tiers + tier)
    }

    const fn granted(&self, name: usize, cell: usize, tier: usize) -> usize {
        self.granted + (name * self.cells + cell) * self.tiers + tier
    }

    const fn surcharged(&self, surcharge: usize, version: usize) -> usize {
        self.surcharged + 2 * (surcharge * self.versions + version)
    }
}

impl Sums {
    pub(super) fn new(layout: &Layout, counters: impl Iterator<Item = i64>, used: impl Iterator<Item = i64>) -> Self {
        let mut sums = vec![0; layout.length];
        sums[layout.counters..layout.used].iter_mut().zip(counters).for_each(|(sum, carried)| *sum = carried);
        sums[layout.used..layout.touched].iter_mut().zip(used).for_each(|(sum, carried)| *sum = carried);
        Self(sums)
    }

    /// Energy of a cell and tier, and how much of it is estimated.
    pub(super) fn energy(&self, layout: &Layout, cell: usize, tier: usize) -> (i64, i64) {
        let at = layout.energy(cell, tier);
        (self.0[at], self.0[at + 1])
    }

    pub(super) fn granted(&self, layout: &Layout, name: usize, cell: usize, tier: usize) -> i64 {
        self.0[layout.granted(name, cell, tier)]
    }

    /// Energy of a surcharge in a version, and how much of it is estimated.
    pub(super) fn surcharged(&self, layout: &Layout, surcharge: usize, version: usize) -> (i64, i64) {
        let at = layout.surcharged(surcharge, version);
        (self.0[at], self.0[at + 1])
    }

    pub(super) fn counter(&self, layout: &Layout, cycle: usize) -> i64 {
        self.0[layout.counters + cycle]
    }

    pub(super) fn used(&self, layout: &Layout, allowance: usize) -> i64 {
        self.0[layout.used + allowance]
    }

    /// Whether energy fell into a stretch without a tariff.
    pub(super) fn touched(&self, layout: &Layout, hole: usize) -> bool {
        self.0[layout.touched + hole] != 0
    }

    /// Adds energy that was used within a slice. Where it crosses the end of a tier or of an allowance it is split
    /// there, exactly.
    pub fn take(&mut self, plan: &Plan, slice: &Slice, wh: i64, estimated: bool) {
        if wh == 0 {
            return;
        }
        let layout = &plan.layout;
        let Some(spell) = plan.spell(slice) else {
            self.0[layout.touched + slice.cell] = 1;
            return;
        };
        for surcharge in &spell.surcharges {
            self.put(layout.surcharged(*surcharge, spell.version), wh, estimated);
        }
        if spell.thresholds.is_empty() && spell.allowances.is_empty() {
            self.put(layout.energy(slice.cell, 0), wh, estimated);
            self.count(plan, spell, wh);
        } else if wh > 0 {
            self.fill(plan, spell, slice.cell, wh, estimated);
        } else {
            self.give_back(plan, spell, slice.cell, wh, estimated);
        }
    }

    /// Fills tiers and allowances upwards.
    fn fill(&mut self, plan: &Plan, spell: &Spell, cell: usize, mut wh: i64, estimated: bool) {
        let layout = &plan.layout;
        while wh > 0 {
            let counter = if spell.thresholds.is_empty() { 0 } else { self.0[layout.counters + spell.counter] };
            let tier = spell.thresholds.iter().take_while(|end| **end <= counter).count();
            let granted = spell.allowances.iter().find_map(|granted| {
                let left = granted.limit - self.0[layout.used + granted.allowance];
                (left > 0 && granted.cell.is_none_or(|only| only == cell)).then_some((granted.allowance, left))
            });
            let mut part = wh;
            if let Some((_, left)) = granted {
                part = part.min(left);
            }
            let counts = granted.is_none_or(|(allowance, _)| plan.allowances[allowance].counts_for_tiers);
            if let (true, Some(end)) = (counts, spell.thresholds.get(tier)) {
                part = part.min(end - counter);
            }
            self.put(layout.energy(cell, tier), part, estimated);
            if let Some((allowance, _)) = granted {
                self.0[layout.granted(plan.allowances[allowance].name, cell, tier)] += part;
                self.0[layout.used + allowance] += part;
            }
            if counts {
                self.count(plan, spell, part);
            }
            wh -= part;
        }
    }

    /// Energy below zero, such as a correction, leaves the tier in which the counter stands, and those below it. What
    /// was granted stays granted.
    fn give_back(&mut self, plan: &Plan, spell: &Spell, cell: usize, mut wh: i64, estimated: bool) {
        let layout = &plan.layout;
        while wh < 0 {
            let counter = if spell.thresholds.is_empty() { 0 } else { self.0[layout.counters + spell.counter] };
            let tier = spell.thresholds.iter().take_while(|end| **end < counter).count();
            let part = match tier.checked_sub(1).and_then(|below| spell.thresholds.get(below)) {
                Some(start) => wh.max(start - counter),
                None => wh,
            };
            self.put(layout.energy(cell, tier), part, estimated);
            self.count(plan, spell, part);
            wh -= part;
        }
    }

    fn count(&mut self, plan: &Plan, spell: &Spell, wh: i64) {
        if plan.versions[spell.version].cycle.is_some() {
            let counter = &mut self.0[plan.layout.counters + spell.counter];
            *counter = counter.saturating_add(wh);
        }
    }

    fn put(&mut self, at: usize, wh: i64, estimated: bool) {
        self.0[at] = self.0[at].saturating_add(wh);
        if estimated {
            self.0[at + 1] = self.0[at + 1].saturating_add(wh);
        }
    }
}
