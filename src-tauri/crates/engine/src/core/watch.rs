//! Meters that somebody looks at closely: read more often than the others, as far as their lines can.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use units::{BusId, MeterId};

use super::{Core, Outgoing};

/// Who is watched, line by line, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Watching {
    every: Duration,
    lines: BTreeMap<BusId, BTreeSet<MeterId>>,
}

/// How often a room is read whose load may switch it off.
const CLOSELY: Duration = Duration::from_secs(5);

impl Core {
    /// Rooms with a limit or with forbidden appliances are read more often: what is found sooner does less harm.
    pub(super) fn watch_where_load_matters(&mut self) {
        let matters = |room: &&super::Room| {
            let rules = self.rules.of(room.place);
            rules.load().is_some() || rules.forbidden().is_some()
        };
        let points = self.rooms.values().filter(matters).filter_map(|room| self.points.get(&room.point));
        let meters: Vec<MeterId> = points.map(|point| point.meter).collect();
        self.watch(meters, CLOSELY);
    }

    /// From now on these are read so often, and those watched before as usual again. To be called as often as is
    /// convenient: lines are told of changes only. Meters that measure nothing are left out.
    pub fn watch(&mut self, meters: impl IntoIterator<Item = MeterId>, every: Duration) {
        let mut wish = Watching { every, lines: BTreeMap::new() };
        for meter in meters {
            if let Some(point) = self.by_meter.get(&meter).and_then(|id| self.points.get(id)) {
                wish.lines.entry(point.bus).or_default().insert(meter);
            }
        }
        let before = std::mem::replace(&mut self.watching, wish);
        let changed = |bus: &BusId| {
            let same_pace = before.every == every || !self.watching.lines.contains_key(bus);
            !same_pace || before.lines.get(bus) != self.watching.lines.get(bus)
        };
        let lines: BTreeSet<BusId> = before.lines.keys().chain(self.watching.lines.keys()).copied().collect();
        let told: Vec<BusId> = lines.into_iter().filter(changed).collect();
        told.into_iter().for_each(|bus| self.tell_watched(bus));
    }

    /// Lines that were opened anew know of nobody.
    pub(super) fn watch_anew(&mut self) {
        let lines: Vec<BusId> = self.watching.lines.keys().copied().collect();
        lines.into_iter().for_each(|bus| self.tell_watched(bus));
    }

    fn tell_watched(&mut self, bus: BusId) {
        let meters = self.watching.lines.get(&bus).into_iter().flatten().copied().collect();
        self.outbox.push(Outgoing::Watch { bus, meters, every: self.watching.every });
    }
}
