//! May a register reading be believed? (Rule 15.)

use chrono::TimeDelta;
use units::{Energy, Reading, Timestamp};

/// The last good reading of an installation, and the serial number of the meter it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    pub reading: Reading,
    pub serial: Option<String>,
}

/// What the meter at this point can do, in the register's own Wh (ratio applied on both sides).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most the meter can carry, in W, over all phases.
    pub rated_w: i64,
    /// The smallest step of the register: it may hang back by this much.
    pub register_step: Energy,
    /// Where the register starts again from nothing, if that is known.
    pub modulus: Option<Energy>,
}

/// What is thought of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It may be the base of the next usage.
    Good,
    /// The register passed its end, the serial number is the same or unknown and the rise is
    /// plausible. To be accepted once a second reading says the same (rule 15).
    Rollover { rise: Energy },
    /// Kept and shown, never charged, never a base.
    Suspect(Doubt),
}

/// The likely explanation of a reading that is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// Another meter answers here.
    SerialChanged,
    /// Nothing, from a register that stood elsewhere: a glitch, until it stays.
    ZeroGlitch,
    /// Below the last reading, and no reset or rollover explains it.
    Fell,
    /// More than the meter could have carried in the time.
    TooFast,
    /// It may have passed its end, but the rise would be too much for the time.
    PossibleRollover,
    /// Began again from (nearly) nothing: reset, or exchanged for a new meter.
    Reset,
    /// Older than the last reading: the clock was set, or a message came late.
    TimeWentBack,
    /// Below nothing, or beyond what the register can show.
    OutOfRange,
}

impl Doubt {
    pub const ALL: [Self; 8] = [
        Self::SerialChanged,
        Self::ZeroGlitch,
        Self::Fell,
        Self::TooFast,
        Self::PossibleRollover,
        Self::Reset,
        Self::TimeWentBack,
        Self::OutOfRange,
    ];

    /// The name under which it is stored; it never changes.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SerialChanged => "serial-changed",
            Self::ZeroGlitch => "zero-glitch",
            Self::Fell => "fell",
            Self::TooFast => "too-fast",
            Self::PossibleRollover => "possible-rollover",
            Self::Reset => "reset",
            Self::TimeWentBack => "time-went-back",
            Self::OutOfRange => "out-of-range",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|doubt| doubt.code() == code)
    }
}

/// Two clocks may differ by this much, and a register may be older than its answer.
const CLOCK_SKEW_S: i64 = 5;

/// A meter may be run above its rating for a while; its own accuracy adds to it.
const HEADROOM_PERCENT: i64 = 120;

/// Judges a register reading against the last good one.
///
/// Without a base only the range is checked. `serial` is `None` when the meter was not asked or tells
/// none; then nothing is concluded from it.
pub fn judge(base: Option<&Base>, at: Timestamp, register: Energy, serial: Option<&str>, limits: &Limits) -> Verdict {
    if register.is_negative() || limits.modulus.is_some_and(|modulus| register >= modulus) {
        return Verdict::Suspect(Doubt::OutOfRange);
    }
    let Some(base) = base else { return Verdict::Good };
    if let (Some(before), Some(now)) = (base.serial.as_deref(), serial)
        && before != now
    {
        return Verdict::Suspect(Doubt::SerialChanged);
    }
    if at < base.reading.at {
        return Verdict::Suspect(Doubt::TimeWentBack);
    }
    let most = plausible_rise(at - base.reading.at, limits);
    let rise = register - base.reading.register;
    if rise > most {
        Verdict::Suspect(Doubt::TooFast)
    } else if rise.is_negative() {
        fallen(base.reading.register, register, most, limits)
    } else {
        Verdict::Good
    }
}

/// The register stands below the base: which story fits?
fn fallen(before: Energy, register: Energy, most: Energy, limits: &Limits) -> Verdict {
    if let Some(modulus) = limits.modulus {
        let rise = modulus - before + register;
        if rise <= most {
            return Verdict::Rollover { rise };
        }
        // The last tenth of the register: the end was in reach, if not in the time.
        if before.wh() >= modulus.wh() / 10 * 9 && register.wh() <= modulus.wh() / 10 && register > Energy::ZERO {
            return Verdict::Suspect(Doubt::PossibleRollover);
        }
    }
    Verdict::Suspect(if register == Energy::ZERO {
        Doubt::ZeroGlitch
    } else if register <= most {
        Doubt::Reset
    } else {
        Doubt::Fell
    })
}

/// The most the register can have risen: rated power with headroom, over the time and the clocks'
/// difference, and one step of the register.
fn plausible_rise(elapsed: TimeDelta, limits: &Limits) -> Energy {
    let seconds = i128::from(elapsed.num_seconds().saturating_add(CLOCK_SKEW_S + 1));
    let rated = i128::from(limits.rated_w.max(1)) * i128::from(HEADROOM_PERCENT);
    let wh = units::round_div(rated.saturating_mul(seconds), 3600 * 100) + 1 + i128::from(limits.register_step.wh());
    const CEILING: i64 = 1_000_000_000_000_000;
    Energy::from_wh(i64::try_from(wh).unwrap_or(CEILING).clamp(0, CEILING))
}

