//! What is measured, one row each, with the same work by a plain peer in the same run where there is one.
//! `cargo xtask bench [--release] [ROW]` builds it and provides a screen; ROW is a part of a row's name.

#![allow(clippy::print_stdout)] // The table is the product.
#![allow(clippy::disallowed_methods)] // Measuring is what the wall clock is for.

mod dormitory;
mod energy;
#[cfg(target_os = "linux")]
mod many_lines;
mod month;
mod noise;
mod paper;
mod posting;
mod rating;
mod readings;
#[cfg(unix)]
mod relay;
mod startup;
mod table;
#[cfg(unix)]
mod troubles;
mod watch;
#[cfg(unix)]
mod wire;
#[cfg(unix)]
mod wire_trouble;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::SystemTime;

use tempfile::TempDir;
use units::{Timestamp, timestamp};

use table::{Row, Table};

/// The name to choose a row by, and the measurement. A row that cannot be measured says why.
type Measurement = (&'static str, fn() -> Result<Vec<Row>, String>);

const MEASUREMENTS: &[Measurement] = &[
    ("noise", noise::measure),
    #[cfg(unix)]
    ("wire", wire::measure),
    #[cfg(unix)]
    ("wire in trouble", wire_trouble::measure),
    #[cfg(target_os = "linux")]
    ("wire by the dozen", many_lines::measure),
    ("posting", posting::measure),
    ("rating", rating::measure),
    ("readings", readings::measure),
    ("month", month::measure),
    ("close", dormitory::measure),
    ("statements", paper::statements),
    ("chart", paper::chart),
    ("energy", energy::measure),
    ("watch", watch::measure),
    #[cfg(unix)]
    ("troubles", troubles::measure),
    #[cfg(unix)]
    ("relay", relay::measure),
    ("service", startup::service),
    ("start-up", startup::window),
];

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    #[cfg(target_os = "linux")]
    if wanted.first().is_some_and(|word| word == many_lines::SERVE) {
        return many_lines::serve().map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
    let chosen: Vec<&Measurement> = MEASUREMENTS
        .iter()
        .filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|part| name.contains(part.as_str())))
        .collect();
    if chosen.is_empty() {
        let names: Vec<&str> = MEASUREMENTS.iter().map(|(name, _)| *name).collect();
        eprintln!("No row is called so; there are: {}.", names.join(", "));
        return ExitCode::from(2);
    }
    let mut table = Table::default();
    let mut whole = true;
    for (name, measure) in chosen {
        println!("measuring {name} …");
        match measure() {
            Ok(rows) => {
                // Said at once too: a run that is cut off has not been for nothing.
                rows.iter().for_each(|row| println!("  {row}"));
                table.add(rows);
            }
            Err(sentence) => {
                whole = false;
                println!("  {name} was not measured: {sentence}");
            }
        }
    }
    println!("\nProfile: {}. Medians; ± is half of what lies between the least and the greatest run.\n", profile());
    println!("{table}");
    if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Where this program and those that it measures were built.
fn built() -> PathBuf {
    let own = std::env::current_exe().unwrap_or_default();
    own.parent().map(PathBuf::from).unwrap_or_default()
}

/// The name of that folder: `quick` is a release without link-time optimisation.
fn profile() -> String {
    built().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A data folder on the disk that the workspace is on: a temporary folder may be memory, which commits at once.
fn folder() -> Result<TempDir, String> {
    let disk = built().join("..").join("bench");
    std::fs::create_dir_all(&disk).and_then(|()| TempDir::new_in(disk)).map_err(|error| error.to_string())
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    timestamp(i64::try_from(since.as_millis()).unwrap_or(0))
}
