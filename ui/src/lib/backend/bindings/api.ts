// Written by the engine from its list of operations; do not edit.
// Refresh: ROOMWATT_BINDINGS=write cargo test -p engine bindings

/**
 * When nobody watched.
 */
export type AbsenceRow = { from: number, to: number, minutes: number, 
/**
 * `stopped` or `slept`.
 */
cause: string, };

export type AccountCorrection = { account: number, tenant: string, 
/**
 * The tenancy is settled: the difference is a named receivable or payable of the former tenant.
 */
former: boolean, lines: Array<CorrectionLine>, difference: Amount, entry: number | null, };

export type AcknowledgeArgs = { id: number, note: string, };

export type AddDevice = { unit: number, profile: string, serial?: string, 
/**
 * What people call it.
 */
name?: string, };

/**
 * A line with devices on it, all kept together or not at all.
 */
export type AddDevicesArgs = { line: SaveLineArgs, devices: Array<AddDevice>, };

/**
 * A point that is no room: the supply of the house, a feeder, a corridor.
 */
export type AddPointArgs = { name: string, 
/**
 * `supply`, `feeder`, `common` or `other`.
 */
kind: string, 
/**
 * The place that it stands for; the whole site where none is named.
 */
place?: number, 
/**
 * The name of the point that feeds it.
 */
below?: string, };

/**
 * Rooms of one floor, or of a building without floors.
 */
export type AddRoomsArgs = { building: string, floor?: string, rooms: Array<NewRoom>, };

export type AdviceRow = { 
/**
 * For programs: `noise`, `dead`, `shared-address` …
 */
code: string, 
/**
 * `bad`, `warn` or `info`.
 */
level: string, 
/**
 * What is the matter, with its figures.
 */
text: string, 
/**
 * What to try.
 */
try_text: string, unit: number | null, };

/**
 * Load that was left on in hours in which nobody should be there.
 */
export type AfterHoursRow = { room: string, from: number, to: number, energy_wh: number, 
/**
 * On average over the stretch.
 */
mean_w: number, 
/**
 * At the prices in force then, without fees.
 */
cost: Amount | null, };

export type Alarm = { id: number, at: number, kind: string, severity: Severity, room: string | null, text: string, acknowledged: boolean, acknowledged_at: number | null, 
/**
 * Who sees to it; empty while nobody has seen it.
 */
owner: string, note: string, cleared_at: number | null, };

export type AlarmHistoryArgs = { 
/**
 * At most so many, those last over first; up to 1000.
 */
limit: number, };

export type AllowanceBasis = "room" | "occupant";

export type AllowanceCycle = "month" | "year" | "term";

/**
 * An allowance as a person writes it.
 */
export type AllowanceForm = { name: string, 
/**
 * Whom it is for: the rooms in this place.
 */
place: number, kind: AllowanceKind, 
/**
 * kWh, or money in the site's currency, each cycle.
 */
amount: string, basis: AllowanceBasis, per: AllowanceCycle, 
/**
 * Of a year: the month with which it begins, `09`.
 */
year_starts: string | null, part_cycle: PartCycleName, 
/**
 * Taken from this band only.
 */
band: string | null, counts_for_tiers: boolean, 
/**
 * The most, kWh or money, that goes on into the next cycle; none when what is left is lost.
 */
carry_over: string | null, 
/**
 * Days of the site; the end is the first on which it no longer counts.
 */
from: string, until: string | null, };

export type AllowanceKind = "energy" | "money";

export type AllowanceRow = { id: number, form: AllowanceForm, place: PlaceRow, standing: Standing, 
/**
 * In one sentence.
 */
words: string, 
/**
 * Nothing was charged under it: everything may still be changed. Later only its end.
 */
may_change: boolean, };

/**
 * An appliance that is allowed, by its power.
 */
export type AllowedForm = { name: string, power_w: number, tolerance_w: number, };

/**
 * Money in minor units, and as it is shown.
 */
export type Amount = { minor: number, text: string, };

/**
 * A refusal as it crosses the edge: one clear sentence in the reader's language.
 */
export type ApiError = { code: string, message: string, field: string | null, };

export type ApproveArgs = { rows: Array<ApproveRow>, note: string, };

export type ApproveRow = { account: number, month: string, 
/**
 * What the person saw, in minor units; when it is another by now, nothing is booked.
 */
difference_minor: number, };

/**
 * What a list would do, or did, line by line.
 */
export type AssignList = { rows: Array<AssignRow>, to_assign: number, 
/**
 * Lines that say what holds already.
 */
same: number, wrong: number, 
/**
 * What is wrong with the list as a whole.
 */
problem: string | null, 
/**
 * Names this very outcome; nothing where something is wrong.
 */
token: string | null, done: boolean, };

/**
 * A list of which device measures which room, as text: one line each, columns separated by commas, semicolons or tabs.
 */
export type AssignListArgs = { text: string, 
/**
 * The token of the preview that a person has seen.
 */
seen?: string, };

/**
 * Which meter measures a point from now on.
 */
export type AssignMeterArgs = { 
/**
 * A room's name, or that of another point.
 */
point: string, line: string, unit: number, 
/**
 * As read by a person; as last read on the line where it is not given.
 */
register_kwh?: string, 
/**
 * Current transformer ratio, such as `[40, 1]`.
 */
ratio?: [number, number], };

/**
 * The switch of a room: none, or a channel of a device.
 */
export type AssignRelayArgs = { room: string, relay?: RelayAt, };

export type AssignRow = { 
/**
 * The line of the list, counted from 1.
 */
number: number, room: string, line: string, unit: number | null, model: string, serial: string, 
/**
 * In kWh, where measuring begins.
 */
register: string, 
/**
 * `assign`, `same` or `wrong`.
 */
verdict: string, 
/**
 * What will be done, or what is wrong.
 */
text: string, };

export type AssignTariffArgs = { 
/**
 * Where it is to hold; everywhere where none is named.
 */
place: number | null, name: string, 
/**
 * From this day on.
 */
from: string, seen: string | null, };

/**
 * Where a tariff holds, from a day on until another follows there.
 */
export type Assignment = { place: PlaceRow, from: string, until: string | null, standing: Standing, };

/**
 * The last months under another tariff: what was charged, and what would have been.
 */
export type Backtest = { 
/**
 * Oldest first.
 */
months: Array<string>, rows: Array<BacktestRow>, energy_wh: number, energy_text: string, charged: Amount, draft: Amount, difference: Amount, difference_text: string, };

export type BacktestArgs = { text: string | null, name: string | null, 
/**
 * How many whole months back, at most 12.
 */
months: number, };

export type BacktestMonth = { month: string, charged: Amount, draft: Amount, difference: Amount, };

export type BacktestRow = { room: string, tenant: string | null, energy_wh: number, energy_text: string, charged: Amount, draft: Amount, difference: Amount, 
/**
 * `+4.2 %`.
 */
difference_text: string, months: Array<BacktestMonth>, 
/**
 * Why a month could not be replayed; then it is left out of the sums.
 */
problem: string | null, };

export type Backup = { path: string, bytes: number, 
/**
 * How many entries of the journal it holds.
 */
entries: number, };

export type BackupArgs = { 
/**
 * The whole path of a file that does not exist yet, on the computer that keeps the books.
 */
path: string, };

export type BandClock = "civil" | "standard";

export type BandForm = { name: string, 
/**
 * None where every tier gives its own price for the band.
 */
price: string | null, credit: boolean, };

export type BandPreview = { 
/**
 * Empty where one price holds all day.
 */
name: string, 
/**
 * In the lowest tier: `¥ 0.6172/kWh`.
 */
price: string, 
/**
 * Of the day's highest price, in thousandths: the height of its bar.
 */
height: number, 
/**
 * `08:00–22:00`, each stretch.
 */
stretches: Array<string>, };

export type BandPriceForm = { band: string, price: string, };

/**
 * A bill of a post-paid tenancy.
 */
export type BillRow = { id: number, room: string, tenant: string, month: string, issued_at: number, due_on: string, amount: Amount, 
/**
 * What is not paid yet.
 */
open: Amount, state: BillState, };

export type BillState = "open" | "overdue" | "paid";

/**
 * A book's entries with the running balance, oldest first.
 */
export type BookEntries = { book: string, name: string, sums: BookSums, entries: Array<BookEntry>, };

export type BookEntriesArgs = { book: string, 
/**
 * Booking months, both included, `YYYY-MM`.
 */
from: string, to: string, };

export type BookEntry = { entry: number, at: number, cause: string, 
/**
 * The booking month and, where it has one, the month that it is for.
 */
booking: string, service: string | null, text: string, 
/**
 * The other books of the entry.
 */
against: Array<string>, debit: Amount | null, credit: Amount | null, balance: Amount, receipt: string | null, reverses: number | null, actor: string, };

/**
 * The books of one kind.
 */
export type BookGroup = { 
/**
 * `tenant`, `tender`, `revenue`, `deposit`, ...
 */
kind: string, name: string, sums: BookSums, books: Array<BookRow>, };

export type BookRow = { 
/**
 * The stable code, `tenant:12`: give it to `book_entries`.
 */
book: string, name: string, sums: BookSums, };

export type BookSums = { opening: Amount, debits: Amount, credits: Amount, closing: Amount, };

export type BoundForm = { hazard: HazardName, 
/**
 * In the unit of the hazard.
 */
limit: number, lasting_s: number, act: HazardAct, };

export type CalendarDay = { date: string, day_type: DayTypeName, name: string, };

/**
 * Which days are holidays, and which weekends are worked.
 */
export type CalendarPage = { name: string, 
/**
 * The file; empty when only Saturday and Sunday count as weekend.
 */
text: string, days: Array<CalendarDay>, shipped: Array<ShippedCalendar>, };

/**
 * Done; or not yet, because past days are touched: then a person looks at `preview` and sends its token along.
 */
export type Change = { done: boolean, preview: ChangePreview | null, };

/**
 * Another address or another speed for one device, on a line of the site or on a port of its own.
 */
export type ChangeDeviceArgs = { line?: string, port?: string, 
/**
 * Its address now.
 */
unit: number, 
/**
 * Its model; that of the line's device when left out.
 */
profile?: string, 
/**
 * How it speaks now; as the line when left out.
 */
baud?: number, parity?: string, stop_bits?: number, 
/**
 * One of these: an address, a speed, or parity with stop bits.
 */
to_unit?: number, to_baud?: number, 
/**
 * Such as `8N1`, `8E1`.
 */
to_frame?: string, };

/**
 * What a change of a device comes to, before it is begun.
 */
export type ChangePlan = { 
/**
 * What is done, in order, a sentence each.
 */
steps: Array<string>, 
/**
 * What a person has to do at the device first.
 */
by_hand: string | null, 
/**
 * When the new setting holds, where it does not at once.
 */
after: string | null, };

export type ChangePreview = { 
/**
 * To be sent as `seen` with the same wish.
 */
token: string, 
/**
 * How many accounts are touched.
 */
accounts: number, total: Amount, rows: Array<DifferenceRow>, };

/**
 * A change of a device, under way or over.
 */
export type ChangeRow = { id: number, port: string, line: string | null, unit: number, running: boolean, 
/**
 * What is done now, or what it came to, with what to do next.
 */
text: string, 
/**
 * The new setting is proven, or kept by the device until it restarts.
 */
done: boolean, 
/**
 * How the device stands where it is not: `untouched`, `as_before` or `unknown`.
 */
left: string | null, 
/**
 * For programs.
 */
code: string | null, };

export type ChannelArgs = { id: number, };

/**
 * A kind of channel that can be set up.
 */
export type ChannelKind = { template: string, name: string, 
/**
 * Where the service describes its requests.
 */
source: string, reach: ChannelReach, settings: Array<ChannelSetting>, };

/**
 * How a channel reaches somebody, and so what kind of address it takes.
 */
export type ChannelReach = "email" | "sms" | "chat";

export type ChannelRow = { id: number, name: string, template: string, 
/**
 * The kind's own name.
 */
kind: string, reach: ChannelReach, settings: Array<ChannelSetting>, 
/**
 * Tenants are told by it that credit runs low.
 */
for_tenants: boolean, 
/**
 * Messages on their way.
 */
queued: number, last_accepted: number | null, 
/**
 * Why the last attempt failed, if it did.
 */
failing: string | null, };

export type ChannelSetting = { key: string, hint: string, secret: boolean, default: string | null, 
/**
 * What is filled in; a secret is never shown again.
 */
value: string | null, filled: boolean, };

/**
 * A chart and its twin as a table.
 */
export type Chart = { svg: string, title: string, summary: string, columns: Array<string>, rows: Array<ChartRow>, total_wh: number, total_text: string, previous: string | null, next: string | null, };

export type ChartArgs = { room: string, range: Range, 
/**
 * A day within the range, `YYYY-MM-DD`.
 */
at: string, theme: Theme, };

