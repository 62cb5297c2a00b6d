//! From energy to charge lines: a plan of the month, made once, and the sums that fill it.

mod build;
mod clock;
mod cycles;
mod lines;
mod occupancy;
mod plan;
mod sums;
mod tax;

pub(crate) use cycles::cycle_of;
pub(crate) use plan::Plan;
pub(crate) use sums::Sums;
