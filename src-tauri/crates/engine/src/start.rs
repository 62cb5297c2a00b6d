//! Opening and closing: the folder, the key, the store, the core's thread, the lines, the door.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::json;
use store::Key;
use store::place::{Place, PlaceKind};
use tokio::sync::broadcast;
use units::{Currency, Timestamp, Zone};

use crate::core::{self, Core};
use crate::error::{Refusal, Result};
use crate::lines::Lines;
use crate::live::Live;
use crate::settings::SiteSettings;
use crate::wire::models;
use crate::words::{Language, Words};
use crate::{Actor, Clock, Database, Engine, Inner, Message, Role, demo, door, head, key};

/// How a folder is opened.
pub struct Start {
    pub data: PathBuf,
    /// What is made where the folder has no database.
    pub make: Make,
    pub clock: Clock,
    /// Own the lines: poll meters and move relays. Without, the engine only keeps accounts.
    pub lines: bool,
    /// The language of a site that is made now, and of what is said before a site is open.
    pub language: Language,
}

/// What is made in a folder without a database.
#[derive(Debug, Clone)]
pub enum Make {
    Nothing,
    /// The simulated building with its history.
    Demonstration,
    /// An empty site, to be set up.
    Site(NewSite),
}

/// A site as it begins. What is not said follows from the computer and the language.
#[derive(Debug, Clone, Default)]
pub struct NewSite {
    pub name: Option<String>,
    /// Three letters, such as `CNY`.
    pub currency: Option<String>,
    /// Such as `Asia/Shanghai`.
    pub zone: Option<String>,
}

/// Why a folder could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program has it: ask that one through the door.
    #[error("{0}")]
    Held(String),
    #[error("{sentence}")]
    Refused { code: &'static str, sentence: String },
}

/// What has to be ended in order.
pub(crate) struct Running {
    core: JoinHandle<()>,
    door: Option<door::Serving>,
    folder: Option<door::Hold>,
}

/// The picture is published at most so often.
const PUBLISH_EVERY: chrono::Duration = chrono::Duration::milliseconds(250);
/// A core that was not woken for so long slept, and its computer with it.
const ASLEEP: chrono::Duration = chrono::Duration::minutes(2);
/// Events go out at most so often.
const EVENT_EVERY: chrono::Duration = chrono::Duration::seconds(1);

pub(crate) fn start(how: Start) -> std::result::Result<Engine, StartError> {
    let language = how.language;
    let hold = door::hold(&how.data).map_err(|error| match error {
        door::HoldError::Held(folder) => {
            StartError::Held(Refusal::new("held").with("folder", folder.display()).say(language).message)
        }
        other => refused(&Refusal::new("folder").with("folder", how.data.display()).with("cause", other), language),
    })?;
    open(how, hold).map_err(|refusal| refused(&refusal, language))
}

fn refused(refusal: &Refusal, language: Language) -> StartError {
    StartError::Refused { code: refusal.code, sentence: refusal.say(language).message }
}

/// The clock in whole milliseconds, which is what the store keeps: an instant is the same before and after a start.
fn in_millis(clock: Clock) -> Clock {
    Arc::new(move || units::timestamp(units::millis(clock())))
}

