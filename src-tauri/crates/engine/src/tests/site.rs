//! A small real house for tests: rooms on one line, each with a meter and a relay that may be its own, on a board, or
//! missing. The core is driven directly, in simulated time; the relays really move, and may misbehave.

use std::collections::BTreeMap;

use billing::Tariff;
use bus::{FromLine, LineError, Switch};
use chrono::Duration;
use meter::Sample;
use store::{
    account, bus as line, installation, meter as device, occupancy, place, point, relay, tariff, tariff_assignment,
};
use store::{setting, tenancy};
use units::{AccountId, BusId, Currency, Energy, MeterId, Money, PlaceId, PointId, Timestamp, Zone};

use crate::core::{self, Core, Outgoing};
use crate::dto::NoticeMeans;
use crate::senders::Parcel;
use crate::settings::SiteSettings;
use crate::words::Language;

pub const KEY: store::Key = store::Key([7; 32]);
pub const LINE: BusId = BusId(1);

/// The meter with a known end of its register, in Wh: a million kWh.
pub const TURN_WH: i64 = 1_000_000_000;

/// Flat, with fees, and dearer from December on.
pub const TARIFF: &str = r#"
name = "Test"
currency = "CNY"
source = "test"

[[version]]
from = 2020-01-01
price = 0.6083
daily_fee = 0.20
monthly_fee = 3.10

[[version]]
from = 2026-12-01
price = 0.7200
daily_fee = 0.20
"#;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switching {
    Obeys,
    /// The device answers with an error.
    Refuses,
    /// It says yes and stays closed.
    Welded,
}

/// What hangs on the wall.
#[derive(Debug, Clone)]
pub struct Unit {
    pub place: PlaceId,
    pub point: PointId,
    pub account: AccountId,
    pub meter: MeterId,
    pub relay: Option<(MeterId, u8)>,
    pub serial: &'static str,
    /// The true register.
    pub register_wh: i64,
    pub power_w: i64,
    /// The power factor of what is on, per mille.
    pub factor_milli: i64,
    pub voltage_mv: i64,
    pub closed: bool,
    pub switching: Switching,
}

pub struct House {
    pub core: Core,
    pub units: Vec<Unit>,
    /// Commands that left the core and were not carried out yet.
    pub waiting: Vec<Switch>,
    /// Messages that left the core and that no test looked at yet.
    pub parcels: Vec<Parcel>,
    /// Whatever else lines were asked to do.
    pub others: Vec<Outgoing>,
    pub folder: tempfile::TempDir,
}

/// 2026-11-23 12:00 UTC.
pub fn noon() -> Timestamp {
    units::timestamp(1_795_435_200_000)
}

pub fn settings(zone: &str) -> SiteSettings {
    let zone = Zone::parse(zone).unwrap();
    let mut site = SiteSettings::new("Test house", Currency::CNY, zone, Language::En);
    site.notice_means = NoticeMeans::Simulated;
    site.notice_minutes = 60;
    // Most scenes play in the evening.
    site.friendly.on = false;
    site.reclose_gap_s = 0;
    site.warn1 = Money::from_minor(1000);
    site.warn2 = Money::from_minor(300);
    // What waits for a person has tests of its own.
    site.correction_limit = Money::from_minor(1_000_000_000);
    site.correction_accounts = 1_000;
    site
}

impl House {
    pub fn new() -> Self {
        Self::made(&settings("Asia/Shanghai"), noon(), TARIFF)
    }

    /// Four rooms: 101 with its own relay and a register that turns over, 102 and 103 on a board, 104 without a relay.
    pub fn made(site: &SiteSettings, start: Timestamp, tariff: &str) -> Self {
        let folder = folder();
        let mut writer = store::create(&folder.path().join(crate::key::DATABASE), &KEY).unwrap();
        let units = writer.transaction(|tx| build(tx, site, start, tariff)).unwrap();
        let mut core = core::load(writer, folder.path().to_owned(), start).unwrap();
        core.hear(FromLine::Up { bus: LINE });
        core.tick();
        Self { core, units, waiting: Vec::new(), parcels: Vec::new(), others: Vec::new(), folder }
    }

    pub fn now(&self) -> Timestamp {
        self.core.now
    }

    /// Time passes, and only time.
    pub fn wait(&mut self, time: Duration) {
        self.core.now += time;
        self.core.tick();
        self.collect();
    }

    /// The meter answers with its true register, and every relay with its state.
    pub fn poll(&mut self, room: usize) {
        let unit = self.units[room].clone();
        let register = unit.register_wh;
        self.answer(room, register);
    }

    pub fn poll_all(&mut self) {
        (0..self.units.len()).for_each(|room| self.poll(room));
    }

