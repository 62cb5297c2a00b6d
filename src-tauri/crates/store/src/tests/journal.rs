use ledger::{Head, LedgerError};
use units::EntryId;

use super::*;

#[test]
fn a_top_up_moves_the_balances_and_takes_a_receipt() {
    let mut site = Site::new();
    let posted = site.post(top_up(site.account, "a", 5000)).unwrap();
    assert!(!posted.repeated);
    assert_eq!(posted.entry.id, EntryId(1));
    assert_eq!(posted.entry.receipt, Some(SERIES.number(1)));
    assert_eq!(site.writer.head(), posted.entry.head());
    let reader = site.writer.reader().unwrap();
    assert_eq!(balance::credit(&reader, site.account).unwrap(), Money::from_minor(5000));
    assert_eq!(balance::of(&reader, Book::Tender(Tender::Cash)).unwrap(), Money::from_minor(5000));
    assert_eq!(balance::of(&reader, Book::Suspense).unwrap(), Money::ZERO);
    assert_eq!(entry::get(&reader, EntryId(1)).unwrap(), Some(posted.entry.clone()));
    assert_eq!(entry::by_key(&reader, "a").unwrap(), Some(posted.entry.clone()));
    assert_eq!(entry::by_receipt(&reader, SERIES.number(1)).unwrap(), Some(posted.entry));
    assert_eq!(entry::by_receipt(&reader, SERIES.number(2)).unwrap(), None);
}

#[test]
fn the_same_key_twice_is_one_entry_and_another_wish_is_refused() {
    let mut site = Site::new();
    let first = site.post(top_up(site.account, "a", 5000)).unwrap().entry;
    let later = Draft { at: at(99_999), booking: november().next(), ..top_up(site.account, "a", 5000) };
    assert_eq!(site.post(later).unwrap(), Posted { entry: first.clone(), repeated: true });
    let other = site.post(top_up(site.account, "a", 5001));
    assert!(matches!(other, Err(Error::KeyReused { key, first: EntryId(1) }) if key == "a"));
    assert_eq!(site.writer.head(), first.head());
    assert_eq!(site.verification().totals.entries, 1);
}

#[test]
fn receipts_have_no_gaps_though_postings_fail_between() {
    let mut site = Site::new();
    let account = site.account;
    for i in 0..20 {
        let draft = top_up(account, &format!("k{i}"), 100);
        if i % 3 == 0 {
            let failed: Result<()> = site.writer.transaction(|tx| {
                tx.post(draft)?;
                Err(Error::Busy)
            });
            assert!(failed.is_err());
        } else {
            site.post(draft).unwrap();
        }
    }
    let other = Draft { receipt: Some(Series::new(2027, 1)), ..top_up(account, "next year", 100) };
    assert_eq!(site.post(other).unwrap().entry.receipt, Some(Series::new(2027, 1).number(1)));
    let found = site.verification();
    assert!(found.is_good(), "{:?}", found.problems);
    assert_eq!(found.totals.receipts[&SERIES], 13);
    assert_eq!(found.totals.entries, 14);
}

#[test]
fn what_a_transaction_posted_is_seen_in_it_and_gone_with_it() {
    let mut site = Site::new();
    let account = site.account;
    let failed: Result<()> = site.writer.transaction(|tx| {
        tx.post(top_up(account, "a", 100))?;
        tx.post(top_up(account, "b", 200))?;
        assert_eq!(balance::credit(tx, account)?, Money::from_minor(300));
        Err(Error::Busy)
    });
    assert!(failed.is_err());
    assert_eq!(site.writer.head(), Head::START);
    assert_eq!(balance::credit(&site.writer, account).unwrap(), Money::ZERO);
    assert!(site.verification().is_good());
}

#[test]
fn a_draft_that_is_no_entry_is_refused() {
    let mut site = Site::new();
    let mut draft = top_up(site.account, "a", 100);
    draft.lines[0].amount = Money::from_minor(99);
    assert!(matches!(site.post(draft), Err(Error::Ledger(LedgerError::Unbalanced(-1)))));
    let huge = (1 << 53) - 1;
    site.post(top_up(site.account, "b", huge)).unwrap();
    let more = site.post(top_up(site.account, "c", 1));
    assert!(matches!(more, Err(Error::TooLarge(Book::Tender(Tender::Cash)))));
    assert!(site.verification().is_good());
}

