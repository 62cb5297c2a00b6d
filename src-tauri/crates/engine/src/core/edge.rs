//! The readings of an interval's edge belong together: they are what every meter of the site stood at in that instant,
//! and are stored in one transaction a line once the line has swept (`bus::FromLine::Swept`).
//!
//! A meter is read some seconds before and some seconds after the edge. What it stood at in between is told by both, to
//! less than what it counted in those seconds, so that bands and months end exactly where they should. A meter that was
//! not read that closely keeps the readings that it gave, at their own times.

use chrono::Duration;
use store::rollup::Batch;
use units::{BusId, Energy, PointId, Quality, Reading, Timestamp};

use super::Core;
use super::energy::{HourPart, INTERVAL, hour_parts, interval_of};

/// A meter that was read within this before the edge and within this after it was read at the edge.
const NEAR: Duration = Duration::minutes(1);

/// A line that says nothing of its sweep for so long is not waited for.
const LATEST: Duration = Duration::minutes(2);

/// What a meter stood at on the edge between two good readings that lie close to it.
pub(super) fn between(before: Reading, after: Reading) -> Option<Reading> {
    let edge = units::timestamp(interval_of(after.at) * INTERVAL.num_milliseconds());
    let near = before.at < edge && edge - before.at <= NEAR && after.at - edge <= NEAR;
    let rise = after.register - before.register;
    if !near || rise.is_negative() {
        return None;
    }
    let (part, whole) = ((edge - before.at).num_milliseconds(), (after.at - before.at).num_milliseconds());
    let wh = i128::from(rise.wh()) * i128::from(part) / i128::from(whole.max(1));
    let register = before.register + Energy::from_wh(i64::try_from(wh).ok()?);
    Some(Reading { at: edge, register, quality: Quality::Actual })
}

impl Core {
    /// It waits for the others of its line. One that still waits from an edge before was not swept, and is stored first.
    pub(super) fn hold_edge(&mut self, id: PointId, reading: Reading) {
        self.keep_edge(id);
        let Some(point) = self.points.get_mut(&id) else { return };
        if point.stored.is_none_or(|stored| stored.at < reading.at) {
            point.edge = Some(reading);
        }
    }

    /// Stores the one that waits at a point.
    pub(super) fn keep_edge(&mut self, id: PointId) {
        if let Some(reading) = self.points.get_mut(&id).and_then(|point| point.edge.take()) {
            self.keep(id, reading);
        }
    }

    /// Everything up to the end of a day is stored: by the reading on its edge where there is one.
    pub(super) fn keep_through(&mut self, id: PointId, until: Timestamp) {
        self.keep_edge(id);
        if self.points.get(&id).is_some_and(|point| point.stored.is_none_or(|stored| stored.at < until)) {
            self.keep_reading(id);
        }
    }

    /// A line has swept, or will not any more: its readings of the edge are stored together.
    pub(super) fn keep_edges(&mut self, bus: BusId) {
        let here: Vec<PointId> = self
            .points
            .values()
            .filter(|point| point.bus == bus && point.edge.is_some())
            .map(|point| point.id)
            .collect();
        self.keep_together(&here);
    }

    /// A sweep whose end nobody told.
    pub(super) fn keep_late_edges(&mut self) {
        let late = |reading: Reading| (self.now - reading.at).abs() > LATEST;
        let late = self.points.values().filter(|point| point.edge.is_some_and(late)).map(|point| point.id);
        let late: Vec<PointId> = late.collect();
        self.keep_together(&late);
    }

    fn keep_together(&mut self, points: &[PointId]) {
        let zone = self.site.zone;
        let kept: Vec<_> = points
            .iter()
            .filter_map(|id| {
                let point = self.points.get_mut(id)?;
                let reading = point.edge.take().filter(|edge| point.stored.is_none_or(|stored| stored.at < edge.at))?;
                let usage = point.usage_to(reading);
                let parts: Vec<HourPart> = usage.map(|usage| hour_parts(&usage, zone)).unwrap_or_default();
                Some((*id, point.installation, reading, usage, parts))
            })
            .collect();
        if kept.is_empty() {
            return;
        }
        let written = self.write(|tx| {
            let mut sums = Batch::default();
            for (id, installation, reading, _, parts) in &kept {
                store::reading::insert(tx, *installation, *reading)?;
                parts.iter().for_each(|(slot, sum)| sums.add(*id, *slot, *sum));
            }
            sums.write(tx)
        });
        if written.is_err() {
            // The energy is not lost: the next reading that can be stored carries it.
            return;
        }
        for (id, _, reading, usage, parts) in kept {
            self.reading_kept(id, reading, usage, &parts);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64, wh: i64) -> Reading {
        Reading { at: units::timestamp(ms), register: Energy::from_wh(wh), quality: Quality::Actual }
    }

    #[test]
    fn the_edge_lies_between_the_readings_around_it() {
        const EDGE: i64 = 900_000;
        let check = |before: Reading, after: Reading, expected: Option<i64>| {
            assert_eq!(between(before, after), expected.map(|wh| at(EDGE, wh)), "{before:?} {after:?}");
        };
        check(at(EDGE - 4_000, 1_000), at(EDGE + 4_000, 1_010), Some(1_005));
        check(at(EDGE - 1_000, 1_000), at(EDGE + 2_000, 1_010), Some(1_003));
        check(at(EDGE - 60_000, 1_000), at(EDGE + 60_000, 1_000), Some(1_000));
        check(at(EDGE - 5_000, 1_000), at(EDGE, 1_010), Some(1_010));
        // Too far from it, on one side of it, over the end of the register.
        check(at(EDGE - 60_001, 1_000), at(EDGE + 1, 1_010), None);
        check(at(EDGE - 1, 1_000), at(EDGE + 60_001, 1_010), None);
        check(at(EDGE, 1_000), at(EDGE + 1, 1_010), None);
        check(at(EDGE + 1, 1_000), at(EDGE + 5_000, 1_010), None);
        check(at(EDGE - 1_000, 9_999), at(EDGE + 1_000, 3), None);
    }
}
