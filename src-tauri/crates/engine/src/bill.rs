//! The calculator: a case file in, charge lines with their arithmetic out. No data folder, no database; the lines come
//! from the billing code that charges rooms. The format is described in `assets/examples/README.md`.

mod arithmetic;
mod banded;
mod calendar;
mod case;
mod costs;
mod credit;
mod grants;
mod line;
mod metering;
mod money;
mod pool;
mod read;
mod room;
mod shares;
mod show;
mod split;
mod tariff;
mod value;
mod work;

#[cfg(test)]
mod tests;

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use billing::Tariff;
use serde_json::Value;

use crate::ApiError;
pub(crate) use calendar::CALENDARS;
use read::CaseError;

/// No longer text is read: a year of minutes is shorter.
const MOST_BYTES: u64 = 64 << 20;

/// The text of a case, a tariff or a calendar, or why there is none.
pub fn text_of(path: &Path) -> Result<String, String> {
    let file = File::open(path).map_err(|error| unread(&path.display(), &error))?;
    text_from(file, &path.display())
}

/// The text that comes from somewhere, by its name.
pub fn text_from(from: impl io::Read, name: &impl fmt::Display) -> Result<String, String> {
    let mut bytes = Vec::new();
    from.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unread(name, &error))?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MOST_BYTES) {
        return Err(format!("{name} is larger than {} MB; split it", MOST_BYTES >> 20));
    }
    String::from_utf8(bytes).map_err(|_| format!("{name} is not a text in UTF-8; save it as UTF-8"))
}

fn unread(name: &impl fmt::Display, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!("there is no file {name}; check its name"),
        io::ErrorKind::IsADirectory => format!("{name} is a folder; name a file"),
        io::ErrorKind::PermissionDenied => format!("{name} may not be read by this user; change its permissions"),
        _ => format!("{name} cannot be read: {error}"),
    }
}

/// Works out the case of this text; paths in it count from `folder`.
pub fn bill(text: &str, folder: &Path) -> Result<Value, ApiError> {
    let case = case::case(text, folder)?;
    Ok(show::bill(&work::work(&case)?)?)
}

/// Reads a tariff file and gives it back as the program writes it, or says what is wrong.
pub fn tariff(text: &str) -> Result<String, ApiError> {
    let tariff = Tariff::parse(text).map_err(|error| CaseError::new("", error))?;
    Ok(tariff.to_toml())
}

impl From<CaseError> for ApiError {
    fn from(error: CaseError) -> Self {
        Self { code: "case".to_owned(), message: error.to_string(), field: None }
    }
}
