//! Energy that no meter accounts for, and which room explains it best. Pure: hours of energy come in, findings go out.
//!
//! Energy is summed in whole watt-hours ([`hours`], [`total`]). What is said of a room is a likelihood: it is reckoned
//! in floating point, moves no money and no switch, and is worded as what it is. A finding is a reason to look, never
//! an accusation.

mod branch;
mod bypass;
mod change;
mod fit;
mod lead;
mod unused;

pub use branch::{Branch, LossHour, Meter, Total, hours, night_minimum, total};
pub use bypass::{Bypass, bypass};
pub use change::{Vanished, vanished};
pub use lead::{Lead, Rise, lead, rise};
pub use unused::{Unused, vacant_use};

/// Hours are kept 24 to a day.
pub const DAY: usize = 24;

/// How sure a finding is, in words only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likelihood {
    Possible,
    Likely,
}

impl Likelihood {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        [Self::Possible, Self::Likely].into_iter().find(|one| one.code() == code)
    }
}

/// What may be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// A branch loses more than wires and accuracy explain.
    Above,
    /// More is counted below a meter than comes in.
    Backwards,
    Bypass,
    Lead,
    /// A common meter counts more than it used to.
    Rise,
    VacantUse,
    BaseGone,
}

impl Sign {
    pub const ALL: [Self; 7] =
        [Self::Above, Self::Backwards, Self::Bypass, Self::Lead, Self::Rise, Self::VacantUse, Self::BaseGone];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Above => "loss_above",
            Self::Backwards => "loss_backwards",
            Self::Bypass => "loss_bypass",
            Self::Lead => "loss_lead",
            Self::Rise => "common_rise",
            Self::VacantUse => "vacant_use",
            Self::BaseGone => "base_load_gone",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}
