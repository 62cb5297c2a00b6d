//! A tariff as a case gives it: a file, TOML text, or a JSON object with the same keys.

use std::path::Path;
use std::sync::Arc;

use billing::{Tariff, TariffError};

use super::read::{CaseError, Kind, Node, Read};

/// Tables in a tariff lie at most so deep.
const DEEPEST: usize = 6;

/// Reads the tariff; a path is taken from the folder of the case.
pub fn tariff(node: &Node<'_>, folder: &Path) -> Read<Arc<Tariff>> {
    let tariff = match node.kind()? {
        Kind::Text(text) if text.contains(['\n', '=']) => {
            Tariff::parse(&text).map_err(|error| node.wrong(format!("in the tariff's text, {error}")))?
        }
        Kind::Text(path) if !path.trim().is_empty() => file(node, &folder.join(path.trim()))?,
        Kind::Object(_) => object(node)?,
        _ => return Err(node.wrong("write the path of a tariff file, its text, or an object with the same keys")),
    };
    Ok(Arc::new(tariff))
}

fn file(node: &Node<'_>, path: &Path) -> Read<Tariff> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        node.wrong(format!("cannot read {}: {error}; a path counts from the case's folder", path.display()))
    })?;
    Tariff::parse(&text).map_err(|error| node.wrong(format!("{}, {error}", path.display())))
}

/// A JSON object becomes the file that says the same, so that there is one reader and one meaning.
fn object(node: &Node<'_>) -> Read<Tariff> {
    let mut toml = Toml::default();
    toml.table(node, "", DEEPEST)?;
    Tariff::parse(&toml.text).map_err(|error| toml.wrong(node, &error))
}

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
    fn table(&mut self, node: &Node<'_>, name: &str, depth: usize) -> Read<()> {
        let entries = node.names()?;
        let deeper = || node.wrong("this is nested too deep for a tariff");
        let Some(depth) = depth.checked_sub(1) else { return Err(deeper()) };
        for (key, value) in &entries {
            if !Self::is_table(value)? {
                let text = scalar(key, value, depth)?;
                self.line(&value.path, &format!("{} = {text}", quoted(key)));
            }
        }
        for (key, value) in entries {
            if !Self::is_table(&value)? {
                continue;
            }
            let name = if name.is_empty() { quoted(&key) } else { format!("{name}.{}", quoted(&key)) };
            match value.kind()? {
                Kind::List(items) => {
                    for item in items {
                        self.line(&item.path, &format!("[[{name}]]"));
                        self.table(&item, &name, depth)?;
                    }
                }
                _ => {
                    self.line(&value.path, &format!("[{name}]"));
                    self.table(&value, &name, depth)?;
                }
            }
        }
        Ok(())
    }

    /// An object, or a list of objects.
    fn is_table(value: &Node<'_>) -> Read<bool> {
        Ok(match value.kind()? {
            Kind::Object(_) => true,
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
        if path.ends_with(&format!(".{}", error.key)) {
            CaseError::new(path.clone(), &error.problem)
        } else {
            CaseError::new(path.clone(), format!("{}: {}", error.key, error.problem))
        }
    }
}

fn scalar(key: &str, value: &Node<'_>, depth: usize) -> Read<String> {
    Ok(match value.kind()? {
        Kind::Text(text) if matches!(key, "from" | "until") && is_date(&text) => text,
        Kind::Text(text) => quoted(&text),
        Kind::Truth(truth) => truth.to_string(),
        Kind::Number(_) => {
            // The digits as they were written; without an exponent, which a tariff file does not need to know.
            let plain = value.decimal()?.plain();
            plain
        }
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
