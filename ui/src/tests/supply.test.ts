import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { OperationError, type SupplyRuleForm, type SupplyRuleRow } from "$lib/backend";
import { draft, KINDS, parseItem, type Kind } from "../views/settings/supply/drafts";
import SettingsForm from "../views/settings/SettingsForm.svelte";
import RuleForm from "../views/settings/supply/RuleForm.svelte";
import RuleList from "../views/settings/supply/RuleList.svelte";
import { SpyBackend, stage } from "./stage";

const SITE = 1;

function row(kind: Kind, more: Partial<SupplyRuleRow> = {}): SupplyRuleRow {
  return { place: SITE, path: "Maple House", kind, rule: draft(kind), rooms: 24, words: "In words.", since: 0, actor: "Office", unconfirmed: false, ...more }; // prettier-ignore
}

async function form(
  kind: Kind,
  found: SupplyRuleRow | null = row(kind),
): Promise<{ backend: SpyBackend; done: { saved: boolean } }> {
  const backend = new SpyBackend();
  const done = { saved: false };
  await stage(backend, RuleForm, {
    kind,
    row: found,
    place: SITE,
    saved: () => (done.saved = true),
    list: "#/",
  });
  await screen.findByTestId("rule-form");
  return { backend, done };
}

test("every kind has a draft of its own kind, and its address is read back", () => {
  for (const kind of KINDS) {
    expect(draft(kind).kind).toBe(kind);
    expect(parseItem(`${kind}-12`)).toEqual({ kind, place: 12 });
    expect(parseItem(`${kind}-+`)).toEqual({ kind, place: null });
  }
  for (const item of [null, "house", "kettle-3", "load-x"]) expect(parseItem(item)).toBeNull();
});

describe("the form of a rule", () => {
  test("a wrong number is shown at its field, and what was typed stays", async () => {
    const { backend, done } = await form("load");
    const user = userEvent.setup();
    const limit = screen.getByTestId<HTMLInputElement>("limit-w");
    await user.clear(limit);
    await user.type(limit, "0");
    await user.clear(screen.getByTestId("over-s"));
    await user.type(screen.getByTestId("over-s"), "45");
    await user.click(screen.getByTestId("rule-save"));
    expect((await screen.findByRole("alert")).textContent).toContain("choose from 1");
    expect(limit.getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByTestId<HTMLInputElement>("over-s").value).toBe("45");
    expect(done.saved).toBe(false);
    await user.clear(limit);
    await user.type(limit, "1500");
    await user.click(screen.getByTestId("rule-save"));
    await waitFor(() => expect(done.saved).toBe(true));
    expect(backend.of("save_supply_rule").at(-1)?.rule).toMatchObject({ limit_w: 1500, over_s: 45 });
  });

  test.each([
    [false, 0],
    [true, 23],
  ])("lights out acts only on the number that a person has agreed to (%s)", async (agrees, confirmed) => {
    const { backend, done } = await form("lights_out");
    await waitFor(() => expect(screen.getByTestId("week-rooms").textContent).toContain("23"));
    const user = userEvent.setup();
    if (agrees) await user.click(screen.getByTestId("agree"));
    await user.click(screen.getByTestId("rule-save"));
    await waitFor(() => expect(done.saved).toBe(true));
    const sent = backend.of("save_supply_rule")[0]?.rule as Extract<SupplyRuleForm, { kind: "lights_out" }>;
    expect(sent.confirmed).toBe(confirmed);
  });

  test("the week is shown as bars that can be read", async () => {
    await form("lights_out");
    const bars = await screen.findAllByRole("img", { name: /00:00–06:00, 23:00–24:00/ });
    expect(bars).toHaveLength(7);
  });

  test("what holds above can be lifted here", async () => {
    const { backend, done } = await form("safety");
    const user = userEvent.setup();
    await user.click(screen.getByTestId("lifted"));
    expect(screen.queryByTestId("hazard-heat")).toBeNull();
    await user.click(screen.getByTestId("rule-save"));
    await waitFor(() => expect(done.saved).toBe(true));
    expect(backend.of("save_supply_rule")).toEqual([{ place: SITE, kind: "safety", rule: null }]);
  });

  test("a bound of safety is taken out and put back with its default", async () => {
    const { backend, done } = await form("safety");
    const user = userEvent.setup();
    await user.click(screen.getByTestId("hazard-heat"));
    await user.click(screen.getByTestId("hazard-over_current"));
    expect(screen.getByTestId<HTMLInputElement>("bound-over_current").value).toBe("16");
    await user.click(screen.getByTestId("rule-save"));
    await waitFor(() => expect(done.saved).toBe(true));
    const sent = backend.of("save_supply_rule")[0]?.rule as Extract<SupplyRuleForm, { kind: "safety" }>;
    expect(sent.bounds.map((bound) => bound.hazard)).toEqual(["over_voltage", "under_voltage", "leakage", "over_current"]); // prettier-ignore
  });
});

