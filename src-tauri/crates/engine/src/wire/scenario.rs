//! A whole scenario on its ports, so that other programs can be tried against it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use sim::{LineSpec, PortSpec, Scenario, Serving};
use units::millis;

use super::{RTU_OVER_TCP, TCP, listen, named, port_refused, refused};
use crate::{ApiError, Clock};

/// Lines of a scenario that answer until they are stopped.
#[derive(Debug)]
pub struct Played {
    lines: Vec<PlayedLine>,
    speed: u32,
    start: Value,
}

#[derive(Debug)]
struct PlayedLine {
    name: String,
    port: String,
    units: Vec<u8>,
    serving: Serving,
    _link: Option<Link>,
}

/// Serves every line of a scenario. `speed` is simulated seconds in a real one, instead of the scenario's own.
pub fn play(text: &str, speed: Option<u32>, clock: &Clock) -> Result<Played, ApiError> {
    let profile = |name: &str| named(name).ok();
    let mut scenario = Scenario::parse(text, clock(), &profile).map_err(|error| refused("scenario", error))?;
    scenario.speed = speed.unwrap_or(scenario.speed);
    let house = Arc::new(Mutex::new(scenario.house()));
    let (real, began) = (clock.clone(), clock());
    let passed = move || Duration::from_millis((millis(real()) - millis(began)).max(0).unsigned_abs());
    let clock = scenario.clock(passed);
    let lines = scenario.lines_of(&house, &clock);
    let served = lines.into_iter().zip(&scenario.lines).map(|(line, spec)| serve(line, spec));
    let start = json!(scenario.zone.local(scenario.start).to_rfc3339());
    Ok(Played { lines: served.collect::<Result<_, _>>()?, speed: scenario.speed, start })
}

impl Played {
    /// `start`, `speed`, and of each line `name`, `port` (what a master opens) and `units`.
    pub fn shown(&self) -> Value {
        let line = |line: &PlayedLine| json!({ "name": line.name, "port": line.port, "units": line.units });
        let lines: Vec<Value> = self.lines.iter().map(line).collect();
        json!({ "ready": true, "start": self.start, "speed": self.speed, "lines": lines })
    }

    /// True when a port has gone away; [`Self::stop`] tells why.
    pub fn is_finished(&self) -> bool {
        self.lines.iter().any(|line| line.serving.is_finished())
    }

    pub fn stop(self) -> Result<(), ApiError> {
        self.lines.into_iter().try_for_each(|line| {
            line.serving.stop().map_err(|error| refused("port", format!("{}: {error}", line.port)))
        })
    }
}

fn serve(line: sim::Line, spec: &LineSpec) -> Result<PlayedLine, ApiError> {
    let units = line.units();
    let at = |wanted: &str| {
        let wanted = wanted.to_owned();
        move |error| port_refused(&wanted, &error)
    };
    let (serving, port, link) = match &spec.port {
        PortSpec::Pty(link) => {
            let serving = pty(line, spec).map_err(at("a pseudo-terminal"))?;
            let path = serving.path().unwrap_or_default().to_owned();
            match link {
                None => (serving, path, None),
                Some(link) => (serving, link.clone(), Some(Link::to(&path, link).map_err(at(link))?)),
            }
        }
        PortSpec::Path(path) => {
            let serving = sim::serve_path(line, path, spec.baud, spec.parity).map_err(at(path))?;
            (serving, path.clone(), None)
        }
        PortSpec::Tcp(address) => over_network(line, spec, (TCP, address), sim::Framing::Tcp)?,
        PortSpec::RtuOverTcp(address) => over_network(line, spec, (RTU_OVER_TCP, address), sim::Framing::Rtu)?,
    };
    Ok(PlayedLine { name: spec.name.clone(), port, units, serving, _link: link })
}

fn over_network(
    line: sim::Line,
    spec: &LineSpec,
    (scheme, address): (&str, &str),
    framing: sim::Framing,
) -> Result<(Serving, String, Option<Link>), ApiError> {
    let wanted = format!("{scheme}{address}");
    let serving = listen(line, address, framing, spec.pace).map_err(|error| port_refused(&wanted, &error))?;
    let port = serving.address().map_or(wanted, |bound| format!("{scheme}{bound}"));
    Ok((serving, port, None))
}

#[cfg(unix)]
fn pty(line: sim::Line, spec: &LineSpec) -> std::io::Result<Serving> {
    sim::serve_pty(line, spec.pace)
}

#[cfg(not(unix))]
fn pty(_: sim::Line, _: &LineSpec) -> std::io::Result<Serving> {
    Err(std::io::Error::new(std::io::ErrorKind::Unsupported, "there are none on this system; write tcp://127.0.0.1:0"))
}

/// A name for a pseudo-terminal, taken away in the end.
#[derive(Debug)]
struct Link(String);

impl Link {
    #[cfg(unix)]
    fn to(path: &str, name: &str) -> std::io::Result<Self> {
        // One that a killed simulation left behind leads nowhere.
        if std::fs::symlink_metadata(name).is_ok_and(|found| found.is_symlink()) {
            std::fs::remove_file(name)?;
        }
        std::os::unix::fs::symlink(path, name)?;
        Ok(Self(name.to_owned()))
    }

    #[cfg(not(unix))]
    fn to(_: &str, _: &str) -> std::io::Result<Self> {
        Err(std::io::ErrorKind::Unsupported.into())
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.0) {
            tracing::debug!(%error, link = self.0, "the link of a simulated line was gone");
        }
    }
}
