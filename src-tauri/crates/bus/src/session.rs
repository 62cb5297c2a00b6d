//! Talking to one device over an open wire: guarded reads, retries, a switch with its read-back.

use std::collections::HashMap;
use std::io;
use std::time::Duration;

use meter::{Block, DecodeError, FrameError, Reply, Request, Values, rtu};
use tokio::time::Instant;

use crate::conversation::{Conversation, STRAY, Trouble};
use crate::device::{Known, TRIES};
use crate::error::LineError;
use crate::statistics::{Counts, Tally};
use crate::under_way::UnderWay;

/// Silence after a fault while no turnaround is known.
pub(crate) const UNKNOWN_TURNAROUND: Duration = Duration::from_millis(60);

/// Operating system and adapter may add this to any answer.
const SLACK: Duration = Duration::from_millis(5);

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

/// A read under way.
#[derive(Debug)]
pub(crate) struct Asking {
    block: Block,
    /// The most that it may be tried.
    tries: u32,
    tried: u32,
}

impl Asking {
    pub(crate) const fn read(block: Block, tries: u32) -> Self {
        Self { block, tries, tried: 0 }
    }
}

pub(crate) struct Session {
    pub(crate) conversation: Conversation,
    pub(crate) tally: Tally,
    /// By unit, how often something came from it that nobody had asked for, or that was no answer. It may have been the
    /// true answer to an earlier request, a stale one having been taken for the answer.
    doubts: HashMap<u8, u64>,
    last: Option<Last>,
    under_way: UnderWay,
}

/// The last good answer.
#[derive(Debug)]
struct Last {
    unit: u8,
    code: u8,
    length: usize,
    safe: Instant,
}

/// Until when an answer is not believed yet: had it been a stale one, the true one would come by then.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Proof {
    unit: u8,
    doubts: u64,
    safe: Instant,
}

/// What there is to say of an answer by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Believed,
    Doubted,
    /// Not before then.
    Open(Instant),
}

impl Session {
    pub(crate) fn new(conversation: Conversation, tally: Tally) -> Self {
        Self { conversation, tally, doubts: HashMap::new(), last: None, under_way: UnderWay::default() }
    }

    /// What the last answer, which was this unit's, needs to be believed.
    pub(crate) fn proof(&self, unit: u8) -> Proof {
        let safe = self.last.as_ref().map_or_else(Instant::now, |last| last.safe);
        Proof { unit, doubts: self.doubts_of(unit), safe }
    }

    pub(crate) fn verdict(&self, proof: Proof) -> Verdict {
        if self.doubts_of(proof.unit) != proof.doubts {
            Verdict::Doubted
        } else if proof.safe <= Instant::now() {
            Verdict::Believed
        } else {
            Verdict::Open(proof.safe)
        }
    }

    fn doubts_of(&self, unit: u8) -> u64 {
        self.doubts.get(&unit).copied().unwrap_or(0)
    }

    /// Listens until then: what comes unasked casts doubt on what came before.
    pub(crate) async fn listen(&mut self, until: Instant) -> Result<(), io::ErrorKind> {
        let time = until.saturating_duration_since(Instant::now());
        match self.conversation.overhear(time).await {
            Ok(count) => {
                self.tally.counts.strays += u64::from(count > STRAY);
                self.doubt();
                Ok(())
            }
            Err(Trouble::Gone(kind)) => Err(kind),
            Err(_) => Ok(()),
        }
    }

    /// By TCP every answer carries its request's number, and there is nothing to doubt. Who spoke is returned.
    fn doubt(&mut self) -> Vec<u8> {
        let strangers = self.conversation.take_strangers();
        for unit in strangers.iter().filter(|_| self.conversation.needs_guard()) {
            *self.doubts.entry(*unit).or_default() += 1;
        }
        strangers
    }

    /// Reads a block, as often as allowed. No value is believed before the line is proven clean.
    pub(crate) async fn read(
        &mut self,
        known: &mut Known,
        block: Block,
        quiet: Duration,
        tries: u32,
    ) -> Result<Values, Fault> {
        let mut asking = Asking::read(block, tries);
        loop {
            if let Some(values) = self.step(known, &mut asking, quiet).await? {
                return Ok(values);
            }
        }
    }

