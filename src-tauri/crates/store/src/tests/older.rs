//! A database that version 1 of the program left, with what lived in it.

use ledger::{Entry, Head};
use rusqlite::params;
use units::{EntryId, MeterId};

use super::*;
use crate::migrate;

const SITE: &str = "
    INSERT INTO place VALUES (1, NULL, 'room', '101', 0);
    INSERT INTO tenancy VALUES (1, 1, 'tenancy', 'Wang', NULL, 'zh-CN', 0, 0, 1793462400000, NULL);
    INSERT INTO account VALUES (1, 1, 1793462400000);
    INSERT INTO point VALUES (1, NULL, 1, 'room', '101');
    INSERT INTO meter VALUES (1, '00123', 'eastron-sdm120', NULL, 7, 23000);
    INSERT INTO installation VALUES (1, 1, 1, 1793462400000, 1000000, NULL, NULL, 1, 1);
    INSERT INTO reading VALUES (1, 1793462400000, 1000000, 0, NULL);
    INSERT INTO period_lock VALUES (1, '2026-10', 1793462400000, '1');";

/// As version 1 wrote it.
fn write(db: &rusqlite::Connection, entry: &Entry) {
    let draft = &entry.draft;
    db.execute(
        "INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            entry.id.0,
            units::millis(draft.at),
            draft.cause.code(),
            draft.key,
            draft.booking.to_string(),
            draft.service.map(|month| month.to_string()),
            draft.memo,
            draft.reverses.map(|id| id.0),
            entry.receipt.map(|receipt| receipt.series.to_string()),
            entry.receipt.map(|receipt| receipt.number),
            draft.actor,
            entry.previous.0.to_vec(),
            entry.hash.0.to_vec(),
        ],
    )
    .unwrap();
    for (ordinal, line) in (0_i64..).zip(&draft.lines) {
        let (book, minor) = (line.book.code(), line.amount.minor());
        let kept = "INSERT INTO balance (book, minor) VALUES (?1, ?2)
            ON CONFLICT (book) DO UPDATE SET minor = minor + excluded.minor RETURNING id";
        let book: i64 = db.query_row(kept, params![book, minor], |row| row.get(0)).unwrap();
        db.execute("INSERT INTO entry_line VALUES (?1, ?2, ?3, ?4)", params![entry.id.0, ordinal, book, minor])
            .unwrap();
    }
    db.execute("UPDATE head SET entry = ?1, hash = ?2", params![entry.id.0, entry.hash.0.to_vec()]).unwrap();
}

fn journal(account: AccountId) -> Vec<Entry> {
    let charging = Charging { account, service: november(), first_ordinal: 0 };
    let first = top_up(account, "a", 5000).seal(&Head::START, Some(SERIES.number(1))).unwrap();
    let charge = charge_draft(charging, 61).seal(&first.head(), None).unwrap();
    let second = top_up(account, "b", 700).seal(&charge.head(), Some(SERIES.number(2))).unwrap();
    let back = Draft::reversal_of(&second, at(9), november(), "r", "clerk", "typing error");
    let back = back.seal(&second.head(), None).unwrap();
    vec![first, charge, second, back]
}

/// The file as version 1 leaves it, and the entries in it.
fn version_1(path: &std::path::Path) -> Vec<Entry> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_CREATE;
    let db = open::connect(path, &KEY, flags).unwrap();
    migrate::run(&db, path, &KEY, &[VERSION_1]).unwrap();
    db.execute_batch(SITE).unwrap();
    let journal = journal(AccountId(1));
    journal.iter().for_each(|entry| write(&db, entry));
    let charge = "INSERT INTO charge VALUES
        (1, '2026-11', 0, 2, 1793462460000, 'energy', '2026-01-01', '', 100, 0, 1000000, 1000100, 61)";
    db.execute_batch(charge).unwrap();
    journal
}

