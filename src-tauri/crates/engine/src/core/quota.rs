//! Quotas at work: when a level was passed, and what follows from it: another price, a word to people, and, by the
//! guards of the supply, a limit or a cut.

use billing::Surcharge;
use billing::quota::{Action, Level, LevelAt, Quota as Rule, QuotaCycle, QuotaFacts, QuotaGrant};
use chrono::{Duration, NaiveDate};
use store::quota::{Quota, QuotaPer, QuotaScope};
use store::quota_level::{QuotaAction, QuotaLevel};
use store::quota_passed::QuotaPassed;
use units::{DateRange, Energy, PlaceId, PointId, Power, QuotaId, Zone};

use super::{Core, Ground, Terms, usage_over};
use crate::error::{Refusal, Result};

/// A quota with its levels, lowest first, and with what was passed so far.
#[derive(Debug, Clone)]
pub(crate) struct Watched {
    pub id: QuotaId,
    pub quota: Quota,
    pub levels: Vec<QuotaLevel>,
    pub passed: Vec<QuotaPassed>,
    pub rule: Rule,
}

/// What was counted of a member in a cycle, so that not every reading asks the store.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    cycle: DateRange,
    used: Energy,
    /// The next level lies here.
    next: Option<Energy>,
}

pub(super) fn watched(db: &store::Db) -> Result<Vec<Watched>> {
    let mut all = Vec::new();
    for (id, quota) in store::quota::all(db)? {
        let levels = store::quota_level::of_quota(db, id)?;
        let passed = store::quota_passed::of_quota(db, id)?;
        let rule = rule(&quota, &levels)?;
        all.push(Watched { id, quota, levels, passed, rule });
    }
    Ok(all)
}

/// The quota as billing counts it. What cannot be is refused with what to change.
pub(crate) fn rule(quota: &Quota, levels: &[QuotaLevel]) -> Result<Rule> {
    let per = match quota.per {
        QuotaPer::Day => QuotaCycle::Day,
        QuotaPer::Month => QuotaCycle::Month,
        QuotaPer::Year => QuotaCycle::Year { starts: 1 },
        QuotaPer::Term => QuotaCycle::Term,
    };
    let grant = match quota.scope {
        _ if quota.per_occupant => QuotaGrant::PerOccupant(quota.energy),
        QuotaScope::EachRoom(_) => QuotaGrant::PerRoom(quota.energy),
        QuotaScope::Whole(_) | QuotaScope::Point(_) => QuotaGrant::Whole(quota.energy),
    };
    let level = |level: &QuotaLevel| {
        let percent = billing::Percent::new(i64::from(level.percent) * 1_000_000).map_err(Refusal::broken)?;
        let action = match level.action {
            QuotaAction::Warning => Action::Warn,
            QuotaAction::Price(price) => Action::Surcharge(price),
            QuotaAction::Limit(power) => Action::Limit(power),
            QuotaAction::Cut => Action::Cut,
        };
        Ok(Level { at: LevelAt::Share(percent), action })
    };
    let levels = levels.iter().map(level).collect::<Result<Vec<_>>>()?;
    Rule::new(&quota.name, per, grant, (quota.from_day, quota.until_day), levels)
        .map_err(|cause| Refusal::new("bad-quota").with("cause", crate::cause::quota(&cause)))
}

impl Watched {
    /// The days of the cycle that a day lies in; nothing outside the quota's own days.
    pub fn cycle(&self, day: NaiveDate) -> Option<DateRange> {
        self.rule.cycle(day)
    }

    /// The rooms that count, or the point.
    fn points(&self, terms: &Terms, member: Option<PlaceId>, db: &store::Db) -> Result<Vec<PointId>> {
        let rooms = match (self.quota.scope, member) {
            (QuotaScope::Point(point), _) => return Ok(vec![point]),
            (_, Some(room)) => vec![room],
            (QuotaScope::EachRoom(place) | QuotaScope::Whole(place), None) => terms.rooms_in(place),
        };
        let mut points = Vec::new();
        for room in rooms {
            let own = store::point::of_place(db, room)?.into_iter();
            points.extend(own.filter(|(_, row)| row.kind == store::point::PointKind::Room).map(|(id, _)| id));
        }
        Ok(points)
    }

