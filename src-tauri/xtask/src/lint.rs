//! What must hold besides the tests: formatting, lints, licences and sources, the pages' checks.

use crate::step::{self, Outcome};
use crate::{setup, ui};

/// Runs every check, also after one failed, and names the failed ones.
pub fn run() -> Outcome {
    setup::desktop()?;
    setup::tool("cargo-deny", "^0.20")?;
    ui::build()?;
    let mut deny = step::command(setup::tools().join("bin/cargo-deny"));
    deny.args("--all-features --config .deny.toml check bans licenses sources".split_whitespace());
    let checks = [
        ("Formatting", step::cargo("fmt --all --check")),
        ("Clippy", step::cargo("clippy --quiet --workspace --all-targets -- --deny warnings")),
        ("Bans, licences and sources", deny),
        ("The pages' types, lints and formatting", ui::npm("run --silent check")),
    ];
    let mut failed = Vec::new();
    for (title, check) in checks {
        if let Err(sentence) = step::run(title, check) {
            eprintln!("{sentence}");
            failed.push(title);
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("These checks failed: {}.", failed.join(", "))) }
}
