use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Checked, Component, Pass, RuleSet, RuleSetError, RuleSetProblem as Problem, Source};

pub(super) fn rule_set(text: &str) -> Result<RuleSet, RuleSetError> {
    let root = DeTable::parse(text).map_err(|error| RuleSetError {
        line: line_of(text, error.span().map_or(0, |span| span.start)),
        key: "file".to_owned(),
        problem: Problem::Syntax(error.message().to_owned()),
    })?;
    let file = Table { text, line: 1, table: root.get_ref() };
    file.only(&["country", "name", "from", "until", "status", "note", "source", "component"])?;
    let from = file.date("from")?;
    let until = file.get("until").map(|_| file.date("until")).transpose()?;
    if until.is_some_and(|until| until <= from) {
        return Err(file.wrong("until", Problem::EndsFirst));
    }
    let country = file.text_of("country")?;
    if country.len() != 2 || !country.bytes().all(|letter| letter.is_ascii_uppercase()) {
        return Err(file.wrong("country", Problem::NotCountry));
    }
    let note = if file.get("note").is_some() { file.text_of("note")? } else { String::new() };
    Ok(RuleSet {
        country,
        name: file.text_of("name")?,
        from,
        until,
        checked: checked(&file)?,
        note,
        sources: file.tables("source")?.iter().map(source).collect::<Result<_, _>>()?,
        passes: passes(&file)?,
    })
}

fn checked(file: &Table<'_, '_>) -> Result<Checked, RuleSetError> {
    let status = file.text_of("status")?;
    match status.strip_prefix("checked by ").map(str::trim) {
        _ if status == "to be checked by a person" => Ok(Checked::ToBeChecked),
        Some(name) if !name.is_empty() => Ok(Checked::By(name.to_owned())),
        _ => Err(file.wrong("status", Problem::NotStatus)),
    }
}

fn source(table: &Table<'_, '_>) -> Result<Source, RuleSetError> {
    table.only(&["publisher", "title", "date", "address"])?;
    Ok(Source {
        publisher: table.text_of("publisher")?,
        title: table.text_of("title")?,
        date: table.text_of("date")?,
        address: table.text_of("address")?,
    })
}

fn passes(file: &Table<'_, '_>) -> Result<[Pass; 6], RuleSetError> {
    let mut given: [Option<Pass>; 6] = [None; 6];
    for table in file.tables("component")? {
        table.only(&["name", "pass"])?;
        let component =
            Component::parse(&table.text_of("name")?).ok_or_else(|| table.wrong("name", Problem::NotComponent))?;
        let pass = match table.text_of("pass")?.as_str() {
            "in_price" => Pass::InPrice,
            "separately" => Pass::Separately,
            "never" => Pass::Never,
            _ => return Err(table.wrong("pass", Problem::NotPass)),
        };
        for (slot, _) in given.iter_mut().zip(Component::ALL).filter(|(_, other)| *other == component) {
            if slot.replace(pass).is_some() {
                return Err(table.wrong("name", Problem::Twice(component)));
            }
        }
    }
    let mut passes = [Pass::Never; 6];
    for ((slot, pass), component) in passes.iter_mut().zip(given).zip(Component::ALL) {
        *slot = pass.ok_or_else(|| file.wrong("component", Problem::Absent(component)))?;
    }
    Ok(passes)
}

/// A table of the file that knows where it stands, so that every complaint names its line and key.
struct Table<'t, 'i> {
    text: &'t str,
    line: usize,
    table: &'t DeTable<'i>,
}

impl<'t, 'i> Table<'t, 'i> {
    fn get(&self, key: &str) -> Option<&'t Spanned<DeValue<'i>>> {
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    fn required(&self, key: &str) -> Result<&'t DeValue<'i>, RuleSetError> {
        self.get(key).map(Spanned::get_ref).ok_or_else(|| self.wrong(key, Problem::Missing))
    }

    fn wrong(&self, key: &str, problem: Problem) -> RuleSetError {
        let line = self.get(key).map_or(self.line, |value| line_of(self.text, value.span().start));
        RuleSetError { line, key: key.to_owned(), problem }
    }

    fn only(&self, known: &[&str]) -> Result<(), RuleSetError> {
        match self.table.keys().find(|key| !known.contains(&key.get_ref().as_ref())) {
            Some(key) => Err(RuleSetError {
                line: line_of(self.text, key.span().start),
                key: key.get_ref().to_string(),
                problem: Problem::Unknown,
            }),
            None => Ok(()),
        }
    }

    fn text_of(&self, key: &str) -> Result<String, RuleSetError> {
        let text = self.required(key)?.as_str().map(str::trim).filter(|text| !text.is_empty());
        text.map(str::to_owned).ok_or_else(|| self.wrong(key, Problem::NotText))
    }

    fn date(&self, key: &str) -> Result<NaiveDate, RuleSetError> {
        let date = match self.required(key)? {
            DeValue::Datetime(value) if value.time.is_none() => value.date,
            _ => None,
        };
        date.and_then(|d| NaiveDate::from_ymd_opt(i32::from(d.year), u32::from(d.month), u32::from(d.day)))
            .ok_or_else(|| self.wrong(key, Problem::NotDate))
    }

    /// One table or more.
    fn tables(&self, key: &str) -> Result<Vec<Table<'t, 'i>>, RuleSetError> {
        let list = self.required(key)?.as_array().ok_or_else(|| self.wrong(key, Problem::NotTables))?;
        let table = |item: &'t Spanned<DeValue<'i>>| {
            let line = line_of(self.text, item.span().start);
            item.get_ref().as_table().map(|table| Table { text: self.text, line, table })
        };
        let tables: Option<Vec<_>> = list.iter().map(table).collect();
        tables.filter(|tables| !tables.is_empty()).ok_or_else(|| self.wrong(key, Problem::NotTables))
    }
}

/// Counted from 1.
fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
