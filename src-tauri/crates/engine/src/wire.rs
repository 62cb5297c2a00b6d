//! What can be done on a line without a data folder: list the models, read a meter once, switch a relay, be virtual
//! meters. These block until they are done.

pub mod change;
pub mod models;
mod scan;
mod scenario;
mod show;

use std::io;
use std::net::ToSocketAddrs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bus::{Port, Settings};
use meter::Profile;
use serde_json::{Value, json};
use sim::{Framing, Pace, Serving};

use crate::{ApiError, Clock};

pub use meter::Parity;
use models::{model, models};
pub use scan::{Models, Scan, ports, scan};
pub use scenario::{Played, play};

const TCP: &str = "tcp://";
const RTU_OVER_TCP: &str = "rtu+tcp://";

/// One unit on one line, as a person names it.
#[derive(Debug, Clone, Copy)]
pub struct Unit<'a> {
    /// A device path, `tcp://host:port` or `rtu+tcp://host:port`.
    pub port: &'a str,
    pub unit: u8,
    /// The id of a model, or the path of a profile file.
    pub profile: &'a str,
    pub baud: u32,
    pub parity: Parity,
    pub stop_bits: u8,
    pub timeout_ms: u64,
}

/// Every model that ships: `id`, `maker`, `model`, `source` and what it can do.
pub fn profiles() -> Value {
    models().iter().map(|profile| show::profile(profile)).collect()
}

/// Whether two names mean the same port: an adapter is the same under whatever name it goes now, and a file by whatever
/// link.
pub fn is_same_port(one: &str, other: &str) -> bool {
    let file = |text: &str| std::fs::canonicalize(text).ok().filter(|_| !text.contains("://"));
    if file(one).is_some_and(|one| Some(one) == file(other)) {
        return true;
    }
    let named = |text: &str| crate::api::commission::ports::named(text).unwrap_or_else(|_| text.to_owned());
    let (one, other) = (named(one), named(other));
    let row = |address: &str| store::bus::Bus {
        name: String::new(),
        address: address.to_owned(),
        baud: 9600,
        parity: "none".to_owned(),
        stop_bits: 1,
    };
    let line = [(units::BusId(1), row(&one))];
    crate::api::commission::ports::owner(&line, &other).is_some()
}

/// Reads a unit once. The reading is whole, or it is an error.
pub fn read(unit: &Unit<'_>) -> Result<Value, ApiError> {
    let (port, settings, profile) = unit.open()?;
    let sample = bus::read_once(&port, &settings, unit.unit, &profile).map_err(|error| refused("read", error))?;
    Ok(show::sample(&sample))
}

/// Several units of one model on one line, as a person names them.
#[derive(Debug, Clone, Copy)]
pub struct Units<'a> {
    pub line: Unit<'a>,
    /// Instead of the one unit of `line`.
    pub units: &'a [u8],
}

/// Reads every unit once a round and tells each reading as it comes: `unit`, `cycle` and the keys of [`read`], or
/// `unit`, `cycle` and `error`. In the end `elapsed_s`, `answers`, `errors` and `utilisation`.
pub fn poll(units: &Units<'_>, cycles: u32, mut heard: impl FnMut(Value)) -> Result<Value, ApiError> {
    let (port, settings, profile) = units.line.open()?;
    let tested = bus::poll(&port, &settings, units.units, &profile, cycles, |polled| {
        let mut shown = match &polled.outcome {
            Ok(sample) => show::sample(sample),
            Err(error) => json!({ "error": error.to_string() }),
        };
        if let Value::Object(shown) = &mut shown {
            shown.insert("unit".to_owned(), json!(polled.unit));
            shown.insert("cycle".to_owned(), json!(polled.cycle));
        }
        heard(shown);
    });
    let tested = tested.map_err(|error| refused("poll", error))?;
    Ok(show::tested(&tested))
}

