mod proof;

use chrono::NaiveDate;
use ledger::Tender;
use units::{Currency, Energy, Money, Month, Period, Reading, Timestamp};

use crate::{ChargeKind, ChargeLine, Detail, Held};

/// What an account's printed month says. Balances are the tenant's credit: positive is money in hand.
///
/// [`Statement::check`] is run before anything is printed: a statement that does not add up is never shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub month: Month,
    /// The charge period so far: from the month's or tenancy's first instant to its end or to now.
    pub period: Period,
    pub currency: Currency,
    pub opening: Money,
    pub closing: Money,
    /// One for each installation in the period; several after a meter exchange.
    pub registers: Vec<RegisterSpan>,
    /// The charges of this month, as due at the end of `period`.
    pub charges: Vec<ChargeLine>,
    /// Differences for earlier months that were booked in this one.
    pub corrections: Vec<Correction>,
    pub payments: Vec<Payment>,
    pub adjustments: Vec<Adjustment>,
    /// Why this month's charge waits; then `charges` is empty and the register rise is shown as not charged yet.
    pub held: Option<Held>,
}

/// A meter's register over the part of the period in which it stood there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterSpan {
    /// The meter's serial number as shown.
    pub meter: String,
    /// At the start of the period: see [`crate::register_at`].
    pub opening: Reading,
    pub closing: Reading,
    /// Where the register passes from its last value to zero; none when its width is not known.
    pub modulus: Option<Energy>,
}

/// A difference for an earlier month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub service: Month,
    pub kind: ChargeKind,
    pub version: NaiveDate,
    pub detail: Detail,
    pub energy: Energy,
    /// Positive takes credit, negative gives it back.
    pub amount: Money,
}

/// Money received or, where negative, taken back by a reversal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    pub at: Timestamp,
    /// The receipt's number as printed.
    pub receipt: String,
    pub tender: Tender,
    pub amount: Money,
}

/// Any other change of the credit: a grant, a refund, a deposit set off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    pub at: Timestamp,
    /// The code of the journal entry's cause.
    pub cause: String,
    pub amount: Money,
}

/// The sums that a statement prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    pub charges: Money,
    pub corrections: Money,
    pub payments: Money,
    pub adjustments: Money,
    /// Energy of this month's lines.
    pub energy: Energy,
    /// The part of it that is estimated.
    pub estimated: Energy,
    /// Tax that the charges contain.
    pub within: Money,
    /// Rise of the registers that no line charges yet: not zero only while the charge is held.
    pub uncharged: Energy,
}

/// Where a statement does not add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    #[error("charge line {line} says {} minor units, its rate and quantity give {:?}", .stated.minor(), .computed.map(Money::minor), line = .index + 1)]
    Line { index: usize, stated: Money, computed: Option<Money> },
    #[error("charge line {line} belongs to another month", line = .index + 1)]
    Month { index: usize },
    #[error("charge line {line} has a rate or quantity that is not of its kind", line = .index + 1)]
    Kind { index: usize },
    #[error("charge line {line} says that {} minor units of tax are contained, its rate and sum give {:?}", .stated.minor(), .computed.map(Money::minor), line = .index + 1)]
    Within { index: usize, stated: Money, computed: Option<Money> },
    #[error("charge line {line} gives back energy at another price than it was charged at", line = .index + 1)]
    Allowance { index: usize },
    #[error("charge line {line} counts {} minor units towards the minimum, the lines of its version come to {}", .stated.minor(), .computed.minor(), line = .index + 1)]
    Minimum { index: usize, stated: Money, computed: Money },
    #[error("charge line {line} taxes {} minor units, which is not what any of the other lines come to", .stated.minor(), line = .index + 1)]
    Taxed { index: usize, stated: Money },
    #[error("the statement closes at {} minor units, its lines lead to {}", .stated.minor(), .computed.minor())]
    Balance { stated: Money, computed: Money },
    #[error("the lines charge {lines} kWh, the registers rose by {registers} kWh")]
    Energy { lines: Energy, registers: Energy },
    #[error("a register fell and its width is not known")]
    Register,
    #[error("the charge is held, yet there are charge lines")]
    Held,
}

impl RegisterSpan {
    /// From opening to closing, across a rollover where the width is known.
    pub fn rise(&self) -> Option<Energy> {
        let rise = self.closing.register - self.opening.register;
        if rise.is_negative() { self.modulus.map(|m| rise + m).filter(|r| !r.is_negative()) } else { Some(rise) }
    }
}

impl Statement {
    /// Opening balance, plus payments and adjustments, less charges and corrections.
    pub fn computed_closing(&self) -> Money {
        let Sums { charges, corrections, payments, adjustments } = self.sums();
        self.opening + payments + adjustments - charges - corrections
    }

    /// Proves the statement: every line is its rate times its quantity, taxes and minimum rest on the other lines as
    /// they are printed, the balances meet to the minor unit, and the energy of the lines is that of the registers to
    /// the watt-hour. Shares of common costs are taken as stated: they print a basis of their own.
    pub fn check(&self) -> Result<Totals, Mismatch> {
        proof::lines(self)?;
        let computed = self.computed_closing();
        if computed != self.closing {
            return Err(Mismatch::Balance { stated: self.closing, computed });
        }
        let (energy, uncharged) = self.energy()?;
        let Sums { charges, corrections, payments, adjustments } = self.sums();
        let metered = self.charges.iter().filter(|line| line.kind == ChargeKind::Energy);
        let estimated = metered.map(|line| line.estimated).sum();
        let within = self.charges.iter().map(|line| line.within).sum();
        Ok(Totals { charges, corrections, payments, adjustments, energy, estimated, within, uncharged })
    }

    /// Charged and uncharged.
    fn energy(&self) -> Result<(Energy, Energy), Mismatch> {
        let registers: Energy =
            self.registers.iter().map(RegisterSpan::rise).sum::<Option<Energy>>().ok_or(Mismatch::Register)?;
        if self.held.is_some() {
            return if self.charges.is_empty() { Ok((Energy::ZERO, registers)) } else { Err(Mismatch::Held) };
        }
        let lines: Energy = self.charges.iter().map(ChargeLine::metered).sum();
        if lines == registers { Ok((lines, Energy::ZERO)) } else { Err(Mismatch::Energy { lines, registers }) }
    }

    fn sums(&self) -> Sums {
        Sums {
            charges: self.charges.iter().map(|line| line.amount).sum(),
            corrections: self.corrections.iter().map(|correction| correction.amount).sum(),
            payments: self.payments.iter().map(|payment| payment.amount).sum(),
            adjustments: self.adjustments.iter().map(|adjustment| adjustment.amount).sum(),
        }
    }
}

struct Sums {
    charges: Money,
    corrections: Money,
    payments: Money,
    adjustments: Money,
}

#[cfg(test)]
#[path = "statement/tests.rs"]
mod tests;
