//! What the store needs over the years, in small steps: readings of closed months are sealed, those of long ago thinned
//! out where the site wants that, hours of lines taken away. One step a second, so that nobody waits.

use chrono::Duration;
use store::{installation, line_hour, month_close, reading_block, setting};
use units::{InstallationId, Month, Period, PointId, Timestamp};

use super::Core;
use crate::error::{Refusal, Result};

/// When there is nothing to do, it is looked again after so long.
const REST: Duration = Duration::minutes(10);

/// Hours of lines are kept for so long.
const HOURS_KEPT: Duration = Duration::days(400);
const HOURS_AT_ONCE: u32 = 500;

const YEARS: &str = "keep_readings_years";
const THINNED: &str = "readings_thinned";

/// How many years readings can be kept at least: corrections and back-tests look that far.
pub(crate) const LEAST_YEARS: u32 = 2;

#[derive(Debug, Default)]
pub(super) struct Upkeep {
    rests_until: Option<Timestamp>,
    /// The month that is thinned out, and at which installations that is still to be done.
    thinning: Option<(Month, Vec<InstallationId>)>,
}

impl Core {
    pub(super) fn tick_upkeep(&mut self) {
        let now = self.now;
        // Both ways: the clock may be set back.
        let rests = self.upkeep.rests_until.is_some_and(|until| until > now && until - now <= REST);
        if rests || self.fault().is_some() {
            return;
        }
        match self.one_step() {
            Ok(true) => self.upkeep.rests_until = None,
            Ok(false) => self.upkeep.rests_until = Some(now + REST),
            Err(refusal) => {
                tracing::warn!(?refusal, "the store could not be looked after");
                self.upkeep.rests_until = Some(now + REST);
            }
        }
    }

    /// Whether there was something to do.
    fn one_step(&mut self) -> Result<bool> {
        if let Some(close) = month_close::last(&self.store)? {
            if let Some((installation, at)) = reading_block::unsealed(&self.store, close.until)? {
                let month = self.site.zone.span(self.site.zone.month(at).dates());
                self.write(|tx| reading_block::seal(tx, installation, month))?;
                return Ok(true);
            }
            if self.thin_out(close.until)? {
                return Ok(true);
            }
        }
        let before = self.now - HOURS_KEPT;
        Ok(self.write(|tx| line_hour::purge(tx, before, HOURS_AT_ONCE))? > 0)
    }

    /// The next installation of the oldest month that is kept no longer; the month once all are done.
    fn thin_out(&mut self, closed_until: Timestamp) -> Result<bool> {
        let begun = match self.upkeep.thinning.take() {
            Some(begun) => Some(begun),
            None => self.next_month(closed_until)?,
        };
        let Some((month, mut left)) = begun else { return Ok(false) };
        let span = self.site.zone.span(month.dates());
        while let Some(id) = left.pop() {
            let Some(row) = installation::get(&self.store, id)? else { continue };
            let keep = self.edges(row.point, span)?;
            let taken = self.write(|tx| reading_block::thin(tx, id, span, &keep))?;
            if taken > 0 {
                self.upkeep.thinning = Some((month, left));
                return Ok(true);
            }
        }
        self.write(|tx| setting::put(tx, THINNED, &month.to_string()))?;
        Ok(true)
    }

    fn next_month(&self, closed_until: Timestamp) -> Result<Option<(Month, Vec<InstallationId>)>> {
        let Some(years) = kept_years(&self.store)? else { return Ok(None) };
        let zone = self.site.zone;
        let installed = installation::all(&self.store)?;
        let first = installed.iter().map(|(_, row)| row.from_at).min();
        let Some(first) = first else { return Ok(None) };
        let month = thinned_through(&self.store)?.map_or(zone.month(first), Month::next);
        let present = zone.month(self.now);
        let years = i32::try_from(years).unwrap_or(i32::MAX);
        let Some(oldest_kept) = Month::new(present.year() - years, present.month()) else { return Ok(None) };
        let end = zone.start_of(month.next().first());
        if month >= oldest_kept || end > closed_until {
            return Ok(None);
        }
        let span = zone.span(month.dates());
        let here = installed
            .iter()
            .filter(|(_, row)| row.from_at < span.to && row.to.is_none_or(|(ended, _)| ended >= span.from));
        Ok(Some((month, here.map(|(id, _)| *id).collect())))
    }

    /// Where papers of that time begin and end: tenants came and went.
    fn edges(&self, point: PointId, span: Period) -> Result<Vec<Timestamp>> {
        let place = store::point::all(&self.store)?.into_iter().find(|(id, _)| *id == point).map(|(_, row)| row.place);
        let Some(place) = place else { return Ok(Vec::new()) };
        let tenancies = store::tenancy::of_place(&self.store, place)?.into_iter();
        let edges = tenancies.flat_map(|(_, tenancy)| [Some(tenancy.from_at), tenancy.to_at]).flatten();
        Ok(edges.filter(|at| span.contains(*at)).collect())
    }

    /// A month whose readings were thinned out is rated by nothing any more.
    pub fn readings_are_whole(&self, month: Month) -> Result<()> {
        match thinned_through(&self.store)? {
            Some(through) if month <= through => {
                Err(Refusal::new("readings-thinned").with("month", through).field("month"))
            }
            _ => Ok(()),
        }
    }

    /// For how many years every reading is kept; none for ever.
    pub fn keep_readings(&mut self, years: Option<u32>, done: &store::operation::Operation) -> Result<()> {
        let text = years.map(|years| years.to_string()).unwrap_or_default();
        self.write(|tx| {
            setting::put(tx, YEARS, &text)?;
            store::operation::insert(tx, done)
        })?;
        self.upkeep = Upkeep::default();
        Ok(())
    }
}

pub(crate) fn kept_years(db: &store::Db) -> Result<Option<u32>> {
    let text = setting::get(db, YEARS)?.unwrap_or_default();
    Ok(text.parse().ok().filter(|years| *years >= LEAST_YEARS))
}

pub(crate) fn thinned_through(db: &store::Db) -> Result<Option<Month>> {
    Ok(setting::get(db, THINNED)?.and_then(|text| text.parse().ok()))
}
