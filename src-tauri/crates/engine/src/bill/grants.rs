//! Allowances, surcharges and the counters that a case begins with.

use std::sync::Arc;

use billing::{Allowance, AllowanceCounter, Carried, Cycle, Each, PartCycle, Surcharge, Tariff, TierCounter};
use chrono::NaiveDate;
use units::{AllowanceId, Energy};

use super::case::Site;
use super::read::{CaseError, Kind, Node, Object, Read, Shape};
use super::room::{ALWAYS, Room};

const ALLOWANCE: Shape<'_> = Shape {
    name: "allowance",
    keys: &[
        "name",
        "kwh",
        "kwh_per_occupant",
        "per",
        "year_starts",
        "from",
        "until",
        "part_cycle",
        "band",
        "counts_for_tiers",
        "carry_over",
    ],
};
const SURCHARGE: Shape<'_> = Shape { name: "surcharge", keys: &["name", "from", "until", "price"] };
const CARRIED: Shape<'_> = Shape { name: "carried", keys: &["tier_kwh", "allowances"] };
const CARRIED_ALLOWANCE: Shape<'_> =
    Shape { name: "carried allowance", keys: &["used_kwh", "brought_kwh", "left_kwh"] };

#[cfg(test)]
pub const SHAPES: &[&Shape<'_>] = &[&ALLOWANCE, &SURCHARGE, &CARRIED, &CARRIED_ALLOWANCE];

/// So much may be carried over that nothing is lost.
const ALL: Energy = Energy::from_wh(1_000_000_000_000);

pub fn allowances(object: &Object<'_>) -> Read<Vec<Allowance>> {
    let Some(list) = object.get("allowances") else { return Ok(Vec::new()) };
    let mut allowances: Vec<Allowance> = Vec::new();
    for (item, id) in list.list()?.iter().zip(1..) {
        let allowance = allowance(item, AllowanceId(id))?;
        if allowances.iter().any(|other| other.name == allowance.name) {
            return Err(item.wrong("another allowance has this name; give each its own"));
        }
        allowances.push(allowance);
    }
    Ok(allowances)
}

fn allowance(item: &Node<'_>, id: AllowanceId) -> Read<Allowance> {
    let object = item.object(&ALLOWANCE)?;
    let name = object.get("name").map(|node| node.text()).transpose()?.unwrap_or_else(|| "allowance".to_owned());
    let (grant, each) = match object.one_of(&["kwh", "kwh_per_occupant"])? {
        Some("kwh_per_occupant") => (object.required("kwh_per_occupant")?.used()?, Each::Occupant),
        _ => (object.required("kwh")?.used()?, Each::Room),
    };
    let per = cycle(&object)?;
    let from = object.get("from").map(|node| node.date()).transpose()?;
    let until = object.get("until").map(|node| node.date()).transpose()?;
    if per == Cycle::Term && (from.is_none() || until.is_none()) {
        return Err(item.wrong("a term needs from and until: its first day, and the first day after it"));
    }
    let from = from.unwrap_or(ALWAYS);
    if until.is_some_and(|until| until <= from) {
        return Err(CaseError::new(
            object.at("until"),
            "this must be later than from; it is the first day without the allowance",
        ));
    }
    Ok(Allowance {
        id,
        name: name.into(),
        per,
        grant,
        each,
        part_cycle: object.get("part_cycle").map_or(Ok(PartCycle::Whole), |node| {
            node.word(&[("whole", PartCycle::Whole), ("by_days", PartCycle::ByDays)])
        })?,
        band: object.get("band").map(|node| node.text()).transpose()?.map(Arc::from),
        counts_for_tiers: object.get("counts_for_tiers").map_or(Ok(true), |node| node.truth())?,
        carry_over: object.get("carry_over").map(|node| carry_over(&node)).transpose()?.flatten(),
        from,
        until,
    })
}

fn cycle(object: &Object<'_>) -> Read<Cycle> {
    #[derive(Clone, Copy, PartialEq)]
    enum Per {
        Month,
        Year,
        Term,
    }
    let node = object.required("per")?;
    let per = node.word(&[("month", Per::Month), ("year", Per::Year), ("term", Per::Term)])?;
    let starts = object.get("year_starts");
    if let Some(starts) = starts.as_ref().filter(|_| per != Per::Year) {
        return Err(starts.wrong("this belongs to an allowance per year"));
    }
    Ok(match per {
        Per::Month => Cycle::Month,
        Per::Year => Cycle::Year { starts: starts.map_or(Ok(1), |node| node.whole_number(1, 12))? },
        Per::Term => Cycle::Term,
    })
}

/// `true` is everything, `false` nothing, a number at most so many kWh.
fn carry_over(node: &Node<'_>) -> Read<Option<Energy>> {
    match node.kind()? {
        Kind::Truth(all) => Ok(all.then_some(ALL)),
        Kind::Number(_) | Kind::Text(_) => node.used().map(Some),
        _ => Err(node.wrong("write true, false, or the most kWh that are carried over")),
    }
}

pub fn surcharges(object: &Object<'_>, site: &Site) -> Read<Vec<Surcharge>> {
    let Some(list) = object.get("surcharges") else { return Ok(Vec::new()) };
    let surcharge = |item: Node<'_>| {
        let object = item.object(&SURCHARGE)?;
        let name = object.get("name").map(|node| node.text()).transpose()?.unwrap_or_else(|| "surcharge".to_owned());
        let from = object.required("from")?.instant(site.zone)?;
        let until = object.get("until").map(|node| node.instant(site.zone).map(|until| (until, node))).transpose()?;
        if let Some((until, node)) = &until
            && *until <= from
        {
            return Err(node.wrong("this must be later than from"));
        }
        let price = object.required("price")?;
        let per_kwh = price.price()?;
        if per_kwh.micro_per_kwh() < 0 {
            return Err(price.wrong("a surcharge must not be negative"));
        }
        Ok(Surcharge { name: name.into(), from, until: until.map(|(until, _)| until), per_kwh })
    };
    list.list()?.into_iter().map(surcharge).collect()
}

