import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import { OperationError, type Setup as SetupFound, type SetupDevice } from "$lib/backend";
import Home from "../views/Home.svelte";
import Setup from "../views/settings/Setup.svelte";
import { pastedRooms, units } from "../views/settings/setup/lists";
import { SpyBackend, stage } from "./stage";

const room = (name: string) => ({ name, above: "House / 1", area_m2: "18.5", switch: null });
const device = (unit: number, more: Partial<SetupDevice> = {}): SetupDevice => ({
  id: unit, line: "Line 1", unit, profile: "eastron-sdm120", model: "Eastron SDM120", name: "", serial: null, counts: true, relays: 0, measures: null,
  register_wh: null, power_w: null, at: null, ...more,
}); // prettier-ignore
const line = {
  id: 1,
  name: "Line 1",
  address: "tcp://a:502",
  baud: 9600,
  parity: "none",
  stop_bits: 1,
  port_text: "tcp://a:502",
  kernel_direction: false,
  set_clocks: false,
  up: true,
  reason: null,
};

/** A real site with this in it, and with nobody's name on its papers. */
function site(found: Partial<SetupFound>): SpyBackend {
  const backend = new SpyBackend();
  const all: SetupFound = {
    begun: false, rooms: [], lines: [], devices: [], profiles: [],
    unmetered: (found.rooms ?? []).map((one, i) => ({ point: i, name: one.name, kind: "room", path: `House / 1 / ${one.name}` })),
    ...found,
  }; // prettier-ignore
  backend.answer("setup", () => all);
  backend.answer("tariffs", () => []);
  return backend;
}

