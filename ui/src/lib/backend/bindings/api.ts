// Written by the engine from its list of operations; do not edit.
// Refresh: ROOMWATT_BINDINGS=write cargo test -p engine bindings

export type AcknowledgeArgs = { id: number, note: string, };

export type Alarm = { id: number, at: number, kind: string, severity: Severity, room: string | null, text: string, acknowledged: boolean, cleared_at: number | null, };

/**
 * Money in minor units, and as it is shown.
 */
export type Amount = { minor: number, text: string, };

/**
 * A refusal as it crosses the edge: one clear sentence in the reader's language.
 */
export type ApiError = { code: string, message: string, field: string | null, };

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

export type DayArgs = { day: string, };

/**
 * A file to save or to print.
 */
export type File = { file_name: string, base64: string, };

export type GivenNotice = { given_at: number, how: string, };

/**
 * Whose name stands at the head of the papers.
 */
export type Landlord = { name: string, phone: string, address: string, 
/**
 * Where a tenant may complain.
 */
complaints: string, };

export type LineHealth = { name: string, up: boolean, reason: string | null, devices: number, answering: number, cycle_ms: number | null, errors_per_1000: number, };

export type Manual = { order: Order, reason: string, note: string, since: number, until: number | null, review_on: string | null, };

export type MeterCounts = { total: number, answering: number, };

export type MeterRow = { id: number, serial: string, maker: string, model: string, line: string, unit: number, room: string | null, point: string, answering: boolean, last_at: number | null, error: string | null, register_wh: number | null, power_w: number | null, suspects: number, };

export type NextOut = { room: string, at: number, };

/**
 * For operations that need to be told nothing.
 */
export type Nothing = Record<symbol, never>;

export type NoticeArgs = { room: string, how: NoticeHow, };

export type NoticeHow = "printed" | "spoken";

/**
 * How a tenant is told before credit ends (rule 19).
 */
export type NoticeMeans = "none" | "person" | "simulated";

export type Order = "off" | "on" | "auto";

export type OrderArgs = { room: string, order: Order, 
/**
 * From the list `maintenance`, `safety`, `vacant`, `tenant_request`, `house_rules`, `other`.
 */
reason: string | null, note: string, until: number | null, review_on: string | null, };

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

export type PauseArgs = { paused: boolean, note: string, };

export type Pending = "switching_on" | "switching_off" | "failed";

export type Range = "day" | "week" | "month" | "year";

/**
 * Why: the message `reason-<code>` of the language files with its arguments, and said already.
 */
export type Reason = { code: string, args: { [key in string]: string }, text: string, };

export type ReceiptArgs = { receipt: string, language: string | null, };

export type ReceiptRow = { receipt: string, at: number, room: string, tenant: string | null, amount: Amount, tender: string, reversed: boolean, actor: string, };

export type ReceiptsArgs = { 
/**
 * Days of the site, both included, `YYYY-MM-DD`.
 */
from: string, to: string, };

export type RelayKind = "meter" | "board";

export type ResolveSuspectArgs = { id: number, accept: boolean, note: string, };

export type ReverseArgs = { receipt: string, reason: string, key: string, };

export type RoomArgs = { room: string, };

export type RoomCounts = { total: number, on: number, low: number, cut: number, off: number, offline: number, vacant: number, };

export type RoomMeter = { serial: string, maker: string, model: string, line: string, unit: number, register_wh: number | null, register_at: number | null, voltage_v: Array<number>, current_a: Array<number>, power_factor: number | null, frequency_hz: number | null, relay: RelayKind | null, };

export type RoomPage = { meter: RoomMeter, tariff: RoomTariff, next: Array<string>, why: Why, smallest_topup_to_restore: Amount | null, manual: Manual | null, tenancy: Tenancy | null, 
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
since: number | null, pending: Pending | null, paused: boolean, };

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
since: number | null, pending: Pending | null, paused: boolean, };

/**
 * One word for a room's badge.
 */
