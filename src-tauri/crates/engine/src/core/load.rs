//! The core's state as the store has it.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::path::PathBuf;

use chrono::NaiveDate;
use meter::Base;
use store::{account, bus, installation, line_setting, meter as meter_table, occupancy, place, point, relay, tenancy};
use supply::{Credit, Facts, Plan, Reconciler};
use units::{AccountId, Energy, MeterId, Money, PlaceId, PointId, Quality, Reading, Timestamp};

use super::account::Account;
use super::state::{ManualOrder, Point, Relay, Room};
use super::usage::TICK;
use super::{Core, Terms, energy};
use crate::dto::{Manual, Order};
use crate::error::{Refusal, Result};
use crate::live::{LiveTenancy, PointKind};
use crate::settings::SiteSettings;
use crate::wire::models;

pub(crate) fn load(store: store::Writer, folder: PathBuf, now: Timestamp) -> Result<Core> {
    let texts: BTreeMap<String, String> = store::setting::all(&store)?.into_iter().collect();
    let site = SiteSettings::from_texts(&texts)?;
    let posted_through = posted_through(&store, &site, &texts, now)?;
    let alarms = crate::alarm::Alarms::load(&store)?;
    let terms = Terms::load(&store)?;
    let rules = super::rules::Rules::load(&store)?;
    let mut core = Core {
        store,
        site,
        terms,
        rules,
        turns: supply::Stagger::default(),
        clock_unsure: false,
        watch: super::absence::Watching::default(),
        losses: super::losses::Looking::default(),
        now,
        rooms: BTreeMap::new(),
        points: BTreeMap::new(),
        lines: BTreeMap::new(),
        by_meter: HashMap::new(),
        by_relay: HashMap::new(),
        commands: HashMap::new(),
        messages: super::messages::Messages::default(),
        unplaced: HashMap::new(),
        rewired: false,
        silent: HashSet::new(),
        watching: super::watch::Watching::default(),
        hours: BTreeMap::new(),
        clocks: BTreeMap::new(),
        errands: super::Errands::default(),
        crossed: None,
        owns_lines: false,
        upkeep: super::upkeep::Upkeep::default(),
        reading_first: None,
        next_command: 1,
        recent_cuts: VecDeque::new(),
        posted_through,
        quota_used: HashMap::new(),
        grants_settled: None,
        waiting: super::pending::waiting(&texts),
        fault: None,
        last_fault: None,
        in_doubt: false,
        #[cfg(test)]
        answers_left: None,
        alarms,
        outbox: Vec::new(),
        shell: None,
        folder,
    };
    let meters: HashMap<MeterId, meter_table::Meter> = meter_table::all(&core.store)?.into_iter().collect();
    load_lines(&mut core, &meters)?;
    load_points(&mut core, &meters)?;
    load_rooms(&mut core, &meters)?;
    core.recent_cuts = core.cuts_that_count()?;
    core.resolve_rules();
    core.restore_loads()?;
    core.take_up_watch(&texts);
    core.tell_of_restore();
    Ok(core)
}

/// A site that never closed a day starts with the first day on which something was measured.
fn posted_through(
    store: &store::Writer,
    site: &SiteSettings,
    texts: &BTreeMap<String, String>,
    now: Timestamp,
) -> Result<Timestamp> {
    if let Some(ms) = texts.get("posted_through").and_then(|text| text.parse().ok()) {
        return Ok(units::timestamp(ms));
    }
    let first = installation::all(store)?.first().map_or(now, |(_, row)| row.from_at.min(now));
    Ok(site.zone.start_of(site.zone.date(first)))
}

fn load_lines(core: &mut Core, meters: &HashMap<MeterId, meter_table::Meter>) -> Result<()> {
    for (id, line) in bus::all(&core.store)? {
        let devices = meters.values().filter(|meter| meter.bus == Some(id)).count();
        let devices = i64::try_from(devices).unwrap_or(i64::MAX);
        let live = core.lines.entry(id).or_default();
        (live.name, live.devices) = (line.name, devices);
        live.clocks = line_setting::get(&core.store, id)?.set_clocks;
    }
    Ok(())
}

