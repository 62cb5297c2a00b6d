use chrono::Duration;
use proptest::prelude::*;
use units::timestamp;

use super::*;
use crate::Data;

const AGE: Duration = Duration::hours(24);

fn now() -> Timestamp {
    timestamp(1_800_000_000_000)
}

fn facts(balance: i64) -> CreditFacts {
    CreditFacts {
        balance: Money::from_minor(balance),
        cut_off: Money::ZERO,
        reclose_minimum: Money::from_minor(500),
        debt_ordered: false,
        new_tenancy: false,
        conditions: Conditions::clear(now() - AGE, AGE),
    }
}

fn check(set: bool, facts: &CreditFacts, expected: bool) {
    let step = latch(set, facts, now());
    assert_eq!((step.set, step.changed), (expected, set != expected), "{set} {facts:?}");
}

#[test]
fn sets_below_the_cut_off_and_clears_at_the_reclose_minimum() {
    for (set, balance, expected) in [
        (false, 500, false),
        (false, 0, false),
        (false, -1, true),
        (true, -1, true),
        (true, 0, true),
        (true, 499, true),
        (true, 500, false),
        (true, 50_000, false),
    ] {
        check(set, &facts(balance), expected);
    }
}

#[test]
fn rule_17_clears_for_the_causes_of_the_rule_and_is_not_set_again_by_them() {
    type Change = fn(&mut CreditFacts);
    let causes: [Change; 4] = [
        |f| f.new_tenancy = true,
        |f| f.conditions.emergency_credit = true,
        |f| f.conditions.protected = true,
        |f| f.conditions.post_paid = true,
    ];
    for cause in causes {
        let mut facts = facts(-1_000);
        cause(&mut facts);
        check(true, &facts, false);
        check(false, &facts, false);
    }
}

/// `rules.md` 20: an order to cut for a debt goes the credit way, with its guards.
#[test]
fn rule_20_a_debt_cuts_by_order_only_and_by_the_guards_of_credit() {
    let ordered = CreditFacts { debt_ordered: true, ..facts(10_000) };
    check(false, &facts(10_000), false);
    check(false, &ordered, true);
    let mut friendly = ordered;
    friendly.conditions.friendly_now = true;
    assert_eq!(latch(false, &friendly, now()).blocked_by, [Guard::FriendlyHours]);
    let mut unwarned = ordered;
    unwarned.conditions.notice = None;
    assert_eq!(latch(false, &unwarned, now()).blocked_by, [Guard::NoNotice]);
    check(true, &ordered, true);
    check(true, &facts(10_000), false);
    let mut kept = ordered;
    kept.conditions.protected = true;
    check(true, &kept, false);
}

#[test]
fn a_reclose_minimum_below_the_cut_off_does_not_flap() {
    let low = CreditFacts { cut_off: Money::from_minor(1_000), ..facts(700) };
    check(false, &low, true);
    check(true, &low, true);
    assert_eq!(smallest_restoring(low.balance, low.cut_off, low.reclose_minimum), Money::from_minor(300));
}

#[test]
fn rule_19_notice_must_be_old_enough_and_not_from_the_future() {
    for (notice, blocked) in [
        (Some(now() - AGE), vec![]),
        (Some(now() - AGE + Duration::milliseconds(1)), vec![Guard::NoticeTooYoung]),
        (Some(now() + AGE), vec![Guard::NoticeTooYoung]),
        (None, vec![Guard::NoNotice]),
    ] {
        let mut facts = facts(-1);
        facts.conditions.notice = notice;
        assert_eq!(latch(false, &facts, now()).blocked_by, blocked);
    }
    let mut future = facts(-1);
    future.conditions.notice = Some(now() + AGE);
    future.conditions.notice_age_required = Duration::zero();
    check(false, &future, false);
}

#[test]
fn shadow_alone_tells_that_it_would_have_cut() {
    let mut shadow = facts(-1);
    shadow.conditions.shadow = true;
    assert_eq!(latch(false, &shadow, now()).blocked_by, [Guard::Shadow]);
}

#[test]
fn the_smallest_top_up_restores() {
    for balance in [-5_000, -1, 0, 499, 500, 900] {
        let before = facts(balance);
        let missing = smallest_restoring(before.balance, before.cut_off, before.reclose_minimum);
        check(true, &CreditFacts { balance: before.balance + missing, ..before }, false);
        if missing.is_positive() {
            check(true, &CreditFacts { balance: before.balance + missing - Money::from_minor(1), ..before }, true);
        }
    }
}

fn money(first: Money, second: Money) -> Warnings {
    Warnings { first, second, first_days: None, second_days: None }
}

#[test]
fn days_left_warn_beside_money_and_fall_a_whole_day_above() {
    use WarningLevel::{First, None, Second};
    let plenty = Money::from_minor(100_000);
    let warnings = Warnings { first_days: Some(5), second_days: Some(2), ..money(Money::ZERO, Money::ZERO) };
    for (previous, days, expected) in [
        (None, Some(5), None),
        (None, Some(4), First),
        (First, Some(5), First),
        (First, Some(6), None),
        (First, Some(1), Second),
        (Second, Some(2), Second),
        (Second, Some(3), First),
        (None, Option::None, None),
        (First, Option::None, None),
    ] {
        assert_eq!(warning(previous, plenty, days, &warnings), expected, "{previous:?} {days:?}");
        let turned = Warnings { first_days: Some(2), second_days: Some(5), ..warnings };
        assert_eq!(warning(previous, plenty, days, &turned), expected);
    }
    assert_eq!(warning(None, Money::from_minor(-1), Some(30), &warnings), Second, "money warns all the same");
}

