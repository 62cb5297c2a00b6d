use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use crate::{Energy, UnitError};

/// The largest magnitude a JavaScript number holds exactly: 2^53 - 1.
pub(crate) const SAFE: i64 = (1 << 53) - 1;

/// Money in whole minor units of the site's currency (fen, cent, penny).
///
/// Always within ±(2^53 - 1), so that it survives the trip through a JavaScript number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i64);

impl Money {
    pub const ZERO: Self = Self(0);

    /// Refuses what a JavaScript number could not hold.
    pub const fn new(minor: i64) -> Result<Self, UnitError> {
        if minor > SAFE || minor < -SAFE {
            return Err(UnitError::TooLarge);
        }
        Ok(Self(minor))
    }

    /// A constant of the program, such as a test's amount. Panics beyond the bound.
    pub const fn from_minor(minor: i64) -> Self {
        assert!(minor <= SAFE && minor >= -SAFE, "money out of bounds");
        Self(minor)
    }

    pub const fn minor(self) -> i64 {
        self.0
    }

    pub fn checked_add(self, other: Self) -> Option<Self> {
        Self::new(self.0 + other.0).ok()
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    pub const fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// `self × numerator ÷ denominator`, rounded half away from zero.
    pub fn share(self, numerator: i64, denominator: i64) -> Result<Self, UnitError> {
        narrow(round_div(i128::from(self.0) * i128::from(numerator), i128::from(denominator)))
    }
}

/// The journal adds far fewer amounts than it would take to leave the bound; the panic guards
/// against a programming error, never against input.
impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.checked_add(other).expect("money sum out of bounds")
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// Micro-units of currency per kWh: 0.6083 ¥/kWh is 608 300. A standing charge per day is one of so fine a grain too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Price(i64);

impl Price {
    pub const fn new(micro_per_kwh: i64) -> Result<Self, UnitError> {
        if micro_per_kwh > SAFE || micro_per_kwh < -SAFE {
            return Err(UnitError::TooLarge);
        }
        Ok(Self(micro_per_kwh))
    }

    pub const fn micro_per_kwh(self) -> i64 {
        self.0
    }

    /// Reads a decimal such as `0.6083`, exactly.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let micro = decimal(text, 6).ok_or_else(|| UnitError::NotPrice(text.to_owned()))?;
        Self::new(micro).map_err(|_| UnitError::NotPrice(text.to_owned()))
    }

    /// Cost of `energy`, rounded once, half away from zero, to the minor unit.
    pub fn cost(self, energy: Energy, currency: Currency) -> Result<Money, UnitError> {
        let product = i128::from(self.0) * i128::from(energy.wh()) * i128::from(currency.minor_per_unit());
        narrow(round_div(product, 1_000_000 * 1_000))
    }

    /// So many times the price, rounded once, half away from zero, to the minor unit.
    pub fn times(self, count: i64, currency: Currency) -> Result<Money, UnitError> {
        let product = i128::from(self.0) * i128::from(count) * i128::from(currency.minor_per_unit());
        narrow(round_div(product, 1_000_000))
    }
}

impl fmt::Display for Price {
    /// As few digits as the price needs, at least two: `0.6083`, `0.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        let fraction = format!("{:06}", magnitude % 1_000_000);
        let kept = fraction.trim_end_matches('0').len().max(2);
        write!(f, "{sign}{}.{}", magnitude / 1_000_000, &fraction[..kept])
    }
}

/// The currencies that circulate, by the digits of their minor units: ISO 4217, list one of 2026, without funds, metals
/// and codes for testing, and with two that ended lately (ANG, BGN).
const CURRENCIES: [(u8, &str); 3] = [
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"),
    (
        2,
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP \
         CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR \
         JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN \
         NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP \
         SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG",
    ),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
];

/// An ISO 4217 currency and how many digits its minor unit has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency {
    code: [u8; 3],
    digits: u8,
}

