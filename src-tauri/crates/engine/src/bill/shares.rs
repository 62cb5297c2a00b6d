//! Whose share of common electricity is how large.

use billing::Share;
use billing::apportion::{Apportionment, DayCost, Holder, Leg, LegShare, Pool as Split, Stay, apportion};
use chrono::NaiveDate;
use units::{AccountId, Currency, DateRange, Energy, Month};

use super::case::{Case, Site};
use super::costs::{Costs, Running};
use super::pool::Pool;
use super::read::{CaseError, Read};
use super::room::Room;

/// One month of a common cost.
#[derive(Debug)]
pub struct PoolMonth<'c> {
    pub pool: &'c Pool,
    pub month: Month,
    pub costs: Costs,
    pub split: Apportionment,
    /// Whom each leg of the split is of.
    whose: Vec<Whose>,
}

/// Who bears a share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// The index of the room.
    Room(usize),
    /// The owner, for a place that is vacant.
    Vacant(String),
}

impl PoolMonth<'_> {
    /// The share of a room as a fact of its charge.
    pub fn share_of(&self, room: usize, currency: Currency) -> Option<Share> {
        let (_, leg) = self.shares().find(|(whose, _)| **whose == Whose::Room(room))?;
        Some(Share {
            pool: self.pool.name.as_str().into(),
            // The first day on which it is shared, as in the rule of a pool: the taxes are those of that day.
            version: self.costs.days.first().map_or(self.month.first(), |day| day.day),
            amount: leg.amount,
            provisional: !leg.provisional.is_zero(),
            basis: leg.arithmetic(currency),
            energy: self.costs.energy,
        })
    }

    pub fn shares(&self) -> impl Iterator<Item = (&Whose, &LegShare)> {
        self.whose.iter().zip(&self.split.legs)
    }

    pub fn provisional(&self) -> bool {
        self.costs.days.iter().any(|day: &DayCost| day.provisional)
    }
}

/// Works a month of a common cost out; nothing where it costs nothing on any day so far.
pub fn pool_month<'c>(running: &mut Running<'c>, case: &Case, month: Month) -> Read<Option<PoolMonth<'c>>> {
    let Some(dates) = over(&case.site, month) else { return Ok(None) };
    let pool = running.pool;
    let costs = running.month(case, month, dates)?;
    if costs.days.is_empty() {
        return Ok(None);
    }
    let (legs, whose): (Vec<Leg>, Vec<Whose>) = legs(case, pool, month, dates)?.into_iter().unzip();
    let split =
        Split { name: pool.name.as_str().into(), from: dates.first, key: pool.key.clone(), vacancy: pool.vacancy };
    let split = apportion(&split, &costs.days, &legs).map_err(|error| CaseError::new(&pool.path, error))?;
    Ok(Some(PoolMonth { pool, month, costs, split, whose }))
}

/// The days of the month that lie in the period and are over at the instant of the bill.
fn over(site: &Site, month: Month) -> Option<DateRange> {
    let end = site.zone.date(site.span.to.min(site.as_of));
    month.dates().overlap(&DateRange { first: site.zone.date(site.span.from), end })
}

/// A leg for each room and, for the days on which a place has no tenancy, one for the owner.
fn legs(case: &Case, pool: &Pool, month: Month, dates: DateRange) -> Read<Vec<(Leg, Whose)>> {
    let mut legs = Vec::new();
    let mut places: Vec<&str> = Vec::new();
    for (index, weight) in pool.rooms.iter().zip(&pool.weights) {
        let Some(room) = case.rooms.get(*index) else { continue };
        let whole = Whole { room, weight: *weight, consumption: consumption(case, pool, &room.place, month)? };
        let mut stays = Vec::new();
        if let Some(lived) = lived(&case.site, room, dates) {
            stays.extend(whole.stays(lived));
        }
        legs.push((whole.leg(*index, Holder::Tenancy, stays), Whose::Room(*index)));
        if places.contains(&room.place.as_str()) {
            continue;
        }
        places.push(&room.place);
        let stays: Vec<Stay> =
            vacant(case, pool, &room.place, dates).into_iter().map(|dates| whole.stay(dates, 0)).collect();
        if !stays.is_empty() {
            let leg = whole.leg(case.rooms.len() + index, Holder::Owner, stays);
            legs.push((leg, Whose::Vacant(room.place.clone())));
        }
    }
    Ok(legs)
}

