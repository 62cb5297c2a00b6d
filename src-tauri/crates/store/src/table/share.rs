//! What each account bears of a pool in a month, with the printed basis; and what the owner bears.

use chrono::NaiveDate;
use rusqlite::{Row, params};
use units::{AccountId, Energy, Money, Month, PoolId, Timestamp};

use crate::column::{At, Day, InMonth, Minor, Wh};
use crate::table::period_lock;
use crate::{Db, Error, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE share (
        id INTEGER PRIMARY KEY,
        pool INTEGER NOT NULL REFERENCES pool,
        service TEXT NOT NULL,
        account INTEGER REFERENCES account,
        version TEXT NOT NULL,
        revision INTEGER NOT NULL CHECK (revision >= 0),
        amount INTEGER NOT NULL,
        provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
        basis TEXT NOT NULL,
        energy_wh INTEGER NOT NULL,
        at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX share_once ON share (pool, service, ifnull(account, 0), version, revision);
    CREATE INDEX share_of_account ON share (account, service);";

/// The part of a pool that one leg bears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    pub pool: PoolId,
    pub service: Month,
    /// None is the owner's own leg: vacancy, loss above the declared part, shares of those who have left.
    pub account: Option<AccountId>,
    /// As in the charge line that it becomes.
    pub version: NaiveDate,
    pub amount: Money,
    pub provisional: bool,
    /// The arithmetic, as printed.
    pub basis: String,
    /// The energy of the whole pool, for information.
    pub energy: Energy,
    /// When it was computed.
    pub at: Timestamp,
}

const COLUMNS: &str = "SELECT pool, service, account, version, amount, provisional, basis, energy_wh, at FROM share";
/// Earlier revisions stay for the papers that were printed by them.
const LAST: &str = "revision = (SELECT max(revision) FROM share AS other WHERE other.pool = share.pool
    AND other.service = share.service AND ifnull(other.account, 0) = ifnull(share.account, 0)
    AND other.version = share.version)";

fn read(row: &Row<'_>) -> rusqlite::Result<Share> {
    Ok(Share {
        pool: PoolId(row.get(0)?),
        service: row.get::<_, InMonth>(1)?.0,
        account: row.get::<_, Option<i64>>(2)?.map(AccountId),
        version: row.get::<_, Day>(3)?.0,
        amount: row.get::<_, Minor>(4)?.0,
        provisional: row.get(5)?,
        basis: row.get(6)?,
        energy: row.get::<_, Wh>(7)?.0,
        at: row.get::<_, At>(8)?.0,
    })
}

/// What an account bears in a month, by pool.
pub fn of_account(db: &Db, account: AccountId, service: Month) -> Result<Vec<Share>> {
    let sql = format!("{COLUMNS} WHERE account = ?1 AND service = ?2 AND {LAST} ORDER BY pool, version");
    db.list(&sql, params![account.0, InMonth(service)], read)
}

/// All legs of a pool in a month, by account; the owner's own leg first.
pub fn of_pool(db: &Db, pool: PoolId, service: Month) -> Result<Vec<Share>> {
    let sql = format!("{COLUMNS} WHERE pool = ?1 AND service = ?2 AND {LAST} ORDER BY account, version");
    db.list(&sql, params![pool.0, InMonth(service)], read)
}

/// All legs of all pools in a month, by pool and account.
pub fn of_month(db: &Db, service: Month) -> Result<Vec<Share>> {
    db.list(
        &format!("{COLUMNS} WHERE service = ?1 AND {LAST} ORDER BY pool, account, version"),
        [InMonth(service)],
        read,
    )
}

/// What an account bears provisionally, over all months.
pub fn provisional(db: &Db, account: AccountId) -> Result<Money> {
    let sql = format!("SELECT ifnull(sum(amount), 0) FROM share WHERE account = ?1 AND provisional = 1 AND {LAST}");
    db.value(&sql, [account.0], |row| Ok(row.get::<_, Minor>(0)?.0))
}

/// Every revision of a leg, first one first: what the papers of their time say.
pub fn history(db: &Db, pool: PoolId, service: Month, account: Option<AccountId>) -> Result<Vec<Share>> {
    let sql = format!("{COLUMNS} WHERE pool = ?1 AND service = ?2 AND account IS ?3 ORDER BY version, revision");
    db.list(&sql, params![pool.0, InMonth(service), account.map(|id| id.0)], read)
}

/// Puts a share in the place of the one that the leg had; refused in a locked month ([`revise`] is for that).
pub fn put(tx: &mut Tx<'_>, share: &Share) -> Result<()> {
    if is_locked(tx, share)? {
        return Err(Error::Locked { month: share.service });
    }
    let last = last_revision(tx, share)?.unwrap_or(0);
    write(tx, share, last)
}

/// Puts another revision beside what a locked month was printed with, for a named correction.
pub fn revise(tx: &mut Tx<'_>, share: &Share) -> Result<()> {
    let next = last_revision(tx, share)?.map_or(0, |last| last + 1);
    write(tx, share, next)
}

fn is_locked(db: &Db, share: &Share) -> Result<bool> {
    match share.account {
        Some(account) => Ok(period_lock::get(db, account, share.service)?.is_some()),
        None => Ok(super::month_close::get(db, share.service)?.is_some()),
    }
}

fn last_revision(db: &Db, share: &Share) -> Result<Option<u32>> {
    let sql = "SELECT max(revision) FROM share
        WHERE pool = ?1 AND service = ?2 AND ifnull(account, 0) = ?3 AND version = ?4";
    let leg = share.account.map_or(0, |id| id.0);
    db.value(sql, params![share.pool.0, InMonth(share.service), leg, Day(share.version)], |row| row.get(0))
}

fn write(tx: &mut Tx<'_>, share: &Share, revision: u32) -> Result<()> {
    let sql = "INSERT INTO share (pool, service, account, version, revision, amount, provisional, basis, energy_wh, at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        ON CONFLICT (pool, service, ifnull(account, 0), version, revision) DO UPDATE SET
            amount = excluded.amount, provisional = excluded.provisional, basis = excluded.basis,
            energy_wh = excluded.energy_wh, at = excluded.at";
    let values = params![
        share.pool.0,
        InMonth(share.service),
        share.account.map(|id| id.0),
        Day(share.version),
        revision,
        Minor(share.amount),
        share.provisional,
        share.basis,
        Wh(share.energy),
        At(share.at),
    ];
    tx.run(sql, values).map(drop)
}
