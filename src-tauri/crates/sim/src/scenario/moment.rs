//! Points of time, as people write them.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use units::{Timestamp, Zone};

use super::reader::{Reader, ScenarioError};

const SHAPES: &str = "write \"+1:30:00\" after the beginning, \"day 2 07:30\", or \"2026-10-02 07:30\"";

/// When a scenario begins, and by which clocks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar {
    pub(super) zone: Zone,
    pub(super) start: Timestamp,
}

impl Calendar {
    pub(super) fn moment(self, table: &Reader<'_>, key: &str) -> Result<Option<Timestamp>, ScenarioError> {
        let Some(text) = table.text(key)? else { return Ok(None) };
        self.read(text).map(Some).ok_or_else(|| table.wrong(key, SHAPES))
    }

    fn read(self, text: &str) -> Option<Timestamp> {
        if let Some(after) = text.strip_prefix('+') {
            return self.start.checked_add_signed(lasting(after)?);
        }
        if let Some(day) = text.strip_prefix("day ") {
            let (number, time) = day.split_once(' ')?;
            let number: u64 = number.parse().ok().filter(|number| *number > 0)?;
            let date = self.zone.date(self.start).checked_add_days(chrono::Days::new(number - 1))?;
            return Some(self.zone.instant(date, clock_time(time)?));
        }
        civil(text, self.zone)
    }
}

/// A date with a time of the wall clock.
pub(super) fn civil(text: &str, zone: Zone) -> Option<Timestamp> {
    let (date, time) = text.split_once(' ')?;
    let date = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?;
    Some(zone.instant(date, clock_time(time)?))
}

fn clock_time(text: &str) -> Option<NaiveTime> {
    ["%H:%M:%S", "%H:%M"].into_iter().find_map(|shape| NaiveTime::parse_from_str(text, shape).ok())
}

/// Hours, minutes and seconds, of which the hours may be any number.
fn lasting(text: &str) -> Option<TimeDelta> {
    let parts: Vec<u32> = text.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (hours, minutes, seconds) = match parts[..] {
        [hours, minutes] => (hours, minutes, 0),
        [hours, minutes, seconds] => (hours, minutes, seconds),
        _ => return None,
    };
    let seconds = (minutes < 60 && seconds < 60)
        .then(|| i64::from(hours) * 3_600 + i64::from(minutes) * 60 + i64::from(seconds))?;
    TimeDelta::try_seconds(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_three_shapes() {
        let zone = Zone::parse("Asia/Shanghai").unwrap();
        let calendar = Calendar { zone, start: civil("2026-10-01 18:00", zone).unwrap() };
        for (text, expected) in [
            ("+0:00", "2026-10-01T10:00:00Z"),
            ("+1:30:05", "2026-10-01T11:30:05Z"),
            ("+100:00", "2026-10-05T14:00:00Z"),
            ("day 1 19:30", "2026-10-01T11:30:00Z"),
            ("day 2 07:30:15", "2026-10-01T23:30:15Z"),
            ("2026-10-03 00:00", "2026-10-02T16:00:00Z"),
        ] {
            assert_eq!(calendar.read(text).map(|at| at.to_rfc3339()), Some(expected.replace('Z', "+00:00")), "{text}");
        }
        for text in ["", "19:30", "+1", "+1:60", "day 0 10:00", "day x 10:00", "2026-13-01 10:00", "2026-10-01"] {
            assert_eq!(calendar.read(text), None, "{text}");
        }
    }
}
