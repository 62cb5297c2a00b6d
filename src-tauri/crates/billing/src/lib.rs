//! Tariffs, charge lines, forecast and the statement: from energy to money, and nothing else.
//!
//! A charge is a pure function of the period so far: [`charges`] takes all facts of an account and a month and gives
//! the lines that are due, [`difference`] says what is still to be posted. Nothing here reads a clock, keeps state
//! between calls (but for [`Running`], proven equal to the pure function) or uses floating point. No order in which
//! readings arrive and no number of postings can change what is charged in the end.

pub mod apportion;
pub mod bills;
mod charge;
mod difference;
pub mod energy_balance;
mod forecast;
mod line;
mod period;
mod running;
mod statement;
mod tariff;
mod usage;

pub use charge::{Facts, Held, charges};
pub use difference::{LineDifference, PostedLine, difference};
pub use forecast::{days_left, runs_out_at};
pub use line::{ChargeKind, ChargeLine, NotChargeKind, Quantity, Rate};
pub use period::{ChargePeriod, Tenancy};
pub use running::Running;
pub use statement::{Adjustment, Correction, Mismatch, Payment, RegisterSpan, Statement, Totals};
pub use tariff::{EnergyPrice, Problem, Tariff, TariffError, Terms, Version};
pub use usage::{Usage, UsageError, between, register_at};
