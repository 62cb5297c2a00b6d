//! What holds for the supply of a place and of all below it: limits, timetables, who is spared.

use rusqlite::{Row, params};
use units::{PlaceId, Timestamp};

use crate::column::At;
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE supply_rule (
        place INTEGER NOT NULL REFERENCES place,
        kind TEXT NOT NULL CHECK (kind <> ''),
        rule TEXT NOT NULL CHECK (rule <> ''),
        since INTEGER NOT NULL,
        actor TEXT NOT NULL,
        PRIMARY KEY (place, kind)
    ) STRICT, WITHOUT ROWID;";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplyRule {
    pub place: PlaceId,
    /// A code; of each kind a place has one at most.
    pub kind: String,
    /// In the engine's own writing.
    pub rule: String,
    pub since: Timestamp,
    pub actor: String,
}

fn read(row: &Row<'_>) -> rusqlite::Result<SupplyRule> {
    Ok(SupplyRule {
        place: PlaceId(row.get(0)?),
        kind: row.get(1)?,
        rule: row.get(2)?,
        since: row.get::<_, At>(3)?.0,
        actor: row.get(4)?,
    })
}

pub fn all(db: &Db) -> Result<Vec<SupplyRule>> {
    db.list("SELECT place, kind, rule, since, actor FROM supply_rule ORDER BY kind, place", [], read)
}

/// In the place of the one that held there.
pub fn put(tx: &mut Tx<'_>, rule: &SupplyRule) -> Result<()> {
    let sql = "INSERT INTO supply_rule (place, kind, rule, since, actor) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (place, kind) DO UPDATE SET rule = excluded.rule, since = excluded.since, actor = excluded.actor";
    tx.run(sql, params![rule.place.0, rule.kind, rule.rule, At(rule.since), rule.actor]).map(drop)
}

pub fn remove(tx: &mut Tx<'_>, place: PlaceId, kind: &str) -> Result<()> {
    tx.amend("rule", "DELETE FROM supply_rule WHERE place = ?1 AND kind = ?2", params![place.0, kind])
}
