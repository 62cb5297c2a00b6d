use units::Energy;

use crate::fit::{Slope, count, fit, real, whole};
use crate::{DAY, Likelihood, Meter};

/// A room whose ups and downs a common meter follows hour by hour: a lead may come out of a socket of the corridor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lead {
    /// Which of the rooms.
    pub index: usize,
    /// What the common meter counts more for what the room's counts, per mille.
    pub per_counted_milli: i64,
    /// What may flow from the common meter into the room in a day, on average.
    pub a_day: Energy,
    pub likelihood: Likelihood,
}

/// A common meter that counts more than it used to, whoever draws from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rise {
    pub was_a_day: Energy,
    pub is_a_day: Energy,
}

/// Days that are looked at: one week, so that each weekday counts once.
const WEEK: usize = 7;
/// Days with which they are compared.
const BEFORE: usize = 21;
/// A room that uses less is not told from noise.
const LEAST_USE_WH: f64 = 100.0;
/// A rise that is worth a look: half a kWh a day and a fifth of what was.
const LEAST_RISE_WH: f64 = 500.0;
const LEAST_RISE_PART: f64 = 0.2;
/// How many times the usual swing of a week a rise must be.
const SWINGS: f64 = 3.0;
/// People come home and go to bed together, so every room seems to be followed a little. Who is named must stand out:
/// by so many standard errors, and so many times the next one.
const SURE: f64 = 20.0;
const PERHAPS: f64 = 14.0;
const STANDS_OUT: f64 = 2.0;
const NEXT_AT_LEAST: f64 = 6.0;

/// The room that a common meter followed in the last week, where one stands out from all others. The hours begin with a
/// midnight.
///
/// What both do every day at the same hour says nothing (lamps are lit when people come home), so of each hour of the
/// day only its difference from the usual is compared.
pub fn lead(common: &Meter, rooms: &[Meter]) -> Option<Lead> {
    let target = unusual(common)?;
    let swings: Vec<Option<Vec<f64>>> = rooms.iter().map(unusual).collect();
    let mut slopes: Vec<(usize, Slope)> = Vec::new();
    for (index, swing) in swings.iter().enumerate() {
        let Some(swing) = swing.as_ref().filter(|_| counted(&rooms[index]) >= LEAST_USE_WH * count(WEEK)) else {
            continue;
        };
        // Hours that either does not know are left out of both.
        let known = target.iter().zip(swing).filter(|(a, b)| a.is_finite() && b.is_finite());
        let (target, swing): (Vec<f64>, Vec<f64>) = known.unzip();
        if let Some((found, _)) = fit(&target, &[&swing]).filter(|_| target.len() * 3 >= WEEK * DAY * 2) {
            slopes.extend(found.last().map(|slope| (index, *slope)));
        }
    }
    slopes.sort_by(|(_, a), (_, b)| b.t.total_cmp(&a.t));
    let (index, best) = *slopes.first()?;
    let next = slopes.get(1).map_or(0.0, |(_, slope)| slope.t).max(NEXT_AT_LEAST);
    if best.t < PERHAPS || best.t < STANDS_OUT * next {
        return None;
    }
    Some(Lead {
        index,
        per_counted_milli: whole(best.slope * 1000.0),
        a_day: Energy::new(whole(best.slope * counted(&rooms[index]) / count(WEEK))).unwrap_or_default(),
        likelihood: if best.t >= SURE { Likelihood::Likely } else { Likelihood::Possible },
    })
}

/// Whether a common meter counted more in the last week than its three weeks before explain. At least four weeks are
/// wanted, from a midnight on.
pub fn rise(common: &Meter) -> Option<Rise> {
    let days: Vec<Option<f64>> = common.hours.chunks_exact(DAY).map(sum).collect();
    let last = days.len().checked_sub(WEEK)?;
    let (was, swing) = usual(&days[last.checked_sub(BEFORE)?..last])?;
    let (is, _) = usual(&days[last..])?;
    let rose = is - was;
    let clear = rose >= LEAST_RISE_WH && rose >= LEAST_RISE_PART * was && rose >= SWINGS * swing / count(WEEK).sqrt();
    let energy = |wh: f64| Energy::new(whole(wh)).unwrap_or_default();
    clear.then(|| Rise { was_a_day: energy(was), is_a_day: energy(is) })
}

fn last_week(meter: &Meter) -> Option<&[Option<i64>]> {
    let whole = meter.hours.len() / DAY * DAY;
    meter.hours.get(whole.checked_sub(WEEK * DAY)?..whole)
}

/// What the meter counted in the last week.
fn counted(meter: &Meter) -> f64 {
    last_week(meter).unwrap_or_default().iter().flatten().copied().map(real).sum()
}

