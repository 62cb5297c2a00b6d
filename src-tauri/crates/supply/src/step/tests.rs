use proptest::prelude::*;
use units::timestamp;

use super::*;

fn at(seconds: i64) -> Timestamp {
    timestamp(1_800_000_000_000) + Duration::seconds(seconds)
}

fn rule() -> Forbidden {
    Forbidden {
        least: Power::from_w(500),
        most: None,
        power_factor_milli: 980,
        within: Duration::seconds(8),
        allowed: Vec::new(),
    }
}

/// A load in watts and its power factor per mille, looked at every so many seconds.
fn steps(every: i64, loads: &[(i64, i64)], rule: &Forbidden) -> Vec<Seen> {
    let mut steps = Steps::default();
    let look = |(index, (watts, factor)): (usize, &(i64, i64))| {
        let apparent = watts * 1_000 * 1_000 / factor;
        let look = Look::new(at(i64::try_from(index).unwrap() * every), watts * 1_000, apparent);
        steps.look(look, rule)
    };
    loads.iter().enumerate().map(look).filter(|seen| *seen != Seen::Nothing).collect()
}

/// Adds a resistor to a load of `watts` at this power factor.
fn with_heater(watts: i64, factor: i64, heater: i64) -> (i64, i64) {
    let other = Look::new(at(0), watts * 1_000, watts * 1_000_000 / factor).other_mva;
    let active = (watts + heater) * 1_000;
    let apparent = (i128::from(active).pow(2) + i128::from(other).pow(2)).unsigned_abs().isqrt();
    (watts + heater, i64::try_from(u128::from(active.unsigned_abs()) * 1_000 / apparent).unwrap())
}

fn found(seen: &[Seen]) -> Vec<Step> {
    seen.iter().filter_map(|seen| if let Seen::Found(step) = seen { Some(*step) } else { None }).collect()
}

#[test]
fn a_kettle_beside_six_computers_is_caught() {
    let computers = (600, 650);
    let kettle = with_heater(600, 650, 1_180);
    let seen = steps(3, &[computers, computers, kettle, kettle, kettle], &rule());
    assert!(matches!(seen[0], Seen::Suspected(_)), "{seen:?}");
    let steps = found(&seen);
    assert_eq!(steps.len(), 1, "{seen:?}");
    assert_eq!((steps[0].power(), steps[0].at), (Power::from_w(1_180), at(6)));
    assert!((990..=1000).contains(&steps[0].power_factor_milli()), "{}", steps[0].power_factor_milli());
}

#[test]
fn six_computers_are_not_whether_they_come_one_by_one_or_at_once() {
    let one_by_one: Vec<(i64, i64)> = (0..7).map(|number| (20 + number * 330, 650)).collect();
    assert_eq!(steps(3, &one_by_one, &rule()), []);
    assert_eq!(steps(3, &[(20, 600), (2_000, 650), (2_000, 650), (2_000, 650)], &rule()), []);
    // Good power supplies all at once: higher, and still no resistor.
    assert_eq!(steps(3, &[(20, 600), (1_500, 960), (1_500, 960), (1_500, 960)], &rule()), []);
}

#[test]
fn an_air_conditioner_that_rises_slowly_is_no_step() {
    let rise: Vec<(i64, i64)> = (0..40).map(|look| (100 + look * 40, 990)).collect();
    assert_eq!(steps(3, &rise, &rule()), []);
    // Looked at seldom, it seems to jump; that is a reason to look oftener, and none to switch off.
    let seldom: Vec<(i64, i64)> = (0..4).map(|look| (100 + look * 800, 990)).collect();
    let seen = steps(60, &seldom, &rule());
    assert!(!seen.is_empty() && seen.iter().all(|seen| matches!(seen, Seen::Blurred(_))), "{seen:?}");
}

#[test]
fn the_surge_of_a_motor_is_over_at_the_next_look() {
    let seen = steps(3, &[(100, 900), (1_400, 995), (220, 850), (220, 850)], &rule());
    assert!(matches!(seen.as_slice(), [Seen::Suspected(_)]), "{seen:?}");
}

#[test]
fn a_step_that_a_look_met_half_way_is_seen_whole() {
    let seen = steps(
        3,
        &[(50, 600), with_heater(50, 600, 450), with_heater(50, 600, 900), with_heater(50, 600, 900)],
        &rule(),
    );
    let steps = found(&seen);
    assert_eq!(steps.len(), 1, "{seen:?}");
    assert_eq!(steps[0].power(), Power::from_w(900));
}

#[test]
fn what_is_allowed_and_what_is_small_is_left_alone() {
    let own = Allowed { name: "water heater".to_owned(), power: Power::from_w(1_500), tolerance: Power::from_w(60) };
    let rule = Forbidden { allowed: vec![own], ..rule() };
    let heater =
        |watts| [(10, 900), with_heater(10, 900, watts), with_heater(10, 900, watts), with_heater(10, 900, watts)];
    for (watts, caught) in [(499, 0), (505, 1), (1_435, 1), (1_445, 0), (1_555, 0), (1_570, 1)] {
        assert_eq!(found(&steps(3, &heater(watts), &rule)).len(), caught, "{watts}");
    }
    let large = Forbidden { most: Some(Power::from_w(1_000)), ..rule };
    assert_eq!(found(&steps(3, &heater(1_200), &large)).len(), 0);
}

#[test]
fn supply_that_comes_back_is_no_step() {
    let mut steps = Steps::default();
    let look = |second, watts: i64| Look::new(at(second), watts * 1_000, watts * 1_000);
    steps.look(look(0, 0), &rule());
    steps.forget();
    assert_eq!(steps.look(look(3, 1_500), &rule()), Seen::Nothing);
    assert_eq!(steps.look(look(6, 1_500), &rule()), Seen::Nothing);
}

#[test]
fn a_clock_set_back_begins_anew() {
    let mut steps = Steps::default();
    let look = |second, watts: i64| Look::new(at(second), watts * 1_000, watts * 1_000);
    steps.look(look(100, 10), &rule());
    assert_eq!(steps.look(look(50, 1_500), &rule()), Seen::Nothing);
}

#[test]
fn an_apparent_power_below_the_active_one_is_a_rounding_of_the_meter() {
    assert_eq!(Look::new(at(0), 1_000_000, 999_000).other_mva, 0);
    assert_eq!(Look::new(at(0), 600_000, 1_000_000).other_mva, 800_000);
    assert_eq!(Look::new(at(0), -600_000, 1_000_000).other_mva, 800_000);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Loads whose power factor is never near one are never taken for a resistor, whatever they do.
    #[test]
    fn the_innocent_are_never_found(loads in prop::collection::vec((0_i64..3_000, 400_i64..900), 1..400), every in 1_i64..30) {
        // What only changes its power factor can look like anything; the appliances of a room keep theirs.
        let factor = loads[0].1;
        let loads: Vec<(i64, i64)> = loads.into_iter().map(|(watts, _)| (watts, factor)).collect();
        prop_assert_eq!(found(&steps(every, &loads, &rule())).len(), 0);
    }
}
