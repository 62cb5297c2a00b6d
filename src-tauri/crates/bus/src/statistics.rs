use std::time::Duration;

use tokio::time::Instant;

/// Counts since the line was started, and how busy it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Statistics {
    pub requests: u64,
    pub answers: u64,
    pub timeouts: u64,
    /// Cut, garbled or foreign answers.
    pub bad_frames: u64,
    /// Answers that say no.
    pub exceptions: u64,
    pub switches: u64,
    /// How often the port had to be opened again.
    pub reconnects: u64,
    pub devices: u32,
    pub answering: u32,
    /// Share of the time since the last report in which a transaction was under way, in thousandths.
    pub utilisation_permille: u32,
    /// What one round over all answering devices takes on the wire, once each has answered.
    pub cycle_ms: Option<u64>,
}

/// A report at least this often while the line is up.
pub(crate) const EVERY: Duration = Duration::from_secs(10);

/// The running counts of a line.
#[derive(Debug)]
pub(crate) struct Tally {
    pub(crate) counts: Statistics,
    busy: Duration,
    since: Instant,
    reported_answering: Option<u32>,
}

impl Tally {
    pub(crate) fn new(now: Instant) -> Self {
        Self { counts: Statistics::default(), busy: Duration::ZERO, since: now, reported_answering: None }
    }

    /// Time spent in transactions since the last report.
    pub(crate) const fn busy(&self) -> Duration {
        self.busy
    }

    pub(crate) fn worked(&mut self, time: Duration) {
        self.busy += time;
    }

    /// The report that is due now, if one is.
    pub(crate) fn due(
        &mut self,
        now: Instant,
        devices: u32,
        answering: u32,
        cycle: Option<Duration>,
    ) -> Option<Statistics> {
        let elapsed = now.saturating_duration_since(self.since);
        if elapsed < EVERY && self.reported_answering == Some(answering) {
            return None;
        }
        self.counts.devices = devices;
        self.counts.answering = answering;
        self.counts.cycle_ms = cycle.map(|cycle| u64::try_from(cycle.as_millis()).unwrap_or(u64::MAX));
        let share = self.busy.as_micros() * 1000 / elapsed.as_micros().max(1);
        self.counts.utilisation_permille = u32::try_from(share.min(1000)).unwrap_or(1000);
        self.busy = Duration::ZERO;
        self.since = now;
        self.reported_answering = Some(answering);
        Some(self.counts)
    }
}
