//! The journal: entries and their lines, never changed and never removed. How entries come in is in `post.rs`.

use std::collections::HashMap;

use ledger::{Book, Draft, Entry, Line, ReceiptNumber, Series};
use rusqlite::{Params, Row, params};
use units::{EntryId, Money, Month, Timestamp};

use crate::column::{At, BookCode, CauseCode, InMonth, Link, Minor, SeriesCode, append_only};
use crate::{Db, Error, Result, Tx};

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

const COLUMNS: &str = "SELECT entry.id, at, cause, key, booking, service, memo, reverses, series, number, actor,
    previous, hash FROM entry";

fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
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
    Ok(Entry {
        id: EntryId(row.get(0)?),
        draft,
        receipt: series.zip(number).map(|(series, number)| series.number(number)),
        previous: row.get::<_, Link>(11)?.0,
        hash: row.get::<_, Link>(12)?.0,
    })
}

fn lines(db: &Db, id: EntryId) -> Result<Vec<Line>> {
    let sql = "SELECT balance.book, amount FROM entry_line JOIN balance ON balance.id = entry_line.book
        WHERE entry = ?1 ORDER BY ordinal";
    db.list(sql, [id.0], |row| Ok(Line::new(row.get::<_, BookCode>(0)?.0, row.get::<_, Minor>(1)?.0)))
}

fn whole(db: &Db, mut entry: Entry) -> Result<Entry> {
    entry.draft.lines = lines(db, entry.id)?;
    Ok(entry)
}

fn one(db: &Db, condition: &str, params: impl Params) -> Result<Option<Entry>> {
    db.one(&format!("{COLUMNS} {condition}"), params, read)?.map(|entry| whole(db, entry)).transpose()
}

fn list(db: &Db, condition: &str, params: impl Params) -> Result<Vec<Entry>> {
    db.list(&format!("{COLUMNS} {condition}"), params, read)?.into_iter().map(|entry| whole(db, entry)).collect()
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
    one(db, "WHERE series = ?1 AND number = ?2", params![SeriesCode(receipt.series), receipt.number])
}

/// The entry that took this one back, if any.
pub fn reversal(db: &Db, of: EntryId) -> Result<Option<EntryId>> {
    db.one("SELECT id FROM entry WHERE reverses = ?1", [of.0], |row| row.get(0).map(EntryId))
}

/// All made in `[from, to)`, in the order of posting.
pub fn between(db: &Db, from: Timestamp, to: Timestamp) -> Result<Vec<Entry>> {
    list(db, "WHERE at >= ?1 AND at < ?2 ORDER BY id", params![At(from), At(to)])
}

/// Those made in `[from, to)` that have a receipt, in the order of posting.
pub fn receipts_between(db: &Db, from: Timestamp, to: Timestamp) -> Result<Vec<Entry>> {
    list(db, "WHERE at >= ?1 AND at < ?2 AND series IS NOT NULL ORDER BY id", params![At(from), At(to)])
}

/// An entry as a book sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    pub entry: Entry,
    /// What the entry puts on the book, debit positive.
    pub amount: Money,
    /// The sum of the book after it, debit positive.
    pub after: Money,
}

/// The last `limit` entries on a book before entry `before` (or the last at all), newest first.
pub fn movements(db: &Db, book: Book, before: Option<EntryId>, limit: u32) -> Result<Vec<Movement>> {
    let before = before.map_or(i64::MAX, |id| id.0);
    let ids = db.list(
        "SELECT entry, sum(amount) FROM entry_line
            WHERE book = (SELECT id FROM balance WHERE book = ?1) AND entry < ?2
            GROUP BY entry ORDER BY entry DESC LIMIT ?3",
        params![BookCode(book), before, limit],
        |row| Ok((EntryId(row.get(0)?), row.get::<_, Minor>(1)?.0)),
    )?;
    let mut after = sum_before(db, book, before)?;
    let mut movements = Vec::with_capacity(ids.len());
    for (id, amount) in ids {
        let entry = get(db, id)?.ok_or(Error::NoSuch("entry"))?;
        movements.push(Movement { entry, amount, after });
        after = after - amount;
    }
    Ok(movements)
}

fn sum_before(db: &Db, book: Book, before: i64) -> Result<Money> {
    let sql = "SELECT ifnull(sum(amount), 0) FROM entry_line
        WHERE book = (SELECT id FROM balance WHERE book = ?1) AND entry < ?2";
    db.value(sql, params![BookCode(book), before], |row| Ok(row.get::<_, Minor>(0)?.0))
}

