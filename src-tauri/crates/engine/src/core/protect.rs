//! What watches over the load and the safety of a room: limits, forbidden appliances, hazards.

use std::collections::VecDeque;

use chrono::{Duration, TimeDelta};
use meter::Sample;
use serde::{Deserialize, Serialize};
use store::load_event::{Act, LoadEvent, Release};
use supply::{
    Cause, Danger, Event, Hazard, Load, LoadLimit, Look, Measured, Off, Protection, Retry, StepSeen, Steps, Watch,
};
use units::{PlaceId, Power, Timestamp};

use super::rules::Asked;
use super::{Core, Outgoing};
use crate::Actor;
use crate::alarm::Kind;
use crate::dto::LoadAct;
use crate::error::Result;
use crate::rules::Kind as RuleKind;

/// So much of the load before an event is kept with it, and so much after.
const AROUND: TimeDelta = Duration::minutes(2);
/// The most samples that a curve has.
const MOST_SAMPLES: usize = 400;
/// Trips so long ago are of no account to any rule.
const REMEMBERED: TimeDelta = Duration::days(31);

/// What is remembered of a room's load.
#[derive(Default)]
pub(crate) struct Guarded {
    pub protection: Protection,
    steps: Steps,
    hazards: Watch,
    /// The last minutes, oldest first.
    recent: VecDeque<Point>,
    /// The event that keeps the room off.
    event: Option<i64>,
    /// An event whose curve gets what follows, up to an instant.
    growing: Option<(i64, Vec<Point>, Timestamp)>,
    /// What was told of a load that is only watched; told once until it falls.
    told: Option<Load>,
}

/// A sample of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Point {
    pub at: i64,
    pub w: i64,
    /// Per mille.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pf: Option<i64>,
}

impl Core {
    /// What a meter told of a room's load and of its safety.
    pub(super) fn look_at_load(&mut self, place: PlaceId, at: Timestamp) {
        let Some(room) = self.rooms.get(&place) else { return };
        let Some(point) = self.points.get(&room.point) else { return };
        let (Some((_, sample)), ratio) = (&point.sample, point.ratio) else { return };
        let measured = measured(sample, ratio);
        let look = sample.power_mw.zip(apparent(sample, ratio)).map(|(mw, mva)| Look::new(at, mw, mva));
        let power = sample.power_mw.map(|mw| Power::from_w(mw / 1000));
        let factor = sample.power_factor_milli;
        self.look_for_hazards(place, at, &measured);
        let Some(power) = power else { return };
        self.remember(place, Point { at: units::millis(at), w: power.w(), pf: factor });
        self.look_at_limit(place, at, power);
        if let Some(look) = look {
            self.look_for_steps(place, look);
        }
    }

    fn remember(&mut self, place: PlaceId, sample: Point) {
        let Some(room) = self.rooms.get_mut(&place) else { return };
        let guarded = &mut room.guarded;
        let from = sample.at - AROUND.num_milliseconds();
        while guarded.recent.front().is_some_and(|first| first.at < from) || guarded.recent.len() >= MOST_SAMPLES {
            guarded.recent.pop_front();
        }
        guarded.recent.push_back(sample);
        if let Some((_, curve, _)) = &mut guarded.growing
            && curve.len() < MOST_SAMPLES
        {
            curve.push(sample);
        }
    }

    fn look_at_limit(&mut self, place: PlaceId, at: Timestamp, power: Power) {
        let limit = self.limit_of(place);
        let act = match limit {
            Some(LoadLimit { cause: Cause::Room, .. }) => {
                self.rules.of(place).load().map_or(LoadAct::Trip, |(_, rule)| rule.act)
            }
            _ => LoadAct::Trip,
        };
        let has_relay = self.rooms.get(&place).is_some_and(|room| room.relay.is_some());
        let Some(room) = self.rooms.get_mut(&place) else { return };
        let fallen = limit.is_none_or(|limit| power <= limit.power);
        let told = if fallen { room.guarded.told.take() } else { None };
        let happened = room.guarded.protection.look(at, power, limit.as_ref());
        if let Some(load) = told {
            self.alarms.clear(&mut self.store, Kind::Load(load), Some(place), None, self.now);
        }
        let Some(Event::Tripped { off, power, limit }) = happened else { return };
        if act == LoadAct::Watch || !has_relay {
            room.guarded.protection.release();
            if room.guarded.told.replace(off.load).is_none() {
                self.note_load(place, off, Act::Watched, (power, Some(limit), None));
            }
            return;
        }
        self.note_load(place, off, Act::Tripped, (power, Some(limit), None));
    }

