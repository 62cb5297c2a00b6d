//! The monthly trial balance of energy (`rules.md` 13).

use std::fmt;

use units::{AccountId, Energy};

/// The accuracy class of a meter: its limit of error as a percentage of what it measures.
///
/// IEC 62053-21 and -22 name classes 0.2 S, 0.5 S, 1 and 2; the figure is the limit at reference conditions over most
/// of the range of currents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccuracyClass(u16);

impl AccuracyClass {
    /// What most submeters for rooms are.
    pub const ONE: Self = Self(100);

    /// In hundredths of a per cent: class 0.5 is 50. From 1 to 1,000.
    pub const fn new(hundredths: u16) -> Option<Self> {
        if hundredths == 0 || hundredths > 1_000 { None } else { Some(Self(hundredths)) }
    }

    pub const fn hundredths(self) -> u16 {
        self.0
    }
}

impl fmt::Display for AccuracyClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, part) if part % 10 == 0 => write!(f, "{whole}.{}", part / 10),
            (whole, part) => write!(f, "{whole}.{part:02}"),
        }
    }
}

/// What one meter measured in the period, by good readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    pub energy: Energy,
    pub class: AccuracyClass,
}

/// All that is known of a branch's energy in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BranchEnergy<'a> {
    pub supply: &'a [Counted],
    pub generation: &'a [Counted],
    pub rooms: &'a [Counted],
    pub common: &'a [Counted],
    /// The loss that was shared as common cost ([`crate::loss::Loss::apportionable`]): it is explained.
    pub shared_loss: Energy,
    /// Read but not believed or not charged yet.
    pub held: Energy,
    /// Made by rule over gaps.
    pub estimated: Energy,
}

/// Both sides, and what is left between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnergyBalance {
    pub supply: Energy,
    pub generation: Energy,
    pub rooms: Energy,
    /// Common points and the shared loss.
    pub common: Energy,
    pub held: Energy,
    pub estimated: Energy,
    /// What makes both sides equal; negative where more was counted than came in.
    pub unexplained: Energy,
    /// How far the meters' accuracy lets the sides differ.
    pub band: Energy,
    pub verdict: Verdict,
}

/// Whether the meters' accuracy explains the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    InBand,
    /// Theft, a wire or a ratio is wrong, or a meter is: somebody must look.
    Alarm,
}

/// Supply + generation = rooms + common + held + estimated + unexplained.
///
/// The band is the root of the sum of the squares of `class × energy`, rounded up to the watt-hour. The errors of the
/// meters are independent of each other, and independent errors add by squares (JCGM 100:2008, 5.1.2). A plain sum
/// would be the band of a house in which every meter is at its limit in the worst direction: for a hundred equal
/// rooms twice as wide, wide enough to hide a room.
pub fn energy_balance(branch: &BranchEnergy<'_>) -> EnergyBalance {
    let sum = |meters: &[Counted]| -> Energy { meters.iter().map(|meter| meter.energy).sum() };
    let (supply, generation, rooms) = (sum(branch.supply), sum(branch.generation), sum(branch.rooms));
    let common = sum(branch.common) + branch.shared_loss;
    let unexplained = supply + generation - rooms - common - branch.held - branch.estimated;
    let band = band([branch.supply, branch.generation, branch.rooms, branch.common].into_iter().flatten());
    let verdict = if unexplained.wh().abs() <= band.wh() { Verdict::InBand } else { Verdict::Alarm };
    EnergyBalance {
        supply,
        generation,
        rooms,
        common,
        held: branch.held,
        estimated: branch.estimated,
        unexplained,
        band,
        verdict,
    }
}

fn band<'a>(meters: impl Iterator<Item = &'a Counted>) -> Energy {
    // In ten-thousandths of a watt-hour: class in hundredths of a per cent × Wh.
    let squares = meters.fold(0_u128, |sum, meter| {
        let error = u128::from(meter.energy.wh().unsigned_abs()) * u128::from(meter.class.0);
        sum.saturating_add(error.saturating_mul(error))
    });
    let root = squares.isqrt();
    let root = if root * root < squares { root + 1 } else { root };
    i64::try_from(root.div_ceil(10_000)).ok().and_then(Energy::new).unwrap_or_default()
}

/// One tenancy's side of the balance: what it was charged for and what its registers say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TenancyEnergy {
    pub account: AccountId,
    /// The energy of its charge lines.
    pub lines: Energy,
    /// The differences of its registers, over all installations of the period.
    pub registers: Energy,
}

impl TenancyEnergy {
    /// Lines less registers: zero, or a fault of the program.
    pub fn difference(&self) -> Energy {
        self.lines - self.registers
    }
}

/// The tenancies whose lines are not the differences of their registers.
pub fn disagreeing(tenancies: &[TenancyEnergy]) -> Vec<TenancyEnergy> {
    tenancies.iter().filter(|tenancy| tenancy.difference() != Energy::ZERO).copied().collect()
}

#[cfg(test)]
mod tests;
