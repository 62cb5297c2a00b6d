//! Lists as CSV that spreadsheets open safely: UTF-8 with a byte order mark, lines ending in CR LF.

use crate::ReportError;

/// What a spreadsheet would take for the start of a formula (OWASP ASVS 5.0, 1.2.10).
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell: a text by anybody, or a number of ours that stays a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Names, notes: hostile until shown otherwise. A text that would start a formula gets a leading `'`.
    Text(String),
    /// A plain number such as `-12.50`, without a currency or thousands separators.
    Number(String),
}

/// Writes a list. Every row should have as many cells as there are headings.
pub fn csv(headings: &[&str], rows: impl IntoIterator<Item = Vec<Cell>>) -> Result<Vec<u8>, ReportError> {
    let failed = |error: csv::Error| ReportError::List(error.to_string());
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(headings.iter().map(|heading| harmless(heading))).map_err(failed)?;
    for row in rows {
        writer.write_record(row.into_iter().map(Cell::written)).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| ReportError::List(error.to_string()))
}

impl Cell {
    fn written(self) -> String {
        match self {
            Self::Number(number) if is_number(&number) => number,
            Self::Number(text) | Self::Text(text) => harmless(&text),
        }
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn harmless(text: &str) -> String {
    if text.starts_with(FORMULA_STARTS) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cell: Cell) -> String {
        let bytes = csv(&["h"], [vec![cell]]).unwrap();
        String::from_utf8(bytes).unwrap().trim_start_matches("\u{feff}h\r\n").trim_end_matches("\r\n").to_owned()
    }

    #[test]
    fn a_list_has_a_mark_and_line_ends_for_spreadsheets() {
        let rows = [
            vec![Cell::Text("王喆".into()), Cell::Number("-1.50".into())],
            vec![Cell::Text("a,\"b\"\nc".into()), Cell::Number("3".into())],
        ];
        let bytes = csv(&["Tenant", "Balance"], rows).unwrap();
        let expected = "\u{feff}Tenant,Balance\r\n王喆,-1.50\r\n\"a,\"\"b\"\"\nc\",3\r\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }

    #[test]
    fn no_text_becomes_a_formula() {
        for start in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"] {
            assert_eq!(written(Cell::Text(start.into())).trim_matches('"'), format!("'{start}"), "{start}");
        }
        assert_eq!(written(Cell::Number("=1+1".into())), "'=1+1");
        assert_eq!(written(Cell::Number("-12.50".into())), "-12.50");
    }

    #[test]
    fn rows_of_another_length_are_refused() {
        assert!(csv(&["a", "b"], [vec![Cell::Number("1".into())]]).is_err());
    }
}