fn load_points(core: &mut Core, meters: &HashMap<MeterId, meter_table::Meter>) -> Result<()> {
    let installed: HashMap<PointId, (units::InstallationId, installation::Installation)> =
        installation::current(&core.store)?.into_iter().map(|(id, row)| (row.point, (id, row))).collect();
    let today = core.site.zone.date(core.now);
    let of_today = store::rollup::of_day(&core.store, today)?;
    let doubts = store::suspect::open(&core.store)?;
    let mut began: HashMap<PointId, Timestamp> = HashMap::new();
    for (_, row) in installation::all(&core.store)? {
        began.entry(row.point).or_insert(row.from_at);
    }
    for (id, row) in point::all(&core.store)? {
        let Some((installation, placed)) = installed.get(&id) else { continue };
        let Some(device) = meters.get(&placed.meter) else { continue };
        let Some(bus) = device.bus else { continue };
        let profile = models::model(&device.profile).ok_or_else(|| {
            Refusal::new("profile").with("profile", &device.profile).with("cause", crate::cause::NO_MODEL)
        })?;
        // The last one, wherever the clock stands now: nothing is read in between.
        let stored = store::reading::base(&core.store, *installation, Timestamp::MAX_UTC)?;
        let stored =
            stored.unwrap_or(Reading { at: placed.from_at, register: placed.from_register, quality: Quality::Actual });
        let limits = super::exchange::limits(device.rated_w, &profile, stored.register, placed.ratio);
        let day = of_today.get(&id).map_or(Energy::ZERO, |sum| sum.energy);
        let doubt =
            doubts.iter().rfind(|(_, suspect)| suspect.installation == *installation).map(|(_, suspect)| suspect);
        let room = (row.kind == point::PointKind::Room).then_some(row.place);
        core.by_meter.insert(placed.meter, id);
        let loaded = Point {
            id,
            kind: kind(row.kind),
            name: row.name,
            room,
            installation: *installation,
            ratio: placed.ratio,
            installed_at: began.get(&id).copied().unwrap_or(placed.from_at),
            meter: placed.meter,
            serial: device.serial.clone().unwrap_or_default(),
            profile,
            bus,
            unit: device.unit,
            limits,
            base: Some(Base { reading: stored, serial: device.serial.clone() }),
            stored: Some(stored),
            edge: None,
            sample: None,
            error: None,
            answering: false,
            heard: false,
            doubt: doubt.and_then(|suspect| Some((meter::Doubt::parse(&suspect.doubt)?, suspect.register))),
            day: (today, day),
        };
        core.points.insert(id, loaded);
    }
    Ok(())
}

