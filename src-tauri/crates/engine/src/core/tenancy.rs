//! Who lives where: moving in and out, exchange of rooms, and what is settled then (rules 1, 7, 9, 10).

mod exchange;
mod undo;

use billing::settlement::{DepositAtMoveOut, Standing, StepName, refund, settle};
use chrono::{Duration, NaiveDate};
use ledger::{Book, Cause, Move, Tender};
use store::Tx;
use store::tenancy::{Tenancy, TenancyKind};
use units::{AccountId, Money, Month, PlaceId, TenancyId, Timestamp};

use super::Core;
use super::account::Account;
use super::dues::{Basis, post};
use super::facts::Charged;
use super::once::{Command, Stop};
use super::payment::{Parts, Posting, end_grants, held, owed};
use super::post::{credit, held_key};
use super::register::{Entering, RegisterAt};
use crate::Actor;
use crate::dto::RegisterWish;
use crate::error::{Refusal, Result};
use crate::live::LiveTenancy;

type Kept<R> = std::result::Result<R, Stop>;

/// The finest step of stored instants: a tenancy lasts at least this long.
const TICK: Duration = Duration::milliseconds(1);

/// Why a reading was entered at a move.
const BY_MOVE: &str = "move";

/// A tenancy that ends, and the register that it ends with.
pub(crate) struct Leaving {
    pub place: PlaceId,
    pub account: AccountId,
    pub tenancy: TenancyId,
    pub row: Tenancy,
    pub register: RegisterAt,
    entering: Entering,
    latch: Option<Timestamp>,
    /// The first month that is not posted to its end.
    first: Month,
}

/// What becomes of a leaver's money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Settling {
    pub deposit: DepositAtMoveOut,
    /// By what means a credit is paid out; else it is kept for the leaver.
    pub refund: Option<Tender>,
}

/// What a tenancy came to when it ended.
#[derive(Debug, Clone)]
pub(crate) struct Settled {
    /// What was charged last, up to the register.
    pub charged: Money,
    /// After that, and before anything was set off.
    pub standing: Standing,
}

/// Who comes, and on which terms.
pub(crate) struct Arriving {
    pub row: Tenancy,
    pub occupants: u32,
    pub deposit: Option<(Money, Tender)>,
    pub first: First,
}

/// What a tenancy starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum First {
    Paid(Money, Tender),
    Granted(Money),
    Nothing,
}

/// What stands on the books of a tenancy.
pub(crate) fn standing(db: &store::Db, account: AccountId, tenancy: TenancyId) -> store::Result<Standing> {
    Ok(Standing {
        account,
        tenancy,
        balance: held(db, Book::Tenant(account))?,
        grant: held(db, Book::Grant(account))?,
        emergency: owed(db, Book::EmergencyCredit(account))?,
        debt: owed(db, Book::Debt(account))?,
        receivable: owed(db, Book::Receivable(account))?,
        deposit: held(db, Book::Deposit(tenancy))?,
    })
}

impl Core {
    /// What ends with the tenancy of a room at an instant.
    pub fn leaving(
        &mut self,
        place: PlaceId,
        at: Option<Timestamp>,
        wish: &RegisterWish,
        field: &'static str,
    ) -> Result<Leaving> {
        let room = self.rooms.get(&place).ok_or_else(|| Refusal::new("unknown-room"))?;
        let (point, from, account, latch) = (room.point, room.tenancy.since, room.account.id, room.latch);
        if at.is_some_and(|at| at <= from) {
            let since = self.site.zone.local(from).format("%Y-%m-%d %H:%M");
            return Err(Refusal::new("before-tenancy").with("since", since).field("at"));
        }
        let mut register = self.register_at(point, at, wish, field)?;
        let entering = self.entering(point, &register)?;
        if register.at <= from {
            // Two moves on one reading: the second comes a moment later, and nothing was used in between.
            register.at = from + TICK;
        }
        let month = self.site.zone.month(register.at);
        if store::period_lock::get(&self.store, account, month)?.is_some() {
            return Err(Refusal::new("month-locked").with("month", month).field("at"));
        }
        let tenancy = self.tenancy_of(place)?;
        let row = store::tenancy::get(&self.store, tenancy)?.ok_or_else(|| Refusal::broken("the tenancy is gone"))?;
        let open = self.rooms[&place].account.first_open();
        let first = open.map_or(month, |open| open.min(month)).max(self.site.zone.month(from));
        Ok(Leaving { place, account, tenancy, row, register, entering, latch, first })
    }

    /// What moving a tenant out would come to.
    pub fn try_move_out(&mut self, leaving: &Leaving, how: &Settling, command: &Command) -> Result<Settled> {
        let (posting, basis) = (self.posting(command), self.basis());
        self.try_out(|tx| {
            let charged = end_tenancy(tx, leaving, &basis, &posting)?;
            Ok(Settled { charged, ..settle_books(tx, leaving, how, &posting)? })
        })
    }