export type ChartRow = { label: string, energy_wh: number, energy_text: string, estimated: boolean, };

export type ClearTripArgs = { room: string, note: string, };

export type CloseFindingArgs = { id: number, 
/**
 * What was seen.
 */
note: string, };

export type CloseMonthArgs = { month: string, 
/**
 * The kinds of open items that the person has seen and leaves open.
 */
seen: Array<string>, };

export type CloseMonthPreviewArgs = { month: string, };

export type ContactArgs = { id: number, };

/**
 * Somebody who is told of alarms.
 */
export type ContactRow = { id: number, name: string, channel: number, channel_name: string, address: string, language: string, least: Severity, 
/**
 * Quiet hours in site time, such as `22:00` and `07:00`; empty without.
 */
quiet_from: string, quiet_to: string, when_over: boolean, };

export type CorrectMonthArgs = { room: string, month: string, reason: string, };

export type CorrectReadingArgs = { meter: number, 
/**
 * The instant of the reading that was wrong, as in `readings`.
 */
at: number, 
/**
 * What it should have been, as on the display.
 */
kwh: string, reason: string, key: string, };

export type CorrectedFrom = { at: number, wh: number, by: string, reason: string, };

export type CorrectionLine = { kind: string, name: string, before: Amount, after: Amount, difference: Amount, energy_before_wh: number, energy_after_wh: number, };

/**
 * What a person counted of one tender.
 */
export type Counted = { tender: string, 
/**
 * As a person writes it: `431.50`.
 */
amount: string, };

/**
 * The check for crossed wires, under way or the last one.
 */
export type CrossedCheck = { running: boolean, stopped: boolean, began: number, over: number | null, 
/**
 * The room under the check now.
 */
room: string | null, 
/**
 * It is dark: a person may say which room really is.
 */
dark: boolean, doing: string, done: number, of: number, rows: Array<CrossedRow>, 
/**
 * What it came to, once it is over.
 */
summary: string | null, };

export type CrossedRow = { room: string, 
/**
 * `waiting`, `running`, `right`, `crossed`, `unclear` or `skipped`.
 */
state: string, 
/**
 * For programs.
 */
code: string, text: string, };

export type CrossedSeenArgs = { 
/**
 * The room that is dark now.
 */
room: string, };

/**
 * On which days credit and quotas may cut.
 */
export type CutDays = "workdays" | "every_day";

export type DayArgs = { day: string, };

export type DayClose = { day: string, 
/**
 * The day is over: it can be closed.
 */
ended: boolean, closed: boolean, closed_at: number | null, closed_by: string | null, note: string, tenders: Array<DayCloseTender>, expected: Amount, counted: Amount | null, difference: Amount | null, 
/**
 * The entries that book differences to cash over and short.
 */
entries: Array<number>, 
/**
 * Numbers of the day's first and last receipt.
 */
first_receipt: string | null, last_receipt: string | null, };

/**
 * A day's count, to be compared only or to close the day with. What is left out of `counted` is taken as expected.
 */
export type DayCloseArgs = { day: string, counted: Array<Counted>, note: string, };

export type DayCloseTender = { tender: string, receipts: Amount, receipt_count: number, 
/**
 * Paid out.
 */
refunds: Amount, refund_count: number, 
/**
 * Receipts taken back; their numbers stay taken.
 */
voids: Amount, void_count: number, 
/**
 * What the journal says the day brought: receipts less refunds and voids.
 */
expected: Amount, counted: Amount | null, 
/**
 * Counted less expected.
 */
difference: Amount | null, };

export type DayClosesArgs = { 
/**
 * Days of the site, both included, `YYYY-MM-DD`.
 */
from: string, to: string, };

export type DayPreview = { date: string, day_type: DayTypeName, 
/**
 * The name of a holiday.
 */
holiday: string | null, season: string | null, 
/**
 * The 96 quarter hours of the clock, in order.
 */
quarters: Array<QuarterPreview>, 
/**
 * Each band of the day once, in the order of its first appearance.
 */
bands: Array<BandPreview>, 
/**
 * Why there is none.
 */
problem: string | null, };

export type DayTypeName = "workday" | "weekend" | "holiday";

export type DebtArgs = { room: string, amount: string, origin: DebtOrigin, 
/**
 * 1 to 100: how much of each top-up repays it.
 */
percent: number, most_per_top_up: string | null, most_per_month: string | null, reason: string, key: string, };

/**
 * Where a debt comes from.
 */
export type DebtOrigin = "balance" | "earlier";

export type DebtRow = { owed: Amount, 
/**
 * How much of each top-up repays it.
 */
percent: number, 
/**
 * The most that one top-up, and one month, repays; none where there is no limit.
 */
most_per_top_up: Amount | null, most_per_month: Amount | null, };

export type DeliveriesArgs = { 
/**
 * At most so many, newest first; up to 1000.
 */
limit: number, };

export type DeliveryArgs = { id: number, };

/**
 * A message that left or is to leave the house.
 */
export type DeliveryRow = { id: number, at: number, channel: string, 
/**
 * `alarm`, `notice` or `trial`.
 */
kind: string, 
/**
 * The room of a notice.
 */
room: string | null, to: string, subject: string, text: string, state: DeliveryState, attempts: number, 
/**
 * When it is tried next, while it is on its way.
 */
next_at: number | null, done_at: number | null, 
/**
 * The server's last words, or why none were heard.
 */
said: string, };

export type DeliveryState = "queued" | "accepted" | "given_up";

export type DepositArgs = { room: string, step: DepositStep, amount: string, tender: string, reason: string, key: string, };

export type DepositStep = "take" | "return";

/**
 * A device on a line.
 */
export type DeviceArgs = { line: string, unit: number, };

export type DeviceReport = { meter: number, unit: number, 
/**
 * What it measures, or its name.
 */
name: string, model: string, serial: string | null, answering: boolean, counts: LineCounts, 
/**
 * What its own clock says, where clocks are looked after.
 */
clock: string | null, 
/**
 * Codes of the advice that is about it.
 */
advice: Array<string>, };

/**
 * What an account would owe more, or less, for a month.
 */
export type DifferenceRow = { account: number, room: string, tenant: string | null, month: string, before: Amount, after: Amount, difference: Amount, };

/**
 * It is done, and nothing else is to be said.
 */
export type Done = { done: boolean, };

/**
 * Another name or floor area for a room.
 */
export type EditRoomArgs = { room: string, name: string, area_m2?: string, };

export type EditTenantArgs = { room: string, name: string, phone: string | null, email: string | null, language: string, protected: boolean, payment: PaymentTerms, };

export type EmergencyArgs = { room: string, key: string, };

export type EndAllowanceArgs = { id: number, 
/**
 * The first day on which it no longer counts.
 */
until: string, seen: string | null, };

export type EndPoolArgs = { id: number, 
/**
 * The first day that is not shared any more, `YYYY-MM-DD`.
 */
until: string, };

export type EndQuotaArgs = { id: number, 
/**
 * The first day on which it no longer counts.
 */
until: string, };

/**
 * Where a month's energy went (rule 13).
 */
export type EnergyBalance = { month: string, supply_wh: number, generation_wh: number, rooms_wh: number, common_wh: number, 
/**
 * Measured, but waiting for a person: doubtful readings and held charges.
 */
held_wh: number, estimated_wh: number, unexplained_wh: number, 
/**
 * What the accuracy of the meters explains at most.
 */
band_wh: number, within: boolean, 
/**
 * No supply meter: there is nothing to compare with.
 */
measured: boolean, sentence: string, accounts: Array<EnergyBalanceRow>, };

export type EnergyBalanceArgs = { month: string, };

/**
 * The energy of a tenancy's lines beside the rise of the registers.
 */
export type EnergyBalanceRow = { room: string, tenant: string, account: number, lines_wh: number, registers_wh: number, difference_wh: number, };

export type ExchangeMeterArgs = { 
/**
 * The meter that is taken down, by its number in `meters`.
 */
meter: number, 
/**
 * Milliseconds since 1970; now when left out.
 */
at: number | null, 
/**
 * The last register of the old meter.
 */
last: RegisterWish, new: NewMeter, ratio: Ratio, reason: string, key: string, };

/**
 * Two rooms change their tenants; one of them may be vacant.
 */
export type ExchangeRoomsArgs = { room: string, with: string, 
/**
 * Milliseconds since 1970; now when left out.
 */
at: number | null, register: RegisterWish, register_with: RegisterWish, key: string, };

export type ExportArgs = { 
/**
 * The first and the last day, such as `2026-11-01`.
 */
from: string, to: string, by: ExportBy, format: ExportFormat, 
/**
 * One room or other point; all when left out.
 */
room?: string, };

/**
 * What is exported of the readings.
 */
export type ExportBy = "reading" | "hour" | "day" | "month";

export type ExportFormat = "csv" | "xlsx";

/**
 * What was collected beside what the electricity cost (rule 22).
 */
export type Fairness = { from: string, to: string, verdict: FairnessVerdict, 
/**
 * One sentence each, the gravest first; never empty.
 */
sentences: Array<string>, components: Array<FairnessComponent>, 
/**
 * Collected as price of electricity.
 */
collected: Amount, 
/**
 * Cost of what may be in that price.
 */
allowed: Amount, 
/**
 * Collected less allowed.
 */
excess: Amount, 
/**
 * Other fees, which tenants see as what they are.
 */
separately: Amount, 
/**
 * That the supplier's bills are for, by days where they reach over the edges.
 */
supplied_wh: number, sold_wh: number, 
/**
 * Days of these months that no bill is known for.
 */
days_without_bill: number, 
/**
 * Cost and price of a kWh, as they are shown.
 */
paid_text: string | null, charged_text: string | null, rules: FairnessRules, rooms: Array<FairnessRoom>, };

/**
 * Months, both included, `YYYY-MM`.
 */
export type FairnessArgs = { from: string, to: string, };

export type FairnessComponent = { 
/**
 * `energy`, `standing`, `tax`, `loss`, `common`, `service`.
 */
component: string, name: string, pass: FairnessPass, pass_text: string, 
/**
 * By the supplier's bills.
 */
cost: Amount, collected: Amount, };

export type FairnessPass = "in_price" | "separately" | "never";

export type FairnessRoom = { room: string, tenant: string | null, energy_wh: number, 
/**
 * Everything charged to the account for these months.
 */
amount: Amount, 
/**
 * All charges over all energy, per kWh, as it is shown; none without energy.
 */
price_text: string | null, };

/**
 * Which rules were used, from when, and where they stand.
 */
export type FairnessRules = { country: string, name: string, from: string, 
/**
 * That the rules are to be checked by a person, or who has checked them.
 */
status: string, note: string, sources: Array<string>, };

export type FairnessVerdict = "no_bill" | "fair" | "warning";

/**
 * A file to save or to print.
 */
export type File = { file_name: string, base64: string, };

/**
 * Something to look at.
 */
export type FindingRow = { id: number, sign: string, likely: boolean, 
/**
 * Whom it is about, and the room where it is one.
 */
name: string, room: string | null, 
/**
 * Days after which it was found.
 */
first_day: string, last_day: string, text: string, closed_at: number | null, 
/**
 * Who has looked; none where it was no longer found.
 */
closed_by: string | null, note: string, };

export type Findings = { standing: Array<FindingRow>, over: Array<FindingRow>, };

/**
 * What a new tenant starts with (rule 19).
 */
export type FirstCredit = { "kind": "top_up", amount: string, tender: string, } | { "kind": "granted", amount: string, } | { "kind": "nothing" };

export type FormerArgs = { tenancy: number, step: FormerStep, reason: string, key: string, };

export type FormerSettled = { tenancy: TenancyRow, receipt: string | null, 
/**
 * This key had been used for this already; nothing was done now.
 */
repeated: boolean, };

export type FormerStep = { "kind": "pays", amount: string, tender: string, } | { "kind": "paid_out", tender: string, } | { "kind": "write_off" };

export type GivenNotice = { given_at: number, how: string, };

export type GrantArgs = { room: string, amount: string, 
/**
 * The last day on which it can be used, `YYYY-MM-DD`.
 */
expires_on: string | null, reason: string, key: string, };

export type GrantRow = { at: number, amount: Amount, 
/**
 * The last day on which it can be used.
 */
expires_on: string | null, reason: string, };

export type HazardAct = "alarm" | "trip";

export type HazardName = "over_voltage" | "under_voltage" | "over_current" | "leakage" | "heat";

export type HealthArgs = { 
/**
 * How many days the charts look back; a week when left out.
 */
days?: number, };

export type HealthHour = { at: number, requests: number, errors: number, errors_text: string, busy_text: string, };

export type HoursDay = { day: string, day_kind: DayTypeName, 
/**
 * The name of the holiday or of the special days.
 */
named: string | null, 
/**
 * Stretches of this day, in minutes of its clock from midnight, the end up to 1440.
 */
stretches: Array<[number, number]>, };

