//! Usage over a span from stored readings, over every meter that was installed at a point.

use store::installation;
use units::{Energy, Period, PointId, Quality, Reading, Timestamp};

use super::register::at_the_point;
use crate::error::{Refusal, Result};
use crate::wire::models;

/// One meter's good readings around a span, from its installation to its end.
#[derive(Debug)]
pub(crate) struct Stretch {
    pub installed: installation::Installation,
    pub readings: Vec<Reading>,
    /// Where this meter's register starts again at zero, at the point: the next one's is another.
    pub modulus: Option<Energy>,
}

impl Stretch {
    pub fn usages(&self) -> Result<Vec<billing::Usage>> {
        super::account::usages(&self.readings, self.modulus).map_err(Refusal::broken)
    }

    /// The register at an instant, shared by time between two readings.
    pub fn register_at(&self, at: Timestamp) -> Result<Option<Reading>> {
        billing::register_at(&self.readings, self.modulus, at).map_err(Refusal::broken)
    }
}

/// All usage at a point that touches a span, over every meter that was installed there.
pub(crate) fn usage_over(db: &store::Db, point: PointId, span: Period) -> Result<Vec<billing::Usage>> {
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
        let good = |at, register| Reading { at, register, quality: Quality::Actual };
        let mut readings = readings_over(db, id, span)?;
        if readings.first().is_none_or(|first| first.at > installed.from_at && first.at >= span.from) {
            readings.insert(0, good(installed.from_at, installed.from_register));
        }
        if let Some((at, register)) = installed.to {
            readings.retain(|reading| reading.at < at);
            readings.push(good(at, register));
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
fn readings_over(db: &store::Db, of: units::InstallationId, span: Period) -> Result<Vec<Reading>> {
    let mut readings: Vec<Reading> = store::reading::base(db, of, span.from - TICK)?.into_iter().collect();
    readings.extend(store::reading::between(db, of, span.from, span.to)?);
    // The next reading after a gap may be far; a month is looked through before a longer time.
    for days in [1, 31, 3660] {
        let after = store::reading::between(db, of, span.to, span.to + chrono::Duration::days(days))?;
        if let Some(next) = after.into_iter().find(|reading| reading.quality == Quality::Actual) {
            readings.push(next);
            break;
        }
    }
    Ok(readings)
}

/// The finest step of stored instants.
pub(super) const TICK: chrono::Duration = chrono::Duration::milliseconds(1);
