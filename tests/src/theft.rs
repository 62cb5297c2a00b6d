//! A dormitory that is lived in for a season, somebody in it who takes what no meter of his counts, and what the
//! losses tell each morning.

use std::collections::BTreeMap;

use billing::Percent;
use billing::energy_balance::AccuracyClass;
use chrono::Duration;
use losses::{Branch, Likelihood, Meter};
use sim::{Building, Happening, HousePlan, Measures};
use units::Zone;

/// The day on which it begins, and how many there are.
pub const BEGINS: usize = 40;
pub const DAYS: usize = 90;
const DAY: usize = 24;
/// How many days a look at a branch takes in.
const BRANCH_DAYS: usize = 14;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    Bypass,
    Lead,
    Rise,
    Vanished,
}

/// Each thing that was found, about whom (empty for nobody), with the first day, the days on which it was said, and whether
/// it was ever likely.
pub type Findings = BTreeMap<(Found, String), (usize, usize, bool)>;

/// Lives through [`DAYS`] days of a dormitory of 24 rooms and looks each morning. `what` may happen on day [`BEGINS`].
pub fn season(seed: u64, what: Option<Happening>) -> Findings {
    let house = Season::live(seed, what);
    let mut findings = Findings::new();
    let mut note = |day: usize, found, whom: &str, likely: bool| {
        let entry = findings.entry((found, whom.to_owned())).or_insert((day, 0, false));
        entry.1 += 1;
        entry.2 |= likely;
    };
    for day in BRANCH_DAYS..=DAYS {
        let (supply, below, names) = house.branch(day, BRANCH_DAYS);
        let branch = Branch { above: &supply, below: &below, technical: Percent::new(3_000_000).unwrap_or_default() };
        for bypass in losses::bypass(&branch) {
            note(day, Found::Bypass, names[bypass.index], bypass.likelihood == Likelihood::Likely);
        }
        let rooms: Vec<usize> = (0..below.len()).filter(|index| names[*index] != "corridor").collect();
        let of_rooms: Vec<Meter> = rooms.iter().map(|index| below[*index].clone()).collect();
        for corridor in below.iter().zip(&names).filter(|(_, name)| **name == "corridor").map(|(meter, _)| meter) {
            if let Some(lead) = losses::lead(corridor, &of_rooms) {
                note(day, Found::Lead, names[rooms[lead.index]], lead.likelihood == Likelihood::Likely);
            }
        }
        if day < 28 {
            continue;
        }
        let (_, month, _) = house.branch(day, 28);
        for (meter, name) in month.iter().zip(&names) {
            if *name == "corridor" {
                if losses::rise(meter).is_some() {
                    note(day, Found::Rise, "", false);
                }
            } else if losses::vanished(meter).is_some() {
                note(day, Found::Vanished, name, false);
            }
        }
    }
    findings
}

/// Hours of every meter of the house.
struct Season {
    names: Vec<String>,
    hours: Vec<Vec<Option<i64>>>,
    supply: usize,
}

impl Season {
    fn live(seed: u64, what: Option<Happening>) -> Self {
        let start = crate::monday();
        let mut house = Building::new(HousePlan::dormitory(seed, Zone::UTC, start, 24));
        if let Some(what) = what {
            house.schedule(start + days(BEGINS), what);
        }
        let placed = house.placed().to_vec();
        // Meters tell tens of watt-hours.
        let read = |house: &Building| -> Vec<i64> {
            placed.iter().map(|one| house.register(one.address).map_or(0, |energy| energy.wh() / 10 * 10)).collect()
        };
        let mut last = read(&house);
        let mut hours = vec![Vec::with_capacity(DAYS * DAY); placed.len()];
        for hour in 1..=DAYS * DAY {
            house.advance(start + Duration::hours(i64::try_from(hour).unwrap_or_default()));
            let now = read(&house);
            for (hours, (now, last)) in hours.iter_mut().zip(now.iter().zip(&last)) {
                hours.push(Some(now - last));
            }
            last = now;
        }
        let supply = placed.iter().position(|one| one.measures == Measures::Supply).unwrap_or_default();
        Self { names: placed.iter().map(|one| one.name.clone()).collect(), hours, supply }
    }

    /// The supply meter, those below it, and their names, over the days before a morning.
    fn branch(&self, day: usize, days: usize) -> (Meter, Vec<Meter>, Vec<&str>) {
        let window = (day - days) * DAY..day * DAY;
        let meter =
            |index: usize| Meter { class: AccuracyClass::ONE, hours: self.hours[index][window.clone()].to_vec() };
        let below: Vec<usize> = (0..self.names.len()).filter(|index| *index != self.supply).collect();
        let names = below.iter().map(|index| self.names[*index].as_str()).collect();
        (meter(self.supply), below.into_iter().map(meter).collect(), names)
    }
}

fn days(days: usize) -> Duration {
    Duration::days(i64::try_from(days).unwrap_or_default())
}
