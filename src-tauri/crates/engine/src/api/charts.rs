use chrono::{Datelike, Days, Months, NaiveDate, Timelike};
use report::chart::{Bar, Bars, Size, Theme as ChartTheme, Unit};
use store::rollup::Sum;
use units::{DateRange, Energy, Month, Period, PointId};

use crate::View;
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::words::Words;

/// An hour, a day or a month of a room.
struct Slot {
    label: String,
    long: String,
    energy: Energy,
    estimated: Energy,
}

pub(crate) fn room_chart(view: &View, args: ChartArgs) -> Result<Chart> {
    let room = view.room(&args.room)?;
    let words = view.words();
    let at = super::parse_day(&args.at, "at")?;
    let slots = slots(view, room.point, args.range, at, words)?;
    let name = span_name(args.range, at, words);
    let title = words.say("chart-room", &[("room", &room.name), ("span", &name)]);
    let total: Energy = slots.iter().map(|slot| slot.energy).sum();
    let summary = summary(&slots, total, &words);
    let theme = match args.theme {
        Theme::Light => ChartTheme::Light,
        Theme::Dark => ChartTheme::Dark,
    };
    let bars = bars(&slots, &title, &summary);
    let svg = report::chart::bars(&bars, Size { width: 760, height: 240 }, theme)
        .map_err(|cause| Refusal::new("paper").with("cause", cause))?;
    let (previous, next) = neighbours(args.range, at);
    Ok(Chart {
        svg,
        title,
        summary,
        columns: vec![words.say(column_id(args.range), &[]), words.say("chart-energy", &[])],
        rows: slots.iter().map(row).collect(),
        total_wh: total.wh(),
        total_text: format!("{total} kWh"),
        previous: previous.filter(|day| *day >= first_day(view, room.point)).map(|day| day.to_string()),
        next: next.filter(|day| *day <= view.today()).map(|day| day.to_string()),
    })
}

/// A month's bars for the statement, days without data as nothing.
pub(super) fn month_bars(view: &View, point: PointId, month: Month, words: &Words) -> Result<Bars> {
    let slots = slots(view, point, Range::Month, month.first(), *words)?;
    let total: Energy = slots.iter().map(|slot| slot.energy).sum();
    Ok(bars(&slots, &words.say("paper-daily-energy", &[]), &summary(&slots, total, words)))
}

fn slots(view: &View, point: PointId, range: Range, at: NaiveDate, words: Words) -> Result<Vec<Slot>> {
    match range {
        Range::Day => hours(view, point, at),
        Range::Week => days(view, point, week_of(at), words, |day, words| words.short_day(day)),
        Range::Month => days(view, point, Month::of(at).dates(), words, |day, _| day.day().to_string()),
        Range::Year => months(view, point, at.year(), words),
    }
}

impl Slot {
    fn new(label: String, long: String, sum: Option<&Sum>) -> Self {
        let sum = sum.copied().unwrap_or_default();
        Self { label, long, energy: sum.energy, estimated: sum.estimated }
    }
}

fn hours(view: &View, point: PointId, day: NaiveDate) -> Result<Vec<Slot>> {
    let zone = view.live.site.zone;
    let span = zone.day(day);
    let known = store::rollup::hours(&view.reader, point, span.from, span.to)?;
    let mut slots = Vec::new();
    let mut hour = span.from;
    while hour < span.to {
        let found = known.iter().find(|(start, _)| *start == hour).map(|(_, sum)| sum);
        let clock = zone.local(hour);
        slots.push(Slot::new(clock.hour().to_string(), clock.format("%H:%M").to_string(), found));
        hour += chrono::Duration::hours(1);
    }
    add_unstored(view, point, span, &mut slots);
    Ok(slots)
}

fn days(
    view: &View,
    point: PointId,
    dates: DateRange,
    words: Words,
    label: fn(NaiveDate, Words) -> String,
) -> Result<Vec<Slot>> {
    let known = store::rollup::days(&view.reader, point, dates.first, dates.end)?;
    let slot = |day: NaiveDate| {
        let found = known.iter().find(|(known, _)| *known == day).map(|(_, sum)| sum);
        Slot::new(label(day, words), words.day(day), found)
    };
    let mut slots: Vec<Slot> = dates.iter().map(slot).collect();
    let today = dates.iter().position(|day| day == view.today());
    if let (Some(index), Some(live)) = (today, view.live.points.get(&point)) {
        slots[index].energy = live.energy_today;
    }
    Ok(slots)
}

