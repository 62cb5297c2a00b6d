mod bands;
mod money;
mod table;
mod tiers;

use toml::Spanned;
use toml::de::DeTable;
use units::{Currency, Price};

use self::table::{Table, line_of};
use super::{Problem, Tariff, TariffError, Version};
use crate::terms::{EnergyPrice, TierPrice, Tiers};
use crate::{Bands, Terms};

const KEYS: [&str; 15] = [
    "from",
    "until",
    "price",
    "credit",
    "clock",
    "band",
    "season",
    "hours",
    "tiers",
    "tier",
    "daily_fee",
    "monthly_fee",
    "minimum",
    "tax",
    "top_up_fee",
];

pub(super) fn tariff(text: &str) -> Result<Tariff, TariffError> {
    let root = DeTable::parse(text).map_err(|error| TariffError {
        line: line_of(text, error.span().map_or(0, |span| span.start)),
        key: "file".to_owned(),
        problem: Problem::Syntax(error.message().to_owned()),
    })?;
    let file = Table { text, name: "file", line: 1, table: root.get_ref() };
    file.only(&["name", "currency", "source", "version"])?;
    let name = file.text_of("name")?;
    let code = file.text_of("currency")?;
    let currency = Currency::parse(&code).map_err(|error| file.wrong("currency", Problem::Unit(error)))?;
    let source = if file.get("source").is_some() { file.text_of("source")? } else { String::new() };
    file.required("version")?;
    let mut versions: Vec<(Table<'_, '_>, Version)> = Vec::new();
    for table in file.tables("version", "version")? {
        let version = version(&table, currency)?;
        if versions.iter().any(|(_, other)| other.from == version.from) {
            return Err(table.wrong("from", Problem::SameStart(version.from)));
        }
        versions.push((table, version));
    }
    for (table, version) in &versions {
        let next = versions.iter().map(|(_, other)| other.from).filter(|from| *from > version.from).min();
        if let Some(next) = next.filter(|next| version.until.is_some_and(|until| until > *next)) {
            return Err(table.wrong("until", Problem::Overlaps(next)));
        }
    }
    let versions = versions.into_iter().map(|(_, version)| version).collect();
    Tariff::new(name, currency, source, versions).map_err(|problem| file.wrong("version", problem))
}

fn version(table: &Table<'_, '_>, currency: Currency) -> Result<Version, TariffError> {
    table.only(&KEYS)?;
    let from = table.date("from")?;
    let until = table.get("until").map(|_| table.date("until")).transpose()?;
    if until.is_some_and(|until| until <= from) {
        return Err(table.wrong("until", Problem::EndsFirst));
    }
    let unpriced = bands::bands(table)?;
    let names: Vec<&str> = unpriced.iter().flat_map(|(bands, _)| &bands.bands).map(|band| &*band.name).collect();
    let tiers = tiers::tiers(table, &names)?;
    let energy = match unpriced {
        None => EnergyPrice::Flat(flat_price(table, tiers.as_ref())?),
        Some((bands, priced)) => EnergyPrice::Banded(with_prices(table, bands, &priced, tiers.as_ref())?),
    };
    let terms = Terms {
        energy,
        tiers,
        daily_fee: table.daily("daily_fee")?,
        monthly_fee: table.fee("monthly_fee", currency)?,
        minimum: table.fee("minimum", currency)?,
        taxes: money::taxes(table)?,
        top_up_fee: money::top_up_fee(table, currency)?,
    };
    Ok(Version { from, until, terms })
}

/// The flat price; where every tier has its own, it may be left out.
fn flat_price(table: &Table<'_, '_>, tiers: Option<&Tiers>) -> Result<Price, TariffError> {
    if table.get("price").is_some() {
        return table.price("price");
    }
    match own_prices(tiers, 0) {
        Some(first) => Ok(first),
        None => Err(table.wrong("price", Problem::Missing)),
    }
}

/// The bands with the prices that were left out because every tier has its own.
fn with_prices(
    table: &Table<'_, '_>,
    mut bands: Bands,
    priced: &[bool],
    tiers: Option<&Tiers>,
) -> Result<Bands, TariffError> {
    if table.get("price").is_some() {
        return Err(table.wrong("price", Problem::TwoPrices));
    }
    for (index, (band, priced)) in bands.bands.iter_mut().zip(priced).enumerate() {
        if !priced {
            let missing = || table.wrong("band", Problem::NoBandPrice(band.name.to_string()));
            band.price = own_prices(tiers, index).ok_or_else(missing)?;
        }
    }
    Ok(bands)
}

/// The first tier's own price in a band, where no tier needs the band's.
fn own_prices(tiers: Option<&Tiers>, band: usize) -> Option<Price> {
    let mut own = tiers?.tiers.iter().map(|tier| match &tier.price {
        TierPrice::Own(price) => Some(*price),
        TierPrice::PerBand(prices) => prices.get(band).copied(),
        TierPrice::Base | TierPrice::Surcharge(_) => None,
    });
    let first = own.next()??;
    own.all(|price| price.is_some()).then_some(first)
}

/// The items of a list, none where it is absent. An empty list never means “all”.
fn items<'t, 'i>(table: &Table<'t, 'i>, key: &str) -> Result<Vec<&'t Spanned<toml::de::DeValue<'i>>>, TariffError> {
    let Some(value) = table.get(key) else { return Ok(Vec::new()) };
    let list = value.get_ref().as_array().ok_or_else(|| table.wrong(key, Problem::NotList))?;
    if list.is_empty() {
        return Err(table.wrong(key, Problem::NotList));
    }
    Ok(list.iter().collect())
}