    /// What a member may use in a cycle.
    pub fn granted(&self, ground: &Ground<'_>, member: Option<PlaceId>, cycle: DateRange) -> Result<Energy> {
        let rooms = match (self.quota.scope, member) {
            (QuotaScope::Point(_), _) => Vec::new(),
            (_, Some(room)) => vec![room],
            (QuotaScope::EachRoom(place) | QuotaScope::Whole(place), None) => ground.terms.rooms_in(place),
        };
        let occupants = if self.quota.per_occupant { occupants(ground, &rooms)? } else { Vec::new() };
        let number = u32::try_from(rooms.len()).unwrap_or(u32::MAX);
        let members = billing::quota::Members { rooms: number, occupants: &occupants };
        Ok(self.rule.granted(&members, cycle))
    }
}

/// How many people live in some rooms from each day on, over all their tenancies.
fn occupants(ground: &Ground<'_>, rooms: &[PlaceId]) -> Result<Vec<(NaiveDate, u32)>> {
    let mut changes: std::collections::BTreeMap<NaiveDate, i64> = std::collections::BTreeMap::new();
    for room in rooms {
        for (tenancy, row) in store::tenancy::of_place(ground.db, *room)? {
            let mut before = 0;
            for (day, number) in store::occupancy::of_tenancy(ground.db, tenancy)? {
                *changes.entry(day).or_default() += i64::from(number) - before;
                before = i64::from(number);
            }
            if let Some(to) = row.to_at {
                *changes.entry(ground.site.zone.date(to)).or_default() -= before;
            }
        }
    }
    let mut sum = 0;
    let steps = changes.into_iter().map(|(day, change)| {
        sum += change;
        (day, u32::try_from(sum).unwrap_or(0))
    });
    Ok(steps.collect())
}

impl Terms {
    /// The quotas that a room counts for, each with the member that it is there.
    pub fn quotas_of(&self, place: PlaceId, point: PointId) -> Vec<(&Watched, Option<PlaceId>)> {
        if self.quotas.is_empty() {
            return Vec::new();
        }
        let up = self.upwards(place);
        let here = self.quotas.iter().filter_map(|watched| match watched.quota.scope {
            QuotaScope::EachRoom(at) => up.contains(&at).then_some((watched, Some(place))),
            QuotaScope::Whole(at) => up.contains(&at).then_some((watched, None)),
            QuotaScope::Point(at) => self.points_above(point).contains(&at).then_some((watched, None)),
        });
        here.collect()
    }

    /// The other prices of a room since levels of quotas were passed. A higher level's price takes the place of a lower
    /// one's; with the cycle they end.
    pub fn surcharges_of(&self, place: PlaceId, point: PointId, zone: Zone) -> Vec<Surcharge> {
        let quotas = self.quotas_of(place, point);
        quotas.into_iter().flat_map(|(watched, member)| surcharges(watched, member, zone)).collect()
    }

    /// What the quotas of a room say of its supply on a day: the hardest of them.
    pub fn quota_supply(&self, place: PlaceId, point: PointId, day: NaiveDate) -> Option<Exceeded> {
        let mut hardest: Option<Exceeded> = None;
        let hardness = |limit: Option<Power>| limit.map_or(i64::MIN, Power::w);
        for (watched, member) in self.quotas_of(place, point) {
            let Some(cycle) = watched.cycle(day) else { continue };
            for row in watched.passed.iter().filter(|row| row.room == member && row.cycle == cycle.first) {
                let level = watched.levels.iter().find(|level| level.percent == row.percent);
                let limit = match level.map(|level| level.action) {
                    Some(QuotaAction::Cut) => None,
                    Some(QuotaAction::Limit(power)) => Some(power),
                    Some(QuotaAction::Warning | QuotaAction::Price(_)) | None => continue,
                };
                if hardest.is_none_or(|known| hardness(limit) <= hardness(known.limit)) {
                    hardest = Some(Exceeded { limit, since: row.at, until: cycle.end });
                }
            }
        }
        hardest
    }
}

/// What a room's quotas say of its supply now.
#[derive(Debug, Clone, Default)]
pub(crate) struct QuotaStep {
    pub fact: Option<supply::Quota>,
    /// What keeps a quota that is used up from acting.
    pub blocked_by: Vec<supply::Guard>,
}

/// A quota is exceeded in a way that says something of the supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exceeded {
    /// What may still be drawn; none where nothing may.
    pub limit: Option<Power>,
    pub since: units::Timestamp,
    /// The first day of the next cycle.
    pub until: NaiveDate,
}

