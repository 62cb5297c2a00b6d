use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use chrono::{DateTime, Datelike, Duration, NaiveDate, Offset, TimeZone, Utc, Weekday};
use chrono_tz::OffsetComponents;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use crate::{Timestamp, Zone};

/// What a civil date is to a price list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayType {
    Workday,
    Weekend,
    Holiday,
}

impl DayType {
    pub const ALL: [Self; 3] = [Self::Workday, Self::Weekend, Self::Holiday];

    /// The word that tariff files use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Workday => "workday",
            Self::Weekend => "weekend",
            Self::Holiday => "holiday",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Which dates are holidays, and which days of a weekend are worked. The weekend is Saturday and Sunday.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DayCalendar {
    pub name: String,
    /// Where the dates come from, as it is shown to people; empty when not said.
    pub source: String,
    /// Each date with the holiday's name.
    pub holidays: BTreeMap<NaiveDate, String>,
    /// Days of a weekend that are worked in exchange.
    pub workdays: BTreeSet<NaiveDate>,
}

/// What is wrong in a calendar file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, {key}: {problem}")]
pub struct CalendarError {
    /// Counted from 1.
    pub line: usize,
    pub key: String,
    pub problem: CalendarProblem,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarProblem {
    #[error("this is no TOML: {0}")]
    Syntax(String),
    #[error("this must be given")]
    Missing,
    #[error("this key is not known here; check its spelling")]
    Unknown,
    #[error("write a text in quotes, not empty")]
    NotText,
    #[error("write a date such as 2026-10-01")]
    NotDate,
    #[error("write a list of dates such as [2026-10-10, 2026-10-11]")]
    NotDates,
    #[error("write this as [[holiday]]")]
    NotHolidays,
    #[error("the holiday ends before it begins, or lasts longer than a year")]
    EndsFirst,
    #[error("{0} is a holiday already; name each date once")]
    Twice(NaiveDate),
    #[error("{0} is no Saturday or Sunday; name only days of a weekend that are worked")]
    NotWeekend(NaiveDate),
}

/// Saturdays and Sundays, and nothing else.
static EMPTY: DayCalendar =
    DayCalendar { name: String::new(), source: String::new(), holidays: BTreeMap::new(), workdays: BTreeSet::new() };

impl DayCalendar {
    /// The calendar without holidays.
    pub fn empty() -> &'static Self {
        &EMPTY
    }

    pub fn day_type(&self, date: NaiveDate) -> DayType {
        if self.holidays.contains_key(&date) {
            DayType::Holiday
        } else if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !self.workdays.contains(&date) {
            DayType::Weekend
        } else {
            DayType::Workday
        }
    }

    /// Whether the calendar knows the holidays of a year; if not, a person should bring it up to date.
    pub fn covers(&self, year: i32) -> bool {
        self.holidays.keys().any(|date| date.year() == year)
    }

    /// Reads a calendar file. The format is that of `assets/calendars`.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        read(text)
    }

    /// The calendar as a file that [`DayCalendar::parse`] reads back to the same.
    pub fn to_toml(&self) -> String {
        let mut file = format!("name = {}\n", quoted(&self.name));
        if !self.source.is_empty() {
            file.push_str(&format!("source = {}\n", quoted(&self.source)));
        }
        let dates: Vec<String> = self.workdays.iter().map(NaiveDate::to_string).collect();
        file.push_str(&format!("workdays = [{}]\n", dates.join(", ")));
        let mut holidays = self.holidays.iter().peekable();
        while let Some((from, name)) = holidays.next() {
            let mut to = *from;
            while let Some((date, _)) = holidays.next_if(|(date, n)| Some(**date) == to.succ_opt() && *n == name) {
                to = *date;
            }
            file.push_str(&format!("\n[[holiday]]\nname = {}\nfrom = {from}\n", quoted(name)));
            if to != *from {
                file.push_str(&format!("to = {to}\n"));
            }
        }
        file
    }
}

impl Zone {
    /// How far standard time is ahead of UTC at an instant: the wall clock without summer time.
    ///
    /// Where the zone's winter is written as negative summer time (Ireland), standard time is that of the winter.
    pub fn standard_offset(&self, at: Timestamp) -> Duration {
        let offset = *self.local(at).offset();
        let year = at.year();
        let saving = |month| {
            Utc.with_ymd_and_hms(year, month, 1, 0, 0, 0)
                .single()
                .map_or(Duration::zero(), |at: DateTime<Utc>| self.local(at).offset().dst_offset())
        };
        let negative = saving(1).min(saving(7)).min(Duration::zero());
        offset.base_utc_offset() + negative
    }

