//! Usage over a span from stored readings, over every meter that was installed at a point.

use billing::{Running, Usage};
use store::installation;
use store::reading::Series;
use units::{Energy, Period, PointId, Quality, Reading, Timestamp, millis, timestamp};

use super::account::{UNWATCHED, usages};
use super::register::at_the_point;
use crate::error::{Refusal, Result};
use crate::wire::models;

/// One meter's good readings around a span, from its installation to its end.
#[derive(Debug)]
pub(crate) struct Stretch {
    pub installed: installation::Installation,
    pub readings: Series,
    /// Where this meter's register starts again at zero, at the point: the next one's is another.
    pub modulus: Option<Energy>,
}

impl Stretch {
    /// Adds what was used to a month that is rated.
    pub fn rate(&self, running: &mut Running) -> Result<()> {
        let Series { at_ms, register_wh, .. } = &self.readings;
        if self.all_read() {
            return running.add_readings(at_ms, register_wh, self.modulus, UNWATCHED).map_err(Refusal::broken);
        }
        self.usages()?.iter().try_for_each(|usage| running.add(usage)).map_err(Refusal::broken)
    }

    /// What was used in a span.
    pub fn energy_in(&self, span: Period) -> Result<Energy> {
        let Series { at_ms, register_wh, .. } = &self.readings;
        if self.all_read() {
            return billing::energy_in(at_ms, register_wh, self.modulus, span).map_err(Refusal::broken);
        }
        Ok(self.usages()?.iter().map(|usage| usage.energy_in(span)).sum())
    }

    /// Nothing is estimated: the columns can be taken as they are.
    fn all_read(&self) -> bool {
        self.readings.quality.iter().all(|quality| *quality == Quality::Actual)
    }

    pub fn usages(&self) -> Result<Vec<Usage>> {
        usages(&self.readings.iter().collect::<Vec<_>>(), self.modulus).map_err(Refusal::broken)
    }

    /// The register at an instant, shared by time between two readings.
    pub fn register_at(&self, at: Timestamp) -> Result<Option<Reading>> {
        let readings: Vec<Reading> = self.readings.iter().collect();
        billing::register_at(&readings, self.modulus, at).map_err(Refusal::broken)
    }

    /// Up to when usage is known.
    pub fn known_to(&self) -> Option<Timestamp> {
        self.readings.at_ms.get(1..)?.last().map(|at| timestamp(*at))
    }

    /// Only the readings that somebody chooses stay.
    pub fn retain(&mut self, keep: impl Fn(&Reading) -> bool) {
        self.readings = self.readings.iter().filter(keep).collect();
    }
}

/// All usage at a point that touches a span, over every meter that was installed there.
pub(crate) fn usage_over(db: &store::Db, point: PointId, span: Period) -> Result<Vec<Usage>> {
    let mut all = Vec::new();
    for stretch in stretches(db, point, span)? {
        all.extend(stretch.usages()?);
    }
    Ok(all)
}

pub(crate) fn stretches(db: &store::Db, point: PointId, span: Period) -> Result<Vec<Stretch>> {
    let mut stretches = Vec::new();
    for (id, installed) in installation::of_point(db, point)? {
        let ended = installed.to.map(|(at, _)| at);
        if installed.from_at >= span.to || ended.is_some_and(|ended| ended <= span.from) {
            continue;
        }
        let mut readings = readings_over(db, id, span)?;
        if readings.at_ms.first().is_none_or(|first| *first > millis(installed.from_at) && *first >= millis(span.from))
        {
            put(&mut readings, 0, (installed.from_at, installed.from_register));
        }
        if let Some((at, register)) = installed.to {
            let before = readings.at_ms.partition_point(|known| *known < millis(at));
            truncate(&mut readings, before);
            put(&mut readings, before, (at, register));
        }
        let modulus = modulus_of(db, &installed)?;
        stretches.push(Stretch { installed, readings, modulus });
    }
    Ok(stretches)
}

/// Where the register of an installed meter starts again at zero, at the point.
fn modulus_of(db: &store::Db, installed: &installation::Installation) -> Result<Option<Energy>> {
    let device = store::meter::get(db, installed.meter)?;
    let own = device.and_then(|device| models::model(&device.profile)).and_then(|profile| profile.register_modulus());
    Ok(own.and_then(|own| at_the_point(own, installed.ratio)))
}

/// The good readings of a span with the one before it and the first after it, so that its edges can be told.
fn readings_over(db: &store::Db, of: units::InstallationId, span: Period) -> Result<Series> {
    let mut readings = store::reading::series(db, of, span.from, span.to)?;
    if readings.quality.contains(&Quality::Suspect) {
        readings = readings.iter().filter(|reading| reading.quality != Quality::Suspect).collect();
    }
    if let Some(base) = store::reading::base(db, of, span.from - TICK)? {
        put(&mut readings, 0, (base.at, base.register));
    }
    // The next reading after a gap may be far; a month is looked through before a longer time.
    for days in [1, 31, 3660] {
        let after = store::reading::between(db, of, span.to, span.to + chrono::Duration::days(days))?;
        if let Some(next) = after.into_iter().find(|reading| reading.quality == Quality::Actual) {
            let end = readings.len();
            put(&mut readings, end, (next.at, next.register));
            break;
        }
    }
    Ok(readings)
}

/// Puts a reading that counts into its place.
fn put(readings: &mut Series, index: usize, (at, register): (Timestamp, Energy)) {
    readings.at_ms.insert(index, millis(at));
    readings.register_wh.insert(index, register.wh());
    readings.quality.insert(index, Quality::Actual);
}

fn truncate(readings: &mut Series, length: usize) {
    readings.at_ms.truncate(length);
    readings.register_wh.truncate(length);
    readings.quality.truncate(length);
}

/// The finest step of stored instants.
pub(super) const TICK: chrono::Duration = chrono::Duration::milliseconds(1);