/**
 * A row of the timetable: which bands fill the day.
 */
export type HoursForm = { 
/**
 * Everywhere, or on the rest of the year, when none is named.
 */
season: string | null, 
/**
 * The kinds of day; all three when the row holds every day.
 */
days: Array<DayTypeName>, stretches: Array<StretchForm>, };

/**
 * A week under some hours.
 */
export type HoursPreview = { days: Array<HoursDay>, 
/**
 * How many rooms it would hold for, with a switch and not exempt.
 */
rooms: number, };

export type HoursPreviewArgs = { 
/**
 * The place that it is to hold at.
 */
place: number, kind: string, hours: WeekForm, 
/**
 * The first day shown; today where none is named.
 */
from?: string, };

/**
 * Every rule that holds at a place, to be printed and hung on the wall.
 */
export type HouseRules = { title: string, site: string, 
/**
 * With the places above it, such as `House / 2`; empty for the whole site.
 */
path: string, rooms: number, 
/**
 * The day on which these are the rules.
 */
day: string, 
/**
 * Of the paper.
 */
language: string, sections: Array<HouseSection>, 
/**
 * Whom to ask.
 */
foot: Array<string>, };

export type HouseRulesArgs = { 
/**
 * The whole site where none is named.
 */
place?: number, 
/**
 * Of the paper; that of the site where none is named.
 */
language?: string, };

/**
 * What is to be known of one thing.
 */
export type HouseSection = { 
/**
 * `credit`, `grants`, or the code of a kind of rule.
 */
code: string, title: string, lines: Array<string>, };

/**
 * A meter that hangs or hung at the same point.
 */
export type InstallationRow = { serial: string, model: string, from: number, from_text: string, to: number | null, to_text: string | null, ratio: Ratio, };

export type KeepReadingsArgs = { 
/**
 * At least 2; none keeps them for ever.
 */
years: number | null, };

/**
 * Which devices get labels; all of a line, or all of the site, when left out.
 */
export type LabelsArgs = { line?: string, 
/**
 * Only these rooms.
 */
rooms?: Array<string>, language?: string, };

/**
 * Whose name stands at the head of the papers.
 */
export type Landlord = { name: string, phone: string, address: string, 
/**
 * Where a tenant may complain.
 */
complaints: string, };

export type LeastSeverity = "info" | "warning" | "critical";

/**
 * What was counted in the last 24 hours, as it is shown.
 */
export type LineCounts = { requests: number, answers: number, time_outs: number, 
/**
 * Cut, garbled or foreign answers.
 */
bad_frames: number, 
/**
 * Answers that say no.
 */
exceptions: number, retries: number, reconnects: number, 
/**
 * Time-outs and bad frames in a thousand requests, with one digit after the point.
 */
errors_text: string, 
/**
 * Share of the time in which the line was busy, in percent.
 */
busy_text: string, 
/**
 * How long answers take: half of them, and 99 in a hundred, come within this.
 */
median_ms: number | null, p99_ms: number | null, worst_ms: number | null, };

export type LineHealth = { name: string, up: boolean, reason: string | null, devices: number, answering: number, cycle_ms: number | null, errors_per_1000: number, };

/**
 * How one line fared in the last 24 hours, and what a person could try.
 */
export type LineReport = { id: number, name: string, port_text: string, up: boolean, reason: string | null, devices: number, answering: number, 
/**
 * What one round over all devices takes now.
 */
cycle_text: string | null, 
/**
 * The adapter hears itself.
 */
echo: boolean, 
/**
 * The last edge of an interval at which all devices were read, and how many were silent then.
 */
swept_at: number | null, swept_missed: number, counts: LineCounts, advice: Array<AdviceRow>, rows: Array<DeviceReport>, 
/**
 * Errors in a thousand requests, hour by hour.
 */
chart: ThemedChart | null, hours: Array<HealthHour>, };

/**
 * What follows when a limit is passed or an appliance found.
 */
export type LoadAct = "trip" | "watch";

export type LoadEventArgs = { id: number, theme: Theme, };

/**
 * An event with its curve.
 */
export type LoadEventPage = { svg: string, samples: Array<LoadSample>, id: number, at: number, room: string, 
/**
 * `overload`, `forbidden`, `lifeline` or `quota_limit`.
 */
load: string, 
/**
 * Only told, not switched.
 */
watched: boolean, power_w: number, limit_w: number | null, 
/**
 * Of the step, per mille.
 */
power_factor_milli: number | null, 
/**
 * When it is closed again by itself.
 */
until: number | null, released_at: number | null, released_by: string | null, note: string, 
/**
 * It still keeps the room off, and a person has to let it go.
 */
locked: boolean, 
/**
 * The event in a sentence.
 */
text: string, };

/**
 * A load above a limit, or an appliance that is not allowed.
 */
export type LoadEventRow = { id: number, at: number, room: string, 
/**
 * `overload`, `forbidden`, `lifeline` or `quota_limit`.
 */
load: string, 
/**
 * Only told, not switched.
 */
watched: boolean, power_w: number, limit_w: number | null, 
/**
 * Of the step, per mille.
 */
power_factor_milli: number | null, 
/**
 * When it is closed again by itself.
 */
until: number | null, released_at: number | null, released_by: string | null, note: string, 
/**
 * It still keeps the room off, and a person has to let it go.
 */
locked: boolean, 
/**
 * The event in a sentence.
 */
text: string, };

export type LoadEventsArgs = { 
/**
 * Of one room, or of all.
 */
room?: string, before?: number, limit: number, };

/**
 * A room is off because of what it drew.
 */
export type LoadLock = { 
/**
 * `overload`, `forbidden`, `lifeline` or `quota_limit`.
 */
load: string, since: number, 
/**
 * It is closed again then; none where a person lets it go.
 */
until: number | null, };

export type LoadSample = { at: number, power_w: number, power_factor_milli: number | null, };

/**
 * A meter beside the nearest meters below it.
 */
export type LossBranch = { 
/**
 * None for meters that have none above them.
 */
point: number | null, name: string, 
/**
 * How many meters stand above it.
 */
depth: number, 
/**
 * How many stand below.
 */
meters: number, sum: LossSum, verdict: LossVerdict, sentence: string, };

/**
 * A day, or an hour, of a branch.
 */
export type LossSlot = { 
/**
 * `2026-11-23`, or `22:00`.
 */
name: string, sum: LossSum, verdict: LossVerdict, };

export type LossSlotsArgs = { point: number, from: string, 
/**
 * Where it is the same day, the slots are its hours.
 */
to: string, };

/**
 * Sums over the hours in which every meter of a branch is well known.
 */
export type LossSum = { supply_wh: number, counted_wh: number, loss_wh: number, 
/**
 * The part of what came in that is lost, per mille.
 */
loss_milli: number | null, 
/**
 * What of it wires and meters take.
 */
technical_wh: number, 
/**
 * How far the accuracy of the meters lets both sides differ.
 */
band_wh: number, 
/**
 * What neither explains.
 */
unexplained_wh: number, hours: number, 
/**
 * Hours in which a meter was not well known.
 */
left_out: number, 
/**
 * The least loss of an hour of the night: it flows all day.
 */
night_w: number | null, };

export type LossVerdict = "unmeasured" | "unknown" | "within" | "above" | "backwards";

export type Losses = { 
/**
 * The days that are known of those asked for.
 */
from: string, to: string, 
/**
 * What wires and meters take themselves, in per cent.
 */
technical: string, 
/**
 * From the top down, each before what it feeds.
 */
branches: Array<LossBranch>, };

/**
 * Days of the site, both inclusive.
 */
export type LossesArgs = { from: string, to: string, };

export type Manual = { order: Order, reason: string, note: string, since: number, until: number | null, review_on: string | null, };

export type ManualReadingArgs = { meter: number, 
/**
 * Milliseconds since 1970; now when left out.
 */
at: number | null, 
/**
 * As on the display.
 */
kwh: string, key: string, };

export type MeterArgs = { meter: number, };

export type MeterCounts = { total: number, answering: number, };

export type MeterExchanged = { at: number, last: ShownRegister, first: ShownRegister, meter: MeterRow, 
/**
 * This key had been used for this already; nothing was done now.
 */
repeated: boolean, };

/**
 * A model that meters can be of.
 */
export type MeterModel = { id: string, maker: string, model: string, relay: boolean, };

export type MeterRow = { id: number, serial: string, maker: string, model: string, line: string, unit: number, room: string | null, point: string, answering: boolean, last_at: number | null, error: string | null, register_wh: number | null, power_w: number | null, suspects: number, };

/**
 * What of a model can be set over the line.
 */
export type ModelSetup = { profile: string, address: boolean, bauds: Array<number>, 
/**
 * Such as `8N1`.
 */
frames: Array<string>, by_hand: string | null, };

export type MonthClose = { month: string, ended: boolean, closed: boolean, closed_at: number | null, closed_by: string | null, 
/**
 * The version of the rating rules that the month is locked with.
 */
rules: string, open: Array<OpenItem>, 
/**
 * How many accounts are locked with it.
 */
accounts: number, 
/**
 * What was charged for the month, by kind; with what the close still posts.
 */
kinds: Array<MonthCloseKind>, charged: Amount, 
/**
 * What the close posts.
 */
differences: Amount, 
/**
 * Moved from the accounts of rooms without a tenant to the owner's share.
 */
owners_share: Amount, bills: Array<MonthCloseBill>, };

/**
 * A bill of a post-paid account, as it will be or was issued.
 */
export type MonthCloseBill = { room: string, tenant: string, amount: Amount, 
/**
 * Once it is issued.
 */
number: string | null, due_on: string, };

export type MonthCloseKind = { kind: string, name: string, energy_wh: number, amount: Amount, };

/**
 * A closed month rated anew by present facts, for each account that had the room in it.
 */
export type MonthCorrection = { room: string, month: string, 
/**
 * The open month in which it books.
 */
booking: string, accounts: Array<AccountCorrection>, total: Amount, };

export type MonthCorrectionArgs = { room: string, month: string, };

export type MonthPreview = { month: string, 
/**
 * Whose use it is, in words.
 */
based_on: string, energy_wh: number, energy_text: string, lines: Array<PreviewLine>, total: Amount, 
/**
 * What a kWh comes to, all in all: `¥ 0.71`.
 */
per_kwh: string | null, 
/**
 * Why nothing can be charged.
 */
problem: string | null, };

export type MoveInArgs = { room: string, name: string, phone: string | null, email: string | null, 
/**
 * `en` or `zh-CN`.
 */
language: string, occupants: number, protected: boolean, payment: PaymentTerms, 
/**
 * Milliseconds since 1970; now when left out.
 */
at: number | null, register: RegisterWish, deposit: Tendered | null, first: FirstCredit, key: string, };

/**
 * What moving in would do.
 */
export type MoveInPreview = { room: string, at: number, register: ShownRegister, 
/**
 * Since when the room stands empty.
 */
vacant_since: number, 
/**
 * What the room cost the owner while it was empty; he bears it.
 */
owners_share: Amount, tariff: RoomTariff, 
/**
 * A prepaid tenant is cut when less than this is paid or granted.
 */
least_first: Amount, };

export type MoveInPreviewArgs = { room: string, 
/**
 * Milliseconds since 1970; now when left out.
 */
at: number | null, register: RegisterWish, };

export type MoveOutArgs = { room: string, 
/**
 * Milliseconds since 1970; now when left out.
 */
at: number | null, register: RegisterWish, refund: Refund, key: string, };

export type MoveOutPreviewArgs = { room: string, 
/**
 * Milliseconds since 1970; now when left out.
 */
at: number | null, register: RegisterWish, refund: Refund, };

export type MovedIn = { tenancy: number, at: number, register: ShownRegister, 
/**
 * The receipts of first payment and deposit, where there were any.
 */
receipt: string | null, deposit_receipt: string | null, room: RoomRow, 
/**
 * This key had been used for this already; nothing was done now.
 */
repeated: boolean, };

export type NameDeviceArgs = { line: string, unit: number, 
/**
 * Empty for none.
 */
name: string, };

/**
 * The device that is put up.
 */
export type NewMeter = { serial: string | null, 
/**
 * One of `meter_models`.
 */
profile: string, 
/**
 * The line it hangs on; that of the old one when left out.
 */
line: string | null, 
/**
 * Its Modbus address, 1 to 247.
 */
unit: number, 
/**
 * The most it can carry, in W; as the old one when left out.
 */
rated_w: number | null, 
/**
 * Its register when it was put up, in kWh as on its display.
 */
first_kwh: string, };

export type NewRoom = { name: string, 
/**
 * In square metres, such as `18.5`.
 */
area_m2?: string, };

export type NextOut = { room: string, at: number, };

/**
 * Which of its two days says whether a night counts.
 */
export type NightKind = "evening" | "morning";

export type NoteArgs = { note: string, };

