use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, Duration, LocalResult, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use crate::UnitError;

/// An instant, UTC.
pub type Timestamp = DateTime<Utc>;

/// Milliseconds since 1970, as the store keeps instants.
pub fn millis(at: Timestamp) -> i64 {
    at.timestamp_millis()
}

/// The instant of so many milliseconds since 1970; far-off values are clamped to the calendar's ends.
pub fn timestamp(millis: i64) -> Timestamp {
    DateTime::from_timestamp_millis(millis).unwrap_or(if millis < 0 {
        DateTime::<Utc>::MIN_UTC
    } else {
        DateTime::<Utc>::MAX_UTC
    })
}

/// A half-open span of instants `[from, to)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    pub from: Timestamp,
    pub to: Timestamp,
}

impl Period {
    pub fn new(from: Timestamp, to: Timestamp) -> Result<Self, UnitError> {
        if from < to { Ok(Self { from, to }) } else { Err(UnitError::EmptyPeriod) }
    }

    pub fn contains(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }

    pub fn overlap(&self, other: &Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to)).ok()
    }

    pub fn duration(&self) -> Duration {
        self.to - self.from
    }
}

/// A half-open span of civil dates `[first, end)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateRange {
    pub first: NaiveDate,
    pub end: NaiveDate,
}

impl DateRange {
    pub fn days(&self) -> i64 {
        (self.end - self.first).num_days().max(0)
    }

    pub fn overlap(&self, other: &Self) -> Option<Self> {
        let range = Self { first: self.first.max(other.first), end: self.end.min(other.end) };
        (range.first < range.end).then_some(range)
    }

    pub fn iter(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let end = self.end;
        self.first.iter_days().take_while(move |day| *day < end)
    }
}

/// A calendar month of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    pub fn new(year: i32, month: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, 1).map(|_| Self { year, month })
    }

    pub fn of(day: NaiveDate) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    pub const fn year(self) -> i32 {
        self.year
    }

    /// 1 to 12.
    pub const fn month(self) -> u32 {
        self.month
    }

    pub fn first(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).expect("checked at construction")
    }

    pub fn next(self) -> Self {
        if self.month == 12 { Self { year: self.year + 1, month: 1 } } else { Self { month: self.month + 1, ..self } }
    }

    pub fn previous(self) -> Self {
        if self.month == 1 { Self { year: self.year - 1, month: 12 } } else { Self { month: self.month - 1, ..self } }
    }

    pub fn dates(self) -> DateRange {
        DateRange { first: self.first(), end: self.next().first() }
    }

    pub fn days(self) -> i64 {
        self.dates().days()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Ok(year), Ok(month)) = (u16::try_from(self.year), u8::try_from(self.month)) else {
            return write!(f, "{:04}-{:02}", self.year, self.month);
        };
        if year > 9999 {
            return write!(f, "{year}-{month:02}");
        }
        // Each entry of a journal writes its months several times; the general road is ten times as long.
        let [century, rest] = [year / 100, year % 100].map(|part| u8::try_from(part).unwrap_or(0));
        let digits = [century / 10, century % 10, rest / 10, rest % 10, month / 10, month % 10];
        let [c1, c2, y1, y2, m1, m2] = digits.map(|digit| b'0' + digit);
        f.write_str(std::str::from_utf8(&[c1, c2, y1, y2, b'-', m1, m2]).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Month {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let wrong = || UnitError::NotMonth(text.to_owned());
        let (year, month) = text.split_once('-').ok_or_else(wrong)?;
        if year.len() != 4 || month.len() != 2 {
            return Err(wrong());
        }
        Self::new(year.parse().map_err(|_| wrong())?, month.parse().map_err(|_| wrong())?).ok_or_else(wrong)
    }
}

/// The site's civil time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(Tz);

impl Zone {
    pub const UTC: Self = Self(Tz::UTC);

    pub fn parse(name: &str) -> Result<Self, UnitError> {
        name.parse().map(Self).map_err(|_| UnitError::NotZone(name.to_owned()))
    }

    pub fn name(&self) -> &'static str {
        self.0.name()
    }

    /// The wall clock at an instant.
    pub fn local(&self, at: Timestamp) -> DateTime<Tz> {
        at.with_timezone(&self.0)
    }

    pub fn date(&self, at: Timestamp) -> NaiveDate {
        self.local(at).date_naive()
    }

    pub fn month(&self, at: Timestamp) -> Month {
        Month::of(self.date(at))
    }

    /// The first instant of a civil date, also where midnight does not exist (a spring change at 00:00).
    pub fn start_of(&self, day: NaiveDate) -> Timestamp {
        self.instant(day, NaiveTime::MIN)
    }

    /// The first instant at which the wall clock shows this time or, where it never does, a later one.
    pub fn instant(&self, day: NaiveDate, time: NaiveTime) -> Timestamp {
        let mut local = day.and_time(time);
        // No zone has ever skipped more than a day (Samoa, 2011-12-30).
        for _ in 0..=96 {
            match self.0.from_local_datetime(&local) {
                LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => return at.to_utc(),
                LocalResult::None => local += Duration::minutes(15),
            }
        }
        Utc.from_utc_datetime(&day.and_time(time))
    }

    pub fn day(&self, day: NaiveDate) -> Period {
        let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
        Period { from: self.start_of(day), to: self.start_of(next) }
    }

    pub fn span(&self, dates: DateRange) -> Period {
        Period { from: self.start_of(dates.first), to: self.start_of(dates.end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn days_have_23_24_or_25_hours() {
        let london = Zone::parse("Europe/London").unwrap();
        let hours = |d| london.day(d).duration().num_hours();
        assert_eq!(hours(day(2026, 3, 29)), 23);
        assert_eq!(hours(day(2026, 10, 25)), 25);
        assert_eq!(hours(day(2026, 11, 23)), 24);
    }

    #[test]
    fn a_day_without_midnight_starts_at_its_first_instant() {
        let beirut = Zone::parse("Asia/Beirut").unwrap();
        let start = beirut.start_of(day(2025, 3, 30));
        assert_eq!(beirut.local(start).to_string(), "2025-03-30 01:00:00 EEST");
    }

    #[test]
    fn months_follow_each_other() {
        let december = Month::new(2026, 12).unwrap();
        assert_eq!(december.next().to_string(), "2027-01");
        assert_eq!(december.next().previous(), december);
        assert_eq!(Month::new(2028, 2).unwrap().days(), 29);
        assert_eq!("2026-10".parse(), Ok(Month::new(2026, 10).unwrap()));
        for wrong in ["2026-13", "2026", "26-01", "2026-1", "x"] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_half_hour_zone_and_a_month_meet() {
        let kolkata = Zone::parse("Asia/Kolkata").unwrap();
        let october = kolkata.span(Month::new(2026, 10).unwrap().dates());
        assert_eq!(october.from.to_string(), "2026-09-30 18:30:00 UTC");
        assert_eq!(october.duration().num_days(), 31);
    }
}
