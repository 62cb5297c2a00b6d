//! A tariff's form as the file that it makes. What is wrong in it is found by reading that file.

use std::fmt::Write as _;

use crate::dto::*;

pub(super) fn text(form: &TariffForm) -> String {
    let mut file = Page(String::new());
    file.text("name", &form.name);
    file.text("currency", &form.currency);
    if !form.source.trim().is_empty() {
        file.text("source", &form.source);
    }
    form.versions.iter().for_each(|version| version_of(&mut file, version));
    file.0
}

fn version_of(file: &mut Page, version: &VersionForm) {
    file.table("version");
    file.date("from", &version.from);
    if let Some(until) = filled(version.until.as_ref()) {
        file.date("until", until);
    }
    file.optional("price", version.price.as_ref());
    file.flag("credit", version.credit);
    file.optional("daily_fee", version.daily_fee.as_ref());
    file.optional("monthly_fee", version.monthly_fee.as_ref());
    file.optional("minimum", version.minimum.as_ref());
    if version.clock == BandClock::Standard {
        file.text("clock", "standard");
    }
    version.bands.iter().for_each(|band| {
        file.table("version.band");
        file.text("name", &band.name);
        file.optional("price", band.price.as_ref());
        file.flag("credit", band.credit);
    });
    version.seasons.iter().for_each(|season| {
        file.table("version.season");
        file.text("name", &season.name);
        file.text("from", &season.from);
        file.text("to", &season.to);
    });
    version.hours.iter().for_each(|hours| hours_of(file, hours));
    if let Some(tiers) = &version.tiers {
        tiers_of(file, tiers);
    }
    version.taxes.iter().for_each(|tax| {
        file.table("version.tax");
        file.text("name", &tax.name);
        file.text("percent", &tax.percent);
        let _ = writeln!(file.0, "included = {}", tax.included);
        if tax.on.len() < 3 {
            file.list("on", tax.on.iter().map(|base| base_code(*base)));
        }
    });
    if let Some(fee) = &version.top_up_fee {
        file.0.push_str("[version.top_up_fee]\n");
        file.optional("percent", fee.percent.as_ref());
        file.optional("fixed", fee.fixed.as_ref());
        file.optional("most", fee.most.as_ref());
    }
}

fn hours_of(file: &mut Page, hours: &HoursForm) {
    file.table("version.hours");
    if let Some(season) = filled(hours.season.as_ref()) {
        file.text("season", season);
    }
    if (1..3).contains(&hours.days.len()) {
        file.list("days", hours.days.iter().map(|day| day_code(*day)));
    }
    let stretch = |stretch: &StretchForm| format!("{}-{} {}", stretch.from, stretch.to, stretch.band);
    file.text("bands", &hours.stretches.iter().map(stretch).collect::<Vec<_>>().join(", "));
}

fn tiers_of(file: &mut Page, tiers: &TiersForm) {
    file.0.push_str("[version.tiers]\n");
    file.text("per", if tiers.per == TierCycle::Month { "month" } else { "year" });
    file.optional("year_starts", tiers.year_starts.as_ref());
    file.text("part_cycle", part_code(tiers.part_cycle));
    if let Some(beyond) = filled(tiers.beyond_occupants.as_ref()) {
        file.number("beyond_occupants", beyond);
    }
    for tier in &tiers.tiers {
        file.table("version.tier");
        file.optional("up_to_kwh", tier.up_to_kwh.as_ref());
        file.optional("per_occupant_kwh", tier.per_occupant_kwh.as_ref());
        file.optional("price", tier.price.as_ref());
        file.optional("surcharge", tier.surcharge.as_ref());
        file.flag("credit", tier.credit);
        if !tier.prices.is_empty() {
            let pair = |price: &BandPriceForm| format!("{} = {}", quoted(&price.band), quoted(&price.price));
            let pairs: Vec<String> = tier.prices.iter().map(pair).collect();
            let _ = writeln!(file.0, "prices = {{ {} }}", pairs.join(", "));
        }
    }
}

pub(super) const fn part_code(part: PartCycleName) -> &'static str {
    match part {
        PartCycleName::Whole => "whole",
        PartCycleName::ByDays => "by_days",
    }
}

const fn day_code(day: DayTypeName) -> &'static str {
    match day {
        DayTypeName::Workday => "workday",
        DayTypeName::Weekend => "weekend",
        DayTypeName::Holiday => "holiday",
    }
}

const fn base_code(base: TaxBase) -> &'static str {
    match base {
        TaxBase::Energy => "energy",
        TaxBase::Fees => "fees",
        TaxBase::Common => "common",
    }
}

fn filled(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// The file as it grows.
struct Page(String);

impl Page {
    fn table(&mut self, name: &str) {
        let _ = write!(self.0, "\n[[{name}]]\n");
    }

    fn text(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.0, "{key} = {}", quoted(value));
    }

    fn optional(&mut self, key: &str, value: Option<&String>) {
        if let Some(value) = filled(value) {
            self.text(key, value);
        }
    }

    fn flag(&mut self, key: &str, set: bool) {
        if set {
            let _ = writeln!(self.0, "{key} = true");
        }
    }

    /// What is no date stays a text, so that the complaint names its key.
    fn date(&mut self, key: &str, value: &str) {
        if value.parse::<chrono::NaiveDate>().is_ok() {
            let _ = writeln!(self.0, "{key} = {value}");
        } else {
            self.text(key, value);
        }
    }

    fn number(&mut self, key: &str, value: &str) {
        if value.parse::<u32>().is_ok() {
            let _ = writeln!(self.0, "{key} = {value}");
        } else {
            self.text(key, value);
        }
    }

    fn list(&mut self, key: &str, values: impl Iterator<Item = &'static str>) {
        let values: Vec<String> = values.map(quoted).collect();
        let _ = writeln!(self.0, "{key} = [{}]", values.join(", "));
    }
}

/// A TOML basic string (TOML 1.0, "String").
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.trim().chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
