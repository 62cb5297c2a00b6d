//! One wire, one transaction at a time: send, wait, check; and make the line clean again when it went
//! wrong.

use std::io;
use std::time::Duration;

use meter::{FrameError, Reply, Request, rtu, tcp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

use crate::port::{Framing, Wire};
use crate::timing::Pace;

/// Below this, tokio's timer is too coarse in real time: a sleep of 1.75 ms takes 3.1 ms there and
/// 1.83 ms as a sleep of the thread, which belongs to this line alone.
const FINE: Duration = Duration::from_millis(5);

/// What a sleep of the thread usually takes too long; the rest of a short wait is spent awake.
const OVERSLEPT: Duration = Duration::from_micros(150);

/// Operating system and adapter may add this to any answer.
const SLACK: Duration = Duration::from_millis(5);

/// A line that still talks after this much draining is not ours to wait for.
const LONGEST_DRAIN: Duration = Duration::from_secs(1);

/// So many stray bytes are a driver switching off; more is somebody speaking out of turn.
pub(crate) const STRAY: usize = 2;

/// Why a transaction has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The unit said no.
    Refused(FrameError),
    /// Something came, and it is not the answer.
    Bad(FrameError),
    NoAnswer,
    /// The wire is gone.
    Gone(io::ErrorKind),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Gone(error.kind())
    }
}

pub(crate) struct Answer {
    pub(crate) reply: Reply,
    /// From the end of the request to the beginning of the answer, as far as it can be told.
    pub(crate) turnaround: Duration,
}

pub(crate) struct Conversation {
    wire: Box<dyn Wire>,
    framing: Framing,
    pace: Pace,
    /// Short waits by sleeping the thread.
    real: bool,
    /// The last byte sent or received.
    active: Instant,
    dirty: bool,
    /// The adapter hears itself.
    echoes: bool,
    /// Times at which bytes came unasked, until they are taken.
    strays: u64,
    /// The first bytes, as a rule the units, of what came unasked or was no answer; until they are taken.
    strangers: Vec<u8>,
    transaction: u16,
    received: Vec<u8>,
    /// So many of these were taken for the answer.
    answered: Option<usize>,
}

impl Conversation {
    pub(crate) fn new(wire: Box<dyn Wire>, framing: Framing, pace: Pace, real: bool) -> Self {
        let received = Vec::with_capacity(512);
        let active = Instant::now();
        // What was said before we came is unknown, so that the line begins dirty.
        Self {
            wire,
            framing,
            pace,
            real,
            active,
            dirty: true,
            echoes: false,
            strays: 0,
            strangers: Vec::new(),
            transaction: 0,
            received,
            answered: None,
        }
    }

    /// Whether a late answer could be taken for a later one: TCP numbers its transactions.
    pub(crate) fn needs_guard(&self) -> bool {
        self.framing == Framing::Rtu
    }

    /// Whether a gateway speaks to the units for us.
    pub(crate) fn is_tcp(&self) -> bool {
        self.framing == Framing::Tcp
    }

    /// Whether the adapter hears itself.
    pub(crate) const fn echoes(&self) -> bool {
        self.echoes
    }

    /// How often bytes came unasked since this was last called.
    pub(crate) fn take_strays(&mut self) -> u64 {
        std::mem::take(&mut self.strays)
    }

