/// Decodes base 64 (RFC 4648, 4) as the engine writes it: padded, on one line.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let signs = text.as_bytes();
    if !signs.len().is_multiple_of(4) {
        return None;
    }
    let padding = signs.iter().rev().take_while(|sign| **sign == b'=').count();
    if padding > 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(signs.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for sign in &signs[..signs.len() - padding] {
        bits = bits << 6 | value(*sign)?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xFF).ok()?);
        }
    }
    Some(bytes)
}

fn value(sign: u8) -> Option<u32> {
    Some(u32::from(match sign {
        b'A'..=b'Z' => sign - b'A',
        b'a'..=b'z' => sign - b'a' + 26,
        b'0'..=b'9' => sign - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
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
