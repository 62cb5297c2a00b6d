//! From registers to charges: doubts, gaps, turns of the register, exchanges, days and months.

use chrono::{Duration, NaiveDate};
use serde_json::json;
use units::{Energy, Price, Timestamp, Zone};

use super::site::{House, TARIFF, TURN_WH, noon, settings};
use crate::Actor;
use crate::api::meters;
use crate::words::Language;

/// What so many Wh cost before December.
fn cost(wh: i64) -> i64 {
    Price::parse("0.6083").unwrap().cost(Energy::from_wh(wh), units::Currency::CNY).unwrap().minor()
}

fn at(zone: &str, day: &str, hour: i64) -> Timestamp {
    let day: NaiveDate = day.parse().unwrap();
    Zone::parse(zone).unwrap().start_of(day) + Duration::hours(hour)
}

/// A house of Shanghai that begins at this hour of this day.
fn house_at(day: &str, hour: i64) -> House {
    let mut house = House::made(&settings("Asia/Shanghai"), at("Asia/Shanghai", day, hour), TARIFF);
    house.poll_all();
    house
}

/// To this hour of this day, without a reading.
fn jump(house: &mut House, day: &str, hour: i64) {
    house.core.now = at("Asia/Shanghai", day, hour);
    house.core.tick();
    house.collect();
}

fn accept_doubt(house: &mut House, accept: bool) {
    let (id, _) = store::suspect::open(&house.core.store).unwrap().pop().expect("something waits for a word");
    let args = json!({ "id": id, "accept": accept, "note": "seen on the wall" });
    let owner = Actor::owner(Language::En);
    meters::resolve_suspect(&mut house.core, &owner, serde_json::from_value(args).unwrap()).unwrap();
}

#[test]
fn a_glitch_is_never_billed_and_the_next_good_reading_is_billed_once_from_the_last() {
    let mut house = house_at("2026-11-23", 20);
    house.wait(Duration::minutes(20));
    house.units[1].register_wh += 300;
    house.poll(1);
    assert_eq!(house.balance(1), -cost(300));
    let good = house.units[1].register_wh;
    for wrong in [0, good - 5_000, good + 400_000_000] {
        house.wait(Duration::minutes(20));
        house.answer(1, wrong);
        assert_eq!(house.balance(1), -cost(300), "{wrong}");
        assert_eq!(house.core.data(house.room(1)), supply::Data::Suspect);
        assert_eq!(house.alarms(), ["suspect_reading"]);
    }
    assert_eq!(store::suspect::open(&house.core.store).unwrap().len(), 3);
    house = house.crash();
    assert_eq!(house.core.data(house.room(1)), supply::Data::Suspect);
    house.units[1].register_wh += 700;
    house.poll(1);
    assert_eq!(house.balance(1), -cost(1_000));
    assert!(house.alarms().is_empty());
    assert!(store::suspect::open(&house.core.store).unwrap().is_empty());
    house = house.restart();
    assert_eq!(house.balance(1), -cost(1_000));
}

#[test]
fn rule_15_a_turn_of_the_register_counts_when_a_second_reading_says_the_same() {
    let mut site = settings("Asia/Shanghai");
    site.notice_minutes = 100_000;
    let mut house = House::made(&site, noon(), TARIFF);
    let near_its_end = TURN_WH - 2_000;
    house.units[0].register_wh = near_its_end;
    house.wait(Duration::hours(1));
    house.poll(0);
    accept_doubt(&mut house, true);
    house.wait(Duration::minutes(15));
    house.units[0].register_wh = near_its_end + 1_500;
    house.poll(0);
    assert_eq!(house.balance(0), -cost(1_500));
    house.wait(Duration::minutes(15));
    house.answer(0, 400);
    assert_eq!(house.balance(0), -cost(1_500), "one reading alone may be a glitch");
    house = house.crash();
    house.wait(Duration::seconds(10));
    house.answer(0, 410);
    assert_eq!(house.balance(0), -cost(2_000 + 410));
    assert!(house.alarms().is_empty());
    for _ in 0..3 {
        house.wait(Duration::minutes(20));
        house.answer(0, 500);
        assert_eq!(house.balance(0), -cost(2_000 + 500));
        house = house.crash();
    }
    house.answer(0, 500);
    assert_eq!(house.balance(0), -cost(2_000 + 500));
    let day = store::rollup::of_day(&house.core.store, "2026-11-23".parse().unwrap()).unwrap();
    assert_eq!(day[&house.units[0].point].energy, Energy::from_wh(2_500));
}