/**
 * For operations that need to be told nothing.
 */
export type Nothing = Record<symbol, never>;

export type NoticeArgs = { room: string, how: NoticeHow, };

export type NoticeHow = "printed" | "spoken";

/**
 * How a tenant is told before credit ends (rule 19).
 */
export type NoticeMeans = "none" | "channel" | "person" | "simulated";

export type OccupantsArgs = { room: string, 
/**
 * The first day on which so many people live there.
 */
from_day: string, occupants: number, key: string, };

export type OccupantsFrom = { from_day: string, occupants: number, };

/**
 * Something that is not as it should be when a month is closed.
 */
export type OpenItem = { 
/**
 * `held`, `day_open`, `suspect`, `offline`, `provisional`.
 */
kind: string, room: string | null, text: string, 
/**
 * The month cannot be closed with it.
 */
blocks: boolean, };

export type Order = "off" | "on" | "auto" | "maintenance" | "work_done";

export type OrderArgs = { room: string, order: Order, 
/**
 * From the list `maintenance`, `safety`, `vacant`, `tenant_request`, `house_rules`, `other`, and `debt` where the site lets debts cut.
 */
reason: string | null, note: string, until: number | null, review_on: string | null, };

/**
 * Rooms that credit could cut, the soonest first.
 */
export type Outlook = { until: number, 
/**
 * When the next automatic cut may fall at all: now, or at the end of friendly hours.
 */
earliest: number | null, rooms: Array<OutlookRow>, 
/**
 * Rooms that wait because as many were cut in the last hour as may be without a person's word.
 */
waiting: number, };

export type OutlookArgs = { 
/**
 * Look so far ahead; to tomorrow noon where nothing is said.
 */
until?: number, };

export type OutlookRow = { room: string, tenant: string | null, balance: Amount, 
/**
 * When the credit is used up at the pace of the last days; none where it is already.
 */
runs_out_at: number | null, 
/**
 * The earliest instant of a cut, by the notice and friendly hours; none where something else holds it.
 */
cut_at: number | null, 
/**
 * What would hold it, in words.
 */
held_by: Array<string>, text: string, };

export type Overview = { now: number, rooms: RoomCounts, power_w: number, energy_today_wh: number, 
/**
 * The same weekday last week, up to the same time of day.
 */
energy_same_weekday_wh: number | null, 
/**
 * Charged to the rooms so far today.
 */
money_today: Amount, taken_today: Amount, taken_by_tender: Array<TenderTotal>, supply_energy_today_wh: number | null, rooms_energy_today_wh: number, common_energy_today_wh: number, 
/**
 * Every room that is not simply on, the most urgent first.
 */
attention: Array<RoomRow>, next_out: NextOut | null, meters: MeterCounts, lines: Array<LineHealth>, alarms: Array<Alarm>, paused: boolean, 
/**
 * Why the journal cannot be written, while it cannot: no money is taken and nothing is cut.
 */
fault: string | null, notice_minutes: number, chart: ThemedChart, };

/**
 * A paper as it will be printed, a picture a page.
 */
export type Pages = { svg_pages: Array<string>, file_name: string, };

export type PartCycleName = "whole" | "by_days";

export type PauseArgs = { paused: boolean, note: string, };

/**
 * How a tenancy pays.
 */
export type PaymentTerms = { "kind": "prepaid" } | { "kind": "postpaid", due_days: number, };

export type Pending = "switching_on" | "switching_off" | "failed";

export type PendingDifference = { account: number, room: string, tenant: string | null, month: string, difference: Amount, lines: Array<PreviewLine>, };

/**
 * Differences for past months that wait for a person's word (rule 3).
 */
export type PendingDifferences = { rows: Array<PendingDifference>, total: Amount, 
/**
 * The limits beyond which a difference waits.
 */
limit: Amount, most_accounts: number, };

/**
 * A node of the site's tree, to choose where something holds.
 */
export type PlaceRow = { id: number, parent: number | null, 
/**
 * `site`, `building`, `floor`, `department`, `room` or `common`.
 */
kind: string, name: string, 
/**
 * With the names above it but for the site: `House / 3 / 308`.
 */
path: string, 
/**
 * How many rooms lie in it.
 */
rooms: number, };

/**
 * By what a cost is shared.
 */
export type PoolBasis = "equal" | "area" | "occupant_days" | "consumption" | "fixed";

export type PoolBranch = { id: number, name: string, rooms: number, };

/**
 * What can be chosen when a pool is set up.
 */
export type PoolChoices = { branches: Array<PoolBranch>, common_points: Array<PoolPoint>, supply_points: Array<PoolPoint>, tariffs: Array<PoolTariff>, rooms: Array<PoolRoom>, };

/**
 * A pool as a person writes it.
 */
export type PoolDraft = { 
/**
 * The pool to replace from `from` on; none makes a new one.
 */
id: number | null, name: string, 
/**
 * The place whose rooms share the cost.
 */
branch: number, source: PoolSource, keys: Array<PoolKey>, weights: Array<PoolWeight>, vacancy: PoolVacancy, 
/**
 * The first day, `YYYY-MM-DD`.
 */
from: string, };

/**
 * One of the keys of a pool; several are mixed by their weights.
 */
export type PoolKey = { basis: PoolBasis, weight: number, };

export type PoolPoint = { id: number, name: string, };

/**
 * What a pool cost in a month so far, and who bears it. The shares and the owner's add up to the cost.
 */
export type PoolResult = { month: string, cost: Amount, energy_wh: number, 
/**
 * A bill is not known yet, or some of the energy is estimated.
 */
provisional: boolean, 
/**
 * Borne by the owner beside the vacant rooms: days without a key, differences of those who have left.
 */
owner: Amount, shares: Array<PoolShare>, 
/**
 * What a reader should know, as sentences.
 */
notes: Array<string>, };

/**
 * A room with what its keys rest on.
 */
export type PoolRoom = { room: string, tenant: string | null, occupants: number, 
/**
 * In square metres, `18.5`; empty where it is not known.
 */
area: string, };

/**
 * A pool with what it cost in a month so far.
 */
export type PoolRow = { id: number, draft: PoolDraft, 
/**
 * The branch, source and keys, as people read them.
 */
branch_text: string, source_text: string, keys_text: string, 
/**
 * The first day that it no longer counts.
 */
until: string | null, result: PoolResult, };

export type PoolShare = { room: string, 
/**
 * None where the room is the owner's.
 */
tenant: string | null, account: number, amount: Amount, provisional: boolean, 
/**
 * The arithmetic, as it is printed.
 */
basis: string, };

/**
 * Where the cost of a pool of common electricity comes from. A tariff that is not named is that of the branch.
 */
export type PoolSource = { "kind": "common", points: Array<number>, tariff: number | null, } | { "kind": "loss", supply: number, percent: string, tariff: number | null, } | { "kind": "bill", points: Array<number>, price: string, };

export type PoolTariff = { id: number, name: string, };

/**
 * Who bears the share of a room without a tenant.
 */
export type PoolVacancy = "owner" | "others";

/**
 * A room's own weight, where the key is `fixed`.
 */
export type PoolWeight = { room: string, weight: number, };

export type PoolsArgs = { 
/**
 * `YYYY-MM`; none is the present month.
 */
month: string | null, };

/**
 * A charge line with its arithmetic, as a statement prints it.
 */
export type PreviewLine = { what: string, detail: string | null, quantity: string, rate: string, amount: Amount, };

export type QuarterPreview = { 
/**
 * `08:15` on the wall.
 */
at: string, 
/**
 * Which of `bands`.
 */
band: number, };

export type QuotaAction = "warn" | "price" | "limit" | "cut";

export type QuotaCycle = "day" | "month" | "year" | "term";

export type QuotaForm = { name: string, scope: QuotaScope, 
/**
 * Where the scope is a point, none.
 */
place: number | null, 
/**
 * One of `pool_choices`, where the scope is a point.
 */
point: number | null, 
/**
 * kWh a cycle, once or for each occupant.
 */
kwh: string, basis: AllowanceBasis, per: QuotaCycle, levels: Array<QuotaLevelForm>, from: string, until: string | null, };

export type QuotaLevelForm = { 
/**
 * Of the quota, 1 to 1000.
 */
percent: number, action: QuotaAction, 
/**
 * On top, per kWh, where the action is a price.
 */
price: string | null, 
/**
 * Where the action is a limit.
 */
limit_w: number | null, };

export type QuotaMember = { 
/**
 * A room, or the place.
 */
name: string, used_wh: number, used_text: string, granted_wh: number, granted_text: string, 
/**
 * Used of granted.
 */
percent: number, 
/**
 * Which of `form.levels` was reached last.
 */
level: number | null, 
/**
 * The next level, and the day on which it is reached when use goes on like this.
 */
next_level: number | null, next_on: string | null, };

export type QuotaRow = { id: number, form: QuotaForm, 
/**
 * The place or the point, by name.
 */
where_text: string, standing: Standing, words: string, may_change: boolean, 
/**
 * The present cycle's days, the end not included; none when it is not in force.
 */
cycle_from: string | null, cycle_until: string | null, 
/**
 * A bar each: a room, or all together.
 */
members: Array<QuotaMember>, };

export type QuotaScope = "each_room" | "together" | "point";

export type Range = "day" | "week" | "month" | "year";

/**
 * CT and PT ratio: primary over secondary, such as 100 to 5.
 */
export type Ratio = { primary: number, secondary: number, };

export type RatioArgs = { meter: number, 
/**
 * Milliseconds since 1970; now when left out.
 */
at: number | null, register: RegisterWish, ratio: Ratio, reason: string, key: string, };

/**
 * What a reading that was entered or corrected changes.
 */
export type ReadingChange = { meter: string, at: number, 
/**
 * What stood there before; none for a reading that is new.
 */
old_wh: number | null, new_wh: number, 
/**
 * What is charged otherwise by it, account by account and month by month.
 */
differences: Array<ReadingDifference>, 
/**
 * It is booked, and not only shown.
 */
booked: boolean, 
/**
 * This key had been used for this already; nothing was done now.
 */
repeated: boolean, };

export type ReadingDifference = { room: string, tenant: string, month: string, 
/**
 * The tenant has moved out: it is a receivable or payable now.
 */
former: boolean, 
/**
 * Positive is charged, negative is given back.
 */
amount: Amount, };

export type ReadingRow = { at: number, wh: number, 
/**
 * In kWh, as on the display.
 */
text: string, estimated: boolean, 
/**
 * Who entered it, where a person did.
 */
by: string | null, 
/**
 * What stood there before it was corrected, newest first.
 */
corrected: Array<CorrectedFrom>, };

export type ReadingsArgs = { meter: number, 
/**
 * Those before this instant; the newest when left out.
 */
before: number | null, limit: number, };

/**
 * Why: the message `reason-<code>` of the language files with its arguments, and said already.
 */
export type Reason = { code: string, args: { [key in string]: string }, text: string, };

export type ReceiptArgs = { receipt: string, language: string | null, };

export type ReceiptRow = { receipt: string, at: number, room: string, tenant: string | null, amount: Amount, tender: string, 
/**
 * Why money changed hands: `top_up`, `deposit`, `refund`, `settlement`. A negative amount was paid out.
 */
what: string, reversed: boolean, actor: string, };

export type ReceiptsArgs = { 
/**
 * Days of the site, both included, `YYYY-MM-DD`.
 */
from: string, to: string, };

/**
 * A payment that a backup does not know, from its paper receipt.
 */
export type ReenterArgs = { room: string, amount: string, tender: string, 
/**
 * The number on the paper.
 */
receipt: string, 
/**
 * The day on the paper, "2026-11-28"; kept with the entry.
 */
day?: string, };

/**
 * What becomes of money that a leaver has left.
 */
export type Refund = { "kind": "by", tender: string, } | { "kind": "keep" };

export type RefundArgs = { room: string, amount: string, tender: string, reason: string, key: string, };

/**
 * Where the register at an instant comes from.
 */
export type RegisterWish = { "kind": "meter" } | { "kind": "hand", kwh: string, };

export type RelayAt = { line: string, unit: number, 
/**
 * Counted from 1.
 */
channel: number, };

export type RelayKind = "meter" | "board";

export type ReleaseLoadArgs = { room: string, note: string, };

export type RemoveSupplyRuleArgs = { place: number, kind: string, };

export type RemoveTariffArgs = { name: string, 
/**
 * The planned version that starts on this day; the whole tariff where none is named.
 */
from: string | null, };

export type ResolveSuspectArgs = { id: number, accept: boolean, note: string, };

/**
 * How often a room that tripped is closed again before it is locked.
 */
export type RetryForm = { 
/**
 * The shortest time off, in seconds.
 */
off_s: number, 
/**
 * So many times within `within_min` it is closed again.
 */
tries: number, within_min: number, };

export type ReverseArgs = { receipt: string, reason: string, key: string, };

