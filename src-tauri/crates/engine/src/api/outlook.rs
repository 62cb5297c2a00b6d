//! Who could be cut, what a pilot group's shadow would have cut, and load that was left on after hours.

use chrono::Duration;
use store::supply_event::SupplyEvent;
use supply::Guard;
use units::{DateRange, Money, Period, Timestamp, millis, timestamp};

use crate::View;
use crate::core::{Charged, Ground, Known, Rules, Terms, usage_over};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::live::LiveRoom;

/// The furthest that a forecast by the last days means anything.
const FURTHEST: Duration = Duration::days(60);
/// The longest span that is looked through for load left on.
const LONGEST_DAYS: i64 = 62;

pub(crate) fn cut_outlook(view: &View, args: OutlookArgs) -> Result<Outlook> {
    let zone = view.live.site.zone;
    let tomorrow = view.today().succ_opt().unwrap_or(view.today());
    let noon = zone.start_of(tomorrow) + Duration::hours(12);
    let until = args.until.map_or(noon, timestamp).min(view.now + FURTHEST);
    let terms = Terms::load(&view.reader)?;
    let mut rooms: Vec<(Timestamp, OutlookRow)> =
        view.live.rooms.iter().filter_map(|room| row(view, room, &terms, until)).collect();
    rooms.sort_by_key(|(at, _)| *at);
    let waits = |room: &&std::sync::Arc<LiveRoom>| room.guards.contains(&Guard::CutsPerCycle) && is_low(view, room);
    Ok(Outlook {
        until: millis(until),
        earliest: Some(millis(not_friendly(view, &terms, view.now))),
        rooms: rooms.into_iter().map(|(_, row)| row).collect(),
        waiting: i64::try_from(view.live.rooms.iter().filter(waits).count()).unwrap_or(i64::MAX),
    })
}

fn is_low(view: &View, room: &LiveRoom) -> bool {
    room.balance < view.live.site.cut_off && !room.tenancy.vacant && room.decision.state.closed()
}

/// A room whose credit ends by then, and that is not cut for it yet.
fn row(view: &View, room: &LiveRoom, terms: &Terms, until: Timestamp) -> Option<(Timestamp, OutlookRow)> {
    let words = view.words();
    let site = &view.live.site;
    if room.tenancy.vacant || room.decision.rule == supply::Rule::Credit {
        return None;
    }
    let low = room.balance < site.cut_off;
    let out = if low { view.now } else { room.runs_out_at.filter(|out| *out <= until)? };
    // What time itself lifts does not count as holding: it tells the earliest instant.
    let holds: Vec<Guard> = room
        .guards
        .iter()
        .copied()
        .filter(|guard| !matches!(guard, Guard::FriendlyHours | Guard::NoticeTooYoung))
        .collect();
    let noticed = room.notice.as_ref().map(|(at, _)| *at + Duration::minutes(site.notice_minutes));
    let cut = not_friendly(view, terms, out.max(noticed.unwrap_or(out)));
    let cut_at = Some(cut).filter(|_| holds.is_empty());
    let clock = |at: Timestamp| site.zone.local(at).format("%m-%d %H:%M").to_string();
    let held_by: Vec<String> = holds.iter().map(|guard| words.say(&format!("guard-{}", guard.code()), &[])).collect();
    let held_text = held_by.join(&words.say("list-comma", &[]));
    let text = match (cut_at, low) {
        (Some(cut), _) => words.say("outlook-cut", &[("at", &clock(cut))]),
        (None, true) => words.say("outlook-held", &[("by", &held_text)]),
        (None, false) => words.say("outlook-later", &[("at", &clock(out)), ("by", &held_text)]),
    };
    let row = OutlookRow {
        room: room.name.clone(),
        tenant: Some(room.tenancy.name.clone()),
        balance: Amount::of(room.balance, site.currency),
        runs_out_at: (!low).then(|| millis(out)),
        cut_at: cut_at.map(millis),
        held_by,
        text,
    };
    Some((cut_at.unwrap_or(Timestamp::MAX_UTC), row))
}

/// The first instant from `at` on that does not lie in friendly hours.
fn not_friendly(view: &View, terms: &Terms, at: Timestamp) -> Timestamp {
    let Some(hours) = view.live.site.friendly.cut_hours() else { return at };
    let standing = hours.standing(at, view.live.site.zone, &terms.calendar);
    if standing.within { at } else { standing.until }
}

pub(crate) fn shadow_report(view: &View, args: SpanArgs) -> Result<Vec<ShadowRow>> {
    let period = span(view, &args)?;
    let currency = view.live.site.currency;
    let words = view.words();
    let events = store::supply_event::decisions(&view.reader, Period { to: period.to.max(view.now), ..period })?;
    let would_cut = |event: &&SupplyEvent| event.reason == Guard::Shadow.held_code() && event.at < period.to;
    let rows = events.iter().filter(would_cut).filter_map(|event| {
        let room = view.live.rooms.iter().find(|room| room.point == event.point)?;
        let after = events.iter().find(|other| other.point == event.point && other.at > event.at);
        let known: Known = serde_json::from_str(&event.facts).unwrap_or_default();
        let balance = Money::new(known.balance).unwrap_or(Money::ZERO);
        Some(ShadowRow {
            room: room.name.clone(),
            at: millis(event.at),
            until: after.map(|after| millis(after.at)),
            balance: Amount::of(balance, currency),
            text: super::timeline::decision_text(event, &words),
        })
    });
    Ok(rows.collect())
}

