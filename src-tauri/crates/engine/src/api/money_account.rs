//! The money of a tenancy beside its charges: grants, emergency credit, debt, deposit, bills.

use billing::Percent;
use ledger::{Book, Cause, Move};
use store::bill::Numbered;
use units::{AccountId, Currency, Money, PlaceId, millis};

use super::money::{parse_amount, parse_tender, room_row};
use super::people::People;
use super::tenancies::occupied;
use crate::core::{Command, Core, debt_key, debt_terms, debt_text, grants_left, held, open_bills, owed};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::{Actor, View};

pub(crate) fn room_money(core: &mut Core, by: &Actor, args: RoomArgs) -> Result<RoomMoney> {
    let place = core.room_named(&args.room)?;
    money_of(core, place, by)
}

pub(crate) fn draw_emergency(core: &mut Core, by: &Actor, args: EmergencyArgs) -> Result<RoomMoney> {
    let command = Command::new("draw_emergency", &args.key, &args, by)?;
    let place = occupied(core, &args.room)?;
    let repeated = core.done_before(&command)?;
    if !repeated {
        core.draw_emergency(place, &command)?;
    }
    Ok(RoomMoney { repeated, ..money_of(core, place, by)? })
}

pub(crate) fn put_debt(core: &mut Core, by: &Actor, args: DebtArgs) -> Result<RoomMoney> {
    let command = Command::new("put_debt", &args.key, &args, by)?;
    let place = occupied(core, &args.room)?;
    let repeated = core.done_before(&command)?;
    if !repeated {
        let currency = core.site.currency;
        let amount = parse_amount(&args.amount, currency)?;
        let reason = reason(&args.reason)?;
        if !(1..=100).contains(&args.percent) {
            return Err(Refusal::new("bad-percent").field("percent"));
        }
        let most = |text: &Option<String>, field| {
            text.as_deref().map(|text| parse_amount(text, currency).map_err(|refusal| refusal.field(field))).transpose()
        };
        let terms = debt_text(
            args.percent,
            most(&args.most_per_top_up, "most_per_top_up")?,
            most(&args.most_per_month, "most_per_month")?,
        );
        let account = core.rooms[&place].account.id;
        let agreed = match args.origin {
            DebtOrigin::Balance => Move::DebtAgreed { account, amount },
            DebtOrigin::Earlier => Move::DebtTakenOver { account, amount },
        };
        if args.origin == DebtOrigin::Balance {
            let balance = core.known_balance(place)?;
            if amount > -balance {
                let refusal = Refusal::new("debt-beyond-balance").with("balance", currency.display(balance));
                return Err(refusal.field("amount"));
            }
        }
        core.post_plain(place, &command, (agreed.cause(), "debt"), agreed.lines(), &reason, |tx| {
            store::setting::put(tx, &debt_key(account), &terms)
        })?;
    }
    Ok(RoomMoney { repeated, ..money_of(core, place, by)? })
}

pub(crate) fn refund(core: &mut Core, by: &Actor, args: RefundArgs) -> Result<RoomMoney> {
    let command = Command::new("refund", &args.key, &args, by)?;
    let place = occupied(core, &args.room)?;
    let repeated = core.done_before(&command)?;
    if !repeated {
        let currency = core.site.currency;
        let amount = parse_amount(&args.amount, currency)?;
        let tender = parse_tender(&args.tender)?;
        let reason = reason(&args.reason)?;
        let most = core.refundable(place)?;
        if amount > most {
            return Err(Refusal::new("more-than-refundable").with("most", currency.display(most)).field("amount"));
        }
        let account = core.rooms[&place].account.id;
        let lines = Move::Refunded { account, tender, amount }.lines();
        core.post_receipted(place, &command, (Cause::Refund, "refund"), lines, &reason)?;
    }
    let receipt = receipt(core, &command, "refund")?;
    Ok(RoomMoney { receipt, repeated, ..money_of(core, place, by)? })
}

pub(crate) fn grant(core: &mut Core, by: &Actor, args: GrantArgs) -> Result<RoomMoney> {
    let command = Command::new("grant", &args.key, &args, by)?;
    let place = occupied(core, &args.room)?;
    let repeated = core.done_before(&command)?;
    if !repeated {
        let amount = parse_amount(&args.amount, core.site.currency)?;
        let reason = reason(&args.reason)?;
        let last = args.expires_on.as_deref().map(|day| super::parse_day(day, "expires_on")).transpose()?;
        if last.is_some_and(|last| last < core.site.zone.date(core.now)) {
            return Err(Refusal::new("until-past").field("expires_on"));
        }
        core.give_grant(place, amount, last.and_then(|last| last.succ_opt()), &reason, &command)?;
    }
    Ok(RoomMoney { repeated, ..money_of(core, place, by)? })
}