fn surcharges(watched: &Watched, member: Option<PlaceId>, zone: Zone) -> Vec<Surcharge> {
    let price_at = |percent| {
        watched.levels.iter().find_map(|level| match level.action {
            QuotaAction::Price(price) if level.percent == percent => Some(price),
            _ => None,
        })
    };
    let own = watched.passed.iter().filter(|passed| passed.room == member);
    let priced: Vec<_> = own.filter_map(|passed| Some((passed, price_at(passed.percent)?))).collect();
    let surcharge = |(number, (passed, per_kwh)): (usize, &(&QuotaPassed, units::Price))| {
        let until = watched.cycle(passed.cycle).map(|cycle| cycle.end).filter(|end| *end < NaiveDate::MAX);
        let next = priced[number + 1..].iter().find(|(next, _)| next.cycle == passed.cycle).map(|(next, _)| next.at);
        Surcharge {
            name: format!("{} {} %", watched.quota.name, passed.percent).into(),
            from: passed.at,
            until: next.or_else(|| until.map(|day| zone.start_of(day))),
            per_kwh: *per_kwh,
        }
    };
    priced.iter().enumerate().map(surcharge).filter(|one| one.until.is_none_or(|until| until > one.from)).collect()
}

impl Core {
    /// Quotas are others than before: what is counted of them begins anew from the store.
    pub fn quotas_changed(&mut self) -> Result<()> {
        self.terms = Terms::load(&self.store)?;
        self.quota_used.clear();
        let places: Vec<PlaceId> = self.rooms.keys().copied().collect();
        for place in places {
            self.count_quotas(place, None);
            self.control(place);
        }
        Ok(())
    }

    /// Counts usage of a room, which is in the store already, for its quotas; when a level is passed, what follows from
    /// it is done. Without usage everything is counted anew: a reading of the past has changed.
    pub(super) fn count_quotas(&mut self, place: PlaceId, usage: Option<&billing::Usage>) {
        let Some(room) = self.rooms.get(&place) else { return };
        let day = self.site.zone.date(self.now);
        let mut to_count = Vec::new();
        for (watched, member) in self.terms.quotas_of(place, room.point) {
            let Some(cycle) = watched.cycle(day) else { continue };
            let counted = self.quota_used.get_mut(&(watched.id, member)).filter(|counted| counted.cycle == cycle);
            match (counted, usage) {
                (Some(counted), Some(usage)) => {
                    counted.used += usage.energy_in(self.site.zone.span(cycle));
                    if counted.next.is_some_and(|next| counted.used >= next) {
                        to_count.push((watched.id, member, cycle));
                    }
                }
                _ => to_count.push((watched.id, member, cycle)),
            }
        }
        for (quota, member, cycle) in to_count {
            if let Err(refusal) = self.recount(quota, member, cycle) {
                tracing::warn!(?refusal, ?quota, "a quota could not be counted");
            }
        }
    }

    /// Works out from all readings when the levels of a cycle were passed, and does what follows where that is news.
    fn recount(&mut self, id: QuotaId, member: Option<PlaceId>, cycle: DateRange) -> Result<()> {
        let Some(watched) = self.terms.quotas.iter().find(|watched| watched.id == id) else { return Ok(()) };
        let ground = self.ground();
        let span = self.site.zone.span(cycle);
        let mut usage = Vec::new();
        for point in watched.points(&self.terms, member, &self.store)? {
            usage.extend(usage_over(&self.store, point, span)?);
        }
        let granted = watched.granted(&ground, member, cycle)?;
        // Stored usage may reach a little beyond the present message.
        let now = usage.iter().map(|usage| usage.period.to).max().unwrap_or(self.now).max(self.now);
        let facts = QuotaFacts { cycle: span, granted, usage: &usage, now, pace_over: Duration::days(7) };
        let standing = watched.rule.standing(&facts);
        let passed: Vec<(u16, units::Timestamp)> = standing
            .levels
            .iter()
            .zip(&watched.levels)
            .filter_map(|(level, row)| Some((row.percent, level.since?)))
            .collect();
        let before: Vec<(u16, units::Timestamp)> = watched
            .passed
            .iter()
            .filter(|row| row.room == member && row.cycle == cycle.first)
            .map(|row| (row.percent, row.at))
            .collect();
        let next = standing.next.map(|next| standing.levels[next.index].threshold);
        self.quota_used.insert((id, member), Counted { cycle, used: standing.used, next });
        if passed == before {
            return Ok(());
        }
        self.write(|tx| store::quota_passed::put(tx, id, member, cycle.first, &passed))?;
        self.terms.quotas = self::watched(&self.store)?;
        self.levels_passed(id, member, &before, &passed)
    }

