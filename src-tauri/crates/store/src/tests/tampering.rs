use ledger::Fault;
use units::EntryId;

use super::*;

fn three_top_ups() -> Site {
    let mut site = Site::new();
    for i in 1..=3 {
        site.post(top_up(site.account, &format!("k{i}"), i * 100)).unwrap();
    }
    site
}

fn found_after(sql: &str) -> Vec<Problem> {
    let site = three_top_ups();
    site.tamper(sql);
    site.verification().problems
}

#[test]
fn the_database_itself_refuses_to_change_the_journal() {
    let mut site = three_top_ups();
    let charging = Charging { account: site.account, service: november(), first_ordinal: 0 };
    site.writer
        .transaction(|tx| {
            tx.post_charges(charge_draft(charging, 61), charging, &[charge_line(100, 61)])?;
            operation::insert(
                tx,
                &operation::Operation {
                    at: at(0),
                    actor: "clerk".to_owned(),
                    name: "top_up".to_owned(),
                    args: String::new(),
                    key: None,
                },
            )?;
            supply_event::insert(
                tx,
                &supply_event::SupplyEvent {
                    point: PointId(1),
                    at: at(0),
                    kind: supply_event::SupplyEventKind::Decision,
                    desired: "off".to_owned(),
                    actual: None,
                    reason: "credit".to_owned(),
                    args: String::new(),
                    facts: String::new(),
                },
            )
        })
        .unwrap();
    for sql in [
        "UPDATE entry SET memo = 'x'",
        "DELETE FROM entry WHERE id = 3",
        "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE id = 3",
        "UPDATE entry SET lines = '[[1,1,0,1],[2,-1,0,-1]]' WHERE id = 1",
        "UPDATE charge SET amount = 0",
        "DELETE FROM charge",
        "UPDATE supply_event SET actual = 'on'",
        "DELETE FROM supply_event",
        "UPDATE operation SET actor = 'x'",
        "DELETE FROM operation",
    ] {
        let refused = site.writer.transaction(|tx| tx.run(sql, []));
        assert!(matches!(&refused, Err(Error::Refused(text)) if text.contains("append-only")), "{sql}: {refused:?}");
    }
    assert!(site.verification().is_good());
}

#[test]
fn untouched_books_are_good() {
    assert_eq!(found_after(""), vec![]);
}

#[test]
fn a_changed_entry_is_found() {
    let changed = "DROP TRIGGER entry_never_changes; UPDATE entry SET memo = 'x' WHERE id = 2;";
    assert_eq!(found_after(changed), vec![Problem::Journal(Fault::Changed(EntryId(2)))]);
}

#[test]
fn a_changed_amount_is_found_by_chain_and_balance() {
    let changed = "DROP TRIGGER entry_never_changes;
        UPDATE entry SET lines = json_replace(lines, '$[0][1]', 400, '$[1][1]', -400) WHERE id = 2;";
    let account = Book::Tenant(AccountId(1));
    let cash = Book::Tender(Tender::Cash);
    assert_eq!(
        found_after(changed),
        vec![
            Problem::Trail { book: cash, entry: EntryId(2) },
            Problem::Trail { book: account, entry: EntryId(2) },
            Problem::Journal(Fault::Changed(EntryId(2))),
            Problem::MonthSum { book: account, month: november() },
            Problem::MonthSum { book: cash, month: november() },
            Problem::Balance { book: account, kept: -600, counted: -800 },
            Problem::Balance { book: cash, kept: 600, counted: 800 },
        ]
    );
}

#[test]
fn a_changed_balance_is_found() {
    let changed = "UPDATE balance SET minor = minor - 1 WHERE book = 'tenant:1'";
    let book = Book::Tenant(AccountId(1));
    assert_eq!(found_after(changed), vec![Problem::Balance { book, kept: -601, counted: -600 }]);
}

