//! The one list of operations. From it come the role table, the dispatcher behind all three doors,
//! and the TypeScript client; there is no other list.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::api;
use crate::dto::*;
use crate::error::{ApiError, Refusal};
use crate::{Actor, Engine};

/// Who may call. Each role may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Viewer,
    Cashier,
    Manager,
    Owner,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    pub name: &'static str,
    pub role: Role,
    pub about: &'static str,
}

/// `read` runs on a read-only connection beside the engine; `write` runs in the engine's own thread.
macro_rules! operations {
    ($($(#[doc = $about:literal])* $kind:ident $role:ident $name:ident($args:ty) -> $result:ty = $run:path;)*) => {
        pub const OPERATIONS: &[Operation] = &[$(Operation {
            name: stringify!($name),
            role: Role::$role,
            about: concat!($($about),*),
        }),*];

        pub(crate) async fn dispatch(engine: &Engine, actor: Actor, name: &str, args: Value) -> Result<Value, ApiError> {
            let language = actor.language;
            let outcome = match name {
                $(stringify!($name) => match admit::<$args>(&actor, Role::$role, args) {
                    Ok(args) => operations!(@run $kind engine, actor, $run, args).and_then(encode),
                    Err(refusal) => Err(refusal),
                },)*
                unknown => Err(Refusal::new("unknown-operation").with("name", unknown)),
            };
            outcome.map_err(|refusal| refusal.say(language))
        }

        /// Calls `$visit` with each operation's name, request and response type.
        #[cfg(test)]
        macro_rules! each_operation {
            ($visit:ident) => { $($visit!($name, concat!($($about),*), $args, $result);)* };
        }
        #[cfg(test)]
        pub(crate) use each_operation;
    };
    (@run read $engine:ident, $actor:ident, $run:path, $args:ident) => {
        $engine.read($actor, move |view| $run(view, $args)).await
    };
    (@run write $engine:ident, $actor:ident, $run:path, $args:ident) => {
        $engine.write($actor, move |core, by| $run(core, by, $args)).await
    };
}

operations! {
    /// What every screen needs to know of the site.
    read Viewer site(Nothing) -> Site = api::site::site;
    /// The building at a glance.
    read Viewer overview(Nothing) -> Overview = api::overview::overview;
    /// Every room with its balance, supply and reason.
    read Viewer rooms(Nothing) -> Vec<RoomRow> = api::rooms::rooms;
    /// One room with all that explains it.
    read Viewer room(RoomArgs) -> RoomPage = api::rooms::room;
    /// A room's energy as a chart and as a table.
    read Viewer room_chart(ChartArgs) -> Chart = api::charts::room_chart;
    /// What happened to a room, newest first.
    read Viewer timeline(TimelineArgs) -> Timeline = api::timeline::timeline;
    /// What a top-up would do.
    read Cashier top_up_preview(TopUpPreviewArgs) -> TopUpPreview = api::money::top_up_preview;
    /// Take a payment: entry and receipt in one transaction, then the supply.
    write Cashier top_up(TopUpArgs) -> TopUp = api::money::top_up;
    /// Reverse a top-up by an entry that names it.
    write Manager reverse_top_up(ReverseArgs) -> ReceiptRow = api::money::reverse_top_up;
    /// A receipt as it will be printed.
    read Viewer receipt(ReceiptArgs) -> Pages = api::papers::receipt;
    /// A receipt as a PDF.
    read Viewer receipt_pdf(ReceiptArgs) -> File = api::papers::receipt_pdf;
    /// The receipts of some days.
    read Cashier receipts(ReceiptsArgs) -> Vec<ReceiptRow> = api::money::receipts;
    /// What a day took in, by tender.
    read Cashier takings(DayArgs) -> Takings = api::money::takings;
    /// A room's statement as it will be printed.
    read Viewer statement(StatementArgs) -> Pages = api::papers::statement;
    /// A room's statement as a PDF.
    read Viewer statement_pdf(StatementArgs) -> File = api::papers::statement_pdf;
    /// Order a room's supply off, on, or back to the rules.
    write Manager order_supply(OrderArgs) -> RoomRow = api::supply::order_supply;
    /// Clear a safety trip after a person has looked.
    write Manager clear_trip(ClearTripArgs) -> RoomRow = api::supply::clear_trip;
    /// Pause automatic cuts, or go on. A pause never recloses.
    write Manager pause_supply(PauseArgs) -> Site = api::supply::pause_supply;
    /// Record a notice given by a person.
    write Cashier record_notice(NoticeArgs) -> RoomRow = api::supply::record_notice;
    /// Alarms that are open or not yet acknowledged.
    read Viewer alarms(Nothing) -> Vec<Alarm> = api::alarms::alarms;
    /// Say that a person has seen an alarm.
    write Cashier acknowledge_alarm(AcknowledgeArgs) -> Alarm = api::alarms::acknowledge_alarm;
    /// Every meter and when it last answered.
    read Viewer meters(Nothing) -> Vec<MeterRow> = api::meters::meters;
    /// Readings that wait for a person's word.
    read Viewer suspects(Nothing) -> Vec<Suspect> = api::meters::suspects;
    /// Accept or reject a doubtful reading.
    write Manager resolve_suspect(ResolveSuspectArgs) -> Vec<Suspect> = api::meters::resolve_suspect;
    /// The pools of common electricity with what a month cost so far and who bears it.
    read Viewer pools(PoolsArgs) -> Vec<PoolRow> = api::common::pools;
    /// What can be chosen when a pool is set up.
    read Viewer pool_choices(Nothing) -> PoolChoices = api::common::pool_choices;
    /// This month's cost and every room's share under a draft.
    read Manager pool_preview(PoolDraft) -> PoolResult = api::common::pool_preview;
    /// Set up a pool, or change it from a day on.
    write Manager save_pool(PoolDraft) -> Vec<PoolRow> = api::common::save_pool;
    /// End a pool with a day.
    write Manager end_pool(EndPoolArgs) -> Vec<PoolRow> = api::common::end_pool;
    /// Keep the floor areas of rooms.
    write Manager save_room_areas(RoomAreasArgs) -> Vec<PoolRoom> = api::common::save_room_areas;
    /// The supplier's bills, newest first.
    read Viewer supplier_bills(Nothing) -> Vec<SupplierBill> = api::common::supplier_bills;
    /// What a supplier's bill changes, or changed.
    read Viewer supplier_bill_effect(SupplierBillIdArgs) -> SupplierBillEffect = api::common::supplier_bill_effect;
    /// Enter a supplier's bill; it counts when it is confirmed.
    write Manager enter_supplier_bill(SupplierBillArgs) -> SupplierBillEffect = api::common::enter_supplier_bill;
    /// Put another bill in the place of one; it counts when it is confirmed.
    write Manager correct_supplier_bill(CorrectSupplierBillArgs) -> SupplierBillEffect = api::common::correct_supplier_bill;
    /// Let a supplier's bill count, after its effect was seen.
    write Manager confirm_supplier_bill(SupplierBillIdArgs) -> SupplierBillEffect = api::common::confirm_supplier_bill;
    /// What a day should have brought by tender, beside what was counted.
    read Cashier close_day_preview(DayCloseArgs) -> DayClose = api::close::close_day_preview;
    /// Close a day that is over: the difference of the count is booked.
    write Cashier close_day(DayCloseArgs) -> DayClose = api::close::close_day;
    /// The days of a span, closed or not, newest first.
    read Cashier day_closes(DayClosesArgs) -> Vec<DayClose> = api::close::day_closes;
    /// What is open before a month is closed, and what the close does.
    write Manager close_month_preview(CloseMonthPreviewArgs) -> MonthClose = api::close::close_month_preview;
    /// Close a month that is over: post what is left, issue bills, lock it.
    write Manager close_month(CloseMonthArgs) -> MonthClose = api::close::close_month;
    /// The closed months, newest first.
    read Viewer month_closes(Nothing) -> Vec<MonthClose> = api::close::month_closes;
    /// What a closed month would be by present facts.
    write Manager correct_month_preview(MonthCorrectionArgs) -> MonthCorrection = api::close::correct_month_preview;
    /// Correct a closed month by name: the difference books in the open month.
    write Manager correct_month(CorrectMonthArgs) -> MonthCorrection = api::close::correct_month;
    /// Every book over some months: opening, debits, credits, closing.
    read Viewer trial_balance(TrialBalanceArgs) -> TrialBalance = api::books::trial_balance;
    /// The trial balance as a table for other programs.
    read Viewer trial_balance_csv(TrialBalanceArgs) -> File = api::books::trial_balance_csv;
    /// One book's entries with the running balance.
    read Viewer book_entries(BookEntriesArgs) -> BookEntries = api::books::book_entries;
    /// One book's entries as a table for other programs.
    read Viewer book_entries_csv(BookEntriesArgs) -> File = api::books::book_entries_csv;
    /// Where a month's energy went.
    read Viewer energy_balance(EnergyBalanceArgs) -> EnergyBalance = api::books::energy_balance;
    /// What was collected for electricity beside what it cost.
    read Viewer fairness(FairnessArgs) -> Fairness = api::fairness::fairness;
    /// The settings.
    read Viewer settings(Nothing) -> Settings = api::site::settings;
    /// Change the settings.
    write Owner save_settings(Settings) -> Settings = api::site::save_settings;
    /// Check the journal: balances, chain, receipts, sums from scratch.
    read Viewer verify(Nothing) -> Verified = api::site::verify;
    /// Show the window of the program that holds the folder.
    write Viewer show(Nothing) -> () = api::site::show;
    /// End the program in order.
    write Owner quit(Nothing) -> () = api::site::quit;
}

fn admit<T: DeserializeOwned>(actor: &Actor, role: Role, args: Value) -> Result<T, Refusal> {
    if actor.role < role {
        return Err(Refusal::new("not-allowed"));
    }
    let args = if args.is_null() { Value::Object(serde_json::Map::new()) } else { args };
    serde_json::from_value(args).map_err(|cause| Refusal::new("arguments").with("cause", cause))
}

fn encode(result: impl Serialize) -> Result<Value, Refusal> {
    serde_json::to_value(result).map_err(|cause| Refusal::new("internal").with("cause", cause))
}
