//! How long things take on a line: characters, silences, and the habits of each unit.

use std::collections::VecDeque;
use std::time::Duration;

use meter::Parity;

use crate::port::Settings;

/// Lengths on the wire at a baud rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    character: Duration,
    silence: Duration,
}

impl Pace {
    /// Start bit, eight data bits, parity, stop bits. The silence between frames is 3.5 characters,
    /// and 1.75 ms above 19,200 baud (Modbus over Serial Line 1.02, section 2.5.1.1).
    pub fn new(settings: &Settings) -> Self {
        let bits = 9 + u64::from(settings.stop_bits.clamp(1, 2)) + u64::from(settings.parity != Parity::None);
        let baud = u64::from(settings.baud.max(1));
        let character = Duration::from_nanos(bits * 1_000_000_000 / baud);
        let silence = if baud > 19_200 { Duration::from_micros(1750) } else { character * 7 / 2 };
        Self { character, silence }
    }

    /// Time on the wire of so many bytes.
    pub fn bytes(&self, count: usize) -> Duration {
        self.character * u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// The silence that ends a frame.
    pub const fn silence(&self) -> Duration {
        self.silence
    }
}

/// Turnarounds kept per unit.
const REMEMBERED: usize = 128;

/// Before this many, the full time-out is waited.
const ENOUGH: usize = 16;

/// No time-out is shorter: adapters hold bytes back for up to 16 ms.
const SHORTEST: Duration = Duration::from_millis(40);

/// How long a unit usually thinks before it answers, and so how long to wait for it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Habit {
    turnarounds: VecDeque<Duration>,
}

impl Habit {
    pub(crate) fn learn(&mut self, turnaround: Duration) {
        if self.turnarounds.len() == REMEMBERED {
            self.turnarounds.pop_front();
        }
        self.turnarounds.push_back(turnaround);
    }

    /// The slowest that is remembered.
    pub(crate) fn slowest(&self) -> Option<Duration> {
        self.turnarounds.iter().max().copied()
    }

    /// Nine in ten are as fast; nothing while none is remembered.
    pub(crate) fn usual(&self) -> Duration {
        self.permille(900).unwrap_or_default()
    }

    fn permille(&self, permille: usize) -> Option<Duration> {
        let mut sorted: Vec<_> = self.turnarounds.iter().copied().collect();
        sorted.sort_unstable();
        sorted.get((sorted.len() * permille).div_ceil(1000).checked_sub(1)?).copied()
    }

    /// Twice the 99th percentile and a margin, within bounds; the most while too little is known.
    pub(crate) fn timeout(&self, most: Duration) -> Duration {
        if self.turnarounds.len() < ENOUGH {
            return most;
        }
        let percentile = self.permille(990).unwrap_or_default();
        (percentile * 2 + Duration::from_millis(20)).max(SHORTEST).min(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_follows_the_baud_rate() {
        let pace = |baud, parity, stop_bits| Pace::new(&Settings { baud, parity, stop_bits, ..Settings::default() });
        assert_eq!(pace(9600, Parity::None, 1).bytes(96), Duration::from_nanos(1_041_666 * 96));
        assert_eq!(pace(9600, Parity::Even, 1).silence().as_micros(), 4010);
        assert_eq!(pace(9600, Parity::None, 1).silence().as_micros(), 3645);
        assert_eq!(pace(115_200, Parity::None, 1).silence(), Duration::from_micros(1750));
    }

    #[test]
    fn a_time_out_is_learnt_within_bounds() {
        let most = Duration::from_millis(500);
        let mut habit = Habit::default();
        for _ in 0..15 {
            habit.learn(Duration::from_millis(30));
        }
        assert_eq!(habit.timeout(most), most);
        habit.learn(Duration::from_millis(30));
        assert_eq!(habit.timeout(most), Duration::from_millis(80));
        habit.learn(Duration::from_millis(200));
        assert_eq!(habit.timeout(most), Duration::from_millis(420));
        assert_eq!(habit.slowest(), Some(Duration::from_millis(200)));
        for _ in 0..128 {
            habit.learn(Duration::from_millis(1));
        }
        assert_eq!(habit.timeout(most), SHORTEST);
        assert_eq!(habit.timeout(Duration::from_millis(10)), Duration::from_millis(10));
    }
}