/// Each hour of the last week against the mean of its hour of the day; not a number where it is not known.
fn unusual(meter: &Meter) -> Option<Vec<f64>> {
    let week = last_week(meter)?;
    let mut usual = [0.0; DAY];
    for (hour, usual) in usual.iter_mut().enumerate() {
        let known: Vec<f64> = week.iter().skip(hour).step_by(DAY).flatten().copied().map(real).collect();
        *usual = known.iter().sum::<f64>() / count(known.len());
    }
    let difference = |(at, wh): (usize, &Option<i64>)| wh.map_or(f64::NAN, |wh| real(wh) - usual[at % DAY]);
    Some(week.iter().enumerate().map(difference).collect())
}

/// The mean of the days that are known whole, and how they swing; none where a third of them is missing.
fn usual(days: &[Option<f64>]) -> Option<(f64, f64)> {
    let known: Vec<f64> = days.iter().copied().flatten().collect();
    if known.len() * 3 < days.len() * 2 || known.len() < 2 {
        return None;
    }
    let mean = known.iter().sum::<f64>() / count(known.len());
    let spread: f64 = known.iter().map(|day| (day - mean).powi(2)).sum();
    Some((mean, (spread / count(known.len() - 1)).sqrt()))
}

fn sum(day: &[Option<i64>]) -> Option<f64> {
    day.iter().copied().sum::<Option<i64>>().map(real)
}

#[cfg(test)]
mod tests {
    use billing::energy_balance::AccuracyClass;

    use super::*;
    use crate::fit::dice;

    fn meter(hours: Vec<i64>) -> Meter {
        Meter { class: AccuracyClass::ONE, hours: hours.into_iter().map(Some).collect() }
    }

    /// Rooms that are used in the evening, each in its own way.
    fn rooms(days: usize) -> Vec<Meter> {
        let room = |seed: u64| {
            let mut dice = dice(seed);
            let mut hour = |hour: usize| 50 + whole((if hour % DAY >= 18 { 400.0 } else { 60.0 }) * (dice() + 0.5));
            meter((0..days * DAY).map(&mut hour).collect())
        };
        (1..=8).map(room).collect()
    }

    fn corridor(days: usize, more: impl Fn(usize) -> i64) -> Meter {
        let mut dice = dice(99);
        let lamps = |hour: usize| if (7..18).contains(&(hour % DAY)) { 60 } else { 240 };
        meter((0..days * DAY).map(|hour| lamps(hour) + whole(dice() * 40.0) + more(hour)).collect())
    }

    #[test]
    fn the_room_that_a_corridor_follows_is_named() {
        let rooms = rooms(7);
        let leads = corridor(7, |hour| rooms[4].hours[hour].unwrap() * 3 / 2);
        let found = lead(&leads, &rooms).unwrap();
        assert_eq!((found.index, found.likelihood), (4, Likelihood::Likely));
        assert!((1_400..1_600).contains(&found.per_counted_milli), "{found:?}");
        let mut holes = leads;
        (0..168).step_by(5).for_each(|hour| holes.hours[hour] = None);
        assert_eq!(lead(&holes, &rooms).map(|lead| lead.index), Some(4), "a few hours may be missing");
        holes.hours[..80].fill(None);
        assert_eq!(lead(&holes, &rooms), None, "too many may not");
    }

    #[test]
    fn nobody_is_named_where_nobody_stands_out() {
        let rooms = rooms(7);
        assert_eq!(lead(&corridor(7, |_| 0), &rooms), None);
        let of_two = |hour: usize| rooms[1].hours[hour].unwrap() + rooms[6].hours[hour].unwrap();
        assert_eq!(lead(&corridor(7, of_two), &rooms), None, "two rooms: which one?");
        let evening = |hour: usize| if hour % DAY >= 18 { 900 } else { 0 };
        assert_eq!(lead(&corridor(7, evening), &rooms), None, "the hour of the day is no evidence");
        assert_eq!(lead(&corridor(6, |_| 0), &rooms), None, "less than a week");
    }

    #[test]
    fn a_corridor_that_counts_more_is_told() {
        let found = rise(&corridor(28, |hour| if hour >= 21 * DAY { 80 } else { 0 })).unwrap();
        assert!((found.is_a_day - found.was_a_day).wh().abs_diff(80 * 24) < 200, "{found:?}");
        assert_eq!(rise(&corridor(28, |_| 0)), None);
        assert_eq!(rise(&corridor(28, |hour| if hour >= 21 * DAY { 15 } else { 0 })), None, "a trifle");
        assert_eq!(rise(&corridor(27, |hour| if hour >= 20 * DAY { 80 } else { 0 })), None, "too short a time");
    }
}
