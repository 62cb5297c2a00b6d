//! A sheet of labels for devices: what is written on each, and the same as a QR code.

use fast_qr::{ECL, QRBuilder};
use typst::foundations::{Dict, dict};

use crate::ReportError;
use crate::paper::{Ink, Language, Paper, Template, set};

/// Labels on A4, 24 of 70 by 37 mm a page, as sticky sheets come; with fine lines for who cuts plain paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelSheet {
    pub language: Language,
    /// The document's title.
    pub title: String,
    pub labels: Vec<DeviceLabel>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceLabel {
    /// What is read from afar: the room.
    pub head: String,
    /// Model, serial number, line and address: a line each, the most important first.
    pub lines: Vec<String>,
    /// What a phone reads off the code.
    pub code: String,
    /// What the code is, for people who cannot see it.
    pub code_summary: String,
}

impl LabelSheet {
    pub fn lay_out(&self) -> Result<Paper, ReportError> {
        let mut ink = Ink::default();
        let mut labels = Vec::with_capacity(self.labels.len());
        for label in &self.labels {
            labels.push((label, code(&label.code)?));
        }
        let data = dict! {
            "lang" => self.language.lang(),
            "region" => self.language.region(),
            "title" => ink.text(&self.title),
            "labels" => ink.each(&labels, |ink, (label, code)| label.ink(ink, code)),
        };
        set(Template::Labels, data, ink)
    }
}

impl DeviceLabel {
    fn ink(&self, ink: &mut Ink, code: &str) -> Dict {
        dict! {
            "head" => ink.text(&self.head),
            "lines" => ink.texts(&self.lines),
            "code" => ink.svg(code),
            "code-summary" => ink.text(&self.code_summary),
        }
    }
}

/// The code as a drawing: one path of unit squares, with the four modules of quiet that readers want around it.
fn code(text: &str) -> Result<String, ReportError> {
    const QUIET: usize = 4;
    let failed = |error: fast_qr::qr::QRCodeError| ReportError::Paper(error.to_string());
    let code = QRBuilder::new(text).ecl(ECL::M).build().map_err(failed)?;
    let mut path = String::new();
    for (y, row) in (0..code.size).map(|y| (y, &code[y])) {
        for x in (0..code.size).filter(|x| row[*x].value()) {
            path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
        }
    }
    let size = code.size + 2 * QUIET;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\"><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}
