import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { OperationError, type Alarm, type Severity } from "$lib/backend";
import { alarmGroups, unseen, worst } from "$lib/alarms";
import Alarms from "../views/Alarms.svelte";
import Loads from "../views/alarms/Loads.svelte";
import { SpyBackend, stage } from "./stage";

const ENGINE = import.meta.glob<string>("../../../assets/locales/en/*.ftl", {
  query: "?raw",
  import: "default",
  eager: true,
});

function alarm(id: number, severity: Severity, kind: string, more: Partial<Alarm> = {}): Alarm {
  return {
    id,
    at: id * 1000,
    kind,
    severity,
    room: `10${id}`,
    text: `alarm ${id}`,
    acknowledged: false,
    acknowledged_at: null,
    owner: "",
    note: "",
    cleared_at: null,
    ...more,
  };
}

describe("alarms in order", () => {
  test("the worst first, then the newest, and many of a kind together", () => {
    const silent = [1, 2, 3, 4].map((id) => alarm(id, "warning", "meter_silent"));
    const groups = alarmGroups([...silent, alarm(5, "info", "unwatched"), alarm(6, "critical", "relay_welded"), alarm(7, "warning", "overload")]); // prettier-ignore
    expect(groups.map((group) => [group.kind, group.many, group.alarms.length])).toEqual([
      ["relay_welded", false, 1],
      ["overload", false, 1],
      ["meter_silent", true, 4],
      ["unwatched", false, 1],
    ]);
  });

  test("three of a kind still stand one by one; the number of a line is no kind of its own", () => {
    const down = [1, 2, 3].map((id) => alarm(id, "warning", `line_down:${id}`));
    expect(alarmGroups(down).map((group) => group.many)).toEqual([false, false, false]);
    expect(alarmGroups([...down, alarm(4, "warning", "line_down:9")])).toHaveLength(1);
  });

  test("only what is open and unseen counts", () => {
    const seen = alarm(1, "critical", "heat", { acknowledged: true });
    const over = alarm(2, "critical", "heat", { cleared_at: 5 });
    const left = unseen([seen, over, alarm(3, "info", "unwatched"), alarm(4, "warning", "overload")]);
    expect(left.map((one) => one.id)).toEqual([3, 4]);
    expect(worst(left)).toBe("warning");
  });
});

test("every alarm that the engine can raise has a name in the list of kinds", async () => {
  const app = await stage(new SpyBackend(), Alarms, {});
  const all = Object.values(ENGINE).join("\n");
  const raised = [...all.matchAll(/^alarm-([a-z0-9-]+) = .*(?:\{|room|Room)/gm)].map(
    (match) => match[1] ?? "",
  );
  const engine = Object.entries(ENGINE).filter(([path]) => !/app\.ftl|screen-/.test(path)).map(([, text]) => text).join("\n"); // prettier-ignore
  const kinds = [...engine.matchAll(/^alarm-([a-z0-9-]+) =/gm)].map((match) => match[1] ?? "");
  expect(kinds.length).toBeGreaterThan(20);
  expect(raised.length).toBeGreaterThan(0);
  expect(kinds.filter((kind) => !app.words.has(`alarm-kind-${kind}`))).toEqual([]);
});

describe("the alarm centre", () => {
  test("says that all is well, and when nobody watched", async () => {
    const backend = new SpyBackend();
    backend.answer("alarms", () => []);
    await stage(backend, Alarms, {});
    expect(await screen.findByTestId("all-quiet")).toBeTruthy();
    await waitFor(() =>
      expect(screen.getByTestId("watched").textContent).toMatch(/120 min.*program was stopped/s),
    );
  });

  test("an alarm is marked as seen with a note", async () => {
    const backend = new SpyBackend();
    backend.answer("alarms", () => [alarm(1, "critical", "relay_welded"), alarm(2, "info", "unwatched")]);
    await stage(backend, Alarms, {});
    const user = userEvent.setup();
    await user.click(await screen.findByTestId("alarm-see-1"));
    await user.type(screen.getByTestId("alarm-note-1"), "electrician called");
    await user.click(screen.getByTestId("alarm-seen-1"));
    expect(backend.of("acknowledge_alarm")).toEqual([{ id: 1, note: "electrician called" }]);
  });

  test("is filtered by severity, and an empty result offers the way back", async () => {
    const backend = new SpyBackend();
    backend.answer("alarms", () => [alarm(1, "critical", "relay_welded"), alarm(2, "warning", "overload")]);
    await stage(backend, Alarms, {});
    const user = userEvent.setup();
    await screen.findByTestId("alarm-1");
    await user.click(screen.getByTestId("severity-warning"));
    expect(screen.queryByTestId("alarm-1")).toBeNull();
    expect(screen.getByTestId("alarm-2")).toBeTruthy();
    await user.click(screen.getByTestId("severity-info"));
    await user.click(await screen.findByText("Show all rooms"));
    expect(await screen.findByTestId("alarm-1")).toBeTruthy();
  });

  test("many of a kind are seen together", async () => {
    const backend = new SpyBackend();
    backend.answer("acknowledge_alarm", () => alarm(1, "warning", "meter_silent"));
    backend.answer("alarms", () => [1, 2, 3, 4, 5].map((id) => alarm(id, "warning", "meter_silent")));
    await stage(backend, Alarms, {});
    const group = await screen.findByTestId("group-meter_silent");
    const user = userEvent.setup();
    await user.type(within(group).getByRole("textbox"), "line A is being repaired");
    await user.click(within(group).getByText("Mark all 5 as seen"));
    await waitFor(() => expect(backend.of("acknowledge_alarm").map(({ id }) => id)).toEqual([5, 4, 3, 2, 1]));
  });
});

describe("loads", () => {
  test("a locked room is let go with a note; without one the refusal stands at the field and nothing is lost", async () => {
    const backend = new SpyBackend();
    backend.world.room("301").row.lock = { load: "overload", since: 0, until: null };
    await stage(backend, Loads, {});
    const user = userEvent.setup();
    const form = await screen.findByTestId("release-301");
    await user.click(within(form).getByTestId("release-submit"));
    expect(within(form).getByTestId("release-note").getAttribute("aria-invalid")).toBe("true");
    expect((await screen.findByRole("alert")).textContent).toBe("Say why.");
    await user.type(within(form).getByTestId("release-note"), "kettle taken away");
    backend.answer("release_load", () => {
      throw new OperationError("store", "The database could not be used.");
    });
    await user.click(within(form).getByTestId("release-submit"));
    expect(await screen.findByText("The database could not be used.")).toBeTruthy();
    expect(within(form).getByTestId<HTMLInputElement>("release-note").value).toBe("kettle taken away");
    backend.answer("release_load", null);
    await user.click(within(form).getByTestId("release-submit"));
    await waitFor(() => expect(screen.queryByTestId("release-301")).toBeNull());
    expect(backend.of("release_load").at(-1)).toEqual({ room: "301", note: "kettle taken away" });
  });
});
