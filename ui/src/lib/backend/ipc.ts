import { Channel, invoke } from "@tauri-apps/api/core";
import { OperationError, type Backend, type BackendEvent } from "./backend";
import { bounded } from "./bounded";
import { plain, unbroken } from "./unbroken";
import type { Args, ChangedEvent, OperationName, Result } from "./types";

/** The desktop: two Tauri commands, `call` and `subscribe`. */
export class IpcBackend implements Backend {
  readonly capabilities = { host: "desktop", quit: true } as const;
  #language = "";

  async call<N extends OperationName>(name: N, args: Args<N>): Promise<Result<N>> {
    try {
      return unbroken(
        await invoke<Result<N>>("call", { name, args: bounded(plain(args)), language: this.#language }),
      );
    } catch (cause) {
      throw OperationError.from(unbroken(cause));
    }
  }

  subscribe(listener: (event: BackendEvent) => void): () => void {
    let open = true;
    const channel = new Channel<ChangedEvent>();
    channel.onmessage = (event) => {
      if (open) listener(event);
    };
    invoke("subscribe", { channel }).then(
      () => open && listener({ kind: "connection", up: true }),
      () => open && listener({ kind: "connection", up: false }),
    );
    return () => {
      open = false;
    };
  }

  speak(language: string): void {
    this.#language = language;
  }
}
