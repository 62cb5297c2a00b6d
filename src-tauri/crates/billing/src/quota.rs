//! Quotas: energy tolerated in a cycle, and what follows at each level of it.
//!
//! A quota is for a room, a department, a line, a floor or a building: whoever asks gives the usage of its members.
//! What has been used, when each level was passed and when the next one will be are functions of that usage alone, so
//! that a late reading moves them and a restart does not.

mod crossing;

use std::sync::Arc;

use chrono::{Datelike, Duration, Months, NaiveDate};
use units::{DateRange, Energy, Period, Power, Price, Timestamp, round_div};

use crate::{Percent, Surcharge, Usage};

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

/// A level of a quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    pub at: LevelAt,
    pub action: Action,
}

/// Where a level lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LevelAt {
    /// Of what is granted.
    Share(Percent),
    Used(Energy),
}

/// What follows when a level is reached, besides that everybody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Warn,
    /// So much more for each kWh from then on.
    Surcharge(Price),
    /// Supply up to so much power.
    Limit(Power),
    /// No supply until the next cycle, where the guards allow it (`rules.md` 18).
    Cut,
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

/// What decides where a quota stands in one cycle.
#[derive(Debug, Clone, Copy)]
pub struct QuotaFacts<'a> {
    /// The cycle's first to last instant in site time ([`Quota::cycle`]).
    pub cycle: Period,
    /// [`Quota::granted`] for that cycle.
    pub granted: Energy,
    /// Usage of all members, in any order and overlapping; only what lies in the cycle counts.
    pub usage: &'a [Usage],
    pub now: Timestamp,
    /// Over how long before `now` the pace is taken for the forecast.
    pub pace_over: Duration,
}

/// Where a quota stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaStanding {
    pub granted: Energy,
    pub used: Energy,
    /// For each level: where it lies and, if it is reached, since when.
    pub levels: Vec<LevelStanding>,
    /// The next level that is not reached yet.
    pub next: Option<NextLevel>,
}

/// A level in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelStanding {
    pub level: Level,
    pub threshold: Energy,
    pub since: Option<Timestamp>,
}

/// The level that comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextLevel {
    /// Its place among the levels, from zero.
    pub index: usize,
    pub left: Energy,
    /// When it will be reached at the pace of late; nothing if not within the cycle.
    pub expected: Option<Timestamp>,
}

/// What a quota does to the supply. Of several levels reached, the highest that says anything counts, and a cut is a
/// cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotaSupply {
    Free,
    Limited(Power),
    Cut,
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
        check_levels(&levels)?;
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

    pub fn standing(&self, facts: &QuotaFacts<'_>) -> QuotaStanding {
        let thresholds: Vec<Energy> = self.levels.iter().map(|level| level.at.threshold(facts.granted)).collect();
        let so_far = Period { to: facts.now.clamp(facts.cycle.from, facts.cycle.to), ..facts.cycle };
        let used: Energy = facts.usage.iter().map(|usage| usage.energy_in(so_far)).sum();
        let crossed = crossing::first_crossings(facts.usage, so_far, &thresholds);
        let levels: Vec<LevelStanding> = self
            .levels
            .iter()
            .zip(thresholds.into_iter().zip(crossed))
            .map(|(level, (threshold, since))| {
                // A level is left again when a correction takes energy back.
                LevelStanding { level: *level, threshold, since: since.filter(|_| used >= threshold) }
            })
            .collect();
        let next = levels.iter().position(|level| level.since.is_none()).map(|index| {
            let left = levels[index].threshold - used;
            NextLevel { index, left, expected: expected(left, facts) }
        });
        QuotaStanding { granted: facts.granted, used, levels, next }
    }

    /// The surcharges of a cycle, one after the other: a higher level's takes the place of a lower one's.
    pub fn surcharges(&self, standing: &QuotaStanding, cycle: Period) -> Vec<Surcharge> {
        let mut surcharges: Vec<Surcharge> = Vec::new();
        for level in &standing.levels {
            let (Action::Surcharge(per_kwh), Some(from)) = (level.level.action, level.since) else { continue };
            if let Some(last) = surcharges.last_mut() {
                last.until = Some(from);
            }
            let name = format!("{} {}", self.name, level.level.at).into();
            surcharges.push(Surcharge { name, from, until: Some(cycle.to), per_kwh });
        }
        // Two levels may be passed in one instant.
        surcharges.retain(|surcharge| surcharge.until != Some(surcharge.from));
        surcharges
    }
}

