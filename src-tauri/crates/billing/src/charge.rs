use chrono::NaiveDate;
use units::{Currency, DayCalendar, Month, Timestamp, Zone};

use crate::{Allowance, Carried, ChargeLine, Running, Share, Surcharge, Tariff, TaxDue, Tenancy, Usage};

/// Everything that decides what an account owes for a month so far.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The service month.
    pub month: Month,
    pub tenancy: Tenancy,
    pub zone: Zone,
    pub currency: Currency,
    /// Fees are due for the days that are over at this instant.
    pub as_of: Timestamp,
    pub calendar: &'a DayCalendar,
    pub tariff: &'a Tariff,
    /// How many people live there from a date on, by date; before the first date, as on it. None are nobody.
    pub occupants: &'a [(NaiveDate, u32)],
    /// Usages known so far, in any order, not overlapping; only the parts inside month and tenancy count.
    pub usage: &'a [Usage],
    pub allowances: &'a [Allowance],
    pub surcharges: &'a [Surcharge],
    pub shares: &'a [Share],
    /// The counters at the end of the month before.
    pub carried: &'a Carried,
    pub tax_due: TaxDue,
}

/// The facts that stand before the first usage of a month comes in: see [`Facts`].
#[derive(Debug, Clone, Copy)]
pub struct Conditions<'a> {
    pub month: Month,
    pub tenancy: Tenancy,
    pub zone: Zone,
    pub currency: Currency,
    pub calendar: &'a DayCalendar,
    pub tariff: &'a Tariff,
    pub occupants: &'a [(NaiveDate, u32)],
    pub allowances: &'a [Allowance],
    pub surcharges: &'a [Surcharge],
    pub carried: &'a Carried,
    pub tax_due: TaxDue,
}

/// What is due so far, and the counters for the month after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charges {
    /// Ordered by kind and version, then as the tariff orders bands and tiers; a line that charges for nothing is
    /// left out.
    pub lines: Vec<ChargeLine>,
    pub carried_out: Carried,
}

/// Why nothing can be charged for the month: it waits for a person, and is never silently zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Held {
    #[error("no tariff is in force from {since}; add a tariff version that covers this day")]
    NoTariff { since: NaiveDate },
    #[error("the tariff is in {}, the site in {}; use a tariff in the site's currency", tariff.code(), site.code())]
    WrongCurrency { tariff: Currency, site: Currency },
    #[error("the charge for {month} is larger than an amount can be; check the readings and the tariff")]
    TooLarge { month: Month },
}

impl<'a> Conditions<'a> {
    /// A price list and a tenancy, with no holidays, occupants, allowances or surcharges, and nothing carried in.
    pub fn plain(month: Month, tenancy: Tenancy, zone: Zone, tariff: &'a Tariff) -> Self {
        Self {
            month,
            tenancy,
            zone,
            currency: tariff.currency,
            calendar: DayCalendar::empty(),
            tariff,
            occupants: &[],
            allowances: &[],
            surcharges: &[],
            carried: Carried::nothing(),
            tax_due: TaxDue::AtUse,
        }
    }

    /// With what was used so far, and no shares of common costs.
    pub const fn facts(self, usage: &'a [Usage], as_of: Timestamp) -> Facts<'a> {
        let Self { month, tenancy, zone, currency, calendar, tariff, .. } = self;
        let Self { occupants, allowances, surcharges, carried, tax_due, .. } = self;
        Facts {
            month,
            tenancy,
            zone,
            currency,
            as_of,
            calendar,
            tariff,
            occupants,
            usage,
            allowances,
            surcharges,
            shares: &[],
            carried,
            tax_due,
        }
    }
}

impl<'a> Facts<'a> {
    pub const fn conditions(&self) -> Conditions<'a> {
        let Self { month, tenancy, zone, currency, calendar, tariff, .. } = *self;
        let Self { occupants, allowances, surcharges, carried, tax_due, .. } = *self;
        Conditions {
            month,
            tenancy,
            zone,
            currency,
            calendar,
            tariff,
            occupants,
            allowances,
            surcharges,
            carried,
            tax_due,
        }
    }
}

/// The charges due so far: a pure function of the facts, whatever the order of the usages.
pub fn charges(facts: &Facts<'_>) -> Result<Charges, Held> {
    Running::of(&facts.conditions(), facts.usage)?.charges(facts.as_of, facts.shares)
}

#[cfg(test)]
#[path = "charge/tests.rs"]
mod tests;
