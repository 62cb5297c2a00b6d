// What the engine's operations take and give, as JSON. Times are milliseconds since 1970,
// energy is Wh, power is W. Money comes as an Amount: the text is what is shown.

export type SupplyState = "on" | "off" | "limited" | "unknown";
/** One word for the badge: cut = off for credit; off = off for another reason. */
export type RoomState = "on" | "low" | "cut" | "off" | "offline" | "vacant";
export type Tender = "cash" | "transfer" | "card" | "wechat" | "alipay";
export type Language = "en" | "zh-CN";
export type ChartRange = "day" | "week" | "month" | "year";
export type TimelineKind = "reading" | "charge" | "top_up" | "supply" | "notice" | "alarm";
export type Tone = "neutral" | "good" | "bad" | "warn";
export type OrderReason = "maintenance" | "safety" | "vacant" | "tenant_request" | "house_rules" | "other";

export interface Amount {
  minor: number;
  text: string;
}

export interface Reason {
  code: string;
  args: Record<string, string>;
  text: string;
}

export interface RoomRow {
  name: string;
  floor: string;
  building: string;
  state: RoomState;
  supply: SupplyState;
  desired: SupplyState;
  reason: Reason;
  balance: Amount;
  days_left: number | null;
  power_w: number | null;
  energy_today_wh: number;
  last_reading_at: number | null;
  stale: boolean;
  tenant: string | null;
  occupants: number;
  account: number;
  warn_level: 0 | 1 | 2;
  /** Since when the state is what it is. */
  since: number | null;
  pending: null | "switching_on" | "switching_off" | "failed";
  paused: boolean;
}

export interface Site {
  name: string;
  currency: string;
  currency_symbol: string;
  currency_digits: number;
  zone: string;
  language: Language;
  languages: Language[];
  demo: boolean;
  notice_minutes: number;
  warn1: Amount;
  warn2: Amount;
  cut_off: Amount;
  reclose_minimum: Amount;
  paused: boolean;
  version: string;
}

export interface Alarm {
  id: number;
  at: number;
  kind: string;
  severity: "info" | "warning" | "critical";
  room: string | null;
  text: string;
  acknowledged: boolean;
  cleared_at: number | null;
}

export interface LineHealth {
  name: string;
  up: boolean;
  /** Why it is down. */
  reason: string | null;
  devices: number;
  answering: number;
  cycle_ms: number | null;
  errors_per_1000: number;
}

export interface TenderAmount {
  tender: Tender;
  amount: Amount;
  count: number;
}

export interface Overview {
  now: number;
  rooms: Record<RoomState | "total", number>;
  power_w: number;
  energy_today_wh: number;
  /** The same weekday a week ago, up to the same hour. */
  energy_same_weekday_wh: number | null;
  money_today: Amount;
  taken_today: Amount;
  taken_by_tender: TenderAmount[];
  supply_energy_today_wh: number | null;
  rooms_energy_today_wh: number;
  common_energy_today_wh: number;
  attention: RoomRow[];
  next_out: { room: string; at: number } | null;
  meters: { total: number; answering: number };
  lines: LineHealth[];
  alarms: Alarm[];
  paused: boolean;
  notice_minutes: number;
  chart: { svg_light: string; svg_dark: string };
}

export interface RoomDetail extends RoomRow {
  meter: {
    serial: string;
    maker: string;
    model: string;
    line: string;
    unit: number;
    register_wh: number | null;
    register_at: number | null;
    voltage_v: number[];
    current_a: number[];
    power_factor: number | null;
    frequency_hz: number | null;
    relay: "meter" | "board" | null;
  };
  tariff: { name: string; price_text: string };
  /** What happens next, a sentence each. */
  next: string[];
  why: {
    rules: { rule: string; text: string; outcome: "won" | "passed" | "not_reached" }[];
    guards: { guard: string; text: string; blocks: boolean }[];
    data_age_s: number | null;
    notice: { given_at: number; how: string } | null;
  };
  smallest_topup_to_restore: Amount | null;
  manual: {
    order: "off" | "on" | "auto";
    reason: string;
    note: string;
    since: number;
    until: number | null;
    review_on: string | null;
  } | null;
  tenancy: { name: string; phone: string | null; since: number; occupants: number; deposit: Amount } | null;
  months: string[];
}

export interface RoomChart {
  svg: string;
  title: string;
  summary: string;
  columns: string[];
  rows: { label: string; energy_wh: number; energy_text: string; estimated: boolean }[];
  total_wh: number;
  total_text: string;
  previous: string | null;
  next: string | null;
}

export interface TimelineItem {
  at: number;
  kind: TimelineKind;
  title: string;
  detail: string;
  energy_wh: number | null;
  amount: Amount | null;
  balance: Amount | null;
  receipt: string | null;
  entry: number | null;
  tone: Tone;
}

