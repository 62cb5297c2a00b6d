use super::Unit;

/// At most this many lines above zero: enough to read a value, few enough to stay quiet.
const MOST_TICKS: i64 = 4;

/// The value axis: from where to where, and which values are named.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Axis {
    pub low: i64,
    pub high: i64,
    pub ticks: Vec<Tick>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tick {
    pub value: i64,
    pub label: String,
}

impl Axis {
    /// An axis that holds zero and these values, with a little air above.
    pub fn over(values: impl Iterator<Item = i64>, unit: &Unit) -> Self {
        let (mut low, mut high) = (0_i64, 0_i64);
        for value in values {
            low = low.min(value);
            high = high.max(value);
        }
        if low == 0 && high == 0 {
            high = unit.size.max(1);
        }
        let air = |end: i64| end.saturating_add(end / 16);
        let (low, high) = (air(low), air(high));
        let step = round_step(high.saturating_sub(low) / (MOST_TICKS + 1) + 1);
        let first = low / step;
        let last = high / step;
        let ticks = (first..=last).map(|n| Tick { value: n * step, label: label(n * step, step, unit) }).collect();
        Self { low, high, ticks }
    }
}

/// The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `least`.
fn round_step(least: i64) -> i64 {
    let mut power = 1_i64;
    loop {
        let half = if power >= 10 { power / 10 * 25 } else { 2 * power };
        if let Some(step) = [power, 2 * power, half, 5 * power].into_iter().find(|step| *step >= least) {
            return step;
        }
        let Some(next) = power.checked_mul(10).filter(|next| *next <= i64::MAX / 10) else {
            return power;
        };
        power = next;
    }
}

/// `2 kWh`, `0.25 kWh`: as many decimals as the step needs, at most three.
fn label(value: i64, step: i64, unit: &Unit) -> String {
    let size = i128::from(unit.size.max(1));
    let decimals = (0_u32..3).find(|d| i128::from(step) * 10_i128.pow(*d) % size == 0).unwrap_or(3);
    let scale = 10_i128.pow(decimals);
    let scaled = i128::from(value) * scale / size;
    let sign = if scaled < 0 { "−" } else { "" };
    let whole = scaled.unsigned_abs() / scale.unsigned_abs();
    let fraction = scaled.unsigned_abs() % scale.unsigned_abs();
    let mut text = format!("{sign}{}", grouped(whole));
    if decimals > 0 {
        let width = usize::try_from(decimals).unwrap_or(3);
        text = format!("{text}.{fraction:0width$}");
    }
    if value == 0 { "0".to_owned() } else { format!("{text} {}", unit.text) }
}

fn grouped(number: u128) -> String {
    if number < 10_000 {
        return number.to_string();
    }
    let digits = number.to_string();
    let first = (digits.len() - 1) % 3 + 1;
    let rest = digits.as_bytes()[first..].chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
    std::iter::once(digits[..first].to_owned()).chain(rest).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(values: &[i64], size: i64) -> Vec<String> {
        let unit = Unit { text: "kWh".into(), size };
        Axis::over(values.iter().copied(), &unit).ticks.into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(labels(&[7_800, 3_000], 1000), ["0", "2 kWh", "4 kWh", "6 kWh", "8 kWh"]);
        assert_eq!(labels(&[420], 1000), ["0", "0.1 kWh", "0.2 kWh", "0.3 kWh", "0.4 kWh"]);
        assert_eq!(labels(&[12_345_000], 1000), ["0", "5000 kWh", "10,000 kWh"]);
        assert_eq!(labels(&[1], 1), ["0", "1 kWh"]);
        assert_eq!(labels(&[-3_000, 3_000], 1000), ["−2 kWh", "0", "2 kWh"]);
    }

    #[test]
    fn an_empty_axis_still_has_a_scale() {
        assert_eq!(labels(&[], 1000), ["0", "0.25 kWh", "0.50 kWh", "0.75 kWh", "1.00 kWh"]);
        assert_eq!(labels(&[0, 0], 1000).len(), 5);
    }

    #[test]
    fn every_magnitude_has_at_most_five_steps_and_holds_its_values() {
        let unit = Unit { text: "W".into(), size: 1 };
        for exponent in 0..18 {
            for lead in 1..=9 {
                let value = lead * 10_i64.pow(exponent);
                let axis = Axis::over([value].into_iter(), &unit);
                assert!(axis.high >= value && axis.ticks.len() >= 2 && axis.ticks.len() <= 5, "{value}: {axis:?}");
            }
        }
    }
}
