//! The rules of a place in words, from the settings and rules in force, to be printed.

use units::PlaceId;

use super::allowances::sentence as allowance_in_words;
use super::places::{chosen, place_row};
use super::quotas::sentence as quota_in_words;
use super::rules::in_words;
use super::tariffs::standing;
use crate::View;
use crate::core::{Rules, Terms};
use crate::dto::*;
use crate::error::Result;
use crate::rules::Kind;
use crate::settings::SiteSettings;
use crate::words::Words;

pub(crate) fn house_rules(view: &View, args: HouseRulesArgs) -> Result<HouseRules> {
    let words = Words::new(view.paper_language(args.language.as_deref()));
    let (terms, rules) = (Terms::load(&view.reader)?, Rules::load(&view.reader)?);
    let place = chosen(&terms, args.place)?;
    let site = &view.live.site;
    let whole = terms.site() == Some(place);
    let row = place_row(&terms, place);
    let mut sections = vec![section("credit", credit(site, &words), &words)];
    sections.push(section("grants", grants(view, &terms, place, &words)?, &words));
    sections.extend(
        Kind::ALL.into_iter().map(|kind| section(kind.code(), of_kind(kind, place, &terms, &rules, &words), &words)),
    );
    sections.retain(|section| !section.lines.is_empty());
    Ok(HouseRules {
        title: words.say("house-title", &[]),
        site: site.name.clone(),
        path: row.as_ref().filter(|_| !whole).map(|row| row.path.clone()).unwrap_or_default(),
        rooms: row.map(|row| row.rooms).unwrap_or_default(),
        day: view.today().to_string(),
        language: words.language().code().to_owned(),
        sections,
        foot: foot(site, &words),
    })
}

fn section(code: &str, lines: Vec<String>, words: &Words) -> HouseSection {
    let title = words.say(&format!("house-{}", code.replace('_', "-")), &[]);
    HouseSection { code: code.to_owned(), title, lines }
}

/// How credit is warned of, ends, and comes back.
fn credit(site: &SiteSettings, words: &Words) -> Vec<String> {
    let money = |amount| crate::reasons::unbroken(amount, site.currency);
    let (first, second) = (money(site.warn1), money(site.warn2));
    let mut lines = vec![words.say("house-warnings", &[("first", &first), ("second", &second)])];
    for (id, days) in [("house-warning-days-1", site.warn1_days), ("house-warning-days-2", site.warn2_days)] {
        lines.extend(days.map(|days| words.say(id, &[("days", &days.to_string())])));
    }
    let (limit, notice) = (money(site.cut_off), length(site.notice_minutes, words));
    lines.push(words.say("house-cut", &[("limit", &limit), ("notice", &notice)]));
    if site.friendly.on {
        let shown = site.shown();
        let days = match shown.cut_days {
            CutDays::Workdays => words.say("hours-workdays", &[]),
            CutDays::EveryDay => words.say("hours-every-day", &[]),
        };
        lines.push(words.say("house-friendly", &[("days", &days), ("from", &shown.cut_from), ("to", &shown.cut_to)]));
    }
    lines.push(words.say("house-back", &[("amount", &money(site.reclose_minimum))]));
    if site.emergency_credit > units::Money::ZERO {
        lines.push(words.say("house-emergency", &[("amount", &money(site.emergency_credit))]));
    }
    if site.debts_cut {
        lines.push(words.say("house-debts", &[]));
    }
    lines
}

fn length(minutes: i64, words: &Words) -> String {
    if minutes > 0 && minutes % 60 == 0 {
        return words.say("house-hours", &[("hours", &(minutes / 60).to_string())]);
    }
    words.say("span-minutes", &[("minutes", &minutes.to_string())])
}

/// What is granted and what is tolerated there, as long as it is in force.
fn grants(view: &View, terms: &Terms, place: PlaceId, words: &Words) -> Result<Vec<String>> {
    use store::quota::QuotaScope::{EachRoom, Point, Whole};
    let up = terms.upwards(place);
    let (today, currency) = (view.today(), view.live.site.currency);
    let in_force = |from, until| standing(from, until, today) == Standing::InForce;
    let named = |name: &str, what: String| words.say("house-named", &[("name", name), ("what", &what)]);
    let granted = terms.allowances.iter().map(|(_, row)| row);
    let granted = granted.filter(|row| up.contains(&row.place) && in_force(row.from_day, row.until_day));
    let mut lines: Vec<String> =
        granted.map(|row| named(&row.name, allowance_in_words(row, currency, *words))).collect();
    for watched in &terms.quotas {
        let row = &watched.quota;
        let there = match row.scope {
            EachRoom(at) | Whole(at) => up.contains(&at),
            Point(_) => false,
        };
        if there && in_force(row.from_day, row.until_day) {
            lines.push(named(&row.name, quota_in_words(row, *words)));
        }
    }
    Ok(lines)
}

/// The rule of a kind that holds there, and what other rules hold at places below.
fn of_kind(kind: Kind, place: PlaceId, terms: &Terms, rules: &Rules, words: &Words) -> Vec<String> {
    let said =
        |at: PlaceId| rules.own.get(&(at, kind)).and_then(|own| own.form.as_ref()).map(|form| in_words(form, words));
    let mut lines: Vec<String> = rules.nearest(terms, place).made_at(kind).and_then(said).into_iter().collect();
    let below = rules.own.keys().filter(|(at, other)| *other == kind && *at != place);
    for (at, _) in below.filter(|(at, _)| terms.upwards(*at).contains(&place)) {
        let path = place_row(terms, *at).map(|row| row.path).unwrap_or_default();
        let what = said(*at).unwrap_or_else(|| words.say("rule-words-none", &[]));
        lines.push(words.say("house-named", &[("name", &path), ("what", &what)]));
    }
    lines
}

fn foot(site: &SiteSettings, words: &Words) -> Vec<String> {
    let landlord = &site.landlord;
    let facts = [
        ("house-ask", landlord.name.as_str()),
        ("house-phone", &landlord.phone),
        ("house-complain", &landlord.complaints),
    ];
    facts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(id, text)| words.say(id, &[("text", text)])).collect()
}
