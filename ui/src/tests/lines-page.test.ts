import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import type { AssignList, CrossedCheck, ScannedDevice, ScanRow, SetupLine } from "$lib/backend";
import Crossed from "../views/meters/Crossed.svelte";
import AssignPaste from "../views/settings/setup/AssignPaste.svelte";
import ScanPanel from "../views/settings/setup/ScanPanel.svelte";
import { SpyBackend, stage } from "./stage";

const line: SetupLine = {
  id: 1, name: "Line 1", address: "usb:0403:6001:A5::1-1", baud: 9600, parity: "none", stop_bits: 1,
  port_text: "FT232 A5 (/dev/ttyUSB0)", kernel_direction: false, set_clocks: false, up: true, reason: null,
}; // prettier-ignore
const found = (unit: number, more: Partial<ScannedDevice> = {}): ScannedDevice => ({
  unit, baud: 9600, parity: "none", stop_bits: 1, shared: false, certain: true, serial: `S${unit}`,
  models: [{ profile: "eastron-sdm120", maker: "Eastron", model: "SDM120" }], register_wh: 1000, power_w: 5,
  voltage_v: "230.1", note: "It names itself.", known: null, ...more,
}); // prettier-ignore
const scan = (devices: ScannedDevice[], more: Partial<ScanRow> = {}): ScanRow => ({
  id: 7, port: line.address, line: "Line 1", running: false, stopping: false, step: null, doing: "", asked: 32, of: 32,
  answers: devices.length, devices, unclear: [], error: null, summary: "Found.", ...more,
}); // prettier-ignore

describe("the search of a line", () => {
  test("asks, shows, and keeps what is chosen with the line's new speed, all at once", async () => {
    const backend = new SpyBackend();
    const slow = { baud: 2400, parity: "even" };
    const devices = [
      found(1, { ...slow, known: "measures 101" }),
      found(2, slow),
      found(3, { ...slow, shared: true }),
      found(4, slow),
      found(5),
    ];
    backend.answer("scans", () => [scan(devices)]);
    backend.answer("start_scan", () => scan([], { running: true }));
    backend.answer("add_devices", () => ({ done: true }));
    let changed = 0;
    const models = [{ id: "eastron-sdm230", name: "Eastron SDM230" }];
    await stage(backend, ScanPanel, { line, models, changed: () => changed++ });
    const user = userEvent.setup();
    await user.click(await screen.findByTestId("scan-start"));
    await waitFor(() => expect(backend.of("start_scan")).toEqual([{ line: "Line 1", units: "1-32" }]));
    // What is set up, what shares its address, and what speaks otherwise than the first cannot be kept now.
    const tick = (unit: number) => screen.getByTestId(`found-${unit}`).querySelector("input");
    expect([1, 2, 3, 4, 5].map((unit) => tick(unit)?.checked)).toEqual([false, true, false, true, false]);
    await user.click(tick(4) as HTMLElement);
    await user.click(screen.getByTestId("scan-keep"));
    await waitFor(() => expect(changed).toBe(1));
    expect(backend.of("add_devices")).toEqual([
      {
        line: { name: "Line 1", address: line.address, baud: 2400, parity: "even", stop_bits: 1 },
        devices: [{ unit: 2, profile: "eastron-sdm120", serial: "S2" }],
      },
    ]);
  });

  test("can be stopped, and says what it came to", async () => {
    const backend = new SpyBackend();
    let row = scan([], { running: true, doing: "Asking …", asked: 3 });
    backend.answer("scans", () => [row]);
    backend.answer("stop_scan", () => (row = scan([], { summary: "Nothing answered." })));
    await stage(backend, ScanPanel, { line, models: [], changed: () => undefined });
    await userEvent.setup().click(await screen.findByTestId("scan-stop"));
    expect((await screen.findByTestId("scan-summary")).textContent).toContain("Nothing answered");
    expect(backend.of("stop_scan")).toEqual([{ id: 7 }]);
  });
});

test("a list is done as it was seen, and not while a line of it is wrong", async () => {
  const backend = new SpyBackend();
  const list = (wrong: number): AssignList => ({
    rows: [], to_assign: 2, same: 0, wrong, problem: wrong > 0 ? "Line 2 is wrong." : null,
    token: wrong > 0 ? null : "seen", done: false,
  }); // prettier-ignore
  const asked = () => backend.of("assign_list_preview").at(-1)?.text ?? "";
  backend.answer("assign_list_preview", () => list(asked().includes("999") ? 1 : 0));
  backend.answer("assign_list", () => ({ ...list(0), done: true }));
  await stage(backend, AssignPaste, { changed: () => undefined });
  const user = userEvent.setup();
  const box = await screen.findByTestId<HTMLTextAreaElement>("assign-text");
  const button = screen.getByTestId<HTMLButtonElement>("assign-list-do");
  await user.click(box);
  await user.paste("101,Line 1,1\n999,Line 1,2");
  expect((await screen.findByRole("alert")).textContent).toContain("Line 2 is wrong.");
  expect(button.disabled).toBe(true);
  await user.clear(box);
  await user.paste("101,Line 1,1\n102,Line 1,2");
  await waitFor(() => expect(button.disabled).toBe(false));
  await user.click(button);
  await waitFor(() => expect(box.value).toBe(""));
  expect(backend.of("assign_list")).toEqual([{ text: "101,Line 1,1\n102,Line 1,2", seen: "seen" }]);
});

test("the check for crossed wires begins with consent only, and a person says which room is dark", async () => {
  const backend = new SpyBackend();
  let check: CrossedCheck = {
    running: false, stopped: false, began: 0, over: null, room: null, dark: false, doing: "", done: 0, of: 0, rows: [],
    summary: null,
  }; // prettier-ignore
  backend.answer("crossed_check", () => check);
  backend.answer(
    "start_crossed_check",
    () => (check = { ...check, running: true, room: "101", dark: true, of: 2 }),
  );
  backend.answer("crossed_seen", () => (check = { ...check, dark: false }));
  await stage(backend, Crossed, {});
  const user = userEvent.setup();
  const start = await screen.findByTestId<HTMLButtonElement>("crossed-start");
  expect(start.disabled).toBe(true);
  await user.type(screen.getByTestId("crossed-rooms"), "101, 102");
  await user.click(screen.getByTestId("crossed-consent"));
  await user.click(start);
  await user.click(await screen.findByTestId("crossed-right"));
  await waitFor(() => expect(backend.of("crossed_seen")).toEqual([{ room: "101" }]));
  expect(backend.of("start_crossed_check")).toEqual([
    { rooms: ["101", "102"], seconds: 10, protected: false, consent: true },
  ]);
});
