export const VIEWS = ["home", "rooms", "money", "meters", "settings", "help"] as const;
export type View = (typeof VIEWS)[number];

/** What an address of this window means. */
export interface Place {
  view: View;
  /** The room's name on a room page. */
  room: string | null;
  /** The tab of a room page. */
  tab: string | null;
  /** The filter of the list of rooms. */
  filter: string | null;
}

/** Reads `#/rooms/203/use` or `#/rooms?filter=low`. Anything unknown is home. */
export function parse(hash: string): Place {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?");
  const parts = path.split("/").filter(Boolean).map(decoded);
  const view = VIEWS.find((known) => known === parts[0]) ?? "home";
  const inRoom = view === "rooms";
  return {
    view,
    room: inRoom ? (parts[1] ?? null) : null,
    tab: inRoom ? (parts[2] ?? null) : null,
    filter: new URLSearchParams(search).get("filter"),
  };
}

export function roomHref(room: string, tab?: string): string {
  return `#/rooms/${encodeURIComponent(room)}${tab ? `/${tab}` : ""}`;
}

/** An address typed by hand may hold a lone `%`. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
