use units::Power;

use crate::{DAY, Meter};

/// A room whose base load vanished while people still live there: what always ran may run past the meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vanished {
    /// What ran in usual nights before.
    pub was: Power,
    /// What runs in usual nights now.
    pub is: Power,
}

const AFTER: usize = 7;
const BEFORE: usize = 21;
/// The hours in which people sleep.
const NIGHT: std::ops::Range<usize> = 2..5;
/// A base load worth the name, and what is left when it is gone.
const LEAST_W: i64 = 25;
const GONE_W: i64 = 3;

/// Whether the base load of the last week is gone that was there for three weeks, while the days are used as before (at
/// least half). The hours begin with a midnight.
pub fn vanished(room: &Meter) -> Option<Vanished> {
    let days: Vec<&[Option<i64>]> = room.hours.chunks_exact(DAY).collect();
    let last = days.len().checked_sub(AFTER)?;
    let first = last.checked_sub(BEFORE)?;
    let (was, is) = (median(&days[first..last], night)?, median(&days[last..], night)?);
    // Even the best night of the last week shows nothing, and even the least before showed something.
    let always = days[first..last].iter().filter_map(|day| night(day)).all(|wh| wh * 2 >= LEAST_W);
    let never = days[last..].iter().filter_map(|day| night(day)).all(|wh| wh <= GONE_W * 2);
    let (used, uses) = (median(&days[first..last], awake)?, median(&days[last..], awake)?);
    let lives = uses * 2 >= used && uses > 0;
    (was >= LEAST_W && is <= GONE_W && always && never && lives)
        .then_some(Vanished { was: Power::from_w(was), is: Power::from_w(is) })
}

/// The least hour of a night, in Wh, which is W over an hour.
fn night(day: &[Option<i64>]) -> Option<i64> {
    day[NIGHT].iter().copied().collect::<Option<Vec<i64>>>()?.into_iter().min()
}

fn awake(day: &[Option<i64>]) -> Option<i64> {
    day[7..DAY].iter().copied().sum()
}

fn median(days: &[&[Option<i64>]], of: impl Fn(&[Option<i64>]) -> Option<i64>) -> Option<i64> {
    let mut values: Vec<i64> = days.iter().filter_map(|day| of(day)).collect();
    if values.len() * 3 < days.len() * 2 {
        return None;
    }
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use billing::energy_balance::AccuracyClass;

    use super::*;

    fn room(night: impl Fn(usize) -> i64, awake: impl Fn(usize) -> i64) -> Meter {
        let day = |day: usize| {
            let (night, awake) = (night(day), awake(day));
            (0..DAY).map(move |hour| Some(if NIGHT.contains(&hour) { night } else { awake }))
        };
        Meter { class: AccuracyClass::ONE, hours: (0..28).flat_map(day).collect() }
    }

    #[test]
    fn a_base_load_that_is_gone_is_told_and_one_of_people_who_left_is_not() {
        let gone = |day| if day < 21 { 60 } else { 1 };
        assert_eq!(vanished(&room(gone, |_| 300)), Some(Vanished { was: Power::from_w(60), is: Power::from_w(1) }));
        assert_eq!(vanished(&room(gone, |day| if day < 21 { 300 } else { 20 })), None, "nobody is at home");
        assert_eq!(vanished(&room(|_| 60, |_| 300)), None);
        assert_eq!(vanished(&room(|_| 1, |_| 300)), None, "there never was one");
        assert_eq!(vanished(&room(|day| if day < 21 || day == 25 { 60 } else { 1 }, |_| 300)), None, "it comes back");
        assert_eq!(
            vanished(&room(|day| if day % 5 == 0 || day > 20 { 1 } else { 60 }, |_| 300)),
            None,
            "it came and went"
        );
    }

    #[test]
    fn too_little_time_tells_nothing() {
        let mut short = room(|day| if day < 21 { 60 } else { 1 }, |_| 300);
        short.hours.truncate(27 * DAY);
        assert_eq!(vanished(&short), None);
        let mut holes = room(|day| if day < 21 { 60 } else { 1 }, |_| 300);
        holes.hours.iter_mut().skip(21 * DAY).take(4 * DAY).for_each(|hour| *hour = None);
        assert_eq!(vanished(&holes), None);
    }
}
