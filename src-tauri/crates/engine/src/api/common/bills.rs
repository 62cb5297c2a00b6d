//! The supplier's bills: what they say, what they change, and how they are kept.

use std::collections::BTreeMap;

use billing::resale::Component;
use chrono::Days;
use store::supplier_bill::{SupplierBill as Bill, SupplierBillId};
use units::{AccountId, Currency, Money, Month, PlaceId, PoolId, Timestamp, millis};

use super::super::people::People;
use super::super::places::{chosen, place_row};
use crate::core::common::{Trial, bill, restated};
use crate::core::{Core, Ground, Terms, parse_kwh};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::{Actor, View};

pub(crate) fn supplier_bills(view: &View, _: Nothing) -> Result<Vec<SupplierBill>> {
    let terms = Terms::load(&view.reader)?;
    list(Ground::new(&view.reader, &terms, &view.live.site))
}

/// What a bill would change; nothing is kept.
pub(crate) fn supplier_bill_preview(view: &View, args: SupplierBillArgs) -> Result<SupplierBillEffect> {
    let terms = Terms::load(&view.reader)?;
    let ground = Ground::new(&view.reader, &terms, &view.live.site);
    let trial = trial(ground, &args, view.now, "")?;
    effect(ground, view, &trial)
}

/// Keeps a bill. The same one a second time changes nothing.
pub(crate) fn enter_supplier_bill(core: &mut Core, by: &Actor, args: SupplierBillArgs) -> Result<Vec<SupplierBill>> {
    let trial = trial(core.ground(), &args, core.now, &by.name)?;
    if !known(&core.store, &trial)? {
        overlaps(&core.store, &trial)?;
        core.change_bill(&trial, by)?;
    }
    list(core.ground())
}

/// A bill that was typed wrong counts no more.
pub(crate) fn withdraw_supplier_bill(
    core: &mut Core,
    by: &Actor,
    args: SupplierBillIdArgs,
) -> Result<Vec<SupplierBill>> {
    let id = SupplierBillId(args.id);
    bill(&core.store, id)?;
    core.change_bill(&Trial { bill: None, instead_of: Some(id) }, by)?;
    list(core.ground())
}

/// Newest days first.
fn list(ground: Ground<'_>) -> Result<Vec<SupplierBill>> {
    let currency = ground.site.currency;
    let mut bills = Vec::new();
    for (id, bill) in store::supplier_bill::all(ground.db)? {
        let pool = bill.pool.map(|pool| store::pool::get(ground.db, pool)).transpose()?.flatten();
        let component = |(component, amount): (Component, Money)| SupplierBillComponent {
            component: component.code().to_owned(),
            amount: Amount::of(amount, currency),
        };
        bills.push(SupplierBill {
            id: id.0,
            pool: bill.pool.map(|id| id.0),
            pool_name: pool.map(|pool| pool.name),
            place: bill.place.0,
            place_name: place_row(ground.terms, bill.place).map(|place| place.path).unwrap_or_default(),
            reference: bill.reference,
            from: bill.from_day.to_string(),
            to: bill.until_day.pred_opt().unwrap_or(bill.until_day).to_string(),
            amount: Amount::of(bill.amount, currency),
            energy_wh: bill.energy.wh(),
            components: components(&bill.components)?.into_iter().map(component).collect(),
            received_on: bill.received_on.to_string(),
            entered_at: millis(bill.entered_at),
            entered_by: bill.actor,
            withdrawn_at: bill.withdrawn_at.map(millis),
        });
    }
    bills.reverse();
    Ok(bills)
}

/// What a person wrote, as a bill that can be tried.
fn trial(ground: Ground<'_>, args: &SupplierBillArgs, now: Timestamp, actor: &str) -> Result<Trial> {
    let from_day = crate::api::parse_day(&args.from, "from")?;
    let last = crate::api::parse_day(&args.to, "to")?;
    let until_day = last.checked_add_days(Days::new(1)).unwrap_or(last);
    if until_day <= from_day || (until_day - from_day).num_days() > 400 {
        return Err(Refusal::new("bad-span").with("from", &args.from).with("to", &args.to).field("to"));
    }
    if ground.site.zone.start_of(until_day) > now {
        return Err(Refusal::new("bill-future").field("to"));
    }
    let reference = args.reference.trim();
    if reference.is_empty() || reference.chars().count() > 100 {
        return Err(Refusal::new("bill-reference").field("reference"));
    }
    let currency = ground.site.currency;
    let amount = money(&args.amount, currency, "amount")?;
    if !amount.is_positive() {
        return Err(Refusal::new("amount-not-positive").field("amount"));
    }
    let (place, pool) = for_whom(ground, args)?;
    let received = args.received_on.as_deref().map(|day| crate::api::parse_day(day, "received_on")).transpose()?;
    let bill = Bill {
        place,
        pool,
        reference: reference.to_owned(),
        from_day,
        until_day,
        energy: parse_kwh(&args.kwh, "kwh").map_err(|refusal| Refusal { code: "bill-kwh", ..refusal })?,
        amount,
        components: parts(&args.components, amount, currency)?,
        received_on: received.unwrap_or(ground.site.zone.date(now)),
        entered_at: now,
        actor: actor.to_owned(),
        withdrawn_at: None,
    };
    let instead_of = args.corrects.map(SupplierBillId);
    instead_of.map(|id| self::bill(ground.db, id)).transpose()?;
    Ok(Trial { bill: Some(bill), instead_of })
}

