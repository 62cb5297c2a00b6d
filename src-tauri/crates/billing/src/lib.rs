//! Tariffs, charge lines, forecast and the statement: from energy to money, and nothing else.
//!
//! A charge is a pure function of the period so far: [`charges`] takes all facts of an account and a month and gives
//! the lines that are due, [`difference`] says what is still to be posted. Nothing here reads a clock, keeps state
//! between calls (but for [`Running`], proven equal to the pure function) or uses floating point. No order in which
//! readings arrive and no number of postings can change what is charged in the end.

mod allowance;
pub mod apportion;
pub mod bills;
mod charge;
mod difference;
pub mod energy_balance;
mod forecast;
mod line;
pub mod loss;
mod period;
pub mod quota;
mod rate;
pub mod resale;
mod running;
pub mod settlement;
mod statement;
mod tariff;
mod terms;
pub mod top_up;
mod usage;

pub use allowance::{
    Allowance, AllowanceCounter, Carried, Cycle, Each, NotCarried, PartCycle, Share, Surcharge, TaxDue, TierCounter,
};
pub use charge::{Charges, Conditions, Facts, Held, charges};
pub use difference::{LineDifference, PostedLine, difference, free_difference};
pub use forecast::{days_left, runs_out_at};
pub use line::{ChargeKind, ChargeLine, Detail, LineKey, NotChargeKind, NotDetail, Quantity, Rate};
pub use period::{ChargePeriod, Tenancy};
pub use running::{NotRated, OutOfOrder, Running};
pub use statement::{Adjustment, Correction, Mismatch, Payment, RegisterSpan, Statement, Totals};
pub use tariff::{Counted, Problem, Tariff, TariffError, Version};
pub use terms::{
    Band, Bands, Clock, EnergyPrice, Hours, MonthDay, Percent, QUARTERS, Season, Stretch, Tax, Taxed, Terms, Tier,
    TierCycle, TierPrice, Tiers, TopUpFee,
};
pub use usage::{Usage, UsageError, between, energy_in, register_at};
