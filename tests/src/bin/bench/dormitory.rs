//! The close of a month by the program itself: a dormitory of 3,000 rooms on 40 lines with a month of quarter hours in
//! the store. Shares, charge lines, journal entries and locks, from the command to what is on the disk.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use engine::{Actor, Engine, Make, NewSite, Start, words::Language};
use serde_json::{Value, json};
use store::{Tx, account, installation, meter, occupancy, place, point, pool, pool_key, pool_point, reading, tenancy};
use store::{setting, tariff, tariff_assignment};
use units::{DateRange, Energy, Month, PlaceId, PointId, Quality, Reading, Timestamp, Zone, timestamp};

use crate::month::{LINES, ROOMS_OF_LINE, TARIFF};
use crate::table::{Figure, Row};

const ZONE: &str = "Asia/Shanghai";
const QUARTER: chrono::Duration = chrono::Duration::minutes(15);

pub fn measure() -> Result<Vec<Row>, String> {
    let folder = crate::folder()?;
    let month = Month::new(2026, 10).ok_or("no such month")?;
    let zone = Zone::parse(ZONE).map_err(|error| error.to_string())?;
    let (first, end) = (zone.start_of(month.first()), zone.start_of(month.dates().end));
    println!("  building the dormitory …");
    let building = Opened::open(folder.path(), first - QUARTER)?;
    building.engine.stop();
    build(folder.path(), zone, month)?;
    // The days but the last are posted, as on every other morning.
    Opened::open(folder.path(), end - chrono::Duration::hours(12))?.engine.stop();
    let from = Instant::now();
    let house = Opened::open(folder.path(), end - chrono::Duration::hours(12))?;
    let started = from.elapsed();
    house.now.store(units::millis(end + chrono::Duration::minutes(20)), Ordering::Relaxed);
    let asked = json!({ "month": month.to_string() });
    let (day, _) = house.timed("close_month_preview", &asked)?;
    let (preview, end) = house.timed("close_month_preview", &asked)?;
    let open = end["open"].as_array().into_iter().flatten().map(|open| open["kind"].clone()).collect::<Vec<_>>();
    let (close, _) = house.timed("close_month", &json!({ "month": month.to_string(), "seen": open }))?;
    house.engine.stop();
    let rooms = LINES * ROOMS_OF_LINE;
    let row = |work: &str, time: Duration| {
        Row::new(format!("{rooms} rooms, {LINES} lines: {work}"), Figure::once(time.as_secs_f64(), "s"), "-")
    };
    Ok(vec![
        row("start with a month of quarter hours", started),
        row("the last day shared, charged and posted, and the month previewed", day),
        row("the month previewed, every account rated anew from the store", preview),
        row("the month closed: journal and locks on the disk", close),
    ])
}

/// A folder that is open, at a time that is set.
struct Opened {
    engine: Engine,
    runtime: tokio::runtime::Runtime,
    now: Arc<AtomicI64>,
}

impl Opened {
    fn open(data: &Path, at: Timestamp) -> Result<Self, String> {
        let now = Arc::new(AtomicI64::new(units::millis(at)));
        let clock = Arc::clone(&now);
        let site = NewSite {
            name: Some("Dormitory".to_owned()),
            currency: Some("CNY".to_owned()),
            zone: Some(ZONE.to_owned()),
        };
        let start = Start {
            data: data.to_owned(),
            make: Make::Site(site),
            clock: Arc::new(move || timestamp(clock.load(Ordering::Relaxed))),
            lines: false,
            language: Language::En,
        };
        let engine = Engine::start(start).map_err(|error| error.to_string())?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        Ok(Self { engine, runtime: runtime.map_err(|error| error.to_string())?, now })
    }

    fn timed(&self, name: &str, args: &Value) -> Result<(Duration, Value), String> {
        let from = Instant::now();
        let called = self.engine.dispatch(Actor::owner(Language::En), name, args.clone());
        let answer = self.runtime.block_on(called).map_err(|error| format!("{name}: {}", error.message))?;
        Ok((from.elapsed(), answer))
    }
}

fn build(folder: &Path, zone: Zone, month: Month) -> Result<(), String> {
    let broken = |error: store::Error| error.to_string();
    let mut writer = crate::energy::open(folder)?;
    let first = zone.start_of(month.first());
    let root = place::all(&writer).map_err(broken)?.first().map(|(id, _)| *id).ok_or("a site without a root")?;
    writer
        .transaction(|tx| {
            setting::put(tx, "posted_through", &units::millis(first).to_string())?;
            let effective = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap_or_default();
            let row = tariff::Tariff { name: "Dormitory".to_owned(), text: TARIFF.to_owned(), effective };
            let id = tariff::insert(tx, &row)?;
            let everywhere = tariff_assignment::TariffAssignment { place: root, from_day: effective, tariff: id };
            tariff_assignment::put(tx, everywhere)
        })
        .map_err(broken)?;
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    for line in 0..LINES {
        let mut build = Building { month, zone, seed };
        writer.transaction(|tx| build.line(tx, root, line)).map_err(broken)?;
        seed = build.seed;
    }
    Ok(())
}

