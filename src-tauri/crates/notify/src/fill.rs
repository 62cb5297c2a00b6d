//! Puts values in the places of a template. A value never changes the structure around it: it is escaped for where it
//! stands, or refused.

use std::borrow::Cow;

use crate::error::SendError;

/// Where a text stands, and so how a value in it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Path or query of an address, or a form: percent-encoded.
    Url,
    /// Within the quotes of a JSON string.
    Json,
    /// A header's value: no control characters.
    Header,
    /// As it is: it is escaped as a whole afterwards.
    Plain,
}

/// `{name}` is replaced by the value of `name`. Braces around anything but a name stay as they are.
pub(crate) fn fill<'v>(
    text: &str,
    place: Place,
    value: &impl Fn(&str) -> Option<Cow<'v, str>>,
) -> Result<String, SendError> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let Some(name) = name_at(rest) else {
            filled.push('{');
            rest = &rest[1..];
            continue;
        };
        let found = value(name).ok_or_else(|| SendError::Missing { setting: name.to_owned() })?;
        put(&mut filled, name, &found, place)?;
        rest = &rest[name.len() + 2..];
    }
    filled.push_str(rest);
    Ok(filled)
}

/// The names in a text.
pub(crate) fn names(text: &str) -> Vec<&str> {
    text.char_indices().filter(|(_, c)| *c == '{').filter_map(|(at, _)| name_at(&text[at..])).collect()
}

/// The name between the braces that a text begins with.
fn name_at(text: &str) -> Option<&str> {
    let name = text.strip_prefix('{')?.split_once('}')?.0;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(plain)).then_some(name)
}

fn put(filled: &mut String, name: &str, value: &str, place: Place) -> Result<(), SendError> {
    match place {
        Place::Plain => filled.push_str(value),
        Place::Url => filled.push_str(&percent(value)),
        Place::Json => json(filled, value),
        Place::Header if value.chars().any(char::is_control) => {
            let cause = "it has line breaks or other control characters".to_owned();
            return Err(SendError::Value { setting: name.to_owned(), cause });
        }
        Place::Header => filled.push_str(value),
    }
    Ok(())
}

/// RFC 3986: all but letters, digits, `-`, `.`, `_` and `~`.
pub(crate) fn percent(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// RFC 8259, section 7.
fn json(filled: &mut String, value: &str) {
    for c in value.chars() {
        match c {
            '"' => filled.push_str("\\\""),
            '\\' => filled.push_str("\\\\"),
            '\n' => filled.push_str("\\n"),
            c if c.is_control() => filled.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => filled.push(c),
        }
    }
}
