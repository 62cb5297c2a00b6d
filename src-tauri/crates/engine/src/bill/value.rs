use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use units::{Currency, Energy, Money, Month, Price, Timestamp, UnitError, Zone};

use super::read::{Kind, Node, Read};

/// A value in a case is at most so large: a thousand million kWh. Sums of a case stay far inside what a line can hold.
const MOST_WH: i128 = 1_000_000_000_000;

/// An exact decimal: `digits ÷ 10^places`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    digits: i128,
    places: u32,
}

impl Decimal {
    pub const ONE: Self = Self { digits: 1, places: 0 };

    /// Reads `12`, `-0.5`, `1.2e3`; nothing for anything else or for more than 18 digits before or after the point.
    pub fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, unsigned) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let figures = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !figures(whole) || !figures(fraction) || whole.len() > 18 {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        let places = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        let magnitude: i128 = format!("{whole}{fraction}").parse().ok()?;
        let digits = if negative { -magnitude } else { magnitude };
        if digits == 0 {
            return Some(Self { digits, places: 0 });
        }
        match u32::try_from(places) {
            Ok(places) => (places <= 18).then_some(Self { digits, places }),
            Err(_) => {
                let shift = 10_i128.checked_pow(places.unsigned_abs()).filter(|_| places >= -18)?;
                Some(Self { digits: digits.checked_mul(shift)?, places: 0 })
            }
        }
    }

    pub const fn is_negative(self) -> bool {
        self.digits < 0
    }

    pub const fn is_zero(self) -> bool {
        self.digits == 0
    }

    pub fn times(self, other: Self) -> Option<Self> {
        let digits = self.digits.checked_mul(other.digits)?;
        Some(Self { digits, places: self.places.checked_add(other.places)? }.shortened())
    }

    /// The value times 10^places, when that is a whole number.
    pub fn scaled(self, places: u32) -> Option<i128> {
        let short = self.shortened();
        places
            .checked_sub(short.places)
            .and_then(|more| 10_i128.checked_pow(more))
            .and_then(|by| short.digits.checked_mul(by))
    }

    fn shortened(mut self) -> Self {
        while self.places > 0 && self.digits % 10 == 0 {
            self.digits /= 10;
            self.places -= 1;
        }
        self
    }

    /// Plain figures without an exponent.
    pub fn plain(self) -> String {
        let magnitude = self.digits.unsigned_abs().to_string();
        let places = usize::try_from(self.places).unwrap_or(0);
        let padded = format!("{magnitude:0>width$}", width = places + 1);
        let (whole, fraction) = padded.split_at(padded.len() - places);
        let sign = if self.digits < 0 { "-" } else { "" };
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }
}

