//! Changes to the facts that charges follow from: tried first where they touch days that are over, written when a
//! person has seen what they come to (rule 3), and every account that they touch opened anew.

use std::hash::{DefaultHasher, Hash, Hasher};

use billing::Held;
use chrono::NaiveDate;
use units::{AccountId, Money, Month, PlaceId, Timestamp};

use super::post::held_key;
use super::{Charged, Core, Ground, Terms};
use crate::dto::{Amount, Change, ChangePreview, DifferenceRow};
use crate::error::{Refusal, Result};

/// What a change touches: the rooms in a place, from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scope {
    pub place: PlaceId,
    pub since: NaiveDate,
}

impl Scope {
    pub fn everywhere(terms: &Terms, since: NaiveDate) -> Result<Self> {
        let place = terms.site().ok_or_else(|| Refusal::new("unknown-place"))?;
        Ok(Self { place, since })
    }

    /// A change that no charge follows from.
    pub fn nothing(terms: &Terms) -> Result<Self> {
        Self::everywhere(terms, NaiveDate::MAX)
    }
}

/// What an account is due for a month, before or after a change.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Row {
    place: PlaceId,
    month: Month,
    before: Option<Money>,
    after: Option<Money>,
}

impl Row {
    /// Another sum, or one that can be told no more; what was held and now comes to nothing is no difference.
    fn says_something(&self) -> bool {
        match (self.before, self.after) {
            (None, Some(after)) => !after.is_zero(),
            (before, after) => before != after,
        }
    }
}

/// Whose months are compared, from the first that is open on.
struct Holder {
    who: Charged,
    first: Month,
}

impl Core {
    /// Writes a change of a fact: tariff, calendar, occupants, allowance. Where it changes what was due so far, it is
    /// only written when `seen` is the token of the preview; until then the preview comes back and nothing is changed.
    pub fn change(
        &mut self,
        scope: &Scope,
        seen: Option<&str>,
        change: impl FnOnce(&mut store::Tx<'_>) -> store::Result<()>,
    ) -> Result<Change> {
        let zone = self.site.zone;
        let rooms = self.terms.rooms_in(scope.place);
        let places: Vec<PlaceId> = rooms.into_iter().filter(|place| self.rooms.contains_key(place)).collect();
        let first = Month::of(scope.since.min(NaiveDate::from_ymd_opt(9999, 1, 1).unwrap_or(scope.since)));
        let touched = if scope.since > zone.date(self.now) { Vec::new() } else { places.clone() };
        let holders: Vec<Holder> = touched.iter().map(|place| self.holder(*place, first)).collect();
        let before = self.dues(&self.ground(), &holders)?;
        let mut trial: Option<Result<Vec<Row>>> = None;
        let (site, now) = (self.site.clone(), self.now);
        let present = zone.month(self.now.max(self.posted_through));
        let held: Vec<_> =
            holders.iter().filter(|holder| holder.first < present).map(|holder| self.held_since(holder)).collect();
        let written = self.write(|tx| {
            change(tx)?;
            // The months that it touches are opened again at the next start, should it come before they are posted.
            for (account, month) in &held {
                store::setting::put(tx, &held_key(*account), &month.to_string())?;
            }
            let rows = compare(tx, &site, &holders, now, &before);
            let known = rows.as_ref().is_ok_and(|rows| rows.is_empty() || seen == Some(token(rows).as_str()));
            trial = Some(rows);
            // Nothing is kept of a change that a person has yet to see.
            if known { Ok(()) } else { Err(store::Error::Overlap("a person has to see this change first")) }
        });
        let rows = match (written, trial) {
            (Ok(()), Some(Ok(rows))) => rows,
            (Err(_), Some(Ok(rows))) if !rows.is_empty() && seen != Some(token(&rows).as_str()) => {
                return Ok(Change { done: false, preview: Some(self.preview(&rows)) });
            }
            (_, Some(Err(refusal))) | (Err(refusal), _) => return Err(refusal),
            (Ok(()), None) => Vec::new(),
        };
        self.terms = Terms::load(&self.store)?;
        self.resolve_rules();
        for (account, month) in held {
            if let Some(room) = self.rooms.values_mut().find(|room| room.account.id == account) {
                room.held_from = Some(month);
            }
        }
        for place in places {
            self.reopen_from(place, first)?;
        }
        self.tell_of_more(&rows);
        self.tell_of_calendar();
        self.settle_grants()?;
        Ok(Change { done: true, preview: None })
    }

    /// A day that a person names lies in a month that takes changes: behind a lock there are named corrections only.
    pub fn takes_changes(&self, since: NaiveDate, field: &'static str) -> Result<()> {
        match store::month_close::last(&self.store)? {
            Some(close) if Month::of(since) <= close.month => {
                Err(Refusal::new("month-locked").with("month", close.month).field(field))
            }
            _ => Ok(()),
        }
    }

    /// From when on an account is not posted to its end, once a change touches it from a month on.
    fn held_since(&self, Holder { who, first }: &Holder) -> (AccountId, Month) {
        let known = self.rooms.get(&who.place).and_then(|room| room.held_from);
        (who.account, known.map_or(*first, |known| known.min(*first)))
    }

    /// Rates the open months of a room anew from the facts in the store. To be called after every change of a fact
    /// that charges follow from, once it is written: tariff, calendar, occupants, allowance, share, tenancy, a reading of
    /// the past. What follows for the supply is looked at too.
    pub fn reopen(&mut self, place: PlaceId) -> Result<()> {
        let first = self.rooms.get(&place).and_then(|room| room.account.first_open());
        let first = first.unwrap_or(self.site.zone.month(self.now));
        self.reopen_from(place, first)
    }

    /// Rates the open months anew and leaves the rest to the caller.
    pub(super) fn reopen_quietly(&mut self, place: PlaceId) -> Result<()> {
        let present = self.site.zone.month(self.now.max(self.posted_through));
        let first = self.rooms.get(&place).and_then(|room| room.account.first_open()).unwrap_or(present);
        self.open_from(place, first, present)
    }

    /// Takes over the shares of common costs that the store has for a month: nothing else has to be rated anew. A month
    /// that is not open any more is opened again.
    pub fn reshare(&mut self, place: PlaceId, month: Month) -> Result<()> {
        let Some(room) = self.rooms.get(&place) else { return Ok(()) };
        if !room.account.is_open(month) {
            return if room.account.knows(month) { Ok(()) } else { self.reopen_from(place, month) };
        }
        let shares = self.ground().shares_of(room.account.id, month)?;
        if let Some(room) = self.rooms.get_mut(&place) {
            room.account.set_shares(month, shares);
        }
        self.read_provisional(place)?;
        self.control(place);
        Ok(())
    }

    /// As [`Core::reopen`], where months before the open ones are touched too: they are opened as well, and their
    /// differences are posted with the next day.
    pub fn reopen_from(&mut self, place: PlaceId, first: Month) -> Result<()> {
        let present = self.site.zone.month(self.now.max(self.posted_through));
        let tariff = self.terms.tariff_of(place, self.site.currency)?;
        let Some(room) = self.rooms.get_mut(&place) else { return Ok(()) };
        room.tariff = tariff;
        if first <= present {
            self.open_from(place, first, present)?;
        }
        self.count_quotas(place, None);
        self.control(place);
        Ok(())
    }

    /// What is due for each month from `first` on; nothing while it is held.
    fn dues(&self, ground: &Ground<'_>, holders: &[Holder]) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        for holder in holders {
            for (month, due) in dues_of(ground, holder, self.now)? {
                rows.push(Row { place: holder.who.place, month, before: due.ok(), after: None });
            }
        }
        Ok(rows)
    }

