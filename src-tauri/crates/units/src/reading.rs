use crate::{Energy, Timestamp};

/// What is known of a reading's truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quality {
    /// Read from the meter and plausible. Only such a reading is the base of the next usage.
    Actual,
    /// Made by rule over a gap, or entered by hand.
    Estimated,
    /// Read, but not believed: kept and shown, never charged, never a base.
    Suspect,
}

/// A register value at an instant, in Wh at the point (CT and PT ratio applied).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub at: Timestamp,
    pub register: Energy,
    pub quality: Quality,
}
