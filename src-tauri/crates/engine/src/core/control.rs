//! The supply road: from balance and limits to a decision with its reason, and on to the relay.

use chrono::{Duration, TimeDelta};
use supply::{Conditions, Credit, CreditFacts, Data, Decision, Facts, Manual, Trip, WarningLevel};
use units::{Money, PlaceId, Timestamp};

use super::Core;
use super::messages::Notice;
use super::state::Room;
use crate::alarm::Kind;
use crate::dto::{NoticeMeans, Order};

/// The cycle of the limit on credit cuts.
pub(super) const CUT_CYCLE: TimeDelta = Duration::hours(1);

impl Core {
    /// Looks at all facts of one room: warns, gives notice, moves the latch, decides, and lets the
    /// reconciler act. Every change is written before it is acted on.
    pub fn control(&mut self, place: PlaceId) {
        self.expire_manual(place);
        let balance = self.balance(place);
        let blocked_by = match balance {
            Some(balance) => {
                self.alarms.clear(&mut self.store, Kind::ChargesHeld, Some(place), None, self.now);
                self.warn(place, balance);
                self.turn_latch(place, balance)
            }
            None => {
                self.hold(place);
                Vec::new()
            }
        };
        let conditions = self.conditions(place);
        let quota = self.turn_quota(place, &conditions);
        // What is no matter of credit goes on also while charges are held (rule 18).
        let Some(room) = self.rooms.get(&place) else { return };
        let balance = balance.unwrap_or(room.account.posted_balance);
        let decision = supply::decide(&self.facts(room, balance, blocked_by, quota));
        self.take_decision(place, decision);
        self.reconcile(place);
    }

    /// Sets or clears the credit latch (rule 17); what keeps it from being set is given back.
    fn turn_latch(&mut self, place: PlaceId, balance: Money) -> Vec<supply::Guard> {
        let now = self.now;
        let drawn = self.rooms.get(&place).is_some_and(|room| room.emergency.is_positive());
        let emergency_credit = drawn && balance > self.site.cut_off;
        let conditions = Conditions { emergency_credit, ..self.conditions(place) };
        let secured = self.balance_without_provisional(place, balance);
        let Some(room) = self.rooms.get_mut(&place) else { return Vec::new() };
        let facts = CreditFacts {
            // A share whose bill is not known yet takes no room below the cut-off (rule 11).
            balance: if room.latch.is_some() { balance } else { secured },
            cut_off: self.site.cut_off,
            reclose_minimum: self.site.reclose_minimum,
            new_tenancy: false,
            conditions,
        };
        let step = if room.tenancy.vacant {
            supply::LatchStep { set: false, blocked_by: Vec::new(), changed: room.latch.is_some() }
        } else {
            supply::latch(room.latch.is_some(), &facts, now)
        };
        room.guards = supply::blocking(supply::Rule::Credit, &conditions, now);
        if step.changed {
            self.move_latch(place, step.set);
            if step.set && self.site.notice_means == NoticeMeans::Channel {
                self.tell_tenant(place, Notice::Cut, balance);
            }
        }
        step.blocked_by
    }

    /// The live balance, or nothing while charges are held.
    ///
    /// Days that are closed stay over, also when the clock is set back.
    pub fn balance(&mut self, place: PlaceId) -> Option<Money> {
        let now = self.now.max(self.posted_through);
        let month = self.site.zone.month(now);
        if !self.rooms.get(&place)?.account.knows(month)
            && let Err(refusal) = self.open_present()
        {
            tracing::warn!(?refusal, "the present month cannot be opened");
        }
        let room = self.rooms.get_mut(&place)?;
        let unstored = self.points.get(&room.point).and_then(super::Point::unstored);
        match room.account.balance(now, unstored.as_ref()) {
            Ok(balance) => {
                room.held = None;
                Some(balance)
            }
            Err(held) => {
                room.held = Some(crate::cause::held(&held));
                None
            }
        }
    }

    /// The balance as it would be without shares of common costs whose bill is not known yet (rule 11).
    pub fn balance_without_provisional(&self, place: PlaceId, balance: Money) -> Money {
        let provisional = self.rooms.get(&place).map_or(Money::ZERO, |room| room.account.provisional);
        balance + provisional.max(Money::ZERO)
    }

    /// Charges are held: an alarm, and no credit cut, since the balance is not known.
    fn hold(&mut self, place: PlaceId) {
        let Some(room) = self.rooms.get(&place) else { return };
        let cause = room.held.clone().unwrap_or_default();
        let name = room.name.clone();
        let args = [("room", name.as_str()), ("cause", cause.as_str())];
        self.alarms.raise(&mut self.store, Kind::ChargesHeld, Some(place), None, &args, self.now);
    }

    pub fn data(&self, room: &Room) -> Data {
        let Some(point) = self.points.get(&room.point) else { return Data::Stale };
        let fresh_after = self.now - Duration::minutes(self.site.stale_minutes);
        match (&point.doubt, &point.base) {
            (Some(_), _) => Data::Suspect,
            (None, Some(base))
                if base.reading.at >= fresh_after && base.reading.at <= self.now + Duration::minutes(2) =>
            {
                Data::Fresh
            }
            _ => Data::Stale,
        }
    }

