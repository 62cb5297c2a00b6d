//! Price lists: as a list, as a form, as a preview and as a back-test; the site's calendar; differences that wait.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Amount;

/// A node of the site's tree, to choose where something holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PlaceRow {
    pub id: i64,
    pub parent: Option<i64>,
    /// `site`, `building`, `floor`, `department`, `room` or `common`.
    pub kind: String,
    pub name: String,
    /// With the names above it but for the site: `House / 3 / 308`.
    pub path: String,
    /// How many rooms lie in it.
    pub rooms: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Its time is over.
    Over,
    InForce,
    /// Its time has not come.
    Planned,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TariffVersionRow {
    pub from: String,
    /// The first day on which it no longer counts.
    pub until: Option<String>,
    pub standing: Standing,
    /// The prices in words, a line each.
    pub words: Vec<String>,
    /// It may still be changed or removed: nothing was charged by it.
    pub may_change: bool,
}

/// Where a tariff holds, from a day on until another follows there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Assignment {
    pub place: PlaceRow,
    pub from: String,
    pub until: Option<String>,
    pub standing: Standing,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TariffRow {
    pub name: String,
    pub currency: String,
    pub source: String,
    /// Today's price in one line.
    pub price_text: String,
    pub versions: Vec<TariffVersionRow>,
    pub assigned: Vec<Assignment>,
    /// Rooms that are charged by it today.
    pub rooms: i64,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct TariffPage {
    #[serde(flatten)]
    #[ts(flatten)]
    pub row: TariffRow,
    /// The file.
    pub text: String,
    pub form: TariffForm,
}

/// A tariff as a form: every number and date as it is written, so that nothing is computed outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TariffForm {
    pub name: String,
    pub currency: String,
    pub source: String,
    pub versions: Vec<VersionForm>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BandClock {
    /// The clock on the wall.
    #[default]
    Civil,
    /// Standard time all year.
    Standard,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VersionForm {
    pub from: String,
    pub until: Option<String>,
    /// One price for all energy; with bands it is left out.
    pub price: Option<String>,
    /// A negative price is meant.
    pub credit: bool,
    pub bands: Vec<BandForm>,
    pub hours: Vec<HoursForm>,
    pub seasons: Vec<SeasonForm>,
    pub clock: BandClock,
    pub tiers: Option<TiersForm>,
    pub daily_fee: Option<String>,
    pub monthly_fee: Option<String>,
    /// The least that a month costs, by days.
    pub minimum: Option<String>,
    pub taxes: Vec<TaxForm>,
    pub top_up_fee: Option<TopUpFeeForm>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BandForm {
    pub name: String,
    /// None where every tier gives its own price for the band.
    pub price: Option<String>,
    pub credit: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DayTypeName {
    Workday,
    Weekend,
    Holiday,
}

/// A row of the timetable: which bands fill the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HoursForm {
    /// Everywhere, or on the rest of the year, when none is named.
    pub season: Option<String>,
    /// The kinds of day; all three when the row holds every day.
    pub days: Vec<DayTypeName>,
    pub stretches: Vec<StretchForm>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StretchForm {
    /// `08:00`, on a quarter hour.
    pub from: String,
    /// `24:00` for the end of the day; before `from` where it passes midnight.
    pub to: String,
    pub band: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SeasonForm {
    pub name: String,
    /// Month and day, `07-01`, both included.
    pub from: String,
    pub to: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TierCycle {
    Month,
    Year,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PartCycleName {
    /// A part of a cycle has the whole amount.
    Whole,
    /// In proportion to its days.
    ByDays,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TiersForm {
    pub per: TierCycle,
    /// The month with which a year begins, `04`.
    pub year_starts: Option<String>,
    pub part_cycle: PartCycleName,
    pub beyond_occupants: Option<String>,
    pub tiers: Vec<TierForm>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TierForm {
    /// None for the last.
    pub up_to_kwh: Option<String>,
    pub per_occupant_kwh: Option<String>,
    pub price: Option<String>,
    pub prices: Vec<BandPriceForm>,
    /// On top of the band's price.
    pub surcharge: Option<String>,
    pub credit: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BandPriceForm {
    pub band: String,
    pub price: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TaxBase {
    Energy,
    Fees,
    Common,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TaxForm {
    pub name: String,
    pub percent: String,
    pub included: bool,
    /// All three when it is on everything.
    pub on: Vec<TaxBase>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TopUpFeeForm {
    pub percent: Option<String>,
    pub fixed: Option<String>,
    pub most: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct TariffArgs {
    pub name: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct TariffTextArgs {
    pub text: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct TariffFormArgs {
    pub form: TariffForm,
}

/// What a text says, or what is wrong with it. Of a form, `text` is the file that it makes.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TariffCheck {
    pub text: String,
    pub form: Option<TariffForm>,
    /// The versions in words.
    pub versions: Vec<TariffVersionRow>,
    pub problem: Option<TextProblem>,
}

/// What is wrong in a text, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TextProblem {
    /// Counted from 1.
    pub line: i64,
    pub key: String,
    pub message: String,
}

/// A worked example that comes with the program.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ShippedTariff {
    pub id: String,
    pub name: String,
    pub currency: String,
    pub source: String,
    pub text: String,
    /// In the site's currency: it can be used as it is.
    pub usable: bool,
}

/// A tariff by its text, or by its name; a month of a room, or of an example where none is named.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct TariffPreviewArgs {
    pub text: Option<String>,
    pub name: Option<String>,
    /// A day of the site, `YYYY-MM-DD`; today where none is given.
    pub date: Option<String>,
    pub occupants: Option<i64>,
    /// Whose last whole month is charged; an example's where none is named.
    pub room: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct TariffPreview {
    pub day: DayPreview,
    pub month: MonthPreview,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct DayPreview {
    pub date: String,
    pub day_type: DayTypeName,
    /// The name of a holiday.
    pub holiday: Option<String>,
    pub season: Option<String>,
    /// The 96 quarter hours of the clock, in order.
    pub quarters: Vec<QuarterPreview>,
    /// Each band of the day once, in the order of its first appearance.
    pub bands: Vec<BandPreview>,
    /// Why there is none.
    pub problem: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct QuarterPreview {
    /// `08:15` on the wall.
    pub at: String,
    /// Which of `bands`.
    pub band: i64,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct BandPreview {
    /// Empty where one price holds all day.
    pub name: String,
    /// In the lowest tier: `¥ 0.6172/kWh`.
    pub price: String,
    /// Of the day's highest price, in thousandths: the height of its bar.
    pub height: i64,
    /// `08:00–22:00`, each stretch.
    pub stretches: Vec<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct MonthPreview {
    pub month: String,
    /// Whose use it is, in words.
    pub based_on: String,
    pub energy_wh: i64,
    pub energy_text: String,
    pub lines: Vec<PreviewLine>,
    pub total: Amount,
    /// What a kWh comes to, all in all: `¥ 0.71`.
    pub per_kwh: Option<String>,
    /// Why nothing can be charged.
    pub problem: Option<String>,
}

/// A charge line with its arithmetic, as a statement prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PreviewLine {
    pub what: String,
    pub detail: Option<String>,
    pub quantity: String,
    pub rate: String,
    pub amount: Amount,
}

/// What a change to the past would come to. `seen` is the token of the preview that a person has seen (rule 3).
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SaveTariffArgs {
    pub text: String,
    /// The tariff that this text is to be the new state of; a new tariff where none is named.
    pub replaces: Option<String>,
    pub seen: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct RemoveTariffArgs {
    pub name: String,
    /// The planned version that starts on this day; the whole tariff where none is named.
    pub from: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct AssignTariffArgs {
    /// Where it is to hold; everywhere where none is named.
    pub place: Option<i64>,
    pub name: String,
    /// From this day on.
    pub from: String,
    pub seen: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct UnassignTariffArgs {
    /// Everywhere where none is named.
    pub place: Option<i64>,
    /// The day from which it was to hold; still to come.
    pub from: String,
}

/// Done; or not yet, because past days are touched: then a person looks at `preview` and sends its token along.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Change {
    pub done: bool,
    pub preview: Option<ChangePreview>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ChangePreview {
    /// To be sent as `seen` with the same wish.
    pub token: String,
    /// How many accounts are touched.
    pub accounts: i64,
    pub total: Amount,
    pub rows: Vec<DifferenceRow>,
}

/// What an account would owe more, or less, for a month.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DifferenceRow {
    pub account: i64,
    pub room: String,
    pub tenant: Option<String>,
    pub month: String,
    pub before: Amount,
    pub after: Amount,
    pub difference: Amount,
}

/// Differences for past months that wait for a person's word (rule 3).
#[derive(Debug, Clone, Serialize, TS)]
pub struct PendingDifferences {
    pub rows: Vec<PendingDifference>,
    pub total: Amount,
    /// The limits beyond which a difference waits.
    pub limit: Amount,
    pub most_accounts: i64,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct PendingDifference {
    pub account: i64,
    pub room: String,
    pub tenant: Option<String>,
    pub month: String,
    pub difference: Amount,
    pub lines: Vec<PreviewLine>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ApproveArgs {
    pub rows: Vec<ApproveRow>,
    pub note: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ApproveRow {
    pub account: i64,
    pub month: String,
    /// What the person saw, in minor units; when it is another by now, nothing is booked.
    pub difference_minor: i64,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct BacktestArgs {
    pub text: Option<String>,
    pub name: Option<String>,
    /// How many whole months back, at most 12.
    pub months: i64,
}

/// The last months under another tariff: what was charged, and what would have been.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Backtest {
    /// Oldest first.
    pub months: Vec<String>,
    pub rows: Vec<BacktestRow>,
    pub energy_wh: i64,
    pub energy_text: String,
    pub charged: Amount,
    pub draft: Amount,
    pub difference: Amount,
    pub difference_text: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct BacktestRow {
    pub room: String,
    pub tenant: Option<String>,
    pub energy_wh: i64,
    pub energy_text: String,
    pub charged: Amount,
    pub draft: Amount,
    pub difference: Amount,
    /// `+4.2 %`.
    pub difference_text: String,
    pub months: Vec<BacktestMonth>,
    /// Why a month could not be replayed; then it is left out of the sums.
    pub problem: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct BacktestMonth {
    pub month: String,
    pub charged: Amount,
    pub draft: Amount,
    pub difference: Amount,
}

/// Which days are holidays, and which weekends are worked.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CalendarPage {
    pub name: String,
    /// The file; empty when only Saturday and Sunday count as weekend.
    pub text: String,
    pub days: Vec<CalendarDay>,
    pub shipped: Vec<ShippedCalendar>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct CalendarDay {
    pub date: String,
    pub day_type: DayTypeName,
    pub name: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct ShippedCalendar {
    pub id: String,
    pub name: String,
    pub text: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SaveCalendarArgs {
    /// The file; empty for Saturday and Sunday alone.
    pub text: String,
    pub seen: Option<String>,
}