/// What a book opens a month with, and the movements that book in the month, in the order of posting; `after` is the
/// running sum over what the month opened with.
pub fn month_of(db: &Db, book: Book, month: Month) -> Result<(Money, Vec<Movement>)> {
    let opening = opening(db, book, month)?;
    let mut after = opening;
    let movement = |entry: Entry| {
        let amount = entry.draft.amount_on(book);
        after += amount;
        Movement { entry, amount, after }
    };
    Ok((opening, booked(db, book, month)?.into_iter().map(movement).collect()))
}

/// The entries on a book that book in a month, in the order of posting.
pub fn booked(db: &Db, book: Book, month: Month) -> Result<Vec<Entry>> {
    let condition = "WHERE booking = ?2 AND id IN
        (SELECT entry FROM entry_line WHERE book = (SELECT id FROM balance WHERE book = ?1)) ORDER BY id";
    list(db, condition, params![BookCode(book), InMonth(month)])
}

/// The sum of a book over all months before this one, debit positive: what the month opens with.
pub fn opening(db: &Db, book: Book, month: Month) -> Result<Money> {
    let sql = "SELECT ifnull(sum(amount), 0) FROM entry_line JOIN entry ON entry.id = entry_line.entry
        WHERE book = (SELECT id FROM balance WHERE book = ?1) AND booking < ?2";
    db.value(sql, params![BookCode(book), InMonth(month)], |row| Ok(row.get::<_, Minor>(0)?.0))
}

/// Hands out the whole journal in order, one entry at a time.
pub fn each(db: &Db, mut take: impl FnMut(Entry)) -> Result<()> {
    let read_book = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, BookCode>(1)?.0));
    let books: HashMap<i64, Book> = db.list("SELECT id, book FROM balance", [], read_book)?.into_iter().collect();
    let mut all = db.connection.prepare_cached(&format!("{COLUMNS} ORDER BY id"))?;
    let mut entries = all.query([])?;
    let mut all_lines =
        db.connection.prepare_cached("SELECT entry, book, amount FROM entry_line ORDER BY 1, ordinal")?;
    let mut rows = all_lines.query([])?;
    let mut next = read_line(rows.next()?, &books)?;
    while let Some(row) = entries.next()? {
        let mut entry = read(row)?;
        while let Some((id, line)) = next.filter(|(id, _)| *id <= entry.id) {
            if id == entry.id {
                entry.draft.lines.push(line);
            }
            next = read_line(rows.next()?, &books)?;
        }
        take(entry);
    }
    Ok(())
}

fn read_line(row: Option<&Row<'_>>, books: &HashMap<i64, Book>) -> Result<Option<(EntryId, Line)>> {
    let Some(row) = row else { return Ok(None) };
    let id = EntryId(row.get(0)?);
    let book =
        books.get(&row.get(1)?).ok_or_else(|| Error::Damaged(format!("entry {id} is on a book that is gone")))?;
    Ok(Some((id, Line::new(*book, row.get::<_, Minor>(2)?.0))))
}

/// The last number given out in a series; 0 before the first.
pub fn last_receipt(db: &Db, series: Series) -> Result<u32> {
    let sql = "SELECT number FROM entry WHERE series = ?1 ORDER BY number DESC LIMIT 1";
    Ok(db.one(sql, [SeriesCode(series)], |row| row.get(0))?.unwrap_or(0))
}

/// Whether it went in; not when another entry has its key.
pub(crate) fn insert(tx: &mut Tx<'_>, entry: &Entry) -> Result<bool> {
    let draft = &entry.draft;
    let inserted = tx.run(
        "INSERT INTO entry (id, at, cause, key, booking, service, memo, reverses, series, number, actor, previous, hash)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            ON CONFLICT (key) DO NOTHING",
        params![
            entry.id.0,
            At(draft.at),
            CauseCode(draft.cause),
            draft.key,
            InMonth(draft.booking),
            draft.service.map(InMonth),
            draft.memo,
            draft.reverses.map(|id| id.0),
            entry.receipt.map(|receipt| SeriesCode(receipt.series)),
            entry.receipt.map(|receipt| receipt.number),
            draft.actor,
            Link(entry.previous),
            Link(entry.hash),
        ],
    )?;
    if inserted == 0 {
        return Ok(false);
    }
    for (ordinal, line) in (0_i64..).zip(&draft.lines) {
        let book = super::balance::add(tx, line.book, line.amount)?;
        tx.run(
            "INSERT INTO entry_line VALUES (?1, ?2, ?3, ?4)",
            params![entry.id.0, ordinal, book, Minor(line.amount)],
        )?;
    }
    Ok(true)
}