/**
 * What a room has of an allowance in the present cycle.
 */
export type RoomAllowance = { id: number, name: string, kind: AllowanceKind, 
/**
 * The cycle's days, the end not included.
 */
from: string, until: string | null, 
/**
 * kWh, or money.
 */
granted: string, used: string, left: string, used_percent: number, 
/**
 * Of money: what is still to be used first.
 */
balance: Amount | null, };

export type RoomArea = { room: string, 
/**
 * In square metres, `18.5`; empty takes it away.
 */
area: string, };

export type RoomAreasArgs = { areas: Array<RoomArea>, };

export type RoomArgs = { room: string, };

export type RoomCounts = { total: number, on: number, low: number, cut: number, off: number, offline: number, vacant: number, };

export type RoomMeter = { serial: string, maker: string, model: string, line: string, unit: number, register_wh: number | null, register_at: number | null, voltage_v: Array<number>, current_a: Array<number>, power_factor: number | null, frequency_hz: number | null, relay: RelayKind | null, };

/**
 * The money of a room's present tenancy.
 */
export type RoomMoney = { room: RoomRow, 
/**
 * The live balance: credit and grants less what is due.
 */
balance: Amount, 
/**
 * Of it, granted money that is not used yet: it is used first and never paid out.
 */
granted: Amount, grants: Array<GrantRow>, 
/**
 * Emergency credit drawn and not repaid.
 */
emergency_owed: Amount, 
/**
 * What can be drawn now; none where the site gives none or an earlier draw is not repaid.
 */
emergency_available: Amount | null, debt: DebtRow | null, deposit: Amount, 
/**
 * The most that a refund may be.
 */
refundable: Amount, bills: Array<BillRow>, 
/**
 * The receipt of what was just done, where it has one.
 */
receipt: string | null, 
/**
 * This key had been used for this already; nothing was done now.
 */
repeated: boolean, };

export type RoomPage = { meter: RoomMeter, tariff: RoomTariff, next: Array<string>, why: Why, smallest_topup_to_restore: Amount | null, manual: Manual | null, 
/**
 * Somebody works on the wires.
 */
maintenance: Manual | null, 
/**
 * The rules of supply that hold for it, each in a sentence.
 */
rules: Array<RuleOfRoom>, tenancy: Tenancy | null, 
/**
 * Why charges are held, while they are; the balance is that of the last posting.
 */
held: string | null, 
/**
 * Months with a statement, newest first.
 */
months: Array<string>, name: string, floor: string, building: string, state: RoomState, 
/**
 * The relay as last read back.
 */
supply: SupplyState, desired: SupplyState, reason: Reason, balance: Amount, days_left: number | null, power_w: number | null, energy_today_wh: number, last_reading_at: number | null, stale: boolean, tenant: string | null, occupants: number, account: number, warn_level: number, 
/**
 * Since when the supply is as it is, or the meter silent.
 */
since: number | null, pending: Pending | null, paused: boolean, 
/**
 * What it may draw now.
 */
limit_w: number | null, 
/**
 * What it drew keeps it off.
 */
lock: LoadLock | null, 
/**
 * Codes of hazards that last.
 */
hazards: Array<string>, 
/**
 * It belongs to a pilot group.
 */
shadow: boolean, };

/**
 * A room in a list or on the board.
 */
export type RoomRow = { name: string, floor: string, building: string, state: RoomState, 
/**
 * The relay as last read back.
 */
supply: SupplyState, desired: SupplyState, reason: Reason, balance: Amount, days_left: number | null, power_w: number | null, energy_today_wh: number, last_reading_at: number | null, stale: boolean, tenant: string | null, occupants: number, account: number, warn_level: number, 
/**
 * Since when the supply is as it is, or the meter silent.
 */
since: number | null, pending: Pending | null, paused: boolean, 
/**
 * What it may draw now.
 */
limit_w: number | null, 
/**
 * What it drew keeps it off.
 */
lock: LoadLock | null, 
/**
 * Codes of hazards that last.
 */
hazards: Array<string>, 
/**
 * It belongs to a pilot group.
 */
shadow: boolean, };

/**
 * One word for a room's badge.
 */
export type RoomState = "on" | "low" | "cut" | "off" | "offline" | "vacant";

export type RoomTariff = { name: string, price_text: string, };

export type RoomsExchanged = { at: number, room: RoomRow, with: RoomRow, 
/**
 * This key had been used for this already; nothing was done now.
 */
repeated: boolean, };

/**
 * A rule that holds for a room, and where it was made.
 */
export type RuleOfRoom = { kind: string, path: string, words: string, };

export type RuleOutcome = "won" | "passed" | "not_reached";

export type SaveAllowanceArgs = { 
/**
 * None for a new one.
 */
id: number | null, form: AllowanceForm, 
/**
 * The token of the preview that a person has seen, where past days are touched.
 */
seen: string | null, };

export type SaveCalendarArgs = { 
/**
 * The file; empty for Saturday and Sunday alone.
 */
text: string, seen: string | null, };

export type SaveChannelArgs = { 
/**
 * Left out for a new one.
 */
id: number | null, name: string, template: string, 
/**
 * A setting that is left out stays as it was.
 */
settings: { [key in string]: string }, for_tenants: boolean, };

export type SaveContactArgs = { 
/**
 * Left out for a new one.
 */
id: number | null, name: string, channel: number, address: string, language: string, least: LeastSeverity, quiet_from: string, quiet_to: string, 
/**
 * Told also when an alarm is over.
 */
when_over: boolean, };

/**
 * A device on a line, or another profile for the one that answers there.
 */
export type SaveDeviceArgs = { line: string, unit: number, profile: string, serial?: string, 
/**
 * What the connection can carry at most; from the profile where it is not given.
 */
rated_w?: number, };

/**
 * A new line, or what changes of one that has this name.
 */
export type SaveLineArgs = { name: string, address: string, baud?: number, parity?: string, stop_bits?: number, 
/**
 * Let the system switch between sending and listening; as before when left out.
 */
kernel_direction?: boolean, 
/**
 * Set the clocks of its devices once a day; as before when left out.
 */
set_clocks?: boolean, };

export type SaveQuotaArgs = { id: number | null, form: QuotaForm, };

export type SaveSupplyRuleArgs = { place: number, kind: string, 
/**
 * None: what holds above does not hold here.
 */
rule: SupplyRuleForm | null, };

/**
 * What a change to the past would come to. `seen` is the token of the preview that a person has seen (rule 3).
 */
export type SaveTariffArgs = { text: string, 
/**
 * The tariff that this text is to be the new state of; a new tariff where none is named.
 */
replaces: string | null, seen: string | null, };

export type ScanArgs = { id: number, };

/**
 * A scan, under way or over.
 */
export type ScanRow = { id: number, port: string, line: string | null, running: boolean, stopping: boolean, 
/**
 * `first`, `second` or `models`.
 */
step: string | null, 
/**
 * In words, with the speed.
 */
doing: string, 
/**
 * Of the step under way.
 */
asked: number, of: number, 
/**
 * Places at which something answered so far.
 */
answers: number, devices: Array<ScannedDevice>, 
/**
 * What was heard and not understood, a sentence each.
 */
unclear: Array<string>, 
/**
 * Why it ended early.
 */
error: string | null, 
/**
 * What it came to, once it is over.
 */
summary: string | null, };

export type ScannedDevice = { unit: number, baud: number, 
/**
 * `none`, `even` or `odd`.
 */
parity: string, stop_bits: number, 
/**
 * Two devices seem to share the address.
 */
shared: boolean, 
/**
 * The likeliest first.
 */
models: Array<ScannedModel>, 
/**
 * It names itself as the first model.
 */
certain: boolean, serial: string | null, register_wh: number | null, power_w: number | null, 
/**
 * Such as `229.9`.
 */
voltage_v: string | null, note: string, 
/**
 * It is set up already: what it measures, or its line and address.
 */
known: string | null, };

export type ScannedModel = { profile: string, maker: string, model: string, };

export type SeasonForm = { name: string, 
/**
 * Month and day, `07-01`, both included.
 */
from: string, to: string, };

/**
 * A serial port of the machine.
 */
export type SerialPort = { 
/**
 * What to give a line as its address; it stays right when the adapter is plugged in elsewhere.
 */
address: string, 
/**
 * What the system calls it now: `/dev/ttyUSB0`, `COM3`.
 */
path: string, product: string | null, maker: string | null, 
/**
 * The adapter's own serial number; many have none.
 */
serial: string | null, 
/**
 * USB vendor and product, such as `0403:6001`.
 */
usb: string | null, 
/**
 * The line that has it.
 */
line: string | null, };

/**
 * The settings as a person sees and edits them; amounts are texts such as `20.00`.
 */
export type Settings = { name: string, 
/**
 * Three letters, such as `CNY`. Changes only in a site that has not begun; its limits begin anew with it.
 */
currency: string, 
/**
 * Such as `Asia/Shanghai`. Changes only in a site that has not begun.
 */
zone: string, language: string, warn1: string, warn2: string, cut_off: string, reclose_minimum: string, 
/**
 * Fewer days of credit than this warn too; none where days do not warn.
 */
warn1_days: number | null, warn2_days: number | null, 
/**
 * Friendly hours: credit and quotas cut only between `cut_from` and `cut_to` on `cut_days`.
 */
friendly: boolean, 
/**
 * Such as `09:00`.
 */
cut_from: string, cut_to: string, cut_days: CutDays, 
/**
 * A person may order a cut for a debt, which then goes the credit way, with its notice and its guards.
 */
debts_cut: boolean, 
/**
 * Rooms of a floor that come back together close so far apart.
 */
reclose_gap_s: number, notice_minutes: number, notice_means: NoticeMeans, 
/**
 * The most rooms that credit may cut within an hour without a person's word.
 */
cuts_per_hour: number, 
/**
 * A reading older than this is stale: nothing is cut on it.
 */
stale_minutes: number, tax_due: TaxDueName, 
/**
 * A difference for a past month above this waits for a person's word, as `50.00`.
 */
correction_limit: string, 
/**
 * So do differences that touch more accounts than this at once.
 */
correction_accounts: number, 
/**
 * What a tenant without credit can draw once, until it is repaid; zero for none.
 */
emergency_credit: string, landlord: Landlord, };

/**
 * The settlement of a tenancy, before or after it was booked.
 */
export type Settlement = { tenancy: number, room: string, tenant: string, from: number, to: number, register: ShownRegister, 
/**
 * From the credit to what is left, each step with its sign; they add up.
 */
steps: Array<SettlementStep>, 
/**
 * Positive: the tenant gets money. Negative: the tenant owes it.
 */
result: Amount, 
/**
 * Paid out by this means.
 */
refunded_by: string | null, receipt: string | null, 
/**
 * What stays open after it: positive is kept for the tenant, negative is owed by the tenant.
 */
open: Amount, 
/**
 * It is booked, and not only shown.
 */
booked: boolean, 
/**
 * This key had been used for this already; nothing was done now.
 */
repeated: boolean, };

export type SettlementArgs = { tenancy: number, language: string | null, };

/**
 * One step of a settlement.
 */
export type SettlementStep = { 
/**
 * `credit`, `charges`, `grant_reversed`, `emergency`, `debt`, `bills`, `deposit`.
 */
code: string, text: string, amount: Amount, };

/**
 * What a site consists of, and what still misses something.
 */
export type Setup = { 
/**
 * Something is booked, measured or priced: currency and time zone stay.
 */
begun: boolean, rooms: Array<SetupRoom>, lines: Array<SetupLine>, devices: Array<SetupDevice>, 
/**
 * Rooms and other points that no meter measures yet.
 */
unmetered: Array<SetupPoint>, 
/**
 * Every model that can be on a line.
 */
profiles: Array<string>, };

/**
 * A meter or relay board on a line.
 */
export type SetupDevice = { id: number, line: string, unit: number, profile: string, 
/**
 * Maker and model.
 */
model: string, 
/**
 * What people call it; may be empty.
 */
name: string, serial: string | null, 
/**
 * It counts energy; a board of relays does not.
 */
counts: boolean, 
/**
 * How many relays it has.
 */
relays: number, 
/**
 * The point that it measures.
 */
measures: string | null, register_wh: number | null, power_w: number | null, 
/**
 * When it last answered.
 */
at: number | null, };

/**
 * A line as it is set up.
 */
export type SetupLine = { id: number, name: string, 
/**
 * A device path, `usb:…` for an adapter wherever it is plugged in, `tcp://host:port` or `rtu+tcp://host:port`.
 */
address: string, baud: number, parity: string, stop_bits: number, 
/**
 * The port as people tell it: the adapter, and what the system calls it now.
 */
port_text: string, 
/**
 * The system switches between sending and listening, not the adapter.
 */
kernel_direction: boolean, 
/**
 * The clocks of its devices are set once a day.
 */
set_clocks: boolean, up: boolean, 
/**
 * Why the line is down.
 */
reason: string | null, };

