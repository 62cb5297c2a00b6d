//! What has to hold for any bytes at all, one function per target: no panic, and nothing accepted that is not true.
#![forbid(unsafe_code)]

mod decode;
mod frames;
mod texts;

pub use decode::decode;
pub use frames::{rtu, tcp};
pub use texts::{profile, tariff};

/// Bytes taken one after the other; 0 when there are no more.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn word(&mut self) -> u16 {
        u16::from_be_bytes([self.byte(), self.byte()])
    }
}
