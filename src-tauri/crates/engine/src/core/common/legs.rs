//! Who shares a pool, and by what keys, day by day.

use std::collections::BTreeMap;

use billing::apportion::{Holder, Leg, Stay};
use chrono::NaiveDate;
use store::point::PointKind;
use store::tenancy::{Tenancy, TenancyKind};
use units::{AccountId, DateRange, Energy, Money, Month, PlaceId, TenancyId};

use super::cost::after;
use super::{PoolFacts, Sharing};
use crate::error::Result;

impl Sharing<'_> {
    /// A leg for each account that had one of the pool's rooms on any of these days. A tenancy that has ended keeps
    /// what its share was then.
    pub(super) fn legs(&self, pool: &PoolFacts, dates: DateRange) -> Result<Vec<Leg>> {
        let kept = self.kept(pool, Month::of(dates.first))?;
        let closes = self.closes()?;
        let mut legs = Vec::new();
        for room in self.ground.terms.rooms_in(pool.row.place) {
            for (id, tenancy) in store::tenancy::of_place(self.ground.db, room)? {
                let Some(days) = self.days_of(&tenancy).and_then(|days| days.overlap(&dates)) else { continue };
                let Some(account) = store::account::of_tenancy(self.ground.db, id)? else { continue };
                let ended = tenancy.to_at.is_some() && pool.id.is_some();
                legs.push(Leg {
                    account,
                    holder: if tenancy.kind == TenancyKind::Owner { Holder::Owner } else { Holder::Tenancy },
                    stays: self.stays(pool, room, id, days, &closes)?,
                    settled: ended.then(|| kept.get(&account).copied().unwrap_or(Money::ZERO)),
                });
            }
        }
        Ok(legs)
    }

    /// The days of a tenancy: the date of a move counts for the one who moves in.
    fn days_of(&self, tenancy: &Tenancy) -> Option<DateRange> {
        let first = self.ground.site.zone.date(tenancy.from_at);
        let end = tenancy.to_at.map_or(NaiveDate::MAX, |to| self.ground.site.zone.date(to));
        (first < end).then_some(DateRange { first, end })
    }

    /// What each account's share of the month was when it was last worked out.
    fn kept(&self, pool: &PoolFacts, month: Month) -> Result<BTreeMap<AccountId, Money>> {
        let Some(id) = pool.id else { return Ok(BTreeMap::new()) };
        let shares = store::share::of_pool(self.ground.db, id, month)?;
        Ok(shares.into_iter().filter_map(|share| Some((share.account?, share.amount))).collect())
    }

    /// From which day on a closed month is the last one, in the order of the days.
    fn closes(&self) -> Result<Vec<(NaiveDate, Month)>> {
        let mut closes: Vec<(NaiveDate, Month)> = store::month_close::all(self.ground.db)?
            .into_iter()
            .map(|close| (after(self.ground.site.zone.date(close.at)), close.month))
            .collect();
        closes.sort();
        Ok(closes)
    }

    /// Stretches of days in which neither the people nor the last closed month change.
    fn stays(
        &self,
        pool: &PoolFacts,
        room: PlaceId,
        tenancy: TenancyId,
        days: DateRange,
        closes: &[(NaiveDate, Month)],
    ) -> Result<Vec<Stay>> {
        let people = store::occupancy::of_tenancy(self.ground.db, tenancy)?;
        let area = self.ground.terms.places.get(&room).and_then(|place| place.area_dm2).unwrap_or(0);
        let weight = pool.weights.get(&room).copied().unwrap_or(0);
        let changes = people.iter().map(|(day, _)| *day).chain(closes.iter().map(|(day, _)| *day));
        let mut edges: Vec<NaiveDate> = changes.filter(|day| days.first < *day && *day < days.end).collect();
        edges.extend([days.first, days.end]);
        edges.sort();
        edges.dedup();
        let mut stays = Vec::new();
        for pair in edges.windows(2) {
            let dates = DateRange { first: pair[0], end: pair[1] };
            let there = people.iter().rfind(|(day, _)| *day <= dates.first).or_else(|| people.first());
            let closed = closes.iter().rfind(|(day, _)| *day <= dates.first).map(|(_, month)| *month);
            stays.push(Stay {
                dates,
                area_dm2: u64::from(area),
                occupants: u64::from(there.map_or(0, |(_, people)| *people)),
                consumption: closed.map_or(Ok(Energy::ZERO), |month| self.consumption(room, month))?,
                weight: u64::from(weight),
            });
        }
        Ok(stays)
    }

    fn consumption(&self, room: PlaceId, month: Month) -> Result<Energy> {
        let mut sum = Energy::ZERO;
        for (point, row) in store::point::of_place(self.ground.db, room)? {
            if row.kind == PointKind::Room {
                let months = store::rollup::months(self.ground.db, point, month, month.next())?;
                sum += months.iter().map(|(_, sum)| sum.energy).sum::<Energy>();
            }
        }
        Ok(sum)
    }
}