pub(crate) fn deposit(core: &mut Core, by: &Actor, args: DepositArgs) -> Result<RoomMoney> {
    let command = Command::new("deposit", &args.key, &args, by)?;
    let place = occupied(core, &args.room)?;
    let repeated = core.done_before(&command)?;
    if !repeated {
        let currency = core.site.currency;
        let amount = parse_amount(&args.amount, currency)?;
        let tender = parse_tender(&args.tender)?;
        let tenancy = core.tenancy_of(place)?;
        let there = held(&core.store, Book::Deposit(tenancy))?;
        let step = match args.step {
            DepositStep::Take => Move::DepositTaken { tenancy, tender, amount },
            DepositStep::Return if amount > there => {
                return Err(Refusal::new("more-than-deposit").with("most", currency.display(there)).field("amount"));
            }
            DepositStep::Return => Move::DepositReturned { tenancy, tender, amount },
        };
        core.post_receipted(place, &command, (step.cause(), "deposit"), step.lines(), args.reason.trim())?;
    }
    let receipt = receipt(core, &command, "deposit")?;
    Ok(RoomMoney { receipt, repeated, ..money_of(core, place, by)? })
}

pub(crate) fn bills(view: &View, _: Nothing) -> Result<Vec<BillRow>> {
    let people = People::of(&view.reader)?;
    let site = &view.live.site;
    let mut rows = Vec::new();
    for (account, person) in people.accounts() {
        if person.tenancy.postpaid || person.tenancy.to_at.is_none() {
            let names = (person.room.as_str(), person.tenancy.name.as_str());
            rows.extend(bills_of(&view.reader, account, names, site.currency, view.today())?);
        }
    }
    rows.retain(|row| row.state != BillState::Paid);
    rows.sort_by(|a, b| (&a.due_on, a.id).cmp(&(&b.due_on, b.id)));
    Ok(rows)
}

fn bills_of(
    db: &store::Db,
    account: AccountId,
    (room, tenant): (&str, &str),
    currency: Currency,
    today: chrono::NaiveDate,
) -> Result<Vec<BillRow>> {
    let row = |(Numbered { id, bill, .. }, open): (Numbered, Money)| BillRow {
        id,
        room: room.to_owned(),
        tenant: tenant.to_owned(),
        month: bill.month.to_string(),
        issued_at: millis(bill.made_at),
        due_on: bill.due_on.to_string(),
        amount: Amount::of(bill.amount, currency),
        open: Amount::of(open, currency),
        state: match open.is_zero() {
            true => BillState::Paid,
            false if bill.due_on < today && open.is_positive() => BillState::Overdue,
            false => BillState::Open,
        },
    };
    Ok(open_bills(db, account)?.into_iter().map(row).collect())
}

fn money_of(core: &mut Core, place: PlaceId, by: &Actor) -> Result<RoomMoney> {
    let currency = core.site.currency;
    let amount = |money| Amount::of(money, currency);
    let row = room_row(core, place, by)?;
    let balance = core.balance(place);
    let refundable = if balance.is_some() { core.refundable(place)? } else { Money::ZERO };
    let room = &core.rooms[&place];
    let (account, db) = (room.account.id, &core.store);
    let posted = room.account.posted_balance;
    // What is due and not posted yet takes granted money first.
    let unposted = (posted - balance.unwrap_or(posted)).max(Money::ZERO);
    let granted = (held(db, Book::Grant(account))? - unposted).max(Money::ZERO);
    let debt = owed(db, Book::Debt(account))?;
    let terms = debt_terms(db, account)?;
    let today = core.site.zone.date(core.now);
    let tenancy = core.tenancy_of(place)?;
    let mut grants = Vec::new();
    for (_, grant, left) in grants_left(db, account)?.into_iter().filter(|(_, _, left)| left.is_positive()) {
        let entry = store::entry::get(db, grant.entry)?;
        grants.push(GrantRow {
            at: entry.as_ref().map_or(0, |entry| millis(entry.draft.at)),
            amount: amount(left),
            expires_on: grant.expires_on.and_then(|day| day.pred_opt()).map(|day| day.to_string()),
            reason: entry.map(|entry| entry.draft.memo).unwrap_or_default(),
        });
    }
    let names = (room.name.as_str(), room.tenancy.name.as_str());
    Ok(RoomMoney {
        room: row,
        balance: amount(balance.unwrap_or(posted)),
        granted: amount(granted),
        grants,
        emergency_owed: amount(room.emergency),
        emergency_available: core.emergency_available(place).ok().map(amount),
        debt: (!debt.is_zero()).then(|| DebtRow {
            owed: amount(debt),
            percent: percent(terms.share),
            most_per_top_up: terms.most_per_top_up.map(amount),
            most_per_month: terms.most_per_month.map(amount),
        }),
        deposit: amount(held(db, Book::Deposit(tenancy))?),
        refundable: amount(refundable),
        bills: bills_of(db, account, names, currency, today)?,
        receipt: None,
        repeated: false,
    })
}

fn percent(share: Percent) -> u32 {
    u32::try_from(share.micro() / 1_000_000).unwrap_or(0)
}

fn reason(text: &str) -> Result<String> {
    let reason = text.trim();
    if reason.is_empty() { Err(Refusal::new("reason-missing").field("reason")) } else { Ok(reason.to_owned()) }
}

fn receipt(core: &Core, command: &Command, what: &str) -> Result<Option<String>> {
    let entry = store::entry::by_key(&core.store, &command.entry_key(what))?;
    Ok(entry.and_then(|entry| entry.receipt).map(|receipt| receipt.to_string()))
}
