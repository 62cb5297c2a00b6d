//! Readings and what was used, as tables for other programs; and how much of them is kept.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use report::list::{Cell, csv, xlsx};
use store::reading_block::Space;
use units::{DateRange, Energy, Month, Period, PointId, Quality, Zone};

use super::parse_day;
use crate::core::{Core, LEAST_YEARS, kept_years, on_the_display, stretches, thinned_through};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::words::Words;
use crate::{Actor, View};

/// More rows are no table that a person works with, and no file that goes through a door at once.
const MOST_ROWS: usize = 300_000;

pub(crate) fn export_readings(view: &View, args: ExportArgs) -> Result<File> {
    let (from, to) = (parse_day(&args.from, "from")?, parse_day(&args.to, "to")?);
    if to < from {
        return Err(Refusal::new("days-turned").field("to"));
    }
    let words = view.words();
    let dates = DateRange { first: from, end: to.succ_opt().unwrap_or(to) };
    let points = points(view, args.room.as_deref())?;
    let mut rows = Vec::new();
    for (id, name) in &points {
        let table = Table { view, id: *id, name, words };
        match args.by {
            ExportBy::Reading => table.readings(view.live.site.zone.span(dates), &mut rows)?,
            ExportBy::Hour => table.hours(view.live.site.zone.span(dates), &mut rows)?,
            ExportBy::Day => table.days(&dates, &mut rows)?,
            ExportBy::Month => table.months(&dates, &mut rows)?,
        }
        if rows.len() > MOST_ROWS {
            return Err(Refusal::new("export-too-long").with("most", MOST_ROWS).field("to"));
        }
    }
    let heads: Vec<String> = heads(args.by).iter().map(|id| words.say(id, &[])).collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let by = match args.by {
        ExportBy::Reading => "export-file-readings",
        ExportBy::Hour => "export-file-hours",
        ExportBy::Day => "export-file-days",
        ExportBy::Month => "export-file-months",
    };
    let sheet = words.say(by, &[]);
    let (bytes, ending) = match args.format {
        ExportFormat::Csv => (csv(&heads, rows), "csv"),
        ExportFormat::Xlsx => (xlsx(&sheet, &heads, rows), "xlsx"),
    };
    let bytes = bytes.map_err(|cause| Refusal::new("paper").with("cause", cause))?;
    let span = format!("{} {}", args.from, args.to);
    let file_name = format!("{sheet} {span}.{ending}");
    Ok(File { file_name, base64: BASE64_STANDARD.encode(bytes) })
}

/// One point, or all, in the order of their names.
fn points(view: &View, room: Option<&str>) -> Result<Vec<(PointId, String)>> {
    let all = store::point::all(&view.reader)?.into_iter().map(|(id, row)| (id, row.name));
    let mut points: Vec<(PointId, String)> = all.filter(|(_, name)| room.is_none_or(|room| room == name)).collect();
    points.sort_by(|one, other| one.1.cmp(&other.1));
    match room {
        Some(room) if points.is_empty() => Err(Refusal::new("unknown-point").with("point", room).field("room")),
        _ => Ok(points),
    }
}

const fn heads(by: ExportBy) -> &'static [&'static str] {
    match by {
        ExportBy::Reading => &[
            "export-point",
            "export-meter",
            "export-time",
            "export-utc",
            "export-register",
            "export-energy",
            "export-quality",
        ],
        ExportBy::Hour => &["export-point", "export-time", "export-utc", "export-energy", "export-estimated"],
        ExportBy::Day => &["export-point", "export-day", "export-energy", "export-estimated"],
        ExportBy::Month => &["export-point", "export-month", "export-energy", "export-estimated"],
    }
}

/// The rows of one point.
struct Table<'a> {
    view: &'a View,
    id: PointId,
    name: &'a str,
    words: Words,
}

