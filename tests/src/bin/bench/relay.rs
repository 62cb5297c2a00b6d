//! From a top-up to the relay: how long after the cashier's call the command that gives a cut room its supply back
//! stands on the wire. The engine is the real one on its real lines, two pseudo-terminals at 9600 8N1 that are never
//! idle; only the meters at their far ends are simulated, and tell when they were moved.

use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use engine::{Actor, Engine, Start, words::Language};
use meter::{Profile, Sample};
use serde_json::{Value, json};
use sim::{Address, Building, Pace, RelayAt, Source, VirtualMeter};
use store::{bus, installation, reading, setting};
use units::Zone;

use crate::energy;
use crate::table::{Figure, Row};

/// Each round cuts every tenant's room and tops all of them up again.
const ROUNDS: i64 = 3;
const BAUD: u32 = 9_600;
const PATIENCE: Duration = Duration::from_secs(90);

pub fn measure() -> Result<Vec<Row>, String> {
    let folder = crate::folder()?;
    energy::demo(folder.path(), Arc::new(crate::now))?.stop();
    let (house, moved) = House::behind(folder.path())?;
    let start = Start {
        data: folder.path().to_owned(),
        make: engine::Make::Nothing,
        clock: Arc::new(crate::now),
        lines: true,
        language: Language::En,
    };
    let desk = Desk::new(Engine::start(start).map_err(|error| error.to_string())?)?;
    let measured = rounds(&desk, &house, &moved);
    desk.engine.stop();
    let (to_wire, to_receipt) = measured?;
    let bound = house.longest_transaction.as_secs_f64() * 1000.0;
    let silent = house.longest_silence.as_secs_f64() * 1000.0;
    let goal = |figure: Figure, limit: f64, what: &str| format!("{what}, {limit:.0} ms: {}", figure.at_most(limit));
    let count = to_wire.len();
    let (middle, slow) = (percentile(&to_wire, 50), percentile(&to_wire, 99));
    let printed = percentile(&to_receipt, 99);
    Ok(vec![
        Row::new(
            format!("top-up to relay command on the wire, p50 of {count}"),
            middle,
            goal(middle, bound, "at most the longest transaction in flight"),
        ),
        Row::new("the same, p99 (a meter of the house is dead)", slow, goal(slow, silent, "the wait for a dead meter")),
        Row::new("top-up to its receipt, p99", printed, goal(printed, 100.0, "at once")),
    ])
}

type Times = Vec<f64>;

fn rounds(desk: &Desk, house: &House, moved: &Receiver<Moved>) -> Result<(Times, Times), String> {
    desk.until("meters to answer", |rooms| rooms.iter().filter(|room| is_let(room)).count() > 10)?;
    let (mut to_wire, mut to_receipt) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        let limit = round * 1_000;
        desk.cut_below(limit)?;
        let rooms = desk.until("rooms to be cut", |rooms| rooms.iter().filter(|room| is_let(room)).all(is_cut))?;
        for (number, room) in rooms.iter().filter(|room| is_let(room) && is_cut(room)).enumerate() {
            // Each meets the line at another moment of its round.
            thread::sleep(Duration::from_millis(150 + u64::try_from(number * 37 % 90).unwrap_or(0)));
            let name = room["name"].as_str().unwrap_or_default();
            let switch = house.switch_of(name).ok_or(format!("room {name} has no relay"))?;
            while moved.try_recv().is_ok() {}
            let from = Instant::now();
            desk.top_up(room, limit + 50, &format!("bench-{round}-{name}"))?;
            to_receipt.push(from.elapsed().as_secs_f64() * 1000.0);
            let at = await_switch(moved, switch)?;
            to_wire.push(at.saturating_duration_since(from).as_secs_f64() * 1000.0);
        }
    }
    Ok((to_wire, to_receipt))
}

pub fn is_let(room: &Value) -> bool {
    let state = room["state"].as_str();
    room["stale"] == false && room["supply"] != "unknown" && state != Some("vacant") && state != Some("offline")
}

fn is_cut(room: &Value) -> bool {
    room["state"] == "cut" && room["supply"] == "off" && room["pending"].is_null()
}

