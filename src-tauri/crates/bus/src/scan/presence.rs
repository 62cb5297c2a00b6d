//! Whether somebody answers at an address, and whether it is one device.

use std::time::Duration;

use meter::{Block, FrameError, Function, Reply, Request, Values};

use crate::conversation::{Conversation, Trouble};
use crate::session::UNKNOWN_TURNAROUND;

/// Before anything answered, this is waited: few meters take longer, and the second look waits for those.
const UNKNOWN_PATIENCE: Duration = Duration::from_millis(120);

/// So many answers make a habit of a line.
const ENOUGH: u32 = 3;

/// No wait is shorter: adapters hold bytes back for up to 16 ms.
const SHORTEST: Duration = Duration::from_millis(40);

/// Slaves by libmodbus take the request behind one to somebody else for that one's answer, be it a request to
/// themselves, and give up waiting for it after 500 ms: on a line that was silent for longer each listens again.
const HEARD_AFRESH: Duration = Duration::from_millis(600);

/// Reads of two lengths, by turns, to tell one device on a noisy line from two.
const CLOSER: u16 = 6;

/// So many of them spoiled are no accident.
const TOO_MANY: u16 = 2;

/// Whether the device has its address for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    Alone,
    /// Answers came garbled or doubled, again and again: two devices may share the address.
    Likely,
}

/// How long an address is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// As long as devices here usually take.
    Quick,
    /// The whole time-out, after and with a long silence, with another function.
    Patient,
    /// The whole time-out, with the function of the quick look.
    Plain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    Silent,
    /// Something, and never a sound answer.
    Garbled,
    Device(Sharing),
}

/// What came of one read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Told {
    Values(Values),
    Refused,
    Silent,
    Spoiled,
}

/// What came of one write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    Done,
    /// With this exception.
    Refused(u8),
    /// It was sent, and not confirmed: the device may have done it all the same.
    Unsure,
}

/// One open line, and how fast devices are on it.
pub(crate) struct Ear {
    conversation: Conversation,
    timeout: Duration,
    learnt: Learnt,
    requests: u64,
    /// Of those, answers that were not understood.
    spoiled: u64,
}

/// How fast devices answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Learnt {
    slowest: Duration,
    answers: u32,
}

impl Ear {
    pub(crate) fn new(conversation: Conversation, timeout: Duration) -> Self {
        Self::that_learnt(conversation, timeout, Learnt::default())
    }

    /// One that was closed meanwhile and knows the line already.
    pub(crate) const fn that_learnt(conversation: Conversation, timeout: Duration, learnt: Learnt) -> Self {
        Self { conversation, timeout, learnt, requests: 0, spoiled: 0 }
    }

    pub(crate) const fn learnt(&self) -> Learnt {
        self.learnt
    }

    /// How many requests were sent since this was last asked.
    pub(crate) fn take_requests(&mut self) -> u64 {
        self.spoiled = 0;
        std::mem::take(&mut self.requests)
    }

    /// Whether so many answers since then were spoiled that a second device is likely.
    pub(crate) const fn sharing(&self) -> Sharing {
        if self.spoiled >= 2 && self.spoiled * 4 >= self.requests { Sharing::Likely } else { Sharing::Alone }
    }

    /// How long to wait for an answer to begin.
    fn patience(&self) -> Duration {
        if self.learnt.answers < ENOUGH {
            return UNKNOWN_PATIENCE.min(self.timeout);
        }
        (self.learnt.slowest * 2 + Duration::from_millis(20)).max(SHORTEST).min(self.timeout)
    }

    pub(crate) async fn look(&mut self, unit: u8, look: Look) -> Result<Heard, Trouble> {
        let (function, gap, patience) = match look {
            Look::Quick => (Function::HoldingRegisters, Duration::ZERO, self.patience()),
            // The gateway keeps the time on its line, and says when nobody answered.
            Look::Patient if self.conversation.is_tcp() => (Function::InputRegisters, Duration::ZERO, self.timeout),
            Look::Patient => (Function::InputRegisters, HEARD_AFRESH, self.timeout.max(HEARD_AFRESH)),
            Look::Plain => (Function::HoldingRegisters, Duration::ZERO, self.timeout),
        };
        match self.read(unit, Block { function, start: 0, count: 1 }, gap, patience).await? {
            Told::Silent => Ok(Heard::Silent),
            Told::Spoiled => self.look_closer(unit, function, Heard::Garbled).await,
            Told::Values(_) | Told::Refused if self.overhears().await? => {
                self.look_closer(unit, function, Heard::Device(Sharing::Alone)).await
            }
            Told::Values(_) | Told::Refused => Ok(Heard::Device(Sharing::Alone)),
        }
    }

