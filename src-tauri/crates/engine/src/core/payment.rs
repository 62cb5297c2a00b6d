//! Money of a tenancy besides its charges: payments by parts, grants, emergency credit, debt, deposit, refunds.

use billing::bills::{OpenBill, clear};
use billing::top_up::{DebtTerms, Owed, TopUpError, TopUpParts, TopUpTerms, smallest_restoring, split_top_up};
use billing::{Percent, TaxDue, Terms};
use chrono::NaiveDate;
use ledger::{Book, Cause, Draft, Entry, Line, Move, PaidParts, ReceiptNumber, Series, Tender};
use store::granted::{Grant, GrantEnd};
use store::{Db, Tx};
use units::{AccountId, EntryId, Money, Month, PlaceId, TenancyId, Timestamp};

use super::once::Command;
use super::post::credit;
use super::{Core, Room};
use crate::error::{Refusal, Result};

/// Where the parts of a payment go (rule 9). They add up to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Parts {
    pub fee: Money,
    pub tax: Money,
    pub emergency: Money,
    pub debt: Money,
    /// Of a post-paid account: what pays its bills, the oldest first.
    pub bills: Money,
    pub balance: Money,
}

/// What is on the debit side of a book.
pub(crate) fn owed(db: &Db, book: Book) -> store::Result<Money> {
    store::balance::of(db, book)
}

/// What is on the credit side of a book.
pub(crate) fn held(db: &Db, book: Book) -> store::Result<Money> {
    Ok(-store::balance::of(db, book)?)
}

/// A charge takes granted money first (rule 7). What is given back goes to the tenant as far as charges took it from
/// the tenant since the oldest grant that still runs, and else back to the grants.
pub(crate) fn grants_first(db: &Db, account: AccountId, draft: &mut Draft) -> store::Result<()> {
    let tenant = Book::Tenant(account);
    let charged = draft.amount_on(tenant);
    let grants = store::granted::open(db, account)?;
    if grants.is_empty() || charged.is_zero() {
        return Ok(());
    }
    let left = held(db, Book::Grant(account))?;
    let part = if charged.is_negative() {
        let given: Money = grants.iter().map(|(_, grant)| grant.amount).sum();
        let since = grants.iter().map(|(_, grant)| grant.entry).min().unwrap_or(EntryId(0));
        let own = taken_since(db, account, since)?.max(Money::ZERO);
        let back = (-charged - own).max(Money::ZERO);
        -back.min((given - left).max(Money::ZERO))
    } else {
        charged.min(left)
    };
    draft.lines.retain(|line| line.book != tenant);
    for line in [Line::new(Book::Grant(account), part), Line::new(tenant, charged - part)] {
        if !line.amount.is_zero() {
            draft.lines.push(line);
        }
    }
    Ok(())
}

/// What charges took from the tenant's own money after an entry.
fn taken_since(db: &Db, account: AccountId, since: EntryId) -> store::Result<Money> {
    let mut taken = Money::ZERO;
    let mut before = None;
    loop {
        let movements = store::entry::movements(db, Book::Tenant(account), before, 200)?;
        for movement in &movements {
            if movement.entry.id <= since {
                return Ok(taken);
            }
            if matches!(movement.entry.draft.cause, Cause::Charge | Cause::Correction) {
                taken += movement.amount;
            }
        }
        match movements.last() {
            Some(last) => before = Some(last.entry.id),
            None => return Ok(taken),
        }
    }
}

/// What is left of each running grant: those that expire first are used first.
pub(crate) fn grants_left(db: &Db, account: AccountId) -> store::Result<Vec<(i64, Grant, Money)>> {
    let mut left = held(db, Book::Grant(account))?;
    let mut grants = Vec::new();
    for (id, grant) in store::granted::open(db, account)?.into_iter().rev() {
        let of_this = left.min(grant.amount).max(Money::ZERO);
        left = left - of_this;
        grants.push((id, grant, of_this));
    }
    grants.reverse();
    Ok(grants)
}

/// Ends every running grant of an account; what is left of them is taken back.
pub(crate) fn end_grants(
    tx: &mut Tx<'_>,
    account: AccountId,
    at: Timestamp,
    entry: Option<EntryId>,
) -> store::Result<()> {
    for (id, _) in store::granted::open(tx, account)? {
        store::granted::end(tx, id, GrantEnd { at, entry })?;
    }
    Ok(())
}

pub(crate) fn debt_key(account: AccountId) -> String {
    format!("debt/{account}")
}

