//! The core: one thread's worth of state that owns the store's writer and every domain fact.
//!
//! It is told the time and what happened (a sample, an operation, a tick) and answers by writing
//! to the store, by commands for the bus in `outbox`, and by a new picture of the moment. It never
//! waits for the wire. The same core runs live and through simulated years.

mod absence;
pub(crate) mod account;
mod change;
mod clocks;
mod close;
pub(crate) mod common;
mod control;
mod crossed;
mod dues;
mod edge;
mod energy;
mod errands;
mod exchange;
pub(crate) mod facts;
mod grants;
mod hours;
mod known;
mod lines;
mod load;
mod losses;
mod messages;
mod once;
mod payment;
mod pending;
mod post;
mod protect;
mod publish;
mod quota;
mod register;
mod rules;
mod setup;
mod state;
mod switching;
mod tells;
mod tenancy;
mod terms;
mod upkeep;
mod usage;
mod watch;
mod write;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use units::{AccountId, BusId, MeterId, Month, PlaceId, PointId, QuotaId, Timestamp};

use crate::error::{Refusal, Result};
use crate::live::LiveLine;
use crate::settings::SiteSettings;
use crate::{Actor, ShellRequest};

pub(crate) use change::Scope;
pub(crate) use clocks::Checked;
pub(crate) use close::{AccountEnd, Correction, MonthEnd, MonthEnergy, Open, RATING_RULES, Till, tills};
pub(crate) use control::DEBT;
pub(crate) use crossed::{Crossed, Fall, Found, Phase, Protected, SECONDS, Why};
pub(crate) use energy::{INTERVAL, posted_lines};
pub(crate) use errands::{ChangeRun, Errands, Scan, Site};
pub(crate) use exchange::{Changed, NewDevice};
pub(crate) use facts::{Charged, Ground, RatedMonth};
pub(crate) use hours::{Counted, counted, hour_of};
pub(crate) use known::Known;
pub(crate) use load::load;
pub(crate) use losses::{Group, Tree, hours};
pub(crate) use messages::digits;
pub(crate) use once::{Command, is_key};
pub(crate) use payment::{Parts, account_of, debt_key, debt_terms, debt_text, grants_left, held, open_bills, owed};
pub(crate) use pending::{Approved, Pending};
pub(crate) use protect::{Point as CurvePoint, factor_text, watts};
pub(crate) use quota::{Watched, rule};
pub(crate) use register::{How, RegisterAt, at_the_point, on_the_display, parse_kwh, register_of};
pub(crate) use rules::{Own, Rules};
pub(crate) use state::{ManualOrder, Point, Room};
pub(crate) use tenancy::{Arriving, First, Leaving, Settled, Settling};
pub(crate) use terms::{CALENDAR, Priced, Terms};
pub(crate) use upkeep::{LEAST_YEARS, kept_years, thinned_through};
pub(crate) use usage::{Stretch, stretches, usage_over};

pub(crate) struct Core {
    pub store: store::Writer,
    pub site: SiteSettings,
    /// What is charged by, as the store has it.
    pub terms: Terms,
    /// What holds for the supply, where.
    pub rules: Rules,
    /// Who closes when, of rooms that come back together.
    turns: supply::Stagger<PlaceId, (String, String)>,
    /// The clock was set back, and nobody has said that it is right now.
    clock_unsure: bool,
    /// When the core last looked, and when that was last written down.
    watch: absence::Watching,
    /// What of the losses of the last days was looked at.
    losses: losses::Looking,
    /// The time of the message in hand.
    pub now: Timestamp,
    pub rooms: BTreeMap<PlaceId, Room>,
    pub points: BTreeMap<PointId, Point>,
    pub lines: BTreeMap<BusId, LiveLine>,
    /// Which point a meter measures.
    by_meter: HashMap<MeterId, PointId>,
    /// Which room a relay switches, by the device that it sits in.
    by_relay: HashMap<(MeterId, u8), PlaceId>,
    /// Relay commands on their way, by number.
    commands: HashMap<bus::CommandId, PlaceId>,
    /// What devices that measure no point yet last told.
    pub unplaced: HashMap<MeterId, (Timestamp, meter::Sample)>,
    /// Lines or devices are others than their owners were told.
    pub rewired: bool,
    /// Devices that did not answer when they were last asked.
    silent: HashSet<MeterId>,
    /// Meters that are read more often than the others, as their lines were told.
    watching: watch::Watching,
    /// What lines did and is not stored yet.
    hours: BTreeMap<BusId, hours::Running>,
    /// When each device's clock was last asked for, and what came of it.
    pub clocks: BTreeMap<MeterId, Checked>,
    /// Scans and changes of devices, under way or lately.
    pub errands: Errands,
    /// The check for crossed wires, under way or the last one.
    pub crossed: Option<std::sync::Arc<Crossed>>,
    /// Lines belong to this program; without, it only keeps accounts.
    pub owns_lines: bool,
    upkeep: upkeep::Upkeep,
    /// Since when meters are to be read before a day is closed.
    reading_first: Option<Timestamp>,
    next_command: bus::CommandId,
    /// Credit cuts of the last hour, for the limit on how many may fall without a person's word.
    recent_cuts: VecDeque<Timestamp>,
    /// The day that the accounts are posted through.
    posted_through: Timestamp,
    /// What was counted of each quota's members.
    quota_used: HashMap<(QuotaId, Option<PlaceId>), quota::Counted>,
    /// The day on which money allowances were last given.
    grants_settled: Option<chrono::NaiveDate>,
    /// Months whose differences wait for a person's word (rule 3).
    waiting: BTreeSet<(AccountId, Month)>,
    /// Why the journal cannot be written, while it cannot.
    fault: Option<String>,
    /// The first fault since something could be written.
    last_fault: Option<String>,
    /// What the store holds is not known: it is read anew before anything is written.
    in_doubt: bool,
    /// A test lets the answer to a later write be lost: how many are answered before.
    #[cfg(test)]
    pub answers_left: Option<u32>,
    pub alarms: crate::alarm::Alarms,
    messages: messages::Messages,
    pub outbox: Vec<Outgoing>,
    shell: Option<tokio::sync::broadcast::Sender<ShellRequest>>,
    pub folder: std::path::PathBuf,
}