    fn look_for_steps(&mut self, place: PlaceId, look: Look) {
        let rules = self.rules.of(place);
        let Some((_, rule)) = rules.forbidden() else { return };
        let Some(room) = self.rooms.get_mut(&place) else { return };
        if room.guarded.protection.off().is_some() {
            return;
        }
        match room.guarded.steps.look(look, &rule.forbidden) {
            StepSeen::Nothing | StepSeen::Blurred(_) => {}
            StepSeen::Suspected(_) => self.ask_again(place),
            StepSeen::Found(step) => {
                let (act, off) = if rule.act == LoadAct::Trip && room.relay.is_some() {
                    (Act::Tripped, room.guarded.protection.trip(look.at, Load::Forbidden, &rule.retry))
                } else {
                    (Act::Watched, Off { load: Load::Forbidden, since: step.at, until: None })
                };
                self.note_load(place, off, act, (step.power(), None, Some(step.power_factor_milli())));
            }
        }
    }

    /// The meter is read again at once: what it tells next decides.
    fn ask_again(&mut self, place: PlaceId) {
        let Some(point) = self.rooms.get(&place).and_then(|room| self.points.get(&room.point)) else { return };
        self.outbox.push(Outgoing::PollNow { bus: point.bus, meter: point.meter });
    }

    /// Records what a room drew and what follows; people are told. What cannot be recorded is done all the same.
    fn note_load(
        &mut self,
        place: PlaceId,
        off: Off,
        act: Act,
        (power, limit, power_factor_milli): (Power, Option<Power>, Option<i64>),
    ) {
        let now = self.now;
        let Some(room) = self.rooms.get(&place) else { return };
        let curve: Vec<Point> = room.guarded.recent.iter().copied().collect();
        let event = LoadEvent {
            place,
            at: off.since,
            load: off.load.code().to_owned(),
            act,
            power,
            limit,
            power_factor_milli,
            until: off.until.filter(|_| act == Act::Tripped),
            curve: serde_json::to_string(&curve).unwrap_or_default(),
        };
        let name = room.name.clone();
        let written = self.write(|tx| store::load_event::insert(tx, &event));
        if let Err(refusal) = &written {
            tracing::warn!(?refusal, ?event, "a load event could not be recorded");
        }
        if let (Ok(id), Some(room)) = (written, self.rooms.get_mut(&place)) {
            room.guarded.growing = Some((id, curve, now + AROUND));
            if act == Act::Tripped {
                room.guarded.event = Some(id);
            }
        }
        let (power, limit) = (watts(power), limit.map(watts).unwrap_or_default());
        let factor = power_factor_milli.map(factor_text).unwrap_or_default();
        let how = match (act, off.until) {
            (Act::Watched, _) => "watched",
            (Act::Tripped, Some(_)) => "pause",
            (Act::Tripped, None) => "locked",
        };
        let args = [("room", name.as_str()), ("power", &power), ("limit", &limit), ("factor", &factor), ("how", how)];
        let kind = Kind::Load(off.load);
        // A lock-out after pauses is news.
        self.alarms.clear(&mut self.store, kind, Some(place), None, now);
        self.alarms.raise(&mut self.store, kind, Some(place), None, &args, now);
        if act == Act::Tripped {
            self.tell_tenant_of_load(place, off.load.code(), &args);
        }
    }

    /// What time brings to a room's load: the end of a pause, the rest of a curve.
    pub(super) fn tick_load(&mut self, place: PlaceId) {
        let limit = self.limit_of(place);
        let rules = self.rules.of(place);
        let retry = |load: Load| -> Option<Retry> {
            match load {
                Load::Over(Cause::Room) => rules.load().map(|(_, rule)| rule.retry),
                Load::Forbidden => rules.forbidden().map(|(_, rule)| rule.retry),
                Load::Over(Cause::Lifeline) => rules.lifeline().map(|(_, limit)| limit.retry),
                Load::Over(Cause::Quota) => Some(crate::rules::quota_limit(Power::from_w(0)).retry),
            }
        };
        let now = self.now;
        let Some(room) = self.rooms.get_mut(&place) else { return };
        if let Some(Event::Released(load)) = room.guarded.protection.tick(now, limit.as_ref(), retry) {
            self.load_released(place, load, "", "");
        }
        let Some(room) = self.rooms.get_mut(&place) else { return };
        // A watched load is over when it has fallen; a curve when its time has come.
        let told = room.guarded.told.is_some();
        let done = room.guarded.growing.take_if(|(_, _, until)| *until <= now || *until > now + AROUND);
        if let Some((id, curve, _)) = done {
            let curve = serde_json::to_string(&curve).unwrap_or_default();
            if let Err(refusal) = self.write(|tx| store::load_event::complete(tx, id, &curve)) {
                tracing::warn!(?refusal, "the end of a curve could not be recorded");
            }
            if !told {
                self.clear_watched(place);
            }
        }
    }

