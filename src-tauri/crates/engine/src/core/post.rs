//! Posting by difference: the close of a day, and money taken.

use billing::LineDifference;
use chrono::{Datelike, Duration};
use ledger::{Book, Cause, Draft, Line, Revenue};
use store::{ChargeLine, Charging};
use units::{Energy, Money, Month, PlaceId, Timestamp};

use super::Core;
use super::payment::grants_first;
use crate::error::Result;

/// After midnight the meters have this long to be read once more before the day is closed without them.
const WAIT_FOR_READINGS: Duration = Duration::minutes(10);

/// Days that the forecast looks back on.
const REMEMBERED: usize = 7;

/// What one account owes more, or less, for one month than was posted.
pub(super) struct Due {
    pub place: PlaceId,
    pub month: Month,
    pub differences: Vec<LineDifference>,
}

impl Due {
    pub fn amount(&self) -> Money {
        self.differences.iter().map(|difference| difference.amount).sum()
    }
}

impl Core {
    /// A calendar that ends makes holidays into working days: a person should bring it up to date.
    pub(super) fn tell_of_calendar(&mut self) {
        let kind = crate::alarm::Kind::CalendarEnds;
        let year = self.site.zone.date(self.now).year();
        let calendar = &self.terms.calendar;
        if calendar.holidays.is_empty() || calendar.covers(year) {
            self.alarms.clear(&mut self.store, kind, None, None, self.now);
        } else {
            let (name, year) = (calendar.name.clone(), year.to_string());
            let args = [("calendar", name.as_str()), ("year", year.as_str())];
            self.alarms.raise(&mut self.store, kind, None, None, &args, self.now);
        }
    }

    /// Closes every day of the site that is over, month by month where several are.
    pub fn close_days(&mut self) {
        let zone = self.site.zone;
        let midnight = zone.start_of(zone.date(self.now));
        if let Err(refusal) = self.open_present() {
            tracing::warn!(?refusal, "the present month cannot be opened");
            return;
        }
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
        let today = zone.date(self.now);
        if self.grants_settled != Some(today) && self.fault.is_none() {
            match self.settle_grants() {
                Ok(()) => {
                    self.tell_of_calendar();
                    if let Err(refusal) = self.escalate_doubts() {
                        tracing::warn!(?refusal, "doubts could not be looked through");
                    }
                    self.grants_settled = Some(today);
                }
                Err(refusal) => tracing::warn!(?refusal, "grants could not be settled"),
            }
        }
    }

    /// Opens every month that has begun for every account, so that its fees are due also where no meter answers.
    pub fn open_present(&mut self) -> Result<()> {
        let zone = self.site.zone;
        let last = zone.month(self.now);
        let places: Vec<PlaceId> = self.rooms.keys().copied().collect();
        for place in places {
            let account = &self.rooms[&place].account;
            let mut month = zone.month(self.posted_through).max(zone.month(account.tenancy.from));
            while month <= last && account.knows(month) {
                month = month.next();
            }
            if month <= last {
                self.open_from(place, month, last)?;
            }
        }
        Ok(())
    }

    /// The program begins, or the computer slept: what was used meanwhile is read before days are closed without it.
    pub fn read_first(&mut self) {
        self.reading_first = Some(self.now);
        self.points.values_mut().for_each(|point| point.heard = false);
    }

    /// Every meter that answers has been read since midnight, or has had its time.
    fn day_is_read(&self, midnight: Timestamp) -> bool {
        let since = self.reading_first.map_or(midnight, |first| first.max(midnight));
        let reading_first = self.reading_first.is_some();
        let read = |point: &super::Point| {
            let silent = !point.answering && (point.heard || !reading_first);
            silent || point.base.as_ref().is_some_and(|base| base.reading.at >= midnight)
        };
        // Both ways: a clock that was set back must not make it wait for ever.
        (self.now - since).abs() >= WAIT_FOR_READINGS || self.points.values().all(read)
    }

    fn close_through(&mut self, until: Timestamp, booking: Month) -> Result<()> {
        let points: Vec<_> = self.points.keys().copied().collect();
        points.into_iter().for_each(|id| self.keep_through(id, until));
        self.share_common(until)?;
        let due = self.due(until, booking);
        let due = self.keep_waiting(due, booking)?;
        let zone = self.site.zone;
        let costs: Vec<(PlaceId, Money)> = due
            .iter()
            .map(|due| (due.place, due.differences.iter().map(|difference| difference.amount).sum()))
            .collect();
        let actor = "system";
        self.post_due(&due, booking, actor, |tx| {
            store::setting::put(tx, "posted_through", &units::millis(until).to_string())
        })?;
        let days = (zone.date(until) - zone.date(self.posted_through)).num_days();
        self.posted_through = until;
        for room in self.rooms.values_mut() {
            let cost: Money = costs.iter().filter(|(place, _)| *place == room.place).map(|(_, cost)| *cost).sum();
            spread(&mut room.recent_costs, cost, days);
            room.account.settle_before(zone.month(until), until);
        }
        self.expire_grants()?;
        self.keep_held(zone.month(until))
    }

