use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use units::{DayCalendar, Timestamp, Zone, millis, timestamp};

use crate::terms::{Bands, Clock};

const QUARTER_MS: i64 = 900_000;
const DAY_MS: i64 = 86_400_000;

/// The bands from `from` to `to`: the instant from which each holds, in milliseconds, until the next one's.
///
/// Every instant is in the band of what the clock shows at it. So an hour that the clock leaves out has no band, and
/// an hour that it shows twice is twice in the same.
pub(super) fn bands_between(
    bands: &Bands,
    zone: Zone,
    calendar: &DayCalendar,
    (from, to): (i64, i64),
) -> Vec<(i64, usize)> {
    let clock = Face::new(bands.clock, zone, (from, to));
    let mut all: Vec<(i64, usize)> = Vec::new();
    let mut date = clock.shows(from).date();
    let mut start = clock.start_of(date);
    while start < to {
        let Some(tomorrow) = date.succ_opt() else { break };
        let next = clock.start_of(tomorrow);
        let day = bands.day(date, calendar.day_type(date));
        if next - start == DAY_MS {
            for stretch in day {
                let (first, last) = (i64::from(stretch.from), i64::from(stretch.to));
                hold(&mut all, (from, to), (start + first * QUARTER_MS, start + last * QUARTER_MS), stretch.band);
            }
        } else {
            let mut at = start;
            while at < next {
                let quarter = clock.shows(at).num_seconds_from_midnight() / 900;
                let here = day.iter().find(|s| u32::from(s.from) <= quarter && quarter < u32::from(s.to));
                let end = (at + QUARTER_MS).min(next);
                if let Some(stretch) = here {
                    hold(&mut all, (from, to), (at, end), stretch.band);
                }
                at = end;
            }
        }
        (date, start) = (tomorrow, next);
    }
    all
}

/// Appends a stretch as far as it lies in the span, joined to the last where the band stays.
fn hold(all: &mut Vec<(i64, usize)>, span: (i64, i64), (from, to): (i64, i64), band: usize) {
    let from = from.max(span.0);
    if from < to.min(span.1) && all.last().is_none_or(|(_, last)| *last != band) {
        all.push((from, band));
    }
}

/// What a clock shows at an instant.
struct Face {
    clock: Clock,
    zone: Zone,
    /// The offset of standard time, where it is the same all the while.
    steady: Option<i64>,
}

impl Face {
    fn new(clock: Clock, zone: Zone, (from, to): (i64, i64)) -> Self {
        let steady = match clock {
            Clock::Wall => None,
            Clock::Standard => {
                let offset = |ms| zone.standard_offset(timestamp(ms)).num_milliseconds();
                Some(offset(from)).filter(|first| *first == offset(to))
            }
        };
        Self { clock, zone, steady }
    }

    fn offset(&self, at: i64) -> i64 {
        self.steady.unwrap_or_else(|| match self.clock {
            Clock::Wall => self.zone.wall_offset(timestamp(at)).num_milliseconds(),
            Clock::Standard => self.zone.standard_offset(timestamp(at)).num_milliseconds(),
        })
    }

    fn shows(&self, at: i64) -> NaiveDateTime {
        timestamp(at).naive_utc() + Duration::milliseconds(self.offset(at))
    }

    /// The first instant of a date of this clock.
    fn start_of(&self, date: NaiveDate) -> i64 {
        match self.clock {
            Clock::Wall => millis(self.zone.start_of(date)),
            Clock::Standard => {
                let midnight: Timestamp = date.and_time(NaiveTime::MIN).and_utc();
                let near = millis(midnight) - self.offset(millis(midnight));
                millis(midnight) - self.offset(near)
            }
        }
    }
}
