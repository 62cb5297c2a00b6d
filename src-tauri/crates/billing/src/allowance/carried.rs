use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use units::{AllowanceId, Energy};

use crate::TierCycle;

/// Counters that outlive a charge period, at its end so far: energy only, never rounded money (`rules.md` 2).
///
/// Its text is what a locked month keeps: `tier=2026-01-01/1234567;allowance=3:2026-10-01/500/0/29500`. `tier` counts
/// in a year, `month` in a month.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Carried {
    pub tier: Option<TierCounter>,
    /// By identifier.
    pub allowances: Vec<(AllowanceId, AllowanceCounter)>,
}

/// The counter of a cycle of tiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TierCounter {
    pub per: TierCycle,
    /// The first day of the cycle.
    pub cycle: NaiveDate,
    /// What was used in it so far, as far as it counts for tiers.
    pub used: Energy,
}

/// The counter of an allowance in a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllowanceCounter {
    /// The first day of the cycle; of a term, that of the allowance.
    pub cycle: NaiveDate,
    /// What was taken in it so far.
    pub used: Energy,
    /// What came from the cycle before.
    pub brought: Energy,
    /// What is left of grant and brought together.
    pub left: Energy,
}

/// The text is not that of carried counters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” does not say carried counters, such as tier=2026-01-01/1500")]
pub struct NotCarried(pub String);

static NOTHING: Carried = Carried { tier: None, allowances: Vec::new() };

impl Carried {
    /// Nothing carried: the start of a tenancy.
    pub fn nothing() -> &'static Self {
        &NOTHING
    }
}

impl fmt::Display for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if let Some(TierCounter { per, cycle, used }) = self.tier {
            let counted = match per {
                TierCycle::Month => "month",
                TierCycle::Year { .. } => "tier",
            };
            write!(f, "{counted}={cycle}/{}", used.wh())?;
            separator = ";";
        }
        for (id, counter) in &self.allowances {
            let AllowanceCounter { cycle, used, brought, left } = counter;
            write!(f, "{separator}allowance={id}:{cycle}/{}/{}/{}", used.wh(), brought.wh(), left.wh())?;
            separator = ";";
        }
        Ok(())
    }
}

impl FromStr for Carried {
    type Err = NotCarried;

    fn from_str(text: &str) -> Result<Self, NotCarried> {
        let wrong = || NotCarried(text.to_owned());
        let mut carried = Self::default();
        for part in text.split(';').filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some((counted @ ("tier" | "month"), counter)) if carried.tier.is_none() => {
                    let (cycle, [used]) = numbers(counter).ok_or_else(wrong)?;
                    let year = || TierCycle::Year { starts: cycle.month() };
                    let per = if counted == "month" { TierCycle::Month } else { year() };
                    carried.tier = Some(TierCounter { per, cycle, used });
                }
                Some(("allowance", counter)) => {
                    let (id, counter) = counter.split_once(':').ok_or_else(wrong)?;
                    let (cycle, [used, brought, left]) = numbers(counter).ok_or_else(wrong)?;
                    let id = AllowanceId(id.parse().map_err(|_| wrong())?);
                    carried.allowances.push((id, AllowanceCounter { cycle, used, brought, left }));
                }
                _ => return Err(wrong()),
            }
        }
        Ok(carried)
    }
}

/// A date and so many watt-hours behind it.
fn numbers<const N: usize>(text: &str) -> Option<(NaiveDate, [Energy; N])> {
    let mut parts = text.split('/');
    let date = parts.next()?.parse().ok()?;
    let numbers: Vec<Energy> = parts.map(|part| Energy::new(part.parse().ok()?)).collect::<Option<_>>()?;
    Some((date, numbers.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_text_and_back() {
        for text in [
            "",
            "tier=2026-01-01/1234567",
            "month=2026-10-01/0;allowance=3:2026-10-01/500/0/29500;allowance=7:2026-09-01/0/100/-5",
            "allowance=3:2026-10-01/500/0/29500",
        ] {
            assert_eq!(text.parse::<Carried>().unwrap().to_string(), text);
        }
        for wrong in [
            "tier",
            "tier=",
            "tier=2026-13-01/1",
            "tier=2026-01-01/1/2",
            "month=2026-01-01/1;tier=2026-01-01/1",
            "allowance=2026-10-01/1/2/3",
            "x=1",
        ] {
            assert!(wrong.parse::<Carried>().is_err(), "{wrong}");
        }
    }
}
