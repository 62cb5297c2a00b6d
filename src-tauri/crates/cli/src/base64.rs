use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// Decodes base 64 (RFC 4648, 4) as the engine writes it: padded, on one line.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 4648, 10.
    #[test]
    fn the_vectors_of_the_standard_decode() {
        let vectors =
            [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmFy", "foobar")];
        for (text, bytes) in vectors {
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()), "{text}");
        }
        assert_eq!(decode("//79"), Some(vec![0xFF, 0xFE, 0xFD]));
        for wrong in ["Zg=", "Z===", "Zm9!", "Zm=v"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }
}
