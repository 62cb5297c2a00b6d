//! Energy and money that is granted to the rooms of a place.

use chrono::NaiveDate;
use store::allowance::{self, Allowance, Cycle, Granted, PartCycle};
use units::{AllowanceId, Currency, Energy, Price};

use super::parse_day;
use super::places::{chosen, place_row};
use super::tariffs::standing;
use crate::core::{Charged, Core, Ground, Scope, Terms};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::live::LiveRoom;
use crate::words::Words;
use crate::{Actor, View};

pub(crate) fn allowances(view: &View, _: Nothing) -> Result<Vec<AllowanceRow>> {
    let terms = Terms::load(&view.reader)?;
    let currency = view.live.site.currency;
    let rows = allowance::all(&view.reader)?.into_iter();
    Ok(rows.filter_map(|(id, row)| shown(&terms, id, &row, view.today(), currency, view.words())).collect())
}

pub(crate) fn room_allowances(view: &View, args: RoomArgs) -> Result<Vec<RoomAllowance>> {
    let room = view.room(&args.room)?;
    let terms = Terms::load(&view.reader)?;
    let ground = Ground::new(&view.reader, &terms, &view.live.site);
    let who = Charged::of(&view.reader, room.account)?;
    let month = view.live.site.zone.month(view.now);
    let Ok(charges) = ground.month(&who, month)?.charges(view.now) else { return Ok(Vec::new()) };
    let granted = terms.allowances_of(who.place);
    let counters = charges.carried_out.allowances.iter();
    let rows = counters.filter_map(|(id, counter)| {
        let allowance = granted.iter().find(|allowance| allowance.id == *id)?;
        let granted = counter.used + counter.left;
        let until = match allowance.per {
            billing::Cycle::Month => Some(month.next().first()),
            billing::Cycle::Year { .. } => counter.cycle.checked_add_months(chrono::Months::new(12)),
            billing::Cycle::Term => allowance.until,
        };
        Some(RoomAllowance {
            id: id.0,
            name: allowance.name.to_string(),
            kind: AllowanceKind::Energy,
            from: counter.cycle.to_string(),
            until: until.map(|day| day.to_string()),
            granted: format!("{granted} kWh"),
            used: format!("{} kWh", counter.used),
            left: format!("{} kWh", counter.left),
            used_percent: counter.used.wh().saturating_mul(100) / granted.wh().max(1),
            balance: None,
        })
    });
    let mut rows: Vec<RoomAllowance> = rows.collect();
    rows.extend(money_rows(view, room, &terms)?);
    Ok(rows)
}

/// Money that was granted and has not ended, the first to expire first.
fn money_rows(view: &View, room: &LiveRoom, terms: &Terms) -> Result<Vec<RoomAllowance>> {
    let currency = view.live.site.currency;
    let mut left = -store::balance::of(&view.reader, ledger::Book::Grant(room.account))?;
    let mut rows = Vec::new();
    for (_, grant) in store::granted::open(&view.reader, room.account)?.into_iter().rev() {
        // The first to expire is used first.
        let rest = left.min(grant.amount);
        left = left - rest;
        let name = grant.allowance.and_then(|id| terms.allowances.iter().find(|(known, _)| *known == id));
        rows.push(RoomAllowance {
            id: grant.allowance.map_or(0, |id| id.0),
            name: name.map_or_else(|| view.words().say("allowance-by-hand", &[]), |(_, row)| row.name.clone()),
            kind: AllowanceKind::Money,
            from: grant.month.first().to_string(),
            until: grant.expires_on.map(|day| day.to_string()),
            granted: currency.display(grant.amount),
            used: currency.display(grant.amount - rest),
            left: currency.display(rest),
            used_percent: (grant.amount - rest).minor().saturating_mul(100) / grant.amount.minor().max(1),
            balance: Some(Amount::of(rest, currency)),
        });
    }
    rows.reverse();
    Ok(rows)
}

