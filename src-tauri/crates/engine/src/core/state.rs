use std::sync::Arc;

use billing::Tariff;
use chrono::NaiveDate;
use meter::{Base, Doubt, Limits, Profile, Sample};
use supply::{Decision, Guard, Reconciler};
use units::{BusId, Energy, InstallationId, MeterId, Money, Month, PlaceId, PointId, Reading, Timestamp};

use super::account::Account;
use crate::dto::{Manual, Pending};
use crate::live::{LiveTenancy, PointKind};

/// A room: its tenancy's account and its supply.
pub(crate) struct Room {
    pub place: PlaceId,
    pub name: String,
    pub floor: String,
    pub building: String,
    pub point: PointId,
    pub tenancy: LiveTenancy,
    pub account: Account,
    pub tariff: Arc<Tariff>,
    /// Cost of each of the last days, newest last, for the forecast.
    pub recent_costs: Vec<Money>,
    /// When the credit latch was set, while it is (rule 17).
    pub latch: Option<Timestamp>,
    /// The latch of quotas is set.
    pub quota_latched: bool,
    pub warn_level: u8,
    /// The first notice of this episode of low credit, and how it was given (rule 19).
    pub notice: Option<(Timestamp, String)>,
    /// Which spell of low credit this is; a notice counts for its own only.
    pub episode: i64,
    pub manual: Option<ManualOrder>,
    /// Somebody works on the wires; it stands beside any order.
    pub maintenance: Option<ManualOrder>,
    /// An open safety trip: its number, and since when.
    pub trip: Option<(i64, Timestamp)>,
    pub relay: Option<Relay>,
    pub decision: Decision,
    /// The decision last recorded: on or off, and the code of its reason.
    pub told: Option<(bool, String)>,
    pub guards: Vec<Guard>,
    pub since: Option<Timestamp>,
    /// The first month before the present one that is not posted to its end.
    pub held_from: Option<Month>,
    /// Why charges are held, while they are.
    pub held: Option<String>,
    pub protected: bool,
    pub post_paid: bool,
    /// Emergency credit drawn and not repaid.
    pub emergency: Money,
    /// What is remembered of its load.
    pub guarded: super::protect::Guarded,
    /// Hazards that last.
    pub in_danger: Vec<supply::Hazard>,
}

/// A person's order, as stored.
#[derive(Debug, Clone)]
pub(crate) struct ManualOrder {
    pub id: i64,
    pub shown: Manual,
}

/// The switch of a room and what is known of it.
pub(crate) struct Relay {
    pub bus: BusId,
    pub meter: MeterId,
    pub channel: u8,
    pub seen: Option<(bool, Timestamp)>,
    pub pending: Option<Pending>,
    pub reconciler: Reconciler,
}

/// A metering point with the meter installed there.
pub(crate) struct Point {
    pub id: PointId,
    pub kind: PointKind,
    pub name: String,
    pub room: Option<PlaceId>,
    pub installation: InstallationId,
    /// Current transformer: how much flows at the point for what the meter counts.
    pub ratio: (i64, i64),
    /// When measuring began at this point.
    pub installed_at: Timestamp,
    pub meter: MeterId,
    pub serial: String,
    pub profile: Arc<Profile>,
    pub bus: BusId,
    pub unit: u8,
    pub limits: Limits,
    /// The last good sample: what the next is judged against.
    pub base: Option<Base>,
    /// The last good reading in the store: where stored usage ends.
    pub stored: Option<Reading>,
    /// The reading of the last edge of the grid, until its line has swept and it is stored together with the others.
    pub edge: Option<Reading>,
    pub sample: Option<(Timestamp, Sample)>,
    pub error: Option<String>,
    pub answering: bool,
    /// It answered or failed since meters were last to be read first; see [`super::Core::read_first`].
    pub heard: bool,
    /// A doubtful register that has not been resolved.
    pub doubt: Option<(Doubt, Energy)>,
    /// Stored energy of one day of the site.
    pub day: (NaiveDate, Energy),
}

impl Point {
    /// Usage between the last stored reading and the last good sample.
    pub fn unstored(&self) -> Option<billing::Usage> {
        self.usage_to(self.base.as_ref()?.reading)
    }

    /// Usage between the last stored reading and a later good one.
    pub fn usage_to(&self, reading: Reading) -> Option<billing::Usage> {
        let stored = self.stored?;
        let period = units::Period::new(stored.at, reading.at).ok()?;
        let energy = self.rise(stored.register, reading.register)?;
        let usage = billing::Usage { period, energy, estimated: false };
        Some(billing::Usage { estimated: super::account::unwatched(&usage), ..usage })
    }

    /// From one good register value to a later one, over the end of the register where it has one.
    pub fn rise(&self, before: Energy, after: Energy) -> Option<Energy> {
        let rise = after - before;
        if rise.is_negative() { self.limits.modulus.map(|modulus| rise + modulus) } else { Some(rise) }
    }

    /// Energy of the site's day `today` so far; `midnight` is its first instant.
    pub fn energy_today(&self, today: NaiveDate, midnight: Timestamp) -> Energy {
        let stored = if self.day.0 == today { self.day.1 } else { Energy::ZERO };
        let unstored = self.unstored().map_or(Energy::ZERO, |usage| usage.energy - usage.energy_until(midnight));
        stored + unstored
    }
}
