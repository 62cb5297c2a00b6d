//! One reading, one command, and done: for the command line, with nothing running.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use meter::{Profile, Sample};
use tokio::time::Instant;
use units::MeterId;

use crate::Device;
use crate::conversation::Conversation;
use crate::device::{Known, TRIES};
use crate::error::LineError;
use crate::port::{Link, Port, Settings};
use crate::session::{Fault, Session, UNKNOWN_TURNAROUND};
use crate::statistics::Tally;
use crate::timing::Pace;

/// Opens the port, reads the device in full, closes the port. Blocks; not for use inside a runtime.
pub fn read_once(port: &Port, settings: &Settings, unit: u8, profile: &Profile) -> Result<Sample, LineError> {
    alone(port, async {
        let (mut session, mut known) = open(port, settings, unit, profile).await?;
        let mut replies = Vec::new();
        for block in profile.blocks() {
            replies.push((*block, session.read(&mut known, *block, UNKNOWN_TURNAROUND, TRIES).await?));
        }
        if let Some(block) = profile.identity() {
            match session.read(&mut known, block, UNKNOWN_TURNAROUND, TRIES).await {
                Ok(values) => replies.push((block, values)),
                // It answers everything else: it simply tells no serial number.
                Err(Fault::Device(error)) if error.is_refusal() || error == LineError::NoAnswer => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(profile.decode(&replies)?)
    })
}

/// Opens the port, moves a relay channel, reads its state back and returns it: true is closed, that
/// is, supply on. Blocks; not for use inside a runtime.
pub fn switch_once(
    port: &Port,
    settings: &Settings,
    unit: u8,
    profile: &Profile,
    channel: u8,
    on: bool,
) -> Result<bool, LineError> {
    if channel >= profile.relay_channels() {
        return Err(LineError::NoChannel { channel });
    }
    alone(port, async {
        let (mut session, mut known) = open(port, settings, unit, profile).await?;
        session.switch(&mut known, channel, on, UNKNOWN_TURNAROUND).await
    })
}

async fn open(port: &Port, settings: &Settings, unit: u8, profile: &Profile) -> Result<(Session, Known), Fault> {
    let link = Link::Port(port.clone());
    let wire =
        link.open(settings).await.map_err(|error| LineError::Open { port: port.to_string(), kind: error.kind() })?;
    let now = Instant::now();
    let device = Device { meter: MeterId(0), unit, profile: Arc::new(profile.clone()), every: Duration::ZERO };
    let conversation = Conversation::new(wire, link.framing(), Pace::new(settings), link.is_real());
    let session = Session::new(conversation, Tally::new(now));
    Ok((session, Known::new(device, settings.timeout, now)))
}

fn alone<T>(port: &Port, work: impl Future<Output = Result<T, Fault>>) -> Result<T, LineError> {
    let failed = |kind| LineError::Open { port: port.to_string(), kind };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| failed(error.kind()))?;
    runtime.block_on(work).map_err(|fault| match fault {
        Fault::Device(error) => error,
        Fault::Gone(kind) => failed(kind),
    })
}
