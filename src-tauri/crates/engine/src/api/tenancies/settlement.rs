//! A settlement, before it is booked and ever after.

use ledger::{Book, Cause, Entry, Tender};
use store::tenancy::Tenancy;
use units::{AccountId, Money, TenancyId, millis};

use crate::View;
use crate::core::{Core, Leaving, Settled, held, register_of};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::settings::SiteSettings;
use crate::words::{Language, Words};

/// The figures of a settlement: each with the sign with which it counts for the tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Figures {
    /// Credit and grants before the last charges.
    pub credit: Money,
    /// What was charged up to the register.
    pub charges: Money,
    pub grant_reversed: Money,
    pub emergency: Money,
    pub debt: Money,
    pub bills: Money,
    pub deposit: Money,
}

impl Figures {
    pub fn of(settled: &Settled) -> Self {
        let standing = settled.standing;
        Self {
            credit: standing.balance + standing.grant + settled.charged,
            charges: -settled.charged,
            grant_reversed: -standing.grant,
            emergency: -standing.emergency,
            debt: -standing.debt,
            bills: -standing.receivable,
            deposit: standing.deposit,
        }
    }

    /// What the entries of a settlement say.
    fn booked(entries: &[Entry], charged: Money, account: AccountId, tenancy: TenancyId) -> Self {
        let on = |book| entries.iter().map(|entry| entry.draft.amount_on(book)).sum::<Money>();
        let grant = on(Book::Grant(account));
        Self {
            credit: on(Book::Tenant(account)) + grant + charged,
            charges: -charged,
            grant_reversed: -grant,
            emergency: on(Book::EmergencyCredit(account)),
            debt: on(Book::Debt(account)),
            bills: on(Book::Receivable(account)),
            deposit: on(Book::Deposit(tenancy)),
        }
    }

    pub fn result(&self) -> Money {
        self.all().into_iter().map(|(_, amount)| amount).sum()
    }

