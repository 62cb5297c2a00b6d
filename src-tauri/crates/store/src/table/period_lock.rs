//! Months of an account that only a named correction re-rates (rule 3).

use rusqlite::{Row, params};
use units::{AccountId, Month, Timestamp};

use crate::column::{At, InMonth};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE period_lock (
        account INTEGER NOT NULL REFERENCES account,
        month TEXT NOT NULL,
        at INTEGER NOT NULL,
        rules TEXT NOT NULL,
        PRIMARY KEY (account, month)
    ) STRICT, WITHOUT ROWID;";

pub(crate) const SQL_2: &str = "
    ALTER TABLE period_lock ADD COLUMN counters TEXT NOT NULL DEFAULT '';
    CREATE INDEX period_lock_of_month ON period_lock (month);";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodLock {
    pub account: AccountId,
    pub month: Month,
    pub at: Timestamp,
    /// The version of the rating rules that the month was closed with.
    pub rules: String,
    /// What goes on into the next month (rule 2), in billing's own writing: energy of tier years and allowances.
    pub counters: String,
}

const COLUMNS: &str = "SELECT account, month, at, rules, counters FROM period_lock";

fn read(row: &Row<'_>) -> rusqlite::Result<PeriodLock> {
    Ok(PeriodLock {
        account: AccountId(row.get(0)?),
        month: row.get::<_, InMonth>(1)?.0,
        at: row.get::<_, At>(2)?.0,
        rules: row.get(3)?,
        counters: row.get(4)?,
    })
}

/// The locks of an account, oldest month first.
pub fn of_account(db: &Db, account: AccountId) -> Result<Vec<PeriodLock>> {
    db.list(&format!("{COLUMNS} WHERE account = ?1 ORDER BY month"), [account.0], read)
}

/// The locks of a month, by account.
pub fn of_month(db: &Db, month: Month) -> Result<Vec<PeriodLock>> {
    db.list(&format!("{COLUMNS} WHERE month = ?1 ORDER BY account"), [InMonth(month)], read)
}

pub fn get(db: &Db, account: AccountId, month: Month) -> Result<Option<PeriodLock>> {
    let sql = format!("{COLUMNS} WHERE account = ?1 AND month = ?2");
    db.one(&sql, params![account.0, InMonth(month)], read)
}

/// The last lock of an account on a month before this one: its counters are what the next month starts from.
pub fn last_before(db: &Db, account: AccountId, month: Month) -> Result<Option<PeriodLock>> {
    let sql = format!("{COLUMNS} WHERE account = ?1 AND month < ?2 ORDER BY month DESC LIMIT 1");
    db.one(&sql, params![account.0, InMonth(month)], read)
}

/// Refused when the month is locked already.
pub fn insert(tx: &mut Tx<'_>, lock: &PeriodLock) -> Result<()> {
    let sql = "INSERT INTO period_lock (account, month, at, rules, counters) VALUES (?1, ?2, ?3, ?4, ?5)";
    tx.run(sql, params![lock.account.0, InMonth(lock.month), At(lock.at), lock.rules, lock.counters]).map(drop)
}

/// A named correction of a locked month may change what the next one starts from.
pub fn recount(tx: &mut Tx<'_>, account: AccountId, month: Month, counters: &str) -> Result<()> {
    let sql = "UPDATE period_lock SET counters = ?3 WHERE account = ?1 AND month = ?2";
    tx.amend("locked month", sql, params![account.0, InMonth(month), counters])
}
