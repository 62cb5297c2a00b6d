//! Days, months and bills that are closed, and readings that are kept or put right.

use bill::Bill;
use day_close::DayClose;
use month_close::MonthClose;
use reading::ByHand;
use units::{EntryId, Quality, Reading};

use super::*;

const MONTH: i64 = 30 * 24 * 60;

fn closed(month: Month, until: i64) -> MonthClose {
    MonthClose { month, until: at(until), at: at(until + 5), actor: "clerk".to_owned(), rules: "2".to_owned() }
}

#[test]
fn a_tender_is_closed_once_a_day() {
    let mut site = Site::new();
    site.post(top_up(site.account, "a", 5000)).unwrap();
    let close = |tender, counted, entry: Option<i64>| DayClose {
        day: day("2026-11-01"),
        tender,
        expected: Money::from_minor(5000),
        counted: Money::from_minor(counted),
        entry: entry.map(EntryId),
        note: String::new(),
        actor: "clerk".to_owned(),
        at: at(1500),
    };
    let (cash, card) = (close(Tender::Cash, 4990, Some(1)), close(Tender::Card, 5000, None));
    let mut insert = |close: &DayClose| site.writer.transaction(|tx| day_close::insert(tx, close));
    insert(&cash).unwrap();
    insert(&card).unwrap();
    assert!(matches!(insert(&cash), Err(Error::Refused(_))));
    assert!(matches!(insert(&close(Tender::WeChat, 4999, None)), Err(Error::Refused(_))));
    assert_eq!(day_close::of_day(&site.writer, day("2026-11-01")).unwrap(), [card.clone(), cash.clone()]);
    assert_eq!(day_close::between(&site.writer, day("2026-11-01"), day("2026-11-02")).unwrap(), [card, cash]);
    assert!(day_close::of_day(&site.writer, day("2026-11-02")).unwrap().is_empty());
}

#[test]
fn a_month_is_closed_once_and_only_after_it() {
    let mut site = Site::new();
    let close = closed(november(), MONTH);
    let early = MonthClose { at: at(MONTH - 1), ..close.clone() };
    assert!(matches!(site.writer.transaction(|tx| month_close::insert(tx, &early)), Err(Error::Refused(_))));
    site.writer.transaction(|tx| month_close::insert(tx, &close)).unwrap();
    assert!(matches!(site.writer.transaction(|tx| month_close::insert(tx, &close)), Err(Error::Refused(_))));
    assert_eq!(month_close::last(&site.writer).unwrap(), Some(close.clone()));
    assert_eq!(month_close::get(&site.writer, november()).unwrap(), Some(close.clone()));
    assert_eq!(month_close::get(&site.writer, november().next()).unwrap(), None);
    assert_eq!(month_close::all(&site.writer).unwrap(), [close]);
}

