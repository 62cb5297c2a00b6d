import type { Args, ChangedEvent, OperationName, Result } from "./types";

/** What this host of the screens can do; a screen hides what its host cannot. */
export interface Capabilities {
  host: "desktop" | "browser" | "fixtures";
  /** The whole program can be stopped from here. */
  quit: boolean;
}

export type BackendEvent = ChangedEvent | { kind: "connection"; up: boolean };

/** The one way from the screens to the engine. */
export interface Backend {
  readonly capabilities: Capabilities;
  /** Runs one operation. Rejects with an OperationError whose message is fit to be shown. */
  call<N extends OperationName>(name: N, args: Args<N>): Promise<Result<N>>;
  /** Follows changes until the returned function is called. */
  subscribe(listener: (event: BackendEvent) => void): () => void;
  /** The language in which the engine answers from now on. */
  speak(language: string): void;
}

export class OperationError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly field: string | null = null,
  ) {
    super(message);
  }

  /** Accepts what any host throws: the engine's own shape, or anything else as a broken connection. */
  static from(cause: unknown): OperationError {
    if (cause instanceof OperationError) return cause;
    if (cause !== null && typeof cause === "object" && "code" in cause && "message" in cause) {
      const { code, message, field } = cause as { code: unknown; message: unknown; field?: unknown };
      return new OperationError(String(code), String(message), typeof field === "string" ? field : null);
    }
    return new OperationError("connection", cause instanceof Error ? cause.message : String(cause));
  }
}