#[test]
fn warnings_rise_at_the_limit_and_fall_above_it() {
    use WarningLevel::{First, None, Second};
    for (previous, balance, expected) in [
        (None, 2_000, None),
        (None, 1_999, First),
        (First, 2_000, First),
        (First, 2_199, First),
        (First, 2_200, None),
        (First, 999, Second),
        (Second, 1_000, Second),
        (Second, 1_100, First),
        (Second, 2_199, First),
        (Second, 2_200, None),
        (None, -50, Second),
    ] {
        let limits = [Money::from_minor(2_000), Money::from_minor(1_000)];
        let balance = Money::from_minor(balance);
        let told = |first, second| warning(previous, balance, Some(3), &money(first, second));
        assert_eq!(told(limits[0], limits[1]), expected, "{previous:?} {balance:?}");
        assert_eq!(told(limits[1], limits[0]), expected, "limits in the other order");
    }
    for level in [None, First, Second] {
        assert_eq!(WarningLevel::from_number(level.number()), Some(level));
    }
    assert_eq!(WarningLevel::from_number(3), Option::None);
}

prop_compose! {
    fn any_facts()(
        balance in -2_000..2_000_i64, cut_off in -500..500_i64, reclose in -500..1_000_i64, new_tenancy in prop::bool::weighted(0.1),
        data in prop_oneof![3 => Just(Data::Fresh), 1 => Just(Data::Stale), 1 => Just(Data::Suspect)],
        notice in prop::option::weighted(0.8, -40..80_i64),
        flags in prop::array::uniform12(prop::bool::weighted(0.15)),
    ) -> CreditFacts {
        CreditFacts {
            balance: Money::from_minor(balance),
            cut_off: Money::from_minor(cut_off),
            reclose_minimum: Money::from_minor(reclose),
            debt_ordered: flags[9],
            new_tenancy,
            conditions: Conditions {
                data,
                notice: notice.map(|hours| now() - Duration::hours(hours)),
                notice_age_required: AGE,
                notice_means_chosen: !flags[0],
                friendly_now: flags[1],
                protected: flags[2],
                exempt: flags[3],
                post_paid: flags[4],
                emergency_credit: flags[5],
                cuts_left_this_cycle: !flags[6],
                batch_confirmed: true,
                paused: flags[7],
                shadow: flags[8],
                clock_unsure: flags[10],
                restored: flags[11],
            },
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn never_set_against_a_guard(facts in any_facts()) {
        let step = latch(false, &facts, now());
        if step.set {
            let c = facts.conditions;
            prop_assert_eq!(c.data, Data::Fresh);
            prop_assert!(!c.friendly_now && !c.protected && !c.post_paid && !c.paused && !c.shadow && !c.clock_unsure && !c.restored);
            prop_assert!(c.notice_means_chosen && c.cuts_left_this_cycle && !c.emergency_credit && !facts.new_tenancy);
            prop_assert!(c.notice.is_some_and(|given| now() - given >= AGE));
            prop_assert!(facts.balance < facts.cut_off || facts.debt_ordered);
        }
    }

    #[test]
    fn rule_17_lost_data_pause_and_missing_notice_never_clear(facts in any_facts(), other in any_facts()) {
        let mut changed = facts;
        changed.conditions = Conditions {
            protected: facts.conditions.protected,
            post_paid: facts.conditions.post_paid,
            emergency_credit: facts.conditions.emergency_credit,
            ..other.conditions
        };
        prop_assert_eq!(latch(true, &facts, now()), latch(true, &changed, now()));
    }

    #[test]
    fn noise_smaller_than_the_gap_changes_the_latch_once(start in -300..300_i64, noise in prop::collection::vec(-249..250_i64, 1..60)) {
        // The gap from cut-off to reclose minimum is 500; the noise spans less.
        let mut set = false;
        let mut changes = 0;
        for swing in noise {
            let step = latch(set, &facts(start + swing), now());
            changes += u32::from(step.changed);
            set = step.set;
        }
        prop_assert!(changes <= 1);
    }

    #[test]
    fn noise_at_a_limit_warns_once(start in 900..1_100_i64, noise in prop::collection::vec(-49..50_i64, 1..60)) {
        let mut level = WarningLevel::None;
        let mut rises = 0;
        for swing in noise {
            let limits = money(Money::from_minor(5_000), Money::from_minor(1_000));
            let next = warning(level, Money::from_minor(start + swing), None, &limits);
            rises += u32::from(next == WarningLevel::Second && level != WarningLevel::Second);
            level = next;
        }
        prop_assert!(rises <= 1);
    }
}

#[test]
fn a_quota_is_held_by_its_guards_and_cleared_by_its_end_only() {
    let clear = Conditions::clear(now() - AGE, AGE);
    assert!(quota_latch(false, true, &clear, now()).set);
    assert!(!quota_latch(true, false, &clear, now()).set);
    assert!(!quota_latch(true, true, &Conditions { protected: true, ..clear }, now()).set);
    for held in [
        Conditions { data: Data::Stale, ..clear },
        Conditions { paused: true, ..clear },
        Conditions { friendly_now: true, ..clear },
    ] {
        assert!(!quota_latch(false, true, &held, now()).set);
        assert!(quota_latch(true, true, &held, now()).set);
    }
}
