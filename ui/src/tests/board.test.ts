import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { OperationError } from "$lib/backend";
import Rooms from "../views/Rooms.svelte";
import { SpyBackend, stage } from "./stage";

describe("the board of rooms", () => {
  test("every room has a tile; one that is not simply on says why", async () => {
    await stage(new SpyBackend(), Rooms, {});
    const cut = await screen.findByTestId("tile-207");
    expect(within(cut).getByText("Cut off")).toBeTruthy();
    expect(within(cut).getByText("Credit used up")).toBeTruthy();
    expect(within(screen.getByTestId("tile-304")).getByText("By hand")).toBeTruthy();
    expect(within(screen.getByTestId("tile-205")).getByText("Meter is silent")).toBeTruthy();
    expect(within(screen.getByTestId("tile-202")).getByText("Below last warning")).toBeTruthy();
    expect(screen.getAllByTestId(/^tile-/)).toHaveLength(24);
    expect(cut.getAttribute("href")).toBe("#/rooms/207");
  });

  test("a chip keeps only its rooms, and shows how many there are", async () => {
    await stage(new SpyBackend(), Rooms, {});
    const chip = await screen.findByTestId("filter-dark");
    await waitFor(() => expect(chip.textContent).toContain("2"));
    await userEvent.setup().click(chip);
    await waitFor(() => expect(screen.getAllByTestId(/^tile-/)).toHaveLength(2));
    expect(chip.getAttribute("aria-pressed")).toBe("true");
  });

  test("chips for what is rare come only with such a room, and the tile says it in a word", async () => {
    const backend = new SpyBackend();
    await stage(backend, Rooms, {});
    await screen.findByTestId("tile-301");
    expect(screen.queryByTestId("filter-locked")).toBeNull();
    backend.world.room("301").row.lock = { load: "forbidden", since: 0, until: null };
    Object.assign(backend.world.room("302").row, { limit_w: 1500, shadow: true, hazards: ["leakage"] });
    await backend.call("pause_supply", { paused: false, note: "" });
    const user = userEvent.setup();
    await user.click(await screen.findByTestId("filter-locked", {}, { timeout: 5000 }));
    await waitFor(() => expect(screen.getAllByTestId(/^tile-/)).toHaveLength(1));
    expect(within(screen.getByTestId("tile-301")).getByTestId("mark-lock").textContent).toContain("locked");
    await user.click(screen.getByTestId("filter-limited"));
    const limited = await screen.findByTestId("tile-302");
    expect(within(limited).getByTestId("mark-limit").textContent).toContain("≤ 1,500");
    expect(limited.textContent).toMatch(/leakage.*pilot/s);
    await user.click(screen.getByTestId("filter-pilot"));
    await waitFor(() => expect(screen.getAllByTestId(/^tile-/)).toHaveLength(1));
  });

  test("the search finds tenants, and an empty result offers the way back", async () => {
    await stage(new SpyBackend(), Rooms, {});
    await screen.findByTestId("tile-203");
    const user = userEvent.setup();
    await user.type(screen.getByRole("searchbox"), "rossi");
    expect(screen.queryByTestId("tile-203")).not.toBeNull();
    expect(screen.queryByTestId("tile-204")).toBeNull();
    await user.type(screen.getByRole("searchbox"), "xyz");
    await user.click(await screen.findByText("Show all rooms"));
    expect(screen.getAllByTestId(/^tile-/)).toHaveLength(24);
  });

  test("the list gives the whole reason and is remembered", async () => {
    await stage(new SpyBackend(), Rooms, {});
    await screen.findByTestId("tile-207");
    await userEvent.setup().click(screen.getByTestId("as-list"));
    expect(screen.getByTestId("row-207").textContent).toContain("below the limit");
    expect(localStorage.getItem("roomwatt.rooms-as")).toBe("list");
  });

  test("a failure is said and can be tried again", async () => {
    const backend = new SpyBackend();
    backend.answer("rooms", () => {
      throw new OperationError("store", "The database could not be used.");
    });
    await stage(backend, Rooms, {});
    expect(await screen.findByText("The database could not be used.")).toBeTruthy();
    backend.answer("rooms", null);
    await userEvent.setup().click(screen.getByText("Try again"));
    expect(await screen.findByTestId("tile-101")).toBeTruthy();
  });
});