    fn all(&self) -> [(&'static str, Money); 7] {
        [
            ("credit", self.credit),
            ("charges", self.charges),
            ("grant_reversed", self.grant_reversed),
            ("emergency", self.emergency),
            ("debt", self.debt),
            ("bills", self.bills),
            ("deposit", self.deposit),
        ]
    }

    fn steps(&self, site: &SiteSettings, language: Language) -> Vec<SettlementStep> {
        let words = Words::new(language);
        let counts = |(code, amount): &(&str, Money)| *code == "credit" || *code == "charges" || !amount.is_zero();
        let steps = self.all().into_iter().filter(counts).map(|(code, amount)| SettlementStep {
            code: code.to_owned(),
            text: words.say(&format!("settlement-{}", code.replace('_', "-")), &[]),
            amount: Amount::of(amount, site.currency),
        });
        steps.collect()
    }
}

/// A settlement that is only tried out.
pub(super) fn shown(
    core: &Core,
    language: Language,
    leaving: &Leaving,
    figures: &Figures,
    refund: Option<Tender>,
) -> Result<Settlement> {
    let (room, tenant) = leaving.named(core);
    let result = figures.result();
    let paid_out = refund.filter(|_| result.is_positive());
    let open = if paid_out.is_some() { Money::ZERO } else { result };
    let currency = core.site.currency;
    Ok(Settlement {
        tenancy: leaving.tenancy.0,
        room,
        tenant,
        from: millis(leaving.row.from_at),
        to: millis(leaving.register.at),
        register: super::shown(&leaving.register),
        steps: figures.steps(&core.site, language),
        result: Amount::of(result, currency),
        refunded_by: paid_out.map(|tender| tender.code().to_owned()),
        receipt: None,
        open: Amount::of(open, currency),
        booked: false,
        repeated: false,
    })
}

pub(crate) fn settlement(view: &View, args: SettlementArgs) -> Result<Settlement> {
    let language = view.paper_language(args.language.as_deref());
    settled(&view.reader, &view.live.site, TenancyId(args.tenancy), language)
}

/// The settlement of a tenancy as the journal has it.
pub(crate) fn settled(
    db: &store::Db,
    site: &SiteSettings,
    tenancy: TenancyId,
    language: Language,
) -> Result<Settlement> {
    let unknown = || Refusal::new("not-settled").field("tenancy");
    let row = store::tenancy::get(db, tenancy)?.ok_or_else(unknown)?;
    let to = row.to_at.ok_or_else(unknown)?;
    let account = store::account::of_tenancy(db, tenancy)?.ok_or_else(unknown)?;
    let entries = standing_entries(db, account, tenancy)?;
    let settling: Vec<Entry> = entries.iter().filter(|entry| entry.draft.cause == Cause::Settlement).cloned().collect();
    let charged = last_charged(db, account, settling.first())?;
    let figures = Figures::booked(&settling, charged, account, tenancy);
    let refund = entries.iter().find(|entry| entry.draft.cause == Cause::Refund && of_move(entry));
    let point = point_of_room(db, &row)?;
    let currency = site.currency;
    Ok(Settlement {
        tenancy: tenancy.0,
        room: store::place::get(db, row.place)?.map(|place| place.name).unwrap_or_default(),
        tenant: row.name,
        from: millis(row.from_at),
        to: millis(to),
        register: super::shown(&register_of(db, point, to)?),
        steps: figures.steps(site, language),
        result: Amount::of(figures.result(), currency),
        refunded_by: refund.and_then(tender_of).map(|tender| tender.code().to_owned()),
        receipt: refund.and_then(|entry| entry.receipt).map(|receipt| receipt.to_string()),
        open: Amount::of(held(db, Book::FormerTenant(tenancy))?, currency),
        booked: true,
        repeated: false,
    })
}

/// What a move-out posted and nobody took back.
fn standing_entries(db: &store::Db, account: AccountId, tenancy: TenancyId) -> Result<Vec<Entry>> {
    let mut entries: Vec<Entry> = Vec::new();
    for book in [Book::FormerTenant(tenancy), Book::Tenant(account), Book::Grant(account), Book::Deposit(tenancy)] {
        let movements = store::entry::movements(db, book, None, 100)?;
        entries.extend(movements.into_iter().map(|movement| movement.entry));
    }
    entries.sort_by_key(|entry| entry.id);
    entries.dedup_by_key(|entry| entry.id);
    let mut standing = Vec::new();
    for entry in entries.into_iter().filter(of_move) {
        if store::entry::reversal(db, entry.id)?.is_none() {
            standing.push(entry);
        }
    }
    Ok(standing)
}

fn of_move(entry: &Entry) -> bool {
    entry.draft.key.starts_with("move_out/")
}

/// What was charged in the same breath as the settlement began.
fn last_charged(db: &store::Db, account: AccountId, first: Option<&Entry>) -> Result<Money> {
    let Some(first) = first else { return Ok(Money::ZERO) };
    let mut charged = Money::ZERO;
    for book in [Book::Tenant(account), Book::Grant(account)] {
        for movement in store::entry::movements(db, book, Some(first.id), 50)? {
            let draft = &movement.entry.draft;
            let together = draft.at == first.draft.at && draft.actor == first.draft.actor;
            if together && matches!(draft.cause, Cause::Charge | Cause::Correction) {
                charged += movement.amount;
            }
        }
    }
    Ok(charged)
}

fn tender_of(entry: &Entry) -> Option<Tender> {
    entry.draft.lines.iter().find_map(|line| match line.book {
        Book::Tender(tender) => Some(tender),
        _ => None,
    })
}

pub(crate) fn point_of_room(db: &store::Db, row: &Tenancy) -> Result<units::PointId> {
    let points = store::point::of_place(db, row.place)?;
    let room = points.into_iter().find(|(_, point)| point.kind == store::point::PointKind::Room);
    room.map(|(id, _)| id).ok_or_else(|| Refusal::new("unknown-meter"))
}
