//! The tables of the site and its supply.

use units::{BusId, MeterId};

use super::*;

#[test]
fn settings_and_profiles_are_put_and_removed() {
    let mut site = Site::new();
    site.writer
        .transaction(|tx| {
            setting::put(tx, "zone", "UTC")?;
            setting::put(tx, "zone", "Asia/Shanghai")?;
            setting::put(tx, "currency", "CNY")?;
            setting::put(tx, "x", "y")?;
            setting::remove(tx, "x")?;
            profile_override::put(tx, "own", "a")?;
            profile_override::put(tx, "own", "b")?;
            profile_override::put(tx, "other", "c")?;
            profile_override::remove(tx, "other")
        })
        .unwrap();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(setting::all(&site.writer).unwrap(), [pair("currency", "CNY"), pair("zone", "Asia/Shanghai")]);
    assert_eq!(profile_override::all(&site.writer).unwrap(), [pair("own", "b")]);
}

#[test]
fn places_have_one_name_among_siblings() {
    let mut site = Site::new();
    let named = |parent, name: &str| place::Place {
        parent,
        kind: place::PlaceKind::Building,
        name: name.to_owned(),
        sort: 2,
        area_dm2: Some(2350),
    };
    let house = site.writer.transaction(|tx| place::insert(tx, &named(None, "East"))).unwrap();
    assert!(matches!(site.writer.transaction(|tx| place::insert(tx, &named(None, "East"))), Err(Error::Refused(_))));
    let nowhere = named(Some(PlaceId(99)), "West");
    assert!(matches!(site.writer.transaction(|tx| place::insert(tx, &nowhere)), Err(Error::Refused(_))));
    let (second, ..) = site.writer.transaction(|tx| room(tx, Some(house), "101", 2)).unwrap();
    let found = place::by_name(&site.writer, place::PlaceKind::Room, "101").unwrap();
    assert_eq!(found.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [site.room, second]);
    site.writer.transaction(|tx| place::update(tx, house, &named(None, "West"))).unwrap();
    assert_eq!(place::get(&site.writer, house).unwrap().unwrap().name, "West");
    assert_eq!(place::all(&site.writer).unwrap().len(), 3);
}

#[test]
fn a_line_a_meter_and_its_relay_come_back_as_they_were_put() {
    let mut site = Site::new();
    let point = site.point;
    let bus = bus::Bus {
        name: "A".to_owned(),
        address: "/dev/ttyUSB0".to_owned(),
        baud: 9600,
        parity: "none".to_owned(),
        stop_bits: 1,
    };
    let line = site.writer.transaction(|tx| bus::insert(tx, &bus)).unwrap();
    let board = meter::Meter {
        serial: Some("0042".to_owned()),
        profile: "relay-board-8".to_owned(),
        bus: Some(line),
        unit: 40,
        rated_w: 0,
    };
    let device = site.writer.transaction(|tx| meter::insert(tx, &board)).unwrap();
    let twin = meter::Meter { serial: None, ..board.clone() };
    assert!(matches!(site.writer.transaction(|tx| meter::insert(tx, &twin)), Err(Error::Refused(_))));
    let relay = |channel| relay::Relay { point, meter: device, channel };
    site.writer.transaction(|tx| relay::put(tx, relay(0)).and_then(|()| relay::put(tx, relay(3)))).unwrap();
    assert_eq!(relay::all(&site.writer).unwrap(), [relay(3)]);
    assert_eq!(bus::all(&site.writer).unwrap(), [(line, bus.clone())]);
    assert_eq!(meter::get(&site.writer, device).unwrap(), Some(board.clone()));
    assert_eq!(meter::all(&site.writer).unwrap().len(), 2);
    let moved = bus::Bus { address: "tcp://10.0.0.7:502".to_owned(), ..bus };
    site.writer.transaction(|tx| bus::update(tx, line, &moved)).unwrap();
    assert!(matches!(site.writer.transaction(|tx| bus::update(tx, BusId(9), &moved)), Err(Error::NoSuch("line"))));
    let off = meter::Meter { bus: None, ..board };
    site.writer.transaction(|tx| meter::update(tx, device, &off)).unwrap();
    site.writer.transaction(|tx| relay::remove(tx, point)).unwrap();
    assert!(relay::all(&site.writer).unwrap().is_empty());
    assert_eq!(point::of_place(&site.writer, site.room).unwrap()[0].0, point);
    assert_eq!(point::all(&site.writer).unwrap().len(), 1);
}