impl Currency {
    pub const CNY: Self = Self { code: *b"CNY", digits: 2 };

    /// A code that is not in [`CURRENCIES`] is refused: `RMB` is a slip of the pen, and nobody knows its digits.
    pub fn parse(code: &str) -> Result<Self, UnitError> {
        let known = CURRENCIES.iter().find(|(_, codes)| codes.split_whitespace().any(|known| known == code));
        let of = |digits: u8| Some(Self { code: code.as_bytes().try_into().ok()?, digits });
        known.and_then(|(digits, _)| of(*digits)).ok_or_else(|| UnitError::NotCurrency(code.to_owned()))
    }

    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or_default()
    }

    /// Digits after the decimal point.
    pub const fn digits(self) -> u8 {
        self.digits
    }

    pub fn minor_per_unit(self) -> i64 {
        10_i64.pow(u32::from(self.digits))
    }

    /// The sign people write before an amount; the code where there is no common one.
    pub fn symbol(&self) -> &str {
        match self.code() {
            "CNY" | "JPY" => "¥",
            "EUR" => "€",
            "GBP" => "£",
            "USD" => "$",
            code => code,
        }
    }

    /// A person's text as an amount; more digits than the currency has are refused, not rounded.
    pub fn parse_amount(self, text: &str) -> Result<Money, UnitError> {
        let text = text.trim();
        match decimal(text, self.digits) {
            Some(minor) => Money::new(minor),
            None if is_decimal(text) && places(text) > usize::from(self.digits) => {
                Err(UnitError::TooPrecise { currency: self.code().to_owned(), digits: self.digits })
            }
            None if is_decimal(text) => Err(UnitError::TooLarge),
            None => Err(UnitError::NotMoney(text.to_owned())),
        }
    }

    /// Plain figures, as a script reads them: `-12.30`.
    pub fn plain(self, amount: Money) -> String {
        let sign = if amount.is_negative() { "-" } else { "" };
        let magnitude = amount.minor().unsigned_abs();
        let per = self.minor_per_unit().unsigned_abs();
        if self.digits == 0 {
            return format!("{sign}{magnitude}");
        }
        format!("{sign}{}.{:0width$}", magnitude / per, magnitude % per, width = usize::from(self.digits))
    }

    /// As people read it, with grouped thousands and a true minus: `−¥ 1,234.50`.
    pub fn display(&self, amount: Money) -> String {
        let plain = self.plain(amount.abs());
        let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(w, f)| (w, Some(f)));
        let mut grouped = String::with_capacity(plain.len() + 8);
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if amount.is_negative() { "−" } else { "" };
        let point = fraction.map(|f| format!(".{f}")).unwrap_or_default();
        format!("{sign}{} {grouped}{point}", self.symbol())
    }
}

/// Half away from zero. The denominator must be positive.
pub const fn round_div(numerator: i128, denominator: i128) -> i128 {
    assert!(denominator > 0, "rounding needs a positive denominator");
    let quotient = numerator / denominator;
    let remainder = (numerator % denominator).abs();
    if remainder * 2 >= denominator { if numerator < 0 { quotient - 1 } else { quotient + 1 } } else { quotient }
}

