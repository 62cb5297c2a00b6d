//! The supply road: from balance and limits to a decision with its reason, and on to the relay.

use chrono::{Duration, TimeDelta};
use supply::{
    Calendar, Conditions, Credit, CreditFacts, Data, Decision, Facts, Limited, Load, Maintenance, Manual, Trip,
    WarningLevel, Warnings,
};
use units::{Money, PlaceId, Timestamp};

use super::Core;
use super::messages::Notice;
use super::quota::QuotaStep;
use super::rules::Asked;
use super::state::Room;
use crate::alarm::Kind;
use crate::dto::{NoticeMeans, Order};
use crate::rules::Kind as RuleKind;

/// The reason of an order that goes the credit way (rule 20).
pub(crate) const DEBT: &str = "debt";

/// From when on a person has allowed as many cuts again.
const ALLOWED: &str = "cuts_allowed_at";

/// The cycle of the limit on credit cuts.
pub(super) const CUT_CYCLE: TimeDelta = Duration::hours(1);

impl Core {
    /// Looks at all facts of one room: warns, gives notice, moves the latch, decides, and lets the
    /// reconciler act. Every change is written before it is acted on.
    pub fn control(&mut self, place: PlaceId) {
        self.expire_manual(place);
        self.tick_load(place);
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
        let calendar = self.lights_out(place);
        let conditions = self.conditions(place);
        let quota = self.turn_quota(place, &conditions);
        // What is no matter of credit goes on also while charges are held (rule 18).
        let Some(room) = self.rooms.get(&place) else { return };
        let balance = balance.unwrap_or(room.account.posted_balance);
        let decision = supply::decide(&self.facts(room, balance, blocked_by, (calendar, quota)));
        self.take_decision(place, decision, balance);
        self.reconcile(place);
    }