#[test]
fn a_point_has_one_meter_at_a_time() {
    let mut site = Site::new();
    let (point, first) = (site.point, site.installation);
    let spare =
        meter::Meter { serial: None, profile: "eastron-sdm120".to_owned(), bus: None, unit: 9, rated_w: 23_000 };
    let spare = site.writer.transaction(|tx| meter::insert(tx, &spare)).unwrap();
    let next = installation::Installation { from_at: at(100), ..installed(point, spare) };
    assert!(matches!(site.writer.transaction(|tx| installation::insert(tx, &next)), Err(Error::Overlap(_))));
    let last = Energy::from_wh(1_200_000);
    assert!(site.writer.transaction(|tx| installation::end(tx, first, at(-1), last)).is_err());
    site.writer.transaction(|tx| installation::end(tx, first, at(100), last)).unwrap();
    let again = site.writer.transaction(|tx| installation::end(tx, first, at(101), last));
    assert!(matches!(again, Err(Error::NoSuch(_))));
    let early = installation::Installation { from_at: at(99), ..next.clone() };
    assert!(matches!(site.writer.transaction(|tx| installation::insert(tx, &early)), Err(Error::Overlap(_))));
    let second = site.writer.transaction(|tx| installation::insert(tx, &next)).unwrap();
    assert_eq!(installation::current(&site.writer).unwrap(), [(second, next.clone())]);
    let all = installation::of_point(&site.writer, point).unwrap();
    assert_eq!(all, installation::all(&site.writer).unwrap());
    assert_eq!(all[0].1, installation::Installation { to: Some((at(100), last)), ..installed(point, MeterId(1)) });
}

#[test]
fn a_room_has_one_tenancy_at_a_time_and_its_account_changes_with_it() {
    let mut site = Site::new();
    let room = site.room;
    let new = tenancy::Tenancy {
        kind: tenancy::TenancyKind::Tenancy,
        name: "王芳".to_owned(),
        phone: Some("138".to_owned()),
        email: None,
        language: "zh-CN".to_owned(),
        from_at: at(500),
        ..owner(room)
    };
    assert!(matches!(site.writer.transaction(|tx| tenancy::insert(tx, &new)), Err(Error::Overlap(_))));
    let (owners, _) = tenancy::current(&site.writer).unwrap()[0].clone();
    let (tenancy, account) = site
        .writer
        .transaction(|tx| {
            tenancy::end(tx, owners, at(500))?;
            let tenancy = tenancy::insert(tx, &new)?;
            occupancy::put(tx, tenancy, day("2026-11-01"), 1)?;
            occupancy::put(tx, tenancy, day("2026-11-10"), 2)?;
            occupancy::put(tx, tenancy, day("2026-11-10"), 3)?;
            Ok((tenancy, account::insert(tx, account::Account { tenancy, opened: at(500) })?))
        })
        .unwrap();
    let db = &site.writer;
    assert_eq!(account::of_place(db, room, at(499)).unwrap(), Some(site.account));
    assert_eq!(account::of_place(db, room, at(500)).unwrap(), Some(account));
    assert_eq!(account::of_place(db, room, at(-1)).unwrap(), None);
    assert_eq!(account::of_tenancy(db, tenancy).unwrap(), Some(account));
    assert_eq!(account::get(db, account).unwrap(), Some(account::Account { tenancy, opened: at(500) }));
    assert_eq!(account::all(db).unwrap().len(), 2);
    assert_eq!(occupancy::of_tenancy(db, tenancy).unwrap(), [(day("2026-11-01"), 1), (day("2026-11-10"), 3)]);
    assert_eq!(occupancy::on(db, tenancy, day("2026-11-09")).unwrap(), Some(1));
    assert_eq!(occupancy::on(db, tenancy, day("2026-10-31")).unwrap(), None);
    assert_eq!(tenancy::get(db, tenancy).unwrap(), Some(new.clone()));
    assert_eq!(tenancy::of_place(db, room).unwrap(), tenancy::all(db).unwrap());
    let changed = tenancy::Tenancy { protected: true, ..new };
    site.writer.transaction(|tx| tenancy::update(tx, tenancy, &changed)).unwrap();
    assert_eq!(tenancy::current(&site.writer).unwrap(), [(tenancy, changed)]);
    let second = account::Account { tenancy, opened: at(501) };
    assert!(matches!(site.writer.transaction(|tx| account::insert(tx, second)), Err(Error::Refused(_))));
}

