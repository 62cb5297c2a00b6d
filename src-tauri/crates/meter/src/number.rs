//! Register contents to exact integers and back, with integer arithmetic only.

use units::round_div;

/// How a number lies in its registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    /// IEEE 754 single precision.
    F32,
}

impl Encoding {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "u16" => Self::U16,
            "i16" => Self::I16,
            "u32" => Self::U32,
            "i32" => Self::I32,
            "u64" => Self::U64,
            "i64" => Self::I64,
            "f32" => Self::F32,
            _ => return None,
        })
    }

    /// How many registers it takes.
    pub(crate) const fn registers(self) -> u16 {
        match self {
            Self::U16 | Self::I16 => 1,
            Self::U32 | Self::I32 | Self::F32 => 2,
            Self::U64 | Self::I64 => 4,
        }
    }

    /// All bits set: what many devices send for a value they do not have.
    pub(crate) const fn ones(self) -> u64 {
        u64::MAX >> (64 - 16 * self.registers())
    }

    /// The largest signed number of this width.
    pub(crate) const fn most(self) -> u64 {
        self.ones() >> 1
    }
}

/// A positive ratio, both parts at most 10^9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ratio {
    pub(crate) numerator: i64,
    pub(crate) denominator: i64,
}

impl Ratio {
    const LARGEST: i64 = 1_000_000_000;

    /// Reads a positive decimal such as `0.01`, exactly.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{fraction}");
        if whole.is_empty() || digits.len() > 12 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let denominator = 10_i64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        Self::reduced(digits.parse().ok()?, denominator)
    }

    pub(crate) fn times(self, factor: i64) -> Option<Self> {
        Self::reduced(self.numerator.checked_mul(factor)?, self.denominator)
    }

    fn reduced(numerator: i64, denominator: i64) -> Option<Self> {
        let (mut a, mut b) = (numerator, denominator);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        if a <= 0 {
            return None;
        }
        let ratio = Self { numerator: numerator / a, denominator: denominator / a };
        let fits = |part: i64| (1..=Self::LARGEST).contains(&part);
        (fits(ratio.numerator) && fits(ratio.denominator)).then_some(ratio)
    }
}

/// What a register pair that is no usable number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotNumber {
    /// NaN, an infinity, or a subnormal: the latter is what a float with swapped words looks like.
    NotFinite,
    TooLarge,
}

/// The raw bits times the ratio, rounded half away from zero.
pub(crate) fn decode(encoding: Encoding, bits: u64, ratio: Ratio) -> Result<i64, NotNumber> {
    let whole = match encoding {
        Encoding::U16 | Encoding::U32 | Encoding::U64 => i128::from(bits),
        Encoding::I16 => i128::from(word(bits).cast_signed()),
        Encoding::I32 => i128::from(low_half(bits).cast_signed()),
        Encoding::I64 => i128::from(bits.cast_signed()),
        Encoding::F32 => return decode_f32(low_half(bits), ratio),
    };
    let product = whole * i128::from(ratio.numerator);
    i64::try_from(round_div(product, i128::from(ratio.denominator))).map_err(|_| NotNumber::TooLarge)
}

fn decode_f32(bits: u32, ratio: Ratio) -> Result<i64, NotNumber> {
    let field = (bits >> 23) & 0xFF;
    let fraction = bits & 0x007F_FFFF;
    match field {
        0xFF => return Err(NotNumber::NotFinite),
        0 if fraction != 0 => return Err(NotNumber::NotFinite),
        0 => return Ok(0),
        _ => {}
    }
    let mantissa = i128::from(fraction | 0x0080_0000);
    let signed = if bits >> 31 == 1 { -mantissa } else { mantissa };
    let product = signed * i128::from(ratio.numerator);
    let denominator = i128::from(ratio.denominator);
    // value = mantissa * 2^(field - 150)
    let rounded = if field >= 150 {
        let shift = field - 150;
        if shift > 40 {
            return Err(NotNumber::TooLarge);
        }
        round_div(product << shift, denominator)
    } else {
        let shift = 150 - field;
        // The product is below 2^54, so that dividing by 2^80 leaves nothing.
        if shift > 80 { 0 } else { round_div(product, denominator << shift) }
    };
    i64::try_from(rounded).map_err(|_| NotNumber::TooLarge)
}

