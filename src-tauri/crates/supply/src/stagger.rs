use std::collections::HashMap;
use std::hash::Hash;

use chrono::Duration;
use units::Timestamp;

/// Lets the rooms of a group close one after another, so that a floor that comes back together does not draw its surge
/// together. A room that comes alone comes at once.
#[derive(Debug, Clone)]
pub struct Stagger<Room, Group> {
    /// The instant each waiting room may close at.
    turns: HashMap<Room, Timestamp>,
    /// The last turn given in each group.
    last: HashMap<Group, Timestamp>,
}

impl<Room, Group> Default for Stagger<Room, Group> {
    fn default() -> Self {
        Self { turns: HashMap::new(), last: HashMap::new() }
    }
}

impl<Room: Eq + Hash, Group: Eq + Hash> Stagger<Room, Group> {
    /// When a room that is to close may; asked again it is told the same. Turns of a group are `gap` apart.
    pub fn turn(&mut self, room: Room, group: Group, now: Timestamp, gap: Duration) -> Timestamp {
        if let Some(turn) = self.turns.get(&room) {
            return *turn;
        }
        // A last turn far ahead comes from a clock that was set back since.
        let waiting = i32::try_from(self.turns.len()).unwrap_or(i32::MAX);
        let last = self.last.get(&group).copied().filter(|last| *last <= now + gap * waiting.saturating_add(1));
        let turn = last.map_or(now, |last| now.max(last + gap));
        self.turns.insert(room, turn);
        self.last.insert(group, turn);
        turn
    }

    /// The room is where it should be, or is to stay open: it waits no more.
    pub fn done(&mut self, room: &Room) {
        self.turns.remove(room);
    }
}

#[cfg(test)]
mod tests {
    use units::timestamp;

    use super::*;

    const GAP: Duration = Duration::seconds(2);

    fn at(second: i64) -> Timestamp {
        timestamp(1_800_000_000_000) + Duration::seconds(second)
    }

    #[test]
    fn a_floor_comes_back_room_by_room_and_two_floors_side_by_side() {
        let mut stagger = Stagger::default();
        for room in 0..30 {
            assert_eq!(stagger.turn(room, "1", at(0), GAP), at(room * 2));
            assert_eq!(stagger.turn(room + 100, "2", at(0), GAP), at(room * 2));
        }
        assert_eq!(stagger.turn(7, "1", at(5), GAP), at(14), "a turn stays as it was told");
    }

    #[test]
    fn who_comes_alone_comes_at_once() {
        let mut stagger = Stagger::default();
        assert_eq!(stagger.turn(1, "1", at(0), GAP), at(0));
        stagger.done(&1);
        assert_eq!(stagger.turn(2, "1", at(1), GAP), at(2), "right after another");
        stagger.done(&2);
        assert_eq!(stagger.turn(1, "1", at(60), GAP), at(60));
    }

    #[test]
    fn a_clock_set_back_makes_nobody_wait() {
        let mut stagger = Stagger::default();
        stagger.turn(1, "1", at(86_400), GAP);
        stagger.done(&1);
        assert_eq!(stagger.turn(2, "1", at(0), GAP), at(0));
    }
}
