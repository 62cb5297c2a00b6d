//! Any text as a meter profile or a tariff.

use billing::Tariff;
use meter::Profile;

use crate::Bytes;
use crate::decode::exercise;

/// A refusal names its line, and its key unless the text is no TOML at all. What is accepted can be used.
pub fn profile(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Profile::parse(text) {
        Ok(profile) => exercise(&profile, &mut Bytes(data)),
        Err(error) => {
            assert!((1..=text.lines().count() + 1).contains(&error.line), "{error}");
            assert!(!error.key.is_empty() || toml::de::DeTable::parse(text).is_err(), "{error}");
            assert!(!error.problem.is_empty());
        }
    }
}

/// What is accepted is written as a text that means the same.
pub fn tariff(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Tariff::parse(text) {
        Ok(tariff) => {
            let written = tariff.to_toml();
            let again = Tariff::parse(&written).unwrap_or_else(|error| panic!("{error}\n{written}"));
            assert_eq!(again, tariff, "{written}");
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
