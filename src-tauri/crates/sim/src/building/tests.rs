use chrono::TimeDelta;
use units::timestamp;

use chrono::NaiveDate;

use super::people::Household;
use super::*;

mod happenings;

fn start() -> Timestamp {
    // 2026-08-25 00:00 in Shanghai.
    timestamp(1_787_587_200_000)
}

fn house(seed: u64) -> Building {
    Building::demo(seed, Zone::parse("Asia/Shanghai").unwrap(), start())
}

fn address(building: &Building, name: &str) -> Address {
    building.placed().iter().find(|placed| placed.name == name).expect("a known place").address
}

fn registers(building: &Building) -> Vec<i64> {
    building.placed().iter().map(|placed| building.register(placed.address).unwrap().wh()).collect()
}

#[test]
fn the_steps_in_which_time_passes_do_not_matter() {
    let mut fast = house(4);
    fast.advance(start() + TimeDelta::milliseconds(7_261_337));
    let mut slow = house(4);
    let mut now = start();
    for step in (0_i64..).map(|n| 1 + (n * 7_919) % 9_001) {
        now = (now + TimeDelta::milliseconds(step)).min(fast.now());
        slow.advance(now);
        if now == fast.now() {
            break;
        }
    }
    let counters = |building: &Building| building.gauges.iter().map(Gauge::register_uj).collect::<Vec<_>>();
    assert_eq!(counters(&fast), counters(&slow));
    assert_eq!(registers(&fast), registers(&slow));
}

#[test]
fn the_same_seed_gives_the_same_house_and_another_another() {
    let after_a_day = |seed| {
        let mut building = house(seed);
        building.advance(start() + TimeDelta::days(1));
        registers(&building)
    };
    assert_eq!(after_a_day(1), after_a_day(1));
    assert_ne!(after_a_day(1), after_a_day(2));
}

#[test]
fn energy_is_the_integral_of_the_power_shown() {
    let mut building = house(8);
    building.advance(start() + TimeDelta::hours(19));
    for name in ["103", "201", "307", "corridor"] {
        let at = address(&building, name);
        let place = building.place_at(at).unwrap();
        let before = building.gauges[place].register_uj();
        let mut sum_uj = 0;
        for _ in 0..600 {
            sum_uj += building.power_mw(at).unwrap() * 1000;
            building.advance(building.now() + TimeDelta::seconds(1));
        }
        assert_eq!(building.gauges[place].register_uj() - before, sum_uj, "{name}");
        assert!(sum_uj > 0, "{name} used nothing");
    }
}

#[test]
fn the_supply_meter_counts_all_others_and_what_cables_and_meters_take() {
    let mut building = house(2);
    let before = registers(&building);
    building.advance(start() + TimeDelta::days(20));
    let rises: Vec<i64> = registers(&building).iter().zip(before).map(|(after, before)| after - before).collect();
    let (supply, others) = rises.split_last().unwrap();
    let lost = supply - others.iter().sum::<i64>();
    // 25 meters take 0.7 W each for 480 hours: 8.4 kWh; what the cables take grows with the load.
    assert!((8_400..=8_400 + others.iter().sum::<i64>() / 50).contains(&lost), "{lost} Wh of {supply}");
    let power: i64 = building.placed()[..25].iter().map(|placed| building.power_mw(placed.address).unwrap()).sum();
    let shown = building.power_mw(address(&building, "supply")).unwrap();
    assert!((power + 17_500..=power + 17_500 + power / 20).contains(&shown), "{shown} mW over {power}");
}

#[test]
fn a_room_without_supply_shows_no_power_and_counts_nothing() {
    let mut building = house(3);
    for name in ["101", "203", "308"] {
        let at = address(&building, name);
        assert!(building.set_supply(name, false));
        assert_eq!(building.is_on(name), Some(false));
        let before = building.register(at);
        building.advance(building.now() + TimeDelta::hours(30));
        assert_eq!(building.register(at), before);
        let sample = building.sample(at).unwrap();
        assert_eq!((sample.power_mw, &sample.current_ma[0]), (Some(0), &0));
        assert!(sample.voltage_mv.iter().all(|mv| (226_000..236_000).contains(mv)), "{sample:?}");
        assert!(building.set_supply(name, true));
        building.advance(building.now() + TimeDelta::hours(30));
        assert!(building.register(at) > before, "{name}");
    }
    assert!(!building.set_supply("corridor", false));
    assert!(!building.set_supply("999", false));
}

