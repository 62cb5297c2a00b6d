//! From the start of the program to its first figures, beside an empty window of the same kind.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::table::{Figure, Row};

const RUNS: usize = 5;

/// What one start took.
#[derive(Clone, Copy)]
struct Start {
    time: Duration,
    memory_mib: f64,
}

pub fn measure() -> Result<Vec<Row>, String> {
    let release = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/release");
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let desktop = |folder: &Path| {
        let mut command = Command::new(release.join("roomwatt-desktop"));
        command.arg("--demo").arg("--data").arg(folder);
        command
    };
    let first = start(desktop(folder.path()))?;
    let again = median((0..RUNS).map(|_| start(desktop(folder.path()))).collect::<Result<_, _>>()?);
    let empty =
        median((0..RUNS).map(|_| start(Command::new(release.join("examples/empty")))).collect::<Result<_, _>>()?);
    let memory = |start: Start| Figure { value: start.memory_mib, unit: "MiB" };
    let row = |work: &str, ours, empty, goal: &str| Row {
        work: work.to_owned(),
        ours,
        peer: Some(("empty window".to_owned(), empty)),
        goal: goal.to_owned(),
    };
    Ok(vec![
        row("start to first figures, history being made", first.time.into(), empty.time.into(), "10 s"),
        row("start to first figures, 90 days there", again.time.into(), empty.time.into(), "10 s"),
        row("memory of all its processes", memory(again), memory(empty), "-"),
    ])
}

/// Starts a program, waits until it says that it is ready, weighs it, and ends it in order.
fn start(mut command: Command) -> Result<Start, String> {
    let from = Instant::now();
    let spawned = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut child = spawned.map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    let ready = child.stdout.take().is_some_and(|said| {
        BufReader::new(said).lines().map_while(Result::ok).any(|line| line.contains("\"ready\":true"))
    });
    let time = from.elapsed();
    std::thread::sleep(Duration::from_secs(2));
    let memory_mib = weight_mib(child.id());
    end(&mut child)?;
    if ready { Ok(Start { time, memory_mib }) } else { Err("it ended before it was ready".to_owned()) }
}

fn end(child: &mut Child) -> Result<(), String> {
    let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    asked.and_then(|_| child.wait()).map(drop).map_err(|error| error.to_string())
}

fn median(mut starts: Vec<Start>) -> Start {
    starts.sort_by_key(|start| start.time);
    starts[starts.len() / 2]
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
