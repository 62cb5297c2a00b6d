//! One owner per RS-485 line (or Modbus TCP gateway): it alone opens the port, and speaks to it one
//! transaction at a time. Everybody else sends it messages and hears what came of them.
//!
//! Invariants: a value is believed only when it came in the whole, checked answer of the unit to the
//! one request in flight. After a time-out or a bad frame the line is dirty: it is drained, left
//! silent for longer than the slowest known turnaround, and the unit must answer a guard read of
//! another length before a value of it counts again. A command waits at most for the transaction in
//! flight. Only this room opens a port.

mod conversation;
mod device;
mod error;
mod line;
mod once;
mod poll;
mod port;
mod ports;
mod scan;
mod scheduler;
mod session;
mod statistics;
mod timing;
mod turnaround;

use std::sync::Arc;
use std::time::Duration;

use meter::{Profile, Sample};
use units::{BusId, MeterId, Timestamp};

pub use error::LineError;
pub use line::{Line, run, spawn};
pub use once::{read_once, switch_once};
pub use poll::{Polled, Tested, poll, poll_link};
pub use port::{BoxFuture, Connect, Framing, Link, NotPort, Port, Settings, Wire};
pub use ports::{PortInfo, ports};
pub use scan::{Evidence, Found, Guess, Progress, Scanned, Search, Sharing, Step, Summary, scan, scan_link};
pub use statistics::{CODES, Counts, DeviceStatistics, Statistics};
pub use timing::Pace;
pub use turnaround::{BUCKETS, Turnarounds};

pub use meter::Parity;

/// The wall clock, for the time a reading carries. Waiting uses tokio's clock.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The caller's number for a switch command; it comes back with the outcome.
pub type CommandId = u64;

/// A unit on the line.
#[derive(Debug, Clone)]
pub struct Device {
    pub meter: MeterId,
    /// Modbus unit address, 1 to 247.
    pub unit: u8,
    pub profile: Arc<Profile>,
    /// How often it should be read. Zero reads it as often as the line allows.
    pub every: Duration,
}

/// Moves one relay channel of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Switch {
    pub id: CommandId,
    pub meter: MeterId,
    pub channel: u8,
    pub on: bool,
}

/// What the owner of a line is told.
#[derive(Debug, Clone)]
pub enum ToLine {
    /// From now on these and no others. What is known of devices that stay is kept.
    Devices(Vec<Device>),
    /// Goes ahead of all polling.
    Switch(Switch),
    /// Reads this device next, also when it is backed off.
    PollNow(MeterId),
    Stop,
}

/// What the owner of a line reports. `at` is the wall clock when the answer was complete.
// A sample is what is sent nearly always; boxing it would cost more than it saves.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FromLine {
    Sample {
        bus: BusId,
        meter: MeterId,
        at: Timestamp,
        sample: Sample,
    },
    /// A device could not be read in full. It is asked again, less and less often.
    Failed {
        bus: BusId,
        meter: MeterId,
        at: Timestamp,
        error: LineError,
    },
    /// What the relay said when it was read back: true is closed, that is, supply on. It may differ
    /// from what was commanded.
    Switched {
        id: CommandId,
        meter: MeterId,
        channel: u8,
        at: Timestamp,
        outcome: Result<bool, LineError>,
    },
    Up {
        bus: BusId,
    },
    Down {
        bus: BusId,
        reason: String,
    },
    /// About every ten seconds, and when the number of answering devices changes.
    Stats {
        bus: BusId,
        at: Timestamp,
        statistics: Box<Statistics>,
        /// Every device of the line.
        devices: Vec<DeviceStatistics>,
    },
}
