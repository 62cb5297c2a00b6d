use std::fs;

use rusqlite::Connection;

use super::*;
use crate::migrate::{self, Migration};

#[test]
fn only_a_missing_or_empty_file_is_created_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roomwatt.db");
    assert!(matches!(open(&path, &KEY), Err(Error::Missing(_))));
    assert!(matches!(Reader::open(&path, &KEY), Err(Error::Missing(_))));
    assert!(!path.exists());
    fs::write(&path, "").unwrap();
    drop(create(&path, &KEY).unwrap());
    assert!(matches!(create(&path, &KEY), Err(Error::Exists(_))));
    drop(open(&path, &KEY).unwrap());
}

#[test]
fn a_creation_that_was_cut_short_is_finished_by_opening() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roomwatt.db");
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_CREATE;
    let early = open::connect(&path, &KEY, flags).unwrap();
    early.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
    drop(early);
    let mut writer = open(&path, &KEY).unwrap();
    writer.transaction(|tx| setting::put(tx, "currency", "CNY")).unwrap();
    assert_eq!(setting::get(&writer, "currency").unwrap().as_deref(), Some("CNY"));
}

#[test]
fn the_file_is_unreadable_without_the_key() {
    let site = Site::new();
    let path = site.path();
    let folder = site.crash();
    assert!(matches!(open(&path, &Key([8; 32])), Err(Error::WrongKey)));
    assert!(matches!(Reader::open(&path, &Key([8; 32])), Err(Error::WrongKey)));
    let bytes = fs::read(&path).unwrap();
    assert!(!bytes.starts_with(b"SQLite format 3"));
    assert!(!bytes.windows(14).any(|window| window == b"eastron-sdm120"));
    drop(folder);
}

#[test]
fn a_file_that_is_no_database_is_called_so() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("letter.txt");
    fs::write(&text, "Dear landlord, the light in 204 is out again.").unwrap();
    assert!(matches!(open(&text, &KEY), Err(Error::NotADatabase(_))));
    let plain = folder.path().join("plain.db");
    Connection::open(&plain).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    assert!(matches!(open(&plain, &KEY), Err(Error::NotEncrypted(_))));
    let foreign = folder.path().join("foreign.db");
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_CREATE;
    open::connect(&foreign, &KEY, flags).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    assert!(matches!(open(&foreign, &KEY), Err(Error::NotADatabase(_))));
}

#[test]
fn a_newer_database_is_refused_and_left_alone() {
    let site = Site::new();
    site.tamper("PRAGMA user_version = 99");
    let path = site.path();
    let _folder = site.crash();
    assert!(matches!(open(&path, &KEY), Err(Error::Newer { found: 99, known: 3 })));
    assert!(matches!(Reader::open(&path, &KEY), Err(Error::Newer { .. })));
}

const NEXT: &[Migration] = &[VERSION_1, VERSION_2, VERSION_3, &["CREATE TABLE later (a INTEGER) STRICT;"]];
const BROKEN: &[Migration] =
    &[VERSION_1, VERSION_2, VERSION_3, &["CREATE TABLE later (a INTEGER) STRICT;", "CREATE TABLE later (b);"]];

fn migrate(site: &Site, migrations: &[Migration]) -> Result<()> {
    let connection = open::connect(&site.path(), &KEY, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    migrate::run(&connection, &site.path(), &KEY, migrations)
}

#[test]
fn an_update_leaves_a_sound_copy_of_what_was_before() {
    let mut site = Site::new();
    site.post(top_up(site.account, "a", 100)).unwrap();
    migrate(&site, NEXT).unwrap();
    migrate(&site, NEXT).unwrap();
    let copy = migrate::copy_path(&site.path(), 3);
    let before = open(&copy, &KEY).unwrap();
    assert!(entry::by_key(&before, "a").unwrap().is_some());
    assert!(before.check_pages().unwrap().is_empty());
    site.tamper("INSERT INTO later VALUES (1)");
}

#[test]
fn an_update_that_fails_changes_nothing() {
    let mut site = Site::new();
    site.post(top_up(site.account, "a", 100)).unwrap();
    assert!(migrate(&site, BROKEN).is_err());
    let path = site.path();
    let _folder = site.crash();
    let again = open(&path, &KEY).unwrap();
    assert!(verify(&again.reader().unwrap(), None).unwrap().is_good());
    drop(again);
}

#[test]
fn half_a_transaction_is_gone_after_a_crash_and_a_whole_one_is_there() {
    let mut site = Site::new();
    site.post(top_up(site.account, "whole", 100)).unwrap();
    let (path, account) = (site.path(), site.account);
    let died = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        site.writer.transaction(|tx| {
            // With next to no memory for pages, much of it is written to the log before the end comes.
            tx.connection.execute_batch("PRAGMA cache_size = 1")?;
            for i in 0..500 {
                tx.post(top_up(account, &format!("half {i}"), 900))?;
            }
            std::panic::resume_unwind(Box::new("power cut"));
            #[allow(unreachable_code)]
            Ok(())
        })
    }));
    assert!(died.is_err());
    let _folder = site.crash();
    let again = open(&path, &KEY).unwrap();
    assert!(entry::by_key(&again, "whole").unwrap().is_some());
    assert!(entry::by_key(&again, "half 0").unwrap().is_none());
    assert_eq!(balance::credit(&again, account).unwrap(), Money::from_minor(100));
}

