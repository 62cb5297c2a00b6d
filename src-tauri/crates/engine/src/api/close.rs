//! The close of a day and of a month, and corrections behind the lock.

mod month;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use ledger::Tender;
use store::day_close as table;
use units::{Currency, Money, millis};

pub(crate) use month::{close_month, close_month_preview, correct_month, correct_month_preview, month_closes};

use crate::core::{Core, Till, tills};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::{Actor, View};

/// The most days that a list of closes shows.
const MOST_DAYS: i64 = 400;

/// What a day brought beside what is counted. A count during the day is compared and changes nothing.
pub(crate) fn close_day_preview(view: &View, args: DayCloseArgs) -> Result<DayClose> {
    let day = super::parse_day(&args.day, "day")?;
    let site = &view.live.site;
    let counted = counted(&args.counted, site.currency)?;
    let mut shown = of_day(&view.reader, site, view.now, day)?;
    if !shown.closed {
        let tills = tills(&view.reader, site.zone.day(day))?;
        let expected: Money = tills.values().map(Till::expected).sum();
        for row in &mut shown.tenders {
            let Ok(tender) = Tender::parse(&row.tender) else { continue };
            let Some(count) = counted.get(&tender) else { continue };
            let due = tills.get(&tender).map(Till::expected).unwrap_or_default();
            row.counted = Some(Amount::of(*count, site.currency));
            row.difference = Some(Amount::of(*count - due, site.currency));
        }
        if !counted.is_empty() {
            let sum: Money =
                tills.iter().map(|(tender, till)| counted.get(tender).copied().unwrap_or(till.expected())).sum();
            shown.counted = Some(Amount::of(sum, site.currency));
            shown.difference = Some(Amount::of(sum - expected, site.currency));
        }
        shown.note = args.note;
    }
    Ok(shown)
}

pub(crate) fn close_day(core: &mut Core, by: &Actor, args: DayCloseArgs) -> Result<DayClose> {
    let day = super::parse_day(&args.day, "day")?;
    let counted = counted(&args.counted, core.site.currency)?;
    core.close_day(day, &counted, args.note.trim(), by)?;
    of_day(&core.store, &core.site, core.now, day)
}

/// Every day of a span on which money moved or which was closed, newest first.
pub(crate) fn day_closes(view: &View, args: DayClosesArgs) -> Result<Vec<DayClose>> {
    let (first, last) = (super::parse_day(&args.from, "from")?, super::parse_day(&args.to, "to")?);
    let today = view.today();
    let last = last.min(today);
    if (last - first).num_days() > MOST_DAYS {
        return Err(Refusal::new("bad-span").with("from", first).with("to", last).field("to"));
    }
    let mut days = Vec::new();
    let mut day = last;
    while day >= first {
        let shown = of_day(&view.reader, &view.live.site, view.now, day)?;
        let moved = shown.tenders.iter().any(|row| row.receipt_count + row.refund_count + row.void_count > 0);
        if shown.closed || moved || day == today {
            days.push(shown);
        }
        let Some(before) = day.checked_sub_days(Days::new(1)) else { break };
        day = before;
    }
    Ok(days)
}

/// A day as it was closed, or as it stands.
fn of_day(
    db: &store::Db,
    site: &crate::settings::SiteSettings,
    now: units::Timestamp,
    day: NaiveDate,
) -> Result<DayClose> {
    let span = site.zone.day(day);
    let rows = table::of_day(db, day)?;
    let closed: BTreeMap<Tender, &table::DayClose> = rows.iter().map(|row| (row.tender, row)).collect();
    let amount = |money| Amount::of(money, site.currency);
    let mut tenders = Vec::new();
    for (tender, till) in tills(db, span)? {
        let row = closed.get(&tender);
        let expected = row.map_or(till.expected(), |row| row.expected);
        tenders.push(DayCloseTender {
            tender: tender.code().to_owned(),
            receipts: amount(till.receipts.amount),
            receipt_count: till.receipts.count,
            refunds: amount(till.refunds.amount),
            refund_count: till.refunds.count,
            voids: amount(till.voids.amount),
            void_count: till.voids.count,
            expected: amount(expected),
            counted: row.map(|row| amount(row.counted)),
            difference: row.map(|row| amount(row.counted - row.expected)),
        });
    }
    let sum = |pick: fn(&table::DayClose) -> Money| (!rows.is_empty()).then(|| rows.iter().map(pick).sum::<Money>());
    let expected = match sum(|row| row.expected) {
        Some(expected) => expected,
        None => tills(db, span)?.values().map(Till::expected).sum(),
    };
    let receipts = store::entry::receipts_between(db, span.from, span.to)?;
    let number = |entry: Option<&ledger::Entry>| entry.and_then(|entry| entry.receipt).map(|number| number.to_string());
    let first = rows.first();
    Ok(DayClose {
        day: day.to_string(),
        ended: now >= span.to,
        closed: first.is_some(),
        closed_at: first.map(|row| millis(row.at)),
        closed_by: first.map(|row| row.actor.clone()),
        note: first.map(|row| row.note.clone()).unwrap_or_default(),
        tenders,
        expected: amount(expected),
        counted: sum(|row| row.counted).map(amount),
        difference: sum(|row| row.counted - row.expected).map(amount),
        entries: rows.iter().filter_map(|row| row.entry).map(|id| id.0).collect(),
        first_receipt: number(receipts.first()),
        last_receipt: number(receipts.last()),
    })
}

fn counted(wish: &[Counted], currency: Currency) -> Result<BTreeMap<Tender, Money>> {
    let mut counted = BTreeMap::new();
    for row in wish {
        let tender = Tender::parse(&row.tender)
            .map_err(|_| Refusal::new("unknown-tender").with("tender", &row.tender).field("counted"))?;
        let amount = currency
            .parse_amount(&row.amount)
            .map_err(|_| Refusal::new("amount-not-money").with("text", &row.amount).field("counted"))?;
        if counted.insert(tender, amount).is_some() {
            return Err(Refusal::new("counted-twice").with("tender", tender.code()).field("counted"));
        }
    }
    Ok(counted)
}
