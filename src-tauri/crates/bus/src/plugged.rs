//! A port that may be unplugged and come back under another name.

use std::io;
use std::sync::Arc;

use units::MeterId;

use crate::adapter::{Adapter, Candidate};
use crate::port::{Port, Settings, Wire};
use crate::ports::PortInfo;
use crate::{direction, port};

/// What lists the ports of the machine: [`crate::ports`], or a test's.
pub type Ports = Arc<dyn Fn() -> Vec<PortInfo> + Send + Sync>;

/// Who switches an RS-485 driver between sending and listening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// The adapter by itself, as nearly all do.
    #[default]
    Adapter,
    /// The system, by the port's RTS line, where it can.
    Kernel,
}

/// A line's port, wherever it is plugged in.
pub struct Plugged {
    port: Port,
    direction: Direction,
    ports: Ports,
    /// Where it was last believed to be.
    last: Option<String>,
    /// Where other meters answered, or nobody, since the ports were last all tried.
    passed_over: Vec<String>,
    serials: Vec<(MeterId, String)>,
}

/// An open port.
pub(crate) struct Opened {
    pub(crate) wire: Box<dyn Wire>,
    pub(crate) doubt: Doubt,
}

/// Whether it may be another adapter than that of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    None,
    /// It is where the adapter was; where no meter can tell, that has to do.
    Slight,
    /// A meter of the line has to tell its serial number first.
    Strong,
}

impl Plugged {
    pub fn new(port: Port, direction: Direction, ports: Ports) -> Self {
        Self { port, direction, ports, last: None, passed_over: Vec::new(), serials: Vec::new() }
    }

    /// By which serial numbers its meters are known to begin with; later ones are told by `ToLine::Serials`.
    #[must_use]
    pub fn knowing(mut self, serials: Vec<(MeterId, String)>) -> Self {
        self.serials = serials;
        self
    }

    pub(crate) fn take_serials(&mut self) -> Vec<(MeterId, String)> {
        std::mem::take(&mut self.serials)
    }

    pub(crate) const fn port(&self) -> &Port {
        &self.port
    }

    /// Opens the next port at which it may be.
    pub(crate) async fn open_next(&mut self, settings: &Settings) -> io::Result<Opened> {
        let Port::Usb(adapter) = &self.port else {
            return Ok(Opened { wire: self.open(settings).await?, doubt: Doubt::None });
        };
        let adapter = adapter.clone();
        let next = self.next(&adapter).or_else(|| {
            // All were tried: from the beginning.
            self.passed_over.clear();
            self.next(&adapter)
        });
        let next = next.ok_or(io::ErrorKind::NotFound)?;
        let doubt = match next {
            Candidate { is_sure: true, .. } => Doubt::None,
            Candidate { same_socket: true, .. } => Doubt::Slight,
            _ => Doubt::Strong,
        };
        self.last = Some(next.path.clone());
        let wire = serial(&next.path, settings, self.direction)?;
        Ok(Opened { wire, doubt })
    }

    fn next(&self, adapter: &Adapter) -> Option<Candidate> {
        let candidates = adapter.candidates(&(self.ports)());
        let mut open = candidates.into_iter().filter(|candidate| !self.passed_over.contains(&candidate.path));
        open.next()
    }

    /// The port that was opened last is not the line's, or nobody can tell.
    pub(crate) fn pass_over(&mut self) {
        self.passed_over.extend(self.last.take());
    }

    /// It is the line's: whatever was passed over may be tried again some day.
    pub(crate) fn believe(&mut self) {
        self.passed_over.clear();
    }

    /// Opens it where it was last, or is likeliest to be.
    pub(crate) async fn open(&self, settings: &Settings) -> io::Result<Box<dyn Wire>> {
        match &self.port {
            Port::Usb(adapter) => {
                let candidates = adapter.candidates(&(self.ports)());
                let last = candidates.iter().find(|candidate| Some(&candidate.path) == self.last.as_ref());
                let found = last.or(candidates.first()).ok_or(io::ErrorKind::NotFound)?;
                serial(&found.path, settings, self.direction)
            }
            Port::Serial { path } => serial(path, settings, self.direction),
            remote @ (Port::Tcp { .. } | Port::RtuOverTcp { .. }) => port::open(remote, settings).await,
        }
    }
}

fn serial(path: &str, settings: &Settings, direction: Direction) -> io::Result<Box<dyn Wire>> {
    if direction == Direction::Kernel {
        direction::by_kernel(path)?;
    }
    port::serial(path, settings)
}
