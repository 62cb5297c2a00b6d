//! What a real site is made of: lines, rooms and other points, devices, and which of them belong together.

use store::line_setting::{Direction, LineSetting};
use store::{account, bus, installation, meter as meter_table, occupancy, place, point, relay, tenancy};
use units::{BusId, Currency, Energy, MeterId, PlaceId, PointId, millis};

use super::commission::ports;
use crate::core::{Core, Terms, parse_kwh};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::wire::models::{model, models};
use crate::{Actor, View};

pub(crate) fn setup(view: &View, _: Nothing) -> Result<Setup> {
    let terms = Terms::load(&view.reader)?;
    let lines = bus::all(&view.reader)?;
    let line_name = |id: Option<BusId>| {
        lines.iter().find(|(line, _)| Some(*line) == id).map(|(_, line)| line.name.clone()).unwrap_or_default()
    };
    let installed = installation::current(&view.reader)?;
    let points = point::all(&view.reader)?;
    let point_name = |id: PointId| points.iter().find(|(point, _)| *point == id).map(|(_, point)| point.name.clone());
    let words = view.words();
    let names = meter_table::names(&view.reader)?;
    let devices = meter_table::all(&view.reader)?.into_iter().map(|(id, row)| {
        let measured = installed.iter().find(|(_, installed)| installed.meter == id).map(|(_, row)| row.point);
        let live = measured.and_then(|point| view.live.points.get(&point));
        let unplaced = view.live.unplaced.get(&id);
        SetupDevice {
            id: id.0,
            line: line_name(row.bus),
            unit: row.unit,
            counts: model(&row.profile).is_none_or(|profile| profile.has_energy()),
            relays: model(&row.profile).map_or(0, |profile| profile.relay_channels()),
            model: model(&row.profile).map(|model| format!("{} {}", model.maker(), model.model())).unwrap_or_default(),
            name: names.get(&id).cloned().unwrap_or_default(),
            profile: row.profile,
            serial: row.serial,
            measures: measured.and_then(point_name),
            register_wh: live
                .and_then(|live| live.register)
                .or(unplaced.and_then(|(_, s)| s.energy_import))
                .map(Energy::wh),
            power_w: live
                .and_then(|live| live.sample.as_ref())
                .or(unplaced.map(|(_, sample)| sample))
                .and_then(|sample| sample.power_mw)
                .map(|mw| mw / 1000),
            at: live.and_then(|live| live.at).or(unplaced.map(|(at, _)| *at)).map(millis),
        }
    });
    let devices = devices.collect();
    let unmetered = points.iter().filter(|(id, _)| !installed.iter().any(|(_, row)| row.point == *id));
    let unmetered = unmetered.map(|(id, row)| SetupPoint {
        point: id.0,
        name: row.name.clone(),
        kind: row.kind.code().to_owned(),
        path: super::places::place_row(&terms, row.place).map(|place| place.path).unwrap_or_default(),
    });
    let unmetered = unmetered.collect();
    let plugged = ::bus::ports();
    let shown_lines = lines.iter().map(|(id, row)| {
        let live = view.live.lines.get(id);
        let setting = store::line_setting::get(&view.reader, *id)?;
        Ok(SetupLine {
            id: id.0,
            name: row.name.clone(),
            address: row.address.clone(),
            baud: row.baud,
            parity: row.parity.clone(),
            stop_bits: row.stop_bits,
            up: live.is_some_and(|live| live.up),
            port_text: ports::text(&row.address, &plugged),
            kernel_direction: setting.direction == Direction::Kernel,
            set_clocks: setting.set_clocks,
            reason: live.and_then(|live| live.reason.as_deref()).map(|cause| super::alarms::wire_text(cause, &words)),
        })
    });
    let shown_lines = shown_lines.collect::<Result<Vec<_>>>()?;
    Ok(Setup {
        begun: super::site::begun(&view.reader)?,
        rooms: rooms(view, &terms, &line_name)?,
        lines: shown_lines,
        devices,
        unmetered,
        profiles: models().iter().map(|model| model.id().to_owned()).collect(),
    })
}

