//! What a day's look at the metering tree finds, keeps, tells and lets go.

use chrono::{Days, Duration, NaiveDate};
use serde_json::json;
use store::point::PointKind;
use store::rollup::{Slot, Sum};
use units::{Energy, Month, PointId, Timestamp};

use super::site::{House, LINE, noon, settings};
use super::stairs::device;
use crate::api::losses as ops;
use crate::dto::{FindingRow, LossVerdict};

/// A house whose supply and corridor are measured too, and four weeks of hours of all of them.
struct Watched {
    house: House,
    supply: PointId,
    corridor: PointId,
    rooms: Vec<PointId>,
    day: NaiveDate,
}

/// Noise of a room in an hour, in Wh, the same in every run.
fn used(room: usize, hour: i64) -> i64 {
    let mixed = (hour * 7919 + i64::try_from(room).unwrap() * 104_729) % 997;
    let evening = if hour.rem_euclid(24) >= 17 { 3 } else { 1 };
    40 + mixed * evening / 3
}

impl Watched {
    fn new() -> Self {
        let mut house = House::made(&settings("Asia/Shanghai"), noon() - Duration::days(40), super::site::TARIFF);
        let places = store::place::all(&house.core.store).unwrap();
        let of_kind = |kind| places.iter().find(|(_, place)| place.kind == kind).unwrap().0;
        let (root, floor) = (of_kind(store::place::PlaceKind::Site), of_kind(store::place::PlaceKind::Floor));
        let now = house.now();
        let made = house.core.write(|tx| {
            let supply = device(tx, (root, PointKind::Supply, "Main"), None, 51, now)?.0;
            Ok((supply, device(tx, (floor, PointKind::Common, "Corridor"), None, 52, now)?.0))
        });
        let (supply, corridor) = made.unwrap();
        let rooms = house.units.iter().map(|unit| unit.point).collect();
        let day = house.core.site.zone.date(noon());
        Self { house: house.crash(), supply, corridor, rooms, day }
    }

    /// Writes the days before the present one; `change` says what a point counts of what would be, by days before it.
    fn fill(&mut self, days: u64, change: impl Fn(PointId, i64, i64, i64) -> i64) {
        let (zone, day) = (self.house.core.site.zone, self.day);
        let (supply, corridor, rooms) = (self.supply, self.corridor, self.rooms.clone());
        self.house
            .core
            .write(|tx| {
                let mut batch = store::rollup::Batch::default();
                for back in (1..=i64::try_from(days).unwrap()).rev() {
                    let date = day - Days::new(back.unsigned_abs());
                    for hour in 0..24 {
                        let at: Timestamp = zone.start_of(date) + Duration::hours(hour);
                        let slot = Slot { hour: at, day: date, month: Month::of(date) };
                        let running = back * 24 - hour;
                        let mut all = 0;
                        let lamps = 60 + running % 5;
                        for (room, point) in rooms.iter().enumerate() {
                            let used = used(room, at.timestamp() / 3600);
                            all += used;
                            batch.add(*point, slot, Sum::actual(Energy::from_wh(change(*point, back, used, used))));
                        }
                        let of_room = used(2, at.timestamp() / 3600);
                        let counted = change(corridor, back, lamps, of_room);
                        batch.add(corridor, slot, Sum::actual(Energy::from_wh(counted)));
                        let wires = (all + lamps) * 2 / 100;
                        let counted = change(supply, back, all + lamps + wires, of_room);
                        batch.add(supply, slot, Sum::actual(Energy::from_wh(counted)));
                    }
                }
                batch.write(tx)
            })
            .unwrap();
    }

    /// The look of the present day, as the live program makes it.
    fn look(&mut self) {
        self.house.core.now = self.house.core.site.zone.start_of(self.day) + Duration::minutes(30);
        self.house.core.tick();
        (0..8).for_each(|_| self.house.core.watch_losses());
    }

    fn standing(&mut self) -> Vec<FindingRow> {
        self.house.ask(ops::findings, json!({})).unwrap().standing
    }

    fn signs(&mut self) -> Vec<(String, String)> {
        self.standing().into_iter().map(|row| (row.sign, row.name)).collect()
    }
}

fn found(sign: &str, name: &str) -> (String, String) {
    (sign.to_owned(), name.to_owned())
}

#[test]
fn an_honest_house_has_nothing_to_look_at_and_every_branch_is_explained() {
    let mut watched = Watched::new();
    watched.fill(28, |_, _, own, _| own);
    watched.look();
    assert_eq!(watched.signs(), []);
    let (from, to) = ((watched.day - Days::new(7)).to_string(), (watched.day - Days::new(1)).to_string());
    let losses = watched.house.ask(ops::losses, json!({ "from": from, "to": to })).unwrap();
    assert_eq!(losses.branches.len(), 1);
    let main = &losses.branches[0];
    assert_eq!((main.name.as_str(), main.meters, main.verdict), ("Main", 5, LossVerdict::Within), "{main:?}");
    assert_eq!((main.sum.hours, main.sum.left_out), (7 * 24, 0));
    let slots =
        watched.house.ask(ops::loss_slots, json!({ "point": watched.supply.0, "from": from, "to": to })).unwrap();
    assert_eq!(slots.len(), 7);
    assert_eq!(slots.iter().map(|slot| slot.sum.loss_wh).sum::<i64>(), main.sum.loss_wh);
    let hours = json!({ "point": watched.supply.0, "from": to, "to": to });
    let hours = watched.house.ask(ops::loss_slots, hours).unwrap();
    assert_eq!((hours.len(), hours[23].name.as_str()), (24, "23:00"));
    assert_eq!(hours.iter().map(|hour| hour.sum.loss_wh).sum::<i64>(), slots[6].sum.loss_wh);
}

