//! The trial balances: of money by book (rule 14), of energy by where it went (rule 13).

mod energy;

use std::collections::BTreeMap;

use ledger::{Book, Entry};
use units::{Currency, Money, Month, millis};

pub(crate) use energy::energy_balance;

use super::csv::{Cell, Csv};
use super::people::People;
use crate::View;
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::words::Words;

/// What a book opened with, took on each side, and closed with; debit positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sums {
    pub opening: Money,
    pub debits: Money,
    pub credits: Money,
}

impl Sums {
    pub fn closing(&self) -> Money {
        self.opening + self.debits - self.credits
    }

    fn add(&mut self, other: Self) {
        self.opening += other.opening;
        self.debits += other.debits;
        self.credits += other.credits;
    }

    fn shown(&self, currency: Currency) -> BookSums {
        let amount = |money| Amount::of(money, currency);
        BookSums {
            opening: amount(self.opening),
            debits: amount(self.debits),
            credits: amount(self.credits),
            closing: amount(self.closing()),
        }
    }
}

/// Every book that was ever posted on, over the booking months `from` to `to`, both included.
pub(crate) fn sums(db: &store::Db, from: Month, to: Month) -> Result<BTreeMap<Book, Sums>> {
    let sums = |standing: store::books::Standing| {
        let store::books::Standing { opening, debits, credits } = standing;
        Sums { opening, debits, credits }
    };
    Ok(store::books::trial(db, from, to)?.into_iter().map(|(book, standing)| (book, sums(standing))).collect())
}

pub(crate) fn trial_balance(view: &View, args: TrialBalanceArgs) -> Result<TrialBalance> {
    let (from, to) = span(&args.from, &args.to)?;
    let currency = view.live.site.currency;
    let words = view.words();
    let people = People::of(&view.reader)?;
    let mut groups: BTreeMap<usize, (Sums, Vec<BookRow>)> = BTreeMap::new();
    let mut total = Sums::default();
    for (book, sums) in sums(&view.reader, from, to)? {
        total.add(sums);
        let (group, rows) = groups.entry(kind(book)).or_default();
        group.add(sums);
        rows.push(BookRow { book: book.code(), name: name(book, &people, &words), sums: sums.shown(currency) });
    }
    let groups = groups.into_iter().map(|(kind, (sums, books))| BookGroup {
        kind: KINDS[kind].to_owned(),
        name: words.say(&message("book-group", KINDS[kind]), &[]),
        sums: sums.shown(currency),
        books,
    });
    let balanced = total.debits == total.credits && total.opening.is_zero();
    Ok(TrialBalance {
        from: from.to_string(),
        to: to.to_string(),
        groups: groups.collect(),
        total: total.shown(currency),
        balanced,
    })
}

pub(crate) fn trial_balance_csv(view: &View, args: TrialBalanceArgs) -> Result<File> {
    let (from, to) = span(&args.from, &args.to)?;
    let currency = view.live.site.currency;
    let words = view.words();
    let people = People::of(&view.reader)?;
    let mut table = Csv::new();
    head(&mut table, &words, &["book", "name", "opening", "debits", "credits", "closing"]);
    for (book, sums) in sums(&view.reader, from, to)? {
        let plain = |money| Cell::Figure(currency.plain(money));
        table.row(&[
            Cell::Text(&book.code()),
            Cell::Text(&name(book, &people, &words)),
            plain(sums.opening),
            plain(sums.debits),
            plain(sums.credits),
            plain(sums.closing()),
        ]);
    }
    Ok(table.file(format!("trial-balance-{from}-{to}.csv")))
}

