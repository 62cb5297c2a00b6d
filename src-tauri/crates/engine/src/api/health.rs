//! How lines and their devices fare, in figures and in plain advice.

use std::collections::BTreeMap;

use bus::{Advice, ClockTold, Counts, DeviceStatistics, LineHealth, Parity};
use chrono::{Duration, Timelike};
use report::chart::{Line, Mark, Point as ChartPoint, Size, Theme as ChartTheme, Unit};
use store::bus::Bus;
use units::{BusId, MeterId, Timestamp, millis, timestamp};

use super::commission::ports;
use crate::View;
use crate::core::{counted, hour_of};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::live::LiveLine;
use crate::wire::models::model;
use crate::words::Words;

const MOST_DAYS: u32 = 90;
const HOUR_MS: i64 = 3_600_000;

/// A round that takes longer cannot read every meter at the edge of an interval.
const ROUND_MS: u64 = 60_000;

pub(crate) fn health(view: &View, args: HealthArgs) -> Result<Vec<LineReport>> {
    let days = args.days.unwrap_or(7).clamp(1, MOST_DAYS);
    let plugged = bus::ports();
    let devices = Devices::of(view)?;
    let lines = store::bus::all(&view.reader)?;
    lines.iter().map(|(id, row)| report(view, *id, row, days, &devices, &plugged)).collect()
}

/// What people know of the devices.
struct Devices {
    rows: Vec<(MeterId, store::meter::Meter)>,
    names: BTreeMap<MeterId, String>,
}

impl Devices {
    fn of(view: &View) -> Result<Self> {
        let points = store::point::all(&view.reader)?;
        let mut names = store::meter::names(&view.reader)?;
        for (_, installed) in store::installation::current(&view.reader)? {
            if let Some((_, point)) = points.iter().find(|(id, _)| *id == installed.point) {
                names.insert(installed.meter, point.name.clone());
            }
        }
        Ok(Self { rows: store::meter::all(&view.reader)?, names })
    }
}

fn report(
    view: &View,
    id: BusId,
    row: &Bus,
    days: u32,
    devices: &Devices,
    plugged: &[bus::PortInfo],
) -> Result<LineReport> {
    let words = view.words();
    let usual = LiveLine::default();
    let live = view.live.lines.get(&id).unwrap_or(&usual);
    let since = hour_of(view.now - Duration::hours(23));
    let mut line = live.counted.line;
    for hour in store::line_hour::of_line(&view.reader, id, since, view.now)? {
        line += &counted(&hour.counts);
    }
    let mut each: BTreeMap<MeterId, Counts> = live.counted.devices.clone();
    for hour in store::line_hour::of_devices(&view.reader, id, since, view.now)? {
        if let Some(meter) = hour.meter {
            *each.entry(meter).or_default() += &counted(&hour.counts);
        }
    }
    let seconds = u64::try_from((view.now - since).num_seconds()).unwrap_or(1).max(1);
    let here: Vec<&(MeterId, store::meter::Meter)> =
        devices.rows.iter().filter(|(_, device)| device.bus == Some(id)).collect();
    let statistics: Vec<DeviceStatistics> = here
        .iter()
        .map(|(meter, device)| DeviceStatistics {
            meter: *meter,
            unit: device.unit,
            counts: each.get(meter).copied().unwrap_or_default(),
            answering: live.answers.get(meter).copied().unwrap_or(false),
        })
        .collect();
    let cycle_ms = live.cycle_ms.and_then(|ms| u64::try_from(ms).ok());
    let known =
        LineHealth { seconds, line, devices: statistics.clone(), cycle_ms, interval_ms: ROUND_MS, echo: live.echo };
    let advice = bus::advice(&known);
    let rows = here.iter().zip(&statistics).map(|((meter, device), told)| {
        let of_it = advice.iter().filter(|advice| advice.meter() == Some(*meter));
        DeviceReport {
            meter: meter.0,
            unit: device.unit,
            name: devices.names.get(meter).cloned().unwrap_or_default(),
            model: model(&device.profile).map(|one| format!("{} {}", one.maker(), one.model())).unwrap_or_default(),
            serial: device.serial.clone(),
            answering: told.answering,
            counts: counts(&told.counts, seconds),
            clock: view.live.clocks.get(meter).and_then(|checked| clock_text(checked, view, words)),
            advice: of_it.map(|advice| advice.code().to_owned()).collect(),
        }
    });
    let rows = rows.collect();
    let hours = hours(view, id, live, days)?;
    Ok(LineReport {
        id: id.0,
        name: row.name.clone(),
        port_text: format!("{} · {} {}", ports::text(&row.address, plugged), row.baud, frame(row)),
        up: live.up,
        reason: live.reason.as_deref().map(|cause| crate::cause::said(cause, &words)),
        devices: live.devices,
        answering: live.answering,
        cycle_text: cycle_ms.map(seconds_text),
        echo: live.echo,
        swept_at: live.swept.map(|(at, _)| millis(at)),
        swept_missed: live.swept.map_or(0, |(_, missed)| missed),
        counts: counts(&line, seconds),
        advice: advice.iter().map(|one| advice_row(one, devices, words)).collect(),
        rows,
        chart: chart(view, &hours, days, words)?,
        hours,
    })
}

