//! What is left of former tenants: kept for them, or owed by them (rule 1).

use ledger::{Book, Cause, Line, Move};
use units::TenancyId;

use super::super::money::{parse_amount, parse_tender};
use super::tenancy_row;
use crate::core::{Command, Core, held};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::{Actor, View};

pub(crate) fn former_tenants(view: &View, _: Nothing) -> Result<Vec<TenancyRow>> {
    let currency = view.live.site.currency;
    let mut rows = Vec::new();
    for (book, sum) in store::balance::all(&view.reader)? {
        let Book::FormerTenant(id) = book else { continue };
        if sum.is_zero() {
            continue;
        }
        if let Some(row) = store::tenancy::get(&view.reader, id)? {
            rows.push(tenancy_row(&view.reader, currency, id, row)?);
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.to));
    Ok(rows)
}

pub(crate) fn settle_former(core: &mut Core, by: &Actor, args: FormerArgs) -> Result<FormerSettled> {
    let command = Command::new("settle_former", &args.key, &args, by)?;
    let tenancy = TenancyId(args.tenancy);
    let repeated = core.done_before(&command)?;
    if !repeated {
        let step = step(core, tenancy, &args)?;
        core.settle_former(step, &command)?;
    }
    let row = store::tenancy::get(&core.store, tenancy)?.ok_or_else(unknown)?;
    let entry = store::entry::by_key(&core.store, &command.entry_key("former"))?;
    Ok(FormerSettled {
        tenancy: tenancy_row(&core.store, core.site.currency, tenancy, row)?,
        receipt: entry.and_then(|entry| entry.receipt).map(|receipt| receipt.to_string()),
        repeated,
    })
}

fn unknown() -> Refusal {
    Refusal::new("not-settled").field("tenancy")
}

fn step(core: &Core, tenancy: TenancyId, args: &FormerArgs) -> Result<(Cause, Vec<Line>, String)> {
    let currency = core.site.currency;
    let row = store::tenancy::get(&core.store, tenancy)?.ok_or_else(unknown)?;
    row.to_at.ok_or_else(unknown)?;
    let former = Book::FormerTenant(tenancy);
    let kept = held(&core.store, former)?;
    let nothing_owed = || Refusal::new("nothing-owed").with("name", &row.name).field("tenancy");
    let reason = args.reason.trim().to_owned();
    let what = match &args.step {
        FormerStep::Pays { amount, tender } => {
            let amount = parse_amount(amount, currency)?;
            if !kept.is_negative() {
                return Err(nothing_owed());
            }
            if amount > -kept {
                return Err(Refusal::new("more-than-owed").with("owed", currency.display(-kept)).field("amount"));
            }
            Move::FormerPaid { tenancy, tender: parse_tender(tender)?, amount }
        }
        FormerStep::PaidOut { tender } => {
            if !kept.is_positive() {
                return Err(Refusal::new("nothing-kept").with("name", &row.name).field("tenancy"));
            }
            Move::FormerRefunded { tenancy, tender: parse_tender(tender)?, amount: kept }
        }
        FormerStep::WriteOff => {
            if !kept.is_negative() {
                return Err(nothing_owed());
            }
            if reason.is_empty() {
                return Err(Refusal::new("reason-missing").field("reason"));
            }
            Move::WrittenOff { tenancy, amount: -kept }
        }
    };
    Ok((what.cause(), what.lines(), reason))
}
