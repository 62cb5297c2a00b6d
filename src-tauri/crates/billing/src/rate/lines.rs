use std::sync::Arc;

use units::{Energy, Money, Timestamp};

use super::plan::{Plan, PlannedVersion};
use super::sums::Sums;
use crate::{ChargeKind, ChargeLine, Detail, Held, Quantity, Rate, Share};

impl Plan {
    /// The lines due at `as_of`.
    pub fn lines(&self, sums: &Sums, as_of: Timestamp, shares: &[Share]) -> Result<Vec<ChargeLine>, Held> {
        self.hold_if_uncovered(sums, as_of)?;
        let mut lines = Vec::new();
        for index in 0..self.versions.len() {
            let first = lines.len();
            self.energy_lines(index, sums, &mut lines)?;
            self.allowance_lines(index, sums, &mut lines)?;
            self.surcharge_lines(index, sums, &mut lines)?;
            self.fee_lines(index, as_of, &mut lines)?;
            self.minimum_line(index, as_of, first, &mut lines)?;
        }
        for share in shares {
            let detail = Detail::named(&share.pool);
            let (quantity, rate) = (Quantity::Pool(share.energy), Rate::Stated(share.amount));
            let line = self.line(ChargeKind::Common, share.version, detail, quantity, rate)?;
            lines.push(ChargeLine { provisional: share.provisional, ..line });
        }
        self.tax_lines(&mut lines)?;
        lines.retain(|line| match line.kind {
            ChargeKind::Common | ChargeKind::Minimum => !line.amount.is_zero(),
            _ => !line.quantity.is_zero(),
        });
        lines.sort_by_key(|line| (line.kind, line.version));
        Ok(lines)
    }

    /// A stretch of the period without a tariff holds the charge as soon as it has begun or energy is known for it.
    fn hold_if_uncovered(&self, sums: &Sums, as_of: Timestamp) -> Result<(), Held> {
        let holding = |(i, span): &(usize, &units::Period)| span.from < as_of || sums.touched(&self.layout, *i);
        match self.holes.iter().enumerate().find(holding) {
            Some((_, span)) => Err(Held::NoTariff { since: self.period.date(span.from) }),
            None => Ok(()),
        }
    }

    fn energy_lines(&self, index: usize, sums: &Sums, lines: &mut Vec<ChargeLine>) -> Result<(), Held> {
        let planned = &self.versions[index];
        for (band, tier) in planned.cells() {
            let (wh, estimated) = sums.energy(&self.layout, planned.first_cell + band, tier);
            if wh == 0 {
                continue;
            }
            let (quantity, rate) = (Quantity::Energy(self.energy(wh)?), self.price(planned, band, tier)?);
            let detail = planned.detail(band, tier);
            let line = self.line(ChargeKind::Energy, planned.version.from, detail, quantity, rate)?;
            lines.push(ChargeLine { estimated: self.energy(estimated)?, ..line });
        }
        Ok(())
    }

    fn allowance_lines(&self, index: usize, sums: &Sums, lines: &mut Vec<ChargeLine>) -> Result<(), Held> {
        let planned = &self.versions[index];
        for (name, text) in self.names.iter().enumerate() {
            for (band, tier) in planned.cells() {
                let wh = sums.granted(&self.layout, name, planned.first_cell + band, tier);
                if wh == 0 {
                    continue;
                }
                let (quantity, rate) = (Quantity::Energy(-self.energy(wh)?), self.price(planned, band, tier)?);
                let detail = Detail { name: Some(Arc::clone(text)), ..planned.detail(band, tier) };
                lines.push(self.line(ChargeKind::Allowance, planned.version.from, detail, quantity, rate)?);
            }
        }
        Ok(())
    }