fn load_rooms(core: &mut Core, meters: &HashMap<MeterId, meter_table::Meter>) -> Result<()> {
    let places: HashMap<PlaceId, place::Place> = place::all(&core.store)?.into_iter().collect();
    let relays: HashMap<PointId, relay::Relay> =
        relay::all(&core.store)?.into_iter().map(|row| (row.point, row)).collect();
    let latches: HashMap<AccountId, Timestamp> = store::latch::current(&core.store)?.into_iter().collect();
    let manuals = manuals(core)?;
    let trips = store::trip::current(&core.store)?;
    for (tenancy, row) in tenancy::current(&core.store)? {
        let Some(account) = account::of_tenancy(&core.store, tenancy)? else { continue };
        let Some(point) = core.points.values().find(|point| point.room == Some(row.place)) else { continue };
        let Some(own) = places.get(&row.place) else { continue };
        let above = |place: &place::Place| place.parent.and_then(|id| places.get(&id));
        let floor = above(own);
        let relay = relays.get(&point.id).and_then(|relay| {
            let device = meters.get(&relay.meter)?;
            Some(Relay {
                bus: device.bus?,
                meter: relay.meter,
                channel: relay.channel,
                seen: None,
                pending: None,
                reconciler: Reconciler::new(Plan::default(), core.now),
            })
        });
        let tariff = core.terms.tariff_of(row.place, core.site.currency)?;
        let episode = store::setting::get(&core.store, &super::write::episode_key(account))?;
        let episode = episode.and_then(|text| text.parse().ok()).unwrap_or(0);
        let last_decision =
            store::supply_event::last(&core.store, point.id, store::supply_event::SupplyEventKind::Decision)?;
        let was_off = last_decision.as_ref().is_some_and(|event| event.desired == "off");
        if let Some(relay) = &relay {
            core.by_relay.insert((relay.meter, relay.channel), row.place);
        }
        let notice = first_notice(core, account, episode)?;
        let today = core.site.zone.date(core.now);
        let occupants = occupancy::on(&core.store, tenancy, today)?.unwrap_or(0);
        let room = Room {
            place: row.place,
            name: own.name.clone(),
            floor: floor.map(|floor| floor.name.clone()).unwrap_or_default(),
            building: floor.and_then(above).map(|house| house.name.clone()).unwrap_or_default(),
            point: point.id,
            tenancy: LiveTenancy {
                name: row.name.clone(),
                phone: row.phone.clone(),
                email: row.email.clone(),
                language: row.language.clone(),
                since: row.from_at,
                occupants: i64::from(occupants),
                vacant: row.kind == tenancy::TenancyKind::Owner,
                deposit: -store::balance::of(&core.store, ledger::Book::Deposit(tenancy))?,
            },
            account: Account::new(
                account,
                tenancy,
                billing::Tenancy { from: row.from_at, to: row.to_at },
                super::post::credit(&core.store, account)?,
                store::period_lock::of_account(&core.store, account)?.last().map(|lock| lock.month),
            ),
            tariff,
            recent_costs: recent_costs(core, account, row.from_at)?,
            latch: latches.get(&account).copied(),
            quota_latched: store::setting::get(&core.store, &super::quota::latch_key(row.place))?
                .is_some_and(|text| !text.is_empty()),
            // Who was given notice was low, and is until credit is well again: only then does the notice end.
            warn_level: u8::from(notice.is_some()),
            notice,
            episode,
            manual: order_of(&manuals, row.place, |order| order != Order::Maintenance),
            maintenance: order_of(&manuals, row.place, |order| order == Order::Maintenance),
            trip: trips.iter().find(|(_, trip)| trip.place == row.place).map(|(id, trip)| (*id, trip.at)),
            relay,
            decision: undecided(core.now, was_off),
            told: last_decision.as_ref().map(|event| (!was_off, event.reason.clone())),
            guards: Vec::new(),
            since: last_decision.map(|event| event.at),
            held_from: None,
            held: None,
            protected: row.protected,
            post_paid: row.postpaid,
            emergency: store::balance::of(&core.store, ledger::Book::EmergencyCredit(account))?,
            guarded: super::protect::Guarded::default(),
            in_danger: Vec::new(),
        };
        core.rooms.insert(row.place, room);
        open_months(core, row.place, account)?;
        core.read_provisional(row.place)?;
    }
    Ok(())
}

/// Every month that may not be posted to its end, up to the present one.
fn open_months(core: &mut Core, place: PlaceId, account: AccountId) -> Result<()> {
    let zone = core.site.zone;
    // What was read after the last close may begin long before it: at the last reading that the close could know.
    let before = core.posted_through - TICK;
    let point = core.rooms.get(&place).map(|room| room.point);
    let known = point.map(|point| last_known(&core.store, point, before)).transpose()?.flatten();
    let posting = zone.month(known.unwrap_or(before));
    let held = store::setting::get(&core.store, &super::post::held_key(account))?;
    let held = held.and_then(|month| month.parse::<units::Month>().ok());
    let first = held.map_or(posting, |held| held.min(posting));
    let last = zone.month(core.now).max(zone.month(core.posted_through));
    core.open_from(place, first, last)?;
    if let Some(room) = core.rooms.get_mut(&place) {
        room.held_from = held;
    }
    Ok(())
}

