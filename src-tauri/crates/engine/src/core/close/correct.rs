//! Corrections behind a lock: named, rated by present facts, booked in the open month (rule 3).

use billing::{ChargeLine, LineDifference, PostedLine, difference, free_difference};
use ledger::{Book, Cause, Draft, Line};
use store::share::Share;
use store::tenancy::TenancyKind;
use store::{Charging, Tx};
use units::{AccountId, EntryId, Money, Month, PlaceId, TenancyId, Timestamp};

use crate::Actor;
use crate::cause;
use crate::core::facts::{Charged, Ground};
use crate::core::payment::grants_first;
use crate::core::post::{Due, charge_draft, charge_lines};
use crate::core::{Core, Stretch, posted_lines};
use crate::error::{Refusal, Result};

/// What a closed month of an account is by present facts, beside what was posted for it.
#[derive(Debug, Clone)]
pub(crate) struct Correction {
    pub account: AccountId,
    pub place: PlaceId,
    pub month: Month,
    /// The tenancy that is settled: the difference is owed by it, or to it, by name (rule 1).
    pub former: Option<TenancyId>,
    pub before: Vec<PostedLine>,
    pub after: Vec<ChargeLine>,
    pub differences: Vec<LineDifference>,
    /// Energy that comes to no money.
    pub free: Vec<LineDifference>,
    /// What goes on into the next month by present facts.
    pub counters: String,
    /// The shares that it rests on, where those change with it.
    pub shares: Vec<Share>,
}

impl Correction {
    pub fn amount(&self) -> Money {
        self.differences.iter().map(|difference| difference.amount).sum()
    }

    /// A month of an account, locked or not, against what is posted for it.
    pub fn of(ground: Ground<'_>, account: AccountId, month: Month) -> Result<Self> {
        let who = Charged::of(ground.db, account)?;
        Self::over(ground, &who, month, &ground.stretches(&who, month)?)
    }

    /// The same, by what the meters of the month said.
    pub fn over(ground: Ground<'_>, who: &Charged, month: Month, stretches: &[Stretch]) -> Result<Self> {
        let account = who.account;
        let rated = ground.month_over(who, month, &ground.carried(who, month)?, stretches)?;
        let until = ground.site.zone.start_of(month.next().first());
        let charges =
            rated.charges(until).map_err(|held| Refusal::new("month-held").with("cause", cause::held(&held)))?;
        let before = posted_lines(ground.db, account, month)?;
        Ok(Self {
            account,
            place: who.place,
            month,
            former: former(ground.db, who.tenancy)?,
            differences: difference(&charges.lines, &before),
            free: free_difference(&charges.lines, &before),
            counters: charges.carried_out.to_string(),
            before,
            after: charges.lines,
            shares: Vec::new(),
        })
    }

    /// Only what other shares change: the rest of the month stays as it was locked.
    pub fn by_shares(ground: Ground<'_>, shares: Vec<Share>, account: AccountId, month: Month) -> Result<Self> {
        let who = Charged::of(ground.db, account)?;
        let until = ground.site.zone.start_of(month.next().first());
        let held = |held| Refusal::new("month-held").with("cause", cause::held(&held));
        let mut rated = ground.month(&who, month)?;
        let then = rated.charges(until).map_err(held)?;
        put_shares(ground.db, &mut rated.shares, &shares)?;
        let now = rated.charges(until).map_err(held)?;
        let before: Vec<PostedLine> = then.lines.iter().map(posted).collect();
        Ok(Self {
            account,
            place: who.place,
            month,
            former: former(ground.db, who.tenancy)?,
            differences: difference(&now.lines, &before),
            free: Vec::new(),
            counters: now.carried_out.to_string(),
            before,
            after: now.lines,
            shares,
        })
    }

    /// Posts the difference, and keeps what the next month starts from.
    fn post(&self, tx: &mut Tx<'_>, booking: Month, now: Timestamp, why: &Why<'_>) -> store::Result<Option<EntryId>> {
        let to = |tx: &Tx<'_>| -> store::Result<Charging> {
            let first_ordinal = store::charge::next_ordinal(tx, self.account, self.month)?;
            Ok(Charging { account: self.account, service: self.month, first_ordinal })
        };
        let mut entry = None;
        if !self.differences.is_empty() {
            let to = to(tx)?;
            let due = Due { place: self.place, month: self.month, differences: self.differences.clone() };
            let mut draft = self.named(charge_draft(&due, &to, booking, now), why);
            if self.former.is_none() {
                grants_first(tx, self.account, &mut draft)?;
            }
            entry = Some(tx.post_charges(draft, to, &charge_lines(&due))?.entry.id);
        }
        if !self.free.is_empty() {
            let to = to(tx)?;
            let due = Due { place: self.place, month: self.month, differences: self.free.clone() };
            tx.record_free(to, Cause::Correction, now, &charge_lines(&due))?;
        }
        if store::period_lock::get(tx, self.account, self.month)?.is_some() {
            store::period_lock::recount(tx, self.account, self.month, &self.counters)?;
        }
        Ok(entry)
    }

    fn named(&self, draft: Draft, why: &Why<'_>) -> Draft {
        let book = |line: Line| match (line.book, self.former) {
            (Book::Tenant(_), Some(tenancy)) => Line::new(Book::FormerTenant(tenancy), line.amount),
            _ => line,
        };
        let cause = if self.month < draft.booking { Cause::Correction } else { draft.cause };
        let lines = draft.lines.into_iter().map(book).collect();
        Draft { cause, memo: why.reason.to_owned(), actor: why.actor.to_owned(), lines, ..draft }
    }
}