    /// Who is charged in a room, and from which month on a change touches it: locked months it does not.
    fn holder(&self, place: PlaceId, first: Month) -> Holder {
        let room = &self.rooms[&place];
        let first = first.max(self.site.zone.month(room.account.tenancy.from));
        let open = room.account.locked.map_or(first, |locked| first.max(locked.next()));
        Holder { who: self.charged(room), first: open }
    }

    fn preview(&self, rows: &[Row]) -> ChangePreview {
        let currency = self.site.currency;
        let amount = |due: Option<Money>| Amount::of(due.unwrap_or_default(), currency);
        let difference = |row: &Row| row.after.unwrap_or_default() - row.before.unwrap_or_default();
        let shown = rows.iter().filter_map(|row| {
            let room = self.rooms.get(&row.place)?;
            Some(DifferenceRow {
                account: room.account.id.0,
                room: room.name.clone(),
                tenant: Some(room.tenancy.name.clone()).filter(|_| !room.tenancy.vacant),
                month: row.month.to_string(),
                before: amount(row.before),
                after: amount(row.after),
                difference: Amount::of(difference(row), currency),
            })
        });
        let accounts: std::collections::BTreeSet<PlaceId> = rows.iter().map(|row| row.place).collect();
        ChangePreview {
            token: token(rows),
            accounts: i64::try_from(accounts.len()).unwrap_or(i64::MAX),
            total: Amount::of(rows.iter().map(difference).sum(), currency),
            rows: shown.collect(),
        }
    }

    /// Charges for the past restart the notice of low credit (rule 19).
    fn tell_of_more(&mut self, rows: &[Row]) {
        let more = rows.iter().filter(|row| row.after > row.before).map(|row| row.place);
        let places: std::collections::BTreeSet<PlaceId> = more.collect();
        for place in places {
            self.begin_episode(place);
            self.control(place);
        }
    }
}

type DueOf = std::result::Result<Money, Held>;

fn dues_of(ground: &Ground<'_>, Holder { who, first }: &Holder, now: Timestamp) -> Result<Vec<(Month, DueOf)>> {
    let zone = ground.site.zone;
    let mut month = *first;
    let mut dues = Vec::new();
    let mut carried = None;
    while month <= zone.month(now) {
        let rated = match carried.take() {
            Some(carried) => ground.month_with(who, month, &carried)?,
            None => ground.month(who, month)?,
        };
        match rated.charges(now) {
            Ok(charges) => {
                dues.push((month, Ok(charges.lines.iter().map(|line| line.amount).sum())));
                carried = Some(charges.carried_out);
            }
            Err(held) => dues.push((month, Err(held))),
        }
        month = month.next();
    }
    Ok(dues)
}

/// What is due by the changed facts, where it is another sum than before.
fn compare(
    db: &store::Db,
    site: &crate::settings::SiteSettings,
    holders: &[Holder],
    now: Timestamp,
    before: &[Row],
) -> Result<Vec<Row>> {
    if holders.is_empty() {
        return Ok(Vec::new());
    }
    let terms = Terms::load(db)?;
    let ground = Ground::new(db, &terms, site);
    let mut rows = Vec::new();
    for holder in holders {
        let place = holder.who.place;
        for (month, due) in dues_of(&ground, holder, now)? {
            let same = before.iter().find(|row| (row.place, row.month) == (place, month));
            let row = Row { place, month, before: same.and_then(|row| row.before), after: due.ok() };
            if row.says_something() {
                rows.push(row);
            }
        }
    }
    Ok(rows)
}

/// Names what a person has seen: another difference has another token.
fn token(rows: &[Row]) -> String {
    let mut hasher = DefaultHasher::new();
    rows.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
