//! Changes to what is charged: a version planned ahead, a tariff for a place.

use billing::Tariff;
use chrono::NaiveDate;
use units::DateRange;

use super::super::places::chosen;
use super::{named, parsed};
use crate::Actor;
use crate::api::parse_day;
use crate::core::{Core, Scope, Terms};
use crate::dto::*;
use crate::error::{Refusal, Result};

pub(crate) fn save_tariff(core: &mut Core, by: &Actor, args: SaveTariffArgs) -> Result<Change> {
    let tariff = parsed(&args.text)?;
    let currency = core.site.currency;
    if tariff.currency != currency {
        let refusal = Refusal::new("tariff-currency").with("tariff", tariff.currency.code());
        return Err(refusal.with("site", currency.code()).field("text"));
    }
    let effective = tariff.versions().first().map_or(NaiveDate::MIN, |version| version.from);
    let row = store::tariff::Tariff { name: tariff.name.clone(), text: args.text, effective };
    let taken = core.terms.named(&row.name).map(|(id, _)| id);
    let id = match &args.replaces {
        None => None,
        Some(name) => {
            let (id, old) = named(&core.terms, name)?;
            keeps_what_began(core, id, &old.tariff, &tariff)?;
            Some(id)
        }
    };
    if taken.is_some() && taken != id {
        return Err(Refusal::new("tariff-name-taken").with("name", &row.name).field("text"));
    }
    let done = core.done(by, "save_tariff", row.name.clone());
    let old = id.and_then(|id| core.terms.tariffs.get(&id)).map(|priced| &priced.tariff);
    let scope = match old.and_then(|old| first_difference(old, &tariff)) {
        Some(since) => Scope::everywhere(&core.terms, since)?,
        None => Scope::nothing(&core.terms)?,
    };
    core.change(&scope, args.seen.as_deref(), move |tx| {
        match id {
            Some(id) => store::tariff::update(tx, id, &row)?,
            None => drop(store::tariff::insert(tx, &row)?),
        }
        store::operation::insert(tx, &done)
    })
}

/// Versions that have begun stay as they are where rooms are charged by them; a day that had no price may get one.
fn keeps_what_began(core: &Core, id: store::TariffId, old: &Tariff, new: &Tariff) -> Result<()> {
    let today = core.site.zone.date(core.now);
    let Some(began) = first_use(&core.terms, id).filter(|day| *day <= today) else { return Ok(()) };
    let past = DateRange { first: began, end: today.succ_opt().unwrap_or(today) };
    for (version, dates) in old.within(past) {
        let kept = new.within(dates).all(|(now, _)| now.from == version.from && now.terms == version.terms);
        if !kept || !new.missing(dates).is_empty() {
            return Err(Refusal::new("tariff-version-used").with("from", version.from).field("text"));
        }
    }
    Ok(())
}

/// The first day for which two price lists say different things.
fn first_difference(old: &Tariff, new: &Tariff) -> Option<NaiveDate> {
    let mut days: Vec<NaiveDate> = [old, new]
        .into_iter()
        .flat_map(Tariff::versions)
        .flat_map(|version| [Some(version.from), version.until])
        .flatten()
        .collect();
    days.sort();
    let terms = |tariff: &Tariff, day| tariff.in_force(day).map(|version| (version.from, version.terms.clone()));
    days.into_iter().find(|day| terms(old, *day) != terms(new, *day))
}

/// The first day on which a tariff holds anywhere.
fn first_use(terms: &Terms, id: store::TariffId) -> Option<NaiveDate> {
    let days = terms.assigned.values().flatten().filter(|(_, tariff)| **tariff == id);
    days.map(|(day, _)| *day).min()
}

pub(crate) fn remove_tariff(core: &mut Core, by: &Actor, args: RemoveTariffArgs) -> Result<Change> {
    let today = core.site.zone.date(core.now);
    let (id, priced) = named(&core.terms, &args.name)?;
    let done = core.done(by, "remove_tariff", format!("{} {}", args.name, args.from.clone().unwrap_or_default()));
    let Some(from) = args.from else {
        if first_use(&core.terms, id).is_some() {
            return Err(Refusal::new("tariff-assigned").with("name", &args.name).field("name"));
        }
        let scope = Scope::nothing(&core.terms)?;
        return core.change(&scope, None, move |tx| {
            store::tariff::remove(tx, id)?;
            store::operation::insert(tx, &done)
        });
    };
    let day = parse_day(&from, "from")?;
    let mut versions = priced.tariff.versions().to_vec();
    let planned = versions.iter().any(|version| version.from == day) && day > today;
    if !planned || versions.len() < 2 {
        return Err(Refusal::new("tariff-version-used").with("from", day).field("from"));
    }
    versions.retain(|version| version.from != day);
    let old = &priced.tariff;
    let left = Tariff::new(old.name.clone(), old.currency, old.source.clone(), versions).map_err(Refusal::broken)?;
    let effective = left.versions().first().map_or(day, |version| version.from);
    let row = store::tariff::Tariff { name: priced.name.clone(), text: left.to_toml(), effective };
    let scope = Scope::everywhere(&core.terms, day)?;
    core.change(&scope, None, move |tx| {
        store::tariff::update(tx, id, &row)?;
        store::operation::insert(tx, &done)
    })
}

pub(crate) fn assign_tariff(core: &mut Core, by: &Actor, args: AssignTariffArgs) -> Result<Change> {
    let place = chosen(&core.terms, args.place)?;
    let (tariff, _) = named(&core.terms, &args.name)?;
    let from_day = parse_day(&args.from, "from")?;
    core.takes_changes(from_day, "from")?;
    let done = core.done(by, "assign_tariff", format!("{} {place} {from_day}", args.name));
    core.change(&Scope { place, since: from_day }, args.seen.as_deref(), move |tx| {
        store::tariff_assignment::put(tx, store::tariff_assignment::TariffAssignment { place, from_day, tariff })?;
        store::operation::insert(tx, &done)
    })
}

/// Takes back an assignment whose day has not come: what held before goes on.
pub(crate) fn unassign_tariff(core: &mut Core, by: &Actor, args: UnassignTariffArgs) -> Result<Change> {
    let place = chosen(&core.terms, args.place)?;
    let from = parse_day(&args.from, "from")?;
    let planned = from > core.site.zone.date(core.now);
    if !planned || !core.terms.assigned.get(&place).is_some_and(|days| days.contains_key(&from)) {
        return Err(Refusal::new("tariff-not-planned").with("from", from).field("from"));
    }
    let done = core.done(by, "unassign_tariff", format!("{place} {from}"));
    core.change(&Scope { place, since: from }, None, move |tx| {
        store::tariff_assignment::remove(tx, place, from)?;
        store::operation::insert(tx, &done)
    })
}
