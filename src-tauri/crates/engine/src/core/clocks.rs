//! The clocks of devices: looked at and set once a day, on the lines for which a person asked for it.

use bus::{CheckClock, ClockTold, LineError};
use chrono::{Duration, Offset};
use units::{BusId, MeterId, Timestamp};

use super::{Core, Outgoing};

const ONCE_IN: Duration = Duration::hours(24);

/// A clock that is nearer than this is left alone.
const TOLERANCE: std::time::Duration = std::time::Duration::from_secs(30);

/// One device's clock.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    pub asked: Timestamp,
    /// What came of it, or the cause why nothing did.
    pub told: Option<(Timestamp, Result<ClockTold, String>)>,
}

impl Core {
    /// Asks for at most one a second: clocks are never urgent.
    pub(super) fn tick_clocks(&mut self) {
        let now = self.now;
        let asks = |bus: &BusId| self.lines.get(bus).is_some_and(|line| line.up && line.clocks);
        let is_due = |meter: &MeterId| self.clocks.get(meter).is_none_or(|known| (now - known.asked).abs() >= ONCE_IN);
        let with_clock = |point: &&super::Point| point.answering && point.profile.clock().is_some();
        let next = self
            .points
            .values()
            .filter(with_clock)
            .find(|point| asks(&point.bus) && is_due(&point.meter))
            .map(|point| (point.bus, point.meter));
        let Some((bus, meter)) = next else { return };
        let ahead_of_utc_s = self.site.zone.local(now).offset().fix().local_minus_utc();
        let told = self.clocks.get(&meter).and_then(|known| known.told.clone());
        self.clocks.insert(meter, Checked { asked: now, told });
        self.outbox
            .push(Outgoing::CheckClock { bus, check: CheckClock { meter, ahead_of_utc_s, tolerance: TOLERANCE } });
    }

    pub(super) fn clock_told(&mut self, meter: MeterId, at: Timestamp, outcome: Result<ClockTold, LineError>) {
        let asked = self.clocks.get(&meter).map_or(at, |known| known.asked);
        let told = Some((at, outcome.map_err(|error| crate::cause::wire(&error))));
        self.clocks.insert(meter, Checked { asked, told });
    }
}
