//! By which key a common cost is split.

use billing::apportion::{Key, KeyKind, weights as checked};

use super::read::{CaseError, Kind, Node, Read, Shape};
use super::room::Room;

const SPLIT: Shape<'_> = Shape { name: "split", keys: &["fixed", "mix"] };
const MIX: Shape<'_> = Shape { name: "mix", keys: &["split", "weight"] };

#[cfg(test)]
pub const SHAPES: &[&Shape<'_>] = &[&SPLIT, &MIX];

/// Weights are whole, or have at most so many digits after the point.
const PLACES: u32 = 3;

/// A room by its name.
pub fn index(name: &str, rooms: &[Room]) -> Option<usize> {
    rooms.iter().position(|room| room.name == name)
}

/// The key, with the fixed weights of the rooms served.
pub fn split(node: &Node<'_>, rooms: &[Room], served: &[usize]) -> Read<(Key, Vec<u64>)> {
    let mut weights = vec![0; served.len()];
    if let Kind::Object(_) = node.kind()? {
        let object = node.object(&SPLIT)?;
        if object.one_of(SPLIT.keys)? == Some("mix") {
            let list = object.required("mix")?;
            let mut parts = Vec::new();
            for item in list.list()? {
                let part = item.object(&MIX)?;
                let kind = kind(&part.required("split")?, rooms, served, &mut weights)?;
                parts.push((weight(&part.required("weight")?)?, kind));
            }
            let key = Key::mix(&reduced(&parts)).map_err(|error| list.wrong(error))?;
            return Ok((key, weights));
        }
    }
    Ok((Key::one(kind(node, rooms, served, &mut weights)?), weights))
}

fn kind(node: &Node<'_>, rooms: &[Room], served: &[usize], weights: &mut [u64]) -> Read<KeyKind> {
    let Kind::Object(_) = node.kind()? else {
        let kind = node.word(&[
            ("equal", KeyKind::Equal),
            ("area", KeyKind::Area),
            ("occupants", KeyKind::OccupantDays),
            ("consumption", KeyKind::Consumption),
        ])?;
        known(kind, rooms, served)?;
        return Ok(kind);
    };
    let fixed = node.object(&Shape { name: "split", keys: &["fixed"] })?.required("fixed")?;
    let mut given = Vec::new();
    for (name, value) in fixed.names()? {
        let index = index(&name, rooms).and_then(|index| served.iter().position(|other| *other == index));
        let index = index.ok_or_else(|| value.wrong("no room that this serves has this name"))?;
        given.push((weight(&value)?, index));
    }
    if let Some(room) = (0..served.len()).find(|index| given.iter().all(|(_, other)| other != index)) {
        let name = served.get(room).and_then(|index| rooms.get(*index)).map_or("", |room| &room.name);
        return Err(fixed.wrong(format!("room {name} has no weight; give every room one, 0 for none")));
    }
    given.sort_by_key(|(_, index)| *index);
    let set: Vec<i64> = reduced(&given).into_iter().map(|(weight, _)| weight).collect();
    let set = checked(&set).map_err(|error| fixed.wrong(error))?;
    weights.copy_from_slice(&set);
    Ok(KeyKind::Fixed)
}

/// What a key needs to know of every room.
fn known(kind: KeyKind, rooms: &[Room], served: &[usize]) -> Read<()> {
    for room in served.iter().filter_map(|index| rooms.get(*index)) {
        let missing = match kind {
            KeyKind::Area if room.area_dm2.is_none() => "area_m2",
            KeyKind::OccupantDays if room.occupants.is_empty() => "occupants",
            _ => continue,
        };
        let path = if room.path.is_empty() { missing.to_owned() } else { format!("{}.{missing}", room.path) };
        return Err(CaseError::new(path, "this must be given: common electricity is split by it"));
    }
    Ok(())
}

/// In thousandths.
fn weight(node: &Node<'_>) -> Read<i64> {
    let thousandths = node.decimal()?.scaled(PLACES).filter(|weight| (0..=1_000_000_000_000).contains(weight));
    thousandths
        .and_then(|weight| i64::try_from(weight).ok())
        .ok_or_else(|| node.wrong("write a weight of zero or more, with at most three digits after the point"))
}

/// Whole weights again where all were whole, so that they are printed as they were given.
fn reduced<T: Copy>(weights: &[(i64, T)]) -> Vec<(i64, T)> {
    let by = [1_000, 100, 10].into_iter().find(|by| weights.iter().all(|(weight, _)| weight % by == 0)).unwrap_or(1);
    weights.iter().map(|(weight, what)| (weight / by, *what)).collect()
}
