//! What happens when a part of a quota is used: a warning, another price, a power limit, a cut.

use rusqlite::types::FromSqlError;
use rusqlite::{Row, params};
use units::{Power, Price, QuotaId};

use crate::column::bad;
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE quota_level (
        quota INTEGER NOT NULL REFERENCES quota,
        percent INTEGER NOT NULL CHECK (percent BETWEEN 1 AND 1000),
        action TEXT NOT NULL CHECK (action IN ('warning', 'price', 'limit', 'cut')),
        value INTEGER,
        PRIMARY KEY (quota, percent, action),
        CHECK ((action IN ('price', 'limit')) = (value IS NOT NULL))
    ) STRICT, WITHOUT ROWID;";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotaAction {
    Warning,
    /// What each kWh from here on costs on top.
    Price(Price),
    /// No more power than this.
    Limit(Power),
    Cut,
}

/// At so many percent of the quota, this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotaLevel {
    /// 1 to 1000.
    pub percent: u16,
    pub action: QuotaAction,
}

fn read(row: &Row<'_>) -> rusqlite::Result<QuotaLevel> {
    let value = row.get::<_, Option<i64>>(2)?;
    let action = match (row.get::<_, String>(1)?.as_str(), value) {
        ("warning", None) => QuotaAction::Warning,
        ("price", Some(micro)) => QuotaAction::Price(Price::new(micro).map_err(bad)?),
        ("limit", Some(w)) => QuotaAction::Limit(Power::from_w(w)),
        ("cut", None) => QuotaAction::Cut,
        _ => return Err(FromSqlError::InvalidType.into()),
    };
    Ok(QuotaLevel { percent: row.get(0)?, action })
}

/// The levels of a quota, lowest first.
pub fn of_quota(db: &Db, quota: QuotaId) -> Result<Vec<QuotaLevel>> {
    let sql = "SELECT percent, action, value FROM quota_level WHERE quota = ?1 ORDER BY percent, action";
    db.list(sql, [quota.0], read)
}

/// Puts these levels in the place of those that the quota had.
pub fn put(tx: &mut Tx<'_>, quota: QuotaId, levels: &[QuotaLevel]) -> Result<()> {
    tx.run("DELETE FROM quota_level WHERE quota = ?1", [quota.0])?;
    for level in levels {
        let (action, value) = match level.action {
            QuotaAction::Warning => ("warning", None),
            QuotaAction::Price(price) => ("price", Some(price.micro_per_kwh())),
            QuotaAction::Limit(power) => ("limit", Some(power.w())),
            QuotaAction::Cut => ("cut", None),
        };
        let sql = "INSERT INTO quota_level (quota, percent, action, value) VALUES (?1, ?2, ?3, ?4)";
        tx.run(sql, params![quota.0, level.percent, action, value])?;
    }
    Ok(())
}
