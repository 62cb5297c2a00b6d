//! A year of 200 meters as the store keeps it once its months are closed: its time-of-use cost with tiers, one meter's
//! year by day, and what a reading takes on the disk. Beside DuckDB on a file of its own with the same registers, priced
//! by band alone.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use billing::{Carried, Conditions, Running, Tariff, Tenancy};
use chrono::{Datelike, Timelike};
use serde_json::{Value, json};
use store::reading::Series;
use store::{Key, Writer, installation, meter, month_close, place, point, reading, reading_block, rollup};
use units::{
    DateRange, DayCalendar, Energy, InstallationId, Month, PointId, Quality, Reading, Timestamp, Zone, millis,
};

use crate::rating::{self, BANDS, TARIFF};
use crate::table::{Figure, Row, counted};

const METERS: usize = 200;
const YEAR: i32 = 2026;
const RUNS: usize = 5;
const QUARTER: chrono::Duration = chrono::Duration::minutes(15);
/// So many times faster than DuckDB the cost should be told.
const FASTER: f64 = 4.0;
/// Milliseconds for one meter's year, and bytes for a reading with its index.
const YEAR_MS: f64 = 1.0;
const BYTES: f64 = 1.0;

pub fn measure() -> Result<Vec<Row>, String> {
    let folder = crate::folder()?;
    println!("  building a year of {METERS} meters …");
    let year = Year::build(&folder.path().join("year.db"), METERS, households)?;
    let mut costs = Vec::new();
    let mut sums = [0; BANDS.len()];
    for _ in 0..RUNS {
        let from = Instant::now();
        sums = year.cost()?;
        costs.push(from.elapsed());
    }
    let days: Vec<Duration> = (0..RUNS).map(|_| year.by_day()).collect::<Result<_, _>>()?;
    let (cost, by_day) = (Figure::seconds(&costs), millis_of(&days));
    let peer = year.duckdb(folder.path(), sums).map_err(|sentence| println!("  {sentence}")).ok();
    let millions = counted(year.wh.len()) / 1e6;
    let work = format!("time-of-use cost of {millions:.1} million sealed readings: 4 bands, 3 tiers, {METERS} meters");
    let by_day = Row::new(
        "one meter's year by day, from its roll-ups",
        by_day,
        format!("{YEAR_MS} ms: {}", by_day.at_most(YEAR_MS)),
    );
    let bytes = year.bytes()?;
    let floor = year.entropy();
    let space = Row::new(
        format!(
            "a sealed reading on the disk, with its index, where the energy of a quarter hour is worth {floor:.2} B"
        ),
        bytes,
        format!("{BYTES} B: {}", bytes.at_most(BYTES)),
    );
    let mut rows = match peer {
        Some(peer) => {
            let goal = peer.cost.value / FASTER;
            let goal = format!("{FASTER} x DuckDB, {goal:.2} s: {}", cost.at_most(goal));
            vec![
                Row::new(work, cost, goal).beside("DuckDB, cost by band", peer.cost),
                Row::new("  beside DuckDB with the energy instead of the registers", cost, "-")
                    .beside("DuckDB, cost by band", peer.cost_of_energy),
                by_day.beside("DuckDB", peer.by_day),
                space.beside("DuckDB", peer.bytes),
            ]
        }
        None => vec![Row::new(work, cost, "-"), by_day, space],
    };
    let noise = Year::build(&folder.path().join("noise.db"), METERS / 10, rating::energy)?;
    let floor = noise.entropy();
    rows.push(Row::new(format!("  where it is noise worth {floor:.2} B"), noise.bytes()?, "-"));
    Ok(rows)
}

fn millis_of(times: &[Duration]) -> Figure {
    Figure::median(times.iter().map(|time| time.as_secs_f64() * 1_000.0).collect(), "ms")
}

/// What DuckDB took for the same.
struct Peer {
    cost: Figure,
    cost_of_energy: Figure,
    by_day: Figure,
    bytes: Figure,
}

