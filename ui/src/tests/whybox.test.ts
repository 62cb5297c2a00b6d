import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import WhyBox from "$domain/WhyBox.svelte";
import RoomTile from "$domain/RoomTile.svelte";
import type { RoomPage } from "$lib/backend";
import { SpyBackend, stage } from "./stage";

const NEXT = "The supply may be cut below ¥ 0.00, after a notice.";

test.each<[string, Partial<RoomPage>, boolean]>([
  [
    "a room on credit",
    { state: "on", desired: "on", reason: { code: "ok_credit", args: {}, text: "On." } },
    true,
  ],
  [
    "a vacant room",
    { state: "vacant", desired: "on", reason: { code: "vacant", args: {}, text: "On." } },
    false,
  ],
  [
    "protected supply",
    { state: "low", desired: "on", reason: { code: "protected_guard", args: {}, text: "On." } },
    false,
  ],
  [
    "a room that is off by hand",
    { state: "off", desired: "off", reason: { code: "manual_off", args: {}, text: "Off." } },
    false,
  ],
])("of %s it is said what credit would do next: %o", async (_, change, said) => {
  const backend = new SpyBackend();
  const room = { ...(await backend.call("room", { room: "101" })), next: [NEXT], ...change };
  await stage(backend, WhyBox, { room });
  await screen.findByTestId("room-why");
  expect(screen.queryByText(NEXT) !== null).toBe(said);
});

test("the tile of a vacant room counts no days", async () => {
  const backend = new SpyBackend();
  const [row] = await backend.call("rooms", {});
  if (!row) throw new Error("the building has no room");
  const vacant = { ...row, state: "vacant" as const, days_left: 0 };
  const app = await stage(backend, RoomTile, { row: vacant });
  const tile = await screen.findByTestId(`tile-${row.name}`);
  expect(tile.textContent).not.toContain(app.words.say("tile-days", { days: 0 }));
});
