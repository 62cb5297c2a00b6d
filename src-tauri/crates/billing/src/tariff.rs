mod meters;
mod read;
mod write;

#[cfg(test)]
mod tests;

pub use meters::Counted;

use chrono::NaiveDate;
use units::{Currency, DateRange, UnitError};

use crate::{Held, MonthDay, Terms};

/// A price list: what energy and days cost, by versions that each count from a date of the site on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tariff {
    pub name: String,
    pub currency: Currency,
    /// Where the prices come from, as it is shown to people; empty when not said.
    pub source: String,
    versions: Vec<Version>,
}

/// The terms in force from a date until the next version, or until `until` (not included) where that is earlier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
    pub terms: Terms,
}

/// What is wrong in a price list, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, {key}: {problem}")]
pub struct TariffError {
    /// Counted from 1.
    pub line: usize,
    /// The key, or the table where no key is at fault.
    pub key: String,
    pub problem: Problem,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("this is no TOML: {0}")]
    Syntax(String),
    #[error("this must be given")]
    Missing,
    #[error("this key is not known here; check its spelling")]
    Unknown,
    #[error("write a text in quotes, not empty")]
    NotText,
    #[error("write a date such as 2026-09-01")]
    NotDate,
    #[error("write a plain number such as 0.6083")]
    NotNumber,
    #[error("write this as [[{0}]]")]
    NotTables(&'static str),
    #[error("write this as a table with keys of its own")]
    NotTable,
    #[error("write true or false")]
    NotYes,
    #[error("write a list such as [\"workday\"], not empty")]
    NotList,
    #[error("write kilowatt-hours such as 2760 or 0.5, not negative, with three digits after the point at most")]
    NotKwh,
    #[error("write a whole number such as 4")]
    NotCount,
    #[error("write a percentage from 0 to 1000, such as 5 or 12.5")]
    NotPercent,
    #[error("{0}")]
    Unit(UnitError),
    #[error("this must not be negative")]
    Negative,
    #[error("this must not be negative; where that is meant, write credit = true beside it")]
    NoCredit,
    #[error("another version starts on {0}; give each its own date")]
    SameStart(NaiveDate),
    #[error("the next version starts on {0}, before this one ends; end it there or leave “until” out")]
    Overlaps(NaiveDate),
    #[error("“{0}” is there already; give each its own name")]
    SameName(String),
    #[error("the price is given twice; keep one of them")]
    TwoPrices,
    #[error("the band “{0}” has no price; give it one, or give it one in every tier")]
    NoBandPrice(String),
    #[error("there are no bands; write them as [[version.band]]")]
    NoBands,
    #[error("“{0}” cannot name a band; leave out commas, semicolons and equals signs")]
    NotBand(String),
    #[error("there is no band “{0}”; write one as [[version.band]] or check the spelling")]
    UnknownBand(String),
    #[error("there is no season “{0}”; write one as [[version.season]] or check the spelling")]
    UnknownSeason(String),
    #[error("write \"wall\" for the clock on the wall or \"standard\" for standard time all year")]
    NotClock,
    #[error("“{0}” is no day of the year; write month and day such as 07-01")]
    NotMonthDay(String),
    #[error("{0} lies in another season too; let each day be in one")]
    SeasonsOverlap(MonthDay),
    #[error("the seasons fill the whole year, so that this row never holds; name its season")]
    NoRestOfYear,
    #[error("name each day once: \"workday\", \"weekend\", \"holiday\"")]
    NotDays,
    #[error("“{0}” is no stretch of hours; write for example 08:00-22:00 peak")]
    NotHours(String),
    #[error("{0} is not a quarter of an hour; write for example 08:15")]
    OffGrid(String),
    #[error("from {0} to {1} two bands hold; leave each time to one")]
    HoursOverlap(String, String),
    #[error("from {0} to {1} no band holds; add one, so that the whole day is covered")]
    HoursHole(String, String),
    #[error("another row of hours holds on {0}; keep one of them")]
    HoursTwice(String),
    #[error("no row of hours holds on {0}; add one")]
    NoHours(String),
    #[error("write \"month\" or \"year\"")]
    NotCycle,
    #[error("write a month such as \"04\"")]
    NotMonth,
    #[error("tiers by month have no start of the year; leave this out")]
    NotPerYear,
    #[error("write \"whole\" or \"by_days\"")]
    NotPartCycle,
    #[error("the last tier goes on without end; leave this out")]
    LastTierEnds,
    #[error("only the last tier goes on without end; say where this one ends")]
    TierGoesOn,
    #[error("this tier must end above the one before")]
    NotAscending,
    #[error("a tier must not grow by less for each occupant than the one before")]
    FewerPerOccupant,
    #[error("name what the tax is on, each once: \"energy\", \"fees\", \"common\"")]
    NotTaxed,
    #[error("the version ends before it starts; write a later date")]
    EndsFirst,
}