    fn conditions(&mut self, place: PlaceId) -> Conditions {
        let now = self.now;
        // Both ways: a cut that seems to lie far ahead (the clock was set back) must not hold others for ever.
        self.recent_cuts.retain(|cut| (now - *cut).abs() < CUT_CYCLE);
        let cuts = i64::try_from(self.recent_cuts.len()).unwrap_or(i64::MAX);
        let room = self.rooms.get(&place);
        Conditions {
            data: room.map_or(Data::Stale, |room| self.data(room)),
            notice: room.and_then(|room| room.notice.as_ref()).map(|(at, _)| *at),
            notice_age_required: Duration::minutes(self.site.notice_minutes),
            notice_means_chosen: self.site.notice_means != NoticeMeans::None,
            friendly_now: false,
            protected: room.is_some_and(|room| room.protected),
            exempt: false,
            post_paid: room.is_some_and(|room| room.post_paid),
            emergency_credit: false,
            cuts_left_this_cycle: cuts < self.site.cuts_per_hour,
            batch_confirmed: true,
            paused: self.site.paused || self.fault.is_some(),
            shadow: false,
        }
    }

    fn facts(
        &self,
        room: &Room,
        balance: Money,
        blocked_by: Vec<supply::Guard>,
        quota: Option<supply::Quota>,
    ) -> Facts {
        let manual = room.manual.as_ref().and_then(|manual| match manual.shown.order {
            Order::Off => {
                Some(Manual::Off { why: manual.shown.reason.clone(), since: units::timestamp(manual.shown.since) })
            }
            Order::On => Some(Manual::On { until: manual.shown.until.map(units::timestamp) }),
            Order::Auto => None,
        });
        Facts {
            now: self.now,
            has_relay: room.relay.is_some(),
            trip: room.trip.map(|(_, since)| Trip { since }),
            maintenance: None,
            manual,
            lockout: None,
            calendar: None,
            credit: Credit { latched: room.latch.is_some(), balance, limit: self.site.cut_off, blocked_by },
            quota,
            protected: room.protected,
            exempt: false,
            post_paid: room.post_paid,
            vacant: room.tenancy.vacant,
        }
    }

    /// Warning levels and the notice of this episode (rule 19).
    fn warn(&mut self, place: PlaceId, balance: Money) {
        let (warn1, warn2) = (self.site.warn1, self.site.warn2);
        let Some(room) = self.rooms.get_mut(&place) else { return };
        if room.tenancy.vacant {
            return;
        }
        let previous = WarningLevel::from_number(room.warn_level).unwrap_or(WarningLevel::None);
        let level = supply::warning(previous, balance, warn1, warn2);
        if level != previous {
            room.warn_level = level.number();
            if level == WarningLevel::None {
                self.begin_episode(place);
            }
        }
        if level > previous && self.site.notice_means == NoticeMeans::Channel {
            self.tell_tenant(place, Notice::Low(level.number()), balance);
        }
        let simulated = self.site.notice_means == NoticeMeans::Simulated;
        let unnoticed = self.rooms.get(&place).is_some_and(|room| room.notice.is_none());
        if level != WarningLevel::None && unnoticed && simulated {
            self.give_notice(place, "simulated");
        }
    }

    /// A manual “on” ends by itself; a manual “off” never does.
    fn expire_manual(&mut self, place: PlaceId) {
        let now = units::millis(self.now);
        let ended =
            self.rooms.get(&place).and_then(|room| room.manual.as_ref()).filter(|manual| {
                manual.shown.order == Order::On && manual.shown.until.is_some_and(|until| until <= now)
            });
        if let Some(id) = ended.map(|manual| manual.id) {
            self.clear_manual(place, id);
        }
    }

    fn move_latch(&mut self, place: PlaceId, set: bool) {
        let now = self.now;
        let Some(room) = self.rooms.get(&place) else { return };
        let account = room.account.id;
        // A latch does not end before it began, wherever the clock was set to.
        let ended = room.latch.map_or(now, |since| since.max(now));
        let written =
            self.write(
                |tx| {
                    if set { store::latch::set(tx, account, now) } else { store::latch::clear(tx, account, ended) }
                },
            );
        if written.is_err() {
            // Not written is not done: the next look at this room tries again.
            return;
        }
        if set {
            self.recent_cuts.push_back(now);
        }
        if let Some(room) = self.rooms.get_mut(&place) {
            room.latch = set.then_some(now);
        }
    }

    /// Keeps a decision, and records it when what the room is to have, or why, has changed.
    fn take_decision(&mut self, place: PlaceId, decision: Decision) {
        let Some(room) = self.rooms.get_mut(&place) else { return };
        let code = decision.reason.code();
        let told = room.told.as_ref().is_some_and(|(closed, told)| *closed == decision.state.closed() && told == code);
        if !told {
            if room.decision.state != decision.state || room.since.is_none() {
                room.since = Some(self.now);
            }
            room.told = Some((decision.state.closed(), code.to_owned()));
            self.record_decision(place, &decision);
        }
        if let Some(room) = self.rooms.get_mut(&place) {
            room.decision = decision;
        }
    }

    pub fn last_sample_at(&self, room: &Room) -> Option<Timestamp> {
        self.points.get(&room.point)?.sample.as_ref().map(|(at, _)| *at)
    }
}
