//! What the owner of a line knows of one unit on it.

use std::time::Duration;

use meter::{Block, DecodeError};
use tokio::time::Instant;

use crate::Device;
use crate::statistics::{Counts, DeviceStatistics};
use crate::timing::Habit;

/// A device that does not answer is asked this seldom at last: half a second in two minutes.
const LONGEST_BACK_OFF: Duration = Duration::from_secs(120);

/// A fault of the line hits one transaction in many; three in a row are the device's own.
pub(crate) const TRIES: u32 = 3;

/// Devices read less often than this could be exchanged between two readings.
const LONG_ENOUGH_TO_EXCHANGE: Duration = Duration::from_secs(30);

/// So much of what is to be paid for is forgiven: a fault of the line, or of another, strikes anybody now and then.
const NOBODYS_FAULT: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) device: Device,
    pub(crate) habit: Habit,
    longest: Duration,
    pub(crate) due: Instant,
    pub(crate) wanted_now: bool,
    /// When its last poll began.
    pub(crate) began: Option<Instant>,
    /// The last sweep in which it was asked.
    pub(crate) swept: u64,
    /// When its clock was last set.
    pub(crate) clock_set: Option<Instant>,
    /// Polls that failed since the last that did not.
    pub(crate) failures: u32,
    /// A late answer may be on its way: nothing counts before a guard read.
    pub(crate) suspect: bool,
    pub(crate) identity: Identity,
    /// What its last good poll took on the wire.
    pub(crate) cost: Option<Duration>,
    /// Since the last report.
    pub(crate) counts: Counts,
    /// Something came when it was asked, good or bad, since its last poll ended.
    pub(crate) heard: bool,
    /// Nothing did during its last poll.
    mute: bool,
    /// It was its own answer that made it suspect, or that it gave none.
    pub(crate) spoilt: bool,
    /// Time on the wire that gave nothing, since its last poll ended: spoilt answers, and reads to be sure again.
    pub(crate) wasted: Duration,
    /// When it will have made up for what it wasted.
    paid: Instant,
}

/// Whether to ask for the serial number. A meter cannot be exchanged without missing a poll, so it is
/// asked at the first poll after any silence, and always when polls are far apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identity {
    /// Not asked yet.
    Unknown,
    /// It told one; it must tell one again after each silence.
    Told { again: bool },
    /// It refused, or stayed silent while it answered everything else.
    None,
}

impl Known {
    pub(crate) fn new(device: Device, longest: Duration, now: Instant) -> Self {
        Self {
            device,
            habit: Habit::default(),
            longest,
            due: now,
            wanted_now: false,
            began: None,
            swept: 0,
            clock_set: None,
            failures: 0,
            suspect: false,
            identity: Identity::Unknown,
            cost: None,
            counts: Counts::default(),
            heard: false,
            mute: false,
            spoilt: false,
            wasted: Duration::ZERO,
            paid: now,
        }
    }

    /// Takes a new description of the same unit.
    pub(crate) fn update(&mut self, device: Device, now: Instant) {
        if self.device.profile != device.profile || self.device.unit != device.unit {
            let counts = self.counts;
            *self = Self { suspect: true, swept: self.swept, counts, ..Self::new(device, self.longest, now) };
        } else {
            self.due = self.due.min(now + device.every);
            self.device = device;
        }
    }

    /// Whether it answered when it was last asked.
    pub(crate) fn answers(&self) -> bool {
        self.failures == 0 && self.cost.is_some()
    }

    /// Whether it is taken for dead: some failures in a row are the line's own.
    pub(crate) const fn is_silent(&self) -> bool {
        self.failures > 3
    }

    /// Nothing came from it during its last poll: it is asked more and more seldom for that.
    pub(crate) const fn is_mute(&self) -> bool {
        self.mute
    }

    /// From when on it is as good as the others of the same need: due, and its waste paid for but for what anybody's may be.
    pub(crate) fn fair(&self) -> Instant {
        self.due.max(self.paid.checked_sub(NOBODYS_FAULT).unwrap_or(self.due))
    }

