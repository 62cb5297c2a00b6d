mod carried;

pub use carried::{AllowanceCounter, Carried, NotCarried, TierCounter};

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use units::{AllowanceId, Energy, Money, Price, Timestamp};

/// Energy that is granted without charge, cycle by cycle, taken in time order (`rules.md` 7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    pub id: AllowanceId,
    /// As it is printed. Allowances of one name share their lines.
    pub name: Arc<str>,
    pub per: Cycle,
    /// For a whole cycle.
    pub grant: Energy,
    pub each: Each,
    pub part_cycle: PartCycle,
    /// Taken from this band only. A price list without a band of this name takes nothing.
    pub band: Option<Arc<str>>,
    /// Whether the energy granted fills the tiers like any other.
    pub counts_for_tiers: bool,
    /// At most this much of what is left goes to the next cycle; none is nothing.
    pub carry_over: Option<Energy>,
    pub from: NaiveDate,
    /// The first day without it.
    pub until: Option<NaiveDate>,
}

/// How often an allowance is granted anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cycle {
    Month,
    /// A year that starts on the first of this month, 1 to 12.
    Year {
        starts: u32,
    },
    /// Once, from its first day to its last.
    Term,
}

/// Who gets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Each {
    Room,
    Occupant,
}

/// What a threshold or a grant is for somebody who was there for a part of its cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartCycle {
    Whole,
    ByDays,
}

/// Another price from an instant on, such as that of a quota whose level was passed: so much more for each kWh used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surcharge {
    pub name: Arc<str>,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
    pub per_kwh: Price,
}

/// An account's share of a common cost, as the apportionment stated it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The pool's name, as it is printed.
    pub pool: Arc<str>,
    /// The tariff version that the cost was made by.
    pub version: NaiveDate,
    pub amount: Money,
    /// It rests on a bill that is not known yet.
    pub provisional: bool,
    /// The arithmetic, as it is printed.
    pub basis: String,
    /// Of the whole pool; it is not the account's.
    pub energy: Energy,
}

/// When tax falls due (`rules.md` 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TaxDue {
    #[default]
    AtUse,
    /// What is added to prices is taken from each top-up, and no charge line shows it. Prices that contain a tax are
    /// paid out of the credit with it: that tax is shown at use all the same, and taken once.
    AtTopUp,
}

impl Cycle {
    /// The first day of the cycle that a day lies in; of a term, nothing: it starts with its allowance.
    pub fn start(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Month => day.with_day(1),
            Self::Year { starts } => {
                let year = if day.month() < starts { day.year() - 1 } else { day.year() };
                NaiveDate::from_ymd_opt(year, starts, 1)
            }
            Self::Term => None,
        }
    }

    /// The first day of the cycle after the one that starts on `start`; of a term, nothing.
    pub fn next(self, start: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Month => start.checked_add_months(chrono::Months::new(1)),
            Self::Year { .. } => start.checked_add_months(chrono::Months::new(12)),
            Self::Term => None,
        }
    }
}
