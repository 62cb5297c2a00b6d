//! Rating against an independent, slower reference, and the rules of charging one by one.

#[path = "rating/published.rs"]
mod published;
#[path = "rating/reference.rs"]
mod reference;
#[path = "rating/rules.rs"]
mod rules;
#[path = "rating/worlds.rs"]
mod worlds;

use billing::{Carried, LineDifference, PostedLine, Running, Usage, charges, difference, free_difference};
use chrono::Duration;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use units::{Energy, Money, Period};

use crate::reference::told;
use crate::worlds::{World, grid, tape};

fn config() -> ProptestConfig {
    ProptestConfig { cases: 300, failure_persistence: None, max_shrink_iters: 4_000, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    /// Months in a row, each with the counters of the one before, in two independent calculations.
    #[test]
    fn every_line_is_that_of_the_reference(mut tape in tape()) {
        let world = World::draw(&mut tape);
        let (mut month, mut carried) = (world.month, Carried::default());
        for _ in 0..3 {
            let as_of = world.instant(&mut tape);
            let facts = world.facts(month, &carried, &world.usage, as_of);
            let expected = reference::charges(&facts);
            let charged = charges(&facts);
            prop_assert_eq!(
                charged.as_ref().map(|charges| (told(&charges.lines), charges.carried_out.clone())).map_err(|held| *held),
                expected,
                "{} {}", month, world.text
            );
            // The counters go on also where the charge is held.
            carried = charged.map(|charges| charges.carried_out).unwrap_or_default();
            month = month.next();
        }
    }

    /// Usages in any order of arrival, one by one in time order, with looks in between: one result.
    #[test]
    fn the_order_of_arrival_changes_nothing(mut tape in tape()) {
        let world = World::draw(&mut tape);
        let carried = Carried::default();
        let as_of = world.instant(&mut tape);
        let facts = world.facts(world.month, &carried, &world.usage, as_of);
        let straight = charges(&facts);
        let mut shuffled = world.usage.clone();
        for i in (1..shuffled.len()).rev() {
            shuffled.swap(i, usize::try_from(tape.draw(u32::try_from(i).unwrap() + 1)).unwrap());
        }
        prop_assert_eq!(&charges(&world.facts(world.month, &carried, &shuffled, as_of)), &straight);
        let mut running = Running::new(&facts.conditions()).unwrap();
        for (known, usage) in world.usage.iter().enumerate() {
            if tape.draw(8) == 1 {
                let so_far = world.facts(world.month, &carried, &world.usage[..known], as_of);
                prop_assert_eq!(running.charges(as_of, &world.shares), charges(&so_far));
            }
            running.add(usage).unwrap();
        }
        prop_assert_eq!(&running.charges(as_of, &world.shares), &straight);
        prop_assert_eq!(running.anew().charges(as_of, &world.shares), charges(&world.facts(world.month, &carried, &[], as_of)));
    }

    /// A year's grid at once, interval by interval, or over the pure function.
    #[test]
    fn a_grid_is_rated_as_its_intervals(mut tape in tape()) {
        let world = World::draw(&mut tape);
        let (start, wh) = grid(&mut tape, &world);
        let step = Duration::minutes(15);
        let usage: Vec<Usage> = wh.iter().enumerate().map(|(i, wh)| {
            let from = start + step * i32::try_from(i).unwrap();
            Usage { period: Period { from, to: from + step }, energy: Energy::from_wh(i64::from(*wh)), estimated: false }
        }).collect();
        let carried = Carried::default();
        let as_of = world.instant(&mut tape);
        let facts = world.facts(world.month, &carried, &usage, as_of);
        let whole = charges(&facts);
        let empty = Running::new(&facts.conditions()).unwrap();
        let cut = usize::try_from(tape.draw(4_000)).unwrap().min(wh.len());
        let mut running = empty.clone();
        running.add_grid(start, step, &wh[..cut]).unwrap();
        running.add_grid(start + step * i32::try_from(cut).unwrap(), step, &wh[cut..]).unwrap();
        prop_assert_eq!(&running.charges(as_of, &world.shares), &whole);
        let mut single = empty;
        usage.iter().for_each(|usage| single.add(usage).unwrap());
        prop_assert_eq!(&single.charges(as_of, &world.shares), &whole);
    }

    /// Columns of readings, taken at any times and with registers that turn over, or usage by usage.
    #[test]
    fn columns_of_readings_are_rated_as_their_usages(mut tape in tape()) {
        let world = World::draw(&mut tape);
        let (start, wh) = grid(&mut tape, &world);
        let (modulus, watched) = (1_000_000_i64, Duration::hours(1));
        let (mut at, mut register) = (units::millis(start), 999_000_i64);
        let (mut times, mut registers) = (vec![at], vec![register]);
        for wh in &wh {
            at += match tape.draw(9) {
                0 => 1 + i64::from(tape.draw(900_000)),
                1 => i64::from(tape.draw(40) + 1) * 900_000,
                _ => 900_000,
            };
            register = (register + i64::from(*wh)) % modulus;
            times.push(at);
            registers.push(register);
        }
        let readings: Vec<units::Reading> = times.iter().zip(&registers).map(|(at, wh)| units::Reading {
            at: units::timestamp(*at), register: Energy::from_wh(*wh), quality: units::Quality::Actual,
        }).collect();
        let modulus = Some(Energy::from_wh(modulus));
        let mut usage = billing::between(&readings, modulus).unwrap();
        usage.iter_mut().for_each(|usage| usage.estimated |= usage.period.duration() > watched);
        let carried = Carried::default();
        let as_of = world.instant(&mut tape);
        let facts = world.facts(world.month, &carried, &usage, as_of);
        let mut running = Running::new(&facts.conditions()).unwrap();
        let cut = usize::try_from(tape.draw(4_000)).unwrap().min(times.len() - 1);
        running.add_readings(&times[..=cut], &registers[..=cut], modulus, watched).unwrap();
        running.add_readings(&times[cut..], &registers[cut..], modulus, watched).unwrap();
        prop_assert_eq!(running.charges(as_of, &world.shares), charges(&facts));
    }

    /// Post at any instants, as often as one likes, with readings that come late and shares that change: in the end
    /// the journal holds what is due, line by line, and a second close posts nothing.
    #[test]
    fn any_postings_add_up_to_what_is_due(mut tape in tape()) {
        let world = World::draw(&mut tape);
        let carried = Carried::default();
        let mut journal: Vec<PostedLine> = Vec::new();
        for _ in 0..tape.draw(6) {
            let as_of = world.instant(&mut tape);
            let missing = 1 + tape.draw(5);
            let known: Vec<Usage> = world.usage.iter().filter(|usage| usage.period.to <= as_of).copied()
                .filter(|_| tape.draw(missing) == 0).collect();
            let Ok(due) = charges(&world.facts(world.month, &carried, &known, as_of)) else { continue };
            let open = difference(&due.lines, &journal);
            journal.extend(open.iter().map(LineDifference::posted));
        }
        let end = world.zone.start_of(world.month.next().first());
        let Ok(due) = charges(&world.facts(world.month, &carried, &world.usage, end)) else { return Ok(()) };
        journal.extend(difference(&due.lines, &journal).iter().map(LineDifference::posted));
        prop_assert_eq!(difference(&due.lines, &journal), vec![]);
        let amounts = |lines: &mut dyn Iterator<Item = Money>| lines.sum::<Money>();
        prop_assert_eq!(amounts(&mut journal.iter().map(|l| l.amount)), amounts(&mut due.lines.iter().map(|l| l.amount)));
        prop_assert_eq!(amounts(&mut journal.iter().map(|l| l.within)), amounts(&mut due.lines.iter().map(|l| l.within)));
        // With what comes to no money, the energy agrees too.
        journal.extend(free_difference(&due.lines, &journal).iter().map(LineDifference::posted));
        prop_assert_eq!(free_difference(&due.lines, &journal), vec![]);
        let energy: Energy = journal.iter().filter(|l| l.kind == billing::ChargeKind::Energy).map(|l| l.energy).sum();
        prop_assert_eq!(energy, due.lines.iter().map(billing::ChargeLine::metered).sum());
    }
}

/// The worlds are not empty: every kind of line, tiers beyond the first, carried counters and held charges occur.
#[test]
fn the_worlds_have_everything_in_them() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for _ in 0..300 {
        let mut tape = tape().new_tree(&mut runner).unwrap().current();
        let world = World::draw(&mut tape);
        let carried = Carried::default();
        let as_of = world.instant(&mut tape);
        match charges(&world.facts(world.month, &carried, &world.usage, as_of)) {
            Err(_) => *seen.entry("held".to_owned()).or_default() += 1,
            Ok(charged) => {
                for line in told(&charged.lines) {
                    let (kind, _, detail) = line.0;
                    *seen.entry(kind.code().to_owned()).or_default() += 1;
                    let tier = detail.split(';').find(|part| part.starts_with("tier=")).unwrap_or("no tier");
                    *seen.entry(tier.to_owned()).or_default() += 1;
                    let band = detail.split(';').find(|part| part.starts_with("band=")).unwrap_or("no band");
                    *seen.entry(band.to_owned()).or_default() += 1;
                }
                for (_, counter) in &charged.carried_out.allowances {
                    let spent = counter.left == Energy::ZERO && counter.used != Energy::ZERO;
                    *seen.entry(format!("allowance spent {spent}")).or_default() += 1;
                }
            }
        }
    }
    for wanted in ["energy", "allowance", "quota_surcharge", "daily_fee", "monthly_fee", "common", "minimum", "tax"] {
        assert!(seen.get(wanted).is_some_and(|times| *times > 20), "{wanted}: {seen:?}");
    }
    for wanted in ["tax_included", "tier=1", "tier=2", "tier=4", "band=peak", "held", "allowance spent true"] {
        assert!(seen.get(wanted).is_some_and(|times| *times > 10), "{wanted}: {seen:?}");
    }
}
