//! A line in trouble, and one in a hurry: a dead meter among 32, a command on a line that is never idle, one answer in
//! five spoilt, and a scan. Everything on paced pseudo-terminals, as in `wire`.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

use bus::{Device, FromLine, Line, Link, Port, Scanned, Search, Settings, Switch, ToLine};
use meter::{Profile, Sample};
use sim::{Fault, Faults, Pace, Source, Trouble, VirtualMeter, Whom};
use units::{BusId, Energy, MeterId};

use crate::table::{Figure, Row};

const BAUD: u32 = 9_600;
const FAST: u32 = 115_200;
const METERS: u8 = 32;
/// Where the relay board answers.
const BOARD: u8 = 40;
const COMMANDS: u64 = 150;

pub fn measure() -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    rows.push(dead()?);
    rows.extend(command()?);
    rows.extend(spoilt()?);
    rows.push(scan()?);
    Ok(rows)
}

/// Shows the same for ever: of each unit something else. Tells when its relay is moved.
struct Constant {
    sample: Sample,
    moved: Sender<Instant>,
}

impl Constant {
    fn of(unit: u8, profile: &Profile, moved: &Sender<Instant>) -> Self {
        let number = i64::from(unit);
        let sample = Sample {
            energy_import: Some(Energy::from_wh(number * 1_000)),
            energy_export: Some(Energy::ZERO),
            power_mw: Some(number * 1_000),
            apparent_mva: Some(number * 1_000),
            reactive_mvar: Some(0),
            power_factor_milli: Some(1_000),
            frequency_mhz: Some(50_000),
            voltage_mv: vec![200_000 + number * 1_000],
            current_ma: vec![number * 10],
            relays: vec![true; usize::from(profile.relay_channels())],
            serial: Some((1_000 + number).to_string()),
            ..Sample::default()
        };
        Self { sample, moved: moved.clone() }
    }
}

impl Source for Constant {
    fn sample(&mut self) -> Option<Sample> {
        Some(self.sample.clone())
    }

    fn switch(&mut self, channel: u8, on: bool) {
        if let Some(relay) = self.sample.relays.get_mut(usize::from(channel)) {
            *relay = on;
        }
        // The measurement may be over.
        let _ = self.moved.send(Instant::now());
    }
}

fn model(id: &str) -> Result<Arc<Profile>, String> {
    engine::wire::models::model(id).ok_or_else(|| format!("the profile {id} is missing"))
}

fn device(unit: u8, profile: &Arc<Profile>) -> Device {
    Device { meter: MeterId(i64::from(unit)), unit, profile: profile.clone(), every: Duration::ZERO }
}

/// Units with their profiles on a line of their own.
struct Rig {
    line: sim::Line,
    path: String,
    baud: u32,
    moved: Receiver<Instant>,
    _serving: sim::Serving,
}

impl Rig {
    fn new(units: &[(u8, &Arc<Profile>)], baud: u32) -> Result<Self, String> {
        let (say, moved) = mpsc::channel();
        let meters = units.iter().map(|(unit, profile)| {
            VirtualMeter::new(*unit, (*profile).clone(), Box::new(Constant::of(*unit, profile, &say)))
        });
        let line = sim::Line::new(1, meters.collect());
        let serving = sim::serve_pty(line.clone(), pace(baud)).map_err(|error| error.to_string())?;
        let path = serving.path().ok_or("the pseudo-terminal has no name")?.to_owned();
        Ok(Self { line, path, baud, moved, _serving: serving })
    }

    fn owner(&self, devices: Vec<Device>) -> (Line, Receiver<(Instant, FromLine)>) {
        let (say, said) = mpsc::channel();
        let hear = move |message| {
            // The measurement may have enough before the line's last word.
            let _ = say.send((Instant::now(), message));
        };
        let settings = Settings { baud: self.baud, ..Settings::default() };
        let link = Link::Port(Port::Serial { path: self.path.clone() });
        (bus::spawn(BusId(1), link, settings, devices, Arc::new(crate::now), hear), said)
    }
}

fn pace(baud: u32) -> Pace {
    let bare = Pace::at(baud, 10);
    bare.with_turnaround(bare.silence())
}

fn stop(owner: Line) -> Result<(), String> {
    owner.send(ToLine::Stop).map_err(|error| error.to_string())?;
    owner.join();
    Ok(())
}

