use chrono::NaiveDate;
use units::{Currency, Energy, Money, Month, Price, round_div};

use super::{ApportionError, DayCost, money};

/// The declared rate of a supplier's bill that is not known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accrual {
    PerKwh(Price),
    PerDay(Money),
    /// Due by days: `amount × days so far ÷ days of the month` (`rules.md` 5).
    PerMonth(Money),
}

/// The provisional cost of each day, with the energy of the pool's point on it. Days ascend.
///
/// A day costs what is due so far in its month less what was due the day before, so that the days add up to the
/// month's cost rounded once.
pub fn accrue(rate: Accrual, days: &[(NaiveDate, Energy)], currency: Currency) -> Result<Vec<DayCost>, ApportionError> {
    let mut costs = Vec::with_capacity(days.len());
    let mut so_far: Option<(Month, i64, Energy, Money)> = None;
    for (day, energy) in days {
        let month = Month::of(*day);
        let (count, used, before) = match so_far {
            Some((running, count, used, due)) if running == month => (count + 1, used + *energy, due),
            _ => (1, *energy, Money::ZERO),
        };
        let due = match rate {
            Accrual::PerKwh(price) => price.cost(used, currency),
            Accrual::PerDay(amount) => amount.share(count, 1),
            Accrual::PerMonth(amount) => amount.share(count, month.days()),
        };
        let due = due.map_err(|_| ApportionError::TooLarge)?;
        costs.push(DayCost { day: *day, cost: due - before, provisional: true });
        so_far = Some((month, count, used, due));
    }
    Ok(costs)
}

/// What each day costs, from what was due at its end in the period so far: a common meter at a tariff, or a measured
/// loss at a price. Days ascend; a day on which less is due than before has a negative cost.
pub fn by_day(due: &[(NaiveDate, Money)]) -> Vec<DayCost> {
    let before = [Money::ZERO].into_iter().chain(due.iter().map(|(_, due)| *due));
    due.iter()
        .zip(before)
        .map(|((day, due), before)| DayCost { day: *day, cost: *due - before, provisional: false })
        .collect()
}

/// A supplier's bill over the days that it is for, in proportion to what they cost provisionally, or evenly where
/// they cost nothing.
///
/// Rounded are the sums of the days so far, and a day is the difference of two of them: so the days add up to the
/// bill, and the days of a month are within a minor unit of their exact part of it.
pub fn spread(bill: Money, days: &[DayCost]) -> Result<Vec<DayCost>, ApportionError> {
    if days.is_empty() {
        return Err(ApportionError::NoDays);
    }
    let weights: Vec<i128> = days.iter().map(|day| i128::from(day.cost.minor().max(0))).collect();
    let weights = if weights.iter().all(|weight| *weight == 0) { vec![1; days.len()] } else { weights };
    let whole: i128 = weights.iter().sum();
    let (mut weighed, mut before) = (0, Money::ZERO);
    let mut costs = Vec::with_capacity(days.len());
    for (day, weight) in days.iter().zip(weights) {
        weighed += weight;
        let product = i128::from(bill.minor()).checked_mul(weighed).ok_or(ApportionError::TooLarge)?;
        let so_far = money(round_div(product, whole))?;
        costs.push(DayCost { day: day.day, cost: so_far - before, provisional: false });
        before = so_far;
    }
    Ok(costs)
}
