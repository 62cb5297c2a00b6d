//! The site's calendar: which days are holidays, and which weekends are worked.

use units::DayCalendar;

use super::tariffs::day_type_name;
use crate::bill::CALENDARS;
use crate::core::{CALENDAR, Core, Scope, Terms};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::{Actor, View};

pub(crate) fn calendar(view: &View, _: Nothing) -> Result<CalendarPage> {
    let terms = Terms::load(&view.reader)?;
    let calendar = &terms.calendar;
    let dates = calendar.holidays.keys().chain(&calendar.workdays);
    let mut days: Vec<CalendarDay> = dates
        .map(|date| CalendarDay {
            date: date.to_string(),
            day_type: day_type_name(calendar.day_type(*date)),
            name: calendar.holidays.get(date).cloned().unwrap_or_default(),
        })
        .collect();
    days.sort_by(|a, b| a.date.cmp(&b.date));
    let shipped = CALENDARS.iter().map(|(id, text)| {
        let calendar = DayCalendar::parse(text).map_err(Refusal::broken)?;
        Ok(ShippedCalendar { id: (*id).to_owned(), name: calendar.name, text: (*text).to_owned() })
    });
    Ok(CalendarPage {
        name: calendar.name.clone(),
        text: terms.calendar_text,
        days,
        shipped: shipped.collect::<Result<_>>()?,
    })
}

pub(crate) fn save_calendar(core: &mut Core, by: &Actor, args: SaveCalendarArgs) -> Result<Change> {
    let text = args.text.trim().to_owned();
    let next = if text.is_empty() { DayCalendar::default() } else { parsed(&text)? };
    let since = first_difference(&core.terms.calendar, &next);
    let scope = match since {
        Some(since) => Scope::everywhere(&core.terms, since)?,
        None => Scope::nothing(&core.terms)?,
    };
    let done = core.done(by, "save_calendar", next.name.clone());
    core.change(&scope, args.seen.as_deref(), move |tx| {
        store::setting::put(tx, CALENDAR, &next.name)?;
        if !text.is_empty() {
            store::calendar::put(tx, &store::calendar::Calendar { name: next.name, text })?;
        }
        store::operation::insert(tx, &done)
    })
}

fn parsed(text: &str) -> Result<DayCalendar> {
    DayCalendar::parse(text).map_err(|cause| {
        let refusal = Refusal::new("calendar-text").with("line", cause.line).with("key", &cause.key);
        refusal.with("cause", crate::cause::calendar(&cause.problem)).field("text")
    })
}

/// The first date that is another kind of day.
fn first_difference(old: &DayCalendar, new: &DayCalendar) -> Option<chrono::NaiveDate> {
    let dates = [old, new].into_iter().flat_map(|calendar| calendar.holidays.keys().chain(&calendar.workdays));
    dates.copied().filter(|date| old.day_type(*date) != new.day_type(*date)).min()
}
