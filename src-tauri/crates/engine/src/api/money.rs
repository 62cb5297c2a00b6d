use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use ledger::{Book, Cause, Draft, Entry, ReceiptNumber, Tender};
use units::{AccountId, Currency, Money, Period, TenancyId, Timestamp, millis};

use super::people::{People, Person};
use super::rooms;
use crate::core::{Core, Parts, account_of, is_key};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::words::Words;
use crate::{Actor, View};

/// The most that one top-up may be, in whole units of the currency: a slip of the finger, not a payment.
const LIMIT_UNITS: i64 = 100_000;

pub(crate) fn top_up_preview(core: &mut Core, by: &Actor, args: TopUpPreviewArgs) -> Result<TopUpPreview> {
    let place = core.room_named(&args.room)?;
    let currency = core.site.currency;
    let amount = parse_amount(&args.amount, currency)?;
    let parts = core.split(&core.rooms[&place], amount)?;
    let live = core.picture();
    let room = live.rooms.iter().find(|room| room.place == place).ok_or_else(|| Refusal::broken("the room is gone"))?;
    let after = room.balance + parts.balance;
    let cut_off = core.site.cut_off;
    let spent: Option<Money> = room.days_left.filter(|days| *days > 0).map(|_| room.balance - cut_off);
    let days = match (spent, room.days_left) {
        (Some(spent), Some(days)) if spent.is_positive() => Some(days * (after - cut_off).minor() / spent.minor()),
        _ => None,
    };
    Ok(TopUpPreview {
        amount: Amount::of(amount, currency),
        balance_before: Amount::of(room.balance, currency),
        balance_after: Amount::of(after, currency),
        parts: shown_parts(&parts, currency, &Words::new(by.language)),
        restores: room.smallest_topup.is_some_and(|least| amount >= least),
        least_to_restore: room.smallest_topup.map(|least| Amount::of(least, currency)),
        days,
    })
}

/// The parts of a payment that are not nothing; the balance always.
pub(super) fn shown_parts(parts: &Parts, currency: Currency, words: &Words) -> Vec<TopUpPart> {
    let all = [
        ("fee", parts.fee),
        ("tax", parts.tax),
        ("emergency", parts.emergency),
        ("debt", parts.debt),
        ("bills", parts.bills),
        ("balance", parts.balance),
    ];
    let shown = all.into_iter().filter(|(code, part)| *code == "balance" || !part.is_zero());
    let part = |(code, part): (&str, Money)| TopUpPart {
        code: code.to_owned(),
        text: words.say(&format!("top-up-part-{code}"), &[]),
        amount: Amount::of(part, currency),
    };
    shown.map(part).collect()
}

pub(crate) fn top_up(core: &mut Core, by: &Actor, args: TopUpArgs) -> Result<TopUp> {
    let currency = core.site.currency;
    let place = core.room_named(&args.room)?;
    let amount = parse_amount(&args.amount, currency)?;
    let tender = parse_tender(&args.tender)?;
    if !is_key(&args.key) {
        return Err(Refusal::new("key-missing").field("key"));
    }
    if core.rooms[&place].tenancy.vacant {
        return Err(Refusal::new("room-vacant").with("room", &args.room).field("room"));
    }
    let posted = core.post_top_up(place, amount, tender, &args.key, &by.name)?;
    core.control(place);
    if posted.repeated && store::entry::reversal(&core.store, posted.entry.id)?.is_some() {
        let receipt = posted.entry.receipt.map(|receipt| receipt.to_string()).unwrap_or_default();
        return Err(Refusal::new("already-reversed").with("receipt", receipt).field("key"));
    }
    taken(core, by, place, &posted, (amount, tender))
}

