use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use ledger::Revenue;
use units::{Currency, Energy, Money, Month, Price, UnitError};

/// What a charge line is for. Bands and tiers, allowances, shares of common energy and tax become kinds of their own.
/// The order is that of the statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChargeKind {
    Energy,
    DailyFee,
    MonthlyFee,
}

/// The text is no kind of charge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a kind of charge; write for example energy or daily_fee")]
pub struct NotChargeKind(pub String);

impl ChargeKind {
    pub const ALL: [Self; 3] = [Self::Energy, Self::DailyFee, Self::MonthlyFee];

    /// The stable name, for the store and for messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Energy => "energy",
            Self::DailyFee => "daily_fee",
            Self::MonthlyFee => "monthly_fee",
        }
    }

    /// The revenue book that a posting of this kind credits.
    pub const fn revenue(self) -> Revenue {
        match self {
            Self::Energy => Revenue::Energy,
            Self::DailyFee => Revenue::DailyFee,
            Self::MonthlyFee => Revenue::ServiceFee,
        }
    }
}

impl fmt::Display for ChargeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for ChargeKind {
    type Err = NotChargeKind;

    fn from_str(code: &str) -> Result<Self, NotChargeKind> {
        Self::ALL.into_iter().find(|kind| kind.code() == code).ok_or_else(|| NotChargeKind(code.to_owned()))
    }
}

/// How much is charged for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    Energy(Energy),
    /// Days due so far, of the days of the month.
    Days {
        days: i64,
        of: i64,
    },
}

impl Quantity {
    pub const fn is_zero(self) -> bool {
        match self {
            Self::Energy(energy) => energy.wh() == 0,
            Self::Days { days, .. } => days == 0,
        }
    }

    /// The energy of the line; zero where it charges for days.
    pub const fn energy(self) -> Energy {
        match self {
            Self::Energy(energy) => energy,
            Self::Days { .. } => Energy::ZERO,
        }
    }
}

/// What one unit of the quantity costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    PerKwh(Price),
    PerDay(Money),
    /// Due by days: `fee × days ÷ days of the month` (`rules.md` 5).
    PerMonth(Money),
}

impl Rate {
    /// Rate times quantity, rounded once, half away from zero. A rate and a quantity that do not belong together, or
    /// an amount out of bounds, is an error.
    pub fn amount(self, quantity: Quantity, currency: Currency) -> Result<Money, UnitError> {
        match (self, quantity) {
            (Self::PerKwh(price), Quantity::Energy(energy)) => price.cost(energy, currency),
            (Self::PerDay(fee), Quantity::Days { days, .. }) => fee.share(days, 1),
            (Self::PerMonth(fee), Quantity::Days { days, of }) if of > 0 => fee.share(days, of),
            _ => Err(UnitError::TooLarge),
        }
    }
}

/// One line of a charge period, due so far: one for each kind and tariff version, rounded once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChargeLine {
    /// The service month.
    pub month: Month,
    pub kind: ChargeKind,
    /// From when the tariff version in force counts: the name of the version.
    pub version: NaiveDate,
    pub quantity: Quantity,
    pub rate: Rate,
    pub amount: Money,
    /// How much of the energy is estimated.
    pub estimated: Energy,
}
