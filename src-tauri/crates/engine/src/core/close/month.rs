//! The close of a month: what is left is posted, bills are issued, what is the owner's goes to the owner, and the month
//! is locked with the counters that the next one starts from (rule 3).

use std::collections::BTreeMap;

use billing::ChargeKind;
use chrono::{Days, NaiveDate};
use ledger::{Book, Draft, Move};
use store::Tx;
use store::bill::Bill;
use store::month_close::MonthClose;
use store::period_lock::PeriodLock;
use store::pool::PoolSource;
use store::share::Share;
use store::tenancy::{Tenancy, TenancyKind};
use units::{AccountId, Energy, InstallationId, Money, Month, PlaceId, Timestamp};

use super::correct::{Correction, Why, post_all};
use super::energy::{AccountEnergy, MonthEnergy, energy, lived};
use super::{Core, RATING_RULES};
use crate::Actor;
use crate::core::common::{PoolFacts, Sharing, carry_key, owners_part};
use crate::core::facts::{Charged, Ground};
use crate::error::{Refusal, Result};

/// A bill is due so many days after it was made, where the tenancy does not say otherwise.
const DUE_DAYS: u16 = 14;

/// Something that is not as it should be at a month's end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Open {
    /// A charge waits for what is missing: the month cannot be closed with it.
    Held { place: PlaceId, cause: String },
    /// A difference for past days waits for a person's word.
    Waiting { place: PlaceId },
    /// The till of a day was not counted.
    Day { day: NaiveDate },
    /// A doubtful reading waits for a person.
    Suspect { installation: InstallationId, room: Option<PlaceId> },
    /// The meter was not heard since before the month's end.
    Offline { room: Option<PlaceId>, meter: String },
    /// More energy is missing than the accuracy of the meters explains (rule 13).
    Unexplained { energy: Energy, band: Energy },
    /// A pool rests on a bill that is not known yet.
    Provisional { pool: String, amount: Money },
}

impl Open {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Held { .. } => "held",
            Self::Waiting { .. } => "waiting",
            Self::Day { .. } => "day_open",
            Self::Suspect { .. } => "suspect",
            Self::Offline { .. } => "offline",
            Self::Unexplained { .. } => "unexplained",
            Self::Provisional { .. } => "provisional",
        }
    }

    /// Whether the month cannot be closed with it.
    pub const fn blocks(&self) -> bool {
        matches!(self, Self::Held { .. } | Self::Waiting { .. })
    }
}

/// All that the close of a month does.
pub(crate) struct MonthEnd {
    pub open: Vec<Open>,
    pub accounts: Vec<AccountEnd>,
    pub pools: PoolEnds,
}

/// What the pools leave at a month's end.
#[derive(Default)]
pub(crate) struct PoolEnds {
    /// The owner's own legs.
    pub owners: Vec<Share>,
    /// Negative losses that go on, by where they are kept.
    carries: Vec<(String, Energy)>,
}

/// What the facts say of an account's month.
struct Found {
    /// What is left to post, or why nothing can be charged.
    left: Result<Correction>,
    energy: Option<AccountEnergy>,
    /// As it stands now, debit positive.
    owed: Money,
}

impl Found {
    fn of(ground: Ground<'_>, account: AccountId, (month, until): (Month, Timestamp), present: Month) -> Result<Self> {
        let who = Charged::of(ground.db, account)?;
        let stretches = ground.stretches(&who, month)?;
        let left = Correction::over(ground, &who, month, &stretches);
        let held = left.is_err();
        let theirs = lived(ground, who.period, month, until);
        let energy = theirs.map(|period| energy(ground.db, &who, month, period, &stretches)).transpose()?;
        let energy = energy.map(|energy| AccountEnergy { energy, held });
        Ok(Self { left, energy, owed: owed_until(ground.db, account, month, present)? })
    }
}

/// An account that had days in the month.
pub(crate) struct AccountEnd {
    pub account: AccountId,
    pub row: Tenancy,
    /// What is left to post, with the counters. None while the charge is held.
    pub left: Option<Correction>,
    /// What stands on its book for this month and before once that is posted, debit positive.
    pub owed: Money,
}