    pub(crate) fn is_behind(&self, now: Instant) -> bool {
        self.paid > now + NOBODYS_FAULT
    }

    /// So many times what it wasted at its last poll goes to the others first.
    pub(crate) fn pay(&mut self, now: Instant, times: u32) {
        let paid = self.paid.max(now) + std::mem::take(&mut self.wasted) * times;
        // While nobody else wanted the line it took nothing from them.
        self.paid = paid.min(now + NOBODYS_FAULT + LONGEST_BACK_OFF);
    }

    /// The report of it; counting begins anew.
    pub(crate) fn report(&mut self) -> DeviceStatistics {
        let counts = std::mem::take(&mut self.counts);
        let answering = self.answers();
        DeviceStatistics { meter: self.device.meter, unit: self.device.unit, counts, answering }
    }

    /// How long to wait for an answer to begin: as learnt, and in full after a failure.
    pub(crate) fn patience(&self) -> Duration {
        if self.failures > 0 || self.suspect { self.longest } else { self.habit.timeout(self.longest) }
    }

    /// The longest wait for an answer to begin.
    pub(crate) const fn longest(&self) -> Duration {
        self.longest
    }

    /// Tries per block of a poll: a device of which nothing was heard at the last one gets one, one in trouble all.
    pub(crate) const fn tries(&self) -> u32 {
        if self.mute { 1 } else { TRIES }
    }

    pub(crate) fn gap(&self) -> Duration {
        Duration::from_millis(self.device.profile.gap_ms())
    }

    /// The identity block when it is time to ask for it.
    pub(crate) fn identity_due(&self) -> Option<Block> {
        let due = match self.identity {
            Identity::Unknown => true,
            Identity::Told { again } => again || self.device.every >= LONG_ENOUGH_TO_EXCHANGE,
            Identity::None => false,
        };
        self.device.profile.identity().filter(|_| due)
    }

    /// What came of asking for the serial number. Having told one before and none now is no answer: it
    /// could be another device.
    pub(crate) fn identified(&mut self, told: bool) -> Result<(), DecodeError> {
        match (told, self.identity) {
            (true, _) => self.identity = Identity::Told { again: false },
            (false, Identity::Told { .. }) => return Err(DecodeError::Unavailable { value: "serial" }),
            (false, _) => self.identity = Identity::None,
        }
        Ok(())
    }

    pub(crate) fn succeeded(&mut self, began: Instant, cost: Duration) {
        self.failures = 0;
        (self.mute, self.heard) = (false, false);
        self.began = Some(began);
        self.cost = Some(cost);
        self.due = began + self.device.every;
    }

    /// Its last reading does not count; `swept` is the sweep before it.
    pub(crate) fn owe(&mut self, swept: u64) {
        self.due = Instant::now();
        self.swept = swept;
    }

    pub(crate) fn failed(&mut self, began: Instant) {
        self.failures = self.failures.saturating_add(1);
        (self.mute, self.heard) = (!self.heard, false);
        self.began = Some(began);
        self.doubt_identity();
        // The first failure may be the line's: it is asked again at its usual time.
        let factor = 1_u32 << (self.failures - 1).min(10);
        let pause = self.device.every.max(Duration::from_secs(1)).saturating_mul(factor);
        self.due = began + pause.min(LONGEST_BACK_OFF.max(self.device.every));
    }

    /// The wire went away: answers may still be on it when it is back, and meters may have been exchanged.
    pub(crate) fn cut_off(&mut self, now: Instant) {
        self.suspect = true;
        self.due = self.due.min(now + self.device.every);
        self.doubt_identity();
    }

    fn doubt_identity(&mut self) {
        self.identity = match self.identity {
            Identity::Told { .. } => Identity::Told { again: true },
            Identity::Unknown | Identity::None => Identity::Unknown,
        };
    }
}
