//! Money granted to accounts: it is used first, may expire, and is never paid out (rule 7).

use chrono::NaiveDate;
use rusqlite::{Row, params};
use units::{AccountId, AllowanceId, EntryId, Money, Month, Timestamp};

use crate::column::{At, Day, InMonth, Minor};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE granted (
        id INTEGER PRIMARY KEY,
        account INTEGER NOT NULL REFERENCES account,
        allowance INTEGER REFERENCES allowance,
        month TEXT NOT NULL,
        amount INTEGER NOT NULL CHECK (amount > 0),
        entry INTEGER NOT NULL UNIQUE REFERENCES entry,
        expires_on TEXT,
        ended_at INTEGER,
        end_entry INTEGER REFERENCES entry,
        CHECK (ended_at IS NOT NULL OR end_entry IS NULL)
    ) STRICT;
    CREATE UNIQUE INDEX granted_once ON granted (allowance, account, month);
    CREATE INDEX granted_open ON granted (account) WHERE ended_at IS NULL;";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub account: AccountId,
    /// The rule that gave it, at most once a month; none for one given by hand.
    pub allowance: Option<AllowanceId>,
    pub month: Month,
    pub amount: Money,
    pub entry: EntryId,
    /// The first day on which what is left of it is gone.
    pub expires_on: Option<NaiveDate>,
}

/// How a grant ended: when, and the entry that took back what was left, if anything was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrantEnd {
    pub at: Timestamp,
    pub entry: Option<EntryId>,
}

const COLUMNS: &str =
    "SELECT id, account, allowance, month, amount, entry, expires_on, ended_at, end_entry FROM granted";

fn read(row: &Row<'_>) -> rusqlite::Result<(i64, Grant, Option<GrantEnd>)> {
    let grant = Grant {
        account: AccountId(row.get(1)?),
        allowance: row.get::<_, Option<i64>>(2)?.map(AllowanceId),
        month: row.get::<_, InMonth>(3)?.0,
        amount: row.get::<_, Minor>(4)?.0,
        entry: EntryId(row.get(5)?),
        expires_on: row.get::<_, Option<Day>>(6)?.map(|day| day.0),
    };
    let entry = row.get::<_, Option<i64>>(8)?.map(EntryId);
    let end = row.get::<_, Option<At>>(7)?.map(|at| GrantEnd { at: at.0, entry });
    Ok((row.get(0)?, grant, end))
}

/// All grants of an account with their ends, in the order in which they were given.
pub fn of_account(db: &Db, account: AccountId) -> Result<Vec<(Grant, Option<GrantEnd>)>> {
    let sql = format!("{COLUMNS} WHERE account = ?1 ORDER BY id");
    db.list(&sql, [account.0], |row| read(row).map(|(_, grant, end)| (grant, end)))
}

/// Those of an account that have not ended, with their numbers: the first to expire first.
pub fn open(db: &Db, account: AccountId) -> Result<Vec<(i64, Grant)>> {
    let sql = format!("{COLUMNS} WHERE account = ?1 AND ended_at IS NULL ORDER BY ifnull(expires_on, '9999'), id");
    db.list(&sql, [account.0], |row| read(row).map(|(id, grant, _)| (id, grant)))
}

/// Those of all accounts that have not ended and expire on this day or before.
pub fn expiring(db: &Db, day: NaiveDate) -> Result<Vec<(i64, Grant)>> {
    let sql = format!("{COLUMNS} WHERE ended_at IS NULL AND expires_on <= ?1 ORDER BY account, expires_on, id");
    db.list(&sql, [Day(day)], |row| read(row).map(|(id, grant, _)| (id, grant)))
}

/// Refused when the rule gave its grant for the month already.
pub fn insert(tx: &mut Tx<'_>, new: &Grant) -> Result<i64> {
    let sql = "INSERT INTO granted (account, allowance, month, amount, entry, expires_on)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let values = params![
        new.account.0,
        new.allowance.map(|id| id.0),
        InMonth(new.month),
        Minor(new.amount),
        new.entry.0,
        new.expires_on.map(Day),
    ];
    tx.insert(sql, values)
}

/// Ends a grant: used up, expired, or taken back at move-out.
pub fn end(tx: &mut Tx<'_>, id: i64, how: GrantEnd) -> Result<()> {
    let sql = "UPDATE granted SET ended_at = ?2, end_entry = ?3 WHERE id = ?1 AND ended_at IS NULL";
    tx.amend("grant that has not ended", sql, params![id, At(how.at), how.entry.map(|entry| entry.0)])
}