/// Switches a relay, counted from 1, and tells the state read back: true is closed, that is, supply on.
pub fn relay(unit: &Unit<'_>, channel: u8, on: bool) -> Result<bool, ApiError> {
    let (port, settings, profile) = unit.open()?;
    let channels = profile.relay_channels();
    if channel == 0 || channel > channels {
        let id = profile.id();
        let text = match channels {
            0 => format!("{id} has no relay; choose the profile of the device that switches"),
            1 => format!("{id} has one relay; leave out --channel"),
            _ => format!("{id} has relays 1 to {channels}"),
        };
        return Err(refused("relay", text));
    }
    let closed = bus::switch_once(&port, &settings, unit.unit, &profile, channel - 1, on)
        .map_err(|error| refused("relay", error))?;
    if closed == on {
        return Ok(closed);
    }
    let (asked, found) = if on { ("on", "off") } else { ("off", "on") };
    Err(refused("relay", format!("the relay was told to switch {asked} and still reads {found}; look at the device")))
}

impl Unit<'_> {
    fn open(&self) -> Result<(Port, Settings, Arc<Profile>), ApiError> {
        let settings = Settings {
            baud: self.baud,
            parity: self.parity,
            stop_bits: self.stop_bits,
            timeout: Duration::from_millis(self.timeout_ms),
        };
        Ok((port(self.port)?, settings, named(self.profile)?))
    }
}

/// Virtual meters of one model on one line.
#[derive(Debug, Clone, Copy)]
pub struct Meters<'a> {
    /// A device path; or `tcp://host:port`, `rtu+tcp://host:port` to listen on.
    pub port: &'a str,
    pub baud: u32,
    pub parity: Parity,
    pub units: &'a [u8],
    pub profile: &'a str,
}

/// Virtual meters that answer until they are stopped.
#[derive(Debug)]
pub struct Simulation {
    serving: Serving,
    port: String,
}

impl Simulation {
    /// Where they answer, with the TCP port that was free when 0 was asked for.
    pub fn port(&self) -> &str {
        &self.port
    }

    /// True when the port has gone away; [`Self::stop`] tells why.
    pub fn is_finished(&self) -> bool {
        self.serving.is_finished()
    }

    pub fn stop(self) -> Result<(), ApiError> {
        let port = self.port;
        self.serving.stop().map_err(|error| refused("port", format!("{port}: {error}")))
    }
}

/// Puts virtual meters on a port, each with a load of its own.
pub fn sim(meters: &Meters<'_>, clock: &Clock) -> Result<Simulation, ApiError> {
    let profile = named(meters.profile)?;
    let line = sim::independent_line(1, &profile, meters.units, clock);
    let (serving, scheme) = if let Some(address) = meters.port.strip_prefix(RTU_OVER_TCP) {
        (listen(line, address, Framing::Rtu, Pace::none()), RTU_OVER_TCP)
    } else if let Some(address) = meters.port.strip_prefix(TCP) {
        (listen(line, address, Framing::Tcp, Pace::none()), TCP)
    } else {
        (sim::serve_path(line, meters.port, meters.baud, meters.parity), "")
    };
    let serving = serving.map_err(|error| port_refused(meters.port, &error))?;
    let port = serving.address().map_or_else(|| meters.port.to_owned(), |address| format!("{scheme}{address}"));
    Ok(Simulation { serving, port })
}

/// Unlike the port that a master names, this one may be 0: any that is free.
fn listen(line: sim::Line, address: &str, framing: Framing, pace: Pace) -> io::Result<Serving> {
    let address = address.to_socket_addrs()?.next().ok_or(io::ErrorKind::NotFound)?;
    sim::serve_tcp(line, address, framing, pace)
}

fn port_refused(name: &str, error: &io::Error) -> ApiError {
    refused(
        "port",
        format!("cannot use {name}: {error}; check the name, that nothing else uses it, and its permissions"),
    )
}

fn port(text: &str) -> Result<Port, ApiError> {
    text.parse().map_err(|error| refused("port", error))
}

/// A model that ships or, where the name ends in `.toml`, a file of the user's own.
fn named(name: &str) -> Result<Arc<Profile>, ApiError> {
    if Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
        let text = std::fs::read_to_string(name).map_err(|error| refused("profile", format!("{name}: {error}")))?;
        return Profile::parse(&text).map(Arc::new).map_err(|error| refused("profile", format!("{name}: {error}")));
    }
    model(name).ok_or_else(|| {
        refused("profile", format!("there is no profile “{name}”; `roomwatt profiles` lists those there are"))
    })
}

#[allow(clippy::needless_pass_by_value, reason = "errors and texts are given away here")]
fn refused(code: &str, why: impl ToString) -> ApiError {
    ApiError { code: code.to_owned(), message: why.to_string(), field: None }
}

#[cfg(test)]
mod tests;
