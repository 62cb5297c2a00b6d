//! A believable building behind real frames: people who cook, sleep and leave, meters that count what they use, and
//! lines on which those meters answer Modbus as the real ones do, faults included.
//!
//! Invariants: the building reads no clock and throws no dice but those of its seed; energy is the exact integral of the
//! power shown; a room without supply uses nothing. A line paces its answers to the baud, since nothing else does.

mod building;
mod chance;

pub use building::{Address, Board, Building, Character, LINES, LinePlan, Measures, Placed, RelayAt, WATCHED_ROOM};