fn shown(
    terms: &Terms,
    id: AllowanceId,
    row: &Allowance,
    today: NaiveDate,
    currency: Currency,
    words: Words,
) -> Option<AllowanceRow> {
    let standing = standing(row.from_day, row.until_day, today);
    Some(AllowanceRow {
        id: id.0,
        place: place_row(terms, row.place)?,
        standing,
        words: sentence(row, currency, words),
        may_change: standing == Standing::Planned,
        form: form(row, currency),
    })
}

fn form(row: &Allowance, currency: Currency) -> AllowanceForm {
    let (kind, amount) = match row.granted {
        Granted::Energy(energy) => (AllowanceKind::Energy, energy.to_string()),
        Granted::Money(money) => (AllowanceKind::Money, currency.plain(money)),
    };
    let carry_over = row.carry_over.map(|most| match row.granted {
        Granted::Energy(_) => Energy::from_wh(most).to_string(),
        Granted::Money(_) => currency.plain(units::Money::from_minor(most)),
    });
    let (per, year_starts) = match row.per {
        Cycle::Month => (AllowanceCycle::Month, None),
        Cycle::Year { start } => (AllowanceCycle::Year, Some(format!("{start:02}"))),
        Cycle::Term => (AllowanceCycle::Term, None),
    };
    AllowanceForm {
        name: row.name.clone(),
        place: row.place.0,
        kind,
        amount,
        basis: if row.per_occupant { AllowanceBasis::Occupant } else { AllowanceBasis::Room },
        per,
        year_starts,
        part_cycle: match row.part_cycle {
            PartCycle::Whole => PartCycleName::Whole,
            PartCycle::ByDays => PartCycleName::ByDays,
        },
        band: row.band.clone(),
        counts_for_tiers: row.counts_for_tiers,
        carry_over,
        from: row.from_day.to_string(),
        until: row.until_day.map(|day| day.to_string()),
    }
}

pub(super) fn sentence(row: &Allowance, currency: Currency, words: Words) -> String {
    let amount = match row.granted {
        Granted::Energy(energy) => format!("{energy} kWh"),
        Granted::Money(money) => currency.display(money),
    };
    let basis = if row.per_occupant { "occupant" } else { "room" };
    let per = match row.per {
        Cycle::Month => "month",
        Cycle::Year { .. } => "year",
        Cycle::Term => "term",
    };
    words.say(&format!("allowance-{basis}-{per}"), &[("amount", &amount)])
}

pub(crate) fn save_allowance(core: &mut Core, by: &Actor, args: SaveAllowanceArgs) -> Result<Change> {
    let row = read(core, &args.form)?;
    let today = core.site.zone.date(core.now);
    let old = args.id.map(|id| known(core, id)).transpose()?;
    if let Some((_, old)) = &old
        && old.from_day <= today
    {
        return Err(Refusal::new("allowance-began").with("from", old.from_day).field("from"));
    }
    core.takes_changes(row.from_day, "from")?;
    let scope = match &old {
        // Where and when it was to begin before is touched as well.
        Some((_, old)) => {
            let place = if old.place == row.place { Some(row.place) } else { core.terms.site() };
            Scope { place: place.unwrap_or(row.place), since: row.from_day.min(old.from_day) }
        }
        None => Scope { place: row.place, since: row.from_day },
    };
    let done = core.done(by, "save_allowance", format!("{row:?}"));
    core.change(&scope, args.seen.as_deref(), move |tx| {
        if let Some((id, _)) = old {
            allowance::remove(tx, id)?;
        }
        allowance::insert(tx, &row)?;
        store::operation::insert(tx, &done)
    })
}

