//! What is due on an account and not posted, worked out and posted within one transaction: for accounts that end, and
//! for the past that is put right.

use billing::{Carried, LineDifference};
use ledger::{Book, Cause};
use store::{Charging, Db, Tx};
use units::{AccountId, Money, Month, Timestamp};

use super::energy::posted_lines;
use super::facts::{Charged, Ground};
use super::once::Stop;
use super::payment::{Posting, grants_first};
use super::post::{Due, charge_draft, charge_lines};
use super::{Core, Terms};
use crate::error::{Refusal, Result};
use crate::settings::SiteSettings;

/// What charges are worked out by while a transaction is under way.
pub(crate) struct Basis {
    pub terms: Terms,
    pub site: SiteSettings,
    pub now: Timestamp,
    /// Fees are due up to here.
    pub as_of: Timestamp,
}

/// What is to be charged, or given back, month by month.
#[derive(Default)]
pub(crate) struct Dues {
    pub charged: Vec<Due>,
    /// Energy that comes to no money: recorded, so that the lines of a tenancy have all the energy of its register.
    pub free: Vec<Due>,
    /// The counters at the end of each month.
    pub carried: Vec<(Month, Carried)>,
}

impl Dues {
    pub fn sum(&self) -> Money {
        self.charged.iter().map(Due::amount).sum()
    }
}

impl Core {
    pub(super) fn basis(&self) -> Basis {
        let as_of = self.now.max(self.posted_through);
        Basis { terms: self.terms.clone(), site: self.site.clone(), now: self.now, as_of }
    }
}

impl Basis {
    /// What is due on an account and not posted, from a month up to the present one.
    pub fn dues(&self, db: &Db, who: &Charged, first: Month) -> Result<Dues> {
        let last = self.site.zone.month(self.as_of);
        let ground = Ground::new(db, &self.terms, &self.site);
        let (mut month, mut dues) = (first, Dues::default());
        let mut carried: Option<Carried> = None;
        while month <= last {
            let rated = match carried.take() {
                Some(carried) => ground.month_with(who, month, &carried)?,
                None => ground.month(who, month)?,
            };
            let held = |cause: billing::Held| Refusal::new("charges-held").with("cause", crate::cause::held(&cause));
            let charges = rated.charges(self.as_of).map_err(held)?;
            let posted = posted_lines(db, who.account, month)?;
            let due = |differences: Vec<LineDifference>| Due { place: who.place, month, differences };
            let charged = due(billing::difference(&charges.lines, &posted));
            let free = due(billing::free_difference(&charges.lines, &posted));
            for (due, all) in [(charged, &mut dues.charged), (free, &mut dues.free)] {
                if !due.differences.is_empty() {
                    all.push(due);
                }
            }
            dues.carried.push((month, charges.carried_out.clone()));
            carried = Some(charges.carried_out);
            month = month.next();
        }
        Ok(dues)
    }
}

/// Posts differences as the close of a day does, granted money first.
pub(super) fn post(
    tx: &mut Tx<'_>,
    dues: &Dues,
    account: AccountId,
    posting: &Posting<'_>,
    memo: &str,
) -> std::result::Result<(), Stop> {
    for due in &dues.charged {
        let to = charging(tx, account, due.month)?;
        let mut draft = charge_draft(due, &to, posting.booking, posting.at);
        grants_first(tx, account, &mut draft)?;
        posting.command.actor().clone_into(&mut draft.actor);
        memo.clone_into(&mut draft.memo);
        tx.post_charges(draft, to, &charge_lines(due))?;
    }
    for due in &dues.free {
        let cause = if due.month < posting.booking { Cause::Correction } else { Cause::Charge };
        tx.record_free(charging(tx, account, due.month)?, cause, posting.at, &charge_lines(due))?;
    }
    Ok(())
}

fn charging(db: &Db, account: AccountId, service: Month) -> store::Result<Charging> {
    let first_ordinal = store::charge::next_ordinal(db, account, service)?;
    Ok(Charging { account, service, first_ordinal })
}

/// Posts a difference for a tenancy that has ended: a named receivable or payable of the former tenant (rule 1), or
/// the owner's share. It never moves to another tenant.
pub(super) fn post_former(
    tx: &mut Tx<'_>,
    dues: &Dues,
    (who, to): (&Charged, Book),
    posting: &Posting<'_>,
    (what, memo): (&str, &str),
) -> std::result::Result<(), Stop> {
    post(tx, dues, who.account, posting, memo)?;
    let sum = dues.sum();
    if !sum.is_zero() {
        let lines = vec![ledger::Line::new(Book::Tenant(who.account), -sum), ledger::Line::new(to, sum)];
        tx.post(posting.draft(Cause::Transfer, &format!("{what}-{}", who.account), lines, memo))?;
    }
    Ok(())
}
