//! How much of a line's time is used: our owner of the line, libmodbus and pymodbus on the same paced pseudo-terminal,
//! beside the time that the wire itself needs.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use bus::{Device, FromLine, Link, Port, Settings, ToLine};
use meter::{Block, Function, Profile};
use sim::Pace;
use units::{BusId, MeterId};

use crate::table::{Figure, Row};

const METERS: u8 = 32;
/// Meters of a line that is busy for this long are read a few times over.
const LONG_ENOUGH: Duration = Duration::from_secs(12);

pub fn measure() -> Result<Vec<Row>, String> {
    let profile = engine::wire::models::model("eastron-sdm120").ok_or("the SDM120's profile is missing")?;
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let (libmodbus, pymodbus) = (libmodbus(folder.path()), pymodbus(folder.path()));
    let mut rows = Vec::new();
    for (baud, share) in [(9_600, 0.97), (115_200, 0.90)] {
        let bare = Pace::at(baud, 10);
        // A meter keeps the silence between frames before it answers, and thinks no longer.
        let pace = bare.with_turnaround(bare.silence());
        let floor = floor(&profile, pace);
        let rounds = u32::try_from(LONG_ENOUGH.as_millis() / floor.as_millis()).unwrap_or(1).clamp(3, 25);
        let (ours, early) = ours(&profile, baud, pace, rounds)?;
        if early > 0 {
            return Err(format!("{early} of our requests came before the line had been silent for long enough"));
        }
        let figure = Figure::seconds(&ours);
        let goal = floor.as_secs_f64() / share;
        let blocks = profile.blocks().len();
        let used = floor.as_secs_f64() / figure.value * 100.0;
        let work = format!("{METERS} SDM120 of {blocks} blocks at {baud} 8N1, a round");
        let share = share * 100.0;
        let goal =
            format!("{share:.0} % of the floor {:.3} s: {used:.1} %, {}", floor.as_secs_f64(), figure.at_most(goal));
        let mut row = Row::new(work, figure, goal);
        for (name, peer) in [("libmodbus", &libmodbus), ("pymodbus", &pymodbus)] {
            match peer {
                Err(sentence) => println!("  {sentence}"),
                Ok(command) => {
                    rows.push(row.beside(name, by_peer(command, &profile, baud, pace, rounds)?));
                    row = Row::new("the same", figure, "-");
                }
            }
        }
        if row.work != "the same" {
            rows.push(row);
        }
    }
    Ok(rows)
}

/// T(N) = (13 + 2 N) characters, the meter's silence and ours, for every block of every meter.
fn floor(profile: &Profile, pace: Pace) -> Duration {
    let one = |block: &Block| pace.characters(13 + 2 * usize::from(block.count)) + pace.turnaround() + pace.silence();
    profile.blocks().iter().map(one).sum::<Duration>() * u32::from(METERS)
}

fn line(profile: &Arc<Profile>, pace: Pace) -> Result<(sim::Line, sim::Serving, String), String> {
    let units: Vec<u8> = (1..=METERS).collect();
    let clock: sim::Clock = Arc::new(crate::now);
    let line = sim::independent_line(1, profile, &units, &clock);
    let serving = sim::serve_pty(line.clone(), pace).map_err(|error| error.to_string())?;
    let path = serving.path().ok_or("the pseudo-terminal has no name")?.to_owned();
    Ok((line, serving, path))
}

/// The time of each round over all meters, and how many requests came too early.
fn ours(profile: &Arc<Profile>, baud: u32, pace: Pace, rounds: u32) -> Result<(Vec<Duration>, u64), String> {
    let (line, _serving, path) = line(profile, pace)?;
    let devices = (1..=METERS).map(|unit| Device {
        meter: MeterId(i64::from(unit)),
        unit,
        profile: profile.clone(),
        every: Duration::ZERO,
    });
    let settings = Settings { baud, ..Settings::default() };
    let (say, said) = mpsc::channel();
    let hear = move |message| {
        // The measurement may have enough before the line's last word.
        let _ = say.send((Instant::now(), message));
    };
    let owner = bus::spawn(
        BusId(1),
        Link::Port(Port::Serial { path }),
        settings,
        devices.collect(),
        Arc::new(crate::now),
        hear,
    );
    // The first round asks for serial numbers too.
    let mut ended = round(&said)?;
    let mut times = Vec::new();
    for _ in 0..rounds {
        let next = round(&said)?;
        times.push(next - ended);
        ended = next;
    }
    owner.send(ToLine::Stop).map_err(|error| error.to_string())?;
    owner.join();
    Ok((times, line.tally().early))
}

/// When each meter has been read once more.
fn round(said: &Receiver<(Instant, FromLine)>) -> Result<Instant, String> {
    let mut read = 0;
    loop {
        match said.recv_timeout(Duration::from_secs(20)).map_err(|error| error.to_string())? {
            (at, FromLine::Sample { .. }) => {
                read += 1;
                if read == METERS {
                    return Ok(at);
                }
            }
            (_, FromLine::Failed { meter, error, .. }) => return Err(format!("meter {meter} was not read: {error}")),
            (_, FromLine::Down { reason, .. }) => return Err(reason.to_string()),
            _ => {}
        }
    }
}

/// Compiles the peer; the sentence says what is missing.
fn libmodbus(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let source = folder.join("libmodbus.c");
    let program = folder.join("libmodbus");
    std::fs::write(&source, include_str!("libmodbus.c")).map_err(|error| error.to_string())?;
    let compiled = Command::new("cc")
        .args(["-O2", "-I/usr/include/modbus", "-o"])
        .args([&program, &source])
        .arg("-lmodbus")
        .output()
        .map_err(|error| format!("no peer: cc cannot be started ({error})"))?;
    let said = String::from_utf8_lossy(&compiled.stderr);
    if compiled.status.success() { Ok(vec![program]) } else { Err(format!("no peer: libmodbus-dev is needed\n{said}")) }
}

fn pymodbus(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let script = folder.join("peer.py");
    std::fs::write(&script, include_str!("pymodbus.py")).map_err(|error| error.to_string())?;
    let target = crate::built().parent().map(PathBuf::from).unwrap_or_default();
    let python = target.join("tools/venv/bin/python");
    let has_it = Command::new(&python).args(["-c", "import pymodbus"]).output().is_ok_and(|run| run.status.success());
    if has_it {
        Ok(vec![python, script])
    } else {
        Err("no peer: pymodbus is needed; `cargo xtask test` installs it".to_owned())
    }
}

/// A peer's rounds on a line like ours. It reads input registers only.
fn by_peer(command: &[PathBuf], profile: &Arc<Profile>, baud: u32, pace: Pace, rounds: u32) -> Result<Figure, String> {
    let (_line, _serving, path) = line(profile, pace)?;
    let numbers = [baud.to_string(), METERS.to_string(), rounds.to_string(), pace.silence().as_micros().to_string()];
    let blocks = profile.blocks().iter().filter(|block| block.function == Function::InputRegisters);
    let blocks: Vec<String> = blocks.flat_map(|block| [block.start.to_string(), block.count.to_string()]).collect();
    let output = Command::new(&command[0]).args(&command[1..]).arg(path).args(numbers).args(blocks).output();
    let output = output.map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("{}: {}", command[0].display(), String::from_utf8_lossy(&output.stderr).trim()));
    }
    let times = String::from_utf8_lossy(&output.stdout).lines().filter_map(|line| line.parse().ok()).collect();
    Ok(Figure::median(times, "s"))
}
