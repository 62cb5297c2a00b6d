//! Measurements, in one run with their peers. What is measured lies in `tests/src/bin/bench`.

use crate::step::{self, Outcome};
use crate::{setup, ui};

pub fn run(rows: &[&str]) -> Outcome {
    setup::bench()?;
    ui::packages()?;
    ui::build()?;
    step::run(
        "Building what is measured",
        step::cargo("build --release --package roomwatt-desktop --package cli --package tests --bins --examples"),
    )?;
    let mut bench = step::command(step::root().join("target/release/bench"));
    bench.args(rows);
    if crate::display::is_here() {
        return step::run("Measuring", bench);
    }
    let screen = crate::display::Display::start()?;
    screen.on(&mut bench);
    step::run("Measuring", bench)
}
