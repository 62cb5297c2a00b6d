mod detail;

pub use detail::{Detail, NotDetail};

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use ledger::{Book, Revenue};
use units::{Currency, Energy, Money, Month, Price, UnitError};

use crate::Percent;

/// What a charge line is for. The order is that of the statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChargeKind {
    Energy,
    /// Energy granted: a negative line at the price of the kWh that it replaces (`rules.md` 7).
    Allowance,
    /// What energy costs more since a level of a quota was passed.
    QuotaSurcharge,
    DailyFee,
    MonthlyFee,
    /// A share of a common cost (`rules.md` 11).
    Common,
    /// What is missing to the minimum charge.
    Minimum,
    /// Tax added to the charges.
    Tax,
    /// Tax that the charges contain: nothing to pay, all in [`ChargeLine::within`].
    TaxIncluded,
}

/// The text is no kind of charge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a kind of charge; write for example energy or daily_fee")]
pub struct NotChargeKind(pub String);

impl ChargeKind {
    pub const ALL: [Self; 9] = [
        Self::Energy,
        Self::Allowance,
        Self::QuotaSurcharge,
        Self::DailyFee,
        Self::MonthlyFee,
        Self::Common,
        Self::Minimum,
        Self::Tax,
        Self::TaxIncluded,
    ];

    /// The stable name, for the store and for messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Energy => "energy",
            Self::Allowance => "allowance",
            Self::QuotaSurcharge => "quota_surcharge",
            Self::DailyFee => "daily_fee",
            Self::MonthlyFee => "monthly_fee",
            Self::Common => "common",
            Self::Minimum => "minimum",
            Self::Tax => "tax",
            Self::TaxIncluded => "tax_included",
        }
    }

    /// The book that a posting of this kind credits with its amount.
    ///
    /// Included tax has no amount: what its lines contain moves from revenue to the tax payable.
    pub const fn book(self) -> Book {
        match self {
            Self::Energy | Self::Allowance | Self::QuotaSurcharge => Book::Revenue(Revenue::Energy),
            Self::DailyFee => Book::Revenue(Revenue::DailyFee),
            Self::MonthlyFee => Book::Revenue(Revenue::ServiceFee),
            Self::Common => Book::Revenue(Revenue::Common),
            Self::Minimum => Book::Revenue(Revenue::Minimum),
            Self::Tax | Self::TaxIncluded => Book::TaxPayable,
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
    /// The days that a minimum is due for, and what was charged for the version without it.
    Minimum {
        days: i64,
        of: i64,
        charged: Money,
    },
    /// The sum that a tax is on.
    Charged(Money),
    /// The energy of a whole pool, of which the line is a share.
    Pool(Energy),
}

impl Quantity {
    pub const fn is_zero(self) -> bool {
        match self {
            Self::Energy(energy) => energy.wh() == 0,
            Self::Days { days, .. } | Self::Minimum { days, .. } => days == 0,
            Self::Charged(sum) => sum.is_zero(),
            Self::Pool(_) => false,
        }
    }

    /// The account's own energy that the line is about: negative for an allowance, zero where it is about money.
    pub const fn energy(self) -> Energy {
        match self {
            Self::Energy(energy) => energy,
            Self::Days { .. } | Self::Minimum { .. } | Self::Charged(_) | Self::Pool(_) => Energy::ZERO,
        }
    }
}

/// What one unit of the quantity costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    PerKwh(Price),
    PerDay(Price),
    /// Due by days: `fee × days ÷ days of the month` (`rules.md` 5). Of a minimum, what is missing to that.
    PerMonth(Money),
    /// Tax added.
    Percent(Percent),
    /// Tax contained.
    PercentWithin(Percent),
    /// What another calculation stated, which prints its own basis.
    Stated(Money),
}

impl Rate {
    /// Rate times quantity, rounded once, half away from zero. A rate and a quantity that do not belong together, or
    /// an amount out of bounds, is an error.
    pub fn amount(self, quantity: Quantity, currency: Currency) -> Result<Money, UnitError> {
        match (self, quantity) {
            (Self::PerKwh(price), Quantity::Energy(energy)) => price.cost(energy, currency),
            (Self::PerDay(fee), Quantity::Days { days, .. }) => fee.times(days, currency),
            (Self::PerMonth(fee), Quantity::Days { days, of }) if of > 0 => fee.share(days, of),
            (Self::PerMonth(least), Quantity::Minimum { days, of, charged }) if of > 0 => {
                let missing = least.share(days, of)?.checked_add(-charged).ok_or(UnitError::TooLarge)?;
                Ok(missing.max(Money::ZERO))
            }
            (Self::Percent(percent), Quantity::Charged(sum)) => percent.of(sum),
            (Self::PercentWithin(_), Quantity::Charged(_)) => Ok(Money::ZERO),
            (Self::Stated(amount), Quantity::Pool(_)) => Ok(amount),
            _ => Err(UnitError::TooLarge),
        }
    }

    /// The tax that the quantity contains at this rate; nothing but for [`Rate::PercentWithin`].
    pub fn within(self, quantity: Quantity) -> Result<Money, UnitError> {
        match (self, quantity) {
            (Self::PercentWithin(percent), Quantity::Charged(sum)) => percent.within(sum),
            _ => Ok(Money::ZERO),
        }
    }
}

/// What posting by difference compares: the lines of one key are one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineKey {
    /// The service month.
    pub month: Month,
    pub kind: ChargeKind,
    /// From when the tariff version counts: the name of the version.
    pub version: NaiveDate,
    pub detail: Detail,
}

/// One line of a charge period, due so far: one for each kind, tariff version and detail, rounded once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeLine {
    /// The service month.
    pub month: Month,
    pub kind: ChargeKind,
    /// From when the tariff version in force counts: the name of the version. Of a tax, the first with that tax.
    pub version: NaiveDate,
    pub detail: Detail,
    pub quantity: Quantity,
    pub rate: Rate,
    pub amount: Money,
    /// The tax that the charges contain, on lines of [`ChargeKind::TaxIncluded`]; zero on all others.
    pub within: Money,
    /// How much of the energy is estimated.
    pub estimated: Energy,
    /// It rests on a share whose bill is not known yet.
    pub provisional: bool,
}

impl ChargeLine {
    pub fn key(&self) -> LineKey {
        LineKey { month: self.month, kind: self.kind, version: self.version, detail: self.detail.clone() }
    }

    /// Energy that the registers measured: that of the energy lines. Allowances and surcharges speak of the same kWh
    /// once more.
    pub fn metered(&self) -> Energy {
        if self.kind == ChargeKind::Energy { self.quantity.energy() } else { Energy::ZERO }
    }
}
