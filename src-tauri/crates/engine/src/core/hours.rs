//! How lines and their devices fared, added up by the hour and stored.

use std::collections::BTreeMap;
use std::sync::Arc;

use store::line_hour::{Counts as Stored, LineHour};
use units::{BusId, MeterId, Timestamp};

use super::Core;

const HOUR_MS: i64 = 60 * 60 * 1000;

/// What was counted is stored at the end of its hour, and so often within it.
const KEPT_EVERY: chrono::Duration = chrono::Duration::minutes(10);

/// What a line did in an hour and is not stored yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counted {
    pub line: bus::Counts,
    pub devices: BTreeMap<MeterId, bus::Counts>,
}

pub(super) struct Running {
    hour: Timestamp,
    kept: Timestamp,
    counted: Arc<Counted>,
}

impl Core {
    pub(super) fn count_hours(
        &mut self,
        bus: BusId,
        at: Timestamp,
        statistics: &bus::Statistics,
        devices: &[bus::DeviceStatistics],
    ) {
        let hour = hour_of(at);
        if self.hours.get(&bus).is_some_and(|running| running.hour != hour) {
            self.keep_hour(bus);
        }
        let running = self.hours.entry(bus).or_insert_with(|| Running { hour, kept: at, counted: Arc::default() });
        let counted = Arc::make_mut(&mut running.counted);
        counted.line += &statistics.counts;
        for device in devices {
            *counted.devices.entry(device.meter).or_default() += &device.counts;
        }
        let line = self.lines.entry(bus).or_default();
        line.counted = Arc::clone(&running.counted);
        line.answers = devices.iter().map(|device| (device.meter, device.answering)).collect();
    }

    /// At most one line a second, so that nobody waits.
    pub(super) fn tick_hours(&mut self) {
        let now = self.now;
        let is_due = |running: &Running| running.hour != hour_of(now) || (now - running.kept).abs() >= KEPT_EVERY;
        if let Some(bus) = self.hours.iter().find(|(_, running)| is_due(running)).map(|(bus, _)| *bus) {
            self.keep_hour(bus);
        }
    }

    pub(super) fn keep_hours(&mut self) {
        let lines: Vec<BusId> = self.hours.keys().copied().collect();
        lines.into_iter().for_each(|bus| self.keep_hour(bus));
    }

    /// Stores what was counted of a line. What cannot be stored goes on being counted.
    fn keep_hour(&mut self, bus: BusId) {
        let Some(Running { hour: start, counted, .. }) = self.hours.remove(&bus) else { return };
        let row = |meter, counts| LineHour { bus, meter, start, counts: stored(counts) };
        let devices = counted.devices.iter().filter(|(_, counts)| counts.requests > 0);
        let rows: Vec<LineHour> = std::iter::once(row(None, &counted.line))
            .chain(devices.map(|(meter, counts)| row(Some(*meter), counts)))
            .collect();
        if self.write(|tx| rows.iter().try_for_each(|row| store::line_hour::add(tx, row))).is_err() {
            self.hours.insert(bus, Running { hour: start, kept: self.now, counted });
            return;
        }
        if let Some(line) = self.lines.get_mut(&bus) {
            line.counted = Arc::default();
        }
    }
}

pub(crate) fn hour_of(at: Timestamp) -> Timestamp {
    units::timestamp(units::millis(at).div_euclid(HOUR_MS) * HOUR_MS)
}

/// As a row keeps it.
pub(crate) fn stored(counts: &bus::Counts) -> Stored {
    Stored {
        requests: counts.requests,
        answers: counts.answers,
        time_outs: counts.timeouts,
        bad_frames: counts.bad_frames,
        exceptions: counts.exceptions,
        retries: counts.retries,
        reconnects: counts.reconnects,
        busy_ms: counts.busy_ms(),
        turnaround: counts.turnarounds.buckets().to_vec(),
        worst_ms: counts.turnarounds.worst_ms().unwrap_or(0),
    }
}

/// As it was counted: what a row does not keep is nothing.
pub(crate) fn counted(row: &Stored) -> bus::Counts {
    bus::Counts {
        requests: row.requests,
        answers: row.answers,
        timeouts: row.time_outs,
        bad_frames: row.bad_frames,
        exceptions: row.exceptions,
        retries: row.retries,
        reconnects: row.reconnects,
        busy: std::time::Duration::from_millis(row.busy_ms),
        turnarounds: bus::Turnarounds::of(&row.turnaround, row.worst_ms),
        ..bus::Counts::default()
    }
}