#[test]
fn an_entry_is_taken_back_once_and_whole() {
    let mut site = Site::new();
    let first = site.post(top_up(site.account, "a", 5000)).unwrap().entry;
    let back = |key: &str| Draft::reversal_of(&first, at(2), november(), key, "clerk", "typing error");
    let mut part = back("r0");
    for line in &mut part.lines {
        line.amount = Money::from_minor(line.amount.minor() / 2);
    }
    assert!(matches!(site.post(part), Err(Error::NotItsReversal(EntryId(1)))));
    assert!(matches!(
        site.post(Draft { reverses: Some(EntryId(8)), ..back("r0") }),
        Err(Error::NoSuch("entry to take back"))
    ));
    site.post(back("r1")).unwrap();
    assert!(site.post(back("r1")).unwrap().repeated);
    assert!(matches!(site.post(back("r2")), Err(Error::AlreadyReversed { entry: EntryId(1), by: EntryId(2) })));
    assert_eq!(entry::reversal(&site.writer, EntryId(1)).unwrap(), Some(EntryId(2)));
    assert_eq!(balance::credit(&site.writer, site.account).unwrap(), Money::ZERO);
    assert!(site.verification().is_good());
}

#[test]
fn charge_lines_come_with_their_entry_and_in_their_order() {
    let mut site = Site::new();
    let account = site.account;
    let charging = |first_ordinal| Charging { account, service: november(), first_ordinal };
    let mut post = |first, minor, lines: Vec<ChargeLine>| {
        let draft = charge_draft(charging(first), minor);
        site.writer.transaction(|tx| tx.post_charges(draft, charging(first), &lines))
    };
    assert!(matches!(post(0, 195, vec![charge_line(3210, 194)]), Err(Error::ChargeSum { lines: 194, entry: 195 })));
    post(0, 195, vec![charge_line(3210, 165), charge_line(0, 30)]).unwrap();
    assert!(post(0, 195, vec![charge_line(3210, 165), charge_line(0, 30)]).unwrap().repeated);
    assert!(matches!(post(1, 61, vec![charge_line(1000, 61)]), Err(Error::ChargeOrder { expected: 2, found: 1, .. })));
    post(2, -61, vec![charge_line(-1000, -61)]).unwrap();
    let free = |first, minor| {
        let line = charge_line(3, minor);
        move |tx: &mut Tx<'_>| tx.record_free(charging(first), Cause::Charge, at(9), &[line])
    };
    assert!(matches!(site.writer.transaction(free(3, 1)), Err(Error::ChargeSum { .. })));
    site.writer.transaction(free(3, 0)).unwrap();
    let lines = charge::lines(&site.writer, account, november()).unwrap();
    assert_eq!(
        lines.iter().map(|c| (c.ordinal, c.entry.map(|e| e.0))).collect::<Vec<_>>(),
        [(0, Some(1)), (1, Some(1)), (2, Some(2)), (3, None)]
    );
    let posted = charge::posted(&site.writer, account, november()).unwrap();
    assert_eq!(posted.len(), 1);
    assert_eq!((posted[0].energy.wh(), posted[0].amount.minor()), (2213, 134));
    assert_eq!(charge::months(&site.writer, account).unwrap(), [november()]);
    assert_eq!(charge::of_entry(&site.writer, EntryId(1)).unwrap().len(), 2);
    assert!(site.verification().is_good());
}

#[test]
fn a_book_is_shown_page_by_page_with_its_running_sum() {
    let mut site = Site::new();
    let book = Book::Tenant(site.account);
    for i in 1..=7 {
        site.post(top_up(site.account, &format!("k{i}"), i * 100)).unwrap();
    }
    let page = |before, limit| {
        let movements = entry::movements(&site.writer, book, before, limit).unwrap();
        movements.iter().map(|m| (m.entry.id.0, m.amount.minor(), m.after.minor())).collect::<Vec<_>>()
    };
    assert_eq!(page(None, 2), [(7, -700, -2800), (6, -600, -2100)]);
    assert_eq!(page(Some(EntryId(6)), 2), [(5, -500, -1500), (4, -400, -1000)]);
    assert_eq!(page(Some(EntryId(2)), 5), [(1, -100, -100)]);
    assert_eq!(page(Some(EntryId(1)), 5), []);
}

#[test]
fn a_month_opens_with_what_was_booked_before_it() {
    let mut site = Site::new();
    let book = Book::Tenant(site.account);
    site.post(Draft { booking: november().previous(), ..top_up(site.account, "a", 100) }).unwrap();
    site.post(top_up(site.account, "b", 200)).unwrap();
    site.post(Draft { at: at(600), ..top_up(site.account, "c", 400) }).unwrap();
    assert_eq!(entry::opening(&site.writer, book, november()).unwrap(), Money::from_minor(-100));
    assert_eq!(entry::opening(&site.writer, book, november().next()).unwrap(), Money::from_minor(-700));
    let keys = |entries: Vec<ledger::Entry>| entries.into_iter().map(|e| e.draft.key).collect::<Vec<_>>();
    assert_eq!(keys(entry::booked(&site.writer, book, november()).unwrap()), ["b", "c"]);
    assert_eq!(keys(entry::between(&site.writer, at(0), at(600)).unwrap()), ["a", "b"]);
    assert_eq!(keys(entry::receipts_between(&site.writer, at(600), at(601)).unwrap()), ["c"]);
}

