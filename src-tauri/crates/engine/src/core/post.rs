//! Posting by difference: the close of a day, and money taken.

use billing::LineDifference;
use chrono::Duration;
use ledger::{Book, Cause, Draft, Line, Series, Tender};
use store::{ChargeLine, Charging};
use units::{Energy, Money, Month, PlaceId, Timestamp};

use super::Core;
use crate::error::{Refusal, Result};

/// After midnight the meters have this long to be read once more before the day is closed without them.
const WAIT_FOR_READINGS: Duration = Duration::minutes(10);

/// What one account owes more, or less, for one month than was posted.
struct Due {
    place: PlaceId,
    month: Month,
    differences: Vec<LineDifference>,
}

impl Core {
    /// Closes every day of the site that is over, month by month where several are.
    pub fn close_days(&mut self) {
        let zone = self.site.zone;
        let midnight = zone.start_of(zone.date(self.now));
        while self.posted_through < midnight && self.fault.is_none() {
            if !self.day_is_read(midnight) {
                return;
            }
            let month = zone.month(self.posted_through);
            let until = midnight.min(zone.start_of(month.next().first()));
            if self.close_through(until, month).is_err() {
                return;
            }
        }
    }

    /// Every meter that answers has been read since midnight, or has had its time.
    fn day_is_read(&self, midnight: Timestamp) -> bool {
        let read = |point: &super::Point| {
            !point.answering || point.base.as_ref().is_some_and(|base| base.reading.at >= midnight)
        };
        self.now >= midnight + WAIT_FOR_READINGS || self.points.values().all(read)
    }

    fn close_through(&mut self, until: Timestamp, booking: Month) -> Result<()> {
        let points: Vec<_> = self.points.keys().copied().collect();
        points.into_iter().for_each(|id| self.keep_reading(id));
        let due = self.due(until);
        let zone = self.site.zone;
        let costs: Vec<(PlaceId, Money)> = due
            .iter()
            .map(|due| (due.place, due.differences.iter().map(|difference| difference.amount).sum()))
            .collect();
        let now = self.now;
        let accounts: Vec<_> = due.iter().map(|due| self.rooms[&due.place].account.id).collect();
        self.write(|tx| {
            for (due, account) in due.iter().zip(&accounts) {
                let first_ordinal = store::charge::next_ordinal(tx, *account, due.month)?;
                let to = Charging { account: *account, service: due.month, first_ordinal };
                let lines = charge_lines(due);
                let draft = charge_draft(due, &to, booking, now);
                if draft.lines.is_empty() {
                    tx.record_free(to, now, &lines)?;
                } else {
                    tx.post_charges(draft, to, &lines)?;
                }
            }
            store::setting::put(tx, "posted_through", &units::millis(until).to_string())
        })?;
        self.keep_head_outside();
        for due in &due {
            if let Some(room) = self.rooms.get_mut(&due.place) {
                due.differences.iter().for_each(|difference| room.account.posted(difference));
            }
        }
        self.posted_through = until;
        for room in self.rooms.values_mut() {
            let cost = costs.iter().filter(|(place, _)| *place == room.place).map(|(_, cost)| *cost).sum();
            room.recent_costs.push(cost);
            let surplus = room.recent_costs.len().saturating_sub(7);
            room.recent_costs.drain(..surplus);
            room.account.settle_before(zone.month(until));
        }
        let open = zone.month(until);
        let places: Vec<PlaceId> = self.rooms.keys().copied().collect();
        for place in places {
            if !self.rooms[&place].account.knows(open) {
                self.open_month(place, open, None)?;
            }
        }
        Ok(())
    }

    /// What is due and not posted, an item for each account and service month.
    fn due(&mut self, as_of: Timestamp) -> Vec<Due> {
        let mut all: Vec<Due> = Vec::new();
        for room in self.rooms.values_mut() {
            match room.account.differences(as_of) {
                Ok(differences) => {
                    for difference in differences {
                        match all.iter_mut().find(|due| due.place == room.place && due.month == difference.month) {
                            Some(due) => due.differences.push(difference),
                            None => {
                                let month = difference.month;
                                all.push(Due { place: room.place, month, differences: vec![difference] });
                            }
                        }
                    }
                }
                Err(held) => room.held = Some(held.to_string()),
            }
        }
        all
    }

    /// A top-up: entry and receipt in one transaction. The same key again gives the same receipt.
    pub fn post_top_up(
        &mut self,
        place: PlaceId,
        amount: Money,
        tender: Tender,
        key: &str,
        actor: &str,
    ) -> Result<store::Posted> {
        let now = self.now;
        let month = self.site.zone.month(now);
        let Some(room) = self.rooms.get(&place) else { return Err(Refusal::new("unknown-room")) };
        let draft = Draft {
            at: now,
            cause: Cause::TopUp,
            key: key.to_owned(),
            booking: month,
            service: None,
            lines: vec![
                Line::new(Book::Tender(tender), amount),
                Line::new(Book::Tenant(room.account.id), -amount),
            ],
            memo: String::new(),
            reverses: None,
            receipt: Some(Series::new(u16::try_from(month.year()).unwrap_or(0), 1)),
            actor: actor.to_owned(),
        };
        let posted = self.post(draft)?;
        if !posted.repeated
            && let Some(room) = self.rooms.get_mut(&place)
        {
            room.account.posted_balance += amount;
        }
        Ok(posted)
    }
}

fn charge_lines(due: &Due) -> Vec<ChargeLine> {
    let lines = due.differences.iter().map(|difference| ChargeLine {
        kind: difference.kind.code().to_owned(),
        version: difference.version,
        detail: String::new(),
        energy: difference.energy,
        estimated: if difference.estimated { difference.energy } else { Energy::ZERO },
        from_register: None,
        to_register: None,
        amount: difference.amount,
    });
    lines.collect()
}

fn charge_draft(due: &Due, to: &Charging, booking: Month, now: Timestamp) -> Draft {
    let mut lines = Vec::new();
    let total: Money = due.differences.iter().map(|difference| difference.amount).sum();
    let mut by_book: std::collections::BTreeMap<Book, Money> = std::collections::BTreeMap::new();
    for difference in &due.differences {
        *by_book.entry(Book::Revenue(difference.kind.revenue())).or_default() += -difference.amount;
    }
    by_book.insert(Book::Tenant(to.account), total);
    for (book, amount) in by_book {
        if !amount.is_zero() {
            lines.push(Line::new(book, amount));
        }
    }
    Draft {
        at: now,
        cause: if due.month < booking { Cause::Correction } else { Cause::Charge },
        key: to.key(),
        booking,
        service: Some(due.month),
        lines,
        memo: String::new(),
        reverses: None,
        receipt: None,
        actor: "system".to_owned(),
    }
}
