//! Post-paid bills: a payment clears the oldest first (`rules.md` 10).

use chrono::NaiveDate;
use units::Money;

/// A bill that is not paid in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenBill {
    /// Its number in its series.
    pub number: i64,
    pub issued: NaiveDate,
    pub due: NaiveDate,
    /// What is still to be paid; negative for a bill that gives money back.
    pub open: Money,
}

/// What a payment does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleared {
    /// In the order of clearing, and no bill twice: number and what of it is paid (negative: given back and used).
    pub bills: Vec<(i64, Money)>,
    /// What is left of the payment: credit towards the next bill.
    pub credit: Money,
}

/// Clears bills by date of issue, then by number. Bills that give money back are used up first, beside the payment.
///
/// The parts and the credit add up to the payment. A payment of zero uses up what such bills give.
pub fn clear(payment: Money, bills: &[OpenBill]) -> Cleared {
    let mut oldest_first: Vec<OpenBill> = bills.iter().filter(|bill| !bill.open.is_zero()).copied().collect();
    oldest_first.sort_by_key(|bill| (!bill.open.is_negative(), bill.issued, bill.number));
    let mut cleared = Cleared { bills: Vec::new(), credit: payment };
    for bill in oldest_first {
        let part = bill.open.min(cleared.credit.max(Money::ZERO));
        if !part.is_zero() {
            cleared.bills.push((bill.number, part));
            cleared.credit = cleared.credit - part;
        }
    }
    cleared
}

/// What is overdue: the bills whose due date is over on `today`, without what other bills give back.
pub fn overdue(bills: &[OpenBill], today: NaiveDate) -> Money {
    bills.iter().filter(|bill| bill.due < today && bill.open.is_positive()).map(|bill| bill.open).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bill(number: i64, month: u32, open: i64) -> OpenBill {
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        OpenBill { number, issued: day(month, 1), due: day(month, 15), open: Money::from_minor(open) }
    }

    fn check(payment: i64, bills: &[OpenBill], parts: &[(i64, i64)], credit: i64) {
        let cleared = clear(Money::from_minor(payment), bills);
        let told: Vec<_> = cleared.bills.iter().map(|(number, part)| (*number, part.minor())).collect();
        assert_eq!((told.as_slice(), cleared.credit.minor()), (parts, credit));
    }

    #[test]
    fn rule_10_a_payment_clears_the_oldest_bill_first() {
        let bills = [bill(7, 9, 3_000), bill(5, 7, 1_000), bill(6, 8, 2_000)];
        check(500, &bills, &[(5, 500)], 0);
        check(1_000, &bills, &[(5, 1_000)], 0);
        check(2_500, &bills, &[(5, 1_000), (6, 1_500)], 0);
        check(6_000, &bills, &[(5, 1_000), (6, 2_000), (7, 3_000)], 0);
        check(7_000, &bills, &[(5, 1_000), (6, 2_000), (7, 3_000)], 1_000);
        check(500, &[], &[], 500);
        check(0, &bills, &[], 0);
        // Of two bills of one day, the lower number.
        check(10, &[bill(9, 7, 20), bill(8, 7, 20)], &[(8, 10)], 0);
    }

    #[test]
    fn rule_10_a_bill_that_gives_money_back_helps_to_pay() {
        let bills = [bill(1, 7, 1_000), bill(2, 8, -400)];
        check(500, &bills, &[(2, -400), (1, 900)], 0);
        check(0, &bills, &[(2, -400), (1, 400)], 0);
        check(0, &[bill(2, 8, -400)], &[(2, -400)], 400);
    }

    #[test]
    fn rule_10_a_bill_is_overdue_the_day_after_its_date() {
        let bills = [bill(1, 7, 1_000), bill(2, 8, 300), bill(3, 6, -50)];
        let on = |month, day| overdue(&bills, NaiveDate::from_ymd_opt(2026, month, day).unwrap()).minor();
        assert_eq!((on(7, 15), on(7, 16), on(8, 16)), (0, 1_000, 1_300));
    }

    proptest! {
        #[test]
        fn rule_10_parts_and_credit_add_up_and_no_bill_is_overpaid(
            payment in 0..10_000_i64,
            open in prop::collection::vec((1..12_u32, -500..3_000_i64), 0..8),
        ) {
            let bills: Vec<_> = open.iter().zip(0..).map(|((month, open), number)| bill(number, *month, *open)).collect();
            let cleared = clear(Money::from_minor(payment), &bills);
            let parts: Money = cleared.bills.iter().map(|(_, part)| *part).sum();
            prop_assert_eq!(parts + cleared.credit, Money::from_minor(payment));
            prop_assert!(!cleared.credit.is_negative());
            for (number, part) in &cleared.bills {
                let open = bills.iter().find(|bill| bill.number == *number).unwrap().open;
                let fits = if open.is_negative() { *part == open } else { *part <= open };
                prop_assert!(fits);
            }
            // Nothing is left over while a bill is open.
            let open: Money = bills.iter().map(|bill| bill.open).filter(|open| open.is_positive()).sum();
            let paid: Money = cleared.bills.iter().map(|(_, part)| *part).filter(|part| part.is_positive()).sum();
            prop_assert!(cleared.credit.is_zero() || paid == open);
        }
    }
}
