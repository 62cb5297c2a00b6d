//! The room's credit over the period: what was paid, less what was charged.

use std::collections::BTreeMap;

use billing::top_up::{Owed, TopUpParts, TopUpTerms, split_top_up};
use billing::{TaxDue, Terms};
use units::{Money, Month, Timestamp};

use super::case::Site;
use super::read::{CaseError, Read};
use super::work::{RoomBill, RoomMonth};

#[derive(Debug)]
pub struct Account {
    pub opening: Money,
    pub payments: Vec<Payment>,
    pub charges: Money,
    pub closing: Money,
    /// What is still owed besides the credit.
    pub owed: Owed,
}

/// A payment and its parts, in the order in which they are taken.
#[derive(Debug)]
pub struct Payment {
    pub at: Timestamp,
    pub amount: Money,
    pub parts: TopUpParts,
}

/// Opening balance, plus what payments added to it, less what is due.
pub fn account(bill: &RoomBill<'_>, site: &Site) -> Read<Account> {
    let room = bill.room;
    let wrong = |error: &dyn std::fmt::Display| CaseError::new(&room.path, error);
    let add = |sum: Money, more: Money| {
        sum.checked_add(more).ok_or_else(|| wrong(&"the amounts are larger than an amount can be"))
    };
    let mut charges = Money::ZERO;
    for month in &bill.months {
        charges = add(charges, month.total().unwrap_or_default())?;
    }
    let opening = room.credit.balance.unwrap_or_default();
    let mut closing = add(opening, -charges)?;
    let mut owed = Owed {
        emergency: room.credit.emergency,
        debt: room.credit.debt.map_or(Money::ZERO, |debt| debt.owed),
        ..Owed::default()
    };
    let mut repaid: BTreeMap<Month, Money> = BTreeMap::new();
    let mut payments = Vec::new();
    for (at, amount) in room.credit.payments.iter().filter(|(at, _)| *at < site.as_of) {
        let date = site.zone.date(*at);
        let agreed = room.tariff.in_force(date).map(|version| &version.terms);
        let terms = TopUpTerms {
            fee: agreed.and_then(|terms| terms.top_up_fee),
            tax: agreed.filter(|_| site.tax_due == TaxDue::AtTopUp).and_then(Terms::top_up_tax),
            debt: room.credit.debt.map(|debt| debt.terms).unwrap_or_default(),
        };
        let this_month = repaid.entry(Month::of(date)).or_default();
        owed.debt_paid_this_month = *this_month;
        let parts = split_top_up(*amount, &terms, &owed).map_err(|error| wrong(&error))?;
        (owed.emergency, owed.debt) = (owed.emergency - parts.emergency, owed.debt - parts.debt);
        *this_month = add(*this_month, parts.debt)?;
        closing = add(closing, parts.balance)?;
        payments.push(Payment { at: *at, amount: *amount, parts });
    }
    Ok(Account { opening, payments, charges, closing, owed })
}

/// The sum of the months, as far as it is an amount.
pub fn sum<'m>(months: impl Iterator<Item = &'m RoomMonth>) -> Option<Money> {
    months.map(RoomMonth::total).try_fold(Money::ZERO, |sum, total| sum.checked_add(total?))
}