fn span(view: &View, args: &SpanArgs) -> Result<Period> {
    let (first, last) = (super::parse_day(&args.from, "from")?, super::parse_day(&args.to, "to")?);
    let end = last.succ_opt().filter(|_| first <= last).ok_or_else(|| Refusal::new("span-ends-first").field("to"))?;
    if (end - first).num_days() > LONGEST_DAYS {
        return Err(Refusal::new("span-too-long").with("days", LONGEST_DAYS).field("to"));
    }
    Ok(view.live.site.zone.span(DateRange { first, end }))
}

pub(crate) fn after_hours(view: &View, args: SpanArgs) -> Result<Vec<AfterHoursRow>> {
    let asked = span(view, &args)?;
    let (terms, rules) = (Terms::load(&view.reader)?, Rules::load(&view.reader)?);
    let zone = view.live.site.zone;
    let dates = DateRange { first: zone.date(asked.from), end: zone.date(asked.to) };
    let mut rows = Vec::new();
    for room in &view.live.rooms {
        let held = rules.nearest(&terms, room.place);
        let Some((_, rule)) = held.after_hours() else { continue };
        for stretch in rule.hours.stretches(dates, zone, &terms.calendar) {
            let Ok(stretch) = Period::new(stretch.from, stretch.to.min(view.now)) else { continue };
            rows.extend(left_on(view, &terms, room, stretch, rule.least)?);
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.energy_wh, row.from)));
    Ok(rows)
}

/// What a room drew in a stretch, where that is more than the least that counts.
fn left_on(
    view: &View,
    terms: &Terms,
    room: &LiveRoom,
    stretch: Period,
    least: units::Power,
) -> Result<Option<AfterHoursRow>> {
    let usage = usage_over(&view.reader, room.point, stretch)?;
    let energy: units::Energy = usage.iter().map(|usage| usage.energy_in(stretch)).sum();
    let seconds = stretch.duration().num_seconds().max(1);
    let mean_w = energy.wh() * 3600 / seconds;
    if energy.wh() == 0 || mean_w < least.w() {
        return Ok(None);
    }
    Ok(Some(AfterHoursRow {
        room: room.name.clone(),
        from: millis(stretch.from),
        to: millis(stretch.to),
        energy_wh: energy.wh(),
        mean_w,
        cost: cost_of(view, terms, room, stretch)?.map(|cost| Amount::of(cost, view.live.site.currency)),
    }))
}

/// What the energy of a stretch costs: the month's charges with it, less those without. None where it cannot be rated,
/// or the room changed hands in between.
fn cost_of(view: &View, terms: &Terms, room: &LiveRoom, stretch: Period) -> Result<Option<Money>> {
    let zone = view.live.site.zone;
    let Some(account) = store::account::of_place(&view.reader, room.place, stretch.from)? else { return Ok(None) };
    let who = Charged::of(&view.reader, account)?;
    let ground = Ground::new(&view.reader, terms, &view.live.site);
    let mut cost = Money::ZERO;
    let mut month = zone.month(stretch.from);
    while month <= zone.month(stretch.to) {
        let carried = ground.carried(&who, month)?;
        let end = zone.start_of(month.next().first());
        let sum = |rated: crate::core::RatedMonth| {
            rated.charges(end).ok().map(|charges| charges.lines.iter().map(|line| line.amount).sum::<Money>())
        };
        let Some(with) = sum(ground.month_with(&who, month, &carried)?) else { return Ok(None) };
        let usage = usage_over(&view.reader, who.point, zone.span(month.dates()))?;
        let rest = ground.month_by(&who, month, &carried, |running| {
            let mut rest = usage.iter().flat_map(|usage| without(usage, stretch));
            rest.try_for_each(|usage| running.add(&usage)).map_err(Refusal::broken)
        })?;
        let Some(without) = sum(rest) else { return Ok(None) };
        cost += with - without;
        month = month.next();
    }
    Ok(Some(cost))
}

/// A usage without the part of it that lies in a stretch.
fn without(usage: &billing::Usage, stretch: Period) -> Vec<billing::Usage> {
    let Some(within) = usage.period.overlap(&stretch) else { return vec![*usage] };
    let parts = [(usage.period.from, within.from), (within.to, usage.period.to)];
    let rest = parts.into_iter().filter_map(|(from, to)| Period::new(from, to).ok());
    rest.map(|period| billing::Usage { period, energy: usage.energy_in(period), ..*usage }).collect()
}