#[test]
fn entries_are_found_by_when_they_were_made_though_the_clock_went_back() {
    const DAY: i64 = 86_400;
    let mut site = Site::new();
    let account = site.account;
    let made = |day: i64, key: &str| Draft { at: at(day * DAY), ..top_up(account, key, 100) };
    let failed: Result<()> = site.writer.transaction(|tx| {
        tx.post(made(7, "never"))?;
        Err(Error::Busy)
    });
    assert!(failed.is_err());
    site.writer
        .transaction(|tx| {
            tx.post(made(5, "a"))?;
            tx.post(made(6, "b"))?;
            let seen = entry::between(tx, at(5 * DAY), at(6 * DAY))?;
            assert_eq!(seen.len(), 1);
            // The clock was set back.
            tx.post(made(5, "c")).map(drop)
        })
        .unwrap();
    site.post(made(1, "d")).unwrap();
    let keys = |from: i64, to: i64| {
        let entries = entry::between(&site.writer, at(from * DAY), at(to * DAY)).unwrap();
        entries.into_iter().map(|entry| entry.draft.key).collect::<Vec<_>>()
    };
    assert_eq!(keys(5, 6), ["a", "c"]);
    assert_eq!(keys(6, 7), ["b"]);
    assert_eq!(keys(0, 9), ["a", "b", "c", "d"]);
    assert!(keys(7, 9).is_empty() && keys(2, 5).is_empty() && keys(9, 0).is_empty());
    assert!(site.verification().is_good());
}

#[test]
fn posted_charges_are_told_apart_by_detail_and_carry_tax_and_doubt() {
    let mut site = Site::new();
    let account = site.account;
    let line = |detail: &str, minor, within, provisional| ChargeLine {
        detail: detail.to_owned(),
        within: Money::from_minor(within),
        provisional,
        ..charge_line(100, minor)
    };
    let mut post = |first_ordinal, minor, lines: &[ChargeLine]| {
        let to = Charging { account, service: november(), first_ordinal };
        site.writer.transaction(|tx| tx.post_charges(charge_draft(to, minor), to, lines)).unwrap();
    };
    post(0, 30, &[line("band=peak", 20, 0, true), line("band=valley", 10, 0, false), line("name=VAT", 0, 2, false)]);
    post(3, 5, &[line("band=peak", 6, 0, false), line("band=valley", -1, 0, true), line("name=VAT", 0, 1, false)]);
    let posted = charge::posted(&site.writer, account, november()).unwrap();
    let of = |p: &charge::PostedCharge| (p.detail.clone(), p.amount.minor(), p.within.minor(), p.provisional);
    assert_eq!(
        posted.iter().map(of).collect::<Vec<_>>(),
        [
            ("band=peak".to_owned(), 26, 0, false),
            ("band=valley".to_owned(), 9, 0, true),
            ("name=VAT".to_owned(), 0, 3, false),
        ]
    );
    let kept = charge::lines(&site.writer, account, november()).unwrap();
    assert_eq!(kept[0].line, line("band=peak", 20, 0, true));
    assert!(site.verification().is_good());
}

fn lock(site: &mut Site, month: Month) {
    let account = site.account;
    let lock = period_lock::PeriodLock { account, month, at: at(1), rules: "1".to_owned(), counters: String::new() };
    site.writer.transaction(|tx| period_lock::insert(tx, &lock)).unwrap();
}

