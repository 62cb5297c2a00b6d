//! From the start of a program until it can be used, and what it weighs: the desktop beside an empty window of the
//! same kind, and the service without a window.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::table::{Figure, Row};
use crate::{built, energy, folder};

const RUNS: usize = 5;
/// From the first figures until memory is weighed: the lines have gone their first rounds.
const SETTLED: Duration = Duration::from_secs(5);

/// What one start took.
#[derive(Clone, Copy)]
struct Start {
    time: Duration,
    memory_mib: f64,
}

pub fn window() -> Result<Vec<Row>, String> {
    let (bin, profile) = windows()?;
    let folder = folder()?;
    let desktop = || {
        let mut command = Command::new(bin.join("roomwatt-desktop"));
        command.arg("--demo").arg("--data").arg(folder.path());
        command
    };
    let first = start(desktop(), Duration::ZERO)?;
    let again = (0..RUNS).map(|_| start(desktop(), SETTLED)).collect::<Result<Vec<_>, _>>()?;
    let empty = (0..RUNS).map(|_| start(Command::new(bin.join("examples/empty")), SETTLED));
    let empty = empty.collect::<Result<Vec<_>, _>>()?;
    let row = |work: &str, ours: Figure, empty, goal: String| {
        Row::new(format!("{work} ({profile})"), ours, goal).beside("empty window", empty)
    };
    let made = Figure::seconds(&[first.time]);
    let opened = Figure::seconds(&times(&again));
    Ok(vec![
        row("start to first figures, history being made", made, Figure::seconds(&times(&empty)), "-".to_owned()),
        row("start to first figures, 90 days there", opened, Figure::seconds(&times(&empty)), "-".to_owned()),
        row("memory of all its processes (PSS)", memory(&again), memory(&empty), "-".to_owned()),
    ])
}

/// `roomwatt run` on the demonstration.
pub fn service() -> Result<Vec<Row>, String> {
    let folder = folder()?;
    energy::demo(folder.path(), Arc::new(crate::now))?.stop();
    let service = || {
        let mut command = Command::new(built().join("roomwatt"));
        command.args(["--json", "run"]).arg("--data").arg(folder.path());
        command
    };
    let starts = (0..RUNS).map(|_| start(service(), SETTLED)).collect::<Result<Vec<_>, _>>()?;
    Ok(vec![
        Row::new("roomwatt run: start to ready, 90 days there", Figure::seconds(&times(&starts)), "-"),
        Row::new("its memory with two busy lines (PSS)", memory(&starts), "-"),
    ])
}

/// Where the windows are: beside this program, else the ones of everyday work.
fn windows() -> Result<(PathBuf, String), String> {
    let here = built();
    let found = [here.clone(), here.join("../debug")]
        .into_iter()
        .find(|bin| bin.join("roomwatt-desktop").is_file() && bin.join("examples/empty").is_file());
    let bin = found.ok_or("the desktop and its empty peer are not built; `cargo xtask bench start-up` builds them")?;
    let profile = if bin == here { crate::profile() } else { "dev profile".to_owned() };
    Ok((bin, profile))
}

/// Starts a program, waits until it says that it is ready, weighs it once it has settled, and ends it in order.
fn start(mut command: Command, settled: Duration) -> Result<Start, String> {
    let name = command.get_program().display().to_string();
    let complaints = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    let stderr = complaints.reopen().map_err(|error| error.to_string())?;
    let from = Instant::now();
    let spawned = command.stdout(Stdio::piped()).stderr(stderr).spawn();
    let mut child = spawned.map_err(|error| format!("{name}: {error}"))?;
    let mut said = child.stdout.take().map(BufReader::new).ok_or("the program cannot be heard")?;
    let ready = said.by_ref().lines().map_while(Result::ok).any(|line| line.contains("\"ready\":true"));
    let time = from.elapsed();
    std::thread::sleep(if ready { settled } else { Duration::ZERO });
    let memory_mib = weight_mib(child.id());
    end(&mut child)?;
    if ready {
        return Ok(Start { time, memory_mib });
    }
    let complaints = std::fs::read_to_string(complaints.path()).unwrap_or_default();
    Err(format!("{name} ended before it was ready: {}", complaints.lines().last().unwrap_or("it said nothing")))
}

fn end(child: &mut Child) -> Result<(), String> {
    let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    asked.and_then(|_| child.wait()).map(drop).map_err(|error| error.to_string())
}

fn times(starts: &[Start]) -> Vec<Duration> {
    starts.iter().map(|start| start.time).collect()
}

fn memory(starts: &[Start]) -> Figure {
    Figure::median(starts.iter().map(|start| start.memory_mib).collect(), "MiB")
}

/// The proportional set size of a process and of all that it started, by Linux's `/proc`.
fn weight_mib(id: u32) -> f64 {
    let own = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
    let pss = own.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB")?.parse::<u32>().ok());
    f64::from(pss.unwrap_or(0)) / 1024.0 + children(id).into_iter().map(weight_mib).sum::<f64>()
}

fn children(id: u32) -> Vec<u32> {
    let tasks = std::fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
    let lists = tasks.map(|task| task.path().join("children"));
    lists.flat_map(|list: PathBuf| read_numbers(&list)).collect()
}

fn read_numbers(list: &Path) -> Vec<u32> {
    let text = std::fs::read_to_string(list).unwrap_or_default();
    text.split_whitespace().filter_map(|number| number.parse().ok()).collect()
}
