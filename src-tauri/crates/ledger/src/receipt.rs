use std::fmt;

use crate::LedgerError;

/// A run of receipt numbers: a calendar year of the site, and the epoch of the books.
///
/// The epoch starts at 1 and rises with every restore from a backup, so that a number that was given out before the
/// restore is never given out again (`rules.md` 24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Series {
    pub year: u16,
    pub epoch: u16,
}

impl Series {
    pub const fn new(year: u16, epoch: u16) -> Self {
        Self { year, epoch }
    }

    /// The number of this series; numbers start at 1.
    pub const fn number(self, number: u32) -> ReceiptNumber {
        ReceiptNumber { series: self, number }
    }

    /// The series as the store writes it: `2026`, from the second epoch on `2026.2`.
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let wrong = || LedgerError::NotReceipt(text.to_owned());
        let (year, epoch) = text.split_once('.').unwrap_or((text, "1"));
        let series = Self { year: year.parse().map_err(|_| wrong())?, epoch: epoch.parse().map_err(|_| wrong())? };
        if series.to_string() == text { Ok(series) } else { Err(wrong()) }
    }
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.epoch == 1 { Ok(()) } else { write!(f, ".{}", self.epoch) }
    }
}

/// A receipt's number: `2026-00412`, after a restore `2026.2-00001`. Without gaps within its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReceiptNumber {
    pub series: Series,
    pub number: u32,
}

impl ReceiptNumber {
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let wrong = || LedgerError::NotReceipt(text.to_owned());
        let (series, number) = text.split_once('-').ok_or_else(wrong)?;
        let series = Series::parse(series).map_err(|_| wrong())?;
        let receipt = series.number(number.parse().map_err(|_| wrong())?);
        if receipt.number > 0 && receipt.to_string() == text { Ok(receipt) } else { Err(wrong()) }
    }
}

impl fmt::Display for ReceiptNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:05}", self.series, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_back_from_what_is_printed() {
        for (series, number, text) in [
            (Series::new(2026, 1), 412, "2026-00412"),
            (Series::new(2026, 2), 1, "2026.2-00001"),
            (Series::new(2027, 1), 123_456, "2027-123456"),
        ] {
            assert_eq!(series.number(number).to_string(), text);
            assert_eq!(ReceiptNumber::parse(text), Ok(series.number(number)));
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in ["", "2026", "2026-412", "2026-00000", "2026.1-00001", "26-00001", "2026-+0001", "x-00001"] {
            assert_eq!(ReceiptNumber::parse(text), Err(LedgerError::NotReceipt(text.to_owned())));
        }
    }
}
