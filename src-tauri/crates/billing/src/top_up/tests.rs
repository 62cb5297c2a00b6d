use proptest::prelude::*;

use super::*;

fn m(minor: i64) -> Money {
    Money::from_minor(minor)
}

fn fee(percent: &str, fixed: i64, most: Option<i64>) -> TopUpFee {
    TopUpFee { percent: Percent::parse(percent).unwrap(), fixed: m(fixed), most: most.map(m) }
}

fn debt(share: &str, per_top_up: Option<i64>, per_month: Option<i64>) -> DebtTerms {
    DebtTerms {
        share: Percent::parse(share).unwrap(),
        most_per_top_up: per_top_up.map(m),
        most_per_month: per_month.map(m),
    }
}

fn owed(emergency: i64, debt: i64, paid: i64) -> Owed {
    Owed { emergency: m(emergency), debt: m(debt), debt_paid_this_month: m(paid) }
}

/// Expects `[fee, tax, emergency, debt, balance]`.
fn check(amount: i64, terms: &TopUpTerms, owed: &Owed, expected: [i64; 5], rearm: Rearm) {
    let parts = split_top_up(m(amount), terms, owed).unwrap();
    let told = [parts.fee, parts.tax, parts.emergency, parts.debt, parts.balance].map(Money::minor);
    assert_eq!((told, parts.rearm), (expected, rearm));
}

#[test]
fn rule_9_fee_then_emergency_then_debt_of_the_remainder_then_balance() {
    let terms = TopUpTerms { fee: Some(fee("1", 50, None)), tax: None, debt: debt("25", None, None) };
    check(10_000, &terms, &owed(500, 20_000, 0), [150, 0, 500, 2_337, 7_013], Rearm::Rearmed);
    check(10_000, &terms, &owed(0, 0, 0), [150, 0, 0, 0, 9_850], Rearm::Armed);
    check(10_000, &terms, &owed(0, 100, 0), [150, 0, 0, 100, 9_750], Rearm::Armed);
    check(400, &terms, &owed(500, 100, 0), [54, 0, 346, 0, 0], Rearm::Owing(m(154)));
    check(30, &terms, &owed(500, 100, 0), [30, 0, 0, 0, 0], Rearm::Owing(m(500)));
}

#[test]
fn rule_9_the_share_of_the_debt_is_capped_per_top_up_and_month() {
    let with = |debt| TopUpTerms { debt, ..TopUpTerms::default() };
    check(10_000, &with(debt("50", Some(1_000), None)), &owed(0, 9_000, 0), [0, 0, 0, 1_000, 9_000], Rearm::Armed);
    check(10_000, &with(debt("50", None, Some(3_000))), &owed(0, 9_000, 2_500), [0, 0, 0, 500, 9_500], Rearm::Armed);
    check(10_000, &with(debt("50", None, Some(3_000))), &owed(0, 9_000, 3_500), [0, 0, 0, 0, 10_000], Rearm::Armed);
    check(10_000, &with(debt("100", None, None)), &owed(0, 9_000, 0), [0, 0, 0, 9_000, 1_000], Rearm::Armed);
    check(999, &with(debt("50", None, None)), &owed(0, 9_000, 0), [0, 0, 0, 499, 500], Rearm::Armed);
}

#[test]
fn rule_9_tax_due_at_top_up_is_contained_in_what_remains_after_the_fee() {
    let tax = Some(Percent::parse("5").unwrap());
    let terms = TopUpTerms { fee: Some(fee("0", 100, None)), tax, debt: DebtTerms::default() };
    check(10_600, &terms, &owed(1_000, 0, 0), [100, 500, 1_000, 0, 9_000], Rearm::Rearmed);
}

#[test]
fn rule_9_a_top_up_is_more_than_zero() {
    for amount in [0, -1] {
        let refused = split_top_up(m(amount), &TopUpTerms::default(), &Owed::default());
        assert_eq!(refused, Err(TopUpError::NotPositive));
    }
}