    /// Something was wrong with the first answer: a fault of the line hits one in many, a second device nearly all.
    async fn look_closer(&mut self, unit: u8, function: Function, first: Heard) -> Result<Heard, Trouble> {
        let (mut sound, mut spoiled) = (u16::from(first != Heard::Garbled), 0);
        for turn in 0..CLOSER {
            let block = Block { function, start: 0, count: 1 + turn % 2 };
            match self.read(unit, block, Duration::ZERO, self.timeout).await? {
                Told::Silent => {}
                Told::Spoiled => spoiled += 1,
                Told::Values(_) | Told::Refused => {
                    sound += 1;
                    spoiled += u16::from(self.overhears().await?);
                }
            }
        }
        Ok(match (sound, spoiled >= TOO_MANY) {
            (0, true) => Heard::Garbled,
            (0, false) => Heard::Silent,
            (_, true) => Heard::Device(Sharing::Likely),
            (_, false) => Heard::Device(Sharing::Alone),
        })
    }

    /// Whether more comes behind a whole answer. A stray byte or two is a driver switching off.
    async fn overhears(&mut self) -> Result<bool, Trouble> {
        Ok(self.conversation.overhear(self.patience()).await? > 2)
    }

    /// A read for finding out what a device is: as patient as devices here need, and once more after an accident.
    pub(crate) async fn ask(&mut self, unit: u8, block: Block, gap: Duration) -> Result<Told, Trouble> {
        let patience = self.patience().max(UNKNOWN_PATIENCE).min(self.timeout);
        match self.read(unit, block, gap, patience).await? {
            Told::Spoiled => self.read(unit, block, gap, self.timeout).await,
            told => Ok(told),
        }
    }

    /// Once: a setting that was taken already need not be taken twice.
    pub(crate) async fn write(&mut self, unit: u8, request: &Request, gap: Duration) -> Result<Written, Trouble> {
        self.requests += 1;
        let quiet = UNKNOWN_TURNAROUND.max(self.learnt.slowest + Duration::from_millis(10));
        match self.conversation.ask(unit, request, gap, quiet, self.timeout).await {
            Ok(_) => Ok(Written::Done),
            Err(Trouble::Refused(FrameError::Exception(code))) => Ok(Written::Refused(code)),
            Err(Trouble::Refused(_) | Trouble::Bad(_) | Trouble::NoAnswer) => Ok(Written::Unsure),
            Err(trouble @ Trouble::Gone(_)) => Err(trouble),
        }
    }

    async fn read(&mut self, unit: u8, block: Block, gap: Duration, patience: Duration) -> Result<Told, Trouble> {
        self.requests += 1;
        let request = Request::Read(block);
        let quiet = if self.learnt.answers < ENOUGH {
            UNKNOWN_TURNAROUND
        } else {
            self.learnt.slowest + Duration::from_millis(10)
        };
        match self.conversation.ask(unit, &request, gap, quiet, patience).await {
            Ok(answer) => {
                self.learnt.slowest = self.learnt.slowest.max(answer.turnaround);
                self.learnt.answers += 1;
                Ok(match answer.reply {
                    Reply::Values(values) => Told::Values(values),
                    Reply::Written => Told::Spoiled,
                })
            }
            Err(Trouble::Refused(_)) => Ok(Told::Refused),
            // A gateway says that there is nobody.
            Err(Trouble::NoAnswer | Trouble::Bad(FrameError::Exception(_))) => Ok(Told::Silent),
            // Perhaps somebody else's answer, late: this unit is asked again.
            Err(Trouble::Bad(_)) => {
                self.spoiled += 1;
                Ok(Told::Spoiled)
            }
            Err(trouble @ Trouble::Gone(_)) => Err(trouble),
        }
    }
}