impl AccountEnd {
    /// Moved to the owner's share.
    pub fn owners(&self) -> Option<Money> {
        self.bears(self.owed)
    }

    /// What the bill of a post-paid account asks for; a credit is left for the next one.
    pub fn bill(&self) -> Option<Money> {
        self.asks(self.owed)
    }

    fn bears(&self, owed: Money) -> Option<Money> {
        (self.row.kind == TenancyKind::Owner && !owed.is_zero()).then_some(owed)
    }

    fn asks(&self, owed: Money) -> Option<Money> {
        let asks = self.row.postpaid && self.row.kind == TenancyKind::Tenancy && self.row.to_at.is_none();
        asks.then(|| if owed.is_negative() { Money::ZERO } else { owed })
    }

    pub fn due_on(&self, made: NaiveDate) -> NaiveDate {
        let days = self.row.due_days.unwrap_or(DUE_DAYS);
        made.checked_add_days(Days::new(u64::from(days))).unwrap_or(made)
    }
}

impl MonthEnd {
    /// What the close still posts.
    pub fn differences(&self) -> Money {
        self.accounts.iter().filter_map(|end| end.left.as_ref()).map(Correction::amount).sum()
    }

    /// What will have been charged for the month, by kind.
    pub fn kinds(&self) -> BTreeMap<ChargeKind, (Energy, Money)> {
        let mut kinds: BTreeMap<ChargeKind, (Energy, Money)> = BTreeMap::new();
        let lines = self.accounts.iter().filter_map(|end| end.left.as_ref()).flat_map(|left| &left.after);
        for line in lines {
            let sum = kinds.entry(line.kind).or_default();
            sum.0 += line.quantity.energy();
            sum.1 += line.amount;
        }
        kinds
    }
}

impl Core {
    /// What closing a month would do. Refused before the month has ended, and out of order.
    pub fn month_end(&mut self, month: Month) -> Result<MonthEnd> {
        let zone = self.site.zone;
        let until = zone.start_of(month.next().first());
        if self.now < until {
            return Err(Refusal::new("month-not-over").with("month", month).field("month"));
        }
        self.in_order(month)?;
        self.close_days();
        if self.posted_through < until {
            return Err(Refusal::new("day-not-closed").with("month", month).field("month"));
        }
        self.share_common(self.posted_through)?;
        let mut open = self.open_days(month)?;
        open.extend(self.open_meters(until)?);
        let from = zone.start_of(month.first());
        let mut rows = Vec::new();
        for (tenancy, row) in store::tenancy::all(&self.store)? {
            let touches = row.from_at < until && row.to_at.is_none_or(|to| to > from);
            let account = store::account::of_tenancy(&self.store, tenancy)?.filter(|_| touches);
            rows.extend(account.map(|account| (account, row)));
        }
        let present = zone.month(self.now);
        let found =
            self.for_each(&rows, |ground, (account, _)| Found::of(ground, *account, (month, until), present))?;
        let energies: Vec<AccountEnergy> = found.iter().filter_map(|found| found.energy).collect();
        let mut accounts = Vec::new();
        for ((account, row), found) in rows.into_iter().zip(found) {
            let left = found.left.map_err(|held| open.push(Open::Held { place: row.place, cause: said(&held) })).ok();
            if self.waiting.contains(&(account, month)) {
                open.push(Open::Waiting { place: row.place });
            }
            let owed = found.owed + left.as_ref().map(Correction::amount).unwrap_or_default();
            accounts.push(AccountEnd { account, row, left, owed });
        }
        let energy = MonthEnergy::with(self.ground(), month, &energies)?;
        if energy.alarms() {
            let (energy, band) = (energy.balance.unexplained, energy.balance.band);
            open.push(Open::Unexplained { energy, band });
        }
        let pools = self.owners_legs(month, until, &mut open)?;
        Ok(MonthEnd { open, accounts, pools })
    }