fn await_switch(moved: &Receiver<Moved>, (address, channel): (Address, u8)) -> Result<Instant, String> {
    loop {
        let Moved { at, address: on, channel: which, closed } =
            moved.recv_timeout(PATIENCE).map_err(|_| format!("no command came to {address:?}"))?;
        if closed && on == address && which == channel {
            return Ok(at);
        }
    }
}

fn percentile(times: &[f64], share: usize) -> Figure {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * share).div_ceil(100).max(1) - 1;
    Figure::once(sorted.get(rank).copied().unwrap_or(f64::NAN), "ms")
}

/// A cashier at the engine.
pub struct Desk {
    pub engine: Engine,
    runtime: tokio::runtime::Runtime,
}

impl Desk {
    pub fn new(engine: Engine) -> Result<Self, String> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        Ok(Self { engine, runtime: runtime.map_err(|error| error.to_string())? })
    }

    pub fn call(&self, name: &str, args: Value) -> Result<Value, String> {
        let called = self.engine.dispatch(Actor::owner(Language::En), name, args);
        self.runtime.block_on(called).map_err(|error| format!("{name}: {}", error.message))
    }

    /// The rooms, once they are as wanted.
    pub fn until(&self, what: &str, wanted: impl Fn(&[Value]) -> bool) -> Result<Vec<Value>, String> {
        let from = Instant::now();
        loop {
            let rooms = self.call("rooms", json!({}))?.as_array().cloned().unwrap_or_default();
            if wanted(&rooms) {
                return Ok(rooms);
            }
            if from.elapsed() > PATIENCE {
                let states: Vec<String> =
                    rooms.iter().map(|room| format!("{} {} {}", room["name"], room["state"], room["supply"])).collect();
                return Err(format!("waited too long for {what}: {}", states.join(", ")));
            }
            thread::sleep(Duration::from_millis(100));
        }
    }

    /// Everybody with less than this is cut.
    fn cut_below(&self, units: i64) -> Result<(), String> {
        let mut settings = self.call("settings", json!({}))?;
        for (name, more) in [("cut_off", 0), ("reclose_minimum", 1), ("warn2", 10), ("warn1", 20)] {
            settings[name] = json!((units + more).to_string());
        }
        // A room is measured by itself, without the pause that it owes its neighbour on the floor.
        settings["reclose_gap_s"] = json!(0);
        self.call("save_settings", settings).map(drop)
    }

    /// Pays in what is missing to so many whole units.
    fn top_up(&self, room: &Value, to: i64, key: &str) -> Result<(), String> {
        let balance = room["balance"]["minor"].as_i64().ok_or("a room has no balance")?;
        let amount = to - balance.div_euclid(100);
        let args = json!({ "room": room["name"], "amount": amount.to_string(), "tender": "cash", "key": key });
        self.call("top_up", args).map(drop)
    }
}

/// A relay was told to move.
pub struct Moved {
    at: Instant,
    address: Address,
    channel: u8,
    closed: bool,
}

/// The simulated house at the far end of the engine's lines.
pub struct House {
    pub building: Arc<Mutex<Building>>,
    longest_transaction: Duration,
    /// The same when the meter that was asked does not answer.
    longest_silence: Duration,
    /// As long as they live the house answers.
    pub lines: Vec<sim::Serving>,
}

impl House {
    /// Serves the house of the demonstration in the folder on pseudo-terminals, and writes their names into its
    /// database. Notices and cuts need no waiting there.
    pub fn behind(folder: &Path) -> Result<(Self, Receiver<Moved>), String> {
        let mut db = energy::open(folder)?;
        let building = Arc::new(Mutex::new(building(&db)?));
        let (say, moved) = mpsc::channel();
        let (longest_transaction, longest_silence) = (Duration::ZERO, Duration::ZERO);
        let mut house = Self { building, longest_transaction, longest_silence, lines: Vec::new() };
        let buses = bus::all(&db).map_err(|error| error.to_string())?;
        let mut rows = Vec::new();
        for (number, (id, row)) in buses.into_iter().enumerate() {
            let serving = house.serve(number, &say)?;
            let address = serving.path().ok_or("the pseudo-terminal has no name")?.to_owned();
            rows.push((id, bus::Bus { address, baud: BAUD, ..row }));
            house.lines.push(serving);
        }
        let written = db.transaction(|tx| {
            setting::put(tx, "notice_minutes", "0")?;
            setting::put(tx, "cuts_per_hour", "1000")?;
            rows.iter().try_for_each(|(id, row)| bus::update(tx, *id, row))
        });
        written.and_then(|()| db.close()).map_err(|error| error.to_string())?;
        Ok((house, moved))
    }

