use chrono::NaiveDate;
use ledger::{Book, Cause, Draft, Entry, ReceiptNumber, Series};
use units::{AccountId, Energy, EntryId, Money, Month, Timestamp};

use crate::table::{account, charge, entry, period_lock};
use crate::{Error, Result, Tx};

/// An entry in the journal, and whether it was there before: the same wish, come a second time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    pub entry: Entry,
    pub repeated: bool,
}

/// One line of what is charged or credited back, as statements print it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeLine {
    /// The code of its kind, as billing names it.
    pub kind: String,
    /// First day of the tariff version that it was rated by.
    pub version: NaiveDate,
    /// What else tells it from others of its kind and version: band, tier, name, as billing writes them.
    pub detail: String,
    pub energy: Energy,
    /// How much of `energy` is estimated.
    pub estimated: Energy,
    pub from_register: Option<Energy>,
    pub to_register: Option<Energy>,
    /// Positive when the tenant pays.
    pub amount: Money,
    /// Tax contained in what other lines charge.
    pub within: Money,
    /// Waits for what is not known yet, such as the supplier's bill.
    pub provisional: bool,
}

/// Where charge lines belong: account, service month, and the ordinal of the first of them (rule 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charging {
    pub account: AccountId,
    pub service: Month,
    /// What [`charge::next_ordinal`] said when the difference was computed.
    pub first_ordinal: u32,
}

impl Charging {
    /// The key of the entry that posts these lines.
    pub fn key(&self) -> String {
        format!("charge/{}/{}/{}", self.account, self.service, self.first_ordinal)
    }
}

impl Tx<'_> {
    /// Puts a draft into the journal: numbered, chained, with the next number of its receipt series, balances moved.
    ///
    /// The same key with the same content gives back the first entry; with other content it is refused.
    pub fn post(&mut self, draft: Draft) -> Result<Posted> {
        if let Some(target) = draft.reverses {
            if let Some(first) = entry::by_key(self, &draft.key)? {
                return repeat(&draft, first);
            }
            self.check_reversal(&draft, target)?;
        }
        let receipt = draft.receipt.map(|series| self.next_receipt(series)).transpose()?;
        let entry = draft.seal(&self.head, receipt)?;
        if !entry::insert(self, &entry)? {
            let first = entry::by_key(self, &entry.draft.key)?.ok_or(Error::NoSuch("entry"))?;
            return repeat(&entry.draft, first);
        }
        self.head = entry.head();
        self.last_receipt = entry.receipt.or(self.last_receipt);
        Ok(Posted { entry, repeated: false })
    }

    /// The number after the last one of the series; the last that this transaction gave out is remembered.
    fn next_receipt(&self, series: Series) -> Result<ReceiptNumber> {
        let last = match self.last_receipt.filter(|last| last.series == series) {
            Some(last) => last.number,
            None => entry::last_receipt(self, series)?,
        };
        Ok(series.number(last + 1))
    }

    /// Posts charge lines with the entry that carries their sum.
    ///
    /// Lines that lost a race (another difference was posted meanwhile) are refused by their ordinal; so are lines for
    /// a locked month, unless the entry is a correction that names it (rule 3).
    pub fn post_charges(&mut self, draft: Draft, to: Charging, lines: &[ChargeLine]) -> Result<Posted> {
        self.check_lock(to, if draft.service == Some(to.service) { draft.cause } else { Cause::Charge })?;
        let sum: i64 = lines.iter().map(|line| line.amount.minor()).sum();
        let charged = self.charged(&draft, to.account)?;
        if sum != charged.minor() {
            return Err(Error::ChargeSum { lines: sum, entry: charged.minor() });
        }
        let posted = self.post(draft)?;
        if !posted.repeated {
            self.record(to, Some(posted.entry.id), posted.entry.draft.at, lines)?;
        }
        Ok(posted)
    }

    /// Records lines that all cost nothing, such as a few watt-hours: without them the energy of the lines would
    /// not be the difference of the register. `cause` says, as that of an entry would, whether they are a correction.
    pub fn record_free(&mut self, to: Charging, cause: Cause, at: Timestamp, lines: &[ChargeLine]) -> Result<()> {
        self.check_lock(to, cause)?;
        match lines.iter().find(|line| !line.amount.is_zero()) {
            None => self.record(to, None, at, lines),
            Some(line) => Err(Error::ChargeSum { lines: line.amount.minor(), entry: 0 }),
        }
    }

    /// What an entry takes from a person: from the books of the account, or from what settlement left of it (rule 1).
    fn charged(&self, draft: &Draft, account: AccountId) -> Result<Money> {
        let former = |tenancy| account::get(self, account).map(|a| a.is_some_and(|a| a.tenancy == tenancy));
        let mut sum = Money::ZERO;
        for line in draft.lines.iter().filter(|line| takes(line.book)) {
            let theirs = match line.book {
                Book::FormerTenant(tenancy) => former(tenancy)?,
                Book::Tenant(id) | Book::Grant(id) | Book::EmergencyCredit(id) | Book::Receivable(id) => id == account,
                _ => true,
            };
            sum += if theirs { line.amount } else { Money::ZERO };
        }
        Ok(sum)
    }

    fn check_lock(&self, to: Charging, cause: Cause) -> Result<()> {
        if cause == Cause::Correction || period_lock::get(self, to.account, to.service)?.is_none() {
            return Ok(());
        }
        Err(Error::Locked { month: to.service })
    }

    fn record(&mut self, to: Charging, entry: Option<EntryId>, at: Timestamp, lines: &[ChargeLine]) -> Result<()> {
        let Charging { account, service, first_ordinal } = to;
        let expected = charge::next_ordinal(self, account, service)?;
        if expected != first_ordinal {
            return Err(Error::ChargeOrder { account, month: service, expected, found: first_ordinal });
        }
        for (ordinal, line) in (first_ordinal..).zip(lines) {
            charge::insert(self, &charge::Charge { account, service, ordinal, entry, at, line: line.clone() })?;
        }
        Ok(())
    }

    fn check_reversal(&self, draft: &Draft, target: EntryId) -> Result<()> {
        let entry = entry::get(self, target)?.ok_or(Error::NoSuch("entry to take back"))?;
        if let Some(by) = entry::reversal(self, target)? {
            return Err(Error::AlreadyReversed { entry: target, by });
        }
        let whole = draft.lines.len() == entry.draft.lines.len()
            && draft.lines.iter().zip(&entry.draft.lines).all(|(d, e)| d.book == e.book && d.amount == -e.amount);
        if whole { Ok(()) } else { Err(Error::NotItsReversal(target)) }
    }
}

fn repeat(draft: &Draft, entry: Entry) -> Result<Posted> {
    if entry.draft.same_content(draft) {
        return Ok(Posted { entry, repeated: true });
    }
    Err(Error::KeyReused { key: draft.key.clone(), first: entry.id })
}

/// Whether what a charging entry puts on this book is charged to a person, if only to be written off at once.
pub(crate) const fn takes(book: Book) -> bool {
    matches!(
        book,
        Book::Tenant(_)
            | Book::Grant(_)
            | Book::EmergencyCredit(_)
            | Book::Receivable(_)
            | Book::FormerTenant(_)
            | Book::WriteOff
    )
}