#[cfg(test)]
mod tests {
    use units::{Quality, timestamp};

    use super::*;

    const START_MS: i64 = 1_790_000_000_000;

    /// 6 kWh of headroom an hour: 5 kW rated, plus a fifth.
    const LIMITS: Limits = Limits { rated_w: 5_000, register_step: Energy::from_wh(10), modulus: None };
    const WITH_END: Limits = Limits { modulus: Some(Energy::from_wh(1_000_000)), ..LIMITS };

    fn after(base_wh: i64, seconds: i64, wh: i64, limits: &Limits) -> Verdict {
        let at = timestamp(START_MS);
        let reading = Reading { at, register: Energy::from_wh(base_wh), quality: Quality::Actual };
        let base = Base { reading, serial: Some("7".to_owned()) };
        judge(Some(&base), timestamp(START_MS + seconds * 1000), Energy::from_wh(wh), Some("7"), limits)
    }

    #[test]
    fn a_row_for_every_verdict() {
        use Verdict::{Good, Rollover, Suspect};
        for (what, base, seconds, now, limits, verdict) in [
            ("no use", 500_000, 3600, 500_000, LIMITS, Good),
            ("some use", 500_000, 3600, 503_000, LIMITS, Good),
            ("all the meter can carry", 500_000, 3600, 506_000, LIMITS, Good),
            ("one step within a second", 500_000, 1, 500_010, LIMITS, Good),
            ("more than it can carry", 500_000, 3600, 507_000, LIMITS, Suspect(Doubt::TooFast)),
            ("swapped words", 500_000, 60, 900_000_000_000, LIMITS, Suspect(Doubt::TooFast)),
            ("a single zero", 500_000, 3600, 0, LIMITS, Suspect(Doubt::ZeroGlitch)),
            ("a zero where the end is known", 500_000, 3600, 0, WITH_END, Suspect(Doubt::ZeroGlitch)),
            ("began again", 500_000, 3600, 1_200, LIMITS, Suspect(Doubt::Reset)),
            ("fell a little", 500_000, 3600, 499_990, LIMITS, Suspect(Doubt::Fell)),
            ("fell far", 500_000, 3600, 200_000, LIMITS, Suspect(Doubt::Fell)),
            ("passed its end", 999_000, 3600, 1_500, WITH_END, Rollover { rise: Energy::from_wh(2_500) }),
            ("passed its end to zero", 999_000, 3600, 0, WITH_END, Rollover { rise: Energy::from_wh(1_000) }),
            ("passed it too fast", 950_000, 3600, 9_000, WITH_END, Suspect(Doubt::PossibleRollover)),
            ("beyond its end", 500_000, 3600, 1_000_001, WITH_END, Suspect(Doubt::OutOfRange)),
            ("below nothing", 500_000, 3600, -1, LIMITS, Suspect(Doubt::OutOfRange)),
            ("the clock went back", 500_000, -60, 500_000, LIMITS, Suspect(Doubt::TimeWentBack)),
            ("the same instant", 500_000, 0, 500_000, LIMITS, Good),
            ("years of silence", 500_000, 400_000_000, 600_000_000, LIMITS, Good),
        ] {
            assert_eq!(after(base, seconds, now, &limits), verdict, "{what}");
        }
    }

    #[test]
    fn another_serial_number_is_another_meter_and_an_unknown_one_says_nothing() {
        let at = timestamp(START_MS);
        let reading = Reading { at, register: Energy::from_wh(1_000), quality: Quality::Actual };
        let verdict = |before: Option<&str>, now: Option<&str>| {
            let base = Base { reading, serial: before.map(str::to_owned) };
            judge(Some(&base), timestamp(START_MS + 1000), Energy::from_wh(1_000), now, &LIMITS)
        };
        assert_eq!(verdict(Some("7"), Some("8")), Verdict::Suspect(Doubt::SerialChanged));
        for (before, now) in [(Some("7"), Some("7")), (None, Some("8")), (Some("7"), None), (None, None)] {
            assert_eq!(verdict(before, now), Verdict::Good);
        }
    }

    #[test]
    fn the_first_reading_needs_only_to_be_possible() {
        let first = |wh: i64| judge(None, timestamp(START_MS), Energy::from_wh(wh), None, &WITH_END);
        assert_eq!(first(0), Verdict::Good);
        assert_eq!(first(999_999), Verdict::Good);
        assert_eq!(first(1_000_001), Verdict::Suspect(Doubt::OutOfRange));
    }

    #[test]
    fn codes_are_read_back() {
        for doubt in Doubt::ALL {
            assert_eq!(Doubt::parse(doubt.code()), Some(doubt));
        }
        assert_eq!(Doubt::parse("gone"), None);
    }
}