    /// How far the wall clock is ahead of UTC at an instant.
    pub fn wall_offset(&self, at: Timestamp) -> Duration {
        Duration::seconds(i64::from(self.local(at).offset().fix().local_minus_utc()))
    }
}

fn read(text: &str) -> Result<DayCalendar, CalendarError> {
    let root = DeTable::parse(text).map_err(|error| CalendarError {
        line: line_of(text, error.span().map_or(0, |span| span.start)),
        key: "file".to_owned(),
        problem: CalendarProblem::Syntax(error.message().to_owned()),
    })?;
    let file = Table { text, line: 1, table: root.get_ref() };
    file.only(&["name", "source", "workdays", "holiday"])?;
    let name = file.text_of("name")?;
    let source = if file.get("source").is_some() { file.text_of("source")? } else { String::new() };
    let mut calendar = DayCalendar { name, source, ..DayCalendar::default() };
    for item in file.list("holiday", CalendarProblem::NotHolidays)?.into_iter().flatten() {
        let table = item.get_ref().as_table().ok_or_else(|| file.wrong("holiday", CalendarProblem::NotHolidays))?;
        holiday(&Table { text, line: line_of(text, item.span().start), table }, &mut calendar)?;
    }
    for item in file.list("workdays", CalendarProblem::NotDates)?.into_iter().flatten() {
        let line = line_of(text, item.span().start);
        let wrong = |problem| CalendarError { line, key: "workdays".to_owned(), problem };
        let date = date_of(item.get_ref()).ok_or_else(|| wrong(CalendarProblem::NotDates))?;
        if !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
            return Err(wrong(CalendarProblem::NotWeekend(date)));
        }
        if calendar.holidays.contains_key(&date) {
            return Err(wrong(CalendarProblem::Twice(date)));
        }
        calendar.workdays.insert(date);
    }
    Ok(calendar)
}

fn holiday(table: &Table<'_, '_>, calendar: &mut DayCalendar) -> Result<(), CalendarError> {
    table.only(&["name", "from", "to"])?;
    let name = table.text_of("name")?;
    let from = table.date("from")?;
    let to = if table.get("to").is_some() { table.date("to")? } else { from };
    if to < from || to - from > Duration::days(366) {
        return Err(table.wrong("to", CalendarProblem::EndsFirst));
    }
    for date in from.iter_days().take_while(|date| *date <= to) {
        if calendar.holidays.insert(date, name.clone()).is_some() {
            return Err(table.wrong("from", CalendarProblem::Twice(date)));
        }
    }
    Ok(())
}

/// A table of the file that knows where it stands, so that every complaint names its line and key.
struct Table<'t, 'i> {
    text: &'t str,
    line: usize,
    table: &'t DeTable<'i>,
}

impl<'t, 'i> Table<'t, 'i> {
    fn get(&self, key: &str) -> Option<&'t Spanned<DeValue<'i>>> {
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    fn wrong(&self, key: &str, problem: CalendarProblem) -> CalendarError {
        let line = self.get(key).map_or(self.line, |value| line_of(self.text, value.span().start));
        CalendarError { line, key: key.to_owned(), problem }
    }

    fn only(&self, known: &[&str]) -> Result<(), CalendarError> {
        match self.table.keys().find(|key| !known.contains(&key.get_ref().as_ref())) {
            Some(key) => Err(CalendarError {
                line: line_of(self.text, key.span().start),
                key: key.get_ref().to_string(),
                problem: CalendarProblem::Unknown,
            }),
            None => Ok(()),
        }
    }

    fn text_of(&self, key: &str) -> Result<String, CalendarError> {
        let value = self.get(key).ok_or_else(|| self.wrong(key, CalendarProblem::Missing))?;
        let text = value.get_ref().as_str().map(str::trim).filter(|text| !text.is_empty());
        text.map(str::to_owned).ok_or_else(|| self.wrong(key, CalendarProblem::NotText))
    }

    fn date(&self, key: &str) -> Result<NaiveDate, CalendarError> {
        let value = self.get(key).ok_or_else(|| self.wrong(key, CalendarProblem::Missing))?;
        date_of(value.get_ref()).ok_or_else(|| self.wrong(key, CalendarProblem::NotDate))
    }

    fn list(&self, key: &str, wanted: CalendarProblem) -> Result<Option<&'t DeArray<'i>>, CalendarError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        value.get_ref().as_array().map(Some).ok_or_else(|| self.wrong(key, wanted))
    }
}

