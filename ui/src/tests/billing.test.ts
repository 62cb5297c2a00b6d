import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { OperationError } from "$lib/backend";
import CloseDay from "../views/money/CloseDay.svelte";
import CloseMonth from "../views/money/CloseMonth.svelte";
import PoolSetup from "../views/money/common/PoolSetup.svelte";
import TariffPage from "../views/settings/tariffs/TariffPage.svelte";
import { SpyBackend, stage } from "./stage";

const TARIFF = "Dormitory, flat";

describe("a tariff", () => {
  test("is planned from the first of next month; the month beside it follows what is typed", async () => {
    const backend = new SpyBackend();
    await stage(backend, TariffPage, { name: TARIFF });
    const user = userEvent.setup();
    await user.click(await screen.findByTestId("tariff-plan"));
    const from = await screen.findByTestId<HTMLInputElement>("version-from");
    expect(from.value).toMatch(/^\d{4}-\d\d-01$/);
    const price = screen.getByTestId<HTMLInputElement>("version-price");
    await user.clear(price);
    await user.type(price, "0.8");
    await waitFor(() => expect(screen.getByTestId("preview-total").textContent).toContain("120.00"));
    await user.click(screen.getByTestId("tariff-save"));
    await waitFor(() => expect(backend.of("save_tariff")).toHaveLength(1));
    expect(backend.of("save_tariff")[0]).toMatchObject({ replaces: TARIFF, seen: null });
    expect(await screen.findByText("planned")).toBeTruthy();
  });

  test("that is wrong cannot be saved, and says why", async () => {
    await stage(new SpyBackend(), TariffPage, { name: TARIFF });
    const user = userEvent.setup();
    await user.click(await screen.findByTestId("tariff-plan"));
    await user.type(await screen.findByTestId("version-price"), "x");
    expect((await screen.findByTestId("tariff-problem")).textContent).toContain("not a price");
    expect(screen.getByTestId<HTMLButtonElement>("tariff-save").disabled).toBe(true);
  });

  test("that touches past days is done only after a person has seen the differences", async () => {
    const backend = new SpyBackend();
    const differences = {
      token: "seen-7", accounts: 1, total: { minor: 250, text: "¥ 2.50" },
      rows: [{ account: 3, room: "103", tenant: "Lin", month: "2026-10", before: { minor: 100, text: "¥ 1.00" }, after: { minor: 350, text: "¥ 3.50" }, difference: { minor: 250, text: "¥ 2.50" } }],
    }; // prettier-ignore
    backend.answer("save_tariff", () => ({ done: false, preview: differences }));
    await stage(backend, TariffPage, { name: TARIFF });
    const user = userEvent.setup();
    await user.click(await screen.findByTestId("tariff-plan"));
    await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>("tariff-save").disabled).toBe(false));
    await user.click(screen.getByTestId("tariff-save"));
    const confirm = await screen.findByTestId("change-confirm");
    expect(screen.getByText("Lin")).toBeTruthy();
    backend.answer("save_tariff", null);
    await user.click(confirm);
    await waitFor(() => expect(backend.of("save_tariff").map(({ seen }) => seen)).toEqual([null, "seen-7"]));
  });
});

describe("the close of a day", () => {
  test("shows the difference of what was counted, and books what the person sees", async () => {
    const backend = new SpyBackend();
    await stage(backend, CloseDay, {});
    const user = userEvent.setup();
    const row = await screen.findByTestId("count-cash");
    expect(within(row).getByText("¥ 300.00", { selector: "b", normalizer: spaces })).toBeTruthy();
    await user.type(screen.getByTestId("counted-cash"), "301");
    await waitFor(() => expect(spaces(row.textContent ?? "")).toContain("+¥ 1.00"));
    await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>("close-day").disabled).toBe(false));
    await user.click(screen.getByTestId("close-day"));
    expect(await screen.findByTestId("day-closed")).toBeTruthy();
    expect(backend.of("close_day")[0]?.counted).toEqual([{ tender: "cash", amount: "301" }]);
  });

  test("an amount that is none is said, and nothing can be closed", async () => {
    await stage(new SpyBackend(), CloseDay, {});
    await userEvent.setup().type(await screen.findByTestId("counted-cash"), "x");
    expect(await screen.findByText(/“x” is not an amount/)).toBeTruthy();
    expect(screen.getByTestId("counted-cash").getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByTestId<HTMLButtonElement>("close-day").disabled).toBe(true);
  });
});

describe("the close of a month", () => {
  test("begins with the first open month, and wants every open item seen", async () => {
    const backend = new SpyBackend();
    let asked = 0;
    backend.answer("close_month_preview", () => {
      asked += 1;
      if (asked === 2) backend.answer("close_month_preview", null);
      throw new OperationError("month-before", "Close another month first.");
    });
    const app = await stage(backend, CloseMonth, {});
    const button = await screen.findByTestId<HTMLButtonElement>("close-month");
    const [present = ""] = [app.formats.day(Date.now()).slice(0, 7)];
    const shown = screen.getByTestId<HTMLSelectElement>("month").value;
    expect(backend.of("close_month_preview").map(({ month }) => month)).toContain(shown);
    expect(shown < present).toBe(true);
    expect(button.disabled).toBe(true);
    const user = userEvent.setup();
    await user.click(screen.getByTestId("seen-day_open"));
    await user.click(screen.getByTestId("close-month"));
    await user.click(await screen.findByTestId("close-month-confirm"));
    expect(await screen.findByTestId("month-closed")).toBeTruthy();
    expect(backend.of("close_month")[0]).toEqual({ month: shown, seen: ["day_open"] });
  });
});

test("a pool is set up step by step; going back loses nothing", async () => {
  const backend = new SpyBackend();
  let saved = false;
  await stage(backend, PoolSetup, { saved: () => (saved = true) });
  const user = userEvent.setup();
  const name = await screen.findByTestId<HTMLInputElement>("pool-name");
  expect(screen.getByTestId<HTMLButtonElement>("step-next").disabled).toBe(true);
  await user.type(name, "Stairs");
  await user.click(screen.getByTestId("step-next"));
  await user.click(await screen.findByTestId("step-back"));
  expect(screen.getByTestId<HTMLInputElement>("pool-name").value).toBe("Stairs");
  await user.click(screen.getByTestId("step-next"));
  await user.click(screen.getByTestId("step-next"));
  await user.click(screen.getByTestId("basis-occupant_days"));
  expect(await screen.findByTestId("share-101")).toBeTruthy();
  await user.click(screen.getByTestId("step-next"));
  await user.click(screen.getByTestId("step-finish"));
  await waitFor(() => expect(saved).toBe(true));
  expect(backend.of("save_pool")[0]).toMatchObject({
    name: "Stairs",
    branch: 1,
    source: { kind: "common", points: [40], tariff: null },
    keys: [{ basis: "occupant_days", weight: 1 }],
    vacancy: "owner",
  });
});

function spaces(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