/// What the core wants done on the wire.
#[derive(Debug, Clone)]
pub(crate) enum Outgoing {
    Switch {
        bus: BusId,
        switch: bus::Switch,
    },
    PollNow {
        bus: BusId,
        meter: MeterId,
    },
    /// The meters of a line that are read more often than the others; see [`Core::watch`].
    Watch {
        bus: BusId,
        meters: Vec<MeterId>,
        every: std::time::Duration,
    },
    CheckClock {
        bus: BusId,
        check: bus::CheckClock,
    },
    Errand {
        site: Site,
        id: bus::ErrandId,
        errand: bus::Errand,
    },
    StopErrand {
        id: bus::ErrandId,
    },
    /// A message to somebody outside.
    Carry(Box<crate::senders::Parcel>),
}

impl Core {
    pub fn hear(&mut self, message: bus::FromLine) {
        match message {
            bus::FromLine::Sample { meter, at, sample, .. } => self.sample(meter, at, sample),
            bus::FromLine::Failed { meter, error, .. } => self.unheard(meter, &error),
            bus::FromLine::Switched { id, at, outcome, .. } => self.switched(id, at, outcome),
            bus::FromLine::Up { bus } => self.line_up(bus),
            bus::FromLine::Down { bus, reason } => self.line_down(bus, &reason),
            bus::FromLine::Stats { bus, at, statistics, devices } => self.line_stats(bus, at, &statistics, &devices),
            bus::FromLine::Swept { bus, edge, missed, .. } => self.line_swept(bus, edge, &missed),
            bus::FromLine::Clock { meter, at, outcome, .. } => self.clock_told(meter, at, outcome),
            bus::FromLine::Errand { id, told, .. } => self.errand_told(id, *told),
        }
    }

    /// What time alone brings: the end of a day, data that grows stale, a retry that is due.
    pub fn tick(&mut self) {
        self.try_to_recover();
        self.keep_late_edges();
        self.close_days();
        let places: Vec<PlaceId> = self.rooms.keys().copied().collect();
        for place in places {
            self.control(place);
        }
        self.tell_of_waiting_cuts();
        self.step_crossed();
        self.tick_messages();
        self.tick_clocks();
        self.tick_hours();
        self.tick_upkeep();
    }

    /// Every day before this instant is closed.
    pub fn posted_through(&self) -> Timestamp {
        self.posted_through
    }

    pub fn room_named(&self, name: &str) -> Result<PlaceId> {
        let found = self.rooms.values().find(|room| room.name == name).map(|room| room.place);
        found.ok_or_else(|| Refusal::new("unknown-room").with("room", name).field("room"))
    }

    /// Changes the site's settings, recorded with who did it.
    pub fn change_site(&mut self, next: SiteSettings, by: &Actor, operation: &str) -> Result<()> {
        let now = self.now;
        let texts = next.to_texts();
        self.write(|tx| {
            for (key, value) in &texts {
                store::setting::put(tx, key, value)?;
            }
            let args = format!("{texts:?}");
            store::operation::insert(tx, &record(now, by, operation, args, None))
        })?;
        let rated_anew = next.tax_due != self.site.tax_due;
        self.site = next;
        self.resolve_rules();
        if rated_anew {
            // Open months are rated by what is set now, as a start would rate them.
            let places: Vec<PlaceId> = self.rooms.keys().copied().collect();
            places.into_iter().try_for_each(|place| self.reopen(place))?;
        }
        self.tick();
        Ok(())
    }

    /// Records what a person did without a posting of its own.
    pub fn audit(&mut self, by: &Actor, name: &str, args: String) -> Result<()> {
        let row = self.done(by, name, args);
        self.write(|tx| store::operation::insert(tx, &row))
    }

    /// The record of an operation, to be written together with what it changes.
    pub fn done(&self, by: &Actor, name: &str, args: String) -> store::operation::Operation {
        record(self.now, by, name, args, None)
    }

    pub fn attach_shell(&mut self, shell: tokio::sync::broadcast::Sender<ShellRequest>) {
        self.shell = Some(shell);
    }

    pub fn ask_shell(&mut self, request: ShellRequest) -> Result<()> {
        let shell = self.shell.as_ref().ok_or_else(|| Refusal::new("no-window"))?;
        shell.send(request).map(|_| ()).map_err(|_| Refusal::new("no-window"))
    }

    /// The last readings are stored, and the store closed in order.
    pub fn finish(mut self) {
        let points: Vec<PointId> = self.points.keys().copied().collect();
        points.into_iter().for_each(|id| self.keep_reading(id));
        self.keep_hours();
        if let Err(error) = self.store.close() {
            tracing::warn!(%error, "the store was not closed in order; nothing is lost");
        }
    }
}

fn record(at: Timestamp, by: &Actor, name: &str, args: String, key: Option<String>) -> store::operation::Operation {
    store::operation::Operation { at, actor: by.name.clone(), name: name.to_owned(), args, key }
}
