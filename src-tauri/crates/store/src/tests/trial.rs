//! Trial balances and the day's tenders.

use books::Standing;

use super::*;

fn standing(book: Book, opening: i64, debits: i64, credits: i64) -> Standing {
    Standing {
        book,
        opening: Money::from_minor(opening),
        debits: Money::from_minor(debits),
        credits: Money::from_minor(credits),
        closing: Money::from_minor(opening + debits - credits),
    }
}

/// October: 100 paid in. November: 300 and 500 paid in, 300 taken back, 61 charged, and 40 booked in October.
fn lived() -> Site {
    let mut site = Site::new();
    let (account, october) = (site.account, november().previous());
    site.post(Draft { at: at(-60), booking: october, ..top_up(account, "a", 100) }).unwrap();
    let b = site.post(Draft { at: at(10), ..top_up(account, "b", 300) }).unwrap().entry;
    site.post(Draft::reversal_of(&b, at(20), november(), "r", "clerk", "")).unwrap();
    site.post(Draft { at: at(30), booking: october, ..top_up(account, "late", 40) }).unwrap();
    let mut card = Draft { at: at(24 * 60), ..top_up(account, "c", 500) };
    card.lines[0].book = Book::Tender(Tender::Card);
    site.post(card).unwrap();
    let charging = Charging { account, service: november(), first_ordinal: 0 };
    let draft = Draft { at: at(24 * 60 + 1), ..charge_draft(charging, 61) };
    site.writer.transaction(|tx| tx.post_charges(draft, charging, &[charge_line(100, 61)])).unwrap();
    site
}

fn zero_sum(trial: &[Standing]) {
    for sum in [
        trial.iter().map(|s| s.opening.minor()).sum::<i64>(),
        trial.iter().map(|s| s.debits.minor() - s.credits.minor()).sum(),
        trial.iter().map(|s| s.closing.minor()).sum(),
    ] {
        assert_eq!(sum, 0);
    }
}

#[test]
fn rule_14_a_months_trial_balance_adds_up() {
    let site = lived();
    let (tenant, cash, card) = (Book::Tenant(site.account), Book::Tender(Tender::Cash), Book::Tender(Tender::Card));
    let energy = Book::Revenue(Revenue::Energy);
    let of = |month| books::of_month(&site.writer, month).unwrap();
    assert_eq!(of(november().previous().previous()), []);
    assert_eq!(of(november().previous()), [standing(tenant, 0, 0, 140), standing(cash, 0, 140, 0)]);
    let expected = [
        standing(tenant, -140, 361, 800),
        standing(cash, 140, 300, 300),
        standing(card, 0, 500, 0),
        standing(energy, 0, 0, 61),
    ];
    assert_eq!(of(november()), expected);
    let december: Vec<_> = expected.iter().map(|s| standing(s.book, s.closing.minor(), 0, 0)).collect();
    assert_eq!(of(november().next()), december);
    [of(november().previous()), of(november()), december].iter().for_each(|trial| zero_sum(trial));
}

#[test]
fn a_day_is_closed_by_what_each_tender_took_and_gave_back() {
    let site = lived();
    let day = |n: i64| books::tenders(&site.writer, at(n * 24 * 60), at((n + 1) * 24 * 60)).unwrap();
    let of = |all: &[Standing], tender| *all.iter().find(|s| s.book == Book::Tender(tender)).unwrap();
    assert_eq!(day(0).len(), Tender::ALL.len());
    assert_eq!(of(&day(0), Tender::Cash), standing(Book::Tender(Tender::Cash), 100, 340, 300));
    assert_eq!(of(&day(1), Tender::Cash), standing(Book::Tender(Tender::Cash), 140, 0, 0));
    assert_eq!(of(&day(1), Tender::Card), standing(Book::Tender(Tender::Card), 0, 500, 0));
    assert_eq!(of(&day(1), Tender::Alipay), standing(Book::Tender(Tender::Alipay), 0, 0, 0));
    let whole = books::between(&site.writer, at(-60), at(48 * 60)).unwrap();
    zero_sum(&whole);
    assert_eq!(whole.iter().map(|s| s.closing).sum::<Money>(), Money::ZERO);
    let causes = books::by_cause(&site.writer, Book::Tender(Tender::Cash), at(0), at(24 * 60)).unwrap();
    assert_eq!(causes, [(Cause::TopUp, 2, Money::from_minor(340)), (Cause::Reversal, 1, Money::from_minor(-300))]);
}

#[test]
fn a_book_is_read_for_a_month_with_its_running_sum() {
    let site = lived();
    let (opening, movements) = entry::month_of(&site.writer, Book::Tenant(site.account), november()).unwrap();
    assert_eq!(opening, Money::from_minor(-140));
    let sums: Vec<_> = movements.iter().map(|m| (m.entry.id.0, m.amount.minor(), m.after.minor())).collect();
    assert_eq!(sums, [(2, -300, -440), (3, 300, -140), (5, -500, -640), (6, 61, -579)]);
    let (opening, movements) = entry::month_of(&site.writer, Book::Suspense, november()).unwrap();
    assert_eq!((opening, movements), (Money::ZERO, vec![]));
}
