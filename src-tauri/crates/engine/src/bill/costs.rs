//! What common electricity costs on each day.

use billing::apportion::{DayCost, accrue, by_day, spread};
use billing::loss::{BranchInterval, Loss, Metered, Trust, loss};
use billing::{Carried, ChargeKind, Facts, Tariff, Usage, charges};
use chrono::NaiveDate;
use units::{DateRange, Energy, Money, Month, Period};

use super::case::{Case, Site};
use super::metering::Metering;
use super::pool::{Bill, Pool, Source};
use super::read::{CaseError, Read};
use super::work::until;

/// The days of a month so far, what is shared on them, and what a reader should know.
#[derive(Debug)]
pub struct Costs {
    pub days: Vec<DayCost>,
    /// Of the whole pool.
    pub energy: Energy,
    pub notes: Vec<String>,
}

/// A common cost over the months, with what it carries from one to the next.
#[derive(Debug)]
pub struct Running<'c> {
    pub pool: &'c Pool,
    carried: Carried,
    negative_loss: Energy,
}

impl<'c> Running<'c> {
    pub fn new(pool: &'c Pool) -> Self {
        let tier = match &pool.source {
            Source::Meter { tier, .. } => *tier,
            _ => None,
        };
        Self { pool, carried: Carried { tier, allowances: Vec::new() }, negative_loss: Energy::ZERO }
    }

    pub fn month(&mut self, case: &Case, month: Month, dates: DateRange) -> Read<Costs> {
        let site = &case.site;
        match &self.pool.source {
            Source::Meter { metering, tariff, .. } => {
                let priced = Priced { site, month, first: dates.first, tariff, carried: self.carried.clone() };
                let days = dates.iter().map(|day| (day, until(&metering.usage, site.zone.day(day).to)));
                let (days, carried) = priced.days(days).map_err(|error| self.wrong(error))?;
                self.carried = carried;
                let whole = site.zone.span(dates);
                let energy = metering.usage.iter().map(|usage| usage.energy_in(whole)).sum();
                Ok(Costs { days, energy, notes: Vec::new() })
            }
            Source::Loss { supply, less, technical, tariff } => {
                let branch = Branch::new(case, self.pool, supply, less)?;
                let losses = branch.losses(site, dates, |intervals| loss(intervals, *technical, self.negative_loss));
                let from = site.zone.start_of(dates.first);
                // As if it had been lost evenly over the days so far: nobody saw when.
                let even = |(day, loss): &(NaiveDate, Loss)| {
                    let period = Period { from, to: site.zone.day(*day).to };
                    (*day, vec![Usage { period, energy: loss.apportionable, estimated: false }])
                };
                let priced = Priced { site, month, first: dates.first, tariff, carried: Carried::default() };
                let (days, _) = priced.days(losses.iter().map(even)).map_err(|error| self.wrong(error))?;
                let total = losses.last().map(|(_, loss)| *loss).unwrap_or_default();
                self.negative_loss = total.carried_out;
                Ok(Costs { days, energy: total.apportionable, notes: vec![said(&total)] })
            }
            Source::Bills { metering, bills } => self.billed(site, dates, metering, bills),
        }
    }

    /// A bill is spread over its days; until its amount is known, a declared rate stands for it.
    fn billed(&self, site: &Site, dates: DateRange, metering: &Metering, bills: &[Bill]) -> Read<Costs> {
        let used = |day| metering.usage.iter().map(|usage| usage.energy_in(site.zone.day(day))).sum();
        let mut days = Vec::new();
        for bill in bills {
            let billed = DateRange { first: site.zone.date(bill.span.from), end: site.zone.date(bill.span.to) };
            if !(1..=3_700).contains(&billed.days()) {
                return Err(
                    self.wrong("a bill is for one day to ten years; write its first day and the day after its last")
                );
            }
            let all: Vec<_> = billed.iter().map(|day| (day, used(day))).collect();
            let provisional = match bill.declared {
                Some(rate) => accrue(rate, &all, site.currency).map_err(|error| self.wrong(error))?,
                None => {
                    all.iter().map(|(day, _)| DayCost { day: *day, cost: Money::ZERO, provisional: true }).collect()
                }
            };
            let costs = match bill.amount {
                Some(amount) => spread(amount, &provisional).map_err(|error| self.wrong(error))?,
                None => provisional,
            };
            days.extend(costs.into_iter().filter(|day| dates.first <= day.day && day.day < dates.end));
        }
        let energy = metering.usage.iter().map(|usage| usage.energy_in(site.zone.span(dates))).sum();
        Ok(Costs { days, energy, notes: Vec::new() })
    }

    fn wrong(&self, error: impl std::fmt::Display) -> CaseError {
        CaseError::new(&self.pool.path, error)
    }
}

/// A common meter's energy at a tariff's energy prices. Fees, minimum and taxes are those of the rooms.
struct Priced<'c> {
    site: &'c Site,
    month: Month,
    /// The first day that is charged.
    first: NaiveDate,
    tariff: &'c Tariff,
    carried: Carried,
}