/// How top-ups repay a debt: kept beside the debt itself, which is in the journal.
pub(crate) fn debt_terms(db: &Db, account: AccountId) -> store::Result<DebtTerms> {
    let text = store::setting::get(db, &debt_key(account))?.unwrap_or_default();
    let mut parts = text.split(';').map(|part| part.parse::<i64>().ok());
    let mut next = || parts.next().flatten();
    let share = next().and_then(|percent| Percent::new(percent * 1_000_000).ok()).unwrap_or_default();
    let mut most = || next().and_then(|minor| Money::new(minor).ok());
    Ok(DebtTerms { share, most_per_top_up: most(), most_per_month: most() })
}

pub(crate) fn debt_text(percent: u32, most_per_top_up: Option<Money>, most_per_month: Option<Money>) -> String {
    let money = |most: Option<Money>| most.map(|most| most.minor().to_string()).unwrap_or_default();
    format!("{percent};{};{}", money(most_per_top_up), money(most_per_month))
}

impl Parts {
    /// The lines of the entry that takes the payment in.
    pub fn lines(&self, account: AccountId, tender: Tender) -> Vec<Line> {
        let Self { fee, tax, emergency, debt, bills, balance } = *self;
        Move::Paid { account, tender, parts: PaidParts { fee, tax, emergency, debt, bills, balance } }.lines()
    }

    /// What an entry's lines say.
    pub fn of(entry: &Entry) -> Self {
        let mut parts = Self::default();
        for line in &entry.draft.lines {
            match line.book {
                Book::Revenue(ledger::Revenue::TopUpFee) => parts.fee += -line.amount,
                Book::TaxPayable => parts.tax += -line.amount,
                Book::EmergencyCredit(_) => parts.emergency += -line.amount,
                Book::Debt(_) => parts.debt += -line.amount,
                Book::Receivable(_) => parts.bills += -line.amount,
                Book::Tenant(_) => parts.balance += -line.amount,
                _ => {}
            }
        }
        parts
    }
}

/// The bills of an account that are not paid in full, by what was paid on them, oldest first.
pub(crate) fn open_bills(db: &Db, account: AccountId) -> store::Result<Vec<(store::bill::Numbered, Money)>> {
    let bills: Vec<_> =
        store::bill::of_account(db, account)?.into_iter().filter(|bill| bill.void_at.is_none()).collect();
    let billed: Money = bills.iter().map(|bill| bill.bill.amount).sum();
    let paid = billed - owed(db, Book::Receivable(account))?;
    let open: Vec<OpenBill> = bills
        .iter()
        .map(|bill| OpenBill {
            number: bill.id,
            issued: bill.bill.month.next().first(),
            due: bill.bill.due_on,
            open: bill.bill.amount,
        })
        .collect();
    let cleared = clear(paid, &open);
    let part = |id| cleared.bills.iter().filter(|(number, _)| *number == id).map(|(_, part)| *part).sum::<Money>();
    Ok(bills.into_iter().map(|bill| (bill.clone(), bill.bill.amount - part(bill.id))).collect())
}

/// A draft by a person's command, in the open month.
pub(crate) struct Posting<'a> {
    pub at: Timestamp,
    pub booking: Month,
    pub epoch: u16,
    pub command: &'a Command,
}

impl Posting<'_> {
    pub fn draft(&self, cause: Cause, what: &str, lines: Vec<Line>, memo: &str) -> Draft {
        Draft {
            at: self.at,
            cause,
            key: self.command.entry_key(what),
            booking: self.booking,
            service: None,
            lines: lines.into_iter().filter(|line| !line.amount.is_zero()).collect(),
            memo: memo.to_owned(),
            reverses: None,
            receipt: None,
            actor: self.command.actor().to_owned(),
        }
    }

    /// The same with a receipt: money changed hands.
    pub fn receipted(&self, cause: Cause, what: &str, lines: Vec<Line>, memo: &str) -> Draft {
        Draft { receipt: Some(series(self.booking, self.epoch)), ..self.draft(cause, what, lines, memo) }
    }
}

/// Receipts are numbered by year, anew in each epoch.
pub(crate) fn series(month: Month, epoch: u16) -> Series {
    Series::new(u16::try_from(month.year()).unwrap_or(0), epoch)
}

