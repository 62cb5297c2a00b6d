//! Pages set by typst inside the program: no network, no system font, no file of the user's.

mod ink;
mod press;

use typst::foundations::Smart;
use typst::layout::{Frame, FrameItem};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use typst_svg::SvgOptions;

pub(crate) use ink::Ink;
pub use ink::REPLACEMENT;
pub(crate) use press::{Template, set};

use crate::ReportError;

/// The language of a paper; it decides hyphenation, punctuation and what a screen reader speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    En,
    ZhCn,
}

impl Language {
    pub(crate) const fn lang(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh",
        }
    }

    pub(crate) const fn region(self) -> &'static str {
        match self {
            Self::En => "GB",
            Self::ZhCn => "CN",
        }
    }
}

/// A paper that has been set: ready to be shown, saved or printed.
pub struct Paper {
    document: PagedDocument,
    replaced: Vec<char>,
}

impl Paper {
    pub fn page_count(&self) -> usize {
        self.document.pages().len()
    }

    /// Characters that the shipped font does not have, each once. They are printed as [`REPLACEMENT`]; whoever
    /// prints the paper should be told.
    pub fn replaced(&self) -> &[char] {
        &self.replaced
    }

    /// The paper as PDF/UA-1: tagged, titled, in a declared language, its fonts embedded.
    pub fn pdf(&self) -> Result<Vec<u8>, ReportError> {
        let _cache = press::Forget;
        let accessible =
            PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|e| ReportError::Pdf(e.message().to_string()))?;
        let creator = Smart::Custom(Some("Roomwatt".to_owned()));
        let options = PdfOptions { creator, standards: accessible, ..PdfOptions::default() };
        typst_pdf::pdf(&self.document, &options).map_err(|errors| ReportError::Pdf(press::sentences(&errors)))
    }

    /// Each page as an SVG of its own, for the screen. The letters are outlines: no font is needed.
    pub fn svg_pages(&self) -> Vec<String> {
        let _cache = press::Forget;
        self.document.pages().iter().map(|page| typst_svg::svg(page, &SvgOptions::default())).collect()
    }

    /// Every text on the paper in the order of setting, a line per run.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for page in self.document.pages() {
            collect(&page.frame, &mut text);
        }
        text
    }
}

fn collect(frame: &Frame, text: &mut String) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => collect(&group.frame, text),
            FrameItem::Text(run) => {
                text.push_str(&run.text);
                text.push('\n');
            }
            FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
        }
    }
}
