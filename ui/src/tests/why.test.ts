import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import type { RoomPage } from "$lib/backend";
import HeldOff from "$domain/HeldOff.svelte";
import WhyBox from "$domain/WhyBox.svelte";
import WhyTab from "../views/room/WhyTab.svelte";
import { SpyBackend, stage } from "./stage";

async function detail(room: string, change: Partial<RoomPage> = {}): Promise<RoomPage> {
  return { ...(await new SpyBackend().call("room", { room })), ...change };
}

describe("the why-box", () => {
  test.each([
    ["207", "Supply is off", /below the limit/],
    ["203", "Supply is on", /there is credit/],
    ["205", "Supply is not known", /last reading is old/],
    ["304", "Supply is off", /by hand/],
  ])("room %s: %s", async (room, heading, reason) => {
    await stage(new SpyBackend(), WhyBox, { room: await detail(room) });
    const box = await screen.findByTestId("room-why");
    expect(box.textContent).toContain(heading);
    expect(box.textContent).toMatch(reason);
  });

  test("says what brings the light back unless the engine has just said it", async () => {
    const room = await detail("207", { next: [] });
    await stage(new SpyBackend(), WhyBox, { room });
    expect((await screen.findByTestId("room-why")).textContent).toMatch(/A top-up of ¥\s1\.12 or more/);
  });

  test("a relay that does not obey is said", async () => {
    await stage(new SpyBackend(), WhyBox, { room: await detail("207", { pending: "failed" }) });
    expect((await screen.findByTestId("room-why")).textContent).toContain("did not obey");
  });
});

test("the rules stand in order and exactly one decides", async () => {
  await stage(new SpyBackend(), WhyTab, { room: await detail("207") });
  const rules = await screen.findAllByTestId(/^rule-/);
  expect(rules.map((rule) => rule.className.split(" ")[0])).toEqual([
    "passed",
    "passed",
    "passed",
    "passed",
    "passed",
    "passed",
    "won",
    "not_reached",
    "not_reached",
  ]);
  expect(rules[6]?.textContent).toContain("decides");
});

describe("what keeps a room off until a person has done something", () => {
  test("a lock of the load is let go with a note", async () => {
    const backend = new SpyBackend();
    const room = await detail("301", { lock: { load: "overload", since: 0, until: null } });
    await stage(backend, HeldOff, { room });
    const user = userEvent.setup();
    await user.type(await screen.findByTestId("release-note"), "kettle taken away");
    await user.click(screen.getByTestId("release-submit"));
    expect(backend.of("release_load")).toEqual([{ room: "301", note: "kettle taken away" }]);
  });

  test("a safety trip asks what was found", async () => {
    const backend = new SpyBackend();
    const room = await detail("301");
    const rules = room.why.rules.map((rule) => ({ ...rule, outcome: rule.rule === "safety" ? ("won" as const) : ("not_reached" as const) })); // prettier-ignore
    await stage(backend, HeldOff, { room: { ...room, why: { ...room.why, rules } } });
    const user = userEvent.setup();
    const trip = await screen.findByTestId("held-trip");
    await user.type(within(trip).getByRole("textbox"), "loose terminal tightened");
    await user.click(within(trip).getByText("Clear the trip"));
    expect(backend.of("clear_trip")).toEqual([{ room: "301", note: "loose terminal tightened" }]);
  });

  test("nothing is said where nothing holds it", async () => {
    await stage(new SpyBackend(), HeldOff, { room: await detail("203") });
    for (const held of ["held-trip", "held-load", "held-maintenance"])
      expect(screen.queryByTestId(held)).toBeNull();
  });
});

test("another moment is asked for by its address, and shown with what was known then", async () => {
  const backend = new SpyBackend();
  const chain = await backend.call("why", { room: "207" });
  backend.answer("why", () => ({ ...chain, at: 1_700_000_000_000 }));
  location.hash = "#/rooms/207/why/1700000000000";
  await stage(backend, WhyTab, { room: await detail("207") });
  expect((await screen.findByTestId("why-answer")).textContent).toContain("Room 207, ");
  await waitFor(() => expect(backend.of("why").at(-1)).toEqual({ room: "207", at: 1_700_000_000_000 }));
  await waitFor(() => expect(screen.getAllByTestId(/^rule-/)).toHaveLength(3));
  location.hash = "";
});

test("the paper names room and moment, and is in the colours of paper in any theme", async () => {
  const printed: { theme: string | undefined; text: string | null }[] = [];
  vi.stubGlobal("print", () => {
    const sheets = document.querySelector<HTMLElement>(".print-sheets");
    printed.push({
      theme: sheets?.dataset["theme"],
      text: sheets?.querySelector("header")?.textContent ?? null,
    });
  });
  document.documentElement.dataset["theme"] = "dark";
  await stage(new SpyBackend(), WhyTab, { room: await detail("207") });
  await userEvent.setup().click(await screen.findByText("Print"));
  vi.unstubAllGlobals();
  delete document.documentElement.dataset["theme"];
  expect(printed).toHaveLength(1);
  expect(printed[0]?.theme).toBe("light");
  expect(printed[0]?.text).toMatch(/Maple House.*Room 207.*\d{4} \d\d:\d\d/s);
  expect(document.querySelector(".print-sheets")).toBeNull();
});
