//! Common electricity: what every pool costs so far, split over those whom it serves (rules 11 and 12).
//!
//! It is worked out anew from the facts each day, before the accounts are posted: any number of times, with the same
//! end. What changed is kept as shares; the accounts take them from there.

mod cost;
mod late;
mod legs;
mod pool;

use std::collections::{BTreeMap, BTreeSet};

use billing::Usage;
use billing::apportion::{Apportionment, apportion};
use billing::loss::Loss;
use chrono::NaiveDate;
use store::point::PointKind;
use store::share::Share;
use store::supplier_bill::SupplierBill;
use units::{AccountId, Currency, DateRange, Energy, Money, Month, Period, PlaceId, PointId, PoolId, Timestamp};

pub(crate) use cost::carry_key;
pub(super) use late::owners_part;
pub(crate) use late::{bill, restated};
pub(crate) use pool::PoolFacts;

use super::facts::Ground;
use super::{Core, usage_over};
use crate::error::{Refusal, Result};

/// The facts by which cost is shared.
pub(crate) struct Sharing<'a> {
    pub ground: Ground<'a>,
    /// The first day that is not over.
    pub through: NaiveDate,
    /// A bill to be tried, in the place of another where it names one.
    pub trial: Option<&'a Trial>,
}

/// A supplier's bill before it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Trial {
    pub bill: Option<SupplierBill>,
    pub instead_of: Option<store::supplier_bill::SupplierBillId>,
}

/// What a reader of a pool should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Note {
    /// Some of the energy is estimated.
    Estimated,
    /// Days that no bill is known for.
    BillUnknown { days: usize },
    /// Hours in which a meter of the branch was not good: nothing of them is shared.
    LeftOut { hours: usize },
    /// Above the declared percentage: the owner's.
    Excess { energy: Energy },
    /// A negative loss that goes on into the next month.
    Carried { energy: Energy },
}

impl Note {
    fn of_loss(loss: &Loss) -> Vec<Self> {
        let mut notes = Vec::new();
        if loss.left_out > 0 {
            notes.push(Self::LeftOut { hours: loss.left_out });
        }
        if loss.excess != Energy::ZERO {
            notes.push(Self::Excess { energy: loss.excess });
        }
        if loss.carried_out != Energy::ZERO {
            notes.push(Self::Carried { energy: loss.carried_out });
        }
        notes
    }
}

/// A pool's month so far, shared.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    pub month: Month,
    pub energy: Energy,
    pub split: Apportionment,
    pub notes: Vec<Note>,
}

impl Shared {
    /// As the store keeps it; the owner's own leg comes last.
    fn rows(&self, pool: &PoolFacts, currency: Currency, at: Timestamp) -> Vec<Share> {
        let Some(id) = pool.id else { return Vec::new() };
        let row = |account, amount, provisional, basis| Share {
            pool: id,
            service: self.month,
            account,
            version: pool.row.from_day,
            amount,
            provisional,
            basis,
            energy: self.energy,
            at,
        };
        let legs = self
            .split
            .legs
            .iter()
            .map(|leg| row(Some(leg.account), leg.amount, !leg.provisional.is_zero(), leg.arithmetic(currency)));
        let owner = &self.split.owner;
        let own = row(None, owner.amount(), !owner.provisional.is_zero(), String::new());
        legs.chain([own]).collect()
    }
}

impl<'a> Sharing<'a> {
    /// Through the last day that is over at `until`.
    pub fn new(ground: Ground<'a>, until: Timestamp, trial: Option<&'a Trial>) -> Self {
        Self { ground, through: ground.site.zone.date(until), trial }
    }

