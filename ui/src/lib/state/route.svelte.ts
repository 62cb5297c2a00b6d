export const VIEWS = ["home", "rooms", "money", "meters", "settings", "help"] as const;
export type View = (typeof VIEWS)[number];

export interface Place {
  view: View;
  /** The room's name on a room page. */
  room: string | null;
  /** The tab of a room page. */
  tab: string | null;
  query: URLSearchParams;
}

/** Reads `#/rooms/203/use?filter=low`. Anything unknown is home. */
export function parse(hash: string): Place {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?");
  const parts = path.split("/").filter(Boolean).map(decodeURIComponent);
  const view = VIEWS.find((known) => known === parts[0]) ?? "home";
  const inRoom = view === "rooms";
  return {
    view,
    room: inRoom ? (parts[1] ?? null) : null,
    tab: inRoom ? (parts[2] ?? null) : null,
    query: new URLSearchParams(search),
  };
}

export function roomHref(room: string, tab?: string): string {
  return `#/rooms/${encodeURIComponent(room)}${tab ? `/${tab}` : ""}`;
}

/** Where we are. The fragment is the address, so that every host and a reload agree on it. */
export class Route {
  place = $state.raw<Place>(parse(location.hash));

  constructor() {
    window.addEventListener("hashchange", () => (this.place = parse(location.hash)));
  }

  go(href: string): void {
    location.hash = href;
  }
}