#[test]
fn a_changed_trail_or_month_is_found() {
    let (account, cash) = (Book::Tenant(AccountId(1)), Book::Tender(Tender::Cash));
    let trail = |book, entry| Problem::Trail { book, entry: EntryId(entry) };
    let skip = "DROP TRIGGER entry_never_changes;
        UPDATE entry SET lines = json_replace(lines, '$[1][2]', 1) WHERE id = 3;";
    assert_eq!(found_after(skip), vec![trail(account, 3)]);
    let site = three_top_ups();
    site.tamper("DROP TRIGGER entry_never_changes; UPDATE entry SET lines = json_replace(lines, '$[1][2]', 3);");
    assert!(matches!(entry::movements(&site.writer, account, None, 9), Err(Error::Damaged(_))));
    assert_eq!(found_after("UPDATE balance SET last = 2 WHERE book = 'tender:cash'"), vec![trail(cash, 2)]);
    for sql in [
        "UPDATE balance SET credits = 601 WHERE book = 'tenant:1'",
        "UPDATE balance SET entries = 2 WHERE book = 'tenant:1'",
        "INSERT INTO book_month SELECT id, '2026-11', 0, 0, 1 FROM balance WHERE book = 'tenant:1'",
    ] {
        let problem = Problem::MonthSum { book: account, month: november() };
        assert_eq!(found_after(sql), vec![problem], "{sql}");
    }
}

#[test]
fn a_day_that_hides_its_entries_is_found() {
    for sql in ["UPDATE entry_day SET last = 2", "UPDATE entry_day SET day = day + 1", "DELETE FROM entry_day"] {
        assert_eq!(found_after(sql), vec![Problem::Days], "{sql}");
    }
}

#[test]
fn an_entry_that_cannot_be_read_is_found() {
    let changed = "DROP TRIGGER entry_never_changes; UPDATE entry SET cause = 'gift' WHERE id = 1;";
    assert!(matches!(found_after(changed)[0], Problem::Unreadable(_)));
    assert!(matches!(found_after("UPDATE balance SET book = 'x' WHERE book = 'tenant:1'")[0], Problem::Unreadable(_)));
}

const CUT: &str = "DROP TRIGGER entry_never_goes; DELETE FROM entry WHERE id = 3;
    UPDATE balance SET minor = minor - sign(minor) * 300, last = 2, entries = 2, debits = max(debits - 300, 0),
        credits = max(credits - 300, 0);
    UPDATE entry_day SET last = 2;";

#[test]
fn a_missing_end_is_found_by_the_head() {
    assert_eq!(found_after(CUT), vec![Problem::Head { kept: EntryId(3), found: EntryId(2) }]);
}

#[test]
fn a_missing_end_with_a_forged_head_is_found_by_the_head_outside() {
    let site = three_top_ups();
    let outside = site.writer.head();
    site.tamper(CUT);
    site.tamper("UPDATE head SET (entry, hash) = (SELECT id, hash FROM entry WHERE id = 2)");
    let reader = site.writer.reader().unwrap();
    assert!(verify(&reader, None).unwrap().is_good());
    assert_eq!(verify(&reader, Some(outside)).unwrap().problems, vec![Problem::OutsideHead(EntryId(3))]);
}

#[test]
fn an_older_head_outside_is_no_fault() {
    let mut site = three_top_ups();
    let outside = site.writer.head();
    site.post(top_up(site.account, "k4", 400)).unwrap();
    let reader = site.writer.reader().unwrap();
    for head in [outside, ledger::Head::START] {
        assert!(verify(&reader, Some(head)).unwrap().is_good());
    }
}

#[test]
fn a_changed_charge_line_is_found() {
    let mut site = Site::new();
    let charging = Charging { account: site.account, service: november(), first_ordinal: 0 };
    let draft = charge_draft(charging, 61);
    site.writer.transaction(|tx| tx.post_charges(draft, charging, &[charge_line(100, 61)])).unwrap();
    assert!(site.verification().is_good());
    site.tamper("DROP TRIGGER charge_never_changes; UPDATE charge SET amount = 60");
    let problem = Problem::Charges { entry: EntryId(1), lines: 60, charged: 61 };
    assert_eq!(site.verification().problems, vec![problem]);
    site.tamper("DROP TRIGGER charge_never_goes; DELETE FROM charge");
    let problem = Problem::Charges { entry: EntryId(1), lines: 0, charged: 61 };
    assert_eq!(site.verification().problems, vec![problem]);
}
