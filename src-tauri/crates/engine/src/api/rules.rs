//! What holds for the supply, where: rules in words, saved and taken away, and a week of hours before they hold.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use supply::Hours;
use units::{DateRange, PlaceId, Zone, millis};

use super::places::{chosen, place_row};
use super::tariffs::day_type_name;
use crate::core::{Core, Rules, Terms, factor_text, watts};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::live::LiveRelay;
use crate::rules::{Kind, hours};
use crate::words::Words;
use crate::{Actor, View};

pub(crate) fn supply_rules(view: &View, _: Nothing) -> Result<Vec<SupplyRuleRow>> {
    let (terms, rules) = (Terms::load(&view.reader)?, Rules::load(&view.reader)?);
    rows(view, &terms, &rules)
}

fn rows(view: &View, terms: &Terms, rules: &Rules) -> Result<Vec<SupplyRuleRow>> {
    let words = view.words();
    let mut goes_by: BTreeMap<(PlaceId, Kind), (i64, i64)> = BTreeMap::new();
    for room in &view.live.rooms {
        let held = rules.nearest(terms, room.place);
        let switched = room.relay != LiveRelay::None && !held.exempt();
        for kind in Kind::ALL {
            if let Some(at) = held.made_at(kind) {
                let (all, switches) = goes_by.entry((at, kind)).or_default();
                *all += 1;
                *switches += i64::from(switched);
            }
        }
    }
    let row = |((place, kind), own): (&(PlaceId, Kind), &crate::core::Own)| {
        let (rooms, switches) = goes_by.get(&(*place, *kind)).copied().unwrap_or_default();
        let unconfirmed =
            matches!(&own.form, Some(SupplyRuleForm::LightsOut { confirmed, .. }) if switches > *confirmed);
        SupplyRuleRow {
            place: place.0,
            path: place_row(terms, *place).map(|row| row.path).unwrap_or_default(),
            kind: kind.code().to_owned(),
            words: match &own.form {
                Some(form) => in_words(form, &words),
                None => words.say("rule-words-none", &[]),
            },
            rule: own.form.clone(),
            rooms,
            since: millis(own.since),
            actor: own.actor.clone(),
            unconfirmed,
        }
    };
    Ok(rules.own.iter().map(row).collect())
}

/// The rules that hold for a room, in words.
pub(super) fn of_room(view: &View, room: &crate::live::LiveRoom) -> Result<Vec<RuleOfRoom>> {
    let (terms, rules) = (Terms::load(&view.reader)?, Rules::load(&view.reader)?);
    let words = view.words();
    let held = rules.nearest(&terms, room.place);
    let row = |kind: Kind| {
        let at = held.made_at(kind)?;
        let form = rules.own.get(&(at, kind))?.form.as_ref()?;
        let path = place_row(&terms, at).map(|row| row.path).unwrap_or_default();
        Some(RuleOfRoom { kind: kind.code().to_owned(), path, words: in_words(form, &words) })
    };
    Ok(Kind::ALL.into_iter().filter_map(row).collect())
}

pub(crate) fn save_supply_rule(core: &mut Core, by: &Actor, args: SaveSupplyRuleArgs) -> Result<Done> {
    let kind = Kind::parse(&args.kind)?;
    if args.rule.as_ref().is_some_and(|rule| Kind::of(rule) != kind) {
        return Err(Refusal::new("unknown-rule-kind").with("name", &args.kind).field("kind"));
    }
    let place = chosen(&core.terms, Some(args.place))?;
    core.change_rule((place, kind), Some(args.rule.as_ref()), by)?;
    Ok(Done { done: true })
}

pub(crate) fn remove_supply_rule(core: &mut Core, by: &Actor, args: RemoveSupplyRuleArgs) -> Result<Done> {
    let kind = Kind::parse(&args.kind)?;
    let place = PlaceId(args.place);
    if !core.rules.own.contains_key(&(place, kind)) {
        return Err(Refusal::new("unknown-rule").field("place"));
    }
    core.change_rule((place, kind), None, by)?;
    Ok(Done { done: true })
}

