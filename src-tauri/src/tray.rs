//! The tray is built in code, after the engine runs, and only where something would show it.

use std::sync::mpsc;
use std::time::Duration;

use engine::words::{Language, Words};
use tauri::AppHandle;
use tauri::menu::{Menu, MenuItem};
use tauri::tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent};

use crate::{leave, window};

const ID: &str = "main";
const OPEN: &str = "open";
const QUIT: &str = "quit";

/// Puts the icon in the tray if the desktop has one; otherwise says so in the log.
pub fn open(app: &AppHandle, language: Language) {
    if !host_present() {
        tracing::info!("no tray on this desktop: closing the window asks what to do");
        return;
    }
    let shell = app.clone();
    let asked = app.run_on_main_thread(move || {
        // The indicator library is loaded on first use and panics when it is not installed.
        let built = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| build(&shell, language)));
        match built {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the tray refused the icon"),
            Err(_) => tracing::warn!("the tray library is not installed (libayatana-appindicator3-1)"),
        }
    });
    if let Err(error) = asked {
        tracing::warn!(%error, "the tray was not asked");
    }
}

/// Whether closing the window leaves something to click on.
pub fn is_open(app: &AppHandle) -> bool {
    app.tray_by_id(ID).is_some()
}

fn build(app: &AppHandle, language: Language) -> tauri::Result<()> {
    let words = Words::new(language);
    let open = MenuItem::with_id(app, OPEN, words.say("desktop-open", &[]), true, None::<&str>)?;
    let quit = MenuItem::with_id(app, QUIT, words.say("desktop-quit", &[]), true, None::<&str>)?;
    let mut tray = TrayIconBuilder::with_id(ID)
        .tooltip("Roomwatt")
        .menu(&Menu::with_items(app, &[&open, &quit])?)
        .show_menu_on_left_click(false)
        .on_menu_event(|app, event| match event.id().as_ref() {
            OPEN => window::show(app),
            QUIT => leave::quit(app),
            _ => {}
        })
        .on_tray_icon_event(|tray, event| {
            if let TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. } = event {
                window::show(tray.app_handle());
            }
        });
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app).map(drop)
}

/// Windows and macOS always show a tray; on Linux a host must have said so on the session bus
/// (org.kde.StatusNotifierWatcher; stock GNOME has none). A bus that does not answer soon has none.
fn host_present() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let (answer, answered) = mpsc::channel();
    std::thread::spawn(move || answer.send(watcher_has_host()));
    answered.recv_timeout(Duration::from_secs(2)).unwrap_or(false)
}

#[cfg(target_os = "linux")]
fn watcher_has_host() -> bool {
    const WATCHER: &str = "org.kde.StatusNotifierWatcher";
    let asked = || -> zbus::Result<bool> {
        let session = zbus::blocking::Connection::session()?;
        let asked = (WATCHER, "IsStatusNotifierHostRegistered");
        let properties = Some("org.freedesktop.DBus.Properties");
        let answer = session.call_method(Some(WATCHER), "/StatusNotifierWatcher", properties, "Get", &asked)?;
        let value: zbus::zvariant::OwnedValue = answer.body().deserialize()?;
        Ok(value.try_into()?)
    };
    asked().unwrap_or(false)
}

#[cfg(not(target_os = "linux"))]
fn watcher_has_host() -> bool {
    true
}
