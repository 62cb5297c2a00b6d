import type { BoundForm, HazardName, RetryForm, SupplyRuleForm, WeekForm } from "$lib/backend";

export const KINDS = [
  "load",
  "forbidden",
  "lights_out",
  "after_hours",
  "lifeline",
  "safety",
  "shadow",
  "exempt",
] as const;
export type Kind = (typeof KINDS)[number];
export type FormOf<K extends Kind> = Extract<SupplyRuleForm, { kind: K }>;

export const HAZARDS: HazardName[] = ["over_voltage", "under_voltage", "over_current", "leakage", "heat"];
export const UNITS: Record<HazardName, string> = {
  over_voltage: "V",
  under_voltage: "V",
  over_current: "A",
  leakage: "mA",
  heat: "°C",
};

/**
 * Where a bound of safety begins. 253 V and 196 V are 230 V with the tolerances of EN 50160 (10 % above, 15 % below),
 * 30 mA is the trip of a residual current device that protects persons, 16 A the usual fuse of a room.
 */
export const BOUNDS: Record<HazardName, BoundForm> = {
  over_voltage: { hazard: "over_voltage", limit: 253, lasting_s: 30, act: "alarm" },
  under_voltage: { hazard: "under_voltage", limit: 196, lasting_s: 30, act: "alarm" },
  over_current: { hazard: "over_current", limit: 16, lasting_s: 60, act: "alarm" },
  leakage: { hazard: "leakage", limit: 30, lasting_s: 0, act: "trip" },
  heat: { hazard: "heat", limit: 70, lasting_s: 30, act: "trip" },
};
/** How much a room may draw depends on its wires: that bound is chosen by a person. */
const AT_FIRST: HazardName[] = ["over_voltage", "under_voltage", "leakage", "heat"];

const RETRY: RetryForm = { off_s: 300, tries: 2, within_min: 60 };
const NIGHT: WeekForm = {
  spans: [{ days: ["workday"], night: "morning", from: "23:00", to: "06:00" }],
  special: [],
};
const EMPTY_BUILDING: WeekForm = {
  spans: [
    { days: ["workday"], night: "evening", from: "20:00", to: "06:00" },
    { days: ["weekend", "holiday"], night: "evening", from: "00:00", to: "24:00" },
  ],
  special: [],
};

/** What a new rule begins with. */
export function draft(kind: Kind): SupplyRuleForm {
  switch (kind) {
    case "load":
      return { kind, limit_w: 3000, timed: [], over_s: 30, retry: { ...RETRY }, act: "trip" };
    case "forbidden":
      return { kind, least_w: 400, most_w: null, power_factor_milli: 980, within_s: 5, allowed: [], retry: { ...RETRY }, act: "watch" }; // prettier-ignore
    case "lights_out":
      return { kind, hours: structuredClone(NIGHT), confirmed: 0 };
    case "after_hours":
      return { kind, hours: structuredClone(EMPTY_BUILDING), least_w: 100 };
    case "lifeline":
      return { kind, limit_w: 200, off_min: 10, tries: 6 };
    case "safety":
      return { kind, bounds: AT_FIRST.map((hazard) => ({ ...BOUNDS[hazard] })) };
    case "shadow":
    case "exempt":
      return { kind };
  }
}

/** `load-12` is the load rule at place 12, `load-+` a new one. */
export function parseItem(item: string | null): { kind: Kind; place: number | null } | null {
  const [, code = "", at = ""] = /^([a-z_]+)-(\+|\d+)$/.exec(item ?? "") ?? [];
  const kind = KINDS.find((known) => known === code);
  return kind ? { kind, place: at === "+" ? null : Number(at) } : null;
}
