use units::Energy;

use crate::fit::{count, fit, real, whole};
use crate::{Branch, Likelihood, hours};

/// A room whose use the loss of its branch follows: for each kWh that its meter counts, so much more is missing. A part
/// of its load may pass its meter by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bypass {
    /// Which meter of the branch.
    pub index: usize,
    /// What is missing for what the meter counts, per mille: 430 is 0.43 kWh for each kWh.
    pub per_counted_milli: i64,
    /// The part of the ups and downs of the loss that the room explains, per mille.
    pub explains_milli: i64,
    /// What may have passed the meter by in a day, on average.
    pub a_day: Energy,
    pub likelihood: Likelihood,
}

/// The fewest hours that anything is said from: five days.
const FEWEST_HOURS: usize = 120;
/// An error of a meter is below this; a bypass worth the trouble is above.
const LEAST_SLOPE: f64 = 0.08;
/// Hours follow each other, so their errors do too: what would be sure for independent hours is not for these.
const SURE: f64 = 12.0;
const PERHAPS: f64 = 8.0;
/// Each half of the time must say the same by itself.
const HALF: f64 = 4.0;
/// So many rooms of one branch are named at most.
const MOST: usize = 5;

/// The rooms that best explain what a branch loses, the surest first.
///
/// The loss of each hour is fitted by what all meters count (what wires and the errors of meters take is a part of it)
/// and, one after another, by the room that explains most of what is left. A room is named when its slope is far above
/// what an error of a meter can be, is sure by many of its own standard errors, and shows in each half of the time.
pub fn bypass(branch: &Branch<'_>) -> Vec<Bypass> {
    let known: Vec<usize> = hours(branch).iter().enumerate().filter_map(|(at, hour)| hour.map(|_| at)).collect();
    if known.len() < FEWEST_HOURS {
        return Vec::new();
    }
    let of =
        |meter: &crate::Meter| -> Vec<f64> { known.iter().map(|at| real(meter.hours[*at].unwrap_or(0))).collect() };
    let rooms: Vec<Vec<f64>> = branch.below.iter().map(of).collect();
    let all: Vec<f64> = (0..known.len()).map(|row| rooms.iter().map(|room| room[row]).sum()).collect();
    let loss: Vec<f64> = of(branch.above).iter().zip(&all).map(|(supply, counted)| supply - counted).collect();
    let mut chosen: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    while chosen.len() < MOST {
        let best = (0..rooms.len()).filter(|room| !chosen.contains(room)).filter_map(|room| {
            let columns = columns(&all, &rooms, &chosen, room);
            let (slopes, _) = fit(&loss, &columns)?;
            slopes.last().map(|slope| (room, *slope))
        });
        let Some((room, slope)) = best.max_by(|(_, a), (_, b)| a.t.total_cmp(&b.t)) else { break };
        if slope.t < PERHAPS
            || slope.slope < LEAST_SLOPE
            || !in_both_halves(&loss, &columns(&all, &rooms, &chosen, room))
        {
            break;
        }
        let alone = explained(&loss, &all, &rooms[room]);
        chosen.push(room);
        let counted: f64 = rooms[room].iter().sum();
        let days = count(known.len()) / 24.0;
        found.push(Bypass {
            index: room,
            per_counted_milli: whole(slope.slope * 1000.0),
            explains_milli: whole(alone * 1000.0).clamp(0, 1000),
            a_day: Energy::new(whole(slope.slope * counted / days)).unwrap_or_default(),
            likelihood: if slope.t >= SURE { Likelihood::Likely } else { Likelihood::Possible },
        });
    }
    found
}

fn columns<'a>(all: &'a [f64], rooms: &'a [Vec<f64>], chosen: &[usize], room: usize) -> Vec<&'a [f64]> {
    std::iter::once(all).chain(chosen.iter().chain([&room]).map(|room| rooms[*room].as_slice())).collect()
}

fn in_both_halves(loss: &[f64], columns: &[&[f64]]) -> bool {
    let middle = loss.len() / 2;
    [0..middle, middle..loss.len()].into_iter().all(|half| {
        let columns: Vec<&[f64]> = columns.iter().map(|column| &column[half.clone()]).collect();
        let slope = fit(&loss[half], &columns).and_then(|(slopes, _)| slopes.last().copied());
        slope.is_some_and(|slope| slope.slope >= LEAST_SLOPE / 2.0 && slope.t >= HALF)
    })
}

/// What the room explains beyond what all together do.
fn explained(loss: &[f64], all: &[f64], room: &[f64]) -> f64 {
    let with = fit(loss, &[all, room]).map_or(0.0, |(_, explained)| explained);
    let without = fit(loss, &[all]).map_or(0.0, |(_, explained)| explained);
    with - without
}