/// The civil dates of these on which the room was let: that of the move-in, not that of the move-out.
fn lived(site: &Site, room: &Room, dates: DateRange) -> Option<DateRange> {
    let first = site.zone.date(room.tenancy.from);
    let end = room.tenancy.to.map_or(NaiveDate::MAX, |to| site.zone.date(to));
    DateRange { first, end }.overlap(&dates)
}

/// The stretches of the dates on which no tenancy of the place counts.
fn vacant(case: &Case, pool: &Pool, place: &str, dates: DateRange) -> Vec<DateRange> {
    let rooms = pool.rooms.iter().filter_map(|index| case.rooms.get(*index)).filter(|room| room.place == place);
    let mut let_out: Vec<DateRange> = rooms.filter_map(|room| lived(&case.site, room, dates)).collect();
    let_out.sort_by_key(|dates| dates.first);
    let mut vacant = Vec::new();
    let mut first = dates.first;
    for lived in let_out {
        if first < lived.first {
            vacant.push(DateRange { first, end: lived.first });
        }
        first = first.max(lived.end);
    }
    if first < dates.end {
        vacant.push(DateRange { first, end: dates.end });
    }
    vacant
}

/// What the place used in the month before: as the case shows it, or as it says.
fn consumption(case: &Case, pool: &Pool, place: &str, month: Month) -> Read<Energy> {
    use billing::apportion::KeyKind;
    if pool.key.parts().iter().all(|part| part.kind != KeyKind::Consumption) {
        return Ok(Energy::ZERO);
    }
    let rooms = case.rooms.iter().filter(|room| room.place == place);
    if case.site.months.first() != Some(&month) {
        let before = case.site.zone.span(month.previous().dates());
        return Ok(rooms.flat_map(|room| &room.metering.usage).map(|usage| usage.energy_in(before)).sum());
    }
    let mut sum = Energy::ZERO;
    for room in rooms {
        let said = room.last_month.ok_or_else(|| {
            CaseError::new(
                format!("{}.last_month_kwh", room.path),
                "this must be given: the first month is split by what the month before used",
            )
        })?;
        sum += said;
    }
    Ok(sum)
}

/// What the stays of a leg have in common.
struct Whole<'c> {
    room: &'c Room,
    weight: u64,
    consumption: Energy,
}

impl Whole<'_> {
    /// A stay for each stretch with one number of occupants.
    fn stays(&self, lived: DateRange) -> Vec<Stay> {
        let mut stays = Vec::new();
        let mut first = lived.first;
        let changes =
            self.room.occupants.iter().map(|(date, _)| *date).filter(|date| lived.first < *date && *date < lived.end);
        for end in changes.chain([lived.end]) {
            let here =
                self.room.occupants.iter().rev().find(|(date, _)| *date <= first).map_or(0, |(_, number)| *number);
            stays.push(self.stay(DateRange { first, end }, u64::from(here)));
            first = end;
        }
        stays
    }

    fn stay(&self, dates: DateRange, occupants: u64) -> Stay {
        let area_dm2 = self.room.area_dm2.unwrap_or(0);
        Stay { dates, area_dm2, occupants, consumption: self.consumption, weight: self.weight }
    }

    fn leg(&self, account: usize, holder: Holder, stays: Vec<Stay>) -> Leg {
        Leg { account: AccountId(i64::try_from(account).unwrap_or(i64::MAX)), holder, stays, settled: None }
    }
}
