//! Bills of post-paid accounts: one for each month, numbered without gaps in a series of their own.

use chrono::NaiveDate;
use ledger::{ReceiptNumber, Series};
use rusqlite::{Row, params};
use units::{AccountId, EntryId, Money, Month, Timestamp};

use crate::column::{At, Day, InMonth, Minor, SeriesCode};
use crate::{Db, Result, Tx};

/// A bill never goes and its number is never given again; of a bill that was made void only that is noted.
pub(crate) const SQL: &str = "
    CREATE TABLE bill (
        id INTEGER PRIMARY KEY,
        account INTEGER NOT NULL REFERENCES account,
        month TEXT NOT NULL,
        amount INTEGER NOT NULL,
        made_at INTEGER NOT NULL,
        due_on TEXT NOT NULL,
        entry INTEGER UNIQUE REFERENCES entry,
        series TEXT NOT NULL,
        number INTEGER NOT NULL CHECK (number > 0),
        void_at INTEGER,
        CHECK (entry IS NOT NULL OR amount = 0)
    ) STRICT;
    CREATE UNIQUE INDEX bill_number ON bill (series, number);
    CREATE UNIQUE INDEX bill_of_month ON bill (account, month) WHERE void_at IS NULL;
    CREATE TRIGGER bill_never_changes BEFORE UPDATE OF id, account, month, amount, made_at, due_on, entry, series,
        number ON bill BEGIN SELECT RAISE(ABORT, 'bill is append-only'); END;
    CREATE TRIGGER bill_void_once BEFORE UPDATE OF void_at ON bill WHEN OLD.void_at IS NOT NULL OR NEW.void_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'bill is append-only'); END;
    CREATE TRIGGER bill_never_goes BEFORE DELETE ON bill BEGIN SELECT RAISE(ABORT, 'bill is append-only'); END;";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    pub account: AccountId,
    pub month: Month,
    /// What is to be paid for the month; negative when the month's corrections exceed its charges.
    pub amount: Money,
    pub made_at: Timestamp,
    pub due_on: NaiveDate,
    /// The entry that makes it a receivable; none for a bill of nothing.
    pub entry: Option<EntryId>,
}

/// A bill as it was given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    pub id: i64,
    pub bill: Bill,
    pub number: ReceiptNumber,
    pub void_at: Option<Timestamp>,
}

const COLUMNS: &str = "SELECT id, account, month, amount, made_at, due_on, entry, series, number, void_at FROM bill";

fn read(row: &Row<'_>) -> rusqlite::Result<Numbered> {
    let bill = Bill {
        account: AccountId(row.get(1)?),
        month: row.get::<_, InMonth>(2)?.0,
        amount: row.get::<_, Minor>(3)?.0,
        made_at: row.get::<_, At>(4)?.0,
        due_on: row.get::<_, Day>(5)?.0,
        entry: row.get::<_, Option<i64>>(6)?.map(EntryId),
    };
    let number = row.get::<_, SeriesCode>(7)?.0.number(row.get(8)?);
    Ok(Numbered { id: row.get(0)?, bill, number, void_at: row.get::<_, Option<At>>(9)?.map(|at| at.0) })
}

/// The bills of an account, also the void ones, oldest month first.
pub fn of_account(db: &Db, account: AccountId) -> Result<Vec<Numbered>> {
    db.list(&format!("{COLUMNS} WHERE account = ?1 ORDER BY month, id"), [account.0], read)
}

/// The bills for a month, also the void ones, by number.
pub fn of_month(db: &Db, month: Month) -> Result<Vec<Numbered>> {
    db.list(&format!("{COLUMNS} WHERE month = ?1 ORDER BY id"), [InMonth(month)], read)
}

/// The bill of an account for a month that stands.
pub fn standing(db: &Db, account: AccountId, month: Month) -> Result<Option<Numbered>> {
    let sql = format!("{COLUMNS} WHERE account = ?1 AND month = ?2 AND void_at IS NULL");
    db.one(&sql, params![account.0, InMonth(month)], read)
}

pub fn by_number(db: &Db, number: ReceiptNumber) -> Result<Option<Numbered>> {
    let sql = format!("{COLUMNS} WHERE series = ?1 AND number = ?2");
    db.one(&sql, params![SeriesCode(number.series), number.number], read)
}

/// The number that the next bill of the series will have: for the memo of its entry.
pub fn next_number(db: &Db, series: Series) -> Result<ReceiptNumber> {
    let sql = "SELECT ifnull(max(number), 0) + 1 FROM bill WHERE series = ?1";
    Ok(series.number(db.value(sql, [SeriesCode(series)], |row| row.get(0))?))
}

/// Gives the bill the next number of its series. Refused while another one for the month stands.
pub fn insert(tx: &mut Tx<'_>, bill: &Bill, series: Series) -> Result<ReceiptNumber> {
    let number = next_number(tx, series)?;
    let sql = "INSERT INTO bill (account, month, amount, made_at, due_on, entry, series, number)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let values = params![
        bill.account.0,
        InMonth(bill.month),
        Minor(bill.amount),
        At(bill.made_at),
        Day(bill.due_on),
        bill.entry.map(|id| id.0),
        SeriesCode(series),
        number.number,
    ];
    tx.run(sql, values)?;
    Ok(number)
}

/// Makes a bill void. It keeps its number; its entry is taken back by a reversal of its own.
pub fn make_void(tx: &mut Tx<'_>, number: ReceiptNumber, at: Timestamp) -> Result<()> {
    let sql = "UPDATE bill SET void_at = ?3 WHERE series = ?1 AND number = ?2 AND void_at IS NULL";
    tx.amend("bill that stands", sql, params![SeriesCode(number.series), number.number, At(at)])
}
