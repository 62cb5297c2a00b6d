use std::fmt;

use units::{Energy, Power, Price};

use super::QuotaError;
use crate::Percent;

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

impl LevelAt {
    /// Rounded up, and at least one watt-hour: nobody is above a level who has used nothing.
    pub(super) fn threshold(self, granted: Energy) -> Energy {
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

impl fmt::Display for LevelAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(percent) => write!(f, "{percent} %"),
            Self::Used(energy) => write!(f, "{energy} kWh"),
        }
    }
}

/// Levels of one measure that ascend from above zero, each with something to do.
pub(super) fn check(levels: &[Level]) -> Result<(), QuotaError> {
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