fn open(how: Start, hold: door::Hold) -> Result<Engine> {
    let how = Start { clock: in_millis(how.clock), ..how };
    let path = how.data.join(key::DATABASE);
    let now = (how.clock)();
    models::learn(&how.data)?;
    let (mut core, key) = if path.exists() {
        let key = store_key(key::find(&how.data))?;
        let writer = store::open(&path, &key).map_err(|error| unopened(error, &how.data))?;
        (core::load(writer, how.data.clone(), now)?, key)
    } else if matches!(how.make, Make::Nothing) {
        return Err(Refusal::new("no-database").with("folder", how.data.display()));
    } else {
        let key = store_key(key::for_new(&how.data))?;
        (made(&how, &path, &key, now)?, key)
    };
    head::check(&core.store, &how.data)?;
    core.now = now;
    core.owns_lines = how.lines;
    if how.lines {
        core.read_first();
    }
    core.tick();
    let live = Arc::new(RwLock::new(Arc::new(core.picture())));
    let (to_core, inbox) = mpsc::channel();
    let (events, _) = broadcast::channel(64);
    let (shell, _) = broadcast::channel(8);
    let lines = if how.lines { Some(Lines::open(&core, &how.clock, &to_core)?) } else { None };
    core.attach_shell(shell.clone());
    let thread =
        run(core, inbox, lines, Arc::clone(&live), events.clone(), Arc::clone(&how.clock)).map_err(Refusal::broken)?;
    let engine = Engine(Arc::new(Inner {
        to_core,
        live,
        database: Database { path, key, idle: Mutex::new(Vec::new()) },
        events,
        shell,
        clock: how.clock,
        running: Mutex::new(None),
    }));
    let (door, folder) = if how.lines { (Some(open_door(&engine, hold)?), None) } else { (None, Some(hold)) };
    if let Ok(mut running) = engine.0.running.lock() {
        *running = Some(Running { core: thread, door, folder });
    }
    Ok(engine)
}

/// What fails half way leaves nothing behind that could be taken for a site.
fn made(how: &Start, path: &Path, key: &Key, now: Timestamp) -> Result<Core> {
    let made = match &how.make {
        Make::Site(site) => new_site(how, site, path, key, now),
        Make::Demonstration | Make::Nothing => demo::create(path, key, &how.data, how.language, now),
    };
    if made.is_err() {
        for name in [key::DATABASE.to_owned(), format!("{}-wal", key::DATABASE), format!("{}-shm", key::DATABASE)] {
            // What is not there need not be removed.
            let _ = fs::remove_file(how.data.join(name));
        }
    }
    made
}

fn new_site(how: &Start, new: &NewSite, path: &Path, key: &Key, now: Timestamp) -> Result<Core> {
    let zone = match &new.zone {
        Some(name) => Zone::parse(name)?,
        None => iana_time_zone::get_timezone().ok().and_then(|name| Zone::parse(&name).ok()).unwrap_or(Zone::UTC),
    };
    let usual = if how.language == Language::ZhCn { "CNY" } else { "EUR" };
    let currency = Currency::parse(new.currency.as_deref().unwrap_or(usual))?;
    let named = new.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let name = named.map_or_else(|| Words::new(how.language).say("new-site", &[]), str::to_owned);
    let site = SiteSettings::new(&name, currency, zone, how.language);
    let mut writer = store::create(path, key)?;
    writer.transact(|tx| {
        for (key, value) in site.to_texts() {
            store::setting::put(tx, key, &value)?;
        }
        let root = Place { parent: None, kind: PlaceKind::Site, name: name.clone(), sort: 0, area_dm2: None };
        store::place::insert(tx, &root).map(drop)
    })?;
    core::load(writer, how.data.clone(), now)
}

fn store_key(found: std::result::Result<key::Key, key::KeyError>) -> Result<Key> {
    found.map(|key| Key(*key.bytes())).map_err(|cause| Refusal::new("no-key").with("cause", cause))
}

fn unopened(error: store::Error, folder: &Path) -> Refusal {
    let code = match error {
        store::Error::Newer { .. } => "newer",
        store::Error::WrongKey => "wrong-key",
        store::Error::Full => "disk-full",
        _ => return error.into(),
    };
    Refusal::new(code).with("folder", folder.display()).with("source", "key.toml")
}

fn open_door(engine: &Engine, hold: door::Hold) -> Result<door::Serving> {
    // The door must not keep the engine alive: it is closed before the engine ends.
    let inner = Arc::downgrade(&engine.0);
    let answer = move |call: door::Call| {
        let inner = inner.clone();
        async move {
            let language = call.language.as_deref().and_then(Language::parse);
            let Some(inner) = inner.upgrade() else {
                return Err(Refusal::new("stopping").say(language.unwrap_or(Language::En)));
            };
            let engine = Engine(inner);
            let language = language.unwrap_or_else(|| engine.language());
            let actor = Actor { name: call.actor, role: Role::Owner, language };
            engine.dispatch(actor, &call.name, call.args).await
        }
    };
    door::serve(hold, answer).map_err(Refusal::broken)
}

