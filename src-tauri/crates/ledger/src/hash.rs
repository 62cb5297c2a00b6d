use std::fmt;

use sha2::{Digest, Sha256};

use crate::LedgerError;

/// SHA-256 of an entry's canonical bytes; all zeroes stands for "before the first entry".
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    pub const ZERO: Self = Self([0; 32]);

    /// Reads the 64 hexadecimal digits that `Display` writes.
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let wrong = || LedgerError::NotHash(text.to_owned());
        if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (i, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).map_err(|_| wrong())?;
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

/// Gathers the canonical bytes of an entry.
///
/// Integers are big-endian and of fixed width, a text is its length in bytes (u32) and its UTF-8, an optional value
/// is preceded by 0 or 1. So no two different entries can have the same bytes.
pub(crate) struct Canonical(Vec<u8>);

impl Canonical {
    pub(crate) fn new(version: u8) -> Self {
        let mut bytes = Vec::with_capacity(256);
        bytes.push(version);
        Self(bytes)
    }

    pub(crate) fn hash(self) -> Hash {
        Hash(Sha256::digest(&self.0).into())
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn i64(&mut self, value: i64) {
        self.bytes(&value.to_be_bytes());
    }

    /// A count or a length. Nothing in an entry comes near four thousand million.
    pub(crate) fn count(&mut self, value: usize) {
        self.bytes(&u32::try_from(value).unwrap_or(u32::MAX).to_be_bytes());
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.count(text.len());
        self.bytes(text.as_bytes());
    }

    /// As [`Self::text`], of what a value is written as.
    pub(crate) fn display(&mut self, value: &impl fmt::Display) {
        use std::fmt::Write;
        let start = self.0.len();
        self.count(0);
        // Writing to memory cannot fail.
        let _ = write!(self, "{value}");
        let length = u32::try_from(self.0.len() - start - 4).unwrap_or(u32::MAX);
        self.0[start..start + 4].copy_from_slice(&length.to_be_bytes());
    }

    pub(crate) fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.bytes(&[u8::from(value.is_some())]);
        if let Some(value) = value {
            write(self, value);
        }
    }
}

impl fmt::Write for Canonical {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.bytes(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_read_back_from_its_digits() {
        let hash = Canonical::new(1).hash();
        assert_eq!(Hash::parse(&hash.to_string()), Ok(hash));
        // FIPS 180-4: the digest of one byte, 0x01, computed with another program (sha256sum).
        assert_eq!(hash.to_string(), "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a");
        for wrong in ["", "4bf5", &"é".repeat(32), &"g".repeat(64)] {
            assert!(Hash::parse(wrong).is_err(), "{wrong}");
        }
    }
}