fn date_of(value: &DeValue<'_>) -> Option<NaiveDate> {
    let DeValue::Datetime(value) = value else { return None };
    let date = value.date.filter(|_| value.time.is_none())?;
    NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}

/// Counted from 1.
fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// A TOML basic string (TOML 1.0, "String").
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                // Writing to a String cannot fail.
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_working_days_weekends_or_holidays() {
        let calendar = DayCalendar::parse(
            "name = \"x\"\nworkdays = [2026-10-10]\n[[holiday]]\nname = \"National Day\"\nfrom = 2026-10-01\nto = 2026-10-07\n",
        )
        .unwrap();
        for (date, kind) in [
            ("2026-09-30", DayType::Workday),
            ("2026-10-01", DayType::Holiday),
            ("2026-10-03", DayType::Holiday),
            ("2026-10-07", DayType::Holiday),
            ("2026-10-08", DayType::Workday),
            ("2026-10-10", DayType::Workday),
            ("2026-10-11", DayType::Weekend),
        ] {
            assert_eq!(calendar.day_type(day(date)), kind, "{date}");
        }
        assert!(calendar.covers(2026) && !calendar.covers(2027));
        assert_eq!(DayCalendar::parse(&calendar.to_toml()), Ok(calendar));
        assert_eq!(DayCalendar::empty().day_type(day("2026-10-03")), DayType::Weekend);
    }

    #[test]
    fn every_complaint_names_line_and_key() {
        let holiday = "name = \"x\"\n[[holiday]]\nname = \"h\"\n";
        for (file, said) in [
            ("name = ".to_owned(), "line 1, file: this is no TOML"),
            ("source = \"s\"".to_owned(), "line 1, name: this must be given"),
            ("name = 1".to_owned(), "line 1, name: write a text"),
            ("name = \"x\"\nholiday = 3".to_owned(), "line 2, holiday: write this as [[holiday]]"),
            ("name = \"x\"\nweekend = 3".to_owned(), "line 2, weekend: this key is not known"),
            ("name = \"x\"\nworkdays = 3".to_owned(), "line 2, workdays: write a list of dates"),
            ("name = \"x\"\nworkdays = [\"soon\"]".to_owned(), "line 2, workdays: write a list of dates"),
            ("name = \"x\"\nworkdays = [2026-10-09]".to_owned(), "line 2, workdays: 2026-10-09 is no Saturday"),
            (holiday.to_owned(), "line 2, from: this must be given"),
            (format!("{holiday}from = 5"), "line 4, from: write a date"),
            (format!("{holiday}from = 2026-10-02\nto = 2026-10-01"), "line 5, to: the holiday ends before"),
            (
                format!("{holiday}from = 2026-10-02\n[[holiday]]\nname = \"i\"\nfrom = 2026-10-02"),
                "line 7, from: 2026-10-02 is a holiday already",
            ),
        ] {
            let error = DayCalendar::parse(&file).unwrap_err().to_string();
            assert!(error.starts_with(said), "{file}\n{error}\n{said}");
        }
    }

    #[test]
    fn standard_time_is_the_clock_of_the_winter() {
        let hours = |zone: &str, at: &str| {
            let (zone, at) = (Zone::parse(zone).unwrap(), at.parse().unwrap());
            (zone.standard_offset(at).num_minutes(), zone.wall_offset(at).num_minutes())
        };
        assert_eq!(hours("Europe/London", "2026-07-01T00:00:00Z"), (0, 60));
        assert_eq!(hours("Europe/London", "2026-01-01T00:00:00Z"), (0, 0));
        assert_eq!(hours("Europe/Dublin", "2026-07-01T00:00:00Z"), (0, 60));
        assert_eq!(hours("Europe/Dublin", "2026-01-01T00:00:00Z"), (0, 0));
        assert_eq!(hours("Australia/Lord_Howe", "2026-01-01T00:00:00Z"), (630, 660));
        assert_eq!(hours("Asia/Kolkata", "2026-01-01T00:00:00Z"), (330, 330));
    }
}