    /// Who spoke unasked, or gave no answer, since this was last called.
    pub(crate) fn take_strangers(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.strangers)
    }

    /// One request and its answer. `gap` is what the unit wants before it; `quiet` the silence that a
    /// dirty line needs first; `patience` the longest wait for the answer to begin.
    pub(crate) async fn ask(
        &mut self,
        unit: u8,
        request: &Request,
        gap: Duration,
        quiet: Duration,
        patience: Duration,
    ) -> Result<Answer, Trouble> {
        self.prepare(gap, quiet).await?;
        self.transaction = self.transaction.wrapping_add(1);
        let (frame, longest) = match self.framing {
            Framing::Rtu => (rtu::encode(unit, request), rtu::reply_len(request)),
            Framing::Tcp => (tcp::encode(self.transaction, unit, request), tcp::reply_len(request)),
        };
        self.wire.write_all(&frame).await?;
        self.wire.flush().await?;
        let sent = Instant::now() + self.pace.bytes(frame.len());
        self.active = sent;
        let wire_time = self.pace.bytes(longest);
        let deadline = sent + patience + wire_time + SLACK;
        let result = match self.framing {
            Framing::Rtu => self.receive_rtu(unit, request, &frame, deadline).await,
            Framing::Tcp => self.receive_tcp(unit, request, deadline).await,
        };
        match result {
            Ok(reply) => {
                let taken = self.active.saturating_duration_since(sent);
                Ok(Answer { reply, turnaround: taken.saturating_sub(wire_time) })
            }
            Err(trouble) => {
                if matches!(trouble, Trouble::Bad(_)) {
                    self.strangers.extend(self.received.first());
                }
                self.dirty |= matches!(trouble, Trouble::Bad(_) | Trouble::NoAnswer) && self.framing == Framing::Rtu;
                Err(trouble)
            }
        }
    }

    /// Leaves the line ready for a request: clean, and silent for as long as it must be.
    async fn prepare(&mut self, gap: Duration, quiet: Duration) -> Result<(), Trouble> {
        if self.framing == Framing::Tcp {
            return Ok(());
        }
        if self.waiting().await? > STRAY {
            self.strays += 1;
            self.dirty = true;
        }
        if self.dirty {
            self.silence(quiet.max(self.pace.silence())).await?;
            self.dirty = false;
        }
        self.wait_until(self.active + gap.max(self.pace.silence())).await;
        Ok(())
    }

    /// Throws away what has already arrived, and counts it.
    async fn waiting(&mut self) -> Result<usize, Trouble> {
        // The runtime looks at the port only when it is given the chance.
        tokio::task::yield_now().await;
        let mut count = 0;
        let mut scrap = [0; 512];
        while let Ok(read) = timeout(Duration::ZERO, self.wire.read(&mut scrap)).await {
            count = self.unasked(count, read?, &scrap)?;
        }
        self.suspect_answer(count);
        Ok(count)
    }

    /// How many bytes come within that time, unasked: behind a whole answer there should be none.
    pub(crate) async fn overhear(&mut self, time: Duration) -> Result<usize, Trouble> {
        // A gateway sends whole frames; what is behind one is another transaction's.
        if self.framing == Framing::Tcp {
            return Ok(0);
        }
        let (mut count, mut scrap) = (0, [0; 512]);
        let until = Instant::now() + time;
        while let Ok(read) = timeout_at(until, self.wire.read(&mut scrap)).await {
            count = self.unasked(count, read?, &scrap)?;
        }
        self.suspect_answer(count);
        self.dirty |= count > 0;
        Ok(count)
    }

    /// Whether the first bytes behind the answer belong to it: it has one too many in it.
    fn is_doubled(&self, answer: usize) -> bool {
        (1..=STRAY).filter_map(|more| self.received.get(..answer + more)).any(rtu::is_doubled)
    }

    /// The last answer was none where the bytes that came behind it belong to it.
    fn suspect_answer(&mut self, count: usize) {
        if self.answered.is_some_and(|answer| (1..=STRAY).contains(&count) && self.is_doubled(answer)) {
            self.strangers.extend(self.received.first());
            self.dirty = true;
        }
    }

    /// Notes so many more bytes that nobody had asked for, behind those of before; how many there are now.
    fn unasked(&mut self, before: usize, more: usize, bytes: &[u8]) -> Result<usize, Trouble> {
        if more == 0 {
            return Err(Trouble::Gone(io::ErrorKind::UnexpectedEof));
        }
        if before == 0 {
            self.strangers.extend(bytes.first());
        }
        if before + more <= STRAY {
            self.received.extend_from_slice(&bytes[..more]);
        }
        self.active = Instant::now();
        Ok(before + more)
    }

    /// Drains until nothing has come for so long.
    async fn silence(&mut self, quiet: Duration) -> Result<(), Trouble> {
        let mut scrap = [0; 512];
        let give_up = Instant::now() + LONGEST_DRAIN;
        while Instant::now() < give_up {
            match timeout(quiet, self.wire.read(&mut scrap)).await {
                Err(_) => return Ok(()),
                Ok(Ok(0)) => return Err(Trouble::Gone(io::ErrorKind::UnexpectedEof)),
                Ok(Ok(_)) => self.active = Instant::now(),
                Ok(Err(error)) => return Err(error.into()),
            }
        }
        Err(Trouble::Bad(FrameError::Long))
    }

    async fn wait_until(&self, moment: Instant) {
        let left = moment.saturating_duration_since(Instant::now());
        if self.real && left < FINE {
            std::thread::sleep(left.saturating_sub(OVERSLEPT));
            while Instant::now() < moment {
                std::hint::spin_loop();
            }
        } else {
            sleep_until(moment).await;
        }
    }

    /// Takes what arrives next; nothing when the deadline passed first.
    async fn more(&mut self, deadline: Instant) -> Result<bool, Trouble> {
        let mut chunk = [0; 512];
        let Ok(read) = timeout_at(deadline, self.wire.read(&mut chunk)).await else { return Ok(false) };
        let count = read?;
        if count == 0 {
            return Err(Trouble::Gone(io::ErrorKind::UnexpectedEof));
        }
        self.received.extend_from_slice(&chunk[..count]);
        self.active = Instant::now();
        Ok(true)
    }

    async fn receive_rtu(
        &mut self,
        unit: u8,
        request: &Request,
        sent: &[u8],
        deadline: Instant,
    ) -> Result<Reply, Trouble> {
        self.received.clear();
        self.answered = None;
        let mut heard_self = false;
        loop {
            if !heard_self && self.echoes && self.received.starts_with(sent) {
                self.received.drain(..sent.len());
                heard_self = true;
            }
            let expecting_echo = !heard_self && self.echoes && sent.starts_with(&self.received);
            let expected = rtu::expected_len(request, &self.received).filter(|_| !expecting_echo);
            if let Some(frame) = expected.and_then(|expected| self.received.get(..expected)) {
                match rtu::check(unit, request, frame) {
                    // Another whole frame on its heels: one of them was late, and who knows which.
                    Ok(_) if self.received.len() > frame.len() + STRAY => return Err(Trouble::Bad(FrameError::Long)),
                    Ok(_) if self.is_doubled(frame.len()) => return Err(Trouble::Bad(FrameError::Crc)),
                    Ok(reply) => {
                        self.answered = Some(frame.len());
                        return Ok(reply);
                    }
                    Err(error) if error.is_refusal() => return Err(Trouble::Refused(error)),
                    // It may be our own request coming back: an adapter that hears itself.
                    Err(_) if !heard_self && self.received.starts_with(sent) => {
                        self.received.drain(..sent.len());
                        (self.echoes, heard_self) = (true, true);
                        continue;
                    }
                    Err(_) if !heard_self && sent.starts_with(&self.received) => {}
                    Err(error) => return Err(Trouble::Bad(error)),
                }
            }
            if !self.more(deadline).await? {
                // A refusal, or nothing, behind our own request.
                if !heard_self && self.received.starts_with(sent) {
                    self.received.drain(..sent.len());
                    (self.echoes, heard_self) = (true, true);
                    continue;
                }
                return Err(if self.received.is_empty() { Trouble::NoAnswer } else { Trouble::Bad(FrameError::Short) });
            }
        }
    }

    async fn receive_tcp(&mut self, unit: u8, request: &Request, deadline: Instant) -> Result<Reply, Trouble> {
        // Bytes of an earlier, late answer may still be here: they carry another number.
        loop {
            // A stream that lost its framing cannot be mended.
            let length = tcp::frame_len(&self.received).map_err(|_| Trouble::Gone(io::ErrorKind::InvalidData))?;
            if let Some(length) = length.filter(|length| *length <= self.received.len()) {
                let frame: Vec<u8> = self.received.drain(..length).collect();
                if tcp::transaction(&frame) != Some(self.transaction) {
                    self.strays += 1;
                    continue;
                }
                return tcp::check(self.transaction, unit, request, &frame)
                    .map_err(|error| if error.is_refusal() { Trouble::Refused(error) } else { Trouble::Bad(error) });
            }
            if !self.more(deadline).await? {
                return Err(Trouble::NoAnswer);
            }
        }
    }
}
