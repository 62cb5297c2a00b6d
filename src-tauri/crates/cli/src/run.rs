//! `init` and `run`.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use engine::{Engine, Make, NewSite, ShellRequest};
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use crate::args::Init;
use crate::failure::Failure;
use crate::office;
use crate::output::{Output, text};

pub fn init(output: Output, folder: &Path, new: &Init) -> Result<(), Failure> {
    office::must_be_new(folder)?;
    let make = if new.demo {
        Make::Demonstration
    } else {
        Make::Site(NewSite { name: new.name.clone(), currency: new.currency.clone(), zone: new.zone.clone() })
    };
    office::start(folder, make, false).map_err(office::not_started)?.stop();
    let made = json!({ "data": folder.display().to_string(), "demo": new.demo });
    output.show(&made, |made| {
        let what = if new.demo { "The demonstration building" } else { "The new site" };
        format!("{what} is in {}.", text(made, "/data"))
    })
}

/// Ends by a signal or by the `quit` operation, in order.
pub fn run(output: Output, folder: &Path, http: Option<SocketAddr>, ui: Option<&Path>) -> Result<(), Failure> {
    office::must_hold_data(folder)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::new("system", error))?;
    let engine = office::start_service(folder)?;
    let outcome = runtime.block_on(serve(output, folder, &engine, http, ui));
    engine.stop();
    runtime.shutdown_timeout(Duration::from_secs(5));
    outcome
}

async fn serve(
    output: Output,
    folder: &Path,
    engine: &Engine,
    http: Option<SocketAddr>,
    ui: Option<&Path>,
) -> Result<(), Failure> {
    // Whoever reads the line below may send a signal at once.
    let signal = Signals::listen()?;
    let mut requests = engine.shell_requests();
    let portal = match http {
        Some(address) => Some(open(engine, address, ui).await?),
        None => None,
    };
    let url = portal.as_ref().map(portal::Portal::url);
    output.announce(
        &json!({ "ready": true, "data": folder.display().to_string(), "http": url, "pid": std::process::id() }),
    )?;
    let quit = async {
        loop {
            match requests.recv().await {
                Ok(ShellRequest::Quit) | Err(RecvError::Closed) => return,
                // There is no window to show anything in.
                Ok(ShellRequest::Show | ShellRequest::Notify { .. }) | Err(RecvError::Lagged(_)) => {}
            }
        }
    };
    tokio::select! {
        () = quit => tracing::info!("asked to end"),
        () = signal.any() => tracing::info!("told to end by a signal"),
    }
    if let Some(portal) = portal {
        portal.close().await;
    }
    Ok(())
}

async fn open(engine: &Engine, address: SocketAddr, ui: Option<&Path>) -> Result<portal::Portal, Failure> {
    let token = portal::Token::random().map_err(|error| Failure::new("system", error))?;
    let settings = portal::Settings { address, ui: ui.map(Path::to_owned), token };
    portal::open(settings, engine.clone()).await.map_err(|error| Failure::new("http", error))
}

/// The signals that mean "end in order".
pub struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    /// From here on a signal no longer kills the process.
    pub fn listen() -> Result<Self, Failure> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let listen = |kind| signal(kind).map_err(|error| Failure::new("system", error));
            Ok(Self { interrupt: listen(SignalKind::interrupt())?, terminate: listen(SignalKind::terminate())? })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    #[cfg(unix)]
    pub async fn any(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    #[cfg(not(unix))]
    pub async fn any(self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}
