//! Lines of virtual meters that answer real frames.

mod desk;
mod faults;
mod frame;
mod line;
mod pace;
mod serve;
mod set_up;
mod virtual_meter;
mod writes;

#[cfg(test)]
mod tests;

pub use desk::Desk;
pub use faults::{Fault, Faults, Strikes, Trouble, Whom};
pub use frame::Framing;
pub(crate) use line::Behind;
pub use line::{Clock, Line, LineError, Tally, building_line, independent_line};
pub use pace::Pace;
#[cfg(unix)]
pub use serve::serve_pty;
pub use serve::{Connector, Serving, answer, serve_in_process, serve_path, serve_tcp};
pub use set_up::{Button, Heard, Speed};
pub use virtual_meter::{Source, VirtualMeter};