    /// The meter answers with this register, whatever the truth is.
    pub fn answer(&mut self, room: usize, register_wh: i64) {
        let unit = self.units[room].clone();
        let own = unit.relay.is_some_and(|(device, _)| device == unit.meter);
        let power_w = if unit.closed { unit.power_w } else { 0 };
        let sample = Sample {
            energy_import: Some(Energy::from_wh(register_wh)),
            power_mw: Some(power_w * 1000),
            power_factor_milli: Some(unit.factor_milli),
            voltage_mv: vec![unit.voltage_mv],
            current_ma: vec![power_w * 1_000_000_000 / unit.factor_milli / unit.voltage_mv],
            relays: if own { vec![unit.closed] } else { Vec::new() },
            serial: Some(unit.serial.to_owned()),
            ..Sample::default()
        };
        let at = self.core.now;
        self.core.hear(FromLine::Sample { bus: LINE, meter: unit.meter, at, sample });
        if let Some((board, _)) = unit.relay.filter(|_| !own) {
            let mut relays = vec![true; 8];
            for other in &self.units {
                if let Some((_, channel)) = other.relay.filter(|(device, _)| *device == board) {
                    relays[usize::from(channel)] = other.closed;
                }
            }
            let sample = Sample { relays, ..Sample::default() };
            self.core.hear(FromLine::Sample { bus: LINE, meter: board, at, sample });
        }
        self.collect();
    }

    pub fn silent(&mut self, room: usize) {
        let (meter, at) = (self.units[room].meter, self.core.now);
        self.core.hear(FromLine::Failed { bus: LINE, meter, at, error: LineError::NoAnswer });
        self.collect();
    }

    /// Takes the core's commands and messages off its hands, as lines and senders do.
    pub fn collect(&mut self) {
        for outgoing in self.core.outbox.drain(..) {
            match outgoing {
                Outgoing::Switch { switch, .. } => self.waiting.push(switch),
                Outgoing::Carry(parcel) => self.parcels.push(*parcel),
                Outgoing::PollNow { .. } => {}
                other => self.others.push(other),
            }
        }
    }

    /// A second later the line carries out what was commanded, in order.
    pub fn obey(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        self.core.now += Duration::seconds(1);
        for switch in std::mem::take(&mut self.waiting) {
            let room = self.units.iter().position(|unit| unit.relay == Some((switch.meter, switch.channel))).unwrap();
            let unit = &mut self.units[room];
            let outcome = match unit.switching {
                Switching::Obeys => {
                    unit.closed = switch.on;
                    Ok(unit.closed)
                }
                Switching::Welded => Ok(unit.closed),
                Switching::Refuses => Err(LineError::NoAnswer),
            };
            let at = self.core.now;
            self.core.hear(FromLine::Switched {
                id: switch.id,
                meter: switch.meter,
                channel: switch.channel,
                at,
                outcome,
            });
        }
        self.collect();
    }

    /// Some hours of use, read every so often; commands are obeyed.
    pub fn live(&mut self, hours: i64, every: Duration) {
        let end = self.core.now + Duration::hours(hours);
        while self.core.now < end {
            self.use_energy(every);
            self.core.now += every;
            self.poll_all();
            self.core.tick();
            self.collect();
            self.obey();
        }
    }

    /// Polls so often over so many seconds, a second's obedience included; nothing is used.
    pub fn watch(&mut self, seconds: i64, every: i64) {
        let end = self.core.now + Duration::seconds(seconds);
        while self.core.now < end {
            self.core.now += Duration::seconds(every);
            self.poll_all();
            self.core.tick();
            self.collect();
            self.obey();
        }
    }

    /// The site, which every place lies below.
    pub fn root(&self) -> i64 {
        self.core.terms.site().unwrap().0
    }

    /// Keeps a rule of supply for the whole site.
    pub fn rule(&mut self, kind: &str, rule: serde_json::Value) {
        self.rule_at(self.root(), kind, rule);
    }

    pub fn rule_at(&mut self, place: i64, kind: &str, rule: serde_json::Value) {
        let mut rule = rule;
        rule["kind"] = kind.into();
        let args = serde_json::json!({ "place": place, "kind": kind, "rule": rule });
        self.call(crate::api::rules::save_supply_rule, args).unwrap();
    }

    /// The registers go on by what the closed rooms use.
    pub fn use_energy(&mut self, time: Duration) {
        for unit in self.units.iter_mut().filter(|unit| unit.closed) {
            unit.register_wh += unit.power_w * time.num_seconds() / 3600;
        }
    }

    pub fn pay(&mut self, room: usize, minor: i64, key: &str) -> store::Posted {
        let place = self.units[room].place;
        let tender = ledger::Tender::Cash;
        let posted = self.core.post_top_up(place, Money::from_minor(minor), tender, key, "cashier").unwrap();
        self.core.control(place);
        posted
    }

