//! The tree of places, to choose from.

use std::collections::HashMap;

use store::place::PlaceKind;
use units::PlaceId;

use crate::View;
use crate::core::Terms;
use crate::dto::*;
use crate::error::{Refusal, Result};

pub(crate) fn places(view: &View, _: Nothing) -> Result<Vec<PlaceRow>> {
    let terms = Terms::load(&view.reader)?;
    let mut rooms: HashMap<PlaceId, i64> = HashMap::new();
    for (room, _) in terms.places.iter().filter(|(_, place)| place.kind == PlaceKind::Room) {
        terms.upwards(*room).into_iter().for_each(|place| *rooms.entry(place).or_default() += 1);
    }
    Ok(terms.places.keys().filter_map(|id| row(&terms, *id, rooms.get(id).copied().unwrap_or(0))).collect())
}

pub(crate) fn place_row(terms: &Terms, id: PlaceId) -> Option<PlaceRow> {
    row(terms, id, i64::try_from(terms.rooms_in(id).len()).unwrap_or(i64::MAX))
}

fn row(terms: &Terms, id: PlaceId, rooms: i64) -> Option<PlaceRow> {
    let place = terms.places.get(&id)?;
    let mut names: Vec<&str> = terms.upwards(id).iter().map(|id| terms.places[id].name.as_str()).collect();
    names.pop_if(|_| place.parent.is_some());
    names.reverse();
    Some(PlaceRow {
        id: id.0,
        parent: place.parent.map(|parent| parent.0),
        kind: place.kind.code().to_owned(),
        name: place.name.clone(),
        path: names.join(" / "),
        rooms,
    })
}

/// The place that a person chose, or the whole site where none was named.
pub(super) fn chosen(terms: &Terms, id: Option<i64>) -> Result<PlaceId> {
    let chosen = id.map_or_else(|| terms.site(), |id| Some(PlaceId(id)));
    let known = chosen.filter(|id| terms.places.contains_key(id));
    known.ok_or_else(|| Refusal::new("unknown-place").with("place", id.unwrap_or_default()).field("place"))
}
