/// Why a chart, a paper or a list could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// The chart's size leaves no room to draw in, or the drawing back end refused.
    #[error("the chart could not be drawn: {0}")]
    Chart(String),
    /// The template did not compile; this is a fault of the program, not of the data.
    #[error("the paper could not be set: {0}. Please report this with the room and month")]
    Paper(String),
    /// The page could not be written as an accessible PDF.
    #[error("the PDF could not be written: {0}. Please report this with the room and month")]
    Pdf(String),
    #[error("the list could not be written: {0}")]
    List(String),
}
