//! The metering points whose energy a pool shares: common meters, or the supply meter of a branch.

use rusqlite::params;
use units::{PointId, PoolId};

use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE pool_point (
        pool INTEGER NOT NULL REFERENCES pool,
        point INTEGER NOT NULL REFERENCES point,
        PRIMARY KEY (pool, point)
    ) STRICT, WITHOUT ROWID;";

pub fn of_pool(db: &Db, pool: PoolId) -> Result<Vec<PointId>> {
    db.list("SELECT point FROM pool_point WHERE pool = ?1 ORDER BY point", [pool.0], |row| row.get(0).map(PointId))
}

/// Puts these points in the place of those that the pool had.
pub fn put(tx: &mut Tx<'_>, pool: PoolId, points: &[PointId]) -> Result<()> {
    tx.run("DELETE FROM pool_point WHERE pool = ?1", [pool.0])?;
    for point in points {
        tx.run("INSERT INTO pool_point (pool, point) VALUES (?1, ?2)", params![pool.0, point.0])?;
    }
    Ok(())
}