export interface TopUpPreview {
  amount: Amount;
  balance_before: Amount;
  balance_after: Amount;
  restores: boolean;
  days: number | null;
}

export interface TopUpResult {
  receipt: string;
  entry: number;
  at: number;
  room: string;
  tenant: string | null;
  amount: Amount;
  tender: Tender;
  balance_before: Amount;
  balance_after: Amount;
  supply: RoomRow;
  repeated: boolean;
}

export interface ReceiptRow {
  receipt: string;
  at: number;
  room: string;
  tenant: string | null;
  amount: Amount;
  tender: Tender;
  reversed: boolean;
  actor: string;
}

export interface Pages {
  svg_pages: string[];
  file_name: string;
}

export interface Pdf {
  file_name: string;
  base64: string;
}

export interface MeterRow {
  id: number;
  serial: string;
  maker: string;
  model: string;
  line: string;
  unit: number;
  room: string | null;
  point: string;
  answering: boolean;
  last_at: number | null;
  /** Why it did not answer the last time. */
  error: string | null;
  register_wh: number | null;
  power_w: number | null;
  suspects: number;
}

export interface Suspect {
  id: number;
  /** The room, or the name of the point where it is none. */
  room: string;
  at: number;
  register_wh: number;
  base_wh: number | null;
  base_at: number | null;
  doubt: string;
  text: string;
  explanation: string;
}

export interface Takings {
  total: Amount;
  by_tender: TenderAmount[];
  receipts: ReceiptRow[];
}

export interface Landlord {
  name: string;
  phone: string;
  address: string;
  complaints: string;
}

/** How a tenant is told before credit ends; with "none" nothing is cut by itself. */
export type NoticeMeans = "none" | "person" | "simulated";

/** The settings as a person sees and edits them; amounts are texts such as "20.00". */
export interface Settings {
  name: string;
  language: Language;
  warn1: string;
  warn2: string;
  cut_off: string;
  reclose_minimum: string;
  notice_minutes: number;
  notice_means: NoticeMeans;
  /** The most rooms that credit may cut within an hour without a person's word. */
  cuts_per_hour: number;
  /** A reading older than this is stale: nothing is cut on it. */
  stale_minutes: number;
  landlord: Landlord;
}

export interface Verification {
  ok: boolean;
  entries: number;
  receipts: number;
  head: string;
  problems: string[];
}

export interface ChangedEvent {
  kind: "changed";
  /** Absent: anything may have changed. */
  rooms?: string[];
}

type Nothing = Record<string, never>;
interface OfRoom {
  room: string;
}
interface OfStatement extends OfRoom {
  month: string;
  language: Language;
}

/** Every operation the screens use: what it takes and what it gives. */
export interface Operations {
  site: [Nothing, Site];
  overview: [Nothing, Overview];
  rooms: [Nothing, RoomRow[]];
  room: [OfRoom, RoomDetail];
  room_chart: [OfRoom & { range: ChartRange; at: string; theme: "light" | "dark" }, RoomChart];
  timeline: [
    OfRoom & { before: number | null; limit: number; kinds: TimelineKind[] },
    { items: TimelineItem[]; more: boolean },
  ];
  top_up_preview: [OfRoom & { amount: string }, TopUpPreview];
  top_up: [OfRoom & { amount: string; tender: Tender; key: string }, TopUpResult];
  reverse_top_up: [{ receipt: string; reason: string; key: string }, ReceiptRow];
  receipt: [{ receipt: string }, Pages];
  receipt_pdf: [{ receipt: string }, Pdf];
  receipts: [{ from: string; to: string }, ReceiptRow[]];
  statement: [OfStatement, Pages];
  statement_pdf: [OfStatement, Pdf];
  order_supply: [
    OfRoom & {
      order: "off" | "on" | "auto";
      reason: OrderReason | null;
      note: string;
      until: number | null;
      review_on: string | null;
    },
    RoomRow,
  ];
  clear_trip: [OfRoom & { note: string }, RoomRow];
  pause_supply: [{ paused: boolean; note: string }, Site];
  record_notice: [OfRoom & { how: "printed" | "spoken" }, RoomRow];
  alarms: [Nothing, Alarm[]];
  acknowledge_alarm: [{ id: number; note: string }, Alarm];
  meters: [Nothing, MeterRow[]];
  suspects: [Nothing, Suspect[]];
  resolve_suspect: [{ id: number; accept: boolean; note: string }, Suspect[]];
  takings: [{ day: string }, Takings];
  settings: [Nothing, Settings];
  save_settings: [Settings, Settings];
  verify: [Nothing, Verification];
  quit: [Nothing, null];
}

export type OperationName = keyof Operations;
export type Args<N extends OperationName> = Operations[N][0];
export type Result<N extends OperationName> = Operations[N][1];