    /// A pool's month so far; none where the pool does not count in it yet.
    pub fn share(&self, pool: &PoolFacts, month: Month) -> Result<Option<Shared>> {
        let Some(dates) = self.days_so_far(pool, month) else { return Ok(None) };
        let costs = self.costs(pool, dates)?;
        let legs = self.legs(pool, dates)?;
        let split = apportion(&pool.split()?, &costs.days, &legs)
            .map_err(|cause| Refusal::new("bad-pool").with("cause", cause))?;
        Ok(Some(Shared { month, energy: costs.energy, split, notes: costs.notes }))
    }

    fn days_so_far(&self, pool: &PoolFacts, month: Month) -> Option<DateRange> {
        let dates = pool.dates(month)?;
        let end = dates.end.min(self.through);
        (dates.first < end).then_some(DateRange { first: dates.first, end })
    }

    fn usage_of(&self, point: PointId, span: Period) -> Result<Vec<Usage>> {
        usage_over(self.ground.db, point, span)
    }

    /// The standing bills of a pool, with the one that is tried.
    fn bills(&self, pool: &PoolFacts) -> Result<Vec<SupplierBill>> {
        let Some(id) = pool.id else { return Ok(Vec::new()) };
        let instead_of = self.trial.and_then(|trial| trial.instead_of);
        let kept = store::supplier_bill::of_pool(self.ground.db, id)?.into_iter();
        let kept = kept.filter(|(bill, _)| Some(*bill) != instead_of).map(|(_, bill)| bill);
        let tried = self.trial.and_then(|trial| trial.bill.clone()).filter(|bill| bill.pool == Some(id));
        Ok(kept.chain(tried).collect())
    }

    /// The meters that a supply is compared with: the first room or common point on every way down.
    fn below(&self, supply: &[PointId]) -> Result<Vec<PointId>> {
        let points = store::point::all(self.ground.db)?;
        let mut above: BTreeSet<PointId> = supply.iter().copied().collect();
        let mut found = BTreeSet::new();
        let mut grows = true;
        while grows {
            grows = false;
            for (id, point) in &points {
                let Some(parent) = point.parent.filter(|parent| above.contains(parent)) else { continue };
                let passes = matches!(point.kind, PointKind::Feeder | PointKind::Supply);
                grows |= if passes { above.insert(*id) } else { parent != *id && found.insert(*id) };
            }
        }
        Ok(found.into_iter().collect())
    }
}

impl Core {
    /// Works out the shares of every month that is not closed, through `until`, and keeps those that changed.
    pub fn share_common(&mut self, until: Timestamp) -> Result<()> {
        let pools = PoolFacts::all(&self.store)?;
        let Some(first) = pools.iter().map(|pool| pool.row.from_day).min() else { return Ok(()) };
        let last = self.site.zone.month(until - super::usage::TICK);
        let open = store::month_close::last(&self.store)?.map(|close| close.month.next());
        let mut month = open.map_or(Month::of(first), |open| open.max(Month::of(first)));
        while month <= last {
            self.share_month(&pools, month, until)?;
            month = month.next();
        }
        Ok(())
    }

    /// One month of every pool. A pool that cannot be priced is held, and said so; the others go on.
    fn share_month(&mut self, pools: &[PoolFacts], month: Month, until: Timestamp) -> Result<()> {
        let (currency, now) = (self.site.currency, self.now);
        let (mut rows, mut known, mut held) = (Vec::new(), BTreeSet::new(), Vec::new());
        for pool in pools {
            match Sharing::new(self.ground(), until, None).share(pool, month) {
                Ok(shared) => {
                    rows.extend(shared.iter().flat_map(|shared| shared.rows(pool, currency, now)));
                    known.extend(pool.id);
                }
                Err(refusal) => held.push((pool.row.name.clone(), refusal)),
            }
        }
        self.tell_of_held(&held);
        rows.extend(self.gone(month, &rows, &known)?);
        let changed = self.changed(month, rows)?;
        self.keep_shares(&changed)
    }

