//! Energy that is tolerated in a period: how much of it is used, and what follows at each level.

use chrono::{Days, NaiveDate};
use store::quota::{self, Quota, QuotaPer, QuotaScope as Scoped};
use store::quota_level::{self, QuotaAction as Action, QuotaLevel};
use units::{DateRange, Energy, PlaceId, PointId, Power, Price, QuotaId};

use super::allowances::{filled, kwh};
use super::parse_day;
use super::places::{chosen, place_row};
use super::tariffs::standing;
use crate::core::{Core, Ground, Terms, Watched, rule};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::words::Words;
use crate::{Actor, View};

pub(crate) fn quotas(view: &View, _: Nothing) -> Result<Vec<QuotaRow>> {
    let terms = Terms::load(&view.reader)?;
    terms.quotas.iter().map(|watched| shown(view, &terms, watched)).collect()
}

fn shown(view: &View, terms: &Terms, watched: &Watched) -> Result<QuotaRow> {
    let row = &watched.quota;
    let standing = standing(row.from_day, row.until_day, view.today());
    let (cycle, members) = match standing {
        Standing::InForce => bars(view, terms, watched).map(|(cycle, members)| (Some(cycle), members))?,
        Standing::Over | Standing::Planned => (None, Vec::new()),
    };
    Ok(QuotaRow {
        id: watched.id.0,
        form: form(row, &watched.levels),
        where_text: match row.scope {
            Scoped::EachRoom(place) | Scoped::Whole(place) => {
                place_row(terms, place).map(|place| place.path).unwrap_or_default()
            }
            Scoped::Point(point) => view.live.points.get(&point).map(|point| point.name.clone()).unwrap_or_default(),
        },
        standing,
        words: sentence(row, view.words()),
        may_change: standing == Standing::Planned,
        cycle_from: cycle.map(|cycle| cycle.first.to_string()),
        cycle_until: cycle.filter(|cycle| cycle.end < NaiveDate::MAX).map(|cycle| cycle.end.to_string()),
        members,
    })
}

fn bars(view: &View, terms: &Terms, watched: &Watched) -> Result<(DateRange, Vec<QuotaMember>)> {
    let today = view.today();
    let cycle = watched.cycle(today).unwrap_or(DateRange { first: today, end: today });
    let ground = Ground::new(&view.reader, terms, &view.live.site);
    let one = |name: String, member: Option<PlaceId>, points: &[PointId]| -> Result<QuotaMember> {
        let mut used = Energy::ZERO;
        for point in points {
            let days = store::rollup::days(&view.reader, *point, cycle.first, cycle.end)?;
            used += days.iter().map(|(_, sum)| sum.energy).sum();
            let stored = days.iter().find(|(day, _)| *day == today).map(|(_, sum)| sum.energy);
            // What the meter shows beyond the last stored reading.
            let live = view.live.points.get(point).map(|live| live.energy_today);
            used += live.map_or(Energy::ZERO, |live| live - stored.unwrap_or_default());
        }
        let granted = watched.granted(&ground, member, cycle)?;
        Ok(bar(today, name, used, granted, cycle, watched))
    };
    let rooms = |place| {
        let inside = terms.rooms_in(place);
        view.live.rooms.iter().filter(move |room| inside.contains(&room.place))
    };
    let members = match watched.quota.scope {
        Scoped::EachRoom(place) => {
            let bars = rooms(place).map(|room| one(room.name.clone(), Some(room.place), &[room.point]));
            bars.collect::<Result<_>>()?
        }
        Scoped::Whole(place) => {
            let points: Vec<PointId> = rooms(place).map(|room| room.point).collect();
            let name = place_row(terms, place).map(|place| place.name).unwrap_or_default();
            vec![one(name, None, &points)?]
        }
        Scoped::Point(point) => {
            let name = view.live.points.get(&point).map(|point| point.name.clone()).unwrap_or_default();
            vec![one(name, None, &[point])?]
        }
    };
    Ok((cycle, members))
}

