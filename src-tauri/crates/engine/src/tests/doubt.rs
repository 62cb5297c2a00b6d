//! A commit whose answer was lost: it may be on disk or not, and is neither repeated nor forgotten.

use chrono::Duration;
use units::{Energy, Money};

use super::site::House;

fn sums(house: &mut House) -> (Vec<i64>, Vec<i64>) {
    let point = |house: &House, room: usize| house.units[room].point;
    let balances = (0..4).map(|room| house.balance(room)).collect();
    let hours = (0..4).map(|room| {
        let (from, to) = (units::timestamp(0), units::Timestamp::MAX_UTC);
        let hours = store::rollup::hours(&house.core.store, point(house, room), from, to).unwrap();
        hours.iter().map(|(_, sum)| sum.energy).sum::<Energy>().wh()
    });
    (balances, hours.collect())
}

#[test]
fn a_top_up_in_doubt_is_answered_once_and_counted_once() {
    let mut house = House::new();
    house.poll_all();
    house.core.answers_left = Some(0);
    let first = house.pay(0, 5_000, "counter-1");
    assert_eq!(house.balance(0), 5_000);
    assert_eq!(house.core.fault(), None);
    let again = house.pay(0, 5_000, "counter-1");
    assert_eq!((again.entry.id, again.repeated), (first.entry.id, true));
    assert_eq!(house.balance(0), 5_000);
    house = house.crash();
    assert_eq!(house.balance(0), 5_000);
}

/// Whichever write of an evening over midnight loses its answer: books and roll-ups end the same.
#[test]
fn no_write_in_doubt_is_done_twice_or_lost() {
    let evening = |lost: Option<u32>| {
        let mut house = House::new();
        house.poll_all();
        (0..4).for_each(|room| drop(house.pay(room, 5_000, &format!("first-{room}"))));
        house.live(3, Duration::minutes(15));
        house.core.answers_left = lost;
        house.live(3, Duration::minutes(15));
        let used = house.core.answers_left.is_none();
        house.core.answers_left = None;
        house.live(1, Duration::minutes(15));
        house.verify();
        let live = sums(&mut house);
        house = house.restart();
        assert_eq!(sums(&mut house), live, "memory and store agree: {lost:?}");
        (live, used)
    };
    let (expected, _) = evening(None);
    let mut tried = 0;
    for lost in (0..60).step_by(3) {
        let (found, used) = evening(Some(lost));
        assert_eq!(found, expected, "the answer to write {lost} was lost");
        tried += u32::from(used);
    }
    assert!(tried >= 10, "{tried}");
}

#[test]
fn while_the_store_is_in_doubt_nobody_is_cut_and_orders_of_safety_act() {
    let mut house = House::new();
    house.poll_all();
    (0..4).for_each(|room| drop(house.pay(room, 90, &format!("first-{room}"))));
    house.live(1, Duration::minutes(5));
    house.use_energy(Duration::hours(1));
    house.core.now += Duration::hours(1);
    house.core.answers_left = Some(0);
    house.poll(1);
    // The first write of this poll was in doubt: no latch is set before the store was read anew.
    assert!(house.core.fault().is_some());
    assert!(!house.latched(1) && house.desired_on(1));
    house.core.tick();
    assert!(house.core.fault().is_none());
    house.poll(1);
    assert!(house.latched(1) && house.core.balance(house.units[1].place).unwrap() < Money::ZERO);
}