    /// An event that was only told stands no longer than its curve grows.
    fn clear_watched(&mut self, place: PlaceId) {
        let off = self.rooms.get(&place).and_then(|room| room.guarded.protection.off()).map(|off| off.load);
        for load in [Load::Over(Cause::Room), Load::Forbidden] {
            if off != Some(load) {
                self.alarms.clear(&mut self.store, Kind::Load(load), Some(place), None, self.now);
            }
        }
    }

    /// The room may close again; `by` is a person's name, or nobody's where time did it.
    fn load_released(&mut self, place: PlaceId, load: Load, by: &str, note: &str) {
        let now = self.now;
        self.alarms.clear(&mut self.store, Kind::Load(load), Some(place), None, now);
        let Some(room) = self.rooms.get_mut(&place) else { return };
        // What was on before comes back with the supply, and is no step.
        room.guarded.steps.forget();
        let Some(event) = room.guarded.event.take() else { return };
        let release = Release { at: now, by: by.to_owned(), note: note.to_owned() };
        if let Err(refusal) = self.write(|tx| store::load_event::release(tx, event, &release)) {
            tracing::warn!(?refusal, "the end of a load event could not be recorded");
        }
    }

    /// A person lets a room go that its load had switched off.
    pub fn release_load(&mut self, place: PlaceId, by: &Actor, note: &str) -> Result<()> {
        let Some(room) = self.rooms.get_mut(&place) else { return Ok(()) };
        let Some(Event::Released(load)) = room.guarded.protection.release() else { return Ok(()) };
        let name = room.name.clone();
        self.load_released(place, load, &by.name, note);
        self.audit(by, "release_load", format!("{name}: {note}"))?;
        self.ordered(place);
        self.control(place);
        Ok(())
    }

    /// Who takes a rule away lets those go whom it had switched off.
    pub(super) fn release_where_no_rule(&mut self, by: &Actor) {
        let lets_go = |core: &Self, room: &super::Room| {
            let rules = core.rules.of(room.place);
            match room.guarded.protection.off()?.load {
                Load::Over(Cause::Room) => rules.load().is_none().then_some(room.place),
                Load::Forbidden => rules.forbidden().is_none().then_some(room.place),
                Load::Over(_) => None,
            }
        };
        let places: Vec<PlaceId> = self.rooms.values().filter_map(|room| lets_go(self, room)).collect();
        for place in places {
            if let Some(Event::Released(load)) =
                self.rooms.get_mut(&place).and_then(|room| room.guarded.protection.release())
            {
                self.load_released(place, load, &by.name, "");
            }
        }
    }

    /// The limit that a room has to keep now: the lowest of its own, of a quota and of its lifeline.
    pub(super) fn limit_of(&mut self, place: PlaceId) -> Option<LoadLimit> {
        let rules = self.rules.of(place);
        let own = rules.load().and_then(|(at, rule)| {
            let mut timed = rule.timed.iter().enumerate();
            let now = timed
                .find(|(index, (hours, _))| self.hours_hold(Asked::Rule(at, RuleKind::Load, *index), hours).within);
            now.map_or(rule.always, |(_, (_, limit))| Some(*limit))
        });
        let lifeline = rules.lifeline().map(|(_, limit)| *limit).filter(|_| self.lives_on_lifeline(place));
        supply::tightest([own, lifeline, self.quota_limit_of(place)].into_iter().flatten())
    }

    /// Credit is used up, the latch is set, and a little is left on.
    fn lives_on_lifeline(&self, place: PlaceId) -> bool {
        self.rooms
            .get(&place)
            .is_some_and(|room| room.latch.is_some() && !room.tenancy.vacant && !room.protected && !room.post_paid)
    }

