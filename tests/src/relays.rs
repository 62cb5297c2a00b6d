//! A dormitory whose lights go out every night and come back every morning, and one relay that burns together: how soon
//! its meter tells, and whether any sound relay is called faulty in the same season.

use chrono::Duration;
use sim::{Address, Building, Happening, HousePlan, Measures, Wear};
use supply::{Action, Fault, Observation, Plan, Reconciler, Seen, Supply};
use units::{Power, Timestamp, Zone};

const ROOMS: u8 = 24;
/// Meters are read so often while relays move, and so often else.
const POLL: Duration = Duration::seconds(5);
const REST: Duration = Duration::minutes(15);
/// Lights out from and to, in minutes of the day.
const OUT: (i64, i64) = (23 * 60 + 30, 6 * 60 + 30);
const WELDED: &str = "7";

/// What a season showed.
#[derive(Debug, Default)]
pub struct Welded {
    /// From the first order to open after it burnt together to the alarm.
    pub found_after: Option<Duration>,
    /// Alarms of sound relays: the room and when.
    pub accused: Vec<(String, Timestamp)>,
    pub commands: usize,
}

struct Room {
    name: String,
    address: Address,
    reconciler: Reconciler,
}

/// So many days; the relay burns together in the noon of day `burns`.
pub fn season(seed: u64, days: i64, burns: i64) -> Welded {
    let start = crate::monday();
    let mut house = Building::new(HousePlan::dormitory(seed, Zone::UTC, start, ROOMS));
    house.schedule(
        start + Duration::days(burns) + Duration::hours(12),
        Happening::Wears { room: WELDED.to_owned(), wear: Wear::Welded },
    );
    let rooms = house.placed().iter().filter(|placed| placed.measures == Measures::Room);
    let mut rooms: Vec<Room> = rooms
        .map(|placed| Room {
            name: placed.name.clone(),
            address: placed.address,
            reconciler: Reconciler::new(Plan::default(), start),
        })
        .collect();
    let mut found = Welded::default();
    let mut ordered: Option<Timestamp> = None;
    let (mut at, mut moved) = (start, start);
    let mut was_out = None;
    while at < start + Duration::days(days) {
        house.advance(at);
        let minute = (at - start).num_minutes().rem_euclid(24 * 60);
        let out = minute >= OUT.0 || minute < OUT.1;
        if was_out.replace(out) != Some(out) {
            moved = at;
            if out && at >= start + Duration::days(burns) + Duration::hours(12) {
                ordered.get_or_insert(at);
            }
        }
        let desired = if out { Supply::Off } else { Supply::On };
        for room in &mut rooms {
            for action in room.reconciler.step(at, desired, &look(&house, room.address, at), None) {
                match action {
                    Action::Send(on) => {
                        house.switch(room.address, 0, on);
                        found.commands += 1;
                        moved = at;
                    }
                    Action::Alarm(Fault::Welded) if room.name == WELDED && ordered.is_some() => {
                        found.found_after = found.found_after.or(ordered.map(|ordered| at - ordered));
                    }
                    Action::Alarm(_) if room.name != WELDED => found.accused.push((room.name.clone(), at)),
                    Action::Alarm(_) | Action::Cleared(_) => {}
                }
            }
        }
        at += if at - moved < Duration::minutes(3) { POLL } else { REST };
    }
    found
}

/// What a poll tells: the relay by its own word, and the power.
fn look(house: &Building, address: Address, at: Timestamp) -> Observation {
    let Some(sample) = house.sample(address) else { return Observation::default() };
    Observation {
        relay: sample.relays.first().map(|closed| Seen { value: *closed, at }),
        power: sample.power_mw.map(|mw| Seen { value: Power::from_w(mw / 1000), at }),
    }
}