/// What a payment did.
fn taken(
    core: &mut Core,
    by: &Actor,
    place: units::PlaceId,
    posted: &store::Posted,
    (amount, tender): (Money, Tender),
) -> Result<TopUp> {
    let currency = core.site.currency;
    let receipt = posted.entry.receipt.map(|receipt| receipt.to_string()).unwrap_or_default();
    // A repeated key shows what the first one did.
    let parts = Parts::of(&posted.entry);
    let now = core.balance(place).unwrap_or_default();
    let before = balance_before(&posted.entry).unwrap_or(now - parts.balance);
    let after = before + parts.balance;
    let row = room_row(core, place, by)?;
    Ok(TopUp {
        receipt,
        entry: posted.entry.id.0,
        at: millis(posted.entry.draft.at),
        room: row.name.clone(),
        tenant: row.tenant.clone(),
        amount: Amount::of(amount, currency),
        tender: tender.code().to_owned(),
        balance_before: Amount::of(before, currency),
        balance_after: Amount::of(after, currency),
        parts: shown_parts(&parts, currency, &Words::new(by.language)),
        supply: row,
        repeated: posted.repeated,
    })
}

/// Undo by an entry that names the first; only while the money is still there (rule 23). The number stays taken.
pub(crate) fn reverse_top_up(core: &mut Core, by: &Actor, args: ReverseArgs) -> Result<ReceiptRow> {
    if args.reason.trim().is_empty() {
        return Err(Refusal::new("reason-missing").field("reason"));
    }
    let entry = find_receipt(&core.store, &args.receipt)?;
    let reversed = store::entry::reversal(&core.store, entry.id)?;
    let repeated = match reversed {
        Some(by) => store::entry::get(&core.store, by)?.is_some_and(|entry| entry.draft.key == reversal_key(&args.key)),
        None => false,
    };
    if reversed.is_some() && !repeated {
        return Err(Refusal::new("already-reversed").with("receipt", &args.receipt).field("receipt"));
    }
    let unknown = || Refusal::new("unknown-receipt").with("receipt", &args.receipt).field("receipt");
    let (account, ..) = parts(&entry).ok_or_else(unknown)?;
    let place = core.rooms.values().find(|room| room.account.id == account).map(|room| room.place);
    let currency = core.site.currency;
    if place.is_none() && !repeated {
        // The account is settled: what is wrong with its past is put right with the former tenant by name.
        return Err(Refusal::new("reversal-settled").with("receipt", &args.receipt).field("receipt"));
    }
    let balance = place.and_then(|place| core.balance(place)).unwrap_or_default();
    if !repeated && balance < Parts::of(&entry).balance {
        let refusal = Refusal::new("reversal-depends").with("receipt", &args.receipt);
        return Err(refusal.with("balance", currency.display(balance)).field("receipt"));
    }
    if !repeated {
        let month = core.site.zone.month(core.now);
        let draft = Draft::reversal_of(&entry, core.now, month, &reversal_key(&args.key), &by.name, &args.reason);
        core.post(draft)?;
        if let Some(place) = place {
            core.read_balance(place)?;
            core.control(place);
        }
    }
    Ok(receipt_row(&entry, &People::of(&core.store)?, currency, true))
}

/// What happened after a backup was taken is entered again from its paper receipts (rule 24).
pub(crate) fn reenter_receipt(core: &mut Core, by: &Actor, args: ReenterArgs) -> Result<TopUp> {
    let old = ReceiptNumber::parse(args.receipt.trim());
    let old = old.map_err(|_| Refusal::new("bad-receipt").with("receipt", &args.receipt).field("receipt"))?;
    let Some(until) = core.site.restored else { return Err(Refusal::new("not-restored")) };
    if store::entry::by_receipt(&core.store, old)?.is_some() {
        return Err(Refusal::new("receipt-known").with("receipt", &args.receipt).field("receipt"));
    }
    let place = core.room_named(&args.room)?;
    let amount = parse_amount(&args.amount, core.site.currency)?;
    let tender = parse_tender(&args.tender)?;
    if core.rooms[&place].tenancy.vacant {
        return Err(Refusal::new("room-vacant").with("room", &args.room).field("room"));
    }
    let day = args.day.as_deref().map(|day| paper_day(core, day, until)).transpose()?;
    let posted = core.reenter_payment(place, (amount, tender), (old, day), &by.name).map_err(|refusal| {
        // The number on the paper is the key: who reads it knows of no other.
        let twice = Refusal::new("receipt-entered").with("receipt", old).field("receipt");
        if refusal.code == "key-reused" { twice } else { refusal }
    })?;
    core.control(place);
    taken(core, by, place, &posted, (amount, tender))
}

