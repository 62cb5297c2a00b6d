use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Amount;

/// Where the cost of a pool of common electricity comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PoolSource {
    /// Common meters, at the energy prices of a tariff.
    Meter { points: Vec<i64>, tariff: i64 },
    /// What a supply meter measures more than the meters below it, up to a declared percentage; the rest is the owner's.
    Loss { supply: i64, percent: String, tariff: i64 },
    /// The supplier's bill, accrued at so much a day until it is known.
    Bill { per_day: String },
}

/// By what a cost is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PoolBasis {
    Equal,
    Area,
    OccupantDays,
    /// Of the last closed month.
    Consumption,
    Fixed,
}

/// One of the keys of a pool; several are mixed by their weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PoolKey {
    pub basis: PoolBasis,
    pub weight: i64,
}

/// A room's own weight, where the key is `fixed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PoolWeight {
    pub room: String,
    pub weight: i64,
}

/// Who bears the share of a room without a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PoolVacancy {
    Owner,
    Others,
}

/// A pool as a person writes it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PoolDraft {
    /// The pool to replace from `from` on; none makes a new one.
    pub id: Option<i64>,
    pub name: String,
    /// The place whose rooms share the cost.
    pub branch: i64,
    pub source: PoolSource,
    pub keys: Vec<PoolKey>,
    pub weights: Vec<PoolWeight>,
    pub vacancy: PoolVacancy,
    /// The first day, `YYYY-MM-DD`.
    pub from: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct PoolsArgs {
    /// `YYYY-MM`; none is the present month.
    pub month: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct EndPoolArgs {
    pub id: i64,
    /// The first day that is not shared any more, `YYYY-MM-DD`.
    pub until: String,
}

/// A pool with what it cost in a month so far.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PoolRow {
    pub id: i64,
    pub draft: PoolDraft,
    /// The branch, source and keys, as people read them.
    pub branch_text: String,
    pub source_text: String,
    pub keys_text: String,
    /// The first day that it no longer counts.
    pub until: Option<String>,
    pub month: String,
    pub result: PoolResult,
}

/// What a pool cost in a month so far, and who bears it. The shares and the owner's add up to the cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PoolResult {
    pub cost: Amount,
    pub energy_wh: i64,
    /// A bill is not known yet, or some of the energy is estimated.
    pub provisional: bool,
    /// Borne by the owner: vacancy, loss above the declared percentage, days without a key.
    pub owner: Amount,
    pub shares: Vec<PoolShare>,
    /// What a reader should know, as sentences.
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PoolShare {
    pub room: String,
    /// None where the room is the owner's.
    pub tenant: Option<String>,
    pub account: i64,
    pub amount: Amount,
    pub provisional: bool,
    /// The arithmetic, as it is printed.
    pub basis: String,
}

/// What can be chosen when a pool is set up.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PoolChoices {
    pub branches: Vec<PoolBranch>,
    pub common_points: Vec<PoolPoint>,
    pub supply_points: Vec<PoolPoint>,
    pub tariffs: Vec<PoolTariff>,
    pub rooms: Vec<PoolRoom>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct PoolBranch {
    pub id: i64,
    pub name: String,
    pub rooms: i64,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct PoolPoint {
    pub id: i64,
    pub name: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct PoolTariff {
    pub id: i64,
    pub name: String,
}

/// A room with what its keys rest on.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PoolRoom {
    pub room: String,
    pub tenant: Option<String>,
    pub occupants: i64,
    /// In square metres, `18.5`; empty where it is not known.
    pub area: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct RoomAreasArgs {
    pub areas: Vec<RoomArea>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct RoomArea {
    pub room: String,
    /// In square metres, `18.5`; empty takes it away.
    pub area: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SupplierBillState {
    /// Waits for a person who has seen what it changes.
    Entered,
    Confirmed,
    /// Another one took its place.
    Corrected,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct SupplierBill {
    pub id: i64,
    /// The pool that it is split over; none for the bill of the whole site, against which what is collected is compared.
    pub pool: Option<i64>,
    pub pool_name: String,
    pub number: String,
    /// Days of the site, both included, `YYYY-MM-DD`.
    pub from: String,
    pub to: String,
    pub amount: Amount,
    pub energy_wh: Option<i64>,
    pub state: SupplierBillState,
    pub entered_at: i64,
    pub entered_by: String,
    pub note: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SupplierBillArgs {
    pub pool: Option<i64>,
    pub number: String,
    pub from: String,
    pub to: String,
    /// As a person writes it: `1234.50`.
    pub amount: String,
    /// As the supplier wrote it: `1530.2`.
    pub kwh: Option<String>,
    pub note: String,
    /// Minted when the form opens; the same key twice is one bill.
    pub key: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct CorrectSupplierBillArgs {
    pub id: i64,
    pub amount: String,
    pub kwh: Option<String>,
    pub reason: String,
    pub key: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SupplierBillIdArgs {
    pub id: i64,
}

/// What a supplier's bill changes, shown before it is confirmed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SupplierBillEffect {
    pub bill: SupplierBill,
    /// What was shared for these days without it.
    pub accrued: Amount,
    pub difference: Amount,
    pub shares: Vec<SupplierBillShare>,
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct SupplierBillShare {
    pub room: String,
    pub tenant: Option<String>,
    pub before: Amount,
    pub after: Amount,
    pub difference: Amount,
    /// The tenancy is settled: the owner bears the difference.
    pub to_owner: bool,
}