pub(crate) fn hours_preview(view: &View, args: HoursPreviewArgs) -> Result<HoursPreview> {
    let (terms, rules) = (Terms::load(&view.reader)?, Rules::load(&view.reader)?);
    let kind = Kind::parse(&args.kind)?;
    let place = chosen(&terms, Some(args.place))?;
    let first = match &args.from {
        Some(day) => super::parse_day(day, "from")?,
        None => view.today(),
    };
    let hours = hours(&args.hours)?;
    let zone = view.live.site.zone;
    let below: Vec<PlaceId> = terms.rooms_in(place);
    let switched = view.live.rooms.iter().filter(|room| {
        // A nearer rule of the same kind goes before this one.
        let held = rules.nearest(&terms, room.place);
        let nearer = held.made_at(kind).is_some_and(|at| at != place && below_or_at(&terms, at, place));
        below.contains(&room.place) && room.relay != LiveRelay::None && !held.exempt() && !nearer
    });
    let days = (0..7).filter_map(|ahead| first.checked_add_days(Days::new(ahead)));
    Ok(HoursPreview {
        rooms: i64::try_from(switched.count()).unwrap_or(i64::MAX),
        days: days.map(|day| preview_of(day, &hours, &terms, zone)).collect(),
    })
}

fn below_or_at(terms: &Terms, place: PlaceId, above: PlaceId) -> bool {
    terms.upwards(place).contains(&above)
}

/// The part of each stretch that lies in this day.
fn preview_of(day: NaiveDate, hours: &Hours, terms: &Terms, zone: Zone) -> HoursDay {
    let calendar = &terms.calendar;
    let before = day.checked_sub_days(Days::new(1)).unwrap_or(day);
    let end = day.checked_add_days(Days::new(1)).unwrap_or(day);
    let span = zone.day(day);
    let minute = |at: units::Timestamp| {
        let local = zone.local(at);
        if local.date_naive() > day {
            1440
        } else {
            i64::from(chrono::Timelike::num_seconds_from_midnight(&local) / 60)
        }
    };
    let stretches = hours.stretches(DateRange { first: before, end }, zone, calendar).into_iter();
    HoursDay {
        day: day.to_string(),
        day_kind: day_type_name(calendar.day_type(day)),
        named: hours
            .special_on(day)
            .map(|special| special.name.clone())
            .or_else(|| calendar.holidays.get(&day).cloned()),
        stretches: stretches
            .filter_map(|stretch| stretch.overlap(&span))
            .map(|part| (minute(part.from), minute(part.to)))
            .collect(),
    }
}

/// A rule as it can be printed and hung on the wall.
pub(crate) fn in_words(form: &SupplyRuleForm, words: &Words) -> String {
    let w = |value: i64| watts(units::Power::from_w(value));
    match form {
        SupplyRuleForm::Load { limit_w, timed, over_s, retry, act } => {
            let mut parts: Vec<String> = timed
                .iter()
                .map(|one| {
                    let hours = week_in_words(&one.hours, words);
                    words.say("rule-words-load-timed", &[("limit", &w(one.limit_w)), ("hours", &hours)])
                })
                .collect();
            parts.extend(limit_w.map(|limit| {
                let id = if timed.is_empty() { "rule-words-load" } else { "rule-words-load-else" };
                words.say(id, &[("limit", &w(limit))])
            }));
            let over = seconds(*over_s, words);
            let when = if *over_s == 0 { "rule-words-over-at-once" } else { "rule-words-over" };
            parts.push(follows(*act, (when, &over), retry, words));
            parts.join(" ")
        }
        SupplyRuleForm::Forbidden { least_w, most_w, power_factor_milli, allowed, retry, act, .. } => {
            let factor = factor_text(*power_factor_milli);
            let mut parts = vec![match most_w {
                None => words.say("rule-words-forbidden", &[("least", &w(*least_w)), ("factor", &factor)]),
                Some(most) => words.say(
                    "rule-words-forbidden-between",
                    &[("least", &w(*least_w)), ("most", &w(*most)), ("factor", &factor)],
                ),
            }];
            if !allowed.is_empty() {
                let named = allowed
                    .iter()
                    .map(|one| words.say("with-unit", &[("label", one.name.as_str()), ("unit", &w(one.power_w))]));
                let names = named.collect::<Vec<_>>().join(&words.say("list-comma", &[]));
                parts.push(words.say("rule-words-allowed", &[("names", &names)]));
            }
            parts.push(follows(*act, ("rule-words-found", ""), retry, words));
            parts.join(" ")
        }
        SupplyRuleForm::LightsOut { hours, .. } => {
            words.say("rule-words-lights-out", &[("hours", &week_in_words(hours, words))])
        }
        SupplyRuleForm::AfterHours { hours, least_w } => {
            words.say("rule-words-after-hours", &[("hours", &week_in_words(hours, words)), ("least", &w(*least_w))])
        }
        SupplyRuleForm::Lifeline { limit_w, off_min, tries } => words.say(
            "rule-words-lifeline",
            &[("limit", &w(*limit_w)), ("minutes", &off_min.to_string()), ("tries", &tries.to_string())],
        ),
        SupplyRuleForm::Safety { bounds } => {
            let said = bounds.iter().map(|bound| {
                let id = match bound.hazard {
                    HazardName::OverVoltage => "rule-words-over-voltage",
                    HazardName::UnderVoltage => "rule-words-under-voltage",
                    HazardName::OverCurrent => "rule-words-over-current",
                    HazardName::Leakage => "rule-words-leakage",
                    HazardName::Heat => "rule-words-heat",
                };
                let act = match bound.act {
                    HazardAct::Alarm => words.say("rule-words-alarm", &[]),
                    HazardAct::Trip => words.say("rule-words-trip", &[]),
                };
                let lasting = seconds(bound.lasting_s, words);
                words.say(id, &[("limit", &bound.limit.to_string()), ("lasting", &lasting), ("act", &act)])
            });
            said.collect::<Vec<_>>().join(" ")
        }
        SupplyRuleForm::Shadow => words.say("rule-words-shadow", &[]),
        SupplyRuleForm::Exempt => words.say("rule-words-exempt", &[]),
    }
}

