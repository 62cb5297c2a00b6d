use chrono::{Days, Duration, Timelike};
use report::chart::{Line, Mark, Point as ChartPoint, Size, Theme as ChartTheme, Unit};
use units::{Energy, Money, Period, Timestamp, millis};

use crate::View;
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::live::PointKind;

use super::rooms;

pub(crate) fn overview(view: &View, _: Nothing) -> Result<Overview> {
    let live = &view.live;
    let currency = live.site.currency;
    let words = view.words();
    let taken = super::money::takings_of(view, view.today())?;
    let answering = live.points.values().filter(|point| point.answering).count();
    let mut attention: Vec<RoomRow> = live.rooms.iter().map(|room| rooms::row(room, live, &words)).collect();
    attention.retain(|row| !matches!(row.state, RoomState::On | RoomState::Vacant));
    attention.sort_by_key(|row| (urgency(row.state), row.balance.minor));
    let cost: Money = live.rooms.iter().map(|room| room.cost_today).sum();
    Ok(Overview {
        now: millis(view.now),
        rooms: counts(view),
        power_w: power(view),
        energy_today_wh: whole(view).wh(),
        energy_same_weekday_wh: same_weekday(view)?.map(Energy::wh),
        money_today: Amount::of(cost, currency),
        taken_today: taken.total,
        taken_by_tender: taken.by_tender,
        supply_energy_today_wh: supply_today(view).map(Energy::wh),
        rooms_energy_today_wh: kind_today(view, PointKind::Room).wh(),
        common_energy_today_wh: kind_today(view, PointKind::Common).wh(),
        attention,
        next_out: next_out(view),
        meters: MeterCounts { total: count(live.points.len()), answering: count(answering) },
        lines: lines(view),
        alarms: super::alarms::alarms(view, Nothing {})?,
        paused: live.site.paused,
        fault: live.fault.clone(),
        notice_minutes: live.site.notice_minutes,
        chart: recent_power(view, &words)?,
    })
}

