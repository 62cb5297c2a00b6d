use std::time::Duration;

/// How fast a line is. A pseudo-terminal, a pipe and a socket carry a frame at once; the wire's time is kept here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    character: Duration,
    turnaround: Duration,
}

impl Pace {
    /// A line of this baud whose meters think for 4 ms before they answer. `bits` of a character with its frame: 10 for
    /// 8N1; 11 for 8E1, 8O1 and 8N2.
    pub fn at(baud: u32, bits: u32) -> Self {
        let character = Duration::from_nanos(u64::from(bits) * 1_000_000_000 / u64::from(baud.max(1)));
        Self { character, turnaround: Duration::from_millis(4) }
    }

    /// For a real serial port, whose hardware keeps the time of the wire, and for tests.
    pub const fn none() -> Self {
        Self { character: Duration::ZERO, turnaround: Duration::ZERO }
    }

    /// Between the end of the request and the start of the answer.
    pub const fn with_turnaround(self, turnaround: Duration) -> Self {
        Self { turnaround, ..self }
    }

    pub const fn turnaround(&self) -> Duration {
        self.turnaround
    }

    /// Time of so many characters on the wire.
    pub fn characters(&self, count: usize) -> Duration {
        self.character * u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// The silence that must part two frames: 3.5 characters, and 1.75 ms above 19 200 baud (Modbus over serial line
    /// 1.02, 2.5.1.1).
    pub fn silence(&self) -> Duration {
        let above_19200 = self.character < Duration::from_micros(520);
        match self.character {
            Duration::ZERO => Duration::ZERO,
            _ if above_19200 => Duration::from_micros(1_750),
            character => character * 7 / 2,
        }
    }
}
