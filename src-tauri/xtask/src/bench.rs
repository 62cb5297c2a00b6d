//! Measurements, in one run with their peers. What is measured lies in `tests/src/bin/bench`.

use crate::step::{self, Outcome};
use crate::{setup, ui};

/// The profile of the measuring program and of the service: a release without the long link.
const QUICK: &str = "quick";

/// `--release` builds everything as it is handed out; otherwise the window is the one of everyday work.
pub fn run(words: &[&str]) -> Outcome {
    let release = words.contains(&"--release");
    let rows: Vec<&str> = words.iter().copied().filter(|word| *word != "--release").collect();
    if let Some(unknown) = rows.iter().find(|row| row.starts_with('-')) {
        return Err(format!("bench does not know {unknown}; it takes --release and parts of rows' names."));
    }
    let windows = rows.is_empty() || rows.iter().any(|part| "start-up".contains(part));
    setup::bench(windows)?;
    let profile = if release { "release" } else { QUICK };
    step::run(
        "Building what is measured",
        step::cargo(&format!("build --profile {profile} --package tests --package cli --bin bench --bin roomwatt")),
    )?;
    if windows {
        build_windows(release)?;
    }
    let mut bench = step::command(step::root().join("target").join(profile).join("bench"));
    bench.args(rows);
    if !windows || crate::display::is_here() {
        return step::run("Measuring", bench);
    }
    let screen = crate::display::Display::start()?;
    screen.on(&mut bench);
    step::run("Measuring", bench)
}

fn build_windows(release: bool) -> Outcome {
    ui::packages()?;
    ui::build()?;
    let profile = if release { "release" } else { "dev" };
    step::run(
        "Building the desktop and an empty window",
        step::cargo(&format!("build --profile {profile} --package roomwatt-desktop --bins --example empty")),
    )
}
