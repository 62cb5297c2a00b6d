use chrono::NaiveDate;
use units::{AccountId, DateRange, Energy, Money};

use super::KeyKind;

/// Who stands behind a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    /// The account of a tenancy.
    Tenancy,
    /// An owner's account: the room is vacant.
    Owner,
}

/// Days in which nothing changes in the keys of a leg.
///
/// Days are civil dates, half-open: the date of a move-in counts for the one who moves in, so that two tenancies that
/// meet within a day bear that day once between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    pub dates: DateRange,
    pub area_dm2: u64,
    pub occupants: u64,
    /// Of the room in the last closed month; an export counts as zero.
    pub consumption: Energy,
    /// The fixed weight, of [`super::weights`].
    pub weight: u64,
}

impl Stay {
    pub(super) fn key(&self, kind: KeyKind) -> i128 {
        match kind {
            KeyKind::Equal => 1,
            KeyKind::Area => i128::from(self.area_dm2),
            KeyKind::OccupantDays => i128::from(self.occupants),
            KeyKind::Consumption => i128::from(self.consumption.wh().max(0)),
            KeyKind::Fixed => i128::from(self.weight),
        }
    }
}

/// One to whom a share goes: an account with its days and keys. Where two stays share a day, their keys add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    pub account: AccountId,
    pub holder: Holder,
    pub stays: Vec<Stay>,
    /// What the share was when its tenancy was settled. It stays that; the owner bears or gets the difference.
    pub settled: Option<Money>,
}

/// What a pool costs on a day, in minor units; negative where a bill or a reading took something back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCost {
    pub day: NaiveDate,
    pub cost: Money,
    /// Accrued at a declared rate: the bill is not known yet.
    pub provisional: bool,
}