    fn surcharge_lines(&self, index: usize, sums: &Sums, lines: &mut Vec<ChargeLine>) -> Result<(), Held> {
        let version = self.versions[index].version.from;
        for (surcharge, (name, price)) in self.surcharges.iter().enumerate() {
            let (wh, estimated) = sums.surcharged(&self.layout, surcharge, index);
            if wh == 0 {
                continue;
            }
            let (quantity, rate) = (Quantity::Energy(self.energy(wh)?), Rate::PerKwh(*price));
            let line = self.line(ChargeKind::QuotaSurcharge, version, Detail::named(name), quantity, rate)?;
            lines.push(ChargeLine { estimated: self.energy(estimated)?, ..line });
        }
        Ok(())
    }

    fn fee_lines(&self, index: usize, as_of: Timestamp, lines: &mut Vec<ChargeLine>) -> Result<(), Held> {
        let planned = &self.versions[index];
        let days = Quantity::Days { days: self.days(planned, as_of), of: self.month().days() };
        let terms = &planned.version.terms;
        let fees = [
            terms.daily_fee.map(|fee| (ChargeKind::DailyFee, Rate::PerDay(fee))),
            terms.monthly_fee.map(|fee| (ChargeKind::MonthlyFee, Rate::PerMonth(fee))),
        ];
        for (kind, rate) in fees.into_iter().flatten() {
            lines.push(self.line(kind, planned.version.from, Detail::NONE, days, rate)?);
        }
        Ok(())
    }

    /// What the version's lines, those from `first` on, lack to the minimum.
    fn minimum_line(
        &self,
        index: usize,
        as_of: Timestamp,
        first: usize,
        lines: &mut Vec<ChargeLine>,
    ) -> Result<(), Held> {
        let planned = &self.versions[index];
        let Some(minimum) = planned.version.terms.minimum else { return Ok(()) };
        let charged = self.sum(lines[first..].iter().map(|line| line.amount))?;
        let (days, of) = (self.days(planned, as_of), self.month().days());
        let quantity = Quantity::Minimum { days, of, charged };
        let rate = Rate::PerMonth(minimum);
        lines.push(self.line(ChargeKind::Minimum, planned.version.from, Detail::NONE, quantity, rate)?);
        Ok(())
    }

    pub(super) fn line(
        &self,
        kind: ChargeKind,
        version: chrono::NaiveDate,
        detail: Detail,
        quantity: Quantity,
        rate: Rate,
    ) -> Result<ChargeLine, Held> {
        let too_large = Held::TooLarge { month: self.month() };
        Ok(ChargeLine {
            month: self.month(),
            kind,
            version,
            detail,
            quantity,
            rate,
            amount: rate.amount(quantity, self.currency).map_err(|_| too_large)?,
            within: rate.within(quantity).map_err(|_| too_large)?,
            estimated: Energy::ZERO,
            provisional: false,
        })
    }

    pub(super) fn sum(&self, mut amounts: impl Iterator<Item = Money>) -> Result<Money, Held> {
        let too_large = Held::TooLarge { month: self.month() };
        amounts.try_fold(Money::ZERO, |sum, amount| sum.checked_add(amount)).ok_or(too_large)
    }

    fn days(&self, planned: &PlannedVersion, as_of: Timestamp) -> i64 {
        self.period.days_over(planned.dates, as_of)
    }

    fn price(&self, planned: &PlannedVersion, band: usize, tier: usize) -> Result<Rate, Held> {
        let price = planned.version.terms.price(band, tier);
        price.map(Rate::PerKwh).map_err(|_| Held::TooLarge { month: self.month() })
    }

    fn energy(&self, wh: i64) -> Result<Energy, Held> {
        Energy::new(wh).ok_or(Held::TooLarge { month: self.month() })
    }
}

impl PlannedVersion {
    /// Band and tier of every cell, in the order of the statement.
    fn cells(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let (bands, tiers) = (self.bands, self.tiers);
        (0..bands).flat_map(move |band| (0..tiers).map(move |tier| (band, tier)))
    }

    fn detail(&self, band: usize, tier: usize) -> Detail {
        let terms = &self.version.terms;
        let tier = terms.tiers.as_ref().map(|_| u32::try_from(tier + 1).unwrap_or(u32::MAX));
        Detail { band: terms.band_name(band).cloned(), tier, name: None }
    }
}
