import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import OccupantsDialog from "../views/room/tenant/OccupantsDialog.svelte";
import { bindValidity } from "$lib/state/validity";
import { SpyBackend, stage } from "./stage";

test.each([
  ["en", "-3", "Write 0 or more."],
  ["en", "500", "Write 50 or less."],
  ["en", "2.5", "Write a whole number."],
  ["en", "", "Fill this in."],
  ["zh-CN", "-3", "不能小于 0。"],
  ["zh-CN", "", "请填写此项。"],
] as const)(
  "in %s a field with %j says %s at the field, and nothing is sent",
  async (language, text, said) => {
    const backend = new SpyBackend();
    const room = await backend.call("room", { room: "101" });
    const app = await stage(backend, OccupantsDialog, { room, close: () => {} });
    app.words.choose(language);
    const off = bindValidity(app.words);
    const field = await screen.findByTestId<HTMLInputElement>("occupants");
    await fireEvent.input(field, { target: { value: text } });
    await fireEvent.click(screen.getByTestId("occupants-save"));
    await waitFor(() => expect(screen.getByRole("alert").textContent).toBe(said));
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(document.activeElement).toBe(field);
    expect(backend.of("change_occupants")).toEqual([]);

    await fireEvent.input(field, { target: { value: "3" } });
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
    await fireEvent.click(screen.getByTestId("occupants-save"));
    await waitFor(() => expect(backend.of("change_occupants").map((args) => args.occupants)).toEqual([3]));
    off();
  },
);
