//! Talking to one device over an open wire: guarded reads, retries, a switch with its read-back.

use std::io;
use std::time::Duration;

use meter::{Block, DecodeError, FrameError, Reply, Request, Values};
use tokio::time::Instant;

use crate::conversation::{Conversation, Trouble};
use crate::device::{Known, TRIES};
use crate::error::LineError;
use crate::statistics::Tally;

/// Silence after a fault while no turnaround is known.
pub(crate) const UNKNOWN_TURNAROUND: Duration = Duration::from_millis(60);

/// Server device busy (Modbus Application Protocol 1.1b3, section 7): worth asking again.
const BUSY: u8 = 6;

/// Why there is no result.
#[derive(Debug)]
pub(crate) enum Fault {
    /// This device, this time.
    Device(LineError),
    /// The wire is gone.
    Gone(io::ErrorKind),
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Refused(error) | Trouble::Bad(error) => Self::Device(LineError::Frame(error)),
            Trouble::NoAnswer => Self::Device(LineError::NoAnswer),
            Trouble::Gone(kind) => Self::Gone(kind),
        }
    }
}

impl<E: Into<LineError>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::Device(error.into())
    }
}

pub(crate) struct Session {
    pub(crate) conversation: Conversation,
    pub(crate) tally: Tally,
}

impl Session {
    /// Reads a block, as often as allowed. No value is believed before the line is proven clean.
    pub(crate) async fn read(
        &mut self,
        known: &mut Known,
        block: Block,
        quiet: Duration,
        tries: u32,
    ) -> Result<Values, Fault> {
        match self.ask(known, &Request::Read(block), quiet, tries).await? {
            Reply::Values(values) => Ok(values),
            Reply::Written => Err(FrameError::WrongFunction.into()),
        }
    }

    async fn ask(&mut self, known: &mut Known, request: &Request, quiet: Duration, tries: u32) -> Result<Reply, Fault> {
        let mut last = Trouble::NoAnswer;
        for attempt in 0..tries {
            // A unit that became slow leaves a trail of late answers: the last try waits them all out.
            let quiet = if attempt + 1 == TRIES { quiet.max(known.longest()) } else { quiet };
            let tried = match self.prove(known, quiet).await {
                Ok(()) => self.transact(known, request, quiet).await,
                Err(trouble) => Err(trouble),
            };
            match tried {
                Ok(reply) => return Ok(reply),
                Err(trouble @ Trouble::Gone(_)) => return Err(trouble.into()),
                Err(Trouble::Refused(error)) if error != FrameError::Exception(BUSY) => return Err(error.into()),
                Err(trouble) => last = trouble,
            }
        }
        Err(last.into())
    }

    /// A read of another length: when it is answered, by value or refusal, no late answer is left.
    async fn prove(&mut self, known: &mut Known, quiet: Duration) -> Result<(), Trouble> {
        if known.suspect
            && self.conversation.needs_guard()
            && let Some(guard) = known.device.profile.guard()
        {
            match self.transact(known, &Request::Read(guard), quiet).await {
                Ok(_) | Err(Trouble::Refused(_)) => {}
                Err(trouble) => return Err(trouble),
            }
        }
        known.suspect = false;
        Ok(())
    }

    async fn transact(&mut self, known: &mut Known, request: &Request, quiet: Duration) -> Result<Reply, Trouble> {
        let began = Instant::now();
        let (unit, gap, patience) = (known.device.unit, known.gap(), known.patience());
        let asked = self.conversation.ask(unit, request, gap, quiet, patience).await;
        self.tally.worked(began.elapsed());
        let counts = &mut self.tally.counts;
        counts.requests += 1;
        match asked {
            Ok(answer) => {
                counts.answers += 1;
                known.habit.learn(answer.turnaround);
                Ok(answer.reply)
            }
            Err(Trouble::Refused(error)) => {
                counts.exceptions += 1;
                Err(Trouble::Refused(error))
            }
            Err(trouble) => {
                match trouble {
                    Trouble::NoAnswer => counts.timeouts += 1,
                    _ => counts.bad_frames += 1,
                }
                known.suspect = true;
                Err(trouble)
            }
        }
    }

    /// Moves a relay channel and reads it back at once: what is returned is what the relay says.
    pub(crate) async fn switch(
        &mut self,
        known: &mut Known,
        channel: u8,
        on: bool,
        quiet: Duration,
    ) -> Result<bool, Fault> {
        self.tally.counts.switches += 1;
        let profile = known.device.profile.clone();
        let unknown = || LineError::NoChannel { channel };
        let block = profile.relay_read(channel).ok_or_else(unknown)?;
        let command = match profile.relay_key_read() {
            None => profile.relay_command(channel, on).ok_or_else(unknown)?,
            Some(key) => {
                let told = self.read(known, key, quiet, TRIES).await?;
                let none = DecodeError::Unavailable { value: "identity" };
                profile.relay_command_with_key(channel, on, &told).ok_or(none)?
            }
        };
        let mut state = false;
        for _ in 0..TRIES {
            let written = match self.prove(known, quiet).await {
                Ok(()) => self.transact(known, &command, quiet).await,
                Err(trouble) => Err(trouble),
            };
            match written {
                Err(Trouble::Refused(error)) if error != FrameError::Exception(BUSY) => return Err(error.into()),
                Err(Trouble::Gone(kind)) => return Err(Fault::Gone(kind)),
                _ => {}
            }
            // A write without a good answer may have been carried out all the same: the relay knows.
            let values = self.read(known, block, quiet, TRIES).await?;
            state = profile.relay_state(channel, block, &values)?;
            if written.is_ok() || state == on {
                break;
            }
        }
        Ok(state)
    }
}
