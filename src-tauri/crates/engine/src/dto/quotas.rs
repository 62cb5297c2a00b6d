//! Energy that is tolerated in a period, and what follows at each level.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AllowanceBasis, Standing};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum QuotaScope {
    /// Each room in the place has the amount for itself.
    EachRoom,
    /// All rooms in the place have it together.
    Together,
    /// What one metering point measures, such as the feeder of a line.
    Point,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum QuotaCycle {
    Day,
    Month,
    Year,
    /// Once, from its first day to its last.
    Term,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum QuotaAction {
    Warn,
    /// Another price for what is used beyond.
    Price,
    /// A power limit.
    Limit,
    Cut,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuotaLevelForm {
    /// Of the quota, 1 to 1000.
    pub percent: i64,
    pub action: QuotaAction,
    /// On top, per kWh, where the action is a price.
    pub price: Option<String>,
    /// Where the action is a limit.
    pub limit_w: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuotaForm {
    pub name: String,
    pub scope: QuotaScope,
    /// Where the scope is a point, none.
    pub place: Option<i64>,
    /// One of `pool_choices`, where the scope is a point.
    pub point: Option<i64>,
    /// kWh a cycle, once or for each occupant.
    pub kwh: String,
    pub basis: AllowanceBasis,
    pub per: QuotaCycle,
    pub levels: Vec<QuotaLevelForm>,
    pub from: String,
    pub until: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct QuotaRow {
    pub id: i64,
    pub form: QuotaForm,
    /// The place or the point, by name.
    pub where_text: String,
    pub standing: Standing,
    pub words: String,
    pub may_change: bool,
    /// The present cycle's days, the end not included; none when it is not in force.
    pub cycle_from: Option<String>,
    pub cycle_until: Option<String>,
    /// A bar each: a room, or all together.
    pub members: Vec<QuotaMember>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct QuotaMember {
    /// A room, or the place.
    pub name: String,
    pub used_wh: i64,
    pub used_text: String,
    pub granted_wh: i64,
    pub granted_text: String,
    /// Used of granted.
    pub percent: i64,
    /// Which of `form.levels` was reached last.
    pub level: Option<i64>,
    /// The next level, and the day on which it is reached when use goes on like this.
    pub next_level: Option<i64>,
    pub next_on: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SaveQuotaArgs {
    pub id: Option<i64>,
    pub form: QuotaForm,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct EndQuotaArgs {
    pub id: i64,
    /// The first day on which it no longer counts.
    pub until: String,
}
