import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { OperationError, type RoomRow, type Site } from "$lib/backend";
import { lastRead } from "$lib/alarms";
import Banners from "../Banners.svelte";
import LastRead from "../views/alarms/LastRead.svelte";
import { SpyBackend, stage } from "./stage";

let backend: SpyBackend;
let site: Site;

beforeEach(async () => {
  backend = new SpyBackend();
  site = await backend.call("site", {});
  backend.answer("site", () => ({ ...site, restored: Date.now() - 3_600_000 }));
});

test("a paper receipt is entered as it is written, and the next one finds its day and tender", async () => {
  await stage(backend, Banners, {});
  const user = userEvent.setup();
  await user.click(await screen.findByTestId("reenter"));
  const field = (name: string) => screen.getByTestId<HTMLInputElement>(`reenter-${name}`);
  const day = field("day").value;
  expect(day).toMatch(/^\d{4}-\d\d-\d\d$/);
  await user.type(field("receipt"), " 2026-00123 ");
  await user.type(field("room"), "3-99");
  await user.type(field("amount"), "70");
  backend.answer("reenter_receipt", () => {
    throw new OperationError("unknown-room", "There is no room “3-99”.", "room");
  });
  await user.click(screen.getByTestId("reenter-submit"));
  expect((await screen.findByRole("alert")).textContent).toContain("3-99");
  expect(field("room").getAttribute("aria-invalid")).toBe("true");
  expect([field("receipt").value, field("amount").value]).toEqual([" 2026-00123 ", "70"]);

  const done = {
    receipt: "2026.2-00001",
    room: "101",
    amount: { minor: 7000, text: "¥ 70.00" },
    repeated: false,
  };
  backend.answer("reenter_receipt", () => done);
  await user.clear(field("room"));
  await user.type(field("room"), "101");
  await user.click(screen.getByTestId("reenter-submit"));
  expect((await screen.findByTestId("reenter-done")).textContent).toContain("2026.2-00001");
  expect(backend.of("reenter_receipt").at(-1)).toEqual({ receipt: "2026-00123", room: "101", amount: "70", tender: "cash", day }); // prettier-ignore
  expect([field("receipt").value, field("room").value, field("amount").value]).toEqual(["", "", ""]);
  expect([field("tender").value, field("day").value]).toEqual(["cash", day]);
  expect(document.activeElement).toBe(field("receipt"));

  backend.answer("reenter_receipt", () => ({ ...done, repeated: true }));
  await user.type(field("receipt"), "2026-00123");
  await user.type(field("room"), "101");
  await user.type(field("amount"), "70");
  await user.click(screen.getByTestId("reenter-submit"));
  await waitFor(() =>
    expect(screen.getByTestId("reenter-done").textContent).toContain("Nothing was booked again"),
  );
  expect(screen.getByTestId("reenter-done").querySelectorAll("li")).toHaveLength(1);
});

test("that all is entered is a person's word, and who is held only by this is named before it is given", async () => {
  const rows = await backend.call("rooms", {});
  const held = rows.slice(0, 10).map((row) => ({ ...row, reason: { code: "restored_guard", text: "held" } }));
  backend.answer("rooms", () => [...held, ...rows.slice(10)]);
  backend.answer("confirm_restored", () => {
    backend.answer("site", null);
    return { ...site, restored: null };
  });
  await stage(backend, Banners, {});
  const user = userEvent.setup();
  await user.click(await screen.findByTestId("restored"));
  await waitFor(() => expect(screen.getByTestId("restored-held").textContent).toContain("10 rooms"));
  const said = screen.getByTestId("restored-held").textContent ?? "";
  expect(said).toContain(held[7]?.name);
  expect(said).not.toContain(held[8]?.name);
  expect(said).toContain("…");
  expect(backend.of("confirm_restored")).toEqual([]);
  await user.type(screen.getByTestId("restored-note"), "the receipt book ");
  await user.click(screen.getByTestId("restored-confirm"));
  await waitFor(() => expect(screen.queryByTestId("restored-banner")).toBeNull());
  expect(backend.of("confirm_restored")).toEqual([{ note: "the receipt book" }]);
});

test("the alarm of the backup is not said a second time above its own line", async () => {
  const overview = await backend.call("overview", {});
  const alarm = { id: 7, at: 1, severity: "critical" as const, room: null, acknowledged: false, acknowledged_at: null, owner: "", note: "", cleared_at: null }; // prettier-ignore
  const alarms = [{ ...alarm, kind: "restored", text: "A backup was put back." }];
  backend.answer("overview", () => ({ ...overview, alarms }));
  await stage(backend, Banners, {});
  expect(await screen.findByTestId("restored-banner")).toBeTruthy();
  expect(screen.queryByTestId("critical-banner")).toBeNull();
  alarms.push({ ...alarm, kind: "line_down", text: "Line A is down." });
  document.body.replaceChildren();
  await stage(backend, Banners, {});
  expect((await screen.findByTestId("critical-banner")).textContent).toMatch(/^(?!.*backup).*Line A/s);
});

test("a site whose backup was not put back shows nothing of it", async () => {
  backend.answer("site", null);
  await stage(backend, Banners, {});
  expect(await screen.findByTestId("demo-banner")).toBeTruthy();
  expect(screen.queryByTestId("restored-banner")).toBeNull();
});

test.each([
  [[], null],
  [[null, null], null],
  [[7, null, 9, 8], 9],
])("the newest reading of %j is %s", (read, newest) => {
  expect(lastRead(read.map((at) => ({ last_reading_at: at })))).toBe(newest);
});

test("it is said when the meters were last read, and that none ever was", async () => {
  await stage(backend, LastRead, {});
  expect((await screen.findByTestId("last-read")).textContent).toMatch(/last read .+; 25 of 26 answer/);
  const rows: RoomRow[] = await backend.call("rooms", {});
  backend.answer("rooms", () => rows.map((row) => ({ ...row, last_reading_at: null })));
  document.body.replaceChildren();
  await stage(backend, LastRead, {});
  expect((await screen.findByTestId("last-read")).textContent).toContain("No meter has been read yet");
});
