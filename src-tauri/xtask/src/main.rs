//! `cargo xtask`: everything a newcomer or a build machine has to do, as one command each.
//! Needs no system library and imports no room of the house, so that it builds in seconds.

#![allow(clippy::print_stdout)] // A terminal program: its output is its work.

mod bench;
mod demo;
mod display;
mod lint;
mod setup;
mod step;
mod test;
mod ui;

use std::process::ExitCode;

use step::Outcome;

const USAGE: &str = "\
Usage: cargo xtask <task>

  demo   [--data DIR] [--screenshot FILE] [--release]   install what is missing, build, open the desktop on a simulated building
  test   [--long] [FILTER]                              install what is missing, build, run every test
  bench  [--release] [ROW]                              measure, beside plain peers where there are some
  lint                                                  formatting, clippy, licences, the pages' checks
  setup                                                 only install what is missing
  ci                                                    what .ci/run does: lint, then test";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["demo", rest @ ..] => demo::Options::parse(rest).and_then(demo::run),
        ["test", rest @ ..] => test::Options::parse(rest).and_then(|options| test::run(&options)),
        ["bench", rest @ ..] => bench::run(rest),
        ["lint"] => lint::run(),
        ["setup"] => setup::everything(),
        ["ci"] => step::run("The build machine's run", step::command(".ci/run")),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(format!("This task is not known.\n\n{USAGE}")),
    };
    ended(outcome)
}

fn ended(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("\n{sentence}");
            ExitCode::FAILURE
        }
    }
}
