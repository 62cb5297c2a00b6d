//! What watches over a house, in seasons of simulated days: how soon each thing is found, and how often somebody innocent
//! is named. No peer does this work; the figures are for people to judge.

use sim::{Happening, Part};
use tests::relays;
use tests::steps::term;
use tests::theft::{BEGINS, DAYS, Found, season};

use crate::table::{Figure, Row, counted};

const SEEDS: std::ops::RangeInclusive<u64> = 1..=4;

pub fn measure() -> Result<Vec<Row>, String> {
    let mut rows = vec![honest()];
    let bypass = || Happening::Bypass { room: "7".to_owned(), part: Some(Part::Share(300)) };
    rows.extend(theft("a bypass of 30 % in one of 24 rooms", bypass, (Found::Bypass, "7"), 14.0));
    let lead = || Happening::Lead { room: "9".to_owned(), from: "corridor".to_owned(), part: Some(Part::Share(600)) };
    rows.extend(theft("a lead from the corridor into one of 24 rooms", lead, (Found::Lead, "9"), 8.0));
    rows.extend(appliances());
    rows.extend(welded());
    Ok(rows)
}

fn honest() -> Row {
    let named: usize = SEEDS.map(|seed| season(seed, None).len()).sum();
    let named = Figure::count(named, "rooms");
    Row::new(format!("honest houses: named in {DAYS} days (4 houses of 24 rooms)"), named, "0")
}

fn theft(name: &str, happening: impl Fn() -> Happening, (sign, room): (Found, &str), goal: f64) -> [Row; 2] {
    let mut days = Vec::new();
    let mut others = 0;
    for seed in SEEDS {
        let found = season(seed, Some(happening()));
        let first = found.get(&(sign, room.to_owned())).map(|(first, _, _)| first.saturating_sub(BEGINS));
        days.push(first.map_or(f64::INFINITY, counted));
        others += found.keys().filter(|(_, whom)| !whom.is_empty() && whom != room).count();
    }
    let days = Figure::median(days, "days");
    [
        Row::new(format!("{name}: found after"), days, format!("{goal:.0} days: {}", days.at_most(goal))),
        Row::new(format!("{name}: others named in {DAYS} days"), Figure::count(others, "rooms"), "0"),
    ]
}

fn appliances() -> Vec<Row> {
    let days = u16::try_from(DAYS).unwrap_or(u16::MAX);
    let term = term(5, days);
    let found = Figure::once(counted(term.found) * 100.0 / counted(term.used.max(1)), "%");
    let seconds =
        Figure::median(term.seconds.iter().filter_map(|s| u32::try_from(*s).ok()).map(f64::from).collect(), "s");
    let work = "kettles and heaters of 12 rooms read each 15 s";
    vec![
        Row::new(format!("{work}: found of {} in {DAYS} days", term.used), found, "-"),
        Row::new(
            format!("{work}: from the switch to the finding"),
            seconds,
            format!("30 s: {}", seconds.at_most(30.0)),
        ),
        Row::new(
            "six computers, an inverter air conditioner and all else: taken for a heater",
            Figure::count(term.accused.len(), "times"),
            "0",
        ),
    ]
}

fn welded() -> [Row; 2] {
    let days = i64::try_from(DAYS).unwrap_or(i64::MAX);
    let begins = i64::try_from(BEGINS).unwrap_or(i64::MAX);
    let mut seconds = Vec::new();
    let (mut accused, mut commands) = (0, 0);
    for seed in SEEDS {
        let season = relays::season(seed, days, begins);
        let after = season.found_after.and_then(|after| u32::try_from(after.num_seconds()).ok());
        seconds.push(after.map_or(f64::INFINITY, f64::from));
        accused += season.accused.len();
        commands += season.commands;
    }
    let seconds = Figure::median(seconds, "s");
    [
        Row::new(
            "a welded relay: from the order to open to the alarm",
            seconds,
            format!("120 s: {}", seconds.at_most(120.0)),
        ),
        Row::new(
            format!("sound relays called faulty in {DAYS} days of lights out ({commands} commands)"),
            Figure::count(accused, "times"),
            "0",
        ),
    ]
}
