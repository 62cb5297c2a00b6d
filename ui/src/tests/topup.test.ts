import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { OperationError } from "$lib/backend";
import { SpyBackend, stage } from "./stage";

async function open(backend: SpyBackend, room = "207") {
  const app = await stage(backend);
  await waitFor(() => expect(app.site).not.toBeNull());
  app.ask({ kind: "top_up", room });
  const amount = await screen.findByTestId<HTMLInputElement>("topup-amount");
  return { app, amount, user: userEvent.setup() };
}

describe("the top-up dialog", () => {
  test("Enter books it, and the receipt and the supply are shown", async () => {
    const backend = new SpyBackend();
    const { amount, user } = await open(backend);
    await user.type(amount, "50");
    expect(await screen.findByText("¥ 49.88", { normalizer: spaces })).toBeTruthy();
    await user.keyboard("{Enter}");
    const receipt = await screen.findByTestId("topup-receipt");
    expect(receipt.textContent).toBe("2026-00424");
    expect(screen.getByTestId("topup-supply").textContent).toContain("coming back");
    await waitFor(() => expect(screen.getByTestId("topup-supply").textContent).toContain("is on"), {
      timeout: 4000,
    });
  });

  test("the same key is sent again after a broken connection", async () => {
    const backend = new SpyBackend();
    const { amount, user } = await open(backend);
    await user.type(amount, "20");
    backend.answer("top_up", () => {
      throw new OperationError("connection", "The line is dead.");
    });
    await user.click(screen.getByTestId("topup-submit"));
    expect(await screen.findByText("The line is dead.")).toBeTruthy();
    backend.answer("top_up", null);
    await user.click(screen.getByTestId("topup-submit"));
    await screen.findByTestId("topup-receipt");
    const keys = backend.of("top_up").map((args) => args.key);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
  });

  test("a reload after an error keeps the key and what was typed", async () => {
    const first = new SpyBackend();
    const { app, amount, user } = await open(first);
    await user.type(amount, "35");
    await user.click(screen.getByTestId("topup-tender-wechat"));
    first.answer("top_up", () => {
      throw new OperationError("connection", "gone");
    });
    await user.click(screen.getByTestId("topup-submit"));
    await screen.findByText("gone");
    app.close();
    await waitFor(() => expect(screen.queryByTestId("topup-amount")).toBeNull());
    const second = new SpyBackend();
    const again = await open(second);
    expect(again.amount.value).toBe("35");
    await again.user.click(screen.getByTestId("topup-submit"));
    await screen.findByTestId("topup-receipt");
    expect(second.of("top_up")[0]).toEqual({ ...first.of("top_up")[0], tender: "wechat" });
  });

  test("a new attempt after success has a new key", async () => {
    const backend = new SpyBackend();
    const { app, amount, user } = await open(backend);
    await user.type(amount, "20{Enter}");
    await screen.findByTestId("topup-receipt");
    app.close();
    app.ask({ kind: "top_up", room: "207" });
    const next = await screen.findByTestId<HTMLInputElement>("topup-amount");
    expect(next.value).toBe("");
    await user.type(next, "20{Enter}");
    await waitFor(() => expect(backend.of("top_up")).toHaveLength(2));
    const [one, two] = backend.of("top_up");
    expect(one?.key).not.toBe(two?.key);
  });

  test("offers the smallest amount that restores supply", async () => {
    const { amount, user } = await open(new SpyBackend());
    await user.click(await screen.findByTestId("topup-smallest"));
    expect(amount.value).toBe("1.12");
    expect(await screen.findByText("Supply comes back by itself.")).toBeTruthy();
    await user.clear(amount);
    await user.type(amount, "1");
    expect(await screen.findByText(/Supply stays off below/)).toBeTruthy();
  });

  test("a refused amount is said at the field and nothing is sent", async () => {
    const backend = new SpyBackend();
    const { amount, user } = await open(backend);
    await user.type(amount, "-5");
    expect(await screen.findByText(/above zero/)).toBeTruthy();
    expect(amount.getAttribute("aria-invalid")).toBe("true");
    expect(backend.of("top_up")).toHaveLength(0);
  });
});

function spaces(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
