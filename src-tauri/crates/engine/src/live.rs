//! The picture of the moment that the core publishes and reading operations show.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use meter::Sample;
use units::{AccountId, BusId, Energy, InstallationId, MeterId, Money, PlaceId, PointId, Power, Timestamp};

use crate::core::{Checked, Counted, Crossed, Errands};
use crate::dto::{Manual, Pending};
use crate::settings::SiteSettings;

#[derive(Debug, Clone)]
pub(crate) struct Live {
    pub site: SiteSettings,
    /// In the natural order of their names.
    pub rooms: Vec<Arc<LiveRoom>>,
    pub points: BTreeMap<PointId, LivePoint>,
    pub lines: BTreeMap<BusId, LiveLine>,
    /// What devices that measure no point yet last told.
    pub unplaced: HashMap<MeterId, (Timestamp, Sample)>,
    /// Scans and changes of devices, under way or lately.
    pub errands: Errands,
    /// The check for crossed wires, under way or the last one.
    pub crossed: Option<Arc<Crossed>>,
    /// The devices' own clocks, where they are looked after.
    pub clocks: BTreeMap<MeterId, Checked>,
    /// Every day before this instant is closed.
    pub posted_through: Timestamp,
    /// Differences for past months that wait for a person's word (rule 3).
    pub pending: Vec<crate::core::Pending>,
    /// The journal cannot be written, and why.
    pub fault: Option<String>,
    pub watch: LiveWatch,
}

/// What holds back or waits over the whole house.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LiveWatch {
    pub shadow_rooms: i64,
    pub clock_unsure: bool,
    pub cuts_wait: i64,
}

impl Live {
    pub fn room(&self, name: &str) -> Option<&Arc<LiveRoom>> {
        self.rooms.iter().find(|room| room.name == name)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct LiveRoom {
    pub place: PlaceId,
    pub name: String,
    pub floor: String,
    pub building: String,
    pub point: PointId,
    pub account: AccountId,
    pub tenancy: LiveTenancy,
    pub balance: Money,
    /// Charged since the start of the site's day.
    pub cost_today: Money,
    pub days_left: Option<i64>,
    pub runs_out_at: Option<Timestamp>,
    pub tariff: Arc<billing::Tariff>,
    pub warn_level: u8,
    pub power: Option<Power>,
    pub energy_today: Energy,
    pub sample_at: Option<Timestamp>,
    pub data: supply::Data,
    pub relay: LiveRelay,
    pub decision: supply::Decision,
    pub guards: Vec<supply::Guard>,
    /// What the room may draw now, and what keeps it off.
    pub limit: Option<supply::LoadLimit>,
    pub load_off: Option<supply::Off>,
    pub hazards: Vec<supply::Hazard>,
    pub maintenance: Option<Manual>,
    pub shadow: bool,
    pub since: Option<Timestamp>,
    pub pending: Option<Pending>,
    pub notice: Option<(Timestamp, String)>,
    pub manual: Option<Manual>,
    pub smallest_topup: Option<Money>,
    /// Charges are held because something is missing; never silently zero.
    pub held: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct LiveTenancy {
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// BCP 47, of the tenant's messages and papers.
    pub language: String,
    pub since: Timestamp,
    pub occupants: i64,
    pub vacant: bool,
    pub deposit: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LiveRelay {
    /// Nothing to switch.
    None,
    Unknown,
    Closed,
    Open,
}

#[derive(Debug, Clone)]
pub(crate) struct LivePoint {
    pub name: String,
    pub kind: PointKind,
    pub room: Option<PlaceId>,
    pub meter: MeterId,
    pub installation: InstallationId,
    /// When measuring began here.
    pub installed_at: Timestamp,
    pub serial: String,
    pub profile: Arc<meter::Profile>,
    /// How much flows at the point for what the meter counts.
    pub ratio: (i64, i64),
    /// Where the register starts again, at the point.
    pub modulus: Option<Energy>,
    pub bus: BusId,
    pub unit: u8,
    pub register: Option<Energy>,
    pub at: Option<Timestamp>,
    pub sample: Option<Sample>,
    pub error: Option<String>,
    pub answering: bool,
    pub energy_today: Energy,
    pub suspects: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PointKind {
    Supply,
    Feeder,
    Room,
    Common,
    Other,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct LiveLine {
    pub name: String,
    pub up: bool,
    pub reason: Option<String>,
    pub devices: i64,
    /// Meters and relay boards that answered in the last round.
    pub answering: i64,
    pub cycle_ms: Option<i64>,
    pub errors_per_1000: i64,
    pub utilisation_permille: i64,
    /// The adapter hears itself.
    pub echo: bool,
    /// A person wants the clocks of its devices set.
    pub clocks: bool,
    /// The last edge at which everybody was read, and how many were silent then.
    pub swept: Option<(Timestamp, i64)>,
    /// What is counted and not stored yet.
    pub counted: Arc<Counted>,
    /// Which devices answered when they were last asked.
    pub answers: HashMap<MeterId, bool>,
}
