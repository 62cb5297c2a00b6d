use std::fmt::Write;

/// The 32 bytes that the file is encrypted with. Never printed, not even by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(pub [u8; 32]);

impl Key {
    /// SQLCipher's raw form: no key derivation is paid per connection.
    pub(crate) fn pragma(&self) -> String {
        let mut text = String::with_capacity(67);
        text.push_str("x'");
        for byte in self.0 {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text.push('\'');
        text
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}