pub(crate) fn book_entries(view: &View, args: BookEntriesArgs) -> Result<BookEntries> {
    let (from, to) = span(&args.from, &args.to)?;
    let currency = view.live.site.currency;
    let words = view.words();
    let people = People::of(&view.reader)?;
    let book = Book::parse(&args.book).map_err(|_| Refusal::new("unknown-book").with("book", &args.book))?;
    let mut sums = Sums { opening: store::entry::opening(&view.reader, book, from)?, ..Sums::default() };
    let mut entries = Vec::new();
    for entry in booked(&view.reader, book, from, to)? {
        let (debit, credit) = sides(&entry, book);
        sums.debits += debit;
        sums.credits += credit;
        let side = |money: Money| (!money.is_zero()).then(|| Amount::of(money, currency));
        let against = entry.draft.lines.iter().map(|line| line.book).filter(|other| *other != book);
        let against: std::collections::BTreeSet<Book> = against.collect();
        entries.push(BookEntry {
            entry: entry.id.0,
            at: millis(entry.draft.at),
            cause: entry.draft.cause.code().to_owned(),
            booking: entry.draft.booking.to_string(),
            service: entry.draft.service.map(|month| month.to_string()),
            text: entry_text(&entry, &words),
            against: against.into_iter().map(|other| name(other, &people, &words)).collect(),
            debit: side(debit),
            credit: side(credit),
            balance: Amount::of(sums.closing(), currency),
            receipt: entry.receipt.map(|receipt| receipt.to_string()),
            reverses: entry.draft.reverses.map(|id| id.0),
            actor: entry.draft.actor,
        });
    }
    Ok(BookEntries { book: book.code(), name: name(book, &people, &words), sums: sums.shown(currency), entries })
}

pub(crate) fn book_entries_csv(view: &View, args: BookEntriesArgs) -> Result<File> {
    let name = format!("book-{}-{}-{}.csv", args.book.replace(':', "-"), args.from, args.to);
    let page = book_entries(view, args)?;
    let (words, zone, currency) = (view.words(), view.live.site.zone, view.live.site.currency);
    let mut table = Csv::new();
    head(&mut table, &words, &["entry", "date", "month", "text", "against", "debit", "credit", "balance", "receipt"]);
    let plain = |amount: &Amount| Money::new(amount.minor).map(|money| currency.plain(money)).unwrap_or_default();
    for entry in &page.entries {
        let at = zone.local(units::timestamp(entry.at)).format("%Y-%m-%d %H:%M").to_string();
        table.row(&[
            Cell::Figure(entry.entry.to_string()),
            Cell::Figure(at),
            Cell::Figure(entry.booking.clone()),
            Cell::Text(&entry.text),
            Cell::Text(&entry.against.join("; ")),
            Cell::Figure(entry.debit.as_ref().map(plain).unwrap_or_default()),
            Cell::Figure(entry.credit.as_ref().map(plain).unwrap_or_default()),
            Cell::Figure(plain(&entry.balance)),
            Cell::Figure(entry.receipt.clone().unwrap_or_default()),
        ]);
    }
    Ok(table.file(name))
}

/// The groups in the order of the page; a test holds that every book has its place.
const KINDS: [&str; 15] = [
    "tenant",
    "tender",
    "revenue",
    "tax_payable",
    "emergency",
    "debt",
    "grant",
    "grants_given",
    "owners_share",
    "deposit",
    "former",
    "receivable",
    "cash_over_short",
    "suspense",
    "write_off",
];

fn kind(book: Book) -> usize {
    match book {
        Book::Tenant(_) => 0,
        Book::Tender(_) => 1,
        Book::Revenue(_) => 2,
        Book::TaxPayable => 3,
        Book::EmergencyCredit(_) => 4,
        Book::Debt(_) => 5,
        Book::Grant(_) => 6,
        Book::GrantsGiven => 7,
        Book::OwnersShare => 8,
        Book::Deposit(_) => 9,
        Book::FormerTenant(_) => 10,
        Book::Receivable(_) => 11,
        Book::CashOverShort => 12,
        Book::Suspense => 13,
        Book::WriteOff => 14,
    }
}