    fn look_for_hazards(&mut self, place: PlaceId, at: Timestamp, measured: &Measured) {
        let rules = self.rules.of(place);
        let none = supply::Bounds::new();
        let bounds = rules.safety().map_or(&none, |(_, bounds)| bounds);
        let Some(room) = self.rooms.get_mut(&place) else { return };
        for danger in room.guarded.hazards.look(at, measured, bounds) {
            match danger {
                Danger::Began { hazard, value, bound } => {
                    let trips = bound.act == supply::Act::Trip;
                    self.hazard_began(place, hazard, value, bound.limit);
                    if trips {
                        self.trip(place, hazard, value);
                    }
                }
                Danger::Over(hazard) => self.hazard_over(place, hazard),
            }
        }
    }

    fn hazard_began(&mut self, place: PlaceId, hazard: Hazard, value: i64, limit: i64) {
        let Some(room) = self.rooms.get(&place) else { return };
        let (name, value, limit) = (room.name.clone(), hazard_text(hazard, value), hazard_text(hazard, limit));
        let args = [("room", name.as_str()), ("value", &value), ("limit", &limit)];
        self.alarms.raise(&mut self.store, Kind::Hazard(hazard), alarm_place(hazard, place), None, &args, self.now);
        self.rooms.get_mut(&place).into_iter().for_each(|room| room.in_danger.push(hazard));
    }

    fn hazard_over(&mut self, place: PlaceId, hazard: Hazard) {
        self.rooms.get_mut(&place).into_iter().for_each(|room| room.in_danger.retain(|other| *other != hazard));
        let of_the_house = alarm_place(hazard, place).is_none();
        if of_the_house && self.rooms.values().any(|room| room.in_danger.contains(&hazard)) {
            return;
        }
        self.alarms.clear(&mut self.store, Kind::Hazard(hazard), alarm_place(hazard, place), None, self.now);
    }

    /// A safety trip: the room is off until a person has looked. Acts also when nothing can be recorded (rule 18).
    fn trip(&mut self, place: PlaceId, hazard: Hazard, value: i64) {
        let now = self.now;
        let Some(room) = self.rooms.get_mut(&place).filter(|room| room.trip.is_none() && room.relay.is_some()) else {
            return;
        };
        room.trip = Some((0, now));
        let note = hazard_text(hazard, value);
        let row = store::trip::Trip { place, kind: hazard.code().to_owned(), at: now, note };
        match self.write(|tx| store::trip::insert(tx, &row)) {
            Ok(id) => self.rooms.get_mut(&place).into_iter().for_each(|room| room.trip = Some((id, now))),
            Err(refusal) => {
                tracing::error!(?refusal, ?row, "a safety trip could not be recorded; it holds all the same");
            }
        }
    }

    /// What kept rooms off and what was tried before the program ended.
    pub(super) fn restore_loads(&mut self) -> Result<()> {
        let rows = store::load_event::in_force(&self.store, self.now - REMEMBERED)?;
        for (place, room) in &mut self.rooms {
            let own = || rows.iter().filter(|(_, event, _)| event.place == *place);
            let load = |event: &LoadEvent| Load::parse(&event.load);
            let trips = own().filter_map(|(_, event, _)| Some((load(event)?, event.at))).collect();
            let standing = own().rfind(|(_, _, release)| release.is_none());
            let off = standing
                .and_then(|(_, event, _)| Some(Off { load: load(event)?, since: event.at, until: event.until }));
            room.guarded.protection = Protection::restored(trips, off);
            room.guarded.event = standing.map(|(id, ..)| *id);
        }
        Ok(())
    }

    /// The relay of a room moved: what comes back is what was on before, and no appliance that was plugged in.
    pub(super) fn load_switched(&mut self, place: PlaceId) {
        if let Some(room) = self.rooms.get_mut(&place) {
            room.guarded.steps.forget();
        }
    }
}

/// A voltage is that of the house, and one alarm for all its rooms.
const fn alarm_place(hazard: Hazard, place: PlaceId) -> Option<PlaceId> {
    match hazard {
        Hazard::OverVoltage | Hazard::UnderVoltage => None,
        Hazard::OverCurrent | Hazard::Leakage | Hazard::Heat => Some(place),
    }
}

