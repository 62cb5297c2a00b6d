//! What a day brought, by tender, and the difference to what was counted.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ledger::{Book, Cause, Draft, Move, Tender};
use store::day_close::DayClose;
use units::{Money, Period};

use crate::Actor;
use crate::core::Core;
use crate::error::{Refusal, Result};

/// What the journal says that one tender moved on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Till {
    pub receipts: Counter,
    /// Paid out.
    pub refunds: Counter,
    /// Receipts taken back.
    pub voids: Counter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counter {
    pub amount: Money,
    pub count: i64,
}

impl Counter {
    fn add(&mut self, amount: Money) {
        self.amount += amount;
        self.count += 1;
    }
}

impl Till {
    /// What should lie in the till for the day.
    pub fn expected(&self) -> Money {
        self.receipts.amount - self.refunds.amount - self.voids.amount
    }
}

/// Every tender over a span. The differences of earlier counts are no takings.
pub(crate) fn tills(db: &store::Db, span: Period) -> Result<BTreeMap<Tender, Till>> {
    let mut tills: BTreeMap<Tender, Till> = Tender::ALL.into_iter().map(|tender| (tender, Till::default())).collect();
    for entry in store::entry::between(db, span.from, span.to)? {
        if entry.draft.cause == Cause::CashCount {
            continue;
        }
        for line in &entry.draft.lines {
            let Book::Tender(tender) = line.book else { continue };
            let till = tills.entry(tender).or_default();
            match (entry.draft.cause, line.amount.is_negative()) {
                (Cause::Reversal, _) => till.voids.add(-line.amount),
                (_, true) => till.refunds.add(-line.amount),
                (_, false) => till.receipts.add(line.amount),
            }
        }
    }
    Ok(tills)
}

impl Core {
    /// Closes a day that is over. A day that is closed already stays as it was closed.
    pub fn close_day(
        &mut self,
        day: NaiveDate,
        counted: &BTreeMap<Tender, Money>,
        note: &str,
        by: &Actor,
    ) -> Result<Vec<DayClose>> {
        let closed = store::day_close::of_day(&self.store, day)?;
        if !closed.is_empty() {
            return Ok(closed);
        }
        let span = self.site.zone.day(day);
        if self.now < span.to {
            return Err(Refusal::new("day-not-over").with("day", day).field("day"));
        }
        let (now, month) = (self.now, self.site.zone.month(self.now));
        let mut rows = Vec::new();
        for (tender, till) in tills(&self.store, span)? {
            let expected = till.expected();
            let counted = counted.get(&tender).copied().unwrap_or(expected);
            let difference = counted - expected;
            let draft = (!difference.is_zero()).then(|| Draft {
                at: now,
                cause: Cause::CashCount,
                key: format!("day_close/{day}/{}", tender.code()),
                booking: month,
                service: None,
                lines: Move::CashCounted { tender, over: difference }.lines(),
                memo: note.to_owned(),
                reverses: None,
                receipt: None,
                actor: by.name.clone(),
            });
            rows.push((tender, expected, counted, draft));
        }
        let done = self.done(by, "close_day", day.to_string());
        self.write(|tx| {
            for (tender, expected, counted, draft) in rows {
                let entry = draft.map(|draft| tx.post(draft)).transpose()?.map(|posted| posted.entry.id);
                let actor = by.name.clone();
                let (expected, counted, note) = (expected, counted, note.to_owned());
                store::day_close::insert(
                    tx,
                    &DayClose { day, tender, expected, counted, entry, note, actor, at: now },
                )?;
            }
            store::operation::insert(tx, &done)
        })?;
        self.keep_head_outside();
        Ok(store::day_close::of_day(&self.store, day)?)
    }
}
