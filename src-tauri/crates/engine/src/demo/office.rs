//! What the demonstration's office does: it shares the corridor, counts the till, closes months, enters the supplier's
//! bill.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use ledger::Tender;
use store::supplier_bill::SupplierBill;
use store::{Tx, pool, pool_key, pool_point};
use units::{Energy, Money, Month, PlaceId, PointId, Price};

use crate::Actor;
use crate::core::Core;
use crate::core::common::Trial;
use crate::error::{Refusal, Result};
use crate::live::PointKind;
use crate::settings::SiteSettings;
use crate::words::Words;

/// A month is closed on this day of the next one, and the supplier's bill comes on that.
const CLOSES_ON: u32 = 3;
const BILL_COMES_ON: u32 = 12;
/// Once a month the till is short by this much.
const SHORT: Money = Money::from_minor(500);
/// What may be lost in the wires of such a house.
const TECHNICAL_PERMILLE: u16 = 30;
/// What the supplier asks for a kWh, in millionths, and for the connection each month. Example figures.
const SUPPLIER_PRICE: i64 = 608_300;
const CONNECTION: Money = Money::from_minor(15_000);

/// The corridor goes half by floor area, half equally, so that both can be seen; the loss in the wires by what the
/// rooms used in the last closed month.
pub(super) fn share_costs(
    tx: &mut Tx<'_>,
    site: &SiteSettings,
    place: PlaceId,
    (corridor, supply): (&[PointId], &[PointId]),
    from_day: NaiveDate,
) -> Result<()> {
    let words = Words::new(site.language);
    let common = pool::Pool {
        name: words.say("demo-corridor", &[]),
        place,
        source: pool::PoolSource::Common,
        tariff: None,
        declared: None,
        technical_permille: None,
        vacancy: pool::Vacancy::Owner,
        from_day,
        until_day: None,
    };
    let name = words.say("demo-loss", &[]);
    let (source, technical_permille) = (pool::PoolSource::Loss, Some(TECHNICAL_PERMILLE));
    let loss = pool::Pool { name, source, technical_permille, ..common.clone() };
    let id = pool::insert(tx, &common)?;
    pool_key::put(tx, id, &[(pool_key::PoolKey::Area, 1), (pool_key::PoolKey::Equal, 1)])?;
    pool_point::put(tx, id, corridor)?;
    let id = pool::insert(tx, &loss)?;
    pool_key::put(tx, id, &[(pool_key::PoolKey::Consumption, 1)])?;
    Ok(pool_point::put(tx, id, supply)?)
}

/// The floor area of a room: the corner rooms are larger.
pub(super) fn area_dm2(number: i64) -> u32 {
    match number % 10 {
        1 | 8 => 2_240,
        _ => 1_860,
    }
}

/// After a day is over, in the morning of the next.
pub(super) fn morning(core: &mut Core) -> Result<()> {
    let by = Actor { name: "demo".to_owned(), ..Actor::owner(core.site.language) };
    let today = core.site.zone.date(core.now);
    let Some(yesterday) = today.pred_opt() else { return Ok(()) };
    let mut counted = BTreeMap::new();
    if yesterday.day() == 15 {
        let tills = crate::core::tills(&core.store, core.site.zone.day(yesterday))?;
        let cash = tills.get(&Tender::Cash).map(crate::core::Till::expected).unwrap_or_default();
        counted.extend((cash > SHORT).then_some((Tender::Cash, cash - SHORT)));
    }
    core.close_day(yesterday, &counted, "", &by)?;
    let last = Month::of(today).previous();
    if today.day() == CLOSES_ON {
        close(core, last, &by)?;
    }
    if today.day() == BILL_COMES_ON {
        bill(core, last, today, &by)?;
    }
    Ok(())
}

/// The office leaves the month before the first one open, which was not lived in.
fn close(core: &mut Core, month: Month, by: &Actor) -> Result<()> {
    let seen: Vec<String> = ["day_open", "suspect", "offline", "provisional", "unexplained"].map(str::to_owned).into();
    match core.close_month(month, &seen, by) {
        Err(refusal) if refusal.code == "month-empty" => Ok(()),
        done => done,
    }
}

/// The whole house's bill, for what its supply meter measured.
fn bill(core: &mut Core, month: Month, today: NaiveDate, by: &Actor) -> Result<()> {
    let supply = core.points.values().find(|point| point.kind == PointKind::Supply).map(|point| point.id);
    let place = core.terms.site().ok_or_else(|| Refusal::broken("a site without a place"))?;
    let Some(supply) = supply else { return Ok(()) };
    let months = store::rollup::months(&core.store, supply, month, month.next())?;
    let energy: Energy = months.iter().map(|(_, sum)| sum.energy).sum();
    let days = store::rollup::days(&core.store, supply, month.first(), month.next().first())?;
    let Some((from_day, _)) = days.first().copied() else { return Ok(()) };
    let amount = Price::new(SUPPLIER_PRICE)?.cost(energy, core.site.currency)? + CONNECTION;
    let new = SupplierBill {
        place,
        pool: None,
        reference: format!("{month}-0417"),
        from_day,
        until_day: month.next().first(),
        energy,
        amount,
        components: format!("standing={}", CONNECTION.minor()),
        received_on: today.checked_sub_days(Days::new(1)).unwrap_or(today),
        entered_at: core.now,
        actor: by.name.clone(),
        withdrawn_at: None,
    };
    core.change_bill(&Trial { bill: Some(new), instead_of: None }, by)
}