fn measured(sample: &Sample, (primary, secondary): (i64, i64)) -> Measured {
    Measured {
        greatest_voltage_mv: sample.greatest_voltage_mv(),
        least_voltage_mv: sample.least_voltage_mv(),
        greatest_current_ma: sample.greatest_current_ma().map(|ma| ma.saturating_mul(primary) / secondary),
        leakage_ma: sample.leakage_ma,
        hottest_deci_c: sample.hottest_deci_c(),
    }
}

/// Apparent power at the point, in mVA: from voltage and current where both are told, since that is finest; else as the
/// device says it, or from reactive power or power factor. The sample's active power is the point's already.
fn apparent(sample: &Sample, (primary, secondary): (i64, i64)) -> Option<i64> {
    let at_the_point = |own: i64| own.saturating_mul(primary) / secondary;
    let phases = sample.voltage_mv.len();
    if phases > 0 && phases == sample.current_ma.len() {
        let pairs = sample.voltage_mv.iter().zip(&sample.current_ma);
        let sum: i128 = pairs.map(|(mv, ma)| i128::from(*mv) * i128::from(ma.abs())).sum();
        return i64::try_from(sum / 1000).ok().map(at_the_point);
    }
    let active = sample.power_mw?;
    if let Some(apparent) = sample.apparent_mva {
        return Some(at_the_point(apparent));
    }
    if let Some(reactive) = sample.reactive_mvar {
        let square = |value: i64| i128::from(value).pow(2).unsigned_abs();
        return i64::try_from((square(active) + square(at_the_point(reactive))).isqrt()).ok();
    }
    let factor = sample.power_factor_milli.map(i64::abs).filter(|factor| *factor > 0)?;
    active.checked_mul(1000).map(|active| active / factor)
}

/// `2,180 W`.
pub(crate) fn watts(power: Power) -> String {
    let (sign, digits) = (if power.w() < 0 { "-" } else { "" }, power.w().unsigned_abs().to_string());
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{sign}{text}\u{a0}W")
}

/// `0.98`.
pub(crate) fn factor_text(milli: i64) -> String {
    let hundredths = (milli + 5).div_euclid(10);
    format!("{}.{:02}", hundredths / 100, (hundredths % 100).abs())
}

/// A value of a hazard in its unit: `258.1 V`, `41.20 A`, `35 mA`, `71.5 °C`.
fn hazard_text(hazard: Hazard, value: i64) -> String {
    match hazard {
        Hazard::OverVoltage | Hazard::UnderVoltage => format!("{}.{}\u{a0}V", value / 1000, value % 1000 / 100),
        Hazard::OverCurrent => format!("{}.{:02}\u{a0}A", value / 1000, value % 1000 / 10),
        Hazard::Leakage => format!("{value}\u{a0}mA"),
        Hazard::Heat => format!("{}.{}\u{a0}°C", value / 10, value.abs() % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_people_read_them() {
        for (w, text) in [(0, "0 W"), (999, "999 W"), (1_180, "1,180 W"), (-2_000_000, "-2,000,000 W")] {
            assert_eq!(watts(Power::from_w(w)).replace('\u{a0}', " "), text);
        }
        for (milli, text) in [(1000, "1.00"), (996, "1.00"), (994, "0.99"), (5, "0.01")] {
            assert_eq!(factor_text(milli), text);
        }
        assert_eq!(hazard_text(Hazard::OverVoltage, 258_149), "258.1\u{a0}V");
        assert_eq!(hazard_text(Hazard::OverCurrent, 41_209), "41.20\u{a0}A");
        assert_eq!(hazard_text(Hazard::Heat, 715), "71.5\u{a0}°C");
    }

    #[test]
    fn apparent_power_comes_from_what_the_meter_tells_best() {
        let one = Sample { power_mw: Some(1_000_000), ..Sample::default() };
        let measured =
            Sample { voltage_mv: vec![230_000], current_ma: vec![5_000], apparent_mva: Some(9), ..one.clone() };
        assert_eq!(apparent(&measured, (1, 1)), Some(1_150_000));
        assert_eq!(apparent(&measured, (10, 1)), Some(11_500_000));
        assert_eq!(apparent(&Sample { apparent_mva: Some(1_200_000), ..one.clone() }, (1, 1)), Some(1_200_000));
        assert_eq!(apparent(&Sample { reactive_mvar: Some(-750_000), ..one.clone() }, (1, 1)), Some(1_250_000));
        assert_eq!(apparent(&Sample { power_factor_milli: Some(-800), ..one.clone() }, (1, 1)), Some(1_250_000));
        assert_eq!(apparent(&one, (1, 1)), None);
    }
}