    /// Moves a tenant out: charges to the register, settlement, refund or what is left open; the room stands on the
    /// owner's account from then on.
    pub fn move_out(&mut self, leaving: &Leaving, how: &Settling, command: &Command) -> Result<()> {
        let owner = self.owner_row(leaving.place, leaving.register.at);
        let (posting, basis) = (self.posting(command), self.basis());
        self.do_once(command, |tx| {
            end_tenancy(tx, leaving, &basis, &posting)?;
            settle_books(tx, leaving, how, &posting)?;
            begin(tx, &owner, 0, &basis)
        })?;
        self.taken_over(leaving)
    }

    /// What a room has cost the owner while it was empty, up to the register.
    pub fn try_vacancy(&mut self, leaving: &Leaving, command: &Command) -> Result<Money> {
        let (posting, basis) = (self.posting(command), self.basis());
        self.try_out(|tx| {
            end_tenancy(tx, leaving, &basis, &posting)?;
            Ok(-held(tx, Book::Tenant(leaving.account))?)
        })
    }

    /// Moves a tenant in: the owner bears what the empty room cost, and the tenant's account begins with the register.
    pub fn move_in(&mut self, leaving: &Leaving, arriving: &Arriving, command: &Command) -> Result<()> {
        let room = self.rooms.get(&leaving.place).ok_or_else(|| Refusal::new("unknown-room"))?;
        // Off because nobody lived there ends with somebody who does.
        let order = room.manual.as_ref().filter(|manual| manual.shown.reason == "vacant");
        let order = order.map(|manual| (manual.id, self.now.max(units::timestamp(manual.shown.since))));
        let first = match arriving.first {
            First::Paid(amount, tender) => Some((self.first_parts(room, amount)?, tender)),
            First::Granted(_) | First::Nothing => None,
        };
        let row = Tenancy { from_at: leaving.register.at, ..arriving.row.clone() };
        let keep_from = self.first_to_keep(row.from_at);
        let (posting, basis) = (self.posting(command), self.basis());
        self.do_once(command, |tx| {
            end_tenancy(tx, leaving, &basis, &posting)?;
            owner_bears(tx, leaving, &posting)?;
            if let Some((order, ended)) = order {
                store::manual_order::clear(tx, order, ended)?;
            }
            let (tenancy, account) = begin(tx, &row, arriving.occupants, &basis)?;
            keep_open(tx, account, keep_from)?;
            take_deposit(tx, tenancy, arriving.deposit, &posting)?;
            start_with(tx, account, arriving.first, first, &posting)
        })?;
        if order.is_some()
            && let Some(room) = self.rooms.get_mut(&leaving.place)
        {
            room.manual = None;
        }
        self.taken_over(leaving)
    }

    /// Says from which day on how many people live there; days before stay as they were (rule 6).
    pub fn change_occupants(
        &mut self,
        place: PlaceId,
        from_day: NaiveDate,
        occupants: u32,
        command: &Command,
    ) -> Result<()> {
        let room = self.rooms.get(&place).ok_or_else(|| Refusal::new("unknown-room"))?;
        let (account, tenancy, since) = (room.account.id, room.account.tenancy_id, room.tenancy.since);
        let zone = self.site.zone;
        if from_day < zone.date(since) {
            let since = zone.local(since).format("%Y-%m-%d %H:%M");
            return Err(Refusal::new("before-tenancy").with("since", since).field("from_day"));
        }
        let month = Month::of(from_day);
        if store::period_lock::get(&self.store, account, month)?.is_some() {
            return Err(Refusal::new("month-locked").with("month", month).field("from_day"));
        }
        let keep_from = Some(month).filter(|month| *month < zone.month(self.posted_through));
        self.do_once(command, |tx| {
            keep_open(tx, account, keep_from)?;
            Ok(store::occupancy::put(tx, tenancy, from_day, occupants)?)
        })?;
        let today = store::occupancy::on(&self.store, tenancy, zone.date(self.now))?;
        if let Some(room) = self.rooms.get_mut(&place) {
            room.tenancy.occupants = i64::from(today.unwrap_or(0));
            room.held_from = keep_from.or(room.held_from);
        }
        self.reopen_from(place, month)
    }

