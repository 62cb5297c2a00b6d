//! A cost that the rooms at a place and below it share: where it comes from, and who bears the empty rooms.

use chrono::NaiveDate;
use rusqlite::{Row, params};
use units::{PlaceId, PoolId, Price};

use crate::column::{Day, bad, codes};
use crate::{Db, Result, TariffId, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE pool (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL CHECK (name <> ''),
        place INTEGER NOT NULL REFERENCES place,
        source TEXT NOT NULL CHECK (source IN ('common', 'loss', 'bill')),
        tariff INTEGER REFERENCES tariff,
        declared_micro INTEGER,
        technical_permille INTEGER CHECK (technical_permille BETWEEN 0 AND 1000),
        vacancy TEXT NOT NULL CHECK (vacancy IN ('owner', 'others')),
        from_day TEXT NOT NULL,
        until_day TEXT,
        CHECK (source <> 'loss' OR technical_permille IS NOT NULL),
        CHECK (source <> 'bill' OR declared_micro IS NOT NULL),
        CHECK (until_day > from_day)
    ) STRICT;";

codes! {
    PoolSource {
        /// What common meters measure, at a tariff.
        Common = "common",
        /// What a supply meter measures more than the meters behind it (rule 12).
        Loss = "loss",
        /// What the supplier asks for, accrued at a declared price until the bill is here.
        Bill = "bill",
    }
}

codes! {
    /// Who bears the share of an empty room.
    Vacancy { Owner = "owner", Others = "others" }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Unique is not asked for: the same stairs may have another rule next year.
    pub name: String,
    /// The rooms here and below share it.
    pub place: PlaceId,
    pub source: PoolSource,
    /// What its energy costs; without it the tariff that holds at the place.
    pub tariff: Option<TariffId>,
    /// The price per kWh at which a bill not yet known is accrued.
    pub declared: Option<Price>,
    /// The part of a branch's energy that may be lost in its wires, in thousandths; the excess is the owner's.
    pub technical_permille: Option<u16>,
    pub vacancy: Vacancy,
    pub from_day: NaiveDate,
    /// The first day without it.
    pub until_day: Option<NaiveDate>,
}

const COLUMNS: &str = "SELECT id, name, place, source, tariff, declared_micro, technical_permille, vacancy, from_day,
    until_day FROM pool";

fn read(row: &Row<'_>) -> rusqlite::Result<(PoolId, Pool)> {
    let declared = row.get::<_, Option<i64>>(5)?;
    let pool = Pool {
        name: row.get(1)?,
        place: PlaceId(row.get(2)?),
        source: row.get(3)?,
        tariff: row.get::<_, Option<i64>>(4)?.map(TariffId),
        declared: declared.map(Price::new).transpose().map_err(bad)?,
        technical_permille: row.get(6)?,
        vacancy: row.get(7)?,
        from_day: row.get::<_, Day>(8)?.0,
        until_day: row.get::<_, Option<Day>>(9)?.map(|day| day.0),
    };
    Ok((PoolId(row.get(0)?), pool))
}

/// All, also the ended ones, in the order in which they begin.
pub fn all(db: &Db) -> Result<Vec<(PoolId, Pool)>> {
    db.list(&format!("{COLUMNS} ORDER BY from_day, id"), [], read)
}

pub fn get(db: &Db, id: PoolId) -> Result<Option<Pool>> {
    db.one(&format!("{COLUMNS} WHERE id = ?1"), [id.0], |row| Ok(read(row)?.1))
}

pub fn insert(tx: &mut Tx<'_>, new: &Pool) -> Result<PoolId> {
    let sql = "INSERT INTO pool (name, place, source, tariff, declared_micro, technical_permille, vacancy, from_day,
        until_day) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let values = params![
        new.name,
        new.place.0,
        new.source,
        new.tariff.map(|tariff| tariff.0),
        new.declared.map(Price::micro_per_kwh),
        new.technical_permille,
        new.vacancy,
        Day(new.from_day),
        new.until_day.map(Day),
    ];
    tx.insert(sql, values).map(PoolId)
}

/// What was shared by a rule is never edited: a pool ends, and another begins.
pub fn end(tx: &mut Tx<'_>, id: PoolId, until_day: NaiveDate) -> Result<()> {
    tx.amend("shared cost", "UPDATE pool SET until_day = ?2 WHERE id = ?1", params![id.0, Day(until_day)])
}

/// Takes one away that nothing was shared by; refused once it has shares or a bill.
pub fn remove(tx: &mut Tx<'_>, id: PoolId) -> Result<()> {
    super::pool_key::put(tx, id, &[])?;
    super::pool_weight::put(tx, id, &[])?;
    super::pool_point::put(tx, id, &[])?;
    tx.amend("shared cost", "DELETE FROM pool WHERE id = ?1", [id.0])
}
