//! Trial balances.

use std::collections::BTreeMap;

use books::Standing;

use super::*;

fn standing(opening: i64, debits: i64, credits: i64) -> Standing {
    let money = Money::from_minor;
    Standing { opening: money(opening), debits: money(debits), credits: money(credits) }
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

fn zero_sum(trial: &BTreeMap<Book, Standing>) {
    let sum = |of: fn(&Standing) -> Money| trial.values().map(of).sum::<Money>();
    assert_eq!(sum(|s| s.opening), Money::ZERO);
    assert_eq!(sum(|s| s.debits), sum(|s| s.credits));
    assert_eq!(sum(Standing::closing), Money::ZERO);
}

#[test]
fn rule_14_a_trial_balance_adds_up() {
    let site = lived();
    let (tenant, cash, card) = (Book::Tenant(site.account), Book::Tender(Tender::Cash), Book::Tender(Tender::Card));
    let energy = Book::Revenue(Revenue::Energy);
    let over = |from, to| {
        let trial = books::trial(&site.writer, from, to).unwrap();
        zero_sum(&trial);
        trial
    };
    let (october, december) = (november().previous(), november().next());
    assert_eq!(over(october.previous(), october.previous()), BTreeMap::new());
    let expected = BTreeMap::from([(tenant, standing(0, 0, 140)), (cash, standing(0, 140, 0))]);
    assert_eq!(over(october, october), expected);
    let expected = BTreeMap::from([
        (tenant, standing(-140, 361, 800)),
        (cash, standing(140, 300, 300)),
        (card, standing(0, 500, 0)),
        (energy, standing(0, 0, 61)),
    ]);
    assert_eq!(over(november(), november()), expected);
    let later = expected.into_iter().map(|(book, s)| (book, standing(s.closing().minor(), 0, 0))).collect();
    assert_eq!(over(december, december), later);
    let expected = BTreeMap::from([
        (tenant, standing(0, 361, 940)),
        (cash, standing(0, 440, 300)),
        (card, standing(0, 500, 0)),
        (energy, standing(0, 0, 61)),
    ]);
    assert_eq!(over(october, december), expected);
}

#[test]
fn entries_that_book_in_an_earlier_month_are_found_in_it() {
    let site = lived();
    let booked = |month| entry::booked(&site.writer, Book::Tenant(site.account), month).unwrap();
    let ids = |month| booked(month).iter().map(|entry| entry.id.0).collect::<Vec<_>>();
    assert_eq!(ids(november().previous()), [1, 4]);
    assert_eq!(ids(november()), [2, 3, 5, 6]);
    assert_eq!(ids(november().next()), [0; 0]);
    assert_eq!(entry::opening(&site.writer, Book::Tenant(site.account), november()).unwrap().minor(), -140);
    assert_eq!(entry::booked(&site.writer, Book::Suspense, november()).unwrap(), []);
    assert!(site.verification().is_good());
}

#[test]
fn sums_that_a_transaction_has_not_written_yet_are_seen_in_it() {
    let mut site = lived();
    let account = site.account;
    let failed: Result<()> = site.writer.transaction(|tx| {
        tx.post(top_up(account, "d", 1000))?;
        assert_eq!(books::trial(tx, november(), november())?[&Book::Tenant(account)], standing(-140, 361, 1800));
        tx.post(Draft { booking: november().next(), ..top_up(account, "e", 7) })?;
        assert_eq!(entry::movements(tx, Book::Tenant(account), None, 1)?[0].after.minor(), -1586);
        assert_eq!(entry::opening(tx, Book::Tenant(account), november().next())?.minor(), -1579);
        assert_eq!(entry::booked(tx, Book::Tenant(account), november())?.len(), 5);
        Err(Error::Busy)
    });
    assert!(matches!(failed, Err(Error::Busy)));
    assert_eq!(
        books::trial(&site.writer, november(), november()).unwrap()[&Book::Tenant(account)].credits.minor(),
        800
    );
    site.post(Draft { booking: november().next(), ..top_up(account, "f", 7) }).unwrap();
    site.post(top_up(account, "g", 9)).unwrap();
    assert_eq!(
        books::trial(&site.writer, november(), november()).unwrap()[&Book::Tenant(account)].credits.minor(),
        809
    );
    assert!(site.verification().is_good());
}
