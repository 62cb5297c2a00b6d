use std::collections::BTreeSet;
use std::time::Duration;

use crate::chance::Dice;

/// What goes wrong on a line, by chances per mille of answers. Several may strike the same answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults {
    /// One to three bits of the answer turned over.
    pub flip: u32,
    /// The answer ends early.
    pub cut: u32,
    /// No answer.
    pub drop: u32,
    /// The answer comes later by `late_by`.
    pub late: u32,
    pub late_by: Duration,
    /// A sound answer under another unit's address.
    pub wrong_unit: u32,
    /// The request comes back before the answer, as from an adapter that hears itself.
    pub echo: u32,
    /// A relay command is acknowledged and not carried out.
    pub stuck_relay: u32,
    /// Units that answer nothing.
    pub silent: BTreeSet<u8>,
}

impl Faults {
    pub const fn none() -> Self {
        Self {
            flip: 0,
            cut: 0,
            drop: 0,
            late: 0,
            late_by: Duration::from_secs(1),
            wrong_unit: 0,
            echo: 0,
            stuck_relay: 0,
            silent: BTreeSet::new(),
        }
    }
}

impl Default for Faults {
    fn default() -> Self {
        Self::none()
    }
}

/// An answer's bytes after chance had its way, and by how much they come later than they should.
pub(super) fn spoil(
    faults: &Faults,
    dice: &mut Dice,
    request: &[u8],
    mut frame: Vec<u8>,
) -> Option<(Vec<u8>, Duration)> {
    if dice.per_mille(faults.drop) {
        return None;
    }
    if dice.per_mille(faults.flip) {
        for _ in 0..dice.range(1, 3) {
            let bit = dice.range(0, u32::try_from(frame.len() * 8 - 1).unwrap_or(0));
            frame[usize::try_from(bit / 8).unwrap_or(0)] ^= 1 << (bit % 8);
        }
    }
    if dice.per_mille(faults.cut) {
        frame.truncate(usize::try_from(dice.range(1, u32::try_from(frame.len() - 1).unwrap_or(1))).unwrap_or(1));
    }
    if dice.per_mille(faults.echo) {
        frame.splice(0..0, request.iter().copied());
    }
    let late = if dice.per_mille(faults.late) { faults.late_by } else { Duration::ZERO };
    Some((frame, late))
}
