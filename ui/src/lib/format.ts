import type { Amount } from "$lib/backend";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** How quantities and times are shown: in the person's language, in the site's time zone. */
export class Formats {
  readonly #language: string;
  readonly #zone: string;
  readonly #relative: Intl.RelativeTimeFormat;
  readonly #made = new Map<string, Intl.DateTimeFormat>();

  constructor(language: string, zone: string) {
    this.#language = language;
    this.#zone = zone;
    this.#relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  }

  number(value: number, digits = 0): string {
    return value.toLocaleString(this.#language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  }

  /** 86 432 Wh is "86.4 kWh"; small amounts keep two digits. */
  energy(wh: number): string {
    const kwh = wh / 1000;
    const digits = Math.abs(kwh) < 10 ? 2 : Math.abs(kwh) < 1000 ? 1 : 0;
    return `${this.number(kwh, digits)}\u00a0kWh`;
  }

  /** Energy to the watt-hour, as registers and balances need it: 12 345 Wh is "12.345 kWh", 12 300 "12.30 kWh". */
  register(wh: number): string {
    return `${this.number(wh / 1000, wh % 10 === 0 ? 2 : 3)}\u00a0kWh`;
  }

  /** Energy to the watt-hour with all its digits, for a column that is read downwards. */
  energyInColumn(wh: number): string {
    return `${this.number(wh / 1000, 3)}\u00a0kWh`;
  }

  power(w: number): string {
    return Math.abs(w) < 10_000 ? `${this.number(w)}\u00a0W` : `${this.number(w / 1000, 1)}\u00a0kW`;
  }

  time(at: number): string {
    return this.#format("time", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
  }

  /** Weekday and day, as a heading. */
  date(at: number): string {
    return this.#format("date", { weekday: "long", day: "numeric", month: "long" }).format(at);
  }

  shortDate(at: number): string {
    return this.#format("short", { day: "numeric", month: "short" }).format(at);
  }

  longDate(at: number): string {
    return this.#format("long", { day: "numeric", month: "long", year: "numeric" }).format(at);
  }

  /** The time today, day and time otherwise. */
  moment(at: number, now: number): string {
    return this.day(at) === this.day(now) ? this.time(at) : `${this.shortDate(at)} ${this.time(at)}`;
  }

  /** The civil day at the site, "2026-11-23". */
  day(at: number): string {
    // Put together from its parts: how a locale orders them differs from one web engine to the next.
    const named = this.#format(
      "day",
      { year: "numeric", month: "2-digit", day: "2-digit" },
      "en-u-ca-gregory-nu-latn",
    );
    const parts = Object.fromEntries(named.formatToParts(at).map(({ type, value }) => [type, value]));
    return `${parts.year}-${parts.month}-${parts.day}`;
  }

  /** The instant at the site as a field for date and time wants it: "2026-11-23T18:03". */
  local(at: number): string {
    return `${this.day(at)}T${this.time(at)}`;
  }

  /** What was meant by such a field; the earlier of two where the clock was set back. Null for no time at all. */
  instant(local: string): number | null {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(local)) return null;
    const wanted = Date.parse(`${local}:00Z`);
    let found = wanted;
    // Each round takes off how far the site's clock is ahead; twice is enough for any zone and its changes.
    for (let round = 0; round < 2; round++) found += wanted - Date.parse(`${this.local(found)}:00Z`);
    return found;
  }

  /** A civil day, "2026-10-05", as "5 Oct 2026". */
  civil(day: string): string {
    return new Intl.DateTimeFormat(this.#language, {
      day: "numeric",
      month: "short",
      year: "numeric",
      timeZone: "UTC",
    }).format(Date.parse(`${day}T12:00:00Z`));
  }

  /** "2026-10" as "October 2026". */
  month(month: string): string {
    const [year = 0, index = 1] = month.split("-").map(Number);
    const middle = Date.UTC(year, index - 1, 15, 12);
    return new Intl.DateTimeFormat(this.#language, {
      year: "numeric",
      month: "long",
      timeZone: "UTC",
    }).format(middle);
  }

  ago(at: number, now: number): string {
    const seconds = Math.max(0, Math.round((now - at) / 1000));
    if (seconds < 60) return this.#relative.format(-seconds, "second");
    if (seconds < 3600) return this.#relative.format(-Math.round(seconds / 60), "minute");
    if (seconds < 86_400) return this.#relative.format(-Math.round(seconds / 3600), "hour");
    return this.#relative.format(-Math.round(seconds / 86_400), "day");
  }

  #format(name: string, options: Intl.DateTimeFormatOptions, language = this.#language): Intl.DateTimeFormat {
    let made = this.#made.get(name);
    if (!made) {
      made = new Intl.DateTimeFormat(language, { ...options, timeZone: this.#zone });
      this.#made.set(name, made);
    }
    return made;
  }
}

/** The civil day so many days away; "2026-03-01" and -1 is "2026-02-28". */
export function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The month so many months away; "2026-01" and -1 is "2025-12". */
export function shiftMonth(month: string, months: number): string {
  const [year = 0, index = 1] = month.split("-").map(Number);
  const moved = new Date(Date.UTC(year, index - 1 + months, 1));
  return moved.toISOString().slice(0, 7);
}

export function minutesFrom(now: number, minutes: number): number {
  return now + minutes * MINUTE_MS;
}

/**
 * What a person would type for this amount: 4218 with two digits is "42.18". Only the characters are
 * moved; nothing is computed with money here.
 */
export function typed(amount: Amount, digits: number): string {
  const sign = amount.minor < 0 ? "-" : "";
  const text = String(amount.minor)
    .replace("-", "")
    .padStart(digits + 1, "0");
  if (digits === 0) return sign + text;
  const [whole, part] = [text.slice(0, -digits), text.slice(-digits)];
  return /^0+$/.test(part) ? sign + whole : `${sign}${whole}.${part}`;
}

/** A figure as a column wants it: "2037.77" with three digits is "2037.770". Digits are added, none is taken. */
export function withDigits(text: string, digits: number): string {
  const [whole = "", part = ""] = text.split(".");
  return `${whole}.${part.padEnd(digits, "0")}`;
}

/** Room names in the order people expect: 2-9 before 2-10. */
export function byName(language: string): (a: { name: string }, b: { name: string }) => number {
  const collator = new Intl.Collator(language, { numeric: true });
  return (a, b) => collator.compare(a.name, b.name);
}

/** The same of rows that are not rooms but tell theirs. */
export function byRoom(language: string): (a: { room: string }, b: { room: string }) => number {
  const compare = byName(language);
  return (a, b) => compare({ name: a.room }, { name: b.room });
}