/// Every room in the order of its building, with what switches it.
fn rooms(view: &View, terms: &Terms, line_name: &dyn Fn(Option<BusId>) -> String) -> Result<Vec<SetupRoom>> {
    let devices = meter_table::all(&view.reader)?;
    let switches = relay::all(&view.reader)?;
    let points = point::all(&view.reader)?.into_iter().filter(|(_, row)| row.kind == point::PointKind::Room);
    let rooms = points.filter_map(|(id, row)| {
        let place = terms.places.get(&row.place)?;
        let above = place.parent.and_then(|above| super::places::place_row(terms, above));
        let switch = switches.iter().find(|relay| relay.point == id).and_then(|relay| {
            let (_, device) = devices.iter().find(|(device, _)| *device == relay.meter)?;
            Some(SetupSwitch { line: line_name(device.bus), unit: device.unit, channel: relay.channel + 1 })
        });
        Some(SetupRoom {
            name: place.name.clone(),
            above: above.map(|above| above.path).unwrap_or_default(),
            area_m2: place.area_dm2.map(super::common::area_text).unwrap_or_default(),
            switch,
        })
    });
    Ok(rooms.collect())
}

/// Adds a line, or changes the one of this name; it is opened at once.
pub(crate) fn save_line(core: &mut Core, by: &Actor, args: SaveLineArgs) -> Result<Done> {
    let line = LinePlan::of(core, &args)?;
    let done = core.done(by, "save_line", format!("{line:?}"));
    core.rebuild(|tx| {
        line.write(tx)?;
        store::operation::insert(tx, &done)
    })?;
    Ok(Done { done: true })
}

/// A line as it shall be.
#[derive(Debug)]
pub(super) struct LinePlan {
    pub before: Option<BusId>,
    row: bus::Bus,
    setting: LineSetting,
}

impl LinePlan {
    pub fn of(core: &Core, args: &SaveLineArgs) -> Result<Self> {
        let name = named(&args.name, "name")?;
        let lines = bus::all(&core.store)?;
        let before = lines.iter().find(|(_, line)| line.name == name);
        let known = before.map(|(_, row)| row);
        let simulated = known.filter(|row| row.address.starts_with(crate::demo::SIMULATED));
        if simulated.is_some() || args.address.starts_with(crate::demo::SIMULATED) {
            return Err(Refusal::new("demo-line").field("address"));
        }
        let address = ports::named(args.address.trim())?;
        let parity = args.parity.as_deref().unwrap_or("none");
        super::commission::parity(parity)?;
        let baud = args.baud.unwrap_or(9600);
        if !(300..=1_000_000).contains(&baud) {
            return Err(Refusal::new("bad-baud").with("text", baud).field("baud"));
        }
        let stop_bits = args.stop_bits.unwrap_or(1);
        if !(1..=2).contains(&stop_bits) {
            return Err(Refusal::new("bad-stop-bits").with("text", stop_bits).field("stop_bits"));
        }
        if let Some((_, twin)) = ports::owner(&lines, &address).filter(|(_, line)| line.name != name) {
            return Err(Refusal::new("line-taken").with("line", &twin.name).field("address"));
        }
        if core.errands.is_changing(before.map(|(id, _)| *id)) {
            return Err(Refusal::new("change-runs").with("port", name));
        }
        let before = before.map(|(id, _)| *id);
        let usual = before.map(|id| store::line_setting::get(&core.store, id)).transpose()?.unwrap_or_default();
        let setting = LineSetting {
            direction: match args.kernel_direction {
                None => usual.direction,
                Some(true) => Direction::Kernel,
                Some(false) => Direction::Adapter,
            },
            set_clocks: args.set_clocks.unwrap_or(usual.set_clocks),
        };
        let row = bus::Bus { name, address, baud, parity: parity.to_owned(), stop_bits };
        Ok(Self { before, row, setting })
    }