/// The raw bits that come closest to the value; the inverse of [`decode`]. Clamped to what fits.
pub(crate) fn encode(encoding: Encoding, value: i64, ratio: Ratio) -> u64 {
    let numerator = i128::from(value) * i128::from(ratio.denominator);
    let denominator = i128::from(ratio.numerator);
    let (least, most) = match encoding {
        Encoding::F32 => {
            let sign = if value < 0 { 1 << 31 } else { 0 };
            return u64::from(sign | f32_bits(numerator.unsigned_abs(), denominator.unsigned_abs()));
        }
        Encoding::I16 | Encoding::I32 | Encoding::I64 => {
            (-i128::from(encoding.most()) - 1, i128::from(encoding.most()))
        }
        Encoding::U16 | Encoding::U32 | Encoding::U64 => (0, i128::from(encoding.ones())),
    };
    let raw = round_div(numerator, denominator).clamp(least, most);
    u64::try_from(raw & i128::from(encoding.ones())).unwrap_or(0)
}

/// The positive rational as the nearest single-precision number.
fn f32_bits(numerator: u128, denominator: u128) -> u32 {
    if numerator == 0 {
        return 0;
    }
    // Find the scale at which the quotient has exactly 24 bits.
    let width = |x: u128| i32::try_from(128 - x.leading_zeros()).unwrap_or(0);
    let mut scale = 24 - width(numerator) + width(denominator);
    loop {
        let (n, d) = match u32::try_from(scale) {
            Ok(up) => (numerator << up, denominator),
            Err(_) => (numerator, denominator << scale.unsigned_abs()),
        };
        let mantissa = (n + d / 2) / d;
        if mantissa >= 1 << 24 {
            scale -= 1;
        } else if mantissa < 1 << 23 {
            scale += 1;
        } else {
            let field = u32::try_from(150 - scale).unwrap_or(0);
            return (field << 23) | (u32::try_from(mantissa).unwrap_or(0) & 0x007F_FFFF);
        }
    }
}

/// Joins one, two or four registers; nothing for any other number of them.
pub(crate) fn join(registers: &[u16], low_word_first: bool) -> Option<u64> {
    let append = |bits: u64, register: &u16| bits << 16 | u64::from(*register);
    matches!(registers.len(), 1 | 2 | 4)
        .then(|| if low_word_first { registers.iter().rev().fold(0, append) } else { registers.iter().fold(0, append) })
}

/// The inverse of [`join`], over so many registers.
pub(crate) fn split(bits: u64, count: u16, low_word_first: bool) -> Vec<u16> {
    let mut words: Vec<u16> = (0..count.min(4)).map(|index| word(bits >> (16 * index))).collect();
    if !low_word_first {
        words.reverse();
    }
    words
}

pub(crate) fn word(bits: u64) -> u16 {
    u16::try_from(bits & 0xFFFF).unwrap_or(0)
}