    /// Closes a month: all of it in one transaction. A month that is closed already stays as it was closed.
    pub fn close_month(&mut self, month: Month, seen: &[String], by: &Actor) -> Result<()> {
        if store::month_close::get(&self.store, month)?.is_some() {
            return Ok(());
        }
        let end = self.month_end(month)?;
        let unseen = |open: &&Open| open.blocks() || !seen.iter().any(|kind| kind == open.code());
        if let Some(open) = end.open.iter().find(unseen) {
            let code = if open.blocks() { "month-blocked" } else { "month-unseen" };
            return Err(Refusal::new(code).with("month", month).with("kind", open.code()).field("seen"));
        }
        let (now, booking, zone) = (self.now, self.site.zone.month(self.now), self.site.zone);
        let epoch = self.site.epoch;
        let done = self.done(by, "close_month", month.to_string());
        let why = Why { reason: "", actor: &by.name };
        let rules = RATING_RULES.to_owned();
        self.write(|tx| {
            let left: Vec<Correction> = end.accounts.iter().filter_map(|end| end.left.clone()).collect();
            post_all(tx, &left, booking, now, &why)?;
            for account in &end.accounts {
                account.settle(tx, month, (now, booking, zone.date(now)), (&by.name, epoch))?;
                let counters = account.left.as_ref().map(|left| left.counters.clone()).unwrap_or_default();
                let (account, rules) = (account.account, rules.clone());
                if store::period_lock::get(tx, account, month)?.is_none() {
                    store::period_lock::insert(tx, &PeriodLock { account, month, at: now, rules, counters })?;
                }
            }
            for share in &end.pools.owners {
                owners_part(tx, share, booking, now, &by.name)?;
            }
            for (key, energy) in &end.pools.carries {
                store::setting::put(tx, key, &energy.wh().to_string())?;
            }
            let until = zone.start_of(month.next().first());
            store::month_close::insert(tx, &MonthClose { month, until, at: now, actor: by.name.clone(), rules })?;
            store::operation::insert(tx, &done)
        })?;
        self.keep_head_outside();
        self.tell_of_energy(month, &end.open);
        self.lock_accounts(month)
    }

    /// Energy that nobody can explain is an alarm until a month is closed in which all is explained.
    fn tell_of_energy(&mut self, month: Month, open: &[Open]) {
        let kind = crate::alarm::Kind::EnergyUnexplained;
        let found = open.iter().find_map(|open| match open {
            Open::Unexplained { energy, band } => Some((energy.to_string(), band.to_string())),
            _ => None,
        });
        match found {
            Some((energy, band)) => {
                let month = month.to_string();
                let args = [("month", month.as_str()), ("energy", energy.as_str()), ("band", band.as_str())];
                self.alarms.raise(&mut self.store, kind, None, None, &args, self.now);
            }
            None => self.alarms.clear(&mut self.store, kind, None, None, self.now),
        }
    }

    /// Months are closed one after the other: the counters of one are where the next begins.
    fn in_order(&self, month: Month) -> Result<()> {
        let first = match store::month_close::last(&self.store)? {
            Some(close) => Some(close.month.next()),
            None => store::tenancy::all(&self.store)?.first().map(|(_, row)| self.site.zone.month(row.from_at)),
        };
        match first {
            Some(first) if month > first => Err(Refusal::new("month-before").with("month", first).field("month")),
            Some(first) if month < first => Err(Refusal::new("month-empty").with("month", month).field("month")),
            _ => Ok(()),
        }
    }

    /// Days of the month on which money moved and that nobody counted.
    fn open_days(&self, month: Month) -> Result<Vec<Open>> {
        let dates = month.dates();
        let closed: Vec<NaiveDate> =
            store::day_close::between(&self.store, dates.first, dates.end)?.into_iter().map(|row| row.day).collect();
        let mut open = Vec::new();
        for day in dates.iter().filter(|day| !closed.contains(day)) {
            let tills = super::tills(&self.store, self.site.zone.day(day))?;
            if tills.values().any(|till| *till != super::Till::default()) {
                open.push(Open::Day { day });
            }
        }
        Ok(open)
    }

