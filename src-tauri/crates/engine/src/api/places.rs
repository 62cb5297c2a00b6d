//! The tree of places, to choose from.

use units::PlaceId;

use crate::View;
use crate::core::Terms;
use crate::dto::*;
use crate::error::{Refusal, Result};

pub(crate) fn places(view: &View, _: Nothing) -> Result<Vec<PlaceRow>> {
    let terms = Terms::load(&view.reader)?;
    Ok(terms.places.keys().filter_map(|id| place_row(&terms, *id)).collect())
}

pub(crate) fn place_row(terms: &Terms, id: PlaceId) -> Option<PlaceRow> {
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
        rooms: i64::try_from(terms.rooms_in(id).len()).unwrap_or(i64::MAX),
    })
}

/// The place that a person chose, or the whole site where none was named.
pub(super) fn chosen(terms: &Terms, id: Option<i64>) -> Result<PlaceId> {
    let chosen = id.map_or_else(|| terms.site(), |id| Some(PlaceId(id)));
    let known = chosen.filter(|id| terms.places.contains_key(id));
    known.ok_or_else(|| Refusal::new("unknown-place").with("place", id.unwrap_or_default()).field("place"))
}
