use chrono::NaiveDate;
use units::DateRange;

use super::exact::{Keys, Run};
use super::{ApportionError, BasisRow, DayCost, Holder, Leg, Pool, Vacancy, money};

/// The days of the costs, gathered where no key of any leg changes between them.
pub(super) struct Stretches {
    /// From the first day with a cost to after the last.
    spans: Vec<DateRange>,
    /// How many days have a cost.
    days: Vec<i64>,
    pub(super) costs: Vec<i128>,
    provisional: Vec<i128>,
    any_provisional: bool,
}

impl Stretches {
    pub(super) fn new(costs: &[DayCost], legs: &[Leg]) -> Self {
        let mut edges: Vec<NaiveDate> =
            legs.iter().flat_map(|leg| &leg.stays).flat_map(|stay| [stay.dates.first, stay.dates.end]).collect();
        edges.sort_unstable();
        edges.dedup();
        let mut costs = costs.to_vec();
        costs.sort_by_key(|cost| cost.day);
        let mut made = Self {
            spans: Vec::new(),
            days: Vec::new(),
            costs: Vec::new(),
            provisional: Vec::new(),
            any_provisional: costs.iter().any(|cost| cost.provisional),
        };
        let mut last = None;
        for cost in &costs {
            let passed = edges.partition_point(|edge| *edge <= cost.day);
            made.add(cost, last == Some(passed));
            last = Some(passed);
        }
        made
    }

    fn add(&mut self, cost: &DayCost, same_keys: bool) {
        let end = cost.day.succ_opt().unwrap_or(cost.day);
        if !same_keys {
            self.spans.push(DateRange { first: cost.day, end: cost.day });
            self.days.push(0);
            self.costs.push(0);
            self.provisional.push(0);
        }
        let Some(at) = self.spans.len().checked_sub(1) else { return };
        if self.spans[at].end != end {
            self.spans[at].end = end;
            self.days[at] += 1;
        }
        let minor = i128::from(cost.cost.minor());
        self.costs[at] += minor;
        self.provisional[at] += if cost.provisional { minor } else { 0 };
    }

    /// The costs without what is provisional; nothing when none is.
    pub(super) fn firm(&self) -> Option<Vec<i128>> {
        let firm = || self.costs.iter().zip(&self.provisional).map(|(cost, part)| cost - part).collect();
        self.any_provisional.then(firm)
    }

    pub(super) fn keys(&self, pool: &Pool, legs: &[Leg]) -> Keys {
        let parts = pool.key.parts();
        let mut sums = vec![vec![0; self.spans.len()]; parts.len()];
        let mut own = vec![0; self.spans.len()];
        let mut runs = Vec::with_capacity(legs.len());
        for leg in legs {
            let mut of_leg = Vec::new();
            let bears = leg.holder == Holder::Tenancy || pool.vacancy == Vacancy::OwnerBears;
            for (index, part) in parts.iter().enumerate().filter(|_| bears) {
                own.fill(0);
                for stay in &leg.stays {
                    let from = self.spans.partition_point(|span| span.first < stay.dates.first);
                    let to = self.spans.partition_point(|span| span.first < stay.dates.end);
                    let key = stay.key(part.kind);
                    own.iter_mut().take(to).skip(from).for_each(|sum| *sum += key);
                }
                sums[index].iter_mut().zip(&own).for_each(|(sum, own)| *sum += own);
                gather(&mut of_leg, index, &own);
            }
            runs.push(of_leg);
        }
        Keys { mix: parts.iter().map(|part| i128::from(part.weight)).collect(), sums, legs: runs }
    }

    /// The arithmetic of a leg's share: a row for each part of the mix and run of days with equal own key and sum.
    pub(super) fn rows(&self, pool: &Pool, keys: &Keys, leg: usize) -> Result<Vec<BasisRow>, ApportionError> {
        let whole = pool.key.whole();
        let mut rows: Vec<BasisRow> = Vec::new();
        for run in &keys.legs[leg] {
            let part = pool.key.parts()[run.part];
            let mut from = run.from;
            while from < run.to {
                let sum = keys.sums[run.part][from];
                let to = (from..run.to).find(|&s| keys.sums[run.part][s] != sum).unwrap_or(run.to);
                rows.push(BasisRow {
                    dates: DateRange { first: self.spans[from].first, end: self.spans[to - 1].end },
                    days: self.days[from..to].iter().sum(),
                    cost: money(self.costs[from..to].iter().sum())?,
                    key: part.kind,
                    part: (i128::from(part.weight), whole),
                    own: run.own,
                    sum,
                });
                from = to;
            }
        }
        Ok(rows)
    }
}

/// Runs of equal keys, those of zero left out.
fn gather(runs: &mut Vec<Run>, part: usize, own: &[i128]) {
    let mut from = 0;
    while from < own.len() {
        let to = (from..own.len()).find(|&s| own[s] != own[from]).unwrap_or(own.len());
        if own[from] > 0 {
            runs.push(Run { part, from, to, own: own[from] });
        }
        from = to;
    }
}
