use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// What is wrong with a case: one sentence, with the place where it is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", self.lead())]
pub struct CaseError {
    /// Such as `rooms[0].readings[2].at`; empty for the case as a whole.
    pub path: String,
    pub message: String,
}

impl CaseError {
    pub fn new(path: impl Into<String>, message: impl fmt::Display) -> Self {
        Self { path: on_one_line(&path.into()), message: on_one_line(&message.to_string()) }
    }

    fn lead(&self) -> String {
        if self.path.is_empty() { String::new() } else { format!("{}: ", self.path) }
    }
}

/// What the case says is repeated in a refusal: with nothing that breaks its line, and not for pages.
fn on_one_line(text: &str) -> String {
    const LONGEST: usize = 600;
    let mut line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
    if text.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    line
}

/// What any object may have for its reader, and the calculator does not read.
pub const NOTE: &str = "note";

pub type Read<T> = Result<T, CaseError>;

/// A value of the case that knows where it stands. Numbers keep their digits: nothing passes through floating point.
#[derive(Debug, Clone)]
pub struct Node<'a> {
    pub path: String,
    raw: &'a RawValue,
}

/// What a value is, one level deep.
#[derive(Debug, Clone)]
pub enum Kind<'a> {
    Object(Object<'a>),
    List(Vec<Node<'a>>),
    Text(String),
    /// The digits as they were written.
    Number(&'a str),
    Truth(bool),
    Null,
}

/// A JSON object whose keys are all known.
#[derive(Debug, Clone)]
pub struct Object<'a> {
    pub path: String,
    entries: Vec<(String, &'a RawValue)>,
}

/// The keys that an object of a case may have. `name` is its heading in `assets/examples/README.md`.
#[derive(Debug)]
pub struct Shape<'k> {
    pub name: &'static str,
    pub keys: &'k [&'static str],
}

impl<'a> Node<'a> {
    /// The whole of a case file.
    pub fn whole(text: &'a str) -> Read<Self> {
        // Some editors begin a file with a byte order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err(CaseError::new("", "the case is empty; write an object {...}"));
        }
        let raw = serde_json::from_str(text).map_err(|error| no_json(&error))?;
        Ok(Self { path: String::new(), raw })
    }

    pub fn wrong(&self, message: impl fmt::Display) -> CaseError {
        CaseError::new(self.path.clone(), message)
    }

    pub fn kind(&self) -> Read<Kind<'a>> {
        let text = self.raw.get();
        // The whole was JSON: only a text can still fail.
        let broken = |_| self.wrong("this holds half of a sign (a lone \\uD800 to \\uDFFF); write the sign itself");
        Ok(match text.as_bytes().first() {
            Some(b'{') => {
                let Entries(entries) = serde_json::from_str(text).map_err(broken)?;
                Kind::Object(Object { path: self.path.clone(), entries })
            }
            Some(b'[') => {
                let items: Vec<&'a RawValue> = serde_json::from_str(text).map_err(broken)?;
                let node = |(i, raw)| Node { path: format!("{}[{i}]", self.path), raw };
                Kind::List(items.into_iter().enumerate().map(node).collect())
            }
            Some(b'"') => Kind::Text(serde_json::from_str(text).map_err(broken)?),
            Some(b't') => Kind::Truth(true),
            Some(b'f') => Kind::Truth(false),
            Some(b'n') => Kind::Null,
            _ => Kind::Number(text),
        })
    }

    /// An object with these keys only, each once.
    pub fn object(&self, shape: &Shape<'_>) -> Read<Object<'a>> {
        let Kind::Object(object) = self.kind()? else {
            let keys = shape.keys.join(", ");
            return Err(self.wrong(format!("write an object {{...}} with keys among: {keys}")));
        };
        object.only(shape)?;
        Ok(object)
    }

    /// An object whose keys are names of the writer's own.
    pub fn names(&self) -> Read<Vec<(String, Node<'a>)>> {
        let Kind::Object(object) = self.kind()? else {
            return Err(self.wrong("write an object {\"name\": value, ...}"));
        };
        object.once()?;
        Ok(object.nodes().collect())
    }

    pub fn list(&self) -> Read<Vec<Node<'a>>> {
        match self.kind()? {
            Kind::List(items) => Ok(items),
            _ => Err(self.wrong("write a list [...]")),
        }
    }

    /// A text that is not empty, without the space around it.
    pub fn text(&self) -> Read<String> {
        match self.kind()? {
            Kind::Text(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
            _ => Err(self.wrong("write a text in quotes, not empty")),
        }
    }

    pub fn truth(&self) -> Read<bool> {
        match self.kind()? {
            Kind::Truth(truth) => Ok(truth),
            _ => Err(self.wrong("write true or false")),
        }
    }

    /// One of a few words.
    pub fn word<T: Copy>(&self, words: &[(&str, T)]) -> Read<T> {
        let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let wrong = || self.wrong(format!("write one of: {}", all.join(", ")));
        let Kind::Text(text) = self.kind()? else { return Err(wrong()) };
        let found = words.iter().find(|(word, _)| *word == text.trim()).map(|(_, value)| *value);
        found.ok_or_else(|| match nearest(&text, &all) {
            Some(near) => self.wrong(format!("“{text}” is not known here; did you mean “{near}”?")),
            None => self.wrong(format!("“{text}” is not known here; write one of: {}", all.join(", "))),
        })
    }
}