    fn open_meters(&self, until: Timestamp) -> Result<Vec<Open>> {
        let mut open = Vec::new();
        for (_, suspect) in store::suspect::open(&self.store)? {
            if suspect.at < until {
                let point = self.points.values().find(|point| point.installation == suspect.installation);
                let room = point.and_then(|point| point.room);
                open.push(Open::Suspect { installation: suspect.installation, room });
            }
        }
        let heard = |point: &&crate::core::Point| point.stored.is_some_and(|stored| stored.at >= until);
        for point in self.points.values().filter(|point| !heard(point)) {
            open.push(Open::Offline { room: point.room, meter: point.name.clone() });
        }
        Ok(open)
    }

    fn owners_legs(&self, month: Month, until: Timestamp, open: &mut Vec<Open>) -> Result<PoolEnds> {
        let mut ends = PoolEnds::default();
        for pool in PoolFacts::all(&self.store)? {
            let Some(id) = pool.id.filter(|_| pool.dates(month).is_some()) else { continue };
            let kept = store::share::of_pool(&self.store, id, month)?;
            if kept.iter().any(|share| share.provisional) {
                let amount = kept.iter().map(|share| share.amount).sum();
                open.push(Open::Provisional { pool: pool.row.name.clone(), amount });
            }
            ends.owners.extend(kept.into_iter().filter(|share| share.account.is_none()));
            if pool.row.source == PoolSource::Loss {
                let ground: Ground<'_> = self.ground();
                let carried = Sharing::new(ground, until, None).carried_from(&pool, month)?;
                ends.carries.push((carry_key(id, month), carried));
            }
        }
        Ok(ends)
    }

    /// The accounts take over what the store has, and rate the month no more.
    fn lock_accounts(&mut self, month: Month) -> Result<()> {
        let places: Vec<PlaceId> = self.rooms.keys().copied().collect();
        for place in places {
            self.read_balance(place)?;
            if let Some(room) = self.rooms.get_mut(&place) {
                room.account.lock(month);
            }
            self.control(place);
        }
        Ok(())
    }
}

impl AccountEnd {
    /// Bills what a post-paid account owes, and moves to the owner what is the owner's.
    fn settle(
        &self,
        tx: &mut Tx<'_>,
        month: Month,
        (now, booking, today): (Timestamp, Month, NaiveDate),
        (actor, epoch): (&str, u16),
    ) -> store::Result<()> {
        let account = self.account;
        let draft = |key, what: Move| Draft {
            at: now,
            cause: what.cause(),
            key,
            booking,
            service: Some(month),
            lines: what.lines(),
            memo: String::new(),
            reverses: None,
            receipt: None,
            actor: actor.to_owned(),
        };
        let owed = owed_until(tx, account, month, booking)?;
        if let Some(amount) = self.bears(owed) {
            let key = format!("month_close/{month}/{}", self.account);
            tx.post(draft(key, Move::OwnerBears { account, amount }))?;
        }
        if let Some(amount) = self.asks(owed)
            && store::bill::standing(tx, self.account, month)?.is_none()
        {
            let key = format!("bill/{}/{month}", self.account);
            let entry = match amount.is_zero() {
                true => None,
                false => Some(tx.post(draft(key, Move::Billed { account, amount }))?.entry.id),
            };
            let bill = Bill { account: self.account, month, amount, made_at: now, due_on: self.due_on(today), entry };
            store::bill::insert(tx, &bill, super::super::payment::series(booking, epoch))?;
        }
        Ok(())
    }
}

/// What stands on an account's book for a month and those before it, debit positive.
fn owed_until(db: &store::Db, account: AccountId, month: Month, present: Month) -> store::Result<Money> {
    let book = Book::Tenant(account);
    let mut owed = store::balance::of(db, book)?;
    let mut booking = month.next();
    while booking <= present {
        let booked = store::entry::booked(db, book, booking)?;
        let later = booked.iter().filter(|entry| entry.draft.service.is_some_and(|service| service > month));
        owed = owed - later.map(|entry| entry.draft.amount_on(book)).sum::<Money>();
        booking = booking.next();
    }
    Ok(owed)
}

/// The cause inside a refusal, as people read it.
fn said(refusal: &Refusal) -> String {
    refusal.args.iter().find(|(name, _)| *name == "cause").map_or(refusal.code.to_owned(), |(_, cause)| cause.clone())
}
