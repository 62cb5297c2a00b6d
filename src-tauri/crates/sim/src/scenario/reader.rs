//! A thin reader over toml's spanned table: every complaint names its line and key, and a key that nobody asked for is
//! a complaint too.

use std::cell::RefCell;
use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Why a scenario cannot be played.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, `{key}`: {problem}")]
pub struct ScenarioError {
    /// Counted from 1.
    pub line: usize,
    /// Dotted path of the key; empty when the text is no TOML at all.
    pub key: String,
    /// What is wrong and what would be right, one sentence.
    pub problem: String,
}

type Result<T> = std::result::Result<T, ScenarioError>;

pub(super) struct Reader<'a> {
    text: &'a str,
    path: String,
    at: usize,
    table: &'a DeTable<'a>,
    asked: RefCell<BTreeSet<String>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, table: &'a Spanned<DeTable<'a>>) -> Self {
        Self::of(text, String::new(), 0, table.get_ref())
    }

    fn of(text: &'a str, path: String, at: usize, table: &'a DeTable<'a>) -> Self {
        Self { text, path, at, table, asked: RefCell::default() }
    }

    pub(super) fn syntax(text: &str, error: &toml::de::Error) -> ScenarioError {
        let at = error.span().map_or(0, |span| span.start);
        ScenarioError { line: line_of(text, at), key: String::new(), problem: error.message().to_owned() }
    }

    /// A complaint about a key of this table, or about the table itself where it has no such key.
    pub(super) fn wrong(&self, key: &str, problem: impl Into<String>) -> ScenarioError {
        let at = self.table.get(key).map_or(self.at, |value| value.span().start);
        ScenarioError { line: line_of(self.text, at), key: self.path_of(key), problem: problem.into() }
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn value(&self, key: &str) -> Option<&'a DeValue<'a>> {
        self.asked.borrow_mut().insert(key.to_owned());
        self.table.get(key).map(Spanned::get_ref)
    }

    pub(super) fn must<T>(&self, key: &str, found: Option<T>) -> Result<T> {
        found.ok_or_else(|| self.wrong(key, "this key is required"))
    }

    pub(super) fn table(&self, key: &str) -> Result<Option<Self>> {
        match self.value(key) {
            None => Ok(None),
            Some(DeValue::Table(table)) => {
                let at = self.table.get(key).map_or(self.at, |value| value.span().start);
                Ok(Some(Self::of(self.text, self.path_of(key), at, table)))
            }
            Some(_) => Err(self.wrong(key, "write a table here, such as { board = 31, channel = 1 }")),
        }
    }

    /// A list of tables, such as `[[meter]]`; none is an empty list.
    pub(super) fn tables(&self, key: &str) -> Result<Vec<Self>> {
        let wrong = || self.wrong(key, format!("write [[{key}]] above each"));
        match self.value(key) {
            None => Ok(Vec::new()),
            Some(DeValue::Array(items)) => items
                .iter()
                .enumerate()
                .map(|(index, item)| match item.get_ref() {
                    DeValue::Table(table) => {
                        let path = format!("{}[{index}]", self.path_of(key));
                        Ok(Self::of(self.text, path, item.span().start, table))
                    }
                    _ => Err(wrong()),
                })
                .collect(),
            Some(_) => Err(wrong()),
        }
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<&'a str>> {
        match self.value(key) {
            None => Ok(None),
            Some(DeValue::String(text)) if !text.trim().is_empty() => Ok(Some(text.as_ref())),
            Some(_) => Err(self.wrong(key, "write a text in quotes")),
        }
    }

    pub(super) fn required_text(&self, key: &str) -> Result<&'a str> {
        self.must(key, self.text(key)?)
    }

    pub(super) fn texts(&self, key: &str) -> Result<Option<Vec<&'a str>>> {
        let wrong = || self.wrong(key, "write a list of texts in quotes");
        match self.value(key) {
            None => Ok(None),
            Some(DeValue::Array(items)) => items
                .iter()
                .map(|item| match item.get_ref() {
                    DeValue::String(text) if !text.trim().is_empty() => Ok(text.as_ref()),
                    _ => Err(wrong()),
                })
                .collect::<Result<Vec<_>>>()
                .map(Some),
            Some(_) => Err(wrong()),
        }
    }

    pub(super) fn integer(&self, key: &str, least: i64, most: i64) -> Result<Option<i64>> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let found = match value {
            DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix()).ok(),
            _ => None,
        };
        let found = found.filter(|number| (least..=most).contains(number));
        found.map(Some).ok_or_else(|| self.wrong(key, format!("write a whole number from {least} to {most}")))
    }

    pub(super) fn required_integer(&self, key: &str, least: i64, most: i64) -> Result<i64> {
        self.must(key, self.integer(key, least, most)?)
    }

    /// A decimal in thousandths, as number or text: no more than three digits behind the point, not negative.
    pub(super) fn thousandths(&self, key: &str) -> Result<Option<i64>> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let text = match value {
            DeValue::String(text) => Some(text.as_ref()),
            DeValue::Float(float) => Some(float.as_str()),
            DeValue::Integer(integer) if integer.radix() == 10 => Some(integer.as_str()),
            _ => None,
        };
        let found = text.and_then(thousandths);
        found.map(Some).ok_or_else(|| self.wrong(key, "write a decimal number such as 1234.567, not negative"))
    }

    pub(super) fn yes(&self, key: &str) -> Result<Option<bool>> {
        match self.value(key) {
            None => Ok(None),
            Some(DeValue::Boolean(yes)) => Ok(Some(*yes)),
            Some(_) => Err(self.wrong(key, "write true or false")),
        }
    }

    /// A text out of a list of words.
    pub(super) fn word<T: Copy>(&self, key: &str, words: &[(&str, T)]) -> Result<Option<T>> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        found.map(Some).ok_or_else(|| {
            let list = words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
            self.wrong(key, format!("“{text}” is not known here; write one of {list}"))
        })
    }

    /// All keys of a table with their whole numbers.
    pub(super) fn counts(&self, most: i64) -> Result<Vec<(&'a str, u32)>> {
        let keys: Vec<&'a str> = self.table.keys().map(|key| key.get_ref().as_ref()).collect();
        let count = |key: &'a str| {
            let number = self.required_integer(key, 0, most)?;
            Ok((key, u32::try_from(number).unwrap_or(0)))
        };
        keys.into_iter().map(count).collect()
    }

    /// Refuses keys that nobody asked for: a misspelt key must not be silently without effect.
    pub(super) fn finish(&self) -> Result<()> {
        let asked = self.asked.borrow();
        match self.table.keys().find(|key| !asked.contains(key.get_ref().as_ref())) {
            None => Ok(()),
            Some(key) => {
                let problem = "this key is not known here; check its spelling";
                Err(ScenarioError {
                    line: line_of(self.text, key.span().start),
                    key: self.path_of(key.get_ref()),
                    problem: problem.to_owned(),
                })
            }
        }
    }
}

/// Refuses a name that is there twice.
pub(super) fn each_once<'n>(tables: &[Reader<'_>], key: &str, names: impl Iterator<Item = &'n str>) -> Result<()> {
    let mut seen = BTreeSet::new();
    for (table, name) in tables.iter().zip(names) {
        if !seen.insert(name) {
            return Err(table.wrong(key, format!("“{name}” is there already; give each a name of its own")));
        }
    }
    Ok(())
}

fn thousandths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(part) || part.len() > 3 {
        return None;
    }
    let part: i64 = format!("{part:0<3}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(1000)?.checked_add(part)
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
