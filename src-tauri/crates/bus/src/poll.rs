//! The line test: every unit read in turn, so many times over, and what the line did meanwhile.

use std::sync::Arc;
use std::time::Duration;

use meter::{Profile, Sample};
use tokio::time::{Instant, sleep};
use units::MeterId;

use crate::Device;
use crate::conversation::Conversation;
use crate::device::{Known, TRIES};
use crate::error::LineError;
use crate::port::{Link, Port, Settings};
use crate::session::{Fault, Session, UNKNOWN_TURNAROUND};
use crate::statistics::{Counts, Tally, permille};
use crate::timing::Pace;

/// A port that went away is tried again this often while the test lasts.
const REOPEN: Duration = Duration::from_millis(500);

/// One unit in one round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Polled {
    pub unit: u8,
    /// Counted from 1.
    pub cycle: u32,
    pub outcome: Result<Sample, LineError>,
}

/// What a line test came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tested {
    pub elapsed: Duration,
    /// Whole readings.
    pub readings: u64,
    /// Readings that failed.
    pub failures: u64,
    /// Transactions, of which a reading may take several and be tried again.
    pub counts: Counts,
    /// Share of the time in which a transaction was under way, with the silences that belong to it, in thousandths.
    pub utilisation_permille: u32,
}

/// Opens the port and reads each unit once a round. Every reading is told as it comes; it is whole, or it is an error.
/// A unit that is silent is asked once a block, the others up to three times. Blocks; not for use inside a runtime.
pub fn poll(
    port: &Port,
    settings: &Settings,
    units: &[u8],
    profile: &Arc<Profile>,
    cycles: u32,
    heard: impl FnMut(Polled),
) -> Result<Tested, LineError> {
    let failed = |kind| LineError::Open { port: port.to_string(), kind };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| failed(error.kind()))?;
    runtime.block_on(poll_link(&Link::Port(port.clone()), settings, units, profile, cycles, heard))
}

/// The same over any link, for callers that bring their own runtime.
pub async fn poll_link(
    link: &Link,
    settings: &Settings,
    units: &[u8],
    profile: &Arc<Profile>,
    cycles: u32,
    mut heard: impl FnMut(Polled),
) -> Result<Tested, LineError> {
    let began = Instant::now();
    let mut known: Vec<Known> = units
        .iter()
        .map(|unit| {
            let device = Device { meter: MeterId(0), unit: *unit, profile: Arc::clone(profile), every: Duration::ZERO };
            let longest = settings.timeout.max(Duration::from_millis(profile.timeout_ms()));
            Known::new(device, longest, began)
        })
        .collect();
    let mut session = Session::new(open(link, settings).await?, Tally::new(began));
    let (mut readings, mut failures) = (0, 0);
    // A serial number is asked for once, and again after each silence.
    let mut serials: Vec<Option<String>> = vec![None; known.len()];
    for cycle in 1..=cycles {
        for index in 0..known.len() {
            let unit = known[index].device.unit;
            let outcome = match read(&mut session, &mut known, index).await {
                Ok(mut sample) => {
                    sample.serial = sample.serial.take().or_else(|| serials[index].clone());
                    serials[index].clone_from(&sample.serial);
                    Ok(sample)
                }
                Err(Fault::Device(error)) => Err(error),
                Err(Fault::Gone(_)) => {
                    // The next reading has a new connection where there is one by then.
                    if let Ok(conversation) = open(link, settings).await {
                        session.conversation = conversation;
                    } else {
                        sleep(REOPEN).await;
                    }
                    known.iter_mut().for_each(|known| known.cut_off(began));
                    Err(LineError::Down)
                }
            };
            match outcome {
                Ok(_) => readings += 1,
                Err(_) => failures += 1,
            }
            heard(Polled { unit, cycle, outcome });
        }
    }
    let elapsed = began.elapsed();
    let counts = session.tally.counts;
    Ok(Tested { elapsed, readings, failures, counts, utilisation_permille: permille(counts.busy, elapsed) })
}

async fn open(link: &Link, settings: &Settings) -> Result<Conversation, LineError> {
    let opened = link.open(settings).await;
    let wire = opened.map_err(|error| LineError::Open { port: link.to_string(), kind: error.kind() })?;
    Ok(Conversation::new(wire, link.framing(), Pace::new(settings), link.is_real()))
}

async fn read(session: &mut Session, all: &mut [Known], index: usize) -> Result<Sample, Fault> {
    let began = Instant::now();
    let slowest = all.iter().filter_map(|known| known.habit.slowest()).max();
    let quiet = slowest.map_or(UNKNOWN_TURNAROUND, |slowest| slowest * 5 / 4 + Duration::from_millis(5));
    let known = &mut all[index];
    let outcome = read_all(session, known, quiet).await;
    match outcome {
        Ok(_) => known.succeeded(began, began.elapsed()),
        Err(_) => known.failed(began),
    }
    outcome
}

async fn read_all(session: &mut Session, known: &mut Known, quiet: Duration) -> Result<Sample, Fault> {
    let profile = Arc::clone(&known.device.profile);
    let identity = known.identity_due();
    let mut replies = Vec::new();
    for block in profile.blocks() {
        let tries = known.tries();
        replies.push((*block, session.read(known, *block, quiet, tries).await?));
    }
    if let Some(block) = identity {
        match session.read(known, block, quiet, TRIES).await {
            Ok(values) => replies.push((block, values)),
            Err(Fault::Device(error)) if error.is_refusal() || error == LineError::NoAnswer => {}
            Err(fault) => return Err(fault),
        }
    }
    let sample = profile.decode(&replies)?;
    if identity.is_some() {
        known.identified(sample.serial.is_some())?;
    }
    Ok(sample)
}