/// Who corrects, and why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Why<'a> {
    pub reason: &'a str,
    pub actor: &'a str,
}

/// Posts several corrections, each with the shares that it rests on.
pub(crate) fn post_all(
    tx: &mut Tx<'_>,
    corrections: &[Correction],
    booking: Month,
    now: Timestamp,
    why: &Why<'_>,
) -> store::Result<Vec<Option<EntryId>>> {
    let mut entries = Vec::with_capacity(corrections.len());
    for correction in corrections {
        correction.shares.iter().try_for_each(|share| store::share::revise(tx, share))?;
        entries.push(correction.post(tx, booking, now, why)?);
    }
    Ok(entries)
}

/// Puts these shares in the place of those that the account had.
fn put_shares(db: &store::Db, had: &mut Vec<billing::Share>, shares: &[Share]) -> Result<()> {
    for share in shares {
        let Some(pool) = store::pool::get(db, share.pool)? else { continue };
        had.retain(|other| *other.pool != *pool.name || other.version != share.version);
        had.push(billing::Share {
            pool: pool.name.into(),
            version: share.version,
            amount: share.amount,
            provisional: share.provisional,
            basis: share.basis.clone(),
            energy: share.energy,
        });
    }
    Ok(())
}

fn posted(line: &ChargeLine) -> PostedLine {
    PostedLine {
        month: line.month,
        kind: line.kind,
        version: line.version,
        detail: line.detail.clone(),
        energy: line.quantity.energy(),
        amount: line.amount,
        within: line.within,
    }
}

/// A tenancy that has ended, if this is one; an owner's account has no settlement.
fn former(db: &store::Db, tenancy: TenancyId) -> Result<Option<TenancyId>> {
    let row = store::tenancy::get(db, tenancy)?;
    Ok(row.filter(|row| row.to_at.is_some() && row.kind == TenancyKind::Tenancy).map(|_| tenancy))
}

impl Core {
    /// What a closed month of a room would be by present facts, for each account that had the room in it.
    pub fn corrections(&self, place: PlaceId, month: Month) -> Result<Vec<Correction>> {
        self.readings_are_whole(month)?;
        let mut corrections = Vec::new();
        for (tenancy, _) in store::tenancy::of_place(&self.store, place)? {
            let Some(account) = store::account::of_tenancy(&self.store, tenancy)? else { continue };
            if store::period_lock::get(&self.store, account, month)?.is_some() {
                corrections.push(Correction::of(self.ground(), account, month)?);
            }
        }
        if corrections.is_empty() {
            return Err(Refusal::new("month-not-closed").with("month", month).field("month"));
        }
        Ok(corrections)
    }

    /// Corrects a closed month of a room by name. Where nothing differs, nothing is posted.
    pub fn correct_month(
        &mut self,
        place: PlaceId,
        month: Month,
        reason: &str,
        by: &Actor,
    ) -> Result<(Vec<Correction>, Vec<Option<EntryId>>)> {
        let corrections = self.corrections(place, month)?;
        let (now, booking) = (self.now, self.open_booking()?);
        let done = self.done(by, "correct_month", format!("{place} {month}: {reason}"));
        let why = Why { reason, actor: &by.name };
        let entries = self.write(|tx| {
            let entries = post_all(tx, &corrections, booking, now, &why)?;
            store::operation::insert(tx, &done)?;
            Ok(entries)
        })?;
        self.keep_head_outside();
        self.read_balance(place)?;
        self.reopen(place)?;
        self.control(place);
        Ok((corrections, entries))
    }

    /// The month in which entries of this moment book: a closed month takes none.
    pub(crate) fn open_booking(&self) -> Result<Month> {
        let month = self.site.zone.month(self.now);
        let closed = store::month_close::last(&self.store)?.map(|close| close.month.next());
        Ok(closed.map_or(month, |open| open.max(month)))
    }
}
