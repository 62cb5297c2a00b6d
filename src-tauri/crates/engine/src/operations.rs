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
    write Cashier top_up_preview(TopUpPreviewArgs) -> TopUpPreview = api::money::top_up_preview;
    /// Take a payment: entry and receipt in one transaction, then the supply.
    write Cashier top_up(TopUpArgs) -> TopUp = api::money::top_up;
    /// Reverse a top-up by an entry that names it.
    write Manager reverse_top_up(ReverseArgs) -> ReceiptRow = api::money::reverse_top_up;
    /// A receipt as it will be printed.
    read Viewer receipt(ReceiptArgs) -> Pages = api::papers::receipt;
    /// A receipt as a PDF.
    read Viewer receipt_pdf(ReceiptArgs) -> File = api::papers::receipt_pdf;
    /// Enter a payment again that a backup does not know, once, from its paper receipt.
    write Cashier reenter_receipt(ReenterArgs) -> TopUp = api::money::reenter_receipt;
    /// Say that everything since the backup is entered: cuts may fall again.
    write Manager confirm_restored(NoteArgs) -> Site = api::money::confirm_restored;
    /// Copy everything to a file under the same key, read back whole.
    write Manager backup(BackupArgs) -> Backup = api::money::backup;
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
    /// The rules of supply, where they hold.
    read Viewer supply_rules(Nothing) -> Vec<SupplyRuleRow> = api::rules::supply_rules;
    /// Keep a rule of supply at a place.
    write Manager save_supply_rule(SaveSupplyRuleArgs) -> Done = api::rules::save_supply_rule;
    /// Take a rule of supply away: what holds above holds again.
    write Manager remove_supply_rule(RemoveSupplyRuleArgs) -> Done = api::rules::remove_supply_rule;
    /// A week under some hours, and how many rooms they would switch.
    read Viewer hours_preview(HoursPreviewArgs) -> HoursPreview = api::rules::hours_preview;
    /// Every rule of a place in words, to be printed.
    read Viewer house_rules(HouseRulesArgs) -> HouseRules = api::house_rules::house_rules;
    /// Loads above a limit and appliances that are not allowed, newest first.
    read Viewer load_events(LoadEventsArgs) -> Vec<LoadEventRow> = api::loads::load_events;
    /// One of them with its curve.
    read Viewer load_event(LoadEventArgs) -> LoadEventPage = api::loads::load_event;
    /// Let a room go that its load had switched off.
    write Cashier release_load(ReleaseLoadArgs) -> RoomRow = api::loads::release_load;
    /// What each branch of the metering tree lost, beside what explains it.
    read Viewer losses(LossesArgs) -> Losses = api::losses::losses;
    /// The same of one branch by day, or by the hours of a day.
    read Viewer loss_slots(LossSlotsArgs) -> Vec<LossSlot> = api::losses::loss_slots;
    /// What losses point to: reasons to look.
    read Viewer findings(Nothing) -> Findings = api::losses::findings;
    /// Say what a person saw who has looked.
    write Manager close_finding(CloseFindingArgs) -> Done = api::losses::close_finding;
    /// Say what wires and meters of this house take themselves.
    write Manager set_technical_loss(TechnicalLossArgs) -> Done = api::losses::set_technical_loss;
    /// Why a room had the supply that it had at a moment.
    read Viewer why(WhyArgs) -> WhyChain = api::why::why;
    /// Rooms that credit could cut, the soonest first.
    read Viewer cut_outlook(OutlookArgs) -> Outlook = api::outlook::cut_outlook;
    /// Let as many rooms be cut again as may be in an hour.
    write Manager allow_cuts(NoteArgs) -> Site = api::watch::allow_cuts;
    /// What credit would have cut in pilot groups.
    read Viewer shadow_report(SpanArgs) -> Vec<ShadowRow> = api::outlook::shadow_report;
    /// Load left on in hours in which nobody should be there, the most first.
    read Viewer after_hours(SpanArgs) -> Vec<AfterHoursRow> = api::outlook::after_hours;
    /// When nobody watched, newest first.
    read Viewer absences(Nothing) -> Vec<AbsenceRow> = api::watch::absences;
    /// Say that the computer's clock is right after it was set back.
    write Manager confirm_clock(Nothing) -> Site = api::watch::confirm_clock;
    /// Pause automatic cuts, or go on. A pause never recloses.
    write Manager pause_supply(PauseArgs) -> Site = api::supply::pause_supply;
    /// Record a notice given by a person.
    write Cashier record_notice(NoticeArgs) -> RoomRow = api::supply::record_notice;
    /// Alarms that are open or not yet acknowledged.
    read Viewer alarms(Nothing) -> Vec<Alarm> = api::alarms::alarms;
    /// Say that a person has seen an alarm.
    write Cashier acknowledge_alarm(AcknowledgeArgs) -> Alarm = api::alarms::acknowledge_alarm;
    /// Alarms that are over, the last first.
    read Viewer alarm_history(AlarmHistoryArgs) -> Vec<Alarm> = api::alarms::alarm_history;
    /// The kinds of channels that can be set up.
    read Manager channel_kinds(Nothing) -> Vec<ChannelKind> = api::messages::channel_kinds;
    /// The channels by which messages leave the house.
    read Manager channels(Nothing) -> Vec<ChannelRow> = api::messages::channels;
    /// Set a channel up, or change it.
    write Owner save_channel(SaveChannelArgs) -> Vec<ChannelRow> = api::messages::save_channel;
    /// Take a channel away: it sends no more and forgets its secrets.
    write Owner remove_channel(ChannelArgs) -> Vec<ChannelRow> = api::messages::remove_channel;
    /// Send a trial message.
    write Manager try_channel(TryChannelArgs) -> DeliveryRow = api::messages::try_channel;
    /// Who is told of alarms.
    read Manager contacts(Nothing) -> Vec<ContactRow> = api::messages::contacts;
    /// Let somebody be told of alarms, or change how.
    write Owner save_contact(SaveContactArgs) -> Vec<ContactRow> = api::messages::save_contact;
    /// Let somebody be told no more.
    write Owner remove_contact(ContactArgs) -> Vec<ContactRow> = api::messages::remove_contact;
    /// Messages that left or are to leave the house, newest first.
    read Manager deliveries(DeliveriesArgs) -> Vec<DeliveryRow> = api::messages::deliveries;
    /// Send a message again that was given up.
    write Manager send_again(DeliveryArgs) -> DeliveryRow = api::messages::send_again;
    /// Every meter and when it last answered.
    read Viewer meters(Nothing) -> Vec<MeterRow> = api::meters::meters;
    /// Readings that wait for a person's word.
    read Viewer suspects(Nothing) -> Vec<Suspect> = api::meters::suspects;
    /// Accept or reject a doubtful reading.
    write Manager resolve_suspect(ResolveSuspectArgs) -> Vec<Suspect> = api::meters::resolve_suspect;
    /// The tree of places.
    read Viewer places(Nothing) -> Vec<PlaceRow> = api::places::places;
    /// The price lists with their versions and where they hold.
    read Viewer tariffs(Nothing) -> Vec<TariffRow> = api::tariffs::tariffs;
    /// A price list as its file and as a form.
    read Viewer tariff(TariffArgs) -> TariffPage = api::tariffs::tariff;
    /// What a price list's text says, or what is wrong in it.
    read Viewer tariff_check(TariffTextArgs) -> TariffCheck = api::tariffs::tariff_check;
    /// The file that a form makes, and what is wrong in it.
    read Viewer tariff_compose(TariffFormArgs) -> TariffCheck = api::tariffs::tariff_compose;
    /// The worked examples that come with the program.
    read Viewer tariff_library(Nothing) -> Vec<ShippedTariff> = api::tariffs::tariff_library;
    /// A day and a month under a price list.
    read Viewer tariff_preview(TariffPreviewArgs) -> TariffPreview = api::tariffs::tariff_preview;
    /// The last months of every room under another price list.
    read Manager tariff_backtest(BacktestArgs) -> Backtest = api::tariffs::tariff_backtest;
    /// Keep a new price list, or a new version planned ahead.
    write Owner save_tariff(SaveTariffArgs) -> Change = api::tariffs::save_tariff;
    /// Take away a planned version, or a price list that holds nowhere.
    write Owner remove_tariff(RemoveTariffArgs) -> Change = api::tariffs::remove_tariff;
    /// Let a price list hold at a place from a day on.
    write Owner assign_tariff(AssignTariffArgs) -> Change = api::tariffs::assign_tariff;
    /// Take back an assignment whose day has not come.
    write Owner unassign_tariff(UnassignTariffArgs) -> Change = api::tariffs::unassign_tariff;
    /// The site's calendar of holidays, and those that come with the program.
    read Viewer calendar(Nothing) -> CalendarPage = api::calendar::calendar;
    /// Keep another calendar for the site.
    write Owner save_calendar(SaveCalendarArgs) -> Change = api::calendar::save_calendar;
    /// Energy and money that is granted.
    read Viewer allowances(Nothing) -> Vec<AllowanceRow> = api::allowances::allowances;
    /// What a room has of its allowances in the present cycle.
    read Viewer room_allowances(RoomArgs) -> Vec<RoomAllowance> = api::allowances::room_allowances;
    /// Grant an allowance, or change one that has not begun.
    write Owner save_allowance(SaveAllowanceArgs) -> Change = api::allowances::save_allowance;
    /// End an allowance with a day.
    write Owner end_allowance(EndAllowanceArgs) -> Change = api::allowances::end_allowance;
    /// The quotas with a bar for each member.
    read Viewer quotas(Nothing) -> Vec<QuotaRow> = api::quotas::quotas;
    /// Announce a quota, or change one that has not begun.
    write Owner save_quota(SaveQuotaArgs) -> () = api::quotas::save_quota;
    /// End a quota with a day.
    write Owner end_quota(EndQuotaArgs) -> () = api::quotas::end_quota;
    /// Differences for past months that wait for a person's word.
    read Manager pending_differences(Nothing) -> PendingDifferences = api::pending::pending_differences;
    /// Book differences that a person has seen.
    write Owner approve_differences(ApproveArgs) -> PendingDifferences = api::pending::approve_differences;
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
    /// What a supplier's bill would change.
    read Viewer supplier_bill_preview(SupplierBillArgs) -> SupplierBillEffect = api::common::supplier_bill_preview;
    /// Keep a supplier's bill, or one in the place of another, and share it.
    write Manager enter_supplier_bill(SupplierBillArgs) -> Vec<SupplierBill> = api::common::enter_supplier_bill;
    /// Let a supplier's bill count no more.
    write Manager withdraw_supplier_bill(SupplierBillIdArgs) -> Vec<SupplierBill> = api::common::withdraw_supplier_bill;
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
    /// The tenancies of a room, of today and before, newest first.
    read Viewer tenancies(RoomArgs) -> Vec<TenancyRow> = api::tenancies::tenancies;
    /// Former tenants with something open, kept or owed.
    read Viewer former_tenants(Nothing) -> Vec<TenancyRow> = api::tenancies::former_tenants;
    /// What moving in would do.
    write Cashier move_in_preview(MoveInPreviewArgs) -> MoveInPreview = api::tenancies::move_in_preview;
    /// Move a tenant in: reading, account, deposit and first credit in one transaction.
    write Cashier move_in(MoveInArgs) -> MovedIn = api::tenancies::move_in;
    /// What moving out would settle.
    write Cashier move_out_preview(MoveOutPreviewArgs) -> Settlement = api::tenancies::move_out_preview;
    /// Move a tenant out and settle the account to the reading.
    write Cashier move_out(MoveOutArgs) -> Settlement = api::tenancies::move_out;
    /// The settlement of a tenancy that has ended.
    read Viewer settlement(SettlementArgs) -> Settlement = api::tenancies::settlement;
    /// The settlement of a tenancy as a PDF.
    read Viewer settlement_pdf(SettlementArgs) -> File = api::papers::settlement_pdf;
    /// Take back the last move of a room, while nothing depends on it.
    write Manager undo_move(UndoMoveArgs) -> RoomRow = api::tenancies::undo_move;
    /// Say from which day on how many people live in a room.
    write Cashier change_occupants(OccupantsArgs) -> TenancyRow = api::tenancies::change_occupants;
    /// Let the tenants of two rooms change places; their accounts go with them.
    write Manager exchange_rooms(ExchangeRoomsArgs) -> RoomsExchanged = api::tenancies::exchange_rooms;
    /// Change what is known of a tenant, and how the tenancy pays.
    write Manager edit_tenant(EditTenantArgs) -> TenancyRow = api::tenancies::edit_tenant;
    /// Take from or pay to a former tenant, or write off what is owed.
    write Manager settle_former(FormerArgs) -> FormerSettled = api::tenancies::settle_former;
    /// The money of a room's tenancy: credit, grants, emergency credit, debt, deposit, bills.
    write Viewer room_money(RoomArgs) -> RoomMoney = api::money_account::room_money;
    /// Draw emergency credit: once, until it is repaid.
    write Cashier draw_emergency(EmergencyArgs) -> RoomMoney = api::money_account::draw_emergency;
    /// Keep a debt that top-ups repay by shares.
    write Manager put_debt(DebtArgs) -> RoomMoney = api::money_account::put_debt;
    /// Pay credit out; granted money never.
    write Manager refund(RefundArgs) -> RoomMoney = api::money_account::refund;
    /// Grant money that is used first, and never paid out.
    write Manager grant(GrantArgs) -> RoomMoney = api::money_account::grant;
    /// Take a deposit, or return it.
    write Cashier deposit(DepositArgs) -> RoomMoney = api::money_account::deposit;
    /// The bills of post-paid rooms that are not paid, the oldest first.
    read Viewer bills(Nothing) -> Vec<BillRow> = api::money_account::bills;
    /// The models that a meter can be of.
    read Viewer meter_models(Nothing) -> Vec<MeterModel> = api::readings::meter_models;
    /// The meters that hung where this one hangs, newest first.
    read Viewer installations(MeterArgs) -> Vec<InstallationRow> = api::readings::installations;
    /// Stored readings of a meter, newest first, with who entered or corrected them.
    read Viewer readings(ReadingsArgs) -> Vec<ReadingRow> = api::readings::readings;
    /// Put another meter in a meter's place.
    write Manager exchange_meter(ExchangeMeterArgs) -> MeterExchanged = api::readings::exchange_meter;
    /// Set the ratio of a meter's transformers from an instant on.
    write Manager set_ratio(RatioArgs) -> MeterExchanged = api::readings::set_ratio;
    /// Enter the register of a meter that is not read by wire.
    write Cashier manual_reading(ManualReadingArgs) -> ReadingChange = api::readings::manual_reading;
    /// What correcting a past reading would change.
    write Manager correct_reading_preview(CorrectReadingArgs) -> ReadingChange = api::readings::correct_reading_preview;
    /// Correct a past reading: the old value is kept, the difference is booked in the open month.
    write Manager correct_reading(CorrectReadingArgs) -> ReadingChange = api::readings::correct_reading;
    /// What the site consists of, and what still misses something.
    read Viewer setup(Nothing) -> Setup = api::setup::setup;
    /// Add a line, or change the one of this name.
    write Owner save_line(SaveLineArgs) -> Done = api::setup::save_line;
    /// Add rooms of a building or floor, each with an account of the owner.
    write Owner add_rooms(AddRoomsArgs) -> Done = api::setup::add_rooms;
    /// Change a room's name or floor area.
    write Manager edit_room(EditRoomArgs) -> Done = api::setup::edit_room;
    /// Add a supply, a feeder, a corridor: a point that is no room.
    write Owner add_point(AddPointArgs) -> Done = api::setup::add_point;
    /// The serial ports of this machine, and which line has which.
    read Owner serial_ports(Nothing) -> Vec<SerialPort> = api::commission::ports::serial_ports;
    /// Search a port or a line for devices; a line that is polled is searched by its owner.
    write Owner start_scan(StartScanArgs) -> ScanRow = api::commission::scans::start_scan;
    /// End a search before its end.
    write Owner stop_scan(ScanArgs) -> ScanRow = api::commission::scans::stop_scan;
    /// Searches under way and the last of each port, newest first.
    read Owner scans(Nothing) -> Vec<ScanRow> = api::commission::scans::scans;
    /// Keep a line and what was found on it, all or nothing.
    write Owner add_devices(AddDevicesArgs) -> Done = api::commission::devices::add_devices;
    /// Say what people call a device.
    write Owner name_device(NameDeviceArgs) -> Done = api::commission::devices::name_device;
    /// Take a device off its line that measures and switches nothing.
    write Owner remove_device(DeviceArgs) -> Done = api::commission::devices::remove_device;
    /// What of each model can be set over the line.
    read Owner model_setups(Nothing) -> Vec<ModelSetup> = api::commission::changes::model_setups;
    /// What another address or speed for a device comes to, before it is begun.
    write Owner change_device_plan(ChangeDeviceArgs) -> ChangePlan = api::commission::changes::change_device_plan;
    /// Give one device another address or speed, with proof.
    write Owner change_device(ChangeDeviceArgs) -> ChangeRow = api::commission::changes::change_device;
    /// Changes of devices under way and lately, newest first.
    read Owner device_changes(Nothing) -> Vec<ChangeRow> = api::commission::changes::device_changes;
    /// What a list of rooms and devices would do, line by line.
    write Owner assign_list_preview(AssignListArgs) -> AssignList = api::commission::assign::assign_list_preview;
    /// Assign devices to rooms as a list says, all or nothing.
    write Owner assign_list(AssignListArgs) -> AssignList = api::commission::assign::assign_list;
    /// Labels for devices as a PDF.
    read Manager labels_pdf(LabelsArgs) -> File = api::commission::labels::labels_pdf;
    /// How every line fared in the last 24 hours, device by device, and what to try.
    read Viewer health(HealthArgs) -> Vec<LineReport> = api::health::health;
    /// Begin the check for crossed wires: room by room its switch is opened for some seconds.
    write Manager start_crossed_check(StartCrossedArgs) -> CrossedCheck = api::crossed::start_crossed_check;
    /// The check for crossed wires, under way or the last one.
    read Viewer crossed_check(Nothing) -> CrossedCheck = api::crossed::crossed_check;
    /// Say which room is dark in the check for crossed wires.
    write Manager crossed_seen(CrossedSeenArgs) -> CrossedCheck = api::crossed::crossed_seen;
    /// End the check for crossed wires: the room that is dark gets its supply back at once.
    write Manager stop_crossed_check(Nothing) -> CrossedCheck = api::crossed::stop_crossed_check;
    /// Readings, or energy by hour, day or month, as a table for other programs.
    read Viewer export_readings(ExportArgs) -> File = api::export::export_readings;
    /// How much the stored readings take up, and for how long they are kept.
    read Manager storage(Nothing) -> Storage = api::export::storage;
    /// Say for how many years every reading is kept; what was used by hour, day and month stays.
    write Owner keep_readings(KeepReadingsArgs) -> Storage = api::export::keep_readings;
    /// Put a device on a line.
    write Owner save_device(SaveDeviceArgs) -> Done = api::setup::save_device;
    /// Begin to measure a point with a device.
    write Owner assign_meter(AssignMeterArgs) -> Done = api::setup::assign_meter;
    /// Name the switch of a room.
    write Owner assign_relay(AssignRelayArgs) -> Done = api::setup::assign_relay;
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
