import { OperationError } from "$lib/backend";

/** One try to do something: whether it is under way, and what was wrong, at its field where it has one. */
export class Attempt {
  sending = $state(false);
  problem = $state.raw<OperationError | null>(null);
  readonly #fields: readonly string[];

  /** `fields` are shown with their own messages; any other problem is said for the whole form. */
  constructor(...fields: string[]) {
    this.#fields = fields;
  }

  /** Runs it unless one run is under way; true when it went well. */
  async run(work: () => Promise<void>): Promise<boolean> {
    if (this.sending) return false;
    this.sending = true;
    this.problem = null;
    try {
      await work();
    } catch (cause) {
      this.problem = OperationError.from(cause);
    }
    this.sending = false;
    return this.problem === null;
  }

  at(field: string): string | null {
    return this.problem?.field === field ? this.problem.message : null;
  }

  /** The problem that belongs to no field in sight. */
  get rest(): OperationError | null {
    const field = this.problem?.field ?? null;
    return field !== null && this.#fields.includes(field) ? null : this.problem;
  }
}
