//! What befalls a house, and what its meters make of it.

use super::*;

fn dormitory(rooms: u8) -> Building {
    Building::new(HousePlan::dormitory(5, Zone::parse("Asia/Shanghai").unwrap(), start(), rooms))
}

/// Wh that each named meter counts over so many days.
fn count(building: &mut Building, names: &[&str], days: i64) -> Vec<i64> {
    let shown = |building: &Building| {
        names.iter().map(|name| building.register(address(building, name)).unwrap().wh()).collect::<Vec<_>>()
    };
    let before = shown(building);
    building.advance(building.now() + TimeDelta::days(days));
    shown(building).iter().zip(before).map(|(after, before)| after - before).collect()
}

fn name(name: &str) -> String {
    name.to_owned()
}

#[test]
fn a_bypass_hides_its_share_from_the_room_and_not_from_the_supply() {
    let mut honest = dormitory(6);
    let mut thief = dormitory(6);
    thief.schedule(start() + TimeDelta::days(3), Happening::Bypass { room: name("2"), part: Some(Part::Share(300)) });
    let names = ["1", "2", "supply"];
    let (first, first_too) = (count(&mut honest, &names, 3), count(&mut thief, &names, 3));
    assert_eq!(first, first_too, "nothing has happened yet");
    let (true_wh, shown) = (count(&mut honest, &names, 7), count(&mut thief, &names, 7));
    assert_eq!(true_wh[0], shown[0], "the neighbour");
    assert!((shown[1] * 1000 - true_wh[1] * 700).abs() <= 1_000, "{true_wh:?} {shown:?}");
    assert!((true_wh[2] - shown[2]).abs() <= true_wh[2] / 1000, "{true_wh:?} {shown:?}");
    assert_eq!(honest.used("2"), thief.used("2"));
    let stolen = thief.unmetered("2").unwrap().wh();
    assert!((stolen * 1000 - true_wh[1] * 300).abs() * 200 <= true_wh[1] * 1000, "{stolen} Wh of {true_wh:?}");
    assert_eq!(honest.unmetered("2"), Some(Energy::ZERO));
}

#[test]
fn what_is_led_past_the_relay_stays_on() {
    let mut building = dormitory(4);
    building.happen(&Happening::Bypass { room: name("3"), part: Some(Part::Appliances(vec![Appliance::Standby])) });
    building.set_supply("3", false);
    assert_eq!(count(&mut building, &["3"], 2), [0]);
    assert!(building.unmetered("3").unwrap().wh() > 0);
}

#[test]
fn a_lead_out_of_the_corridor_moves_the_load_to_its_meter() {
    let mut honest = dormitory(4);
    let mut lead = dormitory(4);
    let part = Some(Part::Appliances(vec![Appliance::Kettle, Appliance::Hob, Appliance::RiceCooker]));
    assert!(lead.happen(&Happening::Lead { room: name("1"), from: name("corridor"), part }));
    let names = ["1", "corridor", "2"];
    let (true_wh, shown) = (count(&mut honest, &names, 10), count(&mut lead, &names, 10));
    let moved = true_wh[0] - shown[0];
    assert!(moved > 1_000, "{true_wh:?} {shown:?}");
    // Two meters of class 1 see it.
    assert!((shown[1] - true_wh[1] - moved).abs() <= moved / 80, "{true_wh:?} {shown:?}");
    assert_eq!(true_wh[2], shown[2]);
    // With the room's own supply off, the lead still feeds.
    lead.set_supply("1", false);
    let shown = count(&mut lead, &names, 5);
    assert_eq!(shown[0], 0);
    assert!(lead.happen(&Happening::Lead { room: name("1"), from: name("corridor"), part: None }));
    assert!(shown[1] > count(&mut lead, &names, 5)[1]);
}