/// Rooms with something that is always on, more of it in the evening than at night, and now and then a kettle.
fn households(meters: usize, quarters: usize) -> Vec<u32> {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: usize| {
        seed = seed.rotate_left(5) ^ seed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        usize::try_from(seed >> 33).unwrap_or(0) % below
    };
    let mut wh = Vec::with_capacity(meters * quarters);
    for meter in 0..meters {
        let large = 2 + meter % 5;
        for quarter in 0..quarters {
            let spread = match quarter / 4 % 24 {
                0..6 => 1,
                6..17 => 3,
                17..23 => 8,
                _ => 4,
            };
            let kettle = if random(40) == 0 { 20 + random(100) } else { 0 };
            let used = 5 * large + random(spread * large) + kettle;
            wh.push(u32::try_from(used).unwrap_or(0));
        }
    }
    wh
}

struct Year {
    writer: Writer,
    prices: Prices,
    meters: Vec<(InstallationId, PointId)>,
    /// Meter after meter, each with the year's quarter hours, in Wh.
    wh: Vec<u32>,
}

/// By what the energy is charged.
struct Prices {
    zone: Zone,
    tariff: Tariff,
    calendar: DayCalendar,
}

impl Year {
    fn build(file: &Path, count: usize, energy: impl Fn(usize, usize) -> Vec<u32>) -> Result<Self, String> {
        let broken = |error: store::Error| error.to_string();
        let zone = Zone::parse("Asia/Shanghai").map_err(|error| error.to_string())?;
        let tariff = Tariff::parse(TARIFF).map_err(|error| error.to_string())?;
        let calendar = rating::calendar()?;
        let mut writer = store::create(file, &Key([7; 32])).map_err(broken)?;
        let meters = writer.transaction(|tx| meters(tx, count, zone.span(months()[0].dates()).from)).map_err(broken)?;
        let quarters: usize = months().iter().map(|month| quarters_of(zone, *month)).sum();
        let wh = energy(count, quarters);
        let prices = Prices { zone, tariff, calendar };
        let mut year = Self { writer, prices, meters, wh };
        let mut registers = vec![0_i64; count];
        let mut first = 0;
        for month in months() {
            year.live(month, &mut registers, first, quarters).map_err(broken)?;
            first += quarters_of(zone, month);
        }
        Ok(year)
    }

    /// A month is read, rolled up and, once it is closed, sealed.
    fn live(&mut self, month: Month, registers: &mut [i64], first: usize, quarters: usize) -> store::Result<()> {
        let zone = self.prices.zone;
        let (span, count) = (zone.span(month.dates()), quarters_of(zone, month));
        let Self { writer, meters, wh, .. } = self;
        writer.transaction(|tx| {
            let mut sums = rollup::Batch::default();
            for (index, (of, point)) in meters.iter().enumerate() {
                let mut at = span.from;
                for quarter in first..first + count {
                    let used = i64::from(wh[index * quarters + quarter]);
                    registers[index] += used;
                    let slot = slot(zone, at);
                    sums.add(*point, slot, rollup::Sum::actual(Energy::from_wh(used)));
                    at += QUARTER;
                    let register = Energy::from_wh(registers[index]);
                    reading::insert(tx, *of, Reading { at, register, quality: Quality::Actual })?;
                }
            }
            sums.write(tx)?;
            let (at, until) = (span.to, span.to);
            month_close::insert(
                tx,
                &month_close::MonthClose { month, until, at, actor: "bench".to_owned(), rules: "1".to_owned() },
            )
        })?;
        writer.transaction(|tx| meters.iter().try_for_each(|(of, _)| reading_block::seal(tx, *of, span).map(drop)))
    }

