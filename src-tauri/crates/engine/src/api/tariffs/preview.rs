//! What a tariff would charge: the bands of a day, and a month of a room or of an example.

use billing::{Conditions, EnergyPrice, MonthDay, QUARTERS, Stretch, Tariff, Usage, Version};
use chrono::{Duration, NaiveDate};
use units::{Currency, Energy, Money, Month, Period};

use super::{clock, form, meant, say};
use crate::View;
use crate::api::parse_day;
use crate::cause;
use crate::core::{Terms, usage_over};
use crate::dto::*;
use crate::error::Result;

/// A small household's month, in Wh for each hour of the day: low at night, a rise at breakfast, the most after work.
const EXAMPLE_DAY_WH: [i64; 24] = [
    120, 110, 100, 100, 100, 110, 180, 260, 220, 150, 140, 160, 220, 190, 150, 150, 170, 230, 330, 400, 410, 360, 260,
    170,
];

pub(crate) fn tariff_preview(view: &View, args: TariffPreviewArgs) -> Result<TariffPreview> {
    let terms = Terms::load(&view.reader)?;
    let tariff = meant(&terms, args.text.as_deref(), args.name.as_deref())?;
    let day = args.date.as_deref().map(|text| parse_day(text, "date")).transpose()?.unwrap_or(view.today());
    Ok(TariffPreview { day: day_of(view, &terms, &tariff, day), month: month_of(view, &terms, &tariff, day, &args)? })
}

fn day_of(view: &View, terms: &Terms, tariff: &Tariff, day: NaiveDate) -> DayPreview {
    let calendar = &terms.calendar;
    let kind = calendar.day_type(day);
    let mut preview = DayPreview {
        date: day.to_string(),
        day_type: form::day_type(kind),
        holiday: calendar.holidays.get(&day).cloned(),
        season: None,
        quarters: Vec::new(),
        bands: Vec::new(),
        problem: None,
    };
    let Some(version) = tariff.in_force(day) else {
        preview.problem = Some(view.words().say("tariff-none-on-day", &[("day", &view.words().date(day))]));
        return preview;
    };
    let whole = [Stretch { from: 0, to: QUARTERS, band: 0 }];
    let stretches = match &version.terms.energy {
        EnergyPrice::Flat(_) => &whole[..],
        EnergyPrice::Banded(bands) => {
            let season = bands.season(MonthDay::of(day)).and_then(|season| bands.seasons.get(season));
            preview.season = season.map(|season| season.name.to_string());
            bands.day(day, kind)
        }
    };
    preview.bands = bands_of(version, stretches, tariff.currency);
    let mut order: Vec<usize> = Vec::new();
    for stretch in stretches {
        if !order.contains(&stretch.band) {
            order.push(stretch.band);
        }
    }
    for stretch in stretches {
        let band = order.iter().position(|band| *band == stretch.band).unwrap_or(0);
        let band = i64::try_from(band).unwrap_or(0);
        let quarters = (stretch.from..stretch.to).map(|quarter| QuarterPreview { at: clock(quarter), band });
        preview.quarters.extend(quarters);
    }
    preview
}

/// Each band of a day once, in the order of its first appearance, with its price in the lowest tier.
fn bands_of(version: &Version, stretches: &[Stretch], currency: Currency) -> Vec<BandPreview> {
    let mut bands: Vec<(usize, Vec<String>)> = Vec::new();
    for stretch in stretches {
        let text = format!("{}–{}", clock(stretch.from), clock(stretch.to));
        match bands.iter_mut().find(|(band, _)| *band == stretch.band) {
            Some((_, texts)) => texts.push(text),
            None => bands.push((stretch.band, vec![text])),
        }
    }
    let price = |band: usize| version.terms.price(band, 0).unwrap_or_default();
    let highest = bands.iter().map(|(band, _)| price(*band).micro_per_kwh()).max().unwrap_or(0).max(1);
    let band = |(band, stretches): (usize, Vec<String>)| BandPreview {
        name: version.terms.band_name(band).map(|name| name.to_string()).unwrap_or_default(),
        price: say::per_kwh(price(band), currency),
        height: price(band).micro_per_kwh().max(0).saturating_mul(1000) / highest,
        stretches,
    };
    bands.into_iter().map(band).collect()
}

fn month_of(
    view: &View,
    terms: &Terms,
    tariff: &Tariff,
    day: NaiveDate,
    args: &TariffPreviewArgs,
) -> Result<MonthPreview> {
    let site = &view.live.site;
    let month = Month::of(day);
    let span = site.zone.span(month.dates());
    let (usage, based_on) = match args.room.as_deref() {
        Some(name) => room_month(view, name, span)?,
        None => (example(span), view.words().say("tariff-example-month", &[])),
    };
    let occupants = u32::try_from(args.occupants.unwrap_or(1).clamp(0, 1000)).unwrap_or(1);
    let conditions = Conditions {
        currency: tariff.currency,
        calendar: &terms.calendar,
        occupants: &[(month.first(), occupants)],
        tax_due: site.tax_due,
        ..Conditions::plain(month, billing::Tenancy { from: span.from, to: None }, site.zone, tariff)
    };
    let energy: Energy = usage.iter().map(|usage| usage.energy_in(span)).sum();
    let (lines, problem) = match billing::charges(&conditions.facts(&usage, span.to)) {
        Ok(charges) => (charges.lines, None),
        Err(held) => (Vec::new(), Some(cause::said(&cause::held(&held), &view.words()))),
    };
    let total: Money = lines.iter().map(|line| line.amount).sum();
    let per_kwh = (energy.wh() > 0).then(|| total.share(1000, energy.wh()).ok()).flatten();
    Ok(MonthPreview {
        month: month.to_string(),
        based_on,
        energy_wh: energy.wh(),
        energy_text: format!("{energy} kWh"),
        lines: lines.iter().map(|line| crate::api::lines::line(line, tariff.currency, &view.words())).collect(),
        total: Amount::of(total, tariff.currency),
        per_kwh: per_kwh.map(|price| tariff.currency.display(price)),
        problem,
    })
}

/// The room's last whole month, moved to the days of the month that is shown.
fn room_month(view: &View, name: &str, span: Period) -> Result<(Vec<Usage>, String)> {
    let room = view.room(name)?;
    let zone = view.live.site.zone;
    let last = zone.month(view.now).previous();
    let lived = zone.span(last.dates());
    let usage = usage_over(&view.reader, room.point, lived)?;
    let moved = usage.iter().filter_map(|usage| {
        let energy = usage.energy_in(lived);
        let part = usage.period.overlap(&lived)?;
        let (from, to) = (span.from + (part.from - lived.from), span.from + (part.to - lived.from));
        let period = Period::new(from, to.min(span.to)).ok()?;
        Some(Usage { period, energy, estimated: usage.estimated })
    });
    let words = view.words();
    let based_on = words.say("tariff-room-month", &[("room", name), ("month", &words.month(last))]);
    Ok((moved.collect(), based_on))
}

fn example(span: Period) -> Vec<Usage> {
    let mut usage = Vec::new();
    let mut from = span.from;
    let mut hour = 0;
    while from < span.to {
        let to = (from + Duration::hours(1)).min(span.to);
        let energy = Energy::from_wh(EXAMPLE_DAY_WH[hour % 24]);
        usage.extend(Period::new(from, to).ok().map(|period| Usage { period, energy, estimated: false }));
        from = to;
        hour += 1;
    }
    usage
}
