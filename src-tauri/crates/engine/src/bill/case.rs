//! The case as a whole: what holds for all rooms, and the months that are charged.

use std::path::Path;
use std::sync::Arc;

use billing::{Tariff, TaxDue, Tenancy};
use units::{Currency, DayCalendar, Month, Period, Timestamp, Zone};

use super::calendar::calendar;
use super::metering::span;
use super::pool::{self, Pool};
use super::read::{CaseError, Node, Object, Read, Shape};
use super::room::{self, Room};
use super::tariff::tariff;

/// A case may span so many months: the tier year and then some.
const MOST_MONTHS: usize = 60;

const CASE: Shape<'_> = Shape {
    name: "case",
    keys: &[
        "title",
        "source",
        "currency",
        "zone",
        "month",
        "period",
        "as_of",
        "calendar",
        "tariff",
        "tax_due",
        "allowances",
        "surcharges",
        "rooms",
        "common",
    ],
};
const PERIOD: Shape<'_> = Shape { name: "period", keys: &["from", "to"] };

#[cfg(test)]
pub const SHAPES: &[&Shape<'_>] = &[&CASE, &PERIOD];

/// Everything that a case says, checked.
#[derive(Debug)]
pub struct Case {
    pub title: String,
    pub site: Site,
    pub rooms: Vec<Room>,
    pub pools: Vec<Pool>,
}

/// What holds for all rooms of a case.
#[derive(Debug)]
pub struct Site {
    pub currency: Currency,
    pub zone: Zone,
    pub calendar: DayCalendar,
    /// What is charged lies in here; whole months but for the first and the last.
    pub span: Period,
    pub months: Vec<Month>,
    pub as_of: Timestamp,
    pub tax_due: TaxDue,
}

impl Site {
    /// What a month of the case is charged for at most: the part of it that lies in the period.
    pub fn tenancy(&self, given: Tenancy) -> Tenancy {
        let first = self.months.first().map(|month| self.zone.start_of(month.first()));
        let end = self.months.last().map(|month| self.zone.start_of(month.dates().end));
        let from = if first == Some(self.span.from) { given.from } else { given.from.max(self.span.from) };
        let to = if end == Some(self.span.to) {
            given.to
        } else {
            Some(given.to.map_or(self.span.to, |to| to.min(self.span.to)))
        };
        Tenancy { from, to }
    }
}

/// Reads a case; paths in it count from `folder`.
pub fn case(text: &str, folder: &Path) -> Read<Case> {
    let node = Node::whole(text)?;
    let keys = keys();
    let object = node.object(&Shape { name: CASE.name, keys: &keys })?;
    if object.has("rooms")
        && let Some(key) = room::ROOM.keys.iter().find(|key| object.has(key) && !CASE.keys.contains(key))
    {
        return Err(CaseError::new(object.at(key), "this belongs into a room; the case has a list of rooms"));
    }
    let zone = object.required("zone")?;
    let zone = Zone::parse(&zone.text()?).map_err(|error| zone.wrong(error))?;
    let said = object
        .get("currency")
        .map(|node| Currency::parse(&node.text()?).map_err(|error| node.wrong(error)))
        .transpose()?;
    let price_list = object.get("tariff").map(|node| tariff(&node, folder, said)).transpose()?;
    let currency = currency(&object, said, price_list.as_deref(), folder)?;
    let site = site(&object, zone, currency, folder)?;
    let shared = room::Shared::read(&object, price_list, &site, folder)?;
    let rooms = rooms(&object, &shared)?;
    let pools = match object.get("common") {
        Some(node) => pool::pools(&node, &shared, &rooms)?,
        None => Vec::new(),
    };
    let title = object.get("title").map(|node| node.text()).transpose()?.unwrap_or_default();
    Ok(Case { title, site, rooms, pools })
}

/// Those of the case and, for a single room, those of a room.
fn keys() -> Vec<&'static str> {
    let rooms = room::ROOM.keys.iter().filter(|key| !CASE.keys.contains(key));
    CASE.keys.iter().chain(rooms).copied().collect()
}