    pub fn write(&self, tx: &mut store::Tx<'_>) -> store::Result<BusId> {
        let id = match self.before {
            Some(id) => bus::update(tx, id, &self.row).map(|()| id)?,
            None => bus::insert(tx, &self.row)?,
        };
        store::line_setting::put(tx, id, &self.setting)?;
        Ok(id)
    }
}

/// Adds rooms with an account of the owner each; building and floor are made where they are not there yet.
pub(crate) fn add_rooms(core: &mut Core, by: &Actor, args: AddRoomsArgs) -> Result<Done> {
    let building = named(&args.building, "building")?;
    let floor = args.floor.as_deref().map(|floor| named(floor, "floor")).transpose()?;
    if args.rooms.is_empty() {
        return Err(Refusal::new("no-rooms").field("rooms"));
    }
    let mut rooms: Vec<(String, Option<u32>)> = Vec::new();
    for room in &args.rooms {
        let name = named(&room.name, "rooms")?;
        let known = place::by_name(&core.store, place::PlaceKind::Room, &name)?;
        if !known.is_empty() || rooms.iter().any(|(other, _)| *other == name) {
            return Err(Refusal::new("room-exists").with("room", name).field("rooms"));
        }
        rooms.push((name, area(room.area_m2.as_deref())?));
    }
    let (now, zone) = (core.now, core.site.zone);
    let (owner, language) = (core.site.landlord.name.clone(), core.site.language.code().to_owned());
    let site = site_place(core)?;
    let done = core.done(by, "add_rooms", format!("{building}: {}", rooms.len()));
    core.rebuild(|tx| {
        let house = child(tx, site, place::PlaceKind::Building, &building)?;
        let above = match &floor {
            Some(floor) => child(tx, house, place::PlaceKind::Floor, floor)?,
            None => house,
        };
        for (sort, (name, area_dm2)) in (0..).zip(&rooms) {
            let room = place::Place {
                parent: Some(above),
                kind: place::PlaceKind::Room,
                name: name.clone(),
                sort,
                area_dm2: *area_dm2,
            };
            let place = place::insert(tx, &room)?;
            let measured = point::Point { parent: None, place, kind: point::PointKind::Room, name: name.clone() };
            point::insert(tx, &measured)?;
            let vacant = tenancy::Tenancy {
                place,
                kind: tenancy::TenancyKind::Owner,
                name: owner.clone(),
                phone: None,
                email: None,
                language: language.clone(),
                postpaid: false,
                protected: false,
                from_at: now,
                to_at: None,
                due_days: None,
                leaving_on: None,
                note: String::new(),
            };
            let tenancy = tenancy::insert(tx, &vacant)?;
            occupancy::put(tx, tenancy, zone.date(now), 0)?;
            account::insert(tx, account::Account { tenancy, opened: now })?;
        }
        store::operation::insert(tx, &done)
    })?;
    Ok(Done { done: true })
}

pub(crate) fn edit_room(core: &mut Core, by: &Actor, args: EditRoomArgs) -> Result<Done> {
    let (id, row) = room_place(core, &args.room)?;
    let name = named(&args.name, "name")?;
    let namesakes = place::by_name(&core.store, place::PlaceKind::Room, &name)?;
    if namesakes.iter().any(|(other, _)| *other != id) {
        return Err(Refusal::new("room-exists").with("room", name).field("name"));
    }
    let next = place::Place { name, area_dm2: area(args.area_m2.as_deref())?, ..row };
    let done = core.done(by, "edit_room", format!("{}: {next:?}", args.room));
    let points = point::of_place(&core.store, id)?;
    core.rebuild(|tx| {
        place::update(tx, id, &next)?;
        for (point, row) in points.iter().filter(|(_, row)| row.kind == point::PointKind::Room) {
            if row.name == args.room {
                point::rename(tx, *point, &next.name)?;
            }
        }
        store::operation::insert(tx, &done)
    })?;
    Ok(Done { done: true })
}

