//! A line on which everything goes wrong, one answer in a hundred each: not one wrong value is believed, and it stays
//! fast. In everyday runs 20,000 transactions, with `ROOMWATT_LONG=1` a million;
//! another number is another seed.

#[allow(dead_code, reason = "the rig serves other tests too")]
mod rig;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use bus::{FromLine, Switch, ToLine};
use meter::Sample;
use rig::{Act, BOARD, Building, DDS238, Rig, SDM120, Shared, device, paused};
use tokio::time::Instant;
use units::MeterId;

const SHORT: usize = 20_000;
const LONG: usize = 1_000_000;

const MANY: &[(u8, &str)] =
    &[(1, SDM120), (2, DDS238), (3, SDM120), (4, DDS238), (5, BOARD), (6, DDS238), (7, SDM120), (8, DDS238)];

/// Each is asked the same question over and over, and only the other one in between.
const TWO: &[(u8, &str)] = &[(4, DDS238), (5, BOARD)];

/// Xorshift by G. Marsaglia ("Xorshift RNGs", Journal of Statistical Software 8 (14), 2003).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    /// A place in a frame, or a bit in one.
    fn place(&mut self) -> usize {
        usize::try_from(self.roll(1 << 12)).unwrap()
    }

    fn time(&mut self, from_ms: u64, to_ms: u64) -> Duration {
        Duration::from_millis(from_ms + self.roll(to_ms - from_ms))
    }

    /// Each of fifteen faults strikes one answer in a hundred, and now and then the line is unplugged.
    fn act(&mut self) -> (&'static str, Act) {
        match self.roll(100) {
            0 => ("flipped bit", Act::Flip(self.place())),
            1 => ("lost byte", Act::Lose(self.place())),
            2 => ("doubled byte", Act::Double(self.place())),
            3 => ("cut frame", Act::Cut(self.place())),
            4 => ("silence", Act::Drop),
            5 => ("late answer", Act::Late(self.time(400, 2_500))),
            6 => ("slow meter", Act::Late(self.time(20, 400))),
            7 => ("wrong unit", Act::As(u8::try_from(self.roll(10)).unwrap())),
            8 => ("two on one address", Act::Collide),
            9 => ("answered twice", Act::Twice(self.time(0, 40))),
            10 => ("exception", Act::Refuse([1, 2, 3, 4, 5, 6, 10, 11][self.place() % 8])),
            11 => ("frozen registers", Act::Freeze),
            12 => ("stale answer", Act::Twice(self.time(300, 1_500))),
            13 => ("noise", Act::Noise(self.place())),
            14 => ("echo", Act::Echo),
            15 if self.roll(50) == 0 => ("unplugged", Act::Hangup),
            _ => ("none", Act::Answer),
        }
    }
}

/// What a run came to.
struct Run {
    transactions: usize,
    /// Whole readings by unit.
    samples: BTreeMap<i64, usize>,
    failures: usize,
    /// Commands that ended with the relay where it should be, and those that did not.
    switched: [usize; 2],
    faults: BTreeMap<&'static str, usize>,
    /// Time on the line.
    elapsed: Duration,
    wrong: Vec<String>,
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let good: usize = self.samples.values().sum();
        let seconds = self.elapsed.as_secs().max(1);
        let rate = self.transactions * 10 / usize::try_from(seconds).unwrap();
        writeln!(
            f,
            "{} transactions in {seconds} s of the line ({}.{} a second): {good} readings, {} failed, {} wrong",
            self.transactions,
            rate / 10,
            rate % 10,
            self.failures,
            self.wrong.len(),
        )?;
        writeln!(f, "commands: {} carried out, {} not", self.switched[0], self.switched[1])?;
        self.faults.iter().try_for_each(|(name, count)| writeln!(f, "  {count:>7} {name}"))
    }
}

