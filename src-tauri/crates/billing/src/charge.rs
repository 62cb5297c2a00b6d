use chrono::NaiveDate;
use units::{Currency, Energy, Month, Timestamp, Zone};

use crate::{ChargeKind, ChargeLine, ChargePeriod, EnergyPrice, Quantity, Rate, Tariff, Tenancy, Usage, Version};

/// Everything that decides what an account owes for a month so far.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The service month.
    pub month: Month,
    pub tenancy: Tenancy,
    pub zone: Zone,
    pub currency: Currency,
    pub tariff: &'a Tariff,
    /// Usages known so far, in any order, not overlapping; only the parts inside month and tenancy count.
    pub usage: &'a [Usage],
    /// Fees are due for the days that are over at this instant.
    pub as_of: Timestamp,
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

/// The lines due so far, ordered by kind and version; a line that charges for nothing is left out.
pub fn charges(facts: &Facts<'_>) -> Result<Vec<ChargeLine>, Held> {
    let Facts { month, tariff, usage, as_of, .. } = *facts;
    if tariff.currency != facts.currency {
        return Err(Held::WrongCurrency { tariff: tariff.currency, site: facts.currency });
    }
    let period = ChargePeriod::new(month, facts.tenancy, facts.zone);
    hold_if_uncovered(&period, facts)?;
    let mut lines = Vec::new();
    for (version, dates) in tariff.within(month.dates()) {
        let used = period.instants_of(dates).map_or((0, 0), |span| {
            usage.iter().fold((0, 0), |(all, estimated), usage| {
                let wh = i128::from(usage.energy_in(span).wh());
                (all + wh, estimated + if usage.estimated { wh } else { 0 })
            })
        });
        let days = period.days_over(dates, as_of);
        lines.extend(version_lines(month, version, facts.currency, used, days)?);
    }
    lines.sort_by_key(|line| (line.kind, line.version));
    Ok(lines)
}

/// A day of the period without a tariff holds the charge as soon as it has begun or energy is known for it.
fn hold_if_uncovered(period: &ChargePeriod, facts: &Facts<'_>) -> Result<(), Held> {
    for dates in facts.tariff.missing(facts.month.dates()) {
        let Some(span) = period.instants_of(dates) else { continue };
        let begun = span.from < facts.as_of;
        if begun || facts.usage.iter().any(|usage| usage.energy_in(span) != Energy::ZERO) {
            return Err(Held::NoTariff { since: period.date(span.from) });
        }
    }
    Ok(())
}

/// The lines of one tariff version for `(all, estimated)` watt-hours and so many days.
pub(crate) fn version_lines(
    month: Month,
    version: &Version,
    currency: Currency,
    (used_wh, estimated_wh): (i128, i128),
    days: i64,
) -> Result<Vec<ChargeLine>, Held> {
    let too_large = Held::TooLarge { month };
    let energy = |wh: i128| i64::try_from(wh).ok().and_then(Energy::new).ok_or(too_large);
    let EnergyPrice::Flat(price) = version.terms.energy;
    let days = Quantity::Days { days, of: month.days() };
    let none = Energy::ZERO;
    let mut parts =
        vec![(ChargeKind::Energy, Quantity::Energy(energy(used_wh)?), Rate::PerKwh(price), energy(estimated_wh)?)];
    parts.extend(version.terms.daily_fee.map(|fee| (ChargeKind::DailyFee, days, Rate::PerDay(fee), none)));
    parts.extend(version.terms.monthly_fee.map(|fee| (ChargeKind::MonthlyFee, days, Rate::PerMonth(fee), none)));
    parts
        .into_iter()
        .filter(|(_, quantity, ..)| !quantity.is_zero())
        .map(|(kind, quantity, rate, estimated)| {
            let amount = rate.amount(quantity, currency).map_err(|_| too_large)?;
            Ok(ChargeLine { month, kind, version: version.from, quantity, rate, amount, estimated })
        })
        .collect()
}

#[cfg(test)]
#[path = "charge/tests.rs"]
mod tests;
