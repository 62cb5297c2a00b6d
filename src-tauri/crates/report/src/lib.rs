//! What leaves the program on paper or as a picture: charts as SVG, statements and receipts as
//! tagged PDF, labels for devices, lists as CSV and XLSX.
//!
//! Everything here is drawn from plain print models that hold texts already in the reader's language and
//! numbers already decided. Nothing here computes money or energy, asks for the time or opens a file.

mod capitals;
pub mod chart;
mod error;
mod labels;
pub mod list;
mod paper;
mod receipt;
#[cfg(test)]
mod samples;
mod sheet;
mod statement;
#[cfg(test)]
mod tests;

pub use capitals::yuan_in_capitals;
pub use error::ReportError;
pub use labels::Labels;
pub use paper::{Language, Paper, REPLACEMENT};
pub use receipt::{Receipt, ReceiptSize};
pub use sheet::{DeviceLabel, LabelSheet};
pub use statement::{BalanceLine, Charge, Fact, Issuer, MeterLine, Note, Payment, Statement};
