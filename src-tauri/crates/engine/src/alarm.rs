//! Alarms: one list, raised once, cleared by themselves when the cause is gone.

use std::collections::BTreeMap;

use losses::{Likelihood, Sign};
use meter::Flag;
use store::alarm::{Alarm, AlarmState, Severity};
use supply::{Cause, Fault, Hazard, Load};
use units::{BusId, PlaceId, PointId, Timestamp};

use crate::error::Result;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    LineDown,
    MeterSilent,
    SuspectReading,
    /// Nobody has settled a doubtful reading for days (rule 15).
    SuspectOverdue,
    ChargesHeld,
    /// A level of a quota was passed.
    QuotaReached,
    /// Differences for past months wait for a person's word.
    DifferencesWait,
    /// A pool of common electricity cannot be priced.
    PoolHeld,
    /// More energy is missing in a month than the accuracy of the meters explains.
    EnergyUnexplained,
    /// The site's calendar does not know this year's holidays.
    CalendarEnds,
    /// No channel can tell a tenant that credit runs low.
    NoticeFails,
    Relay(Fault),
    /// A room drew more than it may, or an appliance that is not allowed.
    Load(Load),
    Hazard(Hazard),
    /// Nobody watched for a while.
    Unwatched,
    /// The computer's clock was set back.
    ClockSetBack,
    /// More rooms are to be cut than may be without a person's word.
    CutsWait,
    /// A backup was put back: what happened since then is to be entered again.
    Restored,
    /// What the losses of the last days point to.
    Loss(Sign, Likelihood),
    /// A device tells of a state of its own.
    Tells(Flag, PointId),
}

impl Kind {
    pub const fn code(self) -> &'static str {
        match self {
            Self::LineDown => "line_down",
            Self::MeterSilent => "meter_silent",
            Self::SuspectReading => "suspect_reading",
            Self::SuspectOverdue => "suspect_overdue",
            Self::ChargesHeld => "charges_held",
            Self::QuotaReached => "quota_reached",
            Self::DifferencesWait => "differences_wait",
            Self::PoolHeld => "pool_held",
            Self::EnergyUnexplained => "energy_unexplained",
            Self::CalendarEnds => "calendar_ends",
            Self::NoticeFails => "notice_fails",
            Self::Relay(fault) => fault.code(),
            Self::Load(load) => load.code(),
            Self::Hazard(hazard) => hazard.code(),
            Self::Unwatched => "unwatched",
            Self::ClockSetBack => "clock_set_back",
            Self::CutsWait => "cuts_wait",
            Self::Restored => "restored",
            Self::Loss(sign, _) => sign.code(),
            Self::Tells(..) => "device_tells",
        }
    }

    const fn severity(self) -> Severity {
        match self {
            Self::LineDown
            | Self::SuspectOverdue
            | Self::Restored
            | Self::Relay(Fault::Welded)
            | Self::Hazard(Hazard::Leakage | Hazard::Heat | Hazard::OverCurrent)
            | Self::Tells(Flag::Leakage | Flag::ShortCircuit | Flag::OverTemperature, _) => Severity::Critical,
            Self::QuotaReached
            | Self::Unwatched
            | Self::Load(Load::Over(Cause::Lifeline | Cause::Quota))
            | Self::Loss(_, Likelihood::Possible)
            | Self::Tells(Flag::Locked | Flag::Tripped, _) => Severity::Info,
            Self::MeterSilent
            | Self::SuspectReading
            | Self::ChargesHeld
            | Self::DifferencesWait
            | Self::PoolHeld
            | Self::EnergyUnexplained
            | Self::CalendarEnds
            | Self::NoticeFails
            | Self::Load(_)
            | Self::Hazard(_)
            | Self::ClockSetBack
            | Self::CutsWait
            | Self::Loss(_, Likelihood::Likely)
            | Self::Tells(..)
            | Self::Relay(_) => Severity::Warning,
        }
    }
}

/// The alarms that stand, as the core knows them, so that a standing one costs no write.
pub(crate) struct Alarms {
    standing: Vec<(String, Option<PlaceId>)>,
    /// Somebody may have to be told of one, or of its end.
    pub untold: bool,
}

