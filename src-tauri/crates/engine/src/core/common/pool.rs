//! A pool as the store has it, or as a person drafts it.

use std::collections::BTreeMap;

use billing::apportion::{self, Key, KeyKind};
use store::pool::{Pool, Vacancy};
use store::pool_key::PoolKey;
use units::{DateRange, Month, PlaceId, PointId, PoolId};

use crate::error::{Refusal, Result};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PoolFacts {
    /// None for a draft.
    pub id: Option<PoolId>,
    pub row: Pool,
    pub keys: Vec<(PoolKey, u32)>,
    pub weights: BTreeMap<PlaceId, u32>,
    pub points: Vec<PointId>,
}

impl PoolFacts {
    /// All, also the ended ones, in the order in which they begin.
    pub fn all(db: &store::Db) -> Result<Vec<Self>> {
        store::pool::all(db)?.into_iter().map(|(id, row)| Self::with(db, id, row)).collect()
    }

    pub fn get(db: &store::Db, id: PoolId) -> Result<Self> {
        let row = store::pool::get(db, id)?.ok_or_else(|| Refusal::new("unknown-pool"))?;
        Self::with(db, id, row)
    }

    fn with(db: &store::Db, id: PoolId, row: Pool) -> Result<Self> {
        Ok(Self {
            id: Some(id),
            row,
            keys: store::pool_key::of_pool(db, id)?,
            weights: store::pool_weight::of_pool(db, id)?.into_iter().collect(),
            points: store::pool_point::of_pool(db, id)?,
        })
    }

    /// The days of a month in which this rule counts.
    pub fn dates(&self, month: Month) -> Option<DateRange> {
        let end = self.row.until_day.unwrap_or(chrono::NaiveDate::MAX);
        if end <= self.row.from_day {
            return None;
        }
        DateRange { first: self.row.from_day, end }.overlap(&month.dates())
    }

    /// How its cost is split, in billing's words.
    pub fn split(&self) -> Result<apportion::Pool> {
        let kind = |key: PoolKey| KeyKind::parse(key.code()).ok_or_else(|| Refusal::broken(key.code()));
        let parts: Vec<(i64, KeyKind)> =
            self.keys.iter().map(|(key, weight)| Ok((i64::from(*weight), kind(*key)?))).collect::<Result<_>>()?;
        let key = Key::mix(&parts).map_err(|cause| Refusal::new("bad-pool").with("cause", cause).field("keys"))?;
        Ok(apportion::Pool {
            name: self.row.name.as_str().into(),
            from: self.row.from_day,
            key,
            vacancy: match self.row.vacancy {
                Vacancy::Owner => apportion::Vacancy::OwnerBears,
                Vacancy::Others => apportion::Vacancy::OthersBear,
            },
        })
    }
}
