//! Notices of a coming cut (rule 19): how and when they reached the tenant.

use rusqlite::{Row, params};
use units::{AccountId, Timestamp};

use crate::column::At;
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE notice (
        id INTEGER PRIMARY KEY,
        account INTEGER NOT NULL REFERENCES account,
        episode INTEGER NOT NULL,
        level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 9),
        given_at INTEGER NOT NULL,
        how TEXT NOT NULL CHECK (how <> '')
    ) STRICT;
    CREATE INDEX notice_of_account ON notice (account, given_at);";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub account: AccountId,
    /// The spell of low credit that it belongs to, numbered by the engine; a notice counts for its own only.
    pub episode: i64,
    /// The warning level of which notice was given.
    pub level: u8,
    pub given_at: Timestamp,
    /// A code: a channel, `page`, `printed`, `spoken`.
    pub how: String,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Notice> {
    Ok(Notice {
        account: AccountId(row.get(0)?),
        episode: row.get(1)?,
        level: row.get(2)?,
        given_at: row.get::<_, At>(3)?.0,
        how: row.get(4)?,
    })
}

/// All of an account, newest first.
pub fn of_account(db: &Db, account: AccountId) -> Result<Vec<Notice>> {
    let sql =
        "SELECT account, episode, level, given_at, how FROM notice WHERE account = ?1 ORDER BY given_at DESC, id DESC";
    db.list(sql, [account.0], read)
}

/// The newest notice of each account.
pub fn latest(db: &Db) -> Result<Vec<Notice>> {
    let sql = "SELECT account, episode, level, given_at, how FROM notice
        WHERE id IN (SELECT max(id) FROM notice GROUP BY account) ORDER BY account";
    db.list(sql, [], read)
}

pub fn insert(tx: &mut Tx<'_>, notice: &Notice) -> Result<i64> {
    let sql = "INSERT INTO notice (account, episode, level, given_at, how) VALUES (?1, ?2, ?3, ?4, ?5)";
    let values = params![notice.account.0, notice.episode, notice.level, At(notice.given_at), notice.how];
    tx.insert(sql, values)
}
