import { OperationError, type Args, type OperationName, type Result } from "$lib/backend";
import type { App } from "./app.svelte";

const PAUSE_MS = 180;
const AGAIN_MS = 4_000;

/**
 * What the engine says to a form while it is being filled in: asked a moment after the last change. Keeps the
 * last answer while the next is awaited; an error stands beside it. Made while a component is initialised.
 */
export class Preview<N extends OperationName> {
  data = $state.raw<Result<N> | null>(null);
  error = $state.raw<OperationError | null>(null);
  /** The answer is not yet that of what is typed. */
  behind = $state(false);
  readonly #app: App;
  readonly #name: N;
  #latest = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `args` returns null for "nothing to ask". What rests on this room's readings is asked again as they come. */
  constructor(app: App, name: N, args: () => Args<N> | null, room: string | null = null) {
    this.#app = app;
    this.#name = name;
    $effect(() => {
      const asked = args();
      const key = JSON.stringify([asked, app.words.language]);
      // Other reasons to look again do not restart the pause.
      if (key === this.#latest) return;
      this.#latest = key;
      clearTimeout(this.#timer);
      this.behind = asked !== null;
      if (asked !== null) this.#timer = setTimeout(() => void this.#ask(asked, key), PAUSE_MS);
      else this.data = this.error = null;
    });
    $effect(() => () => clearTimeout(this.#timer));
    if (room === null) return;
    let last = Date.now();
    $effect(() =>
      app.onChanged((rooms) => {
        const asked = args();
        if (asked === null || this.behind || Date.now() - last < AGAIN_MS) return;
        if (rooms !== null && !rooms.includes(room)) return;
        last = Date.now();
        void this.#ask(asked, this.#latest);
      }),
    );
  }

  async #ask(args: Args<N>, key: string): Promise<void> {
    try {
      const answer = await this.#app.backend.call(this.#name, args);
      if (key !== this.#latest) return;
      this.data = answer;
      this.error = null;
    } catch (cause) {
      if (key !== this.#latest) return;
      this.error = OperationError.from(cause);
    }
    this.behind = false;
  }
}
