//! What the supplier asked for, as entered by hand.

use chrono::NaiveDate;
use rusqlite::{Row, params};
use units::{Energy, Money, PlaceId, PoolId, Timestamp};

use crate::column::{At, Day, Minor, Wh};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE supplier_bill (
        id INTEGER PRIMARY KEY,
        place INTEGER NOT NULL REFERENCES place,
        pool INTEGER REFERENCES pool,
        reference TEXT NOT NULL,
        from_day TEXT NOT NULL,
        until_day TEXT NOT NULL,
        energy_wh INTEGER NOT NULL CHECK (energy_wh >= 0),
        amount INTEGER NOT NULL,
        components TEXT NOT NULL,
        received_on TEXT NOT NULL,
        entered_at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        withdrawn_at INTEGER,
        CHECK (until_day > from_day)
    ) STRICT;
    CREATE INDEX supplier_bill_until ON supplier_bill (until_day);";

/// A supplier's bill in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SupplierBillId(pub i64);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplierBill {
    /// What is supplied: the site, or the part of it that has a supply of its own.
    pub place: PlaceId,
    /// The pool that it is shared by, where it is shared as it is.
    pub pool: Option<PoolId>,
    /// What the supplier calls it.
    pub reference: String,
    /// The first day that it is for.
    pub from_day: NaiveDate,
    /// The first day that it is no longer for.
    pub until_day: NaiveDate,
    pub energy: Energy,
    /// All that it asks for, in the site's currency.
    pub amount: Money,
    /// What the amount is made of, in the engine's own writing: for the resale guard (rule 22).
    pub components: String,
    pub received_on: NaiveDate,
    pub entered_at: Timestamp,
    pub actor: String,
    /// When it was found to be wrong; another one stands in its place.
    pub withdrawn_at: Option<Timestamp>,
}

const COLUMNS: &str = "SELECT id, place, pool, reference, from_day, until_day, energy_wh, amount, components,
    received_on, entered_at, actor, withdrawn_at FROM supplier_bill";

fn read(row: &Row<'_>) -> rusqlite::Result<(SupplierBillId, SupplierBill)> {
    let bill = SupplierBill {
        place: PlaceId(row.get(1)?),
        pool: row.get::<_, Option<i64>>(2)?.map(PoolId),
        reference: row.get(3)?,
        from_day: row.get::<_, Day>(4)?.0,
        until_day: row.get::<_, Day>(5)?.0,
        energy: row.get::<_, Wh>(6)?.0,
        amount: row.get::<_, Minor>(7)?.0,
        components: row.get(8)?,
        received_on: row.get::<_, Day>(9)?.0,
        entered_at: row.get::<_, At>(10)?.0,
        actor: row.get(11)?,
        withdrawn_at: row.get::<_, Option<At>>(12)?.map(|at| at.0),
    };
    Ok((SupplierBillId(row.get(0)?), bill))
}

/// All, also the withdrawn ones, by the days that they are for.
pub fn all(db: &Db) -> Result<Vec<(SupplierBillId, SupplierBill)>> {
    db.list(&format!("{COLUMNS} ORDER BY from_day, id"), [], read)
}

pub fn get(db: &Db, id: SupplierBillId) -> Result<Option<SupplierBill>> {
    db.one(&format!("{COLUMNS} WHERE id = ?1"), [id.0], |row| Ok(read(row)?.1))
}

/// Those that stand and are for any day in `[from, until)`, by their days.
pub fn over(db: &Db, from: NaiveDate, until: NaiveDate) -> Result<Vec<(SupplierBillId, SupplierBill)>> {
    let sql =
        format!("{COLUMNS} WHERE withdrawn_at IS NULL AND until_day > ?1 AND from_day < ?2 ORDER BY from_day, id");
    db.list(&sql, params![Day(from), Day(until)], read)
}

/// Those that stand for a pool, by their days.
pub fn of_pool(db: &Db, pool: PoolId) -> Result<Vec<(SupplierBillId, SupplierBill)>> {
    db.list(&format!("{COLUMNS} WHERE withdrawn_at IS NULL AND pool = ?1 ORDER BY from_day, id"), [pool.0], read)
}

pub fn insert(tx: &mut Tx<'_>, new: &SupplierBill) -> Result<SupplierBillId> {
    let sql = "INSERT INTO supplier_bill (place, pool, reference, from_day, until_day, energy_wh, amount, components,
        received_on, entered_at, actor, withdrawn_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    let values = params![
        new.place.0,
        new.pool.map(|pool| pool.0),
        new.reference,
        Day(new.from_day),
        Day(new.until_day),
        Wh(new.energy),
        Minor(new.amount),
        new.components,
        Day(new.received_on),
        At(new.entered_at),
        new.actor,
        new.withdrawn_at.map(At),
    ];
    tx.insert(sql, values).map(SupplierBillId)
}

/// A bill that was typed wrong stays and counts no more.
pub fn withdraw(tx: &mut Tx<'_>, id: SupplierBillId, at: Timestamp) -> Result<()> {
    let sql = "UPDATE supplier_bill SET withdrawn_at = ?2 WHERE id = ?1 AND withdrawn_at IS NULL";
    tx.amend("supplier's bill that stands", sql, params![id.0, At(at)])
}
