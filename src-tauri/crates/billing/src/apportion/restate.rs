use units::{AccountId, Money};

use super::{ApportionError, Apportionment, DayCost, Holder, Leg, Pool, apportion};

/// What changes when a bill becomes known, to be booked in the open month as a correction of the month that it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restatement {
    pub before: Apportionment,
    pub after: Apportionment,
    /// In the order of the legs, those of zero left out; none of a settled tenancy is among them.
    pub differences: Vec<Restated>,
    /// What goes to the owner besides the vacant rooms: days without keys, and settled tenancies' differences.
    pub owner: Money,
}

/// A leg's share after less before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restated {
    pub account: AccountId,
    pub holder: Holder,
    pub amount: Money,
}

/// Splits the days' costs of a past month again, now that they are known, on that month's basis (`rules.md` 11).
///
/// `legs` are those of that month, with what the tenancies settled since were settled with. The differences and the
/// owner's add up to the costs after less those before.
pub fn restate(
    pool: &Pool,
    before: &[DayCost],
    after: &[DayCost],
    legs: &[Leg],
) -> Result<Restatement, ApportionError> {
    let (before, after) = (apportion(pool, before, legs)?, apportion(pool, after, legs)?);
    let differences = before
        .legs
        .iter()
        .zip(&after.legs)
        .map(|(b, a)| Restated { account: a.account, holder: a.holder, amount: a.amount - b.amount })
        .filter(|difference| !difference.amount.is_zero())
        .collect();
    let owner = after.owner.amount() - before.owner.amount();
    Ok(Restatement { before, after, differences, owner })
}