    /// All meters on all cores, each core with a connection of its own: energy by band.
    fn cost(&self) -> Result<[i64; BANDS.len()], String> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let prices = &self.prices;
        let part = |reader: store::Reader, meters: &[(InstallationId, PointId)]| {
            let mut sums = [0; BANDS.len()];
            let mut series = Series::default();
            meters.iter().try_for_each(|(of, _)| prices.cost_of(&reader, *of, &mut series, &mut sums)).map(|()| sums)
        };
        let parts: Vec<[i64; BANDS.len()]> = std::thread::scope(|scope| {
            let mut threads = Vec::new();
            for meters in self.meters.chunks(METERS.div_ceil(cores)) {
                let reader = self.writer.reader().map_err(|error| error.to_string())?;
                threads.push(scope.spawn(move || part(reader, meters)));
            }
            let ended = threads.into_iter().map(|thread| thread.join().map_err(|_| "a thread failed".to_owned())?);
            ended.collect::<Result<_, String>>()
        })?;
        let mut sums = [0; BANDS.len()];
        for part in parts {
            sums.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
        }
        Ok(sums)
    }

    fn by_day(&self) -> Result<Duration, String> {
        let reader = self.writer.reader().map_err(|error| error.to_string())?;
        let from = Instant::now();
        let (first, end) = (months()[0].first(), months()[11].dates().end);
        let days = rollup::days(&reader, self.meters[METERS / 2].1, first, end).map_err(|error| error.to_string())?;
        let time = from.elapsed();
        if days.len() == 365 { Ok(time) } else { Err(format!("{} days instead of 365", days.len())) }
    }

    fn bytes(&self) -> Result<Figure, String> {
        let space = reading_block::space(&self.writer).map_err(|error| error.to_string())?;
        let count = |number| usize::try_from(number).map_or(f64::INFINITY, counted);
        Ok(Figure::once(count(space.bytes) / count(space.readings), "B"))
    }

    /// The bytes that a quarter hour's energy is worth where each of a meter's is coded by how often it comes: no order
    /// among them is known.
    fn entropy(&self) -> f64 {
        let quarters = self.wh.len() / self.meters.len();
        let bits = self.wh.chunks_exact(quarters).map(|meter| {
            let mut often: BTreeMap<u32, usize> = BTreeMap::new();
            meter.iter().for_each(|wh| *often.entry(*wh).or_default() += 1);
            let share = |times: &usize| counted(*times) / counted(quarters);
            often.values().map(share).map(|share| -share * share.log2()).sum::<f64>()
        });
        bits.sum::<f64>() / counted(self.meters.len()) / 8.0
    }

    /// The cost by meter, month and band, and one meter's year by day; its energy by band must be ours.
    fn duckdb(&self, folder: &Path, ours: [i64; BANDS.len()]) -> Result<Peer, String> {
        let python = rating::python_with_duckdb()?;
        let (energy, calendar) = (folder.join("wh.u32"), folder.join("calendar.json"));
        rating::write(&energy, self.wh.iter().flat_map(|wh| wh.to_le_bytes()))?;
        std::fs::write(&calendar, self.quarters()?.to_string()).map_err(|error| error.to_string())?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bin/bench/duckdb_cost.py");
        let output = Command::new("python3")
            .arg(script)
            .args([&energy, &calendar, &folder.join("year.duckdb")])
            .args([METERS.to_string(), RUNS.to_string()])
            .env("PYTHONPATH", python)
            .output()
            .map_err(|error| format!("no peer: python3 cannot be started ({error})"))?;
        if !output.status.success() {
            return Err(format!("no peer: DuckDB failed: {}", String::from_utf8_lossy(&output.stderr).trim()));
        }
        let said: Value = serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
        if said["bands"] != json!(ours) {
            return Err(format!("DuckDB sums {} where the lines charge {ours:?}", said["bands"]));
        }
        let figure = |key: &str, unit, by: f64| {
            let runs = said[key].as_array().into_iter().flatten().filter_map(Value::as_f64).map(|run| run * by);
            Figure::median(runs.collect(), unit)
        };
        let bytes = said["bytes"].as_f64().ok_or("no bytes")? / counted(self.wh.len());
        Ok(Peer {
            cost: figure("cost", "s", 1.0),
            cost_of_energy: figure("cost_of_energy", "s", 1.0),
            by_day: figure("by_day", "ms", 1_000.0),
            bytes: Figure::once(bytes, "B"),
        })
    }

    /// Of each quarter hour of the year: month, day and band, and the price of each band.
    fn quarters(&self) -> Result<Value, String> {
        let bands = rating::band_of_quarters(&self.prices.tariff, self.prices.zone, &self.prices.calendar, YEAR)?;
        let zone = self.prices.zone;
        let mut at = zone.span(months()[0].dates()).from;
        let (mut month, mut day) = (Vec::new(), Vec::new());
        for _ in &bands {
            let local = zone.local(at);
            month.push(local.month());
            day.push(local.ordinal());
            at += QUARTER;
        }
        let prices: BTreeMap<usize, f64> = [1.0424, 0.8671, 0.6172, 0.3071].into_iter().enumerate().collect();
        Ok(json!({ "month": month, "day": day, "band": bands, "prices": prices.values().collect::<Vec<_>>() }))
    }
}

