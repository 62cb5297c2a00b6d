//! Whether somebody watched: a heartbeat that says at the next start how long nobody did, and an eye on the clock.

use std::collections::BTreeMap;

use chrono::{Duration, TimeDelta};
use store::absence::{Absence, Cause};
use units::{Period, Timestamp};

use super::Core;
use crate::Actor;
use crate::alarm::Kind;
use crate::error::Result;

/// The heartbeat is written so often; one write a minute costs nobody anything.
const BEAT: TimeDelta = Duration::minutes(1);
/// A silence of the core longer than this was an absence.
const NOTICED: TimeDelta = Duration::minutes(3);
/// A clock set back by less than this is put right by time itself.
const SET_BACK: TimeDelta = Duration::minutes(2);

const HEARTBEAT: &str = "heartbeat";
const CLOCK_UNSURE: &str = "clock_unsure";

/// When the core last looked.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Watching {
    /// The last look, and the last that was written down.
    looked: Option<Timestamp>,
    written: Option<Timestamp>,
}

impl Core {
    /// At the start: how long nobody watched, by the heartbeat that the last program left.
    pub(super) fn take_up_watch(&mut self, texts: &BTreeMap<String, String>) {
        self.clock_unsure = texts.get(CLOCK_UNSURE).is_some_and(|text| text == "true");
        let last = texts.get(HEARTBEAT).and_then(|text| text.parse().ok()).map(units::timestamp);
        self.watch = Watching { looked: None, written: last };
        let Some(last) = last else { return };
        self.look_at_clock(last, Cause::Stopped);
    }

    /// At every look of the live program, about once a second: a long silence was an absence; a clock that went back is not believed without a person.
    pub fn keep_watch(&mut self) {
        if let Some(last) = self.watch.looked {
            self.look_at_clock(last, Cause::Slept);
        }
        self.watch.looked = Some(self.now);
        let due = self.watch.written.is_none_or(|written| (self.now - written).abs() >= BEAT);
        self.watch_losses();
        if due {
            let beat = units::millis(self.now).to_string();
            // A disk that is full is told elsewhere; the next look tries again.
            if self.write(|tx| store::setting::put(tx, HEARTBEAT, &beat)).is_ok() {
                self.watch.written = Some(self.now);
            }
        }
    }

    /// After a backup was put back nothing is cut until a person says that what happened since then is entered (rule 24).
    pub(super) fn tell_of_restore(&mut self) {
        let Some(until) = self.site.restored else { return };
        let until = self.site.zone.local(until).format("%Y-%m-%d %H:%M").to_string();
        self.alarms.raise(&mut self.store, Kind::Restored, None, None, &[("until", &until)], self.now);
    }

    /// A test lets time pass that somebody watched.
    #[cfg(test)]
    pub fn watch_as_of(&mut self, at: Timestamp) {
        self.watch.looked = Some(at);
    }

    fn look_at_clock(&mut self, last: Timestamp, cause: Cause) {
        let now = self.now;
        if now < last - SET_BACK {
            self.clock_set_back(last);
        }
        if now <= last + NOTICED {
            return;
        }
        let absence = Absence { period: Period { from: last, to: now }, cause };
        if let Err(refusal) = self.write(|tx| store::absence::insert(tx, &absence)) {
            tracing::warn!(?refusal, ?absence, "an absence could not be recorded");
        }
        let zone = self.site.zone;
        let shown = |at: Timestamp| zone.local(at).format("%Y-%m-%d %H:%M").to_string();
        let (from, to, minutes) = (shown(last), shown(now), (now - last).num_minutes().to_string());
        let args = [("from", from.as_str()), ("to", &to), ("minutes", &minutes)];
        self.alarms.clear(&mut self.store, Kind::Unwatched, None, None, now);
        self.alarms.raise(&mut self.store, Kind::Unwatched, None, None, &args, now);
    }

    /// Nothing is cut for credit or quota until a person says that the clock is right now.
    fn clock_set_back(&mut self, last: Timestamp) {
        if self.clock_unsure {
            return;
        }
        self.clock_unsure = true;
        if let Err(refusal) = self.write(|tx| store::setting::put(tx, CLOCK_UNSURE, "true")) {
            tracing::warn!(?refusal, "that the clock was set back could not be recorded; it counts all the same");
        }
        let zone = self.site.zone;
        let shown = |at: Timestamp| zone.local(at).format("%Y-%m-%d %H:%M").to_string();
        let (before, after) = (shown(last), shown(self.now));
        let args = [("before", before.as_str()), ("after", &after)];
        self.alarms.raise(&mut self.store, Kind::ClockSetBack, None, None, &args, self.now);
    }

    /// A person has looked at the clock.
    pub fn clock_is_right(&mut self, by: &Actor) -> Result<()> {
        let now = self.now;
        let done = self.done(by, "confirm_clock", units::millis(now).to_string());
        self.write(|tx| {
            store::setting::put(tx, CLOCK_UNSURE, "false")?;
            store::operation::insert(tx, &done)
        })?;
        self.clock_unsure = false;
        self.alarms.clear(&mut self.store, Kind::ClockSetBack, None, None, now);
        self.tick();
        Ok(())
    }
}