/// Rule 15: neither free power for ever nor a cut.
#[test]
fn rule_15_a_doubt_that_nobody_settles_becomes_urgent_and_cuts_nobody() {
    let mut house = house_at("2026-11-23", 20);
    let good = house.units[1].register_wh;
    house.wait(Duration::minutes(20));
    house.answer(1, good + 400_000_000);
    let urgent = |house: &House| house.alarms().contains(&"suspect_overdue".to_owned());
    for day in 1..=3 {
        house.wait(Duration::hours(23));
        house.answer(1, good + 400_000_000 + day * 1_000);
        assert!(!urgent(&house), "day {day}");
    }
    house.wait(Duration::hours(24));
    house.answer(1, good + 400_005_000);
    assert!(urgent(&house));
    assert!(!house.latched(1) && house.units[1].closed);
    accept_doubt(&mut house, true);
    assert!(!urgent(&house) && !house.alarms().contains(&"suspect_reading".to_owned()));
}

#[test]
fn an_exchanged_meter_stops_billing_until_a_person_says_so() {
    let mut house = house_at("2026-11-23", 20);
    house.wait(Duration::minutes(16));
    house.units[1].register_wh += 200;
    house.poll(1);
    house.wait(Duration::minutes(3));
    house.units[1].register_wh += 55;
    house.poll(1);
    assert_eq!(house.balance(1), -cost(255));
    // The program is not running while the meter is exchanged for one that stands a little higher.
    house = house.restart();
    house.units[1].serial = "7777";
    house.units[1].register_wh += 20;
    house.wait(Duration::minutes(30));
    house.poll(1);
    assert_eq!(house.balance(1), -cost(255));
    assert_eq!(house.core.data(house.room(1)), supply::Data::Suspect);
    accept_doubt(&mut house, true);
    assert_eq!(house.core.points[&house.units[1].point].serial, "7777");
    house.wait(Duration::minutes(30));
    house.units[1].register_wh += 100;
    house.poll(1);
    let balance = house.balance(1);
    assert_eq!(balance, -cost(355));
    for _ in 0..2 {
        house = house.crash();
        house.wait(Duration::minutes(1));
        house.poll(1);
        assert_eq!(house.balance(1), balance);
        assert!(store::suspect::open(&house.core.store).unwrap().is_empty(), "the new number is known");
    }
    house.live(24, Duration::minutes(30));
    house.verify();
}

#[test]
fn what_was_not_stored_yet_is_charged_before_an_accepted_register_begins() {
    let mut house = house_at("2026-11-23", 20);
    house.wait(Duration::minutes(16));
    house.poll(1);
    house.wait(Duration::minutes(2));
    house.units[1].register_wh += 90;
    house.poll(1);
    assert_eq!(house.balance(1), -cost(90));
    house.wait(Duration::minutes(1));
    house.answer(1, 3);
    accept_doubt(&mut house, true);
    assert_eq!(house.balance(1), -cost(90));
    house.wait(Duration::minutes(1));
    house.answer(1, 13);
    assert_eq!(house.balance(1), -cost(100));
    house = house.restart();
    assert_eq!(house.balance(1), -cost(100));
    let day = store::rollup::of_day(&house.core.store, "2026-11-23".parse().unwrap()).unwrap();
    assert_eq!(day[&house.units[1].point].energy, Energy::from_wh(100));
}

#[test]
fn a_rejected_doubt_goes_on_from_the_last_good_reading() {
    let mut house = house_at("2026-11-23", 20);
    house.wait(Duration::minutes(16));
    house.answer(1, 5);
    accept_doubt(&mut house, false);
    house.wait(Duration::minutes(1));
    house.units[1].register_wh += 10;
    house.poll(1);
    assert_eq!(house.balance(1), -cost(10));
}

#[test]
fn a_gap_over_a_month_end_is_shared_by_time_and_booked_in_its_turn() {
    let mut house = house_at("2026-11-30", 12);
    // Silent from noon to noon: half of it is November's.
    house.units[1].register_wh += 10_000;
    jump(&mut house, "2026-12-01", 12);
    house.poll(1);
    let december = Price::parse("0.72").unwrap().cost(Energy::from_wh(5_000), units::Currency::CNY).unwrap().minor();
    // One day of the thirty: a fee of its own, and a thirtieth of the month's.
    let november = cost(5_000) + 20 + 10;
    assert_eq!(house.balance(1), -november - december);
    jump(&mut house, "2026-12-02", 1);
    assert_eq!(house.charged(1), [("2026-11".to_owned(), november), ("2026-12".to_owned(), december + 20)].into());
    assert_eq!(house.balance(1), -november - december - 20);
    let balance = house.balance(1);
    house = house.crash();
    assert_eq!(house.balance(1), balance);
    house.verify();
}

