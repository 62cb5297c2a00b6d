//! The case worked out, month by month, by the billing code that charges rooms.

use billing::{
    Carried, ChargeLine, ChargePeriod, Charges, Facts, Held, RegisterSpan, Share, Tenancy, Usage, charges, register_at,
};
use units::{Energy, Money, Month, Period, Timestamp};

use super::case::{Case, Site};
use super::costs::Running;
use super::metering::Metering;
use super::read::{CaseError, Read};
use super::room::Room;
use super::shares::{PoolMonth, pool_month};

/// What the case comes to.
#[derive(Debug)]
pub struct Bill<'c> {
    pub case: &'c Case,
    pub rooms: Vec<RoomBill<'c>>,
    /// In the order of months, then of the case's common entries.
    pub pools: Vec<PoolMonth<'c>>,
}

/// A room's months in order.
#[derive(Debug)]
pub struct RoomBill<'c> {
    pub room: &'c Room,
    pub months: Vec<RoomMonth>,
}

/// One charge period.
#[derive(Debug)]
pub struct RoomMonth {
    pub month: Month,
    /// From the start of the charge period to its end or to the instant of the bill.
    pub period: Period,
    pub lines: Vec<ChargeLine>,
    /// For each line of common electricity, in their order, how it came about.
    pub shares: Vec<Share>,
    pub registers: Vec<Register>,
    pub carried: Carried,
    /// Why nothing is charged.
    pub held: Option<Held>,
    /// The time of the charge period for which no energy is known.
    pub unknown: Vec<Period>,
}

/// A register over the part of the charge period that it was read in.
#[derive(Debug)]
pub struct Register {
    pub span: RegisterSpan,
    pub rise: Energy,
}

impl RoomMonth {
    pub fn total(&self) -> Option<Money> {
        self.lines.iter().try_fold(Money::ZERO, |sum, line| sum.checked_add(line.amount))
    }

    /// The energy of the lines.
    pub fn metered(&self) -> Energy {
        self.lines.iter().map(ChargeLine::metered).sum()
    }
}

/// Works the case out.
pub fn work(case: &Case) -> Read<Bill<'_>> {
    let mut rooms: Vec<RoomBill<'_>> = case.rooms.iter().map(|room| RoomBill { room, months: Vec::new() }).collect();
    let mut carried: Vec<Carried> = case.rooms.iter().map(|room| room.carried.clone()).collect();
    let mut costs: Vec<Running<'_>> = case.pools.iter().map(Running::new).collect();
    let mut pools = Vec::new();
    for month in &case.site.months {
        let mut of_month = Vec::new();
        for running in &mut costs {
            of_month.extend(pool_month(running, case, *month)?);
        }
        for ((bill, carried), index) in rooms.iter_mut().zip(&mut carried).zip(0..) {
            let shares = of_month.iter().filter_map(|pool| pool.share_of(index, case.site.currency)).collect();
            if let Some(room_month) = room_month(&case.site, bill.room, *month, carried, shares)? {
                *carried = room_month.carried.clone();
                bill.months.push(room_month);
            }
        }
        pools.append(&mut of_month);
    }
    Ok(Bill { case, rooms, pools })
}

/// Nothing where the tenancy does not touch the month, or the month has not begun.
fn room_month(
    site: &Site,
    room: &Room,
    month: Month,
    carried: &Carried,
    shares: Vec<Share>,
) -> Read<Option<RoomMonth>> {
    let Some(period) = begun(site, room.tenancy, month) else { return Ok(None) };
    let usage = until(&room.metering.usage, site.as_of);
    let facts = Facts {
        month,
        tenancy: room.tenancy,
        zone: site.zone,
        currency: site.currency,
        as_of: site.as_of,
        calendar: &site.calendar,
        tariff: &room.tariff,
        occupants: &room.occupants,
        usage: &usage,
        allowances: &room.allowances,
        surcharges: &room.surcharges,
        shares: &shares,
        carried,
        tax_due: site.tax_due,
    };
    let (charged, held) = match charges(&facts) {
        Ok(charged) => (charged, None),
        Err(held) => (Charges { lines: Vec::new(), carried_out: carried.clone() }, Some(held)),
    };
    let month = RoomMonth {
        month,
        period,
        lines: charged.lines,
        shares,
        registers: registers(&room.metering, period)?,
        carried: charged.carried_out,
        held,
        unknown: unknown(&usage, period),
    };
    month.total().ok_or_else(|| CaseError::new(&room.path, "the charges are larger than an amount can be"))?;
    Ok(Some(month))
}

/// The charge period so far.
pub fn begun(site: &Site, tenancy: Tenancy, month: Month) -> Option<Period> {
    let whole = ChargePeriod::new(month, tenancy, site.zone).instants()?;
    Period::new(whole.from, whole.to.min(site.as_of)).ok()
}

/// What was used before an instant.
pub fn until(usage: &[Usage], at: Timestamp) -> Vec<Usage> {
    let cut = |usage: &Usage| {
        let period = Period::new(usage.period.from, usage.period.to.min(at)).ok()?;
        Some(Usage { period, energy: usage.energy_until(at), ..*usage })
    };
    usage.iter().filter_map(cut).collect()
}

/// What each meter showed at the start and at the end of the period, as far as it was read in it.
fn registers(metering: &Metering, period: Period) -> Read<Vec<Register>> {
    let mut registers = Vec::new();
    for meter in &metering.meters {
        let usages = billing::between(&meter.readings, meter.modulus).map_err(|error| CaseError::new("", error))?;
        let (Some(first), Some(last)) = (usages.first(), usages.last()) else { continue };
        let known = Period { from: first.period.from, to: last.period.to };
        let Some(part) = known.overlap(&period) else { continue };
        let at = |at| register_at(&meter.readings, meter.modulus, at).map_err(|error| CaseError::new("", error));
        let (Some(opening), Some(closing)) = (at(part.from)?, at(part.to)?) else { continue };
        let rise = usages.iter().map(|usage| usage.energy_in(part)).sum();
        let span = RegisterSpan { meter: meter.serial.clone(), opening, closing, modulus: meter.modulus };
        registers.push(Register { span, rise });
    }
    Ok(registers)
}

/// The stretches of the period that no usage covers.
fn unknown(usage: &[Usage], period: Period) -> Vec<Period> {
    let mut gaps = Vec::new();
    let mut from = period.from;
    for usage in usage {
        if let Ok(gap) = Period::new(from, usage.period.from.min(period.to)) {
            gaps.push(gap);
        }
        from = from.max(usage.period.to);
    }
    gaps.extend(Period::new(from, period.to));
    gaps
}