/// The last good reading at a point up to an instant, of whichever meter hung there.
fn last_known(db: &store::Db, point: PointId, at: Timestamp) -> Result<Option<Timestamp>> {
    let mut last = None;
    for (id, installed) in installation::of_point(db, point)? {
        let read = store::reading::base(db, id, at)?.map(|reading| reading.at);
        last = last.max(read.or_else(|| Some(installed.from_at).filter(|from| *from <= at)));
    }
    Ok(last)
}

/// Before the first look at a room: as it was last decided, so that starting changes nothing.
fn undecided(now: Timestamp, off: bool) -> supply::Decision {
    let decision = supply::decide(&Facts {
        now,
        has_relay: true,
        trip: None,
        maintenance: None,
        manual: None,
        overload: None,
        calendar: None,
        credit: Credit {
            latched: false,
            debt: None,
            balance: Money::ZERO,
            limit: Money::ZERO,
            blocked_by: Vec::new(),
            lifeline: None,
        },
        quota: None,
        quota_blocked_by: Vec::new(),
        protected: false,
        exempt: false,
        post_paid: false,
        vacant: false,
    });
    let state = if off { supply::Supply::Off } else { decision.state };
    supply::Decision { state, ..decision }
}

fn order_of(orders: &[(PlaceId, ManualOrder)], place: PlaceId, is: impl Fn(Order) -> bool) -> Option<ManualOrder> {
    orders.iter().find(|(at, manual)| *at == place && is(manual.shown.order)).map(|(_, manual)| manual.clone())
}

/// The orders in force, by room.
fn manuals(core: &Core) -> Result<Vec<(PlaceId, ManualOrder)>> {
    use store::manual_order::OrderKind;
    let mut orders = Vec::new();
    for (id, row) in store::manual_order::current(&core.store)? {
        let order = match row.kind {
            OrderKind::Off => Order::Off,
            OrderKind::Maintenance => Order::Maintenance,
            OrderKind::On => Order::On,
        };
        let shown = Manual {
            order,
            reason: row.reason,
            note: row.note,
            since: units::millis(row.since),
            until: row.until.map(units::millis),
            review_on: row.review_on.map(|day| day.to_string()),
        };
        orders.push((row.place, ManualOrder { id, shown }));
    }
    Ok(orders)
}

/// The first notice of this episode, given while credit was low: from it the waiting time counts.
fn first_notice(core: &Core, account: AccountId, episode: i64) -> Result<Option<(Timestamp, String)>> {
    let notices = store::notice::of_account(&core.store, account)?;
    let first = notices
        .into_iter()
        .filter(|notice| notice.episode == episode && notice.level > 0)
        .min_by_key(|notice| notice.given_at);
    Ok(first.map(|notice| (notice.given_at, notice.how)))
}

/// What each of the last full days cost, from what was posted: a posting covers the days since the one before.
fn recent_costs(core: &Core, account: AccountId, since: Timestamp) -> Result<Vec<Money>> {
    let zone = core.site.zone;
    let movements = store::entry::movements(&core.store, ledger::Book::Tenant(account), None, 64)?;
    let mut costs: BTreeMap<NaiveDate, Money> = BTreeMap::new();
    for movement in &movements {
        let draft = &movement.entry.draft;
        if matches!(draft.cause, ledger::Cause::Charge | ledger::Cause::Correction) {
            *costs.entry(zone.date(draft.at)).or_default() += movement.amount;
        }
    }
    let mut before = zone.date(since);
    let mut recent = Vec::new();
    for (day, cost) in costs {
        super::post::spread(&mut recent, cost, (day - before).num_days());
        before = day;
    }
    // Days since then that cost nothing.
    let quiet = (zone.date(core.posted_through) - before).num_days();
    if quiet > 0 {
        super::post::spread(&mut recent, Money::ZERO, quiet);
    }
    Ok(recent)
}