#[test]
fn nothing_of_the_new_month_is_booked_in_the_old_one() {
    let mut house = house_at("2026-11-30", 23);
    house.units[1].register_wh += 6_000;
    // Read again some minutes after midnight, before November is closed.
    house.core.now = at("Asia/Shanghai", "2026-12-01", 0) + Duration::minutes(5);
    house.poll_all();
    house.core.tick();
    assert_eq!(house.core.posted_through(), at("Asia/Shanghai", "2026-12-01", 0), "all meters are read: closed");
    assert!(!house.charged(1).contains_key("2026-12"), "{:?}", house.charged(1));
    let month = "2026-11".parse().unwrap();
    let book = ledger::Book::Tenant(house.units[1].account);
    let booked = store::entry::booked(&house.core.store, book, month).unwrap();
    assert!(booked.iter().all(|entry| entry.draft.service == Some(month)), "{booked:?}");
    house.live(26, Duration::minutes(15));
    assert!(house.charged(1).contains_key("2026-12"));
}

#[test]
fn days_are_closed_once_whatever_is_restarted() {
    let mut house = house_at("2026-11-23", 20);
    house.live(6, Duration::minutes(15));
    let head = house.core.store.head();
    assert!(head.id.0 > 0);
    let charged = house.charged(1);
    house.core.tick();
    house.core.close_days();
    house = house.crash();
    house.core.close_days();
    house = house.restart();
    house.core.tick();
    assert_eq!((house.core.store.head(), house.charged(1)), (head, charged));
}

#[test]
fn months_without_the_program_are_charged_one_by_one_also_where_the_meter_stays_silent() {
    let mut house = house_at("2026-09-15", 12);
    house = house.restart();
    let Parts { units, folder, .. } = parts(house);
    let mut house = House::opened(units, folder, at("Asia/Shanghai", "2026-12-03", 12));
    // Fees alone: September from the 15th, October and November whole, two days of December.
    let months = [("2026-09", 16 * 20 + 165), ("2026-10", 31 * 20 + 310), ("2026-11", 30 * 20 + 310), ("2026-12", 40)];
    let due = months.map(|(month, minor)| (month.to_owned(), minor));
    assert_eq!(house.charged(3), due.into());
    let booked: Vec<String> = ["2026-09", "2026-10", "2026-11", "2026-12"]
        .iter()
        .map(|month| {
            let book = ledger::Book::Tenant(house.units[3].account);
            let entries = store::entry::booked(&house.core.store, book, month.parse().unwrap()).unwrap();
            entries.iter().map(|entry| entry.draft.service.unwrap().to_string()).collect::<Vec<_>>().join(" ")
        })
        .collect();
    assert_eq!(booked, ["2026-09", "2026-10", "2026-11", "2026-12"]);
    // The other meter comes back and has counted all the while: what is September's goes to September.
    let before: i64 = house.charged(1).values().sum();
    house.units[1].register_wh += 79_000;
    house.poll(1);
    assert!(house.balance(1) < -before - cost(70_000));
    let balance = house.balance(1);
    jump(&mut house, "2026-12-04", 1);
    assert_eq!(house.balance(1), balance - 20);
    house = house.crash();
    assert_eq!(house.balance(1), balance - 20);
    assert_eq!(house.charged(1).len(), 4);
    house.verify();
}

struct Parts {
    units: Vec<super::site::Unit>,
    folder: tempfile::TempDir,
}

fn parts(house: House) -> Parts {
    let House { core, units, folder, .. } = house;
    drop(core);
    Parts { units, folder }
}

#[test]
fn a_month_that_was_never_closed_before_a_crash_is_not_forgotten() {
    let mut house = house_at("2026-10-30", 12);
    house.live(3, Duration::minutes(15));
    let Parts { units, folder } = parts(house);
    let house = House::opened(units, folder, at("Asia/Shanghai", "2026-11-05", 12));
    assert!(house.charged(3)["2026-10"] >= cost(2_900) + 40, "{:?}", house.charged(3));
}

