//! Who has a room from when to when. Between tenants the owner has it, by a tenancy of his own (rule 1).

use chrono::NaiveDate;
use rusqlite::{Row, params};
use units::{PlaceId, TenancyId, Timestamp};

use crate::column::{At, Day, codes};
use crate::{Db, Error, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE tenancy (
        id INTEGER PRIMARY KEY,
        place INTEGER NOT NULL REFERENCES place,
        kind TEXT NOT NULL CHECK (kind IN ('tenancy', 'owner')),
        name TEXT NOT NULL,
        phone TEXT,
        language TEXT NOT NULL,
        postpaid INTEGER NOT NULL CHECK (postpaid IN (0, 1)),
        protected INTEGER NOT NULL CHECK (protected IN (0, 1)),
        from_at INTEGER NOT NULL,
        to_at INTEGER,
        CHECK (to_at > from_at)
    ) STRICT;
    CREATE UNIQUE INDEX tenancy_open ON tenancy (place) WHERE to_at IS NULL;
    CREATE INDEX tenancy_of_place ON tenancy (place, from_at);";

pub(crate) const SQL_2: &str = "
    ALTER TABLE tenancy ADD COLUMN due_days INTEGER CHECK (due_days BETWEEN 0 AND 365);
    ALTER TABLE tenancy ADD COLUMN leaving_on TEXT;
    ALTER TABLE tenancy ADD COLUMN note TEXT NOT NULL DEFAULT '';";

pub(crate) const SQL_3: &str = "ALTER TABLE tenancy ADD COLUMN email TEXT;";

codes! {
    TenancyKind { Tenancy = "tenancy", Owner = "owner" }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenancy {
    pub place: PlaceId,
    pub kind: TenancyKind,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// BCP 47, such as `en` or `zh-CN`.
    pub language: String,
    pub postpaid: bool,
    /// Protected supply: never cut for credit (rule 22).
    pub protected: bool,
    pub from_at: Timestamp,
    pub to_at: Option<Timestamp>,
    /// Days from a bill to its due date, where it is not the site's own number; only post-paid rooms have bills.
    pub due_days: Option<u16>,
    /// The first day on which the room is no longer theirs, once they have said so (rule 6: a known move-out).
    pub leaving_on: Option<NaiveDate>,
    pub note: String,
}

const COLUMNS: &str = "SELECT id, place, kind, name, phone, language, postpaid, protected, from_at, to_at,
    due_days, leaving_on, note, email FROM tenancy";

fn read(row: &Row<'_>) -> rusqlite::Result<(TenancyId, Tenancy)> {
    let tenancy = Tenancy {
        place: PlaceId(row.get(1)?),
        kind: row.get(2)?,
        name: row.get(3)?,
        phone: row.get(4)?,
        language: row.get(5)?,
        postpaid: row.get(6)?,
        protected: row.get(7)?,
        from_at: row.get::<_, At>(8)?.0,
        to_at: row.get::<_, Option<At>>(9)?.map(|at| at.0),
        due_days: row.get(10)?,
        leaving_on: row.get::<_, Option<Day>>(11)?.map(|day| day.0),
        note: row.get(12)?,
        email: row.get(13)?,
    };
    Ok((TenancyId(row.get(0)?), tenancy))
}

/// All, also the ended ones, oldest first.
pub fn all(db: &Db) -> Result<Vec<(TenancyId, Tenancy)>> {
    db.list(&format!("{COLUMNS} ORDER BY from_at, id"), [], read)
}

pub fn current(db: &Db) -> Result<Vec<(TenancyId, Tenancy)>> {
    db.list(&format!("{COLUMNS} WHERE to_at IS NULL ORDER BY id"), [], read)
}

pub fn get(db: &Db, id: TenancyId) -> Result<Option<Tenancy>> {
    db.one(&format!("{COLUMNS} WHERE id = ?1"), [id.0], |row| Ok(read(row)?.1))
}

pub fn of_place(db: &Db, place: PlaceId) -> Result<Vec<(TenancyId, Tenancy)>> {
    db.list(&format!("{COLUMNS} WHERE place = ?1 ORDER BY from_at"), [place.0], read)
}

/// Refuses a place that somebody has at that time.
pub fn insert(tx: &mut Tx<'_>, new: &Tenancy) -> Result<TenancyId> {
    let taken = tx.value(
        "SELECT EXISTS (SELECT 1 FROM tenancy
            WHERE place = ?1 AND ifnull(to_at, 9223372036854775807) > ?2 AND from_at < ?3)",
        params![new.place.0, At(new.from_at), new.to_at.map_or(i64::MAX, units::millis)],
        |row| row.get(0),
    )?;
    if taken {
        return Err(Error::Overlap("somebody has the room at that time; end that tenancy first"));
    }
    let sql = "INSERT INTO tenancy (place, kind, name, phone, language, postpaid, protected, from_at, to_at,
        due_days, leaving_on, note, email) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    let values = params![
        new.place.0,
        new.kind,
        new.name,
        new.phone,
        new.language,
        new.postpaid,
        new.protected,
        At(new.from_at),
        new.to_at.map(At),
        new.due_days,
        new.leaving_on.map(Day),
        new.note,
        new.email,
    ];
    tx.insert(sql, values).map(TenancyId)
}

/// Changes what may change under way; place, kind and times stay.
pub fn update(tx: &mut Tx<'_>, id: TenancyId, to: &Tenancy) -> Result<()> {
    let sql = "UPDATE tenancy SET name = ?2, phone = ?3, language = ?4, postpaid = ?5, protected = ?6, due_days = ?7,
        leaving_on = ?8, note = ?9, email = ?10 WHERE id = ?1";
    let Tenancy { name, phone, email, language, postpaid, protected, due_days, note, .. } = to;
    let leaving_on = to.leaving_on.map(Day);
    let values = params![id.0, name, phone, language, postpaid, protected, due_days, leaving_on, note, email];
    tx.amend("tenancy", sql, values)
}

pub fn end(tx: &mut Tx<'_>, id: TenancyId, at: Timestamp) -> Result<()> {
    tx.amend(
        "tenancy under way",
        "UPDATE tenancy SET to_at = ?2 WHERE id = ?1 AND to_at IS NULL",
        params![id.0, At(at)],
    )
}

/// Takes the end of a tenancy back. Refused while another one has the place.
pub fn reopen(tx: &mut Tx<'_>, id: TenancyId) -> Result<()> {
    tx.amend("tenancy that has ended", "UPDATE tenancy SET to_at = NULL WHERE id = ?1 AND to_at IS NOT NULL", [id.0])
}

/// Takes away a tenancy with its account on which nothing was ever booked. What refers to it refuses this.
pub fn remove(tx: &mut Tx<'_>, id: TenancyId) -> Result<()> {
    tx.run("DELETE FROM occupancy WHERE tenancy = ?1", [id.0])?;
    tx.run("DELETE FROM account WHERE tenancy = ?1", [id.0])?;
    tx.amend("tenancy", "DELETE FROM tenancy WHERE id = ?1", [id.0])
}
