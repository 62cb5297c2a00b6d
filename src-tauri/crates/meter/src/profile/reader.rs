//! A thin reader over toml's spanned table: every complaint names its line and key, and a key that
//! nobody asked for is a complaint too.

use std::cell::RefCell;
use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Why a profile cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, `{key}`: {problem}")]
pub struct ProfileError {
    /// Counted from 1.
    pub line: usize,
    /// Dotted path of the key; empty when the text is no TOML at all.
    pub key: String,
    /// What is wrong and what would be right, one sentence.
    pub problem: String,
}

type Result<T> = std::result::Result<T, ProfileError>;

/// What a device is expected to say.
pub(super) enum Told {
    Number(u64),
    Text(String),
}

pub(super) struct Reader<'a> {
    text: &'a str,
    path: String,
    at: usize,
    table: &'a DeTable<'a>,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, table: &'a Spanned<DeTable<'a>>) -> Self {
        Self { text, path: String::new(), at: 0, table: table.get_ref(), asked: RefCell::default() }
    }

    pub(super) fn syntax(text: &str, error: &toml::de::Error) -> ProfileError {
        let at = error.span().map_or(0, |span| span.start);
        ProfileError { line: line_of(text, at), key: String::new(), problem: error.message().to_owned() }
    }

    /// A complaint about a key of this table; about the table itself when the key is empty.
    pub(super) fn wrong(&self, key: &str, problem: impl Into<String>) -> ProfileError {
        let at = self.table.get(key).map_or(self.at, |value| value.span().start);
        let key = [self.path.as_str(), key].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
        ProfileError { line: line_of(self.text, at), key, problem: problem.into() }
    }

    fn value(&self, key: &'static str) -> Option<&'a DeValue<'a>> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key).map(Spanned::get_ref)
    }

    fn must<T>(&self, key: &'static str, found: Option<T>) -> Result<T> {
        found.ok_or_else(|| self.wrong(key, "this key is required"))
    }

    pub(super) fn table(&self, key: &'static str) -> Result<Option<Self>> {
        match self.value(key) {
            None => Ok(None),
            Some(DeValue::Table(table)) => {
                let at = self.table.get(key).map_or(self.at, |value| value.span().start);
                Ok(Some(Self { text: self.text, path: self.path_of(key), at, table, asked: RefCell::default() }))
            }
            Some(_) => Err(self.wrong(key, "write a table here")),
        }
    }

    /// A list of tables, such as `[[probe]]`; none is an empty list.
    pub(super) fn tables(&self, key: &'static str) -> Result<Vec<Self>> {
        match self.value(key) {
            None => Ok(Vec::new()),
            Some(DeValue::Array(items)) => items
                .iter()
                .enumerate()
                .map(|(index, item)| match item.get_ref() {
                    DeValue::Table(table) => {
                        let path = format!("{}[{index}]", self.path_of(key));
                        Ok(Self { text: self.text, path, at: item.span().start, table, asked: RefCell::default() })
                    }
                    _ => Err(self.wrong(key, "write a list of tables here")),
                })
                .collect(),
            Some(_) => Err(self.wrong(key, "write a list of tables here")),
        }
    }

    /// All keys with the whole number that each stands for, in the order of the alphabet.
    pub(super) fn entries(&self, most: i64) -> Result<Vec<(&'a str, u16)>> {
        self.table
            .iter()
            .map(|(key, value)| {
                integer_in(value.get_ref(), 0, most)
                    .and_then(|number| u16::try_from(number).ok())
                    .map(|number| (key.get_ref().as_ref(), number))
                    .ok_or_else(|| self.wrong(key.get_ref(), format!("write a whole number from 0 to {most}")))
            })
            .collect()
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    pub(super) fn text(&self, key: &'static str) -> Result<Option<&'a str>> {
        match self.value(key) {
            None => Ok(None),
            Some(DeValue::String(text)) if !text.trim().is_empty() => Ok(Some(text.as_ref())),
            Some(_) => Err(self.wrong(key, "write a text in quotes")),
        }
    }

    pub(super) fn required_text(&self, key: &'static str) -> Result<&'a str> {
        self.must(key, self.text(key)?)
    }

    /// A list of texts; none is an empty list.
    pub(super) fn texts(&self, key: &'static str) -> Result<Vec<String>> {
        let wrong = || self.wrong(key, "write a list of texts in quotes");
        match self.value(key) {
            None => Ok(Vec::new()),
            Some(DeValue::Array(items)) => items
                .iter()
                .map(|item| match item.get_ref() {
                    DeValue::String(text) if !text.trim().is_empty() => Ok(text.as_ref().to_owned()),
                    _ => Err(wrong()),
                })
                .collect(),
            Some(_) => Err(wrong()),
        }
    }

    pub(super) fn integer(&self, key: &'static str, least: i64, most: i64) -> Result<Option<i64>> {
        match self.value(key) {
            None => Ok(None),
            Some(value) => integer_in(value, least, most)
                .map(Some)
                .ok_or_else(|| self.wrong(key, format!("write a whole number from {least} to {most}"))),
        }
    }

    pub(super) fn integer_or(&self, key: &'static str, least: i64, most: i64, default: i64) -> Result<i64> {
        Ok(self.integer(key, least, most)?.unwrap_or(default))
    }

    pub(super) fn address(&self, key: &'static str) -> Result<u16> {
        let found = self.integer(key, 0, 0xFFFF)?;
        self.must(key, found).map(|value| u16::try_from(value).unwrap_or(0))
    }

    /// One number or a list of at least one.
    pub(super) fn numbers(&self, key: &'static str, most: i64) -> Result<Option<Vec<u32>>> {
        let named = self.numbers_or_names(key, most, &[])?;
        Ok(named.map(|numbers| numbers.iter().map(|number| u32::try_from(*number).unwrap_or(0)).collect()))
    }

    /// The same, where some numbers have names, given in quotes.
    pub(super) fn numbers_or_names(
        &self,
        key: &'static str,
        most: i64,
        names: &[(&str, u64)],
    ) -> Result<Option<Vec<u64>>> {
        let wrong = || {
            let list: String = names.iter().map(|(name, _)| format!(", or \"{name}\"")).collect();
            self.wrong(key, format!("write a whole number from 0 to {most}{list}, or a list of them"))
        };
        let one = |value: &DeValue<'_>| {
            let named = match value {
                DeValue::String(text) => {
                    names.iter().find(|(name, _)| *name == text.as_ref()).map(|(_, number)| *number)
                }
                _ => integer_in(value, 0, most).and_then(|number| u64::try_from(number).ok()),
            };
            named.ok_or_else(wrong)
        };
        match self.value(key) {
            None => Ok(None),
            Some(DeValue::Array(items)) if items.is_empty() => Err(wrong()),
            Some(DeValue::Array(items)) => {
                items.iter().map(|item| one(item.get_ref())).collect::<Result<_>>().map(Some)
            }
            Some(value) => one(value).map(|number| Some(vec![number])),
        }
    }

    /// One number or text, or a list of at least one; numbers in decimal.
    pub(super) fn numbers_or_texts(&self, key: &'static str) -> Result<Option<Vec<Told>>> {
        let wrong = || self.wrong(key, "write a whole number or a text in quotes, or a list of them");
        let one = |value: &DeValue<'_>| match value {
            DeValue::String(text) if !text.trim().is_empty() => Ok(Told::Text(text.as_ref().to_owned())),
            _ => integer_in(value, 0, i64::MAX)
                .and_then(|number| u64::try_from(number).ok())
                .map(Told::Number)
                .ok_or_else(wrong),
        };
        match self.value(key) {
            None => Ok(None),
            Some(DeValue::Array(items)) if items.is_empty() => Err(wrong()),
            Some(DeValue::Array(items)) => {
                items.iter().map(|item| one(item.get_ref())).collect::<Result<_>>().map(Some)
            }
            Some(value) => one(value).map(|told| Some(vec![told])),
        }
    }

    /// A decimal as it is written, whether as number or as text.
    pub(super) fn decimal(&self, key: &'static str) -> Result<Option<&'a str>> {
        match self.value(key) {
            None => Ok(None),
            Some(DeValue::String(text)) => Ok(Some(text.as_ref())),
            Some(DeValue::Float(float)) => Ok(Some(float.as_str())),
            Some(DeValue::Integer(integer)) if integer.radix() == 10 => Ok(Some(integer.as_str())),
            Some(_) => Err(self.wrong(key, "write a decimal number such as 0.01")),
        }
    }

    /// A text out of a list of words.
    pub(super) fn word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Result<Option<T>> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        words.iter().find(|(word, _)| *word == text).map(|(_, value)| Some(*value)).ok_or_else(|| {
            let list = words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
            self.wrong(key, format!("“{text}” is not known here; write one of {list}"))
        })
    }

    pub(super) fn required_word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Result<T> {
        self.must(key, self.word(key, words)?)
    }

    /// Refuses keys that nobody asked for: a misspelt key must not be silently without effect.
    pub(super) fn finish(&self) -> Result<()> {
        let asked = self.asked.borrow();
        match self.table.keys().find(|key| !asked.contains(key.get_ref().as_ref())) {
            None => Ok(()),
            Some(key) => Err(self.wrong(key.get_ref(), "this key is not known; check its spelling")),
        }
    }
}

fn integer_in(value: &DeValue<'_>, least: i64, most: i64) -> Option<i64> {
    let DeValue::Integer(integer) = value else { return None };
    i64::from_str_radix(integer.as_str(), integer.radix()).ok().filter(|number| (least..=most).contains(number))
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
