use chrono::Duration;
use units::{Money, Timestamp, timestamp};

use super::*;
use crate::{
    Calendar, Conditions, Credit, CreditFacts, Data, Facts, Load, Maintenance, Manual, Off, Quota, QuotaAction, Supply,
    Trip, decide, latch, quota_latch,
};

#[test]
fn rule_18_the_printed_matrix() {
    let printed = "\
                   safety  maintenance  manual_off  overload  calendar  credit  quota
stale                -          -           -          -         -        x       x
suspect              -          -           -          -         -        x       x
no_notice_means      -          -           -          -         -        x       x
no_notice            -          -           -          -         -        x       x
notice_too_young     -          -           -          -         -        x       x
friendly_hours       -          -           -          -         -        x       x
protected            -          -           -          -         x        x       x
exempt               -          -           -          -         x        -       -
post_paid            -          -           -          -         -        x       -
emergency_credit     -          -           -          -         -        x       -
cuts_per_cycle       -          -           -          -         -        x       x
unconfirmed_batch    -          -           -          -         x        -       -
paused               -          -           -          -         -        x       x
shadow               -          -           -          -         -        x       x
clock_unsure         -          -           -          -         -        x       x
restored             -          -           -          -         -        x       x
";
    let squeeze = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    };
    assert_eq!(squeeze(&table()), squeeze(printed));
}

const NOTICE_AGE: Duration = Duration::hours(24);

fn now() -> Timestamp {
    timestamp(1_800_000_000_000)
}

fn raise(guard: Guard) -> Conditions {
    let mut conditions = Conditions::clear(now() - NOTICE_AGE, NOTICE_AGE);
    match guard {
        Guard::Stale => conditions.data = Data::Stale,
        Guard::Suspect => conditions.data = Data::Suspect,
        Guard::NoNoticeMeans => conditions.notice_means_chosen = false,
        Guard::NoNotice => conditions.notice = None,
        Guard::NoticeTooYoung => conditions.notice = Some(now() - NOTICE_AGE + Duration::milliseconds(1)),
        Guard::FriendlyHours => conditions.friendly_now = true,
        Guard::Protected => conditions.protected = true,
        Guard::Exempt => conditions.exempt = true,
        Guard::PostPaid => conditions.post_paid = true,
        Guard::EmergencyCredit => conditions.emergency_credit = true,
        Guard::CutsPerCycle => conditions.cuts_left_this_cycle = false,
        Guard::UnconfirmedBatch => conditions.batch_confirmed = false,
        Guard::Paused => conditions.paused = true,
        Guard::Shadow => conditions.shadow = true,
        Guard::ClockUnsure => conditions.clock_unsure = true,
        Guard::Restored => conditions.restored = true,
    }
    conditions
}

/// Makes exactly this rule want a cut, runs the whole road from latch to decision under these conditions, and says
/// whether the room goes dark.
fn cuts(rule: Rule, conditions: &Conditions) -> bool {
    let since = now();
    let balance = Money::from_minor(if rule == Rule::Credit { -1 } else { 100 });
    let credit = CreditFacts {
        balance,
        cut_off: Money::ZERO,
        reclose_minimum: Money::ZERO,
        debt_ordered: false,
        new_tenancy: false,
        conditions: *conditions,
    };
    let step = latch(false, &credit, now());
    let quota = quota_latch(false, rule == Rule::Quota, conditions, now()).set;
    let facts = Facts {
        now: now(),
        has_relay: true,
        trip: (rule == Rule::Safety).then_some(Trip { since }),
        maintenance: (rule == Rule::Maintenance).then_some(Maintenance { since }),
        manual: (rule == Rule::ManualOff).then(|| Manual::Off { why: "house_rules".to_owned(), since }),
        overload: (rule == Rule::Overload).then_some(Off { load: Load::Forbidden, since, until: None }),
        calendar: (rule == Rule::Calendar)
            .then_some(Calendar { until: since, batch_confirmed: conditions.batch_confirmed }),
        credit: Credit {
            latched: step.set,
            debt: None,
            balance,
            limit: Money::ZERO,
            blocked_by: step.blocked_by,
            lifeline: None,
        },
        quota: quota.then_some(Quota { action: QuotaAction::Off, until: since }),
        quota_blocked_by: Vec::new(),
        protected: conditions.protected,
        exempt: conditions.exempt,
        post_paid: conditions.post_paid,
        vacant: false,
    };
    decide(&facts).state == Supply::Off
}

#[test]
fn every_rule_cuts_when_no_guard_is_up() {
    let clear = Conditions::clear(now() - NOTICE_AGE, NOTICE_AGE);
    for rule in Rule::CUTTING {
        assert!(cuts(rule, &clear), "{rule:?}");
    }
    for rule in [Rule::NoRelay, Rule::ManualOn, Rule::On] {
        assert!(!cuts(rule, &clear), "{rule:?}");
    }
}

#[test]
fn rule_18_every_cell_of_the_matrix_is_what_happens() {
    for rule in Rule::CUTTING {
        for guard in Guard::ALL {
            assert_eq!(cuts(rule, &raise(guard)), !obeys(rule, guard), "{rule:?} under {guard:?}");
        }
    }
}

#[test]
fn a_rule_that_cannot_cut_obeys_nothing() {
    for rule in Rule::ALL.into_iter().filter(|rule| !Rule::CUTTING.contains(rule)) {
        assert!(Guard::ALL.into_iter().all(|guard| !obeys(rule, guard)), "{rule:?}");
    }
}
