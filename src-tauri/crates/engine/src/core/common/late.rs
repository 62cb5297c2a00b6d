//! A supplier's bill that is known at last: open months are shared anew, closed ones corrected by name (rule 11).

use billing::{ChargeKind, LineDifference};
use ledger::{Book, Cause, Draft, Move};
use store::Tx;
use store::share::Share;
use store::supplier_bill::{SupplierBill, SupplierBillId};
use units::{Money, Month, PoolId, Timestamp};

use super::{PoolFacts, Shared, Sharing, Trial};
use crate::Actor;
use crate::core::Core;
use crate::core::close::{Correction, Why, post_all};
use crate::core::facts::Ground;
use crate::core::post::Due;
use crate::error::{Refusal, Result};

/// A month that a bill touches, without it and with it.
pub(crate) struct Restated {
    pub month: Month,
    pub before: Shared,
    pub after: Shared,
}

/// What a bill changes, month by month.
pub(crate) fn restated(ground: Ground<'_>, through: Timestamp, trial: &Trial) -> Result<Vec<Restated>> {
    let old = trial.instead_of.map(|id| bill(ground.db, id)).transpose()?;
    let touched: Vec<&SupplierBill> = trial.bill.iter().chain(old.as_ref()).collect();
    let mut restated = Vec::new();
    for (pool, month) in months(&touched) {
        let pool = PoolFacts::get(ground.db, pool)?;
        let before = Sharing::new(ground, through, None).share(&pool, month)?;
        let after = Sharing::new(ground, through, Some(trial)).share(&pool, month)?;
        restated.extend(before.zip(after).map(|(before, after)| Restated { month, before, after }));
    }
    Ok(restated)
}

/// The pools and months for whose days the bills are.
fn months(bills: &[&SupplierBill]) -> Vec<(PoolId, Month)> {
    let mut months = Vec::new();
    for bill in bills {
        let Some(pool) = bill.pool else { continue };
        let last = bill.until_day.pred_opt().unwrap_or(bill.from_day);
        let mut month = Month::of(bill.from_day);
        while month <= Month::of(last) {
            months.push((pool, month));
            month = month.next();
        }
    }
    months.sort();
    months.dedup();
    months
}

pub(crate) fn bill(db: &store::Db, id: SupplierBillId) -> Result<SupplierBill> {
    let found = store::supplier_bill::get(db, id)?.filter(|bill| bill.withdrawn_at.is_none());
    found.ok_or_else(|| Refusal::new("unknown-supplier-bill"))
}

impl Core {
    /// Keeps a bill, in the place of another where it corrects one, or takes one away. What it changes in closed months
    /// is corrected in the same transaction; open months are shared anew.
    pub fn change_bill(&mut self, trial: &Trial, by: &Actor) -> Result<()> {
        let (now, booking) = (self.now, self.open_booking()?);
        let through = self.posted_through;
        let (corrections, owners) = self.behind_locks(trial)?;
        let name = trial.bill.as_ref().map_or("withdraw_supplier_bill", |_| "enter_supplier_bill");
        let reference = trial.bill.as_ref().map(|bill| bill.reference.clone());
        let reason = reference.or(trial.instead_of.map(|id| id.0.to_string())).unwrap_or_default();
        let done = self.done(by, name, format!("{trial:?}"));
        let why = Why { reason: &reason, actor: &by.name };
        self.write(|tx| {
            if let Some(old) = trial.instead_of {
                store::supplier_bill::withdraw(tx, old, now)?;
            }
            if let Some(bill) = &trial.bill {
                store::supplier_bill::insert(tx, bill)?;
            }
            post_all(tx, &corrections, booking, now, &why)?;
            for share in &owners {
                store::share::revise(tx, share)?;
                owners_part(tx, share, booking, now, &by.name)?;
            }
            store::operation::insert(tx, &done)
        })?;
        self.keep_head_outside();
        for correction in &corrections {
            self.read_balance(correction.place)?;
        }
        self.share_common(through)?;
        self.post_past(booking, &by.name)?;
        self.rooms.keys().copied().collect::<Vec<_>>().into_iter().for_each(|place| self.control(place));
        Ok(())
    }

    /// What the bill changes in open months before the present one is posted at once: a person has seen it.
    fn post_past(&mut self, booking: Month, actor: &str) -> Result<()> {
        let mut all: Vec<Due> = Vec::new();
        for room in self.rooms.values() {
            // What is held is posted when it can be rated.
            let open = room.account.differences(self.posted_through).unwrap_or_default();
            let shared = |difference: &LineDifference| {
                difference.month < booking
                    && matches!(difference.kind, ChargeKind::Common | ChargeKind::Tax | ChargeKind::TaxIncluded)
            };
            for difference in open.into_iter().filter(shared) {
                match all.iter_mut().find(|due| due.place == room.place && due.month == difference.month) {
                    Some(due) => due.differences.push(difference),
                    None => {
                        let month = difference.month;
                        all.push(Due { place: room.place, month, differences: vec![difference] });
                    }
                }
            }
        }
        self.post_due(&all, booking, actor, |_| Ok(()))
    }

    /// The corrections of accounts whose month is locked, and the owner's own legs of closed months.
    fn behind_locks(&self, trial: &Trial) -> Result<(Vec<Correction>, Vec<Share>)> {
        let old = trial.instead_of.map(|id| bill(&self.store, id)).transpose()?;
        let touched: Vec<&SupplierBill> = trial.bill.iter().chain(old.as_ref()).collect();
        let (mut corrections, mut owners) = (Vec::new(), Vec::new());
        for (pool, month) in months(&touched) {
            let closed = store::month_close::get(&self.store, month)?.is_some();
            let locks = store::period_lock::of_month(&self.store, month)?;
            if !closed && locks.is_empty() {
                continue;
            }
            let pool = PoolFacts::get(&self.store, pool)?;
            let sharing = Sharing::new(self.ground(), self.posted_through, Some(trial));
            let Some(shared) = sharing.share(&pool, month)? else { continue };
            for share in self.differing(month, shared.rows(&pool, self.site.currency, self.now))? {
                match share.account {
                    None if closed => owners.push(share),
                    Some(account) if locks.iter().any(|lock| lock.account == account) => {
                        corrections.push(Correction::by_shares(self.ground(), vec![share], account, month)?);
                    }
                    _ => {}
                }
            }
        }
        Ok((corrections, owners))
    }
}

/// What the owner bears of a pool in a month beside the vacant rooms, posted by difference.
pub(in crate::core) fn owners_part(
    tx: &mut Tx<'_>,
    share: &Share,
    booking: Month,
    now: Timestamp,
    actor: &str,
) -> store::Result<()> {
    let mut posted = Money::ZERO;
    let key = |ordinal: u32| format!("owners_part/{}/{}/{}/{ordinal}", share.pool, share.service, share.version);
    let mut ordinal = 0;
    while let Some(entry) = store::entry::by_key(tx, &key(ordinal))? {
        posted += entry.draft.amount_on(Book::OwnersShare);
        ordinal += 1;
    }
    let difference = share.amount - posted;
    if difference.is_zero() {
        return Ok(());
    }
    let draft = Draft {
        at: now,
        cause: Cause::MonthClose,
        key: key(ordinal),
        booking,
        service: Some(share.service),
        lines: Move::OwnerBearsCommon { amount: difference }.lines(),
        memo: String::new(),
        reverses: None,
        receipt: None,
        actor: actor.to_owned(),
    };
    tx.post(draft).map(drop)
}
