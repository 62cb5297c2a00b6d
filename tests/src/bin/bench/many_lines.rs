//! A dormitory of 6,400 meters behind serial servers: 64 lines of 100 meters over TCP, all owned by this one process,
//! each meter read each ten seconds. The meters are in a process of their own.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use bus::{Device, FromLine, Link, Port, Settings, ToLine};
use meter::{Profile, Sample};
use sim::{Pace, Source, VirtualMeter};
use units::{BusId, Energy, MeterId};

use crate::table::{Figure, Row};

const LINES: u8 = 64;
const METERS: u8 = 100;
const EVERY: Duration = Duration::from_secs(10);
/// Backing off and first reads are over by then.
const SETTLE: Duration = Duration::from_secs(25);
const TIME: Duration = Duration::from_secs(60);
/// By which this program knows that it is to be the meters.
pub const SERVE: &str = "--serve-lines";

struct Constant(Sample);

impl Source for Constant {
    fn sample(&mut self) -> Option<Sample> {
        Some(self.0.clone())
    }

    fn switch(&mut self, _: u8, _: bool) {}
}

fn model() -> Result<Arc<Profile>, String> {
    engine::wire::models::model("eastron-sdm120").ok_or_else(|| "the SDM120's profile is missing".to_owned())
}

/// Serves the lines until its standard input ends, and prints where.
pub fn serve() -> Result<(), String> {
    let profile = model()?;
    let sample = Sample {
        energy_import: Some(Energy::from_wh(1_234_000)),
        energy_export: Some(Energy::ZERO),
        power_mw: Some(500_000),
        apparent_mva: Some(500_000),
        reactive_mvar: Some(0),
        power_factor_milli: Some(1_000),
        frequency_mhz: Some(50_000),
        voltage_mv: vec![230_000],
        current_ma: vec![2_174],
        serial: Some("1".to_owned()),
        ..Sample::default()
    };
    let mut lines = Vec::new();
    for seed in 0..LINES {
        let meter = |unit| VirtualMeter::new(unit, profile.clone(), Box::new(Constant(sample.clone())));
        let line = sim::Line::new(seed.into(), (1..=METERS).map(meter).collect());
        let any = ([127, 0, 0, 1], 0).into();
        let serving = sim::serve_tcp(line, any, sim::Framing::Rtu, Pace::none()).map_err(|error| error.to_string())?;
        println!("{}", serving.address().ok_or("a line has no address")?);
        lines.push(serving);
    }
    println!("ready");
    let mut end = String::new();
    std::io::stdin().read_line(&mut end).map_err(|error| error.to_string())?;
    Ok(())
}

/// The process with the meters, which ends with this value.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn meters() -> Result<(Served, Vec<String>), String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let child = Command::new(own).arg(SERVE).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut served = Served(child.map_err(|error| error.to_string())?);
    let stdout = served.0.stdout.take().ok_or("the meters say nothing")?;
    let lines = BufReader::new(stdout).lines().map_while(Result::ok).take_while(|line| line != "ready");
    let addresses: Vec<String> = lines.collect();
    if addresses.len() == usize::from(LINES) {
        Ok((served, addresses))
    } else {
        Err("the meters did not start".to_owned())
    }
}

pub fn measure() -> Result<Vec<Row>, String> {
    let (_served, addresses) = meters()?;
    let profile = model()?;
    let (say, said) = mpsc::channel();
    let mut owners = Vec::new();
    for (number, address) in (1..).zip(&addresses) {
        let devices = (1..=METERS).map(|unit| Device {
            meter: MeterId(number * 1_000 + i64::from(unit)),
            unit,
            profile: profile.clone(),
            every: EVERY,
        });
        let (host, port) = address.rsplit_once(':').ok_or("an address without a port")?;
        let port = Port::RtuOverTcp { host: host.to_owned(), port: port.parse().map_err(|_| "a port that is none")? };
        let say = say.clone();
        // The measurement may be over.
        let hear = move |message| drop(say.send((Instant::now(), message)));
        let clock = Arc::new(crate::now);
        let settings = Settings { baud: 115_200, ..Settings::default() };
        owners.push(bus::spawn(BusId(number), Link::Port(port), settings, devices.collect(), clock, hear));
    }
    let begin = Instant::now() + SETTLE;
    let mut reads: BTreeMap<i64, u32> = BTreeMap::new();
    let mut failures = 0_u32;
    let mut used = None;
    while let Ok((at, message)) = said.recv_timeout((begin + TIME).saturating_duration_since(Instant::now())) {
        if at < begin {
            continue;
        }
        used.get_or_insert_with(cpu_s);
        match message {
            FromLine::Sample { meter, .. } => *reads.entry(meter.0).or_default() += 1,
            FromLine::Failed { .. } => failures += 1,
            _ => {}
        }
    }
    let cores = (cpu_s()? - used.unwrap_or_else(cpu_s)?) / TIME.as_secs_f64();
    let memory = resident_mb()?;
    for owner in &owners {
        owner.send(ToLine::Stop).map_err(|error| error.to_string())?;
    }
    owners.into_iter().for_each(bus::Line::join);
    let all = usize::from(LINES) * usize::from(METERS);
    let least = if reads.len() < all { 0 } else { reads.values().min().copied().unwrap_or(0) };
    let expected = f64::from(u32::try_from(TIME.as_secs() / EVERY.as_secs()).unwrap_or(0));
    let (cores, memory) = (Figure::once(cores, "cores"), Figure::once(memory, "MB"));
    let least = Figure::once(f64::from(least), "reads");
    Ok(vec![
        Row::new(
            format!("{LINES} lines x {METERS} meters over TCP: the fewest reads of a meter in {} s", TIME.as_secs()),
            least,
            format!("each {} s, {expected:.0}: {} ({failures} failed)", EVERY.as_secs(), least.at_least(expected)),
        ),
        Row::new("their processor time", cores, format!("half a core: {}", cores.at_most(0.5))),
        Row::new("their memory", memory, format!("300 MB: {}", memory.at_most(300.0))),
    ])
}

/// Processor time of this process so far (proc(5): fields 14 and 15 of `stat`, in hundredths of a second).
fn cpu_s() -> Result<f64, String> {
    let stat = std::fs::read_to_string("/proc/self/stat").map_err(|error| error.to_string())?;
    let behind_name = stat.rsplit_once(')').ok_or("a stat without a name")?.1;
    let fields: Vec<&str> = behind_name.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index).and_then(|field| field.parse::<f64>().ok());
    let (user, system) = (ticks(11).ok_or("no user time")?, ticks(12).ok_or("no system time")?);
    Ok((user + system) / 100.0)
}

fn resident_mb() -> Result<f64, String> {
    let status = std::fs::read_to_string("/proc/self/status").map_err(|error| error.to_string())?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kb: f64 = line.split_whitespace().next().and_then(|kb| kb.parse().ok()).ok_or("no number of kB")?;
    Ok(kb / 1024.0)
}
