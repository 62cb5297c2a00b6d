use units::{Energy, Period, Timestamp, timestamp};

use crate::Usage;

/// When the usage of `span` first adds up to each threshold; thresholds ascend and lie above zero.
///
/// Between the edges of the usages, energy is taken to run linearly in time; the instant is rounded up to the
/// millisecond. Takes time proportional to the usages times how many of them overlap each other's edges.
pub(super) fn first_crossings(usage: &[Usage], span: Period, thresholds: &[Energy]) -> Vec<Option<Timestamp>> {
    let mut inside: Vec<&Usage> = usage.iter().filter(|usage| usage.period.overlap(&span).is_some()).collect();
    inside.sort_by_key(|usage| usage.period.from);
    let mut edges: Vec<Timestamp> = inside.iter().flat_map(|usage| [usage.period.from, usage.period.to]).collect();
    edges.extend([span.from, span.to]);
    edges.retain(|edge| span.from <= *edge && *edge <= span.to);
    edges.sort_unstable();
    edges.dedup();
    let mut crossed = Vec::with_capacity(thresholds.len());
    let (mut running, mut waiting) = (Vec::<&Usage>::new(), inside.into_iter().peekable());
    let mut used = Energy::ZERO;
    for pair in edges.windows(2) {
        let [from, to] = pair else { continue };
        while let Some(usage) = waiting.next_if(|usage| usage.period.from <= *from) {
            running.push(usage);
        }
        running.retain(|usage| usage.period.to > *from);
        let part: Energy = running.iter().map(|usage| usage.energy_in(Period { from: *from, to: *to })).sum();
        while let Some(threshold) = thresholds.get(crossed.len()).filter(|threshold| used + part >= **threshold) {
            crossed.push(Some(within(*from, *to, part, *threshold - used)));
        }
        used += part;
    }
    crossed.resize(thresholds.len(), None);
    crossed
}

/// When `wanted` of `energy` has been used between two instants.
fn within(from: Timestamp, to: Timestamp, energy: Energy, wanted: Energy) -> Timestamp {
    let (start, length) = (from.timestamp_millis(), i128::from((to - from).num_milliseconds()));
    let whole = i128::from(energy.wh());
    let elapsed = (length * i128::from(wanted.wh()) + whole - 1) / whole;
    i64::try_from(elapsed).map_or(to, |elapsed| timestamp(start + elapsed))
}
