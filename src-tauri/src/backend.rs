use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use engine::door::Client;
use engine::words::Language;
use engine::{Actor, ApiError, Engine, Refusal, Start, StartError};
use serde_json::{Value, json};
use tauri::ipc::Channel;
use tauri::{AppHandle, State};
use tauri_plugin_notification::NotificationExt;
use tokio::sync::{broadcast, watch};
use tokio::task::AbortHandle;

use crate::{journal, leave, tray, window};

/// The engine behind the window: on its way, running, or refused with its reason.
#[derive(Clone)]
pub struct Backend(Arc<Inner>);

struct Inner {
    state: watch::Sender<Option<Result<Engine, ApiError>>>,
    /// The one task that feeds the page; a reloaded page replaces it.
    feed: Mutex<Option<AbortHandle>>,
}

impl Default for Backend {
    fn default() -> Self {
        Self(Arc::new(Inner { state: watch::Sender::new(None), feed: Mutex::new(None) }))
    }
}

/// Whether a program already holds the folder and was asked, through its door, to show its window.
pub fn shown_by_holder(folder: &Path) -> bool {
    let asked = Client::connect(folder, "desktop", None).and_then(|mut holder| holder.call("show", json!({})));
    asked.is_ok()
}

/// Calls one operation. Calls made while the folder is being opened wait for it.
#[tauri::command]
pub async fn call(
    backend: State<'_, Backend>,
    name: String,
    args: Value,
    language: Option<String>,
) -> Result<Value, ApiError> {
    let engine = backend.engine().await?;
    let language = language.as_deref().and_then(Language::parse).unwrap_or_else(|| engine.language());
    let actor = Actor::owner(language);
    let answer = engine.dispatch(actor, &name, args).await;
    journal::announce_first(&name, &answer);
    answer
}

/// Sends the engine's events to the page until it is reloaded or closed.
#[tauri::command]
pub async fn subscribe(backend: State<'_, Backend>, channel: Channel<Value>) -> Result<(), ApiError> {
    let engine = backend.engine().await?;
    let feed = tauri::async_runtime::spawn(feed(engine.subscribe(), channel));
    let earlier = backend.feed_slot().replace(feed.inner().abort_handle());
    if let Some(earlier) = earlier {
        earlier.abort();
    }
    Ok(())
}

async fn feed(mut events: broadcast::Receiver<Value>, channel: Channel<Value>) {
    loop {
        let event = match events.recv().await {
            Ok(event) => event,
            Err(broadcast::error::RecvError::Lagged(_)) => json!({ "kind": "changed" }),
            Err(broadcast::error::RecvError::Closed) => return,
        };
        if channel.send(event).is_err() {
            return;
        }
    }
}

impl Backend {
    /// Opens the folder on a thread of its own: the window is drawn meanwhile.
    pub fn start(&self, app: &AppHandle, how: Start) {
        let (backend, app) = (self.clone(), app.clone());
        std::thread::spawn(move || match Engine::start(how) {
            Ok(engine) => {
                tauri::async_runtime::spawn(obey(engine.shell_requests(), app.clone()));
                tray::open(&app, engine.language());
                backend.0.state.send_replace(Some(Ok(engine)));
            }
            Err(error) => backend.refuse(&app, &error),
        });
    }

    fn refuse(&self, app: &AppHandle, error: &StartError) {
        tracing::error!(%error, "the data folder cannot be opened");
        eprintln!("{error}");
        let message = error.to_string();
        self.0.state.send_replace(Some(Err(ApiError { code: "start".to_owned(), message, field: None })));
        window::show(app);
    }

    /// The engine, or why there is none; nothing while the folder is being opened.
    pub fn now(&self) -> Option<Result<Engine, ApiError>> {
        self.0.state.borrow().clone()
    }

    /// The engine, waited for while the folder is being opened.
    pub async fn engine(&self) -> Result<Engine, ApiError> {
        let mut state = self.0.state.subscribe();
        let stopping = || Refusal::new("stopping").say(Language::default());
        let known = state.wait_for(Option::is_some).await.map_err(|_| stopping())?;
        known.clone().unwrap_or_else(|| Err(stopping()))
    }

    fn feed_slot(&self) -> std::sync::MutexGuard<'_, Option<AbortHandle>> {
        self.0.feed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Does what operations ask of the shell.
async fn obey(mut requests: broadcast::Receiver<engine::ShellRequest>, app: AppHandle) {
    while let Ok(request) = requests.recv().await {
        match request {
            engine::ShellRequest::Show => window::show(&app),
            engine::ShellRequest::Quit => leave::quit(&app),
            engine::ShellRequest::Notify { title, text } => notify(&app, title, text),
        }
    }
}

/// On the desktop of the system, which shows it in its own way or not at all; the alarm stands in the list whatever comes of it.
fn notify(app: &AppHandle, title: String, text: String) {
    if let Err(error) = app.notification().builder().title(title).body(text).show() {
        tracing::warn!(%error, "the system shows no notifications");
    }
}