pub(crate) fn add_point(core: &mut Core, by: &Actor, args: AddPointArgs) -> Result<Done> {
    let name = named(&args.name, "name")?;
    let kind = match args.kind.as_str() {
        "supply" => point::PointKind::Supply,
        "feeder" => point::PointKind::Feeder,
        "common" => point::PointKind::Common,
        "other" => point::PointKind::Other,
        other => return Err(Refusal::new("bad-point-kind").with("text", other).field("kind")),
    };
    let points = point::all(&core.store)?;
    let find = |name: &str| points.iter().find(|(_, point)| point.name == name);
    if find(&name).is_some() {
        return Err(Refusal::new("point-exists").with("point", name).field("name"));
    }
    let parent = match args.below.as_deref() {
        Some(above) => {
            let found = find(above).map(|(id, _)| *id);
            Some(found.ok_or_else(|| Refusal::new("unknown-point").with("point", above).field("below"))?)
        }
        None => None,
    };
    let place = match args.place {
        Some(id) => {
            let known = place::get(&core.store, PlaceId(id))?.map(|_| PlaceId(id));
            known.ok_or_else(|| Refusal::new("unknown-place").with("place", id).field("place"))?
        }
        None => site_place(core)?,
    };
    let done = core.done(by, "add_point", name.clone());
    let new = point::Point { parent, place, kind, name };
    core.rebuild(|tx| {
        point::insert(tx, &new)?;
        store::operation::insert(tx, &done)
    })?;
    Ok(Done { done: true })
}

/// Puts a device on a line. From then on it is asked; its values wait for the point that it will measure.
pub(crate) fn save_device(core: &mut Core, by: &Actor, args: SaveDeviceArgs) -> Result<Done> {
    let line = line_named(core, &args.line)?;
    let device = DevicePlan::of(core, Some(line), &args)?;
    let done = core.done(by, "save_device", format!("{} {}: {}", args.line, args.unit, args.profile));
    core.rebuild(|tx| {
        device.write(tx, line)?;
        store::operation::insert(tx, &done)
    })?;
    Ok(Done { done: true })
}

/// A device as it shall be, on a line that may be as new.
#[derive(Debug)]
pub(super) struct DevicePlan {
    pub before: Option<MeterId>,
    row: meter_table::Meter,
}

impl DevicePlan {
    pub fn of(core: &Core, line: Option<BusId>, args: &SaveDeviceArgs) -> Result<Self> {
        if !(1..=247).contains(&args.unit) {
            return Err(Refusal::new("bad-unit").with("text", args.unit).field("unit"));
        }
        let unknown = || {
            Refusal::new("profile")
                .with("profile", &args.profile)
                .with("cause", crate::cause::NO_MODEL)
                .field("profile")
        };
        let profile = model(&args.profile).ok_or_else(unknown)?;
        let before = line.map(|line| device_at(core, line, args.unit)).transpose()?.flatten();
        let serial = args.serial.as_deref().map(str::trim).filter(|serial| !serial.is_empty()).map(str::to_owned);
        let rated_w = args.rated_w.filter(|w| *w > 0).unwrap_or_else(|| profile.rated_w());
        let row = meter_table::Meter { serial, profile: args.profile.clone(), bus: line, unit: args.unit, rated_w };
        Ok(Self { before: before.map(|(id, _)| id), row })
    }

    pub const fn row(&self) -> &meter_table::Meter {
        &self.row
    }

    pub fn write(&self, tx: &mut store::Tx<'_>, line: BusId) -> store::Result<MeterId> {
        let row = meter_table::Meter { bus: Some(line), ..self.row.clone() };
        match self.before {
            Some(id) => meter_table::update(tx, id, &row).map(|()| id),
            None => meter_table::insert(tx, &row),
        }
    }
}

/// Begins to measure a point with a device, from the register that is read now.
pub(crate) fn assign_meter(core: &mut Core, by: &Actor, args: AssignMeterArgs) -> Result<Done> {
    let line = line_named(core, &args.line)?;
    let absent = || Refusal::new("unknown-device").with("line", &args.line).with("unit", args.unit).field("unit");
    let (meter, device) = device_at(core, line, args.unit)?.ok_or_else(absent)?;
    let beginning = Beginning::of(core, &args, Some(meter), &device)?;
    let done = core.done(by, "assign_meter", format!("{}: {} {}", args.point, args.line, args.unit));
    core.rebuild(|tx| {
        beginning.write(tx, meter)?;
        store::operation::insert(tx, &done)
    })?;
    Ok(Done { done: true })
}

