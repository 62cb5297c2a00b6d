//! What lines tell of themselves: up or down, how they fare, when they have read everybody at an edge.

use units::{BusId, MeterId, Timestamp};

use super::Core;
use crate::alarm::Kind;

impl Core {
    pub(super) fn line_up(&mut self, bus: BusId) {
        let line = self.lines.entry(bus).or_default();
        line.up = true;
        line.reason = None;
        self.alarms.clear(&mut self.store, Kind::LineDown, None, Some(bus), self.now);
        self.heard_again(|relay| relay.bus == bus);
    }

    pub(super) fn line_down(&mut self, bus: BusId, reason: &bus::LineError) {
        // No sweep will end there.
        self.keep_edges(bus);
        let line = self.lines.entry(bus).or_default();
        line.up = false;
        let (name, cause) = (line.name.clone(), crate::cause::wire(reason));
        line.reason = Some(cause.clone());
        let args = [("line", name.as_str()), ("cause", cause.as_str())];
        self.alarms.raise(&mut self.store, Kind::LineDown, None, Some(bus), &args, self.now);
    }

    pub(super) fn line_stats(
        &mut self,
        bus: BusId,
        at: Timestamp,
        statistics: &bus::Statistics,
        devices: &[bus::DeviceStatistics],
    ) {
        let line = self.lines.entry(bus).or_default();
        let total = &statistics.total;
        let errors = total.timeouts + total.bad_frames + total.exceptions;
        let per_1000 = errors * 1000 / total.requests.max(1);
        line.answering = i64::from(statistics.answering);
        line.errors_per_1000 = i64::try_from(per_1000).unwrap_or(i64::MAX);
        line.cycle_ms = statistics.cycle_ms.and_then(|ms| i64::try_from(ms).ok());
        line.utilisation_permille = i64::from(statistics.utilisation_permille);
        line.echo = statistics.echo;
        line.up = true;
        self.count_hours(bus, at, statistics, devices);
    }

    pub(super) fn line_swept(&mut self, bus: BusId, edge: Timestamp, missed: &[MeterId]) {
        self.keep_edges(bus);
        let missed = i64::try_from(missed.len()).unwrap_or(i64::MAX);
        self.lines.entry(bus).or_default().swept = Some((edge, missed));
    }
}
