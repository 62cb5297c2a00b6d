//! Price lists: what there is, what a text says, and changes to what will be charged.

mod backtest;
mod change;
mod compose;
mod form;
mod preview;
mod say;

use std::collections::BTreeMap;

use billing::Tariff;
use chrono::NaiveDate;
use units::PlaceId;

use super::places::place_row;
use crate::View;
use crate::core::{Priced, Terms};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::words::Words;

pub(crate) use backtest::tariff_backtest;
pub(crate) use change::{assign_tariff, remove_tariff, save_tariff, unassign_tariff};
pub(crate) use form::day_type as day_type_name;
pub(crate) use preview::tariff_preview;
pub(crate) use say::{of_room as charged_by, short as price_in_short};

/// The worked examples of `assets/tariffs`.
macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../../../assets/tariffs/", $name, ".toml")))),+]
    };
}

const SHIPPED: &[(&str, &str)] = shipped!("dormitory-cny", "economy-7-gbp", "shanghai-residential-cny");

pub(crate) fn tariffs(view: &View, _: Nothing) -> Result<Vec<TariffRow>> {
    let terms = Terms::load(&view.reader)?;
    let seen = Seen::of(view);
    Ok(terms.tariffs.iter().map(|(id, priced)| seen.row(&terms, *id, priced)).collect())
}

pub(crate) fn tariff(view: &View, args: TariffArgs) -> Result<TariffPage> {
    let terms = Terms::load(&view.reader)?;
    let (id, priced) = named(&terms, &args.name)?;
    Ok(Seen::of(view).page(&terms, id, priced))
}

pub(crate) fn tariff_check(view: &View, args: TariffTextArgs) -> Result<TariffCheck> {
    Ok(check(view, args.text))
}

pub(crate) fn tariff_compose(view: &View, args: TariffFormArgs) -> Result<TariffCheck> {
    Ok(check(view, compose::text(&args.form)))
}

pub(crate) fn tariff_library(view: &View, _: Nothing) -> Result<Vec<ShippedTariff>> {
    let shipped = SHIPPED.iter().map(|(id, text)| {
        let tariff = Tariff::parse(text).map_err(Refusal::broken)?;
        Ok(ShippedTariff {
            id: (*id).to_owned(),
            name: tariff.name,
            currency: tariff.currency.code().to_owned(),
            source: tariff.source,
            text: (*text).to_owned(),
            usable: tariff.currency == view.live.site.currency,
        })
    });
    shipped.collect()
}

fn check(view: &View, text: String) -> TariffCheck {
    match Tariff::parse(&text) {
        Ok(tariff) => TariffCheck {
            text,
            versions: Seen::of(view).versions(&tariff, false),
            form: Some(form::form(&tariff)),
            problem: None,
        },
        Err(cause) => {
            TariffCheck { text, form: None, versions: Vec::new(), problem: Some(problem(&cause, &view.words())) }
        }
    }
}

fn problem(cause: &billing::TariffError, words: &Words) -> TextProblem {
    TextProblem {
        line: i64::try_from(cause.line).unwrap_or(i64::MAX),
        key: cause.key.clone(),
        message: crate::cause::said(&crate::cause::tariff(&cause.problem), words),
    }
}

fn named<'a>(terms: &'a Terms, name: &str) -> Result<(store::TariffId, &'a Priced)> {
    terms.named(name).ok_or_else(|| Refusal::new("unknown-tariff").with("name", name).field("name"))
}

/// A tariff by its text where one is given, else by its name.
fn meant(terms: &Terms, text: Option<&str>, name: Option<&str>) -> Result<Tariff> {
    match text {
        Some(text) => parsed(text),
        None => Ok(Tariff::clone(&named(terms, name.unwrap_or_default())?.1.tariff)),
    }
}

