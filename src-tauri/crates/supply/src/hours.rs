use std::fmt;

use chrono::{Days, NaiveDate, NaiveTime};
use units::{DateRange, DayCalendar, DayType, Period, Timestamp, Zone};

/// Minutes of a day of the clock.
const DAY: u16 = 24 * 60;
/// How far ahead a change is looked for. Hours repeat by the week.
const AHEAD: Days = Days::new(8);

/// A stretch of the clock on certain days. One that ends at or before its beginning ends on the next day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    days: Vec<DayType>,
    night: Night,
    from: u16,
    to: u16,
}

/// Which of its two days says whether a night counts: that of its evening, or that of its morning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Night {
    #[default]
    Evening,
    Morning,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SpanError {
    #[error("name at least one kind of day")]
    NoDays,
    #[error("a day has no more than 24:00; write minutes from 0 to 1440")]
    Beyond,
    #[error("it begins and ends at the same time; write 00:00 to 24:00 for the whole day")]
    Empty,
}

/// Hours of the week of the site, such as 23:00 to 06:00 before workdays, with days on which others hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hours {
    usual: Vec<Span>,
    /// The first that has the day counts.
    special: Vec<SpecialDays>,
}

/// Days with hours of their own, such as exam weeks; without any spans nothing holds on them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecialDays {
    pub name: String,
    pub days: DateRange,
    pub spans: Vec<Span>,
}

/// Whether an instant lies within some hours, and until when that stays so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub within: bool,
    /// The next change, or the end of what was looked at: ask again then.
    pub until: Timestamp,
}

impl Span {
    /// Minutes from midnight, `from` below 1440 and `to` up to it.
    pub fn new(days: &[DayType], night: Night, from: u16, to: u16) -> Result<Self, SpanError> {
        if days.is_empty() {
            return Err(SpanError::NoDays);
        }
        if from >= DAY || to > DAY {
            return Err(SpanError::Beyond);
        }
        if from == to {
            return Err(SpanError::Empty);
        }
        let mut days = days.to_vec();
        days.sort_unstable();
        days.dedup();
        Ok(Self { days, night, from, to })
    }

    pub fn days(&self) -> &[DayType] {
        &self.days
    }

    pub const fn night(&self) -> Night {
        self.night
    }

    /// Minutes from midnight.
    pub const fn minutes(&self) -> (u16, u16) {
        (self.from, self.to)
    }

    pub const fn passes_midnight(&self) -> bool {
        self.to <= self.from
    }

    /// The stretch that begins on a date, if its day counts.
    fn on(&self, date: NaiveDate, zone: Zone, calendar: &DayCalendar) -> Option<Period> {
        let next = date.checked_add_days(Days::new(1))?;
        let decides = if self.passes_midnight() && self.night == Night::Morning { next } else { date };
        if !self.days.contains(&calendar.day_type(decides)) {
            return None;
        }
        let end = if self.passes_midnight() { next } else { date };
        Period::new(instant(zone, date, self.from), instant(zone, end, self.to)).ok()
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = self.minutes();
        write!(f, "{:02}:{:02}–{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

/// The instant at which the wall clock shows so many minutes after midnight.
fn instant(zone: Zone, date: NaiveDate, minute: u16) -> Timestamp {
    match NaiveTime::from_hms_opt(u32::from(minute / 60), u32::from(minute % 60), 0) {
        Some(time) => zone.instant(date, time),
        // 24:00 is the next midnight.
        None => zone.start_of(date.checked_add_days(Days::new(1)).unwrap_or(date)),
    }
}

impl Hours {
    pub const fn new(usual: Vec<Span>, special: Vec<SpecialDays>) -> Self {
        Self { usual, special }
    }

    pub fn usual(&self) -> &[Span] {
        &self.usual
    }

    pub fn special(&self) -> &[SpecialDays] {
        &self.special
    }

    /// Nothing ever lies within.
    pub fn is_empty(&self) -> bool {
        self.usual.is_empty() && self.special.iter().all(|special| special.spans.is_empty())
    }

    pub fn standing(&self, at: Timestamp, zone: Zone, calendar: &DayCalendar) -> Standing {
        let today = zone.date(at);
        let first = today.checked_sub_days(Days::new(1)).unwrap_or(today);
        let end = today.checked_add_days(AHEAD).unwrap_or(today);
        let horizon = zone.start_of(end);
        for stretch in self.stretches(DateRange { first, end }, zone, calendar) {
            if stretch.contains(at) {
                return Standing { within: true, until: stretch.to };
            }
            if stretch.from > at {
                return Standing { within: false, until: stretch.from };
            }
        }
        Standing { within: false, until: horizon }
    }

    /// The stretches that begin on these dates, in order; those that touch are one.
    pub fn stretches(&self, dates: DateRange, zone: Zone, calendar: &DayCalendar) -> Vec<Period> {
        let mut found: Vec<Period> = Vec::new();
        for date in dates.iter() {
            found.extend(self.spans_on(date).iter().filter_map(|span| span.on(date, zone, calendar)));
        }
        found.sort_by_key(|stretch| (stretch.from, stretch.to));
        let mut joined: Vec<Period> = Vec::with_capacity(found.len());
        for stretch in found {
            match joined.last_mut() {
                Some(last) if stretch.from <= last.to => last.to = last.to.max(stretch.to),
                _ => joined.push(stretch),
            }
        }
        joined
    }

    /// The special days that a date lies in.
    pub fn special_on(&self, date: NaiveDate) -> Option<&SpecialDays> {
        self.special.iter().find(|special| special.days.first <= date && date < special.days.end)
    }

    fn spans_on(&self, date: NaiveDate) -> &[Span] {
        self.special_on(date).map_or(&self.usual, |special| &special.spans)
    }
}

#[cfg(test)]
mod tests;
