use units::{Power, Timestamp};

/// A value and when it was read from the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen<T> {
    pub value: T,
    pub at: Timestamp,
}

/// The latest that is known of a relay (`true`: closed) and of the power behind it, each with its own time: a
/// read-back tells the one, a poll may tell both. Nothing where it was never read or cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Observation {
    pub relay: Option<Seen<bool>>,
    pub power: Option<Seen<Power>>,
}

/// Why a relay is not where it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Told to open, it reads closed, or it reads open and power flows.
    Welded,
    /// Told to close, it reads open.
    Dead,
    /// Nothing was read back.
    NoAnswer,
    /// It was where it should be, and was moved away more often than is set right by itself.
    Diverged,
}

impl Fault {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Welded => "relay_welded",
            Self::Dead => "relay_dead",
            Self::NoAnswer => "relay_no_answer",
            Self::Diverged => "relay_diverged",
        }
    }
}

/// What the caller is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Command the relay: `true` closes it.
    Send(bool),
    /// Once for each fault.
    Alarm(Fault),
    /// The relay is proven where it should be; the alarm is over.
    Cleared(Fault),
}

/// How far a relay has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Progress {
    /// Its state has not been read since the start, so nothing is commanded yet.
    Unknown,
    /// It is to close, but not before a given time.
    Waiting,
    /// On its way; `true`: closing.
    Switching(bool),
    /// Proven.
    Settled,
    /// An alarm is up.
    Failed(Fault),
}
