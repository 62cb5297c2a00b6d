//! The owner of a line: one thread, one loop. Commands first, then whoever is due.

mod clock;
mod errand;
mod ours;
mod proof;

use std::collections::{HashMap, VecDeque};
use std::io;
use std::thread::JoinHandle;
use std::time::Duration;

use meter::{Block, FrameError, Values};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::time::{Instant, sleep, sleep_until};
use units::{BusId, MeterId};

use crate::conversation::Conversation;
use crate::device::{Known, TRIES};
use crate::error::LineError;
use crate::plugged::Opened;
use crate::port::{Link, Settings};
use crate::scheduler::Scheduler;
use crate::session::{Asking, Fault, Session, Verdict};
use crate::statistics::{self, State, Tally};
use crate::sweep::Swept;
use crate::timing::Pace;
use crate::{CheckClock, Clock, Device, FromLine, Switch, ToLine};
use errand::{Errands, called_off};
use proof::Unproven;

pub use errand::{Errand, ErrandTold};

/// Attempts to open a port that is not there: soon at first, and often enough to notice within two
/// seconds that it is back.
const FIRST_RETRY: Duration = Duration::from_millis(250);
const LAST_RETRY: Duration = Duration::from_millis(1500);

/// A running line. Dropping it stops the owner after the transaction in flight.
#[derive(Debug)]
pub struct Line {
    to: UnboundedSender<ToLine>,
    thread: JoinHandle<()>,
}

impl Line {
    /// Never waits. An error when the owner has ended.
    pub fn send(&self, message: ToLine) -> Result<(), LineError> {
        self.to.send(message).map_err(|_| LineError::Down)
    }

    /// Stops the owner and waits until it has let go of the port.
    pub fn join(self) {
        // An owner that already ended needs no telling; one that panicked has said so.
        let _ = self.to.send(ToLine::Stop);
        drop(self.to);
        let _ = self.thread.join();
    }
}

/// Starts the owner of a line on a thread of its own. `out` is called on that thread and must not wait.
pub fn spawn(
    bus: BusId,
    link: Link,
    settings: Settings,
    devices: Vec<Device>,
    clock: Clock,
    out: impl Fn(FromLine) + Send + 'static,
) -> Line {
    let (to, inbox) = mpsc::unbounded_channel();
    let owner = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        match runtime {
            Ok(runtime) => runtime.block_on(run(bus, link, settings, devices, clock, out, inbox)),
            Err(error) => {
                out(FromLine::Down { bus, reason: LineError::Open { port: link.to_string(), kind: error.kind() } });
            }
        }
    };
    let thread =
        std::thread::Builder::new().name(format!("line-{bus}")).spawn(owner).expect("the system starts threads");
    Line { to, thread }
}

/// The owner itself, for callers that bring their own runtime (tests use one with paused time).
/// Ends with [`ToLine::Stop`], or when the sender is gone.
pub async fn run(
    bus: BusId,
    mut link: Link,
    settings: Settings,
    devices: Vec<Device>,
    clock: Clock,
    out: impl Fn(FromLine),
    inbox: UnboundedReceiver<ToLine>,
) {
    let scheduler = Scheduler::new(devices, settings.timeout, Instant::now());
    let serials = if let Link::Plugged(plugged) = &mut link { plugged.take_serials() } else { Vec::new() };
    let mut owner = Owner {
        bus,
        link,
        settings,
        clock,
        out,
        inbox,
        scheduler,
        held: VecDeque::new(),
        commands: VecDeque::new(),
        clocks: VecDeque::new(),
        unproven: VecDeque::new(),
        errands: Errands::default(),
        serials: serials.into_iter().collect(),
        asked_first: 0,
        stopping: false,
    };
    let mut tally = Some(Tally::new(Instant::now()));
    while !owner.stopping {
        owner.run_errands().await;
        let Some(conversation) = owner.connect().await else { continue };
        let tally_now = tally.take().unwrap_or_else(|| Tally::new(Instant::now()));
        let mut session = Session::new(conversation, tally_now);
        if let Err(kind) = owner.talk(&mut session).await {
            session.tally.counts.reconnects += 1;
            let port = owner.link.to_string();
            owner.say_down(LineError::Gone { port, kind });
        }
        tally = Some(session.tally);
    }
}

