//! The lines of a site: their owners in `bus`, and for a demonstration the virtual meters at the other end.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use bus::{Device, Line, Link, Parity, Port, Settings, ToLine};
use units::BusId;

use crate::core::{Core, Outgoing};
use crate::error::{Refusal, Result};
use crate::wire::models;
use crate::{Clock, Message, demo};

/// A meter is read as often as its line allows; the line's owner shares it out.
const EVERY: Duration = Duration::ZERO;
const TIMEOUT: Duration = Duration::from_millis(500);

pub(crate) struct Lines {
    owners: HashMap<BusId, Line>,
    /// The other ends of simulated lines; they live as long as the lines.
    simulated: Vec<sim::Serving>,
}

impl Lines {
    pub fn open(core: &Core, clock: &Clock, to_core: &Sender<Message>) -> Result<Self> {
        let mut lines = Self { owners: HashMap::new(), simulated: Vec::new() };
        let building = core.site.demo_seed.map(|_| demo::building(core, clock()));
        for (id, row) in store::bus::all(&core.store)? {
            let settings =
                Settings { baud: row.baud, parity: parity(&row.parity), stop_bits: row.stop_bits, timeout: TIMEOUT };
            let link = match (row.address.strip_prefix(demo::SIMULATED), &building) {
                (Some(number), Some(building)) => {
                    let number = number.parse().map_err(Refusal::broken)?;
                    let line = sim::building_line(building, number, models::model, clock).map_err(Refusal::broken)?;
                    let (link, serving) = simulated(line, row.baud)?;
                    lines.simulated.push(serving);
                    link
                }
                _ => {
                    Link::Port(row.address.parse::<Port>().map_err(|cause| Refusal::new("port").with("cause", cause))?)
                }
            };
            let to_core = to_core.clone();
            let hear = move |message| {
                // The core is gone only when the program ends.
                let _ = to_core.send(Message::Line(Box::new(message)));
            };
            let owner = bus::spawn(id, link, settings, devices(core, id)?, Arc::clone(clock), hear);
            lines.owners.insert(id, owner);
        }
        Ok(lines)
    }

    pub fn send(&self, outgoing: &Outgoing) {
        let (bus, message) = match *outgoing {
            Outgoing::Switch { bus, switch } => (bus, ToLine::Switch(switch)),
            Outgoing::PollNow { bus, meter } => (bus, ToLine::PollNow(meter)),
        };
        if let Some(line) = self.owners.get(&bus) {
            // A line that is gone reports so itself.
            let _ = line.send(message);
        }
    }

    /// Ends the owners first, so that the transaction on the wire is finished, then the simulated ends.
    pub fn stop(self) {
        for line in self.owners.values() {
            let _ = line.send(ToLine::Stop);
        }
        self.owners.into_values().for_each(Line::join);
        for serving in self.simulated {
            if let Err(error) = serving.stop() {
                tracing::debug!(%error, "a simulated line ended");
            }
        }
    }
}

/// Every device on a line: meters and relay boards.
fn devices(core: &Core, id: BusId) -> Result<Vec<Device>> {
    let rows = store::meter::all(&core.store)?;
    let here = rows.into_iter().filter(|(_, row)| row.bus == Some(id)).map(|(meter, row)| {
        let profile = models::model(&row.profile)
            .ok_or_else(|| Refusal::new("profile").with("profile", &row.profile).with("cause", "not found"))?;
        Ok(Device { meter, unit: row.unit, profile, every: EVERY })
    });
    here.collect()
}

/// A pseudo-terminal, so that every byte passes the real serial road.
#[cfg(unix)]
fn simulated(line: sim::Line, baud: u32) -> Result<(Link, sim::Serving)> {
    let serving = sim::serve_pty(line, sim::Pace::at(baud, 10)).map_err(Refusal::broken)?;
    let path = serving.path().unwrap_or_default().to_owned();
    Ok((Link::Port(Port::Serial { path }), serving))
}

/// Where there are no pseudo-terminals, a pipe within the program.
#[cfg(not(unix))]
fn simulated(line: sim::Line, baud: u32) -> Result<(Link, sim::Serving)> {
    let (connector, serving) = sim::serve_in_process(line, sim::Pace::at(baud, 10)).map_err(Refusal::broken)?;
    let connect = move || -> bus::BoxFuture<std::io::Result<Box<dyn bus::Wire>>> {
        let connector = connector.clone();
        Box::pin(async move { connector.connect().map(|pipe| Box::new(pipe) as Box<dyn bus::Wire>) })
    };
    Ok((Link::Connect(Box::new(connect)), serving))
}

fn parity(code: &str) -> Parity {
    match code {
        "even" => Parity::Even,
        "odd" => Parity::Odd,
        _ => Parity::None,
    }
}
