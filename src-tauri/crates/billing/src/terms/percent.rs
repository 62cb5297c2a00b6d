use std::fmt;

use units::{Money, Price, UnitError, round_div};

/// A percentage to six digits after the point: 5 % is 5 000 000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Percent(i64);

impl Percent {
    /// A hundred per cent, in the unit of [`Percent::micro`].
    pub const WHOLE: i128 = 100_000_000;

    /// From 0 to 1,000 %, in millionths of a per cent.
    pub const fn new(micro: i64) -> Result<Self, UnitError> {
        if micro < 0 || micro > 1_000_000_000 { Err(UnitError::TooLarge) } else { Ok(Self(micro)) }
    }

    pub const fn micro(self) -> i64 {
        self.0
    }

    /// Reads a decimal such as `12.5`, exactly.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        // Six digits, as a price has them.
        Price::parse(text).and_then(|number| Self::new(number.micro_per_kwh()))
    }

    /// So much per cent of an amount, rounded once, half away from zero.
    pub fn of(self, amount: Money) -> Result<Money, UnitError> {
        self.part(amount, Self::WHOLE)
    }

    /// What an amount that contains so much per cent of tax contains of it: `amount × p ÷ (100 + p)`.
    pub fn within(self, amount: Money) -> Result<Money, UnitError> {
        self.part(amount, Self::WHOLE + i128::from(self.0))
    }

    fn part(self, amount: Money, whole: i128) -> Result<Money, UnitError> {
        let part = round_div(i128::from(amount.minor()) * i128::from(self.0), whole);
        i64::try_from(part).map_err(|_| UnitError::TooLarge).and_then(Money::new)
    }
}

impl fmt::Display for Percent {
    /// As few digits as needed: `5`, `12.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fraction = format!("{:06}", self.0 % 1_000_000);
        let fraction = fraction.trim_end_matches('0');
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{}{point}{fraction}", self.0 / 1_000_000)
    }
}