    /// People are told of levels that are news; rooms whose price they change are rated anew.
    fn levels_passed(
        &mut self,
        id: QuotaId,
        member: Option<PlaceId>,
        before: &[(u16, units::Timestamp)],
        passed: &[(u16, units::Timestamp)],
    ) -> Result<()> {
        let Some(watched) = self.terms.quotas.iter().find(|watched| watched.id == id) else { return Ok(()) };
        let name = watched.quota.name.clone();
        let priced = watched.levels.iter().any(|level| matches!(level.action, QuotaAction::Price(_)));
        let touched: Vec<PlaceId> = match member {
            Some(room) => vec![room],
            None => {
                let counts = |room: &&super::Room| {
                    self.terms.quotas_of(room.place, room.point).iter().any(|(other, _)| other.id == id)
                };
                self.rooms.values().filter(counts).map(|room| room.place).collect()
            }
        };
        for (percent, _) in passed.iter().filter(|row| !before.iter().any(|known| known.0 == row.0)) {
            let room = member.and_then(|place| self.rooms.get(&place)).map(|room| room.name.clone());
            let (room, percent) = (room.map(|room| format!(" ({room})")).unwrap_or_default(), percent.to_string());
            let args = [("quota", name.as_str()), ("room", room.as_str()), ("percent", percent.as_str())];
            let kind = crate::alarm::Kind::QuotaReached;
            self.alarms.clear(&mut self.store, kind, member, None, self.now);
            self.alarms.raise(&mut self.store, kind, member, None, &args, self.now);
        }
        let simulated = self.site.notice_means == crate::dto::NoticeMeans::Simulated;
        for place in touched {
            if priced {
                self.reopen_quietly(place)?;
            }
            if simulated && passed.len() > before.len() {
                self.give_notice(place, "simulated");
            }
            self.control(place);
        }
        Ok(())
    }

    /// Sets or clears the latch of a room's quotas, by the guards of the supply; what it asks for while it is set.
    pub(super) fn turn_quota(&mut self, place: PlaceId, conditions: &supply::Conditions) -> QuotaStep {
        self.quota_step(place, conditions).unwrap_or_default()
    }

    fn quota_step(&mut self, place: PlaceId, conditions: &supply::Conditions) -> Option<QuotaStep> {
        let now = self.now;
        let room = self.rooms.get(&place)?;
        let exceeded = self.terms.quota_supply(place, room.point, self.site.zone.date(now));
        let latched = room.quota_latched;
        if exceeded.is_none() && !latched {
            return None;
        }
        // A notice counts when it was given after the level was passed (rule 19).
        let notice = exceeded.filter(|_| !latched).and_then(|exceeded| self.notice_since(room, exceeded.since));
        let conditions = supply::Conditions { notice, ..*conditions };
        let step = supply::quota_latch(latched, exceeded.is_some(), &conditions, now);
        if step.changed {
            let (key, value) = (latch_key(place), if step.set { "set" } else { "" });
            // Not written is not done: the next look at this room tries again.
            self.write(|tx| store::setting::put(tx, &key, value)).ok()?;
            if step.set {
                self.recent_cuts.push_back(now);
            }
            if let Some(room) = self.rooms.get_mut(&place) {
                room.quota_latched = step.set;
            }
        }
        let off = self.rooms.get(&place)?.guarded.protection.off();
        let fact = exceeded.filter(|_| step.set).map(|exceeded| supply::Quota {
            action: match exceeded.limit {
                None => supply::QuotaAction::Off,
                Some(power) => supply::QuotaAction::Limited(supply::Limited { power, off }),
            },
            until: self.site.zone.start_of(exceeded.until),
        });
        Some(QuotaStep { fact, blocked_by: step.blocked_by })
    }

    /// The limit by which a quota holds a room, while its latch is set.
    pub(super) fn quota_limit_of(&self, place: PlaceId) -> Option<supply::LoadLimit> {
        let room = self.rooms.get(&place).filter(|room| room.quota_latched)?;
        let exceeded = self.terms.quota_supply(place, room.point, self.site.zone.date(self.now))?;
        exceeded.limit.map(crate::rules::quota_limit)
    }

    fn notice_since(&self, room: &super::Room, since: units::Timestamp) -> Option<units::Timestamp> {
        let notices = store::notice::of_account(&self.store, room.account.id).ok()?;
        notices.into_iter().map(|notice| notice.given_at).filter(|at| *at >= since).min()
    }
}

/// The setting that keeps the latch of a room's quotas over a start.
pub(super) fn latch_key(place: PlaceId) -> String {
    format!("quota_latch/{place}")
}
