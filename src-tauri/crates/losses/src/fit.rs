//! Least squares of a few columns, for evidence.

/// What a column explains of the target, the other columns beside it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Slope {
    pub slope: f64,
    /// How many of its own standard errors it is away from zero.
    pub t: f64,
}

/// Fits `target` by a constant and the columns. None where there are too few rows, or a column says nothing of its own.
///
/// The slopes come in the order of the columns, with the part of the target's variation that all of them explain.
pub(crate) fn fit(target: &[f64], columns: &[&[f64]]) -> Option<(Vec<Slope>, f64)> {
    let (rows, width) = (target.len(), columns.len() + 1);
    if rows < width * 4 {
        return None;
    }
    let value = |row: usize, column: usize| if column == 0 { 1.0 } else { columns[column - 1][row] };
    // Normal equations, with the target as the last column.
    let mut system = vec![vec![0.0; width + 1]; width];
    for (row, y) in target.iter().enumerate() {
        for (a, line) in system.iter_mut().enumerate() {
            let of_line = value(row, a);
            for (b, cell) in line[..width].iter_mut().enumerate() {
                *cell += of_line * value(row, b);
            }
            line[width] += of_line * y;
        }
    }
    let inverse = inverse(&system)?;
    let solved: Vec<f64> = (0..width).map(|a| (0..width).map(|b| inverse[a][b] * system[b][width]).sum()).collect();
    let mean = target.iter().sum::<f64>() / count(rows);
    let spread: f64 = target.iter().map(|y| (y - mean).powi(2)).sum();
    let rest: f64 = (0..rows)
        .map(|row| {
            let said: f64 = (0..width).map(|column| solved[column] * value(row, column)).sum();
            (target[row] - said).powi(2)
        })
        .sum();
    let variance = rest / count(rows - width);
    let slopes = (1..width).map(|column| {
        let error = (variance * inverse[column][column]).max(f64::MIN_POSITIVE).sqrt();
        Slope { slope: solved[column], t: solved[column] / error }
    });
    let explained = if spread > 0.0 { 1.0 - rest / spread } else { 0.0 };
    Some((slopes.collect(), explained))
}

/// Gauss-Jordan with the largest pivot; none where the columns are (nearly) dependent.
fn inverse(system: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let width = system.len();
    let mut left: Vec<Vec<f64>> = system.iter().map(|row| row[..width].to_vec()).collect();
    let mut right: Vec<Vec<f64>> =
        (0..width).map(|a| (0..width).map(|b| if a == b { 1.0 } else { 0.0 }).collect()).collect();
    for step in 0..width {
        let scale = system[step][step].abs();
        let pivot = (step..width).max_by(|a, b| left[*a][step].abs().total_cmp(&left[*b][step].abs()))?;
        if left[pivot][step].abs() <= scale * 1e-9 || scale == 0.0 {
            return None;
        }
        left.swap(step, pivot);
        right.swap(step, pivot);
        let by = left[step][step];
        left[step].iter_mut().chain(&mut right[step]).for_each(|cell| *cell /= by);
        for row in (0..width).filter(|row| *row != step) {
            let times = left[row][step];
            for column in 0..width {
                let (l, r) = (left[step][column], right[step][column]);
                left[row][column] -= times * l;
                right[row][column] -= times * r;
            }
        }
    }
    Some(right)
}

#[allow(clippy::cast_precision_loss)] // Counts of hours.
pub(crate) fn count(number: usize) -> f64 {
    number as f64
}

#[allow(clippy::cast_precision_loss)] // Evidence, not energy.
pub(crate) fn real(wh: i64) -> f64 {
    wh as f64
}

/// Whole units of evidence to be shown.
#[allow(clippy::cast_possible_truncation)]
pub(crate) fn whole(value: f64) -> i64 {
    value.round().clamp(-1e15, 1e15) as i64
}

/// Noise for tests, between -0.5 and 0.5.
#[cfg(test)]
pub(crate) fn dice(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 33).unwrap()) / f64::from(u32::MAX >> 1) - 0.5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slopes_are_found_through_noise() {
        let mut dice = dice(7);
        let (a, b): (Vec<f64>, Vec<f64>) = (0..500).map(|_| (dice() * 10.0, dice() * 10.0)).unzip();
        let target: Vec<f64> = a.iter().zip(&b).map(|(a, b)| 5.0 + 0.43 * a - 0.1 * b + dice()).collect();
        let (slopes, explained) = fit(&target, &[&a, &b]).unwrap();
        assert!((slopes[0].slope - 0.43).abs() < 0.02 && slopes[0].t > 20.0, "{slopes:?}");
        assert!((slopes[1].slope + 0.1).abs() < 0.02 && slopes[1].t < -5.0);
        assert!(explained > 0.9);
    }

    #[test]
    fn columns_that_say_the_same_are_not_told_apart() {
        let a: Vec<f64> = (0..100).map(f64::from).collect();
        let twice: Vec<f64> = a.iter().map(|a| a * 2.0).collect();
        assert_eq!(fit(&a, &[&a, &twice]), None);
        assert_eq!(fit(&a[..7], &[&twice[..7]]), None, "too few rows");
        let nothing = vec![0.0; 100];
        assert_eq!(fit(&a, &[&nothing]), None);
    }
}
