import { screen } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import type { RoomPage } from "$lib/backend";
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
