//! Rating: a year of quarter hours of a thousand rooms, from energy to charge lines, by the code that charges rooms;
//! beside DuckDB, which only sums the same energy by band.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use billing::{Carried, Conditions, EnergyPrice, Running, Tariff, Tenancy};
use chrono::{Datelike, NaiveDate, Timelike};
use units::{DayCalendar, Month, Zone, timestamp};

use crate::table::{Figure, Row};

const ROOMS: usize = 1_000;
const YEAR: i32 = 2026;
const QUARTER: chrono::Duration = chrono::Duration::minutes(15);
const RUNS: usize = 5;
/// What is aimed at, in seconds and in MiB.
const GOAL: f64 = 1.0;
const MEMORY: f64 = 1024.0;

/// Four bands, working days and others; three tiers a year, of which the upper cost more in every band.
pub const TARIFF: &str = r#"
name = "Four bands, three tiers"
currency = "CNY"
[[version]]
from = 2020-01-01
daily_fee = 0.2
[[version.band]]
name = "sharp"
price = 1.0424
[[version.band]]
name = "peak"
price = 0.8671
[[version.band]]
name = "flat"
price = 0.6172
[[version.band]]
name = "valley"
price = 0.3071
[[version.hours]]
days = ["workday"]
bands = "00:00-08:00 valley, 08:00-10:00 flat, 10:00-12:00 peak, 12:00-18:00 flat, 18:00-20:00 sharp, 20:00-22:00 peak, 22:00-24:00 flat"
[[version.hours]]
days = ["weekend", "holiday"]
bands = "00:00-08:00 valley, 08:00-18:00 flat, 18:00-22:00 peak, 22:00-24:00 flat"
[version.tiers]
per = "year"
[[version.tier]]
up_to_kwh = 2760
[[version.tier]]
up_to_kwh = 4800
surcharge = 0.05
[[version.tier]]
surcharge = 0.30
"#;

pub fn measure() -> Result<Vec<Row>, String> {
    let year = Year::new()?;
    let whole: Vec<(Duration, Vec<Rated>)> = (0..RUNS).map(|_| year.rated()).collect::<Result<_, _>>()?;
    let times: Vec<Duration> = whole.iter().map(|(time, _)| *time).collect();
    let (_, rated) = whole.last().ok_or("nothing was rated")?;
    let millions = year.wh.len() / 1_000_000;
    let figure = Figure::seconds(&times);
    let row = Row::new(
        format!("{millions} million quarter hours of {ROOMS} rooms rated: 4 bands, 3 tiers, 12 months of lines"),
        figure,
        format!("{GOAL} s: {}", figure.at_most(GOAL)),
    );
    let memory = peak_memory_mib();
    let row = match duckdb(&year, rated) {
        Ok(peer) => row.beside("DuckDB, band sums alone", peer),
        Err(sentence) => {
            println!("  {sentence}");
            row
        }
    };
    let mut rows = vec![row];
    rows.extend(memory.map(|mib| {
        let figure = Figure::once(mib, "MiB");
        Row::new(
            "the most memory that this took, with the data",
            figure,
            format!("{MEMORY} MiB: {}", figure.at_most(MEMORY)),
        )
    }));
    Ok(rows)
}

/// What a room came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Rated {
    /// Energy by band, in Wh.
    bands: [i64; 4],
    minor: i64,
    lines: usize,
}

struct Year {
    tariff: Tariff,
    zone: Zone,
    calendar: DayCalendar,
    /// Room after room, each with the year's quarter hours, in Wh.
    wh: Vec<u32>,
}

impl Year {
    fn new() -> Result<Self, String> {
        let zone = Zone::parse("Asia/Shanghai").map_err(|error| error.to_string())?;
        let tariff = Tariff::parse(TARIFF).map_err(|error| error.to_string())?;
        let mut year = Self { tariff, zone, calendar: calendar()?, wh: Vec::new() };
        year.wh = energy(ROOMS, year.quarters());
        Ok(year)
    }

    fn months(&self) -> impl Iterator<Item = Month> {
        (1..=12).filter_map(|month| Month::new(YEAR, month))
    }

    fn quarters(&self) -> usize {
        self.months().map(|month| self.quarters_of(month)).sum()
    }

    fn quarters_of(&self, month: Month) -> usize {
        let minutes = self.zone.span(month.dates()).duration().num_minutes();
        usize::try_from(minutes / QUARTER.num_minutes()).unwrap_or(0)
    }

    /// All rooms, on both cores.
    fn rated(&self) -> Result<(Duration, Vec<Rated>), String> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let quarters = self.quarters();
        let share = ROOMS.div_ceil(cores) * quarters;
        let from = Instant::now();
        let parts: Result<Vec<Vec<Rated>>, String> = std::thread::scope(|scope| {
            let rooms = |part: &[u32]| part.chunks_exact(quarters).map(|room| self.room(room)).collect();
            let threads: Vec<_> = self
                .wh
                .chunks(share)
                .map(|part| scope.spawn(move || -> Result<Vec<Rated>, String> { rooms(part) }))
                .collect();
            threads.into_iter().map(|thread| thread.join().map_err(|_| "a thread failed".to_owned())?).collect()
        });
        Ok((from.elapsed(), parts?.concat()))
    }

    /// A room's months one after another, the counter of its tiers carried along.
    fn room(&self, mut wh: &[u32]) -> Result<Rated, String> {
        let mut rated = Rated::default();
        let mut carried = Carried::default();
        for month in self.months() {
            let span = self.zone.span(month.dates());
            let tenancy = Tenancy { from: timestamp(0), to: None };
            let conditions = Conditions {
                calendar: &self.calendar,
                carried: &carried,
                ..Conditions::plain(month, tenancy, self.zone, &self.tariff)
            };
            let mut running = Running::new(&conditions).map_err(|held| held.to_string())?;
            let (now, later) = wh.split_at(self.quarters_of(month));
            running.add_grid(span.from, QUARTER, now).map_err(|error| error.to_string())?;
            let charged = running.charges(span.to, &[]).map_err(|held| held.to_string())?;
            for line in &charged.lines {
                rated.minor += line.amount.minor();
                if let Some(band) =
                    line.detail.band.as_deref().and_then(|name| BANDS.iter().position(|band| *band == name))
                {
                    rated.bands[band] += line.metered().wh();
                }
            }
            rated.lines += charged.lines.len();
            carried = charged.carried_out;
            wh = later;
        }
        Ok(rated)
    }
}

