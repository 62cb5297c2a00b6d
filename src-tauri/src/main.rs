//! The desktop shell: one window, a tray, and two commands over the engine's one list of operations.
//! It knows Tauri and nothing of rooms or money; the engine knows those and nothing of windows.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod args;
mod backend;
mod journal;
mod leave;
mod tray;
mod window;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::SystemTime;

use args::Args;
use backend::Backend;
use engine::words::Language;
use engine::{Make, NewSite, Start};

fn main() -> ExitCode {
    let args = match Args::parse(std::env::args().skip(1)) {
        Ok(args) => args,
        Err(sentence) => {
            eprintln!("{sentence}");
            return ExitCode::from(2);
        }
    };
    let _journal = journal::open(&args.data);
    if backend::shown_by_holder(&args.data) {
        eprintln!("Roomwatt already runs on {}; its window was asked to come to the front.", args.data.display());
        return ExitCode::SUCCESS;
    }
    match run(args) {
        Ok(code) => code,
        Err(error) => {
            tracing::error!(%error, "the window system refused");
            eprintln!("The window cannot be opened: {error}. Without a screen, use `roomwatt run`.");
            ExitCode::FAILURE
        }
    }
}

fn run(args: Args) -> tauri::Result<ExitCode> {
    let backend = Backend::default();
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .manage(backend.clone())
        .invoke_handler(tauri::generate_handler![backend::call, backend::subscribe])
        .on_window_event(leave::on_window_event)
        .setup(move |app| {
            let Args { data, demo, hidden } = args;
            window::open(app.handle(), &data, hidden)?;
            leave::on_signals(app.handle());
            let make = if demo { Make::Demonstration } else { Make::Site(NewSite::default()) };
            backend
                .start(app.handle(), Start { data, make, clock: wall_clock(), lines: true, language: own_language() });
            Ok(())
        })
        .build(tauri::generate_context!())?;
    let code = app.run_return(|app, event| leave::on_run_event(app, &event));
    Ok(u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The language of the person's session, for a site that is made now and until one is open.
fn own_language() -> Language {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|code| !code.is_empty());
    named.and_then(|code| Language::parse(&code)).unwrap_or_default()
}

/// The only clock of the desktop; below the shell time is a parameter.
#[allow(clippy::disallowed_methods)]
fn wall_clock() -> engine::Clock {
    Arc::new(|| SystemTime::now().into())
}
