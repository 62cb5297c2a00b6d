//! Common electricity: what it costs, and by which key it is split.

use std::sync::Arc;

use billing::apportion::{Accrual, Key, Vacancy};
use billing::{Percent, Tariff, TierCounter};
use units::{Money, Period, Price};

use super::grants;
use super::metering::{self, Metering, span};
use super::read::{CaseError, Kind, Node, Object, Read, Shape};
use super::room::{Room, Shared};
use super::split::{index, split};

const COMMON: Shape<'_> = Shape { name: "common", keys: &["name", "source", "split", "vacancy", "rooms"] };
const SOURCE: Shape<'_> = Shape {
    name: "source",
    keys: &[
        "tariff",
        "readings",
        "modulus_kwh",
        "ratio",
        "meters",
        "usage",
        "interval",
        "kwh",
        "tier_kwh",
        "supply",
        "less",
        "technical_percent",
        "bill",
    ],
};
const SUPPLY: Shape<'_> =
    Shape { name: "supply", keys: &["readings", "modulus_kwh", "ratio", "meters", "usage", "interval", "kwh"] };
const BILL: Shape<'_> = Shape { name: "bill", keys: &["from", "to", "amount", "per_kwh", "per_day", "per_month"] };

#[cfg(test)]
pub const SHAPES: &[&Shape<'_>] = &[&COMMON, &SOURCE, &SUPPLY, &BILL];

/// A cost that several rooms share.
#[derive(Debug)]
pub struct Pool {
    pub name: String,
    pub path: String,
    pub source: Source,
    pub key: Key,
    /// Indices of the rooms that it serves.
    pub rooms: Vec<usize>,
    /// The fixed weight of each of these rooms; zero where the split has none.
    pub weights: Vec<u64>,
    pub vacancy: Vacancy,
}

/// Where the cost comes from.
#[derive(Debug)]
pub enum Source {
    Meter {
        metering: Metering,
        tariff: Arc<Tariff>,
        /// Used in the running cycle of its tiers before the period.
        tier: Option<TierCounter>,
    },
    Loss {
        supply: Metering,
        less: Vec<String>,
        technical: Percent,
        tariff: Arc<Tariff>,
    },
    /// In the order of their days.
    Bills {
        metering: Metering,
        bills: Vec<Bill>,
    },
}

/// A supplier's bill, or the rate that stands for it until it is known.
#[derive(Debug)]
pub struct Bill {
    pub span: Period,
    pub amount: Option<Money>,
    pub declared: Option<Accrual>,
}

pub fn pools(node: &Node<'_>, shared: &Shared<'_>, rooms: &[Room]) -> Read<Vec<Pool>> {
    let mut pools: Vec<Pool> = Vec::new();
    for item in node.list()? {
        let pool = pool(&item, shared, rooms)?;
        if pools.iter().any(|other| other.name == pool.name) {
            return Err(CaseError::new(format!("{}.name", pool.path), "another one has this name; give each its own"));
        }
        pools.push(pool);
    }
    Ok(pools)
}

fn pool(item: &Node<'_>, shared: &Shared<'_>, rooms: &[Room]) -> Read<Pool> {
    let object = item.object(&COMMON)?;
    let name = object.required("name")?.text()?;
    let served = served(&object, rooms)?;
    let (key, weights) = split(&object.required("split")?, rooms, &served)?;
    let vacancy = object.get("vacancy").map_or(Ok(Vacancy::OwnerBears), |node| {
        node.word(&[("owner", Vacancy::OwnerBears), ("others", Vacancy::OthersBear)])
    })?;
    let source = source(&object.required("source")?, shared)?;
    Ok(Pool { name, path: object.path.clone(), source, key, rooms: served, weights, vacancy })
}

/// The rooms named, or all.
fn served(object: &Object<'_>, rooms: &[Room]) -> Read<Vec<usize>> {
    let Some(list) = object.get("rooms") else { return Ok((0..rooms.len()).collect()) };
    let mut served = Vec::new();
    for item in list.list()? {
        let index = index(&item.text()?, rooms).ok_or_else(|| item.wrong("no room of the case has this name"))?;
        if served.contains(&index) {
            return Err(item.wrong("this room is named twice; name each once"));
        }
        served.push(index);
    }
    if served.is_empty() { Err(list.wrong("name at least one room")) } else { Ok(served) }
}

fn source(node: &Node<'_>, shared: &Shared<'_>) -> Read<Source> {
    let object = node.object(&SOURCE)?;
    let zone = shared.site.zone;
    let span = shared.site.span;
    if object.has("bill") {
        stray(&object, &["supply", "less", "technical_percent", "tariff", "tier_kwh"], "a bill")?;
        let metering = metering::metering(&object, zone, span, None)?;
        return bills(&object.required("bill")?, metering.unwrap_or_default(), shared);
    }
    let tariff = shared.tariff_of(&object)?;
    let hours = shared.hours(&tariff);
    let metering = metering::metering(&object, zone, span, Some(hours))?;
    if object.has("supply") {
        let supply_node = object.required("supply")?;
        let supply = metering::metering(&supply_node.object(&SUPPLY)?, zone, span, Some(hours))?;
        let supply =
            supply.ok_or_else(|| supply_node.wrong("say what was supplied: give readings, usage, interval or kwh"))?;
        if metering.is_some() {
            return Err(object.wrong("give either the readings of a common meter, or the supply for a loss, not both"));
        }
        stray(&object, &["tier_kwh"], "a loss")?;
        let less = object.get("less").map(|node| node.list()).transpose()?.unwrap_or_default();
        let less = less.iter().map(|item| item.text()).collect::<Read<_>>()?;
        let technical = object.required("technical_percent")?;
        let plain = technical.decimal()?.plain();
        let part = Percent::parse(&plain).ok().filter(|part| i128::from(part.micro()) <= Percent::WHOLE);
        let technical = part.ok_or_else(|| technical.wrong("write a percentage from 0 to 100, such as 5"))?;
        return Ok(Source::Loss { supply, less, technical, tariff });
    }
    let metering = metering.ok_or_else(|| {
        node.wrong(
            "say where the cost comes from: readings (or usage, interval, kwh) of a common meter, supply, or bill",
        )
    })?;
    stray(&object, &["less", "technical_percent"], "a common meter")?;
    let first = shared.site.zone.date(span.from);
    let tier = object.get("tier_kwh").map(|node| grants::tier(&node, &tariff, first)).transpose()?;
    Ok(Source::Meter { metering, tariff, tier })
}

/// Refuses keys that would be passed over.
fn stray(object: &Object<'_>, keys: &[&str], source: &str) -> Read<()> {
    match keys.iter().find_map(|key| object.get(key)) {
        Some(node) => Err(node.wrong(format!("this does not belong to {source}; leave it out"))),
        None => Ok(()),
    }
}

/// One bill, or a list of them.
fn bills(node: &Node<'_>, metering: Metering, shared: &Shared<'_>) -> Read<Source> {
    let items = match node.kind()? {
        Kind::List(items) => items,
        _ => vec![node.clone()],
    };
    if items.is_empty() {
        return Err(node.wrong("give at least one bill"));
    }
    let mut bills: Vec<Bill> = items.iter().map(|item| bill(item, &metering, shared)).collect::<Read<_>>()?;
    bills.sort_by_key(|bill| bill.span.from);
    if bills.windows(2).any(|pair| pair[1].span.from < pair[0].span.to) {
        return Err(node.wrong("two bills are for the same days; let each begin where the one before ends"));
    }
    Ok(Source::Bills { metering, bills })
}

fn bill(node: &Node<'_>, metering: &Metering, shared: &Shared<'_>) -> Read<Bill> {
    let object = node.object(&BILL)?;
    let currency = shared.site.currency;
    let span = span(&object, shared.site.zone)?;
    let amount = object.get("amount").map(|node| node.money(currency)).transpose()?;
    let positive = |node: &Node<'_>, negative: bool| {
        if negative { Err(node.wrong("this must not be negative")) } else { Ok(()) }
    };
    let money = |key: &str| -> Read<Money> {
        let node = object.required(key)?;
        let money = node.money(currency)?;
        positive(&node, money.is_negative())?;
        Ok(money)
    };
    let declared = match object.one_of(&["per_kwh", "per_day", "per_month"])? {
        Some("per_kwh") => {
            let node = object.required("per_kwh")?;
            let price: Price = node.price()?;
            positive(&node, price.micro_per_kwh() < 0)?;
            if metering.usage.is_empty() {
                return Err(
                    node.wrong("a rate per kWh needs the energy: give the source readings, usage, interval or kwh")
                );
            }
            Some(Accrual::PerKwh(price))
        }
        Some("per_day") => Some(Accrual::PerDay(money("per_day")?)),
        Some(_) => Some(Accrual::PerMonth(money("per_month")?)),
        None => None,
    };
    if amount.is_none() && declared.is_none() {
        return Err(node
            .wrong("give the amount of the bill, or a declared rate (per_kwh, per_day, per_month) until it is known"));
    }
    Ok(Bill { span, amount, declared })
}
