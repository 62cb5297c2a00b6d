//! A meter model as data: which registers hold what, how it wants to be spoken to, how its relay is moved.

mod clock;
mod decode;
mod flag;
mod image;
mod parse;
mod plan;
mod point;
mod probe;
mod reader;
mod relay;
mod setup;
mod tag;
#[cfg(test)]
mod tests;

use units::Energy;

use crate::wire::Block;

pub use clock::Clock;
pub use decode::DecodeError;
pub use image::RegisterImage;
pub use probe::{Fit, Probed};
pub use reader::ProfileError;
pub use setup::Setup;

use point::{Identity, Kind, Point};
use probe::Probe;
use relay::Relay;

/// How a serial character is guarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Parity {
    #[default]
    None,
    Even,
    Odd,
}

/// What the meter is set to when it leaves the factory, for a form to start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineDefaults {
    pub baud: u32,
    pub parity: Parity,
    pub stop_bits: u8,
}

/// A meter model, read from a profile file and checked as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    id: String,
    maker: String,
    model: String,
    sources: Vec<String>,
    notes: Vec<String>,
    accuracy_class: Option<String>,
    phases: u8,
    rated_current_a: u32,
    rated_voltage_v: u32,
    line: LineDefaults,
    max_block: u16,
    gap_ms: u64,
    timeout_ms: u64,
    rollover: Option<Energy>,
    points: Vec<Point>,
    identity: Option<Identity>,
    probes: Vec<Probe>,
    relay: Option<Relay>,
    flags: Vec<flag::Told>,
    setup: Option<Setup>,
    clock: Option<Clock>,
    blocks: Vec<Block>,
    guard: Option<Block>,
}

impl Profile {
    /// Reads a profile file. Whatever is not understood is refused, with its line and key.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        parse::profile(text)
    }

    /// Stable name, such as `eastron-sdm120`.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn maker(&self) -> &str {
        &self.maker
    }

    pub fn model(&self) -> &str {
        &self.model
    }

    /// Where the registers are documented.
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// What the documents leave open or contradict each other on.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Such as `1` (IEC 62053-21) or `B` (EN 50470-3).
    pub fn accuracy_class(&self) -> Option<&str> {
        self.accuracy_class.as_deref()
    }

    /// 0 for a device that measures nothing, such as a relay board.
    pub const fn phases(&self) -> u8 {
        self.phases
    }

    /// The most the meter carries per phase, in A.
    pub const fn rated_current_a(&self) -> u32 {
        self.rated_current_a
    }

    /// The most it can measure over all phases, in W, at its rated voltage and current.
    pub fn rated_w(&self) -> i64 {
        i64::from(self.rated_current_a) * i64::from(self.rated_voltage_v) * i64::from(self.phases.max(1))
    }

    pub const fn line_defaults(&self) -> LineDefaults {
        self.line
    }

    /// Whether it counts energy at all.
    pub fn has_energy(&self) -> bool {
        self.points.iter().any(|point| point.kind == Kind::EnergyImport)
    }

    /// Whether a reading tells the leakage current.
    pub fn measures_leakage(&self) -> bool {
        self.points.iter().any(|point| point.kind == Kind::Leakage)
    }

    /// Whether a reading tells temperatures.
    pub fn measures_temperature(&self) -> bool {
        self.points.iter().any(|point| point.kind == Kind::Temperature)
    }

    pub const fn has_relay(&self) -> bool {
        self.relay.is_some()
    }

    /// The most registers or bits that it gives in one read.
    pub const fn max_block(&self) -> u16 {
        self.max_block
    }

    /// Silence the device wants before the next request to it, beyond what the line keeps, in ms.
    pub const fn gap_ms(&self) -> u64 {
        self.gap_ms
    }

    /// The longest that the device may take to begin its answer, in ms.
    pub const fn timeout_ms(&self) -> u64 {
        self.timeout_ms
    }

    /// The register starts again from nothing at this value, where that is documented.
    pub const fn register_modulus(&self) -> Option<Energy> {
        self.rollover
    }

    /// The smallest step the import register can make when it stands at `register`, at least 1 Wh.
    pub fn register_step(&self, register: Energy) -> Energy {
        let point = self.points.iter().find(|point| point.kind == Kind::EnergyImport);
        point.map_or(Energy::from_wh(1), |point| Energy::from_wh(point.step_wh(register)))
    }

    /// Everything a reading needs, in as few requests as the device allows. No two of one function
    /// have replies of the same length, so that a late answer cannot pass for another.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Where the serial number lies, for devices that may tell it. A device that refuses the address
    /// simply tells none.
    pub fn identity(&self) -> Option<Block> {
        self.identity.as_ref().map(|identity| identity.tag.block())
    }

    /// A harmless read whose answer, value or exception, is unlike any other of this device: it
    /// proves that no late answer is on its way.
    pub const fn guard(&self) -> Option<Block> {
        self.guard
    }
}
