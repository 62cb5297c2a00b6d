//! A believable building behind real frames: people who cook, sleep and leave, meters that count what they use, and
//! lines on which those meters answer Modbus as the real ones do, faults included.
//!
//! Invariants: the building reads no clock and throws no dice but those of its seed; energy is the exact integral of the
//! power shown; a room without supply uses nothing. A line paces its answers to the baud, since nothing else does.
//!
//! A demo makes a [`Building`], lets it live through its history step by step ([`Building::advance`],
//! [`Building::register`]), then shares it with one [`building_line`] for each of [`LINES`], served by [`serve_pty`] or,
//! where there is none, [`serve_in_process`]. From then on the lines move its time to their clock's.

mod building;
mod chance;
mod scenario;
mod wire;

pub use building::{
    Address, Appliance, Board, Building, Character, Draw, Happening, HousePlan, Instant, LINES, LinePlan, Measures,
    MeterPlan, Part, Placed, RelayAt, Run, Use, WATCHED_ROOM, Wear,
};
pub use scenario::{LineSpec, PortSpec, Profiles, Scenario, ScenarioError, look};
#[cfg(unix)]
pub use wire::serve_pty;
pub use wire::{
    Button, Clock, Connector, Desk, Fault, Faults, Framing, Heard, Line, LineError, Pace, Serving, Source, Speed,
    Strikes, Tally, Trouble, VirtualMeter, Whom, answer, building_line, independent_line, serve_in_process, serve_path,
    serve_tcp,
};
