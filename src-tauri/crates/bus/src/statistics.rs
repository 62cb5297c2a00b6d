//! What is counted of a line and of each device on it.

use std::ops::AddAssign;
use std::time::Duration;

use meter::FrameError;
use tokio::time::Instant;
use units::MeterId;

use crate::conversation::{Answer, Trouble};
use crate::turnaround::Turnarounds;

/// Exceptions are told apart up to this code (Modbus Application Protocol 1.1b3, section 7, ends with 11).
pub const CODES: usize = 12;

/// What happened in a stretch of time. Stretches are added up, reports to hours and hours to days: every field is a
/// sum, but the worst turnaround, which is a greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Transactions begun.
    pub requests: u64,
    /// Of these, such with a whole and right answer that was no exception.
    pub answers: u64,
    pub timeouts: u64,
    /// Cut, garbled or foreign answers.
    pub bad_frames: u64,
    /// Of the bad frames those whose checksum is wrong or that were cut: noise, or two that speak at once.
    pub garbled: u64,
    /// Of the bad frames those that are sound and not the answer: of another unit, or late to another request.
    pub foreign: u64,
    /// Answers that say no, also those of a gateway that could not reach the unit (10, 11).
    pub exceptions: u64,
    /// The same by code; code 0 stands for those above 11.
    pub exceptions_by_code: [u64; CODES],
    /// Requests that repeat one which had failed, and the guard reads between.
    pub retries: u64,
    /// Times at which bytes came that nobody had asked for; of a line only.
    pub strays: u64,
    pub switches: u64,
    /// How often the port had to be opened again; of a line only.
    pub reconnects: u64,
    /// Time in transactions, with the silences that belong to them.
    pub busy: Duration,
    pub turnarounds: Turnarounds,
}

impl Counts {
    /// Whole milliseconds.
    pub fn busy_ms(&self) -> u64 {
        u64::try_from(self.busy.as_millis()).unwrap_or(u64::MAX)
    }

    /// Transactions without a right answer and without a refusal.
    pub const fn faults(&self) -> u64 {
        self.timeouts + self.bad_frames
    }

    /// One transaction that took so long.
    pub(crate) fn note(&mut self, took: Duration, asked: &Result<Answer, Trouble>) {
        self.requests += 1;
        self.busy += took;
        match asked {
            Ok(answer) => {
                self.answers += 1;
                self.turnarounds.count(answer.turnaround);
            }
            Err(Trouble::Refused(FrameError::Exception(code)) | Trouble::Bad(FrameError::Exception(code))) => {
                self.exceptions += 1;
                let place = Some(usize::from(*code)).filter(|code| *code < CODES).unwrap_or(0);
                self.exceptions_by_code[place] += 1;
            }
            Err(Trouble::Refused(error) | Trouble::Bad(error)) => {
                self.bad_frames += 1;
                match error {
                    FrameError::Short | FrameError::Long | FrameError::Crc => self.garbled += 1,
                    _ => self.foreign += 1,
                }
            }
            Err(Trouble::NoAnswer | Trouble::Gone(_)) => self.timeouts += 1,
        }
    }
}

impl AddAssign<&Self> for Counts {
    fn add_assign(&mut self, more: &Self) {
        self.requests += more.requests;
        self.answers += more.answers;
        self.timeouts += more.timeouts;
        self.bad_frames += more.bad_frames;
        self.garbled += more.garbled;
        self.foreign += more.foreign;
        self.exceptions += more.exceptions;
        self.exceptions_by_code.iter_mut().zip(more.exceptions_by_code).for_each(|(sum, count)| *sum += count);
        self.retries += more.retries;
        self.strays += more.strays;
        self.switches += more.switches;
        self.reconnects += more.reconnects;
        self.busy += more.busy;
        self.turnarounds += &more.turnarounds;
    }
}

/// A report of a line. To keep it by the hour, add `counts` up (`busy_ms()`, `turnarounds.buckets()` and
/// `turnarounds.worst_ms()` are what a table needs; `Turnarounds::of` reads them back).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Statistics {
    /// Since the last report.
    pub counts: Counts,
    /// Since the line was started.
    pub total: Counts,
    pub devices: u32,
    pub answering: u32,
    /// Share of the time since the last report in which a transaction was under way, in thousandths.
    pub utilisation_permille: u32,
    /// What one round over all answering devices takes on the wire, once each has answered.
    pub cycle_ms: Option<u64>,
    /// The adapter hears itself. That is tolerated; it costs the time of every request once more where it is slow.
    pub echo: bool,
}