fn months(view: &View, point: PointId, year: i32, words: Words) -> Result<Vec<Slot>> {
    let first = Month::new(year, 1).ok_or_else(|| Refusal::new("bad-day").with("text", year).field("at"))?;
    let mut slots = Vec::new();
    let mut month = first;
    let known = store::rollup::months(&view.reader, point, first, Month::new(year + 1, 1).unwrap_or(first))?;
    while month.year() == year {
        let found = known.iter().find(|(known, _)| *known == month).map(|(_, sum)| sum);
        slots.push(Slot::new(words.short_month(month), words.month(month), found));
        month = month.next();
    }
    Ok(slots)
}

/// The running hour has no stored reading yet: what is missing in the sum of the day belongs to it.
fn add_unstored(view: &View, point: PointId, span: Period, slots: &mut [Slot]) {
    if !span.contains(view.now) {
        return;
    }
    let stored: Energy = slots.iter().map(|slot| slot.energy).sum();
    let running = usize::try_from((view.now - span.from).num_hours()).unwrap_or(0);
    if let (Some(live), Some(slot)) = (view.live.points.get(&point), slots.get_mut(running)) {
        let missing = live.energy_today - stored;
        if !missing.is_negative() {
            slot.energy += missing;
        }
    }
}

fn bars(slots: &[Slot], title: &str, summary: &str) -> Bars {
    let bar = |slot: &Slot| Bar {
        label: slot.label.clone(),
        tip: format!("{}: {} kWh", slot.long, slot.energy),
        actual: (slot.energy - slot.estimated).wh(),
        estimated: slot.estimated.wh(),
    };
    Bars {
        title: title.to_owned(),
        summary: summary.to_owned(),
        unit: Unit { text: "kWh".to_owned(), size: 1000 },
        bars: slots.iter().map(bar).collect(),
    }
}

fn row(slot: &Slot) -> ChartRow {
    ChartRow {
        label: slot.long.clone(),
        energy_wh: slot.energy.wh(),
        energy_text: format!("{} kWh", slot.energy),
        estimated: slot.estimated != Energy::ZERO,
    }
}

fn summary(slots: &[Slot], total: Energy, words: &Words) -> String {
    let most = slots.iter().max_by_key(|slot| slot.energy);
    match most.filter(|slot| slot.energy > Energy::ZERO) {
        Some(most) => words.say(
            "chart-summary",
            &[("total", &total.to_string()), ("when", &most.long), ("most", &most.energy.to_string())],
        ),
        None => words.say("chart-nothing", &[]),
    }
}

fn column_id(range: Range) -> &'static str {
    match range {
        Range::Day => "chart-hour",
        Range::Week | Range::Month => "chart-day",
        Range::Year => "chart-month",
    }
}

fn span_name(range: Range, at: NaiveDate, words: Words) -> String {
    match range {
        Range::Day => words.date(at),
        Range::Week => {
            let week = week_of(at);
            let last = week.end.checked_sub_days(Days::new(1)).unwrap_or(week.end);
            format!("{} – {}", words.date(week.first), words.date(last))
        }
        Range::Month => words.month(Month::of(at)),
        Range::Year => at.year().to_string(),
    }
}

fn week_of(at: NaiveDate) -> DateRange {
    let first = at.checked_sub_days(Days::new(u64::from(at.weekday().num_days_from_monday()))).unwrap_or(at);
    DateRange { first, end: first.checked_add_days(Days::new(7)).unwrap_or(first) }
}

fn neighbours(range: Range, at: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
    match range {
        Range::Day => (at.checked_sub_days(Days::new(1)), at.checked_add_days(Days::new(1))),
        Range::Week => (at.checked_sub_days(Days::new(7)), at.checked_add_days(Days::new(7))),
        Range::Month => (Month::of(at).previous().dates().iter().last(), Some(Month::of(at).next().first())),
        Range::Year => (
            at.with_day(1).and_then(|day| day.with_month(12)).and_then(|day| day.checked_sub_months(Months::new(12))),
            at.with_day(1).and_then(|day| day.with_month(1)).and_then(|day| day.checked_add_months(Months::new(12))),
        ),
    }
}

/// Before this day nothing was measured here.
fn first_day(view: &View, point: PointId) -> NaiveDate {
    let installed = view.live.points.get(&point).map(|point| point.installed_at);
    installed.map_or_else(|| view.today(), |at| view.live.site.zone.date(at))
}