/// The day of a payment that the backup does not know: none of its days before the last, and none to come.
fn paper_day(core: &Core, text: &str, until: Timestamp) -> Result<NaiveDate> {
    let day = super::parse_day(text.trim(), "day")?;
    let (first, today) = (core.site.zone.date(until), core.site.zone.date(core.now));
    if (first..=today).contains(&day) {
        return Ok(day);
    }
    let refusal = Refusal::new("paper-day").with("text", day).with("first", first);
    Err(refusal.with("today", today).field("day"))
}

/// Everything since the backup is entered: cuts may fall again.
pub(crate) fn confirm_restored(core: &mut Core, by: &Actor, args: NoteArgs) -> Result<Site> {
    if args.note.trim().is_empty() {
        return Err(Refusal::new("reason-missing").field("note"));
    }
    if core.site.restored.is_none() {
        return Err(Refusal::new("not-restored"));
    }
    core.change_site(crate::settings::SiteSettings { restored: None, ..core.site.clone() }, by, "confirm_restored")?;
    core.alarms.clear(&mut core.store, crate::alarm::Kind::Restored, None, None, core.now);
    Ok(super::site::shown(core))
}

/// A copy of everything under the same key, read back whole before it counts.
pub(crate) fn backup(core: &mut Core, by: &Actor, args: BackupArgs) -> Result<Backup> {
    let path = std::path::PathBuf::from(args.path.trim());
    if !path.is_absolute() || path.exists() {
        return Err(Refusal::new("bad-backup-path").with("path", path.display()).field("path"));
    }
    core.store.copy_to(&path).map_err(|cause| Refusal::new("backup-failed").with("cause", cause).field("path"))?;
    core.audit(by, "backup", path.display().to_string())?;
    let bytes = std::fs::metadata(&path).map_or(0, |known| known.len());
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    Ok(Backup { path: path.display().to_string(), bytes, entries: core.store.head().id.0 })
}

/// Keys that people and programs give live apart from those that the engine makes.
fn reversal_key(key: &str) -> String {
    format!("reversal/{key}")
}

pub(crate) fn receipts(view: &View, args: ReceiptsArgs) -> Result<Vec<ReceiptRow>> {
    let first = super::parse_day(&args.from, "from")?;
    let last = super::parse_day(&args.to, "to")?;
    receipts_of(view, first, last)
}

pub(crate) fn takings(view: &View, args: DayArgs) -> Result<Takings> {
    takings_of(view, super::parse_day(&args.day, "day")?)
}

pub(super) fn takings_of(view: &View, day: NaiveDate) -> Result<Takings> {
    let currency = view.live.site.currency;
    let receipts = receipts_of(view, day, day)?;
    let mut sums: BTreeMap<&str, (Money, i64)> = BTreeMap::new();
    for receipt in receipts.iter().filter(|receipt| !receipt.reversed) {
        let sum = sums.entry(receipt.tender.as_str()).or_default();
        sum.0 += Money::new(receipt.amount.minor)?;
        sum.1 += 1;
    }
    let total: Money = sums.values().map(|(sum, _)| *sum).sum();
    let by_tender = sums.iter().map(|(tender, (sum, count))| TenderTotal {
        tender: (*tender).to_owned(),
        amount: Amount::of(*sum, currency),
        count: *count,
    });
    let by_tender = by_tender.collect();
    Ok(Takings { total: Amount::of(total, currency), by_tender, receipts })
}

fn receipts_of(view: &View, first: NaiveDate, last: NaiveDate) -> Result<Vec<ReceiptRow>> {
    let zone = view.live.site.zone;
    let end = last.checked_add_days(Days::new(1)).unwrap_or(last);
    let Ok(span) = Period::new(zone.start_of(first), zone.start_of(end)) else { return Ok(Vec::new()) };
    let people = People::of(&view.reader)?;
    let mut rows = Vec::new();
    for entry in store::entry::receipts_between(&view.reader, span.from, span.to)? {
        let reversed = store::entry::reversal(&view.reader, entry.id)?.is_some();
        rows.push(receipt_row(&entry, &people, view.live.site.currency, reversed));
    }
    rows.reverse();
    Ok(rows)
}

