import type { SetupDevice } from "$lib/backend";
import type { App } from "./app.svelte";
import { Live } from "./live.svelte";

export const STEPS = ["site", "rooms", "line", "devices", "assign", "tariff", "tenant"] as const;
export type StepId = (typeof STEPS)[number];

export interface Step {
  id: StepId;
  done: boolean;
  /** How far it is: `3` of `8`; null where that says nothing. */
  part: { done: number; all: number } | null;
}

/** A value older than this is not an answer any more. */
const FRESH_MS = 120_000;

/**
 * What a new site still misses. Nothing of it is remembered by the window: every step is ticked off by what the site
 * really has, so that it can be left and taken up anywhere. Made while a component is initialised.
 */
export class SettingUp {
  readonly setup: Live<"setup">;
  readonly settings: Live<"settings">;
  readonly tariffs: Live<"tariffs">;
  readonly #app: App;
  readonly steps = $derived.by(() => this.#steps());
  /** The first step that is not done; null when all are. */
  readonly next = $derived(this.steps?.find((step) => !step.done)?.id ?? null);

  constructor(app: App) {
    this.#app = app;
    this.setup = new Live(app, "setup", () => ({}), { pauseMs: 1000 });
    this.settings = new Live(app, "settings", () => ({}), { pauseMs: 5000 });
    this.tariffs = new Live(app, "tariffs", () => ({}), { pauseMs: 5000 });
  }

  answers(device: SetupDevice): boolean {
    return device.at !== null && this.#app.now - device.at < FRESH_MS;
  }

  /** What belongs together was changed here: all of it is asked again. */
  refresh = (): void => {
    for (const live of [this.setup, this.settings, this.tariffs, this.#app.rooms, this.#app.overview])
      live.refresh();
  };

  #steps(): Step[] | null {
    const [found, settings, tariffs] = [this.setup.data, this.settings.data, this.tariffs.data];
    if (!found || !settings || !tariffs) return null;
    const rooms = found.rooms.length;
    const unmetered = found.unmetered.filter((point) => point.kind === "room").length;
    const heard = found.devices.filter((device) => device.at !== null).length;
    const tenants = (this.#app.rooms.data ?? []).filter((room) => room.tenant !== null).length;
    const inForce = tariffs.some((tariff) => tariff.assigned.some((one) => one.standing === "in_force"));
    const of = (done: number, all: number) => (all > 0 && done < all ? { done, all } : null);
    const devices = found.devices.length;
    const done: Record<StepId, [boolean, Step["part"]]> = {
      site: [settings.landlord.name !== "", null],
      rooms: [rooms > 0, null],
      line: [found.lines.some((line) => line.up), null],
      devices: [devices > 0 && heard === devices, of(heard, devices)],
      assign: [rooms > 0 && unmetered === 0, of(rooms - unmetered, rooms)],
      tariff: [inForce, null],
      tenant: [tenants > 0, null],
    };
    return STEPS.map((id) => ({ id, done: done[id][0], part: done[id][1] }));
  }
}
