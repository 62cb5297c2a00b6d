//! From single values to as few block reads as the device allows.

use crate::wire::{Block, Function};

/// Merging pays when the registers between two values cost less than another request and its reply:
/// at 9600 baud that is about ten.
pub(super) const WORTH_READING_ACROSS: u16 = 9;

/// What the device allows in one read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limits {
    /// Registers, or bits.
    pub(super) max_block: u16,
    /// So many registers that nobody wants may lie between two values of one read.
    pub(super) read_across: u16,
}

/// Merges what lies close together, then makes replies of one function differ in length.
/// Nothing when that cannot be had within `max_block`.
pub(super) fn blocks(mut wanted: Vec<Block>, limits: Limits) -> Option<Vec<Block>> {
    wanted.sort_by_key(|block| (block.function, block.start));
    let mut merged: Vec<Block> = Vec::new();
    for block in wanted {
        match merged.last_mut() {
            Some(last) if joins(last, &block, limits) => {
                last.count = u16::try_from(last.end().max(block.end()) - u32::from(last.start)).ok()?;
            }
            _ => merged.push(block),
        }
    }
    for index in 1..merged.len() {
        while merged[..index].iter().any(|other| alike(other, &merged[index])) {
            merged[index] = longer(merged[index], limits.max_block)?;
        }
    }
    merged.iter().all(|block| block.count <= limits.max_block.min(block.function.limit())).then_some(merged)
}

/// The beginning of a block, unlike every block as a whole.
pub(super) fn guard(blocks: &[Block], identity: Option<Block>) -> Option<Block> {
    let beginnings = |block: &Block| {
        let block = *block;
        (2..block.count).step_by(2).chain([1]).map(move |count| Block { count, ..block })
    };
    let registers = blocks.iter().filter(|block| !block.function.is_bits());
    registers.flat_map(beginnings).find(|guard| !blocks.iter().chain(&identity).any(|other| alike(other, guard)))
}

/// Whether a reply to one could pass for a reply to the other.
pub(super) fn alike(one: &Block, other: &Block) -> bool {
    one.function == other.function && one.bytes() == other.bytes()
}

fn joins(last: &Block, next: &Block, limits: Limits) -> bool {
    let gap = u32::from(next.start).saturating_sub(last.end());
    let whole = last.end().max(next.end()) - u32::from(last.start);
    last.function == next.function
        && gap <= u32::from(limits.read_across)
        && whole <= u32::from(limits.max_block.min(last.function.limit()))
}

/// Two more registers (floats come in pairs), or another byte of bits.
fn longer(block: Block, max_block: u16) -> Option<Block> {
    let more = if block.function == Function::Coils || block.function == Function::DiscreteInputs { 8 } else { 2 };
    let longer = Block { count: block.count.checked_add(more)?, ..block };
    (longer.count <= max_block && longer.end() <= 0x1_0000).then_some(longer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allow(max_block: u16) -> Limits {
        Limits { max_block, read_across: WORTH_READING_ACROSS }
    }

    fn input(start: u16, count: u16) -> Block {
        Block { function: Function::InputRegisters, start, count }
    }

    #[test]
    fn near_values_share_a_read_and_far_ones_do_not() {
        for (wanted, planned) in [
            (vec![input(0, 2), input(11, 2)], vec![input(0, 13)]),
            (vec![input(0, 2), input(12, 2)], vec![input(0, 2), input(12, 4)]),
            (vec![input(12, 2), input(0, 2), input(6, 2)], vec![input(0, 14)]),
            (vec![input(0, 30), input(30, 40)], vec![input(0, 30), input(30, 40)]),
            (vec![input(0, 30), input(30, 30)], vec![input(0, 60)]),
        ] {
            assert_eq!(blocks(wanted.clone(), allow(60)), Some(planned), "{wanted:?}");
        }
    }

    #[test]
    fn a_device_that_dislikes_holes_is_read_around_them() {
        let limits = Limits { max_block: 60, read_across: 0 };
        let planned = blocks(vec![input(0, 2), input(2, 2), input(6, 2)], limits);
        assert_eq!(planned, Some(vec![input(0, 4), input(6, 2)]));
    }

    #[test]
    fn no_two_replies_of_a_function_are_alike() {
        let planned = blocks(vec![input(0, 2), input(100, 2), input(200, 2), input(300, 4)], allow(60)).unwrap();
        let mut lengths: Vec<_> = planned.iter().map(Block::bytes).collect();
        lengths.sort_unstable();
        lengths.dedup();
        assert_eq!(lengths.len(), 4);
        assert_eq!(blocks(vec![input(0, 2), input(100, 2)], allow(2)), None);
        assert_eq!(blocks(vec![input(0, 2), input(0xFFFE, 2)], allow(60)), None);
    }

    #[test]
    fn a_guard_is_unlike_every_block() {
        let holding = Block { function: Function::HoldingRegisters, start: 0, count: 2 };
        assert_eq!(guard(&[input(0, 32), input(70, 6)], Some(holding)), Some(input(0, 2)));
        assert_eq!(guard(&[input(0, 12), input(70, 2)], None), Some(input(0, 4)));
        assert_eq!(guard(&[input(0, 2)], None), Some(input(0, 1)));
        assert_eq!(guard(&[input(0, 2), input(70, 1), input(80, 6)], None), Some(input(80, 4)));
        assert_eq!(guard(&[input(0, 1)], None), None);
    }
}