impl Alarms {
    pub fn load(store: &store::Writer) -> Result<Self> {
        let standing = store::alarm::standing(store)?;
        let standing = standing.into_iter().map(|state| (state.alarm.kind, state.alarm.place)).collect();
        Ok(Self { standing, untold: true })
    }

    /// `args` fill the alarm's sentence. A line's alarm bears its line in its kind: one dead bus is one alarm.
    pub fn raise(
        &mut self,
        store: &mut store::Writer,
        kind: Kind,
        place: Option<PlaceId>,
        bus: Option<BusId>,
        args: &[(&str, &str)],
        at: Timestamp,
    ) {
        let alarm = Alarm { kind: code(kind, bus), place, severity: kind.severity(), at, args: String::new() };
        self.add(store, alarm, args);
    }

    /// A channel does not carry messages: one alarm, however many messages wait for it.
    pub fn raise_channel(&mut self, store: &mut store::Writer, channel: i64, args: &[(&str, &str)], at: Timestamp) {
        let alarm =
            Alarm { kind: of_channel(channel), place: None, severity: Severity::Warning, at, args: String::new() };
        self.add(store, alarm, args);
    }

    pub fn clear_channel(&mut self, store: &mut store::Writer, channel: i64, at: Timestamp) {
        self.take_away(store, &(of_channel(channel), None), at);
    }

    fn add(&mut self, store: &mut store::Writer, alarm: Alarm, args: &[(&str, &str)]) {
        let name = (alarm.kind.clone(), alarm.place);
        if self.standing.contains(&name) {
            return;
        }
        let args: BTreeMap<&str, &str> = args.iter().copied().collect();
        let alarm = Alarm { args: serde_json::to_string(&args).unwrap_or_default(), ..alarm };
        match store.transaction(|tx| store::alarm::raise(tx, &alarm)) {
            Ok(_) => {
                self.standing.push(name);
                self.untold = true;
            }
            Err(error) => tracing::warn!(%error, ?alarm, "an alarm could not be recorded"),
        }
    }

    pub fn clear(
        &mut self,
        store: &mut store::Writer,
        kind: Kind,
        place: Option<PlaceId>,
        bus: Option<BusId>,
        at: Timestamp,
    ) {
        self.take_away(store, &(code(kind, bus), place), at);
    }

    /// The end of one of any kind, as it stands in the list.
    pub fn clear_standing(&mut self, store: &mut store::Writer, state: &AlarmState, at: Timestamp) {
        self.take_away(store, &(state.alarm.kind.clone(), state.alarm.place), at);
    }

    fn take_away(&mut self, store: &mut store::Writer, name: &(String, Option<PlaceId>), at: Timestamp) {
        let Some(index) = self.standing.iter().position(|standing| standing == name) else { return };
        match store.transaction(|tx| store::alarm::clear(tx, &name.0, name.1, at)) {
            Ok(_) => {
                self.standing.swap_remove(index);
                self.untold = true;
            }
            Err(error) => tracing::warn!(%error, ?name, "an alarm could not be cleared"),
        }
    }
}

/// News that nothing ends: it stands until a person has seen it.
pub(crate) fn is_news(kind: &str) -> bool {
    [Kind::Unwatched, Kind::QuotaReached].iter().any(|news| news.code() == kind)
}

/// The kind of the alarm that a channel fails.
pub(crate) fn of_channel(channel: i64) -> String {
    format!("channel_fails:{channel}")
}

fn code(kind: Kind, bus: Option<BusId>) -> String {
    match (kind, bus) {
        (Kind::Tells(flag, point), _) => format!("{}:{}:{point}", kind.code(), flag.key()),
        (_, Some(bus)) => format!("{}:{bus}", kind.code()),
        (_, None) => kind.code().to_owned(),
    }
}

/// The message of an alarm: its kind without the line it may bear, and its arguments.
pub(crate) fn message(state: &AlarmState) -> (String, BTreeMap<String, String>) {
    let kind = state.alarm.kind.split(':').next().unwrap_or_default().to_owned();
    (kind, serde_json::from_str(&state.alarm.args).unwrap_or_default())
}
