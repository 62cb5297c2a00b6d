//! What is measured, one row each, with the same work by a plain peer in the same run where there is one.
//! `cargo xtask bench [ROW]` builds in release and provides a screen; ROW is a part of a row's name.

#![allow(clippy::print_stdout)] // The table is the product.
#![allow(clippy::disallowed_methods)] // Measuring is what the wall clock is for.

mod startup;
mod table;

use std::process::ExitCode;

use table::{Row, Table};

/// The name to choose a row by, and the measurement. A row that cannot be measured says why.
type Measurement = (&'static str, fn() -> Result<Vec<Row>, String>);

const MEASUREMENTS: &[Measurement] = &[("start-up", startup::measure)];

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
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
            Ok(rows) => table.add(rows),
            Err(sentence) => {
                whole = false;
                println!("  {name} was not measured: {sentence}");
            }
        }
    }
    println!("\n{table}");
    if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
