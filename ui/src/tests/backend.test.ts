import { waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, test, vi } from "vitest";
import { OperationError, type BackendEvent } from "$lib/backend";
import { bounded } from "$lib/backend/bounded";
import { eachEvent, HttpBackend } from "$lib/backend/http";
import { Draft } from "$lib/key";

afterEach(() => vi.unstubAllGlobals());

function body(...parts: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });
}

describe("the event stream", () => {
  test.each([
    [
      "server-sent events",
      ['data: {"kind":"changed"}\n\n: beat\n\ndata: {"kind":"changed","rooms":["203"]}\n\n'],
    ],
    ["bare lines, cut anywhere", ['{"kind":"cha', 'nged"}\n{"kind":"changed","ro', 'oms":["203"]}\n']],
  ])("%s", async (_, parts) => {
    const events: BackendEvent[] = [];
    await eachEvent(body(...parts), (event) => events.push(event));
    expect(events).toEqual([{ kind: "changed" }, { kind: "changed", rooms: ["203"] }]);
  });

  test("opens, tells that all may have changed, and says when it ends", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(body('{"kind":"changed","rooms":["101"]}\n'))));
    const events: BackendEvent[] = [];
    const stop = new HttpBackend("t").subscribe((event) => events.push(event));
    await waitFor(() => expect(events).toHaveLength(4));
    stop();
    expect(events).toEqual([
      { kind: "connection", up: true },
      { kind: "changed" },
      { kind: "changed", rooms: ["101"] },
      { kind: "connection", up: false },
    ]);
  });
});

describe("a call over HTTP", () => {
  test("carries token, language and arguments", async () => {
    const fetched = vi.fn(() => Promise.resolve(Response.json([])));
    vi.stubGlobal("fetch", fetched);
    const backend = new HttpBackend("secret");
    backend.speak("zh-CN");
    expect(await backend.call("receipts", { from: "2026-11-01", to: "2026-11-30" })).toEqual([]);
    expect(fetched).toHaveBeenCalledWith("/api/receipts", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-roomwatt-token": "secret",
        "accept-language": "zh-CN",
      },
      body: '{"from":"2026-11-01","to":"2026-11-30"}',
    });
  });

  test("a refusal keeps its code, sentence and field", async () => {
    const refusal = { code: "amount", message: "Too much.", field: "amount" };
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json(refusal, { status: 422 })));
    await expect(new HttpBackend("t").call("overview", {})).rejects.toMatchObject(refusal);
  });

  test("a dead server is a broken connection", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("refused")));
    const failed = await new HttpBackend("t").call("overview", {}).catch((cause: unknown) => cause);
    expect(failed).toBeInstanceOf(OperationError);
    expect(failed).toMatchObject({ code: "connection" });
  });

  test("takes the token out of the address", async () => {
    location.hash = "#token=abc%20d";
    const fetched = vi.fn((_: string, options: RequestInit) =>
      Promise.resolve(Response.json(options.headers)),
    );
    vi.stubGlobal("fetch", fetched);
    expect(await new HttpBackend().call("overview", {})).toMatchObject({ "x-roomwatt-token": "abc d" });
    expect(location.hash).toBe("#/");
    expect(await new HttpBackend().call("overview", {})).toMatchObject({ "x-roomwatt-token": "abc d" });
  });
});

test("a draft keeps its key until it is dropped", () => {
  const draft = Draft.open("topup.203", { amount: "" });
  draft.keep({ amount: "5" });
  const again = Draft.open("topup.203", { amount: "" });
  expect(again).toMatchObject({ key: draft.key, values: { amount: "5" } });
  expect(Draft.open("topup.204", { amount: "" }).key).not.toBe(draft.key);
  again.drop();
  expect(Draft.open("topup.203", { amount: "" }).key).not.toBe(draft.key);
});

test.each([
  [
    { limit_w: -1e20, over_s: 30 },
    { limit_w: Number.MIN_SAFE_INTEGER, over_s: 30 },
  ],
  [
    { hours: [{ limit_w: 1e300, days: ["workday"] }] },
    { hours: [{ limit_w: Number.MAX_SAFE_INTEGER, days: ["workday"] }] },
  ],
  [
    { text: "1e300", none: null, yes: true },
    { text: "1e300", none: null, yes: true },
  ],
])("numbers beyond what the engine holds go as the bound: %j", async (typed, sent) => {
  expect(bounded<unknown>(typed)).toEqual(sent);
  const fetched = vi.fn<typeof fetch>(() => Promise.resolve(new Response("{}")));
  vi.stubGlobal("fetch", fetched);
  await new HttpBackend("t").call("save_supply_rule", typed as never);
  expect(JSON.parse(fetched.mock.calls[0]?.[1]?.body as string)).toEqual(sent);
});
