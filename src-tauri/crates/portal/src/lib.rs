//! The engine's list of operations over HTTP, and the pages that call it.
//!
//! `POST /api/{name}` with JSON is one operation; `GET /api/events` is the stream of changes (server-sent events);
//! everything else is a file of the user interface. Invariants: no operation is named here, each call carries the
//! token, and a page from another origin or a rebound name gets nothing. It listens on this computer only unless it
//! is told otherwise.

mod call;
mod events;
mod guard;
mod pages;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::routing::{get, post};
use axum::{Router, extract::DefaultBodyLimit, middleware};
use engine::{Actor, ApiError, Engine};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{broadcast, watch};
use tokio::task::JoinHandle;

pub use guard::Token;

/// What a request body may hold.
const LARGEST_CALL: usize = 1 << 20;
/// How long answers that are under way may take when the portal closes.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the portal needs of the engine.
pub trait Operations: Clone + Send + Sync + 'static {
    /// `language` is what the caller's browser asks for.
    fn call(
        &self,
        language: Option<&str>,
        name: &str,
        args: Value,
    ) -> impl Future<Output = Result<Value, ApiError>> + Send;

    fn changes(&self) -> broadcast::Receiver<Value>;
}

impl Operations for Engine {
    async fn call(&self, language: Option<&str>, name: &str, args: Value) -> Result<Value, ApiError> {
        let language = language.and_then(engine::words::Language::parse).unwrap_or_else(|| self.language());
        self.dispatch(Actor::owner(language), name, args).await
    }

    fn changes(&self) -> broadcast::Receiver<Value> {
        self.subscribe()
    }
}

/// Where to listen and what to show.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Port 0 takes any free one.
    pub address: SocketAddr,
    /// The built user interface (`ui/dist`); without it only the operations are served.
    pub ui: Option<PathBuf>,
    pub token: Token,
}

#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    #[error("cannot listen on {address}: {source}; choose another address or port")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("there is no user interface in {}: build it with `npm run build` in ui, or leave it out", .0.display())]
    NoPages(PathBuf),
}

/// What every request sees.
struct Shared<O> {
    operations: O,
    token: Token,
    port: u16,
    closed: watch::Receiver<bool>,
}

/// An open portal; it closes by `close`, or with its runtime.
#[derive(Debug)]
pub struct Portal {
    address: SocketAddr,
    token: Token,
    closing: watch::Sender<bool>,
    serving: JoinHandle<io::Result<()>>,
}

/// Listens and answers on the runtime that this is called in.
pub async fn open(settings: Settings, operations: impl Operations) -> Result<Portal, PortalError> {
    if let Some(ui) = settings.ui.as_ref().filter(|ui| !ui.join("index.html").is_file()) {
        return Err(PortalError::NoPages(ui.clone()));
    }
    let unusable = |source| PortalError::Listen { address: settings.address, source };
    let listener = TcpListener::bind(settings.address).await.map_err(unusable)?;
    let address = listener.local_addr().map_err(unusable)?;
    let (closing, mut closed) = watch::channel(false);
    let token = settings.token.clone();
    let shared = Arc::new(Shared { operations, token: token.clone(), port: address.port(), closed: closed.clone() });
    let routes = routes(shared, settings.ui);
    let serving = tokio::spawn(async move {
        let end = async move {
            let _ = closed.wait_for(|closed| *closed).await;
        };
        axum::serve(listener, routes).with_graceful_shutdown(end).await
    });
    Ok(Portal { address, token, closing, serving })
}

impl Portal {
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a browser opens. The token is in the fragment, which no server and no log ever sees.
    pub fn url(&self) -> String {
        let host = if self.address.ip().is_unspecified() {
            SocketAddr::from(([127, 0, 0, 1], self.address.port()))
        } else {
            self.address
        };
        format!("http://{host}/#token={}", self.token.text())
    }

    /// Takes no more calls and waits for those under way.
    pub async fn close(self) {
        self.closing.send_replace(true);
        let stop = self.serving.abort_handle();
        if tokio::time::timeout(PATIENCE, self.serving).await.is_err() {
            tracing::warn!("a browser held its connection open; it is cut");
            stop.abort();
        }
    }
}

fn routes<O: Operations>(shared: Arc<Shared<O>>, ui: Option<PathBuf>) -> Router {
    let api = Router::new()
        .route("/api/events", get(events::events::<O>))
        .route("/api/{name}", post(call::call::<O>))
        .layer(DefaultBodyLimit::max(LARGEST_CALL))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), guard::token::<O>))
        .with_state(Arc::clone(&shared));
    pages::with_pages(api, ui).layer(middleware::from_fn_with_state(shared, guard::origin::<O>))
}

#[cfg(test)]
mod tests;