impl<'a> Object<'a> {
    pub fn wrong(&self, message: impl fmt::Display) -> CaseError {
        CaseError::new(self.path.clone(), message)
    }

    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        self.entries.iter().find(|(name, _)| name == key).map(|(_, raw)| Node { path: self.at(key), raw })
    }

    pub fn required(&self, key: &str) -> Read<Node<'a>> {
        self.get(key).ok_or_else(|| CaseError::new(self.at(key), "this must be given"))
    }

    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, _)| name == key)
    }

    /// All entries in the order of the file.
    pub fn nodes(&self) -> impl Iterator<Item = (String, Node<'a>)> + '_ {
        self.entries.iter().map(|(name, raw)| (name.clone(), Node { path: self.at(name), raw }))
    }

    /// At most one of these keys, which say the same thing in different ways.
    pub fn one_of(&self, keys: &[&'static str]) -> Read<Option<&'static str>> {
        let mut given = keys.iter().copied().filter(|key| self.has(key));
        let first = given.next();
        match (first, given.next()) {
            (Some(first), Some(second)) => {
                Err(CaseError::new(self.at(second), format!("give either “{first}” or “{second}”, not both")))
            }
            _ => Ok(first),
        }
    }

    /// The path of a key of this object.
    pub fn at(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn only(&self, shape: &Shape<'_>) -> Read<()> {
        self.once()?;
        let known = |name: &str| name == NOTE || shape.keys.contains(&name);
        let Some((name, _)) = self.entries.iter().find(|(name, _)| !known(name)) else {
            return Ok(());
        };
        let hint = match nearest(name, shape.keys) {
            Some(near) => format!("did you mean “{near}”?"),
            None => format!("a {} may have: {}", shape.name, shape.keys.join(", ")),
        };
        Err(CaseError::new(self.at(name), format!("this key is not known here; {hint}")))
    }

    fn once(&self) -> Read<()> {
        let mut seen = BTreeSet::new();
        match self.entries.iter().find(|(name, _)| !seen.insert(name.as_str())) {
            Some((name, _)) => Err(CaseError::new(self.at(name), "this key is given twice; leave one out")),
            None => Ok(()),
        }
    }
}

/// Where a text stops being JSON, and what to do about it.
fn no_json(error: &serde_json::Error) -> CaseError {
    let said = error.to_string();
    let what = if error.is_eof() {
        "the text ends too early; close what is open with a quote, ] or }"
    } else if said.starts_with("trailing comma") || said.starts_with("key must be a string") {
        "no key in quotes stands here; write \"key\": value, with no comma after the last one"
    } else if said.starts_with("trailing characters") {
        "the case ends before this; leave the rest out"
    } else if said.starts_with("expected value") || said.starts_with("expected ident") {
        "no value stands here; write a number, a text in quotes, true, false, [...] or {...}, and no comma after the last"
    } else if said.starts_with("control character") {
        "a text in quotes must stand on one line; write \\n for a new line"
    } else if said.starts_with("invalid number") {
        "no number is written so; write 12.5 or 0.5, without a sign + or a zero before it"
    } else if said.starts_with("recursion limit") {
        "this is nested too deep"
    } else {
        let plain = said.split(" at line ").next().unwrap_or_default();
        return CaseError::new(place(error), format!("this is no JSON: {plain}"));
    };
    CaseError::new(place(error), format!("this is no JSON: {what}"))
}

fn place(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

/// The entries of an object in their order, the same key twice where it is.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        from.deserialize_map(All)
    }
}

/// The known word that a misspelt one most likely meant: at most every third letter differs.
pub fn nearest<'w>(word: &str, known: &[&'w str]) -> Option<&'w str> {
    let word = word.trim().to_lowercase().replace([' ', '-'], "_");
    let near = known.iter().map(|known| (distance(&word, known), *known)).min()?;
    let part = known.iter().find(|known| word.len() > 3 && (known.starts_with(&word) || word.starts_with(**known)));
    if near.0 <= near.1.len().max(word.len()) / 3 { Some(near.1) } else { part.copied() }
}

/// Levenshtein: letters to put in, leave out or change.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(64).enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
