//! The resale guard: what was collected from tenants, beside what may be passed on to them (`rules.md` 22).

mod read;

use std::fmt;

use chrono::NaiveDate;
use units::{Currency, Energy, Money, Price, round_div};

use crate::ChargeKind;

/// What money is collected or paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    Energy,
    /// Standing charges and charges for demand, by day or month.
    Standing,
    Tax,
    /// Measured loss that is shared.
    Loss,
    /// Electricity of common parts.
    Common,
    /// Administration, reading, upkeep, the fee of a top-up.
    Service,
}

impl Component {
    pub const ALL: [Self; 6] = [Self::Energy, Self::Standing, Self::Tax, Self::Loss, Self::Common, Self::Service];

    /// The stable name, for files and messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Energy => "energy",
            Self::Standing => "standing",
            Self::Tax => "tax",
            Self::Loss => "loss",
            Self::Common => "common",
            Self::Service => "service",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|component| component.code() == code)
    }

    /// Where a charge line belongs; a share of a measured loss is common cost until somebody says that it is loss.
    pub const fn of(kind: ChargeKind) -> Self {
        match kind {
            ChargeKind::Energy | ChargeKind::Allowance | ChargeKind::QuotaSurcharge => Self::Energy,
            ChargeKind::DailyFee | ChargeKind::MonthlyFee | ChargeKind::Minimum => Self::Standing,
            ChargeKind::Common => Self::Common,
            ChargeKind::Tax | ChargeKind::TaxIncluded => Self::Tax,
        }
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Whether a component may be passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pass {
    /// As cost of electricity: the price may recover it, and no more.
    InPrice,
    /// Apart from electricity, shown as what it is.
    Separately,
    Never,
}

/// Whether somebody has compared a rule set with the law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// As it is shipped.
    ToBeChecked,
    /// By whom, as the site's own copy of the file says.
    By(String),
}

/// Where a rule set was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub publisher: String,
    pub title: String,
    /// As the publisher writes it, or when it was read.
    pub date: String,
    pub address: String,
}

/// What may be passed on in a country, from a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSet {
    /// ISO 3166-1, two letters.
    pub country: String,
    pub name: String,
    pub from: NaiveDate,
    /// The first day on which it no longer holds.
    pub until: Option<NaiveDate>,
    pub checked: Checked,
    pub note: String,
    /// At least one.
    pub sources: Vec<Source>,
    /// Every component, in the order of [`Component::ALL`].
    pub passes: [Pass; 6],
}

/// What is wrong in a rule set's file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, {key}: {problem}")]
pub struct RuleSetError {
    /// Counted from 1.
    pub line: usize,
    pub key: String,
    pub problem: RuleSetProblem,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleSetProblem {
    #[error("this is no TOML: {0}")]
    Syntax(String),
    #[error("this must be given")]
    Missing,
    #[error("this key is not known here; check its spelling")]
    Unknown,
    #[error("write a text in quotes, not empty")]
    NotText,
    #[error("write a date such as 2026-09-01")]
    NotDate,
    #[error("write this as one or more tables in double brackets")]
    NotTables,
    #[error("write two capital letters such as GB")]
    NotCountry,
    #[error("the rules end before they begin; write a later date")]
    EndsFirst,
    #[error("write energy, standing, tax, loss, common or service")]
    NotComponent,
    #[error("write in_price, separately or never")]
    NotPass,
    #[error("write “to be checked by a person” or “checked by” with a name")]
    NotStatus,
    #[error("the component {0} is given twice")]
    Twice(Component),
    #[error("the component {0} is not given; say how it may be passed on")]
    Absent(Component),
}

impl RuleSet {
    /// Reads a rule set. The format is that of `assets/tariffs/resale`.
    pub fn parse(text: &str) -> Result<Self, RuleSetError> {
        read::rule_set(text)
    }

    pub fn pass(&self, component: Component) -> Pass {
        let at = Component::ALL.iter().position(|other| *other == component);
        at.map_or(Pass::Never, |at| self.passes[at])
    }

    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

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
