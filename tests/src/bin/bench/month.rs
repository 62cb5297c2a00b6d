//! The close of a month, without the disk: for 3,000 rooms on 40 lines what each line's common electricity cost by
//! day, whose share it is, every room's charge lines with it, and what is still to post. All from readings, as if the
//! program had just been started.

use std::time::{Duration, Instant};

use billing::apportion::{Holder, Key, KeyKind, Leg, Pool, Stay, Vacancy, apportion, by_day};
use billing::{Conditions, LineDifference, PostedLine, Running, Share, Tariff, Tenancy, difference};
use chrono::NaiveDate;
use units::{AccountId, Currency, DateRange, Energy, Month, Period, Timestamp, Zone, timestamp};

use crate::table::{Figure, Row};

pub const LINES: usize = 40;
pub const ROOMS_OF_LINE: usize = 75;
const RUNS: usize = 5;
const GOAL: f64 = 1.0;
const QUARTER: chrono::Duration = chrono::Duration::minutes(15);

pub const TARIFF: &str = r#"
name = "Dormitory, peak and valley, tiers by occupants"
currency = "CNY"
[[version]]
from = 2020-01-01
daily_fee = 0.2
[[version.band]]
name = "peak"
price = 0.6172
[[version.band]]
name = "valley"
price = 0.3071
[[version.hours]]
bands = "06:00-22:00 peak, 22:00-06:00 valley"
[version.tiers]
per = "month"
beyond_occupants = 2
[[version.tier]]
up_to_kwh = 100
per_occupant_kwh = 30
[[version.tier]]
surcharge = 0.05
[[version.tax]]
name = "VAT"
percent = 13
included = true
"#;

pub fn measure() -> Result<Vec<Row>, String> {
    let house = House::new()?;
    let posted = house.posted()?;
    let runs: Vec<(Duration, usize)> = (0..RUNS).map(|_| house.closed(&posted)).collect::<Result<_, _>>()?;
    let times: Vec<Duration> = runs.iter().map(|(time, _)| *time).collect();
    let differences = runs.first().map_or(0, |(_, differences)| *differences);
    let figure = Figure::seconds(&times);
    let rooms = LINES * ROOMS_OF_LINE;
    let work = format!(
        "a month closed for {rooms} rooms with {LINES} pools shared, {differences} differences: compute on one core"
    );
    Ok(vec![Row::new(work, figure, format!("{GOAL} s: {}", figure.at_most(GOAL)))])
}

struct House {
    tariff: Tariff,
    zone: Zone,
    month: Month,
    rooms: Vec<Room>,
    /// Quarter hours of each line's common meter, in Wh.
    common: Vec<Vec<u32>>,
}

struct Room {
    tenancy: Tenancy,
    area_dm2: u64,
    occupants: Vec<(NaiveDate, u32)>,
    wh: Vec<u32>,
}

impl House {
    fn new() -> Result<Self, String> {
        let zone = Zone::parse("Asia/Shanghai").map_err(|error| error.to_string())?;
        let month = Month::new(2026, 10).ok_or("no such month")?;
        let tariff = Tariff::parse(TARIFF).map_err(|error| error.to_string())?;
        let quarters = usize::try_from(zone.span(month.dates()).duration().num_minutes() / 15).unwrap_or(0);
        let mut seed = 0x2545_f491_4f6c_dd1d_u64;
        let mut energy = |most: u64| {
            let next = |_| {
                seed = seed.rotate_left(7) ^ seed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
                u32::try_from((seed >> 33) % most).unwrap_or(0)
            };
            (0..quarters).map(next).collect::<Vec<u32>>()
        };
        let day = |n: usize| month.dates().iter().nth(n).unwrap_or(month.first());
        let rooms = (0..LINES * ROOMS_OF_LINE).map(|n| {
            // Every tenth moved in during the month, every seventh had a guest from a day on.
            let from = if n % 10 == 0 { zone.start_of(day(n / 10 % 28)) } else { timestamp(0) };
            let people = u32::try_from(1 + n % 4).unwrap_or(1);
            let mut occupants = vec![(month.first(), people)];
            if n % 7 == 0 {
                occupants.push((day(1 + n % 29), people + 1));
            }
            let area_dm2 = 1_200 + u64::try_from(n % 17).unwrap_or(0) * 50;
            Room { tenancy: Tenancy { from, to: None }, area_dm2, occupants, wh: energy(120) }
        });
        let rooms = rooms.collect();
        let common = (0..LINES).map(|_| energy(400)).collect();
        Ok(Self { tariff, zone, month, rooms, common })
    }

    /// The charge lines as they stood after the last day but one: what the journal holds at the close.
    fn posted(&self) -> Result<Vec<Vec<PostedLine>>, String> {
        let last = self.month.dates().end.pred_opt().ok_or("no day")?;
        let dates = DateRange { first: self.month.first(), end: last };
        let posted = |line: billing::ChargeLine| PostedLine {
            month: line.month,
            kind: line.kind,
            version: line.version,
            detail: line.detail,
            energy: line.quantity.energy(),
            amount: line.amount,
            within: line.within,
        };
        Ok(self.lines(dates)?.into_iter().map(|lines| lines.into_iter().map(posted).collect()).collect())
    }

