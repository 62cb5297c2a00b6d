//! The real window, driven: tauri-driver in front of WebKitWebDriver, a fresh data folder each.
//!
//! `cargo xtask test` installs the drivers, builds the desktop and provides a screen.

#![cfg(target_os = "linux")]

mod desk;
mod driver;
mod process;
mod window;

pub use desk::{TrayHost, answer_no, close_window, second_start, windows_seen};
pub use window::{Turn, Window};

use std::path::{Path, PathBuf};

/// The folder of the root `Cargo.toml`.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}
