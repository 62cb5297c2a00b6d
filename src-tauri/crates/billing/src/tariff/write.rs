use std::fmt::Write as _;

use super::{Tariff, Version};
use crate::EnergyPrice;

pub(super) fn tariff(tariff: &Tariff) -> String {
    let mut file = format!("name = {}\ncurrency = {}\n", quoted(&tariff.name), quoted(tariff.currency.code()));
    if !tariff.source.is_empty() {
        file.push_str(&format!("source = {}\n", quoted(&tariff.source)));
    }
    for version in tariff.versions() {
        file.push_str(&version_table(tariff, version));
    }
    file
}

fn version_table(tariff: &Tariff, version: &Version) -> String {
    let mut table = format!("\n[[version]]\nfrom = {}\n", version.from);
    if let Some(until) = version.until {
        table.push_str(&format!("until = {until}\n"));
    }
    if let EnergyPrice::Flat(price) = &version.terms.energy {
        table.push_str(&format!("price = \"{price}\"\n"));
    }
    for (key, fee) in [("daily_fee", version.terms.daily_fee), ("monthly_fee", version.terms.monthly_fee)] {
        if let Some(fee) = fee {
            table.push_str(&format!("{key} = \"{}\"\n", tariff.currency.plain(fee)));
        }
    }
    table
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