    /// What is known of a tenant, and how the tenancy pays.
    pub fn edit_tenant(&mut self, place: PlaceId, tenancy: TenancyId, row: &Tenancy, by: &Actor) -> Result<()> {
        let terms = (row.protected, row.postpaid, row.due_days);
        let done = self.done(by, "edit_tenant", format!("{tenancy} {} {terms:?}", row.name));
        self.write(|tx| {
            store::tenancy::update(tx, tenancy, row)?;
            store::operation::insert(tx, &done)
        })?;
        if let Some(room) = self.rooms.get_mut(&place) {
            room.tenancy.name.clone_from(&row.name);
            room.tenancy.phone.clone_from(&row.phone);
            room.tenancy.email.clone_from(&row.email);
            room.tenancy.language.clone_from(&row.language);
            (room.protected, room.post_paid) = (row.protected, row.postpaid);
        }
        self.control(place);
        Ok(())
    }

    /// The first month of a tenancy that begins in a closed one: it is kept open until it is posted.
    pub(super) fn first_to_keep(&self, from: Timestamp) -> Option<Month> {
        let month = self.site.zone.month(from);
        (month < self.site.zone.month(self.posted_through)).then_some(month)
    }

    /// The owner has a room while nobody else has (rule 1).
    pub(super) fn owner_row(&self, place: PlaceId, from_at: Timestamp) -> Tenancy {
        let landlord = &self.site.landlord.name;
        Tenancy {
            place,
            kind: TenancyKind::Owner,
            name: if landlord.is_empty() { self.site.name.clone() } else { landlord.clone() },
            phone: None,
            email: None,
            language: self.site.language.code().to_owned(),
            postpaid: false,
            protected: false,
            from_at,
            to_at: None,
            due_days: None,
            leaving_on: None,
            note: String::new(),
        }
    }

    /// After a move the memory follows the store.
    fn taken_over(&mut self, leaving: &Leaving) -> Result<()> {
        let point = self.rooms.get(&leaving.place).map(|room| room.point);
        if let Some(point) = point.filter(|_| !leaving.entering.is_nothing()) {
            self.reread(point)?;
        }
        self.retake(leaving.place, leaving.register.at)?;
        self.control(leaving.place);
        // Whoever comes may be granted something from the first day on.
        self.settle_grants()
    }

    /// Takes a room's tenancy and account from the store, and rates it from an instant on.
    pub(super) fn retake(&mut self, place: PlaceId, since: Timestamp) -> Result<()> {
        let all = store::tenancy::of_place(&self.store, place)?;
        let gone = || Refusal::broken("a room without a tenancy");
        let (tenancy, row) = all.into_iter().rfind(|(_, row)| row.to_at.is_none()).ok_or_else(gone)?;
        let account = store::account::of_tenancy(&self.store, tenancy)?.ok_or_else(gone)?;
        let today = self.site.zone.date(self.now);
        let occupants = store::occupancy::on(&self.store, tenancy, today)?.unwrap_or(0);
        let latch = store::latch::current(&self.store)?.into_iter().find(|(of, _)| *of == account).map(|(_, set)| set);
        let episode = store::setting::get(&self.store, &super::write::episode_key(account))?;
        let deposit = held(&self.store, Book::Deposit(tenancy))?;
        let credit = credit(&self.store, account)?;
        let locked = store::period_lock::of_account(&self.store, account)?.last().map(|lock| lock.month);
        let since = self.site.zone.month(since.max(row.from_at));
        let posted = self.site.zone.month(self.posted_through);
        let Some(room) = self.rooms.get_mut(&place) else { return Err(Refusal::new("unknown-room")) };
        room.tenancy = LiveTenancy {
            name: row.name,
            phone: row.phone,
            email: row.email,
            language: row.language,
            since: row.from_at,
            occupants: i64::from(occupants),
            vacant: row.kind == TenancyKind::Owner,
            deposit,
        };
        let period = billing::Tenancy { from: row.from_at, to: row.to_at };
        room.account = Account::new(account, tenancy, period, credit, locked);
        room.latch = latch;
        (room.warn_level, room.notice, room.held) = (0, None, None);
        room.held_from = (since < posted).then_some(since);
        room.episode = episode.and_then(|text| text.parse().ok()).unwrap_or(0);
        (room.protected, room.post_paid) = (row.protected, row.postpaid);
        room.recent_costs.clear();
        self.open_from(place, since, self.site.zone.month(self.now.max(self.posted_through)))?;
        self.read_balance(place)
    }
}

/// Ends a tenancy with all that is due up to its end posted; its latch ends with it. What was charged last.
fn end_tenancy(tx: &mut Tx<'_>, leaving: &Leaving, basis: &Basis, posting: &Posting<'_>) -> Kept<Money> {
    leaving.entering.write(tx, BY_MOVE, posting.command.actor(), posting.at)?;
    if let Some(set) = leaving.latch {
        store::latch::clear(tx, leaving.account, posting.at.max(set))?;
    }
    store::tenancy::end(tx, leaving.tenancy, leaving.register.at)?;
    let who = Charged::of(tx, leaving.account)?;
    let dues = basis.dues(tx, &who, leaving.first)?;
    post(tx, &dues, leaving.account, posting, "")?;
    // Whatever was kept open of it is posted now.
    store::setting::put(tx, &held_key(leaving.account), "")?;
    Ok(dues.sum())
}