    /// Sets or clears the credit latch (rule 17); what keeps it from being set is given back.
    fn turn_latch(&mut self, place: PlaceId, balance: Money) -> Vec<supply::Guard> {
        let now = self.now;
        let drawn = self.rooms.get(&place).is_some_and(|room| room.emergency.is_positive());
        let emergency_credit = drawn && balance > self.site.cut_off;
        let conditions = Conditions { emergency_credit, ..self.conditions(place) };
        let secured = self.balance_without_provisional(place, balance);
        let debt_ordered = self.rooms.get(&place).is_some_and(|room| self.debt_of(room).is_some());
        let Some(room) = self.rooms.get_mut(&place) else { return Vec::new() };
        let facts = CreditFacts {
            // A share whose bill is not known yet takes no room below the cut-off (rule 11).
            balance: if room.latch.is_some() { balance } else { secured },
            cut_off: self.site.cut_off,
            reclose_minimum: self.site.reclose_minimum,
            debt_ordered,
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

    /// A person lets as many rooms be cut again as may be in an hour.
    pub fn allow_cuts(&mut self, by: &crate::Actor, note: &str) -> crate::error::Result<()> {
        let at = units::millis(self.now).to_string();
        let done = self.done(by, "allow_cuts", note.to_owned());
        self.write(|tx| {
            store::setting::put(tx, ALLOWED, &at)?;
            store::operation::insert(tx, &done)
        })?;
        self.recent_cuts.clear();
        self.tick();
        Ok(())
    }

    /// Cuts of the last hour that count against the limit, so that a start does not begin the cycle anew.
    pub(super) fn cuts_that_count(&self) -> crate::error::Result<std::collections::VecDeque<Timestamp>> {
        let allowed = store::setting::get(&self.store, ALLOWED)?.and_then(|text| text.parse().ok());
        let allowed = allowed.map_or(Timestamp::MIN_UTC, units::timestamp);
        let mut cuts = Vec::new();
        for room in self.rooms.values() {
            cuts.extend(store::latch::history(&self.store, room.account.id)?.into_iter().map(|(set, _)| set));
        }
        cuts.sort();
        cuts.retain(|cut| *cut >= allowed && (self.now - *cut).abs() < CUT_CYCLE);
        Ok(cuts.into())
    }

    /// What holds back or waits over the whole house.
    pub fn standing(&self) -> crate::live::LiveWatch {
        let count = |is: &dyn Fn(&Room) -> bool| {
            i64::try_from(self.rooms.values().filter(|room| is(room)).count()).unwrap_or(i64::MAX)
        };
        crate::live::LiveWatch {
            shadow_rooms: count(&|room| self.rules.of(room.place).shadow()),
            clock_unsure: self.clock_unsure,
            cuts_wait: count(&|room| room.decision.reason.code() == supply::Guard::CutsPerCycle.held_code()),
        }
    }

    /// Many cuts at once wait for a person: one alarm for all.
    pub(super) fn tell_of_waiting_cuts(&mut self) {
        let rooms = self.standing().cuts_wait;
        if rooms == 0 {
            self.alarms.clear(&mut self.store, Kind::CutsWait, None, None, self.now);
            return;
        }
        let (rooms, limit) = (rooms.to_string(), self.site.cuts_per_hour.to_string());
        let args = [("rooms", rooms.as_str()), ("limit", &limit)];
        self.alarms.raise(&mut self.store, Kind::CutsWait, None, None, &args, self.now);
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
        let friendly_now = self.friendly_now();
        let rules = self.rules.of(place);
        let room = self.rooms.get(&place);
        Conditions {
            data: room.map_or(Data::Stale, |room| self.data(room)),
            notice: room.and_then(|room| room.notice.as_ref()).map(|(at, _)| *at),
            notice_age_required: Duration::minutes(self.site.notice_minutes),
            notice_means_chosen: self.site.notice_means != NoticeMeans::None,
            friendly_now,
            protected: room.is_some_and(|room| room.protected),
            exempt: rules.exempt(),
            post_paid: room.is_some_and(|room| room.post_paid),
            emergency_credit: false,
            cuts_left_this_cycle: cuts < self.site.cuts_per_hour,
            batch_confirmed: true,
            paused: self.site.paused || self.fault.is_some(),
            shadow: rules.shadow(),
            clock_unsure: self.clock_unsure,
            restored: self.site.restored.is_some(),
        }
    }

    /// Lights out, where a timetable says so now.
    fn lights_out(&mut self, place: PlaceId) -> Option<Calendar> {
        let rules = self.rules.of(place);
        let (at, rule) = rules.lights_out()?;
        let standing = self.hours_hold(Asked::Rule(at, RuleKind::LightsOut, 0), &rule.hours);
        let batch_confirmed = self.rules.batch(at) <= rule.confirmed;
        standing.within.then_some(Calendar { until: standing.until, batch_confirmed })
    }

    /// Since when a person has ordered a cut for a debt, where the site lets debts cut (rule 20).
    pub fn debt_of(&self, room: &Room) -> Option<Timestamp> {
        let order =
            room.manual.as_ref().filter(|manual| manual.shown.order == Order::Off && manual.shown.reason == DEBT);
        order.filter(|_| self.site.debts_cut).map(|manual| units::timestamp(manual.shown.since))
    }

    fn facts(
        &self,
        room: &Room,
        balance: Money,
        blocked_by: Vec<supply::Guard>,
        (calendar, quota): (Option<Calendar>, QuotaStep),
    ) -> Facts {
        let manual = room.manual.as_ref().and_then(|manual| match manual.shown.order {
            // It goes the credit way, with its guards.
            Order::Off if manual.shown.reason == DEBT => None,
            Order::Off => {
                Some(Manual::Off { why: manual.shown.reason.clone(), since: units::timestamp(manual.shown.since) })
            }
            Order::On => Some(Manual::On { until: manual.shown.until.map(units::timestamp) }),
            Order::Auto | Order::Maintenance | Order::WorkDone => None,
        });
        let rules = self.rules.of(room.place);
        let off = room.guarded.protection.off();
        let credit = Credit {
            latched: room.latch.is_some(),
            debt: self.debt_of(room),
            balance,
            limit: self.site.cut_off,
            blocked_by,
            lifeline: rules.lifeline().map(|(_, limit)| Limited { power: limit.power, off }),
        };
        Facts {
            now: self.now,
            has_relay: room.relay.is_some(),
            trip: room.trip.map(|(_, since)| Trip { since }),
            maintenance: room
                .maintenance
                .as_ref()
                .map(|order| units::timestamp(order.shown.since))
                .or_else(|| self.crossed_off(room.place))
                .map(|since| Maintenance { since }),
            manual,
            overload: off.filter(|off| matches!(off.load, Load::Forbidden | Load::Over(supply::Cause::Room))),
            calendar,
            credit,
            quota: quota.fact,
            quota_blocked_by: quota.blocked_by,
            protected: room.protected,
            exempt: rules.exempt(),
            post_paid: room.post_paid,
            vacant: room.tenancy.vacant,
        }
    }

    /// Warning levels and the notice of this episode (rule 19).
    fn warn(&mut self, place: PlaceId, balance: Money) {
        let warnings = Warnings {
            first: self.site.warn1,
            second: self.site.warn2,
            first_days: self.site.warn1_days,
            second_days: self.site.warn2_days,
        };
        let usable = balance - self.site.cut_off;
        let Some(room) = self.rooms.get(&place) else { return };
        let debt = self.debt_of(room).is_some();
        let Some(room) = self.rooms.get_mut(&place).filter(|room| !room.tenancy.vacant) else { return };
        let previous = WarningLevel::from_number(room.warn_level).unwrap_or(WarningLevel::None);
        let days_left = billing::days_left(usable, &room.recent_costs);
        let mut level = match room.post_paid {
            // A bill comes; there is no credit that could end.
            true => WarningLevel::None,
            false => supply::warning(previous, balance, days_left, &warnings),
        };
        if debt {
            // An order to cut for a debt is told like credit that ends.
            level = level.max(WarningLevel::First);
        }
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
    fn take_decision(&mut self, place: PlaceId, decision: Decision, balance: Money) {
        let Some(room) = self.rooms.get_mut(&place) else { return };
        let code = decision.reason.code();
        let told = room.told.as_ref().is_some_and(|(closed, told)| *closed == decision.state.closed() && told == code);
        if !told {
            if room.decision.state != decision.state || room.since.is_none() {
                room.since = Some(self.now);
            }
            room.told = Some((decision.state.closed(), code.to_owned()));
            self.record_decision(place, &decision, balance);
        }
        if let Some(room) = self.rooms.get_mut(&place) {
            room.decision = decision;
        }
    }

    pub fn last_sample_at(&self, room: &Room) -> Option<Timestamp> {
        self.points.get(&room.point)?.sample.as_ref().map(|(at, _)| *at)
    }
}