    /// Posts differences, an entry for each account and month, and what belongs to them, in one transaction.
    pub(super) fn post_due(
        &mut self,
        due: &[Due],
        booking: Month,
        actor: &str,
        with: impl FnOnce(&mut store::Tx<'_>) -> store::Result<()>,
    ) -> Result<()> {
        let now = self.now;
        let accounts: Vec<_> = due.iter().map(|due| self.rooms[&due.place].account.id).collect();
        self.write(|tx| {
            for (due, account) in due.iter().zip(&accounts) {
                let first_ordinal = store::charge::next_ordinal(tx, *account, due.month)?;
                let to = Charging { account: *account, service: due.month, first_ordinal };
                let mut draft = Draft { actor: actor.to_owned(), ..charge_draft(due, &to, booking, now) };
                grants_first(tx, *account, &mut draft)?;
                tx.post_charges(draft, to, &charge_lines(due))?;
            }
            with(tx)
        })?;
        self.keep_head_outside();
        for due in due {
            if let Some(room) = self.rooms.get_mut(&due.place) {
                room.account.posted(&due.differences);
            }
        }
        Ok(())
    }

    /// Which accounts have months before `month` that are held: they are opened again at the next start.
    fn keep_held(&mut self, month: Month) -> Result<()> {
        let mut changes = Vec::new();
        for room in self.rooms.values_mut() {
            let held = room.account.first_open().filter(|first| *first < month);
            if held != room.held_from {
                room.held_from = held;
                let text = held.map(|month| month.to_string()).unwrap_or_default();
                changes.push((held_key(room.account.id), text));
            }
        }
        if changes.is_empty() {
            return Ok(());
        }
        self.write(|tx| changes.iter().try_for_each(|(key, text)| store::setting::put(tx, key, text)))
    }

    /// What is due and not posted, an item for each account and service month; nothing for months after the one that
    /// is booked in, which have their own turn.
    fn due(&mut self, as_of: Timestamp, booking: Month) -> Vec<Due> {
        let mut all: Vec<Due> = Vec::new();
        for room in self.rooms.values_mut() {
            match room.account.differences(as_of) {
                Ok(differences) => {
                    for difference in differences.into_iter().filter(|difference| difference.month <= booking) {
                        match all.iter_mut().find(|due| due.place == room.place && due.month == difference.month) {
                            Some(due) => due.differences.push(difference),
                            None => {
                                let month = difference.month;
                                all.push(Due { place: room.place, month, differences: vec![difference] });
                            }
                        }
                    }
                }
                Err(held) => room.held = Some(crate::cause::held(&held)),
            }
        }
        all
    }
}

/// The days that one posting covers, each with its share of the cost, newest last; a week is remembered.
pub(super) fn spread(recent: &mut Vec<Money>, cost: Money, days: i64) {
    let days = days.max(1);
    let until = |day: i64| cost.share(day, days).unwrap_or(cost);
    let first = days - days.min(7);
    recent.extend((first..days).map(|day| until(day + 1) - until(day)));
    let surplus = recent.len().saturating_sub(REMEMBERED);
    recent.drain(..surplus);
}

pub(super) fn held_key(account: units::AccountId) -> String {
    format!("held/{account}")
}

/// What an account has in the journal: its own money and what is left of grants.
pub(super) fn credit(db: &store::Db, account: units::AccountId) -> store::Result<Money> {
    let sum = store::balance::of(db, Book::Tenant(account))? + store::balance::of(db, Book::Grant(account))?;
    Ok(-sum)
}

/// A difference as the store keeps it.
pub(crate) fn charge_line(difference: &LineDifference) -> ChargeLine {
    ChargeLine {
        kind: difference.kind.code().to_owned(),
        version: difference.version,
        detail: difference.detail.to_string(),
        energy: difference.energy,
        estimated: if difference.estimated { difference.energy } else { Energy::ZERO },
        from_register: None,
        to_register: None,
        amount: difference.amount,
        within: difference.within,
        provisional: difference.provisional,
    }
}

/// The lines of the entry that charges these differences to an account. Tax that is contained moves from revenue to the
/// tax payable (rule 8).
pub(crate) fn entry_lines(account: units::AccountId, differences: &[LineDifference]) -> Vec<Line> {
    let mut by_book: std::collections::BTreeMap<Book, Money> = std::collections::BTreeMap::new();
    for difference in differences {
        *by_book.entry(difference.kind.book()).or_default() += -difference.amount - difference.within;
        *by_book.entry(Book::Revenue(Revenue::TaxIncluded)).or_default() += difference.within;
    }
    let total: Money = differences.iter().map(|difference| difference.amount).sum();
    by_book.insert(Book::Tenant(account), total);
    let moved = by_book.into_iter().filter(|(_, amount)| !amount.is_zero());
    let lines: Vec<Line> = moved.map(|(book, amount)| Line::new(book, amount)).collect();
    if !lines.is_empty() {
        return lines;
    }
    // What moves from one version of a tariff to another comes to nothing, and is still said.
    let both = |difference: &LineDifference| {
        let amount = difference.amount;
        [Line::new(Book::Tenant(account), amount), Line::new(difference.kind.book(), -amount)]
    };
    differences.iter().filter(|difference| !difference.amount.is_zero()).flat_map(both).collect()
}

pub(super) fn charge_lines(due: &Due) -> Vec<ChargeLine> {
    due.differences.iter().map(charge_line).collect()
}

pub(super) fn charge_draft(due: &Due, to: &Charging, booking: Month, now: Timestamp) -> Draft {
    let lines = entry_lines(to.account, &due.differences);
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