    /// What the screens are shown.
    pub fn view(&mut self) -> crate::View {
        let live = std::sync::Arc::new(self.core.picture());
        let (now, folder) = (self.core.now, self.folder.path().to_owned());
        crate::View { reader: self.core.store.reader().unwrap(), live, now, language: Language::En, folder }
    }

    /// Calls a reading operation.
    pub fn ask<A: serde::de::DeserializeOwned, R>(
        &mut self,
        run: fn(&crate::View, A) -> crate::error::Result<R>,
        args: serde_json::Value,
    ) -> crate::error::Result<R> {
        run(&self.view(), serde_json::from_value(args).unwrap())
    }

    /// Calls a writing operation as the owner.
    pub fn call<A: serde::de::DeserializeOwned, R>(
        &mut self,
        run: fn(&mut Core, &crate::Actor, A) -> crate::error::Result<R>,
        args: serde_json::Value,
    ) -> crate::error::Result<R> {
        let done = run(&mut self.core, &crate::Actor::owner(Language::En), serde_json::from_value(args).unwrap());
        self.collect();
        done
    }

    /// Takes credit away by an entry of its own.
    pub fn drain(&mut self, room: usize, minor: i64) {
        let unit = &self.units[room];
        let (place, amount) = (unit.place, Money::from_minor(minor));
        let lines = vec![
            ledger::Line::new(ledger::Book::Tenant(unit.account), amount),
            ledger::Line::new(ledger::Book::Suspense, -amount),
        ];
        let draft = ledger::Draft {
            at: self.core.now,
            cause: ledger::Cause::Transfer,
            key: format!("drain/{room}/{}", self.core.now),
            booking: self.core.site.zone.month(self.core.now),
            service: None,
            lines,
            memo: String::new(),
            reverses: None,
            receipt: None,
            actor: "test".to_owned(),
        };
        self.core.post(draft).unwrap();
        self.core.read_balance(place).unwrap();
        self.core.control(place);
    }

    pub fn balance(&mut self, room: usize) -> i64 {
        self.core.balance(self.units[room].place).unwrap().minor()
    }

    pub fn room(&self, room: usize) -> &core::Room {
        &self.core.rooms[&self.units[room].place]
    }

    pub fn latched(&self, room: usize) -> bool {
        self.room(room).latch.is_some()
    }

    pub fn desired_on(&self, room: usize) -> bool {
        self.room(room).decision.state.closed()
    }

    /// The program is killed and started again.
    pub fn crash(self) -> Self {
        let Self { core, units, folder, .. } = self;
        let now = core.now;
        drop(core);
        Self::opened(units, folder, now)
    }

    /// The program ends in order and is started again.
    pub fn restart(self) -> Self {
        let Self { core, units, folder, .. } = self;
        let now = core.now;
        core.finish();
        Self::opened(units, folder, now)
    }

    pub fn opened(units: Vec<Unit>, folder: tempfile::TempDir, now: Timestamp) -> Self {
        let writer = store::open(&folder.path().join(crate::key::DATABASE), &KEY).unwrap();
        let mut core = core::load(writer, folder.path().to_owned(), now).unwrap();
        core.hear(FromLine::Up { bus: LINE });
        core.tick();
        let mut house = Self { core, units, waiting: Vec::new(), parcels: Vec::new(), others: Vec::new(), folder };
        house.collect();
        house
    }

    /// What the store's own check finds in the books.
    pub fn verify(&self) -> store::Verification {
        let found = store::verify(&self.core.store.reader().unwrap(), Some(self.core.store.head())).unwrap();
        assert!(found.is_good(), "{:?}", found.problems);
        found
    }

    /// Kinds of the supply's events of a room, oldest first, with what was wanted or seen.
    pub fn events(&self, room: usize) -> Vec<String> {
        use store::supply_event::SupplyEventKind as Kind;
        let point = self.units[room].point;
        let events = store::supply_event::latest(&self.core.store, point, Timestamp::MAX_UTC, 200).unwrap();
        let said = events.into_iter().rev().map(|(_, event)| match event.kind {
            Kind::Decision => format!("decision {} {}", event.desired, event.reason),
            Kind::Command => format!("command {}", event.desired),
            Kind::ReadBack => format!("read {}", event.actual.unwrap_or_default()),
            Kind::Failed => "failed".to_owned(),
        });
        said.collect()
    }

    /// Standing alarms: kind and room.
    pub fn alarms(&self) -> Vec<String> {
        let standing = store::alarm::standing(&self.core.store).unwrap();
        standing.into_iter().filter(|state| state.cleared_at.is_none()).map(|state| state.alarm.kind).collect()
    }

