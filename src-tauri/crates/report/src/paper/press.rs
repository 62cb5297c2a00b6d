use std::sync::LazyLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Dict, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;

use super::{Ink, Paper};
use crate::ReportError;

static REGULAR: &[u8] = include_bytes!("../../../../../assets/fonts/RoomwattSansSC-Regular.otf");
static BOLD: &[u8] = include_bytes!("../../../../../assets/fonts/RoomwattSansSC-Bold.otf");

static FONTS: LazyLock<Vec<Font>> =
    LazyLock::new(|| [REGULAR, BOLD].into_iter().flat_map(|data| Font::iter(Bytes::new(data))).collect());
static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

static SOURCES: LazyLock<[Source; 4]> = LazyLock::new(|| {
    [
        source("/style.typ", include_str!("../../typ/style.typ")),
        source("/statement.typ", include_str!("../../typ/statement.typ")),
        source("/receipt.typ", include_str!("../../typ/receipt.typ")),
        source("/labels.typ", include_str!("../../typ/labels.typ")),
    ]
});

/// The papers that there are.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Template {
    Statement = 1,
    Receipt = 2,
    Labels = 3,
}

/// Sets a paper from its data, which the template reads as `sys.inputs`.
pub(crate) fn set(template: Template, data: Dict, ink: Ink) -> Result<Paper, ReportError> {
    let _cache = Forget;
    let library = LazyHash::new(Library::builder().with_inputs(data).build());
    let press = Press { library, main: SOURCES[template as usize].id() };
    match typst::compile::<PagedDocument>(&press).output {
        Ok(document) => Ok(Paper { document, replaced: ink.into_replaced() }),
        Err(errors) => Err(ReportError::Paper(sentences(&errors))),
    }
}

pub(super) fn has_glyph(c: char) -> bool {
    FONTS.iter().all(|font| font.info().coverage.contains(u32::from(c)))
}

pub(super) fn sentences(errors: &[SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; ")
}

/// typst remembers every intermediate result for ever; when this is dropped, also after a failure, it forgets.
pub(super) struct Forget;

impl Drop for Forget {
    fn drop(&mut self) {
        typst::comemo::evict(0);
    }
}

fn source(path: &str, text: &str) -> Source {
    let path = VirtualPath::new(path).expect("a constant of the program");
    Source::new(FileId::new(RootedPath::new(VirtualRoot::Project, path)), text.to_owned())
}

/// What a template may see: the templates, the two fonts, its data; no clock and no disk.
struct Press {
    library: LazyHash<Library>,
    main: FileId,
}

impl World for Press {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        SOURCES.iter().find(|source| source.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
