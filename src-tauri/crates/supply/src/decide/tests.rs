use chrono::Duration;
use units::timestamp;

use super::*;

fn now() -> Timestamp {
    timestamp(1_800_000_000_000)
}

fn later() -> Timestamp {
    now() + Duration::hours(1)
}

fn room() -> Facts {
    Facts {
        now: now(),
        has_relay: true,
        trip: None,
        maintenance: None,
        manual: None,
        overload: None,
        calendar: None,
        credit: Credit {
            latched: false,
            debt: None,
            balance: Money::from_minor(4_218),
            limit: Money::ZERO,
            blocked_by: Vec::new(),
            lifeline: None,
        },
        quota: None,
        quota_blocked_by: Vec::new(),
        protected: false,
        exempt: false,
        post_paid: false,
        vacant: false,
    }
}

fn limited(off: Option<Off>) -> Limited {
    Limited { power: Power::from_w(300), off }
}

fn off(load: Load, until: Option<Timestamp>) -> Off {
    Off { load, since: now(), until }
}

/// Makes a rule want its way, whatever else is asked for.
fn ask_for(rule: Rule, facts: &mut Facts) {
    let since = now();
    match rule {
        Rule::NoRelay => facts.has_relay = false,
        Rule::Safety => facts.trip = Some(Trip { since }),
        Rule::Maintenance => facts.maintenance = Some(Maintenance { since }),
        Rule::ManualOff => facts.manual = Some(Manual::Off { why: "safety".to_owned(), since }),
        Rule::Overload => facts.overload = Some(Off { load: Load::Over(Cause::Room), since, until: None }),
        Rule::ManualOn => facts.manual = Some(Manual::On { until: Some(later()) }),
        Rule::Calendar => facts.calendar = Some(Calendar { until: later(), batch_confirmed: true }),
        Rule::Credit => facts.credit.latched = true,
        Rule::Quota => facts.quota = Some(Quota { action: QuotaAction::Limited(limited(None)), until: later() }),
        Rule::On => {}
    }
}

fn check(facts: &Facts, state: Supply, code: &str) {
    let decision = decide(facts);
    assert_eq!((decision.state, decision.reason.code()), (state, code), "{facts:?}");
}

#[test]
fn each_rule_alone() {
    for (rule, state, code) in [
        (Rule::NoRelay, Supply::On, "no_relay"),
        (Rule::Safety, Supply::Off, "safety"),
        (Rule::Maintenance, Supply::Off, "maintenance"),
        (Rule::ManualOff, Supply::Off, "manual_off"),
        (Rule::Overload, Supply::Off, "overload"),
        (Rule::ManualOn, Supply::On, "manual_on"),
        (Rule::Calendar, Supply::Off, "calendar"),
        (Rule::Credit, Supply::Off, "credit"),
        (Rule::Quota, Supply::Limited, "quota_limit"),
        (Rule::On, Supply::On, "ok_credit"),
    ] {
        let mut facts = room();
        ask_for(rule, &mut facts);
        check(&facts, state, code);
    }
}

/// Every subset of the rules at once (manual off and on exclude each other), against the order alone.
#[test]
fn the_first_of_any_set_of_rules_wins_and_all_are_accounted_for() {
    for subset in 0_u32..1 << Rule::ALL.len() {
        let asked: Vec<Rule> =
            Rule::ALL.into_iter().enumerate().filter(|(i, _)| subset >> i & 1 == 1).map(|(_, rule)| rule).collect();
        if asked.contains(&Rule::ManualOff) && asked.contains(&Rule::ManualOn) {
            continue;
        }
        let mut facts = room();
        asked.iter().for_each(|rule| ask_for(*rule, &mut facts));
        let decision = decide(&facts);
        let expected = asked.first().copied().unwrap_or(Rule::On);
        assert_eq!(decision.rule, expected, "{asked:?}");
        let outcomes: Vec<(Rule, Outcome)> = decision.considered.iter().map(|c| (c.rule, c.outcome)).collect();
        let order = |rule: Rule| match rule.cmp(&expected) {
            std::cmp::Ordering::Less => Outcome::Passed,
            std::cmp::Ordering::Equal => Outcome::Won,
            std::cmp::Ordering::Greater => Outcome::NotReached,
        };
        assert_eq!(outcomes, Rule::ALL.map(|rule| (rule, order(rule))), "{asked:?}");
    }
}

#[test]
fn a_manual_on_ends_at_its_time_and_not_before() {
    let on = |until| Facts {
        manual: Some(Manual::On { until }),
        credit: Credit { latched: true, ..room().credit },
        ..room()
    };
    check(&on(None), Supply::On, "manual_on");
    check(&on(Some(now() + Duration::milliseconds(1))), Supply::On, "manual_on");
    check(&on(Some(now())), Supply::Off, "credit");
    check(&on(Some(now() - Duration::hours(1))), Supply::Off, "credit");
}

#[test]
fn the_timetable_spares_the_exempt_the_protected_and_the_unconfirmed() {
    let lights_out = || Facts { calendar: Some(Calendar { until: later(), batch_confirmed: true }), ..room() };
    check(&lights_out(), Supply::Off, "calendar");
    check(&Facts { exempt: true, ..lights_out() }, Supply::On, "ok_credit");
    check(&Facts { protected: true, ..lights_out() }, Supply::On, "protected");
    let unconfirmed = Facts { calendar: Some(Calendar { until: later(), batch_confirmed: false }), ..room() };
    check(&unconfirmed, Supply::On, "ok_credit");
    let held: Vec<Guard> = decide(&unconfirmed).considered.into_iter().flat_map(|c| c.held_by).collect();
    assert_eq!(held, [Guard::UnconfirmedBatch]);
}

