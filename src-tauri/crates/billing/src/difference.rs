use std::collections::BTreeMap;

use chrono::NaiveDate;
use units::{Energy, Money, Month};

use crate::{ChargeKind, ChargeLine, Detail, LineKey};

/// A line as it was posted before; several of one month, kind, version and detail add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedLine {
    pub month: Month,
    pub kind: ChargeKind,
    pub version: NaiveDate,
    pub detail: Detail,
    pub energy: Energy,
    pub amount: Money,
    /// The tax contained, of [`ChargeKind::TaxIncluded`].
    pub within: Money,
}

/// What is to be posted so that the journal holds what is due. Amount and contained tax are never both zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineDifference {
    pub month: Month,
    pub kind: ChargeKind,
    pub version: NaiveDate,
    pub detail: Detail,
    pub energy: Energy,
    pub amount: Money,
    /// The tax contained, of [`ChargeKind::TaxIncluded`].
    pub within: Money,
    /// Some of what is due rests on estimated energy.
    pub estimated: bool,
    /// Some of what is due rests on a bill that is not known yet.
    pub provisional: bool,
}

impl LineDifference {
    /// The line as it stands in the journal once this difference is booked.
    pub fn posted(&self) -> PostedLine {
        PostedLine {
            month: self.month,
            kind: self.kind,
            version: self.version,
            detail: self.detail.clone(),
            energy: self.energy,
            amount: self.amount,
            within: self.within,
        }
    }
}

/// Due minus posted, line by line; a posted line that is no longer due is taken back.
///
/// Where the amounts agree nothing is posted: a few watt-hours that do not make a cent yet travel with the next
/// difference of their line.
pub fn difference(due: &[ChargeLine], posted: &[PostedLine]) -> Vec<LineDifference> {
    let mut all = open(due, posted);
    all.retain(|line| !line.amount.is_zero() || !line.within.is_zero());
    all
}

/// What [`difference`] leaves behind: energy that is due and not posted and comes to no money. A month that is locked
/// records it, so that the energy of its lines is that of the registers.
pub fn free_difference(due: &[ChargeLine], posted: &[PostedLine]) -> Vec<LineDifference> {
    let mut all = open(due, posted);
    all.retain(|line| line.amount.is_zero() && line.within.is_zero() && line.energy != Energy::ZERO);
    all
}

fn open(due: &[ChargeLine], posted: &[PostedLine]) -> Vec<LineDifference> {
    let mut open: BTreeMap<LineKey, LineDifference> = BTreeMap::new();
    for line in due {
        let sum = open.entry(line.key()).or_insert_with_key(nothing);
        sum.energy += line.quantity.energy();
        sum.amount += line.amount;
        sum.within += line.within;
        sum.estimated |= line.estimated != Energy::ZERO;
        sum.provisional |= line.provisional;
    }
    for line in posted {
        let PostedLine { month, kind, version, detail, energy, amount, within } = line;
        let key = LineKey { month: *month, kind: *kind, version: *version, detail: detail.clone() };
        let sum = open.entry(key).or_insert_with_key(nothing);
        sum.energy = sum.energy - *energy;
        sum.amount = sum.amount - *amount;
        sum.within = sum.within - *within;
    }
    open.into_values().collect()
}

fn nothing(key: &LineKey) -> LineDifference {
    LineDifference {
        month: key.month,
        kind: key.kind,
        version: key.version,
        detail: key.detail.clone(),
        energy: Energy::ZERO,
        amount: Money::ZERO,
        within: Money::ZERO,
        estimated: false,
        provisional: false,
    }
}

#[cfg(test)]
#[path = "difference/tests.rs"]
mod tests;
