//! One owner per RS-485 line (or Modbus TCP gateway): it alone opens the port, and speaks to it one
//! transaction at a time. Everybody else sends it messages and hears what came of them.
//!
//! Invariants: a value is believed only when it came in the whole, checked answer of the unit to the
//! one request in flight. After a time-out or a bad frame the line is dirty: it is drained, left
//! silent for longer than the slowest known turnaround, and the unit must answer a guard read of
//! another length before a value of it counts again; and so it must wherever an answer that may still
//! be on its way could be taken for this one's. A command waits at most for the transaction in flight.
//! Only this room opens a port.

mod adapter;
mod advice;
mod change;
mod conversation;
mod device;
mod direction;
mod error;
mod line;
mod once;
mod plugged;
mod poll;
mod port;
mod ports;
mod scan;
mod scheduler;
mod session;
mod statistics;
mod sweep;
mod timing;
mod turnaround;
mod under_way;

use std::sync::Arc;
use std::time::Duration;

use meter::{Profile, Sample};
use units::{BusId, MeterId, Timestamp};

pub use adapter::{Adapter, Candidate};
pub use advice::{Advice, LineHealth, advice};
pub use change::{Change, ChangeError, Changed, Holds, Identity, Left, Stage, To, change, change_link};
pub use error::LineError;
pub use line::{Errand, ErrandTold, Line, run, spawn};
pub use once::{read_once, switch_once};
pub use plugged::{Direction, Plugged, Ports};
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

/// The caller's number for an errand; it comes back with everything that is told of it.
pub type ErrandId = u64;

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

/// Looks at a device's own clock and sets it where it is wrong, at most once a day. Nothing is set that nobody asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckClock {
    pub meter: MeterId,
    /// What the device's clock shall be ahead of UTC: it knows no zones.
    pub ahead_of_utc_s: i32,
    /// Up to this it is left alone; never less than two seconds.
    pub tolerance: Duration,
}

/// What came of it. A drift is positive for a clock that is ahead; a clock that tells no time has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockTold {
    Right {
        drift_ms: i64,
    },
    /// It is wrong and was set less than a day ago.
    SetToday {
        drift_ms: Option<i64>,
    },
    /// It was set, and read back right.
    Set {
        was_ms: Option<i64>,
        drift_ms: i64,
    },
    /// It was set, and is still wrong when read back.
    Stays {
        drift_ms: Option<i64>,
    },
}

/// What the owner of a line is told.
#[derive(Debug, Clone)]
pub enum ToLine {
    /// From now on these and no others. What is known of devices that stay is kept.
    Devices(Vec<Device>),
    /// By which serial numbers meters are known. A port that may be another adapter's is not believed before one of them
    /// is told.
    Serials(Vec<(MeterId, String)>),
    /// Goes ahead of all polling.
    Switch(Switch),
    /// Reads this device next, also when it is backed off.
    PollNow(MeterId),
    /// Reads these so often, beside their usual turn, instead of those watched before; none: nobody is watched. They get
    /// half of the time at most, so that the others get on.
    Watch {
        meters: Vec<MeterId>,
        every: Duration,
    },
    /// From now on every device is read once at each whole multiple of `every` since 1970 (UTC), all one behind the
    /// other ahead of ordinary polling, always in the order of `Devices`: what is read in a sweep belongs together, and
    /// two sweeps of a device are an interval apart. Quarters of an hour are edges in every zone. Zero ends it.
    Snapshot {
        every: Duration,
    },
    /// When no poll is under way.
    CheckClock(CheckClock),
    /// When no poll is under way, instead of polling, and also while the line is down.
    Errand(ErrandId, Errand),
    StopErrand(ErrandId),
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
    /// The sweep of an interval is over: every device has been read since the edge, but those missed, which were silent.
    Swept {
        bus: BusId,
        edge: Timestamp,
        at: Timestamp,
        missed: Vec<MeterId>,
    },
    Clock {
        bus: BusId,
        meter: MeterId,
        at: Timestamp,
        outcome: Result<ClockTold, LineError>,
    },
    Errand {
        bus: BusId,
        id: ErrandId,
        told: Box<ErrandTold>,
    },
    Up {
        bus: BusId,
    },
    Down {
        bus: BusId,
        reason: LineError,
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
