//! A charge line as data: what it is for, how much, at which rate, and its arithmetic.

use billing::{ChargeKind, ChargeLine, Quantity, Rate, Share};
use serde_json::{Map, Value, json};
use units::Energy;

use super::arithmetic::arithmetic;
use super::case::Site;
use super::show::{amount, put};
use super::work::RoomMonth;

/// A line as data.
pub fn line(line: &ChargeLine, month: &RoomMonth, site: &Site) -> Value {
    let mut shown = Map::new();
    put(&mut shown, "kind", json!(line.kind.code()));
    put(&mut shown, "what", json!(what(line, month)));
    put(&mut shown, "version", json!(line.version.to_string()));
    if let Some(band) = &line.detail.band {
        put(&mut shown, "band", json!(**band));
    }
    if let Some(tier) = line.detail.tier {
        put(&mut shown, "tier", json!(tier));
    }
    if let Some(name) = &line.detail.name {
        put(&mut shown, "name", json!(**name));
    }
    quantity(&mut shown, line, site);
    let (rate, per) = rate(line.rate, site);
    put(&mut shown, "rate", json!(rate));
    put(&mut shown, "per", json!(per));
    amount(&mut shown, "amount", "minor", line.amount, site);
    if line.kind == ChargeKind::TaxIncluded {
        amount(&mut shown, "contained", "contained_minor", line.within, site);
    }
    let own = |share: &&Share| line.detail.name.as_ref() == Some(&share.pool);
    let basis = month.shares.iter().find(own).map_or("", |share| &share.basis);
    put(&mut shown, "arithmetic", json!(arithmetic(line, site.currency, basis)));
    if line.estimated != Energy::ZERO {
        put(&mut shown, "estimated_kwh", json!(line.estimated.to_string()));
    }
    if line.provisional {
        put(&mut shown, "provisional", json!(true));
    }
    Value::Object(shown)
}

/// The line in words: `energy, peak, tier 2`; with the version where one alike is of another version.
fn what(line: &ChargeLine, month: &RoomMonth) -> String {
    let kind = match line.kind {
        ChargeKind::Energy => "energy",
        ChargeKind::Allowance => "allowance",
        ChargeKind::QuotaSurcharge => "surcharge",
        ChargeKind::DailyFee => "daily fee",
        ChargeKind::MonthlyFee => "monthly fee",
        ChargeKind::Common => "common",
        ChargeKind::Minimum => "minimum charge",
        ChargeKind::Tax => "tax",
        ChargeKind::TaxIncluded => "tax included",
    };
    let mut what = kind.to_owned();
    for part in [&line.detail.name, &line.detail.band].into_iter().flatten() {
        what.push_str(", ");
        what.push_str(part);
    }
    if let Some(tier) = line.detail.tier {
        what.push_str(&format!(", tier {tier}"));
    }
    let alike = |other: &&ChargeLine| (other.kind, &other.detail) == (line.kind, &line.detail);
    if month.lines.iter().filter(alike).count() > 1 {
        what.push_str(&format!(", prices of {}", line.version));
    }
    what
}

fn quantity(shown: &mut Map<String, Value>, line: &ChargeLine, site: &Site) {
    match line.quantity {
        Quantity::Energy(energy) => {
            put(shown, "kwh", json!(energy.to_string()));
            put(shown, "wh", json!(energy.wh()));
        }
        Quantity::Days { days, of } => {
            put(shown, "days", json!(days));
            put(shown, "of", json!(of));
        }
        Quantity::Minimum { days, of, charged } => {
            put(shown, "days", json!(days));
            put(shown, "of", json!(of));
            amount(shown, "charged", "charged_minor", charged, site);
        }
        Quantity::Charged(sum) => amount(shown, "sum", "sum_minor", sum, site),
        Quantity::Pool(energy) => put(shown, "pool_kwh", json!(energy.to_string())),
    }
}

/// The rate and what it is for.
fn rate(rate: Rate, site: &Site) -> (String, &'static str) {
    match rate {
        Rate::PerKwh(price) => (price.to_string(), "kWh"),
        Rate::PerDay(fee) => (fee.to_string(), "day"),
        Rate::PerMonth(fee) => (site.currency.plain(fee), "month"),
        Rate::Percent(percent) => (percent.to_string(), "100"),
        Rate::PercentWithin(percent) => (percent.to_string(), "100 contained"),
        Rate::Stated(amount) => (site.currency.plain(amount), "share"),
    }
}