#[test]
fn a_bypass_is_found_told_once_and_let_go_by_who_has_looked() {
    let mut watched = Watched::new();
    let thief = watched.rooms[2];
    watched.fill(28, |point, back, own, _| if point == thief && back <= 16 { own * 6 / 10 } else { own });
    watched.look();
    let standing = watched.standing();
    let bypass = standing.iter().find(|row| row.sign == "loss_bypass").unwrap();
    assert_eq!((bypass.room.as_deref(), bypass.likely), (Some("103"), true), "{bypass:?}");
    assert!(bypass.text.contains("103") && bypass.text.contains("0.6"), "{}", bypass.text);
    assert!(watched.signs().contains(&found("loss_above", "Main")));
    let alarms = || ["loss_above".to_owned(), "loss_bypass".to_owned()];
    let told = |watched: &Watched| -> Vec<String> {
        let mut told: Vec<String> =
            watched.house.alarms().into_iter().filter(|kind| kind.starts_with("loss")).collect();
        told.sort();
        told
    };
    assert_eq!(told(&watched), alarms());
    // The next day's look finds the same: nothing new is told.
    watched.house.core.now += Duration::days(1);
    watched.look();
    assert_eq!((watched.standing().len(), told(&watched).len()), (2, 2));
    let id = bypass.id;
    let refused = watched.house.call(ops::close_finding, json!({ "id": id, "note": " " })).unwrap_err();
    assert_eq!(refused.code, "reason-missing");
    watched.house.call(ops::close_finding, json!({ "id": id, "note": "A second circuit was rewired" })).unwrap();
    assert_eq!(told(&watched), ["loss_above"]);
    let again = watched.house.call(ops::close_finding, json!({ "id": id, "note": "x" })).unwrap_err();
    assert_eq!(again.code, "unknown-finding");
    // What was looked at is not brought up again for a month.
    watched.house = watched.house.crash();
    watched.look();
    assert_eq!(watched.signs(), [found("loss_above", "Main")]);
    let over = watched.house.ask(ops::findings, json!({})).unwrap().over;
    assert_eq!((over[0].closed_by.as_deref(), over[0].note.as_str()), (Some("owner"), "A second circuit was rewired"));
}

#[test]
fn a_lead_names_the_room_that_the_corridor_follows() {
    let mut watched = Watched::new();
    let (room, corridor, supply) = (watched.rooms[2], watched.corridor, watched.supply);
    watched.fill(28, |point, back, own, of_room| match () {
        () if back > 8 => own,
        () if point == room => own * 4 / 10,
        () if point == corridor => own + of_room * 6 / 10,
        () if point == supply => own,
        () => own,
    });
    watched.look();
    assert_eq!(watched.signs(), [found("common_rise", "Corridor"), found("loss_lead", "103")]);
    let lead = &watched.standing()[1];
    assert!(lead.likely && lead.text.contains("Corridor"), "{lead:?}");
}

#[test]
fn what_is_no_longer_found_is_over_by_itself_after_a_week() {
    let mut watched = Watched::new();
    let supply = watched.supply;
    watched.fill(28, |point, back, own, _| if point == supply && back == 1 { own * 3 } else { own });
    watched.look();
    assert_eq!(watched.signs(), [found("loss_above", "Main")]);
    let first = watched.day;
    for day in 1..=16 {
        watched.day = first + Days::new(day);
        watched.fill(1, |_, _, own, _| own);
        watched.look();
    }
    assert_eq!(watched.signs(), []);
    let over = watched.house.ask(ops::findings, json!({})).unwrap().over;
    assert_eq!((over.len(), over[0].closed_by.as_deref()), (1, None));
    assert!(!watched.house.alarms().iter().any(|kind| kind.starts_with("loss")));
}

#[test]
fn what_flows_backwards_is_a_wrong_ratio_or_place() {
    let mut watched = Watched::new();
    let supply = watched.supply;
    watched.fill(28, |point, _, own, _| if point == supply { own * 6 / 10 } else { own });
    watched.look();
    assert!(watched.signs().contains(&found("loss_backwards", "Main")));
    watched.house.call(ops::set_technical_loss, json!({ "percent": "4.5" })).unwrap();
    let refused = watched.house.call(ops::set_technical_loss, json!({ "percent": "50" })).unwrap_err();
    assert_eq!(refused.code, "bad-technical-loss");
    let day = (watched.day - Days::new(1)).to_string();
    let losses = watched.house.ask(ops::losses, json!({ "from": day, "to": day })).unwrap();
    assert_eq!((losses.technical.as_str(), losses.branches[0].verdict), ("4.5", LossVerdict::Backwards));
}

#[test]
fn a_cover_that_was_opened_is_an_alarm_until_the_meter_takes_it_back() {
    let mut house = House::new();
    let tell = |house: &mut House, raised| {
        let flags = meter::Flags::default().with(meter::Flag::CoverOpen, raised);
        let at = house.core.now;
        let sample = meter::Sample { flags, ..meter::Sample::default() };
        house.core.hear(bus::FromLine::Sample { bus: LINE, meter: house.units[1].meter, at, sample });
    };
    let told = |house: &House| house.alarms().iter().filter(|kind| kind.starts_with("device_tells")).count();
    tell(&mut house, false);
    assert_eq!(told(&house), 0);
    tell(&mut house, true);
    tell(&mut house, true);
    assert_eq!(told(&house), 1);
    let shown = house.ask(crate::api::alarms::alarms, json!({})).unwrap();
    assert!(shown.iter().any(|alarm| alarm.text.contains("case is or was open")), "{shown:?}");
    tell(&mut house, false);
    assert_eq!(told(&house), 0);
}