pub(crate) fn end_allowance(core: &mut Core, by: &Actor, args: EndAllowanceArgs) -> Result<Change> {
    let (id, old) = known(core, args.id)?;
    let until = parse_day(&args.until, "until")?;
    core.takes_changes(until, "until")?;
    let done = core.done(by, "end_allowance", format!("{id} {until}"));
    let scope = Scope { place: old.place, since: until.min(old.until_day.unwrap_or(until)) };
    core.change(&scope, args.seen.as_deref(), move |tx| {
        if until <= old.from_day {
            allowance::remove(tx, id)?;
        } else {
            allowance::end(tx, id, until)?;
        }
        store::operation::insert(tx, &done)
    })
}

fn known(core: &Core, id: i64) -> Result<(AllowanceId, Allowance)> {
    let row = allowance::get(&core.store, AllowanceId(id))?;
    row.map(|row| (AllowanceId(id), row)).ok_or_else(|| Refusal::new("unknown-allowance").field("id"))
}

fn read(core: &Core, form: &AllowanceForm) -> Result<Allowance> {
    let currency = core.site.currency;
    let from_day = parse_day(&form.from, "from")?;
    let until_day = filled(form.until.as_ref()).map(|text| parse_day(text, "until")).transpose()?;
    if until_day.is_some_and(|until| until <= from_day) {
        return Err(Refusal::new("ends-first").field("until"));
    }
    if form.name.trim().is_empty() {
        return Err(Refusal::new("name-missing").field("name"));
    }
    let granted = match form.kind {
        AllowanceKind::Energy => Granted::Energy(kwh(&form.amount, "amount")?),
        AllowanceKind::Money => Granted::Money(super::money::parse_amount(&form.amount, currency)?),
    };
    if form.per == AllowanceCycle::Term && until_day.is_none() {
        return Err(Refusal::new("term-end-missing").field("until"));
    }
    let band = filled(form.band.as_ref());
    if let Some(band) = band.filter(|band| !core.terms.has_band(band)) {
        return Err(Refusal::new("unknown-band").with("band", band).field("band"));
    }
    let carry_over = filled(form.carry_over.as_ref()).map(|text| match form.kind {
        AllowanceKind::Energy => kwh(text, "carry_over").map(Energy::wh),
        AllowanceKind::Money => super::money::parse_amount(text, currency).map(units::Money::minor),
    });
    Ok(Allowance {
        name: form.name.trim().to_owned(),
        place: chosen(&core.terms, Some(form.place))?,
        granted,
        per: match form.per {
            AllowanceCycle::Month => Cycle::Month,
            AllowanceCycle::Year => Cycle::Year { start: month_of_year(form.year_starts.as_ref())? },
            AllowanceCycle::Term => Cycle::Term,
        },
        per_occupant: form.basis == AllowanceBasis::Occupant,
        part_cycle: match form.part_cycle {
            PartCycleName::Whole => PartCycle::Whole,
            PartCycleName::ByDays => PartCycle::ByDays,
        },
        band: band.map(str::to_owned),
        counts_for_tiers: form.counts_for_tiers,
        carry_over: carry_over.transpose()?,
        from_day,
        until_day,
    })
}

/// The month with which a year begins; January where none is named.
fn month_of_year(text: Option<&String>) -> Result<u8> {
    let Some(text) = filled(text) else { return Ok(1) };
    let month = text.parse().ok().filter(|month| (1..=12).contains(month));
    month.ok_or_else(|| Refusal::new("bad-month-of-year").with("text", text).field("year_starts"))
}

pub(super) fn filled(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// Energy as a person writes it, in kWh with at most three digits after the point, more than nothing.
pub(super) fn kwh(text: &str, field: &'static str) -> Result<Energy> {
    let bad = || Refusal::new("bad-energy").with("text", text.trim()).field(field);
    // A price has a decimal point and six digits; of energy three are meant.
    let micro = Price::parse(text.trim()).map_err(|_| bad())?.micro_per_kwh();
    if micro % 1000 != 0 || micro <= 0 || micro > MOST_KWH * 1_000_000 {
        return Err(bad());
    }
    Ok(Energy::from_wh(micro / 1000))
}

/// More than any house uses in a year.
const MOST_KWH: i64 = 1_000_000_000;