struct Owner<F> {
    bus: BusId,
    link: Link,
    settings: Settings,
    clock: Clock,
    out: F,
    inbox: UnboundedReceiver<ToLine>,
    scheduler: Scheduler,
    /// Messages that wait for the end of the poll under way.
    held: VecDeque<ToLine>,
    commands: VecDeque<Switch>,
    clocks: VecDeque<CheckClock>,
    /// Readings that wait for their proof, oldest first.
    unproven: VecDeque<Unproven>,
    errands: Errands,
    /// By which numbers meters are known here.
    serials: HashMap<MeterId, String>,
    /// With whom asking for them begins.
    asked_first: usize,
    stopping: bool,
}

impl<F: Fn(FromLine)> Owner<F> {
    /// Opens the link, for as long as it takes; nothing when told to stop or when there is something else to do.
    async fn connect(&mut self) -> Option<Conversation> {
        let mut pause = FIRST_RETRY;
        let mut said: Vec<LineError> = Vec::new();
        loop {
            self.take_messages();
            if self.stopping || self.errands.are_waiting() {
                return None;
            }
            match self.open().await {
                Ok(conversation) => {
                    (self.out)(FromLine::Up { bus: self.bus });
                    return Some(conversation);
                }
                Err(why) if !said.contains(&why) => {
                    self.say_down(why.clone());
                    said.push(why);
                }
                Err(_) => {}
            }
            self.refuse_commands();
            tokio::select! {
                message = self.inbox.recv() => self.hold(message),
                () = sleep(pause) => pause = (pause * 2).min(LAST_RETRY),
            }
        }
    }

    /// Opens the port, and makes sure that it is that of this line.
    async fn open(&mut self) -> Result<Conversation, LineError> {
        let opened = self.link.open_next(&self.settings).await;
        let Opened { wire, doubt } =
            opened.map_err(|error| LineError::Open { port: self.link.to_string(), kind: error.kind() })?;
        let pace = Pace::new(&self.settings);
        let conversation = Conversation::new(wire, self.link.framing(), pace, self.link.is_real());
        self.ours(conversation, doubt).await
    }

    /// Serves the line until it is told to stop or to do something else; an error when the wire is gone.
    async fn talk(&mut self, session: &mut Session) -> Result<(), io::ErrorKind> {
        loop {
            self.take_messages();
            if self.stopping {
                return Ok(());
            }
            if self.errands.are_waiting() {
                // What was read and not proven would be judged by another conversation.
                self.read_again_all();
                return Ok(());
            }
            self.report(session);
            self.serve_commands(session).await?;
            let open = self.believe(session);
            self.say_swept();
            if let Some(check) = self.clocks.pop_front() {
                self.check_clock(session, check).await?;
                continue;
            }
            if let Some(index) = self.scheduler.next(Instant::now(), (self.clock)()) {
                self.poll(session, index).await?;
                continue;
            }
            let now = Instant::now();
            let report = now + statistics::EVERY;
            let wake = self.scheduler.wake(now, (self.clock)()).map_or(report, |due| due.min(report));
            tokio::select! {
                message = self.inbox.recv() => self.hold(message),
                heard = session.listen(open.unwrap_or(wake)), if open.is_some() => heard?,
                () = sleep_until(wake) => {}
            }
        }
    }

