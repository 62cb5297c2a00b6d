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
use crate::{Clock, Message, demo, senders};

/// A meter is read as often as its line allows; the line's owner shares it out.
const EVERY: Duration = Duration::ZERO;
const TIMEOUT: Duration = Duration::from_millis(500);
/// The grid of interval readings, as the core has it.
const SNAPSHOT: Duration = Duration::from_secs(15 * 60);

pub(crate) struct Lines {
    owners: HashMap<BusId, Owned>,
    /// The other ends of simulated lines; they live as long as the lines.
    simulated: Vec<sim::Serving>,
    clock: Clock,
    to_core: Sender<Message>,
}

/// A line's owner, and by which settings it works.
struct Owned {
    line: Line,
    row: store::bus::Bus,
}

impl Lines {
    pub fn open(core: &Core, clock: &Clock, to_core: &Sender<Message>) -> Result<Self> {
        let mut lines =
            Self { owners: HashMap::new(), simulated: Vec::new(), clock: Arc::clone(clock), to_core: to_core.clone() };
        let building = core.site.demo_seed.map(|_| demo::building(core, clock()));
        for (id, row) in store::bus::all(&core.store)? {
            let link = match (row.address.strip_prefix(demo::SIMULATED), &building) {
                (Some(number), Some(building)) => {
                    let number = number.parse().map_err(Refusal::broken)?;
                    let line = sim::building_line(building, number, models::model, clock).map_err(Refusal::broken)?;
                    let (link, serving) = simulated(line, row.baud)?;
                    lines.simulated.push(serving);
                    link
                }
                _ => named(&row)?,
            };
            lines.spawn(core, id, row, link)?;
        }
        Ok(lines)
    }

    /// After a change of lines or devices: each owner is told its devices, and a line with new settings opened anew.
    pub fn rewire(&mut self, core: &Core) -> Result<()> {
        for (id, row) in store::bus::all(&core.store)? {
            match self.owners.remove(&id) {
                Some(owned) if owned.row == row => {
                    // A line that is gone reports so itself.
                    let _ = owned.line.send(ToLine::Devices(devices(core, id)?));
                    self.owners.insert(id, owned);
                }
                before => {
                    if let Some(before) = before {
                        let _ = before.line.send(ToLine::Stop);
                        before.line.join();
                    }
                    let link = named(&row)?;
                    self.spawn(core, id, row, link)?;
                }
            }
        }
        Ok(())
    }

    fn spawn(&mut self, core: &Core, id: BusId, row: store::bus::Bus, link: Link) -> Result<()> {
        let settings =
            Settings { baud: row.baud, parity: parity(&row.parity), stop_bits: row.stop_bits, timeout: TIMEOUT };
        let to_core = self.to_core.clone();
        let hear = move |message| {
            // The core is gone only when the program ends.
            let _ = to_core.send(Message::Line(Box::new(message)));
        };
        let line = bus::spawn(id, link, settings, devices(core, id)?, Arc::clone(&self.clock), hear);
        // A line that is gone reports so itself.
        let _ = line.send(ToLine::Snapshot { every: SNAPSHOT });
        self.owners.insert(id, Owned { line, row });
        Ok(())
    }

    pub fn send(&self, outgoing: Outgoing) {
        let (bus, message) = match outgoing {
            Outgoing::Switch { bus, switch } => (bus, ToLine::Switch(switch)),
            Outgoing::PollNow { bus, meter } => (bus, ToLine::PollNow(meter)),
            Outgoing::Watch { bus, meters, every } => (bus, ToLine::Watch { meters, every }),
            Outgoing::CheckClock { bus, check } => (bus, ToLine::CheckClock(check)),
            Outgoing::Carry(parcel) => return senders::carry(*parcel, &self.clock, &self.to_core),
        };
        if let Some(owned) = self.owners.get(&bus) {
            // A line that is gone reports so itself.
            let _ = owned.line.send(message);
        }
    }

    /// Ends the owners first, so that the transaction on the wire is finished, then the simulated ends.
    pub fn stop(self) {
        for owned in self.owners.values() {
            let _ = owned.line.send(ToLine::Stop);
        }
        self.owners.into_values().for_each(|owned| owned.line.join());
        for serving in self.simulated {
            if let Err(error) = serving.stop() {
                tracing::debug!(%error, "a simulated line ended");
            }
        }
    }
}

/// The port that a line's row names.
fn named(row: &store::bus::Bus) -> Result<Link> {
    Ok(Link::Port(row.address.parse::<Port>().map_err(|cause| Refusal::new("port").with("cause", cause))?))
}

/// Every device on a line: meters and relay boards.
fn devices(core: &Core, id: BusId) -> Result<Vec<Device>> {
    let rows = store::meter::all(&core.store)?;
    let here = rows.into_iter().filter(|(_, row)| row.bus == Some(id)).map(|(meter, row)| {
        let profile = models::model(&row.profile).ok_or_else(|| {
            Refusal::new("profile").with("profile", &row.profile).with("cause", crate::cause::NO_MODEL)
        })?;
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