#[test]
fn crossed_meters_count_and_switch_each_other_s_room() {
    let mut straight = dormitory(4);
    let mut crossed = dormitory(4);
    assert!(crossed.happen(&Happening::CrossMeters { one: name("1"), other: name("2") }));
    let (true_wh, shown) = (count(&mut straight, &["1", "2"], 4), count(&mut crossed, &["1", "2"], 4));
    // Each meter has an error of its own.
    assert!((true_wh[0] - shown[1]).abs() * 80 <= true_wh[0], "{true_wh:?} {shown:?}");
    assert!((true_wh[1] - shown[0]).abs() * 80 <= true_wh[1], "{true_wh:?} {shown:?}");
    crossed.set_supply("1", false);
    assert_eq!((crossed.is_on("1"), crossed.is_on("2")), (Some(true), Some(false)));
}

#[test]
fn crossed_relays_leave_the_meters_where_they_are() {
    let mut crossed = house(4);
    assert!(crossed.happen(&Happening::CrossRelays { one: name("101"), other: name("102") }));
    crossed.set_supply("101", false);
    assert_eq!((crossed.is_on("101"), crossed.is_on("102")), (Some(true), Some(false)));
    assert_eq!(crossed.power_mw(address(&crossed, "102")), Some(0));
}

#[test]
fn a_house_without_power_uses_nothing_and_its_meters_are_silent() {
    let mut building = dormitory(3);
    let hours = |hours| start() + TimeDelta::hours(hours);
    building.schedule(hours(30), Happening::PowerReturns);
    building.schedule(hours(10), Happening::PowerFails);
    building.advance(hours(9));
    assert!(building.answers(address(&building, "1")));
    building.advance(hours(10));
    assert!(!building.answers(address(&building, "1")));
    let before = registers(&building);
    building.advance(hours(30) - TimeDelta::milliseconds(1));
    assert_eq!(registers(&building), before);
    assert_eq!((building.outages(), building.is_on("1")), (1, Some(false)));
    building.advance(hours(31));
    assert!(registers(&building) > before && building.answers(address(&building, "1")));
}

#[test]
fn meters_are_exchanged_fall_silent_and_their_contacts_wear() {
    let mut building = dormitory(3);
    let at = address(&building, "1");
    let register = Energy::from_wh(12_340);
    building.happen(&Happening::Exchange { meter: name("1"), serial: name("99"), register });
    assert_eq!(building.register(at), Some(register));
    assert_eq!(building.sample(at).unwrap().serial.as_deref(), Some("99"));
    building.happen(&Happening::Answers { meter: name("1"), answers: false });
    assert!(!building.answers(at) && building.answers(address(&building, "2")));
    building.happen(&Happening::Wears { room: name("1"), wear: Wear::Open });
    assert_eq!((building.is_on("1"), count(&mut building, &["1"], 1)), (Some(false), vec![0]));
    assert!(!building.happen(&Happening::Wears { room: name("roof"), wear: Wear::Sound }));
}

#[test]
fn what_was_written_down_is_seen_second_by_second() {
    let mut plan = HousePlan::dormitory(5, Zone::UTC, start(), 2);
    let from = start() + TimeDelta::hours(3);
    let until = from + TimeDelta::minutes(4);
    let room = plan.meter("1").unwrap();
    (room.appliances, room.fast_ppm) = (Some(Vec::new()), 0);
    room.uses.push(Use { appliance: Appliance::Kettle, from, until, watts: 1_800 });
    let mut building = Building::new(plan);
    let at = address(&building, "1");
    building.advance(from - TimeDelta::seconds(5));
    let series = building.series(at, until + TimeDelta::seconds(5), TimeDelta::seconds(1));
    assert_eq!(series.len(), 250);
    let is_on = |instant: &&Instant| instant.draw.active_mw > 0;
    assert_eq!(series.iter().filter(is_on).count(), 240);
    for instant in series.iter().filter(is_on) {
        assert!((1_700_000..1_900_000).contains(&instant.draw.active_mw), "{instant:?}");
        assert_eq!(instant.power_factor_milli, 1000);
    }
    assert_eq!((series[3].at, series[3].draw.active_mw), (from - TimeDelta::seconds(1), 0));
    let runs = building.runs("1");
    let kettle = Run { appliance: Appliance::Kettle, from, until, peak_w: 1_800 };
    assert_eq!(runs, [kettle]);
}