pub(crate) fn narrow(value: i128) -> Result<Money, UnitError> {
    i64::try_from(value).map_err(|_| UnitError::TooLarge).and_then(Money::new)
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// How many digits after the point of a decimal text matter.
fn places(text: &str) -> usize {
    text.split_once('.').map_or(0, |(_, fraction)| fraction.trim_end_matches('0').len())
}

/// A decimal text scaled by 10^digits, or nothing when it is not one, is too large, or has more
/// digits that matter than that.
fn decimal(text: &str, digits: u8) -> Option<i64> {
    if !is_decimal(text) {
        return None;
    }
    let negative = text.starts_with('-');
    let unsigned = text.trim_start_matches(['-', '+']);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits = usize::from(digits);
    if fraction.len() > digits {
        return None;
    }
    let scaled: i64 = format!("{whole}{fraction:0<digits$}").parse().ok()?;
    Some(if negative { -scaled } else { scaled })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_away_from_zero_in_every_small_case() {
        for n in -200_i128..=200 {
            for d in 1_i128..=20 {
                let twice = (2 * n.abs() + d) / (2 * d);
                let expected = if n < 0 { -twice } else { twice };
                assert_eq!(round_div(n, d), expected, "{n}/{d}");
            }
        }
    }

    #[test]
    fn cost_is_exact_to_the_cent() {
        let price = Price::parse("0.6083").unwrap();
        assert_eq!(price.cost(Energy::from_wh(3_210), Currency::CNY).unwrap(), Money::from_minor(195));
        assert_eq!(price.cost(Energy::from_wh(-3_210), Currency::CNY).unwrap(), Money::from_minor(-195));
        assert_eq!(
            Price::parse("0.5").unwrap().cost(Energy::from_wh(10), Currency::CNY).unwrap(),
            Money::from_minor(1)
        );
    }

    #[test]
    fn amounts_are_read_exactly_or_refused() {
        let cny = Currency::CNY;
        for (text, minor) in
            [("50", 5000), ("50.5", 5050), ("-0.01", -1), ("50.00", 5000), (" 7 ", 700), ("1.100", 110)]
        {
            assert_eq!(cny.parse_amount(text), Ok(Money::from_minor(minor)), "{text}");
        }
        for text in ["0.001", "10.001", "-123456.789", "99999999999999999.001"] {
            assert!(matches!(cny.parse_amount(text), Err(UnitError::TooPrecise { .. })), "{text}");
        }
        assert_eq!(cny.parse_amount("99999999999999999999"), Err(UnitError::TooLarge));
        assert_eq!(cny.parse_amount("99999999999999999"), Err(UnitError::TooLarge));
        for text in ["", "abc", "1e3", "1,000", "NaN", "5.", ".5", "--1", "0x10", "１"] {
            assert!(matches!(cny.parse_amount(text), Err(UnitError::NotMoney(_))), "{text}");
        }
        assert!(Currency::parse("JPY").unwrap().parse_amount("1.5").is_err());
    }

    #[test]
    fn money_is_shown_as_people_write_it() {
        let cny = Currency::CNY;
        assert_eq!(cny.display(Money::from_minor(-123_450)), "−¥ 1,234.50");
        assert_eq!(cny.display(Money::from_minor(5)), "¥ 0.05");
        assert_eq!(cny.plain(Money::from_minor(-5)), "-0.05");
        assert_eq!(Currency::parse("JPY").unwrap().display(Money::from_minor(1_000_000)), "¥ 1,000,000");
    }

    #[test]
    fn currencies_are_those_of_iso_4217() {
        let digits = |code| Currency::parse(code).map(Currency::digits);
        assert_eq!((digits("CNY"), digits("JPY"), digits("KWD"), digits("UYU")), (Ok(2), Ok(0), Ok(3), Ok(2)));
        for wrong in ["RMB", "GPB", "CLF", "XXX", "cny", "CN", "CNYX", "", "CNY EUR", "¥"] {
            assert_eq!(digits(wrong), Err(UnitError::NotCurrency(wrong.to_owned())), "{wrong}");
        }
        let all: Vec<&str> = CURRENCIES.iter().flat_map(|(_, codes)| codes.split_whitespace()).collect();
        let once: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!((once.len(), all.iter().all(|code| code.len() == 3)), (all.len(), true));
    }

    #[test]
    fn prices_print_what_they_need() {
        for (text, shown) in [("0.6083", "0.6083"), ("0.5", "0.50"), ("1", "1.00"), ("-0.123456", "-0.123456")] {
            assert_eq!(Price::parse(text).unwrap().to_string(), shown);
        }
        assert!(Price::parse("0.1234567").is_err());
    }
}
