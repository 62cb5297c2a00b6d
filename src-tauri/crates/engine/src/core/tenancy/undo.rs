//! A move is taken back while nothing depends on it (rule 23); after that it is put right by another move.

use chrono::Duration;
use ledger::{Book, Cause, Draft, Entry};
use store::Tx;
use store::granted::{Grant, GrantEnd};
use store::tenancy::{Tenancy, TenancyKind};
use units::{AccountId, PlaceId, TenancyId};

use super::{Kept, begin};
use crate::core::Core;
use crate::core::once::Command;
use crate::core::payment::Posting;
use crate::error::{Refusal, Result};

/// The last move of a room, with the entries that it posted.
enum Last {
    In { tenancy: TenancyId, row: Tenancy, account: AccountId, entries: Vec<Entry> },
    Out { left: TenancyId, account: AccountId, owner: TenancyId, entries: Vec<Entry> },
}

impl Core {
    pub fn undo_move(&mut self, place: PlaceId, reason: &str, command: &Command) -> Result<()> {
        let last = self.last_move(place)?;
        let now = self.now;
        let (posting, basis) = (self.posting(command), self.basis());
        let since = match last {
            Last::In { tenancy, row, account, entries } => {
                let owner = self.owner_row(place, row.from_at + Duration::milliseconds(1));
                let from = owner.from_at;
                let undone = Tenancy { note: reason.to_owned(), ..row };
                let latch = self.rooms.get(&place).and_then(|room| room.latch);
                self.do_once(command, |tx| {
                    take_back(tx, &entries, reason, &posting)?;
                    end_grants(tx, account, &posting)?;
                    if let Some(set) = latch {
                        store::latch::clear(tx, account, now.max(set))?;
                    }
                    store::tenancy::update(tx, tenancy, &undone)?;
                    store::tenancy::end(tx, tenancy, from)?;
                    begin(tx, &owner, 0, &basis)
                })?;
                from
            }
            Last::Out { left, account, owner, entries } => {
                let row = store::tenancy::get(&self.store, owner)?;
                let since = row.map_or(now, |row| row.from_at);
                self.do_once(command, |tx| {
                    store::tenancy::remove(tx, owner)?;
                    store::tenancy::reopen(tx, left)?;
                    let reversed = take_back(tx, &entries, reason, &posting)?;
                    give_back(tx, account, &entries, &reversed, &posting)
                })?;
                since
            }
        };
        self.retake(place, since)?;
        self.control(place);
        Ok(())
    }

    fn last_move(&self, place: PlaceId) -> Result<Last> {
        let mut all = store::tenancy::of_place(&self.store, place)?;
        let gone = || Refusal::broken("a room without a tenancy");
        let (tenancy, row) = all.pop().ok_or_else(gone)?;
        let account = store::account::of_tenancy(&self.store, tenancy)?.ok_or_else(gone)?;
        if row.kind == TenancyKind::Tenancy {
            let entries = self.entries_of(tenancy, account, "move_in/")?;
            return Ok(Last::In { tenancy, row, account, entries });
        }
        let (left, before) = all.pop().ok_or_else(|| Refusal::new("nothing-to-undo"))?;
        let settled = store::account::of_tenancy(&self.store, left)?.ok_or_else(gone)?;
        if before.kind == TenancyKind::Owner || before.to_at != Some(row.from_at) || self.never_came(left, settled)? {
            return Err(Refusal::new("nothing-to-undo"));
        }
        // What the owner's account bears by now would have to be charged to somebody else.
        self.entries_of(tenancy, account, "-")?;
        let entries = self.settlement_entries(left, settled)?;
        Ok(Last::Out { left, account: settled, owner: tenancy, entries })
    }

