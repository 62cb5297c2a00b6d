//! The fixed weights by which rooms share a pool.

use rusqlite::params;
use units::{PlaceId, PoolId};

use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE pool_weight (
        pool INTEGER NOT NULL REFERENCES pool,
        place INTEGER NOT NULL REFERENCES place,
        weight INTEGER NOT NULL CHECK (weight >= 0),
        PRIMARY KEY (pool, place)
    ) STRICT, WITHOUT ROWID;";

/// The weights of a pool, by place.
pub fn of_pool(db: &Db, pool: PoolId) -> Result<Vec<(PlaceId, u32)>> {
    let sql = "SELECT place, weight FROM pool_weight WHERE pool = ?1 ORDER BY place";
    db.list(sql, [pool.0], |row| Ok((PlaceId(row.get(0)?), row.get(1)?)))
}

/// Puts these weights in the place of those that the pool had.
pub fn put(tx: &mut Tx<'_>, pool: PoolId, weights: &[(PlaceId, u32)]) -> Result<()> {
    tx.run("DELETE FROM pool_weight WHERE pool = ?1", [pool.0])?;
    for (place, weight) in weights {
        let sql = "INSERT INTO pool_weight (pool, place, weight) VALUES (?1, ?2, ?3)";
        tx.run(sql, params![pool.0, place.0, weight])?;
    }
    Ok(())
}