export type SetupPoint = { point: number, name: string, 
/**
 * `room`, `supply`, `feeder`, `common` or `other`.
 */
kind: string, 
/**
 * With the places above it, such as `House / 2 / 201`.
 */
path: string, };

/**
 * A room, measured or not yet.
 */
export type SetupRoom = { name: string, 
/**
 * The places above it, such as `House / 2`.
 */
above: string, 
/**
 * In square metres, such as `18.5`; empty where nobody said.
 */
area_m2: string, 
/**
 * What switches its supply.
 */
switch: SetupSwitch | null, };

/**
 * A relay of a device.
 */
export type SetupSwitch = { line: string, unit: number, 
/**
 * Counted from 1.
 */
channel: number, };

export type Severity = "info" | "warning" | "critical";

/**
 * What a pilot group's shadow would have done.
 */
export type ShadowRow = { room: string, 
/**
 * The cut that did not happen.
 */
at: number, 
/**
 * When there would have been supply again, or why nobody knows yet.
 */
until: number | null, balance: Amount, text: string, };

export type ShippedCalendar = { id: string, name: string, text: string, };

/**
 * A worked example that comes with the program.
 */
export type ShippedTariff = { id: string, name: string, currency: string, source: string, text: string, 
/**
 * In the site's currency: it can be used as it is.
 */
usable: boolean, };

/**
 * A register at an instant, as it is shown before and after it counts.
 */
export type ShownRegister = { meter: string, at: number, wh: number, 
/**
 * In kWh, as on the display.
 */
text: string, 
/**
 * Entered by a person.
 */
by_hand: boolean, 
/**
 * Shared by time between two readings.
 */
estimated: boolean, };

/**
 * What every screen needs to know of the site.
 */
export type Site = { name: string, currency: string, currency_symbol: string, currency_digits: number, zone: string, language: string, languages: Array<string>, demo: boolean, 
/**
 * Where `demo`: how long ago a notice must have been given before credit may cut.
 */
notice_minutes: number, warn1: Amount, warn2: Amount, cut_off: Amount, reclose_minimum: Amount, 
/**
 * Automatic cuts are paused.
 */
paused: boolean, 
/**
 * Rooms of pilot groups: what would be done is recorded, and credit and quotas switch nothing.
 */
shadow_rooms: number, 
/**
 * The clock was set back: nothing is cut until a person says that it is right.
 */
clock_unsure: boolean, 
/**
 * When the backup ends that was put back, until a person says that what happened since then is entered.
 */
restored: number | null, 
/**
 * Rooms that wait because as many were cut in the last hour as may be without a person's word.
 */
cuts_wait: number, version: string, };

export type SpanArgs = { from: string, 
/**
 * The last day, included.
 */
to: string, };

/**
 * A stretch of the clock on certain days. One that ends at or before its beginning ends on the next day.
 */
export type SpanForm = { days: Array<DayTypeName>, night: NightKind, 
/**
 * Such as `23:00`.
 */
from: string, 
/**
 * Such as `06:00`; `24:00` is the end of the day.
 */
to: string, };

/**
 * Days with hours of their own, such as exam weeks; without spans nothing holds on them.
 */
export type SpecialForm = { name: string, from: string, 
/**
 * The last day, included.
 */
to: string, spans: Array<SpanForm>, };

export type Standing = "over" | "in_force" | "planned";

/**
 * Begin the check for crossed wires. Every room that is checked is dark for some seconds.
 */
export type StartCrossedArgs = { 
/**
 * Only these rooms; every room with a switch when left out.
 */
rooms?: Array<string>, 
/**
 * How long each room is dark at least, 5 to 300.
 */
seconds: number, 
/**
 * Protected rooms too.
 */
protected: boolean, 
/**
 * Whoever is in the rooms knows of it.
 */
consent: boolean, };

/**
 * Search a port, or a line of the site, for devices. What is not said is searched as is usual.
 */
export type StartScanArgs = { port?: string, line?: string, 
/**
 * Such as `1-32` or `1,5,7-9`.
 */
units?: string, 
/**
 * The likeliest first.
 */
bauds?: Array<number>, 
/**
 * `none`, `even` or `odd`, the likeliest first.
 */
parities?: Array<string>, stop_bits?: number, 
/**
 * Which models devices may be; all when left out.
 */
profiles?: Array<string>, };

export type StatementArgs = { room: string, month: string, language: string | null, };

/**
 * How much the stored readings take up, and for how long they are kept.
 */
export type Storage = { 
/**
 * Readings of closed months, sealed into compressed blocks.
 */
sealed: number, blocks: number, 
/**
 * In words, such as `1.2 MB`.
 */
size_text: string, 
/**
 * Bytes a sealed reading with its index, with two digits after the point.
 */
bytes_per_reading: string | null, 
/**
 * For how many years every reading is kept; none for ever.
 */
keep_years: number | null, 
/**
 * Up to this month readings were thinned out, such as `2024-10`.
 */
thinned_through: string | null, };

export type StretchForm = { 
/**
 * `08:00`, on a quarter hour.
 */
from: string, 
/**
 * `24:00` for the end of the day; before `from` where it passes midnight.
 */
to: string, band: string, };

/**
 * A supplier's bill, entered by hand. One that was typed wrong stays and counts no more.
 */
export type SupplierBill = { id: number, 
/**
 * The pool that it is split over; none for a bill that is only compared with what is collected.
 */
pool: number | null, pool_name: string | null, 
/**
 * The part of the site that it supplies.
 */
place: number, place_name: string, 
/**
 * What the supplier calls it.
 */
reference: string, 
/**
 * Days of the site, both included, `YYYY-MM-DD`.
 */
from: string, to: string, amount: Amount, energy_wh: number, 
/**
 * What of the amount is not for energy.
 */
components: Array<SupplierBillComponent>, received_on: string, entered_at: number, entered_by: string, 
/**
 * When another one took its place.
 */
withdrawn_at: number | null, };

/**
 * A bill as a person writes it. The same reference for the same days is the same bill.
 */
export type SupplierBillArgs = { 
/**
 * The bill that this one takes the place of.
 */
corrects: number | null, pool: number | null, 
/**
 * Where no pool is named: the part of the site that it supplies; none is the whole site.
 */
place: number | null, reference: string, from: string, to: string, 
/**
 * As a person writes it: `1234.50`.
 */
amount: string, 
/**
 * As the supplier wrote it: `1530.2`.
 */
kwh: string, 
/**
 * What of the amount is not for energy, as far as the bill says.
 */
components: Array<SupplierBillPart>, 
/**
 * The day on which it came; none is today.
 */
received_on: string | null, };

export type SupplierBillComponent = { component: string, amount: Amount, };

/**
 * What a supplier's bill changes, shown before it is kept.
 */
export type SupplierBillEffect = { 
/**
 * What its days cost provisionally, or by the bill that it corrects.
 */
before: Amount, after: Amount, difference: Amount, 
/**
 * The open month in which the differences book.
 */
booking: string, shares: Array<SupplierBillShare>, 
/**
 * What of the difference the owner bears: vacant rooms aside, those who have left.
 */
owner: Amount, notes: Array<string>, };

export type SupplierBillIdArgs = { id: number, };

/**
 * A part of a bill as a person writes it.
 */
export type SupplierBillPart = { 
/**
 * `standing`, `tax` or `service`.
 */
component: string, amount: string, };

/**
 * What changes for an account, for one of the months that the bill touches.
 */
export type SupplierBillShare = { room: string, 
/**
 * None where the room is the owner's.
 */
tenant: string | null, month: string, before: Amount, after: Amount, difference: Amount, 
/**
 * The month is closed: the difference is a correction by name.
 */
locked: boolean, };

/**
 * A rule as a person sees and edits it.
 */
export type SupplyRuleForm = { "kind": "load", 
/**
 * Where no timed limit holds; none for no limit then.
 */
limit_w: number | null, 
/**
 * The first whose hours hold counts.
 */
timed: Array<TimedLimit>, 
/**
 * More than the limit for so long.
 */
over_s: number, retry: RetryForm, act: LoadAct, } | { "kind": "forbidden", least_w: number, most_w: number | null, 
/**
 * The least power factor of the step, per mille.
 */
power_factor_milli: number, 
/**
 * The longest that a step takes.
 */
within_s: number, allowed: Array<AllowedForm>, retry: RetryForm, act: LoadAct, } | { "kind": "lights_out", hours: WeekForm, 
/**
 * How many rooms a person has confirmed that it switches at once.
 */
confirmed: number, } | { "kind": "after_hours", hours: WeekForm, least_w: number, } | { "kind": "lifeline", limit_w: number, off_min: number, tries: number, } | { "kind": "safety", bounds: Array<BoundForm>, } | { "kind": "shadow" } | { "kind": "exempt" };

/**
 * A rule where it holds.
 */
export type SupplyRuleRow = { place: number, 
/**
 * With the places above it, such as `House / 2`.
 */
path: string, 
/**
 * The code of its kind.
 */
kind: string, 
/**
 * None where what holds above is not to hold here.
 */
rule: SupplyRuleForm | null, 
/**
 * How many rooms go by it.
 */
rooms: number, 
/**
 * The rule in a sentence.
 */
words: string, since: number, actor: string, 
/**
 * It holds nothing back or off yet: a person has to confirm how many rooms it switches.
 */
unconfirmed: boolean, };

export type SupplyState = "on" | "off" | "limited" | "unknown";

/**
 * A reading that is not believed until a person decides.
 */
export type Suspect = { id: number, room: string, at: number, register_wh: number, base_wh: number | null, base_at: number | null, doubt: string, text: string, explanation: string, };

export type Takings = { total: Amount, by_tender: Array<TenderTotal>, receipts: Array<ReceiptRow>, };

export type TariffArgs = { name: string, };

/**
 * What a text says, or what is wrong with it. Of a form, `text` is the file that it makes.
 */
export type TariffCheck = { text: string, form: TariffForm | null, 
/**
 * The versions in words.
 */
versions: Array<TariffVersionRow>, problem: TextProblem | null, };

/**
 * A tariff as a form: every number and date as it is written, so that nothing is computed outside.
 */
export type TariffForm = { name: string, currency: string, source: string, versions: Array<VersionForm>, };

export type TariffFormArgs = { form: TariffForm, };

export type TariffPage = { 
/**
 * The file.
 */
text: string, form: TariffForm, name: string, currency: string, source: string, 
/**
 * Today's price in one line.
 */
price_text: string, versions: Array<TariffVersionRow>, assigned: Array<Assignment>, 
/**
 * Rooms that are charged by it today.
 */
rooms: number, };

export type TariffPreview = { day: DayPreview, month: MonthPreview, };

/**
 * A tariff by its text, or by its name; a month of a room, or of an example where none is named.
 */
export type TariffPreviewArgs = { text: string | null, name: string | null, 
/**
 * A day of the site, `YYYY-MM-DD`; today where none is given.
 */
date: string | null, occupants: number | null, 
/**
 * Whose last whole month is charged; an example's where none is named.
 */
room: string | null, };

export type TariffRow = { name: string, currency: string, source: string, 
/**
 * Today's price in one line.
 */
price_text: string, versions: Array<TariffVersionRow>, assigned: Array<Assignment>, 
/**
 * Rooms that are charged by it today.
 */
rooms: number, };

export type TariffTextArgs = { text: string, };

export type TariffVersionRow = { from: string, 
/**
 * The first day on which it no longer counts.
 */
until: string | null, standing: Standing, 
/**
 * The prices in words, a line each.
 */
words: Array<string>, 
/**
 * It may still be changed or removed: nothing was charged by it.
 */
may_change: boolean, };

export type TaxBase = "energy" | "fees" | "common";

/**
 * When tax falls due (rule 8).
 */
export type TaxDueName = "at_use" | "at_top_up";

export type TaxForm = { name: string, percent: string, included: boolean, 
/**
 * All three when it is on everything.
 */
on: Array<TaxBase>, };

export type TechnicalLossArgs = { 
/**
 * Such as `3` or `2.5`.
 */
percent: string, };

export type Tenancy = { name: string, phone: string | null, since: number, occupants: number, deposit: Amount, };

/**
 * A tenancy of a room, of today or before.
 */
export type TenancyRow = { tenancy: number, room: string, 
/**
 * Nobody lived there: the owner bore it.
 */
vacant: boolean, name: string, phone: string | null, email: string | null, language: string, from: number, to: number | null, occupants: Array<OccupantsFrom>, protected: boolean, payment: PaymentTerms, deposit: Amount, 
/**
 * What the journal has to the tenancy's credit; a former tenancy's is settled and so nothing.
 */
credit: Amount, 
/**
 * After settlement: positive is kept for the former tenant, negative is owed.
 */
open: Amount, };

export type TenderTotal = { tender: string, amount: Amount, count: number, };

/**
 * Money handed over the counter.
 */
