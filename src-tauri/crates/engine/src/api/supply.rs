use chrono::NaiveDate;
use store::manual_order::{ManualOrder as Row, OrderKind};

use super::money::room_row;
use crate::Actor;
use crate::core::{Core, DEBT, ManualOrder};
use crate::dto::*;
use crate::error::{Refusal, Result};

/// Why a person switches a room off (rule 20).
const REASONS: [&str; 7] = ["maintenance", "safety", "vacant", "tenant_request", "house_rules", "other", DEBT];

/// The longest that a room stays on by order: a slip of the finger, not a plan.
const LONGEST: chrono::Duration = chrono::Duration::days(366);

pub(crate) fn order_supply(core: &mut Core, by: &Actor, args: OrderArgs) -> Result<RoomRow> {
    let place = core.room_named(&args.room)?;
    let room = &core.rooms[&place];
    if room.relay.is_none() {
        return Err(Refusal::new("no-relay").with("room", &args.room));
    }
    if args.order == Order::On && room.trip.is_some() {
        return Err(Refusal::new("safety-holds"));
    }
    let works = matches!(args.order, Order::Maintenance | Order::WorkDone);
    let standing = if works { &room.maintenance } else { &room.manual };
    // An order does not end before it was given, wherever the clock was set to.
    let ended = |since: i64| core.now.max(units::timestamp(since));
    let previous = standing.as_ref().map(|order| (order.id, ended(order.shown.since)));
    if args.order == Order::WorkDone && previous.is_none() {
        return Err(Refusal::new("no-maintenance").with("room", &args.room));
    }
    let new = match args.order {
        Order::Auto | Order::WorkDone => None,
        Order::Off => Some(off(core, by, &args, place)?),
        Order::On => Some(on(core, by, &args, place)?),
        Order::Maintenance => Some(maintenance(core, by, &args, place)?),
    };
    let done = format!("{} {:?} {:?} {}", args.room, args.order, args.reason, args.note);
    let done = core.done(by, "order_supply", done);
    let id = core.write(|tx| {
        if let Some((previous, ended)) = previous {
            store::manual_order::clear(tx, previous, ended)?;
        }
        store::operation::insert(tx, &done)?;
        new.as_ref().map(|row| store::manual_order::insert(tx, row)).transpose()
    })?;
    let order = id.zip(new).map(|(id, row)| ManualOrder {
        id,
        shown: Manual {
            order: args.order,
            reason: row.reason,
            note: row.note,
            since: units::millis(row.since),
            until: row.until.map(units::millis),
            review_on: row.review_on.map(|day| day.to_string()),
        },
    });
    let for_debt = order.as_ref().is_some_and(|order| order.shown.reason == DEBT);
    if let Some(room) = core.rooms.get_mut(&place) {
        *(if works { &mut room.maintenance } else { &mut room.manual }) = order;
    }
    if for_debt {
        // The tenant is told of it as of credit that ends: an older notice was of something else.
        core.begin_episode(place);
    }
    core.ordered(place);
    core.control(place);
    room_row(core, place, by)
}

fn off(core: &Core, by: &Actor, args: &OrderArgs, place: units::PlaceId) -> Result<Row> {
    let reason = args.reason.as_deref().ok_or_else(|| Refusal::new("reason-missing").field("reason"))?;
    if !REASONS.contains(&reason) {
        return Err(Refusal::new("unknown-reason").with("reason", reason).field("reason"));
    }
    if reason == DEBT && !core.site.debts_cut {
        return Err(Refusal::new("debts-do-not-cut").field("reason"));
    }
    let review = args.review_on.as_deref().ok_or_else(|| Refusal::new("review-missing").field("review_on"))?;
    let review: NaiveDate = super::parse_day(review, "review_on")?;
    if review < core.site.zone.date(core.now) {
        return Err(Refusal::new("until-past").field("review_on"));
    }
    Ok(Row {
        place,
        kind: OrderKind::Off,
        reason: reason.to_owned(),
        note: args.note.clone(),
        since: core.now,
        until: None,
        review_on: Some(review),
        actor: by.name.clone(),
    })
}

/// Who works on the wires says so, and what for.
fn maintenance(core: &Core, by: &Actor, args: &OrderArgs, place: units::PlaceId) -> Result<Row> {
    if args.note.trim().is_empty() {
        return Err(Refusal::new("reason-missing").field("note"));
    }
    Ok(Row {
        place,
        kind: OrderKind::Maintenance,
        reason: "maintenance".to_owned(),
        note: args.note.clone(),
        since: core.now,
        until: None,
        review_on: None,
        actor: by.name.clone(),
    })
}

fn on(core: &Core, by: &Actor, args: &OrderArgs, place: units::PlaceId) -> Result<Row> {
    let until = args.until.map(units::timestamp).unwrap_or(core.now + chrono::Duration::days(1));
    if until <= core.now {
        return Err(Refusal::new("until-past").field("until"));
    }
    if until > core.now + LONGEST {
        return Err(Refusal::new("until-far").with("days", LONGEST.num_days()).field("until"));
    }
    Ok(Row {
        place,
        kind: OrderKind::On,
        reason: args.reason.clone().unwrap_or_else(|| "other".to_owned()),
        note: args.note.clone(),
        since: core.now,
        until: Some(until),
        review_on: None,
        actor: by.name.clone(),
    })
}

pub(crate) fn clear_trip(core: &mut Core, by: &Actor, args: ClearTripArgs) -> Result<RoomRow> {
    let place = core.room_named(&args.room)?;
    let trip = core.rooms[&place].trip.ok_or_else(|| Refusal::new("no-trip").with("room", &args.room))?;
    if args.note.trim().is_empty() {
        return Err(Refusal::new("reason-missing").field("note"));
    }
    let ended = core.now.max(trip.1);
    let done = core.done(by, "clear_trip", format!("{}: {}", args.room, args.note));
    core.write(|tx| {
        store::trip::clear(tx, trip.0, ended, &args.note)?;
        store::operation::insert(tx, &done)
    })?;
    if let Some(room) = core.rooms.get_mut(&place) {
        room.trip = None;
    }
    core.control(place);
    room_row(core, place, by)
}

pub(crate) fn pause_supply(core: &mut Core, by: &Actor, args: PauseArgs) -> Result<Site> {
    let next = crate::settings::SiteSettings { paused: args.paused, ..core.site.clone() };
    core.change_site(next, by, "pause_supply")?;
    Ok(super::site::shown(core))
}

pub(crate) fn record_notice(core: &mut Core, by: &Actor, args: NoticeArgs) -> Result<RoomRow> {
    let place = core.room_named(&args.room)?;
    let how = match args.how {
        NoticeHow::Printed => "printed",
        NoticeHow::Spoken => "spoken",
    };
    core.record_notice(place, how)?;
    core.audit(by, "record_notice", format!("{} {how}", args.room))?;
    core.control(place);
    room_row(core, place, by)
}
