//! A pool as a person writes it, and back.

use std::collections::{BTreeMap, BTreeSet};

use store::TariffId;
use store::place::PlaceKind;
use store::point::PointKind;
use store::pool::{Pool, PoolSource as Source, Vacancy};
use store::pool_key::PoolKey as Key;
use units::{PlaceId, PointId, PoolId, Price};

use crate::core::Ground;
use crate::core::common::PoolFacts;
use crate::dto::*;
use crate::error::{Refusal, Result};

/// The draft as a pool that could be kept, or what is wrong in it.
pub(super) fn read(ground: Ground<'_>, draft: &PoolDraft) -> Result<PoolFacts> {
    let name = draft.name.trim();
    if name.is_empty() || name.chars().count() > 60 || name.contains(char::is_control) {
        return Err(Refusal::new("pool-name").field("name"));
    }
    let from_day = crate::api::parse_day(&draft.from, "from")?;
    let place = PlaceId(draft.branch);
    let rooms = ground.terms.rooms_in(place);
    if rooms.is_empty() || ground.terms.places.get(&place).is_none_or(|row| row.kind == PlaceKind::Room) {
        return Err(Refusal::new("pool-branch").field("branch"));
    }
    let source = source(ground, &draft.source)?;
    let keys = keys(&draft.keys)?;
    let fixed = keys.iter().any(|(key, _)| *key == Key::Fixed);
    let weights = if fixed { weights(ground, &draft.weights, &rooms)? } else { BTreeMap::new() };
    let row = Pool {
        name: name.to_owned(),
        place,
        source: source.kind,
        tariff: source.tariff,
        declared: source.declared,
        technical_permille: source.permille,
        vacancy: match draft.vacancy {
            PoolVacancy::Owner => Vacancy::Owner,
            PoolVacancy::Others => Vacancy::Others,
        },
        from_day,
        until_day: None,
    };
    name_is_free(ground.db, &row, draft.id)?;
    let facts = PoolFacts { id: None, row, keys, weights, points: source.points };
    facts.split()?;
    Ok(facts)
}

struct SourceParts {
    kind: Source,
    points: Vec<PointId>,
    tariff: Option<TariffId>,
    permille: Option<u16>,
    declared: Option<Price>,
}

fn source(ground: Ground<'_>, source: &PoolSource) -> Result<SourceParts> {
    let parts = |kind, points, tariff: &Option<i64>| SourceParts {
        kind,
        points,
        tariff: tariff.map(TariffId),
        permille: None,
        declared: None,
    };
    let found = match source {
        PoolSource::Common { points, tariff } => {
            parts(Source::Common, known(ground.db, points, &[PointKind::Common, PointKind::Other])?, tariff)
        }
        PoolSource::Loss { supply, percent, tariff } => {
            let points = known(ground.db, &[*supply], &[PointKind::Supply, PointKind::Feeder])?;
            SourceParts { permille: Some(permille(percent)?), ..parts(Source::Loss, points, tariff) }
        }
        PoolSource::Bill { points, price } => {
            let all = [PointKind::Common, PointKind::Other, PointKind::Supply, PointKind::Feeder];
            let points = if points.is_empty() { Vec::new() } else { known(ground.db, points, &all)? };
            let declared = Price::parse(price).ok().filter(|price| price.micro_per_kwh() >= 0);
            let declared = declared.ok_or_else(|| Refusal::new("pool-price").with("text", price).field("source"))?;
            SourceParts { declared: Some(declared), ..parts(Source::Bill, points, &None) }
        }
    };
    if let Some(id) = found.tariff.filter(|id| !ground.terms.tariffs.contains_key(id)) {
        return Err(Refusal::new("unknown-tariff").with("name", id.0).field("source"));
    }
    Ok(found)
}

/// Metering points of the right kind, at least one.
fn known(db: &store::Db, points: &[i64], kinds: &[PointKind]) -> Result<Vec<PointId>> {
    let all = store::point::all(db)?;
    let chosen: BTreeSet<PointId> = points.iter().map(|id| PointId(*id)).collect();
    let fits = |id: &PointId| all.iter().any(|(known, point)| known == id && kinds.contains(&point.kind));
    if chosen.is_empty() || !chosen.iter().all(fits) {
        return Err(Refusal::new("pool-points").field("source"));
    }
    Ok(chosen.into_iter().collect())
}

/// `3` or `2.5` per cent in thousandths.
fn permille(text: &str) -> Result<u16> {
    let wrong = || Refusal::new("pool-percent").with("text", text).field("source");
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let digit = |text: &str| text.chars().all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || part.len() != 1 || !digit(whole) || !digit(part) {
        return Err(wrong());
    }
    format!("{whole}{part}").parse().ok().filter(|permille| *permille <= 1_000).ok_or_else(wrong)
}