export type Tendered = { 
/**
 * As a person writes it: `50` or `50.00`.
 */
amount: string, 
/**
 * `cash`, `transfer`, `card`, `wechat` or `alipay`.
 */
tender: string, };

/**
 * What is wrong in a text, and where.
 */
export type TextProblem = { 
/**
 * Counted from 1.
 */
line: number, key: string, message: string, };

export type Theme = "light" | "dark";

export type ThemedChart = { svg_light: string, svg_dark: string, };

export type TierCycle = "month" | "year";

export type TierForm = { 
/**
 * None for the last.
 */
up_to_kwh: string | null, per_occupant_kwh: string | null, price: string | null, prices: Array<BandPriceForm>, 
/**
 * On top of the band's price.
 */
surcharge: string | null, credit: boolean, };

export type TiersForm = { per: TierCycle, 
/**
 * The month with which a year begins, `04`.
 */
year_starts: string | null, part_cycle: PartCycleName, beyond_occupants: string | null, tiers: Array<TierForm>, };

/**
 * Another limit in some hours.
 */
export type TimedLimit = { limit_w: number, hours: WeekForm, };

export type Timeline = { items: Array<TimelineItem>, more: boolean, };

export type TimelineArgs = { room: string, before: number | null, limit: number, kinds: Array<TimelineKind>, };

export type TimelineItem = { at: number, kind: TimelineKind, title: string, detail: string, energy_wh: number | null, amount: Amount | null, balance: Amount | null, receipt: string | null, entry: number | null, tone: Tone, };

export type TimelineKind = "reading" | "charge" | "top_up" | "supply" | "notice" | "alarm";

export type Tone = "neutral" | "good" | "warn" | "bad";

export type TopUp = { receipt: string, entry: number, at: number, room: string, tenant: string | null, amount: Amount, tender: string, balance_before: Amount, balance_after: Amount, 
/**
 * Where the money went, in the order of rule 9.
 */
parts: Array<TopUpPart>, supply: RoomRow, 
/**
 * This key had been posted before; nothing was posted now.
 */
repeated: boolean, };

export type TopUpArgs = { room: string, 
/**
 * As a person writes it: `50` or `50.00`.
 */
amount: string, 
/**
 * `cash`, `transfer`, `card`, `wechat` or `alipay`.
 */
tender: string, 
/**
 * Minted when the form opens; the same key twice is one receipt (rule 4).
 */
key: string, };

export type TopUpFeeForm = { percent: string | null, fixed: string | null, most: string | null, };

/**
 * Where a part of a payment goes, in the order of rule 9.
 */
export type TopUpPart = { 
/**
 * `fee`, `emergency`, `debt`, `bills` or `balance`.
 */
code: string, text: string, amount: Amount, };

export type TopUpPreview = { amount: Amount, balance_before: Amount, balance_after: Amount, 
/**
 * Where the money goes, in the order of rule 9; they add up to the amount.
 */
parts: Array<TopUpPart>, 
/**
 * The supply comes back with it.
 */
restores: boolean, 
/**
 * The smallest payment that brings the supply back, fee and shares of debt counted in; none where it is not cut.
 */
least_to_restore: Amount | null, days: number | null, };

export type TopUpPreviewArgs = { room: string, amount: string, };

/**
 * Every book over some booking months. Opening and closing are debit positive; so debits equal credits, and each side
 * adds up to nothing.
 */
export type TrialBalance = { from: string, to: string, groups: Array<BookGroup>, total: BookSums, balanced: boolean, };

/**
 * Months, both included, `YYYY-MM`.
 */
export type TrialBalanceArgs = { from: string, to: string, };

export type TryChannelArgs = { id: number, 
/**
 * Empty where the channel itself names its readers.
 */
address: string, };

export type UnassignTariffArgs = { 
/**
 * Everywhere where none is named.
 */
place: number | null, 
/**
 * The day from which it was to hold; still to come.
 */
from: string, };

export type UndoMoveArgs = { room: string, reason: string, key: string, };

/**
 * What `verify` found.
 */
export type Verified = { ok: boolean, entries: number, receipts: number, 
/**
 * The hash of the last entry.
 */
head: string, problems: Array<string>, };

export type VersionForm = { from: string, until: string | null, 
/**
 * One price for all energy; with bands it is left out.
 */
price: string | null, 
/**
 * A negative price is meant.
 */
credit: boolean, bands: Array<BandForm>, hours: Array<HoursForm>, seasons: Array<SeasonForm>, clock: BandClock, tiers: TiersForm | null, daily_fee: string | null, monthly_fee: string | null, 
/**
 * The least that a month costs, by days.
 */
minimum: string | null, taxes: Array<TaxForm>, top_up_fee: TopUpFeeForm | null, };

export type WeekForm = { spans: Array<SpanForm>, special: Array<SpecialForm>, };

/**
 * The chain of facts behind the supply: rules in order, guards, the age of the data, the notice.
 */
export type Why = { rules: Array<WhyRule>, guards: Array<WhyGuard>, data_age_s: number | null, notice: GivenNotice | null, };

export type WhyArgs = { room: string, 
/**
 * The moment; now where none is named.
 */
at?: number, };

export type WhyChain = { room: string, at: number, 
/**
 * What the room was to have, and why.
 */
desired: SupplyState, reason: Reason, 
/**
 * When that was decided.
 */
decided_at: number, 
/**
 * As it was known when it was decided.
 */
balance: Amount, cut_off: Amount, 
/**
 * The journal's balance at the moment, without what was not posted yet.
 */
posted_balance: Amount, 
/**
 * Who had the room.
 */
tenant: string | null, rules: Array<WhyRule>, guards: Array<WhyGuard>, 
/**
 * Readings, notices, commands and read-backs up to the moment, oldest first.
 */
steps: Array<WhyStep>, };

export type WhyGuard = { guard: string, text: string, blocks: boolean, };

export type WhyRule = { rule: string, text: string, outcome: RuleOutcome, };

export type WhyStep = { at: number, 
/**
 * `reading`, `balance`, `notice`, `latch`, `decision`, `command`, `read_back`, `failed`, `load`, `order`.
 */
kind: string, text: string, tone: Tone, };