/// How a point begins to be measured.
#[derive(Debug)]
pub(super) struct Beginning {
    pub point: PointId,
    serial: Option<String>,
    from_at: units::Timestamp,
    pub from_register: Energy,
    ratio: (i64, i64),
    /// It has a relay of its own, and the point is a room.
    switches: bool,
}

impl Beginning {
    /// `meter` is none for a device that is not kept yet.
    pub fn of(
        core: &Core,
        args: &AssignMeterArgs,
        meter: Option<MeterId>,
        device: &meter_table::Meter,
    ) -> Result<Self> {
        let points = point::all(&core.store)?;
        let found = points.iter().find(|(_, point)| point.name == args.point);
        let (point, row) =
            found.ok_or_else(|| Refusal::new("unknown-point").with("point", &args.point).field("point"))?;
        let current = installation::current(&core.store)?;
        if current.iter().any(|(_, row)| row.point == *point) {
            return Err(Refusal::new("point-measured").with("point", &args.point).field("point"));
        }
        if let Some((_, other)) = current.iter().find(|(_, row)| Some(row.meter) == meter) {
            let other = points.iter().find(|(id, _)| *id == other.point).map(|(_, point)| point.name.clone());
            return Err(Refusal::new("device-taken").with("point", other.unwrap_or_default()).field("unit"));
        }
        let profile = model(&device.profile);
        if profile.as_ref().is_some_and(|profile| !profile.has_energy()) {
            return Err(Refusal::new("device-counts-nothing").field("unit"));
        }
        let ratio = args.ratio.unwrap_or((1, 1));
        if ratio.0 < 1 || ratio.1 < 1 {
            return Err(Refusal::new("bad-ratio").field("ratio"));
        }
        let at_the_point = |register| {
            crate::core::at_the_point(register, ratio).ok_or_else(|| Refusal::new("bad-ratio").field("ratio"))
        };
        let live = meter.and_then(|meter| core.unplaced.get(&meter));
        let live = live.and_then(|(at, sample)| Some((*at, sample.energy_import?, sample)));
        let (from_at, from_register) = match (args.register_kwh.as_deref(), live) {
            (Some(text), _) => (core.now, at_the_point(parse_kwh(text, "register_kwh")?)?),
            (None, Some((at, register, _))) => (at, at_the_point(register)?),
            (None, None) => return Err(Refusal::new("not-read-yet").with("point", &args.point).field("register_kwh")),
        };
        let serial = device.serial.clone().or_else(|| live.and_then(|(_, _, sample)| sample.serial.clone()));
        let switches =
            row.kind == point::PointKind::Room && profile.is_some_and(|profile| profile.relay_channels() == 1);
        Ok(Self { point: *point, serial, from_at, from_register, ratio, switches })
    }

    pub fn write(&self, tx: &mut store::Tx<'_>, meter: MeterId) -> store::Result<()> {
        let new = installation::Installation {
            point: self.point,
            meter,
            serial: self.serial.clone(),
            from_at: self.from_at,
            from_register: self.from_register,
            to: None,
            ratio: self.ratio,
        };
        installation::insert(tx, &new)?;
        if self.switches {
            relay::put(tx, relay::Relay { point: self.point, meter, channel: 0 })?;
        }
        Ok(())
    }
}

