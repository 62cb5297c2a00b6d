//! How long units think before they answer, as counts that can be added up.

use std::ops::AddAssign;
use std::time::Duration;

/// How many buckets there are.
pub const BUCKETS: usize = 24;

/// The upper bounds of all buckets but the last, in microseconds: half octaves from 1 ms to 2.05 s. Counts are kept for
/// years: these never change.
const BOUNDS_US: [u64; BUCKETS - 1] = [
    1_000, 1_414, 2_000, 2_828, 4_000, 5_657, 8_000, 11_314, 16_000, 22_627, 32_000, 45_255, 64_000, 90_510, 128_000,
    181_019, 256_000, 362_039, 512_000, 724_077, 1_024_000, 1_448_155, 2_048_000,
];

/// How many answers took how long, from the end of the request to the beginning of the answer.
///
/// Two of them are added bucket by bucket; the worst is the greater of both. A percentile is the upper bound of the
/// bucket in which it lies and never more than the worst: at most 41 % too long, never too short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Turnarounds {
    buckets: [u64; BUCKETS],
    worst_us: u64,
}

impl Turnarounds {
    /// From what was kept: the buckets, shortest first (those that are missing count nothing), and the worst.
    pub fn of(buckets: &[u64], worst_ms: u64) -> Self {
        let mut kept = Self { worst_us: worst_ms.saturating_mul(1000), ..Self::default() };
        kept.buckets.iter_mut().zip(buckets).for_each(|(bucket, count)| *bucket = *count);
        kept
    }

    pub(crate) fn count(&mut self, turnaround: Duration) {
        let taken = u64::try_from(turnaround.as_micros()).unwrap_or(u64::MAX);
        self.buckets[BOUNDS_US.partition_point(|bound| *bound < taken)] += 1;
        self.worst_us = self.worst_us.max(taken);
    }

    /// Shortest first.
    pub const fn buckets(&self) -> &[u64; BUCKETS] {
        &self.buckets
    }

    pub fn answers(&self) -> u64 {
        self.buckets.iter().sum()
    }

    /// Rounded up; nothing without an answer.
    pub fn worst_ms(&self) -> Option<u64> {
        (self.answers() > 0).then(|| self.worst_us.div_ceil(1000))
    }

    /// So many of a thousand answers came within this: 500 for the median, 990 for the 99th percentile. Nothing
    /// without an answer.
    pub fn permille_ms(&self, permille: u64) -> Option<u64> {
        let wanted = (self.answers() * permille.min(1000)).div_ceil(1000).max(1);
        let mut sum = 0;
        let bucket = self.buckets.iter().position(|count| {
            sum += count;
            sum >= wanted
        })?;
        let bound = BOUNDS_US.get(bucket).map_or(self.worst_us, |bound| self.worst_us.min(*bound));
        Some(bound.div_ceil(1000))
    }
}

impl AddAssign<&Self> for Turnarounds {
    fn add_assign(&mut self, more: &Self) {
        self.buckets.iter_mut().zip(more.buckets).for_each(|(sum, count)| *sum += count);
        self.worst_us = self.worst_us.max(more.worst_us);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(millis: impl IntoIterator<Item = u64>) -> Turnarounds {
        let mut turnarounds = Turnarounds::default();
        millis.into_iter().for_each(|taken| turnarounds.count(Duration::from_millis(taken)));
        turnarounds
    }

    #[test]
    fn percentiles_are_bounds_of_buckets() {
        let one_in_fifty = of((0..100).map(|n| if n % 50 == 0 { 300 } else { 30 }));
        assert_eq!(one_in_fifty.permille_ms(500), Some(32));
        assert_eq!(one_in_fifty.permille_ms(980), Some(32));
        assert_eq!(one_in_fifty.permille_ms(990), Some(300), "never more than the worst");
        assert_eq!(one_in_fifty.worst_ms(), Some(300));
        assert_eq!(of([]).permille_ms(500), None);
        assert_eq!(of([]).worst_ms(), None);
        assert_eq!(of([9_000]).permille_ms(500), Some(9_000), "beyond the last bound");
        assert_eq!(of([0, 1]).buckets()[0], 2);
    }

    #[test]
    fn hours_add_up_to_the_day() {
        let (one, other, both) = (of([3, 5, 70]), of([4, 900]), of([3, 5, 70, 4, 900]));
        let mut sum = one;
        sum += &other;
        assert_eq!(sum, both);
        assert_eq!(Turnarounds::of(both.buckets(), 900), both);
        assert_eq!(Turnarounds::of(&[2, 1], 2).answers(), 3);
    }
}
