//! What a pool costs, day by day: a common meter at a tariff, a measured loss, or the supplier's bill.

use std::collections::BTreeMap;
use std::sync::Arc;

use billing::apportion::{Accrual, DayCost, accrue, spread};
use billing::loss::{BranchInterval, Loss, Metered, Trust, loss};
use billing::{Carried, ChargeKind, Conditions, Percent, Running, Tariff, TierCounter, Usage};
use chrono::{Days, Duration, NaiveDate};
use store::pool::PoolSource;
use store::rollup::Sum;
use units::{DateRange, Energy, Money, Month, Period, PointId, Timestamp};

use super::{Note, PoolFacts, Sharing};
use crate::error::{Refusal, Result};

/// What a pool costs on the days so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Costs {
    pub days: Vec<DayCost>,
    /// The energy that is shared.
    pub energy: Energy,
    pub notes: Vec<Note>,
}

impl Sharing<'_> {
    /// The costs of `dates`, which lie in one month, by the end of their last day.
    pub(super) fn costs(&self, pool: &PoolFacts, dates: DateRange) -> Result<Costs> {
        match pool.row.source {
            PoolSource::Common => self.common(pool, dates),
            PoolSource::Loss => self.loss(pool, dates),
            PoolSource::Bill => self.bill(pool, dates),
        }
    }

    /// Each day is what is due at the tariff's energy prices by its end less what was due before.
    fn common(&self, pool: &PoolFacts, dates: DateRange) -> Result<Costs> {
        let tariff = self.tariff(pool)?;
        let usage = self.usage(&pool.points, self.ground.site.zone.span(dates))?;
        let carried = Carried { tier: self.counted(pool, &tariff, dates.first)?, allowances: Vec::new() };
        let mut running = self.rating(&tariff, dates, &carried)?;
        let mut costs = Costs::default();
        let (mut before, mut over) = (Money::ZERO, 0);
        for day in dates.iter() {
            let span = self.ground.site.zone.day(day);
            for used in within(&usage, span, &mut over) {
                let energy = used.energy_in(span);
                let Some(period) = used.period.overlap(&span).filter(|_| energy != Energy::ZERO) else { continue };
                costs.energy += energy;
                running.add(&Usage { period, energy, ..*used }).map_err(Refusal::broken)?;
            }
            let due = self.due(&running, span.to)?;
            costs.days.push(DayCost { day, cost: due - before, provisional: false });
            before = due;
        }
        if usage.iter().any(|used| used.estimated && used.energy != Energy::ZERO) {
            costs.notes.push(Note::Estimated);
        }
        Ok(costs)
    }

    /// Only intervals count in which every meter of the branch is good, up to the declared percentage (rule 12). What
    /// is lost is priced as if it had been lost evenly over the days so far.
    fn loss(&self, pool: &PoolFacts, dates: DateRange) -> Result<Costs> {
        let tariff = self.tariff(pool)?;
        let branch = self.branch(pool, dates)?;
        let carried_in = self.carried_into(pool, Month::of(dates.first))?;
        let mut costs = Costs::default();
        let mut before = Money::ZERO;
        for day in dates.iter() {
            let end = self.ground.site.zone.day(day).to;
            let found = branch.until(end, self.technical(pool), carried_in);
            let so_far = Period::new(self.ground.site.zone.start_of(dates.first), end)?;
            let mut running = self.rating(&tariff, dates, Carried::nothing())?;
            let lost = Usage { period: so_far, energy: found.apportionable, estimated: false };
            running.add(&lost).map_err(Refusal::broken)?;
            let due = self.due(&running, end)?;
            costs.days.push(DayCost { day, cost: due - before, provisional: false });
            before = due;
            costs.energy = found.apportionable;
            costs.notes = Note::of_loss(&found);
        }
        Ok(costs)
    }

    /// Accrued at the declared price until the bill is known; then the bill, over its days as they cost provisionally.
    fn bill(&self, pool: &PoolFacts, dates: DateRange) -> Result<Costs> {
        let declared = pool.row.declared.ok_or_else(|| Refusal::broken("a bill without a declared price"))?;
        let too_large = |cause| Refusal::new("bad-pool").with("cause", cause);
        let accrued = |dates: DateRange| -> Result<Vec<DayCost>> {
            let energies = self.energies(&pool.points, dates)?;
            accrue(Accrual::PerKwh(declared), &energies, self.ground.site.currency).map_err(too_large)
        };
        let mut days = accrued(dates)?;
        let energy = self.energies(&pool.points, dates)?.iter().map(|(_, energy)| *energy).sum();
        for bill in self.bills(pool)? {
            let whole = DateRange { first: bill.from_day, end: bill.until_day };
            if whole.overlap(&dates).is_none() {
                continue;
            }
            for known in spread(bill.amount, &accrued(whole)?).map_err(too_large)? {
                if let Some(day) = days.iter_mut().find(|day| day.day == known.day) {
                    *day = known;
                }
            }
        }
        let open = days.iter().filter(|day| day.provisional).count();
        let notes = if open > 0 { vec![Note::BillUnknown { days: open }] } else { Vec::new() };
        Ok(Costs { days, energy, notes })
    }

    /// What the pool's energy costs: its own tariff, or that of its place.
    fn tariff(&self, pool: &PoolFacts) -> Result<Arc<Tariff>> {
        match pool.row.tariff {
            None => self.ground.terms.tariff_of(pool.row.place, self.ground.site.currency),
            Some(id) => {
                let priced = self.ground.terms.tariffs.get(&id);
                priced
                    .map(|priced| Arc::clone(&priced.tariff))
                    .ok_or_else(|| Refusal::new("unknown-tariff").with("name", id.0))
            }
        }
    }

    /// What the meters used before `day` in the cycle of the tiers that hold on it: it goes on from month to month, and
    /// whatever rule shares the cost.
    fn counted(&self, pool: &PoolFacts, tariff: &Tariff, day: NaiveDate) -> Result<Option<TierCounter>> {
        let Some(counted) = tariff.counted_before(day) else { return Ok(None) };
        let mut used = Energy::ZERO;
        for dates in counted.days {
            let span = self.ground.site.zone.span(dates);
            used += self.usage(&pool.points, span)?.iter().map(|usage| usage.energy_in(span)).sum::<Energy>();
        }
        Ok(Some(TierCounter { per: counted.per, cycle: counted.cycle, used }))
    }

    fn rating(&self, tariff: &Tariff, dates: DateRange, carried: &Carried) -> Result<Running> {
        let zone = self.ground.site.zone;
        let conditions = Conditions {
            calendar: &self.ground.terms.calendar,
            carried,
            ..Conditions::plain(Month::of(dates.first), tariff.unlet(dates.first, zone), zone, tariff)
        };
        Running::new(&conditions).map_err(|held| Refusal::new("pool-held").with("cause", crate::cause::held(&held)))
    }

    /// Energy only: the fees of a tariff are those of the rooms.
    fn due(&self, running: &Running, as_of: Timestamp) -> Result<Money> {
        let lines = running
            .lines(as_of, &[])
            .map_err(|held| Refusal::new("pool-held").with("cause", crate::cause::held(&held)))?;
        Ok(lines.iter().filter(|line| line.kind == ChargeKind::Energy).map(|line| line.amount).sum())
    }

    /// Usages of all these points, those of each in time order, all together too.
    fn usage(&self, points: &[PointId], span: Period) -> Result<Vec<Usage>> {
        let mut all = Vec::new();
        for point in points {
            all.extend(self.usage_of(*point, span)?);
        }
        all.sort_by_key(|usage| (usage.period.from, usage.period.to));
        Ok(all)
    }

    fn energies(&self, points: &[PointId], dates: DateRange) -> Result<Vec<(NaiveDate, Energy)>> {
        let usage = self.usage(points, self.ground.site.zone.span(dates))?;
        let mut over = 0;
        let of_day = |day| {
            let span = self.ground.site.zone.day(day);
            (day, within(&usage, span, &mut over).iter().map(|usage| usage.energy_in(span)).sum())
        };
        Ok(dates.iter().map(of_day).collect())
    }

    fn technical(&self, pool: &PoolFacts) -> Percent {
        let permille = i64::from(pool.row.technical_permille.unwrap_or(0));
        Percent::parse(&format!("{}.{}", permille / 10, permille % 10)).unwrap_or_default()
    }

    /// A negative loss of the month before (rule 12): kept when a month is closed, else worked out.
    fn carried_into(&self, pool: &PoolFacts, month: Month) -> Result<Energy> {
        let before = month.previous();
        let Some(dates) = pool.dates(before) else { return Ok(Energy::ZERO) };
        if let Some(id) = pool.id
            && let Some(kept) = store::setting::get(self.ground.db, &carry_key(id, before))?
        {
            return Ok(kept.parse().ok().and_then(Energy::new).unwrap_or_default());
        }
        self.carried_out(pool, dates)
    }

    /// What goes on from a month into the next one.
    pub(crate) fn carried_from(&self, pool: &PoolFacts, month: Month) -> Result<Energy> {
        pool.dates(month).map_or(Ok(Energy::ZERO), |dates| self.carried_out(pool, dates))
    }

    fn carried_out(&self, pool: &PoolFacts, dates: DateRange) -> Result<Energy> {
        let carried_in = self.carried_into(pool, Month::of(dates.first))?;
        let branch = self.branch(pool, dates)?;
        Ok(branch.until(Timestamp::MAX_UTC, self.technical(pool), carried_in).carried_out)
    }

    /// The hours of the branch below a supply meter, all its meters together.
    fn branch(&self, pool: &PoolFacts, dates: DateRange) -> Result<Branch> {
        let span = self.ground.site.zone.span(dates);
        let mut branch = Branch { hours: BTreeMap::new() };
        let mut from = span.from;
        while from < span.to {
            branch.hours.insert(from, Hour { supply: GOOD, meters: GOOD });
            from += HOUR;
        }
        for point in &pool.points {
            self.count(&mut branch, span, *point, |hour| &mut hour.supply)?;
        }
        for point in self.below(&pool.points)? {
            self.count(&mut branch, span, point, |hour| &mut hour.meters)?;
        }
        Ok(branch)
    }

    /// A meter is good in an hour that it was read through, without a gap that is estimated.
    fn count(
        &self,
        branch: &mut Branch,
        span: Period,
        point: PointId,
        side: impl Fn(&mut Hour) -> &mut Metered,
    ) -> Result<()> {
        let db = self.ground.db;
        let read_to = match store::installation::of_point(db, point)?.pop() {
            Some((id, installed)) => {
                store::reading::base(db, id, Timestamp::MAX_UTC)?.map_or(installed.from_at, |last| last.at)
            }
            None => Timestamp::MIN_UTC,
        };
        let known: BTreeMap<Timestamp, Sum> =
            store::rollup::hours(db, point, span.from, span.to)?.into_iter().collect();
        for (from, hour) in &mut branch.hours {
            let side = side(hour);
            match known.get(from).filter(|sum| sum.estimated == Energy::ZERO && *from + HOUR <= read_to) {
                Some(sum) => side.energy += sum.energy,
                None => side.trust = Trust::Doubtful,
            }
        }
        Ok(())
    }
}