/// A book as people know it: “Room 301, Li” for an account, “Cash” for a tender.
pub(crate) fn name(book: Book, people: &People, words: &Words) -> String {
    let person = match book {
        Book::Tenant(account)
        | Book::EmergencyCredit(account)
        | Book::Debt(account)
        | Book::Grant(account)
        | Book::Receivable(account) => Some((people.of_account(account), account.0)),
        Book::Deposit(tenancy) | Book::FormerTenant(tenancy) => Some((people.of_tenancy(tenancy), tenancy.0)),
        _ => None,
    };
    match (person, book) {
        (Some((Some(person), number)), _) => words.say(
            "book-of-person",
            &[("room", &person.room), ("person", &person.tenancy.name), ("number", &number.to_string())],
        ),
        (_, Book::Tender(tender)) => words.say(&format!("tender-{}", tender.code()), &[]),
        (_, Book::Revenue(revenue)) => words.say(&message("book-revenue", revenue.code()), &[]),
        (None, _) => words.say(&message("book-group", KINDS[kind(book)]), &[]),
        (Some((None, _)), _) => book.code(),
    }
}

/// The message of a code: `top_up` is said by `cause-top-up`.
pub(crate) fn message(of: &str, code: &str) -> String {
    format!("{of}-{}", code.replace('_', "-"))
}

/// What an entry is, in one line.
fn entry_text(entry: &Entry, words: &Words) -> String {
    let draft = &entry.draft;
    let cause = words.say(&message("cause", draft.cause.code()), &[]);
    match draft.service.filter(|service| *service != draft.booking) {
        Some(service) => words.say("book-entry-for", &[("cause", &cause), ("month", &service.to_string())]),
        None => cause,
    }
}

fn head(table: &mut Csv, words: &Words, columns: &[&str]) {
    let titles: Vec<String> = columns.iter().map(|column| words.say(&format!("book-column-{column}"), &[])).collect();
    table.row(&titles.iter().map(|title| Cell::Text(title)).collect::<Vec<_>>());
}

fn booked(db: &store::Db, book: Book, from: Month, to: Month) -> Result<Vec<Entry>> {
    let mut all = Vec::new();
    let mut month = from;
    while month <= to {
        all.extend(store::entry::booked(db, book, month)?);
        month = month.next();
    }
    Ok(all)
}

/// What an entry puts on a book, debits and credits.
fn sides(entry: &Entry, book: Book) -> (Money, Money) {
    let mut sides = (Money::ZERO, Money::ZERO);
    for line in entry.draft.lines.iter().filter(|line| line.book == book) {
        if line.amount.is_negative() {
            sides.1 += -line.amount;
        } else {
            sides.0 += line.amount;
        }
    }
    sides
}

/// Months from one to another, at most ten years.
pub(crate) fn span(from: &str, to: &str) -> Result<(Month, Month)> {
    let (from, to) = (super::parse_month(from)?, super::parse_month(to)?);
    let months = (to.year() - from.year()) * 12;
    if to < from || months > 120 {
        return Err(Refusal::new("bad-span").with("from", from).with("to", to).field("to"));
    }
    Ok((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::Revenue;
    use units::{AccountId, TenancyId};

    #[test]
    fn every_group_and_revenue_has_its_words() {
        for language in crate::words::Language::ALL {
            let words = Words::new(language);
            for kind in KINDS {
                assert!(words.has(&message("book-group", kind)), "{kind}");
            }
            for revenue in Revenue::ALL {
                assert!(words.has(&message("book-revenue", revenue.code())), "{revenue:?}");
            }
            for cause in ledger::Cause::ALL {
                assert!(words.has(&message("cause", cause.code())), "{cause:?}");
            }
        }
    }

    #[test]
    fn a_group_is_named_as_the_code_of_its_books() {
        let books = [
            Book::Tenant(AccountId(1)),
            Book::Debt(AccountId(1)),
            Book::Deposit(TenancyId(1)),
            Book::OwnersShare,
            Book::CashOverShort,
            Book::WriteOff,
        ];
        for book in books {
            assert_eq!(book.code().split(':').next(), Some(KINDS[kind(book)]));
        }
    }
}
