import type { Change, ChangePreview } from "$lib/backend";
import type { Attempt } from "./attempt.svelte";

/**
 * A change that may touch past days: sent once, and where the engine wants it seen first, again with the token of
 * the preview that a person has looked at (rule 3).
 */
export class Wish {
  preview = $state.raw<ChangePreview | null>(null);
  readonly #attempt: Attempt;
  #send: ((seen: string | null) => Promise<Change>) | null = null;
  #done: () => void = () => undefined;

  constructor(attempt: Attempt) {
    this.#attempt = attempt;
  }

  /** `done` runs when it has been done. */
  async make(send: (seen: string | null) => Promise<Change>, done: () => void): Promise<void> {
    this.#send = send;
    this.#done = done;
    await this.#try(null);
  }

  confirm = (token: string): Promise<void> => this.#try(token);

  drop = (): void => {
    this.preview = null;
  };

  async #try(seen: string | null): Promise<void> {
    const send = this.#send;
    if (!send) return;
    let change: Change | null = null;
    await this.#attempt.run(async () => {
      change = await send(seen);
    });
    const made = change as Change | null;
    this.preview = made && !made.done ? made.preview : null;
    if (made?.done) this.#done();
  }
}
