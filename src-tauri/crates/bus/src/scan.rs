//! Finding what answers on a line of which nothing is known: at which speeds, at which addresses, and what it may be.
//!
//! Each address is asked one cheap read. Any sound answer is a device, also a refusal; what a gateway says of a unit
//! that it could not reach is none. The time-out is learnt from the first answers. Addresses that stayed silent
//! everywhere are asked once more, with another function and the whole time-out, since some devices ignore what they
//! do not know, and after a long silence, since some do not hear what follows a request to nobody. Only reads are sent.

mod guess;
pub(crate) mod presence;

use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use meter::{Parity, Profile};
use tokio::time::Instant;

use crate::conversation::{Conversation, Trouble};
use crate::error::LineError;
use crate::port::{Link, Port, Settings};
use crate::timing::Pace;

pub use guess::{Evidence, Guess};
pub use presence::Sharing;

use guess::Guesser;
use presence::{Ear, Heard, Learnt, Look};

/// What is searched.
#[derive(Debug, Clone)]
pub struct Search {
    /// How the line may speak, the likeliest first. Behind Modbus TCP the gateway decides, and one is enough.
    pub settings: Vec<Settings>,
    pub units: Vec<u8>,
    /// Which models a device may be.
    pub profiles: Vec<Arc<Profile>>,
}

/// What a scan is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Each address at each setting, quickly.
    First,
    /// Silent addresses once more, slowly.
    Second,
    /// What the devices are.
    Models,
}

/// Where a scan is. `asked` of `of` within its step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub step: Step,
    pub asked: usize,
    pub of: usize,
    pub unit: u8,
    pub baud: u32,
    pub parity: Parity,
}

/// What is told while a scan runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanned {
    /// Before each address.
    At(Progress),
    /// Something answers. It is looked at more closely later.
    Answers {
        unit: u8,
        baud: u32,
        parity: Parity,
    },
    Device(Found),
    /// Something answers and was understood nowhere.
    Garbled {
        unit: u8,
        baud: u32,
        parity: Parity,
    },
}

/// A device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub unit: u8,
    pub settings: Settings,
    pub sharing: Sharing,
    /// The likeliest first; may be none.
    pub guesses: Vec<Guess>,
}

/// What a scan came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    pub devices: usize,
    /// Addresses where something was heard and not understood.
    pub garbled: usize,
    /// Requests sent.
    pub requests: u64,
    pub elapsed: Duration,
    /// Told to stop before it was through.
    pub stopped: bool,
}

/// Scans a port and tells everything as it comes. `heard` breaks to stop. Blocks; not for use inside a runtime.
pub fn scan(port: &Port, search: &Search, heard: impl FnMut(Scanned) -> ControlFlow<()>) -> Result<Summary, LineError> {
    let failed = |kind| LineError::Open { port: port.to_string(), kind };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| failed(error.kind()))?;
    runtime.block_on(scan_link(&Link::Port(port.clone()), search, heard))
}

/// The same over any link, for callers that bring their own runtime.
pub async fn scan_link(
    link: &Link,
    search: &Search,
    heard: impl FnMut(Scanned) -> ControlFlow<()>,
) -> Result<Summary, LineError> {
    scan_beside(link, search, &mut Alone(heard)).await
}

/// Who hears what a scan finds, and may need the line meanwhile.
pub(crate) trait Company {
    /// Breaks to stop.
    fn hear(&mut self, scanned: Scanned) -> ControlFlow<()>;

    /// Whether the line is needed for something that cannot wait.
    fn is_waiting(&mut self) -> bool;

    /// The scan has closed the line, and goes on when this is done.
    async fn take_line(&mut self, link: &Link);
}

struct Alone<H>(H);

impl<H: FnMut(Scanned) -> ControlFlow<()>> Company for Alone<H> {
    fn hear(&mut self, scanned: Scanned) -> ControlFlow<()> {
        (self.0)(scanned)
    }

    fn is_waiting(&mut self) -> bool {
        false
    }

    async fn take_line(&mut self, _: &Link) {}
}

/// A scan that gives the line away between two addresses.
pub(crate) async fn scan_beside(
    link: &Link,
    search: &Search,
    company: &mut impl Company,
) -> Result<Summary, LineError> {
    let began = Instant::now();
    let mut scan = Scan {
        link,
        search,
        company,
        ear: None,
        learnt: BTreeMap::new(),
        found: BTreeMap::new(),
        garbled: BTreeMap::new(),
        requests: 0,
    };
    let stopped = match scan.run().await {
        Ok(()) => false,
        Err(End::Stopped) => true,
        Err(End::Failed(kind)) => return Err(LineError::Open { port: link.to_string(), kind }),
    };
    let (devices, garbled) = (scan.found.values().map(Vec::len).sum(), scan.garbled.len());
    Ok(Summary { devices, garbled, requests: scan.requests, elapsed: began.elapsed(), stopped })
}

/// Why a scan ends early.
enum End {
    Stopped,
    Failed(io::ErrorKind),
}