struct Building {
    month: Month,
    zone: Zone,
    seed: u64,
}

impl Building {
    /// A floor with its rooms, and its stairs shared half by area and half by people and days.
    fn line(&mut self, tx: &mut Tx<'_>, root: PlaceId, line: usize) -> store::Result<()> {
        let name = format!("Line {}", line + 1);
        let floor = place::insert(tx, &new_place(root, place::PlaceKind::Floor, &name, None))?;
        let stairs = place::insert(tx, &new_place(floor, place::PlaceKind::Common, &format!("{name} stairs"), None))?;
        let common = self.metered(tx, stairs, point::PointKind::Common, &format!("{name} stairs"), 400)?;
        let row = pool::Pool {
            name: format!("{name} stairs"),
            place: floor,
            source: pool::PoolSource::Common,
            tariff: None,
            declared: None,
            technical_permille: None,
            vacancy: pool::Vacancy::Owner,
            from_day: self.month.first(),
            until_day: None,
        };
        let pool = pool::insert(tx, &row)?;
        pool_point::put(tx, pool, &[common])?;
        pool_key::put(tx, pool, &[(pool_key::PoolKey::Area, 1), (pool_key::PoolKey::OccupantDays, 1)])?;
        for n in 0..ROOMS_OF_LINE {
            self.room(tx, floor, line * ROOMS_OF_LINE + n)?;
        }
        Ok(())
    }

    fn room(&mut self, tx: &mut Tx<'_>, floor: PlaceId, n: usize) -> store::Result<()> {
        let name = format!("{:04}", n + 1);
        let area = 1_200 + u32::try_from(n % 17).unwrap_or(0) * 50;
        let room = place::insert(tx, &new_place(floor, place::PlaceKind::Room, &name, Some(area)))?;
        self.metered(tx, room, point::PointKind::Room, &name, 120)?;
        let from_at = self.zone.start_of(self.month.first());
        let row = tenancy::Tenancy {
            place: room,
            kind: tenancy::TenancyKind::Tenancy,
            name: format!("Tenant of {name}"),
            phone: None,
            email: None,
            language: "en".to_owned(),
            postpaid: false,
            protected: false,
            from_at,
            to_at: None,
            due_days: None,
            leaving_on: None,
            note: String::new(),
        };
        let tenant = tenancy::insert(tx, &row)?;
        let people = u32::try_from(1 + n % 4).unwrap_or(1);
        occupancy::put(tx, tenant, self.month.first(), people)?;
        if n.is_multiple_of(7) {
            let day = self.month.first() + Days::new(1 + u64::try_from(n % 29).unwrap_or(0));
            occupancy::put(tx, tenant, day, people + 1)?;
        }
        account::insert(tx, account::Account { tenancy: tenant, opened: from_at }).map(drop)
    }

    /// A point with a meter, and its month of quarter hours of at most so many watt-hours each.
    fn metered(
        &mut self,
        tx: &mut Tx<'_>,
        place: PlaceId,
        kind: point::PointKind,
        name: &str,
        most: u64,
    ) -> store::Result<PointId> {
        let id = point::insert(tx, &point::Point { parent: None, place, kind, name: name.to_owned() })?;
        let device = meter::Meter {
            serial: Some(name.to_owned()),
            profile: "eastron-sdm120".to_owned(),
            bus: None,
            unit: 1,
            rated_w: 23_000,
        };
        let device = meter::insert(tx, &device)?;
        let dates = DateRange { first: self.month.first(), end: self.month.dates().end };
        let span = self.zone.span(dates);
        let mut register = 1_000_000;
        let row = installation::Installation {
            point: id,
            meter: device,
            serial: Some(name.to_owned()),
            from_at: span.from,
            from_register: Energy::from_wh(register),
            to: None,
            ratio: (1, 1),
        };
        let installed = installation::insert(tx, &row)?;
        let mut at = span.from;
        while at < span.to {
            at += QUARTER;
            self.seed = self.seed.rotate_left(7) ^ self.seed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            register += i64::try_from((self.seed >> 33) % most).unwrap_or(0);
            let read = Reading { at, register: Energy::from_wh(register), quality: Quality::Actual };
            reading::insert(tx, installed, read)?;
        }
        Ok(id)
    }
}

fn new_place(parent: PlaceId, kind: place::PlaceKind, name: &str, area_dm2: Option<u32>) -> place::Place {
    place::Place { parent: Some(parent), kind, name: name.to_owned(), sort: 0, area_dm2 }
}
