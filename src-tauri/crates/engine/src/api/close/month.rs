//! The close of a month, and corrections behind its lock, as people see them.

use std::collections::BTreeMap;

use billing::{ChargeKind, Detail, LineDifference};
use units::{Currency, Energy, Money, Month, PlaceId, millis};

use super::super::lines::kind_name;
use super::super::people::People;
use crate::core::{AccountEnd, Core, Correction, MonthEnd, Open, RATING_RULES};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::words::Words;
use crate::{Actor, View};

pub(crate) fn close_month_preview(core: &mut Core, by: &Actor, args: CloseMonthPreviewArgs) -> Result<MonthClose> {
    let month = super::super::parse_month(&args.month)?;
    let words = Words::new(by.language);
    if let Some(closed) = store::month_close::get(&core.store, month)? {
        return shown(&core.store, core.site.currency, &closed, &words);
    }
    let end = core.month_end(month)?;
    let people = People::of(&core.store)?;
    let today = core.site.zone.date(core.now);
    let currency = core.site.currency;
    let bill = |end: &AccountEnd| {
        let (amount, person) = (end.bill()?, people.of_account(end.account)?);
        Some(MonthCloseBill {
            room: person.room.clone(),
            tenant: person.tenancy.name.clone(),
            amount: Amount::of(amount, currency),
            number: None,
            due_on: end.due_on(today).to_string(),
        })
    };
    let owners: Money = end.accounts.iter().filter_map(AccountEnd::owners).sum();
    let legs: Money = end.pools.owners.iter().map(|share| share.amount).sum();
    let kinds = end.kinds();
    Ok(MonthClose {
        month: month.to_string(),
        ended: true,
        closed: false,
        closed_at: None,
        closed_by: None,
        rules: RATING_RULES.to_owned(),
        open: open_items(core, &end, &words),
        accounts: count(end.accounts.len()),
        charged: Amount::of(kinds.values().map(|(_, amount)| *amount).sum(), currency),
        kinds: kind_rows(&kinds, currency, &words),
        differences: Amount::of(end.differences(), currency),
        owners_share: Amount::of(owners + legs, currency),
        bills: end.accounts.iter().filter_map(bill).collect(),
    })
}

pub(crate) fn close_month(core: &mut Core, by: &Actor, args: CloseMonthArgs) -> Result<MonthClose> {
    let month = super::super::parse_month(&args.month)?;
    core.close_month(month, &args.seen, by)?;
    let closed = store::month_close::get(&core.store, month)?.ok_or_else(|| Refusal::broken("no close"))?;
    shown(&core.store, core.site.currency, &closed, &Words::new(by.language))
}

pub(crate) fn month_closes(view: &View, _: Nothing) -> Result<Vec<MonthClose>> {
    let closes = store::month_close::all(&view.reader)?;
    closes.iter().map(|close| shown(&view.reader, view.live.site.currency, close, &view.words())).collect()
}

pub(crate) fn correct_month_preview(core: &mut Core, by: &Actor, args: MonthCorrectionArgs) -> Result<MonthCorrection> {
    let month = super::super::parse_month(&args.month)?;
    let place = core.room_named(&args.room)?;
    let corrections = core.corrections(place, month)?;
    let entries = vec![None; corrections.len()];
    correction(core, &args.room, month, &corrections, &entries, &Words::new(by.language))
}

pub(crate) fn correct_month(core: &mut Core, by: &Actor, args: CorrectMonthArgs) -> Result<MonthCorrection> {
    let month = super::super::parse_month(&args.month)?;
    let reason = args.reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(Refusal::new("reason-missing").field("reason"));
    }
    let place = core.room_named(&args.room)?;
    let (corrections, entries) = core.correct_month(place, month, reason, by)?;
    correction(core, &args.room, month, &corrections, &entries, &Words::new(by.language))
}

