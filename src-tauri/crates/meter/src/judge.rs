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
    if register.is_negative() || limits.modulus.is_some_and(|modulus| register > modulus) {
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
