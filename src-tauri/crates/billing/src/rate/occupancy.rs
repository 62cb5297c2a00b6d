use chrono::{Days, NaiveDate};
use units::{DateRange, Zone, round_div};

use crate::{PartCycle, Tenancy};

/// Who lives there, and since when: what thresholds and grants of a cycle follow from (`rules.md` 6).
pub(super) struct Occupancy {
    /// Sorted by date.
    occupants: Vec<(NaiveDate, u32)>,
    /// The dates of the tenancy: at least one, the date of a move-out not included.
    lived: DateRange,
}

/// An energy for a whole cycle: so much, and so much for each occupant beyond a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Portion {
    pub wh: i64,
    pub per_occupant: i64,
    pub beyond: u32,
}

impl Occupancy {
    pub fn new(occupants: &[(NaiveDate, u32)], tenancy: Tenancy, zone: Zone) -> Self {
        let mut occupants = occupants.to_vec();
        occupants.sort_by_key(|(date, _)| *date);
        let first = zone.date(tenancy.from);
        let tomorrow = first.checked_add_days(Days::new(1)).unwrap_or(first);
        let end = tenancy.to.map_or(NaiveDate::MAX, |to| zone.date(to).max(tomorrow));
        Self { occupants, lived: DateRange { first, end } }
    }

    /// The dates on which the number of occupants changes.
    pub fn changes(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        self.occupants.iter().skip(1).map(|(date, _)| *date)
    }

    /// The portion of a cycle as it is known on `day`: days so far as they were lived, later ones as on `day`, each
    /// with an equal part of the cycle; rounded once to the watt-hour, half away from zero.
    ///
    /// By days, only the dates of tenancy and `granted` count. A cycle without an end is whole, and as on `day`.
    pub fn portion(&self, cycle: DateRange, granted: DateRange, part: PartCycle, day: NaiveDate, of: Portion) -> i64 {
        let now = self.weight(self.on(day), of);
        if cycle.end == NaiveDate::MAX {
            return narrow(now);
        }
        let counted = match part {
            PartCycle::Whole => Some(cycle),
            PartCycle::ByDays => cycle.overlap(&self.lived).and_then(|dates| dates.overlap(&granted)),
        };
        let Some(counted) = counted else { return 0 };
        let tomorrow = day.checked_add_days(Days::new(1)).unwrap_or(day);
        let past = DateRange { first: counted.first, end: counted.end.min(tomorrow) };
        let ahead = DateRange { first: counted.first.max(tomorrow), end: counted.end };
        let sum = self.past(past, of) + i128::from(ahead.days()) * now;
        narrow(round_div(sum, i128::from(cycle.days().max(1))))
    }

    fn past(&self, dates: DateRange, of: Portion) -> i128 {
        let mut sum = 0;
        let mut from = dates.first;
        for (date, _) in self.occupants.iter().filter(|(date, _)| dates.first < *date && *date < dates.end) {
            sum += i128::from((*date - from).num_days()) * self.weight(self.on(from), of);
            from = *date;
        }
        sum + i128::from(DateRange { first: from, end: dates.end }.days()) * self.weight(self.on(from), of)
    }

    fn on(&self, day: NaiveDate) -> u32 {
        let after = self.occupants.partition_point(|(date, _)| *date <= day);
        self.occupants.get(after.saturating_sub(1)).map_or(0, |(_, number)| *number)
    }

    fn weight(&self, occupants: u32, of: Portion) -> i128 {
        i128::from(of.wh) + i128::from(of.per_occupant) * i128::from(occupants.saturating_sub(of.beyond))
    }
}

fn narrow(wh: i128) -> i64 {
    i64::try_from(wh).unwrap_or(i64::MAX)
}
