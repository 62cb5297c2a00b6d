//! Whether a room has supply, why, and how its relay is brought there.
//!
//! [`decide`] turns facts into a desired state with a reason; there is always exactly one. [`latch`] keeps the one
//! fact that needs memory: that the credit was used up and a cut was allowed. [`Reconciler`] moves one relay to the
//! desired state and proves it. All are pure: time comes in as an argument, nothing here reads a clock, a meter or a
//! file. No path leads from stale or suspect data to a cut for credit or quota, and none from missing data to a
//! reconnection.

mod credit;
mod decide;
mod guard;
mod hours;
mod matrix;
mod protect;
mod reason;
mod reconcile;
mod safety;
mod stagger;
mod step;

pub use credit::{CreditFacts, LatchStep, WarningLevel, Warnings, latch, quota_latch, smallest_restoring, warning};
pub use decide::{
    Calendar, Considered, Credit, Decision, Facts, Limited, Maintenance, Manual, Outcome, Quota, QuotaAction, Trip,
    decide,
};
pub use guard::{Conditions, Data, Guard, blocking};
pub use hours::{Hours, Night, Span, SpanError, SpecialDays, Standing};
pub use matrix::{obeys, table};
pub use protect::{Cause, Event, Load, LoadLimit, Off, Protection, Retry, Then, tightest};
pub use reason::{Arg, Reason, Rule, Supply};
pub use reconcile::{Action, Fault, Observation, Plan, Progress, Reconciler, Seen};
pub use safety::{Act, Bound, Bounds, Danger, Hazard, Measured, Watch};
pub use stagger::Stagger;
pub use step::{Allowed, Forbidden, Look, Seen as StepSeen, Step, Steps};