fn frame(row: &Bus) -> String {
    let parity = super::commission::parity(&row.parity).unwrap_or(Parity::None);
    super::commission::frame_text(parity, row.stop_bits)
}

pub(crate) fn counts(counts: &Counts, seconds: u64) -> LineCounts {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    LineCounts {
        requests: number(counts.requests),
        answers: number(counts.answers),
        time_outs: number(counts.timeouts),
        bad_frames: number(counts.bad_frames),
        exceptions: number(counts.exceptions),
        retries: number(counts.retries),
        reconnects: number(counts.reconnects),
        errors_text: tenths(counts.faults(), counts.requests, 1000),
        busy_text: percent(counts.busy_ms(), seconds * 1000),
        median_ms: counts.turnarounds.permille_ms(500).map(number),
        p99_ms: counts.turnarounds.permille_ms(990).map(number),
        worst_ms: counts.turnarounds.worst_ms().map(number),
    }
}

/// So many of so many, in parts of `per`, with one digit after the point.
fn tenths(part: u64, whole: u64, per: u64) -> String {
    let tenths = (u128::from(part) * u128::from(per) * 10).checked_div(u128::from(whole)).unwrap_or(0);
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn percent(part: u64, whole: u64) -> String {
    format!("{}\u{a0}%", tenths(part, whole, 100))
}

fn seconds_text(ms: u64) -> String {
    format!("{}.{} s", ms / 1000, ms % 1000 / 100)
}

fn hours(view: &View, id: BusId, live: &LiveLine, days: u32) -> Result<Vec<HealthHour>> {
    let since = hour_of(view.now - Duration::days(i64::from(days)));
    let mut by_hour: BTreeMap<Timestamp, Counts> = BTreeMap::new();
    for hour in store::line_hour::of_line(&view.reader, id, since, view.now)? {
        *by_hour.entry(hour.start).or_default() += &counted(&hour.counts);
    }
    if live.counted.line.requests > 0 {
        *by_hour.entry(hour_of(view.now)).or_default() += &live.counted.line;
    }
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let rows = by_hour.into_iter().map(|(at, counts)| {
        let passed = (view.now - at).num_milliseconds().clamp(1, HOUR_MS);
        HealthHour {
            at: millis(at),
            requests: number(counts.requests),
            errors: number(counts.faults()),
            errors_text: tenths(counts.faults(), counts.requests, 1000),
            busy_text: percent(counts.busy_ms(), u64::try_from(passed).unwrap_or(1)),
        }
    });
    Ok(rows.collect())
}

/// Errors in a thousand, in the middle of each hour; an hour without a count breaks the line.
fn chart(view: &View, hours: &[HealthHour], days: u32, words: Words) -> Result<Option<ThemedChart>> {
    let (Some(first), Some(last)) = (hours.first(), hours.last()) else { return Ok(None) };
    let from = millis(hour_of(view.now - Duration::days(i64::from(days)))).max(first.at);
    let mut points: Vec<ChartPoint> = Vec::new();
    let mut before = None;
    for hour in hours {
        if before.is_some_and(|before| hour.at - before > HOUR_MS) {
            points.push(ChartPoint { at: hour.at - HOUR_MS / 2, value: None });
        }
        before = Some(hour.at);
        let permille = (hour.requests > 0).then(|| hour.errors * 1000 / hour.requests);
        points.push(ChartPoint { at: hour.at + HOUR_MS / 2, value: permille });
    }
    let worst = hours.iter().filter(|hour| hour.requests > 0).max_by_key(|hour| hour.errors * 1000 / hour.requests);
    let zone = view.live.site.zone;
    let when = worst.map(|hour| zone.local(timestamp(hour.at)).format("%Y-%m-%d %H:%M").to_string());
    let figure = worst.map(|hour| hour.errors_text.clone()).unwrap_or_default();
    let line = Line {
        title: words.say("health-chart", &[]),
        summary: words.say("health-chart-summary", &[("worst", &figure), ("when", &when.unwrap_or_default())]),
        unit: Unit { text: "‰".to_owned(), size: 1 },
        from,
        to: last.at + HOUR_MS,
        points,
        marks: marks(view, from, last.at + HOUR_MS),
        limit: None,
    };
    let draw = |theme| {
        report::chart::line(&line, Size { width: 620, height: 130 }, theme)
            .map_err(|cause| Refusal::new("paper").with("cause", cause))
    };
    Ok(Some(ThemedChart { svg_light: draw(ChartTheme::Light)?, svg_dark: draw(ChartTheme::Dark)? }))
}

/// Midnights, or every sixth hour where less than two days are shown.
fn marks(view: &View, from: i64, to: i64) -> Vec<Mark> {
    let zone = view.live.site.zone;
    let short = to - from < 48 * HOUR_MS;
    let hours = (from.div_euclid(HOUR_MS) + 1..=to.div_euclid(HOUR_MS)).filter_map(|hour| {
        let clock = zone.local(timestamp(hour * HOUR_MS));
        let shown = if short { clock.hour().is_multiple_of(6) } else { clock.hour() == 0 };
        let label = clock.format(if short { "%H:%M" } else { "%m-%d" }).to_string();
        shown.then_some(Mark { at: hour * HOUR_MS, label })
    });
    let all: Vec<Mark> = hours.collect();
    // More than a dozen dates would run into each other.
    let step = all.len().div_ceil(12).max(1);
    all.into_iter().step_by(step).collect()
}

fn advice_row(advice: &Advice, devices: &Devices, words: Words) -> AdviceRow {
    let name = |meter: MeterId| devices.names.get(&meter).cloned().unwrap_or_default();
    let permille = |value: u64| format!("{}.{}", value / 10, value % 10);
    let (unit, args): (Option<u8>, Vec<(&str, String)>) = match advice {
        Advice::NothingAnswers { requests } => (None, vec![("requests", requests.to_string())]),
        Advice::WrongSettings { requests, bad_frames } => {
            (None, vec![("requests", requests.to_string()), ("bad", bad_frames.to_string())])
        }
        Advice::Noise { bad_permille, devices, of } => {
            let args =
                vec![("percent", permille(*bad_permille)), ("devices", devices.to_string()), ("of", of.to_string())];
            (None, args)
        }
        Advice::SharedAddress { meter, unit, bad_permille, others_permille } => {
            let args = vec![
                ("name", name(*meter)),
                ("percent", permille(*bad_permille)),
                ("others", permille(*others_permille)),
            ];
            (Some(*unit), args)
        }
        Advice::Dead { meter, unit, requests } => {
            (Some(*unit), vec![("name", name(*meter)), ("requests", requests.to_string())])
        }
        Advice::LooseWire { meter, unit, lost_permille, others_permille } => {
            let args = vec![
                ("name", name(*meter)),
                ("percent", permille(*lost_permille)),
                ("others", permille(*others_permille)),
            ];
            (Some(*unit), args)
        }
        Advice::Slow { meter, unit, p99_ms, others_ms } => {
            (Some(*unit), vec![("name", name(*meter)), ("ms", p99_ms.to_string()), ("others", others_ms.to_string())])
        }
        Advice::WrongProfile { meter, unit, exceptions, .. } => {
            (Some(*unit), vec![("name", name(*meter)), ("exceptions", exceptions.to_string())])
        }
        Advice::Saturated { cycle_ms, interval_ms } => {
            (None, vec![("cycle", seconds_text(*cycle_ms)), ("interval", seconds_text(*interval_ms))])
        }
        Advice::Echo => (None, Vec::new()),
        Advice::Reconnects { reconnects, .. } => (None, vec![("reconnects", reconnects.to_string())]),
    };
    let level = match advice {
        Advice::NothingAnswers { .. } | Advice::WrongSettings { .. } | Advice::SharedAddress { .. } => "bad",
        Advice::Echo => "info",
        _ => "warn",
    };
    let unit_text = unit.map(|unit| unit.to_string()).unwrap_or_default();
    let mut said: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    said.push(("unit", &unit_text));
    AdviceRow {
        code: advice.code().to_owned(),
        level: level.to_owned(),
        text: words.say(&format!("advice-{}", advice.code()), &said),
        try_text: words.say(&format!("advice-{}-try", advice.code()), &said),
        unit,
    }
}

/// A drift in words.
fn clock_text(checked: &crate::core::Checked, view: &View, words: Words) -> Option<String> {
    let (at, told) = checked.told.as_ref()?;
    let when = view.live.site.zone.local(*at).format("%m-%d %H:%M").to_string();
    let said = |id: &str, drift: Option<i64>| {
        let seconds = drift.map(|ms| format!("{}{}", if ms < 0 { "−" } else { "+" }, (ms.abs() + 500) / 1000));
        words.say(id, &[("seconds", &seconds.unwrap_or_else(|| "?".to_owned())), ("at", &when)])
    };
    Some(match told {
        Ok(ClockTold::Right { drift_ms }) => said("clock-right", Some(*drift_ms)),
        Ok(ClockTold::Set { was_ms, .. }) => said("clock-set", *was_ms),
        Ok(ClockTold::SetToday { drift_ms }) => said("clock-set-today", *drift_ms),
        Ok(ClockTold::Stays { drift_ms }) => said("clock-stays", *drift_ms),
        Err(cause) => words.say("clock-failed", &[("cause", &crate::cause::said(cause, &words))]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_one_digit_after_the_point() {
        assert_eq!(tenths(3, 1000, 1000), "3.0");
        assert_eq!(tenths(1, 3, 100), "33.3");
        assert_eq!(tenths(0, 0, 100), "0.0");
        assert_eq!(seconds_text(4_260), "4.2 s");
    }
}