/// Meters whose every value changes from request to request.
fn lively(units: &[(u8, &str)]) -> Shared {
    let building = Building::shared(units);
    for unit in building.borrow_mut().units.values_mut().filter(|unit| unit.profile.has_energy()) {
        unit.shows = Sample {
            power_mw: Some(1),
            voltage_mv: vec![1; usize::from(unit.profile.phases().max(1))],
            current_ma: vec![1; usize::from(unit.profile.phases().max(1))],
            ..Sample::default()
        };
    }
    building
}

fn run(units: &'static [(u8, &'static str)], seed: u64, transactions: usize) -> Run {
    let result = Rc::new(RefCell::new(None));
    let into = result.clone();
    paused(async move {
        let faults = Rc::new(RefCell::new(BTreeMap::new()));
        let (mut dice, struck) = (Dice(seed), faults.clone());
        let act = move |_: &[u8]| {
            let (name, act) = dice.act();
            *struck.borrow_mut().entry(name).or_default() += 1;
            act
        };
        let devices = units.iter().map(|(unit, text)| device(*unit, text, Duration::ZERO));
        let mut rig = Rig::start(lively(units), devices.collect(), act);
        let began = Instant::now();
        let mut run = Run {
            transactions: 0,
            samples: BTreeMap::new(),
            failures: 0,
            switched: [0; 2],
            faults: BTreeMap::new(),
            elapsed: Duration::ZERO,
            wrong: Vec::new(),
        };
        while run.transactions < transactions {
            // Relays are moved too: what they say comes by the same road.
            let id = u64::try_from(run.switched.iter().sum::<usize>()).unwrap();
            let on = id % 2 == 1;
            let _ = rig.to.send(ToLine::Switch(Switch { id, meter: MeterId(5), channel: 3, on }));
            for message in rig.during(Duration::from_secs(20)).await {
                match message {
                    FromLine::Sample { meter, .. } => *run.samples.entry(meter.0).or_default() += 1,
                    FromLine::Failed { .. } => run.failures += 1,
                    FromLine::Switched { id, outcome, .. } => {
                        run.switched[usize::from(outcome != Ok(id % 2 == 1))] += 1;
                    }
                    _ => {}
                }
            }
            let mut building = rig.building.borrow_mut();
            run.transactions += std::mem::take(&mut building.heard).len();
        }
        run.elapsed = began.elapsed();
        run.faults = faults.borrow().clone();
        run.wrong = std::mem::take(&mut rig.building.borrow_mut().wrong);
        *into.borrow_mut() = Some(run);
    });
    result.take().unwrap()
}

#[test]
fn no_wrong_value_is_believed() {
    check(MANY);
}

#[test]
fn nor_is_one_where_two_share_the_line() {
    check(TWO);
}

#[allow(clippy::print_stdout, clippy::disallowed_methods, reason = "the throughput is what it prints")]
fn check(units: &'static [(u8, &'static str)]) {
    let (seed, transactions) = match std::env::var("ROOMWATT_LONG") {
        Ok(seed) => (seed.parse().unwrap_or(1).max(1), LONG),
        Err(_) => (7, SHORT),
    };
    let began = std::time::Instant::now();
    let run = run(units, seed, transactions);
    println!("{run}worked off in {:.1?}", began.elapsed());
    assert_eq!(run.wrong, [""; 0]);
    // Every fault was there, and everybody was read all the same.
    assert_eq!(run.faults.len(), 17);
    let good: usize = run.samples.values().sum();
    assert!(good * 100 >= run.transactions * 45, "{good}");
    assert!(run.failures * 20 <= good, "{}", run.failures);
    let (least, most) = (run.samples.values().min().unwrap(), run.samples.values().max().unwrap());
    assert!(run.samples.len() == units.len() && least * 100 >= most * 85, "{:?}", run.samples);
    // Each fault that holds the line up for longer than the tries last costs a command, however many share the line.
    assert!(run.switched[1] * 10 <= run.switched[0], "{:?}", run.switched);
}
