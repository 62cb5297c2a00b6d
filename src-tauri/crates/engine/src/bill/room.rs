//! One room: who lives there, what was used, what is granted and what was paid.

use std::path::Path;
use std::sync::Arc;

use billing::{Allowance, Carried, Each, Surcharge, Tariff, Tenancy, Version};
use chrono::NaiveDate;
use units::{Energy, Period};

use super::banded::Hours;
use super::case::{Site, in_currency};
use super::credit::Credit;
use super::grants::{allowances, carried, surcharges};
use super::metering::{self, Metering};
use super::read::{CaseError, Kind, Node, Object, Read, Shape};
use super::tariff::tariff;

pub const ROOM: Shape<'_> = Shape {
    name: "room",
    keys: &[
        "name",
        "place",
        "tariff",
        "tenancy",
        "area_m2",
        "occupants",
        "readings",
        "modulus_kwh",
        "ratio",
        "meters",
        "usage",
        "interval",
        "kwh",
        "allowances",
        "surcharges",
        "carried",
        "last_month_kwh",
        "posted",
        "balance",
        "payments",
        "emergency_owed",
        "debt",
    ],
};
const TENANCY: Shape<'_> = Shape { name: "tenancy", keys: &["from", "to"] };
const OCCUPANTS: Shape<'_> = Shape { name: "occupants", keys: &["from", "n"] };

#[cfg(test)]
pub const SHAPES: &[&Shape<'_>] = &[&ROOM, &TENANCY, &OCCUPANTS];

/// Who has not said when he moved in was there before anything of the case.
pub const ALWAYS: NaiveDate = match NaiveDate::from_ymd_opt(1900, 1, 1) {
    Some(date) => date,
    None => NaiveDate::MIN,
};

/// A room as the case describes it.
#[derive(Debug)]
pub struct Room {
    pub name: String,
    /// What it is a tenancy of, where several have one after another.
    pub place: String,
    /// Where in the case it stands.
    pub path: String,
    pub tariff: Arc<Tariff>,
    /// As far as the case charges it.
    pub tenancy: Tenancy,
    pub area_dm2: Option<u64>,
    /// From which date how many, in order.
    pub occupants: Vec<(NaiveDate, u32)>,
    pub metering: Metering,
    pub allowances: Vec<Allowance>,
    pub surcharges: Vec<Surcharge>,
    pub carried: Carried,
    /// Used in the month before the first of the case, for consumption keys.
    pub last_month: Option<Energy>,
    pub credit: Credit,
}

/// What the case says for all rooms that do not say it themselves.
pub struct Shared<'a> {
    pub site: &'a Site,
    pub folder: &'a Path,
    pub tariff: Option<Arc<Tariff>>,
    allowances: Vec<Allowance>,
    surcharges: Vec<Surcharge>,
}

impl<'a> Shared<'a> {
    pub fn read(object: &Object<'_>, tariff: Option<Arc<Tariff>>, site: &'a Site, folder: &'a Path) -> Read<Self> {
        if let Some(tariff) = &tariff {
            in_currency(tariff, site.currency, "tariff")?;
        }
        let (allowances, surcharges) = (allowances(object)?, surcharges(object, site)?);
        Ok(Self { site, folder, tariff, allowances, surcharges })
    }

    /// By which energy may be given.
    pub fn hours<'t>(&'t self, tariff: &'t Tariff) -> Hours<'t> {
        Hours { tariff, calendar: &self.site.calendar, zone: self.site.zone }
    }

    /// The object's own tariff or that of the case.
    pub fn tariff_of(&self, object: &Object<'_>) -> Read<Arc<Tariff>> {
        match (object.get("tariff"), &self.tariff) {
            (Some(node), _) if object.path.is_empty() => {
                self.tariff.clone().ok_or_else(|| node.wrong("this must be given"))
            }
            (Some(node), _) => {
                let own = tariff(&node, self.folder, Some(self.site.currency))?;
                in_currency(&own, self.site.currency, &node.path)?;
                Ok(own)
            }
            (None, Some(shared)) => Ok(Arc::clone(shared)),
            (None, None) => Err(CaseError::new(object.at("tariff"), "this must be given, here or for the whole case")),
        }
    }
}