#[test]
fn the_files_as_a_crash_leaves_them_hold_every_committed_entry() {
    let mut site = Site::new();
    let moved = tempfile::tempdir().unwrap();
    for i in 0..50 {
        site.post(top_up(site.account, &format!("k{i}"), 100)).unwrap();
    }
    let (account, head) = (site.account, site.writer.head());
    let copy = moved.path().join("roomwatt.db");
    // The writer is in the midst of another posting when the machine stops: only what is on disk goes along.
    let stopped: Result<()> = site.writer.transaction(|tx| {
        tx.post(top_up(account, "half", 900))?;
        for end in ["", "-wal"] {
            fs::copy(
                format!("{}{end}", site.folder.path().join("roomwatt.db").display()),
                format!("{}{end}", copy.display()),
            )?;
        }
        Err(Error::Busy)
    });
    assert!(matches!(stopped, Err(Error::Busy)));
    let again = open(&copy, &KEY).unwrap();
    assert_eq!(again.head(), head);
    let found = verify(&again.reader().unwrap(), Some(head)).unwrap();
    assert!(found.is_good(), "{:?}", found.problems);
    assert_eq!(found.totals.entries, 50);
}

#[test]
fn an_error_at_commit_is_unknown_and_stops_the_writer() {
    let mut site = Site::new();
    let account = site.account;
    let failed = site.writer.transaction(|tx| {
        tx.post(top_up(account, "a", 100))?;
        // A debt to the foreign keys comes due at commit only: a commit that fails without a failing disk.
        tx.connection.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        tx.run("INSERT INTO occupancy VALUES (99, '2026-11-01', 1)", [])
    });
    assert!(matches!(failed, Err(Error::Unknown(_))));
    assert!(matches!(site.post(top_up(account, "b", 100)), Err(Error::Stopped)));
    let mut writer = site.writer.reopen().unwrap();
    assert!(entry::by_key(&writer, "a").unwrap().is_none());
    let posted = writer.transaction(|tx| tx.post(top_up(account, "a", 100))).unwrap();
    assert_eq!(posted.entry.receipt, Some(SERIES.number(1)));
}

#[test]
fn a_full_disk_is_called_so_and_loses_nothing() {
    let mut site = Site::new();
    site.post(top_up(site.account, "a", 100)).unwrap();
    let pages: i64 = site.writer.connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    let limit = |pages: i64| {
        site.writer.connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
    };
    limit(pages);
    let long = "x".repeat(20_000);
    assert!(matches!(site.writer.transaction(|tx| setting::put(tx, "note", &long)), Err(Error::Full)));
    site.writer.connection.pragma_update_and_check(None, "max_page_count", pages + 100, |_| Ok(())).unwrap();
    site.writer.transaction(|tx| setting::put(tx, "note", &long)).unwrap();
    assert!(site.verification().is_good());
}

#[test]
fn a_reader_sees_committed_states_only_and_cannot_write() {
    let mut site = Site::new();
    let reader = site.writer.reader().unwrap();
    let account = site.account;
    site.writer
        .transaction(|tx| {
            tx.post(top_up(account, "a", 100))?;
            assert_eq!(balance::credit(&reader, account)?, Money::ZERO);
            Ok(())
        })
        .unwrap();
    assert_eq!(balance::credit(&reader, account).unwrap(), Money::from_minor(100));
    let writer = &mut site.writer;
    reader
        .snapshot(|db| {
            let before = balance::credit(db, account)?;
            writer.transaction(|tx| tx.post(top_up(account, "b", 50)))?;
            assert_eq!(balance::credit(db, account)?, before);
            Ok::<_, Error>(())
        })
        .unwrap();
    assert_eq!(balance::credit(&reader, account).unwrap(), Money::from_minor(150));
    let written = reader.connection.execute("INSERT INTO setting VALUES ('a', 'b')", []);
    assert!(matches!(written.map_err(Error::from), Err(Error::ReadOnly)));
}

#[test]
fn a_flipped_bit_is_found() {
    let mut site = Site::new();
    let long = "x".repeat(50_000);
    site.writer.transaction(|tx| setting::put(tx, "note", &long)).unwrap();
    assert_eq!(site.writer.check_pages().unwrap(), Vec::<String>::new());
    let path = site.path();
    let folder = site.folder;
    site.writer.close().unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let end = bytes.len() - 5000;
    bytes[end] ^= 1;
    fs::write(&path, bytes).unwrap();
    let again = open(&path, &KEY).unwrap();
    assert!(!again.check_pages().unwrap().is_empty());
    assert!(matches!(setting::get(&again, "note"), Err(Error::Damaged(_))));
    drop(folder);
}

#[test]
fn a_copy_taken_while_at_work_is_the_same_books() {
    let mut site = Site::new();
    site.post(top_up(site.account, "a", 100)).unwrap();
    let to = site.folder.path().join("backup.db");
    site.writer.copy_to(&to).unwrap();
    site.writer.copy_to(&to).unwrap();
    let copy = Reader::open(&to, &KEY).unwrap();
    let found = verify(&copy, Some(site.writer.head())).unwrap();
    assert!(found.is_good(), "{:?}", found.problems);
    assert!(site.writer.copy_to(&site.folder.path().join("no/such/folder/b.db")).is_err());
}
