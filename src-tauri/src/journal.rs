//! The shell's log, in the data folder, and the one line that says the window has something to show.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

static ANNOUNCED: AtomicBool = AtomicBool::new(false);

/// Keeps a week of daily log files under `logs`. Without a writable folder nothing is logged: the
/// engine will say what is wrong with it. `ROOMWATT_LOG` sets what is written, as `RUST_LOG` would.
pub fn open(data: &Path) -> Option<WorkerGuard> {
    let folder = data.join("logs");
    std::fs::create_dir_all(&folder).ok()?;
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("desktop")
        .filename_suffix("log")
        .max_log_files(7)
        .build(folder)
        .ok()?;
    let (writer, guard) = tracing_appender::non_blocking(file);
    let filter = EnvFilter::try_from_env("ROOMWATT_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(writer).init();
    Some(guard)
}

/// Prints `{"ready":true}` once, when the first page of figures went to the window: `cargo xtask demo`
/// and the end-to-end tests measure and wait by it.
#[allow(clippy::print_stdout)]
pub fn announce_first<T, E>(operation: &str, answer: &Result<T, E>) {
    if operation == "overview" && answer.is_ok() && !ANNOUNCED.swap(true, Ordering::Relaxed) {
        println!("{{\"ready\":true}}");
    }
}
