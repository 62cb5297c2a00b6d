use std::collections::BTreeMap;

use chrono::NaiveDate;
use units::{Energy, Money, Month};

use crate::{ChargeKind, ChargeLine};

/// A line as it was posted before; several of one month, kind and version add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostedLine {
    pub month: Month,
    pub kind: ChargeKind,
    pub version: NaiveDate,
    pub energy: Energy,
    pub amount: Money,
}

/// What is to be posted so that the journal holds what is due. Never of zero amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineDifference {
    pub month: Month,
    pub kind: ChargeKind,
    pub version: NaiveDate,
    pub energy: Energy,
    pub amount: Money,
    /// Some of what is due rests on estimated energy.
    pub estimated: bool,
}

impl LineDifference {
    /// The line as it stands in the journal once this difference is booked.
    pub const fn posted(&self) -> PostedLine {
        PostedLine {
            month: self.month,
            kind: self.kind,
            version: self.version,
            energy: self.energy,
            amount: self.amount,
        }
    }
}

/// Due minus posted, by service month, kind and version; a posted line that is no longer due is taken back.
///
/// Where the amounts agree nothing is posted: a few watt-hours that do not make a cent yet travel with the next
/// difference of their line.
pub fn difference(due: &[ChargeLine], posted: &[PostedLine]) -> Vec<LineDifference> {
    let mut open: BTreeMap<(Month, ChargeKind, NaiveDate), (Energy, Money, bool)> = BTreeMap::new();
    for line in due {
        let sum = open.entry((line.month, line.kind, line.version)).or_default();
        sum.0 += line.quantity.energy();
        sum.1 += line.amount;
        sum.2 |= line.estimated != Energy::ZERO;
    }
    for line in posted {
        let sum = open.entry((line.month, line.kind, line.version)).or_default();
        sum.0 = sum.0 - line.energy;
        sum.1 = sum.1 - line.amount;
    }
    open.into_iter()
        .filter(|(_, (_, amount, _))| !amount.is_zero())
        .map(|((month, kind, version), (energy, amount, estimated))| LineDifference {
            month,
            kind,
            version,
            energy,
            amount,
            estimated,
        })
        .collect()
}

#[cfg(test)]
#[path = "difference/tests.rs"]
mod tests;
