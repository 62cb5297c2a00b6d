//! Tables for other programs: RFC 4180, UTF-8 with a mark so that spreadsheets take it for that.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::dto::File;

/// A table under way, line by line.
pub(crate) struct Csv {
    text: String,
}

/// A cell of a table.
pub(crate) enum Cell<'a> {
    /// A figure, written as it is.
    Figure(String),
    /// A text that people wrote: never taken for a formula.
    Text(&'a str),
}

impl Csv {
    pub fn new() -> Self {
        Self { text: "\u{feff}".to_owned() }
    }

    pub fn row(&mut self, cells: &[Cell<'_>]) {
        let cells: Vec<String> = cells.iter().map(Cell::written).collect();
        self.text.push_str(&cells.join(","));
        self.text.push_str("\r\n");
    }

    pub fn file(self, file_name: String) -> File {
        File { file_name, base64: BASE64_STANDARD.encode(self.text) }
    }
}

impl Cell<'_> {
    fn written(&self) -> String {
        match self {
            Self::Figure(figure) => figure.clone(),
            Self::Text(text) => {
                let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
                let text = if formula { format!("'{text}") } else { (*text).to_owned() };
                if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_and_never_become_formulas() {
        let check = |text: &str, written: &str| assert_eq!(Cell::Text(text).written(), written);
        check("plain", "plain");
        check("a,b", "\"a,b\"");
        check("say \"no\"", "\"say \"\"no\"\"\"");
        check("=1+1", "'=1+1");
        check("@sum", "'@sum");
        assert_eq!(Cell::Figure("-12.50".to_owned()).written(), "-12.50");
    }
}
