//! A tariff as a case gives it: a file, TOML text, or a JSON object with the same keys.

use std::path::Path;
use std::sync::Arc;

use billing::{Problem, Tariff, TariffError};
use units::Currency;

use super::read::{CaseError, Kind, NOTE, Node, Read, nearest};
use super::room::ALWAYS;

/// Tables in a tariff lie at most so deep.
const DEEPEST: usize = 6;

/// Reads the tariff; a path is taken from the folder of the case.
///
/// An object may leave out what the case says already: its currency, a name, and the version where there is only one.
pub fn tariff(node: &Node<'_>, folder: &Path, currency: Option<Currency>) -> Read<Arc<Tariff>> {
    let tariff = match node.kind()? {
        Kind::Text(text) if text.contains(['\n', '=']) => {
            Tariff::parse(&text).map_err(|error| node.wrong(format!("in the tariff's text, {error}")))?
        }
        Kind::Text(path) if !path.trim().is_empty() => file(node, &folder.join(path.trim()))?,
        Kind::Object(_) => object(node, currency)?,
        Kind::Number(digits) => {
            return Err(
                node.wrong(format!("a tariff is a file or an object; for one price write {{\"price\": {digits}}}"))
            );
        }
        _ => return Err(node.wrong("write the path of a tariff file, its text, or an object with the same keys")),
    };
    Ok(Arc::new(tariff))
}

fn file(node: &Node<'_>, path: &Path) -> Read<Tariff> {
    let text =
        super::text_of(path).map_err(|error| node.wrong(format!("{error}; a path counts from the case's folder")))?;
    Tariff::parse(&text).map_err(|error| node.wrong(format!("{}, {error}", path.display())))
}

/// A JSON object becomes the file that says the same, so that there is one reader and one meaning.
fn object(node: &Node<'_>, currency: Option<Currency>) -> Read<Tariff> {
    let (head, rest): (Entries<'_>, Entries<'_>) = node
        .names()?
        .into_iter()
        .filter(|(key, _)| key != NOTE)
        .partition(|(key, _)| matches!(key.as_str(), "name" | "currency" | "source"));
    let mut toml = Toml::default();
    let given = |key: &str| head.iter().any(|(name, _)| name == key);
    if !given("name") {
        toml.line(&node.path, "name = \"Tariff of the case\"");
    }
    if let Some(currency) = currency.filter(|_| !given("currency")) {
        toml.line(&node.path, &format!("currency = {}", quoted(currency.code())));
    }
    toml.table(head, "", DEEPEST)?;
    if rest.iter().any(|(key, _)| key == "version") {
        toml.table(rest, "", DEEPEST)?;
    } else {
        toml.line(&node.path, "[[version]]");
        if rest.iter().all(|(key, _)| key != "from") {
            toml.line(&node.path, &format!("from = {ALWAYS}"));
        }
        toml.table(rest, "version", DEEPEST)?;
    }
    Tariff::parse(&toml.text).map_err(|error| toml.wrong(node, &error))
}

type Entries<'a> = Vec<(String, Node<'a>)>;

/// Keys that are lists of tables in the file. A single table may stand for a list of one.
const LISTS: &[&str] = &["version", "band", "hours", "season", "tier", "tax"];

/// Every key of a tariff, for the nearest to one that is not known.
const KEYS: &[&str] = &[
    "name",
    "currency",
    "source",
    "version",
    "from",
    "until",
    "price",
    "credit",
    "clock",
    "band",
    "season",
    "hours",
    "tiers",
    "tier",
    "daily_fee",
    "monthly_fee",
    "minimum",
    "tax",
    "top_up_fee",
    "bands",
    "days",
    "to",
    "per",
    "year_starts",
    "part_cycle",
    "beyond_occupants",
    "up_to_kwh",
    "per_occupant_kwh",
    "prices",
    "surcharge",
    "percent",
    "included",
    "on",
    "fixed",
    "most",
];

/// TOML in the making; each line remembers from which place of the case it came.
#[derive(Default)]
struct Toml {
    text: String,
    paths: Vec<String>,
}

impl Toml {
    fn line(&mut self, path: &str, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
        self.paths.push(path.to_owned());
    }

