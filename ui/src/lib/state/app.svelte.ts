import { createContext } from "svelte";
import type { Backend, RoomRow, Site } from "$lib/backend";
import { Formats } from "$lib/format";
import { Live } from "./live.svelte";
import { Route } from "./route.svelte";
import { Theme } from "./theme.svelte";
import { Toasts } from "./toasts.svelte";
import { Words } from "./words.svelte";

/** What a person is being asked right now; one dialog at a time. */
export type Asking =
  | { kind: "top_up"; room: string }
  | { kind: "cut" | "restore" | "maintenance" | "work_done"; room: string }
  | { kind: "receipt"; receipt: string }
  | { kind: "reverse"; receipt: string }
  | { kind: "pause" }
  | { kind: "reenter"; until: number }
  | { kind: "restored" }
  | { kind: "palette" }
  | { kind: "shortcuts" };

const CLOCK_MS = 5_000;
const GLANCE_MS = 900;

function watched<T>(live: T | null): T {
  if (live === null) throw new Error("the window has not begun to watch");
  return live;
}

/** What every screen shares: the engine, the site, the words, and what is open. */
export class App {
  readonly words = new Words();
  readonly theme = new Theme();
  readonly route = new Route();
  readonly toasts = new Toasts();
  site = $state.raw<Site | null>(null);
  siteError = $state<string | null>(null);
  connected = $state(true);
  asking = $state.raw<Asking | null>(null);
  now = $state(Date.now());
  readonly formats = $derived(new Formats(this.words.language, this.site?.zone ?? "UTC"));
  #overview: Live<"overview"> | null = null;
  #rooms: Live<"rooms"> | null = null;
  #listeners: ((rooms: string[] | null) => void)[] = [];

  constructor(readonly backend: Backend) {
    backend.speak(this.words.language);
  }

  /**
   * What the frame and most screens show: asked once for all of them. Called while the outermost
   * component is initialised.
   */
  watch(): void {
    this.#overview = new Live(this, "overview", () => ({}), { pauseMs: GLANCE_MS });
    this.#rooms = new Live(this, "rooms", () => ({}), { pauseMs: GLANCE_MS });
  }

  get overview(): Live<"overview"> {
    return watched(this.#overview);
  }

  get rooms(): Live<"rooms"> {
    return watched(this.#rooms);
  }

  /** Starts following the engine; returns how to stop. */
  start(): () => void {
    void this.loadSite();
    const clock = setInterval(() => (this.now = Date.now()), CLOCK_MS);
    let missed = false;
    const tell = (rooms: string[] | null) => {
      this.now = Date.now();
      // A hidden window asks nothing; it catches up when it is seen again.
      if (document.hidden) missed = true;
      else for (const listener of this.#listeners) listener(rooms);
    };
    const seen = () => {
      if (!document.hidden && missed) {
        missed = false;
        tell(null);
      }
    };
    document.addEventListener("visibilitychange", seen);
    const stop = this.backend.subscribe((event) => {
      if (event.kind === "connection") this.connected = event.up;
      else tell(event.rooms ?? null);
    });
    return () => {
      clearInterval(clock);
      document.removeEventListener("visibilitychange", seen);
      stop();
    };
  }

  async loadSite(): Promise<void> {
    try {
      this.site = await this.backend.call("site", {});
      this.siteError = null;
      this.words.suggest(this.site.language);
      this.backend.speak(this.words.language);
    } catch (cause) {
      this.siteError = cause instanceof Error ? cause.message : String(cause);
    }
  }

  onChanged(listener: (rooms: string[] | null) => void): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** Tells every screen at once that something was done here. */
  changedHere(): void {
    for (const listener of this.#listeners) listener(null);
  }

  ask = (asking: Asking): void => {
    this.asking = asking;
  };

  close = (): void => {
    this.asking = null;
  };

  /** Where a room is: a bare floor number is given its word. */
  where(row: RoomRow): string {
    const floor = /^-?\d+$/.test(row.floor) ? this.words.say("floor-n", { floor: row.floor }) : row.floor;
    return [row.building, floor].filter(Boolean).join(" · ");
  }

  /** The sentence for a room that needs a look: the level or the silence first, else the reason of its supply. */
  attention(row: RoomRow): string {
    const plain = row.reason.code === "ok_credit";
    if (row.state === "low" && plain) {
      const limit = row.warn_level === 2 ? this.site?.warn2 : this.site?.warn1;
      return this.words.say(`attention-low-${row.warn_level === 2 ? 2 : 1}`, { limit: limit?.text ?? "" });
    }
    if (row.state === "offline" && plain) return this.words.say("attention-offline");
    return row.reason.text;
  }

  /** The short cause for a tile: our own short form where there is one, else the engine's sentence. */
  shortReason(row: RoomRow): string {
    if (row.state === "offline") return this.words.say("tile-offline");
    if (row.state === "low" && row.reason.code === "ok_credit")
      return this.words.say(`tile-low-${row.warn_level === 2 ? 2 : 1}`);
    const id = `reason-${row.reason.code}-short`;
    return this.words.has(id) ? this.words.say(id) : row.reason.text;
  }
}

const [get, set] = createContext<App>();
export { get as useApp, set as provideApp };
