//! Months of an account that only a named correction re-rates (rule 3).

use rusqlite::params;
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

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodLock {
    pub account: AccountId,
    pub month: Month,
    pub at: Timestamp,
    /// The version of the rating rules that the month was closed with.
    pub rules: String,
}

/// The locks of an account, oldest month first.
pub fn of_account(db: &Db, account: AccountId) -> Result<Vec<PeriodLock>> {
    db.list("SELECT month, at, rules FROM period_lock WHERE account = ?1 ORDER BY month", [account.0], |row| {
        Ok(PeriodLock { account, month: row.get::<_, InMonth>(0)?.0, at: row.get::<_, At>(1)?.0, rules: row.get(2)? })
    })
}

/// Refused when the month is locked already.
pub fn insert(tx: &mut Tx<'_>, lock: &PeriodLock) -> Result<()> {
    let sql = "INSERT INTO period_lock VALUES (?1, ?2, ?3, ?4)";
    tx.run(sql, params![lock.account.0, InMonth(lock.month), At(lock.at), lock.rules]).map(drop)
}
