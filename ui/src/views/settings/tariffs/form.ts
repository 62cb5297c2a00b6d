import type { BandForm, HoursForm, TariffForm, TierForm, TiersForm, VersionForm } from "$lib/backend";

/** A version with one price and nothing else. */
export function plainVersion(from: string): VersionForm {
  return {
    from,
    until: null,
    price: "",
    credit: false,
    bands: [],
    hours: [],
    seasons: [],
    clock: "civil",
    tiers: null,
    daily_fee: null,
    monthly_fee: null,
    minimum: null,
    taxes: [],
    top_up_fee: null,
  };
}

export function plainTariff(currency: string, from: string): TariffForm {
  return { name: "", currency, source: "", versions: [plainVersion(from)] };
}

/** The newest version once more, to hold from another day on. */
export function withPlanned(form: TariffForm, from: string): TariffForm {
  const last = form.versions.at(-1);
  const next: VersionForm = { ...structuredClone(last ?? plainVersion(from)), from, until: null };
  return { ...form, versions: [...form.versions, next] };
}

/** A timetable to begin with: day and night, each day alike. The names are the person's language. */
export function dayAndNight(
  day: string,
  night: string,
  price: string,
): { bands: BandForm[]; hours: HoursForm[] } {
  return {
    bands: [
      { name: day, price, credit: false },
      { name: night, price, credit: false },
    ],
    hours: [
      {
        season: null,
        days: ["workday", "weekend", "holiday"],
        stretches: [
          { from: "08:00", to: "22:00", band: day },
          { from: "22:00", to: "08:00", band: night },
        ],
      },
    ],
  };
}

export function plainTier(upTo: string | null): TierForm {
  return { up_to_kwh: upTo, per_occupant_kwh: null, price: "", prices: [], surcharge: null, credit: false };
}

export function twoTiers(banded: boolean): TiersForm {
  const extra: Partial<TierForm> = banded ? { price: null, surcharge: "0.05" } : {};
  return {
    per: "month",
    year_starts: null,
    part_cycle: "by_days",
    beyond_occupants: null,
    tiers: [
      { ...plainTier("200"), ...(banded ? { price: null } : {}) },
      { ...plainTier(null), ...extra },
    ],
  };
}

/** Empty means that it is left out. */
export function orNull(text: string): string | null {
  return text.trim() === "" ? null : text;
}

/** The part of the form in which what is wrong with a key of the file is put right. */
export function partOf(key: string): "name" | "price" | "hours" | "tiers" | "fees" | "taxes" | "from" {
  const words = key.toLowerCase();
  if (/tier|up_to|occupant|surcharge|part_cycle|year_starts/.test(words)) return "tiers";
  if (/hours|season|days|bands|clock/.test(words)) return "hours";
  if (/tax|percent|included/.test(words)) return "taxes";
  if (/fee|minimum|fixed|most/.test(words)) return "fees";
  if (/from|until/.test(words)) return "from";
  if (/price|band|credit/.test(words)) return "price";
  return "name";
}