#[test]
fn a_void_bill_keeps_its_number() {
    let mut site = Site::new();
    let account = site.account;
    for key in ["a", "b"] {
        site.post(top_up(account, key, 100)).unwrap();
    }
    let bill = |entry: Option<i64>, minor| Bill {
        account,
        month: november(),
        amount: Money::from_minor(minor),
        made_at: at(MONTH),
        due_on: day("2026-12-15"),
        entry: entry.map(EntryId),
    };
    let mut give = |bill: &Bill| site.writer.transaction(|tx| bill::insert(tx, bill, SERIES));
    assert_eq!(give(&bill(Some(1), 7300)).unwrap(), SERIES.number(1));
    assert!(matches!(give(&bill(Some(2), 7400)), Err(Error::Refused(_))));
    site.writer.transaction(|tx| bill::make_void(tx, SERIES.number(1), at(MONTH + 1))).unwrap();
    let again = site.writer.transaction(|tx| bill::make_void(tx, SERIES.number(1), at(MONTH + 2)));
    assert!(matches!(again, Err(Error::NoSuch(_))));
    let mut give = |bill: &Bill| site.writer.transaction(|tx| bill::insert(tx, bill, SERIES));
    assert!(matches!(give(&bill(None, 1)), Err(Error::Refused(_))));
    assert_eq!(give(&bill(None, 0)).unwrap(), SERIES.number(2));
    let next_year = Series::new(2027, 1);
    assert_eq!(bill::next_number(&site.writer, next_year).unwrap(), next_year.number(1));
    let all = bill::of_account(&site.writer, account).unwrap();
    assert_eq!(
        all.iter().map(|b| (b.number.number, b.void_at)).collect::<Vec<_>>(),
        [(1, Some(at(MONTH + 1))), (2, None)]
    );
    assert_eq!(bill::of_month(&site.writer, november()).unwrap(), all);
    assert_eq!(bill::standing(&site.writer, account, november()).unwrap(), Some(all[1].clone()));
    assert_eq!(bill::by_number(&site.writer, SERIES.number(1)).unwrap(), Some(all[0].clone()));
    for sql in
        ["UPDATE bill SET amount = 1", "DELETE FROM bill", "UPDATE bill SET void_at = NULL WHERE void_at IS NOT NULL"]
    {
        let refused = site.writer.transaction(|tx| tx.run(sql, []));
        assert!(matches!(&refused, Err(Error::Refused(text)) if text.contains("append-only")), "{sql}: {refused:?}");
    }
}

#[test]
fn a_corrected_reading_keeps_what_it_was() {
    let mut site = Site::new();
    let id = site.installation;
    let reading = |wh| Reading { at: at(15), register: Energy::from_wh(wh), quality: Quality::Actual };
    let by_hand =
        |reading| ByHand { reading, reason: "wrong digit".to_owned(), actor: "clerk".to_owned(), made_at: at(99) };
    let late = Reading { at: at(30), ..reading(1_000_300) };
    site.writer.transaction(|tx| reading::insert(tx, id, reading(1_900_100))).unwrap();
    let old = site.writer.transaction(|tx| reading::correct(tx, id, &by_hand(reading(1_000_100)))).unwrap();
    assert_eq!(old, Some((Energy::from_wh(1_900_100), Quality::Actual)));
    assert_eq!(site.writer.transaction(|tx| reading::correct(tx, id, &by_hand(late))).unwrap(), None);
    assert_eq!(reading::between(&site.writer, id, at(0), at(60)).unwrap(), [reading(1_000_100), late]);
    let made = reading_correction::of_installation(&site.writer, id).unwrap();
    assert_eq!(
        made.iter().map(|c| (c.at, c.old, c.register.wh())).collect::<Vec<_>>(),
        [(at(15), old, 1_000_100), (at(30), None, 1_000_300)]
    );
    let changed = site.writer.transaction(|tx| tx.run("UPDATE reading_correction SET reason = 'x'", []));
    assert!(matches!(changed, Err(Error::Refused(_))));
}

#[test]
fn rule_3_readings_behind_an_open_month_are_never_purged() {
    let mut site = Site::new();
    let id = site.installation;
    site.writer
        .transaction(|tx| {
            (0..40).try_for_each(|d| {
                let register = Energy::from_wh(1_000_000 + d);
                reading::insert(tx, id, Reading { at: at(d * 24 * 60), register, quality: Quality::Actual })
            })
        })
        .unwrap();
    let mut purge = |until| site.writer.transaction(|tx| reading::purge(tx, id, at(until)));
    assert!(matches!(purge(24 * 60), Err(Error::Refused(_))));
    site.writer.transaction(|tx| month_close::insert(tx, &closed(november(), MONTH))).unwrap();
    let mut purge = |until| site.writer.transaction(|tx| reading::purge(tx, id, at(until)));
    assert!(matches!(purge(MONTH + 1), Err(Error::Refused(_))));
    assert_eq!(purge(MONTH).unwrap(), 30);
    assert_eq!(reading::between(&site.writer, id, at(0), at(2 * MONTH)).unwrap().len(), 10);
}
