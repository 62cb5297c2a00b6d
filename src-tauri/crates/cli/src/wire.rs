//! Commands that speak to a line and need no data folder.

use std::path::Path;
use std::time::Duration;

use engine::wire;
use serde_json::{Value, json};

use crate::args::{Line, Parity, Poll, PortArgs, Sim, State};
use crate::failure::Failure;
use crate::office::clock;
use crate::output::{Output, table, text};
use crate::run::Signals;

/// How often a simulation looks whether its port is still there.
const LOOK: Duration = Duration::from_millis(200);

pub fn profiles(output: Output) -> Result<(), Failure> {
    output.for_programs().show(&wire::profiles(), |profiles| {
        let cells = |profile: &Value| {
            ["/id", "/maker", "/model", "/source"].map(|name| text(profile, name).to_owned()).to_vec()
        };
        let rows: Vec<_> = profiles.as_array().into_iter().flatten().map(cells).collect();
        table(&["id", "maker", "model", "source"], &rows)
    })
}

pub fn read(output: Output, line: &Line) -> Result<(), Failure> {
    let reading = wire::read(&unit(line))?;
    output.for_programs().show(&reading, |reading| {
        let lines = reading.as_object().into_iter().flatten().map(|(name, value)| match value {
            Value::String(text) => format!("{name:<18}{text}\n"),
            other => format!("{name:<18}{other}\n"),
        });
        lines.collect()
    })
}

/// One JSON line for each reading and one for the whole; on a terminal, unless told otherwise, a line of text each.
pub fn poll(output: Output, poll: &Poll) -> Result<(), Failure> {
    let output = output.for_programs();
    let units = &poll.units.0;
    let line = on_port(&poll.port, units.first().copied().unwrap_or(1), &poll.profile);
    let mut written = Ok(());
    let tested = wire::poll(&wire::Units { line, units }, poll.cycles, |reading| {
        if written.is_ok() {
            written = output.each(&reading, polled);
        }
    })?;
    written?;
    output.each(&tested, |tested| {
        let figures = ["answers", "errors", "utilisation"].map(|name| format!("{name} {}", tested[name]));
        format!("{} s: {}", tested["elapsed_s"], figures.join(", "))
    })
}

fn polled(reading: &Value) -> String {
    let figures = reading.as_object().into_iter().flatten();
    let figures = figures.filter(|(name, _)| *name != "unit" && *name != "cycle").map(|(name, value)| match value {
        Value::String(text) => format!("{name} {text}"),
        other => format!("{name} {other}"),
    });
    format!("{:>3} {:>3}  {}", reading["cycle"], reading["unit"], figures.collect::<Vec<_>>().join(", "))
}

pub fn relay(output: Output, line: &Line, channel: u8, state: State) -> Result<(), Failure> {
    let closed = wire::relay(&unit(line), channel, state == State::On)?;
    let state = if closed { "on" } else { "off" };
    output.show(&json!({ "relay": state }), |_| state.to_owned())
}

/// Answers until a signal comes.
pub fn sim(output: Output, sim: &Sim) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new("system", error))?;
    runtime.block_on(async {
        let signals = Signals::listen()?;
        if let Some(path) = &sim.scenario {
            let played = wire::play(&text_of(path)?, sim.speed, &clock())?;
            output.announce(&played.shown())?;
            until_over(signals, || played.is_finished()).await;
            return Ok(played.stop()?);
        }
        let (Some(port), Some(units), Some(profile)) = (&sim.port, &sim.units, &sim.profile) else {
            return Err(Failure::new("usage", "write a scenario, or --port, --units and --profile"));
        };
        let meters = wire::Meters { port, baud: sim.baud, parity: parity(sim.parity), units: &units.0, profile };
        let line = wire::sim(&meters, &clock())?;
        output.announce(&json!({ "ready": true, "port": line.port(), "units": units.0, "profile": profile }))?;
        until_over(signals, || line.is_finished()).await;
        Ok(line.stop()?)
    })
}

fn text_of(path: &Path) -> Result<String, Failure> {
    let read =
        if path == Path::new("-") { std::io::read_to_string(std::io::stdin()) } else { std::fs::read_to_string(path) };
    read.map_err(|error| Failure::new("scenario", format!("{}: {error}", path.display())))
}

/// Until a signal comes or a port goes away.
async fn until_over(signals: Signals, is_finished: impl Fn() -> bool) {
    let gone = async {
        while !is_finished() {
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::select! {
        () = signals.any() => {}
        () = gone => {}
    }
}

fn unit(line: &Line) -> wire::Unit<'_> {
    on_port(&line.port, line.unit, &line.profile)
}

fn on_port<'a>(port: &'a PortArgs, unit: u8, profile: &'a str) -> wire::Unit<'a> {
    wire::Unit {
        port: &port.port,
        unit,
        profile,
        baud: port.baud,
        parity: parity(port.parity),
        stop_bits: port.stop_bits,
        timeout_ms: port.timeout_ms,
    }
}

/// As the operations write it.
pub const fn parity_code(parity: Parity) -> &'static str {
    match parity {
        Parity::None => "none",
        Parity::Even => "even",
        Parity::Odd => "odd",
    }
}

pub fn parity(parity: Parity) -> wire::Parity {
    match parity {
        Parity::None => wire::Parity::None,
        Parity::Even => wire::Parity::Even,
        Parity::Odd => wire::Parity::Odd,
    }
}