/// The counters of running cycles, which a case does not show from their beginning.
pub fn carried(object: &Object<'_>, room: &Room, site: &Site) -> Read<Carried> {
    let Some(node) = object.get("carried") else { return Ok(Carried::default()) };
    let given = node.object(&CARRIED)?;
    let first = site.zone.date(site.span.from.max(room.tenancy.from));
    let tier = given.get("tier_kwh").map(|node| tier(&node, &room.tariff, first)).transpose()?;
    let mut allowances = Vec::new();
    for (name, node) in given.get("allowances").map(|node| node.names()).transpose()?.unwrap_or_default() {
        let Some(allowance) = room.allowances.iter().find(|allowance| *allowance.name == *name) else {
            return Err(node.wrong("no allowance of the room has this name"));
        };
        allowances.push((allowance.id, counter(&node, allowance, first)?));
    }
    allowances.sort_by_key(|(id, _)| *id);
    Ok(Carried { tier, allowances })
}

/// What was used before `first` in the cycle of the tiers that this day lies in.
pub fn tier(node: &Node<'_>, tariff: &Tariff, first: NaiveDate) -> Read<TierCounter> {
    let counted = tariff.counted_before(first);
    let counted = counted.ok_or_else(|| node.wrong(format!("the tariff has no tiers on {first}; leave this out")))?;
    Ok(TierCounter { per: counted.per, cycle: counted.cycle, used: node.used()? })
}

fn counter(node: &Node<'_>, allowance: &Allowance, first: NaiveDate) -> Read<AllowanceCounter> {
    let given = node.object(&CARRIED_ALLOWANCE)?;
    let energy = |key: &str| given.get(key).map_or(Ok(Energy::ZERO), |node| node.used());
    let running = allowance.per.start(first).unwrap_or(allowance.from);
    let Some(left) = given.get("left_kwh") else {
        let (used, brought) = (energy("used_kwh")?, energy("brought_kwh")?);
        return Ok(AllowanceCounter { cycle: running, used, brought, left: Energy::ZERO });
    };
    if given.has("used_kwh") || given.has("brought_kwh") {
        return Err(left.wrong("this is what the cycle before left over; give it alone"));
    }
    let before = running.pred_opt().and_then(|day| allowance.per.start(day));
    let cycle = before.ok_or_else(|| left.wrong("an allowance per term has no cycle before; give used_kwh"))?;
    Ok(AllowanceCounter { cycle, used: Energy::ZERO, brought: Energy::ZERO, left: left.used()? })
}