/// Brings all books of a leaver to nothing, and pays out what is to be paid out.
fn settle_books(tx: &mut Tx<'_>, leaving: &Leaving, how: &Settling, posting: &Posting<'_>) -> Kept<Settled> {
    let Leaving { account, tenancy, .. } = *leaving;
    let standing = standing(tx, account, tenancy)?;
    let settlement = settle(&standing, how.deposit);
    let mut grants_taken = None;
    for step in &settlement.steps {
        let draft = posting.draft(Cause::Settlement, step_code(step.name), step.lines.clone(), "");
        let entry = tx.post(draft)?.entry.id;
        if step.name == StepName::GrantReversed {
            grants_taken = Some(entry);
        }
    }
    end_grants(tx, account, posting.at, grants_taken)?;
    let left = settlement.refundable;
    if let Some(tender) = how.refund
        && let Some(lines) = refund(tenancy, left, left, tender)
    {
        tx.post(posting.receipted(Cause::Refund, "refund", lines, ""))?;
    }
    Ok(Settled { charged: Money::ZERO, standing })
}

/// The stable name of a step, in keys of entries and in messages.
pub(crate) const fn step_code(step: StepName) -> &'static str {
    match step {
        StepName::GrantReversed => "grant_reversed",
        StepName::CreditSetOff => "credit_set_off",
        StepName::DepositSetOff => "deposit_set_off",
        StepName::HandedOver => "handed_over",
    }
}

/// What an empty room cost is the owner's share.
fn owner_bears(tx: &mut Tx<'_>, leaving: &Leaving, posting: &Posting<'_>) -> Kept<()> {
    let credit = held(tx, Book::Tenant(leaving.account))?;
    if !credit.is_zero() {
        let lines = Move::OwnerBears { account: leaving.account, amount: -credit }.lines();
        tx.post(posting.draft(Cause::Settlement, &format!("vacancy-{}", leaving.tenancy), lines, ""))?;
    }
    Ok(())
}

/// A tenancy with an account of its own: the next one inherits neither debt nor credit (rule 1).
fn begin(tx: &mut Tx<'_>, row: &Tenancy, occupants: u32, basis: &Basis) -> Kept<(TenancyId, AccountId)> {
    let day: NaiveDate = basis.site.zone.date(row.from_at);
    let tenancy = store::tenancy::insert(tx, row)?;
    store::occupancy::put(tx, tenancy, day, occupants)?;
    let account = store::account::insert(tx, store::account::Account { tenancy, opened: basis.now })?;
    Ok((tenancy, account))
}

fn take_deposit(
    tx: &mut Tx<'_>,
    tenancy: TenancyId,
    deposit: Option<(Money, Tender)>,
    posting: &Posting<'_>,
) -> Kept<()> {
    let Some((amount, tender)) = deposit else { return Ok(()) };
    let lines = Move::DepositTaken { tenancy, tender, amount }.lines();
    tx.post(posting.receipted(Cause::Deposit, "deposit", lines, ""))?;
    Ok(())
}

fn start_with(
    tx: &mut Tx<'_>,
    account: AccountId,
    first: First,
    parts: Option<(Parts, Tender)>,
    posting: &Posting<'_>,
) -> Kept<()> {
    match (first, parts) {
        (First::Paid(..), Some((parts, tender))) => {
            tx.post(posting.receipted(Cause::TopUp, "first", parts.lines(account, tender), "0"))?;
        }
        (First::Granted(amount), _) => grant(tx, account, amount, None, "", posting)?,
        _ => {}
    }
    Ok(())
}

/// Months before the open one that are still to be posted are opened again at the next start.
fn keep_open(tx: &mut Tx<'_>, account: AccountId, first: Option<Month>) -> store::Result<()> {
    match first {
        Some(month) => store::setting::put(tx, &held_key(account), &month.to_string()),
        None => Ok(()),
    }
}

/// Books a grant and keeps it, so that it can be used first and expire (rule 7).
pub(super) fn grant(
    tx: &mut Tx<'_>,
    account: AccountId,
    amount: Money,
    expires_on: Option<NaiveDate>,
    reason: &str,
    posting: &Posting<'_>,
) -> Kept<()> {
    let lines = Move::Granted { account, amount }.lines();
    let entry = tx.post(posting.draft(Cause::Grant, "granted", lines, reason))?.entry.id;
    let month = posting.booking;
    store::granted::insert(tx, &store::granted::Grant { account, allowance: None, month, amount, entry, expires_on })?;
    Ok(())
}
