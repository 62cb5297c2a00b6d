//! The prepaid account of a tenancy: one each (rule 1).

use rusqlite::{Row, params};
use units::{AccountId, PlaceId, TenancyId, Timestamp};

use crate::column::At;
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE account (
        id INTEGER PRIMARY KEY,
        tenancy INTEGER NOT NULL UNIQUE REFERENCES tenancy,
        opened INTEGER NOT NULL
    ) STRICT;";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    pub tenancy: TenancyId,
    pub opened: Timestamp,
}

fn read(row: &Row<'_>) -> rusqlite::Result<(AccountId, Account)> {
    Ok((AccountId(row.get(0)?), Account { tenancy: TenancyId(row.get(1)?), opened: row.get::<_, At>(2)?.0 }))
}

pub fn all(db: &Db) -> Result<Vec<(AccountId, Account)>> {
    db.list("SELECT id, tenancy, opened FROM account ORDER BY id", [], read)
}

pub fn get(db: &Db, id: AccountId) -> Result<Option<Account>> {
    db.one("SELECT id, tenancy, opened FROM account WHERE id = ?1", [id.0], |row| Ok(read(row)?.1))
}

pub fn of_tenancy(db: &Db, tenancy: TenancyId) -> Result<Option<AccountId>> {
    db.one("SELECT id FROM account WHERE tenancy = ?1", [tenancy.0], |row| row.get(0).map(AccountId))
}

/// The account that a place stands on at an instant.
pub fn of_place(db: &Db, place: PlaceId, at: Timestamp) -> Result<Option<AccountId>> {
    let sql = "SELECT account.id FROM account JOIN tenancy ON tenancy.id = account.tenancy
        WHERE place = ?1 AND from_at <= ?2 AND ifnull(to_at, 9223372036854775807) > ?2";
    db.one(sql, params![place.0, At(at)], |row| row.get(0).map(AccountId))
}

pub fn insert(tx: &mut Tx<'_>, account: Account) -> Result<AccountId> {
    let sql = "INSERT INTO account (tenancy, opened) VALUES (?1, ?2)";
    tx.insert(sql, params![account.tenancy.0, At(account.opened)]).map(AccountId)
}