    /// The move-in was taken back: that the tenancy ended is no move-out.
    fn never_came(&self, tenancy: TenancyId, account: AccountId) -> Result<bool> {
        for book in [Book::Tenant(account), Book::Grant(account), Book::Deposit(tenancy)] {
            for movement in store::entry::movements(&self.store, book, None, 50)? {
                let Some(target) = movement.entry.draft.reverses else { continue };
                let taken_back = store::entry::get(&self.store, target)?;
                if taken_back.is_some_and(|entry| entry.draft.key.starts_with("move_in/")) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// The entries that a move posted on the books of a tenancy, and what the tenant was granted by allowances that hold
    /// for everybody there; refused when there are others, or charges.
    fn entries_of(&self, tenancy: TenancyId, account: AccountId, prefix: &str) -> Result<Vec<Entry>> {
        let books = [
            Book::Tenant(account),
            Book::Grant(account),
            Book::EmergencyCredit(account),
            Book::Debt(account),
            Book::Receivable(account),
            Book::Deposit(tenancy),
        ];
        let mut entries: Vec<Entry> = Vec::new();
        for book in books {
            let movements = store::entry::movements(&self.store, book, None, 20)?;
            entries.extend(movements.into_iter().map(|movement| movement.entry));
        }
        entries.sort_by_key(|entry| entry.id);
        entries.dedup_by_key(|entry| entry.id);
        let granted = store::granted::of_account(&self.store, account)?;
        let by_rule: Vec<_> =
            granted.iter().filter(|(grant, _)| grant.allowance.is_some()).map(|(grant, _)| grant.entry).collect();
        let of_move = |entry: &Entry| entry.draft.key.starts_with(prefix) || by_rule.contains(&entry.id);
        let only = entries.iter().all(of_move);
        let charged = !store::charge::months(&self.store, account)?.is_empty();
        if charged || !only { Err(Refusal::new("move-depends")) } else { Ok(entries) }
    }

    /// The entries of a move-out: settlement and refund. Whatever came after them depends on them.
    fn settlement_entries(&self, tenancy: TenancyId, account: AccountId) -> Result<Vec<Entry>> {
        let mut entries: Vec<Entry> = Vec::new();
        for book in [Book::FormerTenant(tenancy), Book::Tenant(account), Book::Grant(account), Book::Deposit(tenancy)] {
            let movements = store::entry::movements(&self.store, book, None, 50)?;
            let of_move = movements.into_iter().map(|movement| movement.entry);
            entries.extend(
                of_move.filter(|entry| matches!(book, Book::FormerTenant(_)) || entry.draft.cause == Cause::Settlement),
            );
        }
        entries.sort_by_key(|entry| entry.id);
        entries.dedup_by_key(|entry| entry.id);
        // An earlier move-out that was taken back left entries and their reversals behind.
        let mut standing = Vec::new();
        for entry in entries {
            let reversed = store::entry::reversal(&self.store, entry.id)?.is_some();
            if !reversed && entry.draft.reverses.is_none() {
                standing.push(entry);
            }
        }
        let keys: Vec<&str> =
            standing.iter().filter_map(|entry| entry.draft.key.rsplit_once('/')).map(|key| key.0).collect();
        let one = keys.windows(2).all(|pair| pair[0] == pair[1]);
        let of_move = keys.iter().all(|key| key.starts_with("move_out/"));
        if one && of_move { Ok(standing) } else { Err(Refusal::new("move-depends")) }
    }
}

/// Reverses entries, the last first; cash goes back as a tender's line of its own.
fn take_back(tx: &mut Tx<'_>, entries: &[Entry], reason: &str, posting: &Posting<'_>) -> Kept<Vec<Entry>> {
    let mut reversed = Vec::new();
    for entry in entries.iter().rev() {
        let key = posting.command.entry_key(&entry.id.to_string());
        let draft = Draft::reversal_of(entry, posting.at, posting.booking, &key, posting.command.actor(), reason);
        reversed.push(tx.post(draft)?.entry);
    }
    Ok(reversed)
}

fn end_grants(tx: &mut Tx<'_>, account: AccountId, posting: &Posting<'_>) -> Kept<()> {
    for (id, _) in store::granted::open(tx, account)? {
        store::granted::end(tx, id, GrantEnd { at: posting.at, entry: None })?;
    }
    Ok(())
}

/// What was left of grants when they were taken back runs on, until the first of them would have ended.
fn give_back(
    tx: &mut Tx<'_>,
    account: AccountId,
    entries: &[Entry],
    reversed: &[Entry],
    posting: &Posting<'_>,
) -> Kept<()> {
    let book = Book::Grant(account);
    let Some(taken) = entries.iter().find(|entry| entry.draft.amount_on(book).is_positive()) else { return Ok(()) };
    let Some(back) = reversed.iter().find(|entry| entry.draft.reverses == Some(taken.id)) else { return Ok(()) };
    let ended = store::granted::of_account(tx, account)?;
    let here = ended.into_iter().filter(|(_, end)| end.is_some_and(|end| end.entry == Some(taken.id)));
    let expires_on = here.filter_map(|(grant, _)| grant.expires_on).min();
    let grant = Grant {
        account,
        allowance: None,
        month: posting.booking,
        amount: taken.draft.amount_on(book),
        entry: back.id,
        expires_on,
    };
    store::granted::insert(tx, &grant)?;
    Ok(())
}
