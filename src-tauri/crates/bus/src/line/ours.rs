//! Whether the port that was opened leads to the meters of this line. Adapters without a number of their own look all
//! alike: before anything of such a one is believed, a meter has to tell a serial number that is known here.

use std::io;

use tokio::time::Instant;
use units::MeterId;

use super::Owner;
use crate::FromLine;
use crate::conversation::Conversation;
use crate::device::Known;
use crate::error::LineError;
use crate::plugged::Doubt;
use crate::port::Link;
use crate::session::{Fault, Session};
use crate::statistics::Tally;

/// So many silent meters are asked before another port is tried.
const SILENT: usize = 5;

/// A meter of which nothing is known is asked once more, after an accident of the line.
const TRIES: u32 = 2;

impl<F: Fn(FromLine)> Owner<F> {
    /// The conversation, if it is with the meters of this line.
    pub(super) async fn ours(&mut self, conversation: Conversation, doubt: Doubt) -> Result<Conversation, LineError> {
        if doubt == Doubt::None {
            self.link.believe();
            return Ok(conversation);
        }
        let mut session = Session::new(conversation, Tally::new(Instant::now()));
        let port = self.link.to_string();
        match self.ask_for_serials(&mut session).await {
            Ok(Told::Ours) => {}
            Ok(Told::Nothing { known: false }) if doubt == Doubt::Slight => {}
            Ok(Told::Nothing { .. }) => return Err(self.passed_over(LineError::Unproven { port })),
            Ok(Told::Others) => return Err(self.passed_over(LineError::OtherMeters { port })),
            Err(kind) => return Err(LineError::Gone { port, kind }),
        }
        self.link.believe();
        Ok(session.conversation)
    }

    fn passed_over(&mut self, why: LineError) -> LineError {
        if let Link::Plugged(plugged) = &mut self.link {
            plugged.pass_over();
        }
        why
    }

    /// Asks meters whose numbers are known, beginning with another one each time, until one tells its own.
    async fn ask_for_serials(&mut self, session: &mut Session) -> Result<Told, io::ErrorKind> {
        let meters: Vec<(usize, String)> = self
            .scheduler
            .all_mut()
            .iter()
            .enumerate()
            .filter(|(_, known)| known.device.profile.identity().is_some())
            .filter_map(|(index, known)| Some((index, self.serials.get(&known.device.meter)?.clone())))
            .collect();
        if meters.is_empty() {
            return Ok(Told::Nothing { known: false });
        }
        let first = self.asked_first % meters.len();
        self.asked_first = self.asked_first.wrapping_add(SILENT);
        let (mut silent, mut others) = (0, false);
        for (index, serial) in meters[first..].iter().chain(&meters[..first]) {
            match serial_of(session, self.scheduler.get(*index)).await? {
                Some(told) if told == *serial => return Ok(Told::Ours),
                // One meter may have been exchanged meanwhile; another one tells.
                Some(_) => others = true,
                None => silent += 1,
            }
            if silent == SILENT {
                break;
            }
        }
        Ok(if others { Told::Others } else { Told::Nothing { known: true } })
    }

    /// By which numbers meters are known here.
    pub(super) fn know(&mut self, serials: impl IntoIterator<Item = (MeterId, String)>) {
        self.serials = serials.into_iter().collect();
    }
}

enum Told {
    Ours,
    Others,
    /// Nobody answered; `known` says whether there was somebody to ask.
    Nothing {
        known: bool,
    },
}

async fn serial_of(session: &mut Session, known: &mut Known) -> Result<Option<String>, io::ErrorKind> {
    let profile = known.device.profile.clone();
    let Some(block) = profile.identity() else { return Ok(None) };
    let quiet = known.longest();
    match session.read(known, block, quiet, TRIES).await {
        Ok(values) => Ok(profile.serial_in(&values)),
        Err(Fault::Device(_)) => Ok(None),
        Err(Fault::Gone(kind)) => Err(kind),
    }
}
