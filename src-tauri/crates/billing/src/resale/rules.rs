use std::fmt;

use chrono::NaiveDate;

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
        super::read::rule_set(text)
    }

    pub fn pass(&self, component: Component) -> Pass {
        let at = Component::ALL.iter().position(|other| *other == component);
        at.map_or(Pass::Never, |at| self.passes[at])
    }

    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}
