//! Ninety days of the demonstration's life, made by the same core in simulated time.

use chrono::{Duration, NaiveDate};
use sim::Building;
use units::{Energy, Money, PlaceId, PointId, Quality, Reading, Timestamp, Zone};

use super::tenants;
use crate::core::{Core, Outgoing};
use crate::error::{Refusal, Result};

/// How many days the house has been lived in before the program is first seen.
const DAYS: i64 = 90;
/// So long before its end the history is walked interval by interval, supply and all.
const CLOSE_LOOK: Duration = Duration::hours(36);
/// The dead meter has been silent for this long.
const SILENT_FOR: Duration = Duration::hours(9);

/// The watched room's heavy load runs for so long before the end: 4.5 kWh, more than a last day's payment buys.
pub(super) const WATCHED_FOR: Duration = Duration::minutes(30);
/// It may begin so early when more is left on the account than that.
const WATCHED_EARLY: Duration = Duration::hours(12);

/// When a history that ends at `end` begins: the first instant of a day of the site.
pub(crate) fn begins(end: Timestamp, zone: Zone) -> Timestamp {
    let first: NaiveDate = zone.date(end) - Duration::days(DAYS);
    zone.start_of(first)
}

/// Lives through the time from the building's clock to `end`.
pub(crate) fn live_through(core: &mut Core, building: &mut Building, end: Timestamp) -> Result<()> {
    let close_look = end - CLOSE_LOOK;
    while building.now() < end {
        let day = core.site.zone.day(core.site.zone.date(building.now()));
        let until = day.to.min(end);
        if until <= close_look {
            whole_day(core, building, until, end)?;
        } else {
            interval(core, building, end)?;
        }
    }
    Ok(())
}

/// A day in one batch: the tenants pay in the evening, the meters are read, the day is closed.
fn whole_day(core: &mut Core, building: &mut Building, until: Timestamp, end: Timestamp) -> Result<()> {
    let evening = until - Duration::hours(6);
    core.now = evening;
    tenants::pay(core, end)?;
    let mut batch = Vec::new();
    while building.now() < until {
        step(core, building, next_edge(building.now()).min(until), end, &mut batch);
    }
    core.now = until;
    core.take_batch(&batch)?;
    settle(core, building)?;
    super::office::morning(core)
}

/// A quarter of an hour near the end, with the supply road.
fn interval(core: &mut Core, building: &mut Building, end: Timestamp) -> Result<()> {
    let until = next_edge(building.now()).min(end);
    let early = until > end - WATCHED_EARLY && tenants::watched_has_plenty(core);
    building.watch(early || until > end - WATCHED_FOR);
    let mut batch = Vec::new();
    step(core, building, until, end, &mut batch);
    core.now = until;
    core.take_batch(&batch)?;
    tenants::pay(core, end)?;
    settle(core, building)
}

fn step(core: &Core, building: &mut Building, to: Timestamp, end: Timestamp, batch: &mut Vec<(PointId, Reading)>) {
    building.advance(to);
    for point in core.points.values() {
        let Some(address) = super::address_of(point.bus, point.unit) else { continue };
        let answers = building.placed().iter().any(|placed| placed.address == address && placed.answers);
        if !answers && to > end - SILENT_FOR {
            continue;
        }
        if let Some(register) = super::shown_register(building, address, &point.profile) {
            batch.push((point.id, Reading { at: to, register, quality: Quality::Actual }));
        }
    }
}

/// Closes what is to be closed and lets the supply follow, the relays answering at once.
fn settle(core: &mut Core, building: &mut Building) -> Result<()> {
    let relays: Vec<(PlaceId, String)> = core.rooms.values().map(|room| (room.place, room.name.clone())).collect();
    for (place, name) in relays {
        let closed = building.is_on(&name).unwrap_or(true);
        core.relay_seen(place, closed, core.now);
    }
    core.tick();
    // A command may lead to another (a read-back that is wrong); the house is honest, so this ends.
    while let Some(outgoing) = core.outbox.pop() {
        let Outgoing::Switch { switch, .. } = outgoing else { continue };
        let Some(place) = core.place_of_command(switch.id) else { continue };
        let name = core.rooms[&place].name.clone();
        building.set_supply(&name, switch.on);
        // Only what is read after the command proves it.
        core.now += Duration::milliseconds(1);
        let at = core.now;
        core.switched(switch.id, at, Ok(switch.on));
    }
    match core.fault() {
        Some(fault) => Err(Refusal::new("read-only").with("cause", fault)),
        None => Ok(()),
    }
}

fn next_edge(at: Timestamp) -> Timestamp {
    let step = crate::core::INTERVAL;
    let whole = at.timestamp().div_euclid(step.num_seconds()) + 1;
    units::timestamp(whole * step.num_milliseconds())
}

/// What tenants see of their account: the balance as it stands.
pub(super) fn balance(core: &mut Core, place: PlaceId) -> Money {
    core.balance(place).unwrap_or(Money::ZERO)
}

/// The register that the building goes on from when a demonstration is opened again.
pub(crate) fn last_registers(core: &Core) -> Vec<(sim::Address, Energy)> {
    let known = core.points.values().filter_map(|point| {
        let address = super::address_of(point.bus, point.unit)?;
        Some((address, point.stored?.register))
    });
    known.collect()
}
