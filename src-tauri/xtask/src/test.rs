//! Every test: Rust, the pages' units, the real window, a real browser.

use std::process::Command;

use crate::display::Display;
use crate::step::{self, Outcome};
use crate::{setup, ui};

/// What `test` was asked for.
#[derive(Default)]
pub struct Options {
    long: bool,
    filter: Option<String>,
}

impl Options {
    pub fn parse(words: &[&str]) -> Result<Self, String> {
        let mut options = Self::default();
        for word in words {
            match *word {
                "--long" => options.long = true,
                flag if flag.starts_with('-') => {
                    return Err(format!("test does not know {flag}; it takes --long and a part of a test's name."));
                }
                filter if options.filter.is_none() => options.filter = Some(filter.to_owned()),
                _ => return Err("test takes one part of a test's name.".to_owned()),
            }
        }
        Ok(options)
    }
}

/// How many tests passed and failed, as their runners say it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u32,
    failed: u32,
}

pub fn run(options: &Options) -> Outcome {
    setup::everything()?;
    ui::build()?;
    // One selection of packages for the build and the run, so that nothing is compiled twice.
    step::run("Building everything", step::cargo("build --workspace --all-targets"))?;
    let screen = if cfg!(target_os = "linux") { Some(Display::start()?) } else { None };
    let mut total = Count::default();
    let mut failed = Vec::new();
    for (title, mut command) in suites(options) {
        if let Some(screen) = &screen {
            screen.on(&mut command);
        }
        if options.long {
            command.env("ROOMWATT_LONG", "1");
        }
        let (fine, said) = step::run_and_read(title, command)?;
        let count = Count::of(&said);
        total.passed += count.passed;
        // A runner that ends badly without naming a test counts as one failure.
        total.failed += if fine { count.failed } else { count.failed.max(1) };
        if !fine {
            failed.push(title);
        }
    }
    println!();
    if !failed.is_empty() {
        println!("Not in order: {}.", failed.join(", "));
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    if failed.is_empty() { Ok(()) } else { Err("Some tests failed; their names are above.".to_owned()) }
}

fn suites(options: &Options) -> Vec<(&'static str, Command)> {
    let mut rust = if nextest() {
        step::cargo("nextest run --workspace --no-fail-fast --no-tests pass")
    } else {
        step::cargo("test --workspace --no-fail-fast --all-targets")
    };
    let mut units = ui::npm_tool("vitest");
    units.args(["run", "--passWithNoTests"]);
    let mut browser = ui::npm_tool("playwright");
    browser.args(["test", "--pass-with-no-tests", "--config", "../tests/e2e/browser/playwright.config.ts"]);
    browser.env("NODE_PATH", ui::folder().join("node_modules"));
    if let Some(filter) = &options.filter {
        rust.arg(filter);
        units.args(["-t", filter]);
        browser.args(["-g", filter]);
    }
    let mut suites = vec![("Rust and the real window", rust), ("The pages' units", units)];
    if cfg!(target_os = "linux") {
        suites.push(("The browser", browser));
    }
    suites
}

fn nextest() -> bool {
    step::read(step::cargo("nextest --version")).is_some()
}

impl Count {
    /// Adds up the summary lines of nextest, cargo test, vitest and Playwright.
    fn of(said: &str) -> Self {
        let mut count = Self::default();
        for line in said.lines().map(plain) {
            // Indented, it is what a failed test said of itself, and counted already.
            let of_a_binary = line.starts_with("test result:");
            let line = line.trim();
            let is_summary = of_a_binary
                || line.starts_with("Summary [")
                || line.starts_with("Tests ")
                || (line.starts_with(|first: char| first.is_ascii_digit()) && line.split_whitespace().count() <= 3);
            if is_summary {
                count.passed += number_before(line, "passed");
                count.failed += number_before(line, "failed") + number_before(line, "timed out");
            }
        }
        count
    }
}

/// The number that stands before a word: 12 in "12 passed, 1 failed".
fn number_before(line: &str, word: &str) -> u32 {
    let before = line.split_once(word).map(|(before, _)| before.trim_end());
    before
        .and_then(|text| text.rsplit(|c: char| !c.is_ascii_digit()).next())
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

/// The line without colours.
fn plain(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        text.push_str(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_of_each_runner_are_counted() {
        for (said, passed, failed) in [
            ("     Summary [   1.204s] 12 tests run: 11 passed, 1 failed, 0 skipped", 11, 1),
            (
                "test result: ok. 3 passed; 0 failed; 0 ignored\ntest result: FAILED. 1 passed; 2 failed; 0 ignored",
                4,
                2,
            ),
            (" Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 9 passed (10)", 9, 1),
            ("\u{1b}[32m  5 passed\u{1b}[39m (3.1s)", 5, 0),
            ("  1 failed\n    [chromium] › a.spec.ts:3:1 › the 2 passed rooms\n  4 passed (9.0s)", 4, 1),
            (
                "        test result: FAILED. 0 passed; 1 failed\n     Summary [ 1.0s] 3 tests run: 2 passed, 1 failed",
                2,
                1,
            ),
            ("nothing ran", 0, 0),
        ] {
            assert_eq!(Count::of(said), Count { passed, failed }, "{said}");
        }
    }
}
