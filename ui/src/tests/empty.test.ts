import { screen } from "@testing-library/svelte";
import type { Component } from "svelte";
import { expect, test } from "vitest";
import Overview from "../views/meters/Overview.svelte";
import EnergyBalance from "../views/reports/EnergyBalance.svelte";
import Rooms from "../views/Rooms.svelte";
import type { OperationName } from "$lib/backend";
import { SpyBackend, stage } from "./stage";

test.each<[string, Component, OperationName, string, string]>([
  ["no rooms", Rooms, "rooms", "Set up the rooms", "#/settings/setup/rooms"],
  ["no meters", Overview, "meters", "Set up a line", "#/settings/setup/line"],
])("a site with %s says what to do next", async (_, view, name, label, href) => {
  const backend = new SpyBackend();
  backend.answer(name, () => []);
  await stage(backend, view, {});
  expect((await screen.findByRole("link", { name: label })).getAttribute("href")).toBe(href);
});

test("a month in which nobody was charged says so instead of a bare head of columns", async () => {
  const backend = new SpyBackend();
  backend.answer("energy_balance", () => ({
    month: "2026-10", supply_wh: 0, generation_wh: 0, rooms_wh: 0, common_wh: 0, held_wh: 0, estimated_wh: 0,
    unexplained_wh: 0, band_wh: 0, within: true, measured: false, sentence: "Nothing was measured.", accounts: [],
  })); // prettier-ignore
  const app = await stage(backend, EnergyBalance, {});
  expect(await screen.findByText(app.words.say("no-tenancy-charged"))).toBeTruthy();
  expect(screen.queryByRole("grid")).toBeNull();
});
