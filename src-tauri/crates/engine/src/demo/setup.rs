//! The demonstration's building as rows of the store.

use std::collections::HashMap;

use chrono::NaiveDate;
use sim::{Address, Building, LINES, Measures, Placed, RelayAt};
use store::{
    Tx, account, bus, installation, meter, occupancy, place, point, relay, setting, tariff, tariff_assignment, tenancy,
};
use units::{BusId, MeterId, PlaceId, PointId, Timestamp};

use crate::error::Result;
use crate::settings::SiteSettings;
use crate::wire::models;
use crate::words::Words;

const TARIFF: &str = include_str!("../../../../../assets/tariffs/dormitory-cny.toml");

/// How many rooms a floor of the demonstration has is no business of ours; floors come from the table.
struct Tree {
    site: PlaceId,
    building: PlaceId,
    floors: HashMap<u8, PlaceId>,
}

pub(super) fn write(tx: &mut Tx<'_>, site: &SiteSettings, building: &Building, at: Timestamp) -> Result<()> {
    for (key, value) in site.to_texts() {
        setting::put(tx, key, &value)?;
    }
    let tree = places(tx, site, building)?;
    let buses = lines(tx)?;
    let devices = devices(tx, building, &buses)?;
    let today = site.zone.date(at);
    assign_tariff(tx, tree.site, site, today)?;
    let supply = points_of(tx, building, &tree, Measures::Supply, None, &devices, at)?;
    let above = supply.first().copied();
    let corridor = points_of(tx, building, &tree, Measures::Corridor, above, &devices, at)?;
    super::office::share_costs(tx, site, tree.building, (&corridor, &supply), today)?;
    points_of(tx, building, &tree, Measures::Room, above, &devices, at)?;
    tenancies(tx, building, site, at)?;
    Ok(())
}

fn places(tx: &mut Tx<'_>, site: &SiteSettings, building: &Building) -> Result<Tree> {
    let new =
        |parent, kind, name: &str, sort| place::Place { parent, kind, name: name.to_owned(), sort, area_dm2: None };
    let root = place::insert(tx, &new(None, place::PlaceKind::Site, &site.name, 0))?;
    let house = place::insert(tx, &new(Some(root), place::PlaceKind::Building, &site.name, 0))?;
    let mut floors = HashMap::new();
    for placed in building.placed().iter().filter(|placed| placed.measures == Measures::Room) {
        let floor = match floors.get(&placed.floor) {
            Some(floor) => *floor,
            None => {
                let name = placed.floor.to_string();
                let floor = new(Some(house), place::PlaceKind::Floor, &name, i64::from(placed.floor));
                let floor = place::insert(tx, &floor)?;
                floors.insert(placed.floor, floor);
                floor
            }
        };
        let sort = placed.name.parse().unwrap_or(0);
        let room = new(Some(floor), place::PlaceKind::Room, &placed.name, sort);
        place::insert(tx, &place::Place { area_dm2: Some(super::office::area_dm2(sort)), ..room })?;
    }
    place::insert(tx, &new(Some(house), place::PlaceKind::Common, "corridor", 1))?;
    Ok(Tree { site: root, building: house, floors })
}

fn lines(tx: &mut Tx<'_>) -> Result<Vec<BusId>> {
    let mut buses = Vec::new();
    for (number, plan) in LINES.iter().enumerate() {
        let line = bus::Bus {
            name: plan.name.to_owned(),
            address: format!("{}{number}", super::SIMULATED),
            baud: plan.baud,
            parity: "none".to_owned(),
            stop_bits: 1,
        };
        buses.push(bus::insert(tx, &line)?);
    }
    Ok(buses)
}

/// Meters and relay boards, by where they answer.
fn devices(tx: &mut Tx<'_>, building: &Building, buses: &[BusId]) -> Result<HashMap<Address, MeterId>> {
    let meters =
        building.placed().iter().map(|placed| (placed.address, &placed.profile, &placed.serial, placed.phases));
    let boards = building.boards().iter().map(|board| (board.address, &board.profile, &board.serial, 1));
    let mut devices = HashMap::new();
    for (address, profile, serial, phases) in meters.chain(boards) {
        let new = meter::Meter {
            serial: Some(serial.clone()),
            profile: profile.clone(),
            bus: buses.get(address.line).copied(),
            unit: address.unit,
            rated_w: i64::from(phases) * 230 * 100,
        };
        devices.insert(address, meter::insert(tx, &new)?);
    }
    Ok(devices)
}

