use chrono::Duration;
use units::{Money, Timestamp};

/// Beyond this the forecast says nothing worth showing: ten years.
const LONGEST_DAYS: i128 = 3_650;
const DAY_MS: i128 = 86_400_000;

/// Whole days until `credit` (the balance above the cut-off) is used up at the mean cost of the `recent` days.
///
/// Zero when it is used up already; nothing when the recent days cost nothing, none are known, or it would take more
/// than ten years.
pub fn days_left(credit: Money, recent: &[Money]) -> Option<i64> {
    milliseconds_left(credit, recent).and_then(|ms| i64::try_from(ms / DAY_MS).ok())
}

/// The instant at which `credit` is used up at that mean cost.
pub fn runs_out_at(credit: Money, recent: &[Money], now: Timestamp) -> Option<Timestamp> {
    let left = milliseconds_left(credit, recent)?;
    now.checked_add_signed(Duration::milliseconds(i64::try_from(left).ok()?))
}

fn milliseconds_left(credit: Money, recent: &[Money]) -> Option<i128> {
    if !credit.is_positive() {
        return Some(0);
    }
    let cost: i128 = recent.iter().map(|day| i128::from(day.minor())).sum();
    let days = i128::try_from(recent.len()).ok()?;
    (cost > 0).then(|| i128::from(credit.minor()) * days * DAY_MS / cost).filter(|ms| *ms <= LONGEST_DAYS * DAY_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(credit: i64, recent: &[i64], expected: Option<i64>) {
        let recent: Vec<Money> = recent.iter().map(|&minor| Money::from_minor(minor)).collect();
        assert_eq!(days_left(Money::from_minor(credit), &recent), expected, "{credit} {recent:?}");
    }

    #[test]
    fn counts_whole_days_at_the_mean_cost() {
        check(1_000, &[100, 300, 200], Some(5));
        check(999, &[200], Some(4));
        check(199, &[200], Some(0));
        check(1_000, &[0, 0, 1], Some(3_000));
    }

    #[test]
    fn says_nothing_where_nothing_is_known() {
        check(1_000, &[], None);
        check(1_000, &[0, 0], None);
        check(1_000, &[-5], None);
        check(1_000_000, &[1], None);
        check((1 << 53) - 1, &[1], None);
    }

    #[test]
    fn used_up_is_zero_days_whatever_the_past() {
        for credit in [0, -1, -50_000] {
            check(credit, &[], Some(0));
            check(credit, &[100], Some(0));
        }
    }

    #[test]
    fn the_instant_is_finer_than_the_day() {
        let now = units::timestamp(0);
        let at = runs_out_at(Money::from_minor(300), &[Money::from_minor(200)], now);
        assert_eq!(at, Some(now + Duration::hours(36)));
    }
}