/// The usages that may touch a day, of all in the order of their beginnings; `over` counts those that ended before it.
fn within<'a>(usage: &'a [Usage], day: Period, over: &mut usize) -> &'a [Usage] {
    *over += usage[*over..].iter().take_while(|used| used.period.to <= day.from).count();
    let end = usage.partition_point(|used| used.period.from < day.to);
    &usage[*over..end.max(*over)]
}

/// Over which a loss is compared: the hours of the roll-ups.
const HOUR: Duration = Duration::hours(1);

const GOOD: Metered = Metered { energy: Energy::ZERO, trust: Trust::Good };

/// What came in and what was counted, hour by hour.
struct Branch {
    hours: BTreeMap<Timestamp, Hour>,
}

struct Hour {
    supply: Metered,
    meters: Metered,
}

impl Branch {
    fn until(&self, end: Timestamp, technical: Percent, carried_in: Energy) -> Loss {
        let intervals = self.hours.range(..end).map(|(_, hour)| BranchInterval {
            supply: std::slice::from_ref(&hour.supply),
            meters: std::slice::from_ref(&hour.meters),
        });
        loss(intervals, technical, carried_in)
    }
}

/// Where the negative loss of a closed month is kept.
pub(crate) fn carry_key(pool: units::PoolId, month: Month) -> String {
    format!("pool_carry/{pool}/{month}")
}

/// The day after.
pub(super) fn after(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}