impl QuotaStanding {
    /// The highest level that is reached, from zero.
    pub fn reached(&self) -> Option<usize> {
        self.levels.iter().rposition(|level| level.since.is_some())
    }

    pub fn supply(&self) -> QuotaSupply {
        self.levels.iter().filter(|level| level.since.is_some()).fold(QuotaSupply::Free, |supply, level| {
            match (supply, level.level.action) {
                (QuotaSupply::Cut, _) | (_, Action::Cut) => QuotaSupply::Cut,
                (_, Action::Limit(power)) => QuotaSupply::Limited(power),
                (supply, Action::Warn | Action::Surcharge(_)) => supply,
            }
        })
    }
}

impl QuotaGrant {
    const fn each(self) -> Energy {
        match self {
            Self::Whole(energy) | Self::PerRoom(energy) | Self::PerOccupant(energy) => energy,
        }
    }
}

impl LevelAt {
    /// Rounded up, and at least one watt-hour: nobody is above a level who has used nothing.
    fn threshold(self, granted: Energy) -> Energy {
        match self {
            Self::Used(energy) => energy,
            Self::Share(percent) => {
                let micro = i128::from(granted.wh().max(0)) * i128::from(percent.micro());
                let wh = (micro + Percent::WHOLE - 1) / Percent::WHOLE;
                i64::try_from(wh.max(1)).ok().and_then(Energy::new).unwrap_or(granted)
            }
        }
    }
}

impl std::fmt::Display for LevelAt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Share(percent) => write!(f, "{percent} %"),
            Self::Used(energy) => write!(f, "{energy} kWh"),
        }
    }
}

fn check_levels(levels: &[Level]) -> Result<(), QuotaError> {
    let Some(first) = levels.first() else { return Err(QuotaError::NoLevels) };
    let size = |level: &Level| match (first.at, level.at) {
        (LevelAt::Share(_), LevelAt::Share(percent)) => Ok(percent.micro()),
        (LevelAt::Used(_), LevelAt::Used(energy)) => Ok(energy.wh()),
        _ => Err(QuotaError::MixedLevels),
    };
    let mut below = 0;
    for (level, number) in levels.iter().zip(1..) {
        let at = size(level)?;
        if at <= below {
            return Err(QuotaError::NotAscending(number));
        }
        below = at;
        match level.action {
            Action::Surcharge(price) if price.micro_per_kwh() <= 0 => return Err(QuotaError::EmptyAction(number)),
            Action::Limit(power) if power.w() <= 0 => return Err(QuotaError::EmptyAction(number)),
            _ => {}
        }
    }
    Ok(())
}

fn occupant_days(occupants: &[(NaiveDate, u32)], cycle: DateRange) -> i128 {
    let ends = occupants.iter().skip(1).map(|(from, _)| *from).chain([NaiveDate::MAX]);
    let days = occupants.iter().zip(ends).map(|((first, number), end)| {
        let days = DateRange { first: *first, end }.overlap(&cycle).map_or(0, |dates| dates.days());
        i128::from(days) * i128::from(*number)
    });
    days.sum()
}

/// When `left` will be used at the pace of late, rounded up to the millisecond.
fn expected(left: Energy, facts: &QuotaFacts<'_>) -> Option<Timestamp> {
    let late = Period::new(facts.now.checked_sub_signed(facts.pace_over)?, facts.now).ok()?;
    let pace: Energy = facts.usage.iter().map(|usage| usage.energy_in(late)).sum();
    if pace.wh() <= 0 {
        return None;
    }
    let length = i128::from(late.duration().num_milliseconds());
    let ms = (i128::from(left.wh()) * length + i128::from(pace.wh()) - 1) / i128::from(pace.wh());
    let at = facts.now.checked_add_signed(Duration::try_milliseconds(i64::try_from(ms).ok()?)?)?;
    (at < facts.cycle.to).then_some(at)
}

#[cfg(test)]
mod tests;