fn low_half(bits: u64) -> u32 {
    u32::try_from(bits & 0xFFFF_FFFF).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KWH: Ratio = Ratio { numerator: 1000, denominator: 1 };

    #[test]
    fn floats_become_exact_integers() {
        // 0x4366_3333 is 230.199997 (IEEE 754), 0x4640_E6B7 is 12345.678711.
        for (bits, expected) in [
            (0x4366_3333, 230_200),
            (0xC366_3333, -230_200),
            (0x4640_E6B7, 12_345_679),
            (0x3F80_0000, 1000),
            (0x3A83_126F, 1),
            (0x3A03_126F, 1),
            (0x3A03_126E, 0),
            (0x0000_0000, 0),
            (0x8000_0000, 0),
            (0x0080_0000, 0),
        ] {
            assert_eq!(decode(Encoding::F32, bits, KWH), Ok(expected), "{bits:08x}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for bits in [0x7FC0_0000, 0xFFFF_FFFF, 0x7F80_0000, 0xFF80_0000, 0x0000_4366] {
            assert_eq!(decode(Encoding::F32, bits, KWH), Err(NotNumber::NotFinite), "{bits:08x}");
        }
        assert_eq!(decode(Encoding::F32, 0x7F7F_FFFF, KWH), Err(NotNumber::TooLarge));
    }

    #[test]
    fn patterns_have_the_width_of_their_registers() {
        assert_eq!([Encoding::I16, Encoding::U32, Encoding::I64].map(Encoding::ones), [0xFFFF, 0xFFFF_FFFF, u64::MAX]);
        assert_eq!(Encoding::I16.most(), 0x7FFF);
        assert_eq!(Encoding::I64.most(), 0x7FFF_FFFF_FFFF_FFFF);
    }

    #[test]
    fn integers_keep_their_sign_and_round_half_away() {
        let tenth = Ratio { numerator: 1, denominator: 10 };
        assert_eq!(decode(Encoding::I16, 0xFFFE, KWH), Ok(-2000));
        assert_eq!(decode(Encoding::U16, 0xFFFE, KWH), Ok(65_534_000));
        assert_eq!(decode(Encoding::I32, 0xFFFF_FFFF, KWH), Ok(-1000));
        assert_eq!(decode(Encoding::U32, 0xFFFF_FFFF, KWH), Ok(4_294_967_295_000));
        assert_eq!(decode(Encoding::I64, u64::MAX, KWH), Ok(-1000));
        assert_eq!(decode(Encoding::U64, 12_345_678, KWH), Ok(12_345_678_000));
        assert_eq!(decode(Encoding::U64, u64::MAX, KWH), Err(NotNumber::TooLarge));
        assert_eq!(encode(Encoding::I64, -2000, KWH), 0xFFFF_FFFF_FFFF_FFFE);
        assert_eq!(decode(Encoding::U16, 15, tenth), Ok(2));
        assert_eq!(decode(Encoding::I16, 0xFFF1, tenth), Ok(-2));
    }

    #[test]
    fn encoding_is_the_inverse_wherever_a_float_can_hold_the_value() {
        let mut value: i64 = 1;
        while value < 16_000_000 {
            for signed in [value, -value] {
                let bits = encode(Encoding::F32, signed, KWH);
                assert_eq!(decode(Encoding::F32, bits, KWH), Ok(signed), "{signed}");
            }
            value = value * 7 / 5 + 1;
        }
        assert_eq!(encode(Encoding::F32, 230_200, KWH), 0x4366_3333);
        assert_eq!(encode(Encoding::I16, -3, Ratio { numerator: 1, denominator: 1 }), 0xFFFD);
        assert_eq!(encode(Encoding::U16, -3, Ratio { numerator: 1, denominator: 1 }), 0);
    }

    #[test]
    fn ratios_are_read_exactly_or_refused() {
        assert_eq!(Ratio::parse("0.01"), Some(Ratio { numerator: 1, denominator: 100 }));
        assert_eq!(Ratio::parse("0.01").unwrap().times(1000), Some(Ratio { numerator: 10, denominator: 1 }));
        for wrong in ["", ".", "0", "-1", "1e3", "0.0", "99999999999", ".5", "nan"] {
            assert_eq!(Ratio::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn words_join_in_either_order() {
        assert_eq!(join(&[0x4366, 0x3333], false), Some(0x4366_3333));
        assert_eq!(join(&[0x3333, 0x4366], true), Some(0x4366_3333));
        assert_eq!(join(&[1, 2, 3, 4], false), Some(0x0001_0002_0003_0004));
        assert_eq!(join(&[1, 2, 3, 4], true), Some(0x0004_0003_0002_0001));
        assert_eq!(join(&[1, 2, 3], false), None);
        assert_eq!(split(0x4366_3333, 2, true), [0x3333, 0x4366]);
        assert_eq!(split(0x0001_0002_0003_0004, 4, false), [1, 2, 3, 4]);
        assert_eq!(split(7, 1, false), [7]);
    }
}
