//! What surrounds the window: the window manager, a tray host, a person who starts the program twice.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex, PoisonError};

use zbus::connection::{Builder, Connection};
use zbus::fdo;

use crate::root;

const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// A desktop that shows tray icons, as far as programs can tell; it goes with this value.
pub struct TrayHost {
    _session: Connection,
    icons: Icons,
}

type Icons = Arc<Mutex<Vec<String>>>;

struct Watcher(Icons);

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, item: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(item);
    }

    fn register_status_notifier_host(&self, _host: String) -> fdo::Result<()> {
        Err(fdo::Error::LimitsExceeded("this desktop is its own host".to_owned()))
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl TrayHost {
    /// Takes the watcher's name on the session bus.
    ///
    /// # Panics
    /// Without a session bus: `cargo xtask test` gives one.
    pub async fn start() -> Self {
        let icons = Icons::default();
        let session = async {
            let served = Builder::session()?.serve_at("/StatusNotifierWatcher", Watcher(Arc::clone(&icons)))?;
            served.name(WATCHER)?.build().await
        };
        Self { _session: session.await.expect("a session bus: `cargo xtask test` gives one"), icons }
    }

    /// How many icons were put into the tray.
    pub fn icons(&self) -> usize {
        self.icons.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// Closes the window as a person does, through the window manager.
pub fn close_window() {
    xdotool(&["search", "--onlyvisible", "--name", "^Roomwatt$", "windowactivate", "--sync"]);
    // A call of its own: keys chained to a search go to the window, past its manager.
    xdotool(&["key", "--clearmodifiers", "alt+F4"]);
}

/// Leaves a question unanswered.
pub fn answer_no() {
    xdotool(&["key", "--clearmodifiers", "Escape"]);
}

/// How many windows of the program are on the screen, its questions among them.
pub fn windows_seen() -> usize {
    let found = xdotool(&["search", "--onlyvisible", "--name", "^Roomwatt$"]);
    String::from_utf8_lossy(&found.stdout).lines().count()
}

/// Starts the desktop once more on a folder, to its end.
pub fn second_start(folder: &Path) -> Output {
    let program = root().join("target/debug/roomwatt-desktop");
    Command::new(program).arg("--data").arg(folder).output().expect("the desktop, built by `cargo xtask test`")
}

fn xdotool(words: &[&str]) -> Output {
    Command::new("xdotool").args(words).output().expect("xdotool, installed by `cargo xtask test`")
}
