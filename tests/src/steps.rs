//! A dormitory in which heaters and kettles are not allowed, looked at every so many seconds for months: what the steps
//! of its load tell, beside what was really switched on.

use chrono::Duration;
use sim::{Appliance, Building, HousePlan, Measures, Run};
use supply::{Forbidden, Look, StepSeen as Seen, Steps};
use units::{Power, Timestamp, Zone};

/// How often a meter is read, and how soon again when a step is suspected.
const POLL_S: i64 = 15;
const AGAIN_S: i64 = 3;
const LEAST_W: i64 = 1_000;
/// What was found of what there was.
#[derive(Debug, Default)]
pub struct Term {
    /// Plain resistors of [`LEAST_W`] or more that ran long enough to be looked at twice.
    pub used: usize,
    pub found: usize,
    /// Seconds from the switch to the finding, each.
    pub seconds: Vec<i64>,
    /// Findings where nothing of the kind ran: the room and the time.
    pub accused: Vec<(String, Timestamp)>,
}

impl Term {
    pub fn middle_seconds(&self) -> Option<i64> {
        let mut seconds = self.seconds.clone();
        seconds.sort_unstable();
        seconds.get(seconds.len() / 2).copied()
    }
}

fn forbidden() -> Forbidden {
    Forbidden {
        least: Power::from_w(LEAST_W),
        most: None,
        power_factor_milli: 980,
        within: Duration::seconds(40),
        allowed: Vec::new(),
    }
}

/// So many days of a dormitory of twelve rooms, one with six computers, one with a kettle too, one with an inverter
/// air conditioner.
pub fn term(seed: u64, days: u16) -> Term {
    let start = crate::monday();
    let mut plan = HousePlan::dormitory(seed, Zone::UTC, start, 12);
    let scene = [
        ("1", vec![(Appliance::Laptop, 6), (Appliance::Lights, 1)]),
        ("2", vec![(Appliance::Laptop, 6), (Appliance::Kettle, 1)]),
        ("3", vec![(Appliance::InverterAirConditioner, 1), (Appliance::Laptop, 2)]),
    ];
    for (room, appliances) in scene {
        if let Some(meter) = plan.meter(room) {
            meter.appliances = Some(appliances);
        }
    }
    let mut house = Building::new(plan);
    let rooms: Vec<(String, sim::Address)> = house
        .placed()
        .iter()
        .filter(|placed| placed.measures == Measures::Room)
        .map(|placed| (placed.name.clone(), placed.address))
        .collect();
    let forbidden = forbidden();
    let mut steps: Vec<Steps> = rooms.iter().map(|_| Steps::default()).collect();
    let mut term = Term::default();
    for day in 0..i64::from(days) {
        let midnight = start + Duration::days(day);
        let mut told: Vec<Vec<Timestamp>> = rooms.iter().map(|_| Vec::new()).collect();
        let mut at = midnight;
        while at < midnight + Duration::days(1) {
            house.advance(at);
            let mut again = false;
            for (room, (_, address)) in rooms.iter().enumerate() {
                let Some(draw) = house.draw(*address) else { continue };
                match steps[room].look(look(at, draw), &forbidden) {
                    Seen::Found(step) => told[room].push(step.at.max(at - Duration::seconds(AGAIN_S))),
                    Seen::Suspected(_) => again = true,
                    Seen::Nothing | Seen::Blurred(_) => {}
                }
            }
            at += Duration::seconds(if again { AGAIN_S } else { POLL_S });
        }
        for (room, (name, _)) in rooms.iter().enumerate() {
            judge(&mut term, name, &house.runs(name), &told[room]);
        }
    }
    term
}

fn look(at: Timestamp, draw: sim::Draw) -> Look {
    Look { at, active_mw: draw.active_mw, other_mva: draw.reactive_mvar.abs() }
}

/// Those that are plain resistors: with a thermostat some switch on again and again.
const fn is_resistor(appliance: Appliance) -> bool {
    matches!(
        appliance,
        Appliance::Kettle
            | Appliance::RiceCooker
            | Appliance::HairDryer
            | Appliance::WaterHeater
            | Appliance::FanHeater
            | Appliance::WashingMachine
            | Appliance::Heavy
    )
}

fn judge(term: &mut Term, room: &str, runs: &[Run], told: &[Timestamp]) {
    let resistors: Vec<&Run> = runs.iter().filter(|run| is_resistor(run.appliance)).collect();
    let slack = Duration::seconds(POLL_S * 3);
    for at in told {
        if !resistors.iter().any(|run| run.from - slack <= *at && *at <= run.until + slack) {
            term.accused.push((room.to_owned(), *at));
        }
    }
    // A washing machine heats in the middle of its run, and what is switched on together is one step.
    let whole = |run: &&&Run| {
        run.appliance != Appliance::WashingMachine
            && run.peak_w >= LEAST_W + 50
            && run.until - run.from >= Duration::seconds(POLL_S + AGAIN_S)
    };
    for run in resistors.iter().filter(whole) {
        term.used += 1;
        if let Some(at) = told.iter().find(|at| run.from <= **at && **at <= run.until + slack) {
            term.found += 1;
            term.seconds.push((*at - run.from).num_seconds());
        }
    }
}