#[test]
fn six_laptops_have_a_poor_power_factor_and_no_hard_steps() {
    let mut plan = HousePlan::dormitory(8, Zone::UTC, start(), 1);
    let room = plan.meter("1").unwrap();
    room.appliances = Some(vec![(Appliance::Laptop, 6)]);
    room.placed.occupants = 6;
    let mut building = Building::new(plan);
    let at = address(&building, "1");
    let mut busy = 0;
    for _ in 0..3 {
        let series = building.series(at, building.now() + TimeDelta::days(1), TimeDelta::seconds(5));
        for pair in series.windows(2) {
            let step = (pair[1].draw.active_mw - pair[0].draw.active_mw).abs();
            assert!(step < 120_000, "{pair:?}");
            if pair[0].draw.active_mw > 150_000 {
                busy += 1;
                assert!((590..650).contains(&pair[0].power_factor_milli), "{pair:?}");
            }
        }
    }
    assert!(busy > 1_000, "{busy}");
}

#[test]
fn an_inverter_goes_up_by_ramps_where_a_plain_compressor_jumps() {
    let greatest_step = |appliance| {
        let mut plan = HousePlan::dormitory(8, Zone::UTC, start(), 1);
        let room = plan.meter("1").unwrap();
        room.appliances = Some(vec![(appliance, 1)]);
        room.placed.occupants = 2;
        let mut building = Building::new(plan);
        let at = address(&building, "1");
        let series = building.series(at, start() + TimeDelta::days(2), TimeDelta::seconds(1));
        let peak = series.iter().map(|instant| instant.draw.active_mw).max().unwrap();
        assert!(peak > 500_000, "it is summer: {peak}");
        let rises = series.windows(2).map(|pair| pair[1].draw.active_mw - pair[0].draw.active_mw);
        rises.max().unwrap()
    };
    assert!(greatest_step(Appliance::InverterAirConditioner) < 130_000);
    assert!(greatest_step(Appliance::AirConditioner) > 700_000);
}

#[test]
fn a_feeder_counts_its_rooms_and_what_lies_below_its_own_feeders() {
    let mut plan = HousePlan::dormitory(5, Zone::UTC, start(), 4);
    let supply = plan.meter("supply").unwrap().clone();
    let feeder = |name: &str, unit: u8, below: &[&str]| MeterPlan {
        placed: Placed {
            name: name.to_owned(),
            measures: Measures::Feeder,
            address: Address { line: 0, unit },
            ..supply.placed.clone()
        },
        below: below.iter().map(|name| (*name).to_owned()).collect(),
        fast_ppm: 0,
        ..supply.clone()
    };
    plan.meters.extend([feeder("floor", 201, &["1", "inner"]), feeder("inner", 202, &["2", "3"])]);
    let mut building = Building::new(plan);
    let wh = count(&mut building, &["1", "2", "3", "floor", "inner"], 5);
    for (feeder, below) in [(wh[3], wh[0] + wh[1] + wh[2]), (wh[4], wh[1] + wh[2])] {
        assert!(feeder > below * 99 / 100 && feeder < below * 104 / 100 + 500, "{wh:?}");
    }
}

#[test]
fn moving_in_changes_what_a_room_uses() {
    let mut building = dormitory(2);
    building.happen(&Happening::MoveIn { room: name("1"), occupants: 0, appliances: None });
    let empty = count(&mut building, &["1"], 3)[0];
    assert!(empty <= 3 * 49, "{empty}");
    building.happen(&Happening::MoveIn { room: name("1"), occupants: 4, appliances: None });
    assert!(count(&mut building, &["1"], 3)[0] > 10 * empty);
    assert_eq!(building.occupants("1"), Some(4));
}

#[test]
fn ninety_days_of_a_house_are_lived_through_in_seconds() {
    let mut building = dormitory(24);
    let used = |building: &Building| building.rooms().map(|room| building.used(room).unwrap().wh()).sum::<i64>();
    building.advance(start() + TimeDelta::days(90));
    let kwh_a_day = used(&building) / 1000 / 90 / 24;
    assert!((2..=9).contains(&kwh_a_day), "{kwh_a_day} kWh a room and day");
}
