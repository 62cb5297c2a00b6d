//! The engine joins the rooms of the house: it owns the store's only writer, hears the bus, rates
//! energy, keeps accounts, moves relays, and serves the one list of operations to every door.
//!
//! Everything that changes something happens in one thread, the core (`core`), which is told the
//! time with every message. Reading operations run beside it on read-only connections and the
//! last published [`live::Live`] picture. The engine needs no window and no clock of its own.

mod alarm;
mod api;
pub mod bill;
#[cfg(test)]
mod bindings;
mod cause;
mod channels;
mod core;
mod demo;
pub mod door;
pub mod dto;
mod error;
mod folder;
mod head;
pub mod key;
mod lines;
mod live;
mod operations;
mod reasons;
mod restore;
mod rules;
mod senders;
mod settings;
mod start;
pub mod wire;
pub mod words;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, RwLock};

use serde_json::Value;
use tokio::sync::{broadcast, oneshot};
use units::Timestamp;

pub use error::{ApiError, Refusal};
pub use folder::default_folder;
use live::Live;
pub use operations::{OPERATIONS, Operation, Role};
pub use restore::{Restored, restore};
pub use start::{Make, NewSite, Start, StartError};
use words::Language;

/// The wall clock, handed in by the shell.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Who calls, and in which language refusals are said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub name: String,
    pub role: Role,
    pub language: Language,
}

impl Actor {
    /// The person at the desktop or the owner's command line.
    pub fn owner(language: Language) -> Self {
        Self { name: "owner".to_owned(), role: Role::Owner, language }
    }
}

/// What the window is asked to do by an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShellRequest {
    Show,
    Quit,
    /// Shows it outside the window.
    Notify {
        title: String,
        text: String,
    },
}

/// An instant of `ms` milliseconds by the wall clock of a zone such as `Asia/Shanghai`; in UTC where it is unknown.
pub fn wall_clock(ms: i64, zone: &str) -> String {
    match units::Zone::parse(zone) {
        Ok(zone) => zone.local(units::timestamp(ms)).format("%Y-%m-%d %H:%M:%S").to_string(),
        Err(_) => units::timestamp(ms).format("%Y-%m-%d %H:%M:%SZ").to_string(),
    }
}

/// A handle on the running engine; clones share it.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    to_core: mpsc::Sender<Message>,
    live: Arc<RwLock<Arc<Live>>>,
    database: Database,
    events: broadcast::Sender<Value>,
    shell: broadcast::Sender<ShellRequest>,
    clock: Clock,
    running: Mutex<Option<start::Running>>,
}

/// Where a reading operation opens its connection.
struct Database {
    path: std::path::PathBuf,
    key: store::Key,
    idle: Mutex<Vec<store::Reader>>,
}

/// Changes the core and gives back how the caller is answered, once what changed can be seen.
type Work = Box<dyn FnOnce(&mut core::Core) -> Answer + Send>;
type Answer = Box<dyn FnOnce() + Send>;

/// What reaches the core.
enum Message {
    Line(Box<bus::FromLine>),
    Work(Work),
    /// What became of a message to somebody outside.
    Carried(Box<senders::Carried>),
    Stop,
}

impl Engine {
    /// Opens the folder and everything that belongs to it. Blocks for as long as that takes.
    pub fn start(how: Start) -> Result<Self, StartError> {
        start::start(how)
    }

    /// Calls one operation of the list.
    pub async fn dispatch(&self, actor: Actor, name: &str, args: Value) -> Result<Value, ApiError> {
        operations::dispatch(self, actor, name, args).await
    }

    /// Events, at most about one a second: what is shown should be fetched again.
    pub fn subscribe(&self) -> broadcast::Receiver<Value> {
        self.0.events.subscribe()
    }

    /// Requests to the shell: show the window, quit.
    pub fn shell_requests(&self) -> broadcast::Receiver<ShellRequest> {
        self.0.shell.subscribe()
    }

    /// The language of the site, for an actor who has not chosen one.
    pub fn language(&self) -> Language {
        self.live().site.language
    }

    /// Stops in order: no more work, the transaction on the wire, the last readings, the store.
    pub fn stop(&self) {
        let running = self.0.running.lock().ok().and_then(|mut slot| slot.take());
        if let Some(running) = running {
            running.stop(&self.0.to_core);
        }
    }

    pub(crate) fn live(&self) -> Arc<Live> {
        self.0.live.read().map(|live| Arc::clone(&live)).unwrap_or_else(|poisoned| Arc::clone(&poisoned.into_inner()))
    }

    /// Runs a reading operation on the blocking pool.
    pub(crate) async fn read<R: Send + 'static>(
        &self,
        actor: Actor,
        run: impl FnOnce(&View) -> error::Result<R> + Send + 'static,
    ) -> error::Result<R> {
        let engine = self.clone();
        let task = tokio::task::spawn_blocking(move || {
            let reader = engine.0.database.reader()?;
            let view = View {
                reader,
                live: engine.live(),
                now: (engine.0.clock)(),
                language: actor.language,
                folder: engine.0.database.path.parent().unwrap_or(Path::new(".")).to_owned(),
            };
            let result = run(&view);
            engine.0.database.put_back(view.reader);
            result
        });
        task.await.map_err(|cause| Refusal::new("internal").with("cause", cause))?
    }

    /// Runs a writing operation in the core's thread.
    pub(crate) async fn write<R: Send + 'static>(
        &self,
        actor: Actor,
        run: impl FnOnce(&mut core::Core, &Actor) -> error::Result<R> + Send + 'static,
    ) -> error::Result<R> {
        let (answer, answered) = oneshot::channel();
        let work = Message::Work(Box::new(move |core| {
            let result = run(core, &actor);
            // Nobody waits any more when the caller hung up; what was done stays done.
            Box::new(move || drop(answer.send(result)))
        }));
        self.0.to_core.send(work).map_err(|_| Refusal::new("stopping"))?;
        answered.await.map_err(|_| Refusal::new("stopping"))?
    }
}

impl Database {
    fn reader(&self) -> error::Result<store::Reader> {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        match idle {
            Some(reader) => Ok(reader),
            None => Ok(store::Reader::open(&self.path, &self.key)?),
        }
    }

    fn put_back(&self, reader: store::Reader) {
        if let Ok(mut idle) = self.idle.lock()
            && idle.len() < 4
        {
            idle.push(reader);
        }
    }
}

/// What a reading operation sees: a connection of its own and the last published picture.
pub(crate) struct View {
    pub reader: store::Reader,
    pub live: Arc<Live>,
    pub now: Timestamp,
    pub language: Language,
    pub folder: std::path::PathBuf,
}