fn keys(wish: &[PoolKey]) -> Result<Vec<(Key, u32)>> {
    if wish.is_empty() {
        return Err(Refusal::new("pool-no-key").field("keys"));
    }
    let mut keys: Vec<(Key, u32)> = Vec::new();
    for PoolKey { basis, weight } in wish {
        let key = match basis {
            PoolBasis::Equal => Key::Equal,
            PoolBasis::Area => Key::Area,
            PoolBasis::OccupantDays => Key::OccupantDays,
            PoolBasis::Consumption => Key::Consumption,
            PoolBasis::Fixed => Key::Fixed,
        };
        if keys.iter().any(|(other, _)| *other == key) {
            return Err(Refusal::new("pool-key-twice").field("keys"));
        }
        keys.push((key, weight_of(*weight, "keys")?));
    }
    keys.retain(|(_, weight)| *weight > 0);
    if keys.is_empty() { Err(Refusal::new("pool-weights-zero").field("keys")) } else { Ok(keys) }
}

fn weights(ground: Ground<'_>, wish: &[PoolWeight], rooms: &[PlaceId]) -> Result<BTreeMap<PlaceId, u32>> {
    let mut weights = BTreeMap::new();
    for row in wish {
        let named = |place: &&PlaceId| ground.terms.places.get(place).is_some_and(|known| known.name == row.room);
        let place = rooms.iter().find(named);
        let place = place.ok_or_else(|| Refusal::new("unknown-room").with("room", &row.room).field("weights"))?;
        weights.insert(*place, weight_of(row.weight, "weights")?);
    }
    if weights.values().all(|weight| *weight == 0) {
        return Err(Refusal::new("pool-weights-zero").field("weights"));
    }
    Ok(weights)
}

fn weight_of(weight: i64, field: &'static str) -> Result<u32> {
    let weight = u32::try_from(weight).ok().filter(|weight| *weight <= 1_000_000);
    weight.ok_or_else(|| Refusal::new("pool-weight").field(field))
}

/// Two pools of one name would share a line on the statement.
fn name_is_free(db: &store::Db, new: &Pool, replaces: Option<i64>) -> Result<()> {
    let taken = |(id, old): &(PoolId, Pool)| {
        let ends = old.until_day.unwrap_or(chrono::NaiveDate::MAX);
        old.name == new.name && Some(id.0) != replaces && ends > new.from_day
    };
    match store::pool::all(db)?.iter().find(|row| taken(row)) {
        Some(_) => Err(Refusal::new("pool-name-taken").with("pool", &new.name).field("name")),
        None => Ok(()),
    }
}

/// A kept pool as a form shows it.
pub(super) fn written(ground: Ground<'_>, pool: &PoolFacts) -> PoolDraft {
    let row = &pool.row;
    let points: Vec<i64> = pool.points.iter().map(|id| id.0).collect();
    let tariff = row.tariff.map(|id| id.0);
    let room = |place: &PlaceId| ground.terms.places.get(place).map(|place| place.name.clone()).unwrap_or_default();
    let permille = row.technical_permille.unwrap_or(0);
    PoolDraft {
        id: pool.id.map(|id| id.0),
        name: row.name.clone(),
        branch: row.place.0,
        source: match row.source {
            Source::Common => PoolSource::Common { points, tariff },
            Source::Loss => PoolSource::Loss {
                supply: points.first().copied().unwrap_or(0),
                percent: format!("{}.{}", permille / 10, permille % 10),
                tariff,
            },
            Source::Bill => {
                PoolSource::Bill { points, price: row.declared.map(|price| price.to_string()).unwrap_or_default() }
            }
        },
        keys: pool
            .keys
            .iter()
            .map(|(key, weight)| PoolKey { basis: basis(*key), weight: i64::from(*weight) })
            .collect(),
        weights: pool
            .weights
            .iter()
            .map(|(place, weight)| PoolWeight { room: room(place), weight: i64::from(*weight) })
            .collect(),
        vacancy: match row.vacancy {
            Vacancy::Owner => PoolVacancy::Owner,
            Vacancy::Others => PoolVacancy::Others,
        },
        from: row.from_day.to_string(),
    }
}

fn basis(key: Key) -> PoolBasis {
    match key {
        Key::Equal => PoolBasis::Equal,
        Key::Area => PoolBasis::Area,
        Key::OccupantDays => PoolBasis::OccupantDays,
        Key::Consumption => PoolBasis::Consumption,
        Key::Fixed => PoolBasis::Fixed,
    }
}
