use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use units::{Currency, Money, Price, UnitError};

use super::{Problem, Tariff, TariffError, Version};
use crate::{EnergyPrice, Terms};

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
    let versions = versions(&file, currency)?;
    Tariff::new(name, currency, source, versions).map_err(|problem| file.wrong("version", problem))
}

fn versions(file: &Table<'_, '_>, currency: Currency) -> Result<Vec<Version>, TariffError> {
    let value = file.required("version")?;
    let list = value.as_array().ok_or_else(|| file.wrong("version", Problem::NotVersions))?;
    let mut versions: Vec<Version> = Vec::new();
    for item in list.iter() {
        let table = item.get_ref().as_table().ok_or_else(|| file.wrong("version", Problem::NotVersions))?;
        let table = Table { text: file.text, name: "version", line: line_of(file.text, item.span().start), table };
        let version = version(&table, currency)?;
        if versions.iter().any(|other| other.from == version.from) {
            return Err(table.wrong("from", Problem::SameStart(version.from)));
        }
        versions.push(version);
    }
    Ok(versions)
}

fn version(table: &Table<'_, '_>, currency: Currency) -> Result<Version, TariffError> {
    table.only(&["from", "until", "price", "daily_fee", "monthly_fee"])?;
    let from = table.date("from")?;
    let until = table.get("until").map(|_| table.date("until")).transpose()?;
    if until.is_some_and(|until| until <= from) {
        return Err(table.wrong("until", Problem::EndsFirst));
    }
    let price = table.number("price", Price::parse)?;
    if price.micro_per_kwh() < 0 {
        return Err(table.wrong("price", Problem::Negative));
    }
    let terms = Terms {
        energy: EnergyPrice::Flat(price),
        daily_fee: table.fee("daily_fee", currency)?,
        monthly_fee: table.fee("monthly_fee", currency)?,
        ..Terms::flat(price)
    };
    Ok(Version { from, until, terms })
}

/// A table of the file that knows where it stands, so that every complaint names its line and key.
struct Table<'t, 'i> {
    text: &'t str,
    name: &'static str,
    line: usize,
    table: &'t DeTable<'i>,
}

impl<'t, 'i> Table<'t, 'i> {
    fn get(&self, key: &str) -> Option<&'t Spanned<DeValue<'i>>> {
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    fn required(&self, key: &str) -> Result<&'t DeValue<'i>, TariffError> {
        self.get(key).map(Spanned::get_ref).ok_or_else(|| self.wrong(key, Problem::Missing))
    }

    fn wrong(&self, key: &str, problem: Problem) -> TariffError {
        let line = self.get(key).map_or(self.line, |value| line_of(self.text, value.span().start));
        TariffError { line, key: key.to_owned(), problem }
    }

    fn only(&self, known: &[&str]) -> Result<(), TariffError> {
        match self.table.keys().find(|key| !known.contains(&key.get_ref().as_ref())) {
            Some(key) => Err(TariffError {
                line: line_of(self.text, key.span().start),
                key: format!("{} ({})", key.get_ref(), self.name),
                problem: Problem::Unknown,
            }),
            None => Ok(()),
        }
    }

    fn text_of(&self, key: &str) -> Result<String, TariffError> {
        let text = self.required(key)?.as_str().map(str::trim).filter(|text| !text.is_empty());
        text.map(str::to_owned).ok_or_else(|| self.wrong(key, Problem::NotText))
    }

    fn date(&self, key: &str) -> Result<NaiveDate, TariffError> {
        let date = match self.required(key)? {
            DeValue::Datetime(value) if value.time.is_none() => value.date,
            _ => None,
        };
        date.and_then(|d| NaiveDate::from_ymd_opt(i32::from(d.year), u32::from(d.month), u32::from(d.day)))
            .ok_or_else(|| self.wrong(key, Problem::NotDate))
    }

    /// A number, quoted or not, is read from its digits: no floating point comes near it.
    fn number<T>(&self, key: &str, read: impl Fn(&str) -> Result<T, UnitError>) -> Result<T, TariffError> {
        let digits = match self.required(key)? {
            DeValue::String(text) => text.as_ref(),
            DeValue::Float(number) => number.as_str(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            _ => return Err(self.wrong(key, Problem::NotNumber)),
        };
        read(digits).map_err(|error| self.wrong(key, Problem::Unit(error)))
    }

    fn fee(&self, key: &str, currency: Currency) -> Result<Option<Money>, TariffError> {
        if self.get(key).is_none() {
            return Ok(None);
        }
        let fee = self.number(key, |digits| currency.parse_amount(digits))?;
        if fee.is_negative() { Err(self.wrong(key, Problem::Negative)) } else { Ok(Some(fee)) }
    }
}

/// Counted from 1.
fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
