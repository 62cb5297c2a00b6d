import { tinykeys } from "tinykeys";
import type { App } from "./app.svelte";
import { roomHref } from "$lib/place";

interface Shortcut {
  /** Names the message `key-<id>`. */
  id: string;
  press: string;
  shown: string[];
  /** Only on a room's page. */
  room?: boolean;
  run: (app: App, room: string) => void;
}

const go =
  (href: string) =>
  (app: App): void =>
    app.route.go(href);

export const SHORTCUTS: Shortcut[] = [
  { id: "palette", press: "$mod+k", shown: ["Ctrl", "K"], run: (app) => app.ask({ kind: "palette" }) },
  { id: "find", press: "/", shown: ["/"], run: (app) => app.ask({ kind: "palette" }) },
  { id: "sheet", press: "Shift+?", shown: ["?"], run: (app) => app.ask({ kind: "shortcuts" }) },
  { id: "home", press: "g h", shown: ["G", "H"], run: go("#/home") },
  { id: "rooms", press: "g r", shown: ["G", "R"], run: go("#/rooms") },
  { id: "money", press: "g m", shown: ["G", "M"], run: go("#/money") },
  { id: "meters", press: "g e", shown: ["G", "E"], run: go("#/meters") },
  { id: "close-day", press: "g d", shown: ["G", "D"], run: go("#/money/day") },
  { id: "reports", press: "g b", shown: ["G", "B"], run: go("#/reports") },
  { id: "alarms", press: "g a", shown: ["G", "A"], run: go("#/alarms") },
  { id: "tariffs", press: "g t", shown: ["G", "T"], run: go("#/settings/tariffs") },
  {
    id: "top-up",
    press: "t",
    shown: ["T"],
    room: true,
    run: (app, room) => app.ask({ kind: "top_up", room }),
  },
  {
    id: "print",
    press: "p",
    shown: ["P"],
    room: true,
    run: (app, room) => app.route.go(roomHref(room, "papers")),
  },
  {
    id: "why",
    press: "w",
    shown: ["W"],
    room: true,
    run: (app, room) => app.route.go(roomHref(room, "why")),
  },
];

/** Keys of the whole window. Single letters stay letters while something is being typed or asked. */
export function bindShortcuts(app: App): () => void {
  const bindings: Record<string, (event: KeyboardEvent) => void> = {};
  for (const { press, room, run } of SHORTCUTS) {
    bindings[press] = (event) => {
      const withModifier = press.startsWith("$mod");
      if (!withModifier && (typing(event.target) || app.asking)) return;
      const name = app.route.place.room;
      if (room && name === null) return;
      event.preventDefault();
      run(app, name ?? "");
    };
  }
  return tinykeys(window, bindings);
}

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null
  );
}