fn bar(
    today: NaiveDate,
    name: String,
    used: Energy,
    granted: Energy,
    cycle: DateRange,
    watched: &Watched,
) -> QuotaMember {
    let levels = &watched.levels;
    let percent = used.wh().saturating_mul(100) / granted.wh().max(1);
    let reached = levels.iter().rposition(|level| i64::from(level.percent) <= percent);
    let next = levels.iter().position(|level| i64::from(level.percent) > percent);
    let index = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
    // As it went on since the cycle began.
    let next_on = next.filter(|_| used.wh() > 0).and_then(|next| {
        let days = (today - cycle.first).num_days() + 1;
        let at = granted.wh().saturating_mul(i64::from(levels[next].percent)) / 100;
        let left = (at - used.wh()).saturating_mul(days) / used.wh();
        let on = today.checked_add_days(Days::new(u64::try_from(left).ok()?))?;
        Some(on).filter(|on| *on < cycle.end)
    });
    QuotaMember {
        name,
        used_wh: used.wh(),
        used_text: format!("{used} kWh"),
        granted_wh: granted.wh(),
        granted_text: format!("{granted} kWh"),
        percent,
        level: reached.map(index),
        next_level: next.map(index),
        next_on: next_on.map(|day| day.to_string()),
    }
}

fn form(row: &Quota, levels: &[QuotaLevel]) -> QuotaForm {
    let (scope, place, point) = match row.scope {
        Scoped::EachRoom(place) => (QuotaScope::EachRoom, Some(place.0), None),
        Scoped::Whole(place) => (QuotaScope::Together, Some(place.0), None),
        Scoped::Point(point) => (QuotaScope::Point, None, Some(point.0)),
    };
    let level = |level: &QuotaLevel| {
        let (action, price, limit_w) = match level.action {
            Action::Warning => (QuotaAction::Warn, None, None),
            Action::Price(price) => (QuotaAction::Price, Some(price.to_string()), None),
            Action::Limit(power) => (QuotaAction::Limit, None, Some(power.w())),
            Action::Cut => (QuotaAction::Cut, None, None),
        };
        QuotaLevelForm { percent: i64::from(level.percent), action, price, limit_w }
    };
    QuotaForm {
        name: row.name.clone(),
        scope,
        place,
        point,
        kwh: row.energy.to_string(),
        basis: if row.per_occupant { AllowanceBasis::Occupant } else { AllowanceBasis::Room },
        per: match row.per {
            QuotaPer::Day => QuotaCycle::Day,
            QuotaPer::Month => QuotaCycle::Month,
            QuotaPer::Year => QuotaCycle::Year,
            QuotaPer::Term => QuotaCycle::Term,
        },
        levels: levels.iter().map(level).collect(),
        from: row.from_day.to_string(),
        until: row.until_day.map(|day| day.to_string()),
    }
}

pub(super) fn sentence(row: &Quota, words: Words) -> String {
    let whose = match row.scope {
        Scoped::EachRoom(_) if row.per_occupant => "occupant",
        Scoped::EachRoom(_) => "room",
        Scoped::Whole(_) | Scoped::Point(_) => "together",
    };
    words.say(&format!("quota-{whose}-{}", row.per.code()), &[("energy", &row.energy.to_string())])
}

pub(crate) fn save_quota(core: &mut Core, by: &Actor, args: SaveQuotaArgs) -> Result<()> {
    let (row, levels) = read(core, &args.form)?;
    let today = core.site.zone.date(core.now);
    let old = args.id.map(|id| known(core, id)).transpose()?;
    if let Some((_, old)) = &old
        && old.from_day <= today
    {
        return Err(Refusal::new("quota-began").with("from", old.from_day).field("from"));
    }
    if row.from_day < today {
        // Levels act from the instant on which they are passed: nobody is surcharged for the past.
        return Err(Refusal::new("quota-past").field("from"));
    }
    let done = core.done(by, "save_quota", format!("{row:?}"));
    core.write(move |tx| {
        if let Some((id, _)) = old {
            quota::remove(tx, id)?;
        }
        let id = quota::insert(tx, &row)?;
        quota_level::put(tx, id, &levels)?;
        store::operation::insert(tx, &done)
    })?;
    core.quotas_changed()
}