export interface Operations {
  /** What every screen needs to know of the site. */
  site: { args: Nothing; result: Site };
  /** The building at a glance. */
  overview: { args: Nothing; result: Overview };
  /** Every room with its balance, supply and reason. */
  rooms: { args: Nothing; result: Array<RoomRow> };
  /** One room with all that explains it. */
  room: { args: RoomArgs; result: RoomPage };
  /** A room's energy as a chart and as a table. */
  room_chart: { args: ChartArgs; result: Chart };
  /** What happened to a room, newest first. */
  timeline: { args: TimelineArgs; result: Timeline };
  /** What a top-up would do. */
  top_up_preview: { args: TopUpPreviewArgs; result: TopUpPreview };
  /** Take a payment: entry and receipt in one transaction, then the supply. */
  top_up: { args: TopUpArgs; result: TopUp };
  /** Reverse a top-up by an entry that names it. */
  reverse_top_up: { args: ReverseArgs; result: ReceiptRow };
  /** A receipt as it will be printed. */
  receipt: { args: ReceiptArgs; result: Pages };
  /** A receipt as a PDF. */
  receipt_pdf: { args: ReceiptArgs; result: File };
  /** Enter a payment again that a backup does not know, once, from its paper receipt. */
  reenter_receipt: { args: ReenterArgs; result: TopUp };
  /** Say that everything since the backup is entered: cuts may fall again. */
  confirm_restored: { args: NoteArgs; result: Site };
  /** Copy everything to a file under the same key, read back whole. */
  backup: { args: BackupArgs; result: Backup };
  /** The receipts of some days. */
  receipts: { args: ReceiptsArgs; result: Array<ReceiptRow> };
  /** What a day took in, by tender. */
  takings: { args: DayArgs; result: Takings };
  /** A room's statement as it will be printed. */
  statement: { args: StatementArgs; result: Pages };
  /** A room's statement as a PDF. */
  statement_pdf: { args: StatementArgs; result: File };
  /** Order a room's supply off, on, or back to the rules. */
  order_supply: { args: OrderArgs; result: RoomRow };
  /** Clear a safety trip after a person has looked. */
  clear_trip: { args: ClearTripArgs; result: RoomRow };
  /** The rules of supply, where they hold. */
  supply_rules: { args: Nothing; result: Array<SupplyRuleRow> };
  /** Keep a rule of supply at a place. */
  save_supply_rule: { args: SaveSupplyRuleArgs; result: Done };
  /** Take a rule of supply away: what holds above holds again. */
  remove_supply_rule: { args: RemoveSupplyRuleArgs; result: Done };
  /** A week under some hours, and how many rooms they would switch. */
  hours_preview: { args: HoursPreviewArgs; result: HoursPreview };
  /** Every rule of a place in words, to be printed. */
  house_rules: { args: HouseRulesArgs; result: HouseRules };
  /** Loads above a limit and appliances that are not allowed, newest first. */
  load_events: { args: LoadEventsArgs; result: Array<LoadEventRow> };
  /** One of them with its curve. */
  load_event: { args: LoadEventArgs; result: LoadEventPage };
  /** Let a room go that its load had switched off. */
  release_load: { args: ReleaseLoadArgs; result: RoomRow };
  /** What each branch of the metering tree lost, beside what explains it. */
  losses: { args: LossesArgs; result: Losses };
  /** The same of one branch by day, or by the hours of a day. */
  loss_slots: { args: LossSlotsArgs; result: Array<LossSlot> };
  /** What losses point to: reasons to look. */
  findings: { args: Nothing; result: Findings };
  /** Say what a person saw who has looked. */
  close_finding: { args: CloseFindingArgs; result: Done };
  /** Say what wires and meters of this house take themselves. */
  set_technical_loss: { args: TechnicalLossArgs; result: Done };
  /** Why a room had the supply that it had at a moment. */
  why: { args: WhyArgs; result: WhyChain };
  /** Rooms that credit could cut, the soonest first. */
  cut_outlook: { args: OutlookArgs; result: Outlook };
  /** Let as many rooms be cut again as may be in an hour. */
  allow_cuts: { args: NoteArgs; result: Site };
  /** What credit would have cut in pilot groups. */
  shadow_report: { args: SpanArgs; result: Array<ShadowRow> };
  /** Load left on in hours in which nobody should be there, the most first. */
  after_hours: { args: SpanArgs; result: Array<AfterHoursRow> };
  /** When nobody watched, newest first. */
  absences: { args: Nothing; result: Array<AbsenceRow> };
  /** Say that the computer's clock is right after it was set back. */
  confirm_clock: { args: Nothing; result: Site };
  /** Pause automatic cuts, or go on. A pause never recloses. */
  pause_supply: { args: PauseArgs; result: Site };
  /** Record a notice given by a person. */
  record_notice: { args: NoticeArgs; result: RoomRow };
  /** Alarms that are open or not yet acknowledged. */
  alarms: { args: Nothing; result: Array<Alarm> };
  /** Say that a person has seen an alarm. */
  acknowledge_alarm: { args: AcknowledgeArgs; result: Alarm };
  /** Alarms that are over, the last first. */
  alarm_history: { args: AlarmHistoryArgs; result: Array<Alarm> };
  /** The kinds of channels that can be set up. */
  channel_kinds: { args: Nothing; result: Array<ChannelKind> };
  /** The channels by which messages leave the house. */
  channels: { args: Nothing; result: Array<ChannelRow> };
  /** Set a channel up, or change it. */
  save_channel: { args: SaveChannelArgs; result: Array<ChannelRow> };
  /** Take a channel away: it sends no more and forgets its secrets. */
  remove_channel: { args: ChannelArgs; result: Array<ChannelRow> };
  /** Send a trial message. */
  try_channel: { args: TryChannelArgs; result: DeliveryRow };
  /** Who is told of alarms. */
  contacts: { args: Nothing; result: Array<ContactRow> };
  /** Let somebody be told of alarms, or change how. */
  save_contact: { args: SaveContactArgs; result: Array<ContactRow> };
  /** Let somebody be told no more. */
  remove_contact: { args: ContactArgs; result: Array<ContactRow> };
  /** Messages that left or are to leave the house, newest first. */
  deliveries: { args: DeliveriesArgs; result: Array<DeliveryRow> };
  /** Send a message again that was given up. */
  send_again: { args: DeliveryArgs; result: DeliveryRow };
  /** Every meter and when it last answered. */
  meters: { args: Nothing; result: Array<MeterRow> };
  /** Readings that wait for a person's word. */
  suspects: { args: Nothing; result: Array<Suspect> };
  /** Accept or reject a doubtful reading. */
  resolve_suspect: { args: ResolveSuspectArgs; result: Array<Suspect> };
  /** The tree of places. */
  places: { args: Nothing; result: Array<PlaceRow> };
  /** The price lists with their versions and where they hold. */
  tariffs: { args: Nothing; result: Array<TariffRow> };
  /** A price list as its file and as a form. */
  tariff: { args: TariffArgs; result: TariffPage };
  /** What a price list's text says, or what is wrong in it. */
  tariff_check: { args: TariffTextArgs; result: TariffCheck };
  /** The file that a form makes, and what is wrong in it. */
  tariff_compose: { args: TariffFormArgs; result: TariffCheck };
  /** The worked examples that come with the program. */
  tariff_library: { args: Nothing; result: Array<ShippedTariff> };
  /** A day and a month under a price list. */
  tariff_preview: { args: TariffPreviewArgs; result: TariffPreview };
  /** The last months of every room under another price list. */
  tariff_backtest: { args: BacktestArgs; result: Backtest };
  /** Keep a new price list, or a new version planned ahead. */
  save_tariff: { args: SaveTariffArgs; result: Change };
  /** Take away a planned version, or a price list that holds nowhere. */
  remove_tariff: { args: RemoveTariffArgs; result: Change };
  /** Let a price list hold at a place from a day on. */
  assign_tariff: { args: AssignTariffArgs; result: Change };
  /** Take back an assignment whose day has not come. */
  unassign_tariff: { args: UnassignTariffArgs; result: Change };
  /** The site's calendar of holidays, and those that come with the program. */
  calendar: { args: Nothing; result: CalendarPage };
  /** Keep another calendar for the site. */
  save_calendar: { args: SaveCalendarArgs; result: Change };
  /** Energy and money that is granted. */
  allowances: { args: Nothing; result: Array<AllowanceRow> };
  /** What a room has of its allowances in the present cycle. */
  room_allowances: { args: RoomArgs; result: Array<RoomAllowance> };
  /** Grant an allowance, or change one that has not begun. */
  save_allowance: { args: SaveAllowanceArgs; result: Change };
  /** End an allowance with a day. */
  end_allowance: { args: EndAllowanceArgs; result: Change };
  /** The quotas with a bar for each member. */
  quotas: { args: Nothing; result: Array<QuotaRow> };
  /** Announce a quota, or change one that has not begun. */
  save_quota: { args: SaveQuotaArgs; result: null };
  /** End a quota with a day. */
  end_quota: { args: EndQuotaArgs; result: null };
  /** Differences for past months that wait for a person's word. */
  pending_differences: { args: Nothing; result: PendingDifferences };
  /** Book differences that a person has seen. */
  approve_differences: { args: ApproveArgs; result: PendingDifferences };
  /** The pools of common electricity with what a month cost so far and who bears it. */
  pools: { args: PoolsArgs; result: Array<PoolRow> };
  /** What can be chosen when a pool is set up. */
  pool_choices: { args: Nothing; result: PoolChoices };
  /** This month's cost and every room's share under a draft. */
  pool_preview: { args: PoolDraft; result: PoolResult };
  /** Set up a pool, or change it from a day on. */
  save_pool: { args: PoolDraft; result: Array<PoolRow> };
  /** End a pool with a day. */
  end_pool: { args: EndPoolArgs; result: Array<PoolRow> };
  /** Keep the floor areas of rooms. */
  save_room_areas: { args: RoomAreasArgs; result: Array<PoolRoom> };
  /** The supplier's bills, newest first. */
  supplier_bills: { args: Nothing; result: Array<SupplierBill> };
  /** What a supplier's bill would change. */
  supplier_bill_preview: { args: SupplierBillArgs; result: SupplierBillEffect };
  /** Keep a supplier's bill, or one in the place of another, and share it. */
  enter_supplier_bill: { args: SupplierBillArgs; result: Array<SupplierBill> };
  /** Let a supplier's bill count no more. */
  withdraw_supplier_bill: { args: SupplierBillIdArgs; result: Array<SupplierBill> };
  /** What a day should have brought by tender, beside what was counted. */
  close_day_preview: { args: DayCloseArgs; result: DayClose };
  /** Close a day that is over: the difference of the count is booked. */
  close_day: { args: DayCloseArgs; result: DayClose };
  /** The days of a span, closed or not, newest first. */
  day_closes: { args: DayClosesArgs; result: Array<DayClose> };
  /** What is open before a month is closed, and what the close does. */
  close_month_preview: { args: CloseMonthPreviewArgs; result: MonthClose };
  /** Close a month that is over: post what is left, issue bills, lock it. */
  close_month: { args: CloseMonthArgs; result: MonthClose };
  /** The closed months, newest first. */
  month_closes: { args: Nothing; result: Array<MonthClose> };
  /** What a closed month would be by present facts. */
  correct_month_preview: { args: MonthCorrectionArgs; result: MonthCorrection };
  /** Correct a closed month by name: the difference books in the open month. */
  correct_month: { args: CorrectMonthArgs; result: MonthCorrection };
  /** Every book over some months: opening, debits, credits, closing. */
  trial_balance: { args: TrialBalanceArgs; result: TrialBalance };
  /** The trial balance as a table for other programs. */
  trial_balance_csv: { args: TrialBalanceArgs; result: File };
  /** One book's entries with the running balance. */
  book_entries: { args: BookEntriesArgs; result: BookEntries };
  /** One book's entries as a table for other programs. */
  book_entries_csv: { args: BookEntriesArgs; result: File };
  /** Where a month's energy went. */
  energy_balance: { args: EnergyBalanceArgs; result: EnergyBalance };
  /** What was collected for electricity beside what it cost. */
  fairness: { args: FairnessArgs; result: Fairness };
  /** The tenancies of a room, of today and before, newest first. */
  tenancies: { args: RoomArgs; result: Array<TenancyRow> };
  /** Former tenants with something open, kept or owed. */
  former_tenants: { args: Nothing; result: Array<TenancyRow> };
  /** What moving in would do. */
  move_in_preview: { args: MoveInPreviewArgs; result: MoveInPreview };
  /** Move a tenant in: reading, account, deposit and first credit in one transaction. */
  move_in: { args: MoveInArgs; result: MovedIn };
  /** What moving out would settle. */
  move_out_preview: { args: MoveOutPreviewArgs; result: Settlement };
  /** Move a tenant out and settle the account to the reading. */
  move_out: { args: MoveOutArgs; result: Settlement };
  /** The settlement of a tenancy that has ended. */
  settlement: { args: SettlementArgs; result: Settlement };
  /** The settlement of a tenancy as a PDF. */
  settlement_pdf: { args: SettlementArgs; result: File };
  /** Take back the last move of a room, while nothing depends on it. */
  undo_move: { args: UndoMoveArgs; result: RoomRow };
  /** Say from which day on how many people live in a room. */
  change_occupants: { args: OccupantsArgs; result: TenancyRow };
  /** Let the tenants of two rooms change places; their accounts go with them. */
  exchange_rooms: { args: ExchangeRoomsArgs; result: RoomsExchanged };
  /** Change what is known of a tenant, and how the tenancy pays. */
  edit_tenant: { args: EditTenantArgs; result: TenancyRow };
  /** Take from or pay to a former tenant, or write off what is owed. */
  settle_former: { args: FormerArgs; result: FormerSettled };
  /** The money of a room's tenancy: credit, grants, emergency credit, debt, deposit, bills. */
  room_money: { args: RoomArgs; result: RoomMoney };
  /** Draw emergency credit: once, until it is repaid. */
  draw_emergency: { args: EmergencyArgs; result: RoomMoney };
  /** Keep a debt that top-ups repay by shares. */
  put_debt: { args: DebtArgs; result: RoomMoney };
  /** Pay credit out; granted money never. */
  refund: { args: RefundArgs; result: RoomMoney };
  /** Grant money that is used first, and never paid out. */
  grant: { args: GrantArgs; result: RoomMoney };
  /** Take a deposit, or return it. */
  deposit: { args: DepositArgs; result: RoomMoney };
  /** The bills of post-paid rooms that are not paid, the oldest first. */
  bills: { args: Nothing; result: Array<BillRow> };
  /** The models that a meter can be of. */
  meter_models: { args: Nothing; result: Array<MeterModel> };
  /** The meters that hung where this one hangs, newest first. */
  installations: { args: MeterArgs; result: Array<InstallationRow> };
  /** Stored readings of a meter, newest first, with who entered or corrected them. */
  readings: { args: ReadingsArgs; result: Array<ReadingRow> };
  /** Put another meter in a meter's place. */
  exchange_meter: { args: ExchangeMeterArgs; result: MeterExchanged };
  /** Set the ratio of a meter's transformers from an instant on. */
  set_ratio: { args: RatioArgs; result: MeterExchanged };
  /** Enter the register of a meter that is not read by wire. */
  manual_reading: { args: ManualReadingArgs; result: ReadingChange };
  /** What correcting a past reading would change. */
  correct_reading_preview: { args: CorrectReadingArgs; result: ReadingChange };
  /** Correct a past reading: the old value is kept, the difference is booked in the open month. */
  correct_reading: { args: CorrectReadingArgs; result: ReadingChange };
  /** What the site consists of, and what still misses something. */
  setup: { args: Nothing; result: Setup };
  /** Add a line, or change the one of this name. */
  save_line: { args: SaveLineArgs; result: Done };
  /** Add rooms of a building or floor, each with an account of the owner. */
  add_rooms: { args: AddRoomsArgs; result: Done };
  /** Change a room's name or floor area. */
  edit_room: { args: EditRoomArgs; result: Done };
  /** Add a supply, a feeder, a corridor: a point that is no room. */
  add_point: { args: AddPointArgs; result: Done };
  /** The serial ports of this machine, and which line has which. */
  serial_ports: { args: Nothing; result: Array<SerialPort> };
  /** Search a port or a line for devices; a line that is polled is searched by its owner. */
  start_scan: { args: StartScanArgs; result: ScanRow };
  /** End a search before its end. */
  stop_scan: { args: ScanArgs; result: ScanRow };
  /** Searches under way and the last of each port, newest first. */
  scans: { args: Nothing; result: Array<ScanRow> };
  /** Keep a line and what was found on it, all or nothing. */
  add_devices: { args: AddDevicesArgs; result: Done };
  /** Say what people call a device. */
  name_device: { args: NameDeviceArgs; result: Done };
  /** Take a device off its line that measures and switches nothing. */
  remove_device: { args: DeviceArgs; result: Done };
  /** What of each model can be set over the line. */
  model_setups: { args: Nothing; result: Array<ModelSetup> };
  /** What another address or speed for a device comes to, before it is begun. */
  change_device_plan: { args: ChangeDeviceArgs; result: ChangePlan };
  /** Give one device another address or speed, with proof. */
  change_device: { args: ChangeDeviceArgs; result: ChangeRow };
  /** Changes of devices under way and lately, newest first. */
  device_changes: { args: Nothing; result: Array<ChangeRow> };
  /** What a list of rooms and devices would do, line by line. */
  assign_list_preview: { args: AssignListArgs; result: AssignList };
  /** Assign devices to rooms as a list says, all or nothing. */
  assign_list: { args: AssignListArgs; result: AssignList };
  /** Labels for devices as a PDF. */
  labels_pdf: { args: LabelsArgs; result: File };
  /** How every line fared in the last 24 hours, device by device, and what to try. */
  health: { args: HealthArgs; result: Array<LineReport> };
  /** Begin the check for crossed wires: room by room its switch is opened for some seconds. */
  start_crossed_check: { args: StartCrossedArgs; result: CrossedCheck };
  /** The check for crossed wires, under way or the last one. */
  crossed_check: { args: Nothing; result: CrossedCheck };
  /** Say which room is dark in the check for crossed wires. */
  crossed_seen: { args: CrossedSeenArgs; result: CrossedCheck };
  /** End the check for crossed wires: the room that is dark gets its supply back at once. */
  stop_crossed_check: { args: Nothing; result: CrossedCheck };
  /** Readings, or energy by hour, day or month, as a table for other programs. */
  export_readings: { args: ExportArgs; result: File };
  /** How much the stored readings take up, and for how long they are kept. */
  storage: { args: Nothing; result: Storage };
  /** Say for how many years every reading is kept; what was used by hour, day and month stays. */
  keep_readings: { args: KeepReadingsArgs; result: Storage };
  /** Put a device on a line. */
  save_device: { args: SaveDeviceArgs; result: Done };
  /** Begin to measure a point with a device. */
  assign_meter: { args: AssignMeterArgs; result: Done };
  /** Name the switch of a room. */
  assign_relay: { args: AssignRelayArgs; result: Done };
  /** The settings. */
  settings: { args: Nothing; result: Settings };
  /** Change the settings. */
  save_settings: { args: Settings; result: Settings };
  /** Check the journal: balances, chain, receipts, sums from scratch. */
  verify: { args: Nothing; result: Verified };
  /** Show the window of the program that holds the folder. */
  show: { args: Nothing; result: null };
  /** End the program in order. */
  quit: { args: Nothing; result: null };
}