#[test]
fn a_relay_shows_where_it_is() {
    let mut building = house(3);
    building.set_supply("203", false);
    building.set_supply("104", false);
    assert_eq!(building.sample(address(&building, "203")).unwrap().relays, [false]);
    assert_eq!(building.sample(address(&building, "104")).unwrap().relays, [false; 0]);
    let board = building.boards()[0].address;
    let coils = building.sample(board).unwrap().relays;
    assert_eq!(coils, [true, true, true, false, true, true, true, true]);
    assert!(!building.switch(board, 8, false), "a board of eight has no ninth relay");
    assert!(building.switch(board, 3, true));
    assert_eq!(building.is_on("104"), Some(true));
}

#[test]
fn a_welded_contact_goes_on_feeding_its_room() {
    let mut building = house(3);
    assert!(building.weld("201", true));
    building.set_supply("201", false);
    let at = address(&building, "201");
    let before = building.register(at);
    building.advance(start() + TimeDelta::days(1));
    assert_eq!(building.sample(at).unwrap().relays, [false]);
    assert!(building.register(at) > before);
}

#[test]
fn the_watched_room_takes_nine_kilowatts_and_little_else() {
    let mut building = house(6);
    building.advance(start() + TimeDelta::hours(3));
    let at = address(&building, WATCHED_ROOM);
    building.watch(true);
    let before = building.register(at).unwrap();
    building.advance(building.now() + TimeDelta::minutes(2));
    assert!((299..=301).contains(&(building.register(at).unwrap() - before).wh()));
    let sample = building.sample(at).unwrap();
    assert!((8_880_000..=9_120_000).contains(&sample.power_mw.unwrap()), "{sample:?}");
    assert!(sample.current_ma.iter().all(|ma| (12_000..14_500).contains(ma)), "{sample:?}");
    building.set_supply(WATCHED_ROOM, false);
    assert_eq!(building.power_mw(at), Some(0));
    building.set_supply(WATCHED_ROOM, true);
    building.watch(false);
    assert!(building.power_mw(at).unwrap() < 8_000_000);
}

#[test]
fn volts_amperes_and_watts_belong_together() {
    let mut building = house(11);
    for _ in 0..200 {
        building.advance(building.now() + TimeDelta::seconds(617));
        for placed in building.placed() {
            let sample = building.sample(placed.address).unwrap();
            let product: i64 = sample.voltage_mv.iter().zip(&sample.current_ma).map(|(mv, ma)| mv * ma / 1000).sum();
            let apparent = sample.apparent_mva.unwrap();
            assert!((product - apparent).abs() <= 1000, "{} {sample:?}", placed.name);
            assert!(sample.power_mw.unwrap() <= apparent);
            assert!((49_900..=50_100).contains(&sample.frequency_mhz.unwrap()));
        }
    }
}

#[test]
fn restored_registers_go_on_from_where_they_were() {
    let mut first = house(5);
    first.advance(start() + TimeDelta::days(2));
    let kept: Vec<_> = first.placed().iter().map(|p| (p.address, first.register(p.address).unwrap())).collect();
    let mut second = Building::demo(5, Zone::UTC, first.now());
    second.restore(kept.clone());
    for (address, register) in kept {
        assert_eq!(second.register(address), Some(register));
    }
    let before = registers(&second);
    second.advance(first.now() + TimeDelta::hours(1));
    assert!(registers(&second).iter().zip(before).all(|(after, before)| *after >= before));
}

#[test]
fn time_never_runs_back() {
    let mut building = house(5);
    building.advance(start() + TimeDelta::hours(5));
    let before = registers(&building);
    building.advance(start());
    assert_eq!((registers(&building), building.now()), (before, start() + TimeDelta::hours(5)));
}

#[test]
fn a_day_of_25_hours_is_25_hours_long() {
    let berlin = Zone::parse("Europe/Berlin").unwrap();
    let day = berlin.day(NaiveDate::from_ymd_opt(2026, 10, 25).unwrap());
    let mut building = Building::demo(1, berlin, day.from);
    building.set_supply("101", true);
    let corridor = address(&building, "corridor");
    let before = building.register(corridor).unwrap();
    building.advance(day.to);
    let used = (building.register(corridor).unwrap() - before).wh();
    let plan = day::corridor(&Household::of(1, 0xc0 + 24, 0), NaiveDate::from_ymd_opt(2026, 10, 25).unwrap());
    let wh = |from: u32, until: u32| {
        let within = |piece: &day::Piece| i64::from(piece.until.min(until).saturating_sub(piece.from.max(from)));
        plan.iter().map(|piece| piece.first_mw * within(piece)).sum::<i64>() / 3_600_000
    };
    let expected = wh(0, day::DAY_S) + wh(7_200, 10_800);
    assert!((used - expected).abs() <= 3, "{used}, expected {expected}");
}
