//! What a meter is and what its bytes mean, without touching a wire.
//!
//! A meter is data: a *profile* (TOML, see `assets/meters`) says which registers hold what. From it
//! this room plans block reads, decodes replies into a [`Sample`], builds relay commands and reads
//! them back, and, for the simulator, says what registers hold for a given sample. It encodes and
//! checks Modbus frames and judges whether a register reading may be believed ([`judge`]).
//!
//! Invariants: no I/O, no clock, no floating point. A sample is whole or it is an error: a value that
//! is missing, unavailable, not a number or out of range refuses the reading. A frame is accepted only
//! as the answer to the one request it is checked against.

mod frame;
mod judge;
mod number;
mod profile;
mod sample;
mod wire;

pub use frame::{FrameError, rtu, tcp};
pub use judge::{Base, Doubt, Limits, Verdict, judge};
pub use profile::{Clock, DecodeError, Fit, LineDefaults, Parity, Probed, Profile, ProfileError, RegisterImage, Setup};
pub use sample::{Flag, Flags, Sample};
pub use wire::{Block, Function, Reply, Request, Values};
