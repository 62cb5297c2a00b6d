use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Amount;

/// Where the cost of a pool of common electricity comes from. A tariff that is not named is that of the branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PoolSource {
    /// Common meters, at the energy prices of a tariff.
    Common { points: Vec<i64>, tariff: Option<i64> },
    /// What a supply meter measures more than the meters below it, up to a declared percentage; the rest is the owner's.
    Loss { supply: i64, percent: String, tariff: Option<i64> },
    /// The supplier's bill, accrued at so much for a kWh of these meters until it is known.
    Bill { points: Vec<i64>, price: String },
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
    pub result: PoolResult,
}

/// What a pool cost in a month so far, and who bears it. The shares and the owner's add up to the cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PoolResult {
    pub month: String,
    pub cost: Amount,
    pub energy_wh: i64,
    /// A bill is not known yet, or some of the energy is estimated.
    pub provisional: bool,
    /// Borne by the owner beside the vacant rooms: days without a key, differences of those who have left.
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

/// A supplier's bill, entered by hand. One that was typed wrong stays and counts no more.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SupplierBill {
    pub id: i64,
    /// The pool that it is split over; none for a bill that is only compared with what is collected.
    pub pool: Option<i64>,
    pub pool_name: Option<String>,
    /// The part of the site that it supplies.
    pub place: i64,
    pub place_name: String,
    /// What the supplier calls it.
    pub reference: String,
    /// Days of the site, both included, `YYYY-MM-DD`.
    pub from: String,
    pub to: String,
    pub amount: Amount,
    pub energy_wh: i64,
    /// What of the amount is not for energy.
    pub components: Vec<SupplierBillComponent>,
    pub received_on: String,
    pub entered_at: i64,
    pub entered_by: String,
    /// When another one took its place.
    pub withdrawn_at: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SupplierBillComponent {
    pub component: String,
    pub amount: Amount,
}

/// A part of a bill as a person writes it.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SupplierBillPart {
    /// `standing`, `tax` or `service`.
    pub component: String,
    pub amount: String,
}

/// A bill as a person writes it. The same reference for the same days is the same bill.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SupplierBillArgs {
    /// The bill that this one takes the place of.
    pub corrects: Option<i64>,
    pub pool: Option<i64>,
    /// Where no pool is named: the part of the site that it supplies; none is the whole site.
    pub place: Option<i64>,
    pub reference: String,
    pub from: String,
    pub to: String,
    /// As a person writes it: `1234.50`.
    pub amount: String,
    /// As the supplier wrote it: `1530.2`.
    pub kwh: String,
    /// What of the amount is not for energy, as far as the bill says.
    pub components: Vec<SupplierBillPart>,
    /// The day on which it came; none is today.
    pub received_on: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SupplierBillIdArgs {
    pub id: i64,
}

/// What a supplier's bill changes, shown before it is kept.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SupplierBillEffect {
    /// What its days cost provisionally, or by the bill that it corrects.
    pub before: Amount,
    pub after: Amount,
    pub difference: Amount,
    /// The open month in which the differences book.
    pub booking: String,
    pub shares: Vec<SupplierBillShare>,
    /// What of the difference the owner bears: vacant rooms aside, those who have left.
    pub owner: Amount,
    pub notes: Vec<String>,
}

/// What changes for an account, for one of the months that the bill touches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SupplierBillShare {
    pub room: String,
    /// None where the room is the owner's.
    pub tenant: Option<String>,
    pub month: String,
    pub before: Amount,
    pub after: Amount,
    pub difference: Amount,
    /// The month is closed: the difference is a correction by name.
    pub locked: bool,
}