fn follows(act: LoadAct, (when, over): (&str, &str), retry: &RetryForm, words: &Words) -> String {
    let when = words.say(when, &[("over", over)]);
    match act {
        LoadAct::Watch => words.say("rule-words-told", &[("when", &when)]),
        LoadAct::Trip => {
            let (off, tries) = (seconds(retry.off_s, words), retry.tries.to_string());
            let within = seconds(retry.within_min * 60, words);
            match retry.tries {
                0 => words.say("rule-words-off-at-once", &[("when", &when)]),
                1 => words.say("rule-words-off-once", &[("when", &when), ("off", &off), ("within", &within)]),
                _ => words
                    .say("rule-words-off", &[("when", &when), ("off", &off), ("tries", &tries), ("within", &within)]),
            }
        }
    }
}

fn seconds(seconds: i64, words: &Words) -> String {
    match seconds {
        minutes if minutes >= 60 && minutes % 60 == 0 => {
            words.say("span-minutes", &[("minutes", &(minutes / 60).to_string())])
        }
        seconds => words.say("span-seconds", &[("seconds", &seconds.to_string())]),
    }
}

/// `workdays 23:00–06:00 (counted by the morning), holidays 00:00–24:00; in “exams”: …`
pub(crate) fn week_in_words(week: &WeekForm, words: &Words) -> String {
    let spans = |spans: &[SpanForm]| -> String {
        if spans.is_empty() {
            return words.say("hours-never", &[]);
        }
        let said: Vec<String> = spans.iter().map(|span| span_in_words(span, words)).collect();
        said.join(&words.say("list-comma", &[]))
    };
    let mut said = vec![spans(&week.spans)];
    for special in &week.special {
        let (name, hours) = (special.name.as_str(), spans(&special.spans));
        said.push(
            words.say(
                "hours-special",
                &[("name", name), ("from", &special.from), ("to", &special.to), ("hours", &hours)],
            ),
        );
    }
    said.join(&words.say("list-semicolon", &[]))
}

fn span_in_words(span: &SpanForm, words: &Words) -> String {
    let mut kinds = span.days.clone();
    kinds.sort_unstable();
    let passes = crate::rules::minutes(&span.to) <= crate::rules::minutes(&span.from);
    let morning = passes && span.night == NightKind::Morning;
    let days = if kinds.len() == 3 {
        words.say("hours-every-day", &[])
    } else {
        let name = |kind: &DayTypeName| {
            let id = match kind {
                DayTypeName::Workday => "hours-workdays",
                DayTypeName::Weekend => "hours-weekends",
                DayTypeName::Holiday => "hours-holidays",
            };
            words.say(id, &[])
        };
        let names = kinds.iter().map(name).collect::<Vec<_>>().join(words.say("hours-and", &[]).as_str());
        if morning { words.say("hours-before", &[("days", &names)]) } else { names }
    };
    format!("{days} {}–{}", span.from, span.to)
}
