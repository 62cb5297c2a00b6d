//! What the owner of a line does beside polling: a scan, another setting for a device. Nobody else opens its port.
//!
//! Polling stops meanwhile. A scan gives the line back between two addresses, for commands and for the sweep of an
//! interval; a change of one device takes a few seconds, and commands wait for it.

use std::collections::VecDeque;
use std::io;
use std::ops::ControlFlow;

use tokio::time::Instant;

use super::Owner;
use crate::change::{Change, ChangeError, Changed, Stage, change_link};
use crate::conversation::Conversation;
use crate::error::LineError;
use crate::port::{Link, Settings};
use crate::scan::{Company, Scanned, Search, Summary, scan_beside};
use crate::session::Session;
use crate::statistics::Tally;
use crate::timing::Pace;
use crate::{ErrandId, FromLine};

/// What is to be done once, on a line that is polled.
#[derive(Debug, Clone)]
pub enum Errand {
    Scan(Search),
    /// The settings are those by which the device is spoken to now; they may be others than the line's.
    Change(Settings, Change),
}

/// What is told of an errand. With a result it is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrandTold {
    Scanned(Scanned),
    ScanOver(Result<Summary, LineError>),
    At(Stage),
    ChangeOver(Result<Changed, ChangeError>),
}

/// The errands of a line: one at a time, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Errands {
    waiting: VecDeque<(ErrandId, Errand)>,
    running: Option<ErrandId>,
    /// The one that runs shall end.
    stop: bool,
}

impl Errands {
    pub(super) fn add(&mut self, id: ErrandId, errand: Errand) {
        self.waiting.push_back((id, errand));
    }

    /// One that has not begun never does; a scan ends before the next address. A change is not broken off.
    pub(super) fn stop(&mut self, id: ErrandId) -> Option<Errand> {
        self.stop |= self.running == Some(id);
        let waiting = self.waiting.iter().position(|(waiting, _)| *waiting == id)?;
        self.waiting.remove(waiting).map(|(_, errand)| errand)
    }

    pub(super) fn are_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }
}

/// Nothing was done.
pub(super) fn called_off(errand: &Errand) -> ErrandTold {
    match errand {
        Errand::Scan(_) => ErrandTold::ScanOver(Ok(Summary { stopped: true, ..Summary::default() })),
        Errand::Change(..) => ErrandTold::ChangeOver(Err(ChangeError::Line(LineError::Down))),
    }
}

impl<F: Fn(FromLine)> Owner<F> {
    /// Does what waits, with the port to itself.
    pub(super) async fn run_errands(&mut self) {
        while let Some((id, errand)) = self.errands.waiting.pop_front() {
            (self.errands.running, self.errands.stop) = (Some(id), false);
            let told = match errand {
                Errand::Scan(search) => ErrandTold::ScanOver(self.scan(id, &search).await),
                Errand::Change(settings, change) => ErrandTold::ChangeOver(self.change(id, &settings, &change).await),
            };
            self.errands.running = None;
            self.tell_errand(id, told);
            self.take_messages();
        }
    }

    fn tell_errand(&self, id: ErrandId, told: ErrandTold) {
        (self.out)(FromLine::Errand { bus: self.bus, id, told: Box::new(told) });
    }

    async fn change(&mut self, id: ErrandId, settings: &Settings, change: &Change) -> Result<Changed, ChangeError> {
        let link = std::mem::replace(&mut self.link, Link::Lent);
        let outcome = change_link(&link, settings, change, |stage| self.tell_errand(id, ErrandTold::At(stage))).await;
        self.link = link;
        outcome
    }

    async fn scan(&mut self, id: ErrandId, search: &Search) -> Result<Summary, LineError> {
        let link = std::mem::replace(&mut self.link, Link::Lent);
        let outcome = scan_beside(&link, search, &mut Beside { owner: self, id }).await;
        self.link = link;
        outcome
    }
}

impl<F: Fn(FromLine)> Owner<F> {
    /// Commands, and whoever still owes the reading of an interval.
    async fn serve_once(&mut self, link: &Link) -> io::Result<()> {
        let wire = link.open(&self.settings).await?;
        let conversation = Conversation::new(wire, link.framing(), Pace::new(&self.settings), link.is_real());
        let mut session = Session::new(conversation, Tally::new(Instant::now()));
        loop {
            self.serve_commands(&mut session).await?;
            let open = self.believe(&session);
            self.say_swept();
            if let Some(index) = self.scheduler.owing((self.clock)()) {
                self.poll(&mut session, index).await?;
            } else if let Some(open) = open {
                session.listen(open).await?;
            } else {
                return Ok(());
            }
        }
    }
}

/// The owner of the line beside its scan.
struct Beside<'a, F> {
    owner: &'a mut Owner<F>,
    id: ErrandId,
}

impl<F: Fn(FromLine)> Company for Beside<'_, F> {
    fn hear(&mut self, scanned: Scanned) -> ControlFlow<()> {
        self.owner.tell_errand(self.id, ErrandTold::Scanned(scanned));
        self.owner.take_commands();
        let ends = self.owner.errands.stop || self.owner.stopping || self.owner.is_told_to_stop();
        if ends { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn is_waiting(&mut self) -> bool {
        self.owner.take_commands();
        !self.owner.commands.is_empty() || self.owner.scheduler.owes_sweep((self.owner.clock)())
    }

    async fn take_line(&mut self, link: &Link) {
        if self.owner.serve_once(link).await.is_err() {
            // The scan finds that out for itself.
            self.owner.read_again_all();
            self.owner.refuse_commands();
        }
    }
}