fn receipt_row(entry: &Entry, people: &People, currency: Currency, reversed: bool) -> ReceiptRow {
    let paid = Paid::of(entry);
    let person = paid.as_ref().and_then(|paid| paid.person(people));
    ReceiptRow {
        receipt: entry.receipt.map(|receipt| receipt.to_string()).unwrap_or_default(),
        at: millis(entry.draft.at),
        room: person.map(|person| person.room.clone()).unwrap_or_default(),
        tenant: person.and_then(Person::tenant),
        amount: Amount::of(paid.as_ref().map_or(Money::ZERO, |paid| paid.amount), currency),
        tender: paid.map_or("", |paid| paid.tender.code()).to_owned(),
        what: entry.draft.cause.code().to_owned(),
        reversed,
        actor: entry.draft.actor.clone(),
    }
}

/// Money that changed hands, as an entry says it.
pub(super) struct Paid {
    pub tender: Tender,
    /// Negative was paid out.
    pub amount: Money,
    pub account: Option<AccountId>,
    tenancy: Option<TenancyId>,
}

impl Paid {
    /// What changed hands by an entry; none where nothing did.
    pub fn of(entry: &Entry) -> Option<Self> {
        let lines = &entry.draft.lines;
        let (tender, amount) = lines.iter().find_map(|line| match line.book {
            Book::Tender(tender) => Some((tender, line.amount)),
            _ => None,
        })?;
        let account = lines.iter().find_map(|line| account_of(line.book));
        let tenancy = lines.iter().find_map(|line| match line.book {
            Book::Deposit(tenancy) | Book::FormerTenant(tenancy) => Some(tenancy),
            _ => None,
        });
        Some(Self { tender, amount, account, tenancy })
    }

    pub fn person<'a>(&self, people: &'a People) -> Option<&'a Person> {
        let of_account = self.account.and_then(|account| people.of_account(account));
        of_account.or_else(|| self.tenancy.and_then(|tenancy| people.of_tenancy(tenancy)))
    }
}

/// Whose account, by what means, and how much: what a top-up's entry says.
pub(super) fn parts(entry: &Entry) -> Option<(AccountId, Tender, Money)> {
    if entry.draft.cause != Cause::TopUp {
        return None;
    }
    let paid = Paid::of(entry)?;
    Some((paid.account?, paid.tender, paid.amount))
}

/// The balance that the payer saw before a top-up, as its entry keeps it.
pub(super) fn balance_before(entry: &Entry) -> Option<Money> {
    // What follows is the old number of a payment that was entered again.
    entry.draft.memo.split(' ').next()?.parse().ok().and_then(|minor| Money::new(minor).ok())
}

pub(crate) fn find_receipt(db: &store::Db, text: &str) -> Result<Entry> {
    let unknown = || Refusal::new("unknown-receipt").with("receipt", text).field("receipt");
    let number = ReceiptNumber::parse(text.trim()).map_err(|_| unknown())?;
    store::entry::by_receipt(db, number)?.ok_or_else(unknown)
}

pub(super) fn room_row(core: &mut Core, place: units::PlaceId, by: &Actor) -> Result<RoomRow> {
    let live = core.picture();
    let room = live.rooms.iter().find(|room| room.place == place);
    let room = room.ok_or_else(|| Refusal::broken("the room is gone"))?;
    Ok(rooms::row(room, &live, &Words::new(by.language)))
}

pub(super) fn parse_tender(code: &str) -> Result<Tender> {
    Tender::parse(code).map_err(|_| Refusal::new("unknown-tender").with("tender", code).field("tender"))
}

pub(super) fn parse_amount(text: &str, currency: Currency) -> Result<Money> {
    let limit = Money::new(LIMIT_UNITS * currency.minor_per_unit())?;
    let too_large = || {
        let refusal = Refusal::new("amount-too-large").with("text", text.trim());
        refusal.with("limit", currency.display(limit)).field("amount")
    };
    let amount = currency.parse_amount(text).map_err(|error| match error {
        units::UnitError::TooPrecise { currency, digits } => {
            Refusal::new("amount-too-precise").with("currency", currency).with("digits", digits).field("amount")
        }
        units::UnitError::TooLarge => too_large(),
        _ => Refusal::new("amount-not-money").with("text", text).field("amount"),
    })?;
    if !amount.is_positive() {
        return Err(Refusal::new("amount-not-positive").field("amount"));
    }
    if amount > limit { Err(too_large()) } else { Ok(amount) }
}
