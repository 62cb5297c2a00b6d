use units::{DateRange, Month, Period, Timestamp, Zone};

/// When an account's tenancy began and, once it is known, ended: half-open, by the readings of move-in and move-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tenancy {
    pub from: Timestamp,
    pub to: Option<Timestamp>,
}

/// A calendar month of the site as far as one tenancy lasts in it (`rules.md` 2).
///
/// Energy is counted between instants. Fees are counted by civil dates: the first date counts, the date of the
/// move-out does not, so that two tenancies that meet within a day pay for that day once between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChargePeriod {
    pub month: Month,
    tenancy: Tenancy,
    zone: Zone,
}

impl ChargePeriod {
    pub const fn new(month: Month, tenancy: Tenancy, zone: Zone) -> Self {
        Self { month, tenancy, zone }
    }

    /// The instants of the whole charge period; nothing when the tenancy does not touch the month.
    pub fn instants(&self) -> Option<Period> {
        self.instants_of(self.month.dates())
    }

    /// The instants of these civil dates that lie in the charge period.
    pub fn instants_of(&self, dates: DateRange) -> Option<Period> {
        let dates = dates.overlap(&self.month.dates())?;
        let span = self.zone.span(dates);
        let to = self.tenancy.to.map_or(span.to, |to| to.min(span.to));
        Period::new(span.from.max(self.tenancy.from), to).ok()
    }

    /// How many of these dates the fee is due for: those of the charge period that are over at `as_of`.
    pub fn days_over(&self, dates: DateRange, as_of: Timestamp) -> i64 {
        let first = self.zone.date(self.tenancy.from);
        let left = self.tenancy.to.map_or(as_of, |to| to.min(as_of));
        let lived = DateRange { first, end: self.zone.date(left) };
        dates.overlap(&self.month.dates()).and_then(|d| d.overlap(&lived)).map_or(0, |d| d.days())
    }

    /// The civil date on which an instant falls.
    pub fn date(&self, at: Timestamp) -> chrono::NaiveDate {
        self.zone.date(at)
    }
}
