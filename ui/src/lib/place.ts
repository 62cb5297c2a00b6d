export const VIEWS = ["home", "rooms", "money", "meters", "reports", "alarms", "settings", "help"] as const;
export type View = (typeof VIEWS)[number];

/** What an address of this window means. */
export interface Place {
  view: View;
  /** The room's name on a room page. */
  room: string | null;
  /** The tab of a room page, or of a screen with tabs. */
  tab: string | null;
  /** One thing within the tab: a tariff, a pool, a step of work. */
  item: string | null;
  /** The filter of the list of rooms. */
  filter: string | null;
}

/** Reads `#/rooms/203/use`, `#/settings/tariffs/7` or `#/rooms?filter=low`. Anything unknown is home. */
export function parse(hash: string): Place {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?");
  const [first, ...rest] = path.split("/").filter(Boolean).map(decoded);
  const view = VIEWS.find((known) => known === first) ?? "home";
  const room = view === "rooms" ? (rest.shift() ?? null) : null;
  const [tab = null, item = null] = view === "home" ? [] : rest;
  return { view, room, tab, item, filter: new URLSearchParams(search).get("filter") };
}

export function roomHref(room: string, tab?: string, item?: string): string {
  return href("rooms", room, tab, item);
}

/** The address of a screen, its tab and one thing in it. */
export function href(view: View, ...parts: (string | number | undefined)[]): string {
  const named = parts.filter((part) => part !== undefined).map((part) => encodeURIComponent(part));
  return `#/${[view, ...named].join("/")}`;
}

/** An address typed by hand may hold a lone `%`. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
