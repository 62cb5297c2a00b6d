//! A device's own clock, looked at and set.

use std::io;
use std::time::Duration;

use meter::DecodeError;
use tokio::time::Instant;
use units::{Timestamp, millis, timestamp};

use super::Owner;
use crate::conversation::Trouble;
use crate::device::TRIES;
use crate::error::LineError;
use crate::session::{Fault, Session};
use crate::{CheckClock, ClockTold, FromLine};

/// A clock of whole seconds cannot be told to be nearer than this.
const FINEST: Duration = Duration::from_secs(2);

/// A clock that must be set more often is broken, and each setting wears its memory.
const ONCE_IN: Duration = Duration::from_secs(24 * 60 * 60);

impl<F: Fn(FromLine)> Owner<F> {
    pub(super) async fn check_clock(&mut self, session: &mut Session, check: CheckClock) -> Result<(), io::ErrorKind> {
        let (outcome, gone) = match self.mend_clock(session, check).await {
            Ok(told) => (Ok(told), None),
            Err(Fault::Device(error)) => (Err(error), None),
            Err(Fault::Gone(kind)) => (Err(LineError::Down), Some(kind)),
        };
        (self.out)(FromLine::Clock { bus: self.bus, meter: check.meter, at: (self.clock)(), outcome });
        gone.map_or(Ok(()), Err)
    }

    async fn mend_clock(&mut self, session: &mut Session, check: CheckClock) -> Result<ClockTold, Fault> {
        let index = self.scheduler.index(check.meter).ok_or(LineError::UnknownMeter)?;
        let tolerance = i64::try_from(check.tolerance.max(FINEST).as_millis()).unwrap_or(i64::MAX);
        let is_right = |drift: &i64| drift.abs() <= tolerance;
        let was_ms = self.drift(session, index, check).await?;
        if let Some(drift_ms) = was_ms.filter(is_right) {
            return Ok(ClockTold::Right { drift_ms });
        }
        let known = self.scheduler.get(index);
        let now = Instant::now();
        if known.clock_set.is_some_and(|set| now.saturating_duration_since(set) < ONCE_IN) {
            return Ok(ClockTold::SetToday { drift_ms: was_ms });
        }
        let none = DecodeError::Unavailable { value: "clock" };
        let profile = known.device.profile.clone();
        // To the nearest second; what is below is cut off.
        let time = (shown((self.clock)(), check) + Duration::from_millis(500)).naive_utc();
        let request = profile.clock().and_then(|clock| clock.set(time)).ok_or(none)?;
        self.scheduler.get(index).clock_set = Some(now);
        let quiet = self.scheduler.quiet();
        match session.write(self.scheduler.get(index), &request, quiet).await {
            // Without a good answer it may have been set all the same: it is read back.
            Ok(()) | Err(Trouble::NoAnswer | Trouble::Bad(_)) => {}
            Err(trouble) => return Err(trouble.into()),
        }
        let drift_ms = self.drift(session, index, check).await?;
        Ok(match drift_ms.filter(is_right) {
            Some(drift_ms) => ClockTold::Set { was_ms, drift_ms },
            None => ClockTold::Stays { drift_ms },
        })
    }

    /// By how much it is ahead; nothing where it tells no time.
    async fn drift(&mut self, session: &mut Session, index: usize, check: CheckClock) -> Result<Option<i64>, Fault> {
        let profile = self.scheduler.get(index).device.profile.clone();
        let clock = profile.clock().ok_or(DecodeError::Unavailable { value: "clock" })?;
        loop {
            // A command to this very device came between: what it tells now is as good.
            if let Some(values) = self.read_block(session, index, clock.block(), TRIES).await? {
                let should = shown((self.clock)(), check);
                return Ok(clock.read(&values).map(|told| millis(told.and_utc()) - millis(should)));
            }
        }
    }
}

/// What the device's clock should show, as if it were UTC.
fn shown(at: Timestamp, check: CheckClock) -> Timestamp {
    timestamp(millis(at) + i64::from(check.ahead_of_utc_s) * 1000)
}
