//! Outdoor temperature, in tenths of a degree Celsius.

use chrono::{Datelike, NaiveDate};

use crate::chance::{hash, within};

/// Middle of each month on China's lower Yangtze, rounded: damp winters without central heating, hot summers.
const MONTH_MEAN: [i32; 12] = [50, 70, 110, 160, 210, 250, 290, 285, 245, 190, 130, 70];

/// Mean of a day: between the middles of two months, give or take three degrees of weather.
pub(super) fn mean(seed: u64, date: NaiveDate) -> i32 {
    let month = date.month0();
    let day = date.day0().cast_signed();
    let (near, far, weight) = if day < 15 { (month, month + 11, 15 - day) } else { (month, month + 1, day - 15) };
    let at = |month: u32| MONTH_MEAN[usize::try_from(month % 12).unwrap_or(0)];
    let smooth = (at(near) * (30 - weight) + at(far) * weight) / 30;
    let weather = within(hash(&[seed, u64::from(date.num_days_from_ce().unsigned_abs()), 0x7e]), 61);
    smooth + weather.cast_signed() - 30
}

/// Temperature at a minute of the day: coldest at five, warmest at three in the afternoon, four degrees either way.
pub(super) fn at(mean: i32, minute: u32) -> i32 {
    let since_coldest = (minute + 1440 - 300) % 1440;
    let rising = 600;
    let swing = if since_coldest < rising {
        since_coldest * 80 / rising
    } else {
        80 - (since_coldest - rising) * 80 / (1440 - rising)
    };
    mean - 40 + swing.cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn july_is_hot_and_january_cold_whatever_the_seed() {
        for seed in 0..50 {
            let day = |month| mean(seed, NaiveDate::from_ymd_opt(2026, month, 16).unwrap());
            assert!((255..=325).contains(&day(7)));
            assert!((15..=85).contains(&day(1)));
        }
    }

    #[test]
    fn a_day_swings_four_degrees_either_way() {
        assert_eq!(at(200, 300), 160);
        assert_eq!(at(200, 900), 240);
        assert_eq!(at(200, 299), 161);
    }
}
