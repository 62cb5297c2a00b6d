use chrono::Duration;
use units::{Energy, Period, Power, Timestamp};

use super::{Action, Level, Quota, crossing};
use crate::{Surcharge, Usage};

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