#[test]
fn a_latch_yields_to_lasting_facts_of_the_room_only() {
    let mut cut = room();
    ask_for(Rule::Credit, &mut cut);
    check(&cut, Supply::Off, "credit");
    check(&Facts { protected: true, ..cut.clone() }, Supply::On, "protected");
    check(&Facts { post_paid: true, ..cut.clone() }, Supply::On, "post_paid");
    check(&Facts { vacant: true, ..cut.clone() }, Supply::On, "vacant");
    // Exemption from lights-out is no exemption from paying.
    check(&Facts { exempt: true, ..cut.clone() }, Supply::Off, "credit");
    // Data that goes missing after the cut blocks nothing any more.
    cut.credit.blocked_by = vec![Guard::Stale, Guard::Paused];
    check(&cut, Supply::Off, "credit");
}

#[test]
fn a_lifeline_is_left_on_up_to_its_limit_and_off_when_more_is_drawn() {
    let lifeline = |off| {
        let credit = Credit { latched: true, lifeline: Some(limited(off)), ..room().credit };
        Facts { credit, ..room() }
    };
    check(&lifeline(None), Supply::Limited, "lifeline");
    check(&lifeline(Some(off(Load::Over(Cause::Lifeline), Some(later())))), Supply::Off, "over_limit");
    // What another limit switched off is no matter of this one.
    check(&lifeline(Some(off(Load::Over(Cause::Quota), Some(later())))), Supply::Limited, "lifeline");
    let held = Facts { protected: true, ..lifeline(None) };
    check(&held, Supply::On, "protected");
    // Lights out is lights out.
    let night = Facts { calendar: Some(Calendar { until: later(), batch_confirmed: true }), ..lifeline(None) };
    check(&night, Supply::Off, "calendar");
}

#[test]
fn a_quota_cuts_or_limits() {
    let quota = |action| Facts { quota: Some(Quota { action, until: later() }), ..room() };
    check(&quota(QuotaAction::Off), Supply::Off, "quota");
    check(&quota(QuotaAction::Limited(limited(None))), Supply::Limited, "quota_limit");
    let over = off(Load::Over(Cause::Quota), Some(later()));
    check(&quota(QuotaAction::Limited(limited(Some(over)))), Supply::Off, "over_limit");
}

#[test]
fn a_quota_that_is_held_says_by_what() {
    let held = Facts { quota_blocked_by: vec![Guard::Shadow], ..room() };
    check(&held, Supply::On, "held_quota");
    let rule = decide(&held).considered.into_iter().find(|considered| considered.rule == Rule::Quota);
    assert_eq!(rule.map(|rule| rule.held_by), Some(vec![Guard::Shadow]));
}

#[test]
fn a_load_that_tripped_says_whether_it_comes_back_by_itself() {
    for (load, until, code) in [
        (Load::Over(Cause::Room), Some(later()), "overload_pause"),
        (Load::Over(Cause::Room), None, "overload"),
        (Load::Forbidden, Some(later()), "forbidden_pause"),
        (Load::Forbidden, None, "forbidden"),
    ] {
        let facts = Facts { overload: Some(off(load, until)), ..room() };
        check(&facts, Supply::Off, code);
        // A manual on does not override it (rule 20).
        let on = Facts { manual: Some(Manual::On { until: None }), ..facts };
        check(&on, Supply::Off, code);
    }
}

#[test]
fn rule_20_a_cut_for_a_debt_says_so_and_so_does_what_holds_it() {
    let debt = |latched, blocked_by| Facts {
        credit: Credit { latched, debt: Some(now()), blocked_by, ..room().credit },
        ..room()
    };
    check(&debt(true, Vec::new()), Supply::Off, "debt");
    check(&debt(false, vec![Guard::FriendlyHours]), Supply::On, "held_debt");
    // Without credit it is credit that cuts.
    let mut both = debt(true, Vec::new());
    both.credit.balance = Money::from_minor(-1);
    check(&both, Supply::Off, "credit");
}

#[test]
fn a_held_cut_says_what_holds_it() {
    for guard in Guard::ALL {
        let credit = Credit { blocked_by: vec![guard], balance: Money::from_minor(-1), ..room().credit };
        let decision = decide(&Facts { credit, ..room() });
        assert_eq!(decision.state, Supply::On);
        assert_eq!(decision.reason.code(), format!("{}_guard", guard.code()));
        let credit = decision.considered.iter().find(|c| c.rule == Rule::Credit);
        assert_eq!(credit.map(|c| c.held_by.clone()), Some(vec![guard]));
    }
}

#[test]
fn reasons_carry_what_their_sentence_needs() {
    use crate::Arg;
    let mut cut = room();
    cut.credit.latched = true;
    cut.credit.balance = Money::from_minor(-12);
    let args = decide(&cut).reason.args();
    assert_eq!(args, [("balance", Arg::Money(Money::from_minor(-12))), ("limit", Arg::Money(Money::ZERO))]);
    let manual = Facts { manual: Some(Manual::On { until: Some(later()) }), ..room() };
    assert_eq!(decide(&manual).reason.args(), [("until", Arg::At(later()))]);
}
