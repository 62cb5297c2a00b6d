//! What devices tell of their own state: a cover that was opened, a magnet, a trip of their own.

use meter::{Flag, Flags};
use units::PointId;

use super::Core;
use crate::alarm::Kind;

impl Core {
    /// A flag that is raised is an alarm until the device takes it back.
    pub(super) fn hear_flags(&mut self, id: PointId, flags: &Flags) {
        let Some(point) = self.points.get(&id) else { return };
        let (name, place, now) = (point.name.clone(), point.room, self.now);
        for flag in Flag::ALL {
            match flags.get(flag) {
                Some(true) => {
                    let args = [("room", name.as_str()), ("flag", flag.key())];
                    self.alarms.raise(&mut self.store, Kind::Tells(flag, id), place, None, &args, now);
                }
                Some(false) => self.alarms.clear(&mut self.store, Kind::Tells(flag, id), place, None, now),
                None => {}
            }
        }
    }
}