#[test]
fn the_nearest_tariff_upwards_holds() {
    let mut site = Site::new();
    let text = |name: &str| tariff::Tariff {
        name: name.to_owned(),
        text: "price = 1".to_owned(),
        effective: day("2026-01-01"),
    };
    let house =
        place::Place { parent: None, kind: place::PlaceKind::Site, name: "House".to_owned(), sort: 0, area_dm2: None };
    let (own, house, room) = site
        .writer
        .transaction(|tx| {
            let general = tariff::insert(tx, &text("general"))?;
            let own = tariff::insert(tx, &text("own"))?;
            let house = place::insert(tx, &house)?;
            let (room, ..) = room(tx, Some(house), "201", 7)?;
            for (place, from, tariff) in [(house, "2026-01-01", general), (room, "2026-06-01", own)] {
                let from_day = day(from);
                tariff_assignment::put(tx, tariff_assignment::TariffAssignment { place, from_day, tariff })?;
            }
            Ok((own, house, room))
        })
        .unwrap();
    let db = &site.writer;
    let holds = |place, on| tariff_assignment::in_force(db, place, day(on)).unwrap();
    assert_eq!(holds(room, "2026-05-31"), Some(TariffId(1)));
    assert_eq!(holds(room, "2026-06-01"), Some(own));
    assert_eq!(holds(house, "2026-06-01"), Some(TariffId(1)));
    assert_eq!(holds(room, "2025-12-31"), None);
    assert_eq!(holds(site.room, "2026-06-01"), None);
    assert_eq!(tariff_assignment::all(db).unwrap().len(), 2);
    assert_eq!(tariff::all(db).unwrap().len(), 2);
    let later = tariff::Tariff { text: "price = 2".to_owned(), ..text("own") };
    site.writer.transaction(|tx| tariff::update(tx, own, &later)).unwrap();
    assert_eq!(tariff::get(&site.writer, own).unwrap(), Some(later));
}

#[test]
fn a_latch_is_set_once_and_keeps_its_history() {
    let mut site = Site::new();
    let account = site.account;
    site.writer.transaction(|tx| latch::set(tx, account, at(10))).unwrap();
    assert!(matches!(site.writer.transaction(|tx| latch::set(tx, account, at(11))), Err(Error::Refused(_))));
    assert_eq!(latch::current(&site.writer).unwrap(), [(account, at(10))]);
    site.writer.transaction(|tx| latch::clear(tx, account, at(20))).unwrap();
    assert!(matches!(site.writer.transaction(|tx| latch::clear(tx, account, at(21))), Err(Error::NoSuch(_))));
    site.writer.transaction(|tx| latch::set(tx, account, at(30))).unwrap();
    assert_eq!(latch::history(&site.writer, account).unwrap(), [(at(30), None), (at(10), Some(at(20)))]);
    assert_eq!(latch::set_since(&site.writer, at(11)).unwrap(), 1);
}

#[test]
fn one_order_and_one_lock_out_stand_at_a_place() {
    let mut site = Site::new();
    let order = |kind| manual_order::ManualOrder {
        place: site.room,
        kind,
        reason: "tenant_request".to_owned(),
        note: "away".to_owned(),
        since: at(5),
        until: Some(at(500)),
        review_on: Some(day("2026-11-08")),
        actor: "clerk".to_owned(),
    };
    use manual_order::OrderKind::{Maintenance, Off, On};
    let (off, on, work) = (order(Off), order(On), order(Maintenance));
    let id = site.writer.transaction(|tx| manual_order::insert(tx, &off)).unwrap();
    assert!(matches!(site.writer.transaction(|tx| manual_order::insert(tx, &on)), Err(Error::Refused(_))));
    let lock_out = site.writer.transaction(|tx| manual_order::insert(tx, &work)).unwrap();
    assert_eq!(manual_order::current(&site.writer).unwrap(), [(id, off), (lock_out, work)]);
    site.writer.transaction(|tx| manual_order::clear(tx, id, at(6))).unwrap();
    site.writer.transaction(|tx| manual_order::insert(tx, &on)).unwrap();
    assert!(matches!(site.writer.transaction(|tx| manual_order::clear(tx, id, at(7))), Err(Error::NoSuch(_))));
}

#[test]
fn a_trip_stands_until_it_is_cleared() {
    let mut site = Site::new();
    let trip = trip::Trip { place: site.room, kind: "safety".to_owned(), at: at(5), note: "smoke".to_owned() };
    let id = site.writer.transaction(|tx| trip::insert(tx, &trip)).unwrap();
    assert!(matches!(site.writer.transaction(|tx| trip::insert(tx, &trip)), Err(Error::Refused(_))));
    assert_eq!(trip::current(&site.writer).unwrap(), [(id, trip)]);
    site.writer.transaction(|tx| trip::clear(tx, id, at(6), "looked at")).unwrap();
    assert!(trip::current(&site.writer).unwrap().is_empty());
    assert!(matches!(site.writer.transaction(|tx| trip::clear(tx, id, at(6), "")), Err(Error::NoSuch(_))));
}

