use std::collections::BTreeMap;

use chrono::Duration;
use units::Timestamp;

/// A danger that a meter can tell of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hazard {
    /// The highest phase, in mV.
    OverVoltage,
    /// The lowest phase, in mV: also a neutral that broke.
    UnderVoltage,
    /// The phase that carries most, in mA.
    OverCurrent,
    /// Residual current to earth, in mA.
    Leakage,
    /// The hottest sensor, in tenths of °C.
    Heat,
}

impl Hazard {
    pub const ALL: [Self; 5] = [Self::OverVoltage, Self::UnderVoltage, Self::OverCurrent, Self::Leakage, Self::Heat];

    pub const fn code(self) -> &'static str {
        match self {
            Self::OverVoltage => "over_voltage",
            Self::UnderVoltage => "under_voltage",
            Self::OverCurrent => "over_current",
            Self::Leakage => "leakage",
            Self::Heat => "heat",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hazard| hazard.code() == code)
    }

    const fn is_from_above(self) -> bool {
        !matches!(self, Self::UnderVoltage)
    }
}

/// What of all that a meter measures matters to safety; what it does not measure is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Measured {
    pub greatest_voltage_mv: Option<i64>,
    pub least_voltage_mv: Option<i64>,
    pub greatest_current_ma: Option<i64>,
    pub leakage_ma: Option<i64>,
    pub hottest_deci_c: Option<i64>,
}

impl Measured {
    const fn of(&self, hazard: Hazard) -> Option<i64> {
        match hazard {
            Hazard::OverVoltage => self.greatest_voltage_mv,
            Hazard::UnderVoltage => self.least_voltage_mv,
            Hazard::OverCurrent => self.greatest_current_ma,
            Hazard::Leakage => self.leakage_ma,
            Hazard::Heat => self.hottest_deci_c,
        }
    }
}

/// What follows when a bound is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    Alarm,
    /// The room is switched off until a person has looked.
    Trip,
}

/// A bound of one hazard, in its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    pub limit: i64,
    /// Passed for so long, at two looks at least.
    pub lasting: Duration,
    pub act: Act,
}

/// The bounds of a site.
pub type Bounds = BTreeMap<Hazard, Bound>;

/// A hazard began or is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Danger {
    Began { hazard: Hazard, value: i64, bound: Bound },
    Over(Hazard),
}

/// Watches what one meter tells for hazards. A single look is no hazard; a value must come back from its bound by a
/// fiftieth before the hazard is over, so that one at the bound is told once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Watch {
    since: BTreeMap<Hazard, Timestamp>,
    standing: Vec<Hazard>,
}

impl Watch {
    pub fn look(&mut self, at: Timestamp, measured: &Measured, bounds: &Bounds) -> Vec<Danger> {
        Hazard::ALL
            .into_iter()
            .filter_map(|hazard| self.one(at, hazard, measured.of(hazard), bounds.get(&hazard)))
            .collect()
    }

    fn one(&mut self, at: Timestamp, hazard: Hazard, value: Option<i64>, bound: Option<&Bound>) -> Option<Danger> {
        // What is not told this time is no news.
        let value = if bound.is_some() { Some(value?) } else { None };
        let stands = self.standing.contains(&hazard);
        let Some((bound, value)) = bound.zip(value).filter(|(bound, value)| passes(hazard, *value, bound, stands))
        else {
            self.since.remove(&hazard);
            let place = self.standing.iter().position(|standing| *standing == hazard)?;
            self.standing.swap_remove(place);
            return Some(Danger::Over(hazard));
        };
        let since = *self.since.entry(hazard).or_insert(at);
        let lasted = at > since && at - since >= bound.lasting;
        if stands || !lasted {
            return None;
        }
        self.standing.push(hazard);
        Some(Danger::Began { hazard, value, bound: *bound })
    }
}

fn passes(hazard: Hazard, value: i64, bound: &Bound, stands: bool) -> bool {
    let margin = if stands { (bound.limit.abs() / 50).max(1) } else { 0 };
    if hazard.is_from_above() { value > bound.limit - margin } else { value < bound.limit + margin }
}

