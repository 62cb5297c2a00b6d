use serde::Serialize;
use ts_rs::TS;

use crate::cause;
use crate::words::{Language, Words};

/// Why an operation was refused: the message `error-<code>` of the language files and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub code: &'static str,
    pub args: Vec<(&'static str, String)>,
    /// The argument that has to change, where it is one.
    pub field: Option<&'static str>,
}

impl Refusal {
    pub fn new(code: &'static str) -> Self {
        Self { code, args: Vec::new(), field: None }
    }

    #[allow(clippy::needless_pass_by_value)] // Texts and numbers alike, as they come.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    pub fn field(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    pub fn say(&self, language: Language) -> ApiError {
        let words = Words::new(language);
        let value = |name: &str, text: &str| if name == "cause" { cause::said(text, &words) } else { text.to_owned() };
        let args: Vec<(&str, String)> = self.args.iter().map(|(name, text)| (*name, value(name, text))).collect();
        let args: Vec<(&str, &str)> = args.iter().map(|(name, text)| (*name, text.as_str())).collect();
        ApiError {
            code: self.code.to_owned(),
            message: words.say(&format!("error-{}", self.code), &args),
            field: self.field.map(str::to_owned),
        }
    }
}

pub type Result<T> = std::result::Result<T, Refusal>;

/// A refusal as it crosses the edge: one clear sentence in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    pub code: String,
    pub message: String,
    pub field: Option<String>,
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        Self::new("store").with("cause", error)
    }
}

impl From<units::UnitError> for Refusal {
    fn from(error: units::UnitError) -> Self {
        Self::new("value").with("cause", cause::unit(&error))
    }
}