fn points_of(
    tx: &mut Tx<'_>,
    building: &Building,
    tree: &Tree,
    measures: Measures,
    parent: Option<PointId>,
    devices: &HashMap<Address, MeterId>,
    at: Timestamp,
) -> Result<Vec<PointId>> {
    let mut points = Vec::new();
    for placed in building.placed().iter().filter(|placed| placed.measures == measures) {
        let (kind, place) = match measures {
            Measures::Room => (point::PointKind::Room, room_place(tx, tree, placed)?),
            Measures::Corridor => (point::PointKind::Common, tree.building),
            Measures::Feeder => (point::PointKind::Feeder, tree.building),
            Measures::Supply => (point::PointKind::Supply, tree.site),
        };
        let id = point::insert(tx, &point::Point { parent, place, kind, name: placed.name.clone() })?;
        let new = installation::Installation {
            point: id,
            meter: devices[&placed.address],
            serial: Some(placed.serial.clone()),
            from_at: at,
            from_register: models::model(&placed.profile)
                .and_then(|profile| super::shown_register(building, placed.address, &profile))
                .unwrap_or_default(),
            to: None,
            ratio: (1, 1),
        };
        installation::insert(tx, &new)?;
        if let Some(new) = relay_of(placed, devices) {
            relay::put(tx, relay::Relay { point: id, ..new })?;
        }
        points.push(id);
    }
    Ok(points)
}

fn room_place(tx: &Tx<'_>, tree: &Tree, placed: &Placed) -> Result<PlaceId> {
    let rooms = place::by_name(tx, place::PlaceKind::Room, &placed.name)?;
    let floor = tree.floors.get(&placed.floor).copied();
    let room = rooms.into_iter().find(|(_, room)| room.parent == floor).map(|(id, _)| id);
    room.ok_or_else(|| crate::Refusal::new("unknown-room").with("room", &placed.name))
}

fn relay_of(placed: &Placed, devices: &HashMap<Address, MeterId>) -> Option<relay::Relay> {
    let (address, channel) = match placed.relay? {
        RelayAt::Meter { channel } => (placed.address, channel),
        RelayAt::Board { unit, channel } => (Address { unit, ..placed.address }, channel),
    };
    Some(relay::Relay { point: PointId(0), meter: *devices.get(&address)?, channel })
}

fn assign_tariff(tx: &mut Tx<'_>, place: PlaceId, site: &SiteSettings, today: NaiveDate) -> Result<()> {
    let parsed =
        billing::Tariff::parse(TARIFF).map_err(|cause| crate::Refusal::new("internal").with("cause", cause))?;
    let effective = parsed.versions().first().map_or(today, |version| version.from);
    let new = tariff::Tariff { name: parsed.name, text: TARIFF.to_owned(), effective };
    let id = tariff::insert(tx, &new)?;
    debug_assert_eq!(parsed.currency, site.currency);
    tariff_assignment::put(tx, tariff_assignment::TariffAssignment { place, from_day: effective, tariff: id })?;
    Ok(())
}

fn tenancies(tx: &mut Tx<'_>, building: &Building, site: &SiteSettings, at: Timestamp) -> Result<()> {
    let words = Words::new(site.language);
    for placed in building.placed().iter().filter(|placed| placed.measures == Measures::Room) {
        let vacant = placed.occupants == 0;
        let rooms = place::by_name(tx, place::PlaceKind::Room, &placed.name)?;
        let Some((room, _)) = rooms.into_iter().next() else { continue };
        let new = tenancy::Tenancy {
            place: room,
            kind: if vacant { tenancy::TenancyKind::Owner } else { tenancy::TenancyKind::Tenancy },
            name: if vacant { site.landlord.name.clone() } else { words.say("demo-tenant", &[("room", &placed.name)]) },
            phone: None,
            email: None,
            language: site.language.code().to_owned(),
            postpaid: false,
            protected: false,
            from_at: at,
            to_at: None,
            due_days: None,
            leaving_on: None,
            note: String::new(),
        };
        let id = tenancy::insert(tx, &new)?;
        occupancy::put(tx, id, site.zone.date(at), u32::from(placed.occupants))?;
        account::insert(tx, account::Account { tenancy: id, opened: at })?;
    }
    Ok(())
}
