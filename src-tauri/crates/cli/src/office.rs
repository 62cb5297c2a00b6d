//! The way to a data folder: through the door of whoever holds it, or by holding it for as long as one command takes.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime};

use engine::door::{CallError, Client};
use engine::words::Language;
use engine::{Actor, Clock, Engine, Make, Refusal, Start, StartError};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::failure::Failure;

/// Another command may hold the folder for a moment without a door of its own: how often, and how far apart, it is
/// tried again.
const TRIES: u32 = 300;
const PAUSE: Duration = Duration::from_millis(50);

const ACTOR: &str = "command line";

/// An open way to a folder. The folder is let go of when this is dropped.
pub enum Office {
    Held(Client),
    Own { engine: Engine, runtime: Runtime },
}

impl Office {
    pub fn reach(folder: &Path) -> Result<Self, Failure> {
        must_hold_data(folder)?;
        let language = language();
        for _ in 0..TRIES {
            match Client::connect(folder, ACTOR, language.map(Language::code)) {
                Ok(client) => return Ok(Self::Held(client)),
                Err(CallError::Nobody | CallError::Broken(_)) => {}
                Err(error) => return Err(refused(error)),
            }
            match start(folder, Make::Nothing, false) {
                Ok(engine) => return Ok(Self::Own { engine, runtime: runtime()? }),
                Err(StartError::Held(_)) => thread::sleep(PAUSE),
                Err(error) => return Err(not_started(error)),
            }
        }
        Err(refusal("held", folder))
    }

    /// The program that holds the folder, if one does.
    pub fn running(folder: &Path) -> Option<Self> {
        Client::connect(folder, ACTOR, language().map(Language::code)).ok().map(Self::Held)
    }

    pub fn call(&mut self, name: &str, args: Value) -> Result<Value, Failure> {
        match self {
            Self::Held(client) => client.call(name, args).map_err(refused),
            Self::Own { engine, runtime } => {
                let mut actor = Actor::owner(language().unwrap_or_else(|| engine.language()));
                actor.name = ACTOR.to_owned();
                Ok(runtime.block_on(engine.dispatch(actor, name, args))?)
            }
        }
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        if let Self::Own { engine, .. } = self {
            engine.stop();
        }
    }
}

/// The folder given, or this user's own.
pub fn folder(given: Option<&Path>) -> Result<PathBuf, Failure> {
    given
        .map(Path::to_owned)
        .or_else(engine::default_folder)
        .ok_or_else(|| Failure::new("folder", "this user has no home folder; name the data folder with --data DIR"))
}

/// No command but `init` makes a database: a mistyped folder must not become an empty house.
pub fn must_hold_data(folder: &Path) -> Result<(), Failure> {
    if has_data(folder) { Ok(()) } else { Err(refusal("no-database", folder)) }
}

pub fn must_be_new(folder: &Path) -> Result<(), Failure> {
    if has_data(folder) { Err(refusal("database-exists", folder)) } else { Ok(()) }
}

fn has_data(folder: &Path) -> bool {
    folder.join(engine::key::DATABASE).exists()
}

fn refusal(code: &'static str, folder: &Path) -> Failure {
    Refusal::new(code).with("folder", folder.display()).say(language().unwrap_or_default()).into()
}

pub fn start(folder: &Path, make: Make, lines: bool) -> Result<Engine, StartError> {
    let language = language().unwrap_or_default();
    Engine::start(Start { data: folder.to_owned(), make, clock: clock(), lines, language })
}

/// Starts the service. A command that holds the folder for a moment is waited for; a program with a door stays its holder.
pub fn start_service(folder: &Path) -> Result<Engine, Failure> {
    for _ in 0..TRIES {
        match start(folder, Make::Nothing, true) {
            Err(StartError::Held(_)) if Client::connect(folder, ACTOR, None).is_err() => thread::sleep(PAUSE),
            other => return other.map_err(not_started),
        }
    }
    Err(refusal("held", folder))
}

pub fn not_started(error: StartError) -> Failure {
    match error {
        StartError::Held(sentence) => Failure::new("held", sentence),
        StartError::Refused { code, sentence } => Failure::new(code, sentence),
    }
}

fn runtime() -> Result<Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| Failure::new("system", error))
}

fn refused(error: CallError) -> Failure {
    match error {
        CallError::Refused { code, message, .. } => Failure { code, message },
        CallError::Nobody => Failure::new("stopping", error),
        CallError::OtherVersion(_) => Failure::new("version", error),
        CallError::Broken(_) => Failure::new("broken", error),
    }
}

/// What the terminal speaks, where it says so; otherwise the site's language is used.
pub fn language() -> Option<Language> {
    let set = |name| std::env::var(name).ok().filter(|code| !code.is_empty());
    ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).and_then(|code| Language::parse(&code))
}

#[allow(clippy::disallowed_methods, reason = "the command line is a shell: here the wall clock comes in")]
pub fn clock() -> Clock {
    Arc::new(|| SystemTime::now().into())
}