/// A wire that goes away ends the scan.
impl From<Trouble> for End {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Gone(kind) => Self::Failed(kind),
            Trouble::Refused(_) | Trouble::Bad(_) | Trouble::NoAnswer => Self::Failed(io::ErrorKind::InvalidData),
        }
    }
}

/// What answers at one address of one setting.
#[derive(Debug, Clone, Copy)]
struct Present {
    unit: u8,
    sharing: Sharing,
}

struct Scan<'a, C> {
    link: &'a Link,
    search: &'a Search,
    company: &'a mut C,
    /// The open line, and by which setting: its place in the search.
    ear: Option<(usize, Ear)>,
    /// How fast devices are at each setting.
    learnt: BTreeMap<usize, Learnt>,
    /// By the place of the setting in the search.
    found: BTreeMap<usize, Vec<Present>>,
    /// Where an address was heard and not understood: the first setting at which it was.
    garbled: BTreeMap<u8, usize>,
    requests: u64,
}

impl<C: Company> Scan<'_, C> {
    async fn run(&mut self) -> Result<(), End> {
        let units = self.search.units.clone();
        self.listen(&units, Step::First).await?;
        let silent: Vec<u8> = units.iter().copied().filter(|unit| !self.answered(*unit)).collect();
        self.listen(&silent, Step::Second).await?;
        self.models().await?;
        let unclear: Vec<(u8, usize)> = self.garbled.iter().map(|(unit, place)| (*unit, *place)).collect();
        for (unit, place) in unclear {
            let Settings { baud, parity, .. } = self.search.settings[place];
            self.tell(Scanned::Garbled { unit, baud, parity })?;
        }
        Ok(())
    }

    fn answered(&self, unit: u8) -> bool {
        self.found.values().flatten().any(|present| present.unit == unit)
    }

    fn tell(&mut self, scanned: Scanned) -> Result<(), End> {
        match self.company.hear(scanned) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(End::Stopped),
        }
    }

    /// The line at one setting, once nobody else waits for it.
    async fn ear(&mut self, place: usize) -> Result<&mut Ear, End> {
        if self.company.is_waiting() {
            self.close();
            self.company.take_line(self.link).await;
        }
        if self.ear.as_ref().is_some_and(|(open, _)| *open != place) {
            self.close();
        }
        let ear = match self.ear.take() {
            Some((_, ear)) => ear,
            None => {
                let settings = self.search.settings[place];
                let wire = self.link.open(&settings).await.map_err(|error| End::Failed(error.kind()))?;
                let pace = Pace::new(&settings);
                let conversation = Conversation::new(wire, self.link.framing(), pace, self.link.is_real());
                Ear::that_learnt(conversation, settings.timeout, self.learnt.get(&place).copied().unwrap_or_default())
            }
        };
        Ok(&mut self.ear.insert((place, ear)).1)
    }

    fn close(&mut self) {
        if let Some((place, ear)) = self.ear.take() {
            self.learnt.insert(place, ear.learnt());
        }
    }

    /// Asks each of the units once at each setting.
    async fn listen(&mut self, units: &[u8], step: Step) -> Result<(), End> {
        let of = self.search.settings.len() * units.len();
        let look = if step == Step::First { Look::Quick } else { Look::Patient };
        let mut asked = 0;
        for place in 0..self.search.settings.len() {
            let Settings { baud, parity, .. } = self.search.settings[place];
            for unit in units.iter().copied() {
                // A port that cannot be opened is said before any progress.
                self.ear(place).await?;
                self.tell(Scanned::At(Progress { step, asked, of, unit, baud, parity }))?;
                asked += 1;
                let ear = self.ear(place).await?;
                let heard = ear.look(unit, look).await;
                let requests = ear.take_requests();
                self.requests += requests;
                match heard? {
                    Heard::Silent => {}
                    Heard::Garbled => {
                        if !self.answered(unit) {
                            self.garbled.entry(unit).or_insert(place);
                        }
                    }
                    Heard::Device(sharing) => {
                        self.garbled.remove(&unit);
                        self.found.entry(place).or_default().push(Present { unit, sharing });
                        self.tell(Scanned::Answers { unit, baud, parity })?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Says what each device may be.
    async fn models(&mut self) -> Result<(), End> {
        let of = self.found.values().map(Vec::len).sum();
        let mut asked = 0;
        let mut guesser = Guesser::new(&self.search.profiles);
        for (place, present) in self.found.clone() {
            let settings = self.search.settings[place];
            for Present { unit, sharing } in present {
                let Settings { baud, parity, .. } = settings;
                self.tell(Scanned::At(Progress { step: Step::Models, asked, of, unit, baud, parity }))?;
                asked += 1;
                let ear = self.ear(place).await?;
                // What two devices say at once is nobody's.
                let mut guesses = match sharing {
                    Sharing::Alone => guesser.guess(ear, unit).await?,
                    Sharing::Likely => Vec::new(),
                };
                let sharing = if sharing == Sharing::Alone { ear.sharing() } else { sharing };
                if sharing == Sharing::Likely {
                    guesses.clear();
                }
                let requests = ear.take_requests();
                self.requests += requests;
                self.tell(Scanned::Device(Found { unit, settings, sharing, guesses }))?;
            }
        }
        Ok(())
    }
}
