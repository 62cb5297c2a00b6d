//! Where a month's energy went: the trial balance of energy (rule 13).

use billing::energy_balance::{
    AccuracyClass, BranchEnergy, Counted, EnergyBalance, TenancyEnergy, Verdict, energy_balance,
};
use store::point::{Point, PointKind};
use store::pool::PoolSource;
use units::{Energy, Month, Period, PointId, Timestamp};

use crate::core::Stretch;
use crate::core::common::PoolFacts;
use crate::core::facts::{Charged, Ground};
use crate::error::Result;
use crate::wire::models;

/// Both sides of a month's energy, and each account's lines beside its registers.
pub(crate) struct MonthEnergy {
    pub balance: EnergyBalance,
    /// There is a supply meter to compare with.
    pub measured: bool,
    pub accounts: Vec<TenancyEnergy>,
}

impl MonthEnergy {
    /// As far as the days are closed, through `until`.
    pub fn of(ground: Ground<'_>, month: Month, until: Timestamp) -> Result<Self> {
        let until = ground.site.zone.span(month.dates()).to.min(until);
        let mut accounts = Vec::new();
        for (account, row) in store::account::all(ground.db)? {
            let Some(row) = store::tenancy::get(ground.db, row.tenancy)? else { continue };
            let tenancy = billing::Tenancy { from: row.from_at, to: row.to_at };
            let Some(period) = lived(ground, tenancy, month, until) else { continue };
            let who = Charged::of(ground.db, account)?;
            let stretches = ground.stretches(&who, month)?;
            let rated = ground.month_over(&who, month, &ground.carried(&who, month)?, &stretches)?;
            let held = rated.charges(until).is_err();
            accounts.push(AccountEnergy { energy: energy(ground.db, &who, month, period, &stretches)?, held });
        }
        Self::with(ground, month, &accounts)
    }

    /// The same, where each account's part is known.
    pub fn with(ground: Ground<'_>, month: Month, accounts: &[AccountEnergy]) -> Result<Self> {
        let held = accounts.iter().filter(|account| account.held);
        let held: Energy = held.map(|account| account.energy.difference()).sum();
        let accounts = accounts.iter().map(|account| account.energy).collect();
        let mut sides = Sides::default();
        for (id, point) in store::point::all(ground.db)? {
            sides.add(ground.db, id, &point, month)?;
        }
        if held != Energy::ZERO {
            // What is held was measured in rooms, and is counted once.
            sides.rooms.push(Counted { energy: -held, class: AccuracyClass::ONE });
        }
        let balance = energy_balance(&BranchEnergy {
            supply: &sides.supply,
            generation: &[],
            rooms: &sides.rooms,
            common: &sides.common,
            shared_loss: shared_loss(ground.db, month)?,
            held,
            estimated: sides.estimated,
        });
        Ok(Self { balance, measured: !sides.supply.is_empty(), accounts })
    }

    /// More is missing than the accuracy of the meters explains.
    pub fn alarms(&self) -> bool {
        self.measured && self.balance.verdict == Verdict::Alarm
    }
}

/// The energy of an account's lines in a month beside the rise of its registers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AccountEnergy {
    pub energy: TenancyEnergy,
    /// Nothing can be charged yet: what was measured beyond the lines waits.
    pub held: bool,
}

/// What of a month's energy is an account's, in the part of it that is theirs.
pub(super) fn energy(
    db: &store::Db,
    who: &Charged,
    month: Month,
    period: Period,
    stretches: &[Stretch],
) -> Result<TenancyEnergy> {
    let registers = stretches.iter().map(|stretch| stretch.energy_in(period)).sum::<Result<Energy>>()?;
    let posted = store::charge::posted(db, who.account, month)?;
    let energy = posted.iter().filter(|line| line.kind == billing::ChargeKind::Energy.code());
    Ok(TenancyEnergy { account: who.account, lines: energy.map(|line| line.energy).sum(), registers })
}

/// The part of a month, through `until`, in which somebody had the room.
pub(super) fn lived(ground: Ground<'_>, tenancy: billing::Tenancy, month: Month, until: Timestamp) -> Option<Period> {
    let from = ground.site.zone.start_of(month.first()).max(tenancy.from);
    Period::new(from, tenancy.to.map_or(until, |to| to.min(until))).ok()
}

/// What the meters say, by what they measure.
#[derive(Default)]
struct Sides {
    supply: Vec<Counted>,
    rooms: Vec<Counted>,
    common: Vec<Counted>,
    estimated: Energy,
}

impl Sides {
    /// A feeder is counted by what lies behind it; a supply below another one is a feeder.
    fn add(&mut self, db: &store::Db, id: PointId, point: &Point, month: Month) -> Result<()> {
        let months = store::rollup::months(db, id, month, month.next())?;
        let Some((_, sum)) = months.first() else { return Ok(()) };
        let class = class_of(db, id)?;
        let actual = Counted { energy: sum.energy - sum.estimated, class };
        match point.kind {
            PointKind::Supply if point.parent.is_none() => {
                self.supply.push(Counted { energy: sum.energy, class });
                return Ok(());
            }
            PointKind::Supply | PointKind::Feeder => return Ok(()),
            PointKind::Room => self.rooms.push(actual),
            PointKind::Common | PointKind::Other => self.common.push(actual),
        }
        self.estimated += sum.estimated;
        Ok(())
    }
}

/// The class of the meter that hangs at a point now; that of most submeters where nobody says.
pub(crate) fn class_of(db: &store::Db, point: PointId) -> Result<AccuracyClass> {
    let meter = store::installation::of_point(db, point)?.pop().map(|(_, installed)| installed.meter);
    let meter = meter.map(|id| store::meter::get(db, id)).transpose()?.flatten();
    let profile = meter.and_then(|meter| models::model(&meter.profile));
    let class = profile.as_ref().and_then(|profile| profile.accuracy_class()).and_then(class);
    Ok(class.unwrap_or(AccuracyClass::ONE))
}

/// `1`, `0.5`, `0.5S`, `B` as profiles write it.
fn class(text: &str) -> Option<AccuracyClass> {
    let named = match text.trim() {
        "A" => Some(200),
        "B" => Some(100),
        "C" => Some(50),
        "D" => Some(20),
        _ => None,
    };
    named.or_else(|| hundredths(text.trim().trim_end_matches(['S', 's']))).and_then(AccuracyClass::new)
}

fn hundredths(text: &str) -> Option<u16> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{part:0<2}").parse().ok().filter(|_| part.len() <= 2)
}

/// The loss that was shared as common cost: it is explained.
fn shared_loss(db: &store::Db, month: Month) -> Result<Energy> {
    let mut sum = Energy::ZERO;
    for pool in PoolFacts::all(db)? {
        let Some(id) = pool.id.filter(|_| pool.row.source == PoolSource::Loss) else { continue };
        let shares = store::share::of_pool(db, id, month)?;
        sum += shares.first().map(|share| share.energy).unwrap_or_default();
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accuracy_classes_are_read_as_profiles_write_them() {
        let check =
            |text: &str, hundredths: Option<u16>| assert_eq!(class(text).map(AccuracyClass::hundredths), hundredths);
        check("1", Some(100));
        check("1.0", Some(100));
        check("0.5S", Some(50));
        check("2", Some(200));
        check("B", Some(100));
        check("fine", None);
        check("", None);
    }
}
