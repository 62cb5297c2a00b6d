/**
 * A fresh idempotency key. `crypto.randomUUID` exists only on secure origins; a landlord's phone
 * on the local network is none, so the key is made from random bytes.
 */
export function mintKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const PREFIX = "roomwatt.draft.";

/**
 * A form's key and what was typed, kept over errors and reloads until the form has succeeded: the
 * same attempt sent twice is one top-up (rule 4).
 */
export class Draft<T extends object> {
  readonly key: string;
  readonly #name: string;
  readonly values: T;

  private constructor(name: string, key: string, values: T) {
    this.#name = name;
    this.key = key;
    this.values = values;
  }

  static open<T extends object>(name: string, start: T): Draft<T> {
    const kept = sessionStorage.getItem(PREFIX + name);
    if (kept) {
      const { key, values } = JSON.parse(kept) as { key: string; values: T };
      return new Draft(name, key, { ...start, ...values });
    }
    const draft = new Draft(name, mintKey(), start);
    draft.keep(start);
    return draft;
  }

  keep(values: T): void {
    sessionStorage.setItem(PREFIX + this.#name, JSON.stringify({ key: this.key, values }));
  }

  /** The attempt is over: the next one gets a key of its own. */
  drop(): void {
    sessionStorage.removeItem(PREFIX + this.#name);
  }
}
