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
        move |tx: &mut Tx<'_>| tx.record_free(charging(first), at(9), &[line])
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
