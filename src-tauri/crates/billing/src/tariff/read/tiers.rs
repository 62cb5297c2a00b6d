use units::Price;

use super::table::Table;
use crate::PartCycle;
use crate::tariff::{Problem, TariffError};
use crate::terms::{Tier, TierCycle, TierPrice, Tiers};

/// The tiers of a version whose bands have these names.
pub(super) fn tiers(table: &Table<'_, '_>, bands: &[&str]) -> Result<Option<Tiers>, TariffError> {
    let tables = table.tables("tier", "version.tier")?;
    let Some(head) = table.table("tiers")? else {
        return if tables.is_empty() { Ok(None) } else { Err(table.wrong("tiers", Problem::Missing)) };
    };
    head.only(&["per", "year_starts", "part_cycle", "beyond_occupants"])?;
    if tables.is_empty() {
        return Err(table.wrong("tier", Problem::Missing));
    }
    let mut tiers: Vec<Tier> = Vec::new();
    for (index, row) in tables.iter().enumerate() {
        let tier = tier(row, bands)?;
        let last = index + 1 == tables.len();
        match tier.up_to {
            Some(_) if last => return Err(row.wrong("up_to_kwh", Problem::LastTierEnds)),
            None if !last => return Err(row.wrong("up_to_kwh", Problem::TierGoesOn)),
            _ => {}
        }
        if let Some((before, this)) = tiers.last().and_then(|before| before.up_to).zip(tier.up_to) {
            if before >= this {
                return Err(row.wrong("up_to_kwh", Problem::NotAscending));
            }
            if tiers.last().is_some_and(|before| before.per_occupant > tier.per_occupant) {
                return Err(row.wrong("per_occupant_kwh", Problem::FewerPerOccupant));
            }
        }
        tiers.push(tier);
    }
    Ok(Some(Tiers {
        per: cycle(&head)?,
        part_cycle: part_cycle(&head)?,
        beyond_occupants: if head.get("beyond_occupants").is_some() { head.count("beyond_occupants")? } else { 0 },
        tiers,
    }))
}

fn cycle(head: &Table<'_, '_>) -> Result<TierCycle, TariffError> {
    let starts = match head.get("year_starts") {
        None => 1,
        Some(_) => {
            let starts = head.count("year_starts").ok().filter(|month| (1..=12).contains(month));
            starts.ok_or_else(|| head.wrong("year_starts", Problem::NotMonth))?
        }
    };
    match head.text_of("per")?.as_str() {
        "month" if head.get("year_starts").is_some() => Err(head.wrong("year_starts", Problem::NotPerYear)),
        "month" => Ok(TierCycle::Month),
        "year" => Ok(TierCycle::Year { starts }),
        _ => Err(head.wrong("per", Problem::NotCycle)),
    }
}

fn part_cycle(head: &Table<'_, '_>) -> Result<PartCycle, TariffError> {
    match head.get("part_cycle").map(|_| head.text_of("part_cycle")).transpose()?.as_deref() {
        None | Some("whole") => Ok(PartCycle::Whole),
        Some("by_days") => Ok(PartCycle::ByDays),
        Some(_) => Err(head.wrong("part_cycle", Problem::NotPartCycle)),
    }
}

fn tier(row: &Table<'_, '_>, bands: &[&str]) -> Result<Tier, TariffError> {
    row.only(&["up_to_kwh", "per_occupant_kwh", "price", "prices", "surcharge", "credit"])?;
    let kwh = |key| row.get(key).map(|_| row.kwh(key)).transpose();
    let up_to = kwh("up_to_kwh")?;
    let per_occupant = kwh("per_occupant_kwh")?;
    if let (Some(_), None) = (per_occupant, up_to) {
        return Err(row.wrong("per_occupant_kwh", Problem::LastTierEnds));
    }
    let said: Vec<&str> = ["price", "prices", "surcharge"].into_iter().filter(|key| row.get(key).is_some()).collect();
    let price = match said.as_slice() {
        [] => TierPrice::Base,
        ["price"] => TierPrice::Own(row.price("price")?),
        ["prices"] => TierPrice::PerBand(prices(row, bands)?),
        ["surcharge"] => TierPrice::Surcharge(row.price("surcharge")?),
        [_, second, ..] => return Err(row.wrong(second, Problem::TwoPrices)),
        [other] => return Err(row.wrong(other, Problem::Unknown)),
    };
    Ok(Tier { up_to, per_occupant: per_occupant.unwrap_or_default(), price })
}

fn prices(row: &Table<'_, '_>, bands: &[&str]) -> Result<Vec<Price>, TariffError> {
    let Some(table) = row.table("prices")? else { return Ok(Vec::new()) };
    if bands.is_empty() {
        return Err(row.wrong("prices", Problem::NoBands));
    }
    if let Some(key) = table.table.keys().find(|key| !bands.contains(&key.get_ref().as_ref())) {
        let name = key.get_ref().to_string();
        return Err(table.wrong(&name, Problem::UnknownBand(name.clone())));
    }
    let price = |name: &&str| {
        if table.get(name).is_none() {
            return Err(row.wrong("prices", Problem::NoBandPrice((*name).to_owned())));
        }
        let price = table.number(name, Price::parse)?;
        if price.micro_per_kwh() < 0 && !row.yes("credit")? {
            return Err(table.wrong(name, Problem::NoCredit));
        }
        Ok(price)
    };
    bands.iter().map(price).collect()
}
