//! Repeatable chance: the same numbers for the same seed, for ever and on every machine.

/// Scrambles one word (the finaliser of SplitMix64; Steele, Lea and Flood, OOPSLA 2014).
const fn scramble(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// One number for a list of numbers.
pub(crate) fn hash(parts: &[u64]) -> u64 {
    parts.iter().fold(0x9e37_79b9_7f4a_7c15, |state, part| {
        scramble(state.wrapping_add(0x9e37_79b9_7f4a_7c15) ^ part.wrapping_mul(0xd6e8_feb8_6659_fd93))
    })
}

/// A hash brought into `0..bound` without a noticeable bias.
pub(crate) fn within(hash: u64, bound: u32) -> u32 {
    u32::try_from((u128::from(hash) * u128::from(bound)) >> 64).expect("below a bound of 32 bits")
}

/// A sequence of throws.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn of(parts: &[u64]) -> Self {
        Self(hash(parts))
    }

    pub(crate) fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        scramble(self.0)
    }

    /// From `low` to `high`, both included.
    pub(crate) fn range(&mut self, low: u32, high: u32) -> u32 {
        low + within(self.throw(), high - low + 1)
    }

    /// Roughly a bell over `low..=high`: the mean of two throws.
    pub(crate) fn around(&mut self, low: u32, high: u32) -> u32 {
        self.range(low, high).midpoint(self.range(low, high))
    }

    pub(crate) fn per_mille(&mut self, chance: u32) -> bool {
        self.range(0, 999) < chance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same_numbers() {
        let throws = |seed| {
            let mut dice = Dice::of(&[seed, 7]);
            [dice.range(1, 6), dice.range(1, 6), dice.range(0, 999_999)]
        };
        assert_eq!(throws(1), throws(1));
        assert_ne!(throws(1), throws(2));
    }

    #[test]
    fn ranges_include_both_ends_and_nothing_more() {
        let mut dice = Dice::of(&[3]);
        let mut seen = [0_u32; 6];
        for _ in 0..6_000 {
            seen[usize::try_from(dice.range(0, 5)).unwrap()] += 1;
        }
        assert!(seen.iter().all(|count| (800..1200).contains(count)), "{seen:?}");
    }
}