#[test]
fn rule_9_the_smallest_amount_that_restores() {
    let plain = TopUpTerms::default();
    let restoring = |balance, at, terms: &TopUpTerms, owed: &Owed| {
        smallest_restoring(m(balance), m(at), terms, owed).unwrap().map(Money::minor)
    };
    assert_eq!(restoring(-500, 1_000, &plain, &Owed::default()), Some(1_500));
    assert_eq!(restoring(1_000, 1_000, &plain, &Owed::default()), Some(0));
    assert_eq!(restoring(999, 1_000, &plain, &Owed::default()), Some(1));
    assert_eq!(restoring(-500, 1_000, &plain, &owed(300, 0, 0)), Some(1_800));
    let half = TopUpTerms { debt: debt("50", None, Some(200)), ..plain };
    assert_eq!(restoring(0, 1_000, &half, &owed(0, 5_000, 0)), Some(1_200));
    assert_eq!(restoring(0, 1_000, &half, &owed(0, 5_000, 200)), Some(1_000));
    let all = TopUpTerms { fee: Some(fee("100", 0, None)), ..plain };
    assert_eq!(restoring(0, 1, &all, &Owed::default()), None);
    let all_up_to = TopUpTerms { fee: Some(fee("100", 0, Some(700))), ..plain };
    assert_eq!(restoring(0, 1, &all_up_to, &Owed::default()), Some(701));
}

prop_compose! {
    fn any_terms()(
        percent in 0..=20_i64, fixed in 0..500_i64, most in prop::option::of(0..800_i64),
        tax in prop::option::of(0..=20_i64),
        share in 0..=100_i64, per_top_up in prop::option::of(0..3_000_i64), per_month in prop::option::of(0..5_000_i64),
    ) -> TopUpTerms {
        let percent_of = |n: i64| Percent::new(n * 1_000_000).unwrap();
        TopUpTerms {
            fee: Some(TopUpFee { percent: percent_of(percent), fixed: m(fixed), most: most.map(m) }),
            tax: tax.map(percent_of),
            debt: DebtTerms {
                share: percent_of(share),
                most_per_top_up: per_top_up.map(m),
                most_per_month: per_month.map(m),
            },
        }
    }
}

prop_compose! {
    fn any_owed()(emergency in 0..3_000_i64, debt in 0..20_000_i64, paid in 0..6_000_i64) -> Owed {
        owed(emergency, debt, paid)
    }
}

proptest! {
    #[test]
    fn rule_9_parts_add_up_and_none_is_negative(amount in 1..100_000_i64, terms in any_terms(), owed in any_owed()) {
        let parts = split_top_up(m(amount), &terms, &owed).unwrap();
        let all = [parts.fee, parts.tax, parts.emergency, parts.debt, parts.balance];
        prop_assert_eq!(all.into_iter().sum::<Money>(), m(amount));
        prop_assert!(all.iter().all(|part| !part.is_negative()));
        prop_assert!(parts.emergency <= owed.emergency && parts.debt <= owed.debt);
        prop_assert!(parts.debt.is_zero() || parts.emergency == owed.emergency);
        // One minor unit more never raises the balance by less.
        let more = split_top_up(m(amount + 1), &terms, &owed).unwrap();
        prop_assert!(more.balance >= parts.balance);
    }

    #[test]
    fn rule_9_the_smallest_restoring_amount_restores_and_one_less_does_not(
        balance in -10_000..10_000_i64, at in -2_000..12_000_i64, terms in any_terms(), owed in any_owed(),
    ) {
        let smallest = smallest_restoring(m(balance), m(at), &terms, &owed).unwrap();
        let after = |minor: i64| match minor {
            ..=0 => m(balance),
            minor => m(balance) + split_top_up(m(minor), &terms, &owed).unwrap().balance,
        };
        // With these terms some amount is always enough.
        let smallest = smallest.unwrap().minor();
        prop_assert!(after(smallest) >= m(at));
        prop_assert!(smallest == 0 || after(smallest - 1) < m(at));
    }
}
