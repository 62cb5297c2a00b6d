//! By what a pool is split: one key, or several with weights.

use rusqlite::params;
use units::PoolId;

use crate::column::codes;
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE pool_key (
        pool INTEGER NOT NULL REFERENCES pool,
        key TEXT NOT NULL CHECK (key IN ('equal', 'area', 'occupant_days', 'consumption', 'fixed')),
        weight INTEGER NOT NULL CHECK (weight > 0),
        PRIMARY KEY (pool, key)
    ) STRICT, WITHOUT ROWID;";

codes! {
    PoolKey {
        Equal = "equal",
        Area = "area",
        OccupantDays = "occupant_days",
        Consumption = "consumption",
        /// By the weights of `pool_weight`.
        Fixed = "fixed",
    }
}

/// The keys of a pool with their weights, in the order of their names.
pub fn of_pool(db: &Db, pool: PoolId) -> Result<Vec<(PoolKey, u32)>> {
    let sql = "SELECT key, weight FROM pool_key WHERE pool = ?1 ORDER BY key";
    db.list(sql, [pool.0], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Puts these keys in the place of those that the pool had.
pub fn put(tx: &mut Tx<'_>, pool: PoolId, keys: &[(PoolKey, u32)]) -> Result<()> {
    tx.run("DELETE FROM pool_key WHERE pool = ?1", [pool.0])?;
    for (key, weight) in keys {
        tx.run("INSERT INTO pool_key (pool, key, weight) VALUES (?1, ?2, ?3)", params![pool.0, key, weight])?;
    }
    Ok(())
}