/// The same report of one device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceStatistics {
    pub meter: MeterId,
    /// Modbus unit address.
    pub unit: u8,
    /// Since the last report.
    pub counts: Counts,
    /// Whether it answered when it was last asked.
    pub answering: bool,
}

/// A report at least this often while the line is up.
pub(crate) const EVERY: Duration = Duration::from_secs(10);

/// What a line is like at the moment of a report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct State {
    pub(crate) devices: u32,
    pub(crate) answering: u32,
    pub(crate) cycle: Option<Duration>,
    pub(crate) echo: bool,
}

/// The running counts of a line.
#[derive(Debug)]
pub(crate) struct Tally {
    /// Since the last report.
    pub(crate) counts: Counts,
    total: Counts,
    since: Instant,
    reported_answering: Option<u32>,
}

impl Tally {
    pub(crate) fn new(now: Instant) -> Self {
        Self { counts: Counts::default(), total: Counts::default(), since: now, reported_answering: None }
    }

    /// Whether it is time for a report.
    pub(crate) fn is_due(&self, now: Instant, answering: u32) -> bool {
        now.saturating_duration_since(self.since) >= EVERY || self.reported_answering != Some(answering)
    }

    /// The report; counting begins anew.
    pub(crate) fn report(&mut self, now: Instant, state: State) -> Statistics {
        let elapsed = now.saturating_duration_since(self.since);
        let counts = std::mem::take(&mut self.counts);
        self.total += &counts;
        self.since = now;
        self.reported_answering = Some(state.answering);
        Statistics {
            counts,
            total: self.total,
            devices: state.devices,
            answering: state.answering,
            utilisation_permille: permille(counts.busy, elapsed),
            cycle_ms: state.cycle.map(|cycle| u64::try_from(cycle.as_millis()).unwrap_or(u64::MAX)),
            echo: state.echo,
        }
    }
}

/// At most 1000.
pub(crate) fn permille(busy: Duration, elapsed: Duration) -> u32 {
    let share = busy.as_micros() * 1000 / elapsed.as_micros().max(1);
    u32::try_from(share.min(1000)).unwrap_or(1000)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    fn noted(asked: &[Result<(), Trouble>]) -> Counts {
        let mut counts = Counts::default();
        for outcome in asked {
            let answer = |()| Answer { reply: meter::Reply::Written, turnaround: Duration::from_millis(20) };
            counts.note(Duration::from_millis(50), &(*outcome).map(answer));
        }
        counts
    }

    #[test]
    fn every_transaction_is_counted_as_what_it_came_to() {
        let bad = |error| Err(Trouble::Bad(error));
        let refused = |code| Err(Trouble::Refused(FrameError::Exception(code)));
        let counts = noted(&[
            Ok(()),
            Ok(()),
            Err(Trouble::NoAnswer),
            Err(Trouble::Gone(io::ErrorKind::BrokenPipe)),
            bad(FrameError::Crc),
            bad(FrameError::Short),
            bad(FrameError::WrongUnit),
            bad(FrameError::Exception(11)),
            refused(2),
            refused(99),
        ]);
        assert_eq!((counts.requests, counts.answers, counts.timeouts), (10, 2, 2));
        assert_eq!((counts.bad_frames, counts.garbled, counts.foreign), (3, 2, 1));
        assert_eq!((counts.exceptions, counts.exceptions_by_code), (3, [1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]));
        assert_eq!((counts.busy_ms(), counts.turnarounds.answers()), (500, 2));
    }

    #[test]
    fn reports_are_parts_of_the_total() {
        let start = Instant::now();
        let mut tally = Tally::new(start);
        let state = State { devices: 2, answering: 1, cycle: None, echo: false };
        assert!(tally.is_due(start, 1), "the first says who answers");
        let mut sum = Counts::default();
        for round in 1..=3_u32 {
            tally.counts += &noted(&[Ok(()), Err(Trouble::NoAnswer)]);
            let now = start + EVERY * round;
            assert!(tally.is_due(now, 1));
            let report = tally.report(now, state);
            assert_eq!(report.utilisation_permille, 10);
            sum += &report.counts;
            assert_eq!(sum, report.total);
            assert!(!tally.is_due(now + EVERY / 2, 1));
            assert!(tally.is_due(now + EVERY / 2, 2), "somebody came back");
        }
        assert_eq!(sum.requests, 6);
    }
}
