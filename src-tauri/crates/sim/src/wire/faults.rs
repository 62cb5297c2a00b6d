use std::collections::BTreeSet;
use std::time::Duration;

use units::Timestamp;

use crate::chance::Dice;

/// What can go wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// One to three bits turned over.
    Flip,
    /// One to three bytes missing.
    Lose,
    /// One byte there twice.
    Double,
    /// The answer ends early.
    Cut,
    /// No answer.
    Drop,
    /// The whole answer comes twice.
    Twice,
    /// The answer comes later by [`Faults::late_by`]; the line goes on meanwhile.
    Late,
    /// The meter thinks longer by [`Faults::slow_by`].
    Slow,
    /// A sound answer under another unit's address.
    WrongUnit,
    /// The meter refuses with exception 2, 4 or 6.
    Exception,
    /// The request comes back before the answer, as from an adapter that hears itself.
    Echo,
    /// A burst of bytes that mean nothing, before the answer or behind it.
    Noise,
    /// The energy registers read 0 this once.
    Zero,
    /// What the meter shows stands still, for as long as this lasts.
    Freeze,
    /// A relay command is acknowledged and not carried out.
    StuckRelay,
}

impl Fault {
    pub const ALL: [Self; 15] = [
        Self::Flip,
        Self::Lose,
        Self::Double,
        Self::Cut,
        Self::Drop,
        Self::Twice,
        Self::Late,
        Self::Slow,
        Self::WrongUnit,
        Self::Exception,
        Self::Echo,
        Self::Noise,
        Self::Zero,
        Self::Freeze,
        Self::StuckRelay,
    ];

    /// As scenarios write it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Flip => "flip",
            Self::Lose => "lose",
            Self::Double => "double",
            Self::Cut => "cut",
            Self::Drop => "drop",
            Self::Twice => "twice",
            Self::Late => "late",
            Self::Slow => "slow",
            Self::WrongUnit => "wrong_unit",
            Self::Exception => "exception",
            Self::Echo => "echo",
            Self::Noise => "noise",
            Self::Zero => "zero",
            Self::Freeze => "freeze",
            Self::StuckRelay => "stuck_relay",
        }
    }

    fn index(self) -> usize {
        self as usize
    }
}

/// How often each fault strikes, per mille of answers. Several may strike the same answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults {
    rates: [u32; Fault::ALL.len()],
    pub late_by: Duration,
    pub slow_by: Duration,
}

impl Faults {
    pub const fn none() -> Self {
        Self { rates: [0; Fault::ALL.len()], late_by: Duration::from_secs(1), slow_by: Duration::from_millis(200) }
    }

    /// The same with another rate for one fault, 0 to 1000.
    #[must_use]
    pub fn with(mut self, fault: Fault, per_mille: u32) -> Self {
        self.rates[fault.index()] = per_mille.min(1000);
        self
    }

    pub fn rate(&self, fault: Fault) -> u32 {
        self.rates[fault.index()]
    }

    /// The worse of two.
    fn join(&mut self, other: &Self) {
        for (rate, more) in self.rates.iter_mut().zip(other.rates) {
            *rate = (*rate).max(more);
        }
        self.late_by = if other.rate(Fault::Late) > 0 { other.late_by } else { self.late_by };
        self.slow_by = if other.rate(Fault::Slow) > 0 { other.slow_by } else { self.slow_by };
    }
}

impl Default for Faults {
    fn default() -> Self {
        Self::none()
    }
}

/// Whom a trouble strikes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    Line,
    Units(BTreeSet<u8>),
}

/// Faults of a line or of some of its units, for good or for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub whom: Whom,
    pub from: Timestamp,
    pub until: Timestamp,
    pub faults: Faults,
}

impl Trouble {
    /// From ever to ever.
    pub const fn lasting(whom: Whom, faults: Faults) -> Self {
        Self { whom, from: Timestamp::MIN_UTC, until: Timestamp::MAX_UTC, faults }
    }

    fn strikes(&self, unit: u8, now: Option<Timestamp>) -> bool {
        let here = match &self.whom {
            Whom::Line => true,
            Whom::Units(units) => units.contains(&unit),
        };
        let always = self.from == Timestamp::MIN_UTC && self.until == Timestamp::MAX_UTC;
        here && (always || now.is_some_and(|now| self.from <= now && now < self.until))
    }
}

/// All that can strike this unit now. Without a clock only what lasts for ever does.
pub(super) fn together(troubles: &[Trouble], unit: u8, now: Option<Timestamp>) -> Faults {
    let mut faults = Faults::none();
    for trouble in troubles.iter().filter(|trouble| trouble.strikes(unit, now)) {
        faults.join(&trouble.faults);
    }
    faults
}

/// Which faults strike one answer.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Struck(u32);

impl Struck {
    pub(super) fn thrown(faults: &Faults, dice: &mut Dice) -> Self {
        let mut struck = Self::default();
        for fault in Fault::ALL {
            if faults.rate(fault) > 0 && dice.per_mille(faults.rate(fault)) {
                struck.0 |= 1 << fault.index();
            }
        }
        struck
    }

    pub(super) const fn has(self, fault: Fault) -> bool {
        self.0 & 1 << (fault as u32) != 0
    }
}

/// How often each fault struck so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Strikes([u64; Fault::ALL.len()]);

impl Strikes {
    pub fn of(&self, fault: Fault) -> u64 {
        self.0[fault.index()]
    }

    pub(super) fn count(&mut self, struck: Struck) {
        for fault in Fault::ALL.into_iter().filter(|fault| struck.has(*fault)) {
            self.0[fault.index()] += 1;
        }
    }
}

/// A frame after the wire had its way with it.
pub(super) fn spoil(struck: Struck, dice: &mut Dice, request: &[u8], mut frame: Vec<u8>) -> Vec<u8> {
    if struck.has(Fault::Flip) {
        for _ in 0..dice.range(1, 3) {
            let bit = any(dice, frame.len() * 8);
            frame[bit / 8] ^= 1 << (bit % 8);
        }
    }
    if struck.has(Fault::Lose) {
        for _ in 0..dice.range(1, 3).min(u32::try_from(frame.len()).unwrap_or(1) - 1) {
            frame.remove(any(dice, frame.len()));
        }
    }
    if struck.has(Fault::Double) {
        let at = any(dice, frame.len());
        frame.insert(at, frame[at]);
    }
    if struck.has(Fault::Cut) {
        frame.truncate(any(dice, frame.len().saturating_sub(1)) + 1);
    }
    if struck.has(Fault::Twice) {
        frame.extend_from_within(..);
    }
    if struck.has(Fault::Noise) {
        let burst: Vec<u8> = (0..dice.range(1, 24)).map(|_| dice.throw().to_be_bytes()[0]).collect();
        let at = if dice.per_mille(500) { 0 } else { frame.len() };
        frame.splice(at..at, burst);
    }
    if struck.has(Fault::Echo) {
        frame.splice(0..0, request.iter().copied());
    }
    frame
}

/// Whether a gateway, which checks what it hears, would have made nothing of the answer.
pub(super) fn is_lost_on_a_gateway(struck: Struck) -> bool {
    [Fault::Flip, Fault::Lose, Fault::Double, Fault::Cut, Fault::Noise, Fault::WrongUnit]
        .into_iter()
        .any(|fault| struck.has(fault))
}

fn any(dice: &mut Dice, count: usize) -> usize {
    let most = u32::try_from(count.max(1) - 1).unwrap_or(0);
    usize::try_from(dice.range(0, most)).unwrap_or(0)
}
