use std::io::{self, IsTerminal, Write};

use serde_json::Value;

use crate::failure::Failure;

/// How results are written to stdout.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    json: bool,
}

impl Output {
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// For results that programs read: JSON also where stdout is no terminal.
    pub fn for_programs(self) -> Self {
        Self { json: self.json || !io::stdout().is_terminal() }
    }

    /// The value as JSON, or what `text` makes of it.
    pub fn show(self, value: &Value, text: impl FnOnce(&Value) -> String) -> Result<(), Failure> {
        if self.json { line(&format!("{value:#}")) } else { line(text(value).trim_end()) }
    }

    /// One of many values: a line of JSON, or a line of text.
    pub fn each(self, value: &Value, text: impl FnOnce(&Value) -> String) -> Result<(), Failure> {
        if self.json { self.announce(value) } else { line(&text(value)) }
    }

    /// One line of JSON, at once.
    pub fn announce(self, value: &Value) -> Result<(), Failure> {
        line(&value.to_string())
    }

    /// Bytes as they are. A reader that has had enough (`| head`) is no failure.
    pub fn write(self, bytes: &[u8]) -> Result<(), Failure> {
        write(bytes)
    }
}

fn line(text: &str) -> Result<(), Failure> {
    write(format!("{text}\n").as_bytes())
}

fn write(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new("output", error)),
        _ => Ok(()),
    }
}

/// Columns as wide as their widest cell; figures (columns whose title begins with a space) stand right.
pub fn table(titles: &[&str], rows: &[Vec<String>]) -> String {
    let wide = |text: &str| text.chars().map(|sign| if is_wide(sign) { 2 } else { 1 }).sum::<usize>();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| wide(cell));
        cells.chain([wide(titles[column].trim())]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..titles.len()).map(width).collect();
    let mut text = String::new();
    let mut write = |cells: &[&str]| {
        let mut line = String::new();
        for ((cell, width), title) in cells.iter().zip(&widths).zip(titles) {
            let space = " ".repeat(width.saturating_sub(wide(cell)));
            let (before, after) = if title.starts_with(' ') { (space, String::new()) } else { (String::new(), space) };
            line.push_str(&format!("{before}{cell}{after}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    };
    write(&titles.iter().map(|title| title.trim()).collect::<Vec<_>>());
    for row in rows {
        write(&row.iter().map(String::as_str).collect::<Vec<_>>());
    }
    text
}

/// Chinese, Japanese and Korean signs and full-width forms take two places on a terminal (Unicode UAX #11, in short).
fn is_wide(sign: char) -> bool {
    matches!(u32::from(sign), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFD)
}

/// A text of a JSON object, or nothing.
pub fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_also_in_chinese() {
        let rows = [
            vec!["101".to_owned(), "5.00".to_owned(), "on".to_owned()],
            vec!["一楼".to_owned(), "-12.50".to_owned(), "off".to_owned()],
        ];
        assert_eq!(
            table(&["room", " balance", "supply"], &rows),
            "room  balance  supply\n101      5.00  on\n一楼   -12.50  off\n"
        );
    }
}
