//! Differences for past months that wait for a person's word (rule 3).

use billing::LineDifference;
use units::{AccountId, Currency, Money};

use super::{lines, parse_month};
use crate::core::{Approved, Core, Pending};
use crate::dto::*;
use crate::error::Result;
use crate::settings::SiteSettings;
use crate::words::Words;
use crate::{Actor, View};

pub(crate) fn pending_differences(view: &View, _: Nothing) -> Result<PendingDifferences> {
    let named = |pending: &Pending| {
        let room = view.live.rooms.iter().find(|room| room.place == pending.place);
        room.map(|room| (room.name.clone(), room.tenancy.name.clone())).unwrap_or_default()
    };
    Ok(shown(&view.live.pending, &view.live.site, view.words(), named))
}

pub(crate) fn approve_differences(core: &mut Core, by: &Actor, args: ApproveArgs) -> Result<PendingDifferences> {
    let mut approved = Vec::new();
    for row in &args.rows {
        let difference = Money::new(row.difference_minor)?;
        approved.push(Approved { account: AccountId(row.account), month: parse_month(&row.month)?, difference });
    }
    core.approve(&approved, &args.note, by)?;
    let named = |pending: &Pending| {
        let room = core.rooms.get(&pending.place);
        room.map(|room| (room.name.clone(), room.tenancy.name.clone())).unwrap_or_default()
    };
    Ok(shown(&core.pending(), &core.site, Words::new(by.language), named))
}

fn shown(
    pending: &[Pending],
    site: &SiteSettings,
    words: Words,
    named: impl Fn(&Pending) -> (String, String),
) -> PendingDifferences {
    let currency = site.currency;
    let rows = pending.iter().map(|pending| {
        let (room, tenant) = named(pending);
        PendingDifference {
            account: pending.account.0,
            room,
            tenant: Some(tenant).filter(|name| !name.is_empty()),
            month: pending.month.to_string(),
            difference: Amount::of(pending.amount(), currency),
            lines: pending.differences.iter().map(|line| difference_line(line, currency, words)).collect(),
        }
    });
    PendingDifferences {
        rows: rows.collect(),
        total: Amount::of(pending.iter().map(Pending::amount).sum(), currency),
        limit: Amount::of(site.correction_limit, currency),
        most_accounts: site.correction_accounts,
    }
}

fn difference_line(line: &LineDifference, currency: Currency, words: Words) -> PreviewLine {
    PreviewLine {
        what: lines::kind_name(line.kind, &words),
        detail: lines::detail(&line.detail, &words),
        quantity: if line.energy.wh() == 0 { String::new() } else { format!("{} kWh", line.energy) },
        rate: String::new(),
        amount: Amount::of(line.amount, currency),
    }
}
