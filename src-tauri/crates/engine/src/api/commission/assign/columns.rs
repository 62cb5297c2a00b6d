//! The columns of a list: by their names in the first line, or by their usual order.

use csv::{ReaderBuilder, StringRecord};

use crate::error::{Refusal, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Room,
    Line,
    Unit,
    Serial,
    Model,
    Register,
    Ratio,
    Name,
}

/// What people call them.
const NAMES: [(Column, &[&str]); 8] = [
    (Column::Room, &["room", "point", "房间", "房号", "房间号", "计量点"]),
    (Column::Line, &["line", "bus", "线路"]),
    (Column::Unit, &["unit", "address", "addr", "地址", "站号"]),
    (Column::Serial, &["serial", "serial number", "serial no", "meter no", "表号", "序列号", "出厂编号"]),
    (Column::Model, &["model", "profile", "型号"]),
    (Column::Register, &["register", "register kwh", "reading", "kwh", "读数", "起始读数", "起码"]),
    (Column::Ratio, &["ratio", "ct", "倍率", "变比"]),
    (Column::Name, &["name", "device", "名称", "设备名称"]),
];

/// The usual orders of a list without names.
const SHORT: [Column; 2] = [Column::Room, Column::Serial];
const LONG: [Column; 6] = [Column::Room, Column::Line, Column::Unit, Column::Register, Column::Ratio, Column::Model];

pub(super) struct Table {
    columns: Vec<Column>,
    /// With the number of the line in the text.
    records: Vec<(usize, StringRecord)>,
}

/// A line of it.
pub(super) struct Line<'a> {
    pub(super) number: usize,
    columns: &'a [Column],
    record: &'a StringRecord,
}

impl Line<'_> {
    /// Without spaces around it; empty where there is none.
    pub(super) fn cell(&self, column: Column) -> &str {
        let place = self.columns.iter().position(|known| *known == column);
        place.and_then(|place| self.record.get(place)).unwrap_or_default().trim()
    }
}

impl Table {
    pub(super) fn read(text: &str) -> Result<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let count = |mark: char| first.matches(mark).count();
        let marks = ['\t', ';', ','];
        let delimiter = marks.into_iter().max_by_key(|mark| count(*mark)).filter(|mark| count(*mark) > 0);
        let delimiter = u8::try_from(delimiter.unwrap_or(',')).unwrap_or(b',');
        let mut reader =
            ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
        let mut records = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| Refusal::new("list-unreadable").with("cause", error))?;
            let at = record.position().and_then(|position| usize::try_from(position.byte()).ok());
            let number = number_at(text, at.unwrap_or(0));
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                records.push((number, record));
            }
        }
        let Some((_, head)) = records.first() else { return Err(Refusal::new("list-empty")) };
        let columns = match named(head)? {
            Some(columns) => {
                records.remove(0);
                columns
            }
            None => usual(head.len())?,
        };
        if records.is_empty() {
            return Err(Refusal::new("list-empty"));
        }
        Ok(Self { columns, records })
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.records.iter().map(|(number, record)| Line { number: *number, columns: &self.columns, record })
    }
}

/// The number of the line, as an editor counts, that a record begins on. The reader itself still stands behind the
/// line before, with empty lines in between.
fn number_at(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let ends = bytes[at..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    1 + bytes[..at + ends].iter().filter(|byte| **byte == b'\n').count()
}

/// The columns that the first line names, where it names any.
fn named(head: &StringRecord) -> Result<Option<Vec<Column>>> {
    let found: Vec<Option<Column>> = head.iter().map(of_name).collect();
    if found.iter().all(Option::is_none) {
        return Ok(None);
    }
    if let Some((text, _)) = head.iter().zip(&found).find(|(_, column)| column.is_none()) {
        return Err(Refusal::new("list-column").with("column", text.trim()));
    }
    let columns: Vec<Column> = found.into_iter().flatten().collect();
    for column in &columns {
        if columns.iter().filter(|other| *other == column).count() > 1 {
            return Err(Refusal::new("list-column-twice"));
        }
    }
    let has = |column| columns.contains(&column);
    if !has(Column::Room) || !(has(Column::Unit) || has(Column::Serial)) {
        return Err(Refusal::new("list-columns-missing"));
    }
    Ok(Some(columns))
}

fn of_name(text: &str) -> Option<Column> {
    let plain = text.trim().to_lowercase().replace(['_', '-'], " ").replace(['(', ')', '（', '）'], "");
    NAMES.iter().find(|(_, names)| names.contains(&plain.trim())).map(|(column, _)| *column)
}

fn usual(cells: usize) -> Result<Vec<Column>> {
    match cells {
        2 => Ok(SHORT.to_vec()),
        3..=6 => Ok(LONG[..cells].to_vec()),
        _ => Err(Refusal::new("list-columns-missing")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(usize, String, String, String)> {
        let table = Table::read(text).unwrap_or_else(|refusal| panic!("{text}: {refusal:?}"));
        let cells = |line: Line<'_>| {
            let cell = |column| line.cell(column).to_owned();
            (line.number, cell(Column::Room), cell(Column::Unit), cell(Column::Serial))
        };
        table.lines().map(cells).collect()
    }

    #[test]
    fn columns_are_found_by_name_in_both_languages_and_by_order() {
        let row = |number, room: &str, unit: &str, serial: &str| {
            (number, room.to_owned(), unit.to_owned(), serial.to_owned())
        };
        assert_eq!(
            cells("\u{feff}Room;Line;Unit\r\n101;A;1\r\n\r\n102;A; 2 "),
            [row(2, "101", "1", ""), row(4, "102", "2", "")]
        );
        assert_eq!(cells("地址\t房间\n7\t201"), [row(2, "201", "7", "")]);
        assert_eq!(cells("101,A,3,12.5"), [row(1, "101", "3", "")]);
        assert_eq!(cells("101,0077\n102,0078"), [row(1, "101", "", "0077"), row(2, "102", "", "0078")]);
        assert_eq!(cells("Room,Serial number\n\"1,0\",9"), [row(2, "1,0", "", "9")]);
    }

    #[test]
    fn what_is_no_list_is_said() {
        let code = |text: &str| Table::read(text).map(|_| ()).unwrap_err().code;
        for (text, expected) in [
            ("", "list-empty"),
            ("Room,Unit\n\n", "list-empty"),
            ("101", "list-columns-missing"),
            ("Room,Line\n101,A", "list-columns-missing"),
            ("Room,Unit,Colour\n101,1,red", "list-column"),
            ("Room,Unit,Address\n101,1,1", "list-column-twice"),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
    }
}
