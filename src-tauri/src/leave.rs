//! Closing, hiding and stopping. Tauri never drops what it manages, so the engine is stopped here, by name.

use std::sync::atomic::{AtomicBool, Ordering};

use engine::words::{Language, Words};
use tauri::{AppHandle, Manager, RunEvent, Window, WindowEvent};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogResult};

use crate::backend::Backend;
use crate::{tray, window};

static LEAVING: AtomicBool = AtomicBool::new(false);

/// Closing the window leaves the engine in the tray; where there is no tray, the person decides.
pub fn on_window_event(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else { return };
    let app = window.app_handle();
    match app.state::<Backend>().now() {
        Some(Err(_)) => {}
        None => {
            api.prevent_close();
            quit(app);
        }
        Some(Ok(engine)) => {
            api.prevent_close();
            if tray::is_open(app) {
                window::hide(app);
            } else {
                ask(app, engine.language());
            }
        }
    }
}

/// The last stop before the process ends, whichever way it came to that.
pub fn on_run_event(app: &AppHandle, event: &RunEvent) {
    if let RunEvent::Exit = event
        && let Some(Ok(engine)) = app.state::<Backend>().now()
    {
        engine.stop();
    }
}

/// Stops in order, off the window's thread, and ends the process. A folder that is just being opened
/// is opened first: half a start is not a state to leave.
pub fn quit(app: &AppHandle) {
    if LEAVING.swap(true, Ordering::SeqCst) {
        return;
    }
    window::hide(app);
    let app = app.clone();
    std::thread::spawn(move || {
        if let Ok(engine) = tauri::async_runtime::block_on(app.state::<Backend>().engine()) {
            engine.stop();
        }
        app.exit(0);
    });
}

/// The end of a session or Ctrl-C takes the same road as the menu.
pub fn on_signals(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = signalled().await {
            tracing::warn!(%error, "signals are not heard");
            return;
        }
        quit(&app);
    });
}

#[cfg(unix)]
async fn signalled() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn signalled() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

fn ask(app: &AppHandle, language: Language) {
    let words = Words::new(language);
    let say = |id: &str| words.say(id, &[]);
    let (minimise, stop, stay) = (say("desktop-minimise"), say("desktop-stop"), say("desktop-stay"));
    let (app, minimised, stopped) = (app.clone(), minimise.clone(), stop.clone());
    app.clone()
        .dialog()
        .message(say("desktop-close-question"))
        .title("Roomwatt")
        .buttons(MessageDialogButtons::YesNoCancelCustom(minimise, stop, stay))
        .show_with_result(move |answer| match answer {
            MessageDialogResult::Yes => window::minimise(&app),
            MessageDialogResult::No => quit(&app),
            MessageDialogResult::Custom(label) if label == minimised => window::minimise(&app),
            MessageDialogResult::Custom(label) if label == stopped => quit(&app),
            _ => {}
        });
}
