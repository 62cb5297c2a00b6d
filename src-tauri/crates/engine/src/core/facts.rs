//! An account's month, rated from the facts that the store has. Beside the core, statements, previews and back-tests rate
//! by the same.

use std::sync::Arc;
use std::thread;

use billing::{Allowance, Carried, Charges, Conditions, Each, Held, PartCycle, Running, Share, Tariff};
use chrono::NaiveDate;
use store::allowance::{Cycle, Granted};
use store::point::PointKind;
use units::{AccountId, Energy, Month, PlaceId, PointId, TenancyId, Timestamp};

use super::{Core, Stretch, Terms, stretches};
use crate::error::{Refusal, Result};
use crate::settings::SiteSettings;

/// A core is worth its connection for so many accounts.
const WORTH_A_THREAD: usize = 50;

/// Who is charged, and for what point's energy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Charged {
    pub account: AccountId,
    pub tenancy: TenancyId,
    pub place: PlaceId,
    pub point: PointId,
    pub period: billing::Tenancy,
}

impl Charged {
    /// The holder of any account, also of one that has ended.
    pub fn of(db: &store::Db, account: AccountId) -> Result<Self> {
        let gone = || Refusal::broken(format!("account {account} has no room"));
        let tenancy = store::account::get(db, account)?.ok_or_else(gone)?.tenancy;
        let row = store::tenancy::get(db, tenancy)?.ok_or_else(gone)?;
        let points = store::point::of_place(db, row.place)?;
        let point = points.into_iter().find(|(_, point)| point.kind == PointKind::Room).ok_or_else(gone)?.0;
        let period = billing::Tenancy { from: row.from_at, to: row.to_at };
        Ok(Self { account, tenancy, place: row.place, point, period })
    }
}

/// An account's month, rated by all its facts so far.
#[derive(Debug, Clone)]
pub(crate) struct RatedMonth {
    pub month: Month,
    /// Or why nothing can be charged.
    pub running: std::result::Result<Running, Held>,
    pub shares: Vec<Share>,
    /// Usage up to here is in it.
    pub known_to: Timestamp,
}

impl RatedMonth {
    pub fn charges(&self, as_of: Timestamp) -> std::result::Result<Charges, Held> {
        self.running.as_ref().map_err(|held| *held)?.charges(as_of, &self.shares)
    }
}

/// Where facts are read from.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub db: &'a store::Db,
    pub terms: &'a Terms,
    pub site: &'a SiteSettings,
    /// A price list to be tried, in the place of all that hold.
    pub draft: Option<&'a Arc<Tariff>>,
}

impl<'a> Ground<'a> {
    pub const fn new(db: &'a store::Db, terms: &'a Terms, site: &'a SiteSettings) -> Self {
        Self { db, terms, site, draft: None }
    }

    /// A month, with the counters of the month before: those of its lock, or worked out from where its cycles began.
    pub fn month(&self, who: &Charged, month: Month) -> Result<RatedMonth> {
        self.month_with(who, month, &self.carried(who, month)?)
    }

    /// The same, where the counters of the month before are known.
    pub fn month_with(&self, who: &Charged, month: Month, carried: &Carried) -> Result<RatedMonth> {
        self.month_over(who, month, carried, &self.stretches(who, month)?)
    }

    /// What the meters of a month said.
    pub fn stretches(&self, who: &Charged, month: Month) -> Result<Vec<Stretch>> {
        stretches(self.db, who.point, self.site.zone.span(month.dates()))
    }

    /// The same as [`Self::month_with`], by what the meters said.
    pub fn month_over(
        &self,
        who: &Charged,
        month: Month,
        carried: &Carried,
        stretches: &[Stretch],
    ) -> Result<RatedMonth> {
        let rated = self
            .month_by(who, month, carried, |running| stretches.iter().try_for_each(|stretch| stretch.rate(running)))?;
        let known_to = stretches.iter().filter_map(Stretch::known_to).max();
        Ok(RatedMonth { known_to: known_to.unwrap_or(rated.known_to), ..rated })
    }

    /// The same, with usage of the caller's own.
    pub fn month_by(
        &self,
        who: &Charged,
        month: Month,
        carried: &Carried,
        fill: impl FnOnce(&mut Running) -> Result<()>,
    ) -> Result<RatedMonth> {
        let conditions = Conditions {
            month,
            tenancy: who.period,
            zone: self.site.zone,
            currency: self.site.currency,
            calendar: &self.terms.calendar,
            tariff: &*self.tariff_of(who.place)?,
            occupants: &store::occupancy::of_tenancy(self.db, who.tenancy)?,
            allowances: &self.terms.allowances_of(who.place),
            surcharges: &self.terms.surcharges_of(who.place, who.point, self.site.zone),
            carried,
            tax_due: self.site.tax_due,
        };
        let mut running = Running::new(&conditions);
        if let Ok(running) = &mut running {
            fill(running)?;
        }
        Ok(RatedMonth { month, running, shares: self.shares_of(who.account, month)?, known_to: Timestamp::MIN_UTC })
    }

    fn tariff_of(&self, place: PlaceId) -> Result<Arc<Tariff>> {
        match self.draft {
            Some(draft) => Ok(Arc::clone(draft)),
            None => self.terms.tariff_of(place, self.site.currency),
        }
    }