#[cfg(test)]
mod tests {
    use units::timestamp;

    use super::*;

    fn at(second: i64) -> Timestamp {
        timestamp(1_800_000_000_000) + Duration::seconds(second)
    }

    fn bounds(hazard: Hazard, limit: i64) -> Bounds {
        Bounds::from([(hazard, Bound { limit, lasting: Duration::seconds(10), act: Act::Trip })])
    }

    fn measured(hazard: Hazard, value: Option<i64>) -> Measured {
        let mut measured = Measured::default();
        match hazard {
            Hazard::OverVoltage => measured.greatest_voltage_mv = value,
            Hazard::UnderVoltage => measured.least_voltage_mv = value,
            Hazard::OverCurrent => measured.greatest_current_ma = value,
            Hazard::Leakage => measured.leakage_ma = value,
            Hazard::Heat => measured.hottest_deci_c = value,
        }
        measured
    }

    /// Looks five seconds apart; when a hazard began and when it was over.
    fn played(hazard: Hazard, limit: i64, values: &[Option<i64>]) -> Vec<(usize, bool)> {
        let mut watch = Watch::default();
        let mut found = Vec::new();
        for (look, value) in values.iter().enumerate() {
            let second = i64::try_from(look).unwrap() * 5;
            for danger in watch.look(at(second), &measured(hazard, *value), &bounds(hazard, limit)) {
                found.push((look, matches!(danger, Danger::Began { .. })));
            }
        }
        found
    }

    #[test]
    fn each_hazard_is_told_once_after_its_time_and_its_end_once() {
        for (hazard, limit, well, bad, near) in [
            (Hazard::OverVoltage, 253_000, 230_000, 260_000, 252_000),
            (Hazard::UnderVoltage, 196_000, 230_000, 150_000, 197_000),
            (Hazard::OverCurrent, 40_000, 5_000, 60_000, 39_500),
            (Hazard::Leakage, 30, 1, 35, 30),
            (Hazard::Heat, 700, 300, 900, 690),
        ] {
            let values = [well, bad, bad, bad, near, near, bad, well, bad, well].map(Some);
            assert_eq!(played(hazard, limit, &values), [(3, true), (7, false)], "{hazard:?}");
        }
    }

    #[test]
    fn one_look_is_no_hazard_and_a_value_at_the_bound_none() {
        assert_eq!(
            played(Hazard::OverVoltage, 253_000, &[230_000, 999_000, 230_000, 253_000, 253_000, 253_000].map(Some)),
            []
        );
        let mut watch = Watch::default();
        let at_once = Bounds::from([(Hazard::Heat, Bound { limit: 700, lasting: Duration::zero(), act: Act::Alarm })]);
        assert_eq!(watch.look(at(0), &measured(Hazard::Heat, Some(900)), &at_once), []);
        assert_eq!(watch.look(at(5), &measured(Hazard::Heat, Some(900)), &at_once).len(), 1);
    }

    #[test]
    fn what_is_not_measured_is_no_news() {
        let heat = [Some(900), None, None, Some(900), None, None, Some(900), Some(300)];
        assert_eq!(played(Hazard::Heat, 700, &heat), [(3, true), (7, false)]);
    }

    #[test]
    fn a_bound_that_is_taken_away_ends_its_hazard() {
        let mut watch = Watch::default();
        for second in [0, 5, 10] {
            watch.look(at(second), &measured(Hazard::Heat, Some(900)), &bounds(Hazard::Heat, 700));
        }
        let over = watch.look(at(15), &measured(Hazard::Heat, Some(900)), &Bounds::new());
        assert_eq!(over, [Danger::Over(Hazard::Heat)]);
    }

    #[test]
    fn codes_are_read_back() {
        for hazard in Hazard::ALL {
            assert_eq!(Hazard::parse(hazard.code()), Some(hazard));
        }
    }
}
