//! The journal: entries and their lines, never changed and never removed. How entries come in is in `post.rs`.

mod movements;

use std::collections::HashMap;

use ledger::{Book, Draft, Entry, ReceiptNumber, Series};
use rusqlite::{Params, Row, params};
use units::{EntryId, Timestamp};

use crate::column::{At, BookCode, CauseCode, InMonth, Lines, Link, SeriesCode, append_only};
use crate::lines::{self, Placed};
use crate::table::entry_day;
use crate::{Db, Error, Result, Tx};

pub use movements::{Movement, booked, movements, opening};

pub(crate) const SQL: &str = concat!(
    "
    CREATE TABLE entry (
        id INTEGER PRIMARY KEY CHECK (id > 0),
        at INTEGER NOT NULL,
        cause TEXT NOT NULL,
        key TEXT NOT NULL UNIQUE,
        booking TEXT NOT NULL,
        service TEXT,
        memo TEXT NOT NULL,
        reverses INTEGER UNIQUE REFERENCES entry,
        series TEXT,
        number INTEGER CHECK (number > 0),
        actor TEXT NOT NULL,
        previous BLOB NOT NULL,
        hash BLOB NOT NULL,
        CHECK ((series IS NULL) = (number IS NULL))
    ) STRICT;
    CREATE UNIQUE INDEX entry_receipt ON entry (series, number);
    CREATE INDEX entry_at ON entry (at);
    CREATE TABLE entry_line (
        entry INTEGER NOT NULL REFERENCES entry,
        ordinal INTEGER NOT NULL,
        book INTEGER NOT NULL REFERENCES balance,
        amount INTEGER NOT NULL CHECK (amount <> 0),
        PRIMARY KEY (entry, ordinal)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX entry_line_of_book ON entry_line (book, entry, amount);",
    append_only!("entry"),
    append_only!("entry_line"),
);

/// The lines stand in the entry's own row, each with the entry before it on its book: no table and no index of lines has
/// to be kept beside it, and the movements of a book are its trail, followed backwards.
pub(crate) const SQL_2: &str = concat!(
    "
    CREATE TABLE trail (entry INTEGER NOT NULL, book INTEGER NOT NULL, previous INTEGER NOT NULL,
        after INTEGER NOT NULL, PRIMARY KEY (entry, book)) STRICT, WITHOUT ROWID;
    INSERT INTO trail SELECT entry, book, lag(entry, 1, 0) OVER book_in_order, sum(amount) OVER book_in_order
        FROM (SELECT entry, book, sum(amount) AS amount FROM entry_line GROUP BY entry, book)
        WINDOW book_in_order AS (PARTITION BY book ORDER BY entry);
    CREATE TABLE entry_2 (
        id INTEGER PRIMARY KEY CHECK (id > 0),
        at INTEGER NOT NULL,
        cause TEXT NOT NULL,
        key TEXT NOT NULL,
        booking TEXT NOT NULL,
        service TEXT,
        lines TEXT NOT NULL,
        memo TEXT NOT NULL,
        reverses INTEGER REFERENCES entry,
        series TEXT,
        number INTEGER CHECK (number > 0),
        actor TEXT NOT NULL,
        previous BLOB NOT NULL,
        hash BLOB NOT NULL,
        CHECK ((series IS NULL) = (number IS NULL))
    ) STRICT;
    INSERT INTO entry_2 SELECT id, at, cause, key, booking, service,
        (SELECT json_group_array(json_array(book, amount, trail.previous, after) ORDER BY ordinal)
            FROM entry_line JOIN trail USING (entry, book) WHERE entry = entry.id),
        memo, reverses, series, number, actor, previous, hash FROM entry ORDER BY id;
    DROP TABLE trail;
    DROP TABLE entry_line;
    DROP TABLE entry;
    ALTER TABLE entry_2 RENAME TO entry;
    CREATE UNIQUE INDEX entry_key ON entry (key);
    CREATE UNIQUE INDEX entry_reverses ON entry (reverses) WHERE reverses IS NOT NULL;
    CREATE UNIQUE INDEX entry_receipt ON entry (series, number) WHERE series IS NOT NULL;",
    append_only!("entry"),
);

const COLUMNS: &str = "SELECT entry.id, at, cause, key, booking, service, memo, reverses, series, number, actor,
    previous, hash, lines FROM entry";

/// An entry as its row says, its lines with the numbers of their books.
struct Stored {
    entry: Entry,
    lines: Vec<Placed>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let series = row.get::<_, Option<SeriesCode>>(8)?.map(|series| series.0);
    let number = row.get::<_, Option<u32>>(9)?;
    let draft = Draft {
        at: row.get::<_, At>(1)?.0,
        cause: row.get::<_, CauseCode>(2)?.0,
        key: row.get(3)?,
        booking: row.get::<_, InMonth>(4)?.0,
        service: row.get::<_, Option<InMonth>>(5)?.map(|month| month.0),
        lines: Vec::new(),
        memo: row.get(6)?,
        reverses: row.get::<_, Option<i64>>(7)?.map(EntryId),
        receipt: series,
        actor: row.get(10)?,
    };
    let entry = Entry {
        id: EntryId(row.get(0)?),
        draft,
        receipt: series.zip(number).map(|(series, number)| series.number(number)),
        previous: row.get::<_, Link>(11)?.0,
        hash: row.get::<_, Link>(12)?.0,
    };
    Ok(Stored { entry, lines: row.get::<_, Lines>(13)?.0 })
}

/// The books by their numbers, as far as they were asked for.
#[derive(Default)]
struct Names(HashMap<i64, Book>);

impl Names {
    fn of(&mut self, db: &Db, number: i64) -> Result<Book> {
        if let Some(book) = self.0.get(&number) {
            return Ok(*book);
        }
        db.settle()?;
        let name = db.one("SELECT book FROM balance WHERE id = ?1", [number], |row| row.get::<_, BookCode>(0))?;
        let book = name.ok_or_else(|| Error::Damaged(format!("an entry is on book {number}, which is gone")))?.0;
        self.0.insert(number, book);
        Ok(book)
    }

    fn whole(&mut self, db: &Db, stored: Stored) -> Result<Entry> {
        let Stored { mut entry, lines } = stored;
        entry.draft.lines = lines.iter().map(|l| Ok(l.line(self.of(db, l.book)?))).collect::<Result<_>>()?;
        Ok(entry)
    }
}

fn one(db: &Db, condition: &str, params: impl Params) -> Result<Option<Entry>> {
    let stored = db.one(&format!("{COLUMNS} {condition}"), params, read)?;
    stored.map(|stored| Names::default().whole(db, stored)).transpose()
}

fn list(db: &Db, condition: &str, params: impl Params) -> Result<Vec<Entry>> {
    let mut names = Names::default();
    let all = db.list(&format!("{COLUMNS} {condition}"), params, read)?;
    all.into_iter().map(|stored| names.whole(db, stored)).collect()
}

pub fn get(db: &Db, id: EntryId) -> Result<Option<Entry>> {
    one(db, "WHERE id = ?1", [id.0])
}

/// What a command's key was used for. Look here first when a command comes again: what it would post now may differ
/// from what it posted then, such as a share of debt taken from a top-up.
pub fn by_key(db: &Db, key: &str) -> Result<Option<Entry>> {
    one(db, "WHERE key = ?1", [key])
}

pub fn by_receipt(db: &Db, receipt: ReceiptNumber) -> Result<Option<Entry>> {
    one(
        db,
        "WHERE series IS NOT NULL AND series = ?1 AND number = ?2",
        params![SeriesCode(receipt.series), receipt.number],
    )
}

/// The entry that took this one back, if any.
pub fn reversal(db: &Db, of: EntryId) -> Result<Option<EntryId>> {
    db.one("SELECT id FROM entry WHERE reverses IS NOT NULL AND reverses = ?1", [of.0], |row| row.get(0).map(EntryId))
}

/// All made in `[from, to)`, in the order of posting.
pub fn between(db: &Db, from: Timestamp, to: Timestamp) -> Result<Vec<Entry>> {
    made(db, "at >= ?1 AND at < ?2", from, to)
}

/// Those made in `[from, to)` that have a receipt, in the order of posting.
pub fn receipts_between(db: &Db, from: Timestamp, to: Timestamp) -> Result<Vec<Entry>> {
    made(db, "at >= ?1 AND at < ?2 AND series IS NOT NULL", from, to)
}

fn made(db: &Db, condition: &str, from: Timestamp, to: Timestamp) -> Result<Vec<Entry>> {
    let Some((first, last)) = entry_day::within(db, from, to)? else { return Ok(Vec::new()) };
    let condition = format!("WHERE entry.id >= ?3 AND entry.id <= ?4 AND {condition} ORDER BY entry.id");
    list(db, &condition, params![At(from), At(to), first.0, last.0])
}

/// An entry as it stands in the journal, with the places of its lines.
pub(crate) struct Placement {
    pub entry: Entry,
    pub lines: Vec<Placed>,
}

/// Hands out the whole journal in order, one entry at a time.
pub fn each(db: &Db, mut take: impl FnMut(Entry)) -> Result<()> {
    each_placed(db, |placement| take(placement.entry))
}

pub(crate) fn each_placed(db: &Db, mut take: impl FnMut(Placement)) -> Result<()> {
    db.settle()?;
    let mut names = Names(
        db.list("SELECT id, book FROM balance", [], |row| Ok((row.get(0)?, row.get::<_, BookCode>(1)?.0)))?
            .into_iter()
            .collect(),
    );
    db.each(&format!("{COLUMNS} ORDER BY id"), [], |row| {
        let stored = read(row)?;
        let lines = stored.lines.clone();
        take(Placement { entry: names.whole(db, stored)?, lines });
        Ok(())
    })
}

/// The last number given out in a series; 0 before the first.
pub fn last_receipt(db: &Db, series: Series) -> Result<u32> {
    let sql = "SELECT number FROM entry WHERE series IS NOT NULL AND series = ?1 ORDER BY number DESC LIMIT 1";
    Ok(db.one(sql, [SeriesCode(series)], |row| row.get(0))?.unwrap_or(0))
}

pub(crate) const INSERT: &str =
    "INSERT INTO entry (id, at, cause, key, booking, service, lines, memo, reverses, series, number, actor,
    previous, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT (key) DO NOTHING";

/// Whether it went in; not when another entry has its key.
pub(crate) fn insert(tx: &mut Tx<'_>, entry: &Entry) -> Result<bool> {
    let draft = &entry.draft;
    let placing = tx.place(entry.id, draft)?;
    let inserted = tx.posting()?.execute(params![
        entry.id.0,
        At(draft.at),
        draft.cause.code(),
        draft.key,
        InMonth(draft.booking),
        draft.service.map(InMonth),
        lines::write(&placing.lines),
        draft.memo,
        draft.reverses.map(|id| id.0),
        entry.receipt.map(|receipt| SeriesCode(receipt.series)),
        entry.receipt.map(|receipt| receipt.number),
        draft.actor,
        entry.previous.0,
        entry.hash.0,
    ])?;
    if inserted == 1 {
        tx.take(placing, draft.at, entry.id);
    }
    Ok(inserted == 1)
}
