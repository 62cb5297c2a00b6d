use std::time::Duration;

use tokio::time::Instant;

use super::frame::{Found, Framing, Incoming};
use super::line::{Carried, Line};
use super::pace::Pace;
use super::set_up::Heard;

/// A request that stops arriving is forgotten after this, or after 3.5 characters if those take longer. A line's
/// hardware would do so sooner; a program under load delivers a frame in pieces.
const PATIENCE: Duration = Duration::from_millis(50);
/// An answer that takes the wire longer than this comes in pieces, so that a master which waits for the first
/// character only does not give up.
const PIECE: Duration = Duration::from_millis(250);

/// One end of a line, without its I/O: bytes go in when they arrive, bytes come out when their last one would have
/// passed the wire.
#[derive(Debug)]
pub struct Desk {
    line: Line,
    framing: Framing,
    pace: Pace,
    heard: Option<Heard>,
    buffer: Vec<u8>,
    first_at: Option<Instant>,
    last_at: Option<Instant>,
    /// When the last answer has passed the wire.
    quiet_from: Option<Instant>,
    outbox: Vec<(Instant, Vec<u8>)>,
}

impl Desk {
    pub fn new(line: Line, framing: Framing, pace: Pace) -> Self {
        Self {
            line,
            framing,
            pace,
            heard: None,
            buffer: Vec::new(),
            first_at: None,
            last_at: None,
            quiet_from: None,
            outbox: Vec::new(),
        }
    }

    /// How what arrives from here on was sent, where the wire tells.
    pub fn hear(&mut self, heard: Heard) {
        self.heard = Some(heard);
    }

    /// Takes what arrived at `at`. Several requests at once are answered one after the other.
    pub fn receive(&mut self, bytes: &[u8], at: Instant) {
        if bytes.is_empty() {
            return;
        }
        let patience = PATIENCE.max(self.pace.silence());
        if self.last_at.is_some_and(|last| at.duration_since(last) > patience) && !self.buffer.is_empty() {
            self.buffer.clear();
            self.first_at = None;
            self.line.count(|tally| tally.noise += 1);
        }
        self.first_at.get_or_insert(at);
        self.last_at = Some(at);
        self.buffer.extend_from_slice(bytes);
        loop {
            match self.framing.take(&mut self.buffer) {
                Found::Nothing => break,
                Found::Noise => self.line.count(|tally| tally.noise += 1),
                Found::Request(request) => self.answer(&request, at),
            }
            self.first_at = if self.buffer.is_empty() { None } else { Some(at) };
        }
    }

    fn answer(&mut self, request: &Incoming, arrived: Instant) {
        let started = self.first_at.unwrap_or(arrived);
        if self.quiet_from.is_some_and(|quiet| started < quiet + self.pace.silence()) {
            self.line.count(|tally| tally.early += 1);
        }
        // A request handed over at once still takes its time on the wire; one that dribbled in already did.
        let ended = arrived.max(started + self.pace.characters(request.raw.len()));
        let Some(Carried { bytes, slow, late }) = self.line.answer(self.framing, request, self.heard) else { return };
        let begins = ended + self.pace.turnaround() + slow + late;
        // Nobody can keep silent around an answer that comes when it is no longer waited for.
        self.quiet_from = late.is_zero().then(|| begins + self.pace.characters(bytes.len()));
        self.post(begins, bytes);
    }

    fn post(&mut self, begins: Instant, bytes: Vec<u8>) {
        let whole = self.pace.characters(bytes.len());
        if whole <= PIECE {
            self.outbox.push((begins + whole, bytes));
        } else {
            let size = bytes.len() * usize::try_from(PIECE.as_millis()).unwrap_or(1)
                / usize::try_from(whole.as_millis()).unwrap_or(1);
            let mut passed = 0;
            for piece in bytes.chunks(size.max(1)) {
                passed += piece.len();
                self.outbox.push((begins + self.pace.characters(passed), piece.to_vec()));
            }
        }
        self.outbox.sort_by_key(|(due, _)| *due);
    }

    /// When the next bytes are to leave.
    pub fn due(&self) -> Option<Instant> {
        self.outbox.first().map(|(due, _)| *due)
    }

    /// Bytes whose time has come, in order.
    pub fn take_due(&mut self, now: Instant) -> Option<Vec<u8>> {
        (self.due()? <= now).then(|| self.outbox.remove(0).1)
    }
}
