use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use units::{Currency, Energy, Money, Price, UnitError};

use crate::tariff::{Problem, TariffError};

/// A table of the file that knows where it stands, so that every complaint names its line and key.
pub(super) struct Table<'t, 'i> {
    pub text: &'t str,
    pub name: &'static str,
    pub line: usize,
    pub table: &'t DeTable<'i>,
}

impl<'t, 'i> Table<'t, 'i> {
    pub fn get(&self, key: &str) -> Option<&'t Spanned<DeValue<'i>>> {
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    pub fn required(&self, key: &str) -> Result<&'t DeValue<'i>, TariffError> {
        self.get(key).map(Spanned::get_ref).ok_or_else(|| self.wrong(key, Problem::Missing))
    }

    pub fn wrong(&self, key: &str, problem: Problem) -> TariffError {
        let line = self.get(key).map_or(self.line, |value| line_of(self.text, value.span().start));
        TariffError { line, key: key.to_owned(), problem }
    }

    pub fn only(&self, known: &[&str]) -> Result<(), TariffError> {
        match self.table.keys().find(|key| !known.contains(&key.get_ref().as_ref())) {
            Some(key) => Err(TariffError {
                line: line_of(self.text, key.span().start),
                key: format!("{} ({})", key.get_ref(), self.name),
                problem: Problem::Unknown,
            }),
            None => Ok(()),
        }
    }

    /// The tables of a list `[[key]]`, none where it is absent.
    pub fn tables(&self, key: &'static str, shown: &'static str) -> Result<Vec<Table<'t, 'i>>, TariffError> {
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        let wrong = || self.wrong(key, Problem::NotTables(shown));
        let list = value.get_ref().as_array().ok_or_else(wrong)?;
        let table = |item: &'t Spanned<DeValue<'i>>| {
            let table = item.get_ref().as_table().ok_or_else(wrong)?;
            Ok(Table { text: self.text, name: key, line: line_of(self.text, item.span().start), table })
        };
        list.iter().map(table).collect()
    }

    /// The table `[key]`, where there is one.
    pub fn table(&self, key: &'static str) -> Result<Option<Table<'t, 'i>>, TariffError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let table = value.get_ref().as_table().ok_or_else(|| self.wrong(key, Problem::NotTable))?;
        Ok(Some(Table { text: self.text, name: key, line: line_of(self.text, value.span().start), table }))
    }

    pub fn text_of(&self, key: &str) -> Result<String, TariffError> {
        let text = self.required(key)?.as_str().map(str::trim).filter(|text| !text.is_empty());
        text.map(str::to_owned).ok_or_else(|| self.wrong(key, Problem::NotText))
    }

    pub fn date(&self, key: &str) -> Result<NaiveDate, TariffError> {
        let date = match self.required(key)? {
            DeValue::Datetime(value) if value.time.is_none() => value.date,
            _ => None,
        };
        date.and_then(|d| NaiveDate::from_ymd_opt(i32::from(d.year), u32::from(d.month), u32::from(d.day)))
            .ok_or_else(|| self.wrong(key, Problem::NotDate))
    }

    /// False where the key is absent.
    pub fn yes(&self, key: &str) -> Result<bool, TariffError> {
        match self.get(key).map(Spanned::get_ref) {
            None => Ok(false),
            Some(DeValue::Boolean(value)) => Ok(*value),
            Some(_) => Err(self.wrong(key, Problem::NotYes)),
        }
    }

    /// The digits of a number, quoted or not: no floating point comes near it.
    pub fn digits(&self, key: &str) -> Result<&'t str, TariffError> {
        match self.required(key)? {
            DeValue::String(text) => Ok(text.as_ref()),
            DeValue::Float(number) => Ok(number.as_str()),
            DeValue::Integer(number) if number.radix() == 10 => Ok(number.as_str()),
            _ => Err(self.wrong(key, Problem::NotNumber)),
        }
    }

    pub fn number<T>(&self, key: &str, read: impl Fn(&str) -> Result<T, UnitError>) -> Result<T, TariffError> {
        read(self.digits(key)?).map_err(|error| self.wrong(key, Problem::Unit(error)))
    }

    /// A price per kWh; below zero only beside `credit = true`.
    pub fn price(&self, key: &str) -> Result<Price, TariffError> {
        let price = self.number(key, Price::parse)?;
        if price.micro_per_kwh() < 0 && !self.yes("credit")? {
            return Err(self.wrong(key, Problem::NoCredit));
        }
        Ok(price)
    }

    /// An amount that is not below zero.
    pub fn fee(&self, key: &str, currency: Currency) -> Result<Option<Money>, TariffError> {
        if self.get(key).is_none() {
            return Ok(None);
        }
        let fee = self.number(key, |digits| currency.parse_amount(digits))?;
        if fee.is_negative() { Err(self.wrong(key, Problem::Negative)) } else { Ok(Some(fee)) }
    }

    /// A charge for a day that is not below zero, finer than the minor unit.
    pub fn daily(&self, key: &str) -> Result<Option<Price>, TariffError> {
        if self.get(key).is_none() {
            return Ok(None);
        }
        let fee = self.number(key, Price::parse)?;
        if fee.micro_per_kwh() < 0 { Err(self.wrong(key, Problem::Negative)) } else { Ok(Some(fee)) }
    }

    /// Kilowatt-hours, to the watt-hour and not below zero.
    pub fn kwh(&self, key: &str) -> Result<Energy, TariffError> {
        let wrong = || self.wrong(key, Problem::NotKwh);
        // A price has six digits after the point: three of them are watt-hours.
        let micro = Price::parse(self.digits(key)?).map_err(|_| wrong())?.micro_per_kwh();
        if micro < 0 || micro % 1_000 != 0 {
            return Err(wrong());
        }
        Energy::new(micro / 1_000).ok_or_else(wrong)
    }

    pub fn count(&self, key: &str) -> Result<u32, TariffError> {
        self.digits(key)?.parse().map_err(|_| self.wrong(key, Problem::NotCount))
    }
}

/// Counted from 1.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
