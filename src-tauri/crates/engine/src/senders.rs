//! Carries messages out beside the core, which never waits for a server: a thread for each message on its way, and the
//! core sends no more than one a channel at a time.

use std::sync::mpsc::Sender;
use std::time::Duration;

use notify::{Accepted, Channel, Message as Letter, Moment, SendError};

use crate::{Clock, Message};

/// How long a server may take for a step.
const PATIENCE: Duration = Duration::from_secs(20);

/// A message to be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parcel {
    pub delivery: i64,
    /// The channel's number.
    pub by: i64,
    pub channel: Channel,
    pub letter: Letter,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Carried {
    pub delivery: i64,
    pub by: i64,
    pub outcome: Result<Accepted, SendError>,
}

pub(crate) fn carry(parcel: Parcel, clock: &Clock, to_core: &Sender<Message>) {
    let (delivery, by) = (parcel.delivery, parcel.by);
    let (at, answer) = (clock(), to_core.clone());
    let carrying = move || {
        let outcome = attempt(&parcel, at);
        // The core is gone only when the program ends; what was not recorded is sent again at the next start.
        let _ = answer.send(Message::Carried(Box::new(Carried { delivery, by, outcome })));
    };
    if let Err(error) = std::thread::Builder::new().name("sender".to_owned()).spawn(carrying) {
        let outcome = Err(SendError::Unreachable { server: String::new(), cause: error.to_string() });
        let _ = to_core.send(Message::Carried(Box::new(Carried { delivery, by, outcome })));
    }
}

fn attempt(parcel: &Parcel, at: units::Timestamp) -> Result<Accepted, SendError> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| SendError::Unreachable { server: String::new(), cause: error.to_string() })?;
    let nonce = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    notify::send(&parcel.channel, &parcel.letter, &Moment { at, nonce }, PATIENCE)
}
