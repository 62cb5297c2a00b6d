use chrono::Duration;

/// How patiently a relay is moved. Relays last some ten thousand operations, so every number here is a bound on wear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// A command that nothing was read back after for so long has failed.
    pub answer_within: Duration,
    /// Power read so long after an off command must be gone.
    pub settle: Duration,
    /// Commands sent before the alarm.
    pub attempts: u32,
    /// Pause after the first failed command; it doubles with each further one.
    pub first_pause: Duration,
    /// Pause between commands once the alarm is raised.
    pub slow_every: Duration,
    /// How often a relay that moved by itself or by hand is set right within `corrections_within`.
    pub corrections: usize,
    pub corrections_within: Duration,
    /// Power up to this many watts, in either direction, is nothing: what meters show on an open circuit.
    pub nothing_w: i64,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            answer_within: Duration::seconds(5),
            settle: Duration::seconds(5),
            attempts: 3,
            first_pause: Duration::seconds(2),
            slow_every: Duration::hours(1),
            corrections: 3,
            corrections_within: Duration::hours(24),
            nothing_w: 5,
        }
    }
}
