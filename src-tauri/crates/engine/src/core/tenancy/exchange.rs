//! Two rooms change their tenants, and each account goes with its tenant.

use ledger::{Book, Cause, Line};
use store::Tx;
use store::granted::{Grant, GrantEnd};
use store::tenancy::{Tenancy, TenancyKind};
use units::{AccountId, Month, TenancyId};

use super::{Kept, Leaving, begin, end_tenancy, keep_open, owner_bears, standing};
use crate::core::Core;
use crate::core::once::Command;
use crate::core::payment::{Posting, debt_key, grants_left, owed};
use crate::error::{Refusal, Result};

/// Who comes from where, and in which room and from when on.
struct Coming<'a> {
    who: &'a Leaving,
    row: Tenancy,
    occupants: u32,
    keep_from: Option<Month>,
}

impl Core {
    pub fn exchange_rooms(&mut self, a: &Leaving, b: &Leaving, command: &Command) -> Result<()> {
        for leaving in [a, b] {
            if !owed(&self.store, Book::Receivable(leaving.account))?.is_zero() {
                return Err(Refusal::new("bills-open").with("name", &leaving.row.name).field("room"));
            }
        }
        let coming = [self.coming(a, b)?, self.coming(b, a)?];
        let (posting, basis) = (self.posting(command), self.basis());
        self.do_once(command, |tx| {
            for leaving in [a, b] {
                end_tenancy(tx, leaving, &basis, &posting)?;
            }
            for Coming { who, row, occupants, keep_from } in &coming {
                if row.kind == TenancyKind::Owner {
                    owner_bears(tx, who, &posting)?;
                    begin(tx, row, 0, &basis)?;
                } else {
                    let (tenancy, account) = begin(tx, row, *occupants, &basis)?;
                    keep_open(tx, account, *keep_from)?;
                    carry_over(tx, who, (tenancy, account), &posting)?;
                }
            }
            Ok(())
        })?;
        for leaving in [a, b] {
            self.taken_over(leaving)?;
        }
        Ok(())
    }

    fn coming<'a>(&self, who: &'a Leaving, to: &Leaving) -> Result<Coming<'a>> {
        let from_at = to.register.at;
        let row = if who.row.kind == TenancyKind::Owner {
            self.owner_row(to.place, from_at)
        } else {
            Tenancy { place: to.place, from_at, to_at: None, ..who.row.clone() }
        };
        let day = self.site.zone.date(from_at);
        let occupants = store::occupancy::on(&self.store, who.tenancy, day)?.unwrap_or(0);
        Ok(Coming { who, row, occupants, keep_from: self.first_to_keep(from_at) })
    }
}

/// All that stands on a person's books goes on under the new account.
fn carry_over(
    tx: &mut Tx<'_>,
    who: &Leaving,
    (tenancy, account): (TenancyId, AccountId),
    posting: &Posting<'_>,
) -> Kept<()> {
    let old = standing(tx, who.account, who.tenancy)?;
    let from = who.account;
    let moved = [
        (Book::Tenant(from), Book::Tenant(account), old.balance),
        (Book::EmergencyCredit(from), Book::EmergencyCredit(account), -old.emergency),
        (Book::Debt(from), Book::Debt(account), -old.debt),
        (Book::Deposit(who.tenancy), Book::Deposit(tenancy), old.deposit),
    ];
    let lines = moved.into_iter().flat_map(|(old, new, held)| [Line::new(old, held), Line::new(new, -held)]);
    let draft = posting.draft(Cause::Transfer, &format!("account-{account}"), lines.collect(), "");
    if !draft.lines.is_empty() {
        tx.post(draft)?;
    }
    for (id, grant, left) in grants_left(tx, from)? {
        let mut entry = None;
        if left.is_positive() {
            let lines = vec![Line::new(Book::Grant(from), left), Line::new(Book::Grant(account), -left)];
            let moved = tx.post(posting.draft(Cause::Transfer, &format!("grant-{id}"), lines, ""))?.entry.id;
            store::granted::insert(tx, &Grant { account, allowance: None, amount: left, entry: moved, ..grant })?;
            entry = Some(moved);
        }
        store::granted::end(tx, id, GrantEnd { at: posting.at, entry })?;
    }
    match store::setting::get(tx, &debt_key(from))? {
        Some(terms) => Ok(store::setting::put(tx, &debt_key(account), &terms)?),
        None => Ok(()),
    }
}