function at(step: string): void {
  location.hash = `#/settings/setup/${step}`;
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

beforeEach(() => {
  location.hash = "";
});

describe("a pasted list of rooms", () => {
  test.each([
    ["101\t18.5\n102\t21", ["101:18.5:1", "102:21:1"]],
    ["Room\tArea\tFloor\n101\t18,5 m²\tground", ["101:18.5:ground"]],
    ["101,18.5\r\n102\r\n\r\n", ["101:18.5:1", "102::1"]],
    ["2-9; 20; 2\n2-10； 20㎡", ["2-9:20:2", "2-10:20:1"]],
    ["Attic left\nAttic right", ["Attic left::1", "Attic right::1"]],
    ["101, 18.5", ["101:18.5:1"]],
  ])("%j", (text, rooms) => {
    const rows = pastedRooms(text, "1", []);
    expect(rows.map((row) => `${row.name}:${row.area}:${row.floor}`)).toEqual(rooms);
    expect(rows.every((row) => row.problem === null)).toBe(true);
  });

  test("says which line cannot be added, and why", () => {
    const rows = pastedRooms("101\n101\n102\tlarge\n103\t0\n7", "", ["7"]);
    expect(rows.map((row) => row.problem)).toEqual([null, "twice", "area", "area", "there"]);
  });
});

test.each([
  ["1-8", [1, 2, 3, 4, 5, 6, 7, 8]],
  ["12, 3，1–2", [1, 2, 3, 12]],
  ["247", [247]],
  ["0-3", null],
  ["8-1", null],
  ["248", null],
  ["all", null],
  ["", null],
])("the addresses %j", (text, wanted) => expect(units(text)).toEqual(wanted));

describe("the set-up", () => {
  test("begins where the site stands, and ticks off what is there", async () => {
    await stage(site({ rooms: [room("101")], lines: [line] }), Setup, {});
    expect((await screen.findByTestId("setup-rooms")).dataset["done"]).toBe("true");
    expect(screen.getByTestId("setup-line").dataset["done"]).toBe("true");
    expect(screen.getByTestId("setup-devices").getAttribute("aria-current")).toBe("step");
    expect(screen.getByTestId("setup-assign").dataset["done"]).toBe("false");
  });

  test("adds what was pasted floor by floor, and says a refusal at its field", async () => {
    at("rooms");
    const backend = site({});
    backend.answer("add_rooms", () => ({ done: true }));
    await stage(backend, Setup, {});
    const user = userEvent.setup();
    const list = await screen.findByTestId<HTMLTextAreaElement>("rooms-paste");
    await user.click(list);
    await user.paste("101\t18.5\t1\n201\t21\t2");
    await user.click(screen.getByTestId("rooms-add"));
    await waitFor(() => expect(backend.of("add_rooms")).toHaveLength(2));
    expect(backend.of("add_rooms")[1]).toEqual({
      building: "House",
      floor: "2",
      rooms: [{ name: "201", area_m2: "21" }],
    });
    await waitFor(() => expect(list.value).toBe(""));
    backend.answer("add_rooms", () => {
      throw new OperationError("bad-name", "That is no name.", "building");
    });
    await user.click(list);
    await user.paste("301");
    await user.click(screen.getByTestId("rooms-add"));
    expect(await screen.findByText("That is no name.")).toBeTruthy();
    expect(screen.getByTestId("rooms-building").getAttribute("aria-invalid")).toBe("true");
    expect(list.value).toBe("301");
  });

  test("proposes the next room to each meter, and waits for those that have not answered", async () => {
    at("assign");
    const devices = [
      device(1, { register_wh: 1000, at: Date.now() }),
      device(2),
      device(9, { counts: false, relays: 8 }),
    ];
    const backend = site({ rooms: [room("101"), room("102")], lines: [line], devices });
    backend.answer("assign_meter", () => ({ done: true }));
    await stage(backend, Setup, {});
    const user = userEvent.setup();
    const second = await screen.findByTestId<HTMLButtonElement>("assign-2");
    expect(second.disabled).toBe(true);
    expect(screen.queryByTestId("free-9")).toBeNull();
    await user.click(screen.getByTestId("assign-1"));
    await user.type(screen.getByLabelText(/Register of .*unit 2/), "12.5");
    await user.click(second);
    await waitFor(() => expect(backend.of("assign_meter")).toHaveLength(2));
    expect(backend.of("assign_meter")).toEqual([
      { point: "101", line: "Line 1", unit: 1 },
      { point: "102", line: "Line 1", unit: 2, register_kwh: "12.5" },
    ]);
  });

  test("names the switch of a room; a relay of another room is not offered", async () => {
    at("assign");
    const first = { ...room("101"), switch: { line: "Line 1", unit: 9, channel: 1 } };
    const devices = [
      device(1, { measures: "101" }),
      device(2, { measures: "102" }),
      device(9, { counts: false, relays: 2 }),
    ];
    const backend = site({ rooms: [first, room("102")], lines: [line], devices, unmetered: [] });
    backend.answer("assign_relay", () => ({ done: true }));
    await stage(backend, Setup, {});
    const choice = await screen.findByLabelText<HTMLSelectElement>("What switches room 102");
    expect([...choice.options].map((option) => option.text.trim())).toEqual([
      "none",
      "Line 1, unit 9, relay 2",
    ]);
    await userEvent.setup().selectOptions(choice, "Line 1, unit 9, relay 2");
    await waitFor(() =>
      expect(backend.of("assign_relay")).toEqual([
        { room: "102", relay: { line: "Line 1", unit: 9, channel: 2 } },
      ]),
    );
  });

  test("a ratio that cannot be read is never left out", async () => {
    at("assign");
    const backend = site({
      rooms: [room("101")],
      lines: [line],
      devices: [device(1, { register_wh: 1000 })],
    });
    backend.answer("assign_meter", () => {
      throw new OperationError("bad-ratio", "A ratio has two numbers.", "ratio");
    });
    await stage(backend, Setup, {});
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText("Transformers"), "many");
    await user.click(screen.getByTestId("assign-1"));
    expect(await screen.findByText("A ratio has two numbers.")).toBeTruthy();
    expect(backend.of("assign_meter")[0]?.ratio).toEqual([0, 0]);
  });

  test("what a refusal stops at stays to be added", async () => {
    at("devices");
    const backend = site({ lines: [line] });
    backend.answer("meter_models", () => [
      { id: "eastron-sdm120", maker: "Eastron", model: "SDM120", relay: false },
    ]);
    let left = 2;
    backend.answer("save_device", () => {
      if (left-- === 0) throw new OperationError("bad-unit", "No such unit.", "unit");
      return { done: true };
    });
    await stage(backend, Setup, {});
    const user = userEvent.setup();
    const list = await screen.findByTestId<HTMLInputElement>("device-units");
    await user.type(list, "1-4");
    await screen.findByText("SDM120");
    await user.selectOptions(screen.getByTestId("device-profile"), "eastron-sdm120");
    await user.click(screen.getByTestId("device-add"));
    expect(await screen.findByText("No such unit.")).toBeTruthy();
    expect(list.value).toBe("3, 4");
  });

  test("keeps the first price and lets it hold for the whole site", async () => {
    at("tariff");
    const backend = site({});
    backend.answer("save_tariff", () => ({ done: true, preview: null }));
    backend.answer("assign_tariff", () => ({ done: true, preview: null }));
    await stage(backend, Setup, {});
    const user = userEvent.setup();
    await user.type(await screen.findByTestId("tariff-price"), "0.6");
    await user.click(screen.getByTestId("setup-tariff-save"));
    await waitFor(() => expect(backend.of("assign_tariff")).toHaveLength(1));
    expect(backend.of("save_tariff")).toHaveLength(1);
    expect(backend.of("assign_tariff")[0]).toMatchObject({ place: null, name: "Usual price" });
  });
});

test("an empty site shows its next step instead of figures", async () => {
  const backend = site({});
  const { answer } = backend;
  const building = await backend.call("site", {});
  const glance = await backend.call("overview", {});
  answer.call(backend, "site", () => ({ ...building, demo: false }));
  answer.call(backend, "rooms", () => []);
  answer.call(backend, "overview", () => ({
    ...glance,
    rooms: { total: 0, on: 0, low: 0, cut: 0, off: 0, offline: 0, vacant: 0 },
  }));
  await stage(backend, Home, {});
  const next = await screen.findByTestId("next-step");
  expect(next.getAttribute("href")).toBe("#/settings/setup/rooms");
  expect(screen.queryByTestId("card-low")).toBeNull();
});
