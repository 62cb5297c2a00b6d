use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{CheckedAdd, CheckedMul, CheckedSub, FromPrimitive, Signed, ToPrimitive};

/// Whole numbers in which shares are worked out: `i128` while everything fits, `BigInt` where it does not.
pub(super) trait Whole:
    Integer + Signed + CheckedAdd + CheckedSub + CheckedMul + Clone + FromPrimitive + ToPrimitive
{
}

impl<N: Integer + Signed + CheckedAdd + CheckedSub + CheckedMul + Clone + FromPrimitive + ToPrimitive> Whole for N {}

/// Keys of the pool's days, gathered into stretches in which no key changes.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    /// The weight of each part of the mix.
    pub(super) mix: Vec<i128>,
    /// For each part and stretch: the sum of the legs' keys.
    pub(super) sums: Vec<Vec<i128>>,
    /// For each leg: its keys.
    pub(super) legs: Vec<Vec<Run>>,
}

/// A leg's own key of one part of the mix over the stretches `[from, to)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) part: usize,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) own: i128,
}

/// Shares in minor units that add up to the cost: those of the legs, then what no key claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rounded {
    pub(super) legs: Vec<i128>,
    pub(super) unclaimed: i128,
}

/// Splits the stretches' costs, in whole minor units.
pub(super) fn split(keys: &Keys, costs: &[i128]) -> Option<Rounded> {
    split_in::<i128>(keys, costs).or_else(|| split_in::<BigInt>(keys, costs))
}

/// Nothing when a number does not fit.
///
/// All shares are fractions over one denominator, `sum of the mix × least common multiple of the key sums`. The
/// numerators are sums of `key × (cost per key over a run of stretches)`, taken from running totals, so that a leg
/// whose key never changes costs one multiplication however many stretches there are.
pub(super) fn split_in<N: Whole>(keys: &Keys, costs: &[i128]) -> Option<Rounded> {
    let denominator = denominator::<N>(keys, costs)?;
    let (totals, unclaimed) = totals(keys, costs, &denominator)?;
    let mut numerators = Vec::with_capacity(keys.legs.len() + 1);
    for leg in &keys.legs {
        let mut sum = N::zero();
        for run in leg {
            let total = totals.get(run.part)?;
            let per_key = total.get(run.to)?.checked_sub(total.get(run.from)?)?;
            sum = sum.checked_add(&per_key.checked_mul(&N::from_i128(run.own)?)?)?;
        }
        numerators.push(sum);
    }
    numerators.push(unclaimed);
    largest_remainder(&numerators, &denominator)
}

fn denominator<N: Whole>(keys: &Keys, costs: &[i128]) -> Option<N> {
    let mut multiple = N::one();
    for sums in &keys.sums {
        for (sum, _) in sums.iter().zip(costs).filter(|(sum, cost)| **sum > 0 && **cost != 0) {
            let sum = N::from_i128(*sum)?;
            let step = sum.clone() / multiple.gcd(&sum);
            multiple = multiple.checked_mul(&step)?;
        }
    }
    multiple.checked_mul(&N::from_i128(keys.mix.iter().sum())?)
}

/// For each part the running total of `denominator × cost per key` before each stretch, and `denominator × cost` of
/// what no key claims.
fn totals<N: Whole>(keys: &Keys, costs: &[i128], denominator: &N) -> Option<(Vec<Vec<N>>, N)> {
    let whole = N::from_i128(keys.mix.iter().sum())?;
    let mut unclaimed = N::zero();
    let mut totals = Vec::with_capacity(keys.mix.len());
    for (weight, sums) in keys.mix.iter().zip(&keys.sums) {
        let weight = N::from_i128(*weight)?;
        let mut total = N::zero();
        let mut running = vec![total.clone()];
        for (sum, cost) in sums.iter().zip(costs) {
            let weighted = N::from_i128(*cost)?.checked_mul(&weight)?;
            if *sum > 0 && *cost != 0 {
                let per_key = denominator.clone() / whole.checked_mul(&N::from_i128(*sum)?)?;
                total = total.checked_add(&weighted.checked_mul(&per_key)?)?;
            } else {
                let per_part = denominator.clone() / whole.clone();
                unclaimed = unclaimed.checked_add(&weighted.checked_mul(&per_part)?)?;
            }
            running.push(total.clone());
        }
        totals.push(running);
    }
    Some((totals, unclaimed))
}

/// Rounds fractions over one denominator, whose sum is whole, to whole numbers of the same sum: each is rounded down,
/// and what is left over goes, one each, to the largest remainders, ties to the first. What is split of a negative
/// cost is the mirror image of what is split of a positive one.
fn largest_remainder<N: Whole>(numerators: &[N], denominator: &N) -> Option<Rounded> {
    let mut sum = N::zero();
    for numerator in numerators {
        sum = sum.checked_add(numerator)?;
    }
    let leading = if sum.is_zero() { numerators.iter().find(|n| !n.is_zero()).cloned().unwrap_or(sum) } else { sum };
    let sign = if leading.is_negative() { -N::one() } else { N::one() };
    let mut parts = Vec::with_capacity(numerators.len());
    for numerator in numerators {
        parts.push((sign.clone() * numerator.clone()).div_mod_floor(denominator));
    }
    let mut left = N::zero();
    for (_, remainder) in &parts {
        left = left.checked_add(remainder)?;
    }
    let left = (left / denominator.clone()).to_usize()?;
    let mut order: Vec<usize> = (0..parts.len()).collect();
    if left > 0 {
        order.select_nth_unstable_by(left - 1, |&a, &b| parts[b].1.cmp(&parts[a].1).then(a.cmp(&b)));
    }
    let sign = sign.to_i128()?;
    let mut shares: Vec<i128> =
        parts.iter().map(|(floor, _)| floor.to_i128().map(|share| share * sign)).collect::<Option<_>>()?;
    for index in order.into_iter().take(left) {
        shares[index] += sign;
    }
    let unclaimed = shares.pop()?;
    Some(Rounded { legs: shares, unclaimed })
}