/// Holidays, so that days are of all kinds.
pub fn calendar() -> Result<DayCalendar, String> {
    DayCalendar::parse(include_str!("../../../../assets/calendars/cn.toml")).map_err(|error| error.to_string())
}

/// Quarter hours of so many rooms, room after room, in Wh: from 2 to 15 kWh a day, so that the rooms end in all tiers.
pub fn energy(rooms: usize, quarters: usize) -> Vec<u32> {
    let mut wh = Vec::with_capacity(rooms * quarters);
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    for room in 0..rooms {
        let most = 42 + u64::try_from(room * 270 / rooms).unwrap_or(0);
        for _ in 0..quarters {
            seed = seed.rotate_left(5) ^ seed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            wh.push(u32::try_from((seed >> 33) % most).unwrap_or(0));
        }
    }
    wh
}

/// The band of each quarter hour of a year, as DuckDB joins it.
pub fn band_of_quarters(tariff: &Tariff, zone: Zone, calendar: &DayCalendar, year: i32) -> Result<Vec<u8>, String> {
    let version = tariff.versions().first().ok_or("a tariff without versions")?;
    let EnergyPrice::Banded(bands) = &version.terms.energy else { return Err("a tariff without bands".to_owned()) };
    let start = |year| NaiveDate::from_ymd_opt(year, 1, 1).map(|first| zone.start_of(first)).ok_or("no such year");
    let (mut at, end) = (start(year)?, start(year + 1)?);
    let mut all = Vec::new();
    while at < end {
        let shown = zone.local(at).naive_local();
        let quarter = shown.num_seconds_from_midnight() / 900;
        let day = bands.day(shown.date(), calendar.day_type(shown.date()));
        let here = day.iter().find(|stretch| (u32::from(stretch.from)..u32::from(stretch.to)).contains(&quarter));
        let band = here.ok_or_else(|| format!("no band on {}", shown.date().day()))?.band;
        all.push(u8::try_from(band).map_err(|error| error.to_string())?);
        at += QUARTER;
    }
    Ok(all)
}

/// In the order of the tariff.
pub const BANDS: [&str; 4] = ["sharp", "peak", "flat", "valley"];

/// The same energy summed by room and band; its sums must be ours, watt-hour by watt-hour.
fn duckdb(year: &Year, rated: &[Rated]) -> Result<Figure, String> {
    let python = python_with_duckdb()?;
    let folder = crate::folder()?;
    let (energy, bands) = (folder.path().join("wh.u32"), folder.path().join("bands.u8"));
    write(&energy, year.wh.iter().flat_map(|wh| wh.to_le_bytes()))?;
    write(&bands, band_of_quarters(&year.tariff, year.zone, &year.calendar, YEAR)?.into_iter())?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bin/bench/duckdb_sums.py");
    let output = Command::new("python3")
        .arg(script)
        .args([&energy, &bands])
        .args([ROOMS.to_string(), RUNS.to_string()])
        .env("PYTHONPATH", python)
        .output()
        .map_err(|error| format!("no peer: python3 cannot be started ({error})"))?;
    if !output.status.success() {
        return Err(format!("no peer: DuckDB failed: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    let ours: Vec<i64> = (0..BANDS.len()).map(|band| rated.iter().map(|room| room.bands[band]).sum()).collect();
    if said["bands"] != serde_json::json!(ours) {
        return Err(format!("DuckDB sums {} where the lines charge {ours:?}", said["bands"]));
    }
    let seconds = said["seconds"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect();
    Ok(Figure::median(seconds, "s"))
}

pub fn write(path: &Path, bytes: impl Iterator<Item = u8>) -> Result<(), String> {
    let broken = |error: std::io::Error| error.to_string();
    let mut file = BufWriter::new(File::create(path).map_err(broken)?);
    let bytes: Vec<u8> = bytes.collect();
    file.write_all(&bytes).and_then(|()| file.flush()).map_err(broken)
}

/// A folder of Python packages with DuckDB in it, installed beside the measured programs when it is not there yet.
pub fn python_with_duckdb() -> Result<PathBuf, String> {
    let folder = crate::built().join("..").join("bench").join("python");
    if folder.join("duckdb").exists() {
        return Ok(folder);
    }
    println!("  installing DuckDB with pip …");
    let pip = Command::new("python3")
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target"])
        .arg(&folder)
        .args(["duckdb", "numpy"])
        .output()
        .map_err(|error| format!("no peer: python3 cannot be started ({error})"))?;
    if pip.status.success() {
        return Ok(folder);
    }
    let said = String::from_utf8_lossy(&pip.stderr);
    Err(format!("no peer: DuckDB cannot be installed with pip ({})", said.lines().last().unwrap_or("no reason given")))
}

/// The most that this process held so far, where the system tells.
fn peak_memory_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok().map(|kib| kib / 1024.0)
}