impl Node<'_> {
    /// A number, quoted or not.
    pub fn decimal(&self) -> Read<Decimal> {
        let text = match self.kind()? {
            Kind::Number(digits) => digits.to_owned(),
            Kind::Text(text) => text.trim().to_owned(),
            _ => return Err(self.wrong("write a number such as 12.5")),
        };
        Decimal::parse(&text).ok_or_else(|| {
            let what = if too_long(&text) {
                "is longer than any figure of a bill; write at most 18 digits before and after the point"
            } else {
                "is not a number; write plain figures with a point, such as 1234.5"
            };
            let start: String = text.chars().take(24).collect();
            let more = if start.len() < text.len() { "…" } else { "" };
            self.wrong(format!("“{start}{more}” {what}"))
        })
    }

    pub fn energy(&self) -> Read<Energy> {
        self.energy_times(Decimal::ONE)
    }

    /// What a register shows, times the ratio of its transformers.
    pub fn energy_times(&self, ratio: Decimal) -> Read<Energy> {
        let shown = self.decimal()?;
        let product = shown.times(ratio).ok_or_else(|| self.wrong("the number is too long"))?;
        let Some(wh) = product.scaled(3) else {
            let after = if ratio == Decimal::ONE { "" } else { " after the ratio" };
            return Err(self.wrong(format!(
                "{} kWh{after} is finer than a watt-hour; give at most three digits after the point",
                product.plain()
            )));
        };
        if wh.abs() > MOST_WH {
            return Err(self.wrong("this is more energy than any meter counts; write kWh"));
        }
        i64::try_from(wh).ok().and_then(Energy::new).ok_or_else(|| self.wrong("this is too much energy"))
    }

    /// Energy that is not negative.
    pub fn used(&self) -> Read<Energy> {
        let energy = self.energy()?;
        if energy.is_negative() { Err(self.wrong("this must not be negative")) } else { Ok(energy) }
    }

    pub fn money(&self, currency: Currency) -> Read<Money> {
        let plain = self.decimal()?.plain();
        currency.parse_amount(&plain).map_err(|error| self.unit(&error))
    }

    pub fn price(&self) -> Read<Price> {
        let plain = self.decimal()?.plain();
        Price::parse(&plain).map_err(|error| self.unit(&error))
    }

    /// A whole number from `least` to `most`.
    pub fn whole_number(&self, least: u32, most: u32) -> Read<u32> {
        let number = self.decimal()?.scaled(0).and_then(|number| u32::try_from(number).ok());
        number
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| self.wrong(format!("write a whole number from {least} to {most}")))
    }

    pub fn month(&self) -> Read<Month> {
        let text = self.text()?;
        let month: Month = text.parse().map_err(|error| self.unit(&error))?;
        if bounded(month.first()) { Ok(month) } else { Err(self.unit(&UnitError::NotMonth(text))) }
    }

    pub fn date(&self) -> Read<NaiveDate> {
        let text = self.text()?;
        date(&text).ok_or_else(|| self.wrong(format!("“{text}” is not a date; write for example 2026-10-01")))
    }

    /// An instant: a date (its first instant), a local date-time, or one with an offset or Z.
    pub fn instant(&self, zone: Zone) -> Read<Timestamp> {
        let text = self.text()?;
        if let Some(date) = date(&text) {
            return Ok(zone.start_of(date));
        }
        if let Ok(at) = DateTime::parse_from_rfc3339(&text.replacen(' ', "T", 1)).or_else(|_| offset(&text)) {
            return if bounded(at.naive_utc().date()) { Ok(at.to_utc()) } else { Err(self.no_time(&text)) };
        }
        let local = local(&text).filter(|local| bounded(local.date())).ok_or_else(|| self.no_time(&text))?;
        let zone_of: Tz = zone.name().parse().unwrap_or(Tz::UTC);
        match zone_of.from_local_datetime(&local) {
            LocalResult::Single(at) => Ok(at.to_utc()),
            LocalResult::Ambiguous(first, second) => Err(self.wrong(format!(
                "{text} comes twice in {} when the clocks go back; write {} for the first or {} for the second",
                zone.name(),
                first.format("%Y-%m-%dT%H:%M:%S%:z"),
                second.format("%Y-%m-%dT%H:%M:%S%:z")
            ))),
            LocalResult::None => Err(self.wrong(format!(
                "{text} does not exist in {}: the clocks go forward over it; write a time before or after",
                zone.name()
            ))),
        }
    }

    fn no_time(&self, text: &str) -> super::read::CaseError {
        self.wrong(format!("“{text}” is not a time; write 2026-10-01, 2026-10-01T08:00 or 2026-10-01T08:00:00+08:00"))
    }

    fn unit(&self, error: &UnitError) -> super::read::CaseError {
        self.wrong(error)
    }
}

/// Whether a text that is not read as a number is one all the same, only with too many digits.
fn too_long(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let figures = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    figures(whole.trim_start_matches('-')) && figures(fraction) && figures(exponent.trim_start_matches(['-', '+']))
}

/// Dates that calendar arithmetic can go on from in both directions.
fn bounded(date: NaiveDate) -> bool {
    use chrono::Datelike;
    (1900..=2200).contains(&date.year())
}

pub fn date(text: &str) -> Option<NaiveDate> {
    let shaped = text.len() == 10 && text.is_ascii();
    shaped.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten().filter(|date| bounded(*date))
}

/// With an offset, the seconds left out.
fn offset(text: &str) -> chrono::ParseResult<DateTime<chrono::FixedOffset>> {
    let text = text.replacen(' ', "T", 1);
    match text.strip_suffix(['Z', 'z']) {
        Some(utc) => NaiveDateTime::parse_from_str(utc, "%Y-%m-%dT%H:%M").map(|at| Utc.from_utc_datetime(&at).into()),
        None => DateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M%:z"),
    }
}

/// A wall clock's date and time; `24:00` is the next midnight.
fn local(text: &str) -> Option<NaiveDateTime> {
    let text = text.replacen(' ', "T", 1);
    if let Some(day) = text.strip_suffix("T24:00").or_else(|| text.strip_suffix("T24:00:00")) {
        return date(day)?.succ_opt().map(|day| day.and_time(NaiveTime::MIN));
    }
    ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%.f"]
        .into_iter()
        .find_map(|form| NaiveDateTime::parse_from_str(&text, form).ok())
}