fn parsed(text: &str) -> Result<Tariff> {
    Tariff::parse(text).map_err(|cause| {
        let refusal = Refusal::new("tariff-text").with("line", cause.line).with("key", &cause.key);
        refusal.with("cause", crate::cause::tariff(&cause.problem)).field("text")
    })
}

/// The day and the words in which tariffs are shown.
struct Seen {
    today: NaiveDate,
    words: Words,
}

impl Seen {
    fn of(view: &View) -> Self {
        Self { today: view.today(), words: view.words() }
    }

    fn page(&self, terms: &Terms, id: store::TariffId, priced: &Priced) -> TariffPage {
        let row = self.row(terms, id, priced);
        TariffPage { row, text: priced.text.clone(), form: form::form(&priced.tariff) }
    }

    fn row(&self, terms: &Terms, id: store::TariffId, priced: &Priced) -> TariffRow {
        let tariff = &priced.tariff;
        let assigned = self.assigned(terms, id);
        let used = assigned.iter().any(|row| row.standing != Standing::Planned);
        let in_force = tariff.in_force(self.today);
        let rooms = terms.site().map(|site| terms.rooms_in(site)).unwrap_or_default();
        let rooms = rooms.into_iter().filter(|room| terms.tariff_on(*room, self.today) == Some(id)).count();
        TariffRow {
            name: priced.name.clone(),
            currency: tariff.currency.code().to_owned(),
            source: tariff.source.clone(),
            price_text: in_force.map(|version| say::short(version, tariff.currency, self.words)).unwrap_or_default(),
            versions: self.versions(tariff, used),
            assigned,
            rooms: i64::try_from(rooms).unwrap_or(i64::MAX),
        }
    }

    /// `used`: some day was or is charged by the tariff, so that what has begun stays.
    fn versions(&self, tariff: &Tariff, used: bool) -> Vec<TariffVersionRow> {
        let versions = tariff.versions();
        let ends = versions.iter().skip(1).map(|next| Some(next.from)).chain([None]);
        let rows = versions.iter().zip(ends).map(|(version, next)| {
            let until = [next, version.until].into_iter().flatten().min();
            let standing = standing(version.from, until, self.today);
            TariffVersionRow {
                from: version.from.to_string(),
                until: until.map(|day| day.to_string()),
                standing,
                words: say::whole(version, tariff.currency, self.words),
                may_change: !used || standing == Standing::Planned,
            }
        });
        rows.collect()
    }

    fn assigned(&self, terms: &Terms, id: store::TariffId) -> Vec<Assignment> {
        let mut rows = Vec::new();
        for (place, days) in &terms.assigned {
            rows.extend(self.assigned_at(terms, *place, days, id));
        }
        rows.sort_by(|a, b| (&a.place.path, &a.from).cmp(&(&b.place.path, &b.from)));
        rows
    }

    fn assigned_at(
        &self,
        terms: &Terms,
        place: PlaceId,
        days: &BTreeMap<NaiveDate, store::TariffId>,
        id: store::TariffId,
    ) -> Vec<Assignment> {
        let ends = days.keys().skip(1).map(|day| Some(*day)).chain([None]);
        let own = days.iter().zip(ends).filter(|((_, tariff), _)| **tariff == id);
        let rows = own.filter_map(|((from, _), until)| {
            Some(Assignment {
                place: place_row(terms, place)?,
                from: from.to_string(),
                until: until.map(|day| day.to_string()),
                standing: standing(*from, until, self.today),
            })
        });
        rows.collect()
    }
}

/// A quarter of the day's clock as it is written: `08:15`, `24:00`.
fn clock(quarter: u8) -> String {
    format!("{:02}:{:02}", quarter / 4, quarter % 4 * 15)
}

pub(crate) fn standing(from: NaiveDate, until: Option<NaiveDate>, today: NaiveDate) -> Standing {
    match () {
        () if from > today => Standing::Planned,
        () if until.is_some_and(|until| until <= today) => Standing::Over,
        () => Standing::InForce,
    }
}