/// A month as it was closed.
fn shown(
    db: &store::Db,
    currency: Currency,
    close: &store::month_close::MonthClose,
    words: &Words,
) -> Result<MonthClose> {
    let month = close.month;
    let people = People::of(db)?;
    let locks = store::period_lock::of_month(db, month)?;
    let mut kinds: BTreeMap<ChargeKind, (Energy, Money)> = BTreeMap::new();
    for lock in &locks {
        for line in store::charge::posted(db, lock.account, month)? {
            let Ok(kind) = line.kind.parse::<ChargeKind>() else { continue };
            let sum = kinds.entry(kind).or_default();
            sum.0 += line.energy;
            sum.1 += line.amount;
        }
    }
    let bills = store::bill::of_month(db, month)?.into_iter().filter(|bill| bill.void_at.is_none());
    let bills = bills.map(|numbered| {
        let person = people.of_account(numbered.bill.account);
        MonthCloseBill {
            room: person.map(|person| person.room.clone()).unwrap_or_default(),
            tenant: person.map(|person| person.tenancy.name.clone()).unwrap_or_default(),
            amount: Amount::of(numbered.bill.amount, currency),
            number: Some(numbered.number.to_string()),
            due_on: numbered.bill.due_on.to_string(),
        }
    });
    let at = close.at;
    let own = store::entry::between(db, at, at + chrono::Duration::milliseconds(1))?.into_iter();
    let owners = own.filter(|entry| entry.draft.cause == ledger::Cause::MonthClose);
    let owners = owners.map(|entry| entry.draft.amount_on(ledger::Book::OwnersShare)).sum();
    Ok(MonthClose {
        month: month.to_string(),
        ended: true,
        closed: true,
        closed_at: Some(millis(close.at)),
        closed_by: Some(close.actor.clone()),
        rules: close.rules.clone(),
        open: Vec::new(),
        accounts: count(locks.len()),
        charged: Amount::of(kinds.values().map(|(_, amount)| *amount).sum(), currency),
        kinds: kind_rows(&kinds, currency, words),
        differences: Amount::of(Money::ZERO, currency),
        owners_share: Amount::of(owners, currency),
        bills: bills.collect(),
    })
}

fn kind_rows(kinds: &BTreeMap<ChargeKind, (Energy, Money)>, currency: Currency, words: &Words) -> Vec<MonthCloseKind> {
    let row = |(kind, (energy, amount)): (&ChargeKind, &(Energy, Money))| MonthCloseKind {
        kind: kind.code().to_owned(),
        name: kind_name(*kind, words),
        energy_wh: energy.wh(),
        amount: Amount::of(*amount, currency),
    };
    kinds.iter().map(row).collect()
}

fn open_items(core: &Core, end: &MonthEnd, words: &Words) -> Vec<OpenItem> {
    let room = |place: PlaceId| core.rooms.get(&place).map(|room| room.name.clone());
    let item = |open: &Open| {
        let (at, args): (Option<PlaceId>, Vec<(&str, String)>) = match open {
            Open::Held { place, cause } => (Some(*place), vec![("cause", crate::cause::said(cause, words))]),
            Open::Waiting { place } => (Some(*place), Vec::new()),
            Open::Day { day } => (None, vec![("day", day.to_string())]),
            Open::Suspect { room, .. } => (*room, Vec::new()),
            Open::Offline { room, meter } => (*room, vec![("meter", meter.clone())]),
            Open::Unexplained { energy, band } => {
                (None, vec![("energy", energy.to_string()), ("band", band.to_string())])
            }
            Open::Provisional { pool, amount } => {
                (None, vec![("pool", pool.clone()), ("amount", core.site.currency.display(*amount))])
            }
        };
        let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        OpenItem {
            kind: open.code().to_owned(),
            room: at.and_then(room),
            text: words.say(&super::super::books::message("close-open", open.code()), &args),
            blocks: open.blocks(),
        }
    };
    end.open.iter().map(item).collect()
}

fn correction(
    core: &Core,
    room: &str,
    month: Month,
    corrections: &[Correction],
    entries: &[Option<units::EntryId>],
    words: &Words,
) -> Result<MonthCorrection> {
    let currency = core.site.currency;
    let people = People::of(&core.store)?;
    let accounts = corrections.iter().zip(entries).map(|(correction, entry)| AccountCorrection {
        account: correction.account.0,
        tenant: people.of_account(correction.account).map(|who| who.tenancy.name.clone()).unwrap_or_default(),
        former: correction.former.is_some(),
        lines: correction.differences.iter().map(|line| line_row(correction, line, currency, words)).collect(),
        difference: Amount::of(correction.amount(), currency),
        entry: entry.map(|id| id.0),
    });
    Ok(MonthCorrection {
        room: room.to_owned(),
        month: month.to_string(),
        booking: core.open_booking()?.to_string(),
        accounts: accounts.collect(),
        total: Amount::of(corrections.iter().map(Correction::amount).sum(), currency),
    })
}

fn line_row(correction: &Correction, line: &LineDifference, currency: Currency, words: &Words) -> CorrectionLine {
    let same = |kind: ChargeKind, version, detail: &Detail| {
        kind == line.kind && version == line.version && *detail == line.detail
    };
    let before = correction.before.iter().filter(|posted| same(posted.kind, posted.version, &posted.detail));
    let (energy, amount) =
        before.fold((Energy::ZERO, Money::ZERO), |sum, posted| (sum.0 + posted.energy, sum.1 + posted.amount));
    let detail = line.detail.to_string();
    let name = kind_name(line.kind, words);
    CorrectionLine {
        kind: line.kind.code().to_owned(),
        name: if detail.is_empty() { name } else { format!("{name} ({detail})") },
        before: Amount::of(amount, currency),
        after: Amount::of(amount + line.amount, currency),
        difference: Amount::of(line.amount, currency),
        energy_before_wh: energy.wh(),
        energy_after_wh: (energy + line.energy).wh(),
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