    fn tell_of_held(&mut self, held: &[(String, Refusal)]) {
        let kind = crate::alarm::Kind::PoolHeld;
        match held.first() {
            Some((pool, refusal)) => {
                let cause =
                    refusal.args.iter().find(|(name, _)| *name == "cause").map_or(refusal.code, |(_, text)| text);
                let args = [("pool", pool.as_str()), ("cause", cause)];
                self.alarms.raise(&mut self.store, kind, None, None, &args, self.now);
            }
            None => self.alarms.clear(&mut self.store, kind, None, None, self.now),
        }
    }

    /// Shares that are kept and no longer due, such as of a pool that ended before: they come to nothing. What somebody
    /// was settled with stays.
    fn gone(&self, month: Month, rows: &[Share], known: &BTreeSet<PoolId>) -> Result<Vec<Share>> {
        let legs: BTreeSet<_> = rows.iter().map(leg).collect();
        let current: BTreeSet<AccountId> = self.rooms.values().map(|room| room.account.id).collect();
        let kept = store::share::of_month(&self.store, month)?.into_iter();
        let gone = kept.filter(|share| {
            known.contains(&share.pool)
                && !share.amount.is_zero()
                && !legs.contains(&leg(share))
                && share.account.is_none_or(|account| current.contains(&account))
        });
        let nothing = |share: Share| Share {
            amount: Money::ZERO,
            provisional: false,
            basis: String::new(),
            energy: Energy::ZERO,
            at: self.now,
            ..share
        };
        Ok(gone.map(nothing).collect())
    }

    /// Those that differ from what is kept, of accounts whose month is not locked.
    fn changed(&self, month: Month, rows: Vec<Share>) -> Result<Vec<Share>> {
        let locked: BTreeSet<AccountId> =
            store::period_lock::of_month(&self.store, month)?.into_iter().map(|lock| lock.account).collect();
        let open = |row: &Share| row.account.is_none_or(|account| !locked.contains(&account));
        Ok(self.differing(month, rows)?.into_iter().filter(open).collect())
    }

    /// Those that differ from what is kept.
    fn differing(&self, month: Month, rows: Vec<Share>) -> Result<Vec<Share>> {
        let kept: BTreeMap<_, Share> =
            store::share::of_month(&self.store, month)?.into_iter().map(|share| (leg(&share), share)).collect();
        let differs = |row: &Share| match kept.get(&leg(row)) {
            Some(before) => Share { at: row.at, ..before.clone() } != *row,
            None => !row.amount.is_zero() || row.account.is_some(),
        };
        Ok(rows.into_iter().filter(differs).collect())
    }

    /// Keeps shares of an open month, and lets the accounts that they belong to know.
    fn keep_shares(&mut self, shares: &[Share]) -> Result<()> {
        if shares.is_empty() {
            return Ok(());
        }
        self.write(|tx| shares.iter().try_for_each(|share| store::share::put(tx, share)))?;
        self.shares_changed(shares)
    }

    /// What of a room's shares rests on bills that are still to come, as the store has it.
    pub(super) fn read_provisional(&mut self, place: PlaceId) -> Result<()> {
        let Some(room) = self.rooms.get_mut(&place) else { return Ok(()) };
        room.account.provisional = store::share::provisional(&self.store, room.account.id)?;
        Ok(())
    }

    fn shares_changed(&mut self, shares: &[Share]) -> Result<()> {
        let mut changed: BTreeMap<AccountId, BTreeSet<Month>> = BTreeMap::new();
        for share in shares {
            let Some(account) = share.account else { continue };
            changed.entry(account).or_default().insert(share.service);
        }
        let rooms: Vec<(PlaceId, AccountId)> = self.rooms.values().map(|room| (room.place, room.account.id)).collect();
        for (place, account) in rooms {
            for month in changed.get(&account).into_iter().flatten() {
                self.reshare(place, *month)?;
            }
        }
        Ok(())
    }
}

fn leg(share: &Share) -> (PoolId, Option<AccountId>, NaiveDate) {
    (share.pool, share.account, share.version)
}