/// The case's own word, or that of its first tariff.
fn currency(object: &Object<'_>, said: Option<Currency>, shared: Option<&Tariff>, folder: &Path) -> Read<Currency> {
    if let Some(currency) = said.or(shared.map(|tariff| tariff.currency)) {
        return Ok(currency);
    }
    let rooms = object.get("rooms").map(|node| node.list()).transpose()?.unwrap_or_default();
    for room in rooms {
        if let Some(node) = room.object(&room::ROOM)?.get("tariff") {
            return Ok(tariff(&node, folder, None)?.currency);
        }
    }
    object.required("tariff").map(|_| Currency::CNY)
}

fn site(object: &Object<'_>, zone: Zone, currency: Currency, folder: &Path) -> Read<Site> {
    let (span, path) = match object.one_of(&["month", "period"])? {
        Some("period") => {
            let node = object.required("period")?;
            (span(&node.object(&PERIOD)?, zone)?, node.path)
        }
        _ => {
            let node = object.get("month").ok_or_else(|| {
                CaseError::new(
                    object.at("month"),
                    "this must be given, such as 2026-10; or “period” for several months",
                )
            })?;
            (zone.span(node.month()?.dates()), node.path)
        }
    };
    let months = months(span, zone, &path)?;
    let as_of = object.get("as_of").map(|node| as_of(&node, zone, span)).transpose()?.unwrap_or(span.to);
    let calendar = match object.get("calendar") {
        Some(node) => calendar(&node, folder)?,
        None => DayCalendar::default(),
    };
    let tax_due = object
        .get("tax_due")
        .map_or(Ok(TaxDue::AtUse), |node| node.word(&[("use", TaxDue::AtUse), ("top_up", TaxDue::AtTopUp)]))?;
    Ok(Site { currency, zone, calendar, span, months, as_of, tax_due })
}

fn as_of(node: &Node<'_>, zone: Zone, span: Period) -> Read<Timestamp> {
    let at = node.instant(zone)?;
    if at < span.from {
        return Err(node.wrong("this is before the period begins, when nothing is due; write a later time"));
    }
    Ok(at)
}

fn months(span: Period, zone: Zone, path: &str) -> Read<Vec<Month>> {
    let mut months = vec![zone.month(span.from)];
    while let Some(last) = months.last()
        && zone.start_of(last.dates().end) < span.to
    {
        let next = last.next();
        months.push(next);
        if months.len() > MOST_MONTHS {
            return Err(CaseError::new(path, format!("a case spans at most {MOST_MONTHS} months; split it")));
        }
    }
    Ok(months)
}

fn rooms(object: &Object<'_>, shared: &room::Shared<'_>) -> Read<Vec<Room>> {
    let Some(list) = object.get("rooms") else { return Ok(vec![room::room(object, shared, "room")?]) };
    let items = list.list()?;
    if items.is_empty() {
        return Err(list.wrong("give at least one room"));
    }
    let mut rooms: Vec<Room> = Vec::with_capacity(items.len());
    for item in items {
        let object = item.object(&room::ROOM)?;
        let room = room::room(&object, shared, "")?;
        if rooms.iter().any(|other| other.name == room.name) {
            return Err(CaseError::new(object.at("name"), "another room has this name; give each its own"));
        }
        if let Some(other) = rooms.iter().find(|other| other.place == room.place && together(other, &room)) {
            return Err(CaseError::new(
                object.at("tenancy"),
                format!(
                    "“{}” and “{}” have the place {} at the same time; let one tenancy end where the next begins",
                    other.name, room.name, room.place
                ),
            ));
        }
        rooms.push(room);
    }
    Ok(rooms)
}

/// Whether two tenancies have an instant in common.
fn together(one: &Room, other: &Room) -> bool {
    let before = |one: &Room, other: &Room| one.tenancy.to.is_none_or(|to| other.tenancy.from < to);
    before(one, other) && before(other, one)
}

/// Of `Arc` tariffs, whether one is in the currency of the case.
pub fn in_currency(tariff: &Arc<Tariff>, currency: Currency, path: &str) -> Read<()> {
    if tariff.currency == currency {
        return Ok(());
    }
    let (theirs, ours) = (tariff.currency, currency);
    Err(CaseError::new(
        path,
        format!("the tariff is in {}, the case in {}; use one currency", theirs.code(), ours.code()),
    ))
}