    /// The next transaction of a read: the guard read where a late answer could pass for the answer, else the read itself.
    /// Nothing where it takes another one; in between, the line may be used for something else.
    pub(crate) async fn step(
        &mut self,
        known: &mut Known,
        asking: &mut Asking,
        quiet: Duration,
    ) -> Result<Option<Values>, Fault> {
        // A unit that became slow leaves a trail of late answers: the last try waits them all out.
        let quiet = if asking.tried + 1 == TRIES { quiet.max(known.longest()) } else { quiet };
        let request = Request::Read(asking.block);
        let stepped = match self.guard(known, &request) {
            Some(guard) => self.prove(known, guard, quiet).await.map(|()| None),
            None => {
                self.count(known, |counts| counts.retries += u64::from(asking.tried > 0));
                self.transact(known, &request, quiet).await.map(Some)
            }
        };
        match stepped {
            Ok(None) => Ok(None),
            Ok(Some(Reply::Values(values))) => Ok(Some(values)),
            Ok(Some(Reply::Written)) => Err(FrameError::WrongFunction.into()),
            Err(trouble @ Trouble::Gone(_)) => Err(trouble.into()),
            Err(Trouble::Refused(error)) if error != FrameError::Exception(BUSY) => Err(error.into()),
            Err(trouble) => {
                asking.tried += 1;
                if asking.tried < asking.tries { Ok(None) } else { Err(trouble.into()) }
            }
        }
    }

    /// The guard read that must come before this request: after trouble with the unit, whatever is asked; and where an
    /// answer that is still under way could be taken for this one's.
    fn guard(&mut self, known: &mut Known, request: &Request) -> Option<Block> {
        let guard = known.device.profile.guard().filter(|_| self.conversation.needs_guard());
        known.suspect &= guard.is_some();
        guard.filter(|_| known.suspect || self.under_way.may_answer(known.device.unit, request))
    }

    /// A read of another length: when it is answered, by value or refusal, no late answer of the unit's is left.
    async fn prove(&mut self, known: &mut Known, guard: Block, quiet: Duration) -> Result<(), Trouble> {
        self.count(known, |counts| counts.retries += 1);
        let began = Instant::now();
        match self.transact(known, &Request::Read(guard), quiet).await {
            Ok(_) | Err(Trouble::Refused(_)) => {
                known.wasted += if known.spoilt { began.elapsed() } else { Duration::ZERO };
                (known.suspect, known.spoilt) = (false, false);
                Ok(())
            }
            Err(trouble) => Err(trouble),
        }
    }

    /// A write, once. Whether it was carried out is for a read to tell.
    pub(crate) async fn write(&mut self, known: &mut Known, request: &Request, quiet: Duration) -> Result<(), Trouble> {
        while let Some(guard) = self.guard(known, request) {
            self.prove(known, guard, quiet).await?;
        }
        self.transact(known, request, quiet).await.map(drop)
    }

    async fn transact(&mut self, known: &mut Known, request: &Request, quiet: Duration) -> Result<Reply, Trouble> {
        let began = Instant::now();
        let (unit, gap, patience) = (known.device.unit, known.gap(), known.patience());
        let (code, length) = (request.code(), rtu::reply_len(request));
        // A stale answer to the same question would do for this one too: there must be time for it to show.
        if let Some(last) = self.last.take().filter(|last| (last.unit, last.code, last.length) == (unit, code, length))
            && self.conversation.needs_guard()
        {
            self.listen(last.safe).await.map_err(Trouble::Gone)?;
        }
        self.under_way.asked(unit, request);
        let asked = self.conversation.ask(unit, request, gap, quiet, patience).await;
        let took = began.elapsed();
        self.count(known, |counts| counts.note(took, &asked));
        self.tally.counts.strays += self.conversation.take_strays();
        let spoke = self.doubt();
        known.heard |= !matches!(asked, Err(Trouble::NoAnswer | Trouble::Gone(_)));
        match &asked {
            Ok(_) => self.under_way.answered(unit, request),
            Err(Trouble::Refused(_)) => self.under_way.refused(unit, request),
            Err(_) => {}
        }
        match asked {
            Ok(answer) => {
                known.habit.learn(answer.turnaround);
                let rest = (known.habit.usual() * 5 / 4 + SLACK).saturating_sub(answer.turnaround);
                let safe = Instant::now() + if self.conversation.needs_guard() { rest } else { Duration::ZERO };
                self.last = Some(Last { unit, code, length, safe });
                Ok(answer.reply)
            }
            Err(trouble) => {
                if !matches!(trouble, Trouble::Refused(_)) {
                    // What another one says too late is not this one's doing, nor is the proof that it then needs.
                    known.spoilt = spoke.iter().all(|spoke| *spoke == unit || !self.under_way.owes(*spoke));
                    known.wasted += if known.spoilt { took } else { Duration::ZERO };
                    known.suspect = true;
                }
                Err(trouble)
            }
        }
    }

    /// Of the device and of its line.
    fn count(&mut self, known: &mut Known, count: impl Fn(&mut Counts)) {
        count(&mut self.tally.counts);
        count(&mut known.counts);
    }

    /// Moves a relay channel and reads it back at once: what is returned is what the relay says.
    pub(crate) async fn switch(
        &mut self,
        known: &mut Known,
        channel: u8,
        on: bool,
        quiet: Duration,
    ) -> Result<bool, Fault> {
        self.count(known, |counts| counts.switches += 1);
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
            let written = self.write(known, &command, quiet).await;
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
