//! The recovery key: the key and three bytes of its SHA-256, in Crockford's base 32 (no I, L, O, U), fourteen
//! groups of four. Source of the alphabet: <https://www.crockford.com/base32.html>.

use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS: usize = 56;
const GROUP: usize = 4;

pub(super) fn write(key: &[u8; 32]) -> String {
    let mut bytes = key.to_vec();
    bytes.extend(checksum(key));
    let mut text = String::with_capacity(LETTERS + LETTERS / GROUP);
    for letter in 0..LETTERS {
        if letter > 0 && letter % GROUP == 0 {
            text.push('-');
        }
        let value = (0..5).fold(0, |value, bit| value << 1 | bit_of(&bytes, letter * 5 + bit));
        text.push(char::from(ALPHABET[usize::from(value)]));
    }
    text
}

pub(super) fn read(text: &str) -> Result<[u8; 32], &'static str> {
    let mut bytes = [0_u8; 35];
    let mut letters = 0;
    for letter in text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-') {
        let value = value_of(letter).ok_or("it has a sign that no recovery key contains")?;
        if letters == LETTERS {
            return Err("it is too long");
        }
        for bit in 0..5 {
            let at = letters * 5 + bit;
            bytes[at / 8] |= (value >> (4 - bit) & 1) << (7 - at % 8);
        }
        letters += 1;
    }
    if letters < LETTERS {
        return Err("it is too short");
    }
    let mut key = [0; 32];
    key.copy_from_slice(&bytes[..32]);
    if bytes[32..] == checksum(&key) { Ok(key) } else { Err("one of its letters is wrong") }
}

fn bit_of(bytes: &[u8], at: usize) -> u8 {
    bytes[at / 8] >> (7 - at % 8) & 1
}

fn value_of(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|other| char::from(*other) == letter).and_then(|at| u8::try_from(at).ok())
}

fn checksum(key: &[u8; 32]) -> [u8; 3] {
    let hash = Sha256::digest(key);
    [hash[0], hash[1], hash[2]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for seed in 0..64_u8 {
            let key: [u8; 32] = Sha256::digest([seed]).into();
            assert_eq!(read(&write(&key)), Ok(key));
        }
    }

    #[test]
    fn it_is_grouped_and_forgiving() {
        let text = write(&[0; 32]);
        assert_eq!(text.split('-').count(), 14);
        assert!(text.starts_with("0000-0000-"), "{text}");
        let sloppy = text.to_lowercase().replace('0', "o").replace('1', "l").replace('-', " ");
        assert_eq!(read(&sloppy), Ok([0; 32]));
    }

    #[test]
    fn every_single_wrong_letter_is_noticed() {
        let key: [u8; 32] = Sha256::digest(b"room").into();
        let text = write(&key);
        for at in (0..text.len()).filter(|at| text.as_bytes()[*at] != b'-') {
            for letter in ALPHABET.iter().filter(|letter| **letter != text.as_bytes()[at]) {
                let mut wrong = text.clone().into_bytes();
                wrong[at] = *letter;
                assert!(read(std::str::from_utf8(&wrong).unwrap()).is_err());
            }
        }
    }

    #[test]
    fn other_texts_are_refused_with_a_reason() {
        assert_eq!(read(""), Err("it is too short"));
        assert_eq!(read("u000"), Err("it has a sign that no recovery key contains"));
        assert_eq!(read(&"0".repeat(57)), Err("it is too long"));
    }
}