/// The core's thread: messages as they come, a tick a second, a picture when something changed.
fn run(
    core: Core,
    inbox: mpsc::Receiver<Message>,
    lines: Option<Lines>,
    live: Arc<RwLock<Arc<Live>>>,
    events: broadcast::Sender<serde_json::Value>,
    clock: Clock,
) -> io::Result<JoinHandle<()>> {
    let now = clock();
    let beat = Beat { ticked: now, published: now, told: now, stale: false };
    let mut turn = Turn { core, lines, live, events, beat };
    thread::Builder::new().name("core".to_owned()).spawn(move || {
        loop {
            let message = inbox.recv_timeout(turn.patience());
            turn.core.now = clock();
            match message {
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => break,
                Ok(message) => turn.take(message),
                Err(RecvTimeoutError::Timeout) => {}
            }
            turn.keep_time();
        }
        if let Some(lines) = turn.lines.take() {
            lines.stop();
        }
        turn.core.finish();
    })
}

/// What the core's thread has in hand.
struct Turn {
    core: Core,
    lines: Option<Lines>,
    live: Arc<RwLock<Arc<Live>>>,
    events: broadcast::Sender<serde_json::Value>,
    beat: Beat,
}

/// When the core was last ticked, shown and spoken of, and whether the picture is older than the core.
struct Beat {
    ticked: Timestamp,
    published: Timestamp,
    told: Timestamp,
    stale: bool,
}

impl Turn {
    fn patience(&self) -> Duration {
        let wait = if self.beat.stale { PUBLISH_EVERY } else { EVENT_EVERY };
        wait.to_std().unwrap_or(Duration::from_millis(250))
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Line(message) => {
                self.core.hear(*message);
                self.beat.stale = true;
            }
            Message::Work(work) => {
                let answer = work(&mut self.core);
                self.rewire();
                self.send_out();
                self.publish();
                answer();
                self.tell();
            }
            Message::Carried(carried) => {
                self.core.carried(*carried);
                self.beat.stale = true;
            }
            Message::Stop => {}
        }
        self.send_out();
    }

    /// The clock may be set back as well as forward: both count as time gone by.
    fn keep_time(&mut self) {
        let now = self.core.now;
        if now - self.beat.ticked >= ASLEEP {
            tracing::info!("nothing happened for a while: the computer slept");
            self.core.read_first();
        }
        if (now - self.beat.ticked).abs() >= EVENT_EVERY {
            self.core.keep_watch();
            self.core.tick();
            self.send_out();
            self.beat.ticked = now;
            self.beat.stale = true;
        }
        if self.beat.stale && (now - self.beat.published).abs() >= PUBLISH_EVERY {
            self.publish();
        }
        if (now - self.beat.told).abs() >= EVENT_EVERY {
            self.tell();
        }
    }

    /// Lines and devices may be others than before.
    fn rewire(&mut self) {
        if !std::mem::take(&mut self.core.rewired) {
            return;
        }
        if let Some(lines) = &mut self.lines
            && let Err(refusal) = lines.rewire(&self.core)
        {
            tracing::error!(?refusal, "the lines could not be opened as they are set up");
        }
    }

    /// What the core wants done on the wire goes out before anything is shown.
    fn send_out(&mut self) {
        for outgoing in self.core.outbox.drain(..) {
            if let Some(lines) = &mut self.lines {
                lines.send(outgoing);
            }
        }
    }

    fn publish(&mut self) {
        let picture = Arc::new(self.core.picture());
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = picture;
        self.beat.published = self.core.now;
        self.beat.stale = false;
    }

    fn tell(&mut self) {
        // Nobody listening is no error.
        let _ = self.events.send(json!({ "kind": "changed" }));
        self.beat.told = self.core.now;
    }
}

impl Running {
    pub fn stop(self, to_core: &mpsc::Sender<Message>) {
        // The folder stays ours until the core has written its last.
        let folder = self.door.and_then(door::Serving::stop).or(self.folder);
        let _ = to_core.send(Message::Stop);
        if self.core.join().is_err() {
            tracing::error!("the core ended in a panic");
        }
        drop(folder);
    }
}
