use proptest::prelude::*;

use super::*;

fn good(wh: i64) -> Metered {
    Metered { energy: Energy::from_wh(wh), trust: Trust::Good }
}

fn doubtful(wh: i64) -> Metered {
    Metered { trust: Trust::Doubtful, ..good(wh) }
}

/// `(supply, meters)` of each interval; 3 % technical; expects `[apportionable, excess, carried, left out]`.
fn check(intervals: &[(&[Metered], &[Metered])], carried: i64, expected: [i64; 4]) {
    let intervals = intervals.iter().map(|(supply, meters)| BranchInterval { supply, meters });
    let loss = loss(intervals, Percent::parse("3").unwrap(), Energy::from_wh(carried));
    let left_out = i64::try_from(loss.left_out).unwrap();
    let told = [loss.apportionable.wh(), loss.excess.wh(), loss.carried_out.wh(), left_out];
    assert_eq!(told, expected);
}

#[test]
fn rule_12_loss_is_shared_up_to_the_technical_percentage_and_the_rest_is_the_owners() {
    check(&[(&[good(10_000)], &[good(5_000), good(4_900)])], 0, [100, 0, 0, 0]);
    check(&[(&[good(10_000)], &[good(5_000), good(4_700)])], 0, [300, 0, 0, 0]);
    check(&[(&[good(10_000)], &[good(5_000), good(4_000)])], 0, [300, 700, 0, 0]);
    check(&[(&[good(33)], &[])], 0, [0, 33, 0, 0]);
    // Generation feeds the branch too.
    check(&[(&[good(9_000), good(1_000)], &[good(9_900)])], 0, [100, 0, 0, 0]);
    check(&[], 0, [0, 0, 0, 0]);
}

#[test]
fn rule_12_an_interval_with_a_doubtful_meter_is_nobodys() {
    // The second room was offline in the second interval: its 4,900 Wh are not spread over the first.
    let first: (&[Metered], &[Metered]) = (&[good(10_000)], &[good(5_000), good(4_900)]);
    check(&[first, (&[good(10_000)], &[good(5_000), doubtful(0)])], 0, [100, 0, 0, 1]);
    check(&[first, (&[doubtful(10_000)], &[good(5_000), good(0)])], 0, [100, 0, 0, 1]);
    check(&[first, (&[], &[good(5_000)])], 0, [100, 0, 0, 1]);
}

#[test]
fn rule_12_a_negative_loss_is_carried() {
    check(&[(&[good(10_000)], &[good(10_080)])], 0, [0, 0, -80, 0]);
    check(&[(&[good(10_000)], &[good(10_080)])], -20, [0, 0, -100, 0]);
    check(&[(&[good(10_000)], &[good(9_700)])], -100, [200, 0, 0, 0]);
    check(&[(&[good(10_000)], &[good(9_000)])], -100, [300, 600, 0, 0]);
    // A positive figure is no loss carried: what was above the percentage stays the owner's.
    check(&[(&[good(10_000)], &[good(9_900)])], 50, [100, 0, 0, 0]);
}

proptest! {
    #[test]
    fn rule_12_nothing_is_lost_or_made_and_order_does_not_matter(
        mut rows in prop::collection::vec((0..20_000_i64, 0..20_000_i64, any::<bool>()), 0..20),
        carried in -5_000..=0_i64,
    ) {
        let sum = |rows: &[(i64, i64, bool)]| {
            let meters: Vec<_> = rows
                .iter()
                .map(|(s, m, ok)| ([good(*s)], [if *ok { good(*m) } else { doubtful(*m) }]))
                .collect();
            let intervals = meters.iter().map(|(supply, meters)| BranchInterval { supply, meters });
            loss(intervals, Percent::parse("2.5").unwrap(), Energy::from_wh(carried))
        };
        let there = sum(&rows);
        let shared = there.apportionable + there.excess + there.carried_out;
        prop_assert_eq!(shared, there.measured + Energy::from_wh(carried));
        prop_assert!(there.apportionable.wh() * 1_000 <= there.supply.wh() * 25);
        rows.reverse();
        prop_assert_eq!(sum(&rows), there);
    }
}
