use std::fmt::Write as _;

use units::{Currency, DayType, Energy, Money, Price};

use super::{Tariff, Version};
use crate::PartCycle;
use crate::terms::{Bands, Clock, EnergyPrice, Hours, Tax, Taxed, TierCycle, TierPrice, Tiers, TopUpFee};

pub(super) fn tariff(tariff: &Tariff) -> String {
    let mut file = format!("name = {}\ncurrency = {}\n", quoted(&tariff.name), quoted(tariff.currency.code()));
    if !tariff.source.is_empty() {
        file.push_str(&format!("source = {}\n", quoted(&tariff.source)));
    }
    for version in tariff.versions() {
        file.push_str(&version_table(tariff.currency, version));
    }
    file
}

fn version_table(currency: Currency, version: &Version) -> String {
    let terms = &version.terms;
    let mut table = format!("\n[[version]]\nfrom = {}\n", version.from);
    if let Some(until) = version.until {
        table.push_str(&format!("until = {until}\n"));
    }
    if let EnergyPrice::Flat(flat) = &terms.energy {
        table.push_str(&price("price", *flat));
    }
    let banded = match &terms.energy {
        EnergyPrice::Flat(_) => None,
        EnergyPrice::Banded(bands) => Some(bands),
    };
    if banded.is_some_and(|bands| bands.clock == Clock::Standard) {
        table.push_str("clock = \"standard\"\n");
    }
    if let Some(fee) = terms.daily_fee {
        table.push_str(&price("daily_fee", fee));
    }
    for (key, fee) in [("monthly_fee", terms.monthly_fee), ("minimum", terms.minimum)] {
        table.push_str(&amount(key, fee, currency));
    }
    if let Some(bands) = banded {
        table.push_str(&band_tables(bands));
    }
    if let Some(tiers) = &terms.tiers {
        table.push_str(&tier_tables(tiers, banded));
    }
    terms.taxes.iter().for_each(|tax| table.push_str(&tax_table(tax)));
    if let Some(TopUpFee { percent, fixed, most }) = terms.top_up_fee {
        table.push_str(&format!("\n[version.top_up_fee]\npercent = \"{percent}\"\n"));
        table.push_str(&amount("fixed", Some(fixed), currency));
        table.push_str(&amount("most", most, currency));
    }
    table
}

fn band_tables(bands: &Bands) -> String {
    let mut tables = String::new();
    for band in &bands.bands {
        tables.push_str(&format!("\n[[version.band]]\nname = {}\n{}", quoted(&band.name), price("price", band.price)));
    }
    for season in &bands.seasons {
        let (name, from, to) = (quoted(&season.name), season.from, season.to);
        tables.push_str(&format!("\n[[version.season]]\nname = {name}\nfrom = \"{from}\"\nto = \"{to}\"\n"));
    }
    for row in &bands.hours {
        tables.push_str("\n[[version.hours]]\n");
        if let Some(season) = row.season.and_then(|season| bands.seasons.get(season)) {
            tables.push_str(&format!("season = {}\n", quoted(&season.name)));
        }
        if row.days != DayType::ALL {
            tables.push_str(&format!("days = [{}]\n", list(row.days.iter().map(|day| day.code()))));
        }
        tables.push_str(&format!("bands = {}\n", quoted(&hours(bands, row))));
    }
    tables
}

fn hours(bands: &Bands, row: &Hours) -> String {
    let clock = |quarter: u8| format!("{:02}:{:02}", quarter / 4, quarter % 4 * 15);
    let stretches = row.stretches.iter().filter_map(|stretch| {
        let band = bands.bands.get(stretch.band)?;
        Some(format!("{}-{} {}", clock(stretch.from), clock(stretch.to), band.name))
    });
    stretches.collect::<Vec<_>>().join(", ")
}

fn tier_tables(tiers: &Tiers, bands: Option<&Bands>) -> String {
    let mut tables = "\n[version.tiers]\n".to_owned();
    tables.push_str(&match tiers.per {
        TierCycle::Month => "per = \"month\"\n".to_owned(),
        TierCycle::Year { starts } => format!("per = \"year\"\nyear_starts = \"{starts:02}\"\n"),
    });
    tables.push_str(match tiers.part_cycle {
        PartCycle::Whole => "part_cycle = \"whole\"\n",
        PartCycle::ByDays => "part_cycle = \"by_days\"\n",
    });
    if tiers.beyond_occupants > 0 {
        tables.push_str(&format!("beyond_occupants = {}\n", tiers.beyond_occupants));
    }
    for tier in &tiers.tiers {
        tables.push_str("\n[[version.tier]]\n");
        if let Some(up_to) = tier.up_to {
            tables.push_str(&format!("up_to_kwh = \"{}\"\n", kwh(up_to)));
        }
        if tier.per_occupant != Energy::ZERO {
            tables.push_str(&format!("per_occupant_kwh = \"{}\"\n", kwh(tier.per_occupant)));
        }
        tables.push_str(&match &tier.price {
            TierPrice::Base => String::new(),
            TierPrice::Own(own) => price("price", *own),
            TierPrice::Surcharge(more) => price("surcharge", *more),
            TierPrice::PerBand(prices) => per_band(prices, bands),
        });
    }
    tables
}

fn per_band(prices: &[Price], bands: Option<&Bands>) -> String {
    let bands = bands.map_or(&[][..], |bands| &bands.bands);
    let each = bands.iter().zip(prices).map(|(band, price)| format!("{} = \"{price}\"", quoted(&band.name)));
    let credit = if prices.iter().any(|price| price.micro_per_kwh() < 0) { "credit = true\n" } else { "" };
    format!("prices = {{ {} }}\n{credit}", each.collect::<Vec<_>>().join(", "))
}

fn tax_table(tax: &Tax) -> String {
    let Tax { name, percent, included, on } = tax;
    let mut table =
        format!("\n[[version.tax]]\nname = {}\npercent = \"{percent}\"\nincluded = {included}\n", quoted(name));
    if *on != Taxed::ALL {
        table.push_str(&format!("on = [{}]\n", list(on.iter().map(|group| group.code()))));
    }
    table
}

/// With the word that a price below zero needs.
fn price(key: &str, price: Price) -> String {
    let credit = if price.micro_per_kwh() < 0 { "credit = true\n" } else { "" };
    format!("{key} = \"{price}\"\n{credit}")
}

fn amount(key: &str, amount: Option<Money>, currency: Currency) -> String {
    amount.map(|amount| format!("{key} = \"{}\"\n", currency.plain(amount))).unwrap_or_default()
}

fn kwh(energy: Energy) -> String {
    let (whole, rest) = (energy.wh() / 1_000, energy.wh() % 1_000);
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:03}") }
}

fn list<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    codes.map(quoted).collect::<Vec<_>>().join(", ")
}

/// A TOML basic string (TOML 1.0, "String").
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                // Writing to a String cannot fail.
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
