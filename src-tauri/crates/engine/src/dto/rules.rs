//! What holds for the supply of a place and of all below it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DayTypeName;

/// Which of its two days says whether a night counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NightKind {
    /// The day on which it begins.
    #[default]
    Evening,
    /// The day on which it ends.
    Morning,
}

/// A stretch of the clock on certain days. One that ends at or before its beginning ends on the next day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SpanForm {
    pub days: Vec<DayTypeName>,
    #[serde(default)]
    pub night: NightKind,
    /// Such as `23:00`.
    pub from: String,
    /// Such as `06:00`; `24:00` is the end of the day.
    pub to: String,
}

/// Days with hours of their own, such as exam weeks; without spans nothing holds on them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SpecialForm {
    pub name: String,
    pub from: String,
    /// The last day, included.
    pub to: String,
    pub spans: Vec<SpanForm>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct WeekForm {
    pub spans: Vec<SpanForm>,
    #[serde(default)]
    pub special: Vec<SpecialForm>,
}

/// What follows when a limit is passed or an appliance found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LoadAct {
    /// The room is switched off.
    Trip,
    /// It is only told.
    Watch,
}

/// How often a room that tripped is closed again before it is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RetryForm {
    /// The shortest time off, in seconds.
    pub off_s: i64,
    /// So many times within `within_min` it is closed again.
    pub tries: i64,
    pub within_min: i64,
}

/// Another limit in some hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TimedLimit {
    pub limit_w: i64,
    pub hours: WeekForm,
}

/// An appliance that is allowed, by its power.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AllowedForm {
    pub name: String,
    pub power_w: i64,
    pub tolerance_w: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HazardName {
    /// In volts.
    OverVoltage,
    /// In volts.
    UnderVoltage,
    /// In amperes.
    OverCurrent,
    /// In milliamperes.
    Leakage,
    /// In °C.
    Heat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HazardAct {
    Alarm,
    /// The room is switched off until a person has looked.
    Trip,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BoundForm {
    pub hazard: HazardName,
    /// In the unit of the hazard.
    pub limit: i64,
    pub lasting_s: i64,
    pub act: HazardAct,
}

/// A rule as a person sees and edits it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SupplyRuleForm {
    /// What a room may draw.
    Load {
        /// Where no timed limit holds; none for no limit then.
        limit_w: Option<i64>,
        /// The first whose hours hold counts.
        timed: Vec<TimedLimit>,
        /// More than the limit for so long.
        over_s: i64,
        retry: RetryForm,
        act: LoadAct,
    },
    /// Appliances that are not allowed, told by the step of their load.
    Forbidden {
        least_w: i64,
        most_w: Option<i64>,
        /// The least power factor of the step, per mille.
        power_factor_milli: i64,
        /// The longest that a step takes.
        within_s: i64,
        allowed: Vec<AllowedForm>,
        retry: RetryForm,
        act: LoadAct,
    },
    /// Lights out: off in these hours.
    LightsOut {
        hours: WeekForm,
        /// How many rooms a person has confirmed that it switches at once.
        confirmed: i64,
    },
    /// Hours in which nobody should be there: load left on is reported with its cost.
    AfterHours { hours: WeekForm, least_w: i64 },
    /// What is left on when credit is used up.
    Lifeline { limit_w: i64, off_min: i64, tries: i64 },
    /// Bounds of safety.
    Safety { bounds: Vec<BoundForm> },
    /// A pilot group: what would be done is recorded, and credit and quotas switch nothing.
    Shadow,
    /// Spared by the timetable.
    Exempt,
}

/// A rule where it holds.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SupplyRuleRow {
    pub place: i64,
    /// With the places above it, such as `House / 2`.
    pub path: String,
    /// The code of its kind.
    pub kind: String,
    /// None where what holds above is not to hold here.
    pub rule: Option<SupplyRuleForm>,
    /// How many rooms go by it.
    pub rooms: i64,
    /// The rule in a sentence.
    pub words: String,
    pub since: i64,
    pub actor: String,
    /// It holds nothing back or off yet: a person has to confirm how many rooms it switches.
    pub unconfirmed: bool,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SaveSupplyRuleArgs {
    pub place: i64,
    pub kind: String,
    /// None: what holds above does not hold here.
    pub rule: Option<SupplyRuleForm>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct RemoveSupplyRuleArgs {
    pub place: i64,
    pub kind: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct HoursPreviewArgs {
    /// The place that it is to hold at.
    pub place: i64,
    pub kind: String,
    pub hours: WeekForm,
    /// The first day shown; today where none is named.
    #[serde(default)]
    #[ts(optional)]
    pub from: Option<String>,
}

/// A week under some hours.
#[derive(Debug, Clone, Serialize, TS)]
pub struct HoursPreview {
    pub days: Vec<HoursDay>,
    /// How many rooms it would hold for, with a switch and not exempt.
    pub rooms: i64,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct HoursDay {
    pub day: String,
    pub day_kind: DayTypeName,
    /// The name of the holiday or of the special days.
    pub named: Option<String>,
    /// Stretches of this day, in minutes of its clock from midnight, the end up to 1440.
    pub stretches: Vec<(i64, i64)>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct LoadEventsArgs {
    /// Of one room, or of all.
    #[serde(default)]
    #[ts(optional)]
    pub room: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub before: Option<i64>,
    pub limit: u32,
}

/// A load above a limit, or an appliance that is not allowed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LoadEventRow {
    pub id: i64,
    pub at: i64,
    pub room: String,
    /// `overload`, `forbidden`, `lifeline` or `quota_limit`.
    pub load: String,
    /// Only told, not switched.
    pub watched: bool,
    pub power_w: i64,
    pub limit_w: Option<i64>,
    /// Of the step, per mille.
    pub power_factor_milli: Option<i64>,
    /// When it is closed again by itself.
    pub until: Option<i64>,
    pub released_at: Option<i64>,
    pub released_by: Option<String>,
    pub note: String,
    /// It still keeps the room off, and a person has to let it go.
    pub locked: bool,
    /// The event in a sentence.
    pub text: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct LoadEventArgs {
    pub id: i64,
    pub theme: super::Theme,
}

/// An event with its curve.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LoadEventPage {
    #[serde(flatten)]
    #[ts(flatten)]
    pub row: LoadEventRow,
    pub svg: String,
    pub samples: Vec<LoadSample>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct LoadSample {
    pub at: i64,
    pub power_w: i64,
    pub power_factor_milli: Option<i64>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ReleaseLoadArgs {
    pub room: String,
    pub note: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct HouseRulesArgs {
    /// The whole site where none is named.
    #[serde(default)]
    #[ts(optional)]
    pub place: Option<i64>,
    /// Of the paper; that of the site where none is named.
    #[serde(default)]
    #[ts(optional)]
    pub language: Option<String>,
}

/// Every rule that holds at a place, to be printed and hung on the wall.
#[derive(Debug, Clone, Serialize, TS)]
pub struct HouseRules {
    pub title: String,
    pub site: String,
    /// With the places above it, such as `House / 2`; empty for the whole site.
    pub path: String,
    pub rooms: i64,
    /// The day on which these are the rules.
    pub day: String,
    /// Of the paper.
    pub language: String,
    pub sections: Vec<HouseSection>,
    /// Whom to ask.
    pub foot: Vec<String>,
}

/// What is to be known of one thing.
#[derive(Debug, Clone, Serialize, TS)]
pub struct HouseSection {
    /// `credit`, `grants`, or the code of a kind of rule.
    pub code: String,
    pub title: String,
    pub lines: Vec<String>,
}