    fn serve(&mut self, line: usize, say: &Sender<Moved>) -> Result<sim::Serving, String> {
        let pace = Pace::at(BAUD, 10);
        let units: Vec<(Address, String, bool)> = {
            let building = self.building.lock().unwrap_or_else(PoisonError::into_inner);
            let meters =
                building.placed().iter().map(|placed| (placed.address, placed.profile.clone(), placed.answers));
            let boards = building.boards().iter().map(|board| (board.address, board.profile.clone(), true));
            meters.chain(boards).filter(|(address, ..)| address.line == line).collect()
        };
        let mut meters = Vec::new();
        for (address, id, answers) in units {
            let profile = engine::wire::models::model(&id).ok_or(format!("the profile {id} is missing"))?;
            let longest = longest(&profile, pace);
            self.longest_transaction = self.longest_transaction.max(longest);
            self.longest_silence = self.longest_silence.max(longest + Duration::from_millis(profile.timeout_ms()));
            let told = Told { building: self.building.clone(), address, answers, say: say.clone() };
            meters.push(VirtualMeter::new(address.unit, profile, Box::new(told)));
        }
        sim::serve_pty(sim::Line::new(1, meters), pace).map_err(|error| error.to_string())
    }

    fn switch_of(&self, room: &str) -> Option<(Address, u8)> {
        let building = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        let placed = building.placed().iter().find(|placed| placed.name == room)?;
        Some(match placed.relay? {
            RelayAt::Meter { channel } => (placed.address, channel),
            RelayAt::Board { unit, channel } => (Address { unit, ..placed.address }, channel),
        })
    }
}

/// As the engine's own demonstration goes on: the registers where they were read last.
fn building(db: &store::Writer) -> Result<Building, String> {
    let broken = |error: store::Error| error.to_string();
    let text = |name| setting::get(db, name).map_err(broken).map(Option::unwrap_or_default);
    let seed = text("demo_seed")?.parse().map_err(|_| "the demonstration has no seed")?;
    let zone = Zone::parse(&text("zone")?).map_err(|error| error.to_string())?;
    let buses = bus::all(db).map_err(broken)?;
    let meters = store::meter::all(db).map_err(broken)?;
    let now = crate::now();
    let mut building = Building::demo(seed, zone, now);
    let mut registers = Vec::new();
    for (id, installed) in installation::current(db).map_err(broken)? {
        let Some((_, meter)) = meters.iter().find(|(id, _)| *id == installed.meter) else { continue };
        let Some(line) = buses.iter().position(|(id, _)| Some(*id) == meter.bus) else { continue };
        if let Some(last) = reading::base(db, id, now).map_err(broken)? {
            registers.push((Address { line, unit: meter.unit }, last.register));
        }
    }
    building.restore(registers);
    Ok(building)
}

/// Time on the wire of the longest question and answer that a command may have to wait for.
fn longest(profile: &Profile, pace: Pace) -> Duration {
    let count = profile.blocks().iter().map(|block| usize::from(block.count)).max().unwrap_or(0);
    pace.characters(13 + 2 * count) + pace.turnaround() + pace.silence()
}

/// One unit of the house, which tells when its relay is moved.
struct Told {
    building: Arc<Mutex<Building>>,
    address: Address,
    answers: bool,
    say: Sender<Moved>,
}

impl Source for Told {
    fn sample(&mut self) -> Option<Sample> {
        let mut building = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        building.advance(crate::now());
        building.sample(self.address).filter(|_| self.answers)
    }

    fn switch(&mut self, channel: u8, closed: bool) {
        // The measurement may be over.
        let _ = self.say.send(Moved { at: Instant::now(), address: self.address, channel, closed });
        self.building.lock().unwrap_or_else(PoisonError::into_inner).switch(self.address, channel, closed);
    }
}
