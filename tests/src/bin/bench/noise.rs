//! How quiet the machine is: the same work over and over. A spread here is in every other row too.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::table::{Figure, Row};

const RUNS: usize = 40;
const STEPS: u64 = 20_000_000;

pub fn measure() -> Result<Vec<Row>, String> {
    let runs: Vec<Duration> = (0..RUNS).map(|_| work()).collect();
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split_whitespace().next().map_or(String::new(), |load| format!("load {load} before, "));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let figure = Figure::seconds(&runs);
    Ok(vec![Row::new("the machine's noise: the same loop 40 times", figure, format!("{load}{cores} cores"))])
}

fn work() -> Duration {
    let from = Instant::now();
    let sum = (0..STEPS).fold(1_u64, |sum, step| sum.rotate_left(5) ^ step.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    black_box(sum);
    from.elapsed()
}