    /// What an account bears of common costs in a month.
    pub fn shares_of(&self, account: AccountId, month: Month) -> Result<Vec<Share>> {
        let share = |row: &store::share::Share| {
            let pool = store::pool::get(self.db, row.pool)?;
            Ok(Share {
                pool: pool.map(|pool| pool.name).unwrap_or_default().into(),
                version: row.version,
                amount: row.amount,
                provisional: row.provisional,
                basis: row.basis.clone(),
                energy: row.energy,
            })
        };
        store::share::of_account(self.db, account, month)?.iter().map(share).collect()
    }

    /// The counters at the start of a month.
    pub fn carried(&self, who: &Charged, month: Month) -> Result<Carried> {
        let Some(from) = self.counts_from(who, month)? else { return Ok(Carried::default()) };
        // What a lock keeps was counted by what held then.
        let lock = match self.draft {
            None => store::period_lock::last_before(self.db, who.account, month)?,
            Some(_) => None,
        };
        let (mut carried, mut at) = match lock.filter(|lock| lock.month.next() >= from) {
            Some(lock) => (lock.counters.parse().map_err(Refusal::broken)?, lock.month.next()),
            None => (Carried::default(), from),
        };
        while at < month {
            let rated = self.month_with(who, at, &carried)?;
            // A month that is held counts for nothing until it can be rated: then the next ones are opened anew.
            carried = rated.running.and_then(|running| running.carried_out()).unwrap_or_default();
            at = at.next();
        }
        Ok(carried)
    }

    /// The month with which the oldest counter that matters to `month` begins; nothing when all begin in it.
    fn counts_from(&self, who: &Charged, month: Month) -> Result<Option<Month>> {
        let tariff = self.tariff_of(who.place)?;
        let tiers = tariff.within(month.dates()).filter_map(|(version, _)| version.terms.tiers.as_ref());
        let years = tiers.filter_map(|tiers| match tiers.per {
            billing::TierCycle::Month => None,
            billing::TierCycle::Year { starts } => Some(year_start(month, starts)),
        });
        let allowances = self.terms.allowances_of(who.place);
        let granted = allowances.iter().filter_map(|allowance| match (allowance.per, allowance.carry_over) {
            (billing::Cycle::Month, None) => None,
            (billing::Cycle::Year { starts }, None) => Some(year_start(month, starts)),
            _ => Some(Month::of(allowance.from)),
        });
        let first = years.chain(granted).min();
        let moved_in = self.site.zone.month(who.period.from);
        Ok(first.map(|first| first.max(moved_in)).filter(|first| *first < month))
    }
}

impl Core {
    /// What facts are read by.
    pub fn ground(&self) -> Ground<'_> {
        Ground::new(&self.store, &self.terms, &self.site)
    }

    /// `work` for each of `items`, in their order. Many are shared by the cores: each reads the committed state by a
    /// connection of its own.
    pub(super) fn for_each<T: Sync, R: Send>(
        &self,
        items: &[T],
        work: impl Fn(Ground<'_>, &T) -> Result<R> + Sync,
    ) -> Result<Vec<R>> {
        let cores = thread::available_parallelism().map_or(1, usize::from).min(items.len() / WORTH_A_THREAD);
        if cores < 2 {
            return items.iter().map(|item| work(self.ground(), item)).collect();
        }
        let (terms, site, work) = (&self.terms, &self.site, &work);
        let part = |reader: store::Reader, items: &[T]| {
            let all = |db: &store::Db| {
                let ground = Ground::new(db, terms, site);
                items.iter().map(|item| work(ground, item)).collect::<Result<Vec<R>>>()
            };
            reader.snapshot(all)
        };
        thread::scope(|scope| {
            let mut threads = Vec::new();
            for items in items.chunks(items.len().div_ceil(cores)) {
                let reader = self.store.reader()?;
                threads.push(scope.spawn(move || part(reader, items)));
            }
            let ended =
                threads.into_iter().map(|thread| thread.join().map_err(|_| Refusal::broken("a thread ended"))?);
            Ok(ended.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
        })
    }
}

/// The month that begins the year, starting with month `starts`, in which `month` lies.
fn year_start(month: Month, starts: u32) -> Month {
    let year = if month.month() < starts { month.year() - 1 } else { month.year() };
    NaiveDate::from_ymd_opt(year, starts.clamp(1, 12), 1).map_or(month, Month::of)
}

/// An allowance of energy as billing knows it; granted money is an entry of its own.
pub(super) fn energy_allowance(id: units::AllowanceId, row: &store::allowance::Allowance) -> Option<Allowance> {
    let Granted::Energy(grant) = row.granted else { return None };
    Some(Allowance {
        id,
        name: row.name.as_str().into(),
        per: match row.per {
            Cycle::Month => billing::Cycle::Month,
            Cycle::Year { start } => billing::Cycle::Year { starts: u32::from(start) },
            Cycle::Term => billing::Cycle::Term,
        },
        grant,
        each: if row.per_occupant { Each::Occupant } else { Each::Room },
        part_cycle: match row.part_cycle {
            store::allowance::PartCycle::Whole => PartCycle::Whole,
            store::allowance::PartCycle::ByDays => PartCycle::ByDays,
        },
        band: row.band.as_deref().map(Into::into),
        counts_for_tiers: row.counts_for_tiers,
        carry_over: row.carry_over.map(Energy::from_wh),
        from: row.from_day,
        until: row.until_day,
    })
}
