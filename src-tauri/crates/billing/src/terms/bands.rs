use std::fmt;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use units::{DayType, Price};

/// Quarters of an hour in a day of the clock.
pub const QUARTERS: u8 = 96;

/// Prices by time of use: for every season and type of day one row of hours, from midnight to midnight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bands {
    pub clock: Clock,
    /// In the order of the file, which is that of the statement.
    pub bands: Vec<Band>,
    pub seasons: Vec<Season>,
    pub hours: Vec<Hours>,
}

/// Which clock the hours follow, with its own midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Clock {
    /// The clock on the wall, with summer time.
    Wall,
    /// Standard time all year.
    Standard,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    pub name: Arc<str>,
    pub price: Price,
}

/// From one day of the year to another, both included; it may pass the new year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Season {
    pub name: Arc<str>,
    pub from: MonthDay,
    pub to: MonthDay,
}

/// A day of any year, such as 07-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    month: u32,
    day: u32,
}

/// The bands of a day for some types of day of one season.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// The season's index; none is the rest of the year, or all of it where there are no seasons.
    pub season: Option<usize>,
    /// At least one, each once, in their order.
    pub days: Vec<DayType>,
    /// In order, without hole or overlap, from 00:00 to 24:00.
    pub stretches: Vec<Stretch>,
}

/// A part of a day of the clock in one band, half-open, in quarters of an hour from midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub from: u8,
    pub to: u8,
    /// The band's index.
    pub band: usize,
}

impl Bands {
    /// The stretches of a date of the clock.
    pub fn day(&self, date: NaiveDate, kind: DayType) -> &[Stretch] {
        let season = self.season(MonthDay::of(date));
        let row = self.hours.iter().find(|row| row.season == season && row.days.contains(&kind));
        row.map_or(&[], |row| &row.stretches)
    }

    /// The season of a day of the year; none is the rest of the year.
    pub fn season(&self, day: MonthDay) -> Option<usize> {
        self.seasons.iter().position(|season| season.contains(day))
    }

    /// The index of the band with this name.
    pub fn named(&self, name: &str) -> Option<usize> {
        self.bands.iter().position(|band| &*band.name == name)
    }
}

impl Season {
    pub fn contains(&self, day: MonthDay) -> bool {
        if self.from <= self.to { self.from <= day && day <= self.to } else { self.from <= day || day <= self.to }
    }
}

impl MonthDay {
    pub fn of(date: NaiveDate) -> Self {
        Self { month: date.month(), day: date.day() }
    }

    /// Every day of a leap year.
    pub fn all() -> impl Iterator<Item = Self> {
        let first = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
        first.iter_days().take(366).map(Self::of)
    }

    /// Reads `07-01`; 02-29 is a day like others.
    pub fn parse(text: &str) -> Option<Self> {
        let (month, day) = text.split_once('-').filter(|(month, day)| month.len() == 2 && day.len() == 2)?;
        NaiveDate::from_ymd_opt(2000, month.parse().ok()?, day.parse().ok()?).map(Self::of)
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}
