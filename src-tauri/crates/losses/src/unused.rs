use units::Energy;

use crate::{DAY, Meter};

/// A room that nobody rents and that uses energy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unused {
    /// In a day, on average.
    pub a_day: Energy,
    pub days: usize,
}

/// What a meter counts with nothing behind it, and a lamp that somebody forgot: less than this a day is nobody.
const LEAST_WH: i64 = 200;
/// On so many days in a row.
const DAYS: usize = 2;

/// The use of a vacant room in the last days, where each of them is above what a forgotten lamp takes. `hours` are those
/// of its vacancy, from a midnight on.
pub fn vacant_use(room: &Meter) -> Option<Unused> {
    let days = room.hours.chunks_exact(DAY).map(|day| day.iter().copied().sum::<Option<i64>>());
    let used: Vec<i64> = days.rev().map_while(|wh| wh.filter(|wh| *wh >= LEAST_WH)).collect();
    if used.len() < DAYS {
        return None;
    }
    let mean = used.iter().sum::<i64>() / i64::try_from(used.len()).ok()?;
    Some(Unused { a_day: Energy::new(mean)?, days: used.len() })
}

#[cfg(test)]
mod tests {
    use billing::energy_balance::AccuracyClass;

    use super::*;

    fn room(days: &[i64]) -> Meter {
        let hours = days.iter().flat_map(|day| (0..DAY).map(move |hour| Some(if hour == 20 { *day } else { 0 })));
        Meter { class: AccuracyClass::ONE, hours: hours.collect() }
    }

    #[test]
    fn a_vacant_room_that_is_lived_in_is_told() {
        assert_eq!(vacant_use(&room(&[0, 10, 2_000, 3_000])), Some(Unused { a_day: Energy::from_wh(2_500), days: 2 }));
        assert_eq!(vacant_use(&room(&[2_000, 2_000, 2_000, 10])), None, "it is over");
        assert_eq!(vacant_use(&room(&[0, 0, 2_000])), None, "one day is a visit");
        assert_eq!(vacant_use(&room(&[100, 150, 190])), None);
        assert_eq!(vacant_use(&room(&[])), None);
    }
}