impl Prices {
    /// A meter's months one after another, from its blocks to charge lines, the counter of its tiers carried along.
    fn cost_of(
        &self,
        db: &store::Db,
        of: InstallationId,
        series: &mut Series,
        sums: &mut [i64; BANDS.len()],
    ) -> Result<(), String> {
        let whole = self.zone.span(DateRange { first: months()[0].first(), end: months()[11].dates().end });
        reading::series_into(db, of, whole.from, whole.to + QUARTER, series).map_err(|error| error.to_string())?;
        let mut carried = Carried::default();
        for month in months() {
            let span = self.zone.span(month.dates());
            let conditions = Conditions {
                calendar: &self.calendar,
                carried: &carried,
                ..Conditions::plain(month, Tenancy { from: units::timestamp(0), to: None }, self.zone, &self.tariff)
            };
            let mut running = Running::new(&conditions).map_err(|held| held.to_string())?;
            let first = series.at_ms.partition_point(|at| *at < millis(span.from));
            let end = series.at_ms.partition_point(|at| *at <= millis(span.to));
            let (at, register) = (&series.at_ms[first..end], &series.register_wh[first..end]);
            running.add_readings(at, register, None, chrono::Duration::hours(1)).map_err(|error| error.to_string())?;
            let charged = running.charges(span.to, &[]).map_err(|held| held.to_string())?;
            for line in &charged.lines {
                if let Some(band) =
                    line.detail.band.as_deref().and_then(|name| BANDS.iter().position(|band| *band == name))
                {
                    sums[band] += line.metered().wh();
                }
            }
            carried = charged.carried_out;
        }
        Ok(())
    }
}

fn months() -> Vec<Month> {
    (1..=12).filter_map(|month| Month::new(YEAR, month)).collect()
}

fn quarters_of(zone: Zone, month: Month) -> usize {
    usize::try_from(zone.span(month.dates()).duration().num_minutes() / QUARTER.num_minutes()).unwrap_or(0)
}

fn slot(zone: Zone, at: Timestamp) -> rollup::Slot {
    let local = zone.local(at);
    let hour = at - chrono::Duration::minutes(i64::from(local.minute()));
    rollup::Slot { hour, day: local.date_naive(), month: Month::of(local.date_naive()) }
}

fn meters(tx: &mut store::Tx<'_>, count: usize, from_at: Timestamp) -> store::Result<Vec<(InstallationId, PointId)>> {
    let root =
        place::Place { parent: None, kind: place::PlaceKind::Site, name: "Site".to_owned(), sort: 0, area_dm2: None };
    let root = place::insert(tx, &root)?;
    let one = |n: usize| {
        let name = format!("{n}");
        let row = place::Place {
            parent: Some(root),
            kind: place::PlaceKind::Room,
            name: name.clone(),
            sort: 0,
            area_dm2: None,
        };
        let place = place::insert(tx, &row)?;
        let point =
            point::insert(tx, &point::Point { parent: None, place, kind: point::PointKind::Room, name: name.clone() })?;
        let device = meter::Meter {
            serial: Some(name.clone()),
            profile: "eastron-sdm120".to_owned(),
            bus: None,
            unit: 1,
            rated_w: 23_000,
        };
        let meter = meter::insert(tx, &device)?;
        let row = installation::Installation {
            point,
            meter,
            serial: Some(name),
            from_at,
            from_register: Energy::ZERO,
            to: None,
            ratio: (1, 1),
        };
        let of = installation::insert(tx, &row)?;
        reading::insert(tx, of, Reading { at: from_at, register: Energy::ZERO, quality: Quality::Actual })?;
        Ok((of, point))
    };
    (0..count).map(one).collect()
}
