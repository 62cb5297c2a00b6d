//! Quotas: energy tolerated in a cycle, and what follows at each level of it.
//!
//! A quota is for a room, a department, a line, a floor or a building: whoever asks gives the usage of its members.
//! What has been used, when each level was passed and when the next one will be are functions of that usage alone, so
//! that a late reading moves them and a restart does not.

mod crossing;
mod level;
mod standing;

use std::sync::Arc;

use chrono::{Datelike, Months, NaiveDate};
use units::{DateRange, Energy, round_div};

pub use level::{Action, Level, LevelAt};
pub use standing::{LevelStanding, NextLevel, QuotaFacts, QuotaStanding, QuotaSupply};

/// A quota, checked when it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    name: Arc<str>,
    per: QuotaCycle,
    grant: QuotaGrant,
    from: NaiveDate,
    until: Option<NaiveDate>,
    levels: Vec<Level>,
}

/// How often counting begins anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuotaCycle {
    Day,
    Month,
    /// A year that starts on the first of this month, 1 to 12.
    Year {
        starts: u32,
    },
    /// Once, from the quota's first day to its last.
    Term,
}

/// How much energy a cycle has. A cycle that the quota's own dates cut short has the whole of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuotaGrant {
    /// For all members together.
    Whole(Energy),
    PerRoom(Energy),
    /// By occupant-days: an occupant of half the days counts half.
    PerOccupant(Energy),
}

/// Why a quota cannot be set up like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QuotaError {
    #[error("a quota needs a name, as it is to be printed")]
    NoName,
    #[error("a quota must grant more than zero; to allow nothing, switch off by hand")]
    NothingGranted,
    #[error("a quota needs at least one level; add what happens at 100 %")]
    NoLevels,
    #[error("levels must lie above zero and ascend: level {0} does not lie above the one before it")]
    NotAscending(usize),
    #[error("write all levels of a quota in per cent or all in kWh, so that their order cannot change")]
    MixedLevels,
    #[error("level {0} has a surcharge or a power limit that is not above zero; correct it")]
    EmptyAction(usize),
    #[error("the quota ends before it begins; correct its dates")]
    EndsFirst,
    #[error("a quota for a term needs a last day; enter when the term ends")]
    EndlessTerm,
    #[error("{0} is not a month; a year starts in a month from 1 to 12")]
    NotMonth(u32),
}

/// Who shares a quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Members<'a> {
    pub rooms: u32,
    /// How many occupants there are from each date on, ascending; none before the first.
    pub occupants: &'a [(NaiveDate, u32)],
}

impl Quota {
    pub fn new(
        name: &str,
        per: QuotaCycle,
        grant: QuotaGrant,
        dates: (NaiveDate, Option<NaiveDate>),
        levels: Vec<Level>,
    ) -> Result<Self, QuotaError> {
        let (from, until) = dates;
        if name.trim().is_empty() {
            return Err(QuotaError::NoName);
        }
        if grant.each().wh() <= 0 {
            return Err(QuotaError::NothingGranted);
        }
        match per {
            QuotaCycle::Year { starts } if !(1..=12).contains(&starts) => return Err(QuotaError::NotMonth(starts)),
            QuotaCycle::Term if until.is_none() => return Err(QuotaError::EndlessTerm),
            _ => {}
        }
        if until.is_some_and(|until| until <= from) {
            return Err(QuotaError::EndsFirst);
        }
        level::check(&levels)?;
        Ok(Self { name: name.trim().into(), per, grant, from, until, levels })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// The cycle that a day lies in, as far as the quota's own dates go; nothing outside them.
    pub fn cycle(&self, day: NaiveDate) -> Option<DateRange> {
        let own = DateRange { first: self.from, end: self.until.unwrap_or(NaiveDate::MAX) };
        let first_of =
            |first: NaiveDate, months| Some(DateRange { first, end: first.checked_add_months(Months::new(months))? });
        let cycle = match self.per {
            QuotaCycle::Day => DateRange { first: day, end: day.succ_opt()? },
            QuotaCycle::Month => first_of(day.with_day(1)?, 1)?,
            QuotaCycle::Year { starts } => {
                let year = if day.month() < starts { day.year() - 1 } else { day.year() };
                first_of(NaiveDate::from_ymd_opt(year, starts, 1)?, 12)?
            }
            QuotaCycle::Term => own,
        };
        (own.first <= day && day < own.end).then(|| cycle.overlap(&own)).flatten()
    }

    /// What a cycle grants. Occupants of days to come are those that are there now.
    pub fn granted(&self, members: &Members<'_>, cycle: DateRange) -> Energy {
        let (each, number, of) = match self.grant {
            QuotaGrant::Whole(energy) => return energy,
            QuotaGrant::PerRoom(energy) => (energy, i128::from(members.rooms), 1),
            QuotaGrant::PerOccupant(energy) => (energy, occupant_days(members.occupants, cycle), cycle.days()),
        };
        let wh = round_div(i128::from(each.wh()) * number, i128::from(of.max(1)));
        i64::try_from(wh).ok().and_then(Energy::new).unwrap_or(each)
    }
}

impl QuotaGrant {
    const fn each(self) -> Energy {
        match self {
            Self::Whole(energy) | Self::PerRoom(energy) | Self::PerOccupant(energy) => energy,
        }
    }
}

fn occupant_days(occupants: &[(NaiveDate, u32)], cycle: DateRange) -> i128 {
    let ends = occupants.iter().skip(1).map(|(from, _)| *from).chain([NaiveDate::MAX]);
    let days = occupants.iter().zip(ends).map(|((first, number), end)| {
        let days = DateRange { first: *first, end }.overlap(&cycle).map_or(0, |dates| dates.days());
        i128::from(days) * i128::from(*number)
    });
    days.sum()
}

#[cfg(test)]
mod tests;