    fn closed(&self, posted: &[Vec<PostedLine>]) -> Result<(Duration, usize), String> {
        let from = Instant::now();
        let lines = self.lines(self.month.dates())?;
        let differences: Vec<Vec<LineDifference>> =
            lines.iter().zip(posted).map(|(due, posted)| difference(due, posted)).collect();
        let time = from.elapsed();
        Ok((time, differences.iter().map(Vec::len).sum()))
    }

    /// Every room's lines for the days so far.
    fn lines(&self, dates: DateRange) -> Result<Vec<Vec<billing::ChargeLine>>, String> {
        let mut all = Vec::with_capacity(self.rooms.len());
        for (line, rooms) in self.rooms.chunks(ROOMS_OF_LINE).enumerate() {
            let shares = self.shares(line, rooms, dates)?;
            for (room, share) in rooms.iter().zip(shares) {
                let conditions = Conditions { occupants: &room.occupants, ..self.conditions(room.tenancy) };
                let mut running = Running::new(&conditions).map_err(|held| held.to_string())?;
                self.fill(&mut running, &room.wh, self.zone.span(dates))?;
                let as_of = self.zone.start_of(dates.end);
                all.push(running.lines(as_of, &[share]).map_err(|held| held.to_string())?);
            }
        }
        Ok(all)
    }

    /// Half by area, half by occupants and days; the owner bears vacant days.
    fn shares(&self, line: usize, rooms: &[Room], dates: DateRange) -> Result<Vec<Share>, String> {
        let mut running = Running::new(&self.conditions(Tenancy { from: timestamp(0), to: None }))
            .map_err(|held| held.to_string())?;
        let mut due = Vec::new();
        for day in dates.iter() {
            let span = self.zone.day(day);
            self.fill(&mut running, &self.common[line], span)?;
            due.push((day, running.due(span.to, &[]).map_err(|held| held.to_string())?));
        }
        let key = Key::mix(&[(1, KeyKind::Area), (1, KeyKind::OccupantDays)]).map_err(|error| error.to_string())?;
        let name = format!("Line {}", line + 1);
        let pool = Pool { name: name.as_str().into(), from: self.month.first(), key, vacancy: Vacancy::OwnerBears };
        let legs: Vec<Leg> = rooms.iter().enumerate().flat_map(|(n, room)| self.legs(n, room, dates)).collect();
        let split = apportion(&pool, &by_day(&due), &legs).map_err(|error| error.to_string())?;
        let tenants = split.legs.iter().filter(|leg| leg.holder == Holder::Tenancy);
        Ok(tenants.map(|leg| pool.share(leg, Energy::ZERO, Currency::CNY)).collect())
    }

    /// The tenant's leg and, before he moved in, the owner's.
    fn legs(&self, n: usize, room: &Room, dates: DateRange) -> Vec<Leg> {
        let stay = |dates, occupants: u32| Stay {
            dates,
            area_dm2: room.area_dm2,
            occupants: occupants.into(),
            consumption: Energy::ZERO,
            weight: 0,
        };
        let moved_in = self.zone.date(room.tenancy.from).max(dates.first);
        let mut stays = Vec::new();
        for (i, (from, people)) in room.occupants.iter().enumerate() {
            let end = room.occupants.get(i + 1).map_or(dates.end, |(next, _)| *next);
            stays.extend(DateRange { first: (*from).max(moved_in), end }.overlap(&dates).map(|d| stay(d, *people)));
        }
        let account = |owner: usize| AccountId(i64::try_from(2 * n + owner).unwrap_or(0));
        let mut legs = vec![Leg { account: account(0), holder: Holder::Tenancy, stays, settled: None }];
        if let Some(vacant) = (DateRange { first: dates.first, end: moved_in }).overlap(&dates) {
            legs.push(Leg { account: account(1), holder: Holder::Owner, stays: vec![stay(vacant, 0)], settled: None });
        }
        legs
    }

    fn conditions(&self, tenancy: Tenancy) -> Conditions<'_> {
        Conditions::plain(self.month, tenancy, self.zone, &self.tariff)
    }

    /// The quarter hours of the month that lie in the span.
    fn fill(&self, running: &mut Running, wh: &[u32], span: Period) -> Result<(), String> {
        let start = self.zone.start_of(self.month.first());
        let index = |at: Timestamp| usize::try_from((at - start).num_minutes() / 15).unwrap_or(0).min(wh.len());
        let (first, end) = (index(span.from), index(span.to));
        running.add_grid(span.from, QUARTER, &wh[first..end]).map_err(|error| error.to_string())
    }
}