impl Tariff {
    /// Versions are put in order; two that start on one date or overlap, or one that ends before it starts, are
    /// refused.
    pub fn new(name: String, currency: Currency, source: String, mut versions: Vec<Version>) -> Result<Self, Problem> {
        versions.sort_by_key(|version| version.from);
        if versions.is_empty() {
            return Err(Problem::Missing);
        }
        if let Some(pair) = versions.windows(2).find(|pair| pair[0].from == pair[1].from) {
            return Err(Problem::SameStart(pair[0].from));
        }
        if versions.iter().any(|version| version.until.is_some_and(|until| until <= version.from)) {
            return Err(Problem::EndsFirst);
        }
        let overlaps = |pair: &&[Version]| pair[0].until.is_some_and(|until| until > pair[1].from);
        if let Some(pair) = versions.windows(2).find(overlaps) {
            return Err(Problem::Overlaps(pair[1].from));
        }
        Ok(Self { name, currency, source, versions })
    }

    /// Reads a price list file. The format is that of `assets/tariffs`.
    pub fn parse(text: &str) -> Result<Self, TariffError> {
        read::tariff(text)
    }

    /// The price list as a file that [`Tariff::parse`] reads back to the same.
    pub fn to_toml(&self) -> String {
        write::tariff(self)
    }

    /// Oldest first.
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// The version of a day, or nothing: then nothing can be charged for it.
    pub fn in_force(&self, day: NaiveDate) -> Option<&Version> {
        let after = self.versions.partition_point(|version| version.from <= day);
        let version = after.checked_sub(1).and_then(|last| self.versions.get(last))?;
        version.until.is_none_or(|until| day < until).then_some(version)
    }

    /// The versions in force within `dates`, each with its dates, in order.
    pub fn within(&self, dates: DateRange) -> impl Iterator<Item = (&Version, DateRange)> {
        self.versions.iter().enumerate().filter_map(move |(i, version)| {
            let next = self.versions.get(i + 1).map(|next| next.from);
            let end = [next, version.until].into_iter().flatten().min().unwrap_or(NaiveDate::MAX);
            Some((version, DateRange { first: version.from, end }.overlap(&dates)?))
        })
    }

    /// The stretches of `dates` for which no version is in force, in order.
    pub fn missing(&self, dates: DateRange) -> Vec<DateRange> {
        let mut missing = Vec::new();
        let mut first = dates.first;
        for (_, covered) in self.within(dates) {
            missing.extend((first < covered.first).then_some(DateRange { first, end: covered.first }));
            first = covered.end;
        }
        missing.extend((first < dates.end).then_some(DateRange { first, end: dates.end }));
        missing
    }

    /// Its newest prices as if they had always held: what a back-test replays.
    pub fn newest_throughout(&self) -> Self {
        let newest = self.versions.last().map(|newest| Version { from: NaiveDate::MIN, until: None, ..newest.clone() });
        Self { versions: newest.into_iter().collect(), ..self.clone() }
    }

    /// This price list up to `day` and `other` from then on: what holds for a room that changes its price list.
    /// Where `other` has no version on that day, the days until its first one stay without a price.
    ///
    /// Both must be in one currency.
    pub fn followed_by(&self, day: NaiveDate, other: &Self) -> Result<Self, Held> {
        if self.currency != other.currency {
            return Err(Held::WrongCurrency { tariff: other.currency, site: self.currency });
        }
        let before = self.versions.iter().filter(|version| version.from < day).map(|version| Version {
            until: Some(version.until.map_or(day, |until| until.min(day))),
            ..version.clone()
        });
        let at = other.in_force(day).map(|version| Version { from: day, ..version.clone() });
        let after = other.versions.iter().filter(|version| version.from > day).cloned();
        let versions = before.chain(at).chain(after).collect();
        Ok(Self { name: other.name.clone(), currency: other.currency, source: other.source.clone(), versions })
    }
}
