//! That every line of a statement follows from its own figures, and from the other lines where it rests on them.

use std::collections::{BTreeMap, BTreeSet};

use units::Money;

use super::{Mismatch, Statement};
use crate::terms::Taxed;
use crate::{ChargeKind, ChargeLine, Quantity, Rate};

/// Beyond so many possible sums a tax is no longer traced to the lines it is on.
const MOST_SUMS: usize = 4_096;

pub(super) fn lines(statement: &Statement) -> Result<(), Mismatch> {
    for (index, line) in statement.charges.iter().enumerate() {
        if line.month != statement.month {
            return Err(Mismatch::Month { index });
        }
        if !of_its_kind(line) {
            return Err(Mismatch::Kind { index });
        }
        let computed = line.rate.amount(line.quantity, statement.currency).ok();
        if computed != Some(line.amount) {
            return Err(Mismatch::Line { index, stated: line.amount, computed });
        }
        let computed = line.rate.within(line.quantity).ok();
        if computed != Some(line.within) {
            return Err(Mismatch::Within { index, stated: line.within, computed });
        }
    }
    for (index, line) in statement.charges.iter().enumerate() {
        match line.quantity {
            Quantity::Energy(_) if line.kind == ChargeKind::Allowance => allowance(&statement.charges, index, line)?,
            Quantity::Minimum { charged, .. } => minimum(&statement.charges, index, line, charged)?,
            Quantity::Charged(sum) => taxed(&statement.charges, index, sum)?,
            Quantity::Energy(_) | Quantity::Days { .. } | Quantity::Pool(_) => {}
        }
    }
    Ok(())
}

const fn of_its_kind(line: &ChargeLine) -> bool {
    matches!(
        (line.kind, line.quantity, line.rate),
        (ChargeKind::Energy | ChargeKind::Allowance | ChargeKind::QuotaSurcharge, Quantity::Energy(_), Rate::PerKwh(_))
            | (ChargeKind::DailyFee, Quantity::Days { .. }, Rate::PerDay(_))
            | (ChargeKind::MonthlyFee, Quantity::Days { .. }, Rate::PerMonth(_))
            | (ChargeKind::Common, Quantity::Pool(_), Rate::Stated(_))
            | (ChargeKind::Minimum, Quantity::Minimum { .. }, Rate::PerMonth(_))
            | (ChargeKind::Tax, Quantity::Charged(_), Rate::Percent(_))
            | (ChargeKind::TaxIncluded, Quantity::Charged(_), Rate::PercentWithin(_))
    )
}

/// What is given back was charged: same version, band and tier, same price.
fn allowance(lines: &[ChargeLine], index: usize, line: &ChargeLine) -> Result<(), Mismatch> {
    let replaced = |other: &&ChargeLine| {
        other.kind == ChargeKind::Energy
            && (other.version, &other.detail.band, other.detail.tier)
                == (line.version, &line.detail.band, line.detail.tier)
    };
    match lines.iter().find(replaced) {
        Some(energy) if energy.rate != line.rate => Err(Mismatch::Allowance { index }),
        _ => Ok(()),
    }
}

fn minimum(lines: &[ChargeLine], index: usize, line: &ChargeLine, stated: Money) -> Result<(), Mismatch> {
    let towards = |other: &&ChargeLine| {
        other.version == line.version
            && matches!(
                other.kind,
                ChargeKind::Energy
                    | ChargeKind::Allowance
                    | ChargeKind::QuotaSurcharge
                    | ChargeKind::DailyFee
                    | ChargeKind::MonthlyFee
            )
    };
    let computed = lines.iter().filter(towards).map(|other| other.amount).sum();
    if computed == stated { Ok(()) } else { Err(Mismatch::Minimum { index, stated, computed }) }
}

/// The sum that is taxed is made of whole groups of lines: all energy, all fees, all shares of some versions.
fn taxed(lines: &[ChargeLine], index: usize, stated: Money) -> Result<(), Mismatch> {
    let mut groups: BTreeMap<(Taxed, chrono::NaiveDate), i64> = BTreeMap::new();
    for line in lines {
        if let Some(group) = Taxed::of(line.kind) {
            *groups.entry((group, line.version)).or_default() += line.amount.minor();
        }
    }
    let mut sums = BTreeSet::from([0]);
    for amount in groups.into_values() {
        let with: Vec<i64> = sums.iter().map(|sum| sum + amount).collect();
        sums.extend(with);
        if sums.len() > MOST_SUMS {
            return Ok(());
        }
    }
    if sums.contains(&stated.minor()) { Ok(()) } else { Err(Mismatch::Taxed { index, stated }) }
}
