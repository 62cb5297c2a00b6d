mod bands;
mod percent;
mod tiers;

pub use bands::{Band, Bands, Clock, Hours, MonthDay, QUARTERS, Season, Stretch};
pub use percent::Percent;
pub use tiers::{Tier, TierCycle, TierPrice, Tiers};

use std::sync::Arc;

use units::{Money, Price, UnitError, round_div};

use crate::{ChargeKind, TaxDue};

/// What is charged. No fee and a fee of zero are two things: the second is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub energy: EnergyPrice,
    pub tiers: Option<Tiers>,
    /// Finer than the minor unit, as standing charges are published: 53.68 p is 0.5368.
    pub daily_fee: Option<Price>,
    pub monthly_fee: Option<Money>,
    /// What a whole month costs at least, due by days.
    pub minimum: Option<Money>,
    pub taxes: Vec<Tax>,
    /// What a top-up costs; nothing of it is in the charge lines.
    pub top_up_fee: Option<TopUpFee>,
}

impl Terms {
    /// One price for energy, and nothing else.
    pub const fn flat(price: Price) -> Self {
        Self {
            energy: EnergyPrice::Flat(price),
            tiers: None,
            daily_fee: None,
            monthly_fee: None,
            minimum: None,
            taxes: Vec::new(),
            top_up_fee: None,
        }
    }

    /// How many bands price the energy; one where the price is flat.
    pub fn bands(&self) -> usize {
        match &self.energy {
            EnergyPrice::Flat(_) => 1,
            EnergyPrice::Banded(bands) => bands.bands.len(),
        }
    }

    /// The name of a band; nothing where the price is flat.
    pub fn band_name(&self, band: usize) -> Option<&Arc<str>> {
        match &self.energy {
            EnergyPrice::Flat(_) => None,
            EnergyPrice::Banded(bands) => bands.bands.get(band).map(|band| &band.name),
        }
    }

    /// The rate of what is taken from a top-up where tax falls due there: all taxes that the prices do not contain.
    pub fn top_up_tax(&self) -> Option<Percent> {
        let mut rates = self.taxes.iter().filter(|tax| !tax.at_use(TaxDue::AtTopUp)).map(|tax| tax.percent.micro());
        let first = rates.next()?;
        Percent::new(rates.fold(first, i64::saturating_add)).ok()
    }

    /// The price of a kWh in a band and a tier, both counted from zero.
    pub fn price(&self, band: usize, tier: usize) -> Result<Price, UnitError> {
        let base = match &self.energy {
            EnergyPrice::Flat(price) => *price,
            EnergyPrice::Banded(bands) => bands.bands.get(band).map_or(Price::default(), |band| band.price),
        };
        match self.tiers.as_ref().and_then(|tiers| tiers.tiers.get(tier)).map(|tier| &tier.price) {
            None | Some(TierPrice::Base) => Ok(base),
            Some(TierPrice::Own(price)) => Ok(*price),
            Some(TierPrice::PerBand(prices)) => Ok(prices.get(band).copied().unwrap_or(base)),
            Some(TierPrice::Surcharge(more)) => Price::new(base.micro_per_kwh() + more.micro_per_kwh()),
        }
    }
}

/// How energy is priced before tiers: at one price, or by time of use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnergyPrice {
    Flat(Price),
    Banded(Bands),
}

/// A tax on some kinds of charge: contained in their prices, or added to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tax {
    pub name: Arc<str>,
    pub percent: Percent,
    pub included: bool,
    pub on: Vec<Taxed>,
}

impl Tax {
    /// How the line of this tax is named: one line for each name and rate.
    pub fn label(&self) -> Arc<str> {
        format!("{} {} %", self.name, self.percent).into()
    }

    /// Whether a charge line shows it. What prices contain is paid at use, whenever other taxes fall due.
    pub fn at_use(&self, due: TaxDue) -> bool {
        due == TaxDue::AtUse || self.included
    }

    pub fn covers(&self, kind: ChargeKind) -> bool {
        Taxed::of(kind).is_some_and(|group| self.on.contains(&group))
    }
}

/// What a tax may be on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Taxed {
    /// Energy with its allowances and surcharges.
    Energy,
    /// Fees by day and month, and the minimum charge.
    Fees,
    /// Shares of common costs.
    Common,
}

impl Taxed {
    pub const ALL: [Self; 3] = [Self::Energy, Self::Fees, Self::Common];

    /// The word that tariff files use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Energy => "energy",
            Self::Fees => "fees",
            Self::Common => "common",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.code() == code)
    }

    /// The group of a kind of charge; a tax itself is in none.
    pub const fn of(kind: ChargeKind) -> Option<Self> {
        match kind {
            ChargeKind::Energy | ChargeKind::Allowance | ChargeKind::QuotaSurcharge => Some(Self::Energy),
            ChargeKind::DailyFee | ChargeKind::MonthlyFee | ChargeKind::Minimum => Some(Self::Fees),
            ChargeKind::Common => Some(Self::Common),
            ChargeKind::Tax | ChargeKind::TaxIncluded => None,
        }
    }
}

/// The service fee of a top-up, shown before it is paid (`rules.md` 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopUpFee {
    pub percent: Percent,
    pub fixed: Money,
    /// Never more than this.
    pub most: Option<Money>,
}

impl TopUpFee {
    /// The fee of a top-up: the fixed part and the percentage, rounded once, not above `most` nor the top-up itself.
    pub fn of(&self, top_up: Money) -> Result<Money, UnitError> {
        let exact = i128::from(self.fixed.minor()) * Percent::WHOLE
            + i128::from(top_up.minor().max(0)) * i128::from(self.percent.micro());
        let rounded = i64::try_from(round_div(exact, Percent::WHOLE)).map_err(|_| UnitError::TooLarge)?;
        let fee = Money::new(rounded)?;
        Ok(self.most.map_or(fee, |most| fee.min(most)).min(top_up.max(Money::ZERO)))
    }
}

#[cfg(test)]
#[path = "terms/tests.rs"]
mod tests;
