//! The resale guard: what was collected from tenants, beside what may be passed on to them (`rules.md` 22).

mod read;
mod rules;

use units::{Currency, Energy, Money, Price, round_div};

pub use rules::{Checked, Component, Pass, RuleSet, RuleSetError, RuleSetProblem, Source};

/// What a period cost and brought. Several amounts of one component add up.
#[derive(Debug, Clone, Copy)]
pub struct ResaleFacts<'a> {
    pub currency: Currency,
    /// The supplier's bill for what was sold to tenants: split off what common parts and the owner used.
    pub billed: &'a [(Component, Money)],
    /// Other costs that somebody has declared, with proof.
    pub declared: &'a [(Component, Money)],
    pub collected: &'a [(Component, Money)],
    /// That the supplier's bill is for.
    pub supplied: Energy,
    /// To tenants.
    pub sold: Energy,
}

/// One component of the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResaleRow {
    pub component: Component,
    pub pass: Pass,
    /// The supplier's bill and declared cost.
    pub cost: Money,
    pub collected: Money,
}

/// What was collected, beside what may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResaleReport {
    /// Every component, in their order.
    pub rows: Vec<ResaleRow>,
    /// Cost of what may be in the price.
    pub allowed: Money,
    /// Collected as price of electricity: what may be in it, and what may never be charged.
    pub collected: Money,
    /// Other fees, shown to tenants as what they are.
    pub separately: Money,
    /// Cost per kWh supplied; nothing where no energy was.
    pub paid_per_kwh: Option<Price>,
    /// Collected per kWh sold; nothing where no energy was.
    pub charged_per_kwh: Option<Price>,
    /// Empty where nothing exceeds what is allowed.
    pub warnings: Vec<ResaleWarning>,
}

/// Something that exceeds what may be passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResaleWarning {
    /// More was collected than the cost.
    AboveCost { excess: Money },
    /// A kWh was sold for more than it cost. `excess` is that for all kWh sold, rounded.
    AbovePrice { paid: Price, charged: Price, excess: Money },
    /// This may not be charged at all.
    Forbidden { component: Component, amount: Money },
    /// The supplier's bill is not known yet: nothing can be compared.
    NoBill,
}

/// Compares a period under a rule set. Without any cost there is only [`ResaleWarning::NoBill`], beside what may never
/// be charged.
pub fn resale_guard(rules: &RuleSet, facts: &ResaleFacts<'_>) -> ResaleReport {
    let sum = |amounts: &[(Component, Money)], component| -> Money {
        amounts.iter().filter(|(other, _)| *other == component).map(|(_, amount)| *amount).sum()
    };
    let rows: Vec<ResaleRow> = Component::ALL
        .into_iter()
        .map(|component| ResaleRow {
            component,
            pass: rules.pass(component),
            cost: sum(facts.billed, component) + sum(facts.declared, component),
            collected: sum(facts.collected, component),
        })
        .collect();
    let total = |pass: Pass, amount: fn(&ResaleRow) -> Money| -> Money {
        rows.iter().filter(|row| row.pass == pass).map(amount).sum()
    };
    let allowed = total(Pass::InPrice, |row| row.cost);
    let collected = total(Pass::InPrice, |row| row.collected) + total(Pass::Never, |row| row.collected);
    let separately = total(Pass::Separately, |row| row.collected);
    let paid_per_kwh = price_per_kwh(allowed, facts.supplied, facts.currency);
    let charged_per_kwh = price_per_kwh(collected, facts.sold, facts.currency);
    let mut warnings: Vec<ResaleWarning> = rows
        .iter()
        .filter(|row| row.pass == Pass::Never && row.collected.is_positive())
        .map(|row| ResaleWarning::Forbidden { component: row.component, amount: row.collected })
        .collect();
    if facts.billed.is_empty() {
        warnings.push(ResaleWarning::NoBill);
    } else {
        let excess = collected - allowed;
        warnings.extend(excess.is_positive().then_some(ResaleWarning::AboveCost { excess }));
        warnings.extend(above_price(allowed, collected, facts));
    }
    ResaleReport { rows, allowed, collected, separately, paid_per_kwh, charged_per_kwh, warnings }
}

/// `collected − allowed × sold ÷ supplied`, where that is a minor unit or more.
fn above_price(allowed: Money, collected: Money, facts: &ResaleFacts<'_>) -> Option<ResaleWarning> {
    let paid = price_per_kwh(allowed, facts.supplied, facts.currency)?;
    let charged = price_per_kwh(collected, facts.sold, facts.currency)?;
    let excess = collected - allowed.share(facts.sold.wh(), facts.supplied.wh()).ok()?;
    excess.is_positive().then_some(ResaleWarning::AbovePrice { paid, charged, excess })
}

/// What a kWh cost in the end, such as in one room: all its charges over its energy, to the sixth digit, half away
/// from zero. Nothing where no energy was used.
pub fn price_per_kwh(amount: Money, energy: Energy, currency: Currency) -> Option<Price> {
    if energy.wh() <= 0 {
        return None;
    }
    let denominator = i128::from(energy.wh()) * i128::from(currency.minor_per_unit());
    let micro = round_div(i128::from(amount.minor()) * 1_000_000 * 1_000, denominator);
    i64::try_from(micro).ok().and_then(|micro| Price::new(micro).ok())
}

#[cfg(test)]
mod tests;
