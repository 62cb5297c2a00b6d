//! What the site charges by: price lists, where they hold, and the tree of places they hold in.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use billing::{Allowance, EnergyPrice, Tariff};
use chrono::NaiveDate;
use store::TariffId;
use store::place::{Place, PlaceKind};
use units::{AllowanceId, Currency, DayCalendar, PlaceId, PointId};

use super::facts::energy_allowance;
use super::quota::{Watched, watched};
use crate::error::{Refusal, Result};

/// Read from the store as a whole; a changed copy is what a change to the past is tried on.
#[derive(Debug, Clone)]
pub(crate) struct Terms {
    pub places: BTreeMap<PlaceId, Place>,
    pub tariffs: BTreeMap<TariffId, Priced>,
    /// By place, in the order of their days.
    pub assigned: HashMap<PlaceId, BTreeMap<NaiveDate, TariffId>>,
    /// Allowances with where they hold.
    pub allowances: Vec<(AllowanceId, store::allowance::Allowance)>,
    pub quotas: Vec<Watched>,
    /// The metering point above each.
    points: HashMap<PointId, PointId>,
    pub calendar: Arc<DayCalendar>,
    /// Its file; empty where only Saturday and Sunday are no workdays.
    pub calendar_text: String,
}

/// The setting that names the site's calendar.
pub(crate) const CALENDAR: &str = "calendar";

/// A price list as it is kept and as it is read.
#[derive(Debug, Clone)]
pub(crate) struct Priced {
    pub name: String,
    pub text: String,
    pub tariff: Arc<Tariff>,
}

impl Terms {
    pub fn load(db: &store::Db) -> Result<Self> {
        let mut tariffs = BTreeMap::new();
        for (id, row) in store::tariff::all(db)? {
            let tariff = Tariff::parse(&row.text).map_err(|cause| {
                Refusal::new("bad-tariff").with("name", &row.name).with("cause", crate::cause::tariff(&cause.problem))
            })?;
            tariffs.insert(id, Priced { name: row.name, text: row.text, tariff: Arc::new(tariff) });
        }
        let mut assigned: HashMap<PlaceId, BTreeMap<NaiveDate, TariffId>> = HashMap::new();
        for row in store::tariff_assignment::all(db)? {
            assigned.entry(row.place).or_default().insert(row.from_day, row.tariff);
        }
        let calendar_text = calendar_text(db)?;
        let calendar = if calendar_text.is_empty() { DayCalendar::default() } else { parsed(&calendar_text)? };
        Ok(Self {
            places: store::place::all(db)?.into_iter().collect(),
            tariffs,
            assigned,
            allowances: store::allowance::all(db)?,
            quotas: watched(db)?,
            points: store::point::all(db)?.into_iter().filter_map(|(id, row)| Some((id, row.parent?))).collect(),
            calendar: Arc::new(calendar),
            calendar_text,
        })
    }

    /// The place and those above it, nearest first.
    pub fn upwards(&self, place: PlaceId) -> Vec<PlaceId> {
        let above = |id: &PlaceId| self.places.get(id).and_then(|place| place.parent);
        std::iter::successors(Some(place), above).take(self.places.len().max(1)).collect()
    }

    /// The metering point and those above it.
    pub fn points_above(&self, point: PointId) -> Vec<PointId> {
        std::iter::successors(Some(point), |point| self.points.get(point).copied()).take(64).collect()
    }

    /// The rooms in a place, itself where it is one.
    pub fn rooms_in(&self, place: PlaceId) -> Vec<PlaceId> {
        let rooms = self.places.iter().filter(|(_, row)| row.kind == PlaceKind::Room).map(|(id, _)| *id);
        rooms.filter(|room| self.upwards(*room).contains(&place)).collect()
    }

    /// The root of the tree.
    pub fn site(&self) -> Option<PlaceId> {
        self.places.iter().find(|(_, place)| place.parent.is_none()).map(|(id, _)| *id)
    }

    /// Which tariff holds at a place on a day: that of the nearest place upwards which has one by then.
    pub fn tariff_on(&self, place: PlaceId, day: NaiveDate) -> Option<TariffId> {
        let on = |place: &PlaceId| self.assigned.get(place)?.range(..=day).next_back().map(|(_, tariff)| *tariff);
        self.upwards(place).iter().find_map(on)
    }

    /// All that is charged by at a place over time, as one price list; days without one stay without a price.
    pub fn tariff_of(&self, place: PlaceId, currency: Currency) -> Result<Arc<Tariff>> {
        let up = self.upwards(place);
        let mut days: Vec<NaiveDate> =
            up.iter().filter_map(|place| self.assigned.get(place)).flat_map(|rows| rows.keys().copied()).collect();
        days.sort();
        days.dedup();
        let mut now = None;
        let mut over_time = unpriced(currency)?;
        for day in days {
            let next = self.tariff_on(place, day);
            if next == now {
                continue;
            }
            now = next;
            let Some(priced) = next.and_then(|id| self.tariffs.get(&id)) else { continue };
            over_time = over_time.followed_by(day, &priced.tariff).map_err(|cause| {
                Refusal::new("bad-tariff").with("name", &priced.name).with("cause", crate::cause::held(&cause))
            })?;
        }
        Ok(Arc::new(over_time))
    }

    /// The allowances of energy for a place, in the order in which they begin.
    pub fn allowances_of(&self, place: PlaceId) -> Vec<Allowance> {
        let up = self.upwards(place);
        let here = self.allowances.iter().filter(|(_, row)| up.contains(&row.place));
        here.filter_map(|(id, row)| energy_allowance(*id, row)).collect()
    }

    /// Whether a band of this name is in any version of any price list.
    pub fn has_band(&self, name: &str) -> bool {
        let mut versions = self.tariffs.values().flat_map(|priced| priced.tariff.versions());
        versions.any(|version| match &version.terms.energy {
            EnergyPrice::Flat(_) => false,
            EnergyPrice::Banded(banded) => banded.bands.iter().any(|band| &*band.name == name),
        })
    }

    pub fn named(&self, name: &str) -> Option<(TariffId, &Priced)> {
        self.tariffs.iter().find(|(_, priced)| priced.name == name).map(|(id, priced)| (*id, priced))
    }
}

/// A price list without a price for any day that is lived: what holds before the first one is assigned.
fn unpriced(currency: Currency) -> Result<Tariff> {
    let text = format!("name = \"-\"\ncurrency = \"{}\"\n[[version]]\nfrom = 9999-12-31\nprice = 0\n", currency.code());
    Tariff::parse(&text).map_err(Refusal::broken)
}

fn calendar_text(db: &store::Db) -> Result<String> {
    let name = store::setting::get(db, CALENDAR)?.unwrap_or_default();
    let kept = store::calendar::all(db)?.into_iter().find(|(_, row)| row.name == name);
    Ok(kept.map(|(_, row)| row.text).unwrap_or_default())
}

fn parsed(text: &str) -> Result<DayCalendar> {
    DayCalendar::parse(text).map_err(|cause| Refusal::new("bad-calendar").with("cause", cause))
}