/// Reads a room; `unnamed` is its name where it may go without one.
pub fn room(object: &Object<'_>, shared: &Shared<'_>, unnamed: &str) -> Read<Room> {
    let site = shared.site;
    let zone = site.zone;
    let name = match object.get("name") {
        None if !unnamed.is_empty() => unnamed.to_owned(),
        _ => name(&object.required("name")?)?,
    };
    let tenancy = site.tenancy(tenancy(object, site)?);
    let tariff = shared.tariff_of(object)?;
    let lived = Period { from: tenancy.from, to: tenancy.to.unwrap_or(site.span.to) };
    let whole = lived.overlap(&site.span).ok_or_else(|| {
        CaseError::new(object.at("tenancy"), "this is not within the case's period; correct it, or leave the room out")
    })?;
    let metering = metering::metering(object, zone, whole, Some(shared.hours(&tariff)))?;
    let metering = metering.ok_or_else(|| CaseError::new(&object.path, NO_ENERGY))?;
    let own = |key: &str| object.has(key) && !object.path.is_empty();
    let mut room = Room {
        tariff,
        area_dm2: object.get("area_m2").map(|node| area(&node)).transpose()?,
        occupants: occupants(object, tenancy, site)?,
        allowances: if own("allowances") { allowances(object)? } else { shared.allowances.clone() },
        surcharges: if own("surcharges") { surcharges(object, site)? } else { shared.surcharges.clone() },
        carried: Carried::default(),
        last_month: object.get("last_month_kwh").map(|node| node.used()).transpose()?,
        credit: Credit::read(object, site)?,
        path: object.path.clone(),
        place: object.get("place").map(|node| self::name(&node)).transpose()?.unwrap_or_else(|| name.clone()),
        name,
        tenancy,
        metering,
    };
    applicable(&room)?;
    room.carried = carried(object, &room, site)?;
    Ok(room)
}

/// An allowance that the room's facts or tariff leave no meaning to is refused, not passed over.
fn applicable(room: &Room) -> Read<()> {
    let at = |key: &str| if room.path.is_empty() { key.to_owned() } else { format!("{}.{key}", room.path) };
    for allowance in &room.allowances {
        if allowance.each == Each::Occupant && room.occupants.is_empty() {
            let why = format!("this must be given: “{}” is granted for each occupant", allowance.name);
            return Err(CaseError::new(at("occupants"), why));
        }
        let Some(band) = &allowance.band else { continue };
        let named = |version: &Version| (0..version.terms.bands()).any(|i| version.terms.band_name(i) == Some(band));
        if !room.tariff.versions().iter().any(named) {
            let why = format!("“{}” is taken from the band “{band}”, which the tariff does not have", allowance.name);
            return Err(CaseError::new(at("allowances"), why));
        }
    }
    Ok(())
}

const NO_ENERGY: &str = "say what was used: give readings, meters, usage, interval or kwh";

/// A room's number may stand without quotes.
fn name(node: &Node<'_>) -> Read<String> {
    match node.kind()? {
        Kind::Number(digits) => Ok(digits.to_owned()),
        _ => node.text(),
    }
}

fn tenancy(object: &Object<'_>, site: &Site) -> Read<Tenancy> {
    let always = Tenancy { from: site.zone.start_of(ALWAYS), to: None };
    let Some(node) = object.get("tenancy") else { return Ok(always) };
    let given = node.object(&TENANCY)?;
    let from = given.get("from").map(|node| node.instant(site.zone)).transpose()?.unwrap_or(always.from);
    let Some(to) = given.get("to") else { return Ok(Tenancy { from, to: None }) };
    let end = to.instant(site.zone)?;
    if end <= from {
        return Err(to.wrong("the tenancy ends before it begins; write a later time"));
    }
    Ok(Tenancy { from, to: Some(end) })
}

/// Square metres with at most two digits after the point, as dm².
fn area(node: &Node<'_>) -> Read<u64> {
    let dm2 = node.decimal()?.scaled(2).filter(|dm2| (0..=1_000_000_000).contains(dm2));
    dm2.and_then(|dm2| u64::try_from(dm2).ok()).ok_or_else(|| node.wrong("write square metres such as 18 or 18.25"))
}

/// A number that holds throughout, or a list of dates from which one holds.
fn occupants(object: &Object<'_>, tenancy: Tenancy, site: &Site) -> Read<Vec<(NaiveDate, u32)>> {
    let Some(node) = object.get("occupants") else { return Ok(Vec::new()) };
    let Kind::List(items) = node.kind()? else { return Ok(vec![(ALWAYS, node.whole_number(0, 100_000)?)]) };
    let mut occupants: Vec<(NaiveDate, u32)> = Vec::with_capacity(items.len());
    for item in items {
        let entry = item.object(&OCCUPANTS)?;
        let from = entry.required("from")?;
        let (date, number) = (from.date()?, entry.required("n")?.whole_number(0, 100_000)?);
        if occupants.last().is_some_and(|(before, _)| *before >= date) {
            return Err(from.wrong("write the entries in the order of their dates, each date once"));
        }
        occupants.push((date, number));
    }
    let first = site.zone.date(tenancy.from.max(site.span.from));
    match occupants.first() {
        Some((from, _)) if *from > first => {
            Err(node.wrong(format!("say how many there were on {first} already; the first entry is of {from}")))
        }
        Some(_) => Ok(occupants),
        None => Err(node.wrong("give at least one entry")),
    }
}