fn urgency(state: RoomState) -> u8 {
    match state {
        RoomState::Cut => 0,
        RoomState::Off => 1,
        RoomState::Offline => 2,
        RoomState::Low => 3,
        RoomState::On | RoomState::Vacant => 4,
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn counts(view: &View) -> RoomCounts {
    let mut counts = RoomCounts { total: count(view.live.rooms.len()), ..RoomCounts::default() };
    for room in &view.live.rooms {
        match rooms::state(room) {
            RoomState::On => counts.on += 1,
            RoomState::Low => counts.low += 1,
            RoomState::Cut => counts.cut += 1,
            RoomState::Off => counts.off += 1,
            RoomState::Offline => counts.offline += 1,
            RoomState::Vacant => counts.vacant += 1,
        }
    }
    counts
}

/// The supply meter where there is one, else all that is measured below it.
fn power(view: &View) -> i64 {
    let of = |kind: fn(PointKind) -> bool| {
        let points = view.live.points.values().filter(|point| kind(point.kind) && point.answering);
        points.filter_map(|point| point.sample.as_ref()?.power_mw).sum::<i64>() / 1000
    };
    let supply = of(|kind| kind == PointKind::Supply);
    if supply > 0 { supply } else { of(|kind| matches!(kind, PointKind::Room | PointKind::Common)) }
}

fn kind_today(view: &View, kind: PointKind) -> Energy {
    view.live.points.values().filter(|point| point.kind == kind).map(|point| point.energy_today).sum()
}

fn supply_today(view: &View) -> Option<Energy> {
    let measured = view.live.points.values().any(|point| point.kind == PointKind::Supply);
    measured.then(|| kind_today(view, PointKind::Supply))
}

fn whole(view: &View) -> Energy {
    supply_today(view).unwrap_or_else(|| kind_today(view, PointKind::Room) + kind_today(view, PointKind::Common))
}

/// What the whole house used a week ago up to the same time of day.
fn same_weekday(view: &View) -> Result<Option<Energy>> {
    let Some(day) = view.today().checked_sub_days(Days::new(7)) else { return Ok(None) };
    let from = view.live.site.zone.start_of(day);
    let until = from + (view.now - view.live.site.zone.start_of(view.today()));
    let Ok(period) = Period::new(from, until) else { return Ok(None) };
    let has_supply = supply_today(view).is_some();
    let mut sum = None;
    for (id, point) in &view.live.points {
        let counts = if has_supply {
            point.kind == PointKind::Supply
        } else {
            matches!(point.kind, PointKind::Room | PointKind::Common)
        };
        if counts {
            for (_, hour) in store::rollup::hours(&view.reader, *id, period.from, period.to)? {
                *sum.get_or_insert(Energy::ZERO) += hour.energy;
            }
        }
    }
    Ok(sum)
}

/// The room whose credit ends first, at the pace of its last days.
fn next_out(view: &View) -> Option<NextOut> {
    let cut_off = view.live.site.cut_off;
    let soonest = view.live.rooms.iter().filter_map(|room| {
        let on = !matches!(rooms::state(room), RoomState::Cut | RoomState::Off);
        let at = on.then_some(room.runs_out_at)??;
        (room.balance > cut_off && !room.tenancy.vacant).then_some((at, room.name.clone()))
    });
    soonest.min().map(|(at, room)| NextOut { room, at: millis(at) })
}

fn lines(view: &View) -> Vec<LineHealth> {
    let health = view.live.lines.values().map(|line| LineHealth {
        name: line.name.clone(),
        up: line.up,
        reason: line.reason.clone(),
        devices: line.devices,
        answering: line.answering,
        cycle_ms: line.cycle_ms,
        errors_per_1000: line.errors_per_1000,
    });
    health.collect()
}

/// The mean power of each interval of the last 24 hours, and the power now.
fn recent_power(view: &View, words: &crate::words::Words) -> Result<ThemedChart> {
    let from = view.now - Duration::hours(24);
    let line = Line {
        title: words.say("chart-power", &[]),
        summary: words.say("chart-power-summary", &[("power", &power(view).to_string())]),
        unit: Unit { text: "kW".to_owned(), size: 1000 },
        from: millis(from),
        to: millis(view.now),
        points: mean_powers(view, from)?,
        marks: marks(view, from),
        limit: None,
    };
    let draw = |theme| {
        report::chart::line(&line, Size { width: 760, height: 200 }, theme)
            .map_err(|cause| Refusal::new("paper").with("cause", cause))
    };
    Ok(ThemedChart { svg_light: draw(ChartTheme::Light)?, svg_dark: draw(ChartTheme::Dark)? })
}

/// In the middle of each interval its mean; a gap of more than an hour breaks the line.
fn mean_powers(view: &View, from: Timestamp) -> Result<Vec<ChartPoint>> {
    let Some(supply) = view.live.points.values().find(|point| point.kind == PointKind::Supply) else {
        return Ok(Vec::new());
    };
    let readings = store::reading::between(&view.reader, supply.installation, from, view.now)?;
    let usages = billing::between(&readings, supply.modulus).map_err(Refusal::broken)?;
    let mut points = Vec::with_capacity(usages.len() + 1);
    for usage in usages {
        let length = usage.period.duration();
        let watts = usage.energy.wh().saturating_mul(3_600_000) / length.num_milliseconds().max(1);
        let known = length <= Duration::hours(1);
        points.push(ChartPoint { at: millis(usage.period.from + length / 2), value: known.then_some(watts) });
    }
    if let Some(now) = supply.sample.as_ref().filter(|_| supply.answering).and_then(|sample| sample.power_mw) {
        points.push(ChartPoint { at: millis(view.now), value: Some(now / 1000) });
    }
    Ok(points)
}

/// Every fourth hour of the wall clock.
fn marks(view: &View, from: Timestamp) -> Vec<Mark> {
    let zone = view.live.site.zone;
    let first = from.timestamp().div_euclid(3600) + 1;
    let hours = (first..first + 24).filter_map(|hour| {
        let at = units::timestamp(hour * 3_600_000);
        let clock = zone.local(at);
        let whole = clock.minute() == 0 && clock.hour().is_multiple_of(4);
        (whole && at <= view.now).then(|| Mark { at: millis(at), label: clock.format("%H:%M").to_string() })
    });
    hours.collect()
}
