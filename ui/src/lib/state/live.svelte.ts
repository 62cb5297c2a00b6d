import { untrack } from "svelte";
import { OperationError, type Args, type OperationName, type Result } from "$lib/backend";
import type { App } from "./app.svelte";

export interface LiveOptions {
  /** Only changes of this room matter. */
  room?: () => string | null;
  /** Never ask again sooner than this after a change. */
  pauseMs?: number;
  /** Changes of the building do not concern this answer. */
  still?: boolean;
}

/**
 * The answer of a read operation, kept fresh: asked again when its arguments, the language or the
 * building change. Keeps the last answer while a new one is under way, so that nothing flickers.
 * Made while a component is initialised. `args` may return null for "nothing to ask yet".
 */
export class Live<N extends OperationName> {
  data = $state.raw<Result<N> | null>(null);
  error = $state.raw<OperationError | null>(null);
  readonly #app: App;
  readonly #name: N;
  readonly #args: () => Args<N> | null;
  readonly #pauseMs: number;
  #asked = "";
  #underWay = false;
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(app: App, name: N, args: () => Args<N> | null, options: LiveOptions = {}) {
    this.#app = app;
    this.#name = name;
    this.#args = args;
    this.#pauseMs = options.pauseMs ?? 0;
    $effect(() => {
      const asked = JSON.stringify([args(), app.words.language]);
      untrack(() => {
        if (asked !== this.#asked) this.#forgetIfOther(asked);
        this.refresh();
      });
    });
    $effect(() => {
      const stop = options.still
        ? () => undefined
        : app.onChanged((rooms) => {
            const mine = options.room?.() ?? null;
            if (!rooms || mine === null || rooms.includes(mine)) this.#later();
          });
      return () => {
        this.#closed = true;
        clearTimeout(this.#timer);
        stop();
      };
    });
  }

  /** Asks now, or right after the answer that is under way. */
  refresh = (): void => {
    if (this.#underWay) {
      this.#again = true;
      return;
    }
    void this.#ask();
  };

  #forgetIfOther(asked: string): void {
    const subject = (text: string) =>
      text ? (JSON.parse(text)[0] as { room?: string } | null)?.room : undefined;
    // Another room's figures must never stand under this room's name, not even for a moment.
    if (subject(asked) !== subject(this.#asked)) this.data = null;
    this.#asked = asked;
  }

  #later(): void {
    if (this.#pauseMs === 0) return this.refresh();
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.refresh();
    }, this.#pauseMs);
  }

  async #ask(): Promise<void> {
    const args = this.#args();
    if (args === null || this.#closed) return;
    const asked = this.#asked;
    this.#underWay = true;
    try {
      const answer = await this.#app.backend.call(this.#name, args);
      if (asked === this.#asked) {
        this.data = answer;
        this.error = null;
      }
    } catch (cause) {
      if (asked === this.#asked) this.error = OperationError.from(cause);
    }
    this.#underWay = false;
    if (this.#again && !this.#closed) {
      this.#again = false;
      void this.#ask();
    }
  }
}