    async fn poll(&mut self, session: &mut Session, index: usize) -> Result<(), io::ErrorKind> {
        let began = Instant::now();
        let swept = self.scheduler.sweep.number();
        let Device { meter, unit, .. } = self.scheduler.get(index).device;
        let read = self.read_device(session, index).await;
        let (at, now) = ((self.clock)(), Instant::now());
        let known = self.scheduler.get(index);
        known.wanted_now = false;
        let before = std::mem::replace(&mut known.swept, swept);
        match &read {
            Ok(_) => self.scheduler.succeeded(index, began, now),
            Err(_) => {
                self.scheduler.failed(index, began, now);
                if before < swept {
                    self.scheduler.sweep.miss(meter);
                }
            }
        }
        match read {
            Ok(sample) => self.unproven.push_back(Unproven { meter, at, sample, proof: session.proof(unit), before }),
            Err(Fault::Device(error)) => (self.out)(FromLine::Failed { bus: self.bus, meter, at, error }),
            Err(Fault::Gone(kind)) => return Err(kind),
        }
        Ok(())
    }

    fn say_swept(&mut self) {
        let number = self.scheduler.sweep.number();
        if self.unproven.iter().all(|unproven| unproven.before == number)
            && let Some(Swept { edge, missed }) = self.scheduler.swept()
        {
            (self.out)(FromLine::Swept { bus: self.bus, edge, at: (self.clock)(), missed });
        }
    }

    /// Reads everything a reading needs. Commands that arrive meanwhile go between two transactions; one to
    /// this device makes what was read before it old, and the reading begins again.
    async fn read_device(&mut self, session: &mut Session, index: usize) -> Result<meter::Sample, Fault> {
        let known = self.scheduler.get(index);
        let (unit, profile) = (known.device.unit, known.device.profile.clone());
        let identity = known.identity_due();
        let wanted: Vec<Block> = profile.blocks().iter().copied().chain(identity).collect();
        let mut replies: Vec<(Block, Values)> = Vec::with_capacity(wanted.len());
        let (mut asked, mut again) = (0, 0);
        let mut proof = session.proof(unit);
        while let Some(block) = wanted.get(asked) {
            asked += 1;
            // Whoever has answered so far is there.
            let tries = if identity == Some(*block) { TRIES } else { self.scheduler.get(index).tries() };
            match self.read_block(session, index, *block, tries).await {
                // What came between the blocks may have been the true answer to one before.
                Ok(Some(_)) if !replies.is_empty() && session.verdict(proof) == Verdict::Doubted => {
                    if again == TRIES {
                        return Err(FrameError::WrongEcho.into());
                    }
                    replies.clear();
                    (asked, again) = (0, again + 1);
                }
                Ok(Some(values)) => replies.push((*block, values)),
                Ok(None) => {
                    replies.clear();
                    asked = 0;
                }
                // A device may refuse to tell its serial number or be silent about it; but once it has told one, it must.
                Err(Fault::Device(error))
                    if identity == Some(*block) && (error.is_refusal() || error == LineError::NoAnswer) => {}
                Err(fault) => return Err(fault),
            }
            proof = session.proof(unit);
        }
        let sample = profile.decode(&replies)?;
        if identity.is_some() {
            self.scheduler.get(index).identified(sample.serial.is_some())?;
        }
        Ok(sample)
    }

    /// Nothing when the device was moved by a command meanwhile.
    async fn read_block(
        &mut self,
        session: &mut Session,
        index: usize,
        block: Block,
        tries: u32,
    ) -> Result<Option<Values>, Fault> {
        let meter = self.scheduler.get(index).device.meter;
        let mut asking = Asking::read(block, tries);
        loop {
            if self.serve_commands(session).await.map_err(Fault::Gone)?.contains(&meter) {
                return Ok(None);
            }
            let quiet = self.scheduler.quiet();
            if let Some(values) = session.step(self.scheduler.get(index), &mut asking, quiet).await? {
                return Ok(Some(values));
            }
        }
    }

