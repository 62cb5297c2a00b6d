import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { OperationError, type Findings, type LossBranch, type LossSum } from "$lib/backend";
import Losses from "../views/reports/Losses.svelte";
import { SpyBackend, stage } from "./stage";

const SUM: LossSum = { supply_wh: 100_000, counted_wh: 91_000, loss_wh: 9_000, loss_milli: 90, technical_wh: 3_000, band_wh: 1_000, unexplained_wh: 5_000, hours: 168, left_out: 0, night_w: 210 }; // prettier-ignore

function branch(
  point: number | null,
  name: string,
  depth: number,
  more: Partial<LossBranch> = {},
): LossBranch {
  return { point, name, depth, meters: 3, sum: SUM, verdict: "above", sentence: `about ${name}`, ...more };
}

const FINDINGS: Findings = {
  standing: [
    {
      id: 4,
      sign: "loss_bypass",
      likely: true,
      name: "103",
      room: "103",
      first_day: "2026-11-20",
      last_day: "2026-11-22",
      text: "What is missing below Main goes up and down with what room 103 uses.",
      closed_at: null,
      closed_by: null,
      note: "",
    },
  ],
  over: [],
};

async function shown(branches: LossBranch[], findings = FINDINGS): Promise<SpyBackend> {
  const backend = new SpyBackend();
  backend.answer("losses", () => ({ from: "2026-11-16", to: "2026-11-22", technical: "3", branches }));
  backend.answer("findings", () => findings);
  backend.answer("loss_slots", () => [{ name: "2026-11-22", sum: SUM, verdict: "above" }]);
  await stage(backend, Losses, {});
  return backend;
}

describe("losses", () => {
  test("what was found is closed with a word on what was there, and not without one", async () => {
    const backend = await shown([branch(1, "Main", 0)]);
    backend.answer("close_finding", () => ({ done: true }));
    const list = await screen.findByTestId("findings");
    const close = within(list).getByRole<HTMLButtonElement>("button");
    expect(close.disabled).toBe(true);
    await userEvent.type(within(list).getByRole("textbox"), "a second circuit");
    await userEvent.click(close);
    await waitFor(() => expect(backend.of("close_finding")).toEqual([{ id: 4, note: "a second circuit" }]));
  });

  test("an honest house says so", async () => {
    await shown([branch(1, "Main", 0, { verdict: "within" })], { standing: [], over: [] });
    expect((await screen.findByTestId("no-findings")).textContent).toContain("Nothing points to");
  });

  test("a branch is chosen, and its days are asked for; a day opens to its hours", async () => {
    const backend = await shown([branch(1, "Main", 0), branch(7, "Floor 2", 1)]);
    await waitFor(() => expect(backend.of("loss_slots").at(-1)?.point).toBe(1));
    await userEvent.click(await screen.findByRole("button", { name: "Floor 2" }));
    await waitFor(() => expect(backend.of("loss_slots").at(-1)?.point).toBe(7));
    const days = await screen.findByTestId("loss-slots");
    await userEvent.click(within(days).getAllByRole("button")[0] as HTMLElement);
    await waitFor(() =>
      expect(backend.of("loss_slots").at(-1)).toEqual({ point: 7, from: "2026-11-22", to: "2026-11-22" }),
    );
  });

  test("without a meter above the rooms it says what to set up", async () => {
    const backend = await shown([branch(null, "All meters at the top", 0, { verdict: "unmeasured" })]);
    await screen.findByText(/No meter stands above the rooms/);
    expect(backend.of("loss_slots")).toEqual([]);
  });

  test("a wrong percentage is said at its field, and what was typed stays", async () => {
    const backend = await shown([branch(1, "Main", 0)]);
    backend.answer("set_technical_loss", () => {
      throw new OperationError("bad-technical-loss", "Write a percentage from 0 to 20.", "percent");
    });
    await userEvent.click(await screen.findByRole("button", { name: /wires and meters take/ }));
    const field = screen.getByRole<HTMLInputElement>("textbox", { name: /Wires and meters take/ });
    await userEvent.clear(field);
    await userEvent.type(field, "50");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect((await screen.findByRole("alert")).textContent).toContain("from 0 to 20");
    expect(field.value).toBe("50");
  });
});
