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

use std::path::Path;

use billing::Tariff;
use serde_json::Value;

use crate::ApiError;
pub(crate) use calendar::CALENDARS;
use read::CaseError;

/// The text of a case, a tariff or a calendar, or why there is none.
pub fn text_of(path: &Path) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    String::from_utf8(bytes).map_err(|_| format!("{} is not a text in UTF-8; save it as UTF-8", path.display()))
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
