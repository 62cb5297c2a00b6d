use std::fmt::Write;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use units::{Currency, DateRange, Energy, Money};

use super::{KeyKind, LegShare, Pool};
use crate::Share;

/// How a share came about, kept with it and printed (`rules.md` 11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// The share is the sum of the rows; empty where the leg has no key on any day.
    pub rows: Vec<BasisRow>,
}

/// A share before it is rounded, in thousandths of a minor unit, cut off towards zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unrounded {
    pub thousandths: i128,
    /// Nothing was cut off.
    pub exact: bool,
}

impl Basis {
    /// What the rows add up to.
    pub fn unrounded(&self) -> Unrounded {
        let fraction = |(part, whole): (i128, i128)| BigRational::new(part.into(), BigInt::from(whole).max(1.into()));
        let cost = |row: &BasisRow| BigRational::from_integer((i128::from(row.cost.minor()) * 1_000).into());
        let sum: BigRational =
            self.rows.iter().map(|row| cost(row) * fraction(row.part) * fraction((row.own, row.sum))).sum();
        // The sum of shares of amounts is far within the bounds.
        Unrounded { thousandths: sum.to_integer().to_i128().unwrap_or_default(), exact: sum.is_integer() }
    }
}

/// `cost × part × own ÷ sum`: a part of the mix over days on which own key and sum stay the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasisRow {
    /// From the first of the days to after the last.
    pub dates: DateRange,
    /// How many days have a cost.
    pub days: i64,
    /// Of the whole pool on these days.
    pub cost: Money,
    pub key: KeyKind,
    /// The part's weight and the sum of the mix; `(1, 1)` where the key is not mixed.
    pub part: (i128, i128),
    /// The leg's own key: rooms, dm², occupants, Wh or weight.
    pub own: i128,
    /// The sum of the keys of all legs, in the same unit.
    pub sum: i128,
}

impl LegShare {
    /// The arithmetic in figures and symbols that need no translation:
    /// `31.00 × 2/24 (10-01–10-31, 31 d) = 2.583… → 2.58`.
    ///
    /// Areas are in m², consumption in kWh. The last figure may be a minor unit above or below plain rounding, where
    /// the largest remainder has it so, and is another one where the tenancy was settled before.
    pub fn arithmetic(&self, currency: Currency) -> String {
        let mut text = String::new();
        for row in &self.basis.rows {
            if !text.is_empty() {
                text.push_str(" + ");
            }
            row.write(&mut text, currency);
        }
        if !text.is_empty() {
            text.push_str(" = ");
            text.push_str(&decimal(self.basis.unrounded(), currency));
            text.push_str(" → ");
        }
        text.push_str(&currency.plain(self.amount));
        text
    }
}

impl Pool {
    /// A leg's share as it becomes a line of its account. `energy` is that of the whole pool, for the reader.
    pub fn share(&self, leg: &LegShare, energy: Energy, currency: Currency) -> Share {
        Share {
            pool: self.name.clone(),
            version: self.from,
            amount: leg.amount,
            provisional: !leg.provisional.is_zero(),
            basis: leg.arithmetic(currency),
            energy,
        }
    }
}

impl BasisRow {
    fn write(&self, text: &mut String, currency: Currency) {
        text.push_str(&currency.plain(self.cost));
        if self.part.0 != self.part.1 {
            let _ = write!(text, " × {}/{}", self.part.0, self.part.1);
        }
        let unit = match self.key {
            KeyKind::Area => " m²",
            KeyKind::Consumption => " kWh",
            KeyKind::Equal | KeyKind::OccupantDays | KeyKind::Fixed => "",
        };
        let last = self.dates.end.pred_opt().unwrap_or(self.dates.first);
        let (own, sum) = (self.quantity(self.own), self.quantity(self.sum));
        let _ = write!(text, " × {own}/{sum}{unit} ({}", self.dates.first.format("%m-%d"));
        if last > self.dates.first {
            let _ = write!(text, "–{}", last.format("%m-%d"));
        }
        let _ = write!(text, ", {} d)", self.days);
    }

    fn quantity(&self, key: i128) -> String {
        match self.key {
            KeyKind::Area => format!("{}.{:02}", key / 100, key % 100),
            KeyKind::Consumption => match i64::try_from(key).ok().and_then(Energy::new) {
                Some(energy) => energy.to_string(),
                None => (key / 1_000).to_string(),
            },
            KeyKind::Equal | KeyKind::OccupantDays | KeyKind::Fixed => key.to_string(),
        }
    }
}

/// As few figures as are needed, at least those of the currency: `2.50`, `2.583…`.
fn decimal(unrounded: Unrounded, currency: Currency) -> String {
    let digits = usize::from(currency.digits());
    let per_unit = i128::from(currency.minor_per_unit()) * 1_000;
    let magnitude = unrounded.thousandths.abs();
    let fraction = format!("{:0width$}", magnitude % per_unit, width = digits + 3);
    let kept = if unrounded.exact { fraction.trim_end_matches('0').len().max(digits) } else { fraction.len() };
    let sign = if unrounded.thousandths < 0 { "-" } else { "" };
    let point = if kept > 0 { "." } else { "" };
    let more = if unrounded.exact { "" } else { "…" };
    format!("{sign}{}{point}{}{more}", magnitude / per_unit, &fraction[..kept])
}
