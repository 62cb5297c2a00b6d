//! The close of a day at the counter, and of a month with its lock.

mod correct;
mod day;
mod energy;
mod month;

pub(crate) use correct::{Correction, Why, post_all};
pub(crate) use day::{Till, tills};
pub(crate) use energy::{MonthEnergy, class_of};
pub(crate) use month::{AccountEnd, MonthEnd, Open};

use super::Core;

/// The version of the rules by which charges are rated: a month is locked with it (rule 3).
pub(crate) const RATING_RULES: &str = concat!("roomwatt ", env!("CARGO_PKG_VERSION"));
