import { OperationError, type Backend, type BackendEvent } from "./backend";
import { bounded } from "./bounded";
import { plain, unbroken } from "./unbroken";
import type { Args, ChangedEvent, OperationName, Result } from "./types";

const RETRY_FIRST_MS = 500;
const RETRY_LAST_MS = 10_000;
const TOKEN = "roomwatt.token";

/** A browser: `POST /api/{name}` and the event stream `GET /api/events`. */
export class HttpBackend implements Backend {
  readonly capabilities = { host: "browser", quit: false } as const;
  #language = "";
  readonly #token: string;

  constructor(token: string = takeToken()) {
    this.#token = token;
  }

  async call<N extends OperationName>(name: N, args: Args<N>): Promise<Result<N>> {
    const answer = await fetch(`/api/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...this.#headers() },
      body: JSON.stringify(bounded(plain(args))),
    }).catch((cause: unknown) => {
      throw new OperationError("connection", cause instanceof Error ? cause.message : String(cause));
    });
    const body: unknown = await answer.json().catch(() => null);
    if (answer.ok) return unbroken(body as Result<N>);
    throw OperationError.from(unbroken(body) ?? new Error(`${answer.status} ${answer.statusText}`));
  }

  subscribe(listener: (event: BackendEvent) => void): () => void {
    const stop = new AbortController();
    void this.#follow(listener, stop.signal);
    return () => stop.abort();
  }

  speak(language: string): void {
    this.#language = language;
  }

  #headers(): Record<string, string> {
    return { "x-roomwatt-token": this.#token, "accept-language": this.#language || "en" };
  }

  async #follow(listener: (event: BackendEvent) => void, signal: AbortSignal): Promise<void> {
    let wait = RETRY_FIRST_MS;
    while (!signal.aborted) {
      try {
        const answer = await fetch("/api/events", { headers: this.#headers(), signal });
        if (!answer.ok || !answer.body) throw new Error(answer.statusText);
        listener({ kind: "connection", up: true });
        // Whatever changed while the stream was down is fetched again.
        listener({ kind: "changed" });
        wait = RETRY_FIRST_MS;
        await eachEvent(answer.body, listener);
      } catch {
        // The stream ended badly; the loop opens it again.
      }
      if (signal.aborted) return;
      listener({ kind: "connection", up: false });
      await new Promise((resolve) => setTimeout(resolve, wait));
      wait = Math.min(wait * 2, RETRY_LAST_MS);
    }
  }
}

/** Reads events from a stream of lines: server-sent events (`data: {…}`) or bare JSON lines. */
export async function eachEvent(
  body: ReadableStream<Uint8Array>,
  listener: (event: ChangedEvent) => void,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const text = line.replace(/^data:/, "").trim();
      if (text.startsWith("{")) listener(JSON.parse(text) as ChangedEvent);
    }
  }
}

/** The token comes in the fragment, which no server ever sees; it is kept for reloads of this tab only. */
function takeToken(): string {
  const found = /^#token=([^&]+)/.exec(location.hash);
  if (found?.[1]) {
    sessionStorage.setItem(TOKEN, decodeURIComponent(found[1]));
    history.replaceState(null, "", `${location.pathname}${location.search}#/`);
  }
  return sessionStorage.getItem(TOKEN) ?? "";
}