fn kind(kind: point::PointKind) -> PointKind {
    match kind {
        point::PointKind::Supply => PointKind::Supply,
        point::PointKind::Feeder => PointKind::Feeder,
        point::PointKind::Room => PointKind::Room,
        point::PointKind::Common => PointKind::Common,
        point::PointKind::Other => PointKind::Other,
    }
}

impl Core {
    /// After a commit in doubt only what the store holds counts. What was heard and commanded meanwhile stays known.
    pub(super) fn reload(&mut self) -> Result<()> {
        let texts: BTreeMap<String, String> = store::setting::all(&self.store)?.into_iter().collect();
        self.site = SiteSettings::from_texts(&texts)?;
        self.posted_through = posted_through(&self.store, &self.site, &texts, self.now)?;
        self.alarms = crate::alarm::Alarms::load(&self.store)?;
        self.terms = Terms::load(&self.store)?;
        self.rules = super::rules::Rules::load(&self.store)?;
        self.waiting = super::pending::waiting(&texts);
        self.quota_used.clear();
        self.grants_settled = None;
        let mut heard = std::mem::take(&mut self.points);
        let mut rooms = std::mem::take(&mut self.rooms);
        let meters: HashMap<MeterId, meter_table::Meter> = meter_table::all(&self.store)?.into_iter().collect();
        self.by_meter.clear();
        self.by_relay.clear();
        load_lines(self, &meters)?;
        load_points(self, &meters)?;
        load_rooms(self, &meters)?;
        self.recent_cuts = self.cuts_that_count()?;
        for (id, point) in &mut self.points {
            let Some(heard) = heard.remove(id) else { continue };
            let newer = heard.base.filter(|base| point.stored.is_none_or(|stored| stored.at < base.reading.at));
            if heard.installation == point.installation && newer.is_some() {
                point.base = newer;
                point.edge = heard.edge;
            }
            (point.sample, point.error) = (heard.sample, heard.error);
            (point.answering, point.heard) = (heard.answering, heard.heard);
        }
        for (place, room) in &mut self.rooms {
            let Some(before) = rooms.remove(place) else { continue };
            let same = |a: &Relay, b: &Relay| (a.bus, a.meter, a.channel) == (b.bus, b.meter, b.channel);
            if room.relay.as_ref().zip(before.relay.as_ref()).is_some_and(|(now, before)| same(now, before)) {
                room.relay = before.relay;
            }
            (room.guarded, room.in_danger) = (before.guarded, before.in_danger);
        }
        self.resolve_rules();
        Ok(())
    }

    /// Which room a command on its way is for.
    pub fn place_of_command(&self, id: ::bus::CommandId) -> Option<PlaceId> {
        self.commands.get(&id).copied()
    }

    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// Readings on a day of the past or of a simulated life, in one transaction.
    pub fn take_batch(&mut self, batch: &[(PointId, Reading)]) -> Result<()> {
        let zone = self.site.zone;
        let mut kept = Vec::new();
        for (id, reading) in batch {
            let Some(point) = self.points.get_mut(id) else { continue };
            let verdict = meter::judge(point.base.as_ref(), reading.at, reading.register, None, &point.limits);
            if verdict != meter::Verdict::Good {
                return Err(Refusal::broken(format!("{}: {verdict:?}", point.name)));
            }
            point.base = Some(Base { reading: *reading, serial: None });
            let usage = point.unstored();
            point.stored = Some(*reading);
            let parts = usage.map(|usage| energy::hour_parts(&usage, zone)).unwrap_or_default();
            kept.push((*id, point.installation, *reading, usage, parts));
        }
        self.write(|tx| {
            let mut sums = store::rollup::Batch::default();
            for (id, installation, reading, _, parts) in &kept {
                store::reading::insert(tx, *installation, *reading)?;
                parts.iter().for_each(|(slot, sum)| sums.add(*id, *slot, *sum));
            }
            sums.write(tx)
        })?;
        for (id, _, reading, usage, parts) in kept {
            self.reading_kept(id, reading, usage, &parts);
        }
        Ok(())
    }
}
