use std::path::Path;

use tauri::webview::{DownloadEvent, WebviewWindowBuilder};
use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindow};

const MAIN: &str = "main";

/// Opens the one window. It stays unseen with `hidden`, until the tray or a second start shows it.
/// What the page keeps for itself (theme, language, a form begun) stays in the data folder with the rest.
pub fn open(app: &AppHandle, data: &Path, hidden: bool) -> tauri::Result<()> {
    let papers = app.path().download_dir().or_else(|_| app.path().home_dir())?;
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("Roomwatt")
        .data_directory(data.join("window"))
        .inner_size(1280.0, 860.0)
        .min_inner_size(720.0, 520.0)
        .visible(!hidden)
        .on_navigation(|url| matches!(url.scheme(), "tauri" | "blob") || url.host_str() == Some("tauri.localhost"))
        .on_download(move |_, event| {
            if let DownloadEvent::Requested { destination, .. } = event {
                // Papers saved by the page land where the user's other downloads do.
                if let Some(name) = destination.file_name() {
                    *destination = papers.join(name);
                }
            }
            true
        })
        .build()?;
    Ok(())
}

/// Brings the window to the front, wherever it was.
pub fn show(app: &AppHandle) {
    if let Some(window) = main(app) {
        report(window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus()));
    }
}

/// Hides the window; the engine goes on.
pub fn hide(app: &AppHandle) {
    if let Some(window) = main(app) {
        report(window.hide());
    }
}

/// Minimises the window; the engine goes on.
pub fn minimise(app: &AppHandle) {
    if let Some(window) = main(app) {
        report(window.minimize());
    }
}

fn main(app: &AppHandle) -> Option<WebviewWindow> {
    app.get_webview_window(MAIN)
}

fn report(result: tauri::Result<()>) {
    if let Err(error) = result {
        tracing::warn!(%error, "the window did not follow");
    }
}
