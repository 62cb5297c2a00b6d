//! How the demonstration's tenants pay: most in time, one too late, one little by little.

use chrono::Duration;
use ledger::Tender;
use units::{Money, PlaceId, Timestamp};

use super::history::balance;
use crate::core::Core;
use crate::error::Result;

/// The room that stops paying and is cut before the program is first seen.
const CUT_ROOM: &str = "207";
/// What the watched room has left when the program is first seen: it runs out within a minute.
const LAST_PENNIES: Money = Money::from_minor(6);
/// What the watched room pays at a time on its last day.
const LITTLE: Money = Money::from_minor(120);

/// Everybody who finds too little on the account tops up.
pub(super) fn pay(core: &mut Core, end: Timestamp) -> Result<()> {
    let places: Vec<PlaceId> = core.rooms.values().filter(|room| !room.tenancy.vacant).map(|room| room.place).collect();
    for place in places {
        let left = balance(core, place);
        let room = &core.rooms[&place];
        let (name, number) = (room.name.clone(), room.place.0);
        let wish = match name.as_str() {
            sim::WATCHED_ROOM => watched_room(left, end - core.now),
            CUT_ROOM => cut_room(left, end - core.now, number),
            _ => habit(left, number),
        };
        if let Some((amount, tender)) = wish {
            let key = format!("demo-{name}-{}", core.now.timestamp());
            core.post_top_up(place, amount, tender, &key, "demo")?;
        }
    }
    Ok(())
}

/// Each has a usual amount and a usual way; some wait for the last warning.
fn habit(left: Money, number: i64) -> Option<(Money, Tender)> {
    let amounts = [50, 100, 30, 60, 100, 80, 50];
    let tenders = [Tender::WeChat, Tender::Cash, Tender::Alipay, Tender::WeChat, Tender::Transfer];
    let pick = |table: usize| usize::try_from(number).unwrap_or(0) % table;
    let patience = Money::from_minor(150 + 350 * (number % 4));
    (left < patience).then(|| (Money::from_minor(amounts[pick(amounts.len())] * 100), tenders[pick(tenders.len())]))
}

/// Less and less at a time, and at last nothing.
fn cut_room(left: Money, to_end: Duration, number: i64) -> Option<(Money, Tender)> {
    match () {
        () if to_end > Duration::days(70) => habit(left, number),
        () if to_end > Duration::days(12) => {
            (left < Money::from_minor(300)).then_some((Money::from_minor(1000), Tender::Cash))
        }
        () => None,
    }
}

/// The room to watch: as ever at first, then a little at a time, at last a few pennies.
fn watched_room(left: Money, to_end: Duration) -> Option<(Money, Tender)> {
    let amount = match () {
        () if to_end > Duration::days(20) => return habit(left, 0),
        () if to_end <= super::history::WATCHED_FOR => LAST_PENNIES - left,
        () if to_end <= Duration::hours(26) => LITTLE,
        () => Money::from_minor(500),
    };
    (left < LAST_PENNIES).then_some((amount, Tender::WeChat))
}

/// Whether the watched room would still have credit after its last half an hour.
pub(super) fn watched_has_plenty(core: &mut Core) -> bool {
    let watched = core.rooms.values().find(|room| room.name == sim::WATCHED_ROOM).map(|room| room.place);
    watched.is_some_and(|place| balance(core, place) > LITTLE + LAST_PENNIES)
}
