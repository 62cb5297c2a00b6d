//! Where the money of a top-up goes (`rules.md` 9).

use units::{Money, UnitError};

use crate::{Percent, TopUpFee};

/// What is agreed about top-ups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TopUpTerms {
    /// The service fee of the price list.
    pub fee: Option<TopUpFee>,
    /// Tax contained in what remains after the fee, where it falls due at the top-up (`rules.md` 8): that of
    /// [`crate::Terms::top_up_tax`].
    pub tax: Option<Percent>,
    pub debt: DebtTerms,
}

/// How an older debt is repaid by shares of top-ups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DebtTerms {
    /// Of what remains after fee, tax and emergency credit.
    pub share: Percent,
    pub most_per_top_up: Option<Money>,
    pub most_per_month: Option<Money>,
}

/// What the account owes before a top-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Owed {
    /// Emergency credit drawn and not repaid.
    pub emergency: Money,
    pub debt: Money,
    /// What earlier top-ups of this month took for the debt.
    pub debt_paid_this_month: Money,
}

/// The parts of a top-up, in the order in which they are taken. None is negative, and they add up to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopUpParts {
    pub fee: Money,
    pub tax: Money,
    pub emergency: Money,
    pub debt: Money,
    /// What the balance rises by.
    pub balance: Money,
    pub rearm: Rearm,
}

/// Whether emergency credit may be drawn (again) after the top-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rearm {
    /// Nothing was owed.
    Armed,
    /// It has been repaid in full by this top-up.
    Rearmed,
    /// So much is still owed.
    Owing(Money),
}

/// Why a top-up cannot be split.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TopUpError {
    #[error("a top-up must be more than zero; enter what was paid")]
    NotPositive,
    #[error(transparent)]
    Unit(#[from] UnitError),
}

/// Fee, tax, emergency credit owed, the share of the debt out of what then remains, and the balance.
///
/// The debt's share is cut off to the minor unit, in the tenant's favour.
pub fn split_top_up(amount: Money, terms: &TopUpTerms, owed: &Owed) -> Result<TopUpParts, TopUpError> {
    if !amount.is_positive() {
        return Err(TopUpError::NotPositive);
    }
    let fee = terms.fee.as_ref().map(|fee| fee.of(amount)).transpose()?.unwrap_or_default();
    let rest = amount - fee;
    let tax = terms.tax.map(|tax| tax.within(rest)).transpose()?.unwrap_or_default();
    let rest = rest - tax;
    let drawn = owed.emergency.max(Money::ZERO);
    let emergency = rest.min(drawn);
    let rest = rest - emergency;
    let debt = debt_part(rest, &terms.debt, owed)?;
    let rearm = match (drawn.is_zero(), drawn - emergency) {
        (true, _) => Rearm::Armed,
        (false, Money::ZERO) => Rearm::Rearmed,
        (false, left) => Rearm::Owing(left),
    };
    Ok(TopUpParts { fee, tax, emergency, debt, balance: rest - debt, rearm })
}

fn debt_part(rest: Money, terms: &DebtTerms, owed: &Owed) -> Result<Money, UnitError> {
    let share = i128::from(rest.minor()) * i128::from(terms.share.micro()) / Percent::WHOLE;
    let share = i64::try_from(share).map_err(|_| UnitError::TooLarge).and_then(Money::new)?;
    let left_this_month = terms.most_per_month.map(|most| most - owed.debt_paid_this_month);
    let caps = [Some(rest), Some(owed.debt), terms.most_per_top_up, left_this_month];
    Ok(caps.into_iter().flatten().fold(share, Ord::min).max(Money::ZERO))
}

/// The smallest top-up that takes `balance` to `reclose_at`, at which the supply comes back (`rules.md` 17).
///
/// Zero where the balance is there already; nothing where no amount is enough, such as with a fee of the whole.
/// A larger top-up never raises the balance by less, so that halving finds the smallest.
pub fn smallest_restoring(
    balance: Money,
    reclose_at: Money,
    terms: &TopUpTerms,
    owed: &Owed,
) -> Result<Option<Money>, TopUpError> {
    let missing = reclose_at - balance;
    if !missing.is_positive() {
        return Ok(Some(Money::ZERO));
    }
    let restores =
        |minor: i64| Ok::<bool, TopUpError>(split_top_up(Money::new(minor)?, terms, owed)?.balance >= missing);
    let mut enough = missing.minor();
    while !restores(enough)? {
        match enough.checked_mul(2).filter(|double| Money::new(*double).is_ok()) {
            Some(double) => enough = double,
            None => return Ok(None),
        }
    }
    // The balance rises by no more than what is paid.
    let mut too_little = missing.minor() - 1;
    while enough - too_little > 1 {
        let middle = too_little + (enough - too_little) / 2;
        if restores(middle)? { enough = middle } else { too_little = middle }
    }
    Ok(Some(Money::new(enough)?))
}

#[cfg(test)]
mod tests;