export type RoomState = "on" | "low" | "cut" | "off" | "offline" | "vacant";

export type RoomTariff = { name: string, price_text: string, };

export type RuleOutcome = "won" | "passed" | "not_reached";

/**
 * The settings as a person sees and edits them; amounts are texts such as `20.00`.
 */
export type Settings = { name: string, language: string, warn1: string, warn2: string, cut_off: string, reclose_minimum: string, notice_minutes: number, notice_means: NoticeMeans, 
/**
 * The most rooms that credit may cut within an hour without a person's word.
 */
cuts_per_hour: number, 
/**
 * A reading older than this is stale: nothing is cut on it.
 */
stale_minutes: number, landlord: Landlord, };

export type Severity = "info" | "warning" | "critical";

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
paused: boolean, version: string, };

export type StatementArgs = { room: string, month: string, language: string | null, };

export type SupplyState = "on" | "off" | "limited" | "unknown";

/**
 * A reading that is not believed until a person decides.
 */
export type Suspect = { id: number, room: string, at: number, register_wh: number, base_wh: number | null, base_at: number | null, doubt: string, text: string, explanation: string, };

export type Takings = { total: Amount, by_tender: Array<TenderTotal>, receipts: Array<ReceiptRow>, };

export type Tenancy = { name: string, phone: string | null, since: number, occupants: number, deposit: Amount, };

export type TenderTotal = { tender: string, amount: Amount, count: number, };

export type Theme = "light" | "dark";

export type ThemedChart = { svg_light: string, svg_dark: string, };

export type Timeline = { items: Array<TimelineItem>, more: boolean, };

export type TimelineArgs = { room: string, before: number | null, limit: number, kinds: Array<TimelineKind>, };

export type TimelineItem = { at: number, kind: TimelineKind, title: string, detail: string, energy_wh: number | null, amount: Amount | null, balance: Amount | null, receipt: string | null, entry: number | null, tone: Tone, };

export type TimelineKind = "reading" | "charge" | "top_up" | "supply" | "notice" | "alarm";

export type Tone = "neutral" | "good" | "warn" | "bad";

export type TopUp = { receipt: string, entry: number, at: number, room: string, tenant: string | null, amount: Amount, tender: string, balance_before: Amount, balance_after: Amount, supply: RoomRow, 
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

export type TopUpPreview = { amount: Amount, balance_before: Amount, balance_after: Amount, 
/**
 * The supply comes back with it.
 */
restores: boolean, days: number | null, };

export type TopUpPreviewArgs = { room: string, amount: string, };

/**
 * What `verify` found.
 */
export type Verified = { ok: boolean, entries: number, receipts: number, 
/**
 * The hash of the last entry.
 */
head: string, problems: Array<string>, };

/**
 * The chain of facts behind the supply: rules in order, guards, the age of the data, the notice.
 */
export type Why = { rules: Array<WhyRule>, guards: Array<WhyGuard>, data_age_s: number | null, notice: GivenNotice | null, };

export type WhyGuard = { guard: string, text: string, blocks: boolean, };

export type WhyRule = { rule: string, text: string, outcome: RuleOutcome, };

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
  /** Pause automatic cuts, or go on. A pause never recloses. */
  pause_supply: { args: PauseArgs; result: Site };
  /** Record a notice given by a person. */
  record_notice: { args: NoticeArgs; result: RoomRow };
  /** Alarms that are open or not yet acknowledged. */
  alarms: { args: Nothing; result: Array<Alarm> };
  /** Say that a person has seen an alarm. */
  acknowledge_alarm: { args: AcknowledgeArgs; result: Alarm };
  /** Every meter and when it last answered. */
  meters: { args: Nothing; result: Array<MeterRow> };
  /** Readings that wait for a person's word. */
  suspects: { args: Nothing; result: Array<Suspect> };
  /** Accept or reject a doubtful reading. */
  resolve_suspect: { args: ResolveSuspectArgs; result: Array<Suspect> };
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