/// Names the switch of a room. Nothing is switched by that; the rules decide at the next look.
pub(crate) fn assign_relay(core: &mut Core, by: &Actor, args: AssignRelayArgs) -> Result<Done> {
    let (place, _) = room_place(core, &args.room)?;
    let points = point::of_place(&core.store, place)?;
    let point = points.first().map(|(id, _)| *id).ok_or_else(|| Refusal::broken("the room has no point"))?;
    let relay = match &args.relay {
        None => None,
        Some(at) => {
            let line = line_named(core, &at.line)?;
            let absent = || Refusal::new("unknown-device").with("line", &at.line).with("unit", at.unit).field("relay");
            let (meter, device) = device_at(core, line, at.unit)?.ok_or_else(absent)?;
            let channels = model(&device.profile).map_or(0, |profile| profile.relay_channels());
            if at.channel == 0 || at.channel > channels {
                return Err(Refusal::new("no-such-relay").with("channels", channels).field("relay"));
            }
            let channel = at.channel - 1;
            let known = relay::all(&core.store)?;
            let here = |other: &&relay::Relay| (other.meter, other.channel) == (meter, channel);
            if let Some(twin) = known.iter().filter(here).find(|other| other.point != point) {
                let twin = point::all(&core.store)?.into_iter().find(|(id, _)| *id == twin.point);
                let room = twin.map(|(_, row)| row.name).unwrap_or_default();
                return Err(Refusal::new("relay-taken").with("room", room).field("relay"));
            }
            Some(relay::Relay { point, meter, channel })
        }
    };
    let done = core.done(by, "assign_relay", format!("{args:?}"));
    core.rebuild(|tx| {
        match relay {
            Some(relay) => relay::put(tx, relay)?,
            None => relay::remove(tx, point)?,
        }
        store::operation::insert(tx, &done)
    })?;
    Ok(Done { done: true })
}

fn child(tx: &mut store::Tx<'_>, parent: PlaceId, kind: place::PlaceKind, name: &str) -> store::Result<PlaceId> {
    let all = place::all(tx)?;
    let siblings = all.iter().filter(|(_, row)| row.parent == Some(parent));
    if let Some((id, _)) = siblings.clone().find(|(_, row)| row.name == name && row.kind == kind) {
        return Ok(*id);
    }
    let sort = siblings.map(|(_, row)| row.sort + 1).max().unwrap_or(0);
    place::insert(tx, &place::Place { parent: Some(parent), kind, name: name.to_owned(), sort, area_dm2: None })
}

fn site_place(core: &Core) -> Result<PlaceId> {
    let all = place::all(&core.store)?;
    let site = all.into_iter().find(|(_, row)| row.kind == place::PlaceKind::Site).map(|(id, _)| id);
    site.ok_or_else(|| Refusal::broken("the site has no place"))
}

fn room_place(core: &Core, name: &str) -> Result<(PlaceId, place::Place)> {
    let found = place::by_name(&core.store, place::PlaceKind::Room, name)?.into_iter().next();
    found.ok_or_else(|| Refusal::new("unknown-room").with("room", name).field("room"))
}

pub(super) fn line_named(core: &Core, name: &str) -> Result<BusId> {
    let found = bus::all(&core.store)?.into_iter().find(|(_, line)| line.name == name).map(|(id, _)| id);
    found.ok_or_else(|| Refusal::new("unknown-line").with("line", name).field("line"))
}

pub(super) fn device_at(core: &Core, line: BusId, unit: u8) -> Result<Option<(MeterId, meter_table::Meter)>> {
    let all = meter_table::all(&core.store)?;
    Ok(all.into_iter().find(|(_, row)| row.bus == Some(line) && row.unit == unit))
}

pub(super) fn named(text: &str, field: &'static str) -> Result<String> {
    let name = text.trim();
    let plain = !name.is_empty() && name.chars().count() <= 60 && !name.contains(char::is_control);
    if plain { Ok(name.to_owned()) } else { Err(Refusal::new("bad-name").with("text", name).field(field)) }
}

/// Square metres with at most two digits after the point, as whole square decimetres.
fn area(text: Option<&str>) -> Result<Option<u32>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let wrong = || Refusal::new("bad-area").with("text", text).field("area_m2");
    // Yuan have two digits after the point as well.
    let hundredths = Currency::CNY.parse_amount(text).map_err(|_| wrong())?.minor();
    u32::try_from(hundredths).ok().filter(|area| *area > 0).map(Some).ok_or_else(wrong)
}