test("the list says what holds where, what is not in force yet, and asks before it removes", async () => {
  const backend = new SpyBackend();
  const rows = [row("lights_out", { unconfirmed: true }), row("load", { place: 7, path: "Maple House / 1", rooms: 8 })]; // prettier-ignore
  await backend.call("save_supply_rule", { place: SITE, kind: "lights_out", rule: draft("lights_out") });
  await stage(backend, RuleList, { rows, changed: () => undefined });
  expect((await screen.findByTestId("rule-lights_out-1")).textContent).toContain("not in force yet");
  expect(screen.getByTestId("rule-load-7").textContent).toMatch(/Maple House \/ 1.*8 rooms/s);
  const user = userEvent.setup();
  await user.click(screen.getByLabelText("Remove Maple House / 1"));
  expect(backend.of("remove_supply_rule")).toEqual([]);
  await user.click(screen.getByText("Remove it now"));
  expect(backend.of("remove_supply_rule")).toEqual([{ place: 7, kind: "load" }]);
});

describe("the settings of supply", () => {
  async function settings(): Promise<SpyBackend> {
    const backend = new SpyBackend();
    await stage(backend, SettingsForm, { found: await backend.call("settings", {}), saved: () => undefined });
    await screen.findByTestId("supply-settings");
    return backend;
  }

  test("debts cut only after the warning was agreed to", async () => {
    const backend = await settings();
    const user = userEvent.setup();
    await user.click(screen.getByTestId("setting-debts-cut"));
    expect((await screen.findByRole("alert")).textContent).toContain("unlawful");
    await user.click(screen.getByTestId("settings-save"));
    expect(backend.of("save_settings")).toEqual([]);
    await user.click(screen.getByTestId("debts-sure"));
    await user.click(screen.getByTestId("settings-save"));
    await waitFor(() => expect(backend.of("save_settings").map((sent) => sent.debts_cut)).toEqual([true]));
  });

  test.each([
    ["warn2", "setting-warn2"],
    ["warn1_days", "setting-warn1-days"],
    ["emergency_credit", "setting-emergency-credit"],
  ])("what is wrong with %s is said once, at its field", async (field, id) => {
    const backend = await settings();
    backend.answer("save_settings", () => {
      throw new OperationError("bad-amount", "The amount is too large.", field);
    });
    await userEvent.setup().click(screen.getByTestId("settings-save"));
    const said = await screen.findAllByRole("alert");
    expect(said.map((one) => one.textContent)).toEqual(["The amount is too large."]);
    expect(screen.getByTestId(id).getAttribute("aria-invalid")).toBe("true");
    expect(
      screen
        .getByTestId(id)
        .closest("label")
        ?.contains(said[0] ?? null),
    ).toBe(true);
  });

  test("a wrong time of friendly hours is shown at its field and stays as it was typed", async () => {
    const backend = await settings();
    const user = userEvent.setup();
    await user.click(screen.getByTestId("setting-friendly"));
    const from = await screen.findByTestId<HTMLInputElement>("setting-cut-from");
    await user.clear(from);
    await user.type(from, "9h30");
    backend.answer("save_settings", () => {
      throw new OperationError("bad-time", "“9h30” is no time.", "cut_from");
    });
    await user.click(screen.getByTestId("settings-save"));
    await waitFor(() => expect(from.getAttribute("aria-invalid")).toBe("true"));
    expect(from.value).toBe("9h30");
  });
});
