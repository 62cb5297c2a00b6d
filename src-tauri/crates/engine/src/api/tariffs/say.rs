//! Prices as people read them.

use billing::{EnergyPrice, Tariff, Tiers, Version};
use chrono::NaiveDate;
use units::{Currency, Energy, Price};

use crate::dto::RoomTariff;
use crate::words::Words;

/// The price in one line.
pub(crate) fn short(version: &Version, currency: Currency, words: Words) -> String {
    whole(version, currency, words).join(" · ")
}

/// What a room is charged by on a day.
pub(crate) fn of_room(tariff: &Tariff, day: NaiveDate, words: Words) -> RoomTariff {
    let price_text = tariff.in_force(day).map(|version| short(version, tariff.currency, words)).unwrap_or_default();
    RoomTariff { name: tariff.name.clone(), price_text }
}

/// Everything that a version charges, a line each.
pub(crate) fn whole(version: &Version, currency: Currency, words: Words) -> Vec<String> {
    let terms = &version.terms;
    let mut lines = match &terms.tiers {
        Some(tiers) => tier_lines(version, tiers, currency, words),
        None => vec![band_prices(version, 0, currency)],
    };
    let amount = |fee| currency.display(fee);
    let daily = |fee| format!("{} {fee}", currency.symbol());
    lines.extend(terms.daily_fee.map(|fee| words.say("tariff-daily-fee", &[("amount", &daily(fee))])));
    lines.extend(terms.monthly_fee.map(|fee| words.say("tariff-monthly-fee", &[("amount", &amount(fee))])));
    lines.extend(terms.minimum.map(|fee| words.say("tariff-minimum", &[("amount", &amount(fee))])));
    for tax in &terms.taxes {
        let id = if tax.included { "tariff-tax-included" } else { "tariff-tax-added" };
        lines.push(words.say(id, &[("name", &tax.name), ("percent", &tax.percent.to_string())]));
    }
    if let Some(fee) = terms.top_up_fee {
        let parts = [
            (fee.percent.micro() != 0).then(|| format!("{} %", fee.percent)),
            (!fee.fixed.is_zero()).then(|| amount(fee.fixed)),
        ];
        let fee = parts.into_iter().flatten().collect::<Vec<_>>().join(" + ");
        lines.push(words.say("tariff-top-up-fee", &[("fee", &fee)]));
    }
    lines
}

fn tier_lines(version: &Version, tiers: &Tiers, currency: Currency, words: Words) -> Vec<String> {
    let cycle = match tiers.per {
        billing::TierCycle::Month => "month",
        billing::TierCycle::Year { .. } => "year",
    };
    let mut from = Energy::ZERO;
    let mut lines = Vec::new();
    for (number, tier) in tiers.tiers.iter().enumerate() {
        let price = band_prices(version, number, currency);
        let (from_text, args) = (from.to_string(), [("price", price.as_str())]);
        let id = match (number, tier.up_to) {
            (_, None) => format!("tariff-tier-beyond-{cycle}"),
            (0, Some(_)) => format!("tariff-tier-first-{cycle}"),
            (_, Some(_)) => format!("tariff-tier-next-{cycle}"),
        };
        let to = tier.up_to.map(|end| end.to_string()).unwrap_or_default();
        lines.push(words.say(&id, &[args[0], ("from", &from_text), ("to", &to)]));
        from = tier.up_to.unwrap_or(from);
    }
    let more = tiers.tiers.iter().map(|tier| tier.per_occupant).max().filter(|more| *more != Energy::ZERO);
    lines.extend(more.map(|more| {
        let beyond = tiers.beyond_occupants.to_string();
        words.say("tariff-tier-occupants", &[("energy", &more.to_string()), ("beyond", &beyond)])
    }));
    lines
}

/// The prices of a tier, by band where there are several: `peak ¥ 0.6172, valley ¥ 0.3072/kWh`.
fn band_prices(version: &Version, tier: usize, currency: Currency) -> String {
    let price = |band| version.terms.price(band, tier).unwrap_or_default();
    match &version.terms.energy {
        EnergyPrice::Flat(_) => per_kwh(price(0), currency),
        EnergyPrice::Banded(bands) => {
            let prices: Vec<Price> = (0..bands.bands.len()).map(price).collect();
            if prices.windows(2).all(|pair| pair[0] == pair[1]) {
                return per_kwh(price(0), currency);
            }
            let said = bands.bands.iter().zip(prices);
            let said = said.map(|(band, price)| format!("{} {}", band.name, per_kwh(price, currency)));
            said.collect::<Vec<_>>().join(", ")
        }
    }
}

pub(crate) fn per_kwh(price: Price, currency: Currency) -> String {
    format!("{} {price}/kWh", currency.symbol())
}