#[test]
fn an_alarm_is_raised_once_until_it_is_cleared() {
    let mut site = Site::new();
    let room = site.room;
    let alarm = |place, minutes| alarm::Alarm {
        kind: "meter_silent".to_owned(),
        place,
        severity: alarm::Severity::Warning,
        at: at(minutes),
        args: String::new(),
    };
    let mut raise = |place, minutes| site.writer.transaction(|tx| alarm::raise(tx, &alarm(place, minutes))).unwrap();
    let first = raise(Some(room), 1).unwrap();
    assert_eq!(raise(Some(room), 2), None);
    let second = raise(None, 3).unwrap();
    assert_eq!(raise(None, 4), None);
    site.writer.transaction(|tx| alarm::acknowledge(tx, first, at(5), "ann", "on my way")).unwrap();
    let standing = alarm::standing(&site.writer).unwrap();
    assert_eq!(standing.iter().map(|state| state.id).collect::<Vec<_>>(), [second, first]);
    assert_eq!(standing[1].acknowledged, Some((at(5), "on my way".to_owned())));
    assert!(site.writer.transaction(|tx| alarm::clear(tx, "meter_silent", Some(room), at(6))).unwrap());
    assert!(!site.writer.transaction(|tx| alarm::clear(tx, "meter_silent", Some(room), at(7))).unwrap());
    assert_eq!(alarm::get(&site.writer, first).unwrap().unwrap().cleared_at, Some(at(6)));
    assert!(site.writer.transaction(|tx| alarm::raise(tx, &alarm(Some(room), 8))).unwrap().is_some());
    assert_eq!(alarm::of_place(&site.writer, room, at(8), 9).unwrap().len(), 1);
    assert!(matches!(
        site.writer.transaction(|tx| alarm::acknowledge(tx, 99, at(5), "", "")),
        Err(Error::NoSuch("alarm"))
    ));
}

#[test]
fn notices_events_operations_and_locks_are_found_again() {
    let mut site = Site::new();
    let (account, point) = (site.account, site.point);
    let notice = |level, minutes| notice::Notice {
        account,
        episode: 1,
        level,
        given_at: at(minutes),
        how: "printed".to_owned(),
    };
    let event = |minutes, kind| supply_event::SupplyEvent {
        point,
        at: at(minutes),
        kind,
        desired: "off".to_owned(),
        actual: None,
        reason: "credit".to_owned(),
        args: "{}".to_owned(),
        facts: String::new(),
    };
    let operation = |minutes, key: Option<&str>| operation::Operation {
        at: at(minutes),
        actor: "clerk".to_owned(),
        name: "top_up".to_owned(),
        args: "101".to_owned(),
        key: key.map(str::to_owned),
    };
    let lock = period_lock::PeriodLock {
        account,
        month: november(),
        at: at(1),
        rules: "1".to_owned(),
        counters: "tier=5".to_owned(),
    };
    use supply_event::SupplyEventKind::{Command, Decision};
    site.writer
        .transaction(|tx| {
            notice::insert(tx, &notice(1, 1))?;
            notice::insert(tx, &notice(2, 2))?;
            supply_event::insert(tx, &event(1, Decision))?;
            supply_event::insert(tx, &event(1, Command))?;
            operation::insert(tx, &operation(1, Some("k")))?;
            operation::insert(tx, &operation(2, None))?;
            operation::insert(tx, &operation(3, None))?;
            period_lock::insert(tx, &lock)
        })
        .unwrap();
    let db = &site.writer;
    assert_eq!(notice::of_account(db, account).unwrap(), [notice(2, 2), notice(1, 1)]);
    assert_eq!(notice::latest(db).unwrap(), [notice(2, 2)]);
    assert_eq!(supply_event::last(db, point, Decision).unwrap(), Some(event(1, Decision)));
    let latest = supply_event::latest(db, point, at(2), 5).unwrap();
    assert_eq!(latest.into_iter().map(|(_, e)| e).collect::<Vec<_>>(), [event(1, Command), event(1, Decision)]);
    assert_eq!(operation::latest(db, at(3), 5).unwrap(), [operation(2, None), operation(1, Some("k"))]);
    assert_eq!(operation::by_key(db, "k").unwrap(), Some(operation(1, Some("k"))));
    assert_eq!(period_lock::of_account(db, account).unwrap(), std::slice::from_ref(&lock));
    assert!(matches!(site.writer.transaction(|tx| period_lock::insert(tx, &lock)), Err(Error::Refused(_))));
    let twice = site.writer.transaction(|tx| operation::insert(tx, &operation(9, Some("k"))));
    assert!(matches!(twice, Err(Error::Refused(_))));
}