/// Samples by meter from `begin` on, for so long.
fn count(said: &Receiver<(Instant, FromLine)>, settle: Duration, time: Duration) -> BTreeMap<i64, u32> {
    let begin = Instant::now() + settle;
    let end = begin + time;
    let mut counted = BTreeMap::new();
    while let Ok((at, message)) = said.recv_timeout(end.saturating_duration_since(Instant::now())) {
        if let FromLine::Sample { meter, .. } = message
            && at >= begin
        {
            *counted.entry(meter.0).or_default() += 1;
        }
    }
    counted
}

/// What 31 living meters lose by one dead one.
fn dead() -> Result<Row, String> {
    let profile = model("eastron-sdm120")?;
    let living: Vec<u8> = (1..METERS).collect();
    let units: Vec<(u8, &Arc<Profile>)> = living.iter().map(|unit| (*unit, &profile)).collect();
    let mut cycles = Vec::new();
    for dead in [false, true] {
        let rig = Rig::new(&units, BAUD)?;
        let asked = living.iter().copied().chain(dead.then_some(METERS));
        let (owner, said) = rig.owner(asked.map(|unit| device(unit, &profile)).collect());
        let time = Duration::from_secs(60);
        let read: u32 = count(&said, Duration::from_secs(30), time).values().sum();
        stop(owner)?;
        cycles.push(time.as_secs_f64() * 31.0 / f64::from(read.max(1)));
    }
    let more = (cycles[1] / cycles[0] - 1.0) * 100.0;
    let figure = Figure::once(more, "%");
    let what =
        format!("at most 5 %: {}; a cycle of {:.3} s becomes {:.3} s", figure.at_most(5.0), cycles[0], cycles[1]);
    Ok(Row::new("one dead meter among 32 lengthens the cycle of the others by", figure, what))
}

/// From the order to the moment at which the board has it, on a line that is never idle.
fn command() -> Result<Vec<Row>, String> {
    let (profile, board) = (model("eastron-sdm120")?, model("relay-board-8")?);
    let mut units: Vec<(u8, &Arc<Profile>)> = (1..=METERS).map(|unit| (unit, &profile)).collect();
    units.push((BOARD, &board));
    let rig = Rig::new(&units, BAUD)?;
    let (owner, said) = rig.owner(units.iter().map(|(unit, profile)| device(*unit, profile)).collect());
    count(&said, Duration::ZERO, Duration::from_secs(15));
    let mut waits = Vec::new();
    for id in 0..COMMANDS {
        // Each meets the line at another moment of its round.
        std::thread::sleep(Duration::from_millis(97 + id * 37 % 113));
        let asked = Instant::now();
        let switch = Switch { id, meter: MeterId(BOARD.into()), channel: 3, on: id % 2 == 1 };
        owner.send(ToLine::Switch(switch)).map_err(|error| error.to_string())?;
        let at = rig.moved.recv_timeout(Duration::from_secs(5)).map_err(|_| "a command did not arrive")?;
        waits.push(at.saturating_duration_since(asked).as_secs_f64() * 1000.0);
        while !matches!(said.recv_timeout(Duration::from_secs(5)), Ok((_, FromLine::Switched { .. }))) {}
    }
    stop(owner)?;
    let longest = profile.blocks().iter().map(|block| usize::from(block.count)).max().unwrap_or(0);
    let pace = pace(BAUD);
    // The transaction in flight, then the command's own eight characters.
    let bound = pace.characters(13 + 2 * longest) + pace.turnaround() + pace.silence() * 2 + pace.characters(8);
    let bound = bound.as_secs_f64() * 1000.0;
    waits.sort_by(f64::total_cmp);
    let at = |share: usize| waits[(waits.len() * share).div_ceil(100).max(1) - 1];
    let row = |share: usize| {
        let figure = Figure::once(at(share), "ms");
        let goal = format!("the longest transaction and its own characters, {bound:.0} ms: {}", figure.at_most(bound));
        Row::new(format!("command to relay on a saturated line at {BAUD}, p{share} of {COMMANDS}"), figure, goal)
    };
    Ok(vec![row(50), row(99)])
}

/// So many good reads of the spoilt meter: what it wastes is charged to its own turns, so that they come seldom.
const SPOILT_READS: u32 = 40;