pub(crate) fn end_quota(core: &mut Core, by: &Actor, args: EndQuotaArgs) -> Result<()> {
    let (id, old) = known(core, args.id)?;
    let until = parse_day(&args.until, "until")?;
    let today = core.site.zone.date(core.now);
    if until < today {
        return Err(Refusal::new("quota-past").field("until"));
    }
    if old.from_day <= today && until <= old.from_day {
        return Err(Refusal::new("ends-first").field("until"));
    }
    let done = core.done(by, "end_quota", format!("{id} {until}"));
    core.write(move |tx| {
        if until <= old.from_day {
            quota::remove(tx, id)?;
        } else {
            quota::end(tx, id, until)?;
        }
        store::operation::insert(tx, &done)
    })?;
    core.quotas_changed()
}

fn known(core: &Core, id: i64) -> Result<(QuotaId, Quota)> {
    let row = quota::get(&core.store, QuotaId(id))?;
    row.map(|row| (QuotaId(id), row)).ok_or_else(|| Refusal::new("unknown-quota").field("id"))
}

fn read(core: &Core, form: &QuotaForm) -> Result<(Quota, Vec<QuotaLevel>)> {
    let from_day = parse_day(&form.from, "from")?;
    let until_day = filled(form.until.as_ref()).map(|text| parse_day(text, "until")).transpose()?;
    if until_day.is_some_and(|until| until <= from_day) {
        return Err(Refusal::new("ends-first").field("until"));
    }
    if form.name.trim().is_empty() {
        return Err(Refusal::new("name-missing").field("name"));
    }
    if form.per == QuotaCycle::Term && until_day.is_none() {
        return Err(Refusal::new("term-end-missing").field("until"));
    }
    let place = || chosen(&core.terms, form.place);
    let scope = match form.scope {
        QuotaScope::EachRoom => Scoped::EachRoom(place()?),
        QuotaScope::Together => Scoped::Whole(place()?),
        QuotaScope::Point => {
            let point = form.point.map(PointId).filter(|point| core.points.contains_key(point));
            Scoped::Point(point.ok_or_else(|| Refusal::new("unknown-point").field("point"))?)
        }
    };
    let mut levels = form.levels.iter().map(level).collect::<Result<Vec<_>>>()?;
    levels.sort_by_key(|level| level.percent);
    let quota = Quota {
        name: form.name.trim().to_owned(),
        scope,
        per: match form.per {
            QuotaCycle::Day => QuotaPer::Day,
            QuotaCycle::Month => QuotaPer::Month,
            QuotaCycle::Year => QuotaPer::Year,
            QuotaCycle::Term => QuotaPer::Term,
        },
        energy: kwh(&form.kwh, "kwh")?,
        per_occupant: form.basis == AllowanceBasis::Occupant && form.scope != QuotaScope::Point,
        from_day,
        until_day,
    };
    rule(&quota, &levels)?;
    Ok((quota, levels))
}

/// The most watts that a power limit can be.
const MOST_W: i64 = 1_000_000;

fn level(form: &QuotaLevelForm) -> Result<QuotaLevel> {
    let bad = |field| Refusal::new("quota-levels").field(field);
    let percent = u16::try_from(form.percent).ok().filter(|percent| (1..=1000).contains(percent));
    let action = match form.action {
        QuotaAction::Warn => Action::Warning,
        QuotaAction::Cut => Action::Cut,
        QuotaAction::Price => {
            let price = filled(form.price.as_ref()).and_then(|text| Price::parse(text).ok());
            Action::Price(price.filter(|price| price.micro_per_kwh() > 0).ok_or_else(|| bad("price"))?)
        }
        QuotaAction::Limit => {
            let limit = form.limit_w.filter(|limit| (1..=MOST_W).contains(limit));
            Action::Limit(Power::from_w(limit.ok_or_else(|| bad("limit_w"))?))
        }
    };
    Ok(QuotaLevel { percent: percent.ok_or_else(|| bad("percent"))?, action })
}
