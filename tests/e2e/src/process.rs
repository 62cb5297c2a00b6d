use std::path::Path;
use std::time::{Duration, Instant};

/// The processes whose command line names a folder, by Linux's `/proc`.
pub fn working_on(folder: &Path) -> Vec<u32> {
    let wanted = folder.to_string_lossy().into_owned();
    let numbers = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    numbers
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|id| {
            let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            line.split(|byte| *byte == 0).any(|word| word == wanted.as_bytes())
        })
        .collect()
}

/// Waits until nothing works on a folder any more; false when that takes longer than allowed.
#[allow(clippy::disallowed_methods)] // A test's patience is the wall's business.
pub async fn ended(folder: &Path, patience: Duration) -> bool {
    let deadline = Instant::now() + patience;
    while Instant::now() < deadline {
        if working_on(folder).is_empty() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

/// Ends what a failed test left behind.
pub fn end(folder: &Path) {
    for id in working_on(folder) {
        // Gone already is as good.
        let _ = std::process::Command::new("kill").args(["-KILL", &id.to_string()]).status();
    }
}