    /// All stored readings of a room's current installation.
    pub fn stored(&self, room: usize) -> Vec<units::Reading> {
        let of = self.core.points[&self.units[room].point].installation;
        store::reading::between(&self.core.store, of, units::timestamp(0), Timestamp::MAX_UTC).unwrap()
    }

    /// The sum of everything charged to a room in the journal, by service month.
    pub fn charged(&self, room: usize) -> BTreeMap<String, i64> {
        let account = self.units[room].account;
        let months = store::charge::months(&self.core.store, account).unwrap();
        let sums = months.into_iter().map(|month| {
            let lines = store::charge::lines(&self.core.store, account, month).unwrap();
            (month.to_string(), lines.iter().map(|charge| charge.line.amount.minor()).sum())
        });
        sums.collect()
    }
}

/// In memory where the system has such a place: thousands of commits would wait for a disk.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn build(tx: &mut store::Tx<'_>, site: &SiteSettings, at: Timestamp, text: &str) -> store::Result<Vec<Unit>> {
    for (key, value) in site.to_texts() {
        setting::put(tx, key, &value)?;
    }
    let new = |parent, kind, name: &str| place::Place { parent, kind, name: name.to_owned(), sort: 0, area_dm2: None };
    let root = place::insert(tx, &new(None, place::PlaceKind::Site, "Site"))?;
    let house = place::insert(tx, &new(Some(root), place::PlaceKind::Building, "House"))?;
    let floor = place::insert(tx, &new(Some(house), place::PlaceKind::Floor, "1"))?;
    let bus = line::Bus {
        name: "A".to_owned(),
        address: "/dev/null".to_owned(),
        baud: 9600,
        parity: "none".to_owned(),
        stop_bits: 1,
    };
    assert_eq!(line::insert(tx, &bus)?, LINE);
    let effective = Tariff::parse(text).unwrap().versions()[0].from;
    let id = tariff::insert(tx, &tariff::Tariff { name: "Test".to_owned(), text: text.to_owned(), effective })?;
    tariff_assignment::put(tx, tariff_assignment::TariffAssignment { place: root, from_day: effective, tariff: id })?;
    let board =
        device::Meter { serial: None, profile: "relay-board-8".to_owned(), bus: Some(LINE), unit: 100, rated_w: 0 };
    let board = device::insert(tx, &board)?;
    let mut units = Vec::new();
    let rooms = [("101", "hiking-dds238-4w", "1001", Some(None)), ("102", "eastron-sdm120", "1002", Some(Some(0)))];
    let more = [("103", "eastron-sdm120", "1003", Some(Some(1))), ("104", "eastron-sdm120", "1004", None)];
    for (number, (name, profile, serial, switch)) in (1..).zip(rooms.into_iter().chain(more)) {
        let place = place::insert(tx, &new(Some(floor), place::PlaceKind::Room, name))?;
        let kind = point::PointKind::Room;
        let point = point::insert(tx, &point::Point { parent: None, place, kind, name: name.to_owned() })?;
        let own = device::Meter {
            serial: Some(serial.to_owned()),
            profile: profile.to_owned(),
            bus: Some(LINE),
            unit: number,
            rated_w: 23_000,
        };
        let meter = device::insert(tx, &own)?;
        let register_wh = i64::from(number) * 100_000_000;
        let installed = installation::Installation {
            point,
            meter,
            serial: Some(serial.to_owned()),
            from_at: at,
            from_register: Energy::from_wh(register_wh),
            to: None,
            ratio: (1, 1),
        };
        installation::insert(tx, &installed)?;
        let relay = switch.map(|channel: Option<u8>| channel.map_or((meter, 0), |channel| (board, channel)));
        if let Some((device, channel)) = relay {
            relay::put(tx, relay::Relay { point, meter: device, channel })?;
        }
        let tenant = tenancy::Tenancy {
            place,
            kind: tenancy::TenancyKind::Tenancy,
            name: format!("Tenant of {name}"),
            phone: None,
            email: None,
            language: "en".to_owned(),
            postpaid: false,
            protected: false,
            from_at: at,
            to_at: None,
            due_days: None,
            leaving_on: None,
            note: String::new(),
        };
        let tenancy = tenancy::insert(tx, &tenant)?;
        occupancy::put(tx, tenancy, site.zone.date(at), 2)?;
        let account = account::insert(tx, account::Account { tenancy, opened: at })?;
        units.push(Unit {
            place,
            point,
            account,
            meter,
            relay,
            serial,
            register_wh,
            power_w: 1_000,
            factor_milli: 1_000,
            voltage_mv: 230_000,
            closed: true,
            switching: Switching::Obeys,
        });
    }
    Ok(units)
}