impl Table<'_> {
    /// Every reading of every meter that hung there, as its display showed it, with the energy at the point since the
    /// one before.
    fn readings(&self, span: Period, rows: &mut Vec<Vec<Cell>>) -> Result<()> {
        for stretch in stretches(&self.view.reader, self.id, span)? {
            let ratio = stretch.installed.ratio;
            let serial = stretch.installed.serial.clone().unwrap_or_default();
            let mut before = None;
            for reading in stretch.readings.iter() {
                let rise = before.map(|before: Energy| reading.register - before);
                before = Some(reading.register);
                if !span.contains(reading.at) {
                    continue;
                }
                let quality = match reading.quality {
                    Quality::Actual => "export-actual",
                    Quality::Estimated => "export-is-estimated",
                    Quality::Suspect => "export-suspect",
                };
                let rise = rise.filter(|rise| !rise.is_negative() && reading.quality != Quality::Suspect);
                rows.push(vec![
                    Cell::Text(self.name.to_owned()),
                    Cell::Text(serial.clone()),
                    self.local(reading.at),
                    utc(reading.at),
                    kwh(on_the_display(reading.register, ratio)),
                    rise.map_or_else(|| Cell::Text(String::new()), kwh),
                    Cell::Text(self.words.say(quality, &[])),
                ]);
            }
        }
        Ok(())
    }

    fn hours(&self, span: Period, rows: &mut Vec<Vec<Cell>>) -> Result<()> {
        for (hour, sum) in store::rollup::hours(&self.view.reader, self.id, span.from, span.to)? {
            let point = Cell::Text(self.name.to_owned());
            rows.push(vec![point, self.local(hour), utc(hour), kwh(sum.energy), kwh(sum.estimated)]);
        }
        Ok(())
    }

    fn days(&self, dates: &DateRange, rows: &mut Vec<Vec<Cell>>) -> Result<()> {
        for (day, sum) in store::rollup::days(&self.view.reader, self.id, dates.first, dates.end)? {
            let point = Cell::Text(self.name.to_owned());
            rows.push(vec![point, Cell::Time(day.to_string()), kwh(sum.energy), kwh(sum.estimated)]);
        }
        Ok(())
    }

    /// Whole months, also those that the span touches only in part.
    fn months(&self, dates: &DateRange, rows: &mut Vec<Vec<Cell>>) -> Result<()> {
        let last = dates.end.pred_opt().unwrap_or(dates.end);
        let (from, to) = (Month::of(dates.first), Month::of(last).next());
        for (month, sum) in store::rollup::months(&self.view.reader, self.id, from, to)? {
            let point = Cell::Text(self.name.to_owned());
            rows.push(vec![point, Cell::Text(month.to_string()), kwh(sum.energy), kwh(sum.estimated)]);
        }
        Ok(())
    }

    fn local(&self, at: units::Timestamp) -> Cell {
        let zone: Zone = self.view.live.site.zone;
        Cell::Time(zone.local(at).format("%Y-%m-%d %H:%M:%S").to_string())
    }
}

/// In a night of 25 hours the wall clock alone would not tell which of two hours it is.
fn utc(at: units::Timestamp) -> Cell {
    Cell::Text(at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// To the watt-hour, with a point whatever the language: a plain number.
fn kwh(energy: Energy) -> Cell {
    let wh = energy.wh();
    let sign = if wh < 0 { "-" } else { "" };
    Cell::Number(format!("{sign}{}.{:03}", wh.unsigned_abs() / 1000, wh.unsigned_abs() % 1000))
}

pub(crate) fn storage(view: &View, _: Nothing) -> Result<Storage> {
    shown(&view.reader)
}

pub(crate) fn keep_readings(core: &mut Core, by: &Actor, args: KeepReadingsArgs) -> Result<Storage> {
    if args.years.is_some_and(|years| !(LEAST_YEARS..=100).contains(&years)) {
        return Err(Refusal::new("bad-years").with("least", LEAST_YEARS).field("years"));
    }
    let done = core.done(by, "keep_readings", format!("{:?}", args.years));
    core.keep_readings(args.years, &done)?;
    shown(&core.store)
}

fn shown(db: &store::Db) -> Result<Storage> {
    let Space { readings, blocks, bytes } = store::reading_block::space(db)?;
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let hundredths = (bytes * 100).checked_div(readings);
    Ok(Storage {
        sealed: number(readings),
        blocks: number(blocks),
        size_text: size_text(bytes),
        bytes_per_reading: hundredths.map(|part| format!("{}.{:02}", part / 100, part % 100)),
        keep_years: kept_years(db)?,
        thinned_through: thinned_through(db)?.map(|month| month.to_string()),
    })
}

fn size_text(bytes: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", tenths(1_000)),
        1_000_000..1_000_000_000 => format!("{} MB", tenths(1_000_000)),
        _ => format!("{} GB", tenths(1_000_000_000)),
    }
}