/// One meter of 32 of whose answers one in five is spoilt, on a fast line, and what the others get meanwhile.
fn spoilt() -> Result<Vec<Row>, String> {
    let profile = model("eastron-sdm120")?;
    let units: Vec<(u8, &Arc<Profile>)> = (1..=METERS).map(|unit| (unit, &profile)).collect();
    let sound = Reads::of(SPOILT_READS, &Rig::new(&units, FAST)?, &units)?;
    let rig = Rig::new(&units, FAST)?;
    let faults = [Fault::Flip, Fault::Cut, Fault::Drop, Fault::Late, Fault::Twice, Fault::WrongUnit, Fault::Lose];
    let faults = faults.into_iter().fold(Faults::none(), |faults, fault| faults.with(fault, 32));
    rig.line.trouble(Trouble::lasting(Whom::Units([1].into()), faults));
    let reads = Reads::of(SPOILT_READS, &rig, &units)?;
    let strikes: u64 = Fault::ALL.into_iter().map(|fault| rig.line.tally().strikes.of(fault)).sum();
    let (wrong, rate) = (Figure::once(f64::from(reads.wrong), "wrong"), reads.others_a_second / sound.others_a_second);
    let rate = Figure::once(rate * 100.0, "%");
    let work = format!("{SPOILT_READS} reads of one meter of {METERS} at {FAST}, one answer in five spoilt");
    Ok(vec![
        Row::new(work, wrong, format!("0: {} ({strikes} faults)", wrong.at_most(0.0))),
        Row::new(
            "the others' reads a second, of those on a sound line",
            rate,
            format!("95 %: {}", rate.at_least(95.0)),
        ),
    ])
}

/// What a line read while its first meter was read so often.
struct Reads {
    wrong: u32,
    others_a_second: f64,
}

impl Reads {
    fn of(wanted: u32, rig: &Rig, units: &[(u8, &Arc<Profile>)]) -> Result<Self, String> {
        let (owner, said) = rig.owner(units.iter().map(|(unit, profile)| device(*unit, profile)).collect());
        let (say, _moved) = mpsc::channel();
        let (mut first, mut wrong, mut others) = (0, 0, 0_u32);
        let began = Instant::now();
        while first < wanted {
            let said = said.recv_timeout(Duration::from_secs(30));
            let (_, message) = said.map_err(|_| format!("only {first} reads of {wanted} came through"))?;
            let FromLine::Sample { meter, sample, .. } = message else { continue };
            let unit = u8::try_from(meter.0).unwrap_or(0);
            let truth = Constant::of(unit, units[0].1, &say).sample;
            let is_true = sample.energy_import == truth.energy_import
                && sample.power_mw == truth.power_mw
                && sample.voltage_mv == truth.voltage_mv
                && sample.current_ma == truth.current_ma;
            wrong += u32::from(!is_true);
            if unit == 1 {
                first += 1;
            } else {
                others += 1;
            }
        }
        let others_a_second = f64::from(others) / began.elapsed().as_secs_f64();
        stop(owner)?;
        Ok(Self { wrong, others_a_second })
    }
}

/// 32 meters at a known setting.
fn scan() -> Result<Row, String> {
    let profile = model("eastron-sdm120")?;
    let units: Vec<u8> = (1..=METERS).collect();
    let placed: Vec<(u8, &Arc<Profile>)> = units.iter().map(|unit| (*unit, &profile)).collect();
    let rig = Rig::new(&placed, BAUD)?;
    let settings = vec![Settings { baud: BAUD, ..Settings::default() }];
    let search = Search { settings, units, profiles: engine::wire::models::models() };
    let port = Port::Serial { path: rig.path.clone() };
    let mut found = 0;
    let summary = bus::scan(&port, &search, |scanned| {
        found += u32::from(matches!(scanned, Scanned::Device(_)));
        ControlFlow::Continue(())
    });
    let summary = summary.map_err(|error| error.to_string())?;
    if found != u32::from(METERS) {
        return Err(format!("{found} of {METERS} meters were found"));
    }
    let figure = Figure::once(summary.elapsed.as_secs_f64(), "s");
    let what = format!("under 40 s: {} ({} requests)", figure.at_most(40.0), summary.requests);
    Ok(Row::new(format!("scan of {METERS} meters at {BAUD} 8N1, models guessed among all profiles"), figure, what))
}
