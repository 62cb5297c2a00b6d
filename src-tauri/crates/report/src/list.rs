//! Lists that spreadsheets open safely: CSV in UTF-8 with a byte order mark, lines ending in CR LF; XLSX with numbers and
//! times that stay numbers and times.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

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
    /// A civil time such as `2026-11-23 12:15:00`, or a day such as `2026-11-23`.
    Time(String),
}

/// The most rows that a sheet holds, with its headings (Excel's own limit).
pub const MOST_ROWS: usize = 1_048_576;

/// Writes a list as the only sheet of a workbook. Every row should have as many cells as there are headings.
pub fn xlsx(sheet: &str, headings: &[&str], rows: impl IntoIterator<Item = Vec<Cell>>) -> Result<Vec<u8>, ReportError> {
    let failed = |error: XlsxError| ReportError::List(error.to_string());
    let mut book = Workbook::new();
    let (bold, time, day) = (
        Format::new().set_bold(),
        Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        Format::new().set_num_format("yyyy-mm-dd"),
    );
    let page = book.add_worksheet();
    page.set_name(sheet).map_err(failed)?;
    page.set_freeze_panes(1, 0).map_err(failed)?;
    for (column, heading) in (0_u16..).zip(headings) {
        page.write_with_format(0, column, *heading, &bold).map_err(failed)?;
        page.set_column_width(column, if column < 2 { 20 } else { 14 }).map_err(failed)?;
    }
    for (row, cells) in (1_u32..).zip(rows) {
        if cells.len() != headings.len() {
            return Err(ReportError::List("a row of another length".to_owned()));
        }
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Text(text) => page.write(row, column, text).map_err(failed)?,
                Cell::Number(text) => match text.parse::<f64>() {
                    Ok(number) if is_number(&text) => page.write(row, column, number).map_err(failed)?,
                    _ => page.write(row, column, text).map_err(failed)?,
                },
                Cell::Time(text) => match ExcelDateTime::parse_from_str(&text.replace(' ', "T")) {
                    Ok(at) => {
                        let format = if text.len() > 10 { &time } else { &day };
                        page.write_with_format(row, column, &at, format).map_err(failed)?
                    }
                    Err(_) => page.write(row, column, text).map_err(failed)?,
                },
            };
        }
    }
    book.save_to_buffer().map_err(failed)
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
            Self::Number(text) | Self::Text(text) | Self::Time(text) => harmless(&text),
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
    fn a_workbook_keeps_numbers_and_times_as_such_and_formulas_as_texts() {
        let row = vec![
            Cell::Text("=1+1".into()),
            Cell::Number("12.5".into()),
            Cell::Time("2026-11-23 12:15:00".into()),
            Cell::Time("2026-11-23".into()),
        ];
        let bytes = xlsx("Readings", &["a", "b", "c", "d"], [row]).unwrap();
        assert!(bytes.starts_with(b"PK"), "a workbook is a zip archive");
        if let Some(folder) = std::env::var_os("ROOMWATT_LOOK") {
            std::fs::write(std::path::Path::new(&folder).join("list.xlsx"), &bytes).unwrap();
        }
        assert!(xlsx("Readings", &["a", "b"], [vec![Cell::Number("1".into())]]).is_err());
        assert!(xlsx("no/name", &["a"], []).is_err());
    }

    #[test]
    fn rows_of_another_length_are_refused() {
        assert!(csv(&["a", "b"], [vec![Cell::Number("1".into())]]).is_err());
    }
}