#[test]
fn a_version_1_database_is_taken_over_with_all_that_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roomwatt.db");
    let journal = version_1(&path);
    let mut writer = open(&path, &KEY).unwrap();
    let found = verify(&writer.reader().unwrap(), Some(journal[3].head())).unwrap();
    assert!(found.is_good(), "{:?}", found.problems);
    assert_eq!(found.totals.entries, 4);
    for entry in &journal {
        assert_eq!(entry::get(&writer, entry.id).unwrap().as_ref(), Some(entry));
        assert_eq!(entry::by_key(&writer, &entry.draft.key).unwrap().as_ref(), Some(entry));
    }
    assert_eq!(entry::by_receipt(&writer, SERIES.number(2)).unwrap().as_ref(), Some(&journal[2]));
    assert_eq!(entry::reversal(&writer, EntryId(3)).unwrap(), Some(EntryId(4)));
    assert_eq!(balance::credit(&writer, AccountId(1)).unwrap(), Money::from_minor(4939));
    let movements = entry::movements(&writer, Book::Tenant(AccountId(1)), None, 9).unwrap();
    let sums: Vec<_> = movements.iter().map(|m| (m.entry.id.0, m.amount.minor(), m.after.minor())).collect();
    assert_eq!(sums, [(4, 700, -4939), (3, -700, -5639), (2, 61, -4939), (1, -5000, -5000)]);
    let posted = writer.transaction(|tx| tx.post(top_up(AccountId(1), "c", 100))).unwrap();
    assert_eq!((posted.entry.id, posted.entry.receipt), (EntryId(5), Some(SERIES.number(3))));
    let back = Draft::reversal_of(&journal[0], at(20), november(), "r2", "clerk", "");
    writer.transaction(|tx| tx.post(back)).unwrap();
    assert!(matches!(writer.transaction(|tx| tx.run("DELETE FROM entry", [])), Err(Error::Refused(_))));
    assert!(verify(&writer.reader().unwrap(), None).unwrap().is_good());
}

#[test]
fn what_version_1_did_not_know_has_a_sensible_beginning() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roomwatt.db");
    version_1(&path);
    let writer = open(&path, &KEY).unwrap();
    let (_, installed) = installation::all(&writer).unwrap().remove(0);
    assert_eq!((installed.meter, installed.serial.as_deref()), (MeterId(1), Some("00123")));
    assert_eq!(place::all(&writer).unwrap()[0].1.area_dm2, None);
    let tenant = tenancy::all(&writer).unwrap().remove(0).1;
    assert_eq!((tenant.due_days, tenant.leaving_on, tenant.note.as_str()), (None, None, ""));
    assert_eq!(period_lock::of_account(&writer, AccountId(1)).unwrap()[0].counters, "");
    let charge = charge::lines(&writer, AccountId(1), november()).unwrap().remove(0);
    assert_eq!((charge.line.within, charge.line.provisional), (Money::ZERO, false));
    assert_eq!(charge.line.amount, Money::from_minor(61));
}

#[test]
fn a_takeover_leaves_version_1_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roomwatt.db");
    version_1(&path);
    drop(open(&path, &KEY).unwrap());
    let copy = migrate::copy_path(&path, 1);
    let before = open::connect(&copy, &KEY, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let version: i64 = before.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 1);
    let entries: i64 = before.query_row("SELECT count(*) FROM entry", [], |row| row.get(0)).unwrap();
    assert_eq!(entries, 4);
}

#[test]
fn a_version_2_database_is_taken_over_with_its_readings() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roomwatt.db");
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_CREATE;
    let db = open::connect(&path, &KEY, flags).unwrap();
    migrate::run(&db, &path, &KEY, &[VERSION_1]).unwrap();
    db.execute_batch(SITE).unwrap();
    migrate::run(&db, &path, &KEY, &[VERSION_1, VERSION_2]).unwrap();
    db.execute_batch("INSERT INTO reading VALUES (1, 1793463300000, 1000120, 2, 'too_fast')").unwrap();
    drop(db);
    let of = InstallationId(1);
    let there = |db: &Db| reading::between(db, of, at(0), at(60)).unwrap();
    let registers = |readings: &[units::Reading]| readings.iter().map(|r| r.register.wh()).collect::<Vec<_>>();
    let writer = open(&path, &KEY).unwrap();
    assert_eq!(registers(&there(&writer)), [1_000_000, 1_000_120]);
    assert_eq!(reading::base(&writer, of, at(60)).unwrap().map(|base| base.at), Some(at(0)));
    assert!(verify(&writer.reader().unwrap(), None).unwrap().is_good());
    let copy = migrate::copy_path(&path, 2);
    let before = open::connect(&copy, &KEY, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    assert_eq!(migrate::refuse_newer(&before, &[VERSION_1, VERSION_2]).unwrap(), 2);
    // The program of before says so and leaves the file alone.
    let refused = migrate::refuse_newer(&writer.connection, &[VERSION_1, VERSION_2]);
    assert!(matches!(refused, Err(Error::Newer { found: 3, known: 2 })), "{refused:?}");
}
