import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { OperationError, type ChannelKind } from "$lib/backend";
import ChannelForm from "../views/alarms/ChannelForm.svelte";
import { SpyBackend, stage } from "./stage";

const setting = (key: string, hint: string) => ({
  key,
  hint,
  secret: false,
  default: null,
  value: null,
  filled: false,
});
const KINDS: ChannelKind[] = [
  {
    template: "email",
    name: "email of the file",
    source: "",
    reach: "email",
    settings: [setting("host", "Mail server"), setting("security", "Encryption")],
  },
  { template: "own", name: "Our pager", source: "", reach: "chat", settings: [setting("url", "Address")] },
];

test.each([
  ["channel-setting-missing", "Fill in “host”.", "host", /^Fill this in: without it/],
  ["bad-channel-setting", "The value of “security” cannot be used.", "security", /^This cannot be used/],
])("%s is said at the field, in the words that stand there", async (code, message, key, said) => {
  const backend = new SpyBackend();
  await stage(backend, ChannelForm, { row: null, kinds: KINDS, saved: () => undefined, list: "#/" });
  const user = userEvent.setup();
  await user.click(await screen.findByTestId("kind-email"));
  expect(screen.getByTestId<HTMLInputElement>("channel-name").value).toBe("E-mail (SMTP)");
  backend.answer("save_channel", () => {
    throw new OperationError(code, message, "settings");
  });
  await user.click(screen.getByTestId("channel-save"));
  const alerts = await screen.findAllByRole("alert");
  expect(alerts).toHaveLength(1);
  expect(alerts[0]?.textContent).toMatch(said);
  expect(screen.getByTestId(`setting-${key}`).getAttribute("aria-invalid")).toBe("true");

  // What was wrong with one kind is not said of another; a kind of one's own keeps its name.
  await user.click(screen.getByTestId("kind-own"));
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getByTestId<HTMLInputElement>("channel-name").value).toBe("Our pager");
});
