use super::Point;

/// Leaves at most the lowest and the highest value of each column, so that a year of quarter hours keeps its
/// peaks and is drawn as fast as a day. A gap stays a gap.
///
/// `points` in order of time; `columns` is the number of pixels that the line may use, at least 1.
pub(super) fn downsample(points: &[Point], from: i64, to: i64, columns: i64) -> Vec<Point> {
    let span = i128::from(to.saturating_sub(from).max(1));
    let column = |at: i64| i128::from(at.saturating_sub(from)) * i128::from(columns.max(1)) / span;
    let few = usize::try_from(columns.max(1) * 2).unwrap_or(usize::MAX);
    if points.len() <= few {
        return points.to_vec();
    }
    let mut kept = Vec::with_capacity(few);
    for group in points.chunk_by(|a, b| column(a.at) == column(b.at)) {
        for run in group.chunk_by(|a, b| a.value.is_some() == b.value.is_some()) {
            keep_extremes(run, &mut kept);
        }
    }
    kept
}

fn keep_extremes(run: &[Point], kept: &mut Vec<Point>) {
    let lowest = run.iter().min_by_key(|point| point.value);
    let highest = run.iter().max_by_key(|point| point.value);
    let (Some(a), Some(b)) = (lowest, highest) else { return };
    let (first, second) = if a.at <= b.at { (a, b) } else { (b, a) };
    kept.push(*first);
    if first.value != second.value {
        kept.push(*second);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year() -> Vec<Point> {
        (0..35_040).map(|n| Point { at: n, value: Some(100 + n * 7_919 % 1_000) }).collect()
    }

    #[test]
    fn a_year_keeps_its_peaks() {
        let mut points = year();
        points[17_321].value = Some(9_000);
        points[20_000].value = Some(-5);
        let kept = downsample(&points, 0, 35_040, 700);
        assert!(kept.len() <= 1_400, "{}", kept.len());
        assert!(kept.contains(&points[17_321]) && kept.contains(&points[20_000]));
        assert!(kept.is_sorted_by_key(|point| point.at));
    }

    #[test]
    fn a_gap_stays_a_gap() {
        let mut points = year();
        for point in &mut points[100..20_000] {
            point.value = None;
        }
        let kept = downsample(&points, 0, 35_040, 700);
        let breaks = kept.split(|point| point.value.is_none()).filter(|run| !run.is_empty()).count();
        assert_eq!(breaks, 2);
        assert!(kept.len() < 1_400, "{}", kept.len());
    }

    #[test]
    fn few_points_are_left_alone() {
        let points = &year()[..50];
        assert_eq!(downsample(points, 0, 50, 100), points);
    }
}