#[test]
fn a_missing_tariff_holds_the_charge_and_forgets_nothing() {
    let ends = TARIFF.replace("monthly_fee = 3.10\n", "monthly_fee = 3.10\nuntil = 2026-11-25\n");
    let site = settings("Asia/Shanghai");
    let mut house = House::made(&site, at("Asia/Shanghai", "2026-11-23", 12), &ends);
    house.poll_all();
    (0..4).for_each(|room| drop(house.pay(room, if room == 0 { 100_000 } else { 3_000 }, &format!("first-{room}"))));
    house.live(24, Duration::minutes(30));
    house.live(200, Duration::hours(1));
    assert_eq!(house.core.balance(house.units[0].place), None);
    assert!(house.alarms().contains(&"charges_held".to_owned()));
    assert!(!house.latched(1), "a balance that is not known cuts nobody");
    // Orders of a person act all the same.
    let off = json!({ "room": "101", "order": "off", "note": "", "reason": "safety", "review_on": "2027-01-01" });
    let args = serde_json::from_value(off).unwrap();
    crate::api::supply::order_supply(&mut house.core, &Actor::owner(Language::En), args).unwrap();
    house.collect();
    house.obey();
    assert!(!house.units[0].closed);
    // The tariff is mended, days into the next month: all that was held is charged.
    let (id, row) = store::tariff::all(&house.core.store).unwrap().pop().unwrap();
    let mended = store::tariff::Tariff { text: TARIFF.to_owned(), ..row };
    house.core.store.transaction(|tx| store::tariff::update(tx, id, &mended)).unwrap();
    let wh = house.units[0].register_wh - 100_000_000;
    house = house.crash();
    house.poll_all();
    house.core.tick();
    assert!(!house.alarms().contains(&"charges_held".to_owned()), "{:?}", house.alarms());
    let paid = 100_000;
    assert!(house.balance(0) < paid - cost(wh) - 8 * 20, "{} {:?}", house.balance(0), house.charged(0));
    house.live(24, Duration::hours(1));
    assert!(house.charged(0)["2026-11"] > cost(24_000 * 6));
    house.verify();
}

#[test]
fn days_of_23_and_25_hours_add_up() {
    for (day, hours) in [("2026-03-29", 23), ("2026-10-25", 25)] {
        let site = settings("Europe/London");
        let mut house = House::made(&site, at("Europe/London", day, 0), TARIFF);
        house.poll_all();
        (0..4).for_each(|room| drop(house.pay(room, 10_000, &format!("first-{room}"))));
        house.live(48, Duration::minutes(15));
        let zone = site.zone;
        let day: NaiveDate = day.parse().unwrap();
        let span = zone.day(day);
        let point = house.units[1].point;
        let known = store::rollup::hours(&house.core.store, point, span.from, span.to).unwrap();
        assert_eq!(known.len(), usize::try_from(hours).unwrap());
        let sum: Energy = known.iter().map(|(_, sum)| sum.energy).sum();
        let days = store::rollup::days(&house.core.store, point, day, day.succ_opt().unwrap()).unwrap();
        assert_eq!(days[0].1.energy, sum);
        assert_eq!(sum, Energy::from_wh(1_000 * hours));
        house.verify();
    }
}

#[test]
fn a_clock_set_back_charges_nothing_twice() {
    let mut house = house_at("2026-11-23", 20);
    house.live(2, Duration::minutes(15));
    let wh = house.units[1].register_wh - 200_000_000;
    assert_eq!(house.balance(1), -cost(wh));
    house.core.now -= Duration::minutes(40);
    house = house.restart();
    house.units[1].register_wh += 100;
    house.poll(1);
    assert_eq!(house.balance(1), -cost(wh), "older than the last reading: waits");
    house = house.crash();
    house.core.now += Duration::minutes(70);
    house.poll(1);
    assert_eq!(house.balance(1), -cost(wh + 100));
    house = house.crash();
    house.poll(1);
    assert_eq!(house.balance(1), -cost(wh + 100));
    let day = store::rollup::of_day(&house.core.store, "2026-11-23".parse().unwrap()).unwrap();
    assert_eq!(day[&house.units[1].point].energy, Energy::from_wh(wh + 100));
}

#[test]
fn a_day_that_is_closed_stays_over_when_the_clock_is_set_back() {
    let mut house = house_at("2026-11-23", 23);
    house.live(2, Duration::minutes(15));
    let balance = house.balance(3);
    house.core.now -= Duration::hours(2);
    house.core.tick();
    assert_eq!(house.balance(3), balance, "the fee of the day is not given back");
}

#[test]
fn a_forecast_is_the_same_after_a_restart_and_a_long_absence_is_many_days() {
    let mut house = house_at("2026-11-02", 12);
    house.pay(3, 100_000, "first");
    house.live(96, Duration::hours(1));
    let sum = |house: &House| house.room(3).recent_costs.iter().copied().sum::<units::Money>();
    let (before, days) = (sum(&house), house.room(3).recent_costs.len());
    house = house.restart();
    assert_eq!((sum(&house), house.room(3).recent_costs.len()), (before, days));
    house.use_energy(Duration::days(10));
    house.core.now += Duration::days(10);
    house.poll_all();
    house.core.tick();
    let day = house.room(3).recent_costs.iter().max().unwrap().minor();
    assert!((1_400..=1_600).contains(&day), "ten days are no single day: {day}");
    let live = sum(&house);
    house = house.crash();
    assert!((sum(&house) - live).abs().minor() <= 7);
}
