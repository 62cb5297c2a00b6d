//! What a case says of a room's money: balance, payments, debts, and what was posted.

use billing::Percent;
use billing::top_up::DebtTerms;
use units::{Money, Month, Timestamp};

use super::case::Site;
use super::read::{Node, Object, Read, Shape};

const PAYMENT: Shape<'_> = Shape { name: "payment", keys: &["at", "amount"] };
const DEBT: Shape<'_> = Shape { name: "debt", keys: &["owed", "share_percent", "most_per_top_up", "most_per_month"] };

#[cfg(test)]
pub const SHAPES: &[&Shape<'_>] = &[&PAYMENT, &DEBT];

/// The money side of a room.
#[derive(Debug)]
pub struct Credit {
    pub posted: Vec<(Month, Money)>,
    /// The credit at the start of the period.
    pub balance: Option<Money>,
    /// In time order.
    pub payments: Vec<(Timestamp, Money)>,
    /// Emergency credit that was drawn and is not repaid.
    pub emergency: Money,
    pub debt: Option<Debt>,
}

/// An older debt, repaid by shares of payments.
#[derive(Debug, Clone, Copy)]
pub struct Debt {
    pub owed: Money,
    pub terms: DebtTerms,
}

impl Credit {
    /// Of a room's own keys.
    pub fn read(object: &Object<'_>, site: &Site) -> Read<Self> {
        Ok(Self {
            posted: posted(object, site)?,
            balance: object.get("balance").map(|node| node.money(site.currency)).transpose()?,
            payments: payments(object, site)?,
            emergency: object.get("emergency_owed").map_or(Ok(Money::ZERO), |node| positive(&node, site))?,
            debt: object.get("debt").map(|node| debt(&node, site)).transpose()?,
        })
    }
}

fn posted(object: &Object<'_>, site: &Site) -> Read<Vec<(Month, Money)>> {
    let Some(node) = object.get("posted") else { return Ok(Vec::new()) };
    let mut posted = Vec::new();
    for (month, amount) in node.names()? {
        let month: Month = month.parse().map_err(|error| amount.wrong(error))?;
        if !site.months.contains(&month) {
            return Err(amount.wrong("this month is not in the case's period"));
        }
        posted.push((month, amount.money(site.currency)?));
    }
    Ok(posted)
}

fn payments(object: &Object<'_>, site: &Site) -> Read<Vec<(Timestamp, Money)>> {
    let Some(list) = object.get("payments") else { return Ok(Vec::new()) };
    let payment = |item: Node<'_>| {
        let entry = item.object(&PAYMENT)?;
        let at = entry.required("at")?;
        let when = at.instant(site.zone)?;
        if when < site.span.from || when >= site.span.to {
            return Err(
                at.wrong("this is not within the case's period; leave it out or count it in the opening balance")
            );
        }
        let amount = entry.required("amount")?;
        let paid = amount.money(site.currency)?;
        if !paid.is_positive() {
            return Err(amount.wrong("a payment must be more than zero"));
        }
        Ok((when, paid))
    };
    let mut payments: Vec<_> = list.list()?.into_iter().map(payment).collect::<Read<_>>()?;
    payments.sort_by_key(|(at, _)| *at);
    Ok(payments)
}

fn debt(node: &Node<'_>, site: &Site) -> Read<Debt> {
    let given = node.object(&DEBT)?;
    let share = given.required("share_percent")?;
    let percent =
        Percent::parse(&share.decimal()?.plain()).ok().filter(|percent| i128::from(percent.micro()) <= Percent::WHOLE);
    let most = |key: &str| given.get(key).map(|node| positive(&node, site)).transpose();
    let terms = DebtTerms {
        share: percent.ok_or_else(|| share.wrong("write a percentage from 0 to 100"))?,
        most_per_top_up: most("most_per_top_up")?,
        most_per_month: most("most_per_month")?,
    };
    Ok(Debt { owed: positive(&given.required("owed")?, site)?, terms })
}

/// An amount that is not negative.
fn positive(node: &Node<'_>, site: &Site) -> Read<Money> {
    let amount = node.money(site.currency)?;
    if amount.is_negative() { Err(node.wrong("this must not be negative")) } else { Ok(amount) }
}
