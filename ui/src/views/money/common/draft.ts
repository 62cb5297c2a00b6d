import type { PoolBasis, PoolDraft, PoolVacancy } from "$lib/backend";

/** A pool while it is being written: every road's fields at once, so that going back loses nothing. */
export interface PoolForm {
  id: number | null;
  name: string;
  branch: number | null;
  kind: PoolDraft["source"]["kind"];
  points: number[];
  supply: number | null;
  percent: string;
  tariff: number | null;
  /** For a kWh, until the bill is known. */
  price: string;
  keys: { basis: PoolBasis; weight: number }[];
  weights: Record<string, number>;
  vacancy: PoolVacancy;
  from: string;
}

export const BASES: PoolBasis[] = ["equal", "occupant_days", "area", "consumption", "fixed"];

export function draftOf(draft: PoolDraft | null, today: string): PoolForm {
  const source = draft?.source;
  return {
    id: draft?.id ?? null,
    name: draft?.name ?? "",
    branch: draft?.branch ?? null,
    kind: source?.kind ?? "common",
    points: source && source.kind !== "loss" ? [...source.points] : [],
    supply: source?.kind === "loss" ? source.supply : null,
    percent: source?.kind === "loss" ? source.percent : "3",
    tariff: source && source.kind !== "bill" ? source.tariff : null,
    price: source?.kind === "bill" ? source.price : "",
    keys: draft ? draft.keys.map((key) => ({ ...key })) : [{ basis: "equal", weight: 1 }],
    weights: Object.fromEntries((draft?.weights ?? []).map(({ room, weight }) => [room, weight])),
    vacancy: draft?.vacancy ?? "owner",
    from: draft?.id ? today : (draft?.from ?? today),
  };
}

/** What the engine is told; nothing while something is missing. */
export function toDraft(form: PoolForm): PoolDraft | null {
  const source = sourceOf(form);
  if (!source || form.branch === null || form.keys.length === 0) return null;
  const fixed = form.keys.some(({ basis }) => basis === "fixed");
  return {
    id: form.id,
    name: form.name.trim(),
    branch: form.branch,
    source,
    keys: form.keys,
    weights: fixed ? Object.entries(form.weights).map(([room, weight]) => ({ room, weight })) : [],
    vacancy: form.vacancy,
    from: form.from,
  };
}

function sourceOf(form: PoolForm): PoolDraft["source"] | null {
  const { kind, points, supply, percent, tariff, price } = form;
  if (kind === "loss")
    return supply === null || !percent.trim() ? null : { kind, supply, percent: percent.trim(), tariff };
  if (points.length === 0) return null;
  if (kind === "common") return { kind, points, tariff };
  return price.trim() ? { kind, points, price: price.trim() } : null;
}

/** The step has what it asks for. */
export function ready(step: "source" | "rooms" | "keys" | "check", form: PoolForm): boolean {
  switch (step) {
    case "source":
      return form.name.trim() !== "" && sourceOf(form) !== null;
    case "rooms":
      return form.branch !== null;
    case "keys":
      return form.keys.length > 0;
    case "check":
      return toDraft(form) !== null && form.from !== "";
  }
}
