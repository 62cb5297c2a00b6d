use units::{Energy, Period, Quality, Reading, Timestamp, millis, timestamp};

/// Energy between two good readings.
///
/// Where a boundary (a month's end, a tariff version, a move) falls inside, the energy is shared by time: up to an
/// instant the usage has carried `floor(energy × elapsed ÷ length)` Wh, to the millisecond, and a part is the
/// difference of two such values. So the parts of any cut add up exactly, the odd watt-hour goes to the later part,
/// and a part does not depend on where else the usage is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    pub period: Period,
    pub energy: Energy,
    /// Made by rule, not read: to be settled when better data come.
    pub estimated: bool,
}

impl Usage {
    /// What was used before `at`: nothing before the period, everything after it.
    pub fn energy_until(&self, at: Timestamp) -> Energy {
        let wh = wh_until((millis(self.period.from), millis(self.period.to)), self.energy.wh(), millis(at));
        // The share is never larger than the whole.
        Energy::new(wh).unwrap_or(self.energy)
    }

    /// The part that falls into `span`.
    pub fn energy_in(&self, span: Period) -> Energy {
        self.energy_until(span.to) - self.energy_until(span.from)
    }
}

/// Of `wh` used between two instants in milliseconds, what was used before `at`: the definition of [`Usage`].
pub(crate) fn wh_until((from, to): (i64, i64), wh: i64, at: i64) -> i64 {
    if at <= from {
        return 0;
    }
    if at >= to {
        return wh;
    }
    let elapsed = i128::from(wh) * i128::from(at - from);
    i64::try_from(elapsed.div_euclid(i128::from(to - from))).unwrap_or(wh)
}

/// The energy of a span by actual readings of one installation as columns, strictly ascending: as [`between`] and
/// [`Usage::energy_in`] give it, without the usages.
pub fn energy_in(
    at_ms: &[i64],
    register_wh: &[i64],
    modulus: Option<Energy>,
    span: Period,
) -> Result<Energy, UsageError> {
    let (from, to) = (millis(span.from), millis(span.to));
    let mut sum = 0;
    for (times, registers) in at_ms.windows(2).zip(register_wh.windows(2)) {
        let (&[start, end], &[base, next]) = (times, registers) else { continue };
        let wh = rise_wh(base, next, modulus).ok_or_else(|| UsageError::Fell { at: timestamp(end) })?;
        sum += wh_until((start, end), wh, to) - wh_until((start, end), wh, from);
    }
    Ok(Energy::from_wh(sum))
}

/// Why readings give no usage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UsageError {
    #[error(
        "the register at {at} is lower than before and its width is not known; mark the reading suspect or end the installation"
    )]
    Fell { at: Timestamp },
    #[error("two good readings at {at} disagree; mark one of them suspect")]
    Disagree { at: Timestamp },
}

/// The usages that readings of one installation tell, whatever their order.
///
/// Actual readings are the bases. Suspect ones are passed over. An estimated reading counts only while no actual one
/// follows it: the stretch after the last actual reading is estimated, and vanishes when a better reading comes.
/// `modulus` is where the register starts again at zero, at the point (ratio applied); a fall is then a rollover.
pub fn between(readings: &[Reading], modulus: Option<Energy>) -> Result<Vec<Usage>, UsageError> {
    let good = good(readings)?;
    let mut usages = Vec::with_capacity(good.len().saturating_sub(1));
    for pair in good.windows(2) {
        let [base, next] = pair else { continue };
        usages.push(Usage {
            period: Period { from: base.at, to: next.at },
            energy: rise(base, next, modulus)?,
            estimated: next.quality == Quality::Estimated || base.quality == Quality::Estimated,
        });
    }
    Ok(usages)
}

/// The register at an instant, shared by time between two readings exactly as [`Usage`] shares energy, so that a
/// statement's register difference equals the energy of its lines. After the last reading: that reading, with its
/// own time. Nothing before the first.
pub fn register_at(
    readings: &[Reading],
    modulus: Option<Energy>,
    at: Timestamp,
) -> Result<Option<Reading>, UsageError> {
    let good = good(readings)?;
    let after = good.partition_point(|r| r.at <= at);
    let Some(base) = after.checked_sub(1).and_then(|i| good.get(i)) else { return Ok(None) };
    let Some(next) = good.get(after).filter(|_| base.at != at) else { return Ok(Some(*base)) };
    let period = Period { from: base.at, to: next.at };
    let usage = Usage { period, energy: rise(base, next, modulus)?, estimated: true };
    let register = base.register + usage.energy_until(at);
    let register = modulus.filter(|m| register >= *m).map_or(register, |m| register - m);
    Ok(Some(Reading { at, register, quality: Quality::Estimated }))
}

/// Sorted by time: all actual readings, then the estimated ones after the last of them.
fn good(readings: &[Reading]) -> Result<Vec<Reading>, UsageError> {
    let last_actual = readings.iter().filter(|r| r.quality == Quality::Actual).map(|r| r.at).max();
    let counts = |r: &&Reading| match r.quality {
        Quality::Actual => true,
        Quality::Estimated => last_actual.is_none_or(|last| r.at > last),
        Quality::Suspect => false,
    };
    let mut good: Vec<Reading> = readings.iter().filter(counts).copied().collect();
    good.sort_by_key(|r| (r.at, r.register));
    good.dedup();
    match good.windows(2).find(|pair| pair[0].at == pair[1].at) {
        Some(pair) => Err(UsageError::Disagree { at: pair[0].at }),
        None => Ok(good),
    }
}

fn rise(base: &Reading, next: &Reading, modulus: Option<Energy>) -> Result<Energy, UsageError> {
    let wh = rise_wh(base.register.wh(), next.register.wh(), modulus);
    wh.map(Energy::from_wh).ok_or(UsageError::Fell { at: next.at })
}

/// From one register to the next, over the turn of a register whose width is known.
pub(crate) fn rise_wh(base: i64, next: i64, modulus: Option<Energy>) -> Option<i64> {
    match next - base {
        rise @ 0.. => Some(rise),
        fall => modulus.map(|modulus| fall + modulus.wh()).filter(|rise| *rise >= 0),
    }
}

#[cfg(test)]
#[path = "usage/tests.rs"]
mod tests;