    /// Plain keys first: what follows a table's heading belongs to that table.
    fn table(&mut self, entries: Entries<'_>, name: &str, depth: usize) -> Read<()> {
        let mut tables = Vec::new();
        // The prices of a tier have the names of bands.
        let noted = !name.ends_with("\"prices\"");
        for (key, value) in entries.into_iter().filter(|(key, _)| !noted || key != NOTE) {
            let depth = depth.checked_sub(1).ok_or_else(|| value.wrong("this is nested too deep for a tariff"))?;
            if Self::is_table(&key, &value)? {
                tables.push((key, value, depth));
            } else {
                let text = scalar(&key, &value, depth)?;
                self.line(&value.path, &format!("{} = {text}", quoted(&key)));
            }
        }
        for (key, value, depth) in tables {
            let name = if name.is_empty() { quoted(&key) } else { format!("{name}.{}", quoted(&key)) };
            match value.kind()? {
                Kind::List(items) => {
                    for item in items {
                        self.line(&item.path, &format!("[[{name}]]"));
                        self.table(item.names()?, &name, depth)?;
                    }
                }
                // The hours of all days alike.
                Kind::Text(hours) => {
                    self.line(&value.path, &format!("[[{name}]]"));
                    self.line(&value.path, &format!("bands = {}", quoted(&hours)));
                }
                _ => {
                    let heading =
                        if LISTS.contains(&key.as_str()) { format!("[[{name}]]") } else { format!("[{name}]") };
                    self.line(&value.path, &heading);
                    self.table(value.names()?, &name, depth)?;
                }
            }
        }
        Ok(())
    }

    /// An object, a list of objects, or hours as a text.
    fn is_table(key: &str, value: &Node<'_>) -> Read<bool> {
        Ok(match value.kind()? {
            Kind::Object(_) => true,
            Kind::Text(_) => key == "hours",
            Kind::List(items) => match items.first() {
                Some(first) => matches!(first.kind()?, Kind::Object(_)),
                None => false,
            },
            _ => false,
        })
    }

    /// The reader's complaint at the place of the case that it means.
    fn wrong(&self, node: &Node<'_>, error: &TariffError) -> CaseError {
        let path = error.line.checked_sub(1).and_then(|line| self.paths.get(line)).unwrap_or(&node.path);
        let key = error.key.split(' ').next().unwrap_or_default();
        let at = if path.ends_with(&format!(".{key}")) { path.clone() } else { format!("{path}.{key}") };
        CaseError::new(at, in_json(key, &error.problem))
    }
}

/// The problem in the words of an object of the case, where those of a file would mislead.
fn in_json(key: &str, problem: &Problem) -> String {
    match problem {
        Problem::Unknown if KEYS.contains(&key) => {
            "this key belongs elsewhere in a tariff; check where it stands".to_owned()
        }
        Problem::Unknown => match nearest(key, KEYS) {
            Some(near) => format!("this key is not known here; did you mean “{near}”?"),
            None => problem.to_string(),
        },
        Problem::NotTables(_) => "write a list of objects [{...}]".to_owned(),
        Problem::NotTable => "write an object {...}".to_owned(),
        Problem::NoCredit => {
            "this must not be negative; where that is meant, write \"credit\": true beside it".to_owned()
        }
        Problem::NoBands => "there are no bands; give them in “band”".to_owned(),
        Problem::UnknownBand(name) => format!("there is no band “{name}”; give it in “band” or check the spelling"),
        Problem::UnknownSeason(name) => {
            format!("there is no season “{name}”; give it in “season” or check the spelling")
        }
        problem => problem.to_string(),
    }
}

fn scalar(key: &str, value: &Node<'_>, depth: usize) -> Read<String> {
    Ok(match value.kind()? {
        Kind::Text(text) if matches!(key, "from" | "until") && is_date(&text) => text,
        Kind::Text(text) => quoted(&text),
        Kind::Truth(truth) => truth.to_string(),
        // The digits as they were written; without an exponent, which a tariff file does not need to know.
        Kind::Number(_) => value.decimal()?.plain(),
        Kind::List(items) if depth > 0 => {
            let items: Vec<String> = items.iter().map(|item| scalar(key, item, depth - 1)).collect::<Read<_>>()?;
            format!("[{}]", items.join(", "))
        }
        Kind::Null => return Err(value.wrong("leave the key out instead of null")),
        Kind::List(_) | Kind::Object(_) => return Err(value.wrong("this is nested too deep for a tariff")),
    })
}

fn is_date(text: &str) -> bool {
    let shape = |(i, byte): (usize, u8)| if matches!(i, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(shape)
}

/// A TOML basic string (TOML 1.0, "String"), which may also be a key.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            sign if sign.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(sign))),
            sign => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}