fn for_whom(ground: Ground<'_>, args: &SupplierBillArgs) -> Result<(PlaceId, Option<PoolId>)> {
    let Some(id) = args.pool.map(PoolId) else { return Ok((chosen(ground.terms, args.place)?, None)) };
    let pool = store::pool::get(ground.db, id)?.filter(|pool| pool.source == store::pool::PoolSource::Bill);
    let pool = pool.ok_or_else(|| Refusal::new("unknown-pool").field("pool"))?;
    Ok((pool.place, Some(id)))
}

fn money(text: &str, currency: Currency, field: &'static str) -> Result<Money> {
    let amount = currency.parse_amount(text).ok().filter(|amount| !amount.is_negative());
    amount.ok_or_else(|| Refusal::new("amount-not-money").with("text", text).field(field))
}

/// `standing=1200;tax=345`: what of the amount is not for energy, in minor units.
fn parts(wish: &[SupplierBillPart], amount: Money, currency: Currency) -> Result<String> {
    let mut parts: BTreeMap<Component, Money> = BTreeMap::new();
    for part in wish {
        let component = Component::parse(&part.component).filter(|component| *component != Component::Energy);
        let component = component
            .ok_or_else(|| Refusal::new("bill-component").with("text", &part.component).field("components"))?;
        *parts.entry(component).or_default() += money(&part.amount, currency, "components")?;
    }
    if parts.values().copied().sum::<Money>() > amount {
        return Err(Refusal::new("bill-components-sum").field("components"));
    }
    Ok(parts.iter().map(|(part, amount)| format!("{part}={}", amount.minor())).collect::<Vec<_>>().join(";"))
}

/// The components that a kept bill names.
pub(crate) fn components(text: &str) -> Result<Vec<(Component, Money)>> {
    let part = |part: &str| {
        let (component, minor) = part.split_once('=')?;
        Some((Component::parse(component)?, minor.parse().ok().and_then(|minor| Money::new(minor).ok())?))
    };
    let parts = text.split(';').filter(|text| !text.is_empty());
    parts.map(|text| part(text).ok_or_else(|| Refusal::broken(text))).collect()
}

/// The very same bill stands already.
fn known(db: &store::Db, trial: &Trial) -> Result<bool> {
    let Some(new) = &trial.bill else { return Ok(false) };
    let same = |old: &Bill| {
        (&old.reference, old.pool, old.place) == (&new.reference, new.pool, new.place)
            && (old.from_day, old.until_day) == (new.from_day, new.until_day)
            && (old.amount, old.energy, &old.components) == (new.amount, new.energy, &new.components)
    };
    let standing = store::supplier_bill::over(db, new.from_day, new.until_day)?;
    Ok(standing.iter().any(|(_, old)| same(old)))
}

/// A day has one bill: two for one pool, or two for one place, would be counted twice.
fn overlaps(db: &store::Db, trial: &Trial) -> Result<()> {
    let Some(new) = &trial.bill else { return Ok(()) };
    let standing = store::supplier_bill::over(db, new.from_day, new.until_day)?;
    let other = standing
        .iter()
        .find(|(id, old)| Some(*id) != trial.instead_of && (old.pool, old.place) == (new.pool, new.place));
    match other {
        Some((_, old)) => Err(Refusal::new("bill-overlaps").with("reference", &old.reference).field("from")),
        None => Ok(()),
    }
}

fn effect(ground: Ground<'_>, view: &View, trial: &Trial) -> Result<SupplierBillEffect> {
    let currency = ground.site.currency;
    let people = People::of(ground.db)?;
    let amount = |money| Amount::of(money, currency);
    let (mut before, mut after, mut owner) = (Money::ZERO, Money::ZERO, Money::ZERO);
    let mut shares = Vec::new();
    for month in restated(ground, view.live.posted_through, trial)? {
        let locked: Vec<AccountId> =
            store::period_lock::of_month(ground.db, month.month)?.into_iter().map(|lock| lock.account).collect();
        before += month.before.split.cost;
        after += month.after.split.cost;
        owner += month.after.split.owner.amount() - month.before.split.owner.amount();
        for (old, new) in month.before.split.legs.iter().zip(&month.after.split.legs) {
            let person = people.of_account(new.account);
            shares.push(SupplierBillShare {
                room: person.map(|person| person.room.clone()).unwrap_or_default(),
                tenant: person.and_then(super::super::people::Person::tenant),
                month: month.month.to_string(),
                before: amount(old.amount),
                after: amount(new.amount),
                difference: amount(new.amount - old.amount),
                locked: locked.contains(&new.account),
            });
        }
    }
    let words = view.words();
    let compared = trial.bill.as_ref().is_some_and(|bill| bill.pool.is_none());
    let booking: Month = ground.site.zone.month(view.now);
    Ok(SupplierBillEffect {
        before: amount(before),
        after: amount(after),
        difference: amount(after - before),
        booking: booking.to_string(),
        shares,
        owner: amount(owner),
        notes: if compared { vec![words.say("bill-note-compared", &[])] } else { Vec::new() },
    })
}
