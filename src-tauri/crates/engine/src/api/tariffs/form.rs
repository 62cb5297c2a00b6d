//! A tariff as a form: every number as it is written in the file.

use billing::{Bands, Clock, EnergyPrice, PartCycle, Tariff, Taxed, Terms, TierPrice, Tiers, Version};
use units::{Currency, DayType, Energy, Price};

use crate::dto::*;

pub(super) fn form(tariff: &Tariff) -> TariffForm {
    TariffForm {
        name: tariff.name.clone(),
        currency: tariff.currency.code().to_owned(),
        source: tariff.source.clone(),
        versions: tariff.versions().iter().map(|version| version_form(version, tariff.currency)).collect(),
    }
}

fn version_form(version: &Version, currency: Currency) -> VersionForm {
    let Terms { energy, tiers, daily_fee, monthly_fee, minimum, taxes, top_up_fee } = &version.terms;
    let plain = |fee: Option<units::Money>| fee.map(|fee| currency.plain(fee));
    let mut form = VersionForm {
        from: version.from.to_string(),
        until: version.until.map(|day| day.to_string()),
        tiers: tiers.as_ref().map(|tiers| tiers_form(tiers, energy)),
        daily_fee: daily_fee.map(|fee| fee.to_string()),
        monthly_fee: plain(*monthly_fee),
        minimum: plain(*minimum),
        taxes: taxes.iter().map(tax_form).collect(),
        top_up_fee: top_up_fee.map(|fee| TopUpFeeForm {
            percent: (fee.percent.micro() != 0).then(|| fee.percent.to_string()),
            fixed: (!fee.fixed.is_zero()).then(|| currency.plain(fee.fixed)),
            most: plain(fee.most),
        }),
        ..VersionForm::default()
    };
    match energy {
        EnergyPrice::Flat(price) => {
            form.price = Some(price.to_string());
            form.credit = negative(*price);
        }
        EnergyPrice::Banded(bands) => bands_form(&mut form, bands),
    }
    form
}

fn negative(price: Price) -> bool {
    price.micro_per_kwh() < 0
}

fn bands_form(form: &mut VersionForm, bands: &Bands) {
    form.clock = match bands.clock {
        Clock::Wall => BandClock::Civil,
        Clock::Standard => BandClock::Standard,
    };
    let band = |band: &billing::Band| BandForm {
        name: band.name.to_string(),
        price: Some(band.price.to_string()),
        credit: negative(band.price),
    };
    form.bands = bands.bands.iter().map(band).collect();
    let season = |season: &billing::Season| SeasonForm {
        name: season.name.to_string(),
        from: season.from.to_string(),
        to: season.to.to_string(),
    };
    form.seasons = bands.seasons.iter().map(season).collect();
    let hours = |row: &billing::Hours| HoursForm {
        season: row.season.and_then(|season| bands.seasons.get(season)).map(|season| season.name.to_string()),
        days: row.days.iter().copied().map(day_type).collect(),
        stretches: row
            .stretches
            .iter()
            .map(|stretch| StretchForm {
                from: super::clock(stretch.from),
                to: super::clock(stretch.to),
                band: bands.bands.get(stretch.band).map(|band| band.name.to_string()).unwrap_or_default(),
            })
            .collect(),
    };
    form.hours = bands.hours.iter().map(hours).collect();
}

pub(crate) const fn day_type(day: DayType) -> DayTypeName {
    match day {
        DayType::Workday => DayTypeName::Workday,
        DayType::Weekend => DayTypeName::Weekend,
        DayType::Holiday => DayTypeName::Holiday,
    }
}

fn tiers_form(tiers: &Tiers, energy: &EnergyPrice) -> TiersForm {
    let (per, year_starts) = match tiers.per {
        billing::TierCycle::Month => (TierCycle::Month, None),
        billing::TierCycle::Year { starts } => (TierCycle::Year, Some(format!("{starts:02}"))),
    };
    let tier = |tier: &billing::Tier| {
        let mut form = TierForm {
            up_to_kwh: tier.up_to.map(|energy| energy.to_string()),
            per_occupant_kwh: (tier.per_occupant != Energy::ZERO).then(|| tier.per_occupant.to_string()),
            price: None,
            prices: Vec::new(),
            surcharge: None,
            credit: false,
        };
        match &tier.price {
            TierPrice::Base => {}
            TierPrice::Own(price) => {
                form.price = Some(price.to_string());
                form.credit = negative(*price);
            }
            TierPrice::Surcharge(more) => {
                form.surcharge = Some(more.to_string());
                form.credit = negative(*more);
            }
            TierPrice::PerBand(prices) => {
                let names = match energy {
                    EnergyPrice::Flat(_) => &[][..],
                    EnergyPrice::Banded(bands) => &bands.bands,
                };
                let pair = |(band, price): (&billing::Band, &Price)| BandPriceForm {
                    band: band.name.to_string(),
                    price: price.to_string(),
                };
                form.prices = names.iter().zip(prices).map(pair).collect();
                form.credit = prices.iter().copied().any(negative);
            }
        }
        form
    };
    TiersForm {
        per,
        year_starts,
        part_cycle: match tiers.part_cycle {
            PartCycle::Whole => PartCycleName::Whole,
            PartCycle::ByDays => PartCycleName::ByDays,
        },
        beyond_occupants: (tiers.beyond_occupants > 0).then(|| tiers.beyond_occupants.to_string()),
        tiers: tiers.tiers.iter().map(tier).collect(),
    }
}

fn tax_form(tax: &billing::Tax) -> TaxForm {
    let base = |base: &Taxed| match base {
        Taxed::Energy => TaxBase::Energy,
        Taxed::Fees => TaxBase::Fees,
        Taxed::Common => TaxBase::Common,
    };
    TaxForm {
        name: tax.name.to_string(),
        percent: tax.percent.to_string(),
        included: tax.included,
        on: tax.on.iter().map(base).collect(),
    }
}
