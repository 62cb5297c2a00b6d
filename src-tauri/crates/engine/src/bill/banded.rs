//! Energy that is known by band, as a meter with a register for each band tells it.

use billing::{Clock, EnergyPrice, Tariff, Usage};
use chrono::{DateTime, TimeDelta, Timelike};
use units::{DayCalendar, Energy, Period, Timestamp, Zone, millis};

use super::read::{Node, Read};

const QUARTER_MS: i64 = 900_000;
/// So long may a time be whose energy is given by band.
const LONGEST: TimeDelta = TimeDelta::days(400);

/// What tells in which band an instant lies.
#[derive(Clone, Copy)]
pub struct Hours<'a> {
    pub tariff: &'a Tariff,
    pub calendar: &'a DayCalendar,
    pub zone: Zone,
}

/// A stretch of time in one band.
struct Stretch {
    period: Period,
    band: Option<String>,
}

/// Spreads each band's energy evenly over the time of the band within the period; time of bands without energy is
/// known to have none.
pub fn by_band(node: &Node<'_>, hours: Hours<'_>, period: Period) -> Read<Vec<Usage>> {
    if period.duration() > LONGEST {
        return Err(node.wrong("energy by band is read for 400 days at most; give it month by month"));
    }
    let stretches = hours.stretches(period);
    let mut usages: Vec<Usage> = stretches
        .iter()
        .map(|stretch| Usage { period: stretch.period, energy: Energy::ZERO, estimated: false })
        .collect();
    for (band, value) in node.names()? {
        let energy = value.used()?;
        let mine = |stretch: &Stretch| stretch.band.as_deref() == Some(&band);
        let length = |stretch: &Stretch| i128::from(stretch.period.duration().num_milliseconds());
        let whole: i128 = stretches.iter().filter(|stretch| mine(stretch)).map(length).sum();
        if whole == 0 {
            return Err(value.wrong(format!("the tariff has no time in a band “{band}” here")));
        }
        let (mut elapsed, mut before) = (0, 0);
        for (usage, stretch) in usages.iter_mut().zip(&stretches).filter(|(_, stretch)| mine(stretch)) {
            elapsed += length(stretch);
            let so_far = i128::from(energy.wh()) * elapsed / whole;
            usage.energy = i64::try_from(so_far - before).ok().and_then(Energy::new).unwrap_or_default();
            before = so_far;
        }
    }
    Ok(usages)
}

impl Hours<'_> {
    fn stretches(&self, period: Period) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut from = period.from;
        while from < period.to {
            let to = next_quarter(from).min(period.to);
            let band = self.band(from);
            match stretches.last_mut() {
                Some(last) if last.band == band => last.period.to = to,
                _ => stretches.push(Stretch { period: Period { from, to }, band }),
            }
            from = to;
        }
        stretches
    }

    fn band(&self, at: Timestamp) -> Option<String> {
        let version = self.tariff.in_force(self.zone.date(at))?;
        let EnergyPrice::Banded(bands) = &version.terms.energy else { return None };
        let shown = match bands.clock {
            Clock::Wall => self.zone.local(at).naive_local(),
            Clock::Standard => at.naive_utc() + self.zone.standard_offset(at),
        };
        let quarter = shown.num_seconds_from_midnight() / 900;
        let day = bands.day(shown.date(), self.calendar.day_type(shown.date()));
        let here = day.iter().find(|stretch| (u32::from(stretch.from)..u32::from(stretch.to)).contains(&quarter))?;
        bands.bands.get(here.band).map(|band| band.name.to_string())
    }
}

/// Quarters of every zone lie on quarters of UTC.
fn next_quarter(at: Timestamp) -> Timestamp {
    let next = (millis(at).div_euclid(QUARTER_MS) + 1) * QUARTER_MS;
    DateTime::from_timestamp_millis(next).unwrap_or(at + TimeDelta::minutes(15))
}
