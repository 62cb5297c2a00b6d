//! What a pool costs, day by day: a common meter at a tariff, a measured loss, or the supplier's bill.

use std::sync::Arc;

use billing::apportion::{Accrual, DayCost, accrue, spread};
use billing::loss::{BranchInterval, Metered, Trust, loss};
use billing::{ChargeKind, Conditions, Percent, Running, Tariff, Tenancy, Usage};
use chrono::{Days, Duration, NaiveDate};
use store::pool::PoolSource;
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

impl Costs {
    pub fn total(&self) -> Money {
        self.days.iter().map(|day| day.cost).sum()
    }
}

/// Intervals over which a loss is compared: whole hours from the first instant of the month.
const LOSS_INTERVAL: Duration = Duration::hours(1);
/// A usage longer than this does not tell what was used within an interval.
const WATCHED: Duration = Duration::minutes(30);

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
        let mut running = self.rating(&tariff, dates)?;
        let mut costs = Costs::default();
        let mut before = Money::ZERO;
        for day in dates.iter() {
            let span = self.ground.site.zone.day(day);
            for used in &usage {
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
            let mut running = self.rating(&tariff, dates)?;
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
                priced.map(|priced| Arc::clone(&priced.tariff)).ok_or_else(|| Refusal::new("unknown-tariff"))
            }
        }
    }

    fn rating(&self, tariff: &Tariff, dates: DateRange) -> Result<Running> {
        let whole = self.ground.site.zone.span(dates);
        let tenancy = Tenancy { from: whole.from, to: Some(whole.to) };
        let conditions = Conditions {
            calendar: &self.ground.terms.calendar,
            ..Conditions::plain(Month::of(dates.first), tenancy, self.ground.site.zone, tariff)
        };
        Running::new(&conditions).map_err(|held| Refusal::new("pool-held").with("cause", held))
    }

    /// Energy only: the fees of a tariff are those of the rooms.
    fn due(&self, running: &Running, as_of: Timestamp) -> Result<Money> {
        let lines = running.lines(as_of, &[]).map_err(|held| Refusal::new("pool-held").with("cause", held))?;
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
        let of_day = |day| {
            let span = self.ground.site.zone.day(day);
            (day, usage.iter().map(|usage| usage.energy_in(span)).sum())
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

    /// The intervals of the branch below a supply meter.
    fn branch(&self, pool: &PoolFacts, dates: DateRange) -> Result<Branch> {
        let span = self.ground.site.zone.span(dates);
        let count = (span.duration().num_hours() + 1).max(0);
        let supply: Vec<Vec<Metered>> =
            pool.points.iter().map(|point| self.metered(*point, span, count)).collect::<Result<_>>()?;
        let below: Vec<Vec<Metered>> = self
            .below(&pool.points)?
            .into_iter()
            .map(|point| self.metered(point, span, count))
            .collect::<Result<_>>()?;
        let column = |meters: &[Vec<Metered>], row: usize| -> Vec<Metered> {
            meters.iter().filter_map(|meter| meter.get(row).copied()).collect()
        };
        let rows = 0..usize::try_from(count).unwrap_or(0);
        let intervals = rows.filter_map(|row| {
            let from = span.from + LOSS_INTERVAL * i32::try_from(row).ok()?;
            (from + LOSS_INTERVAL <= span.to).then(|| (from, column(&supply, row), column(&below, row)))
        });
        Ok(Branch { intervals: intervals.collect() })
    }

    fn metered(&self, point: PointId, span: Period, count: i64) -> Result<Vec<Metered>> {
        let usage = self.usage_of(point, span)?;
        let mut next = 0;
        let mut rows = Vec::new();
        for row in 0..i32::try_from(count).unwrap_or(0) {
            let from = span.from + LOSS_INTERVAL * row;
            let interval = Period { from, to: from + LOSS_INTERVAL };
            while usage.get(next).is_some_and(|usage| usage.period.to <= interval.from) {
                next += 1;
            }
            rows.push(metered_in(&usage[next..], interval));
        }
        Ok(rows)
    }
}

/// What usages tell of an interval: good where they cover it without a gap and were watched.
fn metered_in(usage: &[Usage], interval: Period) -> Metered {
    let within = usage.iter().take_while(|usage| usage.period.from < interval.to);
    let mut energy = Energy::ZERO;
    let mut covered = interval.from;
    let mut watched = true;
    for used in within {
        energy += used.energy_in(interval);
        watched &= used.period.from <= covered && !used.estimated && used.period.duration() <= WATCHED;
        covered = used.period.to.min(interval.to);
    }
    let trust = if watched && covered >= interval.to { Trust::Good } else { Trust::Doubtful };
    Metered { energy, trust }
}

/// What came in and what was counted, interval by interval.
struct Branch {
    intervals: Vec<(Timestamp, Vec<Metered>, Vec<Metered>)>,
}

impl Branch {
    fn until(&self, end: Timestamp, technical: Percent, carried_in: Energy) -> billing::loss::Loss {
        let before = self.intervals.iter().filter(|(from, ..)| *from < end);
        loss(before.map(|(_, supply, meters)| BranchInterval { supply, meters }), technical, carried_in)
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