#[test]
fn rule_3_a_locked_month_takes_only_corrections_that_name_it() {
    let mut site = Site::new();
    let october = november().previous();
    lock(&mut site, october);
    let to = Charging { account: site.account, service: october, first_ordinal: 0 };
    let mut post = |change: &dyn Fn(&mut Draft)| {
        let mut draft = charge_draft(to, 61);
        change(&mut draft);
        site.writer.transaction(|tx| tx.post_charges(draft, to, &[charge_line(100, 61)]))
    };
    let locked = |posted: Result<Posted>| matches!(posted, Err(Error::Locked { month }) if month == october);
    assert!(locked(post(&|_| {})));
    assert!(locked(post(&|draft| {
        draft.cause = Cause::Correction;
        draft.service = Some(november());
    })));
    assert!(locked(post(&|draft| {
        draft.cause = Cause::Correction;
        draft.service = None;
    })));
    post(&|draft| draft.cause = Cause::Correction).unwrap();
    let free = |cause| {
        let to = Charging { first_ordinal: 1, ..to };
        move |tx: &mut Tx<'_>| tx.record_free(to, cause, at(9), &[charge_line(3, 0)])
    };
    assert!(matches!(site.writer.transaction(free(Cause::Charge)), Err(Error::Locked { .. })));
    site.writer.transaction(free(Cause::Correction)).unwrap();
    let open = Charging { service: november(), ..to };
    site.writer.transaction(|tx| tx.post_charges(charge_draft(open, 5), open, &[charge_line(10, 5)])).unwrap();
    assert_eq!(charge::lines(&site.writer, site.account, october).unwrap().len(), 2);
    assert!(site.verification().is_good());
}

#[test]
fn a_month_starts_from_the_counters_of_the_last_lock() {
    let mut site = Site::new();
    let account = site.account;
    let (september, october) = (november().previous().previous(), november().previous());
    lock(&mut site, september);
    lock(&mut site, october);
    site.writer.transaction(|tx| period_lock::recount(tx, account, september, "tier=5")).unwrap();
    let db = &site.writer;
    let counters = |month| period_lock::last_before(db, account, month).unwrap().map(|lock| lock.counters);
    assert_eq!(counters(october).as_deref(), Some("tier=5"));
    assert_eq!(counters(november()).as_deref(), Some(""));
    assert_eq!(counters(september), None);
    assert_eq!(period_lock::of_month(db, september).unwrap()[0].counters, "tier=5");
    assert_eq!(period_lock::get(db, account, october).unwrap().unwrap().month, october);
    let nowhere = site.writer.transaction(|tx| period_lock::recount(tx, account, november(), ""));
    assert!(matches!(nowhere, Err(Error::NoSuch(_))));
}

#[test]
fn rule_4_a_difference_is_posted_once_at_its_ordinal() {
    let mut site = Site::new();
    let account = site.account;
    let to = |first_ordinal| Charging { account, service: november(), first_ordinal };
    let mut post = |first, minor| {
        let (to, lines) = (to(first), [charge_line(minor * 2, minor)]);
        site.writer.transaction(|tx| tx.post_charges(charge_draft(to, minor), to, &lines))
    };
    assert!(!post(0, 61).unwrap().repeated);
    assert!(post(0, 61).unwrap().repeated);
    assert!(matches!(post(0, 62), Err(Error::KeyReused { .. })));
    assert!(matches!(post(2, 62), Err(Error::ChargeOrder { expected: 1, found: 2, .. })));
    assert!(!post(1, 62).unwrap().repeated);
    assert_eq!(charge::posted(&site.writer, account, november()).unwrap()[0].amount, Money::from_minor(123));
    assert_eq!(balance::credit(&site.writer, account).unwrap(), Money::from_minor(-123));
    assert!(site.verification().is_good());
}

#[test]
fn rule_1_a_difference_after_settlement_is_the_former_tenants() {
    let mut site = Site::new();
    let (account, tenancy) = (site.account, account::get(&site.writer, site.account).unwrap().unwrap().tenancy);
    let to = Charging { account, service: november(), first_ordinal: 0 };
    let on = |book, minor| Draft {
        lines: vec![
            Line::new(book, Money::from_minor(minor)),
            Line::new(Book::Revenue(Revenue::Energy), Money::from_minor(-minor)),
        ],
        ..charge_draft(to, minor)
    };
    let mut post = |book| site.writer.transaction(|tx| tx.post_charges(on(book, 61), to, &[charge_line(100, 61)]));
    let others = Book::FormerTenant(units::TenancyId(tenancy.0 + 1));
    assert!(matches!(post(others), Err(Error::ChargeSum { lines: 61, entry: 0 })));
    assert!(matches!(post(Book::Tenant(AccountId(99))), Err(Error::ChargeSum { lines: 61, entry: 0 })));
    post(Book::FormerTenant(tenancy)).unwrap();
    assert_eq!(balance::credit(&site.writer, account).unwrap(), Money::ZERO);
    let next = Charging { first_ordinal: 1, ..to };
    let small = Draft { key: next.key(), ..on(Book::WriteOff, 2) };
    site.writer.transaction(|tx| tx.post_charges(small, next, &[charge_line(3, 2)])).unwrap();
    assert_eq!(balance::left_behind(&site.writer).unwrap(), [(Book::FormerTenant(tenancy), Money::from_minor(61))]);
    assert!(site.verification().is_good());
}