    /// Carries out what is commanded, and says which devices were moved.
    async fn serve_commands(&mut self, session: &mut Session) -> Result<Vec<MeterId>, io::ErrorKind> {
        let mut moved = Vec::new();
        self.take_commands();
        while let Some(Switch { id, meter, channel, on }) = self.commands.pop_front() {
            self.forget(meter);
            let quiet = self.scheduler.quiet();
            let outcome = match self.scheduler.index(meter) {
                Some(index) => session.switch(self.scheduler.get(index), channel, on, quiet).await,
                None => Err(LineError::UnknownMeter.into()),
            };
            let (outcome, gone) = match outcome {
                Ok(state) => (Ok(state), None),
                Err(Fault::Device(error)) => (Err(error), None),
                Err(Fault::Gone(kind)) => (Err(LineError::Down), Some(kind)),
            };
            (self.out)(FromLine::Switched { id, meter, channel, at: (self.clock)(), outcome });
            if let Some(kind) = gone {
                return Err(kind);
            }
            moved.push(meter);
            self.take_commands();
        }
        Ok(moved)
    }

    /// Commands out of the inbox; everything else is held until no poll is under way.
    fn take_commands(&mut self) {
        while let Ok(message) = self.inbox.try_recv() {
            self.hold(Some(message));
        }
    }

    fn hold(&mut self, message: Option<ToLine>) {
        match message {
            Some(ToLine::Switch(switch)) => self.commands.push_back(switch),
            Some(ToLine::StopErrand(id)) => {
                let here = self.held.iter().position(|held| matches!(held, ToLine::Errand(held, _) if *held == id));
                let held = here.and_then(|place| match self.held.remove(place) {
                    Some(ToLine::Errand(_, errand)) => Some(errand),
                    _ => None,
                });
                if let Some(errand) = held.or_else(|| self.errands.stop(id)) {
                    (self.out)(FromLine::Errand { bus: self.bus, id, told: Box::new(called_off(&errand)) });
                }
            }
            Some(message) => self.held.push_back(message),
            None => self.stopping = true,
        }
    }

    fn take_messages(&mut self) {
        self.take_commands();
        while let Some(message) = self.held.pop_front() {
            match message {
                ToLine::Devices(devices) => self.scheduler.replace(devices, Instant::now()),
                ToLine::Switch(switch) => self.commands.push_back(switch),
                ToLine::Watch { meters, every } => self.scheduler.watch(meters, every),
                ToLine::Snapshot { every } => self.scheduler.sweep.every(every, (self.clock)()),
                ToLine::CheckClock(check) => self.clocks.push_back(check),
                ToLine::Serials(serials) => self.know(serials),
                ToLine::Errand(id, errand) => self.errands.add(id, errand),
                // Never held.
                ToLine::StopErrand(_) => {}
                ToLine::PollNow(meter) => {
                    if let Some(index) = self.scheduler.index(meter) {
                        self.scheduler.get(index).wanted_now = true;
                    }
                }
                ToLine::Stop => self.stopping = true,
            }
        }
    }

    fn is_told_to_stop(&self) -> bool {
        self.held.iter().any(|message| matches!(message, ToLine::Stop))
    }

    /// Commands to a line that is down fail at once: whoever gave them tries again when it is up.
    fn refuse_commands(&mut self) {
        for Switch { id, meter, channel, .. } in std::mem::take(&mut self.commands) {
            (self.out)(FromLine::Switched { id, meter, channel, at: (self.clock)(), outcome: Err(LineError::Down) });
        }
    }

    fn report(&mut self, session: &mut Session) {
        let (now, answering) = (Instant::now(), self.scheduler.answering());
        if !session.tally.is_due(now, answering) {
            return;
        }
        let devices: Vec<_> = self.scheduler.all_mut().iter_mut().map(Known::report).collect();
        let state = State {
            devices: u32::try_from(devices.len()).unwrap_or(u32::MAX),
            answering,
            cycle: self.scheduler.cycle(),
            echo: session.conversation.echoes(),
        };
        let statistics = Box::new(session.tally.report(now, state));
        (self.out)(FromLine::Stats { bus: self.bus, at: (self.clock)(), statistics, devices });
    }

    /// Said once per outage and cause.
    fn say_down(&mut self, reason: LineError) {
        let now = Instant::now();
        self.unproven.clear();
        self.scheduler.all_mut().iter_mut().for_each(|known| known.cut_off(now));
        tracing::warn!(bus = self.bus.0, %reason, "line down");
        (self.out)(FromLine::Down { bus: self.bus, reason });
    }
}
