use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

/// The widest register we accept, in Wh: a thousand TWh. Sums of any real site stay far below i64.
const WIDEST_WH: i64 = 1_000_000_000_000_000;

/// Energy in whole watt-hours. A register value or a difference of two, so it may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Energy(i64);

impl Energy {
    pub const ZERO: Self = Self(0);

    /// Nothing when no register on earth could show it.
    pub const fn new(wh: i64) -> Option<Self> {
        if wh.unsigned_abs() > WIDEST_WH.unsigned_abs() { None } else { Some(Self(wh)) }
    }

    /// A constant of the program. Panics beyond the bound.
    pub const fn from_wh(wh: i64) -> Self {
        assert!(wh.unsigned_abs() <= WIDEST_WH.unsigned_abs(), "energy out of bounds");
        Self(wh)
    }

    pub const fn wh(self) -> i64 {
        self.0
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }
}

impl fmt::Display for Energy {
    /// Kilowatt-hours to the watt-hour, trailing zeroes kept to two: `3.21`, `0.005`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        let fraction = format!("{:03}", magnitude % 1000);
        let kept = if fraction.ends_with('0') { 2 } else { 3 };
        write!(f, "{sign}{}.{}", magnitude / 1000, &fraction[..kept])
    }
}

impl Add for Energy {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.0 + other.0).expect("energy sum out of bounds")
    }
}

impl Sub for Energy {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Neg for Energy {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl AddAssign for Energy {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Energy {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::ZERO, Add::add)
    }
}

/// Active power in whole watts; negative when a point exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Power(i64);

impl Power {
    pub const fn from_w(w: i64) -> Self {
        Self(w)
    }

    pub const fn w(self) -> i64 {
        self.0
    }
}

impl Sum for Power {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        Self(parts.map(|p| p.0).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn energy_prints_to_the_watt_hour() {
        for (wh, text) in [(3_210, "3.21"), (5, "0.005"), (-1_500, "-1.50"), (0, "0.00"), (100, "0.10")] {
            assert_eq!(Energy::from_wh(wh).to_string(), text);
        }
    }

    #[test]
    fn energy_beyond_any_register_is_refused() {
        assert_eq!(Energy::new(i64::MAX), None);
        assert_eq!(Energy::new(i64::MIN), None);
    }
}
