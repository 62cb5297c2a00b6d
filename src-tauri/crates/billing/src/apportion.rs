//! Common cost, split over those whom it serves (`rules.md` 11).
//!
//! Each day's cost is split by the keys in force that day, in exact fractions. The fractions are summed over the days
//! so far and rounded once, by largest remainder, ties by the order of the legs: so the shares add up to the cost at
//! every moment, and what is posted by difference each day adds up to the month.

mod basis;
mod cost;
mod exact;
mod leg;
mod pool;
mod provisional;
mod restate;
mod stretches;

use units::{AccountId, Money};

pub use basis::{Basis, BasisRow, Unrounded};
pub use cost::{Accrual, accrue, by_day, spread};
pub use leg::{DayCost, Holder, Leg, Stay};
pub use pool::{Key, KeyKind, KeyPart, Pool, PoolError, Vacancy, weights};
pub use provisional::{CutBasis, cut_basis};
pub use restate::{Restated, Restatement, restate};

use exact::split;
use stretches::Stretches;

/// What each leg bears of the days so far. `legs` is in the order of the legs that were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apportionment {
    /// Of all days: the sum of the legs' shares and the owner's.
    pub cost: Money,
    pub legs: Vec<LegShare>,
    pub owner: OwnerShare,
}

/// A leg's share so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegShare {
    pub account: AccountId,
    pub holder: Holder,
    pub amount: Money,
    /// How much of the amount rests on a declared rate, and would be otherwise without it.
    pub provisional: Money,
    pub basis: Basis,
}

/// What goes to the owner besides the vacant rooms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OwnerShare {
    /// Days, or parts of a mix, on which all keys are zero.
    pub unclaimed: Money,
    /// What settled tenancies would bear now beyond what they were settled with.
    pub settled: Money,
    pub provisional: Money,
}

impl OwnerShare {
    pub fn amount(&self) -> Money {
        self.unclaimed + self.settled
    }
}

/// Why a cost cannot be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ApportionError {
    #[error("the cost is larger than an amount can be; check the bill and the readings")]
    TooLarge,
    #[error("the bill has no day; enter from when to when it is for")]
    NoDays,
}

/// The legs' shares of the costs of one month, or the part of it in which this version of the pool counts.
///
/// Days may come in any order and several times. A day on which all keys are zero is the owner's, as is such a part
/// of a mix. The shares add up to the cost, always. Takes time proportional to legs × stretches of equal keys.
pub fn apportion(pool: &Pool, costs: &[DayCost], legs: &[Leg]) -> Result<Apportionment, ApportionError> {
    let stretches = Stretches::new(costs, legs);
    let keys = stretches.keys(pool, legs);
    let all = split(&keys, &stretches.costs).ok_or(ApportionError::TooLarge)?;
    let firm = stretches.firm().map(|firm| split(&keys, &firm).ok_or(ApportionError::TooLarge)).transpose()?;
    let firm = firm.as_ref().unwrap_or(&all);
    let mut owner = OwnerShare {
        unclaimed: money(all.unclaimed)?,
        settled: Money::ZERO,
        provisional: money(all.unclaimed - firm.unclaimed)?,
    };
    let mut shares = Vec::with_capacity(legs.len());
    for (index, leg) in legs.iter().enumerate() {
        let (amount, provisional) = (money(all.legs[index])?, money(all.legs[index] - firm.legs[index])?);
        let basis = Basis { rows: stretches.rows(pool, &keys, index)? };
        let share = LegShare { account: leg.account, holder: leg.holder, amount, provisional, basis };
        shares.push(match leg.settled {
            None => share,
            Some(settled) => {
                owner.settled += amount - settled;
                owner.provisional += provisional;
                LegShare { amount: settled, provisional: Money::ZERO, ..share }
            }
        });
    }
    Ok(Apportionment { cost: money(stretches.costs.iter().sum())?, legs: shares, owner })
}

fn money(minor: i128) -> Result<Money, ApportionError> {
    i64::try_from(minor).ok().and_then(|minor| Money::new(minor).ok()).ok_or(ApportionError::TooLarge)
}

#[cfg(test)]
mod tests;
