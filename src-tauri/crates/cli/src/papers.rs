use std::fs;
use std::path::Path;

use serde_json::json;

use crate::args::Statement;
use crate::base64;
use crate::failure::Failure;
use crate::office::Office;
use crate::output::{Output, text};

pub fn statement(output: Output, folder: &Path, statement: &Statement) -> Result<(), Failure> {
    let Statement { name, month, out, language } = statement;
    let args = json!({ "room": name, "month": month, "language": language });
    let answer = Office::reach(folder)?.call("statement_pdf", args)?;
    let pdf = base64::decode(text(&answer, "/base64"))
        .ok_or_else(|| Failure::new("internal", "the statement came damaged; try again"))?;
    write_whole(out, &pdf)?;
    let written = json!({ "room": name, "month": month, "file": out.display().to_string(), "bytes": pdf.len() });
    output.show(&written, |written| text(written, "/file").to_owned())
}

/// The file is there whole or not at all; an earlier one stays until then.
pub fn write_whole(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = file.with_file_name(name);
    fs::write(&part, bytes).and_then(|()| fs::rename(&part, file)).map_err(|error| {
        let _ = fs::remove_file(&part);
        Failure::new("file", format!("{} cannot be written: {error}", file.display()))
    })
}
