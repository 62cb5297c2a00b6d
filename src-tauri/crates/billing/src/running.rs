use units::{Currency, DateRange, Money, Month, Period, Timestamp, Zone};

use crate::charge::version_lines;
use crate::{ChargeLine, ChargePeriod, Held, Tariff, Tenancy, Usage, Version};

/// The charges of a month while its usages come in one by one: each is added in constant time, and the lines are
/// those of [`crate::charges`] over all that was added (a property test holds the two equal).
///
/// When the tariff, the tenancy or an earlier reading changes, start anew from the facts.
#[derive(Debug, Clone)]
pub struct Running {
    period: ChargePeriod,
    currency: Currency,
    stretches: Vec<Stretch>,
}

/// Consecutive dates under one tariff version, or under none.
#[derive(Debug, Clone)]
struct Stretch {
    version: Option<Version>,
    dates: DateRange,
    span: Period,
    used_wh: i128,
    estimated_wh: i128,
    /// Some part was not zero, though parts may cancel out.
    touched: bool,
}

impl Running {
    pub fn new(month: Month, tenancy: Tenancy, zone: Zone, tariff: &Tariff, currency: Currency) -> Result<Self, Held> {
        if tariff.currency != currency {
            return Err(Held::WrongCurrency { tariff: tariff.currency, site: currency });
        }
        let period = ChargePeriod::new(month, tenancy, zone);
        let covered = tariff.within(month.dates()).map(|(version, dates)| (Some(version.clone()), dates));
        let missing = tariff.missing(month.dates()).into_iter().map(|dates| (None, dates));
        let mut stretches: Vec<Stretch> = covered
            .chain(missing)
            .filter_map(|(version, dates)| {
                let span = period.instants_of(dates)?;
                Some(Stretch { version, dates, span, used_wh: 0, estimated_wh: 0, touched: false })
            })
            .collect();
        stretches.sort_by_key(|stretch| stretch.span.from);
        Ok(Self { period, currency, stretches })
    }

    pub const fn month(&self) -> Month {
        self.period.month
    }

    /// Takes the part of the usage that falls into this month and tenancy.
    pub fn add(&mut self, usage: &Usage) {
        for stretch in &mut self.stretches {
            let wh = i128::from(usage.energy_in(stretch.span).wh());
            stretch.used_wh += wh;
            stretch.estimated_wh += if usage.estimated { wh } else { 0 };
            stretch.touched |= wh != 0;
        }
    }

    /// The lines due at `as_of`, as [`crate::charges`] gives them.
    pub fn lines(&self, as_of: Timestamp) -> Result<Vec<ChargeLine>, Held> {
        let mut lines = Vec::new();
        for stretch in &self.stretches {
            if stretch.version.is_none() && (stretch.touched || stretch.span.from < as_of) {
                return Err(Held::NoTariff { since: self.period.date(stretch.span.from) });
            }
        }
        for stretch in &self.stretches {
            let Some(version) = &stretch.version else { continue };
            let days = self.period.days_over(stretch.dates, as_of);
            let used = (stretch.used_wh, stretch.estimated_wh);
            lines.extend(version_lines(self.month(), version, self.currency, used, days)?);
        }
        lines.sort_by_key(|line| (line.kind, line.version));
        Ok(lines)
    }

    /// The sum of the lines due at `as_of`.
    pub fn due(&self, as_of: Timestamp) -> Result<Money, Held> {
        Ok(self.lines(as_of)?.iter().map(|line| line.amount).sum())
    }
}
