//! The lines of a site: their owners in `bus`, and for a demonstration the virtual meters at the other end.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::time::Duration;

use bus::{
    Device, Direction, Errand, ErrandId, ErrandTold, FromLine, Line, Link, Parity, Plugged, Port, Settings, ToLine,
};
use store::line_setting::{self, LineSetting};
use units::{BusId, MeterId};

use crate::core::{Core, Outgoing, Site};
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
    /// Where errands are run, for those that may be told to stop.
    errands: HashMap<ErrandId, Running>,
    clock: Clock,
    to_core: Sender<Message>,
}

/// A line's owner, and by which settings it works.
struct Owned {
    line: Line,
    row: store::bus::Bus,
    wish: PortWish,
}

/// What of a line's settings its port is opened by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct PortWish {
    direction: Direction,
}

/// Where an errand is run.
enum Running {
    Line(BusId),
    /// On a thread of its own, on a port that is no line's; raised, it ends.
    Thread(Arc<AtomicBool>),
}

impl Lines {
    pub fn open(core: &Core, clock: &Clock, to_core: &Sender<Message>) -> Result<Self> {
        let mut lines = Self {
            owners: HashMap::new(),
            simulated: Vec::new(),
            errands: HashMap::new(),
            clock: Arc::clone(clock),
            to_core: to_core.clone(),
        };
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
                _ => named(core, id, &row)?,
            };
            lines.spawn(core, id, row, link)?;
        }
        Ok(lines)
    }

    /// After a change of lines or devices: each owner is told its devices, and a line with new settings opened anew.
    pub fn rewire(&mut self, core: &Core) -> Result<()> {
        for (id, row) in store::bus::all(&core.store)? {
            match self.owners.remove(&id) {
                Some(owned) if owned.row == row && owned.wish == port_wish(core, id)? => {
                    // A line that is gone reports so itself.
                    let _ = owned.line.send(ToLine::Devices(devices(core, id)?));
                    let _ = owned.line.send(ToLine::Serials(serials(core, id)?));
                    self.owners.insert(id, owned);
                }
                before => {
                    if let Some(before) = before {
                        let _ = before.line.send(ToLine::Stop);
                        before.line.join();
                    }
                    let link = named(core, id, &row)?;
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
        let wish = port_wish(core, id)?;
        self.owners.insert(id, Owned { line, row, wish });
        Ok(())
    }

    pub fn send(&mut self, outgoing: Outgoing) {
        let (bus, message) = match outgoing {
            Outgoing::Switch { bus, switch } => (bus, ToLine::Switch(switch)),
            Outgoing::PollNow { bus, meter } => (bus, ToLine::PollNow(meter)),
            Outgoing::Watch { bus, meters, every } => (bus, ToLine::Watch { meters, every }),
            Outgoing::CheckClock { bus, check } => (bus, ToLine::CheckClock(check)),
            Outgoing::Errand { site: Site::Line(bus), id, errand } => {
                self.errands.insert(id, Running::Line(bus));
                (bus, ToLine::Errand(id, errand))
            }
            Outgoing::Errand { site: Site::Port(port), id, errand } => return self.run_aside(id, port, errand),
            Outgoing::StopErrand { id } => match self.errands.get(&id) {
                Some(Running::Line(bus)) => (*bus, ToLine::StopErrand(id)),
                Some(Running::Thread(stop)) => return stop.store(true, Ordering::Relaxed),
                None => return,
            },
            Outgoing::Carry(parcel) => return senders::carry(*parcel, &self.clock, &self.to_core),
        };
        if let Some(owned) = self.owners.get(&bus) {
            // A line that is gone reports so itself.
            let _ = owned.line.send(message);
        }
    }

    /// An errand on a port that no line has: whoever runs it opens the port for itself.
    fn run_aside(&mut self, id: ErrandId, port: Port, errand: Errand) {
        let stop = Arc::new(AtomicBool::new(false));
        self.errands.insert(id, Running::Thread(Arc::clone(&stop)));
        let to_core = self.to_core.clone();
        let tell = move |told| {
            let told = FromLine::Errand { bus: BusId(0), id, told: Box::new(told) };
            // The core is gone only when the program ends.
            let _ = to_core.send(Message::Line(Box::new(told)));
        };
        let run = move || match errand {
            Errand::Scan(search) => {
                let heard = |scanned| {
                    tell(ErrandTold::Scanned(scanned));
                    if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                };
                let outcome = bus::scan(&port, &search, heard);
                tell(ErrandTold::ScanOver(outcome));
            }
            Errand::Change(settings, change) => {
                let outcome = bus::change(&port, &settings, &change, |stage| tell(ErrandTold::At(stage)));
                tell(ErrandTold::ChangeOver(outcome));
            }
        };
        if let Err(error) = std::thread::Builder::new().name(format!("errand-{id}")).spawn(run) {
            tracing::error!(%error, "an errand could not be begun");
        }
    }

    /// Ends the owners first, so that the transaction on the wire is finished, then the simulated ends.
    pub fn stop(self) {
        for running in self.errands.values() {
            if let Running::Thread(stop) = running {
                stop.store(true, Ordering::Relaxed);
            }
        }
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

/// The port that a line's row names, wherever it is plugged in.
fn named(core: &Core, id: BusId, row: &store::bus::Bus) -> Result<Link> {
    let port =
        row.address.parse::<Port>().map_err(|cause| Refusal::new("port").with("cause", crate::cause::port(&cause)))?;
    let PortWish { direction } = port_wish(core, id)?;
    Ok(Link::Plugged(Plugged::new(port, direction, Arc::new(bus::ports)).knowing(serials(core, id)?)))
}

fn port_wish(core: &Core, id: BusId) -> Result<PortWish> {
    let LineSetting { direction, .. } = line_setting::get(&core.store, id)?;
    Ok(PortWish {
        direction: match direction {
            line_setting::Direction::Adapter => Direction::Adapter,
            line_setting::Direction::Kernel => Direction::Kernel,
        },
    })
}

/// By which serial numbers the devices of a line are known.
fn serials(core: &Core, id: BusId) -> Result<Vec<(MeterId, String)>> {
    let rows = store::meter::all(&core.store)?.into_iter().filter(|(_, row)| row.bus == Some(id));
    Ok(rows.filter_map(|(meter, row)| Some((meter, row.serial?))).collect())
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
