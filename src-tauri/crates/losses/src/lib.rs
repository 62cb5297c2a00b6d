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
