//! Energy or money granted to the rooms at a place and below it (rule 7).

use chrono::NaiveDate;
use rusqlite::types::FromSqlError;
use rusqlite::{Row, params};
use units::{AllowanceId, Energy, Money, PlaceId};

use crate::column::{Day, Minor, Wh, codes};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE allowance (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL CHECK (name <> ''),
        place INTEGER NOT NULL REFERENCES place,
        wh INTEGER CHECK (wh > 0),
        minor INTEGER CHECK (minor > 0),
        per TEXT NOT NULL CHECK (per IN ('month', 'year', 'term')),
        year_start INTEGER CHECK (year_start BETWEEN 1 AND 12),
        per_occupant INTEGER NOT NULL CHECK (per_occupant IN (0, 1)),
        part_cycle TEXT NOT NULL CHECK (part_cycle IN ('whole', 'by_days')),
        band TEXT CHECK (band <> ''),
        counts_for_tiers INTEGER NOT NULL CHECK (counts_for_tiers IN (0, 1)),
        carry_over INTEGER CHECK (carry_over > 0),
        from_day TEXT NOT NULL,
        until_day TEXT,
        CHECK ((wh IS NULL) <> (minor IS NULL)),
        CHECK ((per = 'year') = (year_start IS NOT NULL)),
        CHECK (until_day > from_day)
    ) STRICT;";

/// What is granted, each cycle, to a room or to each of its occupants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Granted {
    Energy(Energy),
    Money(Money),
}

/// How long a grant lasts before the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cycle {
    Month,
    /// A year that starts with a month, 1 to 12.
    Year {
        start: u8,
    },
    /// Once, from the first day to the last.
    Term,
}

codes! {
    /// What a cycle of which somebody lives here a part only is worth.
    PartCycle { Whole = "whole", ByDays = "by_days" }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    pub name: String,
    /// It holds here and below.
    pub place: PlaceId,
    pub granted: Granted,
    pub per: Cycle,
    /// Once for each occupant, not once for the room.
    pub per_occupant: bool,
    pub part_cycle: PartCycle,
    /// Taken from this band only.
    pub band: Option<String>,
    /// Whether the energy that it pays for fills tiers all the same.
    pub counts_for_tiers: bool,
    /// The most that goes on into the next cycle, in Wh or minor units; without it what is left lapses.
    pub carry_over: Option<i64>,
    pub from_day: NaiveDate,
    /// The first day without it.
    pub until_day: Option<NaiveDate>,
}

const COLUMNS: &str = "SELECT id, name, place, wh, minor, per, year_start, per_occupant, part_cycle, band,
    counts_for_tiers, carry_over, from_day, until_day FROM allowance";

fn read(row: &Row<'_>) -> rusqlite::Result<(AllowanceId, Allowance)> {
    let allowance = Allowance {
        name: row.get(1)?,
        place: PlaceId(row.get(2)?),
        granted: match row.get::<_, Option<Wh>>(3)? {
            Some(energy) => Granted::Energy(energy.0),
            None => Granted::Money(row.get::<_, Minor>(4)?.0),
        },
        per: cycle(&row.get::<_, String>(5)?, row.get(6)?)?,
        per_occupant: row.get(7)?,
        part_cycle: row.get(8)?,
        band: row.get(9)?,
        counts_for_tiers: row.get(10)?,
        carry_over: row.get(11)?,
        from_day: row.get::<_, Day>(12)?.0,
        until_day: row.get::<_, Option<Day>>(13)?.map(|day| day.0),
    };
    Ok((AllowanceId(row.get(0)?), allowance))
}

fn cycle(code: &str, start: Option<u8>) -> rusqlite::Result<Cycle> {
    match (code, start) {
        ("month", None) => Ok(Cycle::Month),
        ("year", Some(start)) => Ok(Cycle::Year { start }),
        ("term", None) => Ok(Cycle::Term),
        _ => Err(FromSqlError::InvalidType.into()),
    }
}

const fn cycle_columns(cycle: Cycle) -> (&'static str, Option<u8>) {
    match cycle {
        Cycle::Month => ("month", None),
        Cycle::Year { start } => ("year", Some(start)),
        Cycle::Term => ("term", None),
    }
}

/// All, also the ended ones, in the order in which they begin.
pub fn all(db: &Db) -> Result<Vec<(AllowanceId, Allowance)>> {
    db.list(&format!("{COLUMNS} ORDER BY from_day, id"), [], read)
}

pub fn get(db: &Db, id: AllowanceId) -> Result<Option<Allowance>> {
    db.one(&format!("{COLUMNS} WHERE id = ?1"), [id.0], |row| Ok(read(row)?.1))
}

pub fn insert(tx: &mut Tx<'_>, new: &Allowance) -> Result<AllowanceId> {
    let sql = "INSERT INTO allowance (name, place, wh, minor, per, year_start, per_occupant, part_cycle, band,
        counts_for_tiers, carry_over, from_day, until_day)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    let (wh, minor) = match new.granted {
        Granted::Energy(energy) => (Some(Wh(energy)), None),
        Granted::Money(money) => (None, Some(Minor(money))),
    };
    let (per, year_start) = cycle_columns(new.per);
    let values = params![
        new.name,
        new.place.0,
        wh,
        minor,
        per,
        year_start,
        new.per_occupant,
        new.part_cycle,
        new.band,
        new.counts_for_tiers,
        new.carry_over,
        Day(new.from_day),
        new.until_day.map(Day),
    ];
    tx.insert(sql, values).map(AllowanceId)
}

/// What was granted is never edited: an allowance ends, and another begins.
pub fn end(tx: &mut Tx<'_>, id: AllowanceId, until_day: NaiveDate) -> Result<()> {
    tx.amend("allowance", "UPDATE allowance SET until_day = ?2 WHERE id = ?1", params![id.0, Day(until_day)])
}

/// Takes one away that nobody was granted anything by: the caller knows that it has not begun.
pub fn remove(tx: &mut Tx<'_>, id: AllowanceId) -> Result<()> {
    tx.amend("allowance", "DELETE FROM allowance WHERE id = ?1", [id.0])
}