impl Priced<'_> {
    /// For each day, with all usage so far: what is due by its end less what was due the day before.
    fn days(&self, days: impl Iterator<Item = (NaiveDate, Vec<Usage>)>) -> Result<(Vec<DayCost>, Carried), String> {
        let mut carried = self.carried.clone();
        let mut dues = Vec::new();
        for (day, usage) in days {
            let facts = Facts {
                month: self.month,
                tenancy: self.tariff.unlet(self.first, self.site.zone),
                zone: self.site.zone,
                currency: self.site.currency,
                as_of: self.site.zone.day(day).to,
                calendar: &self.site.calendar,
                tariff: self.tariff,
                occupants: &[],
                usage: &usage,
                allowances: &[],
                surcharges: &[],
                shares: &[],
                carried: &self.carried,
                tax_due: self.site.tax_due,
            };
            let charged = charges(&facts).map_err(|held| held.to_string())?;
            let energy = charged.lines.iter().filter(|line| line.kind == ChargeKind::Energy);
            let due = energy.map(|line| line.amount).try_fold(Money::ZERO, Money::checked_add);
            let due = due.ok_or("the cost is larger than an amount can be")?;
            dues.push((day, due));
            carried = charged.carried_out;
        }
        Ok((by_day(&dues), carried))
    }
}

/// A supply and what is metered behind it.
struct Branch<'c> {
    supply: &'c Metering,
    meters: Vec<&'c Metering>,
}

impl<'c> Branch<'c> {
    /// The rooms and common meters named or, where none is, all of the case.
    fn new(case: &'c Case, pool: &Pool, supply: &'c Metering, less: &[String]) -> Read<Self> {
        let rooms = case.rooms.iter().map(|room| (&room.name, &room.metering));
        let commons = case.pools.iter().filter_map(|other| match &other.source {
            Source::Meter { metering, .. } => Some((&other.name, metering)),
            _ => None,
        });
        let all: Vec<(&String, &Metering)> = rooms.chain(commons).collect();
        let stray = less.iter().find(|name| all.iter().all(|(other, _)| other != name));
        if let Some(name) = stray {
            let path = format!("{}.source.less", pool.path);
            return Err(CaseError::new(path, format!("“{name}” is neither a room nor a common meter of the case")));
        }
        let of_branch = |(name, _): &(&String, &Metering)| less.is_empty() || less.contains(name);
        Ok(Self { supply, meters: all.into_iter().filter(of_branch).map(|(_, metering)| metering).collect() })
    }

    /// The loss of the days so far, by the end of each day.
    fn losses(
        &self,
        site: &Site,
        dates: DateRange,
        loss: impl Fn(Vec<BranchInterval<'_>>) -> Loss,
    ) -> Vec<(NaiveDate, Loss)> {
        let whole = site.zone.span(dates);
        let inside =
            self.supply.usage.iter().filter(|usage| whole.from <= usage.period.from && usage.period.to <= whole.to);
        let rows: Vec<(Period, [Metered; 1], Vec<Metered>)> = inside
            .map(|supplied| {
                let meters = self.meters.iter().map(|metering| metered(&metering.usage, supplied.period)).collect();
                (supplied.period, [metered(&self.supply.usage, supplied.period)], meters)
            })
            .collect();
        let by_day = |day| {
            let end = site.zone.day(day).to;
            let over = rows.iter().filter(|(interval, ..)| interval.to <= end);
            (day, loss(over.map(|(_, supply, meters)| BranchInterval { supply, meters }).collect()))
        };
        dates.iter().map(by_day).collect()
    }
}

/// Good where good readings lie on both edges of the interval and nothing between them is missing.
fn metered(usage: &[Usage], interval: Period) -> Metered {
    let first = usage.partition_point(|usage| usage.period.to <= interval.from);
    let inside: Vec<&Usage> = usage.iter().skip(first).take_while(|usage| usage.period.from < interval.to).collect();
    let edges = inside.first().is_some_and(|first| first.period.from == interval.from)
        && inside.last().is_some_and(|last| last.period.to == interval.to);
    let whole = inside.windows(2).all(|pair| pair[0].period.to == pair[1].period.from);
    let read = inside.iter().all(|usage| !usage.estimated);
    let energy = inside.iter().map(|usage| usage.energy_in(interval)).sum();
    Metered { energy, trust: if edges && whole && read { Trust::Good } else { Trust::Doubtful } }
}

fn said(loss: &Loss) -> String {
    let left_out = match loss.left_out {
        0 => String::new(),
        1 => "; 1 interval left out, in which a meter was not good".to_owned(),
        n => format!("; {n} intervals left out, in which a meter was not good"),
    };
    format!(
        "measured loss {} kWh of {} kWh supplied: {} kWh shared, {} kWh above the technical part borne by the owner, {} kWh \
         carried on{left_out}",
        loss.measured, loss.supply, loss.apportionable, loss.excess, loss.carried_out
    )
}