impl Core {
    pub(super) fn posting<'a>(&self, command: &'a Command) -> Posting<'a> {
        Posting { at: self.now, booking: self.site.zone.month(self.now), epoch: self.site.epoch, command }
    }

    /// Splits a payment by rule 9, from what is owed at this moment.
    pub fn split(&self, room: &Room, amount: Money) -> Result<Parts> {
        let account = room.account.id;
        let parts = split_top_up(amount, &self.top_up_terms(room)?, &self.owed(account)?).map_err(unpayable)?;
        let bills = owed(&self.store, Book::Receivable(account))?.min(parts.balance).max(Money::ZERO);
        Ok(Parts { bills, balance: parts.balance - bills, ..Parts::from(parts) })
    }

    /// The parts of a first payment: nothing is owed before it.
    pub(super) fn first_parts(&self, room: &Room, amount: Money) -> Result<Parts> {
        let terms = TopUpTerms { debt: DebtTerms::default(), ..self.top_up_terms(room)? };
        split_top_up(amount, &terms, &Owed::default()).map(Parts::from).map_err(unpayable)
    }

    fn top_up_terms(&self, room: &Room) -> Result<TopUpTerms> {
        let today = self.site.zone.date(self.now);
        let terms = room.tariff.in_force(today).map(|version| &version.terms);
        let debt = debt_terms(&self.store, room.account.id)?;
        let tax = match self.site.tax_due {
            TaxDue::AtTopUp => terms.and_then(Terms::top_up_tax),
            TaxDue::AtUse => None,
        };
        Ok(TopUpTerms { fee: terms.and_then(|terms| terms.top_up_fee), tax, debt })
    }

    fn owed(&self, account: AccountId) -> Result<Owed> {
        Ok(Owed {
            emergency: owed(&self.store, Book::EmergencyCredit(account))?,
            debt: owed(&self.store, Book::Debt(account))?,
            debt_paid_this_month: self.repaid(account, self.site.zone.month(self.now))?,
        })
    }

    /// What payments of a month have repaid of a debt.
    fn repaid(&self, account: AccountId, month: Month) -> Result<Money> {
        let book = Book::Debt(account);
        let entries = store::entry::booked(&self.store, book, month)?;
        let paid = entries.iter().filter(|entry| matches!(entry.draft.cause, Cause::TopUp | Cause::Reversal));
        Ok(-paid.map(|entry| entry.draft.amount_on(book)).sum::<Money>())
    }

    /// The smallest payment that brings the supply of a room back; none where no payment can.
    pub fn least_to_restore(&self, room: &Room, balance: Money) -> Option<Money> {
        let reclose = self.site.reclose_minimum.max(self.site.cut_off);
        let (terms, owed) = (self.top_up_terms(room).ok()?, self.owed(room.account.id).ok()?);
        smallest_restoring(balance, reclose, &terms, &owed).ok()?.filter(|least| least.is_positive())
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
        self.take_payment(place, (amount, tender), &format!("top_up/{key}"), actor, "")
    }

    /// A payment that a backup does not know, from its paper receipt: once, with its old number, in the present epoch
    /// (rule 24).
    pub fn reenter_payment(
        &mut self,
        place: PlaceId,
        paid: (Money, Tender),
        (old, day): (ReceiptNumber, Option<NaiveDate>),
        actor: &str,
    ) -> Result<store::Posted> {
        let paper = day.map_or_else(|| old.to_string(), |day| format!("{day} {old}"));
        self.take_payment(place, paid, &format!("reentered/{old}"), actor, &paper)
    }

    fn take_payment(
        &mut self,
        place: PlaceId,
        (amount, tender): (Money, Tender),
        key: &str,
        actor: &str,
        old: &str,
    ) -> Result<store::Posted> {
        let key = key.to_owned();
        let account = self.rooms.get(&place).ok_or_else(|| Refusal::new("unknown-room"))?.account.id;
        // What it would post now may differ from what it posted then: a repetition is known by what was asked for.
        if let Some(entry) = store::entry::by_key(&self.store, &key)? {
            let same = entry.draft.amount_on(Book::Tender(tender)) == amount && mentions(&entry, account);
            let repeated = store::Posted { entry, repeated: true };
            return if same { Ok(repeated) } else { Err(Refusal::new("key-reused").field("key")) };
        }
        // The balance that the payer saw stands with the entry, for the paper.
        let before = self.balance(place).map(|before| before.minor().to_string()).unwrap_or_default();
        let memo = if old.is_empty() { before } else { format!("{before} {old}") };
        let parts = self.split(&self.rooms[&place], amount)?;
        let month = self.site.zone.month(self.now);
        let draft = Draft {
            at: self.now,
            cause: Cause::TopUp,
            key,
            booking: month,
            service: None,
            lines: parts.lines(account, tender),
            memo,
            reverses: None,
            receipt: Some(series(month, self.site.epoch)),
            actor: actor.to_owned(),
        };
        let posted = self.post(draft)?;
        self.read_balance(place)?;
        Ok(posted)
    }

    /// What the journal says of a room's account.
    pub fn read_balance(&mut self, place: PlaceId) -> Result<()> {
        let Some(room) = self.rooms.get_mut(&place) else { return Ok(()) };
        room.account.posted_balance = credit(&self.store, room.account.id)?;
        room.emergency = owed(&self.store, Book::EmergencyCredit(room.account.id))?;
        room.tenancy.deposit = held(&self.store, Book::Deposit(room.account.tenancy_id))?;
        self.read_provisional(place)
    }

    /// A command that moves money between a tenant's books.
    pub fn post_plain(
        &mut self,
        place: PlaceId,
        command: &Command,
        (cause, what): (Cause, &str),
        lines: Vec<Line>,
        reason: &str,
        beside: impl FnOnce(&mut Tx<'_>) -> store::Result<()>,
    ) -> Result<()> {
        let draft = self.posting(command).draft(cause, what, lines, reason);
        self.post_once(place, command, draft, beside)
    }

    /// A command by which money changes hands: with a receipt.
    pub fn post_receipted(
        &mut self,
        place: PlaceId,
        command: &Command,
        (cause, what): (Cause, &str),
        lines: Vec<Line>,
        reason: &str,
    ) -> Result<()> {
        let draft = self.posting(command).receipted(cause, what, lines, reason);
        self.post_once(place, command, draft, |_| Ok(()))
    }

    /// Grants money to a tenant, until a day from which what is left is gone.
    pub fn give_grant(
        &mut self,
        place: PlaceId,
        amount: Money,
        expires_on: Option<NaiveDate>,
        reason: &str,
        command: &Command,
    ) -> Result<()> {
        let account = self.rooms[&place].account.id;
        let posting = self.posting(command);
        self.do_once(command, |tx| super::tenancy::grant(tx, account, amount, expires_on, reason, &posting))?;
        self.read_balance(place)?;
        self.control(place);
        Ok(())
    }

    /// A command of a room's tenant that posts one entry and may keep more beside it.
    fn post_once(
        &mut self,
        place: PlaceId,
        command: &Command,
        draft: Draft,
        beside: impl FnOnce(&mut Tx<'_>) -> store::Result<()>,
    ) -> Result<()> {
        self.do_once(command, |tx| {
            tx.post(draft)?;
            Ok(beside(tx)?)
        })?;
        self.read_balance(place)?;
        self.control(place);
        Ok(())
    }

    /// What is left of a former tenant: paid, paid out, or written off.
    pub fn settle_former(
        &mut self,
        (cause, lines, reason): (Cause, Vec<Line>, String),
        command: &Command,
    ) -> Result<()> {
        let posting = self.posting(command);
        let draft = match cause {
            Cause::WriteOff => posting.draft(cause, "former", lines, &reason),
            _ => posting.receipted(cause, "former", lines, &reason),
        };
        self.do_once(command, |tx| Ok(tx.post(draft).map(drop)?)).map(drop)
    }

    /// The smallest first payment with which a room is not cut for credit.
    pub fn least_first(&self, room: &Room) -> Option<Money> {
        let wanted = self.site.reclose_minimum.max(self.site.cut_off).max(Money::from_minor(1));
        let terms = TopUpTerms { debt: DebtTerms::default(), ..self.top_up_terms(room).ok()? };
        smallest_restoring(Money::ZERO, wanted, &terms, &Owed::default()).ok()?
    }

    /// Emergency credit: a receivable of its own, drawn once until it is repaid (rule 9).
    pub fn draw_emergency(&mut self, place: PlaceId, command: &Command) -> Result<()> {
        let amount = self.emergency_available(place)?;
        let room = &self.rooms[&place];
        let account = room.account.id;
        let balance = self.known_balance(place)?;
        if balance + amount <= self.site.cut_off {
            let refusal = Refusal::new("emergency-too-small").with("amount", self.site.currency.display(amount));
            return Err(refusal.with("balance", self.site.currency.display(balance)).field("room"));
        }
        let lines = Move::EmergencyDrawn { account, amount }.lines();
        let draft = self.posting(command).draft(Cause::EmergencyCredit, "drawn", lines, "");
        self.post_once(place, command, draft, |_| Ok(()))
    }

    /// The live balance, or why nobody can tell it.
    pub fn known_balance(&mut self, place: PlaceId) -> Result<Money> {
        let balance = self.balance(place);
        let cause = self.rooms.get(&place).and_then(|room| room.held.clone()).unwrap_or_default();
        balance.ok_or_else(|| Refusal::new("charges-held").with("cause", cause))
    }

    /// What can be drawn now, or why nothing can.
    pub fn emergency_available(&self, place: PlaceId) -> Result<Money> {
        let room = &self.rooms[&place];
        let amount = self.site.emergency_credit;
        match () {
            () if room.tenancy.vacant => Err(Refusal::new("room-vacant").with("room", &room.name).field("room")),
            () if !amount.is_positive() => Err(Refusal::new("no-emergency")),
            () if room.emergency.is_positive() => Err(Refusal::new("emergency-drawn")
                .with("amount", self.site.currency.display(room.emergency))
                .field("room")),
            () => Ok(amount),
        }
    }

    /// Of a room's credit, what may be paid out: granted money and emergency credit never.
    pub fn refundable(&mut self, place: PlaceId) -> Result<Money> {
        let account = self.rooms[&place].account.id;
        let live = self.known_balance(place)?;
        // What is due and not posted yet uses up grants first.
        let unposted = self.rooms[&place].account.posted_balance - live;
        let granted = (held(&self.store, Book::Grant(account))? - unposted.max(Money::ZERO)).max(Money::ZERO);
        let emergency = owed(&self.store, Book::EmergencyCredit(account))?;
        let bills = owed(&self.store, Book::Receivable(account))?;
        Ok((live - granted - emergency - bills.max(Money::ZERO)).max(Money::ZERO))
    }

    /// Ends the grants of an account whose last day is over; what is left of them is taken back.
    pub fn expire_grants(&mut self) -> Result<()> {
        let today = self.site.zone.date(self.now);
        for (_, due) in store::granted::expiring(&self.store, today)? {
            self.expire(due.account, today)?;
        }
        Ok(())
    }

    fn expire(&mut self, account: AccountId, today: NaiveDate) -> Result<()> {
        let expired: Vec<_> = grants_left(&self.store, account)?
            .into_iter()
            .filter(|(_, grant, _)| grant.expires_on.is_some_and(|day| day <= today))
            .collect();
        let (now, booking) = (self.now, self.site.zone.month(self.now));
        self.write(|tx| {
            for (id, grant, left) in &expired {
                let lines = Move::GrantEnded { account, amount: *left }.lines();
                let draft = Draft {
                    at: now,
                    cause: Cause::Grant,
                    key: format!("grant_expired/{}", grant.entry),
                    booking,
                    service: None,
                    lines,
                    memo: String::new(),
                    reverses: None,
                    receipt: None,
                    actor: "system".to_owned(),
                };
                let entry = if left.is_zero() { None } else { Some(tx.post(draft)?.entry.id) };
                store::granted::end(tx, *id, GrantEnd { at: now, entry })?;
            }
            Ok(())
        })?;
        self.keep_head_outside();
        let place = self.rooms.values().find(|room| room.account.id == account).map(|room| room.place);
        place.map_or(Ok(()), |place| self.read_balance(place))
    }

    /// The tenancy behind a room's account.
    pub fn tenancy_of(&self, place: PlaceId) -> Result<TenancyId> {
        let account = self.rooms[&place].account.id;
        let row = store::account::get(&self.store, account)?;
        Ok(row.ok_or_else(|| Refusal::broken("an account without a tenancy"))?.tenancy)
    }
}

impl From<TopUpParts> for Parts {
    fn from(parts: TopUpParts) -> Self {
        let TopUpParts { fee, tax, emergency, debt, balance, .. } = parts;
        Self { fee, tax, emergency, debt, bills: Money::ZERO, balance }
    }
}

fn unpayable(cause: TopUpError) -> Refusal {
    match cause {
        TopUpError::NotPositive => Refusal::new("amount-not-positive").field("amount"),
        TopUpError::Unit(cause) => cause.into(),
    }
}

/// Whether an entry is on one of an account's books.
fn mentions(entry: &Entry, account: AccountId) -> bool {
    entry.draft.lines.iter().any(|line| account_of(line.book) == Some(account))
}

/// Whose account a book is, if any.
pub(crate) const fn account_of(book: Book) -> Option<AccountId> {
    match book {
        Book::Tenant(id) | Book::EmergencyCredit(id) | Book::Debt(id) | Book::Grant(id) | Book::Receivable(id) => {
            Some(id)
        }
        _ => None,
    }
}
